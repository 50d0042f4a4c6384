"""Days as whole numbers, so that a year of events can be placed at once."""

import numpy as np
import pandas as pd

from expectations.working_days import calendar

CALENDAR = calendar()
NEVER = np.int64(2**40)  # the day of what has not happened; later than any other, and days may be added to it
_ORIGIN = CALENDAR.days[0].astype("int64")
_WORKING_DAYS = CALENDAR.days[CALENDAR.is_working_day].astype("int64")


def as_days(dates: pd.Series) -> np.ndarray:
    """Return dates as days since 1970; a missing one is `NEVER`."""
    days = dates.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), NEVER, days.astype("int64"))


def as_dates(days: np.ndarray) -> np.ndarray:
    """Return days since 1970 as dates; `NEVER` is missing."""
    days = np.asarray(days, dtype="int64")
    dates = np.where(days == NEVER, 0, days).astype("datetime64[D]").astype("datetime64[s]")
    dates[days == NEVER] = np.datetime64("NaT")
    return dates


def working_index(days: np.ndarray) -> np.ndarray:
    """Return how many working days there have been up to and including each day, in transforms' own calendar."""
    return CALENDAR.working_day_index[np.asarray(days) - _ORIGIN].astype("int64")


def working_day(index: np.ndarray) -> np.ndarray:
    """Return the working day with an index."""
    return _WORKING_DAYS[np.asarray(index) - 1]


def between(low: np.ndarray, high: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw whole numbers from low to high; where high is less, low."""
    low = np.asarray(low, dtype="int64")
    return random.integers(low, np.maximum(low, high) + 1)
