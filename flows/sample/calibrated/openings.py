"""The episodes of need of a year as arrays, and which of them are still free to hold something."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.sample.calibrated.days import NEVER, as_days, between, working_day, working_index
from flows.sample.calibrated.year_days import ReportingYear

NOT_IN_NEED = ("not_in_need", "cleared")  # fates: nobody was found in need, so hardly ever a plan


@dataclass(frozen=True)
class Episodes:
    """
    Every episode of need open on a day of the year; referrals without further action open none.

    `first` is the day of the referral, `last` the last day on which something may happen in the year. That is the
    day before the closure if the child was referred again on the day of the closure.
    """

    year: ReportingYear
    child_id: np.ndarray
    referral_date: np.ndarray
    child: np.ndarray  # a number for each child
    first: np.ndarray
    last: np.ndarray
    is_open: np.ndarray  # on 31 March
    was_open: np.ndarray  # on 1 April, referred before
    is_in_need: np.ndarray  # not closed as not in need

    @classmethod
    def of(cls, referrals: pd.DataFrame, year: ReportingYear) -> "Episodes":
        """Take the episodes of the year, in the order of children and days."""
        known = referrals[referrals["fate"] != "no_further_action"].sort_values(
            ["child_id", "referral_date"], ignore_index=True
        )
        first, closure = as_days(known["referral_date"]), as_days(known["closure_date"])
        is_open = (known["fate"] == "open").to_numpy()
        last = np.minimum(closure, year.last)
        child, _ = pd.factorize(known["child_id"])
        again = np.append((child[1:] == child[:-1]) & (first[1:] <= last[:-1]), False)
        return cls(
            year=year,
            child_id=known["child_id"].to_numpy(),
            referral_date=known["referral_date"].to_numpy(),
            child=child.astype("int64"),
            first=first,
            last=last - again,
            is_open=is_open & (closure == NEVER),
            was_open=first < year.first,
            is_in_need=~known["fate"].isin(NOT_IN_NEED).to_numpy(),
        )

    def __len__(self) -> int:
        return len(self.child)

    @property
    def number_of_children(self) -> int:
        return int(self.child.max()) + 1 if len(self) else 0

    @property
    def first_in_year(self) -> np.ndarray:
        """The first day of each within the year."""
        return np.maximum(self.first, self.year.first)

    def rows(self, places: np.ndarray) -> dict[str, np.ndarray]:
        """Return the key columns of the episodes at some places."""
        return {"child_id": self.child_id[places], "referral_date": self.referral_date[places]}

    def places(self, rows: pd.DataFrame) -> np.ndarray:
        """Return the place of the episode that each row names; -1 where it is not of this year."""
        index = pd.MultiIndex.from_arrays([self.child_id, pd.to_datetime(self.referral_date)])
        wanted = pd.MultiIndex.from_arrays([rows["child_id"].to_numpy(), pd.to_datetime(rows["referral_date"])])
        return index.get_indexer(wanted).astype("int64")


class Pool:
    """Episodes of which each child is taken once."""

    def __init__(self, episodes: Episodes, random: np.random.Generator) -> None:
        self.episodes = episodes
        self.random = random
        self.is_taken = np.zeros(episodes.number_of_children, dtype=bool)

    def take(self, number: int, eligible: np.ndarray, preference: np.ndarray | None = None) -> np.ndarray:
        """
        Take episodes at random among the eligible ones, low preference first, and return their places.

        There are fewer than asked for if no more children are free.
        """
        free = np.flatnonzero(eligible & ~self.is_taken[self.episodes.child])
        if number <= 0 or not len(free):
            return free[:0]
        key = self.random.random(len(free))
        if preference is not None:
            key = key + preference[free]
        ordered = free[np.argsort(key, kind="stable")]
        _, firsts = np.unique(self.episodes.child[ordered], return_index=True)
        taken = ordered[np.sort(firsts)[:number]]
        self.is_taken[self.episodes.child[taken]] = True
        return taken


def working_days_of(low: np.ndarray, high: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw a working day from low to high; where there is none, low."""
    first, last = working_index(np.asarray(low) - 1) + 1, working_index(high)
    day = working_day(between(first, last, random))
    return np.where(last >= first, day, low)
