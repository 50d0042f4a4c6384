"""
Releases of figures: numbered, atomic, never overwritten.

A figure that stays the same keeps its row; one that changes or vanishes has its row closed, not removed. So every
publication can be read again as it was known on its day. `as_at` and `load_id` of a row say when the figure was
first measured, those of the publication what it stands on.
Everything here runs in the caller's transaction: readers see the old publication or the new one.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, Select, bindparam, func, insert, or_, select, update

from warehouse.engine import insert_frame, read_frame
from warehouse.ledger_tables import (
    metric_definition,
    metric_value,
    publication,
    publication_pointer,
    withheld_metric,
)
from warehouse.metrics.definition import Definition
from warehouse.metrics.formula import formula

KEY = (
    "metric_code",
    "definition_version",
    "cut_name",
    "cut_value",
    "period_type",
    "period_start",
    "period_end",
)
_SINCE = ("as_at", "load_id")  # when a figure was first measured: no part of the figure
_CLOSED_AT_ONCE = 500  # SQL Server takes at most 2,100 parameters a statement

FIGURE = tuple(
    column.name
    for column in metric_value.columns
    if column.name
    not in {*KEY, *_SINCE, "metric_value_id", "authority_code", "first_publication_id", "last_publication_id"}
)
"""What a figure says; if any of it changes, the figure has changed."""


class DefinitionChanged(Exception):
    """A metric counts something else under the same version: our own mistake, never the data's."""


class UnknownPublication(Exception):
    """The authority has no publication of that number."""


@dataclass(frozen=True)
class Publication:
    """One release: how many figures it has, how many are new or changed, how many of the release before ended."""

    publication_id: int
    total: int
    new: int
    closed: int


def publish(
    connection: Connection,
    *,
    authority_code: str,
    load_id: int,
    run_id: str,
    as_at: date,
    values: pd.DataFrame,
    definitions: Iterable[Definition],
    now: datetime,
    basis: str = "",
    standing: pd.DataFrame | None = None,
    withheld: Mapping[str, str] = MappingProxyType({}),
) -> Publication | None:
    """
    Release the figures of one authority and let readers see them; None where there is nothing new to release.

    Nothing is new if load, definitions and every figure are those of the last publication; a reader who was
    sent back to an earlier one then stays there. `standing` saves reading `standing_values` where the caller has
    them and holds the authority's lease.
    Of the metrics in `withheld` (the reason, by code) the values given are left out: the figures of the last
    publication stand, marked with the reason.
    """
    definitions = tuple(definitions)
    _store_definitions(connection, definitions)
    digest = definitions_hash(definitions, basis)
    standing = standing_values(connection, authority_code) if standing is None else standing
    arrived = _comparable(_with_last_values(values, standing, withheld) if withheld else values)
    same_as = _standing_row_of(arrived, standing)
    is_new = same_as < 0
    ended = standing["metric_value_id"].to_numpy()[~np.isin(np.arange(len(standing)), same_as)]
    last = _last(connection, authority_code)
    if not is_new.any() and not len(ended) and last == _Last(load_id, digest) and withheld.keys() == last.withheld:
        return None
    publication_id = (connection.scalar(select(func.max(publication.c.publication_id))) or 0) + 1
    connection.execute(
        insert(publication).values(
            publication_id=publication_id,
            authority_code=authority_code,
            load_id=load_id,
            run_id=run_id,
            as_at=as_at,
            published_at=now,
            values_total=len(arrived),
            values_new=int(is_new.sum()),
            definitions_hash=digest,
        )
    )
    _close(connection, ended, publication_id - 1)
    rows = arrived.loc[is_new].assign(
        authority_code=authority_code, load_id=load_id, first_publication_id=publication_id
    )
    insert_frame(connection, metric_value, rows.reset_index(drop=True))
    if withheld:
        marks = [
            {"publication_id": publication_id, "metric_code": code, "reason": reason}
            for code, reason in withheld.items()
        ]
        connection.execute(insert(withheld_metric), marks)
    _point_to(connection, authority_code, publication_id, now)
    return Publication(publication_id, total=len(arrived), new=int(is_new.sum()), closed=len(ended))


def is_due(
    connection: Connection, authority_code: str, load_id: int, definitions: Iterable[Definition], *, basis: str = ""
) -> bool:
    """
    Whether a load has figures to release: it, a definition or the basis is not the last publication's.

    What the last one withheld is measured again each time, so that it is released as soon as it passes.
    """
    last = _last(connection, authority_code)
    return last is None or bool(last.withheld) or last != _Last(load_id, definitions_hash(definitions, basis))


def publications(connection: Connection, authority_code: str) -> pd.DataFrame:
    """Return an authority's publications, the newest first, and which of them readers see (`is_current`)."""
    current = select(publication_pointer.c.publication_id).where(publication_pointer.c.authority_code == authority_code)
    rows = read_frame(
        connection,
        select(publication)
        .where(publication.c.authority_code == authority_code)
        .order_by(publication.c.publication_id.desc()),
    )
    return rows.assign(is_current=rows["publication_id"] == (connection.scalar(current) or 0))


def rollback(connection: Connection, authority_code: str, publication_id: int, now: datetime) -> None:
    """
    Let readers see an earlier publication again; no figure is touched, and later publications stay.

    The next publication goes on numbering and compares with the newest, not with the one shown.
    """
    known = connection.scalar(
        select(publication.c.publication_id).where(
            publication.c.authority_code == authority_code, publication.c.publication_id == publication_id
        )
    )
    if known is None:
        raise UnknownPublication(
            f"Authority {authority_code} has no publication {publication_id}. Nothing was changed. "
            'Run "lodestar publish --list" for those it has.'
        )
    _point_to(connection, authority_code, publication_id, now)


def values_of(connection: Connection, authority_code: str, publication_id: int) -> pd.DataFrame:
    """Return the figures of a publication as they were known then."""
    held = held_in(publication_id)
    return read_frame(connection, _values().where(metric_value.c.authority_code == authority_code, held))


def withheld_metrics(connection: Connection, authority_code: str, load_id: int) -> list[str]:
    """Return the metrics that the last publication of a load does not renew; none where there is none."""
    last = select(func.max(publication.c.publication_id)).where(
        publication.c.authority_code == authority_code, publication.c.load_id == load_id
    )
    marks = select(withheld_metric.c.metric_code).where(withheld_metric.c.publication_id == last.scalar_subquery())
    return list(connection.scalars(marks.order_by(withheld_metric.c.metric_code)))


def held_in(publication_id: int | ColumnElement[int], values: FromClause = metric_value) -> ColumnElement[bool]:
    """Return the condition that a figure belongs to a publication of its authority."""
    last = values.c.last_publication_id
    return (values.c.first_publication_id <= publication_id) & or_(last.is_(None), last >= publication_id)


def standing_values(connection: Connection, authority_code: str) -> pd.DataFrame:
    """Return the figures of the newest publication, whichever readers see."""
    return read_frame(
        connection,
        _values().where(metric_value.c.authority_code == authority_code, metric_value.c.last_publication_id.is_(None)),
    )


def definitions_hash(definitions: Iterable[Definition], basis: str = "") -> str:
    """Return a hash of what the metrics count, how they are shown, and what else they stand on (the population)."""
    stated = sorted(str(sorted(_row(definition).items())) for definition in definitions)
    return hashlib.sha256("\n".join([*stated, basis]).encode()).hexdigest()


def _values() -> Select:
    return select(*(column for column in metric_value.columns if column.name != "authority_code"))


@dataclass(frozen=True)
class _Last:
    load_id: int
    digest: str
    withheld: frozenset[str] = field(default=frozenset(), compare=False)


def _last(connection: Connection, authority_code: str) -> _Last | None:
    row = connection.execute(
        select(publication.c.load_id, publication.c.definitions_hash, publication.c.publication_id)
        .where(publication.c.authority_code == authority_code)
        .order_by(publication.c.publication_id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    marked = select(withheld_metric.c.metric_code).where(withheld_metric.c.publication_id == row.publication_id)
    return _Last(row.load_id, row.definitions_hash, frozenset(connection.scalars(marked)))


def _with_last_values(values: pd.DataFrame, standing: pd.DataFrame, withheld: Collection[str]) -> pd.DataFrame:
    """Return the values with those of withheld metrics replaced by what stands of them, if anything does."""
    renewed = values[~values["metric_code"].isin(list(withheld))]
    kept = standing[standing["metric_code"].isin(list(withheld))]
    return pd.concat([renewed, kept[renewed.columns.intersection(kept.columns)]]) if len(kept) else renewed


def _comparable(values: pd.DataFrame) -> pd.DataFrame:
    if repeated := int(values.duplicated(list(KEY)).sum()):
        raise ValueError(f"nothing was published: {repeated} figures are given twice")
    return values[[*KEY, *FIGURE, "as_at"]].reset_index(drop=True)


def _standing_row_of(arrived: pd.DataFrame, standing: pd.DataFrame) -> np.ndarray:
    """Return for each figure the position of the standing row that says the same, or -1."""
    columns = [*KEY, *FIGURE]
    both = pd.concat([arrived[columns], standing[columns]], ignore_index=True)
    # Each column becomes numbers, equal for equal values; missing values equal each other.
    codes = np.zeros(len(both), dtype="int64")
    for name in columns:
        part, distinct = pd.factorize(both[name], use_na_sentinel=False)
        codes, _ = pd.factorize(codes * (len(distinct) + 1) + part)
    place = pd.Series(np.arange(len(standing)), index=codes[len(arrived) :])
    return place.reindex(codes[: len(arrived)]).fillna(-1).to_numpy(dtype="int64")


def _close(connection: Connection, ids: np.ndarray, last_publication_id: int) -> None:
    statement = (
        update(metric_value)
        .where(metric_value.c.metric_value_id.in_(bindparam("ids", expanding=True)))
        .values(last_publication_id=last_publication_id)
    )
    ids = [int(identifier) for identifier in ids]
    for start in range(0, len(ids), _CLOSED_AT_ONCE):
        connection.execute(statement, {"ids": ids[start : start + _CLOSED_AT_ONCE]})


def _point_to(connection: Connection, authority_code: str, publication_id: int, now: datetime) -> None:
    moved = connection.execute(
        update(publication_pointer)
        .where(publication_pointer.c.authority_code == authority_code)
        .values(publication_id=publication_id, moved_at=now)
    )
    if not moved.rowcount:
        connection.execute(
            insert(publication_pointer).values(
                authority_code=authority_code, publication_id=publication_id, moved_at=now
            )
        )


def _store_definitions(connection: Connection, definitions: Iterable[Definition]) -> None:
    """Record what stands behind the figures; the words may be improved, the formula of a version may not change."""
    held = {
        (row.metric_code, row.definition_version): row._asdict()
        for row in connection.execute(select(metric_definition))
    }
    for definition in definitions:
        row = _row(definition)
        known = held.get((definition.code, definition.version))
        if known is None:
            connection.execute(insert(metric_definition).values(row))
        elif known["formula"].split() != row["formula"].split():
            raise DefinitionChanged(
                f"{definition.code} counts something else than before under version {definition.version}. Nothing was "
                "published. Raise `version` in its definition."
            )
        elif known != row:
            connection.execute(
                update(metric_definition)
                .where(
                    metric_definition.c.metric_code == definition.code,
                    metric_definition.c.definition_version == definition.version,
                )
                .values(row)
            )


def _row(definition: Definition) -> dict[str, object]:
    return {
        "metric_code": definition.code,
        "definition_version": definition.version,
        "catalogue_id": definition.catalogue_id,
        "label": definition.label,
        "description": definition.description,
        "formula": formula(definition),
        "source": str(definition.source),
        "unit": definition.unit,
        "polarity": str(definition.polarity),
        "decimal_places": definition.decimal_places,
    }
