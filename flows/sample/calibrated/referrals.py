"""The year's referrals: what became of them, in which month, on which day, and until when."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from flows.sample.calibrated.amounts import Amounts
from flows.sample.calibrated.apportionment import apportion_within
from flows.sample.calibrated.days import NEVER
from flows.sample.calibrated.year_days import MARGIN, ReportingYear, on_weekdays, plus_months, weekdays_between

SHORTEST = 35  # days that an episode lasts where the year leaves them: room for an assessment


class Kind(IntEnum):
    """What had become of a referral of the year by its end."""

    NO_FURTHER_ACTION = 0
    NOT_IN_NEED = 1
    ENDED_IN_3_MONTHS = 2
    ENDED_IN_6_MONTHS = 3
    ENDED_IN_A_YEAR = 4
    OPEN = 5


ENDED = (Kind.ENDED_IN_3_MONTHS, Kind.ENDED_IN_6_MONTHS, Kind.ENDED_IN_A_YEAR)


@dataclass(frozen=True)
class NewReferrals:
    """Referrals of the year in no order: kind, day of referral, day of closure (`NEVER` while open)."""

    kind: np.ndarray
    referred: np.ndarray
    closed: np.ndarray

    @property
    def started(self) -> np.ndarray:
        """Whether an episode of need started."""
        return self.kind >= Kind.ENDED_IN_3_MONTHS

    @property
    def ended(self) -> np.ndarray:
        """Whether an episode of need started and ended."""
        return self.started & (self.kind != Kind.OPEN)


def new_referrals(
    amounts: Amounts, ended_new: np.ndarray, random: np.random.Generator, *, hurry: bool = False
) -> NewReferrals:
    """
    Return the year's referrals; `ended_new` has the episodes that start and end in it by duration.

    Those whose duration says when they were referred take their months first; the others take what is left. In a
    `hurry`, episodes end soon, so that another can follow in the year.
    """
    by_month = _months(amounts, ended_new)
    year = ReportingYear(amounts.year)
    kinds, referred = [], []
    for kind, numbers in by_month.items():
        for month, number in enumerate(numbers):
            if number:
                kinds.append(np.full(number, int(kind)))
                referred.append(random.choice(_days(kind, month, year), size=number))
    if not kinds:
        nothing = np.zeros(0, dtype="int64")
        return NewReferrals(nothing, nothing, nothing)
    kind, day = np.concatenate(kinds), np.concatenate(referred).astype("int64")
    # Where nearly every ended episode is followed by another, they have to end soon.
    crowded = hurry or amounts.pairs_started > 0.6 * max(amounts.ended_new, 1)
    return NewReferrals(kind, day, _closures(kind, day, year, random, shortest=7 if crowded else SHORTEST))


def _months(amounts: Amounts, ended_new: np.ndarray) -> dict[Kind, np.ndarray]:
    """Return the referrals of each kind by month; the months add up to the published ones."""
    left = amounts.months.copy()
    year, half, three_quarters = slice(0, 12), slice(0, 6), slice(0, 9)
    months: dict[Kind, np.ndarray] = {kind: np.zeros(12, dtype=int) for kind in Kind}

    def take(kind: Kind, number: int, among: slice, weights: list[float]) -> None:
        room = np.zeros(12, dtype=int)
        room[among] = left[among]
        taken = apportion_within(int(number), left * np.array(weights), room)
        months[kind] += taken
        left[:] -= taken

    latest = [0.0] * 9 + [0.55, 0.8, 1.1]
    take(Kind.OPEN, amounts.open_durations[0], slice(9, 12), latest)
    take(Kind.OPEN, amounts.open_durations[1], slice(6, 9), [1.0] * 12)
    take(Kind.OPEN, amounts.open_durations[2], half, [0.8, 0.8, 0.9, 1.0, 1.1, 1.2] + [0.0] * 6)
    take(Kind.ENDED_IN_A_YEAR, ended_new[2], half, [1.6, 1.5, 1.3, 1.0, 0.6, 0.2] + [0.0] * 6)
    take(Kind.ENDED_IN_6_MONTHS, ended_new[1], three_quarters, [1.0] * 7 + [0.7, 0.3] + [0.0] * 3)
    take(Kind.NO_FURTHER_ACTION, amounts.no_further_action, year, [0.9] * 11 + [2.0])
    take(Kind.NOT_IN_NEED, amounts.not_in_need, year, [1.0] * 10 + [0.8, 0.4])
    months[Kind.ENDED_IN_3_MONTHS] += left
    return months


def _days(kind: Kind, month: int, year: ReportingYear) -> np.ndarray:
    """Return the days of a month on which a referral of a kind may have been made."""
    first, last = year.month(month)
    if kind == Kind.OPEN:
        return weekdays_between(first + MARGIN, last - MARGIN)
    if kind == Kind.ENDED_IN_6_MONTHS and month == 8:
        return weekdays_between(first, last - 10)
    if kind == Kind.ENDED_IN_A_YEAR and month == 5:
        return weekdays_between(first, last - 10)
    if kind != Kind.NO_FURTHER_ACTION and month == 11:
        return weekdays_between(first, last - 8)
    return weekdays_between(first, last)


def _closures(
    kind: np.ndarray, referred: np.ndarray, year: ReportingYear, random: np.random.Generator, *, shortest: int
) -> np.ndarray:
    in_3, in_6, in_12 = (plus_months(referred, months) for months in (3, 6, 12))
    first = np.select(
        [kind == Kind.NOT_IN_NEED, kind == Kind.ENDED_IN_3_MONTHS, kind == Kind.ENDED_IN_6_MONTHS],
        [referred + 20, referred + shortest, in_3 + MARGIN],
        in_6 + MARGIN,
    )
    last = np.select(
        [kind == Kind.NOT_IN_NEED, kind == Kind.ENDED_IN_3_MONTHS, kind == Kind.ENDED_IN_6_MONTHS],
        [referred + 80, in_3 - MARGIN if shortest == SHORTEST else referred + 3 * shortest, in_6 - MARGIN],
        in_12 - MARGIN,
    )
    last = np.minimum(last, year.last)
    first = np.maximum(np.minimum(first, last - 3), referred + 1)
    drawn = first + (random.random(len(kind)) * (np.maximum(last, first) - first + 1)).astype("int64")
    closed = on_weekdays(drawn, first, last)
    closed = np.where(kind == Kind.NO_FURTHER_ACTION, referred, closed)
    return np.where(kind == Kind.OPEN, NEVER, closed)
