"""The pages of a run and of a commune's list: what they offer, what they refuse, where they lead."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from allowances import services
from allowances.models import Batch
from territory.models import Unit
from tests.allowances.conftest import Compute
from tests.conftest import MakePerson

RUNS = "/chi-tra/"


@pytest.fixture
def checked(batch: Batch, compute: Compute, clerk: User) -> Batch:
    """The list of xã Phước Hưng, computed and checked by its clerk."""
    compute()
    return services.batch_check(actor=clerk, batch_id=batch.pk)


def test_a_month_without_communes_is_refused_beside_its_field(
    client: Client, law: None, province_police: User
) -> None:
    client.force_login(province_police)
    answer = client.post(f"{RUNS}moi/", {"month": "07/2024"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["month"] == [
        "Chọn tháng khác: đơn vị không có xã, phường nào trong tháng này."
    ]


CHECK, AGAIN, APPROVE, RETURN = "kiem-tra/", "tinh-lai/", "duyet/", "tra-lai/"


@pytest.mark.parametrize(
    ("who", "state", "is_due", "offered"),
    [
        pytest.param("clerk", "pending", True, set(), id="nothing while it is computed"),
        pytest.param("clerk", "computed", False, {CHECK, AGAIN}, id="the clerk checks or computes again"),
        pytest.param("clerk", "checked", False, {AGAIN}, id="a checked list can be computed again"),
        pytest.param("chairman", "computed", False, set(), id="the chairman waits for the check"),
        pytest.param("chairman", "checked", False, {APPROVE, RETURN}, id="the chairman approves or returns"),
        pytest.param("chairman", "checked", True, set(), id="not while it is computed again"),
        pytest.param("auditor", "checked", False, set(), id="an auditor only reads"),
    ],
)
def test_a_list_offers_the_steps_that_are_the_readers(
    client: Client,
    batch: Batch,
    request: pytest.FixtureRequest,
    clerk: User,
    who: str,
    state: str,
    is_due: bool,
    offered: set[str],
) -> None:
    checker = clerk if state == "checked" else None
    Batch.objects.filter(pk=batch.pk).update(state=state, is_due=is_due, checked_by=checker)
    client.force_login(request.getfixturevalue(who))
    html = client.get(f"{RUNS}xa/{batch.pk}/").content.decode()
    assert {step for step in (CHECK, AGAIN, APPROVE, RETURN) if f"xa/{batch.pk}/{step}" in html} == offered


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "computed", "is_due": True}, "Đang tính"),
        ({"state": "computed", "is_due": False}, "Chờ kiểm tra"),
        ({"state": "computed", "is_due": False, "return_reason": "Thiếu tổ phó"}, "Bị trả lại"),
        ({"state": "pending", "is_due": False}, "Chờ tính"),
    ],
)
def test_a_list_says_where_it_stands(batch: Batch, values: dict[str, object], words: str) -> None:
    Batch.objects.filter(pk=batch.pk).update(**values)
    assert Batch.objects.get(pk=batch.pk).stage[1] == words


def test_a_checked_list_goes_back_with_its_reason(client: Client, checked: Batch, chairman: User) -> None:
    client.force_login(chairman)
    page = f"{RUNS}xa/{checked.pk}/"
    assert client.post(f"{page}tra-lai/", {"reason": "Thiếu tổ phó"}).headers["Location"] == page
    assert "Danh sách bị trả lại: Thiếu tổ phó" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "Nhập lý do trả lại"),
        ("x" * 501, "Rút ngắn lý do trả lại còn tối đa 500 ký tự."),
    ],
)
def test_a_list_does_not_go_back_for_a_reason_that_cannot_be_kept(
    client: Client, checked: Batch, chairman: User, reason: str, words: str
) -> None:
    client.force_login(chairman)
    answer = client.post(f"{RUNS}xa/{checked.pk}/tra-lai/", {"reason": reason})
    assert answer.status_code == 422
    assert answer.content.decode().count(words) == 2
    checked.refresh_from_db()
    assert checked.state == Batch.State.CHECKED


def test_a_list_that_nobody_checked_does_not_go_back(
    client: Client, batch: Batch, compute: Compute, chairman: User
) -> None:
    compute()
    client.force_login(chairman)
    answer = client.post(f"{RUNS}xa/{batch.pk}/tra-lai/", {"reason": "Thiếu tổ phó"})
    assert answer.status_code == 422
    assert "Chỉ trả lại danh sách đã kiểm tra và chưa duyệt." in answer.content.decode()


def test_before_anybody_approves_the_pages_name_who_may_be_paid_twice(
    client: Client,
    checked: Batch,
    chairman: User,
    province_finance: User,
    neighbour_commune: Unit,
    make_person: MakePerson,
) -> None:
    client.force_login(chairman)
    page = f"{RUNS}xa/{checked.pk}/"
    assert "Có thể trùng người" not in client.get(page).content.decode()
    make_person(neighbour_commune, "TRẦN VĂN AN")
    html = client.get(page).content.decode()
    assert "Trần Văn An</a>, sinh ngày 17/05/1990, xã Phước Hưng" in html
    assert "có thể trùng với người ở xã Phước Quang, huyện Tuy Phước" in html
    assert f"xa/{checked.pk}/{APPROVE}" in html
    client.force_login(province_finance)
    run = client.get(f"{RUNS}{checked.run_id}/").content.decode()
    assert "Trần Văn An, sinh ngày 17/05/1990, xã Phước Hưng" in run
    assert "co-the-trung" not in run
