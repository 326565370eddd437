from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.dates import Span, month_span, next_month, ngay, ngay_dai, parse_month, thang

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))
JULY = month_span(date(2024, 7, 1))


def test_a_day_in_figures() -> None:
    assert ngay(date(2024, 7, 1)) == "01/07/2024"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2024, 1, 5), "ngày 05 tháng 01 năm 2024"),
        (date(2024, 2, 10), "ngày 10 tháng 02 năm 2024"),
        (date(2024, 3, 9), "ngày 09 tháng 3 năm 2024"),
        (date(2024, 6, 12), "ngày 12 tháng 6 năm 2024"),
        (date(2024, 12, 31), "ngày 31 tháng 12 năm 2024"),
    ],
)
def test_a_day_in_a_document_has_zeros_only_where_the_decree_puts_them(day: date, text: str) -> None:
    assert ngay_dai(day) == text


def test_a_month_in_figures() -> None:
    assert thang(date(2024, 7, 15)) == "07/2024"


@pytest.mark.parametrize("text", ["07/2024", "7/2024", " 07/2024 "])
def test_a_typed_month_is_its_first_day(text: str) -> None:
    assert parse_month(text) == date(2024, 7, 1)


@pytest.mark.parametrize(
    "text", ["", "13/2024", "00/2024", "07/24", "2024-07", "01/07/2024", "07/0000", "12/9999"]
)
def test_other_texts_are_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="Nhập tháng theo dạng 07/2024"):
        parse_month(text)


@pytest.mark.parametrize(
    ("month", "after"),
    [(date(2024, 7, 1), date(2024, 8, 1)), (date(2024, 12, 1), date(2025, 1, 1))],
)
def test_the_month_after(month: date, after: date) -> None:
    assert next_month(month) == after


@pytest.mark.parametrize(
    ("span", "days"),
    [
        pytest.param(Span(date(2024, 7, 1)), 31, id="running from the first day"),
        pytest.param(Span(date(2024, 7, 31)), 1, id="joins on the last day"),
        pytest.param(Span(date(2024, 8, 1)), 0, id="joins after the month"),
        pytest.param(Span(date(2024, 1, 1), date(2024, 7, 1)), 0, id="left before the month"),
        pytest.param(Span(date(2024, 1, 1), date(2024, 7, 2)), 1, id="the end day is not served"),
        pytest.param(Span(date(2024, 7, 10), date(2024, 7, 20)), 10, id="inside the month"),
    ],
)
def test_days_of_a_span_in_a_month(span: Span, days: int) -> None:
    assert span.days_within(JULY) == days


def test_days_are_not_counted_in_an_open_span() -> None:
    with pytest.raises(ValueError, match="ngày kết thúc"):
        JULY.days_within(Span(date(2024, 7, 1)))


@pytest.mark.parametrize("end", [date(2024, 7, 1), date(2024, 6, 30)])
def test_a_span_ends_after_it_starts(end: date) -> None:
    with pytest.raises(ValueError, match="sau ngày bắt đầu"):
        Span(date(2024, 7, 1), end)


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2024, 6, 30), False),
        (date(2024, 7, 1), True),
        (date(2024, 7, 31), True),
        (date(2024, 8, 1), False),
    ],
)
def test_a_span_holds_its_first_day_and_not_its_end(day: date, inside: bool) -> None:
    assert JULY.contains(day) is inside


@given(a=DAYS, b=DAYS, n=st.integers(1, 60), m=st.integers(1, 60))
def test_spans_overlap_exactly_when_they_share_a_day(a: date, b: date, n: int, m: int) -> None:
    one, other = Span(a, a + timedelta(days=n)), Span(b, b + timedelta(days=m))
    shared = any(other.contains(a + timedelta(days=i)) for i in range(n))
    assert one.overlaps(other) is other.overlaps(one) is shared


@given(a=DAYS, b=DAYS, n=st.integers(1, 60), m=st.integers(1, 60), is_open=st.booleans())
def test_the_shared_days_are_those_in_both_spans(a: date, b: date, n: int, m: int, is_open: bool) -> None:
    one = Span(a, None if is_open else a + timedelta(days=n))
    other = Span(b, b + timedelta(days=m))
    both = one.shared_with(other)
    assert both == other.shared_with(one)
    for day in (b + timedelta(days=i) for i in range(m)):
        assert one.contains(day) is (both is not None and both.contains(day))
    assert Span(a).shared_with(Span(b)) == Span(max(a, b))


@given(a=DAYS, b=DAYS)
def test_two_open_spans_always_overlap(a: date, b: date) -> None:
    assert Span(a).overlaps(Span(b))


@given(cut=st.dates(min_value=date(2024, 7, 2), max_value=date(2024, 7, 31)))
def test_the_two_parts_of_a_month_have_all_its_days(cut: date) -> None:
    assert Span(JULY.start, cut).days_within(JULY) + Span(cut).days_within(JULY) == 31
