"""Runs the tables of situations that a legal officer can sign, one YAML file for each law.

A case gives a day, facts and perhaps ``claims`` of duty, then what must come out: ``team`` ([min, max,
exact], min null where the law has none that is verified), ``lines`` (component or tariff: whole đồng),
``one_off`` (rule: whole đồng) where the facts tell of an event, ``refused`` (components without a figure) and
the ``article`` that the first line, or else the team, must name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from regulations.engine import Claim, evaluate, load_law, load_series
from regulations.engine.yaml_text import read_yaml

HERE = Path(__file__).parent
LAW = HERE.parents[1] / "regulations" / "law"
SERIES = load_series((LAW / "reference-series.yaml").read_text(encoding="utf-8"), "reference-series.yaml")
TABLES = {path: read_yaml(path.read_text(encoding="utf-8")).data for path in sorted(HERE.glob("*.yaml"))}
CASES = [
    pytest.param(table["law"], case, id=f"{path.stem}: {case['situation']}")
    for path, table in TABLES.items()
    for case in table["cases"]
]


@pytest.mark.parametrize(("law", "case"), CASES)
def test_the_law_gives_what_the_signed_table_says(law: str, case: dict[str, Any]) -> None:
    compiled = load_law((LAW / law).read_text(encoding="utf-8"), law)
    claims = [Claim(claim.pop("day"), claim) for claim in map(dict, case.get("claims", ()))]
    answer = evaluate(compiled, case["facts"], case["on"], SERIES, claims)
    team = answer["team_size"]
    assert {line["component"]: line["amount_vnd"] for line in answer["lines"]} == case["lines"]
    assert {line["component"]: line["amount_vnd"] for line in answer["one_off"]} == case.get("one_off", {})
    assert tuple(refusal["component"] for refusal in answer["refusals"]) == case["refused"]
    assert (team and (team["min"], team["max"], team["exact"])) == case["team"]
    named = answer["lines"][0]["article"] if answer["lines"] else " ".join(team["why"])
    assert case["article"] in named


def test_every_shipped_law_has_a_signed_table() -> None:
    shipped = {path.name for path in LAW.glob("*.yaml")} - {"reference-series.yaml"}
    assert {table["law"] for table in TABLES.values()} == shipped
