"""Section 47 enquiries and how long the conference took."""

import pandas as pd

from expectations.working_days import Calendar
from transforms.facts.child_event import CASE, days_between, in_episode, with_age_band, with_case_holder

KEY = ["child_id", "start_date"]
LIMIT = 15  # working days from strategy discussion to conference; Working Together, DfE table C4


def fact_section_47_enquiry(
    section_47_enquiries: pd.DataFrame, referrals: pd.DataFrame, children: pd.DataFrame, calendar: Calendar
) -> pd.DataFrame:
    """Return enquiries with the days to the conference; the day of the strategy discussion is day 0."""
    return (
        section_47_enquiries.sort_values(KEY, ignore_index=True)
        .pipe(in_episode, referrals, on="start_date")
        .pipe(with_case_holder, referrals)
        .assign(
            event_date=lambda enquiries: enquiries["start_date"],
            overdue_date=lambda enquiries: calendar.add_working_days(enquiries["start_date"], LIMIT + 1),
            days_to_conference=lambda enquiries: days_between(enquiries["start_date"], enquiries["conference_date"]),
            working_days_to_conference=lambda enquiries: calendar.working_days_between(
                enquiries["start_date"], enquiries["conference_date"]
            ),
        )
        .pipe(with_age_band, children)
        .rename(columns={"conference_not_required": "is_conference_not_required"})
    )[
        [
            *CASE,
            "start_date",
            "conference_date",
            "overdue_date",
            "is_conference_not_required",
            "days_to_conference",
            "working_days_to_conference",
        ]
    ]
