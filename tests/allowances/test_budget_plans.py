"""The budget of a year: each step by other hands, nothing overwritten, sums that add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from accounts.roles import Role
from allowances.budget.headings import heading_choose
from allowances.budget.models import BudgetHeading, BudgetLine
from allowances.budget.plans import (
    AskedAmount,
    Examined,
    line_return,
    line_withdraw,
    lines_allocate,
    lines_ask,
    lines_examine,
)
from allowances.budget.reads import plan
from antt_portal.inbox import waiting_list
from notices.models import Notice
from teams.models import Team
from territory.models import Unit
from tests.conftest import MakeUser
from tests.merged import Merged

YEAR, DAY = 2025, date(2024, 7, 18)
Ask = Callable[..., BudgetLine]


@pytest.fixture(autouse=True)
def _on_18_july(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_TODAY = DAY.isoformat()  # type: ignore[attr-defined]


@pytest.fixture
def second_finance(make_user: MakeUser, province: Unit) -> User:
    """Another person of Sở Tài chính."""
    return make_user(Role.PROVINCE_FINANCE, province)


def ask(actor: User, unit: Unit, vnd: int = 1_000, item: str = "khac", **options: object) -> BudgetLine:
    amount = AskedAmount(item=item, asked_vnd=vnd, basis={"source": "Thử"}, **options)  # type: ignore[arg-type]
    return lines_ask(actor=actor, unit=unit, year=YEAR, amounts=[amount])[0]


def examine(actor: User, line: BudgetLine, vnd: int | None = None, note: str = "") -> BudgetLine:
    found = Examined(line.asked_vnd if vnd is None else vnd, note)
    return lines_examine(actor=actor, found={line.pk: found})[0]


def allocate(actor: User, line: BudgetLine, vnd: int | None = None) -> BudgetLine:
    amount = (line.examined_vnd or 0) if vnd is None else vnd
    return lines_allocate(
        actor=actor, decision_number="12/QĐ-UBND", decided_on=DAY, amounts={line.pk: amount}
    )[0]


def refused(change: Callable[[], object], name: str) -> None:
    with pytest.raises((IntegrityError, InternalError), match=name), transaction.atomic():
        change()


def test_a_line_walks_through_three_hands(
    commune: Unit, clerk: User, district_officer: User, province_finance: User
) -> None:
    line = allocate(province_finance, examine(district_officer, ask(clerk, commune), 900, "Giảm"), 800)
    line.refresh_from_db()
    assert (line.asked_vnd, line.examined_vnd, line.allocated_vnd) == (1_000, 900, 800)
    assert (line.asked_by, line.examined_by, line.allocated_by) == (clerk, district_officer, province_finance)
    assert (line.get_state_display(), line.decision_number) == ("đã giao", "12/QĐ-UBND")


class TestTelling:
    """Whose step it is reads of it once, and sees it in what waits; the unit reads what became of it."""

    @staticmethod
    def told(*users: User) -> list[list[tuple[str, str]]]:
        rows = Notice.objects.filter(page=Notice.Page.BUDGET_LINE).unread().order_by("pk")
        return [list(rows.filter(recipient=user).values_list("kind", "title")) for user in users]

    def test_each_step_is_told_once_however_many_lines(
        self,
        commune: Unit,
        clerk: User,
        district_officer: User,
        province_finance: User,
        neighbour_clerk: User,
        chairman: User,
    ) -> None:
        amounts = [AskedAmount(item, 1_000, {"source": "Thử"}) for item in ("khac", "tap_huan")]
        lines = lines_ask(actor=clerk, unit=commune, year=YEAR, amounts=amounts)
        two = ("waiting", "2 khoản dự toán năm 2025 của xã Phước Hưng")
        assert self.told(district_officer, province_finance, clerk) == [[two], [], []]
        examine(district_officer, lines[0])
        one = ("waiting", "1 khoản dự toán năm 2025 của xã Phước Hưng")
        # One of the two still waits for the district.
        assert self.told(district_officer, province_finance) == [[two], [one]]
        examine(district_officer, lines[1])
        assert self.told(district_officer)[0] == []
        done = lines_allocate(
            actor=province_finance,
            decision_number="1/QĐ",
            decided_on=DAY,
            amounts={line.pk: 500 for line in lines},
        )
        assert len(done) == 2
        assert self.told(province_finance, clerk) == [[], [("approved", two[1])]]
        assert self.told(neighbour_clerk, chairman) == [[], []]

    def test_a_line_that_comes_back_is_told_to_the_unit(
        self, commune: Unit, clerk: User, district_officer: User
    ) -> None:
        line_return(actor=district_officer, line_id=ask(clerk, commune).pk, reason="Thiếu")
        assert [kind for kind, _ in self.told(clerk)[0]] == ["returned"]
        assert self.told(district_officer) == [[]]
        line_withdraw(actor=clerk, line_id=ask(clerk, commune).pk)
        assert self.told(district_officer) == [[]]

    def test_who_has_no_district_above_is_examined_by_the_province(
        self, province: Unit, province_police: User, province_finance: User
    ) -> None:
        ask(province_police, province)
        assert [kind for kind, _ in self.told(province_finance)[0]] == ["waiting"]

    def test_lines_of_a_former_commune_are_told_to_the_province_of_today(
        self, commune: Unit, clerk: User, merged: Merged, make_user: MakeUser
    ) -> None:
        line = ask(clerk, commune)
        Unit.objects.filter(pk=commune.pk).update(keeper_path=merged.coast.path)
        examiner, beside = (make_user(Role.PROVINCE_FINANCE, merged.province) for _ in range(2))
        examine(examiner, line)
        assert [kind for kind, _ in self.told(beside)[0]] == ["waiting"]

    def test_lines_wait_together_and_never_for_who_did_the_step_before(
        self,
        client: Client,
        commune: Unit,
        clerk: User,
        district_officer: User,
        province_finance: User,
        second_finance: User,
    ) -> None:
        def steps(user: User) -> list[tuple[str, str]]:
            return [(item.title, item.step) for item in waiting_list(user)]

        lines = [ask(clerk, commune), ask(clerk, commune, item="tap_huan")]
        both = "Dự toán năm 2025: 2 khoản"
        assert steps(clerk) == []
        assert steps(district_officer) == steps(province_finance) == [(both, "Thẩm định")]
        client.force_login(district_officer)
        assert client.get(waiting_list(district_officer)[0].url).status_code == 200
        for line in lines:
            examine(province_finance, line)
        assert steps(district_officer) == steps(province_finance) == []
        assert steps(second_finance) == [(both, "Ghi quyết định giao")]


class TestHands:
    """Nobody judges what he did himself."""

    def test_who_examined_never_allocates(
        self, commune: Unit, clerk: User, province_finance: User, second_finance: User
    ) -> None:
        line = examine(province_finance, ask(clerk, commune))
        with pytest.raises(SamePerson):
            allocate(province_finance, line)
        assert allocate(second_finance, line).allocated_by == second_finance

    def test_who_asked_never_examines(
        self, commune: Unit, province: Unit, clerk: User, province_finance: User
    ) -> None:
        line = ask(clerk, commune)
        BudgetLine.objects.filter(pk=line.pk)
        clerk.bindings.update(role=Role.PROVINCE_FINANCE, unit=province)
        again = User.objects.get(pk=clerk.pk)
        with pytest.raises(SamePerson):
            examine(again, line)

    @pytest.mark.parametrize("step", ["examined_by", "allocated_by"])
    def test_the_database_refuses_one_person_in_two_steps(
        self, commune: Unit, clerk: User, province_finance: User, second_finance: User, step: str
    ) -> None:
        line = ask(clerk, commune)
        rows = BudgetLine.objects.filter(pk=line.pk)
        done = {"state": "examined", "examined_vnd": 1_000, "examined_on": DAY}
        if step == "examined_by":
            refused(lambda: rows.update(examined_by=clerk, **done), "budget_examiner_is_not_asker")
            return
        rows.update(examined_by=province_finance, **done)
        given = {"state": "allocated", "allocated_vnd": 1, "decided_on": DAY, "decision_number": "1"}
        for person in (clerk, province_finance):
            refused(lambda p=person: rows.update(allocated_by=p, **given), "budget_allocator_is_a_third")  # type: ignore[misc]
        assert rows.update(allocated_by=second_finance, **given) == 1


class TestRefusals:
    """What a step asks for."""

    def test_another_unit_never_asks(
        self, commune: Unit, neighbour_clerk: User, province_finance: User
    ) -> None:
        for actor in (neighbour_clerk, province_finance):
            with pytest.raises(NotAllowed):
                ask(actor, commune)

    def test_a_changed_amount_has_its_reason(self, commune: Unit, clerk: User) -> None:
        with pytest.raises(DomainError, match="lý do"):
            ask(clerk, commune, estimate_vnd=900)
        assert ask(clerk, commune, estimate_vnd=900, reason="Thêm 1 tổ").reason == "Thêm 1 tổ"

    def test_a_cut_has_its_remark(self, commune: Unit, clerk: User, district_officer: User) -> None:
        line = ask(clerk, commune)
        with pytest.raises(DomainError, match="ý kiến") as refusal:
            examine(district_officer, line, 900)
        assert refusal.value.field == f"note_{line.pk}"
        with pytest.raises(DomainError, match="không quá số đề nghị") as refusal:
            examine(district_officer, line, 1_001, "Thêm")
        assert refusal.value.field == f"amount_{line.pk}"

    def test_nothing_is_given_over_what_was_examined(
        self, commune: Unit, clerk: User, district_officer: User, province_finance: User
    ) -> None:
        line = examine(district_officer, ask(clerk, commune))
        with pytest.raises(DomainError, match="Nhập tối đa"):
            allocate(province_finance, line, 1_001)
        rows = BudgetLine.objects.filter(pk=line.pk)
        over = {"state": "allocated", "allocated_vnd": 1_001, "decided_on": DAY, "decision_number": "1"}
        refused(lambda: rows.update(allocated_by=province_finance, **over), "budget_never_over_examined")

    def test_one_line_over_gives_nothing_to_the_others(
        self, commune: Unit, neighbour_commune: Unit, clerk: User, neighbour_clerk: User,
        district_officer: User, province_finance: User,
    ) -> None:  # fmt: skip
        lines = [
            examine(district_officer, ask(clerk, commune)),
            examine(district_officer, ask(neighbour_clerk, neighbour_commune)),
        ]
        with pytest.raises(DomainError):
            lines_allocate(
                actor=province_finance, decision_number="1", decided_on=DAY,
                amounts={lines[0].pk: 1, lines[1].pk: 1_001},
            )  # fmt: skip
        assert not BudgetLine.objects.filter(state="allocated").exists()

    def test_a_step_is_taken_once(
        self, commune: Unit, clerk: User, district_officer: User, province_finance: User
    ) -> None:
        line = examine(district_officer, ask(clerk, commune))
        with pytest.raises(WrongState):
            examine(district_officer, line)
        with pytest.raises(WrongState):
            line_withdraw(actor=clerk, line_id=line.pk)
        given = allocate(province_finance, line)
        with pytest.raises(WrongState):
            allocate(province_finance, given)
        with pytest.raises(WrongState):
            line_return(actor=province_finance, line_id=line.pk, reason="Muộn")

    def test_a_district_examines_its_own_communes_alone(
        self, commune: Unit, clerk: User, make_user: MakeUser, province: Unit
    ) -> None:
        other = Unit.objects.create(
            key="545", code="545", level="district", kind="huyen", name="Huyện Phù Mỹ", parent=province,
            path="52.545.", sort_key="p",
        )  # fmt: skip
        with pytest.raises(NotAllowed):
            examine(make_user(Role.DISTRICT_OFFICER, other), ask(clerk, commune))

    def test_a_component_is_asked_for_at_one_level(
        self, commune: Unit, province: Unit, neighbour_commune: Unit, clerk: User, neighbour_clerk: User,
        province_police: User,
    ) -> None:  # fmt: skip
        ask(clerk, commune, item="ho_tro_hang_thang")
        with pytest.raises(DomainError, match="xã Phước Hưng đã đề nghị"):
            ask(province_police, province, item="ho_tro_hang_thang")
        assert ask(neighbour_clerk, neighbour_commune, item="ho_tro_hang_thang").round == 0
        ask(province_police, province, item="trang_phuc")
        assert ask(clerk, commune, item="trang_phuc").round == 0
        ask(province_police, province, item="ho_tro_bhyt")
        with pytest.raises(DomainError, match="tỉnh Bình Định đã đề nghị"):
            ask(clerk, commune, item="ho_tro_bhyt")

    def test_a_year_gone_by_is_refused(self, commune: Unit, clerk: User) -> None:
        amount = AskedAmount(item="khac", asked_vnd=1, basis={"source": "Thử"})
        with pytest.raises(DomainError, match="đã qua"):
            lines_ask(actor=clerk, unit=commune, year=2023, amounts=[amount])


class TestKept:
    """Nothing is overwritten."""

    def test_the_database_keeps_what_was_asked_and_what_is_closed(
        self, commune: Unit, clerk: User, district_officer: User, province_finance: User
    ) -> None:
        line = ask(clerk, commune)
        rows = BudgetLine.objects.filter(pk=line.pk)
        refused(lambda: rows.update(asked_vnd=5), "asked_budget_is_kept")
        refused(lambda: rows.delete(), "budget_line_is_kept")
        examine(district_officer, line)
        refused(lambda: rows.update(examined_vnd=5, examine_note="x"), "examined_budget_is_kept")
        line.refresh_from_db()
        allocate(province_finance, line)
        refused(lambda: rows.update(allocated_vnd=5), "closed_budget_line_is_kept")

    def test_an_item_waits_once_and_a_supplement_is_a_further_line(
        self, commune: Unit, clerk: User, district_officer: User, province_finance: User
    ) -> None:
        line = ask(clerk, commune)
        with pytest.raises(DomainError, match="đang chờ"):
            ask(clerk, commune)
        allocate(province_finance, examine(district_officer, line))
        more = ask(clerk, commune, 300)
        assert (line.round, more.round) == (0, 1)
        assert plan(viewer=clerk, unit=commune, year=YEAR).total.asked_vnd == 1_300

    def test_what_came_back_is_asked_anew_and_stays_on_record(
        self, commune: Unit, clerk: User, district_officer: User
    ) -> None:
        line = ask(clerk, commune)
        line_return(actor=district_officer, line_id=line.pk, reason="Thiếu căn cứ")
        assert ask(clerk, commune, 700).round == 0
        found = plan(viewer=clerk, unit=commune, year=YEAR)
        assert (found.total.asked_vnd, len(found.own)) == (700, 2)


def test_levels_add_up_and_show_what_lies_below(
    province: Unit, district: Unit, commune: Unit, neighbour_commune: Unit, clerk: User,
    neighbour_clerk: User, province_police: User, district_officer: User, province_finance: User,
) -> None:  # fmt: skip
    allocate(province_finance, examine(district_officer, ask(clerk, commune, 1_000)), 600)
    examine(district_officer, ask(neighbour_clerk, neighbour_commune, 500), 400, "Giảm")
    ask(province_police, province, 70, "trang_phuc", detail="Mũ bảo hiểm")
    whole = plan(viewer=province_finance, unit=province, year=YEAR)
    below = plan(viewer=province_finance, unit=district, year=YEAR)
    assert [(part.name, part.sums.asked_vnd) for part in whole.parts] == [
        ("Tỉnh Bình Định (phần của cấp này)", 70),
        ("Huyện Tuy Phước", 1_500),
    ]
    assert [
        (part.sums.asked_vnd, part.sums.examined_vnd, part.sums.allocated_vnd) for part in below.parts
    ] == [
        (1_000, 1_000, 600),
        (500, 400, 0),
    ]
    assert (whole.total.asked_vnd, whole.total.examined_vnd, whole.total.allocated_vnd) == (1_570, 1_400, 600)
    assert whole.total.waiting == 2
    assert plan(viewer=clerk, unit=province, year=YEAR).total.asked_vnd == 1_000


def test_source_and_code_are_empty_until_the_province_enters_them(
    province: Unit, commune: Unit, clerk: User, province_finance: User, settings: LazySettings
) -> None:
    assert (ask(clerk, commune).source, BudgetLine.objects.get().code) == ("", "")
    coded = {
        "source": "tinh",
        "chapter": "1",
        "category": "",
        "clause": "",
        "heading": "2",
        "sub_heading": "",
    }
    heading_choose(
        actor=province_finance, province=province, item="tap_huan", year=YEAR, basis="QĐ thử", coded=coded
    )
    line = ask(clerk, commune, item="tap_huan")
    assert (line.get_source_display(), line.code) == ("Ngân sách tỉnh", "1-…-…-2-…")
    again = partial(
        heading_choose, actor=province_finance, province=province, item="tap_huan", year=YEAR, basis="x"
    )
    again(coded=coded | {"chapter": "9"})
    line.refresh_from_db()
    assert (line.code, BudgetHeading.objects.get().code) == ("1-…-…-2-…", "9-…-…-2-…")
    settings.PORTAL_TODAY = f"{YEAR + 1}-01-01"
    with pytest.raises(DomainError, match="Chọn năm sau 2025"):
        again(coded=coded)
    settings.PORTAL_TODAY = "2024-07-18"
    with pytest.raises(NotAllowed):
        heading_choose(actor=clerk, province=province, item="khac", year=YEAR, basis="x", coded=coded)


def test_the_estimate_tells_where_a_component_is_booked(
    law: None, active_team: Team, province: Unit, province_finance: User, client: Client
) -> None:
    client.force_login(province_finance)
    url = f"{reverse('allowances:budget_estimate')}?unit={province.key}&year={YEAR}&basis=hien_co"
    assert "chưa nhập" in client.get(url).content.decode()
    coded = {
        "source": "huyen",
        "chapter": "7",
        "category": "",
        "clause": "",
        "heading": "",
        "sub_heading": "",
    }
    heading_choose(
        actor=province_finance,
        province=province,
        item="ho_tro_hang_thang",
        year=YEAR,
        basis="QĐ",
        coded=coded,
    )
    page = client.get(url).content.decode()
    assert "Ngân sách huyện" in page
    assert "7-…-…-…-…" in page
    assert "chưa nhập" not in page


class TestPages:
    """The way through the pages."""

    def test_from_the_estimate_to_the_decision(
        self, client: Client, law: None, active_team: Team, commune: Unit, clerk: User,
        district_officer: User, province_finance: User,
    ) -> None:  # fmt: skip
        client.force_login(clerk)
        url = f"{reverse('allowances:budget_ask')}?unit={commune.key}&year=2025&basis=hien_co"
        page = client.get(url).content.decode()
        assert "58.320.000" in page
        wrong = client.post(url, {"amount_ho_tro_hang_thang": "60.000.000"})
        assert (wrong.status_code, "Nhập lý do đề nghị khác số dự toán" in wrong.content.decode()) == (
            422,
            True,
        )
        client.post(url, {"amount_ho_tro_hang_thang": "60.000.000", "reason_ho_tro_hang_thang": "Thêm người"})
        line = BudgetLine.objects.get()
        assert (line.estimate_vnd, line.asked_vnd, line.basis["people"]) == (58_320_000, 60_000_000, 4)
        client.force_login(district_officer)
        where = f"?unit={commune.key}&year=2025"
        empty = client.post(reverse("allowances:budget_examine") + where, {f"amount_{line.pk}": ""})
        assert "Nhập số thẩm định của ít nhất một dòng." in empty.content.decode()
        client.post(reverse("allowances:budget_examine") + where, {f"amount_{line.pk}": "59.000.000",
            f"note_{line.pk}": "Theo định mức"})  # fmt: skip
        client.force_login(province_finance)
        client.post(
            reverse("allowances:budget_allocate") + where,
            {f"amount_{line.pk}": "58.000.000", "decision_number": "9/QĐ-UBND", "decided_on": "18/07/2024"},
        )
        page = client.get(reverse("allowances:budget_plan") + where).content.decode()
        assert all(words in page for words in ("60.000.000", "59.000.000", "58.000.000", "chưa nhập"))
        detail = client.get(reverse("allowances:budget_line", args=[line.pk])).content.decode()
        assert "9/QĐ-UBND" in detail
        assert "Theo số người hiện có: tháng đầu 4 người." in detail


def test_lines_to_examine_stand_in_the_order_of_the_law(
    law: None, client: Client, clerk: User, district_officer: User, commune: Unit
) -> None:
    first, second = "ho_tro_hang_thang", "ho_tro_bhxh"
    for item in (second, "khac", first):
        ask(clerk, commune, item=item)
    client.force_login(district_officer)
    page = client.get(f"{reverse('allowances:budget_examine')}?unit={commune.key}&year={YEAR}")
    assert [row[0].item for row in page.context["rows"]] == [first, second, "khac"]


def test_the_estimates_of_both_bases_have_names_of_their_own(
    law: None, client: Client, clerk: User, commune: Unit
) -> None:
    client.force_login(clerk)
    address = f"{reverse('reports:estimate_xlsx')}?unit={commune.key}&year={YEAR}&basis="
    names = {client.get(f"{address}{basis}")["Content-Disposition"] for basis in ("hien_co", "chi_tieu")}
    assert len(names) == 2
