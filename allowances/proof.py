"""What proves that a locked list is as it was: its chain, its totals, its derivations worked out again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from allowances import chain
from allowances.models import Batch, BatchQuerySet, Derivation, LedgerLine
from regulations.engine import (
    Claim,
    Law,
    Line,
    Refusal,
    SeriesBook,
    Why,
    monthly_lines,
    one_off,
    tariff_lines,
)
from regulations.models import LawVersion, ReferenceValue
from regulations.selectors import held, series_book

# Facts with it are those of a sum owed once.
_EVENT: Final = "event.kind"
# Facts with it are those of one claim of duty.
_DUTY: Final = "duty.kind"
# What the chain is made of, and by which names.
_COLUMNS: Final = {
    "id": "id",
    "person": "person_id",
    "membership": "membership_id",
    "team": "team_id",
    "commune": "commune__key",
    "former_commune": "former_commune__key",
    "component": "component",
    "for_month": "for_month",
    "sequence": "sequence",
    "amount_vnd": "amount_vnd",
    "cause": "cause",
    "derived": "derivation__digest",
}


def head_of(batch: Batch) -> str:
    """The head of the chain over all lines of a list, in the order of posting; one statement."""
    head = chain.start(batch.commune.key, batch.month.isoformat())
    for record in _lines(batch):
        head = chain.link(head, record)
    return head


def export(batches: BatchQuerySet) -> Iterator[Mapping[str, Any]]:
    """Locked lists as records for ``chain.check``: each with its lines, then the derivations of all."""
    used: set[str] = set()
    for batch in _locked(batches):
        yield {
            "list": {
                "commune": batch.commune.key,
                "month": batch.month.isoformat(),
                "head": batch.chain_head,
                "lines": batch.line_count,
                "total_vnd": batch.total_vnd,
            }
        }
        for record in _lines(batch):
            used.add(record["derived"])
            yield {"line": record}
    for derivation in Derivation.objects.filter(digest__in=used).order_by("pk").iterator():
        yield _derivation(derivation)


def verify(batches: BatchQuerySet) -> list[str]:
    """What is wrong with locked lists, in words; nothing when all are as they were approved."""
    return chain.check(export(batches))


def recompute(batches: BatchQuerySet) -> tuple[int, list[str]]:
    """Every line of locked lists worked out again from its frozen facts: how many, and what differs.

    The arithmetic is done again from the frozen steps, the amounts of whole months by the text of the law
    on the frozen facts with the reference amounts known when the line was posted, and the sum of a month
    up to each line is compared with the result.
    """
    series, count, faults = _Series(), 0, list[str]()
    laws = {version.pk: held(version).law for version in LawVersion.objects.all()}
    answers: dict[tuple[int, str], int | str] = {}
    for batch in _locked(batches):
        for line, total in _with_sums(batch):
            key = (line.derivation_id, line.component)
            if key not in answers:
                answers[key] = _result(line, laws, series.at(line.posted_at))
            count += 1
            if answers[key] != total:
                faults.append(f"Dòng {line.pk}: đã ghi {total}, tính lại {answers[key]}.")
    return count, faults


class _Series:
    """The reference amounts as they were known at a moment; read once between two that came in."""

    def __init__(self) -> None:
        moments = ReferenceValue.objects.order_by("entered_at").values_list("entered_at", flat=True)
        self._moments = list(moments.distinct())
        self._books: dict[int, SeriesBook | None] = {}

    def at(self, moment: datetime) -> SeriesBook | None:
        """The book of a moment; None where nothing was known."""
        known = bisect_right(self._moments, moment)
        if known not in self._books:
            self._books[known] = series_book(moment)
        return self._books[known]


def _locked(batches: BatchQuerySet) -> Iterable[Batch]:
    return batches.filter(state=Batch.State.LOCKED).select_related("commune").order_by("month", "pk")


def _lines(batch: Batch) -> Iterator[dict[str, Any]]:
    rows = batch.lines.order_by("pk").values_list(*_COLUMNS.values())
    for row in rows:
        record = dict(zip(_COLUMNS, row, strict=True))
        record["for_month"] = record["for_month"].isoformat()
        yield record


def _derivation(derivation: Derivation) -> Mapping[str, Any]:
    return {
        "derivation": derivation.digest,
        "component": derivation.component,
        "law": derivation.law_id,
        "facts": derivation.facts,
        "why": derivation.why,
    }


def _with_sums(batch: Batch) -> Iterator[tuple[LedgerLine, int]]:
    """Each line of the list with the sum of its origin up to it, in đồng."""
    wanted = batch.lines.values("membership")
    months = set(batch.lines.values_list("for_month", flat=True))
    rows = (
        LedgerLine.objects.filter(membership__in=wanted, for_month__in=months)
        .select_related("derivation")
        .order_by("membership", "component", "for_month", "sequence")
    )
    origins: dict[tuple[int, str, date, int], int] = {}
    for line in rows:
        key = (line.membership_id, line.component, line.for_month, line.owed_by)
        origins[key] = origins.get(key, 0) + line.amount_vnd
        if line.batch_id == batch.pk:
            yield line, origins[key]


def _result(line: LedgerLine, laws: Mapping[int, Law], series: SeriesBook | None) -> int | str:
    """What the frozen facts and steps of a line come to, or what does not fit."""
    why = Why.from_json(line.derivation.why)
    if not line.derivation.facts or series is None:
        return int(why.recompute())
    now, then = _now_and_then(line, why, laws, series)
    return int(why.recompute()) if now == then else f"mức {now} thay vì {then}"


def _now_and_then(
    line: LedgerLine, why: Why, laws: Mapping[int, Law], series: SeriesBook
) -> tuple[object, object]:
    """What the law gives on the frozen facts, and what was frozen: a sum, or amounts of whole months."""
    component, told = line.component, line.derivation.facts
    if any(_DUTY in facts for facts in told):
        return _duty(component, told, laws, series), why.recompute()
    if any(_EVENT in facts for facts in told):
        return sum(_once(component, facts, laws, series) for facts in told), why.recompute()
    amounts = [_whole_month(component, facts, laws, series) for facts in told]
    return _each_once(amounts), _each_once(_amounts(why))


def _once(component: str, facts: Mapping[str, Any], laws: Mapping[int, Law], series: SeriesBook) -> int:
    """What the law gives once on the frozen facts of an event, đồng."""
    known = _known(facts)
    answers = one_off(laws[facts["law"]], known, known[_EVENT], date.fromisoformat(facts["from"]), series)
    return _sum_of(component, answers)


def _duty(
    component: str, facts: Sequence[Mapping[str, Any]], laws: Mapping[int, Law], series: SeriesBook
) -> int:
    """What the laws give for the frozen claims of a month, đồng."""
    total = 0
    for law, told in groupby(facts, key=lambda each: int(each["law"])):
        claims = [Claim(date.fromisoformat(each["from"]), _known(each)) for each in told]
        answers = tariff_lines(laws[law], {}, claims, claims[0].day, series)
        total += _sum_of(component, answers)
    return total


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in {"from", "to", "law"}}


def _sum_of(component: str, answers: Iterable[Line | Refusal]) -> int:
    lines = (answer for answer in answers if isinstance(answer, Line))
    return sum(line.amount_vnd for line in lines if line.component == component)


def _whole_month(
    component: str, facts: Mapping[str, Any], laws: Mapping[int, Law], series: SeriesBook
) -> object:
    """What the law gives for a whole month on the frozen facts of some days of it."""
    answers = monthly_lines(laws[facts["law"]], _known(facts), date.fromisoformat(facts["from"]), series)
    found = next((answer for answer in answers if answer.component == component), None)
    return None if found is None or isinstance(found, Refusal) else found.why.value


def _amounts(why: Why) -> Sequence[object]:
    """The amounts of whole months that the steps begin with, in the order of days."""
    leaves = why.leaves[:-1:2] if why.operation == "part_month_by_day" else why.leaves[:1]
    return [leaf.value for leaf in leaves]


def _each_once(values: Sequence[object]) -> list[object]:
    return [value for value, _ in groupby(values)]
