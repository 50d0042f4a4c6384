"""Section 47 enquiries, plans and their reviews."""

from datetime import date

import pandas as pd

from expectations.codes import CategoryOfAbuse, YesNoUnknown
from expectations.contract import Context, Dataset, Severity, column, rule
from expectations.shapes import absent, more_than_one, outside


class Section47Enquiries(Dataset):
    """
    Section 47 enquiries, one for each child, with the initial conference that followed.

    The enquiry starts on the day of the strategy discussion that initiates it.
    """

    grain = ("child_id", "start_date")
    defining_date = "start_date"

    child_id: str = column(item="N00097", personal=True, description="The authority's own identifier.")
    referral_date: date | None = column(item="N00100", description="Referral of the episode, where the format says.")
    start_date: date = column(item="N00148", description="The day of the strategy discussion.")
    conference_target_date: date | None = column(item="N00109", description="Target date of the conference.")
    conference_date: date | None = column(item="N00110", description="The day the initial conference was held.")
    conference_not_required: bool | None = column(
        item="N00111", description="Whether the initial conference was deemed unnecessary."
    )
    plan_outcome: YesNoUnknown | None = column(description="Whether the conference led to a plan (Annex A list 5).")
    enquiries_in_last_12_months: int | None = column(minimum=0, description="Annex A's own count; reconciled only.")
    conferences_in_last_12_months: int | None = column(minimum=0, description="Annex A's own count; reconciled only.")
    team: str | None = column(description="Team that holds the case.")
    worker: str | None = column(
        personal=True, pseudonymous=True, description="Allocated worker; a keyed hash in the warehouse."
    )

    @rule("8615", Severity.WARNING, fields=("start_date", "conference_date"))
    def conference_before_enquiry(enquiries: pd.DataFrame) -> pd.Series:
        """The initial conference was held before the enquiry started, or the start of the enquiry is missing."""
        undated = enquiries["conference_date"].notna() & enquiries["start_date"].isna()
        return undated | (enquiries["conference_date"] < enquiries["start_date"])

    @rule("2889", Severity.WARNING, fields=("start_date", "referral_date"))
    def started_before_the_referral(enquiries: pd.DataFrame) -> pd.Series:
        """The enquiry started before the referral."""
        return enquiries["start_date"] < enquiries["referral_date"]

    @rule("8715", Severity.WARNING, fields=("conference_date",), formats=("cin_census",))
    def conference_outside_the_year(enquiries: pd.DataFrame, context: Context) -> pd.Series:
        """The initial conference was held outside the census year."""
        return outside(enquiries["conference_date"], context.year_start, context.year_end)

    @rule("8875", Severity.WARNING, fields=("conference_date",))
    def conference_at_a_weekend(enquiries: pd.DataFrame) -> pd.Series:
        """The initial conference is dated on a Saturday or a Sunday."""
        return enquiries["conference_date"].dt.dayofweek >= 5

    @rule("8870Q", Severity.WARNING, fields=("conference_target_date",))
    def target_at_a_weekend(enquiries: pd.DataFrame) -> pd.Series:
        """The target date of the initial conference is a Saturday or a Sunday."""
        return enquiries["conference_target_date"].dt.dayofweek >= 5


class ChildInNeedPlans(Dataset):
    """Child in need plans (CIN census since 2022)."""

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(item="N00097", personal=True, description="The authority's own identifier.")
    referral_date: date | None = column(item="N00100", description="Referral of the episode.")
    start_date: date = column(item="N00689", description="The day the plan started.")
    end_date: date | None = column(item="N00690", description="The day it ended; empty while it is current.")

    @rule("4011", Severity.ERROR, fields=("start_date", "end_date"))
    def ends_before_it_starts(plans: pd.DataFrame) -> pd.Series:
        """The child in need plan ends before it starts."""
        return plans["end_date"] < plans["start_date"]

    @rule("4015", Severity.WARNING, fields=("start_date", "referral_date"))
    def started_before_the_referral(plans: pd.DataFrame) -> pd.Series:
        """The child in need plan starts before the referral."""
        return plans["start_date"] < plans["referral_date"]


class ChildProtectionPlans(Dataset):
    """
    Child protection plans, current and ended.

    A child becomes the subject of a plan at an initial child protection conference.
    """

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(item="N00097", personal=True, description="The authority's own identifier.")
    referral_date: date | None = column(item="N00100", description="Referral of the episode, where the format says.")
    start_date: date = column(item="N00105", description="The day the child became the subject of the plan.")
    end_date: date | None = column(item="N00115", description="The day it ended; empty while it is current.")
    initial_category: CategoryOfAbuse | None = column(
        item="N00113", description="Category recorded at the start of the plan."
    )
    latest_category: CategoryOfAbuse | None = column(item="N00114", description="Category recorded last.")
    number_of_previous_plans: int | None = column(
        item="N00106",
        minimum=0,
        description="Plans the child had before in this authority, however long ago.",
    )
    last_visit_date: date | None = column(description="The day of the last statutory visit (Annex A list 7).")
    seen_alone: YesNoUnknown | None = column(description="Whether the child was seen alone at the last visit.")
    emergency_protection: YesNoUnknown | None = column(
        description="Whether emergency protection or police powers were used in the last six months."
    )
    latest_review_date: date | None = column(description="The day of the latest review conference.")
    team: str | None = column(description="Team that holds the case.")
    worker: str | None = column(
        personal=True, pseudonymous=True, description="Allocated worker; a keyed hash in the warehouse."
    )

    @rule("8925", Severity.ERROR, fields=("start_date", "end_date"))
    def ends_before_it_starts(plans: pd.DataFrame) -> pd.Series:
        """The child protection plan ends before it starts."""
        return plans["end_date"] < plans["start_date"]

    @rule("8840", Severity.WARNING, fields=("start_date", "end_date"))
    def starts_and_ends_on_one_day(plans: pd.DataFrame) -> pd.Series:
        """The child protection plan starts and ends on the same day."""
        return plans["end_date"] == plans["start_date"]

    @rule("1105", Severity.WARNING, fields=("start_date", "referral_date"))
    def started_before_the_referral(plans: pd.DataFrame) -> pd.Series:
        """The child protection plan starts before the referral."""
        return plans["start_date"] < plans["referral_date"]

    @rule("8730", Severity.WARNING, fields=("number_of_previous_plans",))
    def previous_plans_missing(plans: pd.DataFrame) -> pd.Series:
        """The number of previous child protection plans is missing."""
        return plans["number_of_previous_plans"].isna()

    @rule("8905", Severity.WARNING, fields=("initial_category",))
    def initial_category_missing(plans: pd.DataFrame) -> pd.Series:
        """The initial category of abuse is missing or not in the code list."""
        return absent(plans["initial_category"])

    @rule("8910", Severity.WARNING, fields=("latest_category",))
    def latest_category_missing(plans: pd.DataFrame) -> pd.Series:
        """The latest category of abuse is missing or not in the code list."""
        return absent(plans["latest_category"])

    @rule("8930", Severity.WARNING, fields=("end_date",), formats=("cin_census",))
    def ends_outside_the_year(plans: pd.DataFrame, context: Context) -> pd.Series:
        """The child protection plan ended outside the census year."""
        return outside(plans["end_date"], context.year_start, context.year_end)

    @rule("8935", Severity.WARNING, fields=("child_id", "end_date"))
    def more_than_one_current(plans: pd.DataFrame) -> pd.Series:
        """The child has more than one current child protection plan."""
        return more_than_one(plans["end_date"].isna(), plans["child_id"])


class ChildProtectionPlanReviews(Dataset):
    """Review conferences of a child protection plan, one row for each."""

    grain = ("child_id", "plan_start_date", "review_date")
    defining_date = "review_date"

    child_id: str = column(item="N00097", personal=True, description="The authority's own identifier.")
    plan_start_date: date = column(item="N00105", description="Start of the plan that was reviewed.")
    review_date: date = column(item="N00116", description="The day the review conference was held.")

    @rule("8841", Severity.WARNING, fields=("plan_start_date", "review_date"))
    def review_before_the_plan(reviews: pd.DataFrame) -> pd.Series:
        """The review was held before the plan started or on the same day."""
        return reviews["review_date"] <= reviews["plan_start_date"]
