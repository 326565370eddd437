"""Every refusal says to programs why there is no figure, by a word of a closed set."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from regulations.engine import REFUSAL_KINDS, REFUSAL_MEANINGS, Claim, evaluate
from tests.regulations.engine.samples import a_book, a_law, a_law_with, a_size

DAY = date(2024, 8, 1)
BORDER = "{fact: commune.border, is: true}"
ONCE = (
    "one_off:\n  - {key: chet, kind: chet, name: Chết, applies_when: "
    + BORDER
    + ", value: {vnd: 5, cite: sure}}\n"
)
DUTY = """\
tariffs:
  - key: a
    name: A
    per: day
    applies_when: {fact: duty.kind, is: dem}
    least_minutes: 60
    value: {vnd: 5, cite: sure}
  - {key: b, name: B, per: day, applies_when: {fact: duty.kind, is: dem}, value: {vnd: 9, cite: sure}}
tariff_limits:
  - {tariffs: [a, b], same_day: highest, cite: sure}
"""


def kinds(law: object, facts: dict[str, object], claims: tuple[Claim, ...] = ()) -> dict[str, str]:
    """The kind of each refusal by its component."""
    answer = evaluate(law, facts, DAY, a_book(), claims)  # type: ignore[arg-type]  # samples are laws
    return {each["component"]: each["kind"] for each in answer["refusals"]}


@pytest.mark.parametrize(
    ("value", "facts", "kind"),
    [
        ("{unknown: chưa thấy mức, cite: open}", {}, "not_known"),
        ("{vnd: 5, cite: open}", {}, "not_known"),
        ("{table: [{when: " + BORDER + ", value: {vnd: 5, cite: sure}}]}", {}, "missing_fact"),
        (
            "{table: [{when: " + BORDER + ", value: {vnd: 5, cite: sure}}]}",
            {"commune.border": False},
            "not_named",
        ),
        ("{share: 1/3, of: {vnd: 5, cite: sure}, cite: sure}", {}, "no_rounding"),
        (
            "{table: [{when: " + BORDER + ", value: {vnd: 5, cite: sure}},"
            " {when: {fact: commune.island, is: true}, value: {vnd: 6, cite: sure}}]}",
            {"commune.border": True, "commune.island": True},
            "conflict",
        ),
    ],
)
def test_a_component_without_a_figure_says_why(value: str, facts: dict[str, object], kind: str) -> None:
    assert list(kinds(a_law(value), facts).values()) == [kind]


def test_an_event_that_gives_nothing_is_told_apart_from_one_that_no_rule_names() -> None:
    law = a_law_with(ONCE)
    told = {"commune.border": False}
    assert kinds(law, {**told, "event.kind": "chet"})["chet"] == "not_entitled"
    assert kinds(law, {**told, "event.kind": "mai_tang"})["mai_tang"] == "not_known"


def test_duty_that_is_not_paid_says_why() -> None:
    law = a_law_with(DUTY)
    claim = Claim(DAY, {"duty.kind": "dem", "duty.minutes": 30})
    assert kinds(law, {}, (claim,)) == {"a": "too_short"}
    claim = Claim(DAY, {"duty.kind": "dem", "duty.minutes": 90})
    assert kinds(law, {}, (claim,)) == {"a": "used_up"}
    assert kinds(law, {}, (Claim(DAY, {"duty.kind": "tap_huan"}),)) == {"tariffs": "not_known"}


def test_a_team_size_without_a_number_says_why() -> None:
    law = a_law(
        "{vnd: 5, cite: sure}", size="team_size: {cite: sure, size: {unknown: chưa thấy, cite: open}}\n"
    )
    assert kinds(law, {}) == {"team_size": "not_known"}
    half = "{for_each: {count: village.households, each: 2, parts: exact}, add: {exactly: 1, cite: sure}}"
    assert kinds(a_size(half), {}) == {"team_size": "missing_fact"}
    assert kinds(a_size(half), {"village.households": 1}) == {"team_size": "no_rounding"}


def test_every_kind_is_told_where_programs_read_of_it() -> None:
    page = (Path(__file__).parents[3] / "docs" / "using" / "api.md").read_text(encoding="utf-8")
    assert list(REFUSAL_MEANINGS) == list(REFUSAL_KINDS)
    for kind, meaning in REFUSAL_MEANINGS.items():
        assert f"| `{kind}` | {meaning} |" in page
