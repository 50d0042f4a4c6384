"""
One SQL statement for each metric that is counted in the star, for SQLite, PostgreSQL and SQL Server alike.

A statement first picks the rows (`counted`) and then adds them up, once in total and once for each cut.
It returns: cut_name, cut_value, period_key (yyyymm, or the day of a stock), numerator and denominator; for
percentiles also the measure; for children their durable key instead of a sum.
"""

from functools import singledispatch

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    join,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.engine import default
from sqlalchemy.sql.expression import CompoundSelect

from warehouse.dimensions import Child, DateDimension
from warehouse.metrics.definition import (
    SNAPSHOT,
    SNAPSHOT_COLUMNS,
    AnyPoint,
    ChildrenAtAnyPoint,
    ChildrenCount,
    Counted,
    Cut,
    Definition,
    Distribution,
    Events,
    Expression,
    Percentile,
    Rate,
    Stock,
)

Statement = Select | CompoundSelect

_LABEL = String(200)
_SUMS = ("numerator", "denominator")


def events(definition: Events, *, authority: Expression, first_day: Expression, last_day: Expression) -> Statement:
    """Return what happened from the first to the last day, by month."""
    rows = (
        select((definition.period // 100).label("period_key"), *_measures(definition))
        .where(definition.fact.authority_key == authority)
        .where(definition.period.between(first_day, last_day))
    )
    rows = _with_cuts(rows, definition).where(*definition.conditions)
    if isinstance(definition, ChildrenCount):
        return rows.distinct()
    by = ("period_key", "measure") if isinstance(definition, Percentile) else ("period_key",)
    return _added_up(rows.cte("counted"), definition.cuts, by=by)


def stock(definition: Stock, *, authority: Expression, days: list[int] | Expression) -> Statement:
    """Return what was open on each of the days."""
    rows = _on_days(definition, definition.is_open(SNAPSHOT.date_key), authority, days)
    rows = _with_cuts(rows.add_columns(SNAPSHOT.date_key.label("period_key"), *_measures(definition)), definition)
    return _added_up(rows.cte("counted"), definition.cuts, by=("period_key",))


def children_at_any_point(
    definition: ChildrenAtAnyPoint, *, authority: Expression, days: list[int] | Expression
) -> Statement:
    """Return how many children had something open in each financial year that ends on one of the days."""
    rows = _on_days(definition, definition.was_open(), authority, days)
    children = func.count(definition.fact.child_durable_key.distinct())
    return rows.add_columns(
        cast(literal(""), _LABEL).label("cut_name"),
        cast(literal(""), _LABEL).label("cut_value"),
        SNAPSHOT.date_key.label("period_key"),
        children.label("numerator"),
        children.label("denominator"),
    ).group_by(SNAPSHOT.date_key)


def _on_days(
    definition: Counted, was_open: ColumnElement[bool], authority: Expression, days: list[int] | Expression
) -> Select:
    """
    Return the rows of a fact beside each day on which they were open; one that never was has no day.

    The outer join makes SQLite read the fact once and try the few days for each row; the other way round it
    would read the fact once for each day, which takes five times as long.
    """
    calendar = DateDimension.__table__
    on = calendar.c.date_key.in_(days) if isinstance(days, list) else calendar.c.date_key == days
    snapshot = select(*(calendar.c[name] for name in SNAPSHOT_COLUMNS)).where(on).distinct().cte("snapshot")
    matches = and_(was_open, *definition.conditions)
    return (
        select()
        .select_from(join(definition.fact, SNAPSHOT.date_key.table, matches, isouter=True))
        .where(definition.fact.authority_key == authority, definition.enters > 0)
        .add_cte(snapshot)
    )


def _measures(definition: Counted) -> list[Expression]:
    if isinstance(definition, ChildrenCount):
        return [definition.fact.child_durable_key.label("child")]
    if isinstance(definition, Percentile):
        return [definition.measure.label("measure"), literal(1).label("hit")]
    numerator = getattr(definition, "numerator", None)
    return [(literal(1) if numerator is None else case((numerator, 1), else_=0)).label("hit")]


def _with_cuts(rows: Select, definition: Counted) -> Select:
    rows = rows.add_columns(*(cut.column(definition.fact).label(f"by_{cut.name}") for cut in definition.cuts))
    if any(cut.on_child for cut in definition.cuts):
        rows = rows.join(Child, Child.child_key == definition.fact.child_key)
    return rows


def _added_up(counted: CTE, cuts: tuple[Cut, ...], *, by: tuple[str, ...]) -> Statement:
    keys = [counted.c[name] for name in by]
    total = _select("", literal(""), keys, _sums(counted)).group_by(*keys)
    if not cuts:
        return total
    return union_all(total, *(_cut(counted, cut, by) for cut in cuts))


def _cut(counted: CTE, cut: Cut, by: tuple[str, ...]) -> Select:
    member = counted.c[f"by_{cut.name}"]
    keys = [counted.c[name] for name in by]
    if cut.member is None:
        return _select(cut.name, member, keys, _sums(counted)).group_by(member, *keys)
    # Added up by key first: joining the names to every row would cost more than counting it.
    sums = select(member.label("member"), *keys, *_sums(counted)).group_by(member, *keys).subquery(f"by_{cut.name}")
    keys = [sums.c[name] for name in by]
    again = [func.sum(sums.c[name]).label(name) for name in _SUMS]
    return (
        _select(cut.name, cut.member, keys, again)
        .join_from(sums, cut.member.class_, cut.on(sums.c.member))
        .group_by(cut.member, *keys)
    )


def _select(cut_name: str, member: Expression, keys: list[Expression], sums: list[Expression]) -> Select:
    return select(
        cast(literal(cut_name), _LABEL).label("cut_name"), cast(member, _LABEL).label("cut_value"), *keys, *sums
    )


def _sums(counted: CTE | Subquery) -> list[Expression]:
    return [func.sum(counted.c.hit).label("numerator"), func.count().label("denominator")]


@singledispatch
def formula(definition: Definition) -> str:
    """Return the definition as SQL, without its cuts, for reading and for comparing versions."""
    raise NotImplementedError(type(definition).__name__)


@formula.register
def _(definition: Events) -> str:
    rows = select(definition.period.label("day"), *_measures(definition))
    rows = rows.where(
        definition.fact.authority_key == _parameter("authority_key"),
        definition.period.between(_parameter("first_day"), _parameter("last_day")),
        *definition.conditions,
    ).subquery("counted")
    if isinstance(definition, ChildrenCount):
        return _printed(select(func.count(rows.c.child.distinct()).label("numerator")))
    if isinstance(definition, Percentile):
        by_value = select(rows.c.measure, func.count().label("times")).group_by(rows.c.measure)
        return f"{_printed(by_value)}\n-- percentile {float(definition.share):g} of measure, linearly interpolated"
    return _printed(_ratio(definition, rows))


@formula.register
def _(definition: Stock) -> str:
    rows = _at_one_day(definition, definition.is_open(SNAPSHOT.date_key))
    return _printed(_ratio(definition, rows.add_columns(*_measures(definition)).subquery("counted")))


@formula.register
def _(definition: ChildrenAtAnyPoint) -> str:
    rows = _at_one_day(definition, definition.was_open())
    return _printed(rows.add_columns(func.count(definition.fact.child_durable_key.distinct()).label("numerator")))


@formula.register
def _(definition: Rate) -> str:
    return (
        f"{formula(definition.of)}\n"
        "-- numerator * 10000 / persons aged 0 to 17 in the middle of the year before the financial year ends,\n"
        "-- times 12 / months for a part of a year"
    )


@formula.register
def _(definition: Distribution) -> str:
    by = definition.by.column(definition.fact)
    return f"{formula(definition.of)}\n-- share of each member of: {_printed(by)}"


@formula.register
def _(definition: AnyPoint) -> str:
    return f"{formula(definition.of)}\n-- on the last day of the period, plus\n{formula(definition.ended)}"


def _at_one_day(definition: Counted, was_open: ColumnElement[bool]) -> Select:
    return (
        select()
        .select_from(join(definition.fact, SNAPSHOT.date_key.table, was_open))
        .where(
            definition.fact.authority_key == _parameter("authority_key"),
            SNAPSHOT.date_key == _parameter("day"),
            *definition.conditions,
        )
    )


def _ratio(definition: Counted, rows: Expression) -> Select:
    if getattr(definition, "numerator", None) is None:
        return select(func.count().label("numerator")).select_from(rows)
    return select(*_sums(rows)).select_from(rows)


def _parameter(name: str) -> Expression:
    return literal_column(f":{name}")


def _printed(statement: Expression) -> str:
    text = str(statement.compile(dialect=default.DefaultDialect(), compile_kwargs={"literal_binds": True}))
    return "\n".join(line.rstrip() for line in text.splitlines())
