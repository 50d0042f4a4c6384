"""Assessments and the factors found at their end."""

import pandas as pd

from expectations.codes import AssessmentFactor
from expectations.working_days import Calendar
from transforms.facts.child_event import CASE, CHILD, in_episode, in_words, with_age_band, with_case_holder

KEY = ["child_id", "start_date"]
LIMIT = 45  # working days; Working Together to Safeguard Children, DfE table C2
DUE_SOON = 40  # working days


def fact_assessment(
    assessments: pd.DataFrame, referrals: pd.DataFrame, children: pd.DataFrame, calendar: Calendar
) -> pd.DataFrame:
    """
    Return assessments with their durations in working days.

    DfE counts from the start of the assessment, Working Together from the referral: both are kept, and an
    impossible (negative) duration stays as it is, so that the assessment still counts in the denominator.
    """
    return (
        assessments.sort_values(KEY, ignore_index=True)
        .pipe(in_episode, referrals, on="start_date")
        .pipe(with_case_holder, referrals)
        .assign(
            event_date=lambda assessments: assessments["start_date"],
            due_soon_date=lambda assessments: calendar.add_working_days(assessments["start_date"], DUE_SOON),
            overdue_date=lambda assessments: calendar.add_working_days(assessments["start_date"], LIMIT + 1),
            working_days_from_start=lambda assessments: calendar.working_days_between(
                assessments["start_date"], assessments["authorisation_date"]
            ),
            working_days_from_referral=lambda assessments: calendar.working_days_between(
                assessments["referral_date"], assessments["authorisation_date"]
            ),
            child_seen=lambda assessments: in_words(assessments["child_seen"]),
            support_required=lambda assessments: in_words(assessments["support_required"]),
        )
        .pipe(with_age_band, children)
    )[
        [
            *CASE,
            "start_date",
            "authorisation_date",
            "referral_date",
            "due_soon_date",
            "overdue_date",
            "working_days_from_start",
            "working_days_from_referral",
            "child_seen",
            "support_required",
        ]
    ]


def fact_assessment_factor(
    assessment_factors: pd.DataFrame, assessments: pd.DataFrame, referrals: pd.DataFrame, children: pd.DataFrame
) -> pd.DataFrame:
    """
    Return one row for each assessment and factor, also where the assessment itself was not delivered.

    Factor 21 says that none was identified; it stays, because "none" and "not recorded" are different answers.
    """
    in_episodes = in_episode(assessments, referrals, on="start_date")
    return (
        assessment_factors.rename(columns={"assessment_start_date": "start_date", "factor": "assessment_factor"})
        .sort_values([*KEY, "assessment_factor"], ignore_index=True)
        .merge(in_episodes[[*KEY, "authorisation_date", "referral_date"]], how="left", on=KEY)
        .assign(
            event_date=lambda factors: factors["start_date"],
            is_identified=lambda factors: factors["assessment_factor"] != AssessmentFactor.F21.value,
        )
        .pipe(with_age_band, children)
    )[[*CHILD, "start_date", "assessment_factor", "authorisation_date", "referral_date", "is_identified"]]
