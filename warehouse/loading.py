"""
Loading one authority's partition of the star.

Facts arrive with natural keys and leave with surrogate keys (Kimball's surrogate key pipeline). Everything here is
derived from the tables: a new fact needs no change.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Column, Connection, Table, bindparam, delete, func, select

from expectations.contract import NOT_APPLICABLE as NO_CODE
from expectations.contract import NOT_DELIVERED
from expectations.contract import UNMAPPED as UNLISTED_CODE
from warehouse.base import NOT_APPLICABLE, UNKNOWN, UNMAPPED, CodeDimension
from warehouse.contents import FACT_TABLES, content_hash, dimension_of, missing_columns, partition
from warehouse.dimensions import AgeBand, Child, DateDimension, Team, Worker
from warehouse.engine import insert_frame, read_frame
from warehouse.members import (
    LoadingError,
    authority_key,
    code_keys,
    named_members,
    numbered,
    rows_of,
    seed,
    store,
    undescribed,
)

__all__ = ["Loaded", "LoadingError", "content_hash", "load_star", "partition", "seed"]

NAMED_DIMENSIONS = (Team, Worker)
_DAYS = 10_000 * 366  # more than there are up to the year 9999
NO_MEMBERS = {NOT_DELIVERED: UNKNOWN, NO_CODE: NOT_APPLICABLE, UNLISTED_CODE: UNMAPPED}


@dataclass(frozen=True)
class Loaded:
    """What a load wrote: rows by fact table, children known from events only."""

    rows: dict[str, int]
    inferred_children: int


@dataclass(frozen=True)
class Keys:
    """All that turns the natural keys of one authority into surrogate keys."""

    authority: int
    load_id: int
    versions: "Versions"
    days: np.ndarray
    members: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Versions:
    """
    The versions of an authority's children, in order of child and day.

    A version's start and its child are one number, `starts`; `children` are the children in the order of theirs.
    """

    keys: pd.DataFrame
    children: pd.Index
    starts: np.ndarray

    @classmethod
    def of(cls, versions: pd.DataFrame) -> "Versions":
        """Order versions; the first of a child begins before all days, as what came before it belongs to it."""
        by_start = versions.sort_values(["child_id", "valid_from"], ignore_index=True)
        number_of, children = pd.factorize(by_start["child_id"])
        is_first = ~by_start["child_id"].duplicated().to_numpy()
        starts = number_of * _DAYS + np.where(is_first, 0, _day_number(by_start["valid_from"]))
        return cls(by_start[["child_key", "child_durable_key"]], pd.Index(children), starts)


def load_star(
    connection: Connection,
    *,
    authority_code: str,
    authority_name: str,
    children: pd.DataFrame,
    facts: dict[str, pd.DataFrame],
    calendar: pd.DataFrame | None,
    age_bands: pd.DataFrame,
    load_id: int,
) -> Loaded:
    """
    Replace the authority's partition of the star within the caller's transaction.

    `children` are the versions of `dim_child` and `facts` the frames by table, all with natural keys; `calendar`
    may be None once `dim_date` is filled. A member that was loaded before keeps its key.
    """
    _require_all_columns(facts)
    seed(connection, age_bands=age_bands, calendar=calendar)
    authority = authority_key(connection, authority_code, authority_name)
    versions, vanished = _store_children(connection, authority, children, facts)
    keys = Keys(
        authority=authority,
        load_id=load_id,
        versions=Versions.of(versions),
        days=_days(connection),
        members=_members(connection, authority, age_bands, facts),
    )
    rows = {name: _replace(connection, table, facts[name], keys) for name, table in FACT_TABLES.items()}
    _remove_versions(connection, vanished)
    return Loaded(rows=rows, inferred_children=int(versions["is_inferred"].sum()))


def _require_all_columns(facts: dict[str, pd.DataFrame]) -> None:
    if differing := facts.keys() ^ FACT_TABLES.keys():
        raise LoadingError(f"The star was not loaded: no frame, or no table, for {', '.join(sorted(differing))}.")
    for name, table in FACT_TABLES.items():
        if missing := missing_columns(table, facts[name]):
            raise LoadingError(f"{name} was not loaded: its frame has no column {', '.join(missing)}.")


def _store_children(
    connection: Connection, authority: int, children: pd.DataFrame, facts: dict[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.Series]:
    """Store the versions of the authority's children; return them, and the keys of those that are no more."""
    table = Child.__table__
    held = rows_of(table, read_frame(connection, select(table).where(table.c.authority_key == authority)))
    versions = (
        pd.concat([_described(children), _only_in_events(children, facts)])
        .astype({"child_id": "str", "valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})
        .sort_values(["child_id", "valid_from"], ignore_index=True)
        .assign(authority_key=authority)
    )
    durable = numbered(
        connection,
        Child.child_durable_key,
        versions[["child_id"]].drop_duplicates(),
        held[["child_id", "child_durable_key"]].drop_duplicates(),
    )
    versions = rows_of(
        table,
        numbered(
            connection,
            Child.child_key,
            versions.merge(durable, on="child_id"),
            held[["child_id", "valid_from", "child_key"]],
        ),
    )
    store(connection, table, versions, held)
    return versions, held.loc[~held["child_key"].isin(versions["child_key"]), "child_key"]


def _described(children: pd.DataFrame) -> pd.DataFrame:
    return children.assign(
        is_inferred=False,
        birth_date_key=_yyyymmdd(children["birth_date"], missing=UNKNOWN),
        expected_birth_date_key=_yyyymmdd(children["expected_birth_date"], missing=UNKNOWN),
        death_date_key=_yyyymmdd(children["death_date"], missing=NOT_APPLICABLE),
    )


def _only_in_events(children: pd.DataFrame, facts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    seen = pd.Index(pd.concat([fact["child_id"] for fact in facts.values()]), name="child_id")
    return undescribed(seen.difference(children["child_id"]).to_frame(index=False)).assign(is_inferred=True)


def _remove_versions(connection: Connection, vanished: pd.Series) -> None:
    if len(vanished):
        statement = delete(Child).where(Child.child_key == bindparam("vanished"))
        connection.execute(statement, [{"vanished": int(key)} for key in vanished])


def _days(connection: Connection) -> np.ndarray:
    day = DateDimension.date_key
    days = read_frame(connection, select(day).where(day > 0).order_by(day))["date_key"].to_numpy(dtype="int64")
    if not len(days):
        raise LoadingError("The star was not loaded: dim_date is empty and no calendar was given.")
    return days


def _members(
    connection: Connection, authority: int, age_bands: pd.DataFrame, facts: dict[str, pd.DataFrame]
) -> dict[str, dict[str, int]]:
    """Return, for each dimension by table, the keys of its members by natural key."""
    codes = {
        dimension.__tablename__: {**code_keys(dimension), **NO_MEMBERS} for dimension in CodeDimension.__subclasses__()
    }
    named = {
        dimension.__tablename__: named_members(
            connection, dimension, authority, _values_of(dimension.__tablename__, facts)
        ).to_dict()
        for dimension in NAMED_DIMENSIONS
    }
    bands = {label: key for key, label in enumerate(age_bands["label"], start=1)}
    return {**codes, **named, AgeBand.__tablename__: bands}


def _values_of(dimension: str, facts: dict[str, pd.DataFrame]) -> list[pd.Series]:
    return [
        facts[name][column.name.removesuffix("_key")]
        for name, table in FACT_TABLES.items()
        for column in table.columns
        if dimension_of(column) == dimension
    ]


def _replace(connection: Connection, table: Table, facts: pd.DataFrame, keys: Keys) -> int:
    """Replace the authority's rows of one fact; return how many there are."""
    of_authority = table.c.authority_key == keys.authority
    connection.execute(delete(table).where(of_authority))
    if not facts.empty:
        primary_key = [column.name for column in table.primary_key]
        rows = _with_surrogate_keys(table, facts, keys)
        if repeated := int(rows.duplicated(primary_key).sum()):
            raise LoadingError(f"{table.name} was not loaded: {repeated} rows repeat the key of another row.")
        insert_frame(connection, table, rows.sort_values(primary_key))
    written = connection.scalar(select(func.count()).select_from(table).where(of_authority))
    if written != len(facts):
        raise LoadingError(f"{table.name} was not loaded: {len(facts)} rows were sent, {written} arrived.")
    return written


def _with_surrogate_keys(table: Table, facts: pd.DataFrame, keys: Keys) -> pd.DataFrame:
    facts = facts.reset_index(drop=True)
    found = _versions_on_the_day(facts, keys.versions).assign(authority_key=keys.authority, load_id=keys.load_id)
    looked_up = {
        column.name: _surrogate_keys(column, facts, keys)
        for column in table.columns
        if column.foreign_keys and column.name not in found
    }
    return rows_of(table, facts.assign(**found, **looked_up))


def _versions_on_the_day(facts: pd.DataFrame, versions: Versions) -> pd.DataFrame:
    """Return durable key and version key for each fact; what came before the first version belongs to the first."""
    child = versions.children.get_indexer(facts["child_id"].astype("str"))
    if (child < 0).any() or facts["event_date"].isna().any():
        raise LoadingError("The star was not loaded: a fact has no child, or no day.")
    of_event = child * _DAYS + _day_number(facts["event_date"])
    return versions.keys.take(versions.starts.searchsorted(of_event, side="right") - 1).reset_index(drop=True)


def _day_number(days: pd.Series) -> np.ndarray:
    """Return days as numbers from 1 January 1, so that child and day together are one number that has an order."""
    return (days.to_numpy(dtype="datetime64[D]") - np.datetime64("0001-01-01", "D")).astype("int64")


def _surrogate_keys(column: Column, facts: pd.DataFrame, keys: Keys) -> np.ndarray:
    values = facts[column.name.removesuffix("_key")]
    if dimension_of(column) == DateDimension.__tablename__:
        return _day_keys(values, keys)
    members = keys.members[dimension_of(column)]
    positions, distinct = pd.factorize(values)
    found = [members.get(value) for value in distinct]
    if None in found and UNLISTED_CODE not in members:
        raise LoadingError(f"{column.table.name} was not loaded: {column.name} would refer to nothing.")
    # A missing value has position -1 and so takes the last key.
    return np.array([*(UNMAPPED if key is None else key for key in found), UNKNOWN], dtype="int64")[positions]


def _day_keys(dates: pd.Series, keys: Keys) -> np.ndarray:
    numbers = _yyyymmdd(dates, missing=NOT_APPLICABLE)
    place = np.minimum(keys.days.searchsorted(numbers), len(keys.days) - 1)
    return np.where((keys.days[place] == numbers) | dates.isna(), numbers, UNKNOWN)


def _yyyymmdd(dates: pd.Series, *, missing: int) -> np.ndarray:
    days = dates.to_numpy(dtype="datetime64[D]")
    months = days.astype("datetime64[M]")
    day = (days - months).astype("int64") + 1
    year, month = np.divmod(months.astype("int64"), 12)
    return np.where(np.isnat(days), missing, (1970 + year) * 10_000 + (month + 1) * 100 + day)
