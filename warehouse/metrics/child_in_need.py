"""
Children in need: episodes open, started and ended.

A census of a year knows what was closed by its 31 March. A case found not to be in need by then opened no episode
of its year and ends none; while it is open, nobody knows how it will close, and it counts.
"""

from sqlalchemy import exists, false, or_
from sqlalchemy.orm import aliased

from expectations.codes import YesNoUnknown
from warehouse.dimensions import Child, ClosureReasonDimension
from warehouse.facts import Referral
from warehouse.metrics.cuts import (
    DURATION_OF_EPISODE,
    DURATION_ON_THE_DAY,
    ETHNIC_GROUP,
    NEED,
    SEX,
    STANDARD,
    STANDARD_ON_THE_DAY,
)
from warehouse.metrics.definition import (
    SNAPSHOT,
    AnyPoint,
    ChildrenAtAnyPoint,
    ChildrenCount,
    Count,
    Cut,
    DfE,
    Distribution,
    Rate,
    Stock,
    StockPercentage,
)
from warehouse.metrics.front_door import OPENS_AN_EPISODE

B1 = DfE("Children in need", table="B1")

STARTED_IN_NEED = Referral.is_not_in_need_by_year_end == false()
ENDED_IN_NEED = Referral.is_closed_as_not_in_need == false()
CLOSURE_REASON = Cut(
    "closure_reason", "Reason for closure", lambda _: Referral.closure_reason_key, ClosureReasonDimension.label
)

_ON_THE_DAY = aliased(Child, name="child_on_the_day")
_HAS_A_DISABILITY = exists().where(
    _ON_THE_DAY.child_durable_key == Referral.child_durable_key,
    _ON_THE_DAY.valid_from <= SNAPSHOT.date,
    _ON_THE_DAY.valid_to > SNAPSHOT.date,
    _ON_THE_DAY.disability == YesNoUnknown.YES.label,
)

CHILDREN_IN_NEED = Stock(
    code="children_in_need",
    catalogue_id="CI01",
    label="Children in need",
    description="""
        Episodes of need open on the day: the referral was received by then, and the case was not closed by its end.

        DfE's definition: it includes children with a protection plan, children looked after, care leavers, disabled
        children, unborn children and young people over 18. Referrals that led to no further action open no episode;
        where this is not stated, the episode counts. A case closed on the day is closed. A case that closes later
        as not in need was open on the day, and stays counted.
    """,
    fact=Referral,
    conditions=(OPENS_AN_EPISODE,),
    enters=Referral.referral_date_key,
    leaves=Referral.closure_date_key,
    cuts=(*STANDARD_ON_THE_DAY, NEED, DURATION_ON_THE_DAY),
    source=B1,
)

CHILDREN_IN_NEED_RATE = Rate(
    code="children_in_need_rate",
    catalogue_id="CI01",
    label="Children in need per 10,000 children",
    description="Episodes of need open on the day per 10,000 persons aged 0 to 17.",
    of=CHILDREN_IN_NEED,
    source=B1,
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

CHILDREN_IN_NEED_BY_DURATION = Distribution(
    code="children_in_need_by_duration",
    catalogue_id="CI05",
    label="Children in need by duration of the open episode",
    description="""
        Share of each band of time since the referral in the episodes of need open on the day.

        Months and years are those of the calendar. An episode open on the day three months after its referral has
        lasted three months or less, one open on the day twelve months after it a year.
    """,
    of=CHILDREN_IN_NEED,
    by=DURATION_ON_THE_DAY,
    source=DfE("Children in need", table="B4"),
)

CHILDREN_IN_NEED_WITH_A_DISABILITY = StockPercentage(
    code="children_in_need_with_a_disability",
    catalogue_id="CI06",
    label="Children in need with a disability recorded",
    description="""
        Of the episodes of need open on the day, the share of those whose child has a disability recorded.

        What is known of the child on the day decides, whatever was known at the referral; autism is one of the
        disabilities. A child for whom nothing is recorded counts in the denominator, never in the numerator.
    """,
    fact=Referral,
    datasets=(*Referral.datasets, "children.disability"),
    conditions=(OPENS_AN_EPISODE,),
    numerator=_HAS_A_DISABILITY,
    enters=Referral.referral_date_key,
    leaves=Referral.closure_date_key,
    source=DfE("Children in need", table="B2"),
)

EPISODES_STARTED = Count(
    code="episodes_of_need_started",
    catalogue_id="CI03",
    label="Episodes of need started",
    description="""
        Referrals received in the period, without those that led to no further action, and without those closed
        after assessment as not in need by the 31 March that ends the financial year of the referral.

        A case closed as not in need in the year after its referral had started an episode, as the census of its year
        knew it. So a year that is still running is not final.
    """,
    version=2,
    fact=Referral,
    conditions=(OPENS_AN_EPISODE, STARTED_IN_NEED),
    period=Referral.referral_date_key,
    cuts=STANDARD,
    source=B1,
)

EPISODES_STARTED_RATE = Rate(
    code="episodes_of_need_started_rate",
    catalogue_id="CI03",
    label="Episodes of need started per 10,000 children",
    description="Episodes of need that started in the period per 10,000 persons aged 0 to 17.",
    of=EPISODES_STARTED,
    source=B1,
)

CHILDREN_STARTING = ChildrenCount(
    code="children_starting_an_episode_of_need",
    catalogue_id="CI03",
    label="Children starting an episode of need",
    description="Children with at least one episode of need that started in the period; each counts once.",
    version=2,
    fact=Referral,
    conditions=(OPENS_AN_EPISODE, STARTED_IN_NEED),
    period=Referral.referral_date_key,
    source=B1,
)

CHILDREN_STARTING_RATE = Rate(
    code="children_starting_an_episode_of_need_rate",
    catalogue_id="CI03",
    label="Children starting an episode of need per 10,000 children",
    description="Children with an episode of need that started in the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_STARTING,
    source=B1,
)

EPISODES_ENDED = Count(
    code="episodes_of_need_ended",
    catalogue_id="CI03",
    label="Episodes of need ended",
    description="""
        Episodes of need closed in the period, by the date of closure.

        Referrals that led to no further action opened no episode and end none, and neither do cases closed after
        assessment as not in need (RC8, RC9). A case closed without a reason counts.
    """,
    version=2,
    fact=Referral,
    conditions=(OPENS_AN_EPISODE, ENDED_IN_NEED),
    period=Referral.closure_date_key,
    cuts=(SEX, ETHNIC_GROUP, NEED, DURATION_OF_EPISODE, CLOSURE_REASON),
    source=B1,
)

EPISODES_ENDED_RATE = Rate(
    code="episodes_of_need_ended_rate",
    catalogue_id="CI03",
    label="Episodes of need ended per 10,000 children",
    description="Episodes of need that ended in the period per 10,000 persons aged 0 to 17.",
    of=EPISODES_ENDED,
    source=B1,
)

EPISODES_ENDED_BY_DURATION = Distribution(
    code="episodes_of_need_ended_by_duration",
    catalogue_id="CI05",
    label="Episodes of need ended by duration",
    description="""
        Share of each band of time from referral to closure in the episodes of need that ended in the period.

        Months and years are those of the calendar. An episode that ended on the day three months after its referral
        had lasted three months or less, one that ended on the day twelve months after it a year.
    """,
    of=EPISODES_ENDED,
    by=DURATION_OF_EPISODE,
    source=DfE("Children in need", table="B5"),
)

EPISODES_ENDED_BY_REASON = Distribution(
    code="episodes_of_need_ended_by_reason",
    catalogue_id="CI07",
    label="Episodes of need ended by reason for closure",
    description="""
        Share of each reason for closure in the episodes of need that ended in the period.

        An episode closed without a reason is shown as Unknown, one whose reason is in no code list as Unmapped;
        neither is left out, so the shares add up to all episodes ended.
    """,
    of=EPISODES_ENDED,
    by=CLOSURE_REASON,
    source=DfE("Children in need", table="B6"),
)

CHILDREN_ENDING = ChildrenCount(
    code="children_ending_an_episode_of_need",
    catalogue_id="CI03",
    label="Children ending an episode of need",
    description="Children with at least one episode of need that ended in the period; each counts once.",
    version=2,
    fact=Referral,
    conditions=(OPENS_AN_EPISODE, ENDED_IN_NEED),
    period=Referral.closure_date_key,
    source=B1,
)

CHILDREN_ENDING_RATE = Rate(
    code="children_ending_an_episode_of_need_rate",
    catalogue_id="CI03",
    label="Children ending an episode of need per 10,000 children",
    description="Children with an episode of need that ended in the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_ENDING,
    source=B1,
)

EPISODES_AT_ANY_POINT = AnyPoint(
    code="episodes_of_need_at_any_point",
    catalogue_id="CI03",
    label="Episodes of need at any point",
    description="Episodes of need open at any point of the period: open at its end, or ended within it.",
    version=2,
    of=CHILDREN_IN_NEED,
    ended=EPISODES_ENDED,
    source=B1,
)

EPISODES_AT_ANY_POINT_RATE = Rate(
    code="episodes_of_need_at_any_point_rate",
    catalogue_id="CI03",
    label="Episodes of need at any point per 10,000 children",
    description="Episodes of need open at any point of the year per 10,000 persons aged 0 to 17.",
    of=EPISODES_AT_ANY_POINT,
    source=B1,
)

CHILDREN_AT_ANY_POINT = ChildrenAtAnyPoint(
    code="children_in_need_at_any_point",
    catalogue_id="CI03",
    label="Children in need at any point of the year",
    description="""
        Children with an episode of need open on any day of the financial year; each counts once.

        A case closed as not in need by the end of the year was none.
    """,
    version=2,
    fact=Referral,
    conditions=(OPENS_AN_EPISODE, or_(ENDED_IN_NEED, Referral.closure_date_key > SNAPSHOT.date_key)),
    enters=Referral.referral_date_key,
    leaves=Referral.closure_date_key,
    source=B1,
)

CHILDREN_AT_ANY_POINT_RATE = Rate(
    code="children_in_need_at_any_point_rate",
    catalogue_id="CI03",
    label="Children in need at any point of the year per 10,000 children",
    description="Children with an episode of need open on any day of the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_AT_ANY_POINT,
    source=B1,
)

DEFINITIONS = (
    CHILDREN_IN_NEED,
    CHILDREN_IN_NEED_RATE,
    CHILDREN_IN_NEED_BY_NEED,
    CHILDREN_IN_NEED_BY_DURATION,
    CHILDREN_IN_NEED_WITH_A_DISABILITY,
    EPISODES_STARTED,
    EPISODES_STARTED_RATE,
    CHILDREN_STARTING,
    CHILDREN_STARTING_RATE,
    EPISODES_ENDED,
    EPISODES_ENDED_RATE,
    EPISODES_ENDED_BY_DURATION,
    EPISODES_ENDED_BY_REASON,
    CHILDREN_ENDING,
    CHILDREN_ENDING_RATE,
    EPISODES_AT_ANY_POINT,
    EPISODES_AT_ANY_POINT_RATE,
    CHILDREN_AT_ANY_POINT,
    CHILDREN_AT_ANY_POINT_RATE,
)
