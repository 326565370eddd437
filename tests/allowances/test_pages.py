"""The pages of a run and of a commune's list: what they offer, what they refuse, where they lead."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from allowances import services
from allowances.models import Batch
from tests.allowances.conftest import Compute

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
