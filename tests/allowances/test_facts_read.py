"""Facts that no rule reads change no sum, and are not kept with a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from allowances.owed import facts_read
from regulations.engine import load_law, monthly_lines
from regulations.engine.facts import FactValue
from regulations.selectors import series_book
from regulations.services import LAW_FOLDER, SERIES_FILE
from territory.models import Village, VillageFacts
from tests.allowances.conftest import Compute

FILES = sorted(path for path in LAW_FOLDER.glob("*.yaml") if path.name != SERIES_FILE)


class _Watched(Mapping[str, FactValue]):
    """Facts that are all unknown, and remember which were asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> FactValue:
        self.asked.add(name)
        return None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_law_reads_no_fact_beyond_those_it_names(law: None, path: object) -> None:
    held = load_law(path.read_text(encoding="utf-8"), path.name)  # type: ignore[attr-defined]
    series = series_book()
    assert series is not None
    facts = _Watched()
    monthly_lines(held, facts, held.valid_from, series)
    assert facts.asked <= facts_read([held])


def test_the_number_of_households_is_no_reason_of_a_sum(compute: Compute, village: Village) -> None:
    compute()
    VillageFacts.objects.filter(village=village).update(households=1)
    assert compute() == 0
