"""
The suites of the facts: what must hold of each before a load is kept (expectations.star).

A law that our own work has to keep is critical: where it is broken nothing of the load is kept. One that only holds if
what was delivered fits together is a warning: the row is loaded, and the load's audit says how many there are. What is
asked of the rows of an extract already, and lets them through, is not asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from expectations.contract import Severity


@dataclass(frozen=True)
class Order:
    """A day that does not come before another; `strictly`: that comes after it."""

    earlier: str
    later: str
    strictly: bool = False
    severity: Severity = Severity.CRITICAL


@dataclass(frozen=True)
class Reference:
    """Columns of a fact that say which row of another one is meant; where any is missing, none is."""

    columns: tuple[str, ...]
    fact: str
    key: tuple[str, ...]
    severity: Severity = Severity.CRITICAL


@dataclass(frozen=True)
class FactSuite:
    """
    What must hold of one fact, by the natural names of its columns.

    `key` is unique and whole; `one_for` is the dataset of which each live row is one row of the fact; `working_days`
    are counted from a day to another, as first, last and count; `not_negative` are counts.
    """

    key: tuple[str, ...]
    one_for: str = ""
    orders: tuple[Order, ...] = ()
    working_days: tuple[tuple[str, str, str], ...] = ()
    not_negative: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


def _ends(earlier: str, later: str) -> Order:
    return Order(earlier, later, severity=Severity.WARNING)


def _then(*days: str) -> tuple[Order, ...]:
    return tuple(Order(earlier, later, strictly=True) for earlier, later in pairwise(days))


SUITES: Mapping[str, FactSuite] = {
    "fact_contact": FactSuite(key=("child_id", "contact_date", "referral_source"), one_for="contacts"),
    "fact_referral": FactSuite(
        key=("child_id", "referral_date"),
        one_for="referrals",
        orders=(
            _ends("referral_date", "closure_date"),
            *_then("previous_referral_date", "referral_date"),
            *_then("referral_date", "three_months_date", "six_months_date", "twelve_months_date", "two_years_date"),
        ),
        working_days=(("referral_date", "first_assessment_start_date", "working_days_to_first_assessment"),),
    ),
    "fact_assessment": FactSuite(
        key=("child_id", "start_date"),
        one_for="assessments",
        orders=_then("start_date", "due_soon_date", "overdue_date"),
        working_days=(
            ("start_date", "authorisation_date", "working_days_from_start"),
            ("referral_date", "authorisation_date", "working_days_from_referral"),
        ),
    ),
    "fact_assessment_factor": FactSuite(
        key=("child_id", "start_date", "assessment_factor"),
        one_for="assessment_factors",
        references=(
            Reference(("child_id", "start_date"), "fact_assessment", ("child_id", "start_date"), Severity.WARNING),
        ),
    ),
    "fact_section_47_enquiry": FactSuite(
        key=("child_id", "start_date"),
        one_for="section_47_enquiries",
        orders=_then("start_date", "overdue_date"),
        working_days=(("start_date", "conference_date", "working_days_to_conference"),),
    ),
    "fact_initial_child_protection_conference": FactSuite(
        key=("child_id", "held_date"),
        working_days=(("section_47_enquiry_date", "held_date", "working_days_from_section_47"),),
        references=(
            Reference(("child_id", "section_47_enquiry_date"), "fact_section_47_enquiry", ("child_id", "start_date")),
        ),
    ),
    "fact_child_in_need_plan": FactSuite(
        key=("child_id", "start_date"),
        one_for="child_in_need_plans",
        orders=(_ends("start_date", "end_date"),),
    ),
    "fact_child_protection_plan": FactSuite(
        key=("child_id", "start_date"),
        one_for="child_protection_plans",
        orders=(
            _ends("start_date", "end_date"),
            Order("previous_plan_end_date", "start_date"),
            *_then("start_date", "three_months_date", "six_months_date", "twelve_months_date", "two_years_date"),
        ),
        not_negative=("number_of_previous_plans_held",),
    ),
    "fact_child_protection_plan_review": FactSuite(
        key=("child_id", "plan_start_date", "sequence"),
        orders=(
            *_then("plan_start_date", "due_date"),
            *_then("plan_start_date", "held_date"),
            Order("held_date", "plan_end_date"),
        ),
        not_negative=("sequence",),
        references=(
            Reference(("child_id", "plan_start_date"), "fact_child_protection_plan", ("child_id", "start_date")),
        ),
    ),
}
"""The suite of each fact, by its table."""
