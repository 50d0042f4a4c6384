"""Reviews of child protection plans: held in time, but for as many plans as were published late."""

import numpy as np
import pandas as pd

from flows.sample.calibrated.days import NEVER, as_dates, as_days, between
from flows.sample.calibrated.targets import YearTargets
from flows.sample.calibrated.year_days import ReportingYear, plus_months

IN_TIME = {True: (68, 88), False: (150, 180)}  # days: three calendar months have 89 or more, six have 181
LATE = {True: (95, 115), False: (187, 205)}  # three months have at most 92 days, six at most 184
DUE_AFTER_DAYS = 93  # a plan open for longer has had its first review due
DUE_AFTER_MONTHS = 3  # DfE table D6 counts it from then on, the day included
IN_TIME_SHARE = 0.9


def reviews(
    plans: pd.DataFrame,
    targets: YearTargets,
    year: ReportingYear,
    *,
    held_before: pd.DataFrame | None,
    random: np.random.Generator,
) -> pd.DataFrame:
    """
    Return every review of the plans up to 31 March, with the day of the review as `review_date`.

    A plan is late by one review of the year, held some days after it was due; DfE counts a late review for a
    year. `held_before` has the reviews of last year's plans. Plans are named by child_id, referral_date, start_date.
    """
    key = ["child_id", "referral_date", "start_date"]
    start = as_days(plans["start_date"])
    until = np.minimum(as_days(plans["end_date"]), year.last)
    last, is_first = start.copy(), np.ones(len(plans), dtype=bool)
    parts = []
    if held_before is not None and len(held_before):
        known = held_before.merge(plans[key], on=key)
        parts.append(known[[*key, "review_date"]])
        newest = plans[key].merge(known.groupby(key, as_index=False)["review_date"].max(), how="left", on=key)
        held = as_days(newest["review_date"])
        last, is_first = np.where(held == NEVER, last, held), held == NEVER
    is_late = _late_plans(plans, targets, year, random)
    active = np.ones(len(plans), dtype=bool)
    carried = plans["carried"].to_numpy() >= 0
    while active.any():
        in_time = np.where(is_first, *(_draw(IN_TIME[first], last, random) for first in (True, False)))
        latest = last + np.where(is_first, IN_TIME[True][1], IN_TIME[False][1])
        in_time = np.where(carried, np.maximum(in_time, np.minimum(year.first, latest)), in_time)
        late = np.where(is_first, *(_draw(LATE[first], last, random) for first in (True, False)))
        late = np.minimum(late, np.maximum(until, last + np.where(is_first, LATE[True][0], LATE[False][0])))
        turns_late = is_late & (in_time >= year.first)
        day = np.where(turns_late, late, in_time)
        shifted = day - np.maximum((day + 3) % 7 - 4, 0)  # day 0 was a Thursday; from weekends back to Friday
        day = np.where((shifted < year.first) & (day >= year.first), day, shifted)
        active &= day <= until
        is_late &= ~(turns_late & active)
        parts.append(plans.loc[active, key].assign(review_date=as_dates(day[active])))
        last, is_first = np.where(active, day, last), is_first & ~active
    nothing = plans[key].iloc[:0].assign(review_date=as_dates(start[:0]))
    held = pd.concat(parts, ignore_index=True) if parts else nothing
    return held.sort_values([*key, "review_date"], ignore_index=True)


def _draw(limits: tuple[int, int], last: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return last + between(np.full(len(last), limits[0]), np.full(len(last), limits[1]), random)


def _late_plans(
    plans: pd.DataFrame, targets: YearTargets, year: ReportingYear, random: np.random.Generator
) -> np.ndarray:
    is_open, start = plans["end_date"].isna().to_numpy(), as_days(plans["start_date"])
    counted = int((is_open & (plus_months(start, DUE_AFTER_MONTHS) <= year.last)).sum())
    due = np.flatnonzero(is_open & (start < year.last - DUE_AFTER_DAYS))
    published = targets.count("d6.Reviewed_within_timescales")
    in_time = round(IN_TIME_SHARE * counted) if published is None else min(published, counted)
    late = np.zeros(len(plans), dtype=bool)
    late[random.permutation(due)[: counted - in_time]] = True
    return late
