"""What a member is owed for the duty that he claims in a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from regulations.engine.duty import Claim, Duty, duty_of, limited
from regulations.engine.entitlements import whole_vnd
from regulations.engine.errors import FactError, NoValueInForce
from regulations.engine.facts import VOCABULARY, Facts, check_facts
from regulations.engine.law import Law
from regulations.engine.refusal import Refusal
from regulations.engine.results import Line
from regulations.engine.series import SeriesBook
from regulations.engine.situation import NoAnswer, Situation
from regulations.engine.start import line_of, require_in_force, situation_of
from regulations.engine.tariffs import Tariff, TariffLimit
from regulations.engine.values import bounded
from regulations.engine.why import Why, derive, value_of
from vietnamese.dates import ngay, thang


def tariff_lines(
    law: Law, facts: Facts, claims: Sequence[Claim], on: date, series: SeriesBook
) -> tuple[Line | Refusal, ...]:
    """What is owed for duty in the month of ``on``: a line for each tariff that counts any of it, and a
    refusal for what cannot be counted.

    Each claim is held against the law and the reference values of its own day, limits in đồng against
    those of ``on``. Raises FactError for facts that cannot be or a day of another month, LawNotInForce for
    a day outside the law's span.
    """
    asked = situation_of(law, facts, on, series)
    for claim in claims:
        _check_claim(law, facts, claim, on)
    duties, refused = _duties(law, claims, asked)
    left = limited(duties, law.tariff_limits)
    lines = _lines(law, {key: duty for key, duty in left.items() if duty.counted}, asked)
    unpaid = [*_too_short(duties), *_used_up(duties, left)]
    return (*lines, *refused, *unpaid, *_not_named(claims, duties, refused))


def _duties(law: Law, claims: Sequence[Claim], asked: Situation) -> tuple[dict[str, Duty], list[Refusal]]:
    """What each tariff counts, and the tariffs that cannot tell or whose limits are not verified."""
    found = {tariff.key: _duty(tariff, claims, asked, law.tariff_limits) for tariff in law.tariffs}
    duties = {key: duty for key, duty in found.items() if isinstance(duty, Duty) and duty.is_asked}
    return duties, [answer for answer in found.values() if isinstance(answer, Refusal)]


def _check_claim(law: Law, facts: Facts, claim: Claim, on: date) -> None:
    check_facts({**facts, **claim.facts})
    require_in_force(law, claim.day)
    if (claim.day.year, claim.day.month) != (on.year, on.month):
        raise FactError("day", f"Chọn ngày trong tháng {thang(on)}: {ngay(claim.day)} ở ngoài tháng.")


def _duty(
    tariff: Tariff, claims: Sequence[Claim], asked: Situation, limits: Sequence[TariffLimit]
) -> Duty | Refusal:
    there = asked.asking(tariff.name)
    try:
        duty = duty_of(tariff, claims, there)
        for limit in limits if duty.is_asked else ():
            if tariff.key in limit.tariffs:
                there.require_verified(limit.cite)
    except (NoAnswer, NoValueInForce) as no:
        return _refusal(tariff, no)
    return duty


def _refusal(tariff: Tariff, no: NoAnswer | NoValueInForce) -> Refusal:
    if isinstance(no, NoAnswer):
        return Refusal(tariff.key, tariff.name, no.message_vi, no.citation, no.kind)
    return Refusal(tariff.key, tariff.name, no.message_vi, None)


def _lines(law: Law, duties: Mapping[str, Duty], asked: Situation) -> Iterator[Line | Refusal]:
    """A line for each tariff, held under the limits in đồng; a refusal where such a limit gives no number."""
    sums: dict[str, Why] = {key: duty.total() for key, duty in duties.items()}
    refused: dict[str, Refusal] = {}
    for limit in law.tariff_limits:
        try:
            sums |= _capped(sums, limit, asked.asking("mức tối đa mỗi tháng"))
        except (NoAnswer, NoValueInForce) as no:
            refused |= {key: _refusal(duties[key].tariff, no) for key in limit.tariffs if key in duties}
    for key, duty in duties.items():
        yield refused.get(key) or _line(law, duty.tariff, sums[key])


def _line(law: Law, tariff: Tariff, why: Why) -> Line | Refusal:
    try:
        whole = whole_vnd(why, tariff.round_to_vnd)
        return line_of(tariff.key, tariff.name, whole, tariff, law.team_size.cite)
    except NoAnswer as no:
        return _refusal(tariff, no)


def _capped(sums: Mapping[str, Why], limit: TariffLimit, situation: Situation) -> dict[str, Why]:
    """The sums of the tariffs held under a limit in đồng, filled up in its order."""
    if limit.at_most is None:
        return {}
    cap = limit.at_most.answer(situation).why
    result: dict[str, Why] = {}
    for key in (key for key in limit.tariffs if key in sums):
        room = _room(cap, list(result.values()), situation)
        result[key] = replace(bounded("smallest", sums[key], room, situation), citation=limit.cite)
    return result


def _room(cap: Why, taken: Sequence[Why], situation: Situation) -> Why:
    if not taken:
        return cap
    leaves = (cap, *taken)
    spent, room = situation.words(value_of("sum", taken)), situation.words(value_of("rest", leaves))
    return derive("rest", f"{cap.sentence} - {spent} đã tính = {room}", leaves)


def _too_short(duties: Mapping[str, Duty]) -> Iterator[Refusal]:
    for key, duty in duties.items():
        if duty.too_short:
            days = ", ".join(ngay(day) for day in duty.too_short)
            words = f"Không tính ngày {days}: dưới {duty.tariff.least_minutes} phút."
            yield Refusal(key, duty.tariff.name, words, None, "too_short")


def _used_up(duties: Mapping[str, Duty], left: Mapping[str, Duty]) -> Iterator[Refusal]:
    """The tariffs of which a limit left nothing."""
    for key, duty in left.items():
        if duties[key].counted and not duty.counted and duty.cut_by:
            words = f"Không tính{duty.cut_words()}: đã tính đủ ở khoản khác."
            yield Refusal(key, duty.tariff.name, words, duty.cut_by.cite, "used_up")


def _not_named(
    claims: Sequence[Claim], duties: Mapping[str, Duty], refused: Sequence[Refusal]
) -> Iterator[Refusal]:
    """A refusal for the kinds of duty that no tariff of the law speaks of."""
    if refused:
        return
    known = {id(claim) for duty in duties.values() for claim in duty.claims}
    kinds = [claim.facts.get("duty.kind") for claim in claims if id(claim) not in known]
    for kind in dict.fromkeys(kinds):
        words = VOCABULARY["duty.kind"].words(kind) if kind else "nhiệm vụ chưa ghi loại"
        sentence = f"Chưa có quy định được xác minh về bồi dưỡng khi {words}."
        yield Refusal("tariffs", "Bồi dưỡng làm nhiệm vụ", sentence, None)
