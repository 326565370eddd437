"""Runs the tables of situations that a legal officer can sign, one YAML file for each law.

A case gives a day, facts and perhaps ``claims`` of duty, then what must come out: ``team`` ([min,
max, exact], min null where the law has none that is verified, null where the size is refused),
``lines`` (component or tariff: whole đồng), ``one_off`` (rule: whole đồng) where the facts tell of
an event, ``refused`` (components without a figure, or each with words of its refusal) and the
``article`` that the first line, or else the team, must name. Where all is refused there is no
article, and every refusal is told in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.law.tables import LAW, TABLES, answer_of

CASES = [
    pytest.param(table["law"], case, id=f"{stem}: {case['situation']}")
    for stem, table in TABLES.items()
    for case in table["cases"]
]


@pytest.mark.parametrize(("law", "case"), CASES)
def test_the_law_gives_what_the_signed_table_says(law: str, case: dict[str, Any]) -> None:
    answer = answer_of(law, case)
    team, told = answer["team_size"], {each["component"]: each["why"] for each in answer["refusals"]}
    assert {line["component"]: line["amount_vnd"] for line in answer["lines"]} == case["lines"]
    assert {line["component"]: line["amount_vnd"] for line in answer["one_off"]} == case.get("one_off", {})
    assert (team and (team["min"], team["max"], team["exact"])) == case["team"]
    assert list(told) == list(case["refused"])
    for component, words in _words(case):
        assert words in told[component]
    named = answer["lines"][0]["article"] if answer["lines"] else " ".join(team["why"] if team else ())
    assert case.get("article", "") in named


@pytest.mark.parametrize(("_law", "case"), CASES)
def test_a_situation_names_its_article_or_tells_every_refusal(_law: str, case: dict[str, Any]) -> None:
    has_figure = bool(case["team"] or case["lines"])
    assert has_figure == ("article" in case)
    assert has_figure or dict(_words(case)).keys() == set(case["refused"]) != set()


def test_every_shipped_law_has_a_signed_table_with_situations() -> None:
    shipped = {path.name for path in LAW.glob("*.yaml")} - {"reference-series.yaml"}
    assert {table["law"] for table in TABLES.values() if table["cases"]} == shipped


def _words(case: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The components of a case whose refusal is told in words."""
    if isinstance(case["refused"], dict):
        yield from case["refused"].items()
