"""How many plans of each kind a year has, out of what DfE published in tables D1, D5 and D7."""

from dataclasses import dataclass

import numpy as np

from flows.sample.calibrated.apportionment import bounded, filled
from flows.sample.calibrated.plan_details import CATEGORIES
from flows.sample.calibrated.targets import YearTargets

BANDS = (
    "3_months_or_less",
    "more_than_3_months_6_months",
    "more_than_6_months_less_than_1_year",
    "1_year_less_than_2_years",
    "2_years_or_more",
)
OPEN_SHARES = (30, 25, 27, 16, 2)  # England, year ending March 2024, per cent (D5)
ENDED_SHARES = (16, 12, 43, 25, 4)  # the same, D7
FLOW_SHARE = 1.25  # plans started per plan open on 31 March


@dataclass
class PlanCounts:
    """
    Plans by whether they were open on 1 April and 31 March, and how many children had two of them.

    Plans that were open for less than a year on 31 March started in the year; that settles the rest.
    """

    open_old: np.ndarray  # by the last two bands
    open_new: np.ndarray  # by the first three bands
    ended_old: np.ndarray  # by all five
    ended_new: np.ndarray  # by the first three
    ended_then_open: int  # children: a plan of before the year ended, another is open
    ended_then_ended: int
    new_then_open: int
    new_then_ended: int
    three_months: int  # started exactly three months before 31 March: three months or less, and reviewed as D6 counts

    @classmethod
    def of(cls, targets: YearTargets) -> "PlanCounts":
        """Work out the counts; the totals of D1 come first where a band contradicts them."""
        at_31, ended, started = _totals(targets)
        open_bands = filled(_open_bands(targets, at_31), at_31, OPEN_SHARES)
        too_many = int(open_bands[:3].sum()) - started
        if too_many > 0:
            open_bands[:3] = bounded(open_bands[:3], [0, 0, 0], open_bands[:3], started)
            open_bands[3] += too_many
        ended_bands = filled(targets.counts_of("d7", BANDS), ended, ENDED_SHARES)
        both = min(started - int(open_bands[:3].sum()), int(ended_bands[:3].sum()))
        likely = ended_bands[:3] * np.array([0.8, 0.55, 0.3])
        wanted = np.round(likely * both / max(likely.sum(), 1)).astype("int64")
        ended_new = bounded(wanted, [0, 0, 0], ended_bands[:3], both)
        lacking = started - int(open_bands[:3].sum()) - both
        if lacking > 0 and targets.count("d1.CPP_start") is None:  # fewer start than is usual
            least = sum(count or 0 for count in targets.counts_of("d2", [f"{name}_Initial" for name in CATEGORIES]))
            fewer = min(lacking, max(started - least, 0))
            started, lacking = started - fewer, lacking - fewer
        if lacking > 0:  # more start and end in the year than end within a year: some stay open instead
            moved = min(lacking, int(open_bands[3]))
            open_bands[3] -= moved
            open_bands[2] += moved
        ended_old = ended_bands.copy()
        ended_old[:3] -= ended_new
        reviewed = targets.count("d6.CPP_At31_3Months")
        longer = at_31 - int(open_bands[0])
        three_months = 0 if reviewed is None else min(max(reviewed - longer, 0), int(open_bands[0]))
        pairs = pairs_of(
            started - (targets.count("d1.CPP_child_start") or started),
            ended - (targets.count("d1.CPP_child_end") or ended),
            at_31 + ended - (targets.count("d1.CPP_child_anypoint") or at_31 + ended),
        )
        return cls(open_bands[3:].copy(), open_bands[:3].copy(), ended_old, ended_new, *pairs, three_months)


def _totals(targets: YearTargets) -> tuple[int, int, int]:
    at_31, ended, started, anypoint = (
        targets.count(f"d1.{name}") for name in ("CPP_At31", "CPP_end", "CPP_start", "CPP_anypoint")
    )
    at_31 = _sum_of(targets, "d5") if at_31 is None else at_31
    ended = _sum_of(targets, "d7") if ended is None else ended
    if at_31 is None and ended is None and anypoint is not None:
        ended = round(anypoint * FLOW_SHARE / (1 + FLOW_SHARE))
    if at_31 is None and anypoint is not None and ended is not None:
        at_31 = max(anypoint - ended, 0)
    if at_31 is None:
        in_need = targets.count("b1.At31_episodes") or 0
        at_31 = round(0.12 * in_need) if started is None else round(started / FLOW_SHARE)
    if ended is None:
        ended = max(anypoint - at_31, 0) if anypoint is not None else round(FLOW_SHARE * at_31)
        ended = max(ended, *_at_least(targets, at_31))
    if started is None:
        started = min(round(FLOW_SHARE * at_31), at_31 + ended)
    return at_31, ended, started


def _at_least(targets: YearTargets, at_31: int) -> tuple[int, ...]:
    """Return how many plans ended at least: the children whose plan did, and the published bands."""
    known = [count for count in targets.counts_of("d7", BANDS) if count is not None]
    children = targets.count("d1.CPP_child_end") or 0
    at_any_point = targets.count("d1.CPP_child_anypoint") or 0
    return children, at_any_point - at_31, sum(known)


def _sum_of(targets: YearTargets, table: str) -> int | None:
    """Return the total of a table whose bands are all published."""
    bands = targets.counts_of(table, BANDS)
    return None if None in bands else sum(bands)


def _open_bands(targets: YearTargets, at_31: int) -> list[int | None]:
    bands = targets.counts_of("d5", BANDS)
    longer = targets.count("d6.CPP_At31_3Months")
    if bands[0] is None and longer is not None and longer <= at_31:
        bands[0] = at_31 - longer
    return bands


def pairs_of(twice_started: int, twice_ended: int, twice: int) -> tuple[int, int, int, int]:
    """
    Return how many children had two plans, by what became of the two.

    A second plan that started in the year counts in `twice_started` if the first did too, in `twice_ended` if both
    ended in it, and always in `twice`.
    """
    twice_started, twice_ended, twice = max(twice_started, 0), max(twice_ended, 0), max(twice, 0)
    new_then_ended = min(max(twice_started + twice_ended - twice, 0), twice_started, twice_ended)
    new_then_open = twice_started - new_then_ended
    ended_then_ended = twice_ended - new_then_ended
    ended_then_open = max(twice - new_then_ended - new_then_open - ended_then_ended, 0)
    return ended_then_open, ended_then_ended, new_then_open, new_then_ended
