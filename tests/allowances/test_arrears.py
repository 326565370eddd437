"""A fact put right after its month was locked: the next list posts exactly the difference, then nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.errors import WrongState
from accounts.models import User
from allowances import posting, services
from allowances.models import Batch, LedgerLine, PaySetting
from members.models import InsuranceEnrolment, Membership
from regulations.models import LawVersion, ProvinceSetting
from teams.models import Team
from territory.models import Unit, Village, VillageFacts
from tests.allowances.closed import AUGUST, OCTOBER, SEPTEMBER, causes, close, compute, corrections, lock
from tests.allowances.conftest import JULY
from tests.conftest import MakePerson
from tests.merged import MERGED, Merged, adopt, move, with_amounts
from tests.regulations.texts import law_text

AN, BINH, CUONG = "Trần Văn An", "Lê Thị Bình", "Phạm Văn Cường"
TO_TRUONG, TO_PHO, TO_VIEN, BHXH = 1_440_000, 1_260_000, 1_080_000, 165_000
MONTHLY = "ho_tro_hang_thang"
MIDDLE = date(2024, 7, 16)

pytestmark = pytest.mark.usefixtures("queued", "law")


def by_day(amount: int, days: int, month_days: int = 31) -> int:
    """A part of a month's amount, half up to a đồng."""
    return (2 * amount * days + month_days) // (2 * month_days)


@pytest.fixture
def close_month(active_team: Team, province: Unit, province_police: User) -> Callable[[date], None]:
    """Closes a month of the province."""
    return lambda month: close(province_police, province, month)


@pytest.fixture
def compute_month(province: Unit, province_police: User) -> Callable[[date], list[Batch]]:
    """Computes a month of the province."""
    return lambda month: compute(province_police, province, month)


@pytest.fixture
def july_closed(close_month: Callable[[date], None]) -> None:
    """July of the four people, locked."""
    close_month(JULY)


def _of(name: str) -> Membership:
    return Membership.objects.get(person__full_name=name)


def _joined_later(_: MakePerson) -> dict[tuple[str, str], int]:
    Membership.objects.filter(pk=_of(AN).pk).update(valid_from=MIDDLE)
    return {(AN, MONTHLY): by_day(TO_TRUONG, 16) - TO_TRUONG}


def _left_earlier(_: MakePerson) -> dict[tuple[str, str], int]:
    Membership.objects.filter(pk=_of(BINH).pk).update(valid_to=date(2024, 7, 21))
    return {(BINH, MONTHLY): by_day(TO_PHO, 20) - TO_PHO}


def _never_was(_: MakePerson) -> dict[tuple[str, str], int]:
    Membership.objects.filter(pk=_of(BINH).pk).update(valid_from=date(2024, 9, 1))
    return {(BINH, MONTHLY): -TO_PHO}


def _was_forgotten(make_person: MakePerson) -> dict[tuple[str, str], int]:
    team = _of(AN).team
    person = make_person(team.commune, "Đỗ Văn Giang")
    Membership.objects.create(
        person=person, team=team, title="to_vien", status="recognised", valid_from=date(2024, 7, 10)
    )
    return {("Đỗ Văn Giang", MONTHLY): by_day(TO_VIEN, 22)}


def _other_title(_: MakePerson) -> dict[tuple[str, str], int]:
    Membership.objects.filter(pk=_of(BINH).pk).update(title="to_vien")
    return {(BINH, MONTHLY): TO_VIEN - TO_PHO}


def _was_insured(_: MakePerson) -> dict[tuple[str, str], int]:
    InsuranceEnrolment.objects.create(person=_of(AN).person, kind="bhxh_tu_nguyen", valid_from=MIDDLE)
    return {(AN, "ho_tro_bhxh"): by_day(BHXH, 16)}


def _other_law(_: MakePerson) -> dict[tuple[str, str], int]:
    LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=MIDDLE)
    adopt(with_amounts(law_text("07/2024/NQ-HĐND", valid_from="2024-07-16"), leader="1600000"))
    return {(AN, MONTHLY): (2 * (TO_TRUONG * 15 + 1_600_000 * 16) + 31) // 62 - TO_TRUONG}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_joined_later, "Tham gia từ ngày 16/07/2024, trước ghi từ ngày 01/07/2024"),
        (_left_earlier, "Tham gia đến hết ngày 20/07/2024, trước ghi đến hết ngày 31/07/2024"),
        (_never_was, "Không còn ngày tham gia nào được tính trong tháng"),
        (_was_forgotten, "Tháng 07/2024 chưa được tính khoản này, tham gia từ ngày 10/07/2024"),
        (_other_title, "Chức danh trong Tổ: Tổ viên, trước ghi Tổ phó"),
        (_was_insured, "Tháng 07/2024 chưa được tính khoản này, tham gia từ ngày 16/07/2024"),
        (_other_law, "Áp dụng văn bản khác (trước áp dụng 03/2024/NQ-HĐND)"),
    ],
)
def test_a_locked_month_is_corrected_by_exactly_the_difference_then_by_nothing(
    july_closed: None,
    compute_month: Callable[[date], list[Batch]],
    close_month: Callable[[date], None],
    make_person: MakePerson,
    change: Callable[[MakePerson], dict[tuple[str, str], int]],
    words: str,
) -> None:
    expected = change(make_person)
    compute_month(AUGUST)
    assert corrections(JULY, paid_in=AUGUST) == expected
    assert [text[: len(words)] for text in causes(JULY, paid_in=AUGUST).values()] == [words]
    lines = LedgerLine.objects.count()
    compute_month(AUGUST)
    assert LedgerLine.objects.count() == lines
    close_month(AUGUST)
    compute_month(SEPTEMBER)
    assert corrections(JULY, paid_in=SEPTEMBER) == corrections(AUGUST, paid_in=SEPTEMBER) == {}


def test_another_village_class_is_paid_for_the_days_of_the_class(
    close_month: Callable[[date], None], compute_month: Callable[[date], list[Batch]], village: Village
) -> None:
    row = "        - when: {fact: member.title, is: to_truong}\n"
    classed = row.replace(
        "{fact: member.title, is: to_truong}",
        "{all: [{fact: member.title, is: to_truong}, {fact: village.class, is: loai_1}]}",
    )
    other = classed.replace("{fact: village.class, is: loai_1}", "{not: {fact: village.class, is: loai_1}}")
    text = law_text("07/2024/NQ-HĐND", valid_from="2024-07-02").replace(
        row, f"{classed}          value: {{vnd: 1640000, cite: muc_ho_tro}}\n{other}"
    )
    LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=date(2024, 7, 2))
    adopt(text)
    facts = VillageFacts.objects.get(village=village)
    VillageFacts.objects.filter(pk=facts.pk).update(village_class="loai_2")
    close_month(JULY)
    VillageFacts.objects.filter(pk=facts.pk).update(valid_to=MIDDLE)
    facts.pk, facts.valid_from, facts.village_class = None, MIDDLE, "loai_1"
    facts.save()
    compute_month(AUGUST)
    expected = (2 * (TO_TRUONG * 15 + 1_640_000 * 16) + 31) // 62 - TO_TRUONG
    assert corrections(JULY, paid_in=AUGUST) == {(AN, MONTHLY): expected}
    assert causes(JULY, paid_in=AUGUST)[AN].endswith("loại 2 rồi loại 1, trước ghi loại 2")


def test_a_village_that_had_moved_is_taken_back_here_and_paid_there(
    july_closed: None,
    compute_month: Callable[[date], list[Batch]],
    village: Village,
    commune: Unit,
    neighbour_commune: Unit,
    close_month: Callable[[date], None],
) -> None:
    move(village, neighbour_commune, MIDDLE)
    compute_month(JULY)  # the neighbour had no list yet: its own July is still open
    compute_month(AUGUST)
    here = LedgerLine.objects.filter(for_month=JULY, batch__month=AUGUST)
    assert set(here.values_list("commune", flat=True)) == {commune.pk}
    assert sum(here.values_list("amount_vnd", flat=True)) == sum(
        by_day(amount, 15) - amount for amount in (TO_TRUONG, TO_PHO, TO_VIEN, TO_VIEN)
    )
    assert set(here.values_list("cause", flat=True)) == {
        "Địa bàn của Tổ thuộc xã đến hết ngày 15/07/2024, trước ghi đến hết ngày 31/07/2024"
    }
    everywhere = LedgerLine.objects.filter(for_month=JULY).values_list("amount_vnd", flat=True)
    assert sum(everywhere) == TO_TRUONG + TO_PHO + 2 * TO_VIEN


def test_an_open_month_is_corrected_in_its_own_list(
    active_team: Team, compute_month: Callable[[date], list[Batch]]
) -> None:
    compute_month(JULY)
    Membership.objects.filter(pk=_of(AN).pk).update(valid_from=MIDDLE)
    compute_month(AUGUST)
    assert corrections(JULY, paid_in=AUGUST) == {}
    compute_month(JULY)
    last = LedgerLine.objects.get(for_month=JULY, sequence=1)
    assert last.amount_vnd == by_day(TO_TRUONG, 16) - TO_TRUONG
    assert last.cause.startswith("Tham gia từ ngày 16/07/2024")


def test_all_earlier_corrections_count(
    july_closed: None, close_month: Callable[[date], None], compute_month: Callable[[date], list[Batch]]
) -> None:
    Membership.objects.filter(pk=_of(AN).pk).update(valid_from=MIDDLE)
    close_month(AUGUST)
    Membership.objects.filter(pk=_of(AN).pk).update(valid_from=date(2024, 7, 11))
    close_month(SEPTEMBER)
    compute_month(OCTOBER)
    assert corrections(JULY, paid_in=SEPTEMBER) == {
        (AN, MONTHLY): by_day(TO_TRUONG, 21) - by_day(TO_TRUONG, 16)
    }
    assert corrections(JULY, paid_in=OCTOBER) == {}


def test_a_month_that_was_left_out_is_paid_in_the_next_list_and_not_again_in_its_own(
    july_closed: None, compute_month: Callable[[date], list[Batch]]
) -> None:
    compute_month(SEPTEMBER)
    assert sum(corrections(AUGUST, paid_in=SEPTEMBER).values()) == TO_TRUONG + TO_PHO + 2 * TO_VIEN
    assert set(causes(AUGUST, paid_in=SEPTEMBER).values()) == {"Tháng 08/2024 chưa có danh sách"}
    compute_month(AUGUST)
    assert corrections(AUGUST, paid_in=AUGUST) == {}


def test_nothing_is_claimed_for_months_before_the_first_run(
    close_month: Callable[[date], None], compute_month: Callable[[date], list[Batch]]
) -> None:
    close_month(SEPTEMBER)
    compute_month(OCTOBER)
    assert set(LedgerLine.objects.values_list("for_month", flat=True)) == {SEPTEMBER, OCTOBER}


@pytest.mark.parametrize(("months", "reached"), [(0, False), (1, False), (2, True)])
def test_the_province_sets_how_far_back_a_list_reaches(
    july_closed: None,
    close_month: Callable[[date], None],
    compute_month: Callable[[date], list[Batch]],
    province: Unit,
    months: int,
    reached: bool,
) -> None:
    PaySetting.objects.create(
        province=province, arrears_months=months, source="Lựa chọn", valid_from=date(2024, 1, 1)
    )
    close_month(AUGUST)
    Membership.objects.filter(pk=_of(AN).pk).update(valid_from=date(2024, 7, 11))
    compute_month(SEPTEMBER)
    assert bool(corrections(JULY, paid_in=SEPTEMBER)) is reached
    assert corrections(SEPTEMBER, paid_in=SEPTEMBER)


def test_what_the_law_cannot_tell_any_more_is_not_taken_back(
    july_closed: None, compute_month: Callable[[date], list[Batch]]
) -> None:
    Membership.objects.filter(pk=_of(AN).pk).update(valid_from=MIDDLE)
    ProvinceSetting.objects.all().delete()
    compute_month(AUGUST)
    assert corrections(JULY, paid_in=AUGUST) == {}


def test_a_list_is_not_approved_when_a_closed_month_changed_after_it_was_computed(
    july_closed: None, compute_month: Callable[[date], list[Batch]], clerk: User, chairman: User
) -> None:
    [batch] = compute_month(AUGUST)
    services.batch_check(actor=clerk, batch_id=batch.pk)
    Membership.objects.filter(pk=_of(AN).pk).update(valid_from=MIDDLE)
    with pytest.raises(WrongState, match="Tính lại trước khi duyệt"):
        services.batch_approve(actor=chairman, batch_id=batch.pk)


class TestAfterAMerger:
    @pytest.fixture
    def june_closed(
        self,
        active_team: Team,
        merged: Merged,
        village: Village,
        province: Unit,
        province_police: User,
        officer: User,
    ) -> Membership:
        """June 2025 of Phước Hưng is locked; from July on its land and team are of xã Tuy Phước."""
        close(province_police, province, date(2025, 6, 1))
        move(village, merged.coast)
        Team.objects.update(commune=merged.coast)
        return _of(AN)

    def test_the_commune_of_today_pays_what_is_due_for_a_month_of_the_former_one(
        self, june_closed: Membership, merged: Merged, officer: User, commune: Unit
    ) -> None:
        old = list(LedgerLine.objects.filter(batch__commune=commune).order_by("pk").values())
        Membership.objects.filter(pk=june_closed.pk).update(valid_from=date(2025, 6, 16))
        compute(officer, merged.province, MERGED)
        line = LedgerLine.objects.get(for_month=date(2025, 6, 1), batch__month=MERGED)
        assert (line.commune, line.former_commune) == (merged.coast, commune)
        assert line.amount_vnd == by_day(TO_TRUONG, 15, 30) - TO_TRUONG
        assert list(LedgerLine.objects.filter(batch__commune=commune).order_by("pk").values()) == old
        close(officer, merged.province, MERGED)
        compute(officer, merged.province, date(2025, 8, 1))
        assert not LedgerLine.objects.filter(for_month=date(2025, 6, 1), batch__month=date(2025, 8, 1))

    def test_the_commune_that_took_the_team_pays_where_the_former_one_was_divided(
        self, june_closed: Membership, merged: Merged, officer: User, commune: Unit, village: Village
    ) -> None:
        commune.successors.update(extent="partial")
        commune.successors.create(new=merged.hills, extent="partial", keeps_files=False)
        village.placements.filter(valid_to=None).update(commune=merged.hills)
        Team.objects.update(commune=merged.hills)
        Membership.objects.filter(pk=june_closed.pk).update(valid_from=date(2025, 6, 16))
        compute(officer, merged.province, MERGED)
        line = LedgerLine.objects.get(for_month=date(2025, 6, 1), batch__month=MERGED)
        assert line.commune == merged.hills


def test_twelve_months_back_ask_no_more_of_the_database_than_one(
    close_month: Callable[[date], None], compute_month: Callable[[date], list[Batch]], active_team: Team
) -> None:
    asked: list[int] = []
    for months in ([JULY], [SEPTEMBER, OCTOBER]):
        for month in months:
            close_month(month)
        start = date(2024, 7, 20 - len(asked))
        Membership.objects.filter(pk=_of(AN).pk).update(valid_from=start)
        after = date(2024, months[-1].month + 1, 1)
        [batch] = compute_month(after)
        start = date(2024, 7, 10 - len(asked))
        Membership.objects.filter(pk=_of(AN).pk).update(valid_from=start)
        Batch.objects.filter(pk=batch.pk).update(is_due=True)
        with CaptureQueriesContext(connection) as statements:
            assert posting.batch_compute(batch_id=batch.pk) == 1
        asked.append(len(statements))
        if after == AUGUST:
            lock(batch)
    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
def test_lists_of_two_months_never_correct_the_same_month_twice(
    july_closed: None, compute_month: Callable[[date], list[Batch]]
) -> None:
    [august], [september] = compute_month(AUGUST), compute_month(SEPTEMBER)
    Membership.objects.filter(pk=_of(AN).pk).update(valid_from=MIDDLE)
    Batch.objects.filter(pk__in=[august.pk, september.pk]).update(is_due=True)
    posted: list[int] = []

    def work() -> None:
        try:
            posted.append(posting.batch_compute(batch_id=september.pk))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    with transaction.atomic():
        assert posting.batch_compute(batch_id=august.pk) == 1
        thread.start()
        thread.join(timeout=1)
    thread.join()
    assert posted == [0]
