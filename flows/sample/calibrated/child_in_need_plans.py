"""Child in need plans of a year (DfE's table B7, since 2022), never beside a child protection plan."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.sample.calibrated.apportionment import apportion, apportion_within
from flows.sample.calibrated.days import NEVER, as_dates, as_days, between
from flows.sample.calibrated.openings import Episodes, Pool
from flows.sample.calibrated.plan_counts import pairs_of
from flows.sample.calibrated.targets import YearTargets

FIRST_YEAR = 2022  # of the census that collects them
OPEN_SHARE = 0.27  # of the children in need at 31 March; England, order of size
FLOW_SHARE = 1.8  # plans started per plan open on 31 March
NEW_SHARE = 0.75  # of the plans open on 31 March, those that started in the year
LONGEST = 500  # days
COLUMNS = ["child_id", "referral_date", "start_date", "end_date"]


@dataclass(frozen=True)
class NeedsPlanCounts:
    """
    Plans by whether they were open on 1 April and 31 March, and children who had two of them.

    `further` plans started and ended between a child's first and last one.
    """

    open_old: int
    open_new: int
    ended_old: int
    ended_new: int
    ended_then_open: int
    ended_then_ended: int
    new_then_open: int
    new_then_ended: int
    further: int
    starts_are_published: bool

    @classmethod
    def of(cls, targets: YearTargets) -> "NeedsPlanCounts":
        """Work out the counts; those open and ended come before those at any point."""
        at_31, ended, started, anypoint = (
            targets.count(f"b7.CINPlan_{name}") for name in ("At31", "end", "start", "anypoint")
        )
        if at_31 is None:
            known = anypoint is not None and ended is not None
            in_need = targets.count("b1.At31_episodes") or 0
            at_31 = max(anypoint - ended, 0) if known else round(OPEN_SHARE * in_need)
        if ended is None:
            ended = max(anypoint - at_31, 0) if anypoint is not None else round(FLOW_SHARE * at_31)
        is_published = started is not None
        started = started if is_published else min(round(FLOW_SHARE * at_31), at_31 + ended)
        children = [targets.count(f"b7.CINPlan_child_{name}") for name in ("start", "end", "anypoint")]
        totals = (started, ended, at_31 + ended)
        twice = (total - (total if count is None else count) for total, count in zip(totals, children, strict=True))
        ended_then_open, ended_then_ended, new_then_open, new_then_ended = pairs_of(*twice)
        # Enough of each kind for the children who had two, and a third plan where two each are too many.
        low = max(0, started - ended + ended_then_open + ended_then_ended, ended_then_open + new_then_open)
        left = started - new_then_open - ended_then_ended - 2 * new_then_ended
        further = min(max(low - left, 0), new_then_ended)
        new_then_ended -= further
        high = min(at_31, left + further)
        likely = min(max(round(NEW_SHARE * at_31), low), high)
        open_new = min(max(likely, started - ended, 0), at_31, started)
        ended_new = min(started - open_new, ended)
        pairs = (ended_then_open, ended_then_ended, new_then_open, new_then_ended)
        return cls(at_31 - open_new, open_new, ended - ended_new, ended_new, *pairs, further, is_published)


def place_needs_plans(
    targets: YearTargets,
    episodes: Episodes,
    plans: pd.DataFrame,
    carried: pd.DataFrame | None,
    *,
    busy_until: np.ndarray,
    random: np.random.Generator,
) -> pd.DataFrame:
    """
    Return the child in need plans of the year, last year's open ones first.

    `plans` are the child protection plans of the year, `busy_until` the last day on which a child was on an
    earlier one.
    """
    if targets.year < FIRST_YEAR:
        return _frame(episodes, [])
    since, until = _windows(episodes, plans, busy_until)
    placing = _Placing(NeedsPlanCounts.of(targets), episodes, since, until, random)
    placing.carry(carried)
    placing.pairs()
    placing.singles()
    return _frame(episodes, placing.rows)


def _windows(episodes: Episodes, plans: pd.DataFrame, busy_until: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the days from and until which each episode may hold one: after a plan that ended, before an open one."""
    places = episodes.places(plans)
    child = episodes.child[np.maximum(places, 0)]
    end = as_days(plans["end_date"])
    start = as_days(plans["start_date"])
    free_from = busy_until.copy()
    is_open = end == NEVER
    np.maximum.at(free_from, child[~is_open], end[~is_open])
    blocked_from = np.full(len(busy_until), NEVER)
    np.minimum.at(blocked_from, child[is_open], start[is_open])
    since = np.maximum(episodes.first, free_from[episodes.child] + 1)
    until = np.minimum(episodes.last, blocked_from[episodes.child] - 1)
    return since, until


class _Placing:
    def __init__(
        self,
        counts: NeedsPlanCounts,
        episodes: Episodes,
        since: np.ndarray,
        until: np.ndarray,
        random: np.random.Generator,
    ) -> None:
        self.counts, self.episodes, self.random = counts, episodes, random
        self.year = episodes.year
        self.since, self.until = since, until
        self.new_since = np.maximum(since, self.year.first)
        self.stays = episodes.is_open & (until == self.year.last)
        self.was_there = (since < self.year.first) & (until >= self.year.first)
        self.pool = Pool(episodes, random)
        self.left = {name: getattr(counts, name) for name in ("open_old", "open_new", "ended_old", "ended_new")}
        self.rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.carried_start = np.full(len(episodes), NEVER)
        self.preference = np.where(episodes.is_in_need, 0.0, 2.0)

    def carry(self, carried: pd.DataFrame | None) -> None:
        """Mark last year's plans by their episodes, so that they come first."""
        if carried is None or not len(carried):
            return
        places, start = self.episodes.places(carried), as_days(carried["start_date"])
        known = places >= 0
        places, start = places[known], start[known]
        fits = (start >= self.since[places]) & (self.until[places] >= self.year.first)
        self.carried_start[places[fits]] = start[fits]

    def pairs(self) -> None:
        """Children with two plans in the year or more, each after the one before has ended."""
        counts, first = self.counts, self.year.first
        kinds_of_pairs = (
            (counts.ended_then_open, True, True),
            (counts.ended_then_ended, True, False),
            (counts.new_then_open, False, True),
            (counts.new_then_ended, False, False),
        )
        shares = apportion(counts.further, [number for number, _, _ in kinds_of_pairs])
        for (number, old, is_open), further in zip(kinds_of_pairs, shares, strict=True):
            kinds = ("ended_old" if old else "ended_new", "open_new" if is_open else "ended_new")
            available = min(self.left[kind] for kind in kinds) // (2 if kinds[0] == kinds[1] else 1)
            begin = np.full(len(self.episodes), first) if old else self.new_since
            eligible = self.until - begin >= 6
            if old:
                eligible &= self.was_there
            if is_open:
                eligible &= self.stays
            taken = self.pool.take(min(number, available), eligible, self._carried_first() if old else self.preference)
            begin, until = begin[taken], self.until[taken]
            middle = between(begin + 2, until - 3, self.random)
            start = self._old_starts(taken, middle) if old else between(begin, middle - 1, self.random)
            second = between(middle + 1, until - 1, self.random)
            self._place_further(taken, begin + 2, until - 2, middle, second, number=further)
            self._add(taken, np.minimum(start, middle - 1), middle, kinds[0])
            end = np.full(len(taken), NEVER) if is_open else between(second + 1, until, self.random)
            self._add(taken, second, end, kinds[1])

    def _place_further(
        self,
        taken: np.ndarray,
        low: np.ndarray,
        high: np.ndarray,
        middle: np.ndarray,
        second: np.ndarray,
        *,
        number: int,
    ) -> None:
        """Place plans between the end of the first (`middle`) and the start of the last (`second`), moving both."""
        rooms = np.maximum((high - low + 1) // 2 - 1, 0)
        times = apportion_within(min(number, int(rooms.sum())), rooms > 0, rooms)
        for row in np.flatnonzero(times):
            size = 2 * int(times[row]) + 2
            days = low[row] + np.sort(self.random.choice(high[row] - low[row] + 1, size=size, replace=False))
            middle[row], second[row] = days[0], days[-1]
            self._add(np.full(times[row], taken[row]), days[1:-1:2], days[2:-1:2], "ended_new")

    def singles(self) -> None:
        """Everything else, the plans that fit into the fewest episodes first."""
        new = self.new_since
        has_time = self.until - new
        taken = self.pool.take(self.left["open_old"], self.stays & self.was_there, self._carried_first())
        self._add(taken, self._old_starts(taken, np.full(len(taken), self.year.last)), None, "open_old")
        self._rather_new("open")
        ending = np.where(self.stays, 1.0, 0.0)
        taken = self.pool.take(self.left["ended_old"], self.was_there, self._carried_first() + ending)
        low = np.maximum(np.full(len(taken), self.year.first), self.since[taken] + 1)
        end = between(low, self.until[taken], self.random)
        self._add(taken, self._old_starts(taken, end), end, "ended_old")
        self._rather_new("ended")
        recent = np.where(self.was_there, 1.0, 0.0)
        taken = self.pool.take(self.left["open_new"], self.stays & (has_time >= 0), self.preference + recent)
        start = np.minimum(new[taken] + self.random.integers(0, 60, len(taken)), self.year.last)
        start = np.where(self.was_there[taken], between(new[taken], self.until[taken], self.random), start)
        self._add(taken, start, None, "open_new")
        taken = self.pool.take(self.left["ended_new"], has_time >= 1, self.preference + ending + recent)
        start = np.minimum(between(new[taken], new[taken] + 45, self.random), self.until[taken] - 1)
        end = between(np.maximum(start + 1, self.until[taken] - 20), self.until[taken], self.random)
        end = np.where(self.stays[taken], between(start + 1, self.until[taken], self.random), end)
        self._add(taken, start, end, "ended_new")

    def _rather_new(self, kind: str) -> None:
        """Let plans that no episode of before the year can hold start in it, unless it is published how many did."""
        if not self.counts.starts_are_published:
            self.left[f"{kind}_new"] += self.left[f"{kind}_old"]
            self.left[f"{kind}_old"] = 0

    def _carried_first(self) -> np.ndarray:
        return self.preference + np.where(self.carried_start == NEVER, 4.0, 0.0)

    def _old_starts(self, taken: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Return when plans of before the year started: as last year's census said, or some time before."""
        before = np.minimum(self.year.first, end) - 1
        low = np.maximum(self.since[taken], before - LONGEST)
        known = self.carried_start[taken]
        return np.where(known == NEVER, between(low, before, self.random), known)

    def _add(self, places: np.ndarray, start: np.ndarray, end: np.ndarray | None, kind: str) -> None:
        self.rows.append((places, start, np.full(len(places), NEVER) if end is None else end))
        self.left[kind] -= len(places)


def _frame(episodes: Episodes, rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> pd.DataFrame:
    parts = [
        pd.DataFrame({**episodes.rows(places), "start_date": as_dates(start), "end_date": as_dates(end)})
        for places, start, end in rows
        if len(places)
    ]
    none = np.empty(0, "int64")
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame({**episodes.rows(none), "start_date": as_dates(none), "end_date": as_dates(none)})
    )
