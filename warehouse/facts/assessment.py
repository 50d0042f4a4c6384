"""Assessments and their factors."""

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped

from warehouse.base import described, references
from warehouse.dimensions import AssessmentFactorDimension
from warehouse.facts.child_event import CaseEvent, ChildEvent, on_day


class Assessment(CaseEvent):
    """Single assessments: accumulating snapshot, one row for each child and start date."""

    __tablename__ = "fact_assessment"
    grain = "assessment"
    datasets = ("assessments",)
    stands_on = {
        "authorisation_date_key": ("assessments.authorisation_date",),
        "working_days_from_start": ("assessments.authorisation_date",),
        "working_days_from_referral": ("assessments.authorisation_date", "referrals", "referrals.no_further_action"),
        "child_seen": ("assessments.child_seen",),
        "support_required": ("assessments.support_required",),
    }

    start_date_key: Mapped[int] = on_day("The day the assessment started.", primary_key=True)
    authorisation_date_key: Mapped[int] = on_day("The day it was authorised; -2 while open.")
    referral_date_key: Mapped[int] = on_day(
        "Referral of the episode: as delivered, or the latest on or before the start."
    )
    due_soon_date_key: Mapped[int] = on_day("The day on which 40 working days have passed.")
    overdue_date_key: Mapped[int] = on_day("The first day on which more than 45 working days have passed.")
    working_days_from_start: Mapped[int | None] = described(
        "Working days from start to authorisation, same day 0, negative if authorised before; empty while open.",
        Integer,
    )
    working_days_from_referral: Mapped[int | None] = described("Working days from referral to authorisation.", Integer)
    child_seen: Mapped[str] = described("Yes, No or Unknown.", String(20))
    support_required: Mapped[str] = described("Yes, No or Unknown.", String(20))


class AssessmentFactorBridge(ChildEvent):
    """Factors of assessments: factless bridge, one row for each assessment and factor."""

    __tablename__ = "fact_assessment_factor"
    grain = "assessment × factor"
    datasets = ("assessment_factors", "assessments")
    stands_on = {
        "authorisation_date_key": ("assessments.authorisation_date",),
        "referral_date_key": ("referrals",),
    }

    start_date_key: Mapped[int] = on_day("Start of the assessment.", primary_key=True)
    assessment_factor_key: Mapped[int] = references(AssessmentFactorDimension, "The factor.", primary_key=True)
    authorisation_date_key: Mapped[int] = on_day("The day the assessment was authorised.")
    referral_date_key: Mapped[int] = on_day("Referral of the episode that the assessment belongs to.")
    is_identified: Mapped[bool] = described("No for 21, which says that no factor was identified.", Boolean)
