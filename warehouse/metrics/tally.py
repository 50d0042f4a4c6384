"""
Counts by member and month, added up to periods.

A year is added up from the same months that are published, so months, quarters and years always agree.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pandas as pd

from warehouse.metrics.periods import date_key

TOTAL = pd.DataFrame({"cut_name": [""], "cut_value": [""]}, dtype="str")


@dataclass(frozen=True)
class Tally:
    """
    Numerators and denominators: one row for each member (the total first), one column for each period.

    `value` stands where a figure is no ratio, as for a median.
    """

    periods: pd.DataFrame
    members: pd.DataFrame
    numerator: np.ndarray
    denominator: np.ndarray
    value: np.ndarray | None = None

    def of_cut(self, name: str) -> "Tally":
        """Return the members of a cut, each with the total as its denominator."""
        rows = np.flatnonzero(self.members["cut_name"] == name)
        return replace(
            self,
            members=self.members.iloc[rows].reset_index(drop=True),
            numerator=self.numerator[rows],
            denominator=np.repeat(self.numerator[:1], len(rows), axis=0),
        )

    def in_types(self, types: Collection[str]) -> "Tally":
        """Return the periods of some kinds."""
        columns = np.flatnonzero(self.periods["period_type"].isin([str(kind) for kind in types]))
        return replace(
            self,
            periods=self.periods.iloc[columns].reset_index(drop=True),
            numerator=self.numerator[:, columns],
            denominator=self.denominator[:, columns],
        )

    def total(self) -> "Tally":
        """Return the total alone."""
        return replace(self, members=TOTAL, numerator=self.numerator[:1], denominator=self.denominator[:1])


@dataclass(frozen=True)
class Counts:
    """What was counted, row by row: of which member (the row of `members`), in which month or on which day."""

    members: pd.DataFrame
    place: np.ndarray
    period_key: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray

    @classmethod
    def of(cls, counted: pd.DataFrame) -> "Counts":
        """Take counts from a frame with cut_name, cut_value, period_key, numerator and denominator."""
        numbers = (counted[name].to_numpy(dtype="int64") for name in ("period_key", "numerator", "denominator"))
        return cls(*members_of(counted), *numbers)


def in_periods(counted: Counts, periods: pd.DataFrame) -> Tally:
    """Add up what happened, counted by month, to periods."""
    first, last = int(periods["first"].min()), int(periods["last"].max())
    month = _months(counted.period_key)
    inside = (month >= first) & (month <= last)
    start, end = periods["first"].to_numpy() - first, periods["last"].to_numpy() - first + 1

    def add_up(counts: np.ndarray) -> np.ndarray:
        up_to = np.zeros((len(counted.members), last - first + 2), dtype="int64")  # column m: all months before month m
        np.add.at(up_to, (counted.place[inside], month[inside] - first + 1), counts[inside])
        up_to = up_to.cumsum(axis=1)
        return up_to[:, end] - up_to[:, start]

    return Tally(periods, counted.members, add_up(counted.numerator), add_up(counted.denominator))


def on_days(counted: Counts, periods: pd.DataFrame) -> Tally:
    """Arrange what was counted on single days, the last days of the periods."""
    column = pd.Index(date_key(periods["period_end"])).get_indexer(counted.period_key)
    inside = column >= 0

    def arrange(counts: np.ndarray) -> np.ndarray:
        arranged = np.zeros((len(counted.members), len(periods)), dtype="int64")
        np.add.at(arranged, (counted.place[inside], column[inside]), counts[inside])
        return arranged

    return Tally(periods, counted.members, arrange(counted.numerator), arrange(counted.denominator))


def distinct_in_periods(found: pd.DataFrame, periods: pd.DataFrame, cuts: Sequence[str] = ()) -> Tally:
    """
    Count the things with at least one event in each period: in total, and for each member of the cuts.

    A row is a month, a member of each cut (`by_` and its name), and the columns that tell a thing apart.
    """
    members = found[[f"by_{cut}" for cut in cuts]].set_axis([*cuts], axis=1).astype("str")
    things = found.columns.difference(["period_key", *(f"by_{cut}" for cut in cuts)]).tolist()
    thing = found.groupby(things, sort=False).ngroup().to_numpy(dtype="int64")
    month = _months(found["period_key"].to_numpy(dtype="int64"))
    tallies = [_distinct(np.zeros(len(found), dtype="int64"), 1, thing, month, periods)]
    rows = [TOTAL]
    for cut in sorted(cuts):
        place, names = pd.factorize(members[cut], sort=True)
        tallies.append(_distinct(place, len(names), thing, month, periods))
        rows.append(pd.DataFrame({"cut_name": cut, "cut_value": names}, dtype="str"))
    counts = np.concatenate(tallies)
    return Tally(periods, pd.concat(rows, ignore_index=True), counts, counts)


def _distinct(
    member: np.ndarray, members: int, thing: np.ndarray, month: np.ndarray, periods: pd.DataFrame
) -> np.ndarray:
    """Count a thing by its last event in the period: the one whose next comes after the period's end."""
    order = np.lexsort((month, thing, member))
    member, thing, month = member[order], thing[order], month[order]
    following = np.full(len(month), np.iinfo("int64").max)
    same = (thing[1:] == thing[:-1]) & (member[1:] == member[:-1])
    following[:-1][same] = month[1:][same]
    counts = [
        np.bincount(member[(month >= first) & (month <= last) & (following > last)], minlength=members)
        for first, last in zip(periods["first"], periods["last"], strict=True)
    ]
    return np.stack(counts, axis=1).astype("int64")


def percentiles(counted: pd.DataFrame, periods: pd.DataFrame, share: Fraction) -> Tally:
    """Find the percentile of a measure in each period, from how often each value occurred in each month."""
    counted = counted.sort_values("measure", kind="stable")
    month = _months(counted["period_key"].to_numpy(dtype="int64"))
    measure, times = (counted[name].to_numpy(dtype="int64") for name in ("measure", "times"))
    inside = [(month >= first) & (month <= last) for first, last in zip(periods["first"], periods["last"], strict=True)]
    numbers = np.array([times[rows].sum() for rows in inside], dtype="int64").reshape(1, -1)
    values = np.array([percentile(measure[rows], times[rows], share) for rows in inside]).reshape(1, -1)
    return Tally(periods, TOTAL, numbers, numbers, values)


def percentile(values: np.ndarray, times: np.ndarray, share: Fraction) -> float:
    """
    Return the percentile of sorted values, each occurring so many times.

    It lies at position share × (number - 1), counted from 0; between two values it is interpolated linearly.
    """
    number = int(times.sum())
    if not number:
        return np.nan
    position = share * (number - 1)
    below = int(position)
    last_place = times.cumsum()
    lower = int(values[np.searchsorted(last_place, below, side="right")])
    upper = int(values[np.searchsorted(last_place, min(below + 1, number - 1), side="right")])
    return float(lower + (position - below) * (upper - lower))


def any_point(at_end: Tally, ended: Tally, cuts: set[str]) -> Tally:
    """Add what was open on the last day of each period to what ended within it."""
    days = pd.Series(range(len(at_end.periods)), index=at_end.periods["period_end"])
    column = ended.periods["period_end"].map(days)
    both = column.notna().to_numpy()
    members = (
        pd.concat([at_end.members, ended.members])
        .drop_duplicates()
        .loc[lambda members: members["cut_name"].isin({"", *cuts})]
        .sort_values(["cut_name", "cut_value"], ignore_index=True)
    )
    sums = _aligned(at_end, members)[:, column[both].astype("int64").to_numpy()] + _aligned(ended, members)[:, both]
    return Tally(ended.periods.loc[both].reset_index(drop=True), members, sums, sums)


def share(part: Tally, whole: Tally) -> Tally:
    """Put a count above another, in the periods that both have."""
    key = ["period_type", "period_start", "period_end"]
    of_whole = pd.MultiIndex.from_frame(whole.periods[key])
    column = of_whole.get_indexer(pd.MultiIndex.from_frame(part.periods[key]))
    both = column >= 0
    periods = part.periods.loc[both].reset_index(drop=True)
    return Tally(periods, TOTAL, part.numerator[:1, both], whole.numerator[:1, column[both]])


def _aligned(tally: Tally, members: pd.DataFrame) -> np.ndarray:
    rows = pd.MultiIndex.from_frame(tally.members).get_indexer(pd.MultiIndex.from_frame(members))
    return np.where(rows[:, None] >= 0, tally.numerator[rows], 0)


def members_of(counted: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the members that occur, the total first even where nothing was counted, and each row's member."""
    keys = [pd.concat([TOTAL[name], counted[name].astype("str")]) for name in TOTAL]
    (cut, cuts), (value, values) = (pd.factorize(key, sort=True) for key in keys)
    found, place = np.unique(cut * len(values) + value, return_inverse=True)
    names = dict(zip(TOTAL, (cuts.take(found // len(values)), values.take(found % len(values))), strict=True))
    return pd.DataFrame(names, dtype="str"), place[1:]


def _months(period_key: np.ndarray) -> np.ndarray:
    """Return yyyymm as months since January 1970."""
    return (period_key // 100 - 1970) * 12 + period_key % 100 - 1
