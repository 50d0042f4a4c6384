"""Working days of England and Wales."""

from datetime import date

import pandas as pd
import pytest

from expectations.working_days import Calendar


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar()


def days(*texts: str | None) -> pd.Series:
    return pd.Series(texts, dtype="str").astype("datetime64[s]")


@pytest.mark.parametrize(
    "day",
    [
        pytest.param("1999-12-31", id="millennium eve"),
        pytest.param("2002-06-03", id="golden jubilee"),
        pytest.param("2002-06-04", id="spring bank holiday moved beside the golden jubilee"),
        pytest.param("2011-04-29", id="royal wedding"),
        pytest.param("2020-05-08", id="early May holiday moved to VE day"),
        pytest.param("2020-12-28", id="substitute for Boxing Day on a Saturday"),
        pytest.param("2021-12-27", id="substitute for Christmas Day on a Saturday"),
        pytest.param("2021-12-28", id="substitute for Boxing Day on a Sunday"),
        pytest.param("2022-01-03", id="substitute for New Year's Day on a Saturday"),
        pytest.param("2022-06-02", id="spring bank holiday moved"),
        pytest.param("2022-06-03", id="platinum jubilee"),
        pytest.param("2022-09-19", id="state funeral"),
        pytest.param("2023-05-08", id="coronation"),
        pytest.param("2024-03-29", id="Good Friday"),
        pytest.param("2024-04-01", id="Easter Monday"),
        pytest.param("2040-12-25", id="last Christmas of the calendar"),
    ],
)
def test_bank_holidays_do_not_count(calendar, day):
    """A bank holiday of England and Wales is no working day, whether yearly, moved or proclaimed once."""
    assert not calendar.is_working_day[calendar.days == pd.Timestamp(day).to_datetime64()].any()


@pytest.mark.parametrize("day", ["2020-05-04", "2022-05-30", "2012-05-28", "2024-01-02", "2024-03-28"])
def test_days_from_which_a_holiday_was_moved_count(calendar, day):
    """A Monday that lost its holiday works, and so do days that are holidays only in Scotland."""
    assert calendar.is_working_day[calendar.days == pd.Timestamp(day).to_datetime64()].all()


def test_every_year_has_eight_bank_holidays_or_more(calendar):
    """Whatever the weekday of Christmas, eight weekdays of every year are holidays, and few years have more."""
    holidays = pd.Series(calendar.days[calendar.is_bank_holiday]).dt.year.value_counts()
    assert sorted(holidays.index) == list(range(1990, 2041))
    assert holidays.between(8, 10).all()


def test_the_day_itself_is_day_zero(calendar):
    """Nothing has passed on the day on which the count starts."""
    assert calendar.working_days_between(days("2024-05-01"), days("2024-05-01")).tolist() == [0]


def test_fifteen_working_days_over_a_bank_holiday(calendar):
    """From Thursday 2 May 2024 the fifteenth working day is Friday 24 May, because 6 May was a bank holiday."""
    assert calendar.working_days_between(days("2024-05-02"), days("2024-05-24")).tolist() == [15]


def test_a_weekend_adds_nothing(calendar):
    """From Friday to Sunday no working day passes, to Monday one."""
    friday = days("2024-06-07", "2024-06-07", "2024-06-07")
    assert calendar.working_days_between(friday, days("2024-06-08", "2024-06-09", "2024-06-10")).tolist() == [0, 0, 1]


def test_an_end_before_the_start_is_negative(calendar):
    """An impossible duration stays visible as a negative number."""
    assert calendar.working_days_between(days("2024-06-10"), days("2024-06-07")).tolist() == [-1]


@pytest.mark.parametrize("outside", ["1989-12-31", "2041-01-01", None])
def test_days_outside_the_calendar_have_no_answer(calendar, outside):
    """What the calendar does not hold is missing, never counted from its edge."""
    assert calendar.working_days_between(days("2024-06-07"), days(outside)).isna().all()
    assert calendar.working_days_between(days(outside), days("2024-06-07")).isna().all()
    assert calendar.add_working_days(days(outside), 1).isna().all()


def test_adding_gives_the_first_day_on_which_the_count_is_reached(calendar):
    """One working day after Good Friday's eve is the Tuesday after Easter; from a Saturday it is Monday."""
    after = calendar.add_working_days(days("2024-03-28", "2024-06-08"), 1)
    assert after.dt.date.tolist() == [date(2024, 4, 2), date(2024, 6, 10)]


def test_adding_beyond_the_calendar_has_no_answer(calendar):
    """The calendar ends with 2040; what would come after is missing."""
    assert calendar.add_working_days(days("2040-12-31"), 1).isna().all()


def test_adding_no_day_is_refused(calendar):
    """The first day with no working day passed is not defined, so asking for it is our own mistake."""
    with pytest.raises(ValueError, match="1 working day or more"):
        calendar.add_working_days(days("2024-06-07"), 0)


def test_rows_keep_their_index(calendar):
    """Results line up with the rows that asked, whatever their index."""
    start = days("2024-06-07", "2024-06-10").set_axis([7, 3])
    assert calendar.working_days_between(start, start).index.tolist() == [7, 3]
    assert calendar.add_working_days(start, 1).index.tolist() == [7, 3]
