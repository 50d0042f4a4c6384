"""Assessments of a year: as many as were published, as long as they took, each within its episode."""

import numpy as np
import pandas as pd

from flows.sample.calibrated.days import NEVER, as_dates, as_days, between, working_day, working_index
from flows.sample.calibrated.durations import QUARTILES, chosen, drawn, filled_in, matched
from flows.sample.calibrated.openings import Episodes
from flows.sample.calibrated.targets import YearTargets
from flows.sample.calibrated.year_days import ReportingYear

BANDS = {
    "Same_day": (0, 0),
    "1-10_days": (1, 10),
    "11-20_days": (11, 20),
    "21-30_days": (21, 30),
    "31-40_days": (31, 40),
    "41-45_days": (41, 45),
    "46-50_days": (46, 50),
    "51-60_days": (51, 60),
    "61+_days": (61, 110),
}
"""DfE's table C2, in working days; the last has no upper end, ours is where few take longer."""

PERCENTILES = ("25th_Percentile_days", "Median_days", "75th_Percentile_days")
SHARES = (2, 12, 13, 14, 20, 23, 5, 5, 6)  # England, year ending March 2024, per cent
LOOK_BACK_DAYS = 200  # an assessment authorised in the year started no longer before it
AWAITING_SHARE = 0.25  # of the recent open episodes without one, those whose assessment is under way


def completed(
    targets: YearTargets, episodes: Episodes, assessed: pd.DataFrame | None, random: np.random.Generator
) -> pd.DataFrame:
    """
    Return the assessments authorised in the year, and some that are open at its end.

    `assessed` has the last authorisation of each child and referral in the year before: the next one starts later.
    """
    year = episodes.year
    started = int((~episodes.was_open).sum())
    counts = targets.counts_of("c2", BANDS)
    known = sum(count or 0 for count in counts)
    total = targets.count("c2.Assessments_completed")
    total = total if total is not None else known or round(1.03 * started)
    published = dict(zip(QUARTILES, targets.counts_of("c2", PERCENTILES), strict=True))
    longest = max(BANDS["61+_days"][1], (published[QUARTILES[2]] or 0) + 30)
    limits = [*list(BANDS.values())[:-1], (61, longest)]
    bands = filled_in(counts, total, SHARES, bands=limits, percentiles=published, random=random)
    durations = drawn(bands, limits, published, random)

    place, low, high = _slots(episodes, len(durations), assessed, random)
    rooms = high - low
    kept = chosen(durations, rooms)
    place, low, high, rooms = place[kept], low[kept], high[kept], rooms[kept]
    days = matched(np.sort(durations)[::-1][: len(kept)], rooms, random)
    fits = days <= rooms
    place, low, high, days = place[fits], low[fits], high[fits], days[fits]

    # Soon after the referral; in older episodes at any time of the year.
    first_working = working_index(year.first - 1) + 1
    earliest = np.where(episodes.was_open[place], np.maximum(low, first_working - days), low)
    latest = high - days
    soon = np.minimum(earliest + random.geometric(0.5, len(place)) - 1, latest)
    begun = np.where(episodes.was_open[place], between(earliest, latest, random), soon)
    start = np.maximum(working_day(begun), episodes.first[place])
    end = np.where(days == 0, start, working_day(begun + days))
    frame = _frame(episodes, place, start, end, random)
    return pd.concat([frame, _open(episodes, place, year, random)], ignore_index=True)


def _slots(
    episodes: Episodes, number: int, assessed: pd.DataFrame | None, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Return stretches of working days in which one assessment may lie, episodes of the year first.

    Where there are more assessments than episodes, long episodes are cut into several stretches.
    """
    year = episodes.year
    since = np.maximum(episodes.first, year.first - LOOK_BACK_DAYS)
    if assessed is not None and len(assessed):
        places = episodes.places(assessed)
        known = places >= 0
        np.maximum.at(since, places[known], as_days(assessed["authorisation_date"])[known] + 1)
    low, high = working_index(since), working_index(episodes.last)
    # A first day that is no working day has the index of the working day before it.
    low = np.where(since > working_day(low), low + episodes.was_open, low)
    usable = (high >= low) & ((high > working_index(year.first - 1)) | ~episodes.was_open)
    usable &= episodes.last >= episodes.first
    places = np.flatnonzero(usable)
    if not len(places):
        return places, places, places
    order = random.random(len(places)) + episodes.was_open[places]
    places = places[np.argsort(order, kind="stable")]
    if number <= len(places):
        return places, low[places], high[places]
    in_year = np.where(episodes.was_open, np.maximum(low, working_index(year.first - 1) + 1), low)[places]
    widths = high[places] - in_year + 1
    pieces = np.maximum(1, widths // _width(widths, number))
    last_pieces = np.repeat(pieces, pieces)
    turn = np.arange(len(last_pieces)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    width = np.repeat(widths // pieces, pieces)
    begin = np.where(last_pieces > 1, np.repeat(in_year, pieces) + turn * width, np.repeat(low[places], pieces))
    end = np.where(turn + 1 < last_pieces, begin + width - 1, np.repeat(high[places], pieces))
    repeated = np.repeat(places, pieces)
    order = np.argsort(turn, kind="stable")
    return repeated[order], begin[order], end[order]


def _width(widths: np.ndarray, number: int) -> int:
    """Return the widest stretch into which the episodes can be cut so that there are enough."""
    narrow, wide = 1, int(widths.max()) + 1
    while wide - narrow > 1:
        middle = (narrow + wide) // 2
        if np.maximum(1, widths // middle).sum() >= number:
            narrow = middle
        else:
            wide = middle
    return narrow


def _open(episodes: Episodes, done: np.ndarray, year: ReportingYear, random: np.random.Generator) -> pd.DataFrame:
    """Return assessments under way on 31 March, in recent episodes where none was completed."""
    none_yet = np.ones(len(episodes), dtype=bool)
    none_yet[done] = False
    recent = episodes.is_open & none_yet & (episodes.first > year.last - 60)
    places = np.flatnonzero(recent & (random.random(len(episodes)) < AWAITING_SHARE))
    return _frame(episodes, places, episodes.first[places], np.full(len(places), NEVER), random)


def _frame(
    episodes: Episodes, places: np.ndarray, start: np.ndarray, end: np.ndarray, random: np.random.Generator
) -> pd.DataFrame:
    required = episodes.is_in_need[places] & (random.random(len(places)) < 0.8)
    return pd.DataFrame(
        {
            **episodes.rows(places),
            "start_date": as_dates(start),
            "authorisation_date": as_dates(end),
            "support_required": required,
        }
    )
