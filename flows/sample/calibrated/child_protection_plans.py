"""Child protection plans of a year: which episodes hold one, since when and until when."""

import numpy as np
import pandas as pd

from flows.sample.calibrated.apportionment import apportion_within
from flows.sample.calibrated.days import NEVER, between
from flows.sample.calibrated.openings import Episodes, Pool, working_days_of
from flows.sample.calibrated.plan_counts import PlanCounts
from flows.sample.calibrated.plan_spells import GAP, LONGEST, SHORTEST, Carried, Spells


def place_plans(
    counts: PlanCounts,
    episodes: Episodes,
    carried: pd.DataFrame | None,
    *,
    busy_until: np.ndarray,
    random: np.random.Generator,
) -> pd.DataFrame:
    """
    Return the plans of the year, one row each, as `Spells` describes them.

    Last year's plans come first: those of episodes that end, end; others stay open. What they cannot give is made
    up with a start in the past. `busy_until` is the last day on which a child was on an earlier plan.
    """
    placing = _Placing(counts, episodes, Carried.of(carried, episodes), busy_until, random)
    placing.old()
    placing.pairs()
    placing.new()
    return placing.spells.frame()


class _Placing:
    def __init__(
        self,
        counts: PlanCounts,
        episodes: Episodes,
        carried: Carried,
        busy_until: np.ndarray,
        random: np.random.Generator,
    ) -> None:
        self.counts, self.episodes, self.carried, self.random = counts, episodes, carried, random
        self.year = episodes.year
        self.pool = Pool(episodes, random)
        self.spells = Spells()
        self.free_since = np.maximum(episodes.first, busy_until[episodes.child] + GAP)
        self.unlikely = np.where(episodes.is_in_need, 0.0, 4.0)
        self.open_new = counts.open_new.copy()
        self.ended_new = counts.ended_new.copy()
        self.ended: list[dict[str, np.ndarray]] = []

    def old(self) -> None:
        """Plans that were open on 1 April: those that stay open, then those that end."""
        self._keep_open()
        self._end_carried()
        self._invent_old()

    def _keep_open(self) -> None:
        carried, episodes = self.carried, self.episodes
        lasted = self.year.last - carried.start
        left = np.ones(len(carried.place), dtype=bool)
        for band in (4, 3):
            inside = (lasted >= 730) if band == 4 else (lasted < 730)
            can = np.flatnonzero(inside & left & episodes.is_open[carried.episode])
            kept = self.random.permutation(can)[: self.counts.open_old[band - 3]]
            left[kept] = False
            self.spells.add(
                carried.episode[kept], band=band, start=carried.start[kept], end=NEVER, carried=carried.place[kept]
            )
            self.counts.open_old[band - 3] -= len(kept)
        self.pool.is_taken[episodes.child[carried.episode]] = True
        self.left = np.flatnonzero(left)

    def _end_carried(self) -> None:
        """Fill the bands from the shortest, each with the plans that would soonest grow out of it."""
        carried, year = self.carried, self.year
        last = self.episodes.last[carried.episode]
        left = self.left
        for band in range(5):
            low = np.maximum(year.first, carried.start[left] + SHORTEST[band])
            high = np.minimum(last[left], carried.start[left] + LONGEST[band] + (10_000 if band == 4 else 0))
            fits = low <= high
            longest = last[left] - carried.start[left] + self.random.random(len(left))
            order = np.argsort(np.where(fits, longest, np.inf), kind="stable")
            taken = order[: min(int(fits.sum()), self.counts.ended_old[band])]
            self._ending(
                carried.episode[left[taken]],
                carried.start[left[taken]],
                low[taken],
                high[taken],
                band,
                carried.place[left[taken]],
            )
            self.counts.ended_old[band] -= len(taken)
            left = np.delete(left, taken)
        # Whoever is left over is not in this year's census: the child is free again.
        self.pool.is_taken[self.episodes.child[carried.episode[left]]] = False

    def _ending(
        self,
        episode: np.ndarray,
        start: np.ndarray,
        low: np.ndarray,
        high: np.ndarray,
        band: int,
        carried: np.ndarray | int,
    ) -> None:
        """Note plans that end in the year, from `low` to `high`: a second plan may yet decide when."""
        size = len(episode)
        self.ended.append(
            {
                "episode": episode,
                "start": start,
                "low": low,
                "high": high,
                "band": np.full(size, band),
                "carried": np.broadcast_to(np.asarray(carried, dtype="int64"), size).copy(),
            }
        )

    def _invent_old(self) -> None:
        episodes, year = self.episodes, self.year
        for band in (4, 3):
            room = year.last - self.free_since
            close = np.where(room <= LONGEST[band] + 200, 0.0, 1.0)
            taken = self.pool.take(
                int(self.counts.open_old[band - 3]),
                episodes.is_open & (room >= SHORTEST[band]),
                self.unlikely + close,
            )
            days = between(SHORTEST[band], np.minimum(LONGEST[band], room[taken]), self.random)
            self.spells.add(taken, band=band, start=year.last - days, end=NEVER)
        spare = self._followed_by_another()
        for band in (4, 3, 2, 1, 0):
            room = episodes.last - self.free_since
            eligible = (self.free_since < year.first) & (episodes.last >= year.first) & (room >= SHORTEST[band])
            number = int(self.counts.ended_old[band])
            # A plan that another follows ends early in the year, in an episode that stays open.
            early = eligible & episodes.is_open & (year.first - self.free_since >= SHORTEST[band])
            followed = self.pool.take(min(int(spare[band]), number), early, self.unlikely)
            days = between(
                SHORTEST[band], np.minimum(LONGEST[band], year.first - self.free_since[followed]), self.random
            )
            self._invent_ended(followed, np.minimum(year.first - days, year.first - 1), band)
            ending = np.where(episodes.is_open, 1.0, 0.0)
            taken = self.pool.take(number - len(followed), eligible, self.unlikely + ending)
            since, last = self.free_since[taken], episodes.last[taken]
            days = between(SHORTEST[band], np.minimum(LONGEST[band], room[taken]), self.random)
            end = between(np.maximum(year.first, since + days), np.minimum(last, year.first - 1 + days), self.random)
            self._invent_ended(taken, end - days, band)

    def _followed_by_another(self) -> np.ndarray:
        """Return, by band, how many of the plans to invent have to leave room for a second one."""
        carried = sum(
            int((self.episodes.is_open[part["episode"]] & (part["low"] < self.year.last - 120)).sum())
            for part in self.ended
        )
        wanted = max(self.counts.ended_then_open + self.counts.ended_then_ended - carried, 0)
        return apportion_within(wanted, self.counts.ended_old, np.maximum(self.counts.ended_old, 0))

    def _invent_ended(self, taken: np.ndarray, start: np.ndarray, band: int) -> None:
        low = np.maximum(self.year.first, start + SHORTEST[band])
        high = np.minimum(self.episodes.last[taken], start + LONGEST[band])
        self._ending(taken, start, low, high, band, -1)

    def pairs(self) -> None:
        """Second plans of one child within the year, after a plan that ended in it."""
        ended = {name: np.concatenate([part[name] for part in self.ended]) for name in self.ended[0]}
        size = len(ended["episode"])
        end_high = ended["high"].copy()
        free = np.ones(size, dtype=bool)
        for number, new, is_open in (
            (self.counts.ended_then_open, self.open_new, True),
            (self.counts.ended_then_ended, self.ended_new, False),
        ):
            for _ in range(number):
                for band in np.flatnonzero(new):
                    latest = self._latest_start(ended["episode"], band, is_open=is_open)
                    fits = free & (ended["low"] + GAP <= latest)
                    if is_open:
                        fits &= self.episodes.is_open[ended["episode"]]
                    places = np.flatnonzero(fits)
                    if len(places):
                        break
                else:
                    break
                one = places[np.argmin(ended["low"][places] - latest[places])]
                free[one] = False
                end = int(between(ended["low"][one], min(end_high[one], latest[one] - GAP), self.random))
                ended["low"][one] = ended["high"][one] = end
                self._second(int(ended["episode"][one]), end, int(latest[one]), int(band), is_open=is_open)
        self.spells.add(
            ended["episode"],
            band=ended["band"],
            start=ended["start"],
            end=between(ended["low"], ended["high"], self.random),
            carried=ended["carried"],
        )
        for number, new, is_open in (
            (self.counts.new_then_open, self.open_new, True),
            (self.counts.new_then_ended, self.ended_new, False),
        ):
            for _ in range(number):
                self._two_new(new, is_open=is_open)

    def _latest_start(self, episode: np.ndarray, band: int, *, is_open: bool) -> np.ndarray:
        until = np.full(len(episode), self.year.last) if is_open else self.episodes.last[episode]
        return until - SHORTEST[band] - (2 if band == 0 else 0)

    def _second(
        self, episode: int, ended: int, latest: int, band: int, *, is_open: bool, is_repeat: bool = False
    ) -> None:
        new = self.open_new if is_open else self.ended_new
        new[band] -= 1
        low = max(ended + GAP, self.year.last - int(LONGEST[band])) if is_open else ended + GAP
        self.spells.add(
            np.array([episode]),
            band=band,
            start=NEVER,
            end=NEVER if is_open else -1,
            start_low=low,
            start_high=latest,
            enquiry_low=ended + 1,
            is_second=1,
            is_repeat=int(is_repeat),
        )

    def _two_new(self, new: np.ndarray, *, is_open: bool) -> None:
        """Two plans that both start in the year, in one episode: the shortest bands that are left."""
        first_bands, second_bands = np.flatnonzero(self.ended_new), np.flatnonzero(new)
        if not len(first_bands) or not len(second_bands) or (new is self.ended_new and new.sum() < 2):
            return
        one = int(first_bands[0])
        two = int(second_bands[0]) if is_open or new[one] > 1 else int(second_bands[-1])
        days = int(SHORTEST[one]) + (20 if one == 0 else 0)
        since = np.maximum(self.free_since, self.year.first)
        latest = self._latest_start(np.arange(len(self.episodes)), two, is_open=is_open)
        lead = np.where(since + 40 + days + GAP <= latest, 20, 2)
        eligible = since + 12 + days + GAP <= latest
        if is_open:
            eligible &= self.episodes.is_open
        taken = self.pool.take(1, eligible, self.unlikely)
        if not len(taken):
            return
        place = int(taken[0])
        start = int(working_days_of(since[taken] + lead[taken], since[taken] + lead[taken] + 8, self.random)[0])
        end = min(start + days + 3, start + int(LONGEST[one]), int(latest[place]) - GAP)
        self.ended_new[one] -= 1
        self.spells.add(
            taken, band=one, start=NEVER, end=end, start_low=start, start_high=start, enquiry_low=since[taken]
        )
        self._second(place, end, int(latest[place]), two, is_open=is_open, is_repeat=True)

    def new(self) -> None:
        """Plans that start in the year, the longest first: open at its end, then ended in it."""
        episodes, year = self.episodes, self.year
        since = np.maximum(self.free_since, year.first)
        known_plan = np.where(self.free_since > episodes.first, 2.0, 0.0)
        self._of_three_months()
        for is_open, left in ((True, self.open_new), (False, self.ended_new)):
            for band in (2, 1, 0):
                latest = self._latest_start(np.arange(len(episodes)), band, is_open=is_open)
                earliest = np.maximum(since, year.last - LONGEST[band]) if is_open else since
                eligible = (earliest + 1 <= latest) & (episodes.is_open if is_open else True)
                recent = np.where(earliest - episodes.first < 120, 0.0, 1.0) + np.where(latest - since < 32, 1.0, 0.0)
                ending = 0.0 if is_open else np.where(episodes.is_open, 1.0, 0.0)
                taken = self.pool.take(int(left[band]), eligible, self.unlikely + recent + ending + known_plan)
                left[band] -= len(taken)
                self.spells.add(
                    taken,
                    band=band,
                    start=NEVER,
                    end=NEVER if is_open else -1,
                    start_low=earliest[taken],
                    start_high=latest[taken],
                    enquiry_low=since[taken],
                )

    def _of_three_months(self) -> None:
        """Plans that started on 31 December, of children who moved in: three months on 31 March in D5 and in D6."""
        day = int(np.datetime64(f"{self.year.year - 1}-12-31").astype("int64"))
        number = min(self.counts.three_months, int(self.open_new[0]))
        taken = self.pool.take(number, self.episodes.is_open & (self.free_since <= day), self.unlikely)
        self.open_new[0] -= len(taken)
        self.spells.add(taken, band=0, start=day, end=NEVER)


def with_ends(spells: pd.DataFrame, episodes: Episodes, random: np.random.Generator) -> pd.DataFrame:
    """Settle when the plans that started and ended in the year did so, once their starts are known."""
    undecided = (spells["end"] == -1).to_numpy()
    rows = spells[undecided]
    start, band = rows["start"].to_numpy(), rows["band"].to_numpy()
    last = episodes.last[rows["episode"].to_numpy()]
    low = start + np.maximum(SHORTEST[band], 3)
    end = spells["end"].to_numpy().copy()
    end[undecided] = np.maximum(start + SHORTEST[band], np.minimum(between(low, start + LONGEST[band], random), last))
    return spells.assign(end=end)
