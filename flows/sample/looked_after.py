"""
Looked-after children among those of an invented authority: periods of care within their episodes of need.

Durations and shares are of the order that DfE publishes for England; nothing here is a real child's.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from flows.sample.history import WORKERS, Histories

SHARE_LOOKED_AFTER = {True: 0.30, False: 0.06}  # of episodes of need: with a child protection plan, without one
SHARE_KNOWN_OTHERWISE = 0.3  # of looked-after children, who have another identifier in the SSDA903
SHARE_LEARNED_TOO_LATE = 0.5  # of moves in the last weeks of a year, which its return does not know yet
LATE_WEEKS = 6
SCHOOL_AGE = 5
NEVER = date(9999, 1, 1)
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
MOVES = {"P": 75, "L": 15, "T": 5, "B": 5}
NEXT_STATUS = {"V2": "C2", "C1": "C2", "C2": "C1"}
PLACES = {"U6": 50, "U3": 14, "K2": 12, "P1": 8, "R3": 2, "U4": 14}
ENDS = {"E4A": 70, "E8": 20, "E13": 10}


@dataclass
class Episode:
    """A stretch of days in one placement under one legal status; its end, however far ahead, was recorded `learned`."""

    start: date
    why: str
    status: str
    place: str
    postcode: str
    end: date = NEVER
    ended: str = ""
    learned: date = NEVER


@dataclass
class Care:
    """What the SSDA903 tells of one child, under its own identifier there."""

    child_id: str
    identifier: str
    upn: str | None
    birth_date: date
    sex: str
    ethnicity: str
    need: str
    episodes: list[Episode] = field(default_factory=list)
    reviews: list[date] = field(default_factory=list)
    absences: list[tuple[date, date]] = field(default_factory=list)
    workers: list[tuple[str, date, date]] = field(default_factory=list)
    asylum_seeking: bool = False

    @property
    def starts(self) -> date:
        """The first day of care."""
        return self.episodes[0].start

    @property
    def ends(self) -> date:
        """The last day of care, however far ahead."""
        return self.episodes[-1].end


def looked_after(histories: Histories, *, seed: int, late: bool = True) -> list[Care]:
    """
    Return the looked-after children of the histories, one period of care each; the same seed gives the same.

    Some moves of the last weeks of a year are recorded too `late` for its return.
    """
    rng = random.Random(seed)
    planned = set(map(tuple, histories.plans[["child_id", "referral_date"]].to_numpy()))
    needs = histories.referrals[~histories.referrals["no_further_action"].astype(bool)]
    children = histories.children.set_index("child_id")
    cared_for: dict[str, Care] = {}
    for need in needs.sort_values(["referral_date", "child_id"]).itertuples():
        chosen = rng.random() < SHARE_LOOKED_AFTER[(need.child_id, need.referral_date) in planned]
        child = children.loc[need.child_id]
        begins = need.referral_date.date() + timedelta(days=rng.randrange(5, 60))
        born = child["birth_date"].date()
        until = min(NEVER if pd.isna(need.closure_date) else need.closure_date.date(), birthday(born, 18))
        if chosen and need.child_id not in cared_for and born < begins < until - timedelta(days=7):
            care = _care(child, need, len(cared_for) + 1, rng)
            _live_through(care, begins, until, rng, late=late)
            cared_for[need.child_id] = care
    return list(cared_for.values())


def pupil_numbers(cared_for: list[Care]) -> dict[str, str]:
    """Return the unique pupil number of each looked-after child of school age, by its identifier in the census."""
    return {care.child_id: care.upn for care in cared_for if care.upn}


def _care(child: pd.Series, need, number: int, rng: random.Random) -> Care:
    born = child["birth_date"].date()
    at_school = need.referral_date.date() >= birthday(born, SCHOOL_AGE)
    return Care(
        child_id=need.child_id,
        identifier=f"LAC{number:05d}" if rng.random() < SHARE_KNOWN_OTHERWISE else need.child_id,
        upn=unique_pupil_number(number) if at_school else None,
        birth_date=born,
        sex=child["sex"] if child["sex"] in ("M", "F") else rng.choice("MF"),
        ethnicity=child["ethnicity"],
        need=need.primary_need if need.primary_need in {f"N{digit}" for digit in range(1, 9)} else "N1",
        asylum_seeking=need.referral_date.date() >= birthday(born, 14) and rng.random() < 0.1,
    )


def unique_pupil_number(number: int) -> str:
    """Return an invented pupil number whose check letter is right; no school has the number 0000."""
    digits = f"8520000{number:05d}"
    return LETTERS[sum(place * int(digit) for place, digit in enumerate(digits, start=2)) % 23] + digits


def _live_through(care: Care, begins: date, until: date, rng: random.Random, *, late: bool) -> None:
    """Let the child live in one placement after the other until care ends."""
    lasts = timedelta(days=7 + int(rng.expovariate(1 / 700)))
    ends = min(begins + lasts, until)
    status = rng.choice(["V2", "C1", "C2"])
    place, postcode = _place(status, rng), _postcode(rng)
    why, start, learned = "S", begins, begins
    while True:
        moves = start + timedelta(days=10 + int(rng.expovariate(1 / 220)))
        episode = Episode(start, why, status, place, postcode)
        care.episodes.append(episode)
        if moves >= ends:
            break
        learned = max(learned, _learned(moves, rng) if late else moves)  # what came later is not recorded earlier
        episode.end, episode.ended, episode.learned = moves, "X1", learned
        start, why = moves, _draw(MOVES, rng)
        status = NEXT_STATUS[status] if why in "LB" else status
        place, postcode = (place, postcode) if why == "L" else (_place(status, rng), _postcode(rng, other=postcode))
    episode.end, episode.learned = ends, max(learned, ends)
    episode.ended = "E7" if ends >= birthday(care.birth_date, 18) else _draw(ENDS, rng)
    care.reviews.extend(_reviews(begins, ends, rng))
    if begins >= birthday(care.birth_date, 11) and rng.random() < 0.15:
        missing = begins + timedelta(days=rng.randrange(1, 4))
        care.absences.append((missing, missing + timedelta(days=rng.randrange(0, 3))))
    care.workers.extend(_workers(begins, ends, rng))


def _learned(moved: date, rng: random.Random) -> date:
    """Return when a move was recorded: on the day, or in the weeks after 31 March where that was near."""
    year_ends = date(moved.year + (moved.month > 3), 3, 31)
    near = (year_ends - moved).days < 7 * LATE_WEEKS
    return year_ends + timedelta(days=20) if near and rng.random() < SHARE_LEARNED_TOO_LATE else moved


def _reviews(begins: date, ends: date, rng: random.Random) -> Iterator[date]:
    """Yield reviews: within 20 working days, within three months of it, and then within every six."""
    held, gaps = begins, [27, 88]
    while (held := held + timedelta(days=(gaps.pop(0) if gaps else 180) - rng.randrange(0, 8))) < ends:
        yield held


def _workers(begins: date, ends: date, rng: random.Random) -> Iterator[tuple[str, date, date]]:
    start = begins
    while True:
        leaves = start + timedelta(days=60 + int(rng.expovariate(1 / 400)))
        worker = rng.choice(WORKERS)
        if leaves >= ends:
            yield worker, start, NEVER  # who works with the child when care ends goes on
            return
        yield worker, start, leaves
        start = leaves


def _place(status: str, rng: random.Random) -> str:
    """Return a placement; nobody is placed with parents (P1) under section 20 (V2)."""
    place = _draw(PLACES, rng)
    return "U6" if (status, place) == ("V2", "P1") else place


def _postcode(rng: random.Random, *, other: str = "") -> str:
    """Return a postcode of an area that does not exist, and another than this."""
    postcode = f"ZZ{rng.randrange(1, 99)} {rng.randrange(1, 10)}ZZ"
    return _postcode(rng, other=other) if postcode == other else postcode


def birthday(born: date, age: int) -> date:
    """Return the day on which someone comes of an age."""
    return (pd.Timestamp(born) + pd.DateOffset(years=age)).date()


def _draw(shares: dict[str, int], rng: random.Random) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]
