"""
Loading one authority's partition of the star.

Facts arrive with natural keys and leave with surrogate keys: Kimball's surrogate key pipeline, derived from the
tables. A new fact needs no change here.
"""

import hashlib
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Column, Connection, Integer, Table, bindparam, delete, func, select

from expectations.contract import NOT_APPLICABLE as NO_CODE
from expectations.contract import UNMAPPED as UNLISTED_CODE
from warehouse.base import NOT_APPLICABLE, UNKNOWN, UNMAPPED, CodeDimension, Dimension
from warehouse.dimensions import AgeBand, Authority, Child, DateDimension, Team, Worker
from warehouse.engine import insert_frame, read_frame
from warehouse.facts import FACTS
from warehouse.members import (
    SINCE_EVER,
    LoadingError,
    authority_key,
    code_keys,
    named_members,
    numbered,
    seed,
    store,
    typed,
    undescribed,
)

FACT_TABLES: dict[str, Table] = {fact.__tablename__: fact.__table__ for fact in FACTS}
_OF_THE_LOAD = {"authority_key", "load_id", "child_key", "child_durable_key", "is_inferred"}
_NAMED_MEMBERS = (Team, Worker)


@dataclass(frozen=True)
class Loaded:
    """What a load wrote."""

    rows: dict[str, int]
    content_hash: str
    inferred_children: int


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

    `children` are the versions of `dim_child`, `facts` the frames by table, both with natural keys; `calendar`
    may be None where `dim_date` is filled. Keys are stable: a member that was loaded before keeps its key.
    """
    facts = _checked(facts)
    seed(connection, age_bands=age_bands, calendar=calendar)
    authority = authority_key(connection, authority_code, authority_name)
    versions, vanished = _store_children(connection, authority, children, facts)
    keys = Keys(
        authority=authority,
        load_id=load_id,
        versions=versions,
        days=_days(connection),
        members=_members(connection, authority, facts),
    )
    rows = {name: _replace(connection, FACT_TABLES[name], frame, keys) for name, frame in facts.items()}
    _remove_children(connection, vanished)
    return Loaded(
        rows=rows, content_hash=content_hash(children, facts), inferred_children=int(versions["is_inferred"].sum())
    )


def natural_columns(table: Table) -> list[str]:
    """
    Return the columns that a frame with natural keys must have for this table.

    `x_key` becomes `x` (a date, code, label or name); a child is found by `child_id` on `event_date`.
    """
    columns = [column for column in table.columns if column.name not in _OF_THE_LOAD]
    found_by = ["child_id", "event_date"] if "child_durable_key" in table.c and table is not Child.__table__ else []
    return [*found_by, *(column.name.removesuffix("_key") for column in columns)]


def _checked(facts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    if facts.keys() != FACT_TABLES.keys():
        raise LoadingError(
            "The star was not loaded: the frames and the fact tables differ in "
            f"{', '.join(sorted(facts.keys() ^ FACT_TABLES.keys()))}."
        )
    for name, table in FACT_TABLES.items():
        if missing := set(natural_columns(table)) - set(facts[name]):
            raise LoadingError(f"{name} was not loaded: its frame has no column {', '.join(sorted(missing))}.")
    return {name: facts[name] for name in FACT_TABLES}


# Children


def _store_children(
    connection: Connection, authority: int, children: pd.DataFrame, facts: dict[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.Series]:
    """Store all versions of the authority's children; return them and the keys of those that no longer exist."""
    table = Child.__table__
    held = typed(table, read_frame(connection, select(table).where(table.c.authority_key == authority)))
    durable = held[["child_id", "child_durable_key"]].drop_duplicates()
    versions = (
        pd.concat([_described(children), _only_in_events(children, facts)])
        .sort_values(["child_id", "valid_from"], ignore_index=True)
        .assign(authority_key=authority)
    )
    known = numbered(connection, Child.child_durable_key, versions[["child_id"]].drop_duplicates(), durable)
    versions = numbered(
        connection,
        Child.child_key,
        versions.merge(known, on="child_id"),
        held[["child_id", "valid_from", "child_key"]],
    )
    store(connection, table, versions, held)
    return typed(table, versions), held.loc[~held["child_key"].isin(versions["child_key"]), "child_key"]


def _described(children: pd.DataFrame) -> pd.DataFrame:
    return children.astype({"child_id": "str", "valid_from": "datetime64[s]", "valid_to": "datetime64[s]"}).assign(
        is_inferred=False,
        birth_date_key=_date_keys(children["birth_date"], missing=UNKNOWN),
        expected_birth_date_key=_date_keys(children["expected_birth_date"], missing=UNKNOWN),
        death_date_key=_date_keys(children["death_date"], missing=NOT_APPLICABLE),
    )


def _only_in_events(children: pd.DataFrame, facts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    seen = pd.concat([fact["child_id"] for fact in facts.values()]).drop_duplicates()
    return undescribed(seen.loc[~seen.isin(children["child_id"])].to_frame().assign(is_inferred=True)).astype(
        {"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"}
    )


def _remove_children(connection: Connection, vanished: pd.Series) -> None:
    if len(vanished):
        statement = delete(Child).where(Child.child_key == bindparam("vanished"))
        connection.execute(statement, [{"vanished": int(key)} for key in vanished])


# Surrogate keys


@dataclass(frozen=True)
class Keys:
    """All that turns natural keys into surrogate keys during one load."""

    authority: int
    load_id: int
    versions: pd.DataFrame
    days: pd.Index
    members: dict[str, pd.Series]

    def given_to(self, table: Table, facts: pd.DataFrame) -> pd.DataFrame:
        """Return the facts as rows of their table."""
        constants = {"authority_key": self.authority, "load_id": self.load_id}
        values = {column.name: self._value(column, facts) for column in table.columns if column.name in ...}
        return typed(table, facts.assign(**values))
