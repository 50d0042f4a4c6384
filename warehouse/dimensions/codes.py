"""Dimensions made from code sets, and the age bands."""

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped

from expectations.codes import AssessmentFactor, CategoryOfAbuse, ClosureReason, PrimaryNeed, ReferralSource
from warehouse.base import CodeDimension, Dimension, described


class SourceDimension(CodeDimension):
    """One row for each source of contact or referral, in the eleven groups of DfE's table C5."""

    __tablename__ = "dim_referral_source"
    key = "referral_source_key"
    codes = ReferralSource

    referral_source_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)


class NeedDimension(CodeDimension):
    """One row for each primary need."""

    __tablename__ = "dim_primary_need"
    key = "primary_need_key"
    codes = PrimaryNeed

    primary_need_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)


class ClosureReasonDimension(CodeDimension):
    """One row for each reason why an episode of need closed."""

    __tablename__ = "dim_closure_reason"
    key = "closure_reason_key"
    codes = ClosureReason

    closure_reason_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)


class CategoryOfAbuseDimension(CodeDimension):
    """One row for each category of abuse."""

    __tablename__ = "dim_category_of_abuse"
    key = "category_of_abuse_key"
    codes = CategoryOfAbuse

    category_of_abuse_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)


class AssessmentFactorDimension(CodeDimension):
    """One row for each factor identified at the end of an assessment."""

    __tablename__ = "dim_assessment_factor"
    key = "assessment_factor_key"
    codes = AssessmentFactor

    assessment_factor_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)


class AgeBand(Dimension):
    """One row for each of DfE's age bands: unborn, under 1, 1 to 4, 5 to 9, 10 to 15, 16 to 17, 18 and over."""

    __tablename__ = "dim_age_band"
    key = "age_band_key"
    natural_key = ("label",)

    age_band_key: Mapped[int] = described(
        "Surrogate key, in order of age.", Integer, primary_key=True, autoincrement=False
    )
    label: Mapped[str] = described("Label of the band.", String(40))
    from_age: Mapped[int | None] = described("First age in completed years; empty for unborn and unknown.", Integer)
    to_age: Mapped[int | None] = described("Last age in completed years.", Integer)
