"""A law file as rows that an official can read beside the resolution. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regulations.engine import VOCABULARY, Citation, Law, SeriesBook
from regulations.engine.conditions import AllOf, Compare, Condition, NotOf
from regulations.engine.money import Amount, MoneyBlock, SeriesAmount, Share, Sum, Table, Unknown
from regulations.engine.people import People, PeopleBlock
from regulations.engine.rates import rate_words
from vietnamese.money import dong, grouped

_BOUNDS = (("từ", "from_"), ("trên", "above"), ("đến", "to"), ("dưới", "below"))


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One line of a rule: when it applies, what it gives, where it stands."""

    when: str
    value: str
    citation: Citation | None
    note: str = ""

    @property
    def article(self) -> str:
        """Where the row stands, in words."""
        return self.citation.words() if self.citation else ""

    @property
    def is_verified(self) -> bool:
        """Whether the figure may be shown as law."""
        return self.citation is None or self.citation.verified


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule of a law with its rows."""

    name: str
    rows: tuple[RuleRow, ...]


def rules_of(law: Law, series: SeriesBook | None) -> list[RuleText]:
    """The size rule, then each monthly entitlement, in the order of the file."""
    names = {item.key: item.name for item in series.series} if series else {}
    size = RuleText("Số lượng thành viên Tổ", tuple(_people_rows(law.team_size.size, "Mọi nơi")))
    return [size] + [
        RuleText(component.name, tuple(_money_rows(component.value, _who(component.applies_when), names)))
        for component in law.components
    ]


def condition_words(condition: Condition) -> str:
    """A condition in words: "thôn, từ 350 đến 700 hộ"."""
    if isinstance(condition, Compare):
        return _compare_words(condition)
    if isinstance(condition, NotOf):
        return f"không phải {condition_words(condition.not_)}"
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    return (", " if isinstance(condition, AllOf) else " hoặc ").join(condition_words(part) for part in parts)


def _who(condition: Condition | None) -> str:
    return condition_words(condition) if condition else "Mọi thành viên"


def _compare_words(compare: Compare) -> str:
    spec = VOCABULARY[compare.fact]
    chosen = compare.in_ or ((compare.is_,) if compare.is_ is not None else ())
    if chosen:
        return " hoặc ".join(spec.words(value) for value in chosen)
    bounds = [(word, getattr(compare, name)) for word, name in _BOUNDS]
    return (
        f"{' '.join(f'{word} {grouped(value)}' for word, value in bounds if value is not None)} {spec.unit}"
    )


def _people_rows(block: PeopleBlock, when: str) -> Iterator[RuleRow]:
    if isinstance(block, People):
        yield RuleRow(when, _people_words(block), block.cite, block.note or "")
        return
    for row in block.table:
        yield from _people_rows(row.value, condition_words(row.when))


def _people_words(people: People) -> str:
    if people.exactly:
        return f"{people.exactly} người"
    least = f"từ {people.at_least} đến " if people.at_least else "tối đa "
    return f"{least}{people.at_most} người"


def _money_rows(block: MoneyBlock, when: str, names: dict[str, str]) -> Iterator[RuleRow]:
    if isinstance(block, Table):
        for row in block.table:
            yield from _money_rows(row.value, condition_words(row.when), names)
        return
    words, citation = _money_words(block, names)
    note = citation.note or "" if citation and not citation.verified else ""
    yield RuleRow(when, words, citation, note)


def _money_words(block: MoneyBlock, names: dict[str, str]) -> tuple[str, Citation | None]:
    match block:
        case Amount():
            return f"{dong(block.vnd)} mỗi tháng", block.cite
        case Unknown():
            return f"Chưa có quy định được xác minh: {block.unknown}", block.cite
        case Share():
            base, below = _money_words(block.of, names)
            rate = (
                rate_words(block.share) if isinstance(block.share, str) else names.get(block.share.series, "")
            )
            return f"{rate} × {base}", below if below and not below.verified else block.cite
        case SeriesAmount():
            return names.get(block.series, block.series), block.cite
        case Sum():
            return " + ".join(_money_words(part, names)[0] for part in block.sum), None
        case _:
            return "theo bảng", None
