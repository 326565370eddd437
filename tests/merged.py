"""Tỉnh Gia Lai of today, made of Bình Định and the former Gia Lai, each with its own resolution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from regulations import adoption
from regulations.engine import load_law
from regulations.models import LawVersion
from regulations.services import territory_of, version_of
from territory.models import Unit, UnitSuccession, Village, VillagePlacement
from tests.regulations.texts import law_text
from vietnamese.text import name_sort_key

MERGED = date(2025, 7, 1)
WHOLE = "99/2026/NQ-HĐND"


@dataclass(frozen=True, slots=True)
class Merged:
    """Gia Lai of today with a commune from each former province, and the former communes."""

    province: Unit
    gia_lai: Unit
    coast: Unit
    hills: Unit
    old_hills: Unit


def unit_today(code: str, level: str, kind: str, name: str, parent: Unit | None) -> Unit:
    """A unit from 01/07/2025 on."""
    key = f"{code}-20250701"
    return Unit.objects.create(
        key=key,
        code=code,
        level=level,
        kind=kind,
        name=name,
        parent=parent,
        path=f"{parent.path if parent else ''}{key}.",
        sort_key=name_sort_key(name),
        valid_from=MERGED,
    )


def succeed(old: Unit, new: Unit, extent: str = "whole") -> None:
    """``old`` went into ``new``."""
    UnitSuccession.objects.create(old=old, new=new, extent=extent)


def move(village: Village, commune: Unit, on: date = MERGED) -> None:
    """The village lies in ``commune`` from ``on``, and its file is kept there."""
    village.placements.filter(valid_to=None).update(valid_to=on)
    VillagePlacement.objects.create(village=village, commune=commune, valid_from=on)
    Village.objects.filter(pk=village.pk).update(commune=commune)


def adopt(text: str) -> LawVersion:
    """The text as adopted law, as a file of the project is loaded."""
    law = load_law(text, "tệp")
    territory = territory_of(law)
    assert territory is not None
    version = version_of(law, text, territory)
    version.status = LawVersion.Status.ADOPTED
    version.save()
    return version


def adopt_whole(officer: User, second: User, valid_from: str = "2026-07-01", **amounts: str) -> LawVersion:
    """The merged province's own resolution; ``amounts`` as for ``with_amounts``."""
    text = with_amounts(law_text(WHOLE, valid_from=valid_from, code="52", on="2025-07-01"), **amounts)
    version = adoption.law_upload(actor=officer, text=text)
    return adoption.law_adopt(actor=second, version_id=version.pk)


def with_amounts(text: str, *, leader: str = "1440000") -> str:
    """The text with another sum for the tổ trưởng, in đồng."""
    return text.replace("vnd: 1440000", f"vnd: {leader}")
