"""A law file as rows that an official can read beside the resolution. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from regulations.engine import Citation, Law, SeriesBook
from regulations.engine.block import Block, walk
from regulations.engine.entitlements import Entitlement
from regulations.engine.leaves import People
from regulations.engine.tariffs import Tariff, TariffLimit
from regulations.engine.team_rule import TeamRule
from regulations.engine.values import Dated, LargestOf, Part, Row, Sum, Table, Value, When
from regulations.wording import Words, condition_words, span_words
from vietnamese.dates import ngay
from vietnamese.money import dong

_EVERYWHERE = "Mọi nơi"
_EVERYONE = "Mọi thành viên"


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
    """Size, named values, monthly entitlements, duty with its limits, sums owed once; as in the file."""
    words = Words.of(law, series)
    rules = [RuleText("Số lượng thành viên Tổ", tuple(_size_rows(law.team_size, words)))]
    rules += [
        RuleText(named.name, tuple(_rows(named.value, "Mức làm căn cứ", words))) for named in law.values
    ]
    rules += [_entitlement(component, words) for component in law.components]
    rules += [_tariff(tariff, words) for tariff in law.tariffs]
    names = {tariff.key: tariff.name for tariff in law.tariffs}
    limits = tuple(_limit_row(limit, words, names) for limit in law.tariff_limits)
    rules += [RuleText("Giới hạn mức bồi dưỡng", limits)] if limits else []
    return rules + [_entitlement(once, words) for once in law.one_off]


def _size_rows(rule: TeamRule, words: Words) -> Iterator[RuleRow]:
    if rule.exists_when is not None:
        yield RuleRow(condition_words(rule.exists_when), "Thành lập Tổ", rule.cite)
    yield from _rows(rule.size, _EVERYWHERE, words)
    if rule.teams is not None:
        yield from _rows(rule.teams, "Một thôn, tổ dân phố", replace(words, unit="Tổ"))
    if rule.villages is not None:
        yield from _rows(rule.villages, "Một Tổ phụ trách", replace(words, unit="thôn, tổ dân phố"))
    if rule.counted is not None:
        again = f", {rule.counted.every_years} năm một lần" if rule.counted.every_years else ""
        counted = f"Tính theo số liệu ngày {ngay(rule.counted.first)}{again}"
        yield RuleRow(_EVERYWHERE, counted, rule.counted.cite)
    if rule.quota is not None:
        yield RuleRow("UBND tỉnh đã giao chỉ tiêu", "Theo chỉ tiêu được giao", rule.quota)


def _entitlement(entitlement: Entitlement, words: Words) -> RuleText:
    who = condition_words(entitlement.applies_when) if entitlement.applies_when else _EVERYONE
    rows = list(_rows(entitlement.value, who, words))
    if entitlement.includes:
        rows.append(RuleRow(who, f"Đã bao gồm {entitlement.includes}", None))
    if entitlement.round_to_vnd:
        rows.append(RuleRow(who, f"Làm tròn đến {dong(entitlement.round_to_vnd)}", None))
    return RuleText(entitlement.name, tuple(rows))


def _tariff(tariff: Tariff, words: Words) -> RuleText:
    who = condition_words(tariff.applies_when) if tariff.applies_when else "Mọi nhiệm vụ"
    if tariff.least_minutes:
        who += f", từ {tariff.least_minutes} phút"
    rows = (replace(row, value=f"{row.value} mỗi {tariff.unit}") for row in _rows(tariff.value, who, words))
    return RuleText(tariff.name, tuple(rows))


def _limit_row(limit: TariffLimit, words: Words, names: dict[str, str]) -> RuleRow:
    which = "; ".join(names[key] for key in limit.tariffs)
    if limit.same_day:
        return RuleRow(which, "Mỗi ngày hưởng một mức cao nhất", limit.cite)
    if limit.at_most is not None:
        return RuleRow(which, f"Tối đa {words.value(limit.at_most)} mỗi tháng", limit.cite)
    first = {"earliest": ", tính từ ngày sớm nhất", "highest": ", tính từ mức cao nhất"}
    return RuleRow(
        which, f"Tối đa {limit.at_most_times} lần mỗi tháng{first.get(limit.keep or '', '')}", limit.cite
    )


def _rows(value: Value, when: str, words: Words) -> Iterator[RuleRow]:
    """A table as its rows, a choice and a sum as their parts, anything else as one row."""
    if isinstance(value, Table):
        for row in value.table:
            yield from _table_row(row, _within(when, condition_words(row.when)), words)
        if value.otherwise is not None:
            yield from _rows(value.otherwise, _within(when, "các trường hợp còn lại"), words)
    elif isinstance(value, Dated):
        for dated in value.dated:
            yield from _rows(dated.value, _within(when, span_words(dated)), words)
    elif isinstance(value, LargestOf):
        yield from _parts(value.largest_of, when, "lấy mức cao nhất", words)
    elif isinstance(value, Sum):
        yield from _parts(value.sum, when, "cộng", words)
    else:
        yield _row(value, when, words)


def _table_row(row: Row, when: str, words: Words) -> Iterator[RuleRow]:
    if row.value is not None:
        yield from _rows(row.value, when, words)
    else:
        yield RuleRow(when, words.row(row), row.cite)


def _parts(parts: tuple[Part, ...], when: str, how: str, words: Words) -> Iterator[RuleRow]:
    for part in parts:
        told = f"{condition_words(part.when)} ({how})" if isinstance(part, When) else how
        yield from _rows(part.value if isinstance(part, When) else part, _within(when, told), words)


def _row(value: Value, when: str, words: Words) -> RuleRow:
    citation = _citation(value)
    note = citation.note or "" if citation and not citation.verified else ""
    if isinstance(value, People):
        note = value.note or note
    return RuleRow(when, words.value(value), citation, note)


def _citation(block: Block) -> Citation | None:
    """The first place that is not verified, else the first place at all."""
    cited = [each for _, each in walk(block) if isinstance(each, Citation)]
    return next((each for each in cited if not each.verified), cited[0] if cited else None)


def _within(outer: str, inner: str) -> str:
    return inner if outer in (_EVERYWHERE, _EVERYONE) else f"{outer}: {inner}"
