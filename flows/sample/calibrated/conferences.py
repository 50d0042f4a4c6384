"""Section 47 enquiries of a year and the initial conferences that followed, most of them with a plan."""

import numpy as np
import pandas as pd

from flows.sample.calibrated.conference_counts import ConferenceCounts
from flows.sample.calibrated.days import NEVER, as_dates, between, working_day, working_index
from flows.sample.calibrated.durations import matched
from flows.sample.calibrated.openings import Episodes, Pool, working_days_of
from flows.sample.calibrated.year_days import ReportingYear
from transforms.facts.section_47_enquiry import LIMIT

LONGEST_WITHIN = 180  # working days that a conference may take in an episode of the year; longer ones need an old one
LONGEST_BEFORE = 45  # working days from an enquiry of the year before to its conference
SHORTEST_BEFORE = 12  # working days by which an episode that holds such an enquiry began before the year
FORMER_DAYS = 20  # days at the beginning of an episode kept for an earlier conference


def place_conferences(
    counts: ConferenceCounts, episodes: Episodes, spells: pd.DataFrame, random: np.random.Generator
) -> tuple[np.ndarray, pd.DataFrame, pd.DataFrame]:
    """
    Return the starts of all plans, the enquiries, and the conferences that no enquiry led to.

    A plan starts at its conference. Where there are more plans than conferences, the rest moved in with the child.
    """
    slots = _slots(counts, episodes, spells, random)
    slots = _without_enquiry(slots, len(slots) - len(counts.durations), counts.enquiries - counts.enquired_children)
    number = max(_too_many(counts), _repeated_too_often(counts, slots))
    placed = _with_earlier_enquiry(slots, number, episodes)
    in_year = placed.loc[placed["has_enquiry"] & ~placed["is_early"], "episode"]
    # An earlier enquiry of a child who had another one in the year makes no child fewer.
    number += max(in_year.nunique() - counts.enquired_children, 0)
    slots = _with_earlier_enquiry(slots, number, episodes)
    slots = _dated(slots, counts.durations, episodes.year, random)
    starts = _starts(spells, slots, random)
    has_enquiry = slots["has_enquiry"].to_numpy()
    followed = slots[has_enquiry]
    places, held = followed["episode"].to_numpy(), followed["held"].to_numpy()
    begun = working_day(held - followed["days"].to_numpy())
    enquiries = pd.DataFrame(
        {
            **episodes.rows(places),
            "start_date": as_dates(begun),
            "target_date": as_dates(working_day(working_index(begun) + LIMIT)),
            "conference_date": as_dates(working_day(held)),
            "plan_outcome": followed["spell"].to_numpy() >= 0,
        }
    )
    in_year = begun >= episodes.year.first
    others = _enquiries_alone(counts, episodes, places[in_year], begun[in_year], random)
    alone = slots[~has_enquiry]
    conferences = pd.DataFrame(
        {
            **episodes.rows(alone["episode"].to_numpy()),
            "conference_date": as_dates(working_day(alone["held"].to_numpy())),
        }
    )
    parts = [frame for frame in (enquiries, others) if len(frame)]
    return starts, pd.concat(parts, ignore_index=True) if parts else enquiries, conferences


def _slots(
    counts: ConferenceCounts, episodes: Episodes, spells: pd.DataFrame, random: np.random.Generator
) -> pd.DataFrame:
    """
    Return a stretch of working days for each conference and its enquiry: `low` to `high`.

    `spell` is the plan that starts at it, or -1; the conference is not held before `earliest`.
    """
    year = episodes.year
    new = np.flatnonzero((spells["start"] == NEVER).to_numpy())
    lead = (spells["start_high"] - spells["enquiry_low"]).to_numpy()[new]
    new = new[np.argsort(random.random(len(new)) + (lead < 22), kind="stable")]
    is_second = spells["is_repeat"].to_numpy()[new] == 1
    repeats = counts.conferences - counts.conferred_children
    child = episodes.child[spells["episode"].to_numpy()]
    has_second = np.isin(child[new], child[new[is_second]])
    firsts = np.concatenate([new[~is_second & has_second], new[~is_second & ~has_second]])[: counts.conferred_children]
    # Where few children had a second enquiry, the one before a second conference has to lie before the year.
    repeated_enquiries = counts.enquiries - counts.enquired_children
    scarce = repeats > repeated_enquiries
    seconds = new[is_second][: min(repeats, repeated_enquiries)]
    very_long = int((counts.durations > LONGEST_WITHIN).sum())
    leading = np.concatenate([firsts, seconds])[: counts.conferences - very_long]
    rest = counts.conferences - len(leading) - very_long
    repeats = min(max(repeats - len(seconds), 0), rest)

    pool = Pool(episodes, random)
    pool.is_taken[episodes.child[spells["episode"].to_numpy()]] = True
    since = episodes.first_in_year
    whole = _floor(episodes.last) - _ceiling(episodes.first)
    lasting = pool.take(very_long, (whole >= counts.durations.max(initial=0)) & (episodes.last >= since), -whole)
    room = _floor(episodes.last) - _ceiling(since)
    narrow = np.where(room >= 25, 0.0, np.where(room >= 15, 1.0, 2.0))
    unlikely = np.where(episodes.is_in_need, 0.0, 1.5)
    old = _ceiling(episodes.first) <= _ceiling(np.array([year.first]))[0] - SHORTEST_BEFORE
    recent = np.where(scarce & ~old, 0.5, 0.0)
    taken = pool.take(rest - repeats, (room >= 0) & (episodes.last >= since), narrow + unlikely + recent)
    lacking = rest - repeats - len(taken)
    times = np.ones(len(taken), dtype="int64")
    wide = np.lexsort((-room[taken], ~old[taken] & scarce))
    able = wide[room[taken][wide] >= 6]
    extra = repeats + max(lacking, 0)
    again = min(extra, 3 * len(able))
    if again:
        np.add.at(times, np.resize(random.permutation(able[:again]), again), 1)
    former = _with_room_before(spells, firsts)
    former = former[np.argsort(~old[spells["episode"].to_numpy()[former]] & scarce, kind="stable")][: extra - again]
    frame = spells.iloc[leading]
    begun = np.isin(leading, former)
    leading_low = frame["enquiry_low"].to_numpy() + np.where(begun, FORMER_DAYS + 1, 0)
    turn = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    width = np.repeat((room[taken] + 1) // times, times)
    again_low = np.repeat(_ceiling(since[taken]), times) + turn * width
    again_high = np.where(
        turn + 1 == np.repeat(times, times), np.repeat(_floor(episodes.last[taken]), times), again_low + width - 1
    )
    former_rows = spells.iloc[former]
    former_low = former_rows["enquiry_low"].to_numpy()
    stretches = [  # episode, plan, low, high, earliest
        (
            frame["episode"],
            leading,
            _ceiling(leading_low),
            _floor(frame["start_high"].to_numpy()),
            _ceiling(frame["start_low"].to_numpy()),
        ),
        (np.repeat(taken, times), np.full(len(again_low), -1), again_low, again_high, again_low),
        (
            former_rows["episode"],
            np.full(len(former), -1),
            _ceiling(former_low),
            _floor(former_low + FORMER_DAYS),
            _ceiling(former_low),
        ),
        (
            lasting,
            np.full(len(lasting), -1),
            _ceiling(episodes.first[lasting]),
            _floor(episodes.last[lasting]),
            _ceiling(since[lasting]),
        ),
    ]
    names = ("episode", "spell", "low", "high", "earliest")
    slots = pd.DataFrame(dict(zip(names, map(np.concatenate, zip(*stretches, strict=True)), strict=True)))
    slots = slots.astype({"episode": "int64", "spell": "int64"})
    return slots.assign(was_open=episodes.first[slots["episode"].to_numpy()] < year.first)


def _with_room_before(spells: pd.DataFrame, firsts: np.ndarray) -> np.ndarray:
    """Return plans before whose start there is room for another conference of the child."""
    rows = spells.iloc[firsts]
    return firsts[(rows["start_high"] - rows["enquiry_low"] > 3 * FORMER_DAYS).to_numpy()]


def _without_enquiry(slots: pd.DataFrame, number: int, repeated_enquiries: int) -> pd.DataFrame:
    """
    Say which conferences no enquiry led to: those with least time before, one for each episode.

    Where few children had a second enquiry, those of children with a second conference come first.
    """
    room = (slots["high"] - slots["low"]).to_numpy()
    is_again = slots["episode"].duplicated(keep=False).to_numpy()
    scarce = slots["episode"].duplicated().sum() > repeated_enquiries
    order = np.lexsort((room, ~is_again if scarce else np.zeros(len(slots))))
    _, firsts = np.unique(slots["episode"].to_numpy()[order], return_index=True)
    alone = order[np.sort(firsts)[: max(number, 0)]]
    return slots.assign(has_enquiry=~np.isin(np.arange(len(slots)), alone))


def _repeated_too_often(counts: ConferenceCounts, slots: pd.DataFrame) -> int:
    """Return how many children had a second conference after an enquiry, but no second enquiry in the year."""
    followed = slots.loc[slots["has_enquiry"], "episode"]
    return max(int(followed.duplicated().sum()) - (counts.enquiries - counts.enquired_children), 0)


def _too_many(counts: ConferenceCounts) -> int:
    """Return how many conferences of the year have to follow an enquiry that began before it."""
    followed = len(counts.durations)
    children = counts.conferred_children - (counts.conferences - followed)
    return max(followed - counts.enquiries, children - counts.enquired_children, 0)


def _with_earlier_enquiry(slots: pd.DataFrame, number: int, episodes: Episodes) -> pd.DataFrame:
    """Say which conferences are held in the first days of the year, after an enquiry that began before it."""
    april = _ceiling(np.array([episodes.year.first]))[0]
    since = _ceiling(episodes.first[slots["episode"].to_numpy()])
    again = slots["episode"].duplicated(keep=False)
    is_first = slots["low"] == slots.groupby("episode")["low"].transform("min")
    able = (
        (since <= april - SHORTEST_BEFORE)
        & is_first
        & slots["has_enquiry"]
        & (slots["earliest"] <= april)
        & (slots["high"] >= april)
    )
    places = np.flatnonzero(able)
    # Second enquiries are the scarce ones; then whoever has most time before.
    places = places[np.lexsort((since[places], ~again.to_numpy()[places]))]
    is_early = np.zeros(len(slots), dtype=bool)
    is_early[places[:number]] = True
    begins_early = is_early & (slots["low"] >= april)  # others reach back as it is
    return slots.assign(
        is_early=is_early,
        low=slots["low"].mask(begins_early, np.maximum(april - LONGEST_BEFORE, since)),
        high=slots["high"].mask(begins_early, np.minimum(slots["high"], april + 5)),
    )


def _dated(
    slots: pd.DataFrame, durations: np.ndarray, year: ReportingYear, random: np.random.Generator
) -> pd.DataFrame:
    """Give each conference its duration and its day, as working days."""
    low, high = slots["low"].to_numpy(), slots["high"].to_numpy()
    days = np.zeros(len(slots), dtype="int64")
    followed = np.flatnonzero(slots["has_enquiry"].to_numpy())[: len(durations)]
    rooms = (high - low)[followed]
    days[followed] = np.minimum(matched(np.sort(durations)[::-1][: len(followed)], rooms, random), np.maximum(rooms, 0))
    earliest = np.maximum(slots["earliest"].to_numpy(), low + days)
    before_april = _ceiling(np.array([year.first]))[0] + days - 1
    latest = np.maximum(np.where(slots["is_early"], np.minimum(high, before_april), high), earliest)
    soon = np.minimum(earliest + random.geometric(0.25, len(slots)) - 1, latest)
    held = np.where(slots["was_open"], between(earliest, latest, random), soon)
    return slots.assign(days=days, held=held)


def _starts(spells: pd.DataFrame, slots: pd.DataFrame, random: np.random.Generator) -> np.ndarray:
    start = spells["start"].to_numpy().copy()
    low, high = spells["start_low"].to_numpy(), spells["start_high"].to_numpy()
    new = start == NEVER
    start[new] = working_days_of(low[new], high[new], random)
    leading = slots[slots["spell"] >= 0]
    start[leading["spell"].to_numpy()] = working_day(leading["held"].to_numpy())
    return start


def _enquiries_alone(
    counts: ConferenceCounts, episodes: Episodes, places: np.ndarray, begun: np.ndarray, random: np.random.Generator
) -> pd.DataFrame:
    """Return the enquiries for which no conference was required, so that the children come out too."""
    number = max(counts.enquiries - len(places), 0)
    known = np.unique(episodes.child[places])
    pool = Pool(episodes, random)
    pool.is_taken[known] = True
    since = episodes.first_in_year
    unlikely = np.where(episodes.is_in_need, 0.0, 0.3)
    taken = pool.take(min(counts.enquired_children - len(known), number), episodes.last >= since, unlikely)
    soon = np.minimum(since[taken] + random.geometric(0.15, len(taken)) - 1, episodes.last[taken])
    later = working_days_of(since[taken], episodes.last[taken], random)
    day = np.where(episodes.was_open[taken], later, np.where(episodes.last[taken] > soon, soon, later))
    place = np.concatenate([places, taken])
    more, days = _repeated(number - len(taken), episodes, place, np.concatenate([begun, day]), random)
    rows = np.concatenate([taken, more])
    return pd.DataFrame(
        {
            **episodes.rows(rows),
            "start_date": as_dates(np.concatenate([day, days])),
            "target_date": as_dates(np.full(len(rows), NEVER)),
            "conference_date": as_dates(np.full(len(rows), NEVER)),
            "plan_outcome": False,
        }
    )


def _repeated(
    number: int, episodes: Episodes, places: np.ndarray, days: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return further enquiries about the same children, each on another day."""
    since = episodes.first_in_year
    taken = {(child, day) for child, day in zip(episodes.child[places].tolist(), days.tolist(), strict=True)}
    episode = np.unique(places)
    weight = np.sqrt((episodes.last - since)[episode] + 0.2)
    chosen: list[tuple[int, int]] = []
    for _ in range(40):
        if len(chosen) >= number or not len(episode):
            break
        draws = random.choice(episode, size=number - len(chosen), p=weight / weight.sum())
        at = working_days_of(since[draws], episodes.last[draws], random)
        for place, child, day in zip(draws.tolist(), episodes.child[draws].tolist(), at.tolist(), strict=True):
            if (child, day) not in taken:
                taken.add((child, day))
                chosen.append((place, day))
    pairs = np.array(chosen, dtype="int64").reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _ceiling(days: np.ndarray) -> np.ndarray:
    """Return the index of the first working day on or after each day."""
    return working_index(np.asarray(days) - 1) + 1


def _floor(days: np.ndarray) -> np.ndarray:
    """Return the index of the last working day on or before each day."""
    return working_index(days)
