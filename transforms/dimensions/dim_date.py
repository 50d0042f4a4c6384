"""The calendar as a dimension."""

from datetime import date

import pandas as pd

from expectations.working_days import FIRST_DAY, LAST_DAY, Calendar
from transforms.periods import MONTHS


def dim_date(first: date = FIRST_DAY, last: date = LAST_DAY) -> pd.DataFrame:
    """Return one row for each day from `first` to `last`; the loader adds the members for no day."""
    calendar = Calendar(first, last)
    day = pd.Series(calendar.days.astype("datetime64[s]"))
    month_start = day - pd.to_timedelta(day.dt.day - 1, unit="D")
    financial_year = day.dt.year + (day.dt.month >= 4)
    months = dict(enumerate(MONTHS, start=1))
    return pd.DataFrame(
        {
            "date_key": _key(day),
            "date": day,
            "month_start_key": _key(month_start),
            "quarter_start_key": day.dt.year * 10_000 + ((day.dt.month - 1) // 3 * 3 + 1) * 100 + 1,
            "financial_year": financial_year,
            "financial_year_start_key": (financial_year - 1) * 10_000 + 401,
            "month_name": (day.dt.month.map(months) + " " + day.dt.year.astype("str")).astype("str"),
            "day_of_week": day.dt.dayofweek + 1,
            "is_month_end": day.dt.is_month_end,
            "is_bank_holiday": calendar.is_bank_holiday,
            "is_working_day": calendar.is_working_day,
            "working_day_index": calendar.working_day_index,
        }
    )


def _key(day: pd.Series) -> pd.Series:
    return day.dt.year * 10_000 + day.dt.month * 100 + day.dt.day
