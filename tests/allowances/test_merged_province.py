"""A month of a merged province: each is paid by the text of his own area, through the change and after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from allowances import posting
from allowances.costing import draft_cost
from allowances.models import Batch, LedgerLine
from members.models import Membership
from regulations.engine import load_law
from regulations.models import ProvinceSetting
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village
from tests.allowances.closed import begin
from tests.conftest import START, MakeApi, MakePerson, MakeUser, MakeVillage
from tests.merged import MERGED, WHOLE, Merged, adopt_whole, move, succeed, with_amounts
from tests.regulations.texts import law_text

BINH_DINH, GIA_LAI, NEW = 1_440_000, 1_500_000, 1_600_000
BOTH_HOLD = (
    "Ghi ngày hết hiệu lực của một văn bản: văn bản 03/2024/NQ-HĐND và văn bản 05/2024/NQ-HĐND"
    " cùng có hiệu lực ngày 01/07/2025."
)
WHOLE_FROM = date(2026, 7, 1)

MakeLeader = Callable[..., Membership]


@dataclass(frozen=True, slots=True)
class Force:
    """The tổ trưởng of three villages of phường An Khê: from the coast, from the hills, of unknown origin."""

    coast: Membership
    hills: Membership
    unknown: Membership


@pytest.fixture
def make_leader(make_person: MakePerson) -> MakeLeader:
    """Makes a team of one tổ trưởng that serves ``villages``."""

    def make(*villages: Village, valid_from: date = START) -> Membership:
        commune = villages[0].commune
        name = f"Tổ {villages[0].name}"
        team = Team.objects.create(commune=commune, name=name, status="active", sort_key=name)
        for village in villages:
            TeamCoverage.objects.create(team=team, village=village, valid_from=START)
        return Membership.objects.create(
            person=make_person(commune, f"Nguyễn {villages[0].name}"),
            team=team,
            title="to_truong",
            status="recognised",
            valid_from=valid_from,
        )

    return make


@pytest.fixture
def force(
    queued: list[int], merged: Merged, commune: Unit, make_village: MakeVillage, make_leader: MakeLeader
) -> Force:
    """Phường An Khê also took a part of xã Phước Hưng of Bình Định."""
    succeed(commune, merged.hills, "partial")
    villages = [make_village(commune, "Biển"), make_village(merged.old_hills, "Núi")]
    coast, hills = (make_leader(village) for village in villages)
    for village in villages:
        move(village, merged.hills)
    unknown = make_village(merged.hills, "Mới")
    unknown.placements.update(valid_from=MERGED)
    return Force(coast, hills, make_leader(unknown))


def run(actor: User, unit: Unit, month: date) -> dict[str, int]:
    """By name of the person's village: what the month came to after it was computed."""
    started = begin(actor, unit, month)
    for batch in started.batches.all():
        posting.batch_compute(batch_id=batch.pk)
    sums = LedgerLine.objects.filter(for_month=month).values_list("person__full_name")
    return {name.split()[-1]: total for name, total in sums.annotate(Sum("amount_vnd"))}


class TestARun:
    def test_before_the_change_pays_in_each_province_by_its_own_text(
        self,
        force: Force,
        merged: Merged,
        province: Unit,
        province_police: User,
        make_user: MakeUser,
    ) -> None:
        june = date(2025, 6, 1)
        assert run(province_police, province, june) == {"Biển": BINH_DINH}
        highlands = make_user("province_police", merged.gia_lai)
        assert run(highlands, merged.gia_lai, june) == {"Biển": BINH_DINH, "Núi": GIA_LAI}

    def test_pays_in_one_batch_each_by_the_text_of_his_own_area(
        self, force: Force, merged: Merged, officer: User
    ) -> None:
        assert run(officer, merged.province, MERGED) == {"Biển": BINH_DINH, "Núi": GIA_LAI}
        assert set(LedgerLine.objects.values_list("batch__commune", flat=True)) == {merged.hills.pk}
        numbers = LedgerLine.objects.order_by("amount_vnd").values_list("derivation__law__number", flat=True)
        assert list(numbers) == ["03/2024/NQ-HĐND", "05/2024/NQ-HĐND"]

    def test_refuses_who_lives_under_two_documents_and_names_both(
        self, force: Force, merged: Merged, officer: User
    ) -> None:
        run(officer, merged.province, MERGED)
        batch = Batch.objects.get(commune=merged.hills)
        assert batch.refusals == [
            {"component": "van_ban", "name": "Văn bản quy định", "sentence": BOTH_HOLD, "people": 1}
        ]

    def test_refuses_a_team_of_villages_under_different_texts(
        self, force: Force, merged: Merged, officer: User, make_village: MakeVillage, make_leader: MakeLeader
    ) -> None:
        TeamCoverage.objects.filter(team=force.hills.team).update(valid_from=date(2024, 6, 1))
        force.coast.team.coverages.update(team=force.hills.team)
        assert run(officer, merged.province, MERGED) == {}
        [refusal] = Batch.objects.get(commune=merged.hills).refusals
        assert refusal["sentence"] == BOTH_HOLD
        assert refusal["people"] == 2

    def test_after_the_resolution_of_the_whole_province_pays_all_by_it(
        self, force: Force, merged: Merged, officer: User, second_officer: User
    ) -> None:
        adopt_whole(officer, second_officer, leader=str(NEW))
        assert run(officer, merged.province, date(2026, 6, 1)) == {"Biển": BINH_DINH, "Núi": GIA_LAI}
        assert run(officer, merged.province, WHOLE_FROM) == dict.fromkeys(("Biển", "Núi", "Mới"), NEW)

    def test_in_the_month_in_which_it_begins_pays_each_text_its_days(
        self, force: Force, merged: Merged, officer: User, second_officer: User
    ) -> None:
        adopt_whole(officer, second_officer, valid_from="2026-07-16", leader=str(NEW))
        ProvinceSetting.objects.create(
            province=merged.gia_lai, part_month="by_day", source="Lựa chọn", valid_from=START
        )
        sums = run(officer, merged.province, WHOLE_FROM)
        assert sums["Biển"] == round((BINH_DINH * 15 + NEW * 16) / 31)
        assert sums["Núi"] == round((GIA_LAI * 15 + NEW * 16) / 31)

    def test_pays_again_by_the_other_text_when_the_origin_is_put_right(
        self, force: Force, merged: Merged, officer: User, commune: Unit
    ) -> None:
        run(officer, merged.province, MERGED)
        village = Village.objects.get(name="Mới")
        village.placements.update(valid_from=START, valid_to=MERGED, commune=commune)
        move(village, merged.hills)
        assert run(officer, merged.province, MERGED)["Mới"] == BINH_DINH

    def test_takes_back_under_the_law_by_which_it_paid(
        self, force: Force, merged: Merged, officer: User
    ) -> None:
        run(officer, merged.province, MERGED)
        Membership.objects.filter(pk=force.hills.pk).update(valid_from=date(2026, 1, 1))
        run(officer, merged.province, MERGED)
        back = LedgerLine.objects.get(amount_vnd__lt=0)
        assert back.derivation.law.number == "05/2024/NQ-HĐND"

    def test_tells_who_serves_where_no_text_is_known(
        self, force: Force, merged: Merged, officer: User
    ) -> None:
        stray = Unit.objects.get(pk=merged.coast.pk)
        merged.coast.predecessors.all().delete()
        Village.objects.filter(name="Mới").update(commune=stray)
        Village.objects.get(name="Mới").placements.update(commune=stray)
        assert set(run(officer, merged.province, MERGED)) == {"Biển", "Núi"}
        [refusal] = Batch.objects.get(commune=stray).refusals
        assert refusal["sentence"].endswith("chưa có văn bản có hiệu lực tại địa bàn của Tổ.")

    def test_refuses_a_team_that_also_serves_where_no_text_is_known(
        self, force: Force, merged: Merged, officer: User, make_village: MakeVillage
    ) -> None:
        merged.coast.predecessors.all().delete()
        stray = make_village(merged.coast, "Lạc")
        TeamCoverage.objects.create(team=force.hills.team, village=stray, valid_from=START)
        assert run(officer, merged.province, MERGED) == {"Biển": BINH_DINH}

    def test_knows_a_succession_that_was_recorded_after_the_first_run(
        self, force: Force, merged: Merged, officer: User, commune: Unit
    ) -> None:
        commune.successors.filter(new=merged.hills).delete()
        assert run(officer, merged.province, MERGED)["Mới"] == GIA_LAI
        succeed(commune, merged.hills, "partial")
        assert run(officer, merged.province, MERGED)["Mới"] == 0

    def test_asks_no_more_of_the_database_for_more_villages(
        self,
        force: Force,
        merged: Merged,
        officer: User,
        commune: Unit,
        make_village: MakeVillage,
        make_leader: MakeLeader,
    ) -> None:
        run(officer, merged.province, MERGED)
        batch = Batch.objects.get(commune=merged.hills)
        asked = []
        for number in (1, 12):
            for each in range(number):
                village = make_village(commune, f"Thôn {number} {each}")
                make_leader(village)
                move(village, merged.hills)
            Batch.objects.filter(pk=batch.pk).update(is_due=True)
            with CaptureQueriesContext(connection) as statements:
                assert posting.batch_compute(batch_id=batch.pk) == number
            asked.append(len(statements))
        assert asked[0] == asked[1]


class TestPartOfAMonth:
    def test_follows_the_choice_of_the_former_province(
        self, force: Force, merged: Merged, officer: User
    ) -> None:
        ProvinceSetting.objects.create(
            province=merged.gia_lai, part_month="none", source="Lựa chọn", valid_from=START
        )
        for leader in (force.coast, force.hills):
            Membership.objects.filter(pk=leader.pk).update(valid_from=date(2025, 7, 16))
        sums = run(officer, merged.province, MERGED)
        assert sums["Biển"] == round(BINH_DINH * 16 / 31)
        assert sums["Núi"] == GIA_LAI

    def test_is_refused_where_the_former_province_chose_nothing(
        self, force: Force, merged: Merged, officer: User
    ) -> None:
        Membership.objects.filter(pk=force.hills.pk).update(valid_from=date(2025, 7, 16))
        assert "Núi" not in run(officer, merged.province, MERGED)

    def test_is_refused_for_villages_of_former_provinces_that_chose_differently(
        self, force: Force, merged: Merged, officer: User, second_officer: User
    ) -> None:
        adopt_whole(officer, second_officer, leader=str(NEW))
        ProvinceSetting.objects.create(
            province=merged.gia_lai, part_month="none", source="Lựa chọn", valid_from=START
        )
        force.hills.team.coverages.update(team=force.coast.team)
        Membership.objects.filter(pk=force.coast.pk).update(valid_from=date(2026, 7, 16))
        assert "Biển" not in run(officer, merged.province, WHOLE_FROM)
        ProvinceSetting.objects.update(part_month="none")
        assert run(officer, merged.province, WHOLE_FROM)["Biển"] == NEW

    def test_is_refused_for_villages_of_which_one_former_province_chose_nothing(
        self, force: Force, merged: Merged, officer: User, second_officer: User
    ) -> None:
        adopt_whole(officer, second_officer, leader=str(NEW))
        force.hills.team.coverages.update(team=force.coast.team)
        Membership.objects.filter(pk=force.coast.pk).update(valid_from=date(2026, 7, 16))
        assert "Biển" not in run(officer, merged.province, WHOLE_FROM)

    def test_follows_the_province_of_today_once_it_has_chosen(
        self, force: Force, merged: Merged, officer: User
    ) -> None:
        ProvinceSetting.objects.create(
            province=merged.province, part_month="none", source="Lựa chọn", valid_from=MERGED
        )
        for leader in (force.coast, force.hills):
            Membership.objects.filter(pk=leader.pk).update(valid_from=date(2025, 7, 16))
        assert run(officer, merged.province, MERGED) == {"Biển": BINH_DINH, "Núi": GIA_LAI}


def test_a_draft_is_costed_beside_the_law_of_each_former_territory(
    force: Force, merged: Merged, officer: User
) -> None:
    text = with_amounts(
        law_text(WHOLE, valid_from="2026-07-01", code="52", on="2025-07-01", status="draft"),
        leader=str(NEW),
    )
    found = draft_cost(viewer=officer, draft=load_law(text, "tệp"), first_month=MERGED, last_month=MERGED)
    assert found.total.total.today_vnd == BINH_DINH + GIA_LAI
    assert found.total.total.draft_vnd == 3 * NEW
    assert found.laws == (
        "Nghị quyết số 03/2024/NQ-HĐND của Hội đồng nhân dân tỉnh Bình Định",
        "Nghị quyết số 05/2024/NQ-HĐND của Hội đồng nhân dân tỉnh Gia Lai",
    )
    assert [(refusal.by_draft, refusal.sentence) for refusal in found.refusals] == [(False, BOTH_HOLD)]


def test_the_api_explains_each_line_by_the_text_of_its_area(
    force: Force, merged: Merged, officer: User, make_api: MakeApi
) -> None:
    run(officer, merged.province, MERGED)
    api = make_api(merged.hills, "ledger")
    numbers = {
        line.person.full_name: api.get(f"/api/v1/ledger-lines/{line.pk}/explanation/").json()["law"]["number"]
        for line in LedgerLine.objects.select_related("person")
    }
    assert numbers == {"Nguyễn Biển": "03/2024/NQ-HĐND", "Nguyễn Núi": "05/2024/NQ-HĐND"}


def test_the_page_of_the_list_names_both_documents(
    client: Client, force: Force, merged: Merged, officer: User
) -> None:
    run(officer, merged.province, MERGED)
    client.force_login(officer)
    html = client.get(f"/chi-tra/xa/{Batch.objects.get(commune=merged.hills).pk}/").content.decode()
    assert BOTH_HOLD in html
