"""Visits to children, and the conferences and reviews that only a case system tells of one by one."""

from datetime import date

import pandas as pd

from expectations.codes import ReviewParticipation, YesNoUnknown
from expectations.contract import Context, Dataset, Severity, column, rule

_CHILD = "The authority's own identifier."
_VISIT = "The case system's identifier of the visit: a child may be visited twice a day."
LATER = {"unreadable": Severity.WARNING}  # no figure is dated by it: an unreadable one costs the value, not the row


def _after_the_extract(days: pd.Series, context: Context) -> pd.Series:
    return days > pd.Timestamp(context.as_at)


class ChildInNeedVisits(Dataset):
    """Visits to children in need, one row for each child and visit."""

    grain = ("child_id", "visit_id")
    defining_date = "visit_date"

    child_id: str = column(personal=True, description=_CHILD)
    visit_id: str = column(personal=True, length=48, description=_VISIT)
    visit_date: date = column(description="The day of the visit.")
    seen: YesNoUnknown | None = column(description="Whether the child was seen.")
    seen_alone: YesNoUnknown | None = column(description="Whether the child was seen alone.")
    bedroom_seen: YesNoUnknown | None = column(description="Whether the child's bedroom was seen.")

    @rule("visit_in_future", Severity.WARNING, fields=("visit_date",))
    def visited_after_the_extract(visits: pd.DataFrame, context: Context) -> pd.Series:
        """The visit is dated after the day the extract describes."""
        return _after_the_extract(visits["visit_date"], context)


class ChildProtectionVisits(Dataset):
    """Visits to children who are the subject of a child protection plan, one row for each child and visit."""

    grain = ("child_id", "visit_id")
    defining_date = "visit_date"

    child_id: str = column(personal=True, description=_CHILD)
    visit_id: str = column(personal=True, length=48, description=_VISIT)
    plan_start_date: date | None = column(description="Start of the plan under which the visit was made.", **LATER)
    visit_date: date = column(description="The day of the visit.")
    seen: YesNoUnknown | None = column(description="Whether the child was seen.")
    seen_alone: YesNoUnknown | None = column(description="Whether the child was seen alone.")
    bedroom_seen: YesNoUnknown | None = column(description="Whether the child's bedroom was seen.")

    @rule("visit_in_future", Severity.WARNING, fields=("visit_date",))
    def visited_after_the_extract(visits: pd.DataFrame, context: Context) -> pd.Series:
        """The visit is dated after the day the extract describes."""
        return _after_the_extract(visits["visit_date"], context)

    @rule("visit_before_plan", Severity.WARNING, fields=("plan_start_date", "visit_date"))
    def visited_before_the_plan(visits: pd.DataFrame) -> pd.Series:
        """The visit was made before the plan that it belongs to started."""
        return visits["visit_date"] < visits["plan_start_date"]


class LookedAfterVisits(Dataset):
    """Visits to looked-after children, one row for each child and visit."""

    grain = ("child_id", "visit_id")
    defining_date = "visit_date"

    child_id: str = column(personal=True, description=_CHILD)
    visit_id: str = column(personal=True, length=48, description=_VISIT)
    visit_date: date = column(description="The day of the visit.")
    seen: YesNoUnknown | None = column(description="Whether the child was seen.")
    seen_alone: YesNoUnknown | None = column(description="Whether the child was seen alone.")

    @rule("visit_in_future", Severity.WARNING, fields=("visit_date",))
    def visited_after_the_extract(visits: pd.DataFrame, context: Context) -> pd.Series:
        """The visit is dated after the day the extract describes."""
        return _after_the_extract(visits["visit_date"], context)


class InitialChildProtectionConferences(Dataset):
    """
    Initial child protection conferences, one row for each child and day.

    The figures count conferences on enquiries and referrals, where the census and Annex A hold them; here is what only
    the conference itself knows: its target, whether the child moved in from elsewhere, who convened it.
    """

    grain = ("child_id", "conference_date")
    defining_date = "conference_date"

    child_id: str = column(personal=True, description=_CHILD)
    conference_date: date = column(description="The day the conference was held.")
    target_date: date | None = column(description="Fifteen working days after the strategy discussion.", **LATER)
    enquiry_start_date: date | None = column(description="Start of the enquiry that led to it.", **LATER)
    transfer_in: YesNoUnknown | None = column(description="Whether the child came with a plan of another authority.")
    plan_outcome: YesNoUnknown | None = column(description="Whether the conference led to a plan.")
    team: str | None = column(description="Team that convened the conference.")
    worker: str | None = column(
        personal=True, pseudonymous=True, description="Worker who convened it; a keyed hash in the warehouse."
    )

    @rule("conference_in_future", Severity.WARNING, fields=("conference_date",))
    def held_after_the_extract(conferences: pd.DataFrame, context: Context) -> pd.Series:
        """The conference is dated after the day the extract describes."""
        return _after_the_extract(conferences["conference_date"], context)


class ReviewConferences(Dataset):
    """Review conferences of child protection plans with what was due and decided, one row for each child and day."""

    grain = ("child_id", "review_date")
    defining_date = "review_date"

    child_id: str = column(personal=True, description=_CHILD)
    plan_start_date: date | None = column(description="Start of the plan that was reviewed.", **LATER)
    review_date: date = column(description="The day the review conference was held.")
    due_date: date | None = column(description="The day by which it was due.", **LATER)
    plan_continues: YesNoUnknown | None = column(description="Whether it decided that the plan continues.")
    quorate: YesNoUnknown | None = column(description="Whether enough agencies took part.")
    participation: ReviewParticipation | None = column(description="How the child took part.")


class CarePlanReviews(Dataset):
    """Reviews of looked-after children that were held, one row for each child and day, as the case system has them."""

    grain = ("child_id", "review_date")
    defining_date = "review_date"

    child_id: str = column(personal=True, description=_CHILD)
    review_date: date = column(description="The day the review was held.")
    due_date: date | None = column(description="The day by which it was due.", **LATER)
    participation: ReviewParticipation | None = column(description="How the child took part.")

    @rule("review_in_future", Severity.WARNING, fields=("review_date",))
    def reviewed_after_the_extract(reviews: pd.DataFrame, context: Context) -> pd.Series:
        """The review is dated after the day the extract describes."""
        return _after_the_extract(reviews["review_date"], context)
