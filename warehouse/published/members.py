"""Areas, measures, releases and files: members that published figures refer to, added once and never renumbered."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from warehouse.engine import read_frame
from warehouse.members import numbered, rows_of, store
from warehouse.published.tables import Area, PublishedFile, PublishedMeasure, Release

AREA_TEXT = ("area_code", "former_area_code", "old_code", "area_name", "level", "region_code")


def release_key(connection: Connection, code: str, now: datetime, **described: object) -> int:
    """Return the key of a release, which becomes a member with its first file."""
    table = Release.__table__
    known = connection.scalar(select(table.c.release_key).where(table.c.release_code == code))
    if known is not None:
        return known
    key = _next(connection, table.c.release_key)
    row = {"release_key": key, "release_code": code, "loaded_at": now, "comparators_digest": "", **described}
    connection.execute(insert(table).values(row))
    return key


def file_key(connection: Connection, release: int, table_code: str) -> tuple[int, str | None]:
    """Return the key of the file that holds a table of a release, and the hash of what it said; none if it is new."""
    table = PublishedFile.__table__
    known = connection.execute(
        select(table.c.file_key, table.c.content_hash).where(
            table.c.release_key == release, table.c.table_code == table_code
        )
    ).first()
    return (_next(connection, table.c.file_key), None) if known is None else (known.file_key, known.content_hash)


def area_keys(connection: Connection, areas: pd.DataFrame, years: pd.DataFrame, *, edition: int) -> pd.Series:
    """
    Bring areas up to date and return their keys by code.

    An authority is known by DfE's code: the Office for National Statistics gives it another one when a boundary
    moves, and releases of the same year differ in which they use. `years` has first_year and last_year by code; an
    area without any is of the edition's year. What the latest year says of an area is kept.
    """
    table = Area.__table__
    held = _identified(rows_of(table, read_frame(connection, select(table))))
    said = areas.join(years, on="area_code").fillna({"first_year": edition, "last_year": edition})
    said = _identified(said.assign(former_area_code=""))
    both = pd.concat([held, said]).sort_values("last_year", kind="stable")
    text = list(AREA_TEXT)
    both[text] = both[text].mask(both[text] == "")
    rules = {**dict.fromkeys(AREA_TEXT, "last"), "first_year": "min", "last_year": "max"}
    merged = both.groupby("identity", as_index=False).agg(rules).fillna(dict.fromkeys(AREA_TEXT, ""))
    earlier = both.merge(merged[["identity", "area_code"]], on="identity", suffixes=("", "_now"))
    earlier = earlier.loc[earlier["area_code"] != earlier["area_code_now"]].groupby("identity")["area_code"].last()
    former = merged["identity"].map(earlier)
    merged["former_area_code"] = merged["former_area_code"].where(former.isna(), former)
    merged = merged.loc[merged["identity"].isin(said["identity"])].reset_index(drop=True)
    members = numbered(connection, Area.area_key, merged, held[["identity", "area_key"]])
    store(connection, table, members, held.drop(columns="identity"))
    return said.set_index("area_code")["identity"].map(members.set_index("identity")["area_key"])


def _identified(areas: pd.DataFrame) -> pd.DataFrame:
    return areas.assign(identity=areas["old_code"].mask(areas["old_code"] == "", areas["area_code"]))


def measure_keys(connection: Connection, measures: pd.DataFrame) -> pd.Series:
    """Bring measures up to date, their polarity too, and return their keys by code."""
    table = PublishedMeasure.__table__
    held = rows_of(table, read_frame(connection, select(table)))
    members = numbered(connection, PublishedMeasure.measure_key, measures, held[["measure_code", "measure_key"]])
    store(connection, table, members, held)
    return members.set_index("measure_code")["measure_key"]


def _next(connection: Connection, key) -> int:
    return (connection.scalar(select(func.max(key))) or 0) + 1
