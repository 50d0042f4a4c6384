"""
The conformed store: what every extract said, per authority, before the star.

One table for each dataset, derived from its declaration. A row is a statement: what one section of a format
said last about one natural key. Nothing is ever withdrawn here: which rows are live follows from the statements
and the windows that the extracts cover (decision 0003), so any order of arrival gives the same store.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS, Column, Dataset
from warehouse.base import metadata
from warehouse.engine import delete_rows, insert_frame, key_text, read_frame
from warehouse.ledger_tables import extract, extract_section

CODE_LENGTH = 20
NOTHING = "nothing"  # the value of extract_section.complete that makes no promise
EVENTS = "events"  # the value that promises what began in the window, and no more
LATER_STEPS_WITHIN = 60  # days from an enquiry to its conference, as for SP04


class UnfitStatements(Exception):
    """Rows that validation should have held back: without a key, or two with the same key."""

    def __init__(self, section: str, *, rows: int, fault: str) -> None:
        super().__init__(
            f"{section}: {rows} rows {fault}. Nothing of the extract was kept. "
            "Rows like these belong into quarantine: this is a fault in Lodestar, please report it."
        )


@dataclass(frozen=True)
class Merged:
    """
    What became of an extract's rows: new keys, newer than what was held, or not newer (held already).

    The three add up to the rows that were given.
    """

    inserted: int
    replaced: int
    older: int


def _statement_table(dataset: type[Dataset], metadata: sa.MetaData) -> sa.Table:
    identity = ("authority_code", "section", *dataset.grain, *(("as_at",) if dataset.history else ()))
    return sa.Table(
        f"conformed_{dataset.name}",
        metadata,
        sa.Column("authority_code", key_text(10), nullable=False, comment="Authority."),
        sa.Column("section", key_text(100), nullable=False, comment="Section of the format that said it."),
        *(_value_column(column, in_key=column.name in dataset.grain) for column in dataset.columns.values()),
        sa.Column("as_at", sa.Date, nullable=False, comment="The day that the extract describes."),
        sa.Column("extract_id", sa.String(64), nullable=False, comment="SHA-256 of the extract that said it."),
        sa.PrimaryKeyConstraint(*identity),
        comment=f"{dataset.title} What each section said last.",
        sqlite_with_rowid=False,  # the key is the table: half the size, and replacing finds rows at once
    )


def _value_column(column: Column, *, in_key: bool) -> sa.Column:
    text = key_text if in_key else sa.String
    kinds = {str: text(column.length), date: sa.Date(), int: sa.Integer(), bool: sa.Boolean(), Decimal: sa.Double()}
    kind = text(CODE_LENGTH) if column.is_code else kinds[column.type]
    personal = " Personal: never leaves the warehouse." if column.personal else ""
    return sa.Column(column.name, kind, nullable=not in_key, comment=f"{column.description}{personal}")


CONFORMED: dict[str, sa.Table] = {
    name: _statement_table(dataset, metadata) for name, dataset in DATASETS.items() if not dataset.local
}


def table_of(dataset: type[Dataset]) -> sa.Table:
    """Return the table of a dataset; one that a council declared is no part of the schema (decision 11)."""
    return _local_table(dataset) if dataset.local else CONFORMED[dataset.name]


@lru_cache(maxsize=128)
def _local_table(dataset: type[Dataset]) -> sa.Table:
    return _statement_table(dataset, sa.MetaData(naming_convention=metadata.naming_convention))


def merge(
    connection: Connection,
    *,
    authority_code: str,
    section: str,
    dataset: type[Dataset],
    rows: pd.DataFrame,
    as_at: date,
    extract_id: str,
) -> Merged:
    """
    Add an extract's rows of one section to the store; the newest statement per key stays.

    Newest by as-at day, then by when the extract was made, then by its identifier (decision 0005), which makes
    merging commutative, associative and idempotent. The ledger must know the extract, and when it was made.
    Columns that are not the dataset's, such as the place in the file, are left out.
    """
    grain = list(dataset.grain)
    _require_keys(section, rows[grain])
    table = table_of(dataset)
    stands = _standing(connection, authority_code, section, dataset, rows[grain], as_at, extract_id)
    said = {"authority_code": authority_code, "section": section, "as_at": pd.Timestamp(as_at).as_unit("s")}
    identity = [column.name for column in table.primary_key]
    delete_rows(connection, table, rows.loc[stands == "replaces", grain].assign(**said)[identity])
    columns = [name for name in dataset.columns if name in rows]
    insert_frame(connection, table, rows.loc[stands != "older", columns].assign(**said, extract_id=extract_id))
    counts = stands.value_counts()
    return Merged(*(int(counts.get(fate, 0)) for fate in ("new", "replaces", "older")))


def unsay(connection: Connection, *extract_ids: str) -> int:
    """
    Delete every statement of some extracts, and return how many there were.

    What older extracts had said in their place is gone: they have to be merged again.
    """
    return sum(
        connection.execute(table.delete().where(table.c.extract_id.in_(extract_ids))).rowcount
        for table in map(table_of, DATASETS.values())  # those that a council declared among them
    )


def _require_keys(section: str, keys: pd.DataFrame) -> None:
    if without := int(keys.isna().any(axis=1).sum()):
        raise UnfitStatements(section, rows=without, fault="have no natural key")
    if repeated := int(keys.duplicated(keep=False).sum()):
        raise UnfitStatements(section, rows=repeated, fault="share their natural key with another")


def _standing(
    connection: Connection,
    authority_code: str,
    section: str,
    dataset: type[Dataset],
    keys: pd.DataFrame,
    as_at: date,
    extract_id: str,
) -> pd.Series:
    """Say of each key, in its order and index, whether it is new, replaces what is held, or is older."""
    table = table_of(dataset)
    grain = list(dataset.grain)
    held = read_frame(
        connection,
        sa.select(*(table.c[name] for name in grain), table.c.as_at, table.c.extract_id).where(
            table.c.authority_code == authority_code,
            table.c.section == section,
            *((table.c.as_at == as_at,) if dataset.history else ()),
            *_within_the_days(table, dataset, keys),
        ),
    )
    if held.empty:
        return pd.Series("new", index=keys.index)
    matched = keys.merge(held, how="left", on=grain)
    sources = {row.extract_id: row.as_at for row in held[["extract_id", "as_at"]].drop_duplicates().itertuples()}
    made = dict(
        connection.execute(
            sa.select(extract.c.extract_id, extract.c.issued_at).where(extract.c.authority_code == authority_code)
        ).all()
    )
    ours = (pd.Timestamp(as_at), made[extract_id], extract_id)
    not_older = [source for source, day in sources.items() if (day, made[source], source) >= ours]
    fates = [matched["extract_id"].isna(), matched["extract_id"].isin(not_older)]
    return pd.Series(np.select(fates, ["new", "older"], default="replaces"), index=keys.index)


def _within_the_days(table: sa.Table, dataset: type[Dataset], keys: pd.DataFrame) -> list[sa.ColumnElement[bool]]:
    """Return that the days of the key are among those of the given keys: others cannot be held twice."""
    days = [name for name in dataset.grain if dataset.columns[name].type is date and len(keys)]
    return [table.c[name].between(keys[name].min().date(), keys[name].max().date()) for name in days]


def stated(connection: Connection, authority_code: str) -> frozenset[str]:
    """Return the datasets about which an authority has statements."""
    held = [
        sa.select(sa.literal(name, sa.String(100)).label("dataset")).where(
            sa.exists().where(table_of(dataset).c.authority_code == authority_code)
        )
        for name, dataset in DATASETS.items()
    ]
    return frozenset(connection.scalars(sa.union_all(*held)))


def statements(connection: Connection, authority_code: str, dataset: type[Dataset]) -> pd.DataFrame:
    """Return every statement of an authority about a dataset: its columns, section, as_at and extract_id."""
    table = table_of(dataset)
    wanted = [column for column in table.c if column.name != "authority_code"]
    return read_frame(connection, sa.select(*wanted).where(table.c.authority_code == authority_code))


def stated_identifiers(connection: Connection, authority_code: str, *, datasets: Collection[str]) -> pd.DataFrame:
    """
    Return one row for each dataset's section and child_id of an authority: on which days things happened to the child
    (first_day, last_day), and which days the extracts that say so describe (first_stated, last_stated).
    """
    children = [name for name, dataset in DATASETS.items() if "child_id" in dataset.columns]
    days = [_days_of_children(authority_code, name) for name in children if name in datasets]
    return read_frame(connection, sa.union_all(*days or [_days_of_children(authority_code, children[0])]))


def _days_of_children(authority_code: str, dataset: str) -> sa.Select:
    said, defining_date = table_of(DATASETS[dataset]).c, DATASETS[dataset].defining_date
    never = sa.cast(sa.null(), sa.Date)
    return (
        sa.select(
            said.section,
            said.child_id,
            (sa.func.min(said[defining_date]) if defining_date else never).label("first_day"),
            (sa.func.max(said[defining_date]) if defining_date else never).label("last_day"),
            sa.func.min(said.as_at).label("first_stated"),
            sa.func.max(said.as_at).label("last_stated"),
        )
        .where(said.authority_code == authority_code)
        .group_by(said.section, said.child_id)
    )


def coverage(connection: Connection, authority_code: str) -> pd.DataFrame:
    """
    Return what the conformed extracts of an authority cover, one row for each section of each, oldest first.

    Columns: section, dataset, format, as_at, issued_at, extract_id, covers_from, covers_to, withdraws, complete,
    columns.
    An extract that was stopped or never read covers nothing.
    """
    part = extract_section.c
    found = read_frame(
        connection,
        sa.select(
            part.section,
            part.dataset,
            extract.c.format,
            extract.c.as_at,
            extract.c.issued_at,
            part.extract_id,
            part.covers_from,
            part.covers_to,
            part.withdraws,
            part.complete,
            part.columns,
        )
        .join_from(extract_section, extract)
        .where(extract.c.authority_code == authority_code, extract.c.state == "conformed"),
    )
    return found.sort_values(["as_at", "issued_at", "extract_id", "section"], ignore_index=True)


def covered_intervals(covered: pd.DataFrame) -> dict[str, list[tuple[date, date]]]:
    """
    Return the days that extracts cover in full, as intervals with a gap between any two.

    There are three kinds of names: a dataset; `dataset.column`, where the column was delivered too (one that is
    missing says nothing, it does not say none); and `dataset by column`, where its rows are complete by another
    day than the defining one, such as enquiries by their conference.
    Windows that overlap or follow one another by a day are one; a section complete for nothing covers nothing.
    """
    promised = covered[covered["complete"].ne(NOTHING) & covered["covers_from"].notna() & covered["covers_to"].notna()]
    delivered = covered.groupby(["extract_id", "dataset"])["columns"].agg(lambda lists: sorted(set().union(*lists)))
    windows: dict[str, list[tuple[date, date]]] = {}
    for section in promised.itertuples():
        first, last = section.covers_from.date(), section.covers_to.date()
        # What began in a window is there; what began before it, and came to a later step in it, is not.
        later_from = first + timedelta(days=LATER_STEPS_WITHIN if section.complete == EVENTS else 0)
        windows.setdefault(section.dataset, []).append((first, last))
        for column in delivered[section.extract_id, section.dataset]:
            windows.setdefault(f"{section.dataset}.{column}", []).append((first, last))
            if later_from <= last:
                windows.setdefault(f"{section.dataset} by {column}", []).append((later_from, last))
    return {name: _joined(found) for name, found in sorted(windows.items())}


def _joined(windows: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    joined: list[tuple[date, date]] = []
    for first, last in sorted(windows):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
