"""Working days of England and Wales, by which statutory time limits are counted."""

from datetime import date
from functools import cache, cached_property

import holidays
import numpy as np
import pandas as pd

from expectations.contract import FIRST_DAY, LAST_DAY


class Calendar:
    """
    Days with their working-day index: Monday to Friday without the bank holidays of England and Wales.

    A bank holiday that falls on a weekend is moved to a weekday; only the day off itself counts as one.
    Days on which an authority chooses to close are working days all the same (statutory limits run on).
    What lies outside the calendar has no answer: NA, never a guess.
    """

    def __init__(self, first: date = FIRST_DAY, last: date = LAST_DAY) -> None:
        self.days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
        self.is_bank_holiday = np.isin(self.days, _bank_holidays(first.year, last.year)) & np.is_busday(self.days)
        self.is_working_day = np.is_busday(self.days) & ~self.is_bank_holiday
        self.working_day_index = np.cumsum(self.is_working_day)

    def working_days_between(self, start: pd.Series, end: pd.Series) -> pd.Series:
        """
        Return the number of working days after `start` up to and including `end`.

        The same day is 0; the count is negative where `end` comes first (DfE table C2 counts in this way).
        """
        from_place, to_place = self._places(start), self._places(end)
        known = (from_place >= 0) & (to_place >= 0)
        count = self.working_day_index[to_place] - self.working_day_index[from_place]
        return pd.Series(pd.arrays.IntegerArray(count.astype("int64"), ~known), index=start.index, name=None)

    def working_days_in(self, first: date, last: date) -> int:
        """Return the number of working days from one day to another, both included."""
        days = (self.days >= np.datetime64(first, "D")) & (self.days <= np.datetime64(last, "D"))
        return int((self.is_working_day & days).sum())

    def add_working_days(self, dates: pd.Series, number: int) -> pd.Series:
        """Return the first day by which `number` (1 or more) working days have passed since each date."""
        if number < 1:
            raise ValueError("add_working_days needs 1 working day or more")
        places = self._places(dates)
        # The working day with index i is the i-th of `_working_days`, counted from 1.
        wanted = self.working_day_index[places] + number - 1
        known = (places >= 0) & (wanted < len(self._working_days))
        days = self._working_days[np.where(known, wanted, 0)].astype("datetime64[s]")
        return pd.Series(days, index=dates.index).where(known)

    @cached_property
    def _working_days(self) -> np.ndarray:
        return self.days[self.is_working_day]

    def _places(self, dates: pd.Series) -> np.ndarray:
        """Return the position of each date in the calendar, -1 where it is missing or outside."""
        days = dates.to_numpy(dtype="datetime64[D]")
        inside = (days >= self.days[0]) & (days <= self.days[-1])
        places = (np.where(inside, days, self.days[0]) - self.days[0]).astype("int64")
        return np.where(inside, places, -1)


@cache
def calendar() -> Calendar:
    """Return the whole calendar, made once."""
    return Calendar()


def _bank_holidays(first_year: int, last_year: int) -> np.ndarray:
    # England's and Wales's bank holidays have always been the same.
    england = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return np.array(sorted(england), dtype="datetime64[D]")
