"""Figures that were typed wrongly: put right in their row or taken out, with a reason that is kept."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import Trail, User
from allowances import posting
from allowances import services as allowances_services
from allowances.models import Batch, LedgerLine
from members.models import Membership
from regulations.fact_entry import (
    commune_facts_record,
    facts_correct,
    facts_remove,
    locked_months,
    village_facts_record,
)
from teams.models import Team
from territory.models import CommuneFacts, Unit, Village, VillageFacts
from tests.conftest import START

TODAY = date(2024, 7, 18)
WHY = "Nhập nhầm cột, đối chiếu Báo cáo 05/01/2024"


@pytest.fixture
def typed_wrongly(clerk: User, village: Village) -> VillageFacts:
    """712 households typed today in place of 417."""
    return village_facts_record(
        actor=clerk, village_id=village.pk, valid_from=TODAY, source="Rà soát", households=712, persons=1650
    )


def history(village: Village) -> list[tuple[date, date | None, int]]:
    return list(village.facts.order_by("valid_from").values_list("valid_from", "valid_to", "households"))


def test_a_value_of_the_same_first_day_is_put_right_and_the_trail_keeps_it(
    clerk: User, village: Village, typed_wrongly: VillageFacts
) -> None:
    facts_correct(actor=clerk, row=typed_wrongly, reason=WHY, households=417)
    assert history(village) == [(date(2024, 1, 1), TODAY, 412), (TODAY, None, 417)]
    kept = Trail.objects.filter(
        table="territory_villagefacts", row_id=typed_wrongly.pk, action="update"
    ).get()
    assert (kept.before, kept.after) == ({"households": 712}, {"households": 417})
    assert WHY in kept.reason


def test_facts_that_should_not_be_there_go_and_those_before_run_on(
    clerk: User, village: Village, typed_wrongly: VillageFacts
) -> None:
    facts_remove(actor=clerk, row=typed_wrongly, reason=WHY)
    assert history(village) == [(date(2024, 1, 1), None, 412)]
    kept = Trail.objects.filter(table="territory_villagefacts", action="delete").get()
    assert kept.before is not None
    assert (kept.before["households"], WHY in kept.reason) == (712, True)


def test_facts_that_others_followed_are_not_taken_out(
    clerk: User, village: Village, typed_wrongly: VillageFacts
) -> None:
    with pytest.raises(WrongState, match="Sửa từng ô"):
        facts_remove(actor=clerk, row=village.facts.earliest("valid_from"), reason=WHY)
    assert village.facts.count() == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_touched_without_a_reason(clerk: User, typed_wrongly: VillageFacts, reason: str) -> None:
    with pytest.raises(DomainError, match="lý do"):
        facts_correct(actor=clerk, row=typed_wrongly, reason=reason, households=417)
    with pytest.raises(DomainError, match="lý do"):
        facts_remove(actor=clerk, row=typed_wrongly, reason=reason)


def test_a_correction_of_nothing_is_refused(clerk: User, typed_wrongly: VillageFacts) -> None:
    with pytest.raises(DomainError, match="Sửa ít nhất một ô"):
        facts_correct(actor=clerk, row=typed_wrongly, reason=WHY, households=712)


@pytest.mark.parametrize("who", ["neighbour_clerk", "chairman"])
def test_only_who_enters_facts_of_the_place_corrects_them(
    who: str, typed_wrongly: VillageFacts, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        facts_correct(actor=actor, row=typed_wrongly, reason=WHY, households=417)
    with pytest.raises(NotAllowed):
        facts_remove(actor=actor, row=typed_wrongly, reason=WHY)


def test_the_facts_of_a_commune_are_corrected_alike(
    clerk: User, commune: Unit, neighbour_clerk: User
) -> None:
    row = commune_facts_record(
        actor=clerk, commune_id=commune.pk, valid_from=TODAY, source="QĐ 1", border=True
    )
    with pytest.raises(NotAllowed):
        facts_correct(actor=neighbour_clerk, row=row, reason=WHY, border=False)
    facts_correct(actor=clerk, row=row, reason=WHY, border=False)
    assert CommuneFacts.objects.get().border is False
    facts_remove(actor=clerk, row=row, reason=WHY)
    assert not CommuneFacts.objects.exists()


def test_a_locked_list_stays_and_is_named(
    law: None,
    clerk: User,
    chairman: User,
    active_team: Team,
    province: Unit,
    province_police: User,
) -> None:
    run = allowances_services.run_start(actor=province_police, unit=province, month=START)
    for batch in run.batches.all():
        posting.batch_compute(batch_id=batch.pk)
    Batch.objects.update(state="locked", checked_by=clerk, approved_by=chairman, locked_at=timezone.now())
    before = list(LedgerLine.objects.order_by("pk").values_list("pk", "amount_vnd"))
    row = VillageFacts.objects.get()
    assert locked_months(row) == [START]
    facts_correct(actor=clerk, row=row, reason=WHY, households=100)
    assert list(LedgerLine.objects.order_by("pk").values_list("pk", "amount_vnd")) == before
    row.valid_from, row.valid_to = date(2024, 1, 1), START
    assert locked_months(row) == []
    assert Membership.objects.count() == 4


def test_the_page_corrects_takes_out_and_tells_the_history(
    client: Client, clerk: User, village: Village, typed_wrongly: VillageFacts
) -> None:
    client.force_login(clerk)
    page = f"/dia-ban/thon/{village.pk}/"
    assert f"/dia-ban/thon/so-lieu/{typed_wrongly.pk}/sua/" in client.get(page).content.decode()
    address = f"/dia-ban/thon/so-lieu/{typed_wrongly.pk}/"
    form = client.get(f"{address}sua/").context["fields"]
    typed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    wrong = client.post(f"{address}sua/", typed | {"households": "417", "reason": ""})
    assert (wrong.status_code, 'value="417"' in wrong.content.decode()) == (422, True)
    assert client.post(f"{address}sua/", typed | {"households": "417", "reason": WHY}).status_code == 302
    assert client.post(f"{address}bo/", {"bo-reason": ""}).status_code == 422
    assert client.post(f"{address}bo/", {"bo-reason": WHY}).status_code == 302
    assert history(village) == [(date(2024, 1, 1), None, 412)]
    told = client.get(f"{page}so-lieu/lich-su/").content.decode()
    assert "Số hộ: 712 → <b>417</b>" in told
    assert told.count(WHY) == 3
