"""
What a load changed of the rows that metrics count: which are new, gone or corrected, in counts.

It is noted from one publication to the next, so that a figure that is then another can be told why.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache

import numpy as np
import pandas as pd
from sqlalchemy import Column, Connection, Table, func, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import visitors

from warehouse.base import NOT_APPLICABLE
from warehouse.contents import FACT_TABLES
from warehouse.dimensions import Authority
from warehouse.engine import insert_frame, read_frame
from warehouse.ledger_tables import extract, load, load_change, metric_value, publication, withheld_metric
from warehouse.metrics import METRICS
from warehouse.metrics.definition import COUNTED_BY, ChildrenAtAnyPoint, Counted, Definition, Stock
from warehouse.metrics.dependency import made_of

MOMENTS = ("was", "is")
DAYS_BY = ("period", "enters", "leaves")
NO_ROW = 0  # the day of a row that is not there: before all days, and no day that has not come


class Kind(StrEnum):
    """What became of a row that metrics count."""

    LATE_ENTRY = "late_entry"
    NO_LONGER_THERE = "no_longer_there"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class LooksAt:
    """What a metric sees of the rows of its fact; `beside` says whether it also looks at other tables."""

    columns: frozenset[str]
    beside: bool


@cache
def looks_at(counted: Counted) -> LooksAt:
    """Return the columns of its fact by which a metric counts."""
    expressions = [getattr(counted, name, None) for name in COUNTED_BY]
    expressions += [*counted.conditions, *getattr(counted, "told_apart_by", ())]
    columns = [
        element
        for expression in expressions
        if expression is not None
        for element in visitors.iterate(getattr(expression, "expression", expression))
        if isinstance(element, Column)
    ]
    own = counted.fact.__tablename__
    return LooksAt(
        frozenset(column.name for column in columns if column.table.name == own),
        any(column.table.name != own for column in columns),
    )


@cache
def _watched() -> dict[str, tuple[list[str], list[str]]]:
    """Return for each fact that is counted the columns by which, and those of them that put a row in a period."""
    watched: dict[str, tuple[set[str], set[str]]] = {}
    for counted in parts_counted(METRICS.values()):
        columns, days = watched.setdefault(counted.fact.__tablename__, (set(), set()))
        columns |= looks_at(counted).columns
        days |= {getattr(counted, name).key for name in DAYS_BY if hasattr(counted, name)}
    return {fact: (sorted(columns), sorted(days)) for fact, (columns, days) in watched.items()}


def parts_counted(definitions: Iterable[Definition]) -> Iterator[Counted]:
    return (part for each in definitions for part in made_of(each) if isinstance(part, Counted))


def rows_counted(connection: Connection, authority_code: str) -> dict[str, pd.DataFrame]:
    """Return what metrics see of an authority's facts, by table; none where nothing was published of them yet."""
    if _last_as_at(connection, authority_code) is None:
        return {}
    authority = select(Authority.authority_key).where(Authority.authority_code == authority_code).scalar_subquery()
    return {
        fact: read_frame(
            connection,
            select(*(table.c[name] for name in _columns(table, columns))).where(table.c.authority_key == authority),
        )
        for fact, (columns, _) in _watched().items()
        for table in [FACT_TABLES[fact]]
    }


def _columns(table: Table, columns: list[str]) -> list[str]:
    return list(dict.fromkeys([*_key(table), *columns]))


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def record_changes(
    connection: Connection, authority_code: str, load_id: int, before: Mapping[str, pd.DataFrame]
) -> None:
    """
    Note what a load changed of the rows that were counted before it, in counts.

    What lies before all that was published, or after the day that the last publication describes, is in no figure,
    and is left out.
    """
    if not before:
        return
    earliest = connection.scalar(
        select(func.min(metric_value.c.period_start)).where(
            metric_value.c.authority_code == authority_code, metric_value.c.last_publication_id.is_(None)
        )
    )
    latest = _last_as_at(connection, authority_code)
    published = tuple(int(f"{each:%Y%m%d}") for each in (earliest or latest, latest))
    after = rows_counted(connection, authority_code)
    for fact, rows in before.items():
        noted = _changes(FACT_TABLES[fact], rows, after[fact], published)
        insert_frame(connection, load_change, noted.assign(load_id=load_id, authority_code=authority_code, fact=fact))


def _last_as_at(connection: Connection, authority_code: str) -> date | None:
    return connection.scalar(
        select(func.max(publication.c.as_at)).where(publication.c.authority_code == authority_code)
    )


def _changes(table: Table, before: pd.DataFrame, after: pd.DataFrame, published: tuple[int, int]) -> pd.DataFrame:
    """
    Return the rows that differ: those together that changed in the same columns and lie on the same days.

    `published` are the first and the last day of which anything is published.
    """
    both = pd.concat([before.assign(is_after=False), after.assign(is_after=True)], ignore_index=True)
    differing = both[~both.duplicated(list(before), keep=False)]
    key, (columns, days) = _key(table), _watched()[table.name]
    parts = [differing[differing["is_after"] == is_after].set_index(key, drop=False) for is_after in (False, True)]
    rows = parts[0].index.union(parts[1].index)
    was, now = (part.reindex(rows) for part in parts)
    on_days = pd.DataFrame(
        {
            f"{name} {moment}": part[name].fillna(NO_ROW).to_numpy(dtype="int64")
            for name in days
            for moment, part in zip(MOMENTS, (was, now), strict=True)
        }
    )
    happened = on_days.where(on_days > 0)
    first, last = published
    is_open = (on_days == NOT_APPLICABLE).any(axis="columns")
    lies = (happened.min(axis="columns") <= last) & ((happened.max(axis="columns") >= first) | is_open)
    differs = {
        name: ~(was[name].eq(now[name]).fillna(False) | (was[name].isna() & now[name].isna())).to_numpy(dtype=bool)
        for name in columns
    }
    kind = np.select(
        [~rows.isin(parts[0].index), ~rows.isin(parts[1].index)],
        [Kind.LATE_ENTRY, Kind.NO_LONGER_THERE],
        default=Kind.CORRECTED,
    )
    told = pd.DataFrame({"kind": kind, **differs}).join(on_days)[lies]
    groups = told.value_counts(sort=False).rename("rows").reset_index()
    return pd.DataFrame(
        {
            "kind": groups["kind"].astype("str"),
            "columns": _lists(groups[list(columns)]),
            "days": _pairs(groups, days),
            "rows": groups["rows"].astype("int64"),
        }
    )


def _lists(differs: pd.DataFrame) -> list[list[str]]:
    """Return the names of the columns that differ, row by row."""
    names = differs.columns.to_numpy()
    return [names[row].tolist() for row in differs.to_numpy(dtype=bool)]


def _pairs(groups: pd.DataFrame, days: list[str]) -> list[dict[str, list[int]]]:
    """Return by column the day before and after, row by row."""
    both = [groups[[f"{name} {moment}" for moment in MOMENTS]].to_numpy().tolist() for name in days]
    return [dict(zip(days, pairs, strict=True)) for pairs in zip(*both, strict=True)]


@dataclass(frozen=True)
class Changes:
    """
    What loads changed; `since` says for each metric which load its standing figures are of.

    `has_new_extract` says whether any of the loads brought an extract that had not been there. Beside what is noted
    each change has its days as columns: `<column> was` and `<column> is`; its `columns` are one text.
    """

    noted: pd.DataFrame
    since: Mapping[str, int]
    has_new_extract: bool

    def rows(self, definition: Definition, periods: pd.DataFrame) -> dict[Kind, np.ndarray]:
        """Return, by kind, how many rows that changed lie in each of the periods and concern what is counted."""
        noted = self.noted[
            (self.noted["fact"] == definition.fact.__tablename__)
            & (self.noted["load_id"] > self.since[definition.code])
        ]
        if noted.empty:
            return dict.fromkeys(Kind, np.zeros(len(periods), dtype="int64"))
        first, last = (
            periods[name].dt.strftime("%Y%m%d").to_numpy(dtype="int64") for name in ("period_start", "period_end")
        )
        touched = np.zeros((len(noted), len(periods)), dtype=bool)
        for counted in parts_counted([definition]):
            columns = looks_at(counted).columns
            concern = [each for each in noted["columns"].unique() if not columns.isdisjoint(each.split(","))]
            concerned = noted["columns"].isin(concern).to_numpy()
            for moment in MOMENTS:
                touched[concerned] |= _lies_in(counted, noted[concerned], moment, first, last)
        rows, within = noted["rows"].to_numpy(dtype="float64"), touched.astype("float64")
        return {kind: (np.where(noted["kind"] == kind, rows, 0) @ within).astype("int64") for kind in Kind}


def _lies_in(counted: Counted, noted: pd.DataFrame, moment: str, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Say of each row that changed, as it was or as it is, whether the metric counts it in each of the periods."""

    def on(column: InstrumentedAttribute[int]) -> np.ndarray:
        return noted[f"{column.key} {moment}"].to_numpy(dtype="int64")[:, None]

    if isinstance(counted, Stock | ChildrenAtAnyPoint):
        enters, leaves = on(counted.enters), on(counted.leaves)
        not_left = leaves > last if isinstance(counted, Stock) else leaves >= first
        return (enters > 0) & (enters <= last) & ((leaves == NOT_APPLICABLE) | not_left)
    happened = on(counted.period)
    return (happened >= first) & (happened <= last)


def changes_since_published(connection: Connection, authority_code: str) -> Changes:
    """Return what the loads changed since each metric's figures were last published."""
    last, by_metric = published_loads(connection, authority_code)
    noted = read_frame(connection, select(load_change).where(load_change.c.authority_code == authority_code))
    days = pd.DataFrame(
        [
            {f"{name} {moment}": day for name, both in on.items() for moment, day in zip(MOMENTS, both, strict=True)}
            for on in noted["days"]
        ],
        index=noted.index,
    )
    loaded = connection.scalar(select(load.c.loaded_at).where(load.c.load_id == last))
    return Changes(
        noted.assign(columns=noted["columns"].map(",".join)).join(days.fillna(NO_ROW).astype("int64")),
        dict.fromkeys(METRICS, last) | by_metric,
        _has_new_extract(connection, authority_code, loaded),
    )


def _has_new_extract(connection: Connection, authority_code: str, since: datetime | None) -> bool:
    if since is None:
        return True
    arrived = select(func.count()).where(
        extract.c.authority_code == authority_code, extract.c.state == "conformed", extract.c.archived_at > since
    )
    return bool(connection.scalar(arrived))


def published_loads(connection: Connection, authority_code: str) -> tuple[int, dict[str, int]]:
    """Return the load of the last publication, and for each metric that it withholds the load its figures are of."""
    released = connection.execute(
        select(publication.c.publication_id, publication.c.load_id)
        .where(publication.c.authority_code == authority_code)
        .order_by(publication.c.publication_id.desc())
    ).all()
    marks = connection.execute(
        select(withheld_metric.c.metric_code, withheld_metric.c.publication_id)
        .join(publication, publication.c.publication_id == withheld_metric.c.publication_id)
        .where(publication.c.authority_code == authority_code)
    ).all()
    if not released:
        return 0, {}
    withheld = {(mark.metric_code, mark.publication_id) for mark in marks}
    last = released[0]
    return last.load_id, {
        code: next((each.load_id for each in released if (code, each.publication_id) not in withheld), last.load_id)
        for code, publication_id in withheld
        if publication_id == last.publication_id
    }
