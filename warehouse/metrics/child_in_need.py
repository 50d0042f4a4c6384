"""Children in need: episodes open, started and ended."""

from sqlalchemy import false, or_

from warehouse.facts import Referral
from warehouse.metrics.cuts import ETHNIC_GROUP, NEED, SEX, STANDARD, STANDARD_ON_THE_DAY
from warehouse.metrics.definition import (
    AnyPoint,
    ChildrenAtAnyPoint,
    ChildrenCount,
    Count,
    DfE,
    Distribution,
    Rate,
    Stock,
)

B1 = DfE("Children in need", table="B1")
OPENS_AN_EPISODE = or_(Referral.is_no_further_action.is_(None), Referral.is_no_further_action == false())
"""A referral for which it is not stated whether it led to no further action counts as one that did lead to action."""

CHILDREN_IN_NEED = Stock(
    code="children_in_need",
    catalogue_id="CI01",
    label="Children in need",
    description="""
        Episodes of need open on the day: the referral was received by then, and the case was not closed by its end.

        DfE's definition: it includes children with a protection plan, children looked after, care leavers, disabled
        children, unborn children and young people over 18. Referrals that led to no further action open no episode;
        where this is not stated, the episode counts. A case closed on the day is closed.
    """,
    fact=Referral,
    conditions=(OPENS_AN_EPISODE,),
    enters=Referral.referral_date_key,
    leaves=Referral.closure_date_key,
    cuts=(*STANDARD_ON_THE_DAY, NEED),
    source=B1,
    published_counterpart="At31_episodes",
)

CHILDREN_IN_NEED_RATE = Rate(
    code="children_in_need_rate",
    catalogue_id="CI01",
    label="Children in need per 10,000 children",
    description="Episodes of need open on the day per 10,000 persons aged 0 to 17.",
    of=CHILDREN_IN_NEED,
    source=B1,
    published_counterpart="At31_episodes_rate",
)

CHILDREN_IN_NEED_BY_NEED = Distribution(
    code="children_in_need_by_need",
    catalogue_id="FD07",
    label="Children in need by primary need",
    description="""
        Share of each primary need in the episodes of need open on the day.

        The need is the one found at assessment. Episodes without a need are shown as Unknown.
    """,
    of=CHILDREN_IN_NEED,
    by=NEED,
    source=DfE("Children in need", table="B3"),
)

EPISODES_STARTED = Count(
    code="episodes_of_need_started",
    catalogue_id="CI03",
    label="Episodes of need started",
    description="Referrals received in the period, without those that led to no further action.",
    fact=Referral,
    conditions=(OPENS_AN_EPISODE,),
    period=Referral.referral_date_key,
    cuts=STANDARD,
    source=B1,
    published_counterpart="Started_episodes",
)

CHILDREN_STARTING = ChildrenCount(
    code="children_starting_an_episode_of_need",
    catalogue_id="CI03",
    label="Children starting an episode of need",
    description="Children with at least one episode of need that started in the period; each counts once.",
    fact=Referral,
    conditions=(OPENS_AN_EPISODE,),
    period=Referral.referral_date_key,
    source=B1,
    published_counterpart="Started_child",
)

EPISODES_ENDED = Count(
    code="episodes_of_need_ended",
    catalogue_id="CI03",
    label="Episodes of need ended",
    description="""
        Episodes of need closed in the period, by the date of closure.

        Referrals that led to no further action opened no episode and end none.
    """,
    fact=Referral,
    conditions=(OPENS_AN_EPISODE,),
    period=Referral.closure_date_key,
    cuts=(SEX, ETHNIC_GROUP, NEED),
    source=B1,
    published_counterpart="Ended_episodes",
)

CHILDREN_ENDING = ChildrenCount(
    code="children_ending_an_episode_of_need",
    catalogue_id="CI03",
    label="Children ending an episode of need",
    description="Children with at least one episode of need that closed in the period; each counts once.",
    fact=Referral,
    conditions=(OPENS_AN_EPISODE,),
    period=Referral.closure_date_key,
    source=B1,
    published_counterpart="Ended_child",
)

EPISODES_AT_ANY_POINT = AnyPoint(
    code="episodes_of_need_at_any_point",
    catalogue_id="CI03",
    label="Episodes of need at any point",
    description="Episodes of need open at any point of the period: open at its end, or ended within it.",
    of=CHILDREN_IN_NEED,
    ended=EPISODES_ENDED,
    source=B1,
    published_counterpart="Anypoint_episodes",
)

CHILDREN_AT_ANY_POINT = ChildrenAtAnyPoint(
    code="children_in_need_at_any_point",
    catalogue_id="CI03",
    label="Children in need at any point of the year",
    description="Children with an episode of need open on any day of the financial year; each counts once.",
    fact=Referral,
    conditions=(OPENS_AN_EPISODE,),
    enters=Referral.referral_date_key,
    leaves=Referral.closure_date_key,
    source=B1,
    published_counterpart="Anypoint_child",
)

DEFINITIONS = (
    CHILDREN_IN_NEED,
    CHILDREN_IN_NEED_RATE,
    CHILDREN_IN_NEED_BY_NEED,
    EPISODES_STARTED,
    CHILDREN_STARTING,
    EPISODES_ENDED,
    CHILDREN_ENDING,
    EPISODES_AT_ANY_POINT,
    CHILDREN_AT_ANY_POINT,
)
