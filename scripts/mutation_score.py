"""Prints what became of the mutants of the law engine; ends with 1 where too few of them were noticed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

STATS = Path(__file__).resolve().parents[1] / "mutants" / "mutmut-cicd-stats.json"
LEAST = 90.0


def score(stats: dict[str, int]) -> float:
    """The percentage of all mutants that a test noticed: by failing, or by running without end."""
    return 100 * (stats["killed"] + stats["timeout"]) / stats["total"]


if __name__ == "__main__":
    stats = json.loads(STATS.read_text(encoding="utf-8"))
    told = ("killed", "timeout", "survived", "no_tests")
    counts = ", ".join(f"{stats[name]} {name.replace('_', ' ')}" for name in told)
    other = stats["total"] - sum(stats[name] for name in told)
    print(f"{stats['total']} mutants: {counts}, {other} without a verdict: {score(stats):.1f} %")
    sys.exit(score(stats) < LEAST)
