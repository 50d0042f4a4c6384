"""Section 47 enquiries, conferences, plans and reviews."""

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped

from warehouse.base import described, references
from warehouse.dimensions import CategoryOfAbuseDimension
from warehouse.facts.child_event import CaseEvent, ChildEvent, on_day


class Section47Enquiry(CaseEvent):
    """Section 47 enquiries: accumulating snapshot, one row for each child and start date."""

    __tablename__ = "fact_section_47_enquiry"
    grain = "section 47 enquiry × child"
    datasets = ("section_47_enquiries",)
    stands_on = {
        "conference_date_key": ("section_47_enquiries.conference_date",),
        "days_to_conference": ("section_47_enquiries.conference_date",),
        "working_days_to_conference": ("section_47_enquiries.conference_date",),
        "is_conference_not_required": ("section_47_enquiries.conference_not_required",),
    }

    start_date_key: Mapped[int] = on_day("The day of the strategy discussion.", primary_key=True)
    conference_date_key: Mapped[int] = on_day("The day the initial conference was held; -2 if none.")
    overdue_date_key: Mapped[int] = on_day("The first day on which more than 15 working days have passed.")
    is_conference_not_required: Mapped[bool | None] = described("The conference was deemed unnecessary.", Boolean)
    days_to_conference: Mapped[int | None] = described("Calendar days from start to conference.", Integer)
    working_days_to_conference: Mapped[int | None] = described("Working days from start to conference.", Integer)


class InitialChildProtectionConference(CaseEvent):
    """Initial conferences: transaction fact, one row for each child and day held."""

    __tablename__ = "fact_initial_child_protection_conference"
    grain = "conference × child"
    datasets = ("section_47_enquiries", "referrals")
    stands_on = {
        "held_date_key": ("section_47_enquiries by conference_date",),
        "plan_outcome": ("section_47_enquiries.plan_outcome",),
    }

    held_date_key: Mapped[int] = on_day("The day the conference was held.", primary_key=True)
    section_47_enquiry_date_key: Mapped[int] = on_day("Start of the enquiry that led to it; -2 if none.")
    working_days_from_section_47: Mapped[int | None] = described(
        "Working days from the start of the enquiry, negative if held before it; empty without one.", Integer
    )
    plan_outcome: Mapped[str] = described("Whether a plan resulted: Yes, No or Unknown.", String(20))


class ChildProtectionPlan(CaseEvent):
    """Child protection plans: accumulating snapshot, one row for each child and start date."""

    __tablename__ = "fact_child_protection_plan"
    grain = "plan × child"
    datasets = ("child_protection_plans",)
    stands_on = {
        "end_date_key": ("child_protection_plans.end_date",),
        "duration_days": ("child_protection_plans.end_date",),
        "previous_plan_end_date_key": ("child_protection_plans.end_date",),
        "is_second_within_24_months": ("child_protection_plans.end_date",),
        "initial_category_key": ("child_protection_plans.initial_category",),
        "latest_category_key": ("child_protection_plans.latest_category",),
        "number_of_previous_plans": ("child_protection_plans.number_of_previous_plans",),
    }

    start_date_key: Mapped[int] = on_day("The day the child became the subject of the plan.", primary_key=True)
    end_date_key: Mapped[int] = on_day("The day it ended; -2 while current.")
    initial_category_key: Mapped[int] = references(CategoryOfAbuseDimension, "Category at the start.")
    latest_category_key: Mapped[int] = references(CategoryOfAbuseDimension, "Category recorded last.")
    three_months_date_key: Mapped[int] = on_day("Three calendar months after the start: reviews are due from then.")
    six_months_date_key: Mapped[int] = on_day("Six calendar months after the start.")
    twelve_months_date_key: Mapped[int] = on_day("Twelve calendar months after the start.")
    two_years_date_key: Mapped[int] = on_day("The day on which the plan has lasted 730 days.")
    previous_plan_end_date_key: Mapped[int] = on_day("End of the child's plan before this one; -2 if none is held.")
    number_of_previous_plans: Mapped[int | None] = described("Earlier plans in this authority, as entered.", Integer)
    number_of_previous_plans_held: Mapped[int] = described("Earlier plans in this authority that we hold.", Integer)
    duration_days: Mapped[int | None] = described("Days from start to end; empty while current.", Integer)
    is_second_within_24_months: Mapped[bool] = described(
        "A plan held of the child ended within the 24 calendar months before the start.", Boolean
    )


class ChildProtectionPlanReview(ChildEvent):
    """
    Reviews of plans, held or due: accumulating snapshot, one row for each plan and due date in sequence.

    The first is due three calendar months after the start, each next one six months after the last held.
    """

    __tablename__ = "fact_child_protection_plan_review"
    grain = "plan × review due"
    datasets = ("child_protection_plans", "child_protection_plan_reviews")

    plan_start_date_key: Mapped[int] = on_day("Start of the plan.", primary_key=True)
    sequence: Mapped[int] = described("1 for the first review.", Integer, primary_key=True, autoincrement=False)
    due_date_key: Mapped[int] = on_day("Last day on which the review is in time.")
    held_date_key: Mapped[int] = on_day("The day it was held; -2 if it was not, or not yet.")
    plan_end_date_key: Mapped[int] = on_day("The day the plan ended; -2 while current.")
    late_from_date_key: Mapped[int] = on_day("First day on which the review was late; -2 if it never was.")
    late_until_date_key: Mapped[int] = on_day(
        "First day on which the lateness is more than a year past: one year after it was held; -2 if not yet held."
    )


class ChildInNeedPlan(ChildEvent):
    """Child in need plans: accumulating snapshot, one row for each child and start date."""

    __tablename__ = "fact_child_in_need_plan"
    grain = "plan × child"
    datasets = ("child_in_need_plans",)
    stands_on = {"end_date_key": ("child_in_need_plans.end_date",)}

    start_date_key: Mapped[int] = on_day("The day the plan started.", primary_key=True)
    end_date_key: Mapped[int] = on_day("The day it ended; -2 while current.")
