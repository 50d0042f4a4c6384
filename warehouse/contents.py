"""What a partition says, whatever its surrogate keys: to hash it before a load, to compare it afterwards."""

import hashlib
from collections.abc import Iterator
from functools import cache

import pandas as pd
from sqlalchemy import Column, Connection, Table, select

from warehouse.base import CodeDimension, Dimension
from warehouse.dimensions import AgeBand, Authority, Child, DateDimension, Team, Worker
from warehouse.engine import read_frame
from warehouse.facts import FACTS
from warehouse.members import NO_MEMBER, code_members, dtype_of, rows_of

FACT_TABLES: dict[str, Table] = {fact.__tablename__: fact.__table__ for fact in FACTS}
CHILD_TABLE: Table = Child.__table__
_LOOKED_UP = {"authority_key", "load_id", "child_key", "child_durable_key", "is_inferred"}
_LABELLED = {
    **{dimension.__tablename__: (dimension, "code") for dimension in CodeDimension.__subclasses__()},
    AgeBand.__tablename__: (AgeBand, "label"),
    Team.__tablename__: (Team, "team_name"),
    Worker.__tablename__: (Worker, "worker_pseudonym"),
}


def dimension_of(column: Column) -> str | None:
    """Return the table of the dimension that the column refers to."""
    return next((reference.column.table.name for reference in column.foreign_keys), None)


def natural_columns(table: Table) -> dict[str, str]:
    """
    Return the columns, with their dtypes, that stand for the table's columns before surrogate keys are given.

    `x_key` stands for `x`: a day, a code, a label or a name. A fact finds its child by `child_id` and `event_date`.
    """
    found_by = {} if table is CHILD_TABLE else {"child_id": "str", "event_date": "datetime64[s]"}
    return found_by | {
        column.name.removesuffix("_key"): _natural_dtype(column)
        for column in table.columns
        if column.name not in _LOOKED_UP
    }


def _natural_dtype(column: Column) -> str:
    if not column.name.endswith("_key"):
        return dtype_of(column)
    return "datetime64[s]" if dimension_of(column) in (None, DateDimension.__tablename__) else "str"


def missing_columns(table: Table, frame: pd.DataFrame) -> list[str]:
    """Return the columns that a frame with natural keys lacks."""
    return [name for name in natural_columns(table) if name not in frame]


def content_hash(children: pd.DataFrame, facts: dict[str, pd.DataFrame]) -> str:
    """
    Return the SHA-256 of what would be loaded, with natural keys and in natural order.

    Equal content has the equal hash, whatever the order of rows and columns. The code sets are part of it, so that
    a release with other labels loads again.
    """
    digest = hashlib.sha256()
    digest.update(_code_sets())
    for table in (CHILD_TABLE, *FACT_TABLES.values()):
        frame = children if table is CHILD_TABLE else facts[table.name]
        for part in _canonical(table, frame):
            digest.update(part)
    return digest.hexdigest()


@cache
def _code_sets() -> bytes:
    return b"".join(code_members(each).to_csv(index=False).encode() for each in CodeDimension.__subclasses__())


def _canonical(table: Table, frame: pd.DataFrame) -> Iterator[bytes]:
    columns = natural_columns(table)
    yield f"{table.name} {len(frame)}".encode()
    if frame.empty:
        return
    order = [name for name in columns if name in _natural_key(table)]
    rows = frame[list(columns)].astype(columns).sort_values(order)
    for name in columns:
        yield name.encode()
        yield rows[name].isna().to_numpy().tobytes()
        yield _bytes(rows[name])


def _natural_key(table: Table) -> set[str]:
    keys = {column.name.removesuffix("_key") for column in table.primary_key}
    return {"child_id", "valid_from"} if table is CHILD_TABLE else {"child_id", *keys}


def _bytes(values: pd.Series) -> bytes:
    if values.dtype == "str":
        texts = values.to_numpy(dtype=object, na_value="")
        return values.str.len().fillna(0).to_numpy(dtype="int64").tobytes() + "".join(texts).encode()
    if values.dtype == "datetime64[s]":
        return values.to_numpy().tobytes()
    return values.astype("Int64").fillna(0).to_numpy(dtype="int64").tobytes()


def partition(connection: Connection, authority_code: str) -> dict[str, pd.DataFrame]:
    """
    Return an authority's children and facts, by table, without surrogate keys and without the load.

    Two warehouses that were loaded on different ways hold the same if these frames are equal. A day stays its
    number, a version of a child becomes the day on which it begins.
    """
    authority = connection.scalar(select(Authority.authority_key).where(Authority.authority_code == authority_code))
    children = _of_authority(connection, CHILD_TABLE, authority)
    labels = {name: _labels(connection, *labelled) for name, labelled in _LABELLED.items()}
    ids = children.drop_duplicates("child_durable_key").set_index("child_durable_key")["child_id"]
    starts = children.set_index("child_key")["valid_from"]
    return {
        CHILD_TABLE.name: _sorted(children.drop(columns=["child_key", "child_durable_key", "authority_key"])),
        **{
            name: _of_authority(connection, table, authority)
            .pipe(_with_labels, table, labels)
            .assign(
                child_id=lambda facts: ids.reindex(facts["child_durable_key"]).array,
                child_valid_from=lambda facts: starts.reindex(facts["child_key"]).array,
            )
            .drop(columns=["child_key", "child_durable_key", "authority_key", "load_id"])
            .pipe(_sorted)
            for name, table in FACT_TABLES.items()
        },
    }


def _of_authority(connection: Connection, table: Table, authority: int | None) -> pd.DataFrame:
    return rows_of(table, read_frame(connection, select(table).where(table.c.authority_key == authority)))


def _labels(connection: Connection, dimension: type[Dimension], label: str) -> pd.Series:
    table = dimension.__table__
    members = read_frame(connection, select(table.c[dimension.key], table.c[label])).set_index(dimension.key)[label]
    return pd.Series({**members, **{key: name for key, name in NO_MEMBER.items() if key in members}}, dtype="str")


def _with_labels(facts: pd.DataFrame, table: Table, labels: dict[str, pd.Series]) -> pd.DataFrame:
    labelled = {column.name: labels[name] for column in table.columns if (name := dimension_of(column)) in labels}
    return facts.assign(**{name: members.reindex(facts[name]).array for name, members in labelled.items()}).rename(
        columns={name: name.removesuffix("_key") for name in labelled}
    )


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    names = sorted(rows, key=lambda name: (name != "child_id", name))
    return rows[names].sort_values(names, ignore_index=True)
