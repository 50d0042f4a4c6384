"""Section 47 enquiries and initial child protection conferences."""

from fractions import Fraction

from sqlalchemy import ColumnElement, and_, case, false, or_, true

from warehouse.base import Fact
from warehouse.facts import InitialChildProtectionConference as Conference
from warehouse.facts import Section47Enquiry as Enquiry
from warehouse.metrics.cuts import STANDARD, TEAM
from warehouse.metrics.definition import (
    SNAPSHOT,
    ChildrenCount,
    Count,
    Cut,
    DfE,
    Distribution,
    Expression,
    Local,
    Median,
    Ofsted,
    Percentage,
    Percentile,
    Polarity,
    Rate,
    Stock,
)

LIMIT = 15  # working days from strategy discussion to conference; Working Together, DfE table C4
CONVERSION_DAYS = 60  # calendar days in which an enquiry may lead to a conference
WINDOW_MONTHS = 6  # Annex A list 5 holds the enquiries of six months

BINS = (("0 to 10 days", 0, 10), ("11 to 15 days", 11, LIMIT), ("16 to 20 days", 16, 20))
"""Bins of DfE's table C4, in working days; 21 or more is the last."""

C4 = DfE("Children in need", table="C4")


def _months_before(key: Expression, months: int) -> ColumnElement[int]:
    return case((key // 100 % 100 > months, key - months * 100), else_=key - 10_000 + (12 - months) * 100)


def _bin(_: type[Fact]) -> ColumnElement[str]:
    days = Conference.working_days_from_section_47
    return case(
        *((days.between(first, last), label) for label, first, last in BINS),
        (days > BINS[-1][-1], "21 days or more"),
        else_="Unknown",
    )


DURATION = Cut("duration", "Working days from the start of the enquiry to the conference", _bin)

SECTION_47_ENQUIRIES = Count(
    code="section_47_enquiries",
    catalogue_id="SP01",
    label="Section 47 enquiries",
    description="""
        Section 47 enquiries started in the period, by the day of the strategy discussion that initiated them.

        Each child of a family counts, and a child with two enquiries counts twice.
    """,
    fact=Enquiry,
    period=Enquiry.start_date_key,
    cuts=STANDARD,
    source=C4,
)

SECTION_47_ENQUIRY_RATE = Rate(
    code="section_47_enquiry_rate",
    catalogue_id="SP02",
    label="Section 47 enquiries per 10,000 children",
    description="Section 47 enquiries started in the period per 10,000 persons aged 0 to 17.",
    of=SECTION_47_ENQUIRIES,
    source=C4,
)

CHILDREN_WITH_ENQUIRY = ChildrenCount(
    code="children_with_a_section_47_enquiry",
    catalogue_id="SP01",
    label="Children with a section 47 enquiry",
    description="Children with at least one section 47 enquiry that started in the period; each counts once.",
    fact=Enquiry,
    period=Enquiry.start_date_key,
    source=C4,
)

CHILDREN_WITH_ENQUIRY_RATE = Rate(
    code="children_with_a_section_47_enquiry_rate",
    catalogue_id="SP02",
    label="Children with a section 47 enquiry per 10,000 children",
    description="Children with a section 47 enquiry that started in the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_WITH_ENQUIRY,
    source=C4,
)

CONFERENCES = Count(
    code="conferences",
    catalogue_id="SP03",
    label="Initial child protection conferences",
    description="""
        Initial child protection conferences held in the period, one for each child.

        Conferences for children who moved in from another authority count, though no enquiry led to them.
    """,
    fact=Conference,
    period=Conference.held_date_key,
    cuts=(*STANDARD, DURATION),
    source=C4,
)

CONFERENCE_RATE = Rate(
    code="conference_rate",
    catalogue_id="SP03",
    label="Initial child protection conferences per 10,000 children",
    description="Initial child protection conferences held in the period per 10,000 persons aged 0 to 17.",
    of=CONFERENCES,
    source=C4,
)

CHILDREN_WITH_CONFERENCE = ChildrenCount(
    code="children_with_a_conference",
    catalogue_id="SP03",
    label="Children with an initial child protection conference",
    description="Children for whom at least one initial conference was held in the period; each counts once.",
    fact=Conference,
    period=Conference.held_date_key,
    source=C4,
)

CHILDREN_WITH_CONFERENCE_RATE = Rate(
    code="children_with_a_conference_rate",
    catalogue_id="SP03",
    label="Children with an initial child protection conference per 10,000 children",
    description="Children for whom an initial conference was held in the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_WITH_CONFERENCE,
    source=C4,
)

CONFERENCES_BY_DURATION = Distribution(
    code="conferences_by_duration",
    catalogue_id="SP05",
    label="Initial child protection conferences by duration",
    description="""
        Share of each bin of working days from the start of the section 47 enquiry in the conferences held in the
        period.

        A conference that followed no enquiry of ours, or was held before it started, is in no bin of DfE's table;
        here it is shown as Unknown, so that the shares add up.
    """,
    of=CONFERENCES,
    by=DURATION,
    source=C4,
)


def _percentile(kind: type[Percentile], name: str, words: str, **options: Fraction) -> Percentile:
    return kind(
        code=f"conference_duration_{name}",
        catalogue_id="SP05",
        label=f"Time from section 47 enquiry to conference, {words}",
        description=f"""
            The {words} of the working days from the start of the section 47 enquiry to the conference, over the
            conferences held in the period.

            Between two values it is interpolated linearly and then shown to the nearest day. Conferences that
            followed no enquiry of ours, or were held before it started, take no part.
        """,
        fact=Conference,
        measure=Conference.working_days_from_section_47,
        conditions=(Conference.working_days_from_section_47 >= 0,),
        period=Conference.held_date_key,
        polarity=Polarity.LOW_IS_GOOD,
        source=C4,
        **options,
    )


CONFERENCE_DURATION_P25 = _percentile(Percentile, "p25", "25th percentile", share=Fraction(1, 4))
CONFERENCE_DURATION_MEDIAN = _percentile(Median, "median", "median")
CONFERENCE_DURATION_P75 = _percentile(Percentile, "p75", "75th percentile", share=Fraction(3, 4))

SECTION_47_ENQUIRIES_LEADING_TO_CONFERENCE = Percentage(
    code="section_47_enquiries_leading_to_conference",
    catalogue_id="SP04",
    label="Section 47 enquiries that led to a conference within 60 days",
    description="""
        Of the section 47 enquiries started in the period, the share with an initial conference within 60 calendar
        days of the start.

        A period is shown once 60 days have passed since it ended, so that every enquiry had its time. A conference
        dated before the enquiry does not count as following from it.
    """,
    fact=Enquiry,
    numerator=Enquiry.days_to_conference.between(0, CONVERSION_DAYS),
    period=Enquiry.start_date_key,
    cuts=STANDARD,
    follow_up_days=CONVERSION_DAYS,
    source=Local("Window of 60 days, after the regional child-level report; DfE does not publish it"),
)

CONFERENCES_WITHIN_15_WORKING_DAYS = Percentage(
    code="conferences_within_15_working_days",
    catalogue_id="SP05",
    label="Initial child protection conferences held within 15 working days",
    description="""
        Of the conferences held in the period, the share held within 15 working days of the start of the section 47
        enquiry.

        The day the enquiry starts is day 0; a conference on day 15 is in time. A conference without a valid enquiry
        date, held before the enquiry or after a move from another authority, counts in the denominator, never in
        the numerator, as in DfE's published table.
    """,
    fact=Conference,
    numerator=Conference.working_days_from_section_47.between(0, LIMIT),
    period=Conference.held_date_key,
    cuts=(*STANDARD, TEAM),
    polarity=Polarity.HIGH_IS_GOOD,
    source=C4,
)

SECTION_47_ENQUIRIES_OVERDUE = Stock(
    code="section_47_enquiries_overdue",
    catalogue_id="SP06",
    label="Section 47 enquiries without a conference after 15 working days",
    description="""
        Section 47 enquiries of the six months up to the day for which more than 15 working days have passed since
        the start, no conference was held by the day, and none was deemed unnecessary.

        Six months is what Annex A list 5 holds; it keeps old records that nobody closed from growing into the
        figure. Where it is not stated whether a conference was deemed unnecessary, the enquiry counts.
    """,
    fact=Enquiry,
    enters=Enquiry.start_date_key,
    leaves=Enquiry.conference_date_key,
    conditions=(
        Enquiry.overdue_date_key > 0,
        Enquiry.overdue_date_key <= SNAPSHOT.date_key,
        or_(Enquiry.is_conference_not_required.is_(None), Enquiry.is_conference_not_required == false()),
        # The end of a month looks back whole months, as the extract does: from 30 September to 1 April.
        or_(
            and_(
                SNAPSHOT.is_month_end == true(),
                Enquiry.start_date_key >= _months_before(SNAPSHOT.month_start_key, WINDOW_MONTHS - 1),
            ),
            and_(
                SNAPSHOT.is_month_end == false(),
                Enquiry.start_date_key > _months_before(SNAPSHOT.date_key, WINDOW_MONTHS),
            ),
        ),
    ),
    lookback_months=WINDOW_MONTHS,
    cuts=(TEAM,),
    polarity=Polarity.LOW_IS_GOOD,
    source=DfE("CIN census validation rule", table="8675Q"),
)

CONFERENCES_LEADING_TO_PLAN = Percentage(
    code="conferences_leading_to_plan",
    catalogue_id="SP07",
    label="Initial child protection conferences that led to a plan",
    description="""
        Of the conferences held in the period whose outcome is known, the share that led to a child protection plan.

        Conferences with an unknown outcome are left out, and counted beside it.
    """,
    fact=Conference,
    conditions=(Conference.plan_outcome.in_(["Yes", "No"]),),
    numerator=Conference.plan_outcome == "Yes",
    period=Conference.held_date_key,
    cuts=STANDARD,
    source=Ofsted("Annex A", table="list 5"),
)

CONFERENCES_WITH_UNKNOWN_OUTCOME = Count(
    code="conferences_with_unknown_outcome",
    catalogue_id="SP07",
    label="Initial child protection conferences with unknown outcome",
    description="Conferences held in the period for which it is not known whether a plan followed.",
    fact=Conference,
    conditions=(Conference.plan_outcome.not_in(["Yes", "No"]),),
    period=Conference.held_date_key,
    polarity=Polarity.LOW_IS_GOOD,
    source=Ofsted("Annex A", table="list 5"),
)

DEFINITIONS = (
    SECTION_47_ENQUIRIES,
    SECTION_47_ENQUIRY_RATE,
    CHILDREN_WITH_ENQUIRY,
    CHILDREN_WITH_ENQUIRY_RATE,
    CONFERENCES,
    CONFERENCE_RATE,
    CHILDREN_WITH_CONFERENCE,
    CHILDREN_WITH_CONFERENCE_RATE,
    SECTION_47_ENQUIRIES_LEADING_TO_CONFERENCE,
    CONFERENCES_WITHIN_15_WORKING_DAYS,
    CONFERENCES_BY_DURATION,
    CONFERENCE_DURATION_P25,
    CONFERENCE_DURATION_MEDIAN,
    CONFERENCE_DURATION_P75,
    SECTION_47_ENQUIRIES_OVERDUE,
    CONFERENCES_LEADING_TO_PLAN,
    CONFERENCES_WITH_UNKNOWN_OUTCOME,
)
