"""Dossiers of sums owed once: prepared, decided by another, kept for ever, owed exactly once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.db import InternalError, transaction
from django.test import Client

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from allowances import benefits, proof
from allowances.models import Batch, Benefit, LedgerLine
from allowances.one_off import event_of_former, event_of_member
from allowances.owed_one_off import owed_one_off
from allowances.rules import differences
from members.models import FormerService, KeepDecision, Membership
from notices.models import Notice
from regulations.engine import Why
from regulations.engine.facts import FactValue
from regulations.models import LawVersion, ProvinceSetting
from reports import services as reports
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST, SEPTEMBER, causes, close, compute, corrections
from tests.allowances.one_off_law import load_with_one_off
from tests.conftest import START, MakePerson
from vietnamese.dates import month_span

DAY = date(2024, 7, 10)
JULY = date(2024, 7, 1)


@pytest.fixture
def one_off_law(province: Unit, tmp_path: Path) -> LawVersion:
    """A law of Bình Định with sums owed once."""
    return load_with_one_off(tmp_path)


@pytest.fixture
def leader(one_off_law: LawVersion, active_team: Team) -> Membership:
    """Trần Văn An, tổ trưởng."""
    return active_team.memberships.select_related("person", "team__commune").get(title="to_truong")


def prepared(clerk: User, member: Membership, kind: str = "om_dau", **facts: Any) -> Benefit:
    event = event_of_member(member, DAY, kind)
    told = {f"event.{name}": value for name, value in facts.items()}
    return benefits.benefit_prepare(actor=clerk, event=event, facts=told, papers="Giấy ra viện số 12")


@pytest.fixture
def sick(clerk: User, leader: Membership) -> Benefit:
    """Four days in hospital of the tổ trưởng: 320.000 đồng."""
    return prepared(clerk, leader, days=4)


def test_the_sum_is_the_laws_and_facts_are_frozen_with_it(sick: Benefit, one_off_law: LawVersion) -> None:
    assert sick.amount_vnd == 4 * 80_000
    assert sick.law == one_off_law
    assert sick.facts == {"member.title": "to_truong", "event.days": 4}
    why = Why.from_json(sick.lines[0]["why"])
    assert why.recompute() == why.value == sick.lines[0]["amount_vnd"]


def test_what_is_on_record_is_never_typed_over(clerk: User, leader: Membership) -> None:
    event = event_of_member(leader, DAY, "om_dau")
    facts: dict[str, FactValue] = {"member.title": "to_vien", "event.days": 4, "member.age": 30}
    row = benefits.benefit_prepare(actor=clerk, event=event, facts=facts, papers="Giấy ra viện")
    assert row.facts == {"member.title": "to_truong", "event.days": 4}


def test_a_sum_that_cannot_be_told_is_refused_with_its_reason(clerk: User, leader: Membership) -> None:
    with pytest.raises(DomainError, match="Bổ sung số ngày điều trị"):
        prepared(clerk, leader)
    with pytest.raises(DomainError, match="Chưa có quy định được xác minh về trợ cấp khi tập huấn"):
        prepared(clerk, leader, "tap_huan", days=3)


def test_a_later_day_and_a_stranger_are_refused(
    clerk: User, neighbour_clerk: User, chairman: User, leader: Membership
) -> None:
    event = event_of_member(leader, date(2024, 7, 19), "chet")
    with pytest.raises(DomainError, match="không sau hôm nay"):
        benefits.benefit_prepare(actor=clerk, event=event, facts={}, papers="Giấy chứng tử")
    for stranger in (neighbour_clerk, chairman):
        with pytest.raises(NotAllowed):
            prepared(stranger, leader, days=4)


def test_one_event_has_one_dossier(clerk: User, leader: Membership, sick: Benefit) -> None:
    with pytest.raises(DomainError, match="sự việc này của người này đã được lập hồ sơ"):
        prepared(clerk, leader, days=5)
    benefits.benefit_withdraw(actor=clerk, benefit_id=sick.pk)
    assert prepared(clerk, leader, days=5).amount_vnd == 5 * 80_000


def test_nobody_dies_twice(clerk: User, leader: Membership) -> None:
    prepared(clerk, leader, "chet")
    event = event_of_member(leader, date(2024, 7, 11), "chet")
    with pytest.raises(DomainError, match="mỗi người chỉ được trợ cấp một lần"):
        benefits.benefit_prepare(actor=clerk, event=event, facts={}, papers="Giấy chứng tử")


def test_who_prepared_never_decides(sick: Benefit, chairman: User) -> None:
    with pytest.raises(NotAllowed):
        benefits.benefit_decide(actor=sick.prepared_by, benefit_id=sick.pk, decision_code="X")
    twice = Benefit(**{**own(sick), "prepared_by": chairman, "kind": "chet"})
    twice.save()
    own_dossier = Benefit.objects.get(kind="chet").pk
    with pytest.raises(DomainError, match="người lập hồ sơ không được quyết định"):
        benefits.benefit_decide(actor=chairman, benefit_id=own_dossier, decision_code="X")


def own(row: Benefit) -> dict[str, Any]:
    columns = ("commune", "person", "membership", "happened_on", "papers", "law", "facts", "lines")
    return {name: getattr(row, name) for name in (*columns, "amount_vnd", "prepared_on")}


def test_facts_that_changed_since_send_the_dossier_back(chairman: User, sick: Benefit) -> None:
    Membership.objects.filter(person=sick.person).update(title="to_vien")
    with pytest.raises(WrongState, match="đã thay đổi sau khi lập"):
        reports.benefit_issue(actor=chairman, benefit_id=sick.pk)


@pytest.mark.parametrize("change", [{"amount_vnd": 1}, {"facts": {}}, {"law": None}, {"lines": []}])
def test_facts_and_sums_are_frozen(sick: Benefit, change: dict[str, Any]) -> None:
    with pytest.raises(InternalError), transaction.atomic():
        Benefit.objects.filter(pk=sick.pk).update(**change)


def test_a_decided_dossier_is_kept(chairman: User, sick: Benefit) -> None:
    reports.benefit_issue(actor=chairman, benefit_id=sick.pk)
    with pytest.raises(InternalError), transaction.atomic():
        Benefit.objects.filter(pk=sick.pk).update(state="withdrawn")
    with pytest.raises(InternalError), transaction.atomic():
        Benefit.objects.filter(pk=sick.pk).delete()


def test_the_decision_names_the_sum_its_reason_and_the_law(chairman: User, sick: Benefit) -> None:
    paper = reports.benefit_issue(actor=chairman, benefit_id=sick.pk)
    sick.refresh_from_db()
    assert (sick.state, sick.decision_code) == ("decided", paper.check_code)
    assert paper.full_number == "01/QĐ-UBND"
    first, money, _last = paper.payload["articles"]
    assert "320.000 đồng (bằng chữ: ba trăm hai mươi nghìn đồng)" in first["text"].replace("\u00a0", " ")
    assert "ông Trần Văn An, sinh ngày 17/05/1990, Tổ trưởng Tổ bảo vệ an ninh" in first["text"]
    assert "4 × 80.000 đồng" in first["clauses"][0].replace("\u00a0", " ")
    assert "77/2024/NQ-HĐND" in money["text"]
    assert "chưa xác minh" not in str(paper.payload)


def test_a_decided_sum_is_owed_once_in_the_month_of_its_decision(
    clerk: User, chairman: User, leader: Membership, sick: Benefit, commune: Unit
) -> None:
    days = month_span(JULY)
    assert owed_one_off([commune], days) == {}
    reports.benefit_issue(actor=chairman, benefit_id=sick.pk)
    owed = owed_one_off([commune], days)[commune.pk, JULY]
    lines = list(differences(owed, {}, {}, {}))
    assert [(line.component, line.amount_vnd) for line in lines] == [("tien_an_om_dau", 320_000)]
    posted = {line.origin: line.amount_vnd for line in lines}
    assert list(differences(owed, posted, dict.fromkeys(posted, 1), {})) == []
    assert owed_one_off([commune], month_span(date(2024, 8, 1))) == {}


def test_two_sums_of_one_component_in_a_month_are_one_line(
    clerk: User, chairman: User, leader: Membership, sick: Benefit, commune: Unit
) -> None:
    event = event_of_member(leader, date(2024, 7, 15), "om_dau")
    again = benefits.benefit_prepare(actor=clerk, event=event, facts={"event.days": 2}, papers="Giấy ra viện")
    for row in (sick, again):
        reports.benefit_issue(actor=chairman, benefit_id=row.pk)
    ((holder, owed),) = owed_one_off([commune], month_span(JULY))[commune.pk, JULY]
    assert (holder.membership_id, owed.amount_vnd) == (leader.pk, 6 * 80_000)
    assert owed.why.recompute() == owed.amount_vnd


@pytest.fixture
def by_days(province: Unit, queued: list[int]) -> None:
    """The province splits months by days; nothing is worked by itself."""
    ProvinceSetting.objects.create(
        province=province, part_month="by_day", source="Lựa chọn của bản thử", valid_from=date(2024, 1, 1)
    )


def one_off_lines() -> list[tuple[date, int]]:
    """The month and sum of each line of the sickness days."""
    rows = LedgerLine.objects.filter(component="tien_an_om_dau").order_by("pk")
    return list(rows.values_list("for_month", "amount_vnd"))


def test_the_ledger_gets_a_decided_sum_once(
    by_days: None, province: Unit, province_police: User, chairman: User, sick: Benefit
) -> None:
    compute(province_police, province, JULY)
    assert one_off_lines() == []
    reports.benefit_issue(actor=chairman, benefit_id=sick.pk)
    for _ in range(2):
        compute(province_police, province, JULY)
        assert one_off_lines() == [(JULY, 320_000)]


def test_a_sum_decided_after_its_list_was_closed_comes_with_the_next_and_never_again(
    by_days: None,
    province: Unit,
    province_police: User,
    chairman: User,
    sick: Benefit,
    one_off_law: LawVersion,
) -> None:
    close(province_police, province, JULY)
    reports.benefit_issue(actor=chairman, benefit_id=sick.pk)
    close(province_police, province, AUGUST)
    assert corrections(JULY, paid_in=AUGUST) == {("Trần Văn An", "tien_an_om_dau"): 320_000}
    assert causes(JULY, paid_in=AUGUST) == {"Trần Văn An": "Tháng 07/2024 chưa được tính khoản này"}
    count, faults = proof.recompute(Batch.objects.filter(month=AUGUST))
    assert (count, faults) == (5, [])
    # Even where nobody can tell by now what else was owed for that month.
    with pgtrigger.ignore():
        LawVersion.objects.filter(pk=one_off_law.pk).update(valid_from=SEPTEMBER)
    compute(province_police, province, SEPTEMBER)
    assert one_off_lines() == [(JULY, 320_000)]


def test_severance_is_for_who_was_released_and_counts_his_former_service(
    clerk: User, chairman: User, one_off_law: LawVersion, commune: Unit, make_person: MakePerson
) -> None:
    service = FormerService.objects.create(
        person=make_person(commune, "Đỗ Văn Cũ"),
        force="cong_an_xa_ban_chuyen_trach",
        valid_from=date(2018, 12, 1),
        valid_to=START,
        source="Sổ lương",
        entered_by=clerk,
    )
    event = event_of_former(service, DAY, "thoi_viec")
    with pytest.raises(DomainError, match="Ghi quyết định không tiếp tục sử dụng"):
        benefits.benefit_prepare(actor=clerk, event=event, facts={}, papers="QĐ 5")
    KeepDecision.objects.create(
        person=service.person,
        outcome="released",
        reason="Không đủ sức khỏe",
        number="5/QĐ-UBND",
        decided_on=START,
        entered_by=clerk,
    )
    row = benefits.benefit_prepare(actor=clerk, event=event, facts={}, papers="QĐ 5")
    assert row.facts["member.service_months"] == 67
    assert row.amount_vnd == 21_060_000
    paper = reports.benefit_issue(actor=chairman, benefit_id=row.pk)
    assert "nguyên Công an xã bán chuyên trách" in paper.payload["articles"][0]["text"]


def test_the_way_through_on_pages(client: Client, clerk: User, chairman: User, leader: Membership) -> None:
    client.force_login(clerk)
    query = {"member": str(leader.pk), "on": "10/07/2024", "kind": "tai_nan"}
    address = "/chi-tra/tro-cap/moi/"
    assert "Lập hồ sơ trợ cấp của Trần Văn An" in client.get("/chi-tra/mot-lan/", query).content.decode()
    wrong = client.post(address, {"event.capacity_loss": "31"}, query_params=query)
    assert wrong.status_code == 422
    assert 'value="31"' in wrong.content.decode()
    told = {"event.capacity_loss": "31", "event.on_duty": "co", "papers": "Biên bản giám định số 7"}
    made = client.post(address, told, query_params=query)
    assert made.status_code == 302
    page = client.get(made.headers["Location"]).content.decode()
    assert "Rút hồ sơ" in page
    assert "Ban hành quyết định" not in page
    client.force_login(chairman)
    page = client.get(made.headers["Location"]).content.decode()
    assert "Biên bản giám định số 7" in page
    row = Benefit.objects.get()
    assert client.post(f"{made.headers['Location']}tra-lai/", {"reason": ""}).status_code == 422
    issued = client.post(f"/chi-tra/tro-cap/{row.pk}/ban-hanh/")
    assert "26.950.000" in client.get(made.headers["Location"]).content.decode()
    assert client.get(issued.headers["Location"].partition("?")[0].rstrip("/") + ".pdf").status_code == 200


def test_the_chairman_is_told_of_a_dossier_and_the_clerk_of_what_became_of_it(
    clerk: User, chairman: User, sick: Benefit, leader: Membership
) -> None:
    def told(user: User) -> list[tuple[str, str, bool]]:
        rows = Notice.objects.filter(recipient=user, page=Notice.Page.BENEFIT).order_by("pk")
        return [(row.kind, row.url, row.read_at is None) for row in rows]

    page = f"/chi-tra/tro-cap/{sick.pk}/"
    assert told(chairman) == [("waiting", page, True)]
    benefits.benefit_return(actor=chairman, benefit_id=sick.pk, reason="Thiếu giấy ra viện")
    assert (told(chairman), told(clerk)) == ([("waiting", page, False)], [("returned", page, True)])
    again = prepared(clerk, leader, days=4)
    reports.benefit_issue(actor=chairman, benefit_id=again.pk)
    assert [kind for kind, _, _ in told(clerk)] == ["returned", "issued"]
    titles = Notice.objects.filter(page=Notice.Page.BENEFIT).values_list("title", flat=True)
    assert not any(leader.person.full_name in title for title in titles)
