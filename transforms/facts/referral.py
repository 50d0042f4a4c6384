"""Referrals and the episodes of need that they open."""

from collections.abc import Callable

import pandas as pd

from expectations.codes import ClosureReason
from expectations.contract import NOT_APPLICABLE
from expectations.working_days import Calendar
from transforms.facts.child_event import CASE, in_episode, with_age_band

KEY = ["child_id", "referral_date"]
RE_REFERRAL_MONTHS = 12  # DfE table C1: within 12 months of a previous referral
DURATION_MONTHS = {  # DfE tables B4 and B5
    "three_months_date": 3,
    "six_months_date": 6,
    "twelve_months_date": 12,
    "two_years_date": 24,
}
APRIL = 4  # the financial year begins with the fourth month
NOT_IN_NEED = [ClosureReason.RC8.value, ClosureReason.RC9.value]  # DfE table C1; RC9 since 2023


def fact_referral(
    referrals: pd.DataFrame,
    assessments: pd.DataFrame,
    section_47_enquiries: pd.DataFrame,
    child_protection_plans: pd.DataFrame,
    children: pd.DataFrame,
    calendar: Calendar,
) -> pd.DataFrame:
    """
    Return referrals with the one before and the first step of each kind within the episode.

    An episode lasts from the referral until it closes or the child is referred again. Every referral counts as
    a previous one, also one without further action; its own date is the anchor, not the date on which it closed.
    A year's census knows only closures up to 31 March: by then it must have been found that the child is not in
    need, for the year's table to say so.
    """
    return (
        referrals.sort_values(KEY, ignore_index=True)
        .pipe(_with_closure)
        .pipe(_with_previous_referral)
        .merge(_first_assessments(assessments, referrals), how="left", on=KEY)
        .merge(_first_conferences(section_47_enquiries, referrals), how="left", on=KEY)
        .merge(_first_plans(child_protection_plans, referrals), how="left", on=KEY)
        .assign(
            event_date=lambda referrals: referrals["referral_date"],
            **{name: _months_after_referral(months) for name, months in DURATION_MONTHS.items()},
            working_days_to_first_assessment=lambda referrals: calendar.working_days_between(
                referrals["referral_date"], referrals["first_assessment_start_date"]
            ),
        )
        .pipe(with_age_band, children)
        .rename(columns={"source": "referral_source", "no_further_action": "is_no_further_action"})
    )[
        [
            *CASE,
            "referral_date",
            "referral_source",
            "primary_need",
            "closure_reason",
            "closure_date",
            "first_assessment_start_date",
            "first_assessment_authorisation_date",
            "first_section_47_enquiry_date",
            "first_conference_date",
            "first_plan_start_date",
            *DURATION_MONTHS,
            "previous_referral_date",
            "is_no_further_action",
            "is_re_referral_within_12_months",
            "is_closed_as_not_in_need",
            "is_not_in_need_by_year_end",
            "working_days_to_first_assessment",
        ]
    ]


def _with_closure(referrals: pd.DataFrame) -> pd.DataFrame:
    is_closed = referrals["closure_date"].notna()
    is_not_in_need = is_closed & referrals["closure_reason"].isin(NOT_IN_NEED)
    return referrals.assign(
        closure_reason=referrals["closure_reason"].where(is_closed, NOT_APPLICABLE),
        is_closed_as_not_in_need=is_not_in_need,
        is_not_in_need_by_year_end=is_not_in_need
        & (_financial_year(referrals["closure_date"]) <= _financial_year(referrals["referral_date"])),
    )


def _financial_year(days: pd.Series) -> pd.Series:
    """Return the year ending 31 March in which each day lies."""
    return days.dt.year + (days.dt.month >= APRIL)


def _months_after_referral(months: int) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda referrals: referrals["referral_date"] + pd.DateOffset(months=months)


def _with_previous_referral(referrals: pd.DataFrame) -> pd.DataFrame:
    previous = referrals.groupby("child_id")["referral_date"].shift()
    earliest = referrals["referral_date"] - pd.DateOffset(months=RE_REFERRAL_MONTHS)
    return referrals.assign(
        previous_referral_date=previous,
        is_re_referral_within_12_months=(previous >= earliest) & (previous < referrals["referral_date"]),
    )


def _first_assessments(assessments: pd.DataFrame, referrals: pd.DataFrame) -> pd.DataFrame:
    return (
        assessments.pipe(in_episode, referrals, on="start_date")
        .groupby(KEY, as_index=False)
        .agg(
            first_assessment_start_date=("start_date", "min"),
            first_assessment_authorisation_date=("authorisation_date", "min"),
        )
    )


def _first_conferences(enquiries: pd.DataFrame, referrals: pd.DataFrame) -> pd.DataFrame:
    return (
        pd.concat(
            [
                enquiries.pipe(in_episode, referrals, on="start_date")[[*KEY, "start_date", "conference_date"]],
                referrals[[*KEY, "conference_date"]],
            ]
        )
        .groupby(KEY, as_index=False)
        .agg(first_section_47_enquiry_date=("start_date", "min"), first_conference_date=("conference_date", "min"))
    )


def _first_plans(plans: pd.DataFrame, referrals: pd.DataFrame) -> pd.DataFrame:
    return (
        plans.pipe(in_episode, referrals, on="start_date")
        .groupby(KEY, as_index=False)
        .agg(first_plan_start_date=("start_date", "min"))
    )
