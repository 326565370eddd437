"""From the duty that a member claims in a month to what the tariffs of a law give for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby

from regulations.engine.fact_spec import Facts
from regulations.engine.rates import exact_words
from regulations.engine.situation import Situation
from regulations.engine.tariffs import Tariff, TariffLimit
from regulations.engine.why import Exact, Why, derive, whole_if_possible
from vietnamese.money import NBSP, dong


@dataclass(frozen=True, slots=True)
class Claim:
    """Duty on one day; ``facts`` are its duty.* facts and whatever differs from the member's own."""

    day: date
    facts: Facts


@dataclass(frozen=True, slots=True)
class Served:
    """Duty that a tariff counts: ``units`` of ``why``, the value of one unit."""

    day: date
    units: Exact
    why: Why

    @property
    def amount(self) -> Exact:
        """What it gives, exact."""
        return self.units * self.why.value


@dataclass(frozen=True, slots=True)
class Duty:
    """What one tariff counts of a month's ``claims``; ``too_short`` are days below its least time."""

    tariff: Tariff
    claims: tuple[Claim, ...]
    counted: tuple[Served, ...]
    too_short: tuple[date, ...] = ()
    cut_by: TariffLimit | None = None

    @property
    def is_asked(self) -> bool:
        """Whether the tariff applies to any claim at all."""
        return bool(self.claims)

    def kept(self, counted: Iterable[Served], limit: TariffLimit) -> Duty:
        """The same with only some of what it counts, cut by ``limit``."""
        left = tuple(counted)
        return self if left == self.counted else replace(self, counted=left, cut_by=limit)

    def total(self) -> Why:
        """The sum of the month with its arithmetic: equal days are multiplied, different ones added."""
        groups: dict[Why, Exact] = {}
        for each in self.counted:
            groups[each.why] = groups.get(each.why, 0) + each.units
        terms = [self._term(units, why) for why, units in groups.items()]
        if len(terms) == 1:
            return replace(terms[0], sentence=f"{terms[0].sentence} = {_money(terms[0].value)}")
        added = derive("sum", " + ".join(term.sentence for term in terms), terms)
        return replace(added, sentence=f"{added.sentence} = {_money(added.value)}")

    def _term(self, units: Exact, why: Why) -> Why:
        number = whole_if_possible(units)
        cut, cite = self.cut_words(), self.cut_by.cite if self.cut_by else None
        count = Why("count", f"{number} {self.tariff.unit}{cut}", number, cite)
        return derive("share", f"{count.sentence} × {_short(why)}", (count, why))

    def cut_words(self) -> str:
        """The limit that cut it, in brackets; "" where none did."""
        if self.cut_by is None:
            return ""
        if self.cut_by.at_most_times is None:
            return " (mỗi ngày tính mức cao nhất)"
        return f" (tính tối đa {self.cut_by.at_most_times} lần mỗi tháng)"


def duty_of(tariff: Tariff, claims: Sequence[Claim], situation: Situation) -> Duty:
    """What ``tariff`` counts of the claims; NoAnswer when a fact or its value is not known."""
    asked = [(claim, _on_claim(situation, claim)) for claim in claims]
    mine = [(claim, there) for claim, there in asked if there.holds(tariff.applies_when)]
    times = _times(tariff, mine)
    counted = [_counted(tariff, time) for time in times if _is_long_enough(tariff, time)]
    short = [time[0][0].day for time in times if not _is_long_enough(tariff, time)]
    return Duty(tariff, tuple(claim for claim, _ in mine), tuple(counted), tuple(short))


def limited(duties: Mapping[str, Duty], limits: Sequence[TariffLimit]) -> dict[str, Duty]:
    """The duties after the limits on days and times: the highest of a day first, then the narrower limits."""
    result = dict(duties)
    for limit in sorted(limits, key=_breadth):
        groups = {key: result[key] for key in limit.tariffs if key in result}
        result |= _highest_of_day(groups, limit) if limit.same_day else _first_times(groups, limit)
    return result


def _short(why: Why) -> str:
    return why.sentence if not why.leaves or why.operation == "ref" else _money(why.value)


def _money(value: Exact) -> str:
    return dong(int(value)) if value == int(value) else f"{exact_words(value)}{NBSP}đồng"


_Time = list[tuple[Claim, Situation]]


def _on_claim(situation: Situation, claim: Claim) -> Situation:
    return replace(situation, facts={**situation.facts, **claim.facts}, on=claim.day)


def _times(tariff: Tariff, mine: _Time) -> list[_Time]:
    """The claims that count as one time each: of one day together, or one by one."""
    ordered = sorted(mine, key=lambda pair: pair[0].day)
    if tariff.per in ("shift", "hour"):
        return [[pair] for pair in ordered]
    return [list(group) for _, group in groupby(ordered, key=lambda pair: pair[0].day)]


def _minutes(time: _Time) -> int:
    for _, there in time:
        if there.facts.get("duty.minutes") is None:
            there.require_known(("duty.minutes",))
    return sum(int(there.facts["duty.minutes"] or 0) for _, there in time)


def _is_long_enough(tariff: Tariff, time: _Time) -> bool:
    return tariff.least_minutes is None or _minutes(time) >= tariff.least_minutes


def _counted(tariff: Tariff, time: _Time) -> Served:
    """One time at the best value of its claims."""
    best = max((tariff.value.answer(there).why for _, there in time), key=lambda why: why.value)
    units: Exact = Fraction(_minutes(time), 60) if tariff.per == "hour" else 1
    return Served(time[0][0].day, units, best)


def _breadth(limit: TariffLimit) -> tuple[bool, int, tuple[str, ...]]:
    return limit.same_day is None, len(limit.tariffs), tuple(sorted(limit.tariffs))


_Pair = tuple[str, Served]


def _highest_of_day(groups: Mapping[str, Duty], limit: TariffLimit) -> dict[str, Duty]:
    best: dict[date, _Pair] = {}
    for key, duty in groups.items():
        for each in duty.counted:
            if each.day not in best or each.amount > best[each.day][1].amount:
                best[each.day] = (key, each)
    return _keeping(groups, list(best.values()), limit)


def _first_times(groups: Mapping[str, Duty], limit: TariffLimit) -> dict[str, Duty]:
    if limit.at_most_times is None:
        return {}
    pairs = [(key, each) for key, duty in groups.items() for each in duty.counted]
    by_height = limit.keep == "highest"
    ordered = sorted(
        pairs,
        key=lambda pair: (-pair[1].amount, pair[1].day) if by_height else (pair[1].day, -pair[1].amount),
    )
    return _keeping(groups, ordered[: limit.at_most_times], limit)


def _keeping(groups: Mapping[str, Duty], kept: Sequence[_Pair], limit: TariffLimit) -> dict[str, Duty]:
    return {
        key: duty.kept(sorted((each for of, each in kept if of == key), key=lambda each: each.day), limit)
        for key, duty in groups.items()
    }
