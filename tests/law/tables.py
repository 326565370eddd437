"""The tables of situations beside the law files, and the laws they speak of."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from regulations.engine import Claim, Law, evaluate, load_law, load_series
from regulations.engine.yaml_text import read_yaml

HERE = Path(__file__).parent
LAW = HERE.parents[1] / "regulations" / "law"
SERIES = load_series((LAW / "reference-series.yaml").read_text(encoding="utf-8"), "reference-series.yaml")
TABLES: dict[str, dict[str, Any]] = {
    path.stem: read_yaml(path.read_text(encoding="utf-8")).data for path in sorted(HERE.glob("*.yaml"))
}


@cache
def law_of(name: str) -> Law:
    """The compiled law file ``name``."""
    return load_law((LAW / name).read_text(encoding="utf-8"), name)


def claims_of(case: dict[str, Any]) -> list[Claim]:
    """The duty that a situation claims."""
    return [Claim(claim.pop("day"), claim) for claim in map(dict, case.get("claims", ()))]


def answer_of(law: str, case: dict[str, Any]) -> dict[str, Any]:
    """What the law gives for a situation."""
    return evaluate(law_of(law), case["facts"], case["on"], SERIES, claims_of(case))
