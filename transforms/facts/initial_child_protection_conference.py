"""Initial child protection conferences, found on enquiries and on referrals."""

import pandas as pd

from expectations.codes import YesNoUnknown
from expectations.working_days import Calendar
from transforms.facts.child_event import CASE, in_episode, in_words, never, with_age_band, with_case_holder

KEY = ["child_id", "held_date"]
ANSWERED = [YesNoUnknown.YES.value, YesNoUnknown.NO.value]


def fact_initial_child_protection_conference(
    section_47_enquiries: pd.DataFrame,
    referrals: pd.DataFrame,
    children: pd.DataFrame,
    calendar: Calendar,
) -> pd.DataFrame:
    """
    Return one row for each child and day on which a conference was held.

    A conference recorded on the referral alone followed no enquiry, such as that of a child who moved in.
    Where several enquiries name one conference, its clock starts with the latest that began on or before it.
    The outcome is what was stated. A plan that starts that day would only ever add a Yes, never a No, and the
    share of conferences that lead to a plan would be wrong.
    """
    return (
        pd.concat([_after_enquiry(section_47_enquiries, referrals), _without_enquiry(referrals)])
        .drop_duplicates(KEY)
        .sort_values(KEY, ignore_index=True)
        .pipe(with_case_holder, referrals)
        .assign(
            plan_outcome=lambda conferences: in_words(conferences["plan_outcome"]),
            event_date=lambda conferences: conferences["held_date"],
            working_days_from_section_47=lambda conferences: calendar.working_days_between(
                conferences["section_47_enquiry_date"], conferences["held_date"]
            ),
        )
        .pipe(with_age_band, children)
    )[[*CASE, "held_date", "section_47_enquiry_date", "working_days_from_section_47", "plan_outcome"]]


def _after_enquiry(enquiries: pd.DataFrame, referrals: pd.DataFrame) -> pd.DataFrame:
    return (
        enquiries.loc[enquiries["conference_date"].notna()]
        .pipe(in_episode, referrals, on="start_date")
        .assign(
            plan_outcome=lambda enquiries: enquiries["plan_outcome"].where(enquiries["plan_outcome"].isin(ANSWERED))
        )
        .rename(columns={"start_date": "section_47_enquiry_date", "conference_date": "held_date"})
        .pipe(_nearest_first, "section_47_enquiry_date")
        .groupby(KEY, as_index=False, sort=False)[
            ["section_47_enquiry_date", "referral_date", "plan_outcome", "team", "worker"]
        ]
        .first()
    )


def _without_enquiry(referrals: pd.DataFrame) -> pd.DataFrame:
    return (
        referrals.loc[referrals["conference_date"].notna()]
        .rename(columns={"conference_date": "held_date"})
        .pipe(_nearest_first, "referral_date")
        .drop_duplicates(KEY)
        .assign(section_47_enquiry_date=never)[[*KEY, "section_47_enquiry_date", "referral_date", "team", "worker"]]
    )


def _nearest_first(conferences: pd.DataFrame, start: str) -> pd.DataFrame:
    """Sort so that the latest start on or before the conference leads, or else the earliest after it."""
    return (
        conferences.assign(
            is_after=conferences[start] > conferences["held_date"],
            distance=(conferences["held_date"] - conferences[start]).abs(),
        )
        .sort_values([*KEY, "is_after", "distance"])
        .drop(columns=["is_after", "distance"])
    )
