"""Days of a reporting year as whole numbers since 1970, and calendar months and weekdays in them."""

from dataclasses import dataclass

import numpy as np

MARGIN = 4  # days that every date keeps from the edge of a published band


@dataclass(frozen=True)
class ReportingYear:
    """DfE's reporting year: 1 April to 31 March, named for the year in which it ends."""

    year: int

    @property
    def first(self) -> int:
        """1 April, as a day."""
        return int(np.datetime64(f"{self.year - 1}-04-01").astype("int64"))

    @property
    def last(self) -> int:
        """31 March, as a day."""
        return int(np.datetime64(f"{self.year}-03-31").astype("int64"))

    def month(self, number: int) -> tuple[int, int]:
        """Return the first and the last day of a month, April being 0."""
        first = plus_months(self.first, number)
        return int(first), int(plus_months(first, 1)) - 1


def plus_months(days: np.ndarray | int, months: int) -> np.ndarray:
    """Add calendar months; a day that the month does not have becomes its last one."""
    dates = np.asarray(days, dtype="int64").astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    first = (month + months).astype("datetime64[D]")
    last = (month + months + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.minimum(first + (dates - month.astype("datetime64[D]")), last).astype("int64")


def weekdays_between(first: int, last: int) -> np.ndarray:
    """Return the days from Monday to Friday of an interval, both ends included; all days if none is a weekday."""
    days = np.arange(first, last + 1)
    weekdays = days[(days + 3) % 7 < 5]
    return weekdays if len(weekdays) else days


def on_weekdays(days: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Move Saturdays and Sundays to the Friday before or the Monday after, where the interval allows."""
    beyond_friday = np.maximum((days + 3) % 7 - 4, 0)
    friday, monday = days - beyond_friday, days + np.where(beyond_friday > 0, 3 - beyond_friday, 0)
    return np.where(friday >= first, friday, np.where(monday <= last, monday, days))
