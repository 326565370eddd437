"""Two texts of one territory side by side, row by row. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from regulations.reading import RuleRow, RuleText

Change = Literal["same", "changed", "new", "gone"]
WORDS: Final[Mapping[Change, str]] = {
    "same": "giữ nguyên",
    "changed": "thay đổi",
    "new": "thêm mới",
    "gone": "không còn",
}
TAGS: Final[Mapping[Change, str]] = {"same": "done", "changed": "attention", "new": "waiting", "gone": "stop"}


@dataclass(frozen=True, slots=True)
class RowPair:
    """One case in both texts; None where a text does not have it."""

    when: str
    old: RuleRow | None
    new: RuleRow | None

    @property
    def change(self) -> Change:
        """What became of the row; articles differ with every document and do not count."""
        if self.old is None:
            return "new"
        if self.new is None:
            return "gone"
        return "same" if _figure(self.old) == _figure(self.new) else "changed"

    @property
    def word(self) -> str:
        """The change in Vietnamese."""
        return WORDS[self.change]

    @property
    def tag(self) -> str:
        """The state that the change is shown as."""
        return TAGS[self.change]


@dataclass(frozen=True, slots=True)
class RulePair:
    """One rule in both texts, its rows in the order of the new text, then those that are gone."""

    name: str
    rows: tuple[RowPair, ...]


def side_by_side(old: Iterable[RuleText], new: Iterable[RuleText]) -> list[RulePair]:
    """Every rule of either text; rows of one rule belong together by their case."""
    before = {rule.name: rule.rows for rule in old}
    after = {rule.name: rule.rows for rule in new}
    return [RulePair(name, _pairs(before.get(name, ()), after.get(name, ()))) for name in {**after, **before}]


def counts(rules: Iterable[RulePair]) -> dict[str, int]:
    """How many rows each change has, by its Vietnamese word."""
    found = Counter(row.change for rule in rules for row in rule.rows)
    return {word: found[change] for change, word in WORDS.items()}


def _pairs(old: tuple[RuleRow, ...], new: tuple[RuleRow, ...]) -> tuple[RowPair, ...]:
    before, after = _by_case(old), _by_case(new)
    return tuple(RowPair(case[0], before.get(case), after.get(case)) for case in {**after, **before})


def _by_case(rows: tuple[RuleRow, ...]) -> dict[tuple[str, int], RuleRow]:
    """Rows by case, and by how many rows of the same case came before."""
    seen = Counter[str]()
    found = {}
    for row in rows:
        found[row.when, seen[row.when]] = row
        seen[row.when] += 1
    return found


def _figure(row: RuleRow) -> tuple[str, bool]:
    return row.value, row.is_verified
