"""Definitions printed as SQL: for people who want to know exactly, and to notice a change without a new version."""

from functools import cache, singledispatch

from sqlalchemy import ColumnElement, Select, case, func, join, literal_column, select
from sqlalchemy.engine import default

from warehouse.metrics.definition import (
    SNAPSHOT,
    AnyPoint,
    ChildrenAtAnyPoint,
    Counted,
    Definition,
    DistinctCount,
    Distribution,
    Events,
    Expression,
    Percentile,
    Rate,
    Share,
    Stock,
)


@cache  # every publication of every authority asks again, and printing them all takes as long as counting
def formula(definition: Definition) -> str:
    """Return the definition as SQL, without its cuts."""
    return _formula(definition)


@singledispatch
def _formula(definition: Definition) -> str:
    raise NotImplementedError(type(definition).__name__)


@_formula.register
def _(definition: Events) -> str:
    fact, period = definition.fact, definition.period
    return _counting(
        definition,
        select().where(
            fact.authority_key == _given("authority_key"),
            period.between(_given("first_day"), _given("last_day")),
            *definition.conditions,
        ),
    )


@_formula.register
def _(definition: DistinctCount) -> str:
    return _of_different(
        definition,
        select().where(
            definition.fact.authority_key == _given("authority_key"),
            definition.period.between(_given("first_day"), _given("last_day")),
            *definition.conditions,
        ),
    )


@_formula.register
def _(definition: Percentile) -> str:
    rows = (
        select(definition.measure.label("measure"), func.count().label("times"))
        .where(
            definition.fact.authority_key == _given("authority_key"),
            definition.period.between(_given("first_day"), _given("last_day")),
            *definition.conditions,
        )
        .group_by(definition.measure)
    )
    return f"{_printed(rows)}\n-- percentile {float(definition.share):g} of measure, interpolated linearly"


@_formula.register
def _(definition: Stock) -> str:
    return _counting(definition, _on_one_day(definition, definition.is_open(SNAPSHOT.date_key)))


@_formula.register
def _(definition: ChildrenAtAnyPoint) -> str:
    return _of_different(definition, _on_one_day(definition, definition.was_open()))


@_formula.register
def _(definition: Rate) -> str:
    return (
        f"{formula(definition.of)}\n"
        "-- * 10000 / persons aged 0 to 17 in the middle of the calendar year before the financial year ends,\n"
        "-- * 12 / months for a part of a year"
    )


@_formula.register
def _(definition: Distribution) -> str:
    by = definition.by.column(definition.fact)
    return f"{formula(definition.of)}\n-- share of each member of\n-- {' '.join(_printed(by).split())}"


@_formula.register
def _(definition: Share) -> str:
    return f"{formula(definition.part)}\n-- share in\n{formula(definition.of)}"


@_formula.register
def _(definition: AnyPoint) -> str:
    return f"{formula(definition.of)}\n-- on the last day of the period, plus\n{formula(definition.ended)}"


def _counting(definition: Counted, rows: Select) -> str:
    numerator = getattr(definition, "numerator", None)
    if numerator is None:
        return _printed(rows.add_columns(func.count().label("numerator")))
    counted = rows.add_columns(case((numerator, 1), else_=0).label("hit")).subquery("counted")
    return _printed(select(func.sum(counted.c.hit).label("numerator"), func.count().label("denominator")))


def _of_different(definition: DistinctCount | ChildrenAtAnyPoint, rows: Select) -> str:
    child = definition.fact.child_durable_key
    others = getattr(definition, "told_apart_by", ())
    if not others:
        return _printed(rows.add_columns(func.count(child.distinct()).label("numerator")))
    # Not every database counts distinct pairs of columns.
    different = rows.add_columns(child, *others).distinct().subquery("different")
    return _printed(select(func.count().label("numerator")).select_from(different))


def _on_one_day(definition: Counted, was_open: ColumnElement[bool]) -> Select:
    return (
        select()
        .select_from(join(definition.fact, SNAPSHOT.date_key.table, was_open))
        .where(
            definition.fact.authority_key == _given("authority_key"),
            SNAPSHOT.date_key == _given("day"),
            *definition.conditions,
        )
    )


def _given(name: str) -> Expression:
    return literal_column(f":{name}")


def _printed(statement: Expression | Select) -> str:
    text = str(statement.compile(dialect=default.DefaultDialect(), compile_kwargs={"literal_binds": True}))
    for word in (" JOIN ", " ON ", " AND ", " GROUP BY "):
        text = text.replace(word, f"\n   {word}")
    return "\n".join(line.rstrip() for line in text.splitlines())
