"""Law files on the command line, with the cost of a draft over the force of a province."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.errors import DomainError
from allowances.costing import DraftCost, PartCost, draft_cost
from allowances.tally import Pair
from allowances.team_numbers import team_numbers
from regulations.command_line import LawCommand
from regulations.engine import Law, LawFileError, load_law
from territory.models import Unit
from vietnamese.dates import parse_month, thang
from vietnamese.money import grouped


@dataclass(frozen=True, slots=True)
class _Province:
    """Whoever runs the command sees the whole province."""

    reach: str


class Command(LawCommand):
    """The commands on law files, and what a draft would cost beside the law in force; writes nothing."""

    def add_commands(self, commands: Any) -> None:
        """Those of regulations, and the file, the province, the months, the form of the answer."""
        super().add_commands(commands)
        cost = commands.add_parser(
            "cost", help="dự toán một dự thảo trên lực lượng thật, không ghi vào sổ; đọc cơ sở dữ liệu"
        )
        cost.add_argument("file", type=Path, metavar="FILE")
        cost.add_argument("--province", required=True, help="mã tỉnh: 52")
        cost.add_argument("--from", dest="first", required=True, type=_month, help="tháng đầu: 07/2024")
        cost.add_argument("--to", dest="last", required=True, type=_month, help="tháng cuối: 06/2025")
        cost.add_argument("--format", choices=["json", "table"], default="json")

    def _cost(self, options: dict[str, Any]) -> None:
        """Prints one JSON object, or a table with tabs between its columns."""
        viewer, draft = _province(options["province"]), _draft(options["file"])
        first, last = options["first"], options["last"]
        if last < first:
            raise CommandError("Nhập tháng cuối không trước tháng đầu.")
        try:
            cost = draft_cost(viewer=viewer, draft=draft, first_month=first, last_month=last)
        except DomainError as error:
            raise CommandError(error.message) from error
        if options["format"] == "table":
            self.stdout.write("\n".join("\t".join(row) for row in _table(cost)))
            return
        sizes = asdict(team_numbers(viewer=viewer, draft=draft, month=last))
        found = {**_json(cost), "team_numbers": {**sizes, "on": last.isoformat()}}
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))


def _month(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _province(key: str) -> _Province:
    unit = Unit.objects.filter(key=key, level=Unit.Level.PROVINCE).first()
    if unit is None:
        raise CommandError(f"Nhập mã tỉnh có trong danh mục: không có tỉnh {key}.")
    return _Province(unit.path)


def _draft(path: Path) -> Law:
    try:
        return load_law(path.read_text(encoding="utf-8"), path.name)
    except OSError as error:
        raise CommandError(f"Chọn tệp khác: không đọc được {path}.") from error
    except LawFileError as error:
        raise CommandError(str(error)) from error


def _json(cost: DraftCost) -> dict[str, Any]:
    return {
        "draft": cost.draft.document.id,
        "in_force": list(cost.laws),
        "months": [month.isoformat()[:7] for month in cost.months],
        "components": {component.key: component.name for component in cost.components},
        "communes": [_part_json(part) for part in cost.communes],
        "total": _part_json(cost.total),
        "refusals": [asdict(refusal) for refusal in cost.refusals],
    }


def _part_json(part: PartCost) -> dict[str, Any]:
    cells = sorted(part.cells.items())
    return {
        "unit": part.unit.key,
        "name": part.unit.name,
        "people": part.people,
        "gaining": part.gaining,
        "losing": part.losing,
        "lacking": part.lacking,
        **_pair_json(part.total),
        "cells": [
            {"month": month.isoformat()[:7], "component": component, **_pair_json(pair)}
            for (month, component), pair in cells
        ],
    }


def _pair_json(pair: Pair) -> dict[str, int]:
    return {**asdict(pair), "change_vnd": pair.change_vnd}


def _table(cost: DraftCost) -> list[list[str]]:
    sums = [("Theo tháng", thang(month), cost.total.of_month(month)) for month in cost.months]
    sums += [("Theo khoản", each.name, cost.total.of_component(each.key)) for each in cost.components]
    sums += [("Theo xã", part.unit.name, part.total) for part in cost.communes]
    sums.append(("Tổng cộng", cost.unit.name, cost.total.total))
    head = ["Dự thảo – không phải số chi trả", "", "Hiện hành", "Dự thảo", "Chênh lệch"]
    figures = [
        [kind, name, *map(grouped, (pair.today_vnd, pair.draft_vnd, pair.change_vnd))]
        for kind, name, pair in sums
    ]
    people = [
        ["Số người", "tất cả", str(cost.total.people)],
        ["Số người", "được tăng", str(cost.total.gaining)],
        ["Số người", "bị giảm", str(cost.total.losing)],
        ["Số người", "thiếu dữ kiện", str(cost.total.lacking)],
    ]
    return [head, *figures, *people]
