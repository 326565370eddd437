"""Facts of villages and communes: stated from a day on, never overwritten, refused by name where unknown."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.errors import NotAllowed, WrongState
from accounts.models import User
from regulations.engine import VOCABULARY, Refusal, TeamSize
from regulations.fact_entry import commune_facts_record, village_facts_record
from regulations.facts import COMMUNE_FACTS, VILLAGE_FACTS, CommuneDay, VillageDay, of_villages
from regulations.models import LawVersion
from territory.counts import Count, judge, write
from territory.models import CommuneFacts, Unit, Village, VillageFacts
from tests.conftest import START, MakeApi
from tests.merged import adopt
from tests.regulations.texts import law_text
from tests.teams.sizes import size_at

MARCH = date(2025, 3, 1)


def state(actor: User, village: Village, day: date = MARCH, **values: object) -> VillageFacts:
    """A village of 412 households and 1,650 persons, and ``values``."""
    stated = {"households": 412, "persons": 1650, "source": "Rà soát 2025"} | values
    return village_facts_record(actor=actor, village_id=village.pk, valid_from=day, **stated)  # type: ignore[arg-type]


def test_every_column_is_a_fact_of_the_vocabulary_and_is_stored() -> None:
    for model, facts in ((VillageFacts, VILLAGE_FACTS), (CommuneFacts, COMMUNE_FACTS)):
        columns = {field.name for field in model._meta.fields} - {"id", "valid_from", "valid_to", "source"}
        assert facts.keys() == columns - {"village", "commune"}
        assert set(facts.values()) <= VOCABULARY.keys()


class TestStating:
    def test_ends_what_held_and_keeps_it(self, clerk: User, village: Village) -> None:
        state(clerk, village, area=3_250_000, hotspot=True)
        before, after = village.facts.order_by("valid_from")
        assert (before.valid_to, before.households, before.hotspot) == (MARCH, 412, None)
        assert (after.valid_to, after.area, after.hotspot, after.special) == (None, 3_250_000, True, None)

    def test_on_or_before_the_last_day_on_file_is_refused(self, clerk: User, village: Village) -> None:
        state(clerk, village)
        for day in (MARCH, START):
            with pytest.raises(WrongState, match="Nhập ngày sau 01/03/2025"):
                state(clerk, village, day)
        assert village.facts.count() == 2

    def test_beyond_the_reach_is_refused(
        self, neighbour_clerk: User, clerk: User, village: Village, neighbour_commune: Unit
    ) -> None:
        with pytest.raises(NotAllowed):
            state(neighbour_clerk, village)
        with pytest.raises(NotAllowed):
            commune_facts_record(
                actor=clerk, commune_id=neighbour_commune.pk, valid_from=MARCH, source="QĐ 1"
            )

    def test_without_the_right_is_refused(self, chairman: User, village: Village) -> None:
        with pytest.raises(NotAllowed):
            state(chairman, village)

    def test_a_count_from_a_list_leaves_the_rest_as_stated(self, clerk: User, village: Village) -> None:
        state(clerk, village, area=50_000, hotspot=True)
        said = {"households": 420, "persons": 1700, "source": "Danh sách 2026"}
        write(judge([Count(1, village.pk, date(2026, 1, 1), said)]))
        newest = village.facts.latest("valid_from")
        assert (newest.households, newest.area, newest.hotspot) == (420, 50_000, True)


class TestFactsOfATeam:
    def test_numbers_add_up_and_flags_must_agree(self) -> None:
        one = VillageDay("thon", {"village.area": 10, "village.hotspot": True, "village.special": False})
        other = VillageDay("thon", {"village.area": 5, "village.hotspot": False, "village.special": False})
        found = of_villages([one, other], CommuneDay("xa", "21961", {"commune.border": True}))
        assert (found["village.area"], found["village.hotspot"], found["village.special"]) == (
            15,
            None,
            False,
        )
        assert (found["team.villages"], found["commune.border"], found["commune.island"]) == (2, True, None)

    def test_a_number_that_one_village_lacks_is_not_known(self) -> None:
        days = [VillageDay("thon", {"village.area": 10}), VillageDay("thon")]
        assert of_villages(days, CommuneDay("xa", "21961"))["village.area"] is None


class TestTheSizeOfATeam:
    """By a law that gives teams to border communes alone."""

    @pytest.fixture(autouse=True)
    def _border_law(self, law: None) -> None:
        LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=MARCH)
        text = law_text("7/2025/NQ-HĐND", valid_from="2025-03-01")
        kinds = "{fact: village.kind, in: [thon, khu_pho]}"
        adopt(text.replace(kinds, f"{{all: [{kinds}, {{fact: commune.border, is: true}}]}}"))

    def test_is_refused_by_the_name_of_the_fact_that_nobody_stated(self, village: Village) -> None:
        size = size_at(village, MARCH)
        assert isinstance(size, Refusal)
        assert "xã biên giới" in size.sentence

    def test_follows_what_was_stated_on_the_day(self, clerk: User, village: Village, commune: Unit) -> None:
        commune_facts_record(actor=clerk, commune_id=commune.pk, valid_from=MARCH, source="QĐ 1", border=True)
        assert isinstance(size_at(village, MARCH), TeamSize)


def test_a_clerk_states_facts_in_his_own_words(client: Client, clerk: User, village: Village) -> None:
    client.force_login(clerk)
    address = f"/dia-ban/thon/{village.pk}/so-lieu/"
    typed = {
        "valid_from": "01/03/2025",
        "source": "Rà soát 2025",
        "households": "415",
        "persons": "1650",
        "area": "3,25 km²",
        "hotspot": "co",
        "special": "khong",
    }
    assert client.get(address).context["form"]["households"].value() == 412
    assert client.post(address, typed).status_code == 302
    newest = village.facts.latest("valid_from")
    assert (newest.households, newest.area, newest.hotspot, newest.special, newest.merged) == (
        415,
        3_250_000,
        True,
        False,
        None,
    )
    html = client.get(f"/dia-ban/thon/{village.pk}/").content.decode()
    assert "3,25 km²" in html
    assert "trọng điểm về an ninh, trật tự: có" in html
    answer = client.post(address, typed | {"area": "3 dặm"})
    assert answer.status_code == 422
    assert "Nhập diện tích kèm đơn vị" in answer.content.decode()
    assert 'value="3 dặm"' in answer.content.decode()


def test_the_facts_of_a_commune_are_shown_with_their_days(
    client: Client, clerk: User, commune: Unit, make_api: MakeApi
) -> None:
    client.force_login(clerk)
    typed = {"valid_from": "01/03/2025", "source": "QĐ 12/QĐ-UBND", "wage_region": "vung_3", "border": "co"}
    assert client.post(f"/dia-ban/{commune.key}/so-lieu/", typed).status_code == 302
    html = client.get(f"/dia-ban/{commune.key}/").content.decode()
    assert "vùng III" in html
    assert "biên giới: có" in html
    [facts] = make_api(commune, "units").get(f"/api/v1/units/{commune.key}/").json()["facts"]
    assert (facts["border"], facts["island"], facts["wage_region"]) == (True, None, "vung_3")
