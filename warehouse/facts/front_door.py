"""Contacts and referrals."""

from sqlalchemy import Boolean, Integer
from sqlalchemy.orm import Mapped

from warehouse.base import described, references
from warehouse.dimensions import ClosureReasonDimension, NeedDimension, SourceDimension
from warehouse.facts.child_event import CaseEvent, ChildEvent, on_day


class Contact(ChildEvent):
    """Contacts: transaction fact, one row for each child, day and source."""

    __tablename__ = "fact_contact"
    grain = "contact × child"
    datasets = ("contacts",)
    stands_on = {"referral_source_key": ("contacts.source",)}

    contact_date_key: Mapped[int] = on_day("The day the contact was received.", primary_key=True)
    referral_source_key: Mapped[int] = references(SourceDimension, "Who made the contact.", primary_key=True)


class Referral(CaseEvent):
    """Referrals and the episodes they open: accumulating snapshot, one row for each child and referral date."""

    __tablename__ = "fact_referral"
    grain = "referral × child"
    datasets = ("referrals", "referrals.no_further_action")  # Annex A's list 6 alone lacks what led to no action
    stands_on = {
        "referral_source_key": ("referrals.source",),
        "primary_need_key": ("referrals.primary_need",),
        "closure_date_key": ("referrals.closure_date",),
        "closure_reason_key": ("referrals.closure_reason", "referrals.closure_date"),
        "is_closed_as_not_in_need": ("referrals.closure_reason", "referrals.closure_date"),
        "is_not_in_need_by_year_end": ("referrals.closure_reason", "referrals.closure_date"),
        "first_assessment_start_date_key": ("assessments",),
        "first_assessment_authorisation_date_key": ("assessments", "assessments.authorisation_date"),
        "first_section_47_enquiry_date_key": ("section_47_enquiries",),
        "first_plan_start_date_key": ("child_protection_plans",),
        "working_days_to_first_assessment": ("assessments",),
    }

    referral_date_key: Mapped[int] = on_day("The day the referral was received.", primary_key=True)
    referral_source_key: Mapped[int] = references(SourceDimension, "Who referred the child.")
    primary_need_key: Mapped[int] = references(NeedDimension, "Main reason for services.")
    closure_reason_key: Mapped[int] = references(ClosureReasonDimension, "Why the episode closed.")
    closure_date_key: Mapped[int] = on_day("The day the episode closed; -2 while open.")
    first_assessment_start_date_key: Mapped[int] = on_day("Start of the episode's first assessment.")
    first_assessment_authorisation_date_key: Mapped[int] = on_day("First authorisation within the episode.")
    first_section_47_enquiry_date_key: Mapped[int] = on_day("Start of the episode's first section 47 enquiry.")
    first_conference_date_key: Mapped[int] = on_day("First initial conference within the episode.")
    first_plan_start_date_key: Mapped[int] = on_day("Start of the episode's first child protection plan.")
    three_months_date_key: Mapped[int] = on_day("Three calendar months after the referral.")
    six_months_date_key: Mapped[int] = on_day("Six calendar months after the referral.")
    twelve_months_date_key: Mapped[int] = on_day("Twelve calendar months after the referral.")
    two_years_date_key: Mapped[int] = on_day("24 calendar months after the referral.")
    previous_referral_date_key: Mapped[int] = on_day("The child's referral before this one; -2 if none is held.")
    is_no_further_action: Mapped[bool | None] = described("Led to no further action; empty where not stated.", Boolean)
    is_re_referral_within_12_months: Mapped[bool] = described(
        "The child was referred before, within 12 calendar months (not on the same day).", Boolean
    )
    is_closed_as_not_in_need: Mapped[bool] = described("Closed after assessment (RC8, RC9).", Boolean)
    is_not_in_need_by_year_end: Mapped[bool] = described(
        "Closed after assessment (RC8, RC9) by the 31 March that ends the financial year of the referral.", Boolean
    )
    working_days_to_first_assessment: Mapped[int | None] = described(
        "Working days from referral to the first assessment's start.", Integer
    )
