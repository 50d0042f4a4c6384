"""Reporting periods."""

from datetime import date

import pandas as pd
import pytest

from transforms.periods import (
    add_months,
    financial_year,
    financial_year_label,
    month_label,
    previous_period,
    quarter_label,
    rolling_12_months_label,
    same_period_last_year,
    year_to_date_label,
)


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 15), 3, date(2025, 2, 15)),
    ],
)
def test_months_are_clipped_to_the_end(day, months, moved):
    """A day that the other month does not have becomes its last day, for one date and for many."""
    assert add_months(day, months) == moved
    series = pd.Series([day]).astype("datetime64[s]")
    assert add_months(series, months).dt.date.tolist() == [moved]
    assert add_months(series, months).dtype == series.dtype


@pytest.mark.parametrize(
    ("period", "last_year"),
    [
        pytest.param((date(2024, 4, 1), date(2024, 10, 17)), (date(2023, 4, 1), date(2023, 10, 17)), id="to date"),
        pytest.param((date(2024, 2, 29), date(2024, 2, 29)), (date(2023, 2, 28), date(2023, 2, 28)), id="leap day"),
        pytest.param((date(2025, 2, 1), date(2025, 2, 28)), (date(2024, 2, 1), date(2024, 2, 29)), id="February"),
        pytest.param((date(2024, 4, 1), date(2025, 3, 31)), (date(2023, 4, 1), date(2024, 3, 31)), id="year"),
    ],
)
def test_same_period_last_year(period, last_year):
    """The same calendar days a year before; a period to the end of February stays one."""
    assert same_period_last_year(*period) == last_year


@pytest.mark.parametrize(
    ("period", "previous"),
    [
        pytest.param((date(2024, 3, 1), date(2024, 3, 31)), (date(2024, 2, 1), date(2024, 2, 29)), id="month"),
        pytest.param((date(2024, 4, 1), date(2024, 6, 30)), (date(2024, 1, 1), date(2024, 3, 31)), id="quarter"),
        pytest.param((date(2024, 4, 1), date(2025, 3, 31)), (date(2023, 4, 1), date(2024, 3, 31)), id="year"),
        pytest.param((date(2024, 6, 3), date(2024, 6, 9)), (date(2024, 5, 27), date(2024, 6, 2)), id="week"),
    ],
)
def test_previous_period(period, previous):
    """Whole months follow whole months, days as many days."""
    assert previous_period(*period) == previous


def test_financial_year_begins_in_april():
    """A year is named for the calendar year in which it ends, as DfE does."""
    assert financial_year(date(2024, 3, 31)) == 2024
    assert financial_year(date(2024, 4, 1)) == 2025


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (month_label, "Mar 2025"),
        (quarter_label, "Quarter 4 2024-25"),
        (year_to_date_label, "2024-25 to date"),
        (financial_year_label, "2024-25"),
        (rolling_12_months_label, "12 months to Mar 2025"),
    ],
)
def test_labels_of_a_period_that_ends_in_march(label, text):
    """January to March belong to the last quarter of the year that began in April."""
    assert label(date(2025, 3, 31)) == text


def test_the_turn_of_a_century_keeps_two_digits():
    """1999-00 is written with both digits."""
    assert financial_year_label(date(1999, 4, 1)) == "1999-00"
