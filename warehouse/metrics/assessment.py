"""Single assessments: how many, how long, how many overdue."""

from fractions import Fraction

from sqlalchemy import ColumnElement, case, true

from warehouse.base import Fact
from warehouse.facts import Assessment, AssessmentFactorBridge
from warehouse.metrics.cuts import FACTOR, STANDARD, STANDARD_ON_THE_DAY, TEAM
from warehouse.metrics.definition import (
    SNAPSHOT,
    Count,
    Cut,
    DfE,
    DistinctCount,
    Distribution,
    Local,
    Median,
    Ofsted,
    Percentage,
    Percentile,
    Polarity,
    Rate,
    Stock,
    StockPercentage,
)

LIMIT = 45  # working days, Working Together to Safeguard Children; DfE table C2
BINS = (
    ("Same day", 0, 0),
    ("1 to 10 days", 1, 10),
    ("11 to 20 days", 11, 20),
    ("21 to 30 days", 21, 30),
    ("31 to 40 days", 31, 40),
    ("41 to 45 days", 41, 45),
    ("46 to 50 days", 46, 50),
    ("51 to 60 days", 51, 60),
)
"""Bins of DfE's table C2, in working days; 61 or more is the last."""

C2 = DfE("Children in need", table="C2")
C3 = DfE("Children in need", table="C3")


def _bin(_: type[Fact]) -> ColumnElement[str]:
    days = Assessment.working_days_from_start
    return case(
        *((days.between(first, last), label) for label, first, last in BINS),
        (days > BINS[-1][-1], "61 days or more"),
        else_="Not valid",
    )


DURATION = Cut("duration", "Working days from start to authorisation", _bin)

ASSESSMENTS_COMPLETED = Count(
    code="assessments_completed",
    catalogue_id="AS01",
    label="Assessments completed",
    description="""
        Single assessments authorised in the period.

        The date of authorisation decides, not the start, whatever the year of the referral; several in one
        episode count each. An assessment authorised before it started counts too.
    """,
    fact=Assessment,
    period=Assessment.authorisation_date_key,
    cuts=(*STANDARD, TEAM, DURATION),
    source=C2,
)

ASSESSMENTS_OPEN = Stock(
    code="assessments_open",
    catalogue_id="AS02",
    label="Assessments open",
    description="Assessments that had started by the day and were not authorised by its end.",
    fact=Assessment,
    enters=Assessment.start_date_key,
    leaves=Assessment.authorisation_date_key,
    cuts=(*STANDARD_ON_THE_DAY, TEAM),
    source=Ofsted("Annex A", table="list 4"),
)

ASSESSMENT_RATE = Rate(
    code="assessment_rate",
    catalogue_id="AS03",
    label="Assessments completed per 10,000 children",
    description="Assessments authorised in the period per 10,000 persons aged 0 to 17.",
    of=ASSESSMENTS_COMPLETED,
    source=C2,
)

ASSESSMENTS_WITHIN_45_WORKING_DAYS = Percentage(
    code="assessments_within_45_working_days",
    catalogue_id="AS04",
    label="Assessments completed within 45 working days",
    description="""
        Of the assessments authorised in the period, the share authorised within 45 working days of their start.

        The day it starts is day 0; an assessment authorised on day 45 is in time. Working days are Monday to
        Friday without the bank holidays of England and Wales. An assessment authorised before it started counts
        in the denominator, never in the numerator, as in DfE's published table.
    """,
    fact=Assessment,
    numerator=Assessment.working_days_from_start.between(0, LIMIT),
    period=Assessment.authorisation_date_key,
    cuts=(*STANDARD, TEAM),
    polarity=Polarity.HIGH_IS_GOOD,
    source=C2,
)

ASSESSMENTS_WITHIN_45_WORKING_DAYS_OF_REFERRAL = Percentage(
    code="assessments_within_45_working_days_of_referral",
    catalogue_id="AS04r",
    label="Assessments completed within 45 working days of the referral",
    description="""
        Of the assessments authorised in the period, the share authorised within 45 working days of the referral.

        Working Together counts from the referral, DfE's table from the start of the assessment: this is the
        stricter of the two. An assessment whose referral is not known counts in the denominator, never in the
        numerator.
    """,
    fact=Assessment,
    numerator=Assessment.working_days_from_referral.between(0, LIMIT),
    period=Assessment.authorisation_date_key,
    datasets=("assessments", "referrals"),
    cuts=(*STANDARD, TEAM),
    polarity=Polarity.HIGH_IS_GOOD,
    source=Local("Working Together to Safeguard Children, from the referral"),
)

ASSESSMENTS_OVERDUE = Stock(
    code="assessments_overdue",
    catalogue_id="AS05",
    label="Assessments open and overdue",
    description="Assessments open on the day for more than 45 working days: 46 or more have passed since the start.",
    fact=Assessment,
    conditions=(Assessment.overdue_date_key > 0, Assessment.overdue_date_key <= SNAPSHOT.date_key),
    enters=Assessment.start_date_key,
    leaves=Assessment.authorisation_date_key,
    cuts=(TEAM,),
    polarity=Polarity.LOW_IS_GOOD,
    source=DfE("CIN census validation rule", table="8670Q"),
)

ASSESSMENTS_OVERDUE_SHARE = StockPercentage(
    code="assessments_overdue_share",
    catalogue_id="AS05",
    label="Share of open assessments that are overdue",
    description="Of the assessments open on the day, the share open for more than 45 working days.",
    fact=Assessment,
    numerator=(Assessment.overdue_date_key > 0) & (Assessment.overdue_date_key <= SNAPSHOT.date_key),
    enters=Assessment.start_date_key,
    leaves=Assessment.authorisation_date_key,
    cuts=(TEAM,),
    polarity=Polarity.LOW_IS_GOOD,
    source=DfE("CIN census validation rule", table="8670Q"),
)

ASSESSMENTS_DUE_SOON = Stock(
    code="assessments_due_soon",
    catalogue_id="AS05",
    label="Assessments open and due within five working days",
    description="Assessments open on the day for 40 to 45 working days: not overdue yet, but soon.",
    fact=Assessment,
    conditions=(
        Assessment.due_soon_date_key > 0,
        Assessment.due_soon_date_key <= SNAPSHOT.date_key,
        Assessment.overdue_date_key > SNAPSHOT.date_key,
    ),
    enters=Assessment.start_date_key,
    leaves=Assessment.authorisation_date_key,
    cuts=(TEAM,),
    polarity=Polarity.LOW_IS_GOOD,
    source=Local("40 to 45 working days"),
)

ASSESSMENTS_BY_DURATION = Distribution(
    code="assessments_by_duration",
    catalogue_id="AS06",
    label="Assessments completed by duration",
    description="""
        Share of each bin of working days from start to authorisation in the assessments authorised in the period.

        An assessment authorised before it started is in no bin of DfE's table; here it is shown as Not valid, so
        that the shares add up.
    """,
    of=ASSESSMENTS_COMPLETED,
    by=DURATION,
    source=C2,
)


def _percentile(kind: type[Percentile], name: str, words: str, **options: Fraction) -> Percentile:
    return kind(
        code=f"assessment_duration_{name}",
        catalogue_id="AS06",
        label=f"Duration of assessments, {words}",
        description=f"""
            The {words} of the working days from start to authorisation of the assessments authorised in the period.

            Between two values it is interpolated linearly and then shown to the nearest day. Assessments
            authorised before they started have no valid duration and take no part.
        """,
        fact=Assessment,
        measure=Assessment.working_days_from_start,
        conditions=(Assessment.working_days_from_start >= 0,),
        period=Assessment.authorisation_date_key,
        polarity=Polarity.LOW_IS_GOOD,
        source=C2,
        **options,
    )


ASSESSMENT_DURATION_P25 = _percentile(Percentile, "p25", "25th percentile", share=Fraction(1, 4))
ASSESSMENT_DURATION_MEDIAN = _percentile(Median, "median", "median")
ASSESSMENT_DURATION_P75 = _percentile(Percentile, "p75", "75th percentile", share=Fraction(3, 4))

EPISODES_WITH_FACTORS = DistinctCount(
    code="episodes_with_assessment_factors",
    catalogue_id="AS08",
    label="Episodes with assessment factors",
    description="""
        Episodes of need with an assessment authorised in the period at the end of which a factor was identified.

        An episode counts once in the period, however many of its assessments found factors, and once for each
        factor: episodes with one factor and with another add up to more than the episodes. An assessment of which
        no factors are recorded does not count, nor one that says that none was identified (21), which is in no
        column of DfE's table. The five kinds of private fostering are one factor, as there.
    """,
    fact=AssessmentFactorBridge,
    told_apart_by=(AssessmentFactorBridge.referral_date_key,),
    # In authorities that record one factor each (Swindon 2022 to 2024), DfE's factors add up to the episodes, which
    # leaves no room for episodes with 21 alone.
    conditions=(AssessmentFactorBridge.is_identified == true(),),
    period=AssessmentFactorBridge.authorisation_date_key,
    cuts=(FACTOR,),
    source=C3,
)

EPISODES_BY_FACTOR = Distribution(
    code="episodes_by_assessment_factor",
    catalogue_id="AS08",
    label="Episodes with assessment factors by factor",
    description="""
        Share of the episodes with each factor in the episodes with any, by assessments authorised in the period.

        An episode may have several factors, so the shares add up to more than 100.
    """,
    of=EPISODES_WITH_FACTORS,
    by=FACTOR,
    source=C3,
)

DEFINITIONS = (
    ASSESSMENTS_COMPLETED,
    ASSESSMENTS_OPEN,
    ASSESSMENT_RATE,
    ASSESSMENTS_WITHIN_45_WORKING_DAYS,
    ASSESSMENTS_WITHIN_45_WORKING_DAYS_OF_REFERRAL,
    ASSESSMENTS_OVERDUE,
    ASSESSMENTS_OVERDUE_SHARE,
    ASSESSMENTS_DUE_SOON,
    ASSESSMENTS_BY_DURATION,
    ASSESSMENT_DURATION_P25,
    ASSESSMENT_DURATION_MEDIAN,
    ASSESSMENT_DURATION_P75,
    EPISODES_WITH_FACTORS,
    EPISODES_BY_FACTOR,
)
