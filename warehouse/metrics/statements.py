"""
The SQL behind the figures, for SQLite, PostgreSQL and SQL Server alike.

Metrics over one fact and one defining date share a statement: it picks the rows once (`counted`) and adds up what
each metric counts, in total and for each cut. It returns cut_name, cut_value, period_key (yyyymm, or the day of a
stock), and numerator_0, denominator_0, numerator_1 ... in the order of the metrics.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    join,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql.expression import BindParameter, CompoundSelect

from warehouse.dimensions import Child, DateDimension
from warehouse.metrics.definition import (
    SNAPSHOT,
    SNAPSHOT_COLUMNS,
    ChildrenAtAnyPoint,
    Counted,
    Cut,
    DistinctCount,
    Events,
    Expression,
    Percentile,
    Stock,
)

Statement = Select | CompoundSelect
Sums = Mapping[str, str]  # numerator_0, denominator_0, numerator_1 ... by the column that is summed up

_LABEL = String(200)


def events(
    definitions: Sequence[Events], *, authority: Expression, first_day: Expression, last_day: Expression
) -> Statement:
    """Return what happened from the first to the last day, by month."""
    rows = _happened(definitions[0], authority=authority, first_day=first_day, last_day=last_day)
    return _added_up(*_hits(rows, definitions), every_cut(definitions))


def stocks(definitions: Sequence[Stock], *, authority: Expression, days: BindParameter[Sequence[int]]) -> Statement:
    """Return what was open on each of the days."""
    day = SNAPSHOT.date_key
    rows = _beside_days(definitions[0], definitions[0].is_open(day), authority=authority, days=days)
    return _added_up(*_hits(rows.add_columns(day.label("period_key")), definitions), every_cut(definitions))


def distinct(definition: DistinctCount, **happened: Expression) -> Statement:
    """Return each thing to which it happened, by month and by the members of its cuts."""
    fact = definition.fact
    thing = [fact.child_durable_key.label("child"), *definition.told_apart_by]
    rows = _happened(definition, **happened).add_columns(*thing).where(*definition.conditions).distinct()
    if any(cut.on_child for cut in definition.cuts):
        rows = rows.join(Child, Child.child_key == fact.child_key)
    for cut in definition.cuts:
        member = cut.column(fact)
        if cut.member is not None:
            rows = rows.join(cut.member.class_, cut.on(member))
            member = cut.member
        rows = rows.add_columns(member.label(f"by_{cut.name}"))
    return rows


def values(definition: Percentile, **happened: Expression) -> Statement:
    """Return how often each value of the measure occurred, by month."""
    rows = _happened(definition, **happened).add_columns(definition.measure.label("measure"))
    counted = rows.where(*definition.conditions).cte("counted")
    keys = (counted.c.period_key, counted.c.measure)
    return select(*keys, func.count().label("times")).group_by(*keys)


def children_at_any_point(
    definition: ChildrenAtAnyPoint, *, authority: Expression, days: BindParameter[Sequence[int]]
) -> Statement:
    """Return how many children had something open in each financial year that ends on one of the days."""
    day = SNAPSHOT.date_key
    number = func.count(definition.fact.child_durable_key.distinct())
    return (
        _beside_days(definition, definition.was_open(), authority=authority, days=days)
        .where(*definition.conditions)
        .add_columns(
            cast(literal(""), _LABEL).label("cut_name"),
            cast(literal(""), _LABEL).label("cut_value"),
            day.label("period_key"),
            number.label("numerator_0"),
            number.label("denominator_0"),
        )
        .group_by(day)
    )


def _happened(definition: Events, *, authority: Expression, first_day: Expression, last_day: Expression) -> Select:
    return (
        select((definition.period // 100).label("period_key"))
        .where(definition.fact.authority_key == authority)
        .where(definition.period.between(first_day, last_day))
    )


def _beside_days(
    definition: Counted, was_open: ColumnElement[bool], *, authority: Expression, days: BindParameter[Sequence[int]]
) -> Select:
    """
    Return the rows of a fact beside each day on which they were open; one that never was has no day.

    The outer join makes SQLite read the fact once and try the few days for each row; the other way round it
    would read the fact once for each day, which takes five times as long.
    """
    calendar = DateDimension.__table__
    snapshot = (
        select(*(calendar.c[name] for name in SNAPSHOT_COLUMNS))
        .where(calendar.c.date_key.in_(days))
        .distinct()
        .cte("snapshot")
    )
    return (
        select()
        .select_from(join(definition.fact, SNAPSHOT.date_key.table, was_open, isouter=True))
        .where(definition.fact.authority_key == authority, definition.enters > 0)
        .add_cte(snapshot)
    )


def _hits(rows: Select, definitions: Sequence[Counted]) -> tuple[CTE, Sums]:
    """
    Add to each row whether it counts for each metric and the members it belongs to, and say what to sum up.

    Whatever all rows count for is one column, because each column costs time in every cut.
    """
    shared = [
        condition
        for condition in definitions[0].conditions
        if all(any(condition is other for other in definition.conditions) for definition in definitions)
    ]
    flags: dict[str, ColumnElement[int]] = {"every": literal(1, Integer)}
    sums: dict[str, str] = {}
    for number, definition in enumerate(definitions):
        own = [condition for condition in definition.conditions if not any(condition is other for other in shared)]
        numerator = getattr(definition, "numerator", None)
        hits = own if numerator is None else [*own, numerator]
        for part, column, conditions in (("numerator", "hit", hits), ("denominator", "row", own)):
            sums[f"{part}_{number}"] = f"{column}_{number}" if conditions else "every"
            if conditions:
                flags[f"{column}_{number}"] = case((and_(*conditions), 1), else_=0)
    cuts = every_cut(definitions)
    fact = definitions[0].fact
    rows = rows.add_columns(
        *(flag.label(name) for name, flag in flags.items()),
        *(cut.column(fact).label(f"by_{cut.name}") for cut in cuts),
    )
    if any(cut.on_child for cut in cuts):
        rows = rows.join(Child, Child.child_key == fact.child_key)
    return rows.where(*shared).cte("counted"), sums


def every_cut(definitions: Sequence[Counted]) -> tuple[Cut, ...]:
    """Return the cuts that any of the metrics has, each once."""
    return tuple(dict.fromkeys(cut for definition in definitions for cut in definition.cuts))


def _added_up(counted: CTE, sums: Sums, cuts: Sequence[Cut]) -> Statement:
    total = _select("", literal(""), counted, sums).group_by(counted.c.period_key)
    return union_all(total, *(_cut(counted, cut, sums) for cut in cuts)) if cuts else total


def _cut(counted: CTE, cut: Cut, sums: Sums) -> Select:
    member, period = counted.c[f"by_{cut.name}"], counted.c.period_key
    if cut.member is None:
        return _select(cut.name, member, counted, sums).group_by(member, period)
    # Added up by key first: joining the names to every row would cost more than counting it.
    added = (func.sum(counted.c[name]).label(name) for name in dict.fromkeys(sums.values()))
    by_key = select(member.label("member"), period, *added).group_by(member, period).subquery(f"by_{cut.name}")
    return (
        _select(cut.name, cut.member, by_key, sums)
        .join_from(by_key, cut.member.class_, cut.on(by_key.c.member))
        .group_by(cut.member, by_key.c.period_key)
    )


def _select(cut_name: str, member: Expression, rows: CTE | Subquery, sums: Sums) -> Select:
    return select(
        cast(literal(cut_name), _LABEL).label("cut_name"),
        cast(member, _LABEL).label("cut_value"),
        rows.c.period_key,
        *(func.sum(rows.c[name]).label(label) for label, name in sums.items()),
    )
