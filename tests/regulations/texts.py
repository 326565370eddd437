"""Texts of law files for the tests: the file of Bình Định with another number, place and first day."""

from __future__ import annotations

from regulations.services import LAW_FOLDER

FILE = "binh-dinh-nq-03-2024.yaml"
PLACES = {"52": "Bình Định", "64": "Gia Lai"}


def law_text(
    number: str = "10/2027/NQ-HĐND",
    *,
    valid_from: str = "2027-01-01",
    valid_to: str = "null",
    code: str = "52",
    on: str = "2024-07-01",
    **changes: str,
) -> str:
    """A valid text; ``changes`` maps a key to the value that stands on its line instead."""
    text = (LAW_FOLDER / FILE).read_text(encoding="utf-8")
    lines = {
        "  id:": f"test-{number.partition('/')[0]}-{code}",
        "  number:": number,
        "valid_from:": valid_from,
        "valid_to:": valid_to,
        "territory:": f'{{province_code: "{code}", province_name: {PLACES.get(code, "Khác")}, on: {on}}}',
        **{f"{key}:": value for key, value in changes.items()},
    }
    return "\n".join(_line(line, lines) for line in text.split("\n"))


def _line(line: str, lines: dict[str, str]) -> str:
    key = next((key for key in lines if line.startswith(key)), None)
    return f"{key} {lines[key]}" if key else line
