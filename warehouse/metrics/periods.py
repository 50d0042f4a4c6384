"""
Which periods there are, and which of them the extracts cover in full.

Months are counted from January 1970, so that periods of whole months are pairs of whole numbers.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

Coverage = Mapping[str, Sequence[tuple[date, date]]]

APRIL = 3  # the financial year begins with the fourth month
PROVISIONAL_DAYS = 30  # events of a period keep arriving for about this long after it ended


class PeriodType(StrEnum):
    """Kinds of period for which figures are published."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR_TO_DATE = "year_to_date"
    FINANCIAL_YEAR = "financial_year"
    ROLLING_12_MONTHS = "rolling_12_months"
    AT_DATE = "at_date"


IN_PERIODS = (
    PeriodType.MONTH,
    PeriodType.QUARTER,
    PeriodType.YEAR_TO_DATE,
    PeriodType.FINANCIAL_YEAR,
    PeriodType.ROLLING_12_MONTHS,
)
"""Every kind of period in which things happen."""

LONG_PERIODS = (PeriodType.YEAR_TO_DATE, PeriodType.FINANCIAL_YEAR, PeriodType.ROLLING_12_MONTHS)
"""Periods of up to a year that are not made of each other."""

WHOLE_YEARS = (PeriodType.FINANCIAL_YEAR, PeriodType.ROLLING_12_MONTHS)
"""Periods of twelve months."""

DAYS = ("period_start", "period_end", "previous_period_start", "same_period_last_year_start")


def months_between(first: int, last: int, types: Sequence[PeriodType]) -> pd.DataFrame:
    """
    Return every period of whole months from month `first` to month `last`.

    The period before is the one of the same length that ends the day before; a year to date has none, because
    what ends on 31 March is a whole year.
    """
    months = np.arange(first, last + 1)
    starts = {
        PeriodType.MONTH: (months, 1),
        PeriodType.QUARTER: (months[months % 3 == 0], 3),
        PeriodType.FINANCIAL_YEAR: (months[months % 12 == APRIL], 12),
        PeriodType.ROLLING_12_MONTHS: (months, 12),
    }
    parts = [
        pd.DataFrame({"period_type": str(kind), "first": start, "last": start + length - 1, "before": start - length})
        for kind, (start, length) in starts.items()
        if kind in types
    ]
    if PeriodType.YEAR_TO_DATE in types:
        since_april = months - (months - APRIL) % 12
        parts.append(pd.DataFrame({"period_type": str(PeriodType.YEAR_TO_DATE), "first": since_april, "last": months}))
    periods = pd.concat(parts, ignore_index=True)
    periods = periods.loc[(periods["first"] >= first) & (periods["last"] <= last)].reset_index(drop=True)
    return periods.assign(
        period_start=_first_day(periods["first"]),
        period_end=_first_day(periods["last"] + 1) - pd.Timedelta(days=1),
        previous_period_start=_first_day(periods["before"]),
        same_period_last_year_start=_first_day(periods["first"] - 12),
    )[["period_type", "first", "last", *DAYS]]


def days_at(first: int, last: int, as_at: date) -> pd.DataFrame:
    """
    Return the days on which stocks are counted: ends of months, the as-at day and the same day a year before.

    The day before is the last end of a month before; last year's is the same day, and for the end of a month the
    end of that month (29 February 2024 has 28 February 2023, 28 February 2025 has 29 February 2024).
    """
    month_ends = pd.Series(_first_day(pd.Series(np.arange(first, last + 1) + 1)) - pd.Timedelta(days=1))
    today = pd.Timestamp(as_at)
    single = pd.Series([today, today - pd.DateOffset(years=1)], dtype="datetime64[s]")
    days = pd.concat([month_ends, single]).drop_duplicates().sort_values(ignore_index=True).astype("datetime64[s]")
    days = days.loc[days <= today].reset_index(drop=True)
    month = month_of(days)
    return pd.DataFrame(
        {
            "period_type": str(PeriodType.AT_DATE),
            "period_start": days,
            "period_end": days,
            "previous_period_start": _first_day(month) - pd.Timedelta(days=1),
            "same_period_last_year_start": (days - pd.DateOffset(years=1)).mask(
                days.dt.is_month_end, _first_day(month - 11) - pd.Timedelta(days=1)
            ),
        }
    )


def covered(
    periods: pd.DataFrame,
    coverage: Coverage,
    datasets: Sequence[str],
    *,
    as_at: date,
    lookback_months: int = 0,
    follow_up_days: int = 0,
) -> pd.DataFrame:
    """
    Return the periods that every dataset covers in full, with what must be known before and after them.

    A figure is right or absent: a period that has not ended, or that one dataset covers in part, is left out.
    """
    start = (_look_back(periods, lookback_months) if lookback_months else periods["period_start"]).to_numpy()
    end = periods["period_end"].to_numpy() + np.timedelta64(follow_up_days, "D")
    complete = end <= np.datetime64(as_at)
    for dataset in datasets:
        within = np.zeros(len(periods), dtype=bool)
        for first, last in coverage.get(dataset, ()):
            within |= (start >= np.datetime64(first)) & (end <= np.datetime64(last))
        complete &= within
    return periods.loc[complete].reset_index(drop=True)


def _look_back(periods: pd.DataFrame, months: int) -> pd.Series:
    """Return the first day that must be known: six months up to 30 September begin on 1 April."""
    is_day = periods["period_type"] == str(PeriodType.AT_DATE)
    opening = periods["period_start"] + pd.to_timedelta(is_day.astype("int64"), unit="D")
    return opening - pd.DateOffset(months=months)


def span(coverage: Coverage, datasets: Sequence[str], as_at: date) -> tuple[int, int]:
    """Return the first and the last month that can lie within the coverage of every dataset."""
    starts = [min((first for first, _ in coverage.get(dataset, ())), default=None) for dataset in datasets]
    first = max((start for start in starts if start is not None), default=as_at)
    return _month(first), _month(as_at)


def is_provisional(periods: pd.DataFrame, as_at: date) -> np.ndarray:
    """Return whether events of the period still arrive: it ended fewer than thirty days before the as-at day."""
    return np.datetime64(as_at) - periods["period_end"].to_numpy() < np.timedelta64(PROVISIONAL_DAYS, "D")


def financial_year(days: pd.Series) -> pd.Series:
    """Return the year ending 31 March in which each day lies."""
    return days.dt.year + (days.dt.month > APRIL)


def month_of(days: pd.Series) -> pd.Series:
    """Return the month in which each day lies, counted from January 1970."""
    return (days.dt.year - 1970) * 12 + days.dt.month - 1


def date_key(days: pd.Series) -> pd.Series:
    """Return each day as the number that the calendar uses, yyyymmdd."""
    return days.dt.year * 10_000 + days.dt.month * 100 + days.dt.day


def _month(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def _first_day(months: pd.Series) -> pd.Series:
    days = months.astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
    known = ~np.isnan(days)
    values = np.where(known, days, 0).astype("int64").astype("datetime64[M]").astype("datetime64[s]")
    return pd.Series(values, index=months.index).where(known)
