"""Working days of Vietnam from 2024 to 2027: Tết, days off in their stead, Saturdays worked for them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.workdays import after_workdays, is_workday, workdays_left

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2024, 2, 8), False, id="first day off of Tết 2024"),
        pytest.param(date(2024, 2, 14), False, id="last day off of Tết 2024"),
        pytest.param(date(2024, 2, 15), True, id="the day after"),
        pytest.param(date(2024, 4, 29), False, id="a Monday swapped"),
        pytest.param(date(2024, 5, 4), True, id="the Saturday worked for it"),
        pytest.param(date(2024, 5, 11), False, id="any other Saturday"),
        pytest.param(date(2025, 1, 27), False, id="first working day off of Tết 2025"),
        pytest.param(date(2025, 4, 7), False, id="Giỗ Tổ 2025"),
        pytest.param(date(2025, 4, 26), True, id="a Saturday worked in 2025"),
        pytest.param(date(2025, 5, 2), False, id="the Friday off for it"),
        pytest.param(date(2026, 2, 16), False, id="Tết 2026"),
        pytest.param(date(2026, 4, 27), False, id="Giỗ Tổ on a Sunday, off on Monday"),
        pytest.param(date(2026, 8, 22), True, id="a Saturday worked in 2026"),
        pytest.param(date(2027, 2, 8), False, id="Tết 2027"),
        pytest.param(date(2027, 2, 11), True, id="the day after Tết 2027"),
        pytest.param(date(2027, 9, 3), False, id="Quốc khánh 2027"),
    ],
)
def test_offices_work_or_not(day: date, works: bool) -> None:
    assert is_workday(day) is works


@pytest.mark.parametrize("year", range(2024, 2031))
@pytest.mark.parametrize(("month", "day"), [(1, 1), (4, 30), (5, 1), (9, 2)])
def test_no_office_works_on_a_holiday_of_a_fixed_day(year: int, month: int, day: int) -> None:
    """Bộ luật Lao động 45/2019/QH14, Điều 112: also in years for which no swap is announced yet."""
    assert not is_workday(date(year, month, day))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param(date(2024, 7, 18), date(2024, 7, 25), id="over one weekend"),
        pytest.param(date(2024, 2, 7), date(2024, 2, 21), id="over Tết 2024"),
        pytest.param(date(2025, 1, 24), date(2025, 2, 7), id="over Tết 2025"),
        pytest.param(date(2024, 4, 26), date(2024, 5, 7), id="with a Saturday worked"),
    ],
)
def test_five_working_days(start: date, due: date) -> None:
    assert after_workdays(start, 5) == due


@given(start=DAYS, count=st.integers(1, 30))
def test_a_term_ends_on_a_working_day_and_counts_what_it_says(start: date, count: int) -> None:
    due = after_workdays(start, count)
    assert is_workday(due)
    assert workdays_left(start, due) == count


@given(start=DAYS, count=st.integers(0, 60))
def test_days_gone_by_count_against(start: date, count: int) -> None:
    later = start + timedelta(days=count)
    assert workdays_left(later, start) == -workdays_left(start, later)
