"""Periods as people write them."""

from datetime import date

import pytest

from transforms.reporting_periods import ReportingPeriod, reporting_period

JUNE = ReportingPeriod("month", date(2025, 6, 1), date(2025, 6, 30))
YEAR = ReportingPeriod("financial_year", date(2024, 4, 1), date(2025, 3, 31))


@pytest.mark.parametrize(
    "text",
    ["June 2025", "jun 2025", "2025 June", "2025-06", "06/2025", "2025-06-01", "30/06/2025", "1 June 2025", "45838"],
)
def test_a_month_is_a_month(text):
    """By its name or number, or by its first or last day."""
    assert reporting_period(text) == JUNE


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("Q1 2025/26", "quarter", "2025-04-01", "2025-06-30"),
        ("2025-26 Q4", "quarter", "2026-01-01", "2026-03-31"),
        ("YTD June 2025", "year_to_date", "2025-04-01", "2025-06-30"),
        ("February 2025 YTD", "year_to_date", "2024-04-01", "2025-02-28"),
        ("12 months to June 2025", "rolling_12_months", "2024-07-01", "2025-06-30"),
        ("As at 30 June 2025", "at_date", "2025-06-30", "2025-06-30"),
        ("15/06/2025", "at_date", "2025-06-15", "2025-06-15"),
    ],
)
def test_other_periods(text, kind, start, end):
    """First and last day as our own figures have them."""
    assert reporting_period(text) == ReportingPeriod(kind, date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize("text", ["2024/25", "2024-25", "FY 2024/25", "2024/2025"])
def test_a_financial_year_begins_in_april(text):
    """However it is written."""
    assert reporting_period(text) == YEAR


@pytest.mark.parametrize("text", ["Jun-25", "2011/12", "2024/26", "2025", "Q5 2025/26", "YTD soon", "", "13/2025"])
def test_what_could_be_two_is_none(text):
    """Nothing is guessed."""
    assert reporting_period(text) is None
