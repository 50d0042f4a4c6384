"""The ways in which figures are split, each declared once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import ColumnElement, and_, case, func, or_

from warehouse.base import UNKNOWN, Fact
from warehouse.dimensions import (
    AgeBand,
    AssessmentFactorDimension,
    CategoryOfAbuseDimension,
    Child,
    NeedDimension,
    SourceDimension,
    Team,
)
from warehouse.metrics.definition import SNAPSHOT, Cut, Expression

_UNBORN = -1
_AGE_UNKNOWN = -2
_OLDEST = 999


def _of_fact(attribute: str) -> Callable[[type[Fact]], Expression]:
    return partial(_column, attribute)


def _column(attribute: str, fact: type[Fact]) -> Expression:
    return getattr(fact, attribute)


@dataclass(frozen=True, eq=False)
class AgeOnTheDay(Cut):
    """Age on the day of a stock; `Cut` on the age band of the fact would give the age when it began."""

    def on(self, key: Expression) -> ColumnElement[bool]:
        """Return the condition that finds the band of an age in completed years."""
        return or_(
            and_(key >= AgeBand.from_age, key <= func.coalesce(AgeBand.to_age, _OLDEST)),
            and_(key == _UNBORN, AgeBand.from_age.is_(None), AgeBand.age_band_key > 0),
            and_(key == _AGE_UNKNOWN, AgeBand.age_band_key == UNKNOWN),
        )


def _age(_: type[Fact]) -> ColumnElement[int]:
    # As numbers yyyymmdd, days are a whole number of years apart from the birthday on: someone born on
    # 29 February is a year older on 1 March. Once an expected birth has passed unrecorded, nobody knows.
    day, birth, expected = SNAPSHOT.date_key, Child.birth_date_key, Child.expected_birth_date_key
    return case(
        (birth > day, _UNBORN),
        (birth > 0, (day - birth) // 10_000),
        (expected > day, _UNBORN),
        else_=_AGE_UNKNOWN,
    )


_DURATIONS = (
    ("3 months or less", "three_months_date_key", True),
    ("More than 3 months to 6 months", "six_months_date_key", True),
    ("More than 6 months to less than 1 year", "twelve_months_date_key", False),
    ("1 year to less than 2 years", "two_years_date_key", False),
)
"""
DfE's bands of tables B4, B5, D5 and D7: label, the column with the day that limits it, whether that day belongs to it.

Half a year and less are "up to", a year and more "from": what lasts to the day six months later is in the second band.
"""
_TWO_YEARS_OR_MORE = "2 years or more"


def _duration(day: Callable[[type[Fact]], Expression], fact: type[Fact]) -> ColumnElement[str]:
    until = day(fact)
    limits = ((label, getattr(fact, column), included) for label, column, included in _DURATIONS)
    return case(
        *((until <= limit if included else until < limit, label) for label, limit, included in limits),
        else_=_TWO_YEARS_OR_MORE,
    )


SEX = Cut("sex", "Sex", lambda _: Child.sex, on_child=True)
AGE_BAND = Cut("age_band", "Age at the event", _of_fact("age_band_key"), AgeBand.label)
AGE_BAND_ON_THE_DAY = AgeOnTheDay("age_band", "Age on the day", _age, AgeBand.label, on_child=True)
ETHNIC_GROUP = Cut("ethnic_group", "Ethnic group", lambda _: Child.ethnic_group, on_child=True)
SOURCE = Cut("source", "Source", _of_fact("referral_source_key"), SourceDimension.group_label)
NEED = Cut("need", "Primary need", _of_fact("primary_need_key"), NeedDimension.label)
TEAM = Cut("team", "Team", _of_fact("team_key"), Team.team_name)
INITIAL_CATEGORY = Cut(
    "initial_category", "Initial category of abuse", _of_fact("initial_category_key"), CategoryOfAbuseDimension.label
)
LATEST_CATEGORY = replace(
    INITIAL_CATEGORY,
    name="latest_category",
    label="Latest category of abuse",
    column=_of_fact("latest_category_key"),
)
DURATION_ON_THE_DAY = Cut("duration", "Duration on the day", partial(_duration, lambda _: SNAPSHOT.date_key))
DURATION_OF_EPISODE = Cut("duration", "Duration of the episode", partial(_duration, _of_fact("closure_date_key")))
DURATION_OF_PLAN = Cut("duration", "Duration of the plan", partial(_duration, _of_fact("end_date_key")))
FACTOR = Cut("factor", "Factor", _of_fact("assessment_factor_key"), AssessmentFactorDimension.group_label)

STANDARD = (SEX, AGE_BAND, ETHNIC_GROUP)
STANDARD_ON_THE_DAY = (SEX, AGE_BAND_ON_THE_DAY, ETHNIC_GROUP)
