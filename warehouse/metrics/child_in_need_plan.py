"""Child in need plans, collected by the census since 2022: open, started and ended."""

from warehouse.facts import ChildInNeedPlan as Plan
from warehouse.metrics.cuts import ETHNIC_GROUP, SEX, STANDARD, STANDARD_ON_THE_DAY
from warehouse.metrics.definition import AnyPoint, ChildrenAtAnyPoint, ChildrenCount, Count, DfE, Rate, Stock

B7 = DfE("Children in need", table="B7")

PLANS = Stock(
    code="child_in_need_plans",
    catalogue_id="CI04",
    label="Child in need plans",
    description="""
        Child in need plans open on the day: started by then and not ended by its end.

        A plan that ended on 31 March is not open on 31 March. A child in need plan ends when a child protection
        plan begins or the child becomes looked after. Before 2022 the census did not ask for these plans: there is
        no figure.
    """,
    fact=Plan,
    enters=Plan.start_date_key,
    leaves=Plan.end_date_key,
    cuts=STANDARD_ON_THE_DAY,
    source=B7,
)

PLAN_RATE = Rate(
    code="child_in_need_plan_rate",
    catalogue_id="CI04",
    label="Child in need plans per 10,000 children",
    description="Child in need plans open on the day per 10,000 persons aged 0 to 17.",
    of=PLANS,
    source=B7,
)

PLANS_STARTED = Count(
    code="child_in_need_plans_started",
    catalogue_id="CI04",
    label="Child in need plans started",
    description="Child in need plans that started in the period.",
    fact=Plan,
    period=Plan.start_date_key,
    cuts=STANDARD,
    source=B7,
)

PLANS_STARTED_RATE = Rate(
    code="child_in_need_plans_started_rate",
    catalogue_id="CI04",
    label="Child in need plans started per 10,000 children",
    description="Child in need plans that started in the period per 10,000 persons aged 0 to 17.",
    of=PLANS_STARTED,
    source=B7,
)

CHILDREN_STARTING = ChildrenCount(
    code="children_starting_a_child_in_need_plan",
    catalogue_id="CI04",
    label="Children starting a child in need plan",
    description="Children with at least one child in need plan that started in the period; each counts once.",
    fact=Plan,
    period=Plan.start_date_key,
    source=B7,
)

CHILDREN_STARTING_RATE = Rate(
    code="children_starting_a_child_in_need_plan_rate",
    catalogue_id="CI04",
    label="Children starting a child in need plan per 10,000 children",
    description="Children with a child in need plan that started in the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_STARTING,
    source=B7,
)

PLANS_ENDED = Count(
    code="child_in_need_plans_ended",
    catalogue_id="CI04",
    label="Child in need plans ended",
    description="Child in need plans that ended in the period.",
    fact=Plan,
    period=Plan.end_date_key,
    cuts=(SEX, ETHNIC_GROUP),
    source=B7,
)

PLANS_ENDED_RATE = Rate(
    code="child_in_need_plans_ended_rate",
    catalogue_id="CI04",
    label="Child in need plans ended per 10,000 children",
    description="Child in need plans that ended in the period per 10,000 persons aged 0 to 17.",
    of=PLANS_ENDED,
    source=B7,
)

CHILDREN_ENDING = ChildrenCount(
    code="children_ending_a_child_in_need_plan",
    catalogue_id="CI04",
    label="Children ending a child in need plan",
    description="Children with at least one child in need plan that ended in the period; each counts once.",
    fact=Plan,
    period=Plan.end_date_key,
    source=B7,
)

CHILDREN_ENDING_RATE = Rate(
    code="children_ending_a_child_in_need_plan_rate",
    catalogue_id="CI04",
    label="Children ending a child in need plan per 10,000 children",
    description="Children with a child in need plan that ended in the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_ENDING,
    source=B7,
)

PLANS_AT_ANY_POINT = AnyPoint(
    code="child_in_need_plans_at_any_point",
    catalogue_id="CI04",
    label="Child in need plans at any point",
    description="Child in need plans open at any point of the period: open at its end, or ended within it.",
    of=PLANS,
    ended=PLANS_ENDED,
    source=B7,
)

PLANS_AT_ANY_POINT_RATE = Rate(
    code="child_in_need_plans_at_any_point_rate",
    catalogue_id="CI04",
    label="Child in need plans at any point per 10,000 children",
    description="Child in need plans open at any point of the year per 10,000 persons aged 0 to 17.",
    of=PLANS_AT_ANY_POINT,
    source=B7,
)

CHILDREN_AT_ANY_POINT = ChildrenAtAnyPoint(
    code="children_with_a_child_in_need_plan_at_any_point",
    catalogue_id="CI04",
    label="Children with a child in need plan at any point of the year",
    description="Children with a child in need plan open on any day of the financial year; each counts once.",
    fact=Plan,
    enters=Plan.start_date_key,
    leaves=Plan.end_date_key,
    source=B7,
)

CHILDREN_AT_ANY_POINT_RATE = Rate(
    code="children_with_a_child_in_need_plan_at_any_point_rate",
    catalogue_id="CI04",
    label="Children with a child in need plan at any point of the year per 10,000 children",
    description="Children with a child in need plan on any day of the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_AT_ANY_POINT,
    source=B7,
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
)
