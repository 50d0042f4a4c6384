"""Periods, and which of them are covered."""

from datetime import date

import pandas as pd

from warehouse.metrics.periods import (
    IN_PERIODS,
    PeriodType,
    covered,
    days_at,
    financial_year,
    is_provisional,
    months_between,
)

APRIL_2024 = (2024 - 1970) * 12 + 3


def of_type(periods: pd.DataFrame, kind: PeriodType) -> pd.DataFrame:
    return periods.loc[periods["period_type"] == str(kind)].reset_index(drop=True)


def text(days: pd.Series) -> list[str]:
    return days.dt.strftime("%Y-%m-%d").tolist()


def test_a_financial_year_has_twelve_months_four_quarters_and_twelve_years_to_date():
    """From April to March there is one of the year, one of the rolling twelve months."""
    periods = months_between(APRIL_2024, APRIL_2024 + 11, IN_PERIODS)
    assert periods["period_type"].value_counts().to_dict() == {
        "month": 12,
        "quarter": 4,
        "year_to_date": 12,
        "financial_year": 1,
        "rolling_12_months": 1,
    }


def test_quarters_are_those_of_the_financial_year():
    """They begin in January, April, July and October; a part of one is none."""
    quarters = of_type(months_between(APRIL_2024 + 1, APRIL_2024 + 9, IN_PERIODS), PeriodType.QUARTER)
    assert text(quarters["period_start"]) == ["2024-07-01", "2024-10-01"]
    assert text(quarters["period_end"]) == ["2024-09-30", "2024-12-31"]


def test_a_year_to_date_begins_on_the_first_of_april():
    """January to March belong to the year that began the April before."""
    years = of_type(months_between(APRIL_2024, APRIL_2024 + 12, IN_PERIODS), PeriodType.YEAR_TO_DATE)
    assert text(years["period_start"])[-2:] == ["2024-04-01", "2025-04-01"]
    assert text(years["period_end"])[-2:] == ["2025-03-31", "2025-04-30"]


def test_a_year_to_date_has_no_period_before():
    """What ends on 31 March is a whole year: nothing to compare a part with."""
    years = of_type(months_between(APRIL_2024, APRIL_2024 + 3, IN_PERIODS), PeriodType.YEAR_TO_DATE)
    assert years["previous_period_start"].isna().all()
    assert text(years["same_period_last_year_start"]) == ["2023-04-01"] * 4


def test_the_period_before_has_the_same_length():
    """A month has the month before, a quarter the quarter, twelve months the twelve months."""
    periods = months_between(APRIL_2024, APRIL_2024 + 11, IN_PERIODS)
    first = periods.groupby("period_type")["previous_period_start"].first().dt.strftime("%Y-%m-%d").to_dict()
    assert first["month"] == "2024-03-01"
    assert first["quarter"] == "2024-01-01"
    assert first["financial_year"] == first["rolling_12_months"] == "2023-04-01"


def test_no_whole_month_no_period():
    """An empty range of months gives an empty frame, not an error."""
    assert months_between(APRIL_2024, APRIL_2024 - 1, IN_PERIODS).empty


def test_stocks_are_counted_at_ends_of_months_and_today():
    """Today is the as-at day; the same day a year before stands beside it."""
    days = days_at(APRIL_2024, APRIL_2024 + 2, date(2024, 6, 12))
    assert text(days["period_end"]) == ["2023-06-12", "2024-04-30", "2024-05-31", "2024-06-12"]
    assert text(days["previous_period_start"]) == ["2023-05-31", "2024-03-31", "2024-04-30", "2024-05-31"]


def test_the_end_of_february_is_compared_with_the_end_of_february():
    """29 February 2024 has 28 February 2023; 28 February 2025 has 29 February 2024."""
    days = days_at(APRIL_2024 - 2, APRIL_2024 + 10, date(2025, 2, 28)).set_index("period_end")
    last_year = days["same_period_last_year_start"].dt.strftime("%Y-%m-%d")
    assert last_year[pd.Timestamp(2024, 2, 29)] == "2023-02-28"
    assert last_year[pd.Timestamp(2025, 2, 28)] == "2024-02-29"


def test_the_running_month_is_absent():
    """On 12 June the last whole month is May."""
    periods = months_between(APRIL_2024, APRIL_2024 + 2, [PeriodType.MONTH])
    kept = covered(periods, {"a": [(date(2024, 1, 1), date(2024, 6, 12))]}, ["a"], as_at=date(2024, 6, 12))
    assert text(kept["period_start"]) == ["2024-04-01", "2024-05-01"]


def test_every_dataset_must_cover_the_period():
    """Two datasets, one of which begins in May: April is absent; a dataset that covers nothing leaves nothing."""
    periods = months_between(APRIL_2024, APRIL_2024 + 1, [PeriodType.MONTH])
    coverage = {"a": [(date(2024, 4, 1), date(2024, 6, 30))], "b": [(date(2024, 5, 1), date(2024, 6, 30))]}
    assert text(covered(periods, coverage, ["a", "b"], as_at=date(2024, 6, 30))["period_start"]) == ["2024-05-01"]
    assert covered(periods, coverage, ["a", "c"], as_at=date(2024, 6, 30)).empty


def test_a_gap_in_the_coverage_leaves_a_gap_in_the_figures():
    """Neither interval alone covers the quarter, and the day between them is not known."""
    periods = months_between(APRIL_2024, APRIL_2024 + 2, [PeriodType.MONTH, PeriodType.QUARTER])
    coverage = {"a": [(date(2024, 4, 1), date(2024, 5, 14)), (date(2024, 5, 16), date(2024, 6, 30))]}
    kept = covered(periods, coverage, ["a"], as_at=date(2024, 6, 30))
    assert kept["period_type"].tolist() == ["month", "month"]
    assert text(kept["period_start"]) == ["2024-04-01", "2024-06-01"]


def test_a_period_is_provisional_for_thirty_days():
    """31 May is 29 days before 29 June, and 30 days before 30 June."""
    periods = pd.DataFrame({"period_end": pd.to_datetime(["2024-05-31"])})
    assert is_provisional(periods, date(2024, 6, 29)).tolist() == [True]
    assert is_provisional(periods, date(2024, 6, 30)).tolist() == [False]


def test_the_financial_year_is_named_for_its_end():
    """31 March 2024 lies in 2024, 1 April 2024 in 2025."""
    assert financial_year(pd.Series(pd.to_datetime(["2024-03-31", "2024-04-01"]))).tolist() == [2024, 2025]
