"""Child protection plans: how many, again, how long, reviewed in time."""

from sqlalchemy import and_, exists, or_, true

from warehouse.base import NOT_APPLICABLE
from warehouse.facts import ChildProtectionPlan as Plan
from warehouse.facts import ChildProtectionPlanReview as Review
from warehouse.metrics.cuts import (
    DURATION_OF_PLAN,
    DURATION_ON_THE_DAY,
    ETHNIC_GROUP,
    INITIAL_CATEGORY,
    LATEST_CATEGORY,
    SEX,
    STANDARD,
    STANDARD_ON_THE_DAY,
    TEAM,
)
from warehouse.metrics.definition import (
    SNAPSHOT,
    AnyPoint,
    ChildrenAtAnyPoint,
    ChildrenCount,
    Count,
    DfE,
    Distribution,
    Ofsted,
    Percentage,
    Polarity,
    Rate,
    Stock,
    StockPercentage,
)

TWO_YEARS_DAYS = 730  # DfE tables D5 and D7: more than 729 days, the day of cessation included
REPEAT_MONTHS = 24
REVIEWS_LOOKBACK_MONTHS = 18  # a year in which reviews are judged, and the six months before its first one
D1 = DfE("Children in need", table="D1")

PLANS = Stock(
    code="child_protection_plans",
    catalogue_id="CP01",
    label="Child protection plans",
    description="""
        Child protection plans open on the day: started by then and not ended by its end.

        A plan that ended on 31 March is not open on 31 March. Plans of children who moved in count once they are
        accepted; plans of other authorities do not.
    """,
    fact=Plan,
    enters=Plan.start_date_key,
    leaves=Plan.end_date_key,
    cuts=(*STANDARD_ON_THE_DAY, INITIAL_CATEGORY, LATEST_CATEGORY, DURATION_ON_THE_DAY),
    source=D1,
)

PLAN_RATE = Rate(
    code="child_protection_plan_rate",
    catalogue_id="CP01",
    label="Child protection plans per 10,000 children",
    description="Child protection plans open on the day per 10,000 persons aged 0 to 17.",
    of=PLANS,
    source=D1,
)

PLANS_STARTED = Count(
    code="child_protection_plans_started",
    catalogue_id="CP02",
    label="Child protection plans started",
    description="Child protection plans that started in the period.",
    fact=Plan,
    period=Plan.start_date_key,
    cuts=(*STANDARD, INITIAL_CATEGORY, LATEST_CATEGORY),
    source=D1,
)

PLANS_STARTED_RATE = Rate(
    code="child_protection_plans_started_rate",
    catalogue_id="CP02",
    label="Child protection plans started per 10,000 children",
    description="Child protection plans that started in the period per 10,000 persons aged 0 to 17.",
    of=PLANS_STARTED,
    source=D1,
)

CHILDREN_STARTING = ChildrenCount(
    code="children_starting_a_child_protection_plan",
    catalogue_id="CP02",
    label="Children starting a child protection plan",
    description="Children with at least one child protection plan that started in the period; each counts once.",
    fact=Plan,
    period=Plan.start_date_key,
    source=D1,
)

CHILDREN_STARTING_RATE = Rate(
    code="children_starting_a_child_protection_plan_rate",
    catalogue_id="CP02",
    label="Children starting a child protection plan per 10,000 children",
    description="Children with a child protection plan that started in the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_STARTING,
    source=D1,
)

PLANS_ENDED = Count(
    code="child_protection_plans_ended",
    catalogue_id="CP02",
    label="Child protection plans ended",
    description="Child protection plans that ended in the period.",
    fact=Plan,
    period=Plan.end_date_key,
    cuts=(SEX, ETHNIC_GROUP, INITIAL_CATEGORY, LATEST_CATEGORY, DURATION_OF_PLAN),
    source=D1,
)

PLANS_ENDED_RATE = Rate(
    code="child_protection_plans_ended_rate",
    catalogue_id="CP02",
    label="Child protection plans ended per 10,000 children",
    description="Child protection plans that ended in the period per 10,000 persons aged 0 to 17.",
    of=PLANS_ENDED,
    source=D1,
)

CHILDREN_ENDING = ChildrenCount(
    code="children_ending_a_child_protection_plan",
    catalogue_id="CP02",
    label="Children ending a child protection plan",
    description="Children with at least one child protection plan that ended in the period; each counts once.",
    fact=Plan,
    period=Plan.end_date_key,
    source=D1,
)

CHILDREN_ENDING_RATE = Rate(
    code="children_ending_a_child_protection_plan_rate",
    catalogue_id="CP02",
    label="Children ending a child protection plan per 10,000 children",
    description="Children with a child protection plan that ended in the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_ENDING,
    source=D1,
)

PLANS_AT_ANY_POINT = AnyPoint(
    code="child_protection_plans_at_any_point",
    catalogue_id="CP02",
    label="Child protection plans at any point",
    description="Child protection plans open at any point of the period: open at its end, or ended within it.",
    of=PLANS,
    ended=PLANS_ENDED,
    source=D1,
)

PLANS_AT_ANY_POINT_RATE = Rate(
    code="child_protection_plans_at_any_point_rate",
    catalogue_id="CP02",
    label="Child protection plans at any point per 10,000 children",
    description="Child protection plans open at any point of the year per 10,000 persons aged 0 to 17.",
    of=PLANS_AT_ANY_POINT,
    source=D1,
)

CHILDREN_AT_ANY_POINT = ChildrenAtAnyPoint(
    code="children_with_a_child_protection_plan_at_any_point",
    catalogue_id="CP02",
    label="Children with a child protection plan at any point of the year",
    description="""
        Children with a child protection plan open on any day of the financial year; each counts once.

        A plan that ended on 1 April was open in the year.
    """,
    fact=Plan,
    enters=Plan.start_date_key,
    leaves=Plan.end_date_key,
    source=D1,
)

CHILDREN_AT_ANY_POINT_RATE = Rate(
    code="children_with_a_child_protection_plan_at_any_point_rate",
    catalogue_id="CP02",
    label="Children with a child protection plan at any point of the year per 10,000 children",
    description="Children with a plan open on any day of the financial year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_AT_ANY_POINT,
    source=D1,
)

PLANS_STARTED_BY_CATEGORY = Distribution(
    code="child_protection_plans_started_by_category",
    catalogue_id="CP03",
    label="Child protection plans started by initial category of abuse",
    description="Share of each category, as recorded at the start, in the plans that started in the period.",
    of=PLANS_STARTED,
    by=INITIAL_CATEGORY,
    source=DfE("Children in need", table="D2"),
)

PLANS_BY_CATEGORY = Distribution(
    code="child_protection_plans_by_category",
    catalogue_id="CP03",
    label="Child protection plans by latest category of abuse",
    description="Share of each category, as recorded last, in the plans open on the day.",
    of=PLANS,
    by=LATEST_CATEGORY,
    source=DfE("Children in need", table="D4"),
)

SECOND_PLANS_EVER = Percentage(
    code="second_or_subsequent_plans",
    catalogue_id="CP04",
    label="Plans that are a second or subsequent plan",
    description="""
        Of the plans that started in the period, the share for a child who had been on a plan in this authority
        before, however long ago.

        It stands on the number of previous plans that the authority recorded, as DfE's table does: counting the
        plans that we hold would miss those older than the data. A plan without that number counts in the
        denominator, never in the numerator.
    """,
    fact=Plan,
    numerator=Plan.number_of_previous_plans >= 1,
    period=Plan.start_date_key,
    cuts=STANDARD,
    polarity=Polarity.LOW_IS_GOOD,
    source=DfE("Children in need", table="D3"),
)

SECOND_PLANS_WITHIN_24_MONTHS = Percentage(
    code="second_or_subsequent_plans_within_24_months",
    catalogue_id="CP05",
    label="Plans that are a second plan within 24 months",
    description="""
        Of the plans that started in the period, the share for a child whose plan before ended within the 24
        calendar months before the start.

        It is worked out from the plans that we hold; the 24 months before the period must be covered by extracts,
        or there is no figure.
    """,
    fact=Plan,
    numerator=Plan.is_second_within_24_months == true(),
    period=Plan.start_date_key,
    cuts=STANDARD,
    lookback_months=REPEAT_MONTHS,
    polarity=Polarity.LOW_IS_GOOD,
    source=Ofsted("Analysis tool for Annex A", confirmed=False),
)

PLANS_OPEN_TWO_YEARS = StockPercentage(
    code="child_protection_plans_open_two_years_or_more",
    catalogue_id="CP06",
    label="Open plans that have lasted two years or more",
    description="Of the plans open on the day, the share that started 730 days or more before.",
    fact=Plan,
    numerator=and_(Plan.two_years_date_key > 0, Plan.two_years_date_key <= SNAPSHOT.date_key),
    enters=Plan.start_date_key,
    leaves=Plan.end_date_key,
    cuts=STANDARD_ON_THE_DAY,
    polarity=Polarity.LOW_IS_GOOD,
    source=DfE("Children in need", table="D5"),
)

PLANS_BY_DURATION = Distribution(
    code="child_protection_plans_by_duration",
    catalogue_id="CP06",
    label="Child protection plans by duration",
    description="""
        Share of each band of time since the start in the plans open on the day.

        Bands are calendar months, the last 730 days and more. A plan that started exactly three or six months
        before is in the shorter band, one of exactly twelve months in the longer.
    """,
    of=PLANS,
    by=DURATION_ON_THE_DAY,
    source=DfE("Children in need", table="D5"),
)

PLANS_ENDED_BY_DURATION = Distribution(
    code="child_protection_plans_ended_by_duration",
    catalogue_id="CP07",
    label="Child protection plans ended by duration",
    description="""
        Share of each band of time from start to end in the plans that ended in the period.

        Bands are calendar months, the last 730 days and more. A plan of exactly three or six months is in the
        shorter band, one of exactly twelve months in the longer.
    """,
    of=PLANS_ENDED,
    by=DURATION_OF_PLAN,
    source=DfE("Children in need", table="D7"),
)

PLANS_ENDED_AFTER_TWO_YEARS = Percentage(
    code="child_protection_plans_ended_after_two_years_or_more",
    catalogue_id="CP07",
    label="Plans ended that had lasted two years or more",
    description="Of the plans that ended in the period, the share that had lasted 730 days or more.",
    fact=Plan,
    numerator=Plan.duration_days >= TWO_YEARS_DAYS,
    period=Plan.end_date_key,
    cuts=STANDARD,
    polarity=Polarity.LOW_IS_GOOD,
    source=DfE("Children in need", table="D7"),
)

_LATE_REVIEW = exists().where(
    Review.authority_key == Plan.authority_key,
    Review.child_durable_key == Plan.child_durable_key,
    Review.plan_start_date_key == Plan.start_date_key,
    Review.late_from_date_key > 0,
    Review.late_from_date_key <= SNAPSHOT.date_key,
    or_(Review.late_until_date_key == NOT_APPLICABLE, Review.late_until_date_key > SNAPSHOT.date_key),
)

PLANS_REVIEWED_IN_TIME = StockPercentage(
    code="child_protection_plans_reviewed_in_time",
    catalogue_id="CP08",
    label="Plans reviewed within the required timescales",
    description="""
        Of the plans open on the day that had started at least three calendar months before, the share of those
        whose reviews of the last twelve months were all in time.

        The first review is due three calendar months after the start, each next one six calendar months after the
        one before; a review on the last day is in time. A review that is overdue on the day counts as late though it
        was not held yet. Reviews held before the plan started are not counted. The reviews of 18 months
        must be covered by extracts, or there is no figure.
    """,
    fact=Plan,
    datasets=Review.datasets,
    conditions=(Plan.three_months_date_key > 0, Plan.three_months_date_key <= SNAPSHOT.date_key),
    numerator=~_LATE_REVIEW,
    enters=Plan.start_date_key,
    leaves=Plan.end_date_key,
    lookback_months=REVIEWS_LOOKBACK_MONTHS,
    cuts=(*STANDARD_ON_THE_DAY, TEAM),
    polarity=Polarity.HIGH_IS_GOOD,
    source=DfE("Children in need", table="D6"),
)

DEFINITIONS = (
    PLANS,
    PLAN_RATE,
    PLANS_STARTED,
    PLANS_STARTED_RATE,
    CHILDREN_STARTING,
    CHILDREN_STARTING_RATE,
    PLANS_ENDED,
    PLANS_ENDED_RATE,
    CHILDREN_ENDING,
    CHILDREN_ENDING_RATE,
    PLANS_AT_ANY_POINT,
    PLANS_AT_ANY_POINT_RATE,
    CHILDREN_AT_ANY_POINT,
    CHILDREN_AT_ANY_POINT_RATE,
    PLANS_STARTED_BY_CATEGORY,
    PLANS_BY_CATEGORY,
    SECOND_PLANS_EVER,
    SECOND_PLANS_WITHIN_24_MONTHS,
    PLANS_BY_DURATION,
    PLANS_OPEN_TWO_YEARS,
    PLANS_ENDED_BY_DURATION,
    PLANS_ENDED_AFTER_TWO_YEARS,
    PLANS_REVIEWED_IN_TIME,
)
