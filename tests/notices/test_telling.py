"""Who is told of what: the desk whose turn it is, the commune whose thing it is, nobody else, once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Delegation, RoleBinding, User
from accounts.roles import Role
from allowances import posting
from allowances import services as allowances
from allowances.models import PayRun
from members import changes
from notices.models import MailChoice, Notice
from notices.services import Desk, Thing, tell, tell_each
from teams import services as teams
from teams.models import Dossier, Team
from territory.models import Unit, Village
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db
START = date(2024, 8, 1)


def told(user: User) -> list[str]:
    """What the user has not read, the newest first."""
    rows = Notice.objects.visible_to(User.objects.get(pk=user.pk)).unread()
    return list(rows.order_by("-pk").values_list("kind", flat=True))


@pytest.fixture
def july(law: None, active_team: Team, province: Unit, province_police: User) -> PayRun:
    return allowances.run_start(actor=province_police, unit=province, month=date(2024, 7, 1))


@pytest.fixture
def draft(clerk: User, village: Village) -> Dossier:
    return teams.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)


def test_each_step_of_a_dossier_is_told_to_the_next_desk_and_to_the_commune(
    draft: Dossier, clerk: User, district_officer: User, chairman: User, neighbour_clerk: User
) -> None:
    def all_told() -> list[list[str]]:
        return [told(user) for user in (clerk, district_officer, chairman)]

    assert all_told() == [[], [], []]
    teams.dossier_submit(actor=clerk, dossier_id=draft.pk)
    assert all_told() == [[], ["waiting"], []]
    teams.dossier_return(actor=district_officer, dossier_id=draft.pk, reason="Thiếu danh sách")
    assert all_told() == [["returned"], [], []]
    teams.dossier_submit(actor=clerk, dossier_id=draft.pk)
    teams.dossier_examine(actor=district_officer, dossier_id=draft.pk)
    assert all_told() == [["agreed", "returned"], [], ["waiting"]]
    teams.dossier_issue(actor=chairman, dossier_id=draft.pk, decision_code="AAAA")
    assert all_told() == [["issued", "agreed", "returned"], [], []]
    assert told(neighbour_clerk) == []


def test_a_withdrawn_dossier_is_told_to_the_desks_it_had_come_to(
    draft: Dossier, clerk: User, district_officer: User, chairman: User
) -> None:
    teams.dossier_submit(actor=clerk, dossier_id=draft.pk)
    teams.dossier_withdraw(actor=clerk, dossier_id=draft.pk)
    assert [told(user) for user in (district_officer, chairman)] == [["withdrawn"], []]


def test_a_proposal_about_a_member_is_told_without_his_name(
    active_team: Team, clerk: User, chairman: User
) -> None:
    member = active_team.memberships.filter(title="to_vien").select_related("person")[0]
    change = changes.end_propose(
        actor=clerk,
        person_id=member.person_id,
        ground="own_request",
        effective_on=date(2024, 9, 1),
        received_on=date(2024, 7, 15),
    )
    notice = Notice.objects.get(recipient=chairman)
    assert notice.title == f"Đề nghị cho thôi tham gia, {active_team.name}"
    assert member.person.full_name not in notice.title
    changes.change_return(actor=chairman, change_id=change.pk, reason="Chưa rõ")
    assert (told(chairman), told(clerk)) == ([], ["returned"])


def test_a_list_goes_from_clerk_to_approvers_and_back(
    july: PayRun, clerk: User, chairman: User, province_finance: User, neighbour_clerk: User
) -> None:
    batch = july.batches.get()
    posting.batch_compute(batch_id=batch.pk)
    assert told(clerk) == ["waiting"]
    allowances.batch_check(actor=clerk, batch_id=batch.pk)
    assert [told(user) for user in (clerk, chairman, province_finance)] == [[], ["waiting"], ["waiting"]]
    allowances.batch_return(actor=chairman, batch_id=batch.pk, reason="Sai tổ")
    allowances.batch_check(actor=clerk, batch_id=batch.pk)
    # The finance of the province is told of a run once, however many lists are checked however often.
    assert told(province_finance) == ["waiting"]
    allowances.batch_approve(actor=chairman, batch_id=batch.pk)
    assert told(clerk) == ["approved", "returned"]
    assert told(neighbour_clerk) == []


def test_who_did_it_is_not_told_but_his_stand_in_is(
    draft: Dossier, clerk: User, make_user: MakeUser, commune: Unit, district_officer: User
) -> None:
    colleague = make_user(Role.COMMUNE_CLERK, commune)
    Delegation.objects.create(
        principal=clerk, delegate=colleague, valid_from=date(2024, 7, 18), valid_to=START, reason="Nghỉ"
    )
    teams.dossier_submit(actor=clerk, dossier_id=draft.pk)
    teams.dossier_return(actor=district_officer, dossier_id=draft.pk, reason="Thiếu")
    assert told(colleague) == ["returned"]
    thing = Thing("Hồ sơ thử", commune, Notice.Page.DOSSIER, draft.pk)
    desks = [Desk.of(Role.COMMUNE_CLERK, commune)]
    tell(kind=Notice.Kind.WITHDRAWN, thing=thing, desks=desks, actor=clerk)
    assert (told(clerk), told(colleague)) == (["returned"], ["withdrawn", "returned"])


def test_a_former_commune_is_told_where_its_papers_are_kept(
    commune: Unit, neighbour_commune: Unit, clerk: User, neighbour_clerk: User
) -> None:
    Unit.objects.filter(pk=commune.pk).update(keeper_path=neighbour_commune.path)
    former = Unit.objects.get(pk=commune.pk)
    things = [
        (Desk.of(Role.COMMUNE_CLERK, unit), Thing(unit.name, unit, Notice.Page.BATCH, unit.pk))
        for unit in (former, neighbour_commune)
    ]
    tell_each(kind=Notice.Kind.WAITING, things=things)
    assert sorted(Notice.objects.values_list("recipient", "title")) == sorted(
        (neighbour_clerk.pk, unit.name) for unit in (former, neighbour_commune)
    )
    tell(kind=Notice.Kind.RETURNED, thing=things[0][1], desks=[things[0][0]], actor=None)
    assert told(neighbour_clerk).count("returned") == 1


def test_who_left_the_unit_sees_nothing_of_it_any_more(
    draft: Dossier, clerk: User, district_officer: User, neighbour_commune: Unit
) -> None:
    teams.dossier_submit(actor=clerk, dossier_id=draft.pk)
    teams.dossier_return(actor=district_officer, dossier_id=draft.pk, reason="Thiếu")
    assert told(clerk) == ["returned"]
    RoleBinding.objects.filter(user=clerk).update(unit=neighbour_commune)
    assert told(clerk) == []


def test_telling_a_hundred_costs_what_telling_one_does(
    commune: Unit, clerk: User, make_user: MakeUser, django_assert_num_queries: object
) -> None:
    for _ in range(20):
        make_user(Role.COMMUNE_CLERK, commune)
    thing = Thing("Hồ sơ thử", commune, Notice.Page.DOSSIER, 1)
    with django_assert_num_queries(2):  # type: ignore[operator]
        count = tell(
            kind=Notice.Kind.RETURNED, thing=thing, desks=[Desk.of(Role.COMMUNE_CLERK, commune)], actor=None
        )
    assert count == 21


def test_the_header_counts_what_is_new_and_opening_reads_it(
    client: Client, draft: Dossier, clerk: User, district_officer: User
) -> None:
    teams.dossier_submit(actor=clerk, dossier_id=draft.pk)
    client.force_login(district_officer)
    assert "(1<span" in client.get("/").content.decode()
    notice = Notice.objects.get(recipient=district_officer)
    assert client.get(f"/thong-bao/{notice.pk}/").headers["Location"] == f"/ho-so/{draft.pk}/"
    assert "(1<span" not in client.get("/").content.decode()
    client.force_login(clerk)
    assert client.get(f"/thong-bao/{notice.pk}/").status_code == 404


def test_everything_is_read_at_once(client: Client, draft: Dossier, clerk: User, chairman: User) -> None:
    thing = Thing("Hồ sơ thử", draft.commune, Notice.Page.DOSSIER, draft.pk)
    desks = [Desk.of(Role.COMMUNE_CLERK, draft.commune), Desk.of(Role.COMMUNE_CHAIRMAN, draft.commune)]
    tell(kind=Notice.Kind.RETURNED, thing=thing, desks=desks, actor=None)
    client.force_login(clerk)
    client.post("/thong-bao/da-xem/")
    assert (told(clerk), told(chairman)) == ([], ["returned"])


def test_letters_need_an_address(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    answer = client.post("/thong-bao/thu/", {"rhythm": "daily", "address": ""})
    assert answer.status_code == 422
    assert "Nhập địa chỉ thư điện tử để nhận thư." in answer.content.decode()
    client.post("/thong-bao/thu/", {"rhythm": "daily", "address": "canbo@example.vn"})
    assert MailChoice.objects.get(user=clerk).rhythm == "daily"
    with pytest.raises(IntegrityError), transaction.atomic():
        MailChoice.objects.filter(user=clerk).update(address="")
