"""Rules of DfE's census about section 47 enquiries and the initial conferences that follow them."""

import pandas as pd

from expectations.contract import Context
from expectations.datasets.child_protection import Section47Enquiries
from expectations.datasets.front_door import Referrals
from expectations.rules.declaring import census_rule
from expectations.shapes import beside_some, more_than_one, outside
from expectations.working_days import calendar

CONFERENCE_LIMIT = 15  # working days, Working Together


@census_rule("1104", Section47Enquiries, "conference_date", "referral_date")
def conference_before_the_referral(enquiries: pd.DataFrame) -> pd.Series:
    """The initial conference was held before the referral."""
    return enquiries["conference_date"] < enquiries["referral_date"]


@census_rule("2884", Section47Enquiries, "conference_date", beside=(Referrals,))
def conference_recorded_twice(enquiries: pd.DataFrame, context: Context) -> pd.Series:
    """
    The same initial conference is recorded with the enquiry and with the case; it belongs to one of them.

    The same is one of the same day within one episode; one public validator looks at all episodes of the child.
    """
    return beside_some(
        enquiries[["episode", "conference_date"]],
        context.rows_of(Referrals)[["episode", "conference_date"]],
        on="episode",
        when=lambda pairs: pairs["conference_date"] == pairs["conference_date_other"],
    )


@census_rule("8675Q", Section47Enquiries, "start_date", "conference_date", "conference_not_required")
def open_beyond_the_limit(enquiries: pd.DataFrame, context: Context) -> pd.Series:
    """
    The enquiry started more than 15 working days before the end of the census year and has no initial conference.

    The day it starts is day 0, and bank holidays do not count; one public validator goes back 21 days whatever the
    holidays.
    """
    end = pd.Series(context.year_end, index=enquiries.index)
    days_open = calendar().working_days_between(enquiries["start_date"], end)
    return _awaits_conference(enquiries) & (days_open > CONFERENCE_LIMIT)


@census_rule("8740", Section47Enquiries, "start_date", "conference_date", "conference_not_required")
def open_since_before_the_year(enquiries: pd.DataFrame, context: Context) -> pd.Series:
    """The enquiry awaits its initial conference and started outside the census year."""
    return _awaits_conference(enquiries) & outside(enquiries["start_date"], context.year_start, context.year_end)


@census_rule("8839", Section47Enquiries, "conference_date", "conference_not_required", beside=(Section47Enquiries,))
def more_than_one_open(enquiries: pd.DataFrame) -> pd.Series:
    """The episode has more than one section 47 enquiry without an initial conference and not marked as needing none."""
    return more_than_one(_undecided(enquiries), enquiries["episode"])


@census_rule(
    "8890",
    Section47Enquiries,
    *("start_date", "conference_date", "conference_not_required"),
    beside=(Section47Enquiries,),
)
def started_during_another(enquiries: pd.DataFrame, context: Context) -> pd.Series:
    """
    The enquiry started while another one in the same episode was going on, or on the day of its initial conference.

    As in DfE's text, the day of the conference is not free; one public validator lets it be.
    """
    times = enquiries[["episode", "start_date"]].assign(
        ends=enquiries["conference_date"].mask(_undecided(enquiries), context.year_end)
    )
    return beside_some(
        times,
        times,
        on="episode",
        when=lambda pairs: pairs["start_date"].between(pairs["start_date_other"], pairs["ends_other"]),
    )


def _awaits_conference(enquiries: pd.DataFrame) -> pd.Series:
    """Enquiries without a conference of which it is said that one is required."""
    return enquiries["conference_date"].isna() & ~enquiries["conference_not_required"].fillna(True).astype(bool)


def _undecided(enquiries: pd.DataFrame) -> pd.Series:
    """Enquiries without a conference of which it is not said that none is required."""
    return enquiries["conference_date"].isna() & ~enquiries["conference_not_required"].fillna(False).astype(bool)
