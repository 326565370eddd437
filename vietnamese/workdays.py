"""Working days in Vietnam: Monday to Friday without public holidays, Tết and days off in their stead.

A Saturday that is worked in place of a day off counts. The days come from the library ``holidays``.
"""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from functools import cache

import holidays


def is_workday(day: date) -> bool:
    """Whether offices work on ``day``."""
    return _calendar(day.year).is_working_day(day)


def after_workdays(day: date, count: int) -> date:
    """The last of ``count`` working days that follow ``day``, which itself does not count."""
    days = (day + timedelta(days=later) for later in itertools.count(1))
    return next(itertools.islice(filter(is_workday, days), count - 1, None))


def workdays_left(today: date, due: date) -> int:
    """Working days from the day after ``today`` to ``due``; negative for those gone by since."""
    if due < today:
        return -workdays_left(due, today)
    span = (today + timedelta(days=count) for count in range(1, (due - today).days + 1))
    return sum(is_workday(day) for day in span)


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    # Filled at once: a calendar that fills itself by need forgets the Saturdays of a year not yet asked for.
    return holidays.country_holidays("VN", years=year)
