"""Counts the events of a year as DfE does."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from flows.sample.calibrated.assessments import BANDS as ASSESSMENT_BANDS
from flows.sample.calibrated.assessments import PERCENTILES as ASSESSMENT_PERCENTILES
from flows.sample.calibrated.child_in_need_plans import FIRST_YEAR as FIRST_YEAR_OF_NEEDS_PLANS
from flows.sample.calibrated.conference_counts import BANDS as CONFERENCE_BANDS
from flows.sample.calibrated.conference_counts import PERCENTILES as CONFERENCE_PERCENTILES
from flows.sample.calibrated.days import as_days, working_index
from flows.sample.calibrated.factors import CODES
from flows.sample.calibrated.plan_counts import BANDS as PLAN_BANDS
from flows.sample.calibrated.plan_details import CATEGORIES
from flows.sample.calibrated.proofs import REPEATED
from flows.sample.calibrated.year_days import ReportingYear
from transforms.facts.assessment import LIMIT as ASSESSMENT_LIMIT
from transforms.facts.child_protection_plan import LONG_PLAN_DAYS, REVIEWS_DUE_AFTER_MONTHS
from transforms.facts.child_protection_plan_review import FIRST_DUE_MONTHS, NEXT_DUE_MONTHS, REMEMBERED_MONTHS
from transforms.facts.section_47_enquiry import LIMIT as CONFERENCE_LIMIT


class Events(Protocol):
    """The frames that are counted."""

    assessments: pd.DataFrame
    factors: pd.DataFrame
    enquiries: pd.DataFrame
    conferences: pd.DataFrame
    plans: pd.DataFrame
    reviews: pd.DataFrame
    needs_plans: pd.DataFrame


def counted(events: Events, year: int) -> dict[str, int]:
    """Return what the events come to, by the code of the measure."""
    period = ReportingYear(year)
    result = _assessments(events, period) | _factors(events, period) | _conferences(events, period)
    result |= _plans(events, period) | _categories(events, period) | _reviews(events, period)
    result |= {measure: result[total] for measure, total in REPEATED.items() if total in result}
    if year >= FIRST_YEAR_OF_NEEDS_PLANS:
        result |= _flows(events.needs_plans, period, "b7.CINPlan_")
    return result


def _half_up(value: float) -> int:
    return int(np.floor(value + 0.5 + 1e-9))


def _banded(days: np.ndarray, bands: Mapping[str, tuple[int, int]], table: str) -> dict[str, int]:
    edges = [low for low, _ in bands.values()]
    place = np.searchsorted([0, *edges[1:]], days, side="right") - 1
    numbers = np.bincount(place[place >= 0], minlength=len(bands))
    return {f"{table}.{name}": int(number) for name, number in zip(bands, numbers, strict=True)}


def _percentiles(days: np.ndarray, names: tuple[str, ...], table: str) -> dict[str, int]:
    values = np.percentile(days, [25, 50, 75]) if len(days) else [0, 0, 0]
    return {f"{table}.{name}": _half_up(value) for name, value in zip(names, values, strict=True)}


def _in_year(days: np.ndarray, year: ReportingYear) -> np.ndarray:
    return (days >= year.first) & (days <= year.last)


def _assessments(events: Events, year: ReportingYear) -> dict[str, int]:
    start, end = as_days(events.assessments["start_date"]), as_days(events.assessments["authorisation_date"])
    done = _in_year(end, year)
    days = working_index(end[done]) - working_index(start[done])
    return {
        "c2.Assessments_completed": int(done.sum()),
        **_banded(days, ASSESSMENT_BANDS, "c2"),
        **_percentiles(days, ASSESSMENT_PERCENTILES, "c2"),
        "c2.Within_45_days": int((days <= ASSESSMENT_LIMIT).sum()),
    }


def _factors(events: Events, year: ReportingYear) -> dict[str, int]:
    keys = ["child_id", "referral_date"]
    codes = {code: name for name, group in CODES.items() for code in group}
    named = events.factors[keys].assign(name=events.factors["factor"].map(codes)).drop_duplicates()
    numbers = named["name"].value_counts()
    return {
        "c3.Episodes_with_assessment_factor": len(named[keys].drop_duplicates()),
        **{f"c3.{name}": int(numbers.get(name, 0)) for name in CODES},
    }


def _conferences(events: Events, year: ReportingYear) -> dict[str, int]:
    enquiries = events.enquiries
    start, held = as_days(enquiries["start_date"]), as_days(enquiries["conference_date"])
    made, followed = _in_year(start, year), _in_year(held, year)
    days = working_index(held[followed]) - working_index(start[followed])
    conferred = pd.concat(
        [
            enquiries.loc[followed, ["child_id", "conference_date"]],
            events.conferences[["child_id", "conference_date"]],
        ]
    ).drop_duplicates()
    return {
        "c4.Section47": int(made.sum()),
        "c4.Section47_child": enquiries.loc[made, "child_id"].nunique(),
        "c4.ICPC": len(conferred),
        "c4.ICPC_child": conferred["child_id"].nunique(),
        **_banded(days, CONFERENCE_BANDS, "c4"),
        **_percentiles(days, CONFERENCE_PERCENTILES, "c4"),
        "c4.Within_15_days": int((days <= CONFERENCE_LIMIT).sum()),
    }


def _flows(plans: pd.DataFrame, year: ReportingYear, prefix: str) -> dict[str, int]:
    children = plans["child_id"]
    started, ended = _in_year(as_days(plans["start_date"]), year), _in_year(as_days(plans["end_date"]), year)
    is_open = plans["end_date"].isna().to_numpy()
    return {
        f"{prefix}start": int(started.sum()),
        f"{prefix}child_start": children[started].nunique(),
        f"{prefix}end": int(ended.sum()),
        f"{prefix}child_end": children[ended].nunique(),
        f"{prefix}anypoint": int((ended | is_open).sum()),
        f"{prefix}child_anypoint": children[ended | is_open].nunique(),
        f"{prefix}At31": int(is_open.sum()),
    }


def _plans(events: Events, year: ReportingYear) -> dict[str, int]:
    plans = events.plans
    is_open = plans["end_date"].isna()
    last = pd.Timestamp(year.year, 3, 31)
    started = _in_year(as_days(plans["start_date"]), year)
    return {
        **_flows(plans, year, "d1.CPP_"),
        "d3.CPP_subsequent": int((started & (plans["number_of_previous_plans"] >= 1)).sum()),
        **_plan_bands(plans.loc[is_open, "start_date"], pd.Series(last, index=plans.index[is_open]), "d5"),
        **_plan_bands(plans.loc[~is_open, "start_date"], plans.loc[~is_open, "end_date"], "d7"),
    }


def _plan_bands(start: pd.Series, end: pd.Series, table: str) -> dict[str, int]:
    up_to = [
        end <= start + pd.DateOffset(months=3),
        end <= start + pd.DateOffset(months=6),
        end < start + pd.DateOffset(months=12),
        end < start + pd.Timedelta(days=LONG_PLAN_DAYS),
        end.notna(),
    ]
    sums = [int(mask.sum()) for mask in up_to]
    return {f"{table}.{name}": number for name, number in zip(PLAN_BANDS, np.diff([0, *sums]).tolist(), strict=True)}


def _categories(events: Events, year: ReportingYear) -> dict[str, int]:
    plans = events.plans
    groups = {"d2": _in_year(as_days(plans["start_date"]), year), "d4": plans["end_date"].isna().to_numpy()}
    return {
        f"{table}.{name}_{which}": int((plans.loc[rows, f"{which.lower()}_category"] == code).sum())
        for table, rows in groups.items()
        for which in ("Initial", "Latest")
        for name, code in CATEGORIES.items()
    }


def _reviews(events: Events, year: ReportingYear) -> dict[str, int]:
    last = pd.Timestamp(year.year, 3, 31)
    key = ["child_id", "start_date"]
    long = events.plans[
        events.plans["end_date"].isna()
        & (events.plans["start_date"] + pd.DateOffset(months=REVIEWS_DUE_AFTER_MONTHS) <= last)
    ][key]
    held = events.reviews[[*key, "review_date"]].merge(long, on=key)
    rows = pd.concat([held, long.assign(review_date=pd.NaT)]).sort_values([*key, "review_date"], na_position="last")
    before = rows.groupby(key)["review_date"].shift()
    due = (before + pd.DateOffset(months=NEXT_DUE_MONTHS)).fillna(
        rows["start_date"] + pd.DateOffset(months=FIRST_DUE_MONTHS)
    )
    late = ~(rows["review_date"] <= due) & (due < last)
    late &= rows["review_date"].isna() | (rows["review_date"] + pd.DateOffset(months=REMEMBERED_MONTHS) > last)
    return {
        "d6.CPP_At31_3Months": len(long),
        "d6.Reviewed_within_timescales": len(long) - len(rows.loc[late, key].drop_duplicates()),
    }
