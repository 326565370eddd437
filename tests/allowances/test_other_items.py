"""Equipment, uniforms, training: by hand or by a norm that a text states; the price is always typed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from allowances.budget.models import BudgetLine
from allowances.budget.other_items import OtherNeed, other_amount
from regulations.norms import Norm, norms
from teams.models import Team
from territory.models import Unit

FORM = {"year": "2025", "item": "trang_phuc", "price_vnd": "100.000", "source": "Báo giá 07/2024"}


@pytest.fixture(autouse=True)
def _on_18_july(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_TODAY = "2024-07-18"  # type: ignore[attr-defined]


def norm(key: str) -> Norm:
    return next(each for each in norms() if each.key == key)


@pytest.mark.parametrize(
    ("key", "sizes", "expected"),
    [
        pytest.param("mu_mem", [3, 4], (7, 0), id="each member one"),
        pytest.param("ban_lam_viec", [3, 5, 6], (12, 0), id="least of the team's band"),
        pytest.param("ban_lam_viec", [2, 3], (3, 1), id="a team below all bands is told"),
        pytest.param("giuong", [15, 16], (6, 1), id="a band that was not seen is not guessed"),
        pytest.param("tu", [20, 21], (16, 0), id="the edge of the last band"),
    ],
)
def test_a_norm_counts_teams_and_members(key: str, sizes: list[int], expected: tuple[int, int]) -> None:
    assert norm(key).quantity(sizes) == expected


def test_every_norm_names_its_text_and_what_is_not_verified() -> None:
    for each in norms():
        assert each.document
        assert each.source
        assert each.article or "chưa xác minh" in each.note


@pytest.mark.parametrize(
    ("life", "expected"), [(None, 400_000), (2, 200_000), (3, 200_000)], ids=["at once", "half", "rounded up"]
)
def test_a_life_of_years_spreads_whole_pieces(
    active_team: Team, clerk: User, commune: Unit, life: int | None, expected: int
) -> None:
    need = OtherNeed("trang_phuc", "Mũ", norm("mu_mem"), None, 100_000, life, "Báo giá")
    assert other_amount(clerk, commune, need).asked_vnd == expected


def test_a_line_by_norm_keeps_text_count_and_price(client: Client, active_team: Team, clerk: User) -> None:
    client.force_login(clerk)
    answer = client.post(reverse("allowances:budget_other"), FORM | {"norm": "mu_mem"}, follow=True)
    line = BudgetLine.objects.get()
    assert (line.item, line.detail, line.asked_vnd, line.estimate_vnd) == (
        "trang_phuc",
        "Mũ mềm",
        400_000,
        None,
    )
    page = answer.content.decode()
    assert "Định mức tối thiểu của 1 Tổ, 4 người tại ngày 18/07/2024: 4." in page
    assert "Nghị định 40/2024/NĐ-CP, Điều 3; nguồn giá: Báo giá 07/2024" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"detail": "Tập huấn"}, "Nhập số lượng, hoặc chọn định mức."),
        ({"quantity": "2"}, "Nhập nội dung, hoặc chọn định mức."),
        ({"norm": "ghe"}, "Chọn định mức thuộc đúng khoản chi."),
        ({"norm": "mu_mem", "price_vnd": ""}, "Nhập số tiền bằng chữ số, ví dụ 1.250.000."),
        ({"norm": "mu_mem", "source": ""}, "Nhập nguồn của đơn giá, căn cứ."),
    ],
)
def test_what_is_missing_is_asked_for(
    client: Client, active_team: Team, clerk: User, typed: dict[str, str], sentence: str
) -> None:
    client.force_login(clerk)
    answer = client.post(reverse("allowances:budget_other"), FORM | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not BudgetLine.objects.exists()
