"""Age, composition and number of people, as the law has them."""

from __future__ import annotations

from datetime import date

import pytest

from members import rules
from regulations.engine import Citation, Refusal, TeamSize, Why
from teams.rules import Fit, FitState, fit

CITATION = Citation(document="NQ 03/2024/NQ-HĐND", article="Điều 2", verified=True, source="Công báo")
WHY = Why("people", "Thôn có 412 hộ: tối đa 4 người", 4, CITATION)
CEILING = TeamSize(exists=True, minimum=None, maximum=4, exact=False, why=WHY)
RANGE = TeamSize(exists=True, minimum=3, maximum=5, exact=False, why=WHY)
EXACT = TeamSize(exists=True, minimum=4, maximum=4, exact=True, why=WHY)
NO_TEAM = TeamSize(exists=False, minimum=0, maximum=0, exact=True, why=WHY)
UNKNOWN = Refusal("team_size", "Số lượng", "Nhập số hộ của thôn.", None)
START = date(2024, 8, 1)


@pytest.mark.parametrize(
    ("birth_date", "ok"),
    [
        pytest.param(date(2006, 8, 1), True, id="18 on the first day"),
        pytest.param(date(2006, 8, 2), False, id="18 the day after"),
    ],
)
def test_people_join_from_18(birth_date: date, ok: bool) -> None:
    fault = rules.age_fault(birth_date, START, 18)
    assert (fault == "") is ok
    assert ok or "Điều 13" in fault


def test_who_was_born_on_29_february_is_18_on_1_march() -> None:
    assert rules.age_fault(date(2008, 2, 29), date(2026, 2, 28), 18)
    assert not rules.age_fault(date(2008, 2, 29), date(2026, 3, 1), 18)


@pytest.mark.parametrize(
    ("count", "size", "quota", "expected"),
    [
        pytest.param(0, CEILING, None, Fit(FitState.SHORT, by=3, room=4), id="nobody yet"),
        (2, CEILING, None, Fit(FitState.SHORT, by=1, room=2)),
        (3, CEILING, None, Fit(FitState.ENOUGH, room=1)),
        (4, CEILING, None, Fit(FitState.ENOUGH)),
        (6, CEILING, None, Fit(FitState.OVER, by=2)),
        (2, RANGE, None, Fit(FitState.SHORT, by=1, room=3)),
        (3, EXACT, None, Fit(FitState.SHORT, by=1, room=1)),
        (4, EXACT, None, Fit(FitState.ENOUGH)),
        (3, CEILING, 4, Fit(FitState.SHORT, by=1, room=1)),
        (4, RANGE, 3, Fit(FitState.OVER, by=1)),
        (4, CEILING, 5, Fit(FitState.ENOUGH)),
        (1, NO_TEAM, None, Fit(FitState.OVER, by=1)),
        (9, UNKNOWN, 4, Fit(FitState.UNKNOWN)),
    ],
)
def test_a_number_of_people_fits_or_says_by_how_many_it_does_not(
    count: int, size: TeamSize | Refusal, quota: int | None, expected: Fit
) -> None:
    assert fit(count, size, quota) == expected


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Fit(FitState.ENOUGH), "Đủ"),
        (Fit(FitState.SHORT, by=1), "Thiếu 1"),
        (Fit(FitState.OVER, by=2), "Vượt 2"),
        (Fit(FitState.UNKNOWN), "Chưa có số liệu"),
    ],
)
def test_a_fit_is_said_in_words(found: Fit, words: str) -> None:
    assert found.words == words


@pytest.mark.parametrize(
    ("titles", "size", "sentence"),
    [
        ("to_pho to_vien", CEILING, "Nhập đúng một tổ trưởng"),
        ("to_truong to_truong to_pho to_vien", CEILING, "Nhập đúng một tổ trưởng"),
        ("to_truong to_vien", CEILING, "Nhập đúng một tổ phó"),
        ("to_truong to_pho", CEILING, "Nhập ít nhất một tổ viên"),
        ("to_truong to_pho to_vien to_vien to_vien", CEILING, "Bớt 1 người: tổ có tối đa 4 người"),
        ("to_truong to_pho to_vien", EXACT, "Thêm 1 người: tổ có 4 người"),
        ("to_truong to_pho to_vien", NO_TEAM, "Rút hồ sơ"),
        ("to_truong to_pho to_vien", UNKNOWN, "Nhập số hộ của thôn."),
    ],
)
def test_a_team_that_does_not_fit_is_told_what_to_do(
    titles: str, size: TeamSize | Refusal, sentence: str
) -> None:
    assert rules.composition_fault(titles.split(), size).startswith(sentence)


def test_a_wrong_number_names_the_article() -> None:
    fault = rules.composition_fault(["to_truong", "to_pho", "to_vien", "to_vien", "to_vien"], CEILING)
    assert "NQ 03/2024/NQ-HĐND, Điều 2" in fault


def test_fewer_than_a_ceiling_may_be_submitted() -> None:
    assert rules.composition_fault(["to_truong", "to_pho", "to_vien"], CEILING) == ""


@pytest.mark.parametrize(
    ("titles", "expected"),
    [([], "to_truong"), (["to_truong"], "to_pho"), (["to_truong", "to_pho"], "to_vien")],
)
def test_the_next_title_is_the_one_that_is_missing(titles: list[str], expected: str) -> None:
    assert rules.next_title(titles) == expected
