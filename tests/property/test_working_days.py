"""Laws of working days."""

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.working_days import Calendar

UNHURRIED = settings(deadline=None, max_examples=100)  # a slow machine fails no law
CALENDAR = Calendar()
HOLIDAYS = CALENDAR.days[CALENDAR.is_bank_holiday]
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


def series(*days: date) -> pd.Series:
    return pd.Series(days, dtype="datetime64[s]")


def between(start: date, end: date) -> int:
    return CALENDAR.working_days_between(series(start), series(end)).iloc[0]


@UNHURRIED
@given(DAYS, DAYS)
def test_counting_agrees_with_numpy(start, end):
    """The days after the start up to and including the end, counted by another hand."""
    earlier, later = sorted((start, end))
    counted = np.busday_count(np.datetime64(earlier) + 1, np.datetime64(later) + 1, holidays=HOLIDAYS)
    assert between(start, end) == (counted if start <= end else -counted)


@UNHURRIED
@given(DAYS, DAYS, DAYS)
def test_counts_add_up(first, second, third):
    """From the first day to the third is from the first to the second and on to the third."""
    assert between(first, third) == between(first, second) + between(second, third)


@UNHURRIED
@given(st.dates(date(1990, 1, 1), date(2039, 12, 31)), st.integers(1, 100))
def test_adding_and_counting_are_inverse(start, number):
    """The day found has the count asked for, and the day before it has one less."""
    (found,) = CALENDAR.add_working_days(series(start), number).dt.date
    assert between(start, found) == number
    assert between(start, date.fromordinal(found.toordinal() - 1)) == number - 1
