"""
What a figure is: the kinds of metric, each a few expressions over one fact.

A definition is compared and hashed by identity, printed as SQL by `formula` and calculated by
`calculation.measure`; whoever changes what it counts raises `version`.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import Column, ColumnElement, column, table
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import visitors

from warehouse.base import NOT_APPLICABLE, Fact
from warehouse.dimensions import DateDimension
from warehouse.metrics.periods import IN_PERIODS, LONG_PERIODS, WHOLE_YEARS, PeriodType

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]

SNAPSHOT_COLUMNS = ("date_key", "date", "month_start_key", "financial_year_start_key", "is_month_end")
SNAPSHOT = table(
    "snapshot",
    *(column(name, DateDimension.__table__.c[name].type) for name in SNAPSHOT_COLUMNS),
).c
"""The day on which a stock is counted, as the calendar describes it."""

OWNER = "Performance team"


class Polarity(StrEnum):
    """Which way is better."""

    HIGH_IS_GOOD = "high is good"
    LOW_IS_GOOD = "low is good"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Source:
    """Whose definition it is; `confirmed=False` marks what we hold from general knowledge only."""

    publication: str
    table: str = ""
    confirmed: bool = True

    def __str__(self) -> str:
        table = f", table {self.table}" if self.table else ""
        return f"{type(self).__name__}: {self.publication}{table}{'' if self.confirmed else ' (to be confirmed)'}"


class DfE(Source):
    """Department for Education, published statistics."""


class Ofsted(Source):
    """Ofsted, Annex A and its analysis tool."""


class Local(Source):
    """Our own definition, or one agreed locally."""


@dataclass(frozen=True, eq=False)
class Cut:
    """
    A way to split a figure: the column of the fact, and the dimension's column that names its members.

    Without `member` the column names them itself.
    """

    name: str
    label: str
    column: Callable[[type[Fact]], Expression]
    member: InstrumentedAttribute[str] | None = None
    on_child: bool = False

    def on(self, key: Expression) -> ColumnElement[bool]:
        """Return the condition that joins the dimension to a value of the column."""
        dimension = self.member.class_
        return getattr(dimension, dimension.key) == key


COUNTED_BY = ("period", "enters", "leaves", "numerator", "measure")


def columns_behind(fact: type[Fact], *expressions: Expression) -> list[str]:
    """Return the columns of datasets, as `dataset.column`, that expressions over a fact stand on."""
    named = (
        element.name
        for expression in expressions
        for element in visitors.iterate(getattr(expression, "expression", expression))
        if isinstance(element, Column) and element.table.name == fact.__tablename__
    )
    return [needed for name in named for needed in fact.stands_on.get(name, ())]


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """
    What every metric states, whatever its kind.

    `lookback_months` before a period and `follow_up_days` after it must be covered too; `datasets` are those of
    the fact, unless more is needed, and the columns of datasets that what is counted stands on.
    """

    code: str
    catalogue_id: str
    label: str
    description: str
    source: Source
    polarity: Polarity = Polarity.NEUTRAL
    decimal_places: int = 0
    unit: str = "count"
    version: int = 1
    owner: str = OWNER

    def __post_init__(self) -> None:
        object.__setattr__(self, "description", inspect.cleandoc(self.description))
        if not self.description:
            raise TypeError(f"{self.code} needs a description that says what is counted")
        if not re.fullmatch(r"[a-z0-9_]{1,80}", self.code):
            raise TypeError(f"{self.code!r} is no code of a metric: lower case, digits and underscores only")
        names = [cut.name for cut in self.cuts]
        if len(set(names)) < len(names):
            raise TypeError(f"{self.code} has two cuts of one name")
        if self.follow_up_days < 0 or self.lookback_months < 0:
            raise TypeError(f"{self.code} looks back or follows up by a negative time")


@dataclass(frozen=True, kw_only=True, eq=False)
class Counted(Definition):
    """A metric counted in the star itself: one statement over one fact."""

    fact: type[Fact]
    conditions: tuple[ColumnElement[bool], ...] = ()
    cuts: tuple[Cut, ...] = ()
    period_types: tuple[PeriodType, ...]
    lookback_months: int = 0
    follow_up_days: int = 0
    datasets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        counted = [getattr(self, name, None) for name in COUNTED_BY] + [*getattr(self, "told_apart_by", ())]
        behind = columns_behind(self.fact, *self.conditions, *(each for each in counted if each is not None))
        object.__setattr__(self, "datasets", tuple(dict.fromkeys([*(self.datasets or self.fact.datasets), *behind])))


@dataclass(frozen=True, kw_only=True, eq=False)
class Events(Counted):
    """Something that happened in a period: `period` is the day that puts it there."""

    period: InstrumentedAttribute[int]
    period_types: tuple[PeriodType, ...] = IN_PERIODS


@dataclass(frozen=True, kw_only=True, eq=False)
class Count(Events):
    """How often it happened."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DistinctCount(Events):
    """
    To how many different things it happened; one to which it happened twice in the period counts once.

    A thing is a child and what `told_apart_by` names. Members of a cut may share things and months always may, so
    neither add up.
    """

    told_apart_by: tuple[InstrumentedAttribute[int], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class ChildrenCount(DistinctCount):
    """To how many children it happened; a child to whom it happened twice in the period counts once."""

    told_apart_by: tuple[InstrumentedAttribute[int], ...] = ()
    unit: str = "children"


@dataclass(frozen=True, kw_only=True, eq=False)
class Percentage(Events):
    """In what share of what happened the numerator holds; a numerator that is unknown does not hold."""

    numerator: ColumnElement[bool]
    decimal_places: int = 1
    unit: str = "percent"


@dataclass(frozen=True, kw_only=True, eq=False)
class Percentile(Events):
    """
    The value below which a share of what happened lies, interpolated linearly between neighbours.

    It is computed from how often each value occurred, so the figure of a year comes from the same counts as
    those of its months. Rows without the measure take no part.
    """

    measure: InstrumentedAttribute[int]
    share: Fraction
    unit: str = "working days"


@dataclass(frozen=True, kw_only=True, eq=False)
class Median(Percentile):
    """The value in the middle."""

    share: Fraction = Fraction(1, 2)


@dataclass(frozen=True, kw_only=True, eq=False)
class Stock(Counted):
    """How many are open on a day: entered on or before it and not left by its end."""

    enters: InstrumentedAttribute[int]
    leaves: InstrumentedAttribute[int]
    period_types: tuple[PeriodType, ...] = (PeriodType.AT_DATE,)

    def is_open(self, day: Expression) -> ColumnElement[bool]:
        """Return the condition of being open: what ends on the day is ended, not open."""
        return (self.enters > 0) & (self.enters <= day) & ((self.leaves == NOT_APPLICABLE) | (self.leaves > day))


@dataclass(frozen=True, kw_only=True, eq=False)
class StockPercentage(Stock):
    """In what share of those open on a day the numerator holds."""

    numerator: ColumnElement[bool]
    decimal_places: int = 1
    unit: str = "percent"


@dataclass(frozen=True, kw_only=True, eq=False)
class ChildrenAtAnyPoint(Counted):
    """How many children had something open on any day of a financial year; each counts once."""

    enters: InstrumentedAttribute[int]
    leaves: InstrumentedAttribute[int]
    period_types: tuple[PeriodType, ...] = (PeriodType.FINANCIAL_YEAR,)
    unit: str = "children"

    def was_open(self) -> ColumnElement[bool]:
        """Return the condition of being open on any day of the year that ends on the day counted."""
        not_left = (self.leaves == NOT_APPLICABLE) | (self.leaves >= SNAPSHOT.financial_year_start_key)
        return (self.enters > 0) & (self.enters <= SNAPSHOT.date_key) & not_left


@dataclass(frozen=True, kw_only=True, eq=False)
class Derived(Definition):
    """A metric made from others that are counted: the same periods, the same rows, never a second count."""

    of: Counted

    @property
    def fact(self) -> type[Fact]:
        """The fact that is counted."""
        return self.of.fact

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets that must cover the period."""
        return self.of.datasets

    @property
    def period_types(self) -> tuple[PeriodType, ...]:
        """The periods for which it is published."""
        return self.of.period_types

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """None, unless the kind says otherwise."""
        return ()

    @property
    def lookback_months(self) -> int:
        """How much must be covered before the period."""
        return self.of.lookback_months

    @property
    def follow_up_days(self) -> int:
        """How much must be covered after the period."""
        return self.of.follow_up_days


@dataclass(frozen=True, kw_only=True, eq=False)
class Rate(Derived):
    """
    A count per 10,000 persons aged 0 to 17.

    The population is the mid-year estimate of the calendar year before the one in which the financial year ends;
    months, quarters and years to date are annualised. Without that population there is no rate.
    """

    of: Counted | Derived
    decimal_places: int = 1
    unit: str = "per 10,000"

    @property
    def period_types(self) -> tuple[PeriodType, ...]:
        """Those of the count; whole years alone where months do not add up, because nothing can be annualised."""
        if isinstance(self.of, DistinctCount | AnyPoint):
            return WHOLE_YEARS
        return self.of.period_types


@dataclass(frozen=True, kw_only=True, eq=False)
class Distribution(Derived):
    """
    The share of each member of a cut in the whole count, unknown members included.

    Members add up to the whole, unless different things are counted: those may have several members.
    """

    by: Cut
    decimal_places: int = 1
    unit: str = "percent"

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cut whose members share the whole; there is no total."""
        return (self.by,)

    @property
    def datasets(self) -> tuple[str, ...]:
        """Those of the whole, and the columns that its members stand on."""
        return tuple(dict.fromkeys([*self.of.datasets, *columns_behind(self.fact, self.by.column(self.fact))]))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.by not in self.of.cuts:
            raise TypeError(f"{self.code} is distributed by {self.by.name}, by which {self.of.code} is not cut")


@dataclass(frozen=True, kw_only=True, eq=False)
class Share(Derived):
    """The share of a count in another that it is part of, where no row says which child or episode counts once."""

    part: DistinctCount
    decimal_places: int = 1
    unit: str = "percent"

    @property
    def datasets(self) -> tuple[str, ...]:
        """Those of both."""
        return tuple(dict.fromkeys([*self.of.datasets, *self.part.datasets]))

    @property
    def lookback_months(self) -> int:
        """What the part needs, or the whole."""
        return max(self.of.lookback_months, self.part.lookback_months)


@dataclass(frozen=True, kw_only=True, eq=False)
class AnyPoint(Derived):
    """What was open at any point of a period: open at its end, or ended within it."""

    of: Stock
    ended: Count

    @property
    def period_types(self) -> tuple[PeriodType, ...]:
        """Those of a year: what was open at any point of two months is counted in both, and does not add up."""
        return LONG_PERIODS

    @property
    def datasets(self) -> tuple[str, ...]:
        """Those of both."""
        return tuple(dict.fromkeys([*self.of.datasets, *self.ended.datasets]))

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts that both have."""
        return tuple(cut for cut in self.ended.cuts if cut in self.of.cuts)
