"""Law files on the command line: check, evaluate, vocabulary, schema, reference. Needs no database.

``manage.py law`` itself is in `allowances/`, which adds the cost of a draft over the force.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from regulations.engine import (
    VOCABULARY,
    Claim,
    EngineError,
    SeriesBook,
    check_file,
    check_together,
    evaluate,
    load_law,
    load_series,
)
from regulations.engine.schema import law_schema
from regulations.guide.page import fact_values, reference_page
from regulations.services import LAW_FOLDER, SERIES_FILE

_PAGES: Final = Path(settings.BASE_DIR) / "docs" / "law"


class LawCommand(BaseCommand):
    """One subcommand for each thing one can do with a law file."""

    help = "Kiểm tra, tính thử, dự toán tệp quy định; in bảng từ, lược đồ và trang tra cứu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Subcommands and their options."""
        self.add_commands(parser.add_subparsers(dest="command", required=True))

    def add_commands(self, commands: Any) -> None:
        """The subcommands of this room, into what ``add_subparsers`` gave."""
        check = commands.add_parser("check", help="lỗi, cảnh báo và ghi chú của tệp; mã thoát 1 khi có lỗi")
        check.add_argument("files", nargs="+", type=Path, metavar="FILE")
        tried = commands.add_parser("evaluate", help="tính theo một tệp, in JSON")
        tried.add_argument("file", type=Path, metavar="FILE")
        tried.add_argument("--on", required=True, type=date.fromisoformat, help="ngày, dạng 2024-07-01")
        tried.add_argument("--facts", required=True, help="tệp JSON các dữ kiện, hoặc - để đọc từ bàn phím")
        for command in (check, tried):
            command.add_argument(
                "--series", type=Path, default=LAW_FOLDER / SERIES_FILE, help="mức tham chiếu"
            )
        commands.add_parser("vocabulary", help="tên, kiểu, đơn vị và nghĩa của mọi dữ kiện")
        for name, file in (("schema", "law-file.schema.json"), ("reference", "vocabulary.md")):
            page = commands.add_parser(name, help=f"ghi docs/law/{file} theo mã nguồn")
            page.add_argument("--out", type=Path, default=_PAGES / file)

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs the subcommand; a refusal of the engine ends it with its message."""
        try:
            getattr(self, f"_{options['command']}")(options)
        except EngineError as refusal:
            raise CommandError(refusal.message_vi) from refusal

    def _check(self, options: dict[str, Any]) -> None:
        book = self._book(options)
        files: list[Path] = options["files"]
        reports = {str(file): check_file(_text(file), file.name, book) for file in files}
        together = check_together(reports)
        found = [problem for report in reports.values() for problem in report.problems] + together
        for problem in found:
            self.stdout.write(str(problem))
        wrong = sum(problem.severity == "error" for problem in found)
        self.stdout.write(f"{len(files)} tệp, {wrong} lỗi, {len(found) - wrong} cảnh báo và ghi chú.")
        if wrong:
            sys.exit(1)

    def _evaluate(self, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        told = _json(sys.stdin.read() if options["facts"] == "-" else _text(Path(options["facts"])))
        claims = [_claim(each) for each in told.pop("claims", [])]
        law = load_law(_text(file), file.name)
        answer = evaluate(law, told, options["on"], self._book(options), claims)
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))

    def _vocabulary(self, options: dict[str, Any]) -> None:
        self.stdout.write("\t".join(("fact", "type", "unit", "meaning", "values")))
        for spec in VOCABULARY.values():
            self.stdout.write("\t".join((spec.name, spec.type, spec.unit, spec.meaning, fact_values(spec))))

    def _schema(self, options: dict[str, Any]) -> None:
        self._write(options["out"], json.dumps(law_schema(), ensure_ascii=False, indent=1) + "\n")

    def _reference(self, options: dict[str, Any]) -> None:
        self._write(options["out"], reference_page())

    def _write(self, out: Path, text: str) -> None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        self.stdout.write(str(out))

    def _book(self, options: dict[str, Any]) -> SeriesBook:
        file: Path = options["series"]
        return load_series(_text(file), file.name)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"Chọn tệp khác: không đọc được {file}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"Lưu tệp {file} theo bảng mã UTF-8.") from error


def _json(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError as error:
        raise CommandError("Ghi dữ kiện dạng JSON.") from error
    if not isinstance(told, dict):
        raise CommandError('Ghi dữ kiện dạng {"tên": giá trị}.')
    return told


def _claim(told: Any) -> Claim:
    try:
        return Claim(date.fromisoformat(told.pop("day")), told)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CommandError('Ghi mỗi lần làm nhiệm vụ dạng {"day": "2024-08-01", …}.') from error
