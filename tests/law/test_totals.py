"""Published totals of a province, district or commune as multiplications of what its law gives for one.

A total has ``parts``: ``of`` the size of a team or a component, ``each`` for one with these facts,
``times`` as often as all its factors multiplied. ``gives`` is their sum and the published figure;
docs/law/totals.md says which published totals no rule can reach.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.law.tables import TABLES, answer_of

TOTALS = [
    pytest.param(table["law"], total, id=f"{stem}: {total['published']}")
    for stem, table in TABLES.items()
    for total in table.get("totals", ())
]


@pytest.mark.parametrize(("law", "total"), TOTALS)
def test_the_law_reaches_the_published_total(law: str, total: dict[str, Any]) -> None:
    for part in total["parts"]:
        assert _one(law, part, total) == part["each"]
    assert sum(math.prod(part["times"]) * part["each"] for part in total["parts"]) == total["gives"]


def _one(law: str, part: dict[str, Any], total: dict[str, Any]) -> int:
    """What the law gives for one: the most people of a team, or the đồng of a component."""
    answer = answer_of(law, {"facts": part["facts"], "on": total["on"]})
    if part["of"] == "team_size":
        return int(answer["team_size"]["max"])
    lines = {line["component"]: line["amount_vnd"] for line in answer["lines"]}
    return int(lines[part["of"]])
