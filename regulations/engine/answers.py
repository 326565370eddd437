"""All answers of a law to one set of facts, as plain JSON types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from regulations.engine.duty import Claim
from regulations.engine.duty_lines import tariff_lines
from regulations.engine.evaluation import monthly_lines, one_off
from regulations.engine.fact_spec import Facts
from regulations.engine.law import Law
from regulations.engine.refusal import Refusal
from regulations.engine.results import Bounds, Line, TeamSize
from regulations.engine.series import SeriesBook
from regulations.engine.sizing import team_size


def evaluate(
    law: Law, facts: Facts, on: date, series: SeriesBook, claims: Sequence[Claim] = ()
) -> dict[str, Any]:
    """All answers: the size, the month's entitlements and duty, and what an event (event.kind) gives once.

    ``{status, team_size: {exists, min, max, exact, why: [sentence]} or null,
    lines: [{component, amount_vnd, article, why}], one_off: [the same],
    refusals: [{component, kind, why}]}``.
    A refused team size is null and stands among the refusals. ``team_size`` has ``quota`` and ``formula``
    where UBND tỉnh decided a number, ``teams`` and ``villages`` where the law speaks of them.
    Raises FactError for facts that cannot be, LawNotInForce for a day outside the law's span.
    """
    size = team_size(law, facts, on, series)
    month = (*monthly_lines(law, facts, on, series), *tariff_lines(law, facts, claims, on, series))
    event = facts.get("event.kind")
    once = one_off(law, facts, str(event), on, series) if event is not None else ()
    refused = (answer for answer in (size, *month, *once) if isinstance(answer, Refusal))
    return {
        "status": law.status,
        "team_size": None if isinstance(size, Refusal) else size_json(size),
        "lines": _lines_json(month),
        "one_off": _lines_json(once),
        "refusals": [
            {"component": answer.component, "kind": answer.kind, "why": answer.sentence} for answer in refused
        ],
    }


def size_json(size: TeamSize) -> dict[str, Any]:
    """A size as ``evaluate`` gives it."""
    extra = {"formula": size.formula, "teams": size.teams, "villages": size.villages}
    return {
        "exists": size.exists,
        "min": size.minimum,
        "max": size.maximum,
        "exact": size.exact,
        "why": size.why.sentences(),
        **({} if size.quota is None else {"quota": size.quota}),
        **{key: _bounds_json(bounds) for key, bounds in extra.items() if bounds is not None},
    }


def _bounds_json(bounds: Bounds) -> dict[str, Any]:
    return {"min": bounds.minimum, "max": bounds.maximum, "why": bounds.why.sentences()}


def _lines_json(answers: Sequence[Line | Refusal]) -> list[dict[str, Any]]:
    return [
        {
            "component": line.component,
            "amount_vnd": line.amount_vnd,
            "article": line.citation.words(),
            "why": ". ".join(line.why.sentences()),
        }
        for line in answers
        if isinstance(line, Line)
    ]
