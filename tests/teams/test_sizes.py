"""The size of a team as rooms ask for it: the day whose facts count, and the kind of each refusal."""

from __future__ import annotations

from datetime import date

import pytest

from regulations.engine import Refusal, TeamSize
from regulations.models import LawVersion
from teams.selectors import places_of_villages
from teams.sizes import Sizes
from territory.models import Unit, Village, VillageFacts
from tests.conftest import MakeVillage
from tests.merged import adopt
from tests.regulations.texts import law_text
from tests.teams.sizes import size_at

MARCH = date(2025, 3, 1)
COUNTED = "{first: 2024-07-01, every_years: 2, cite: tieu_chi}"


def grown(village: Village, households: int, since: date) -> None:
    """The village has so many households from a day on."""
    village.facts.filter(valid_to=None).update(valid_to=since)
    VillageFacts.objects.create(
        village=village, households=households, persons=4 * households, source="Rà soát", valid_from=since
    )


@pytest.fixture
def counting_law(law: None) -> None:
    """From 01/03/2025 on a text that counts households on 01/07/2024 and every two years after it."""
    LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=MARCH)
    text = law_text("7/2025/NQ-HĐND", valid_from="2025-03-01")
    adopt(text.replace("  exists_when:", f"  counted: {COUNTED}\n  exists_when:", 1))


def test_a_text_that_counts_on_a_day_reads_the_facts_of_that_day(
    counting_law: None, village: Village
) -> None:
    grown(village, 701, date(2025, 1, 1))
    size = size_at(village, MARCH)
    assert isinstance(size, TeamSize)
    assert (size.maximum, "số liệu tính đến 01/07/2024" in size.why.sentence) == (4, True)
    assert "412" in size.why.sentence


def test_the_next_counting_day_reads_the_facts_of_its_own(counting_law: None, village: Village) -> None:
    grown(village, 701, date(2025, 1, 1))
    grown(village, 300, date(2026, 8, 1))
    size = size_at(village, date(2027, 1, 1))
    assert isinstance(size, TeamSize)
    assert (size.maximum, "số liệu tính đến 01/07/2026" in size.why.sentence) == (5, True)


def test_a_text_without_a_counting_day_reads_the_facts_of_the_day(law: None, village: Village) -> None:
    grown(village, 701, date(2025, 1, 1))
    sizes = [size_at(village, day) for day in (date(2024, 12, 31), date(2025, 1, 1))]
    assert [size.maximum for size in sizes if isinstance(size, TeamSize)] == [4, 5]


def test_what_was_not_known_on_the_counting_day_is_refused_with_that_day(
    counting_law: None, commune: Unit, make_village: MakeVillage
) -> None:
    village = make_village(commune, "Mới lập", None)
    grown(village, 400, date(2025, 1, 1))
    size = size_at(village, MARCH)
    assert isinstance(size, Refusal)
    assert size.kind == "missing_fact"
    assert "theo số liệu ngày 01/07/2024" in size.sentence


def test_without_reference_amounts_a_size_is_refused(province: Unit, village: Village) -> None:
    adopt(law_text(valid_from="2024-07-01"))
    size = size_at(village, MARCH)
    assert isinstance(size, Refusal)
    assert size.kind == "not_known"


def test_each_refusal_says_its_kind(
    law: None, village: Village, commune: Unit, make_village: MakeVillage
) -> None:
    sizes, day = Sizes(MARCH), MARCH
    bare = make_village(commune, "Chưa rõ", None)
    places = places_of_villages([village.pk, bare.pk], day)
    answers = [sizes.of([]), sizes.of(places), sizes.of(places_of_villages([bare.pk], day))]
    assert [answer.kind for answer in answers if isinstance(answer, Refusal)] == [
        "missing_fact",
        "not_known",
        "missing_fact",
    ]
    early = Sizes(date(2020, 1, 1)).of(places_of_villages([village.pk], date(2020, 1, 1)))
    assert isinstance(early, Refusal)
    assert early.kind == "not_known"
