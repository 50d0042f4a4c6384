"""
Loading published figures: a file is loaded whole or not at all.

What was read before is not loaded again; a corrected file replaces its own figures; another release stands beside.
Comparators of a release go with the figures that they were made from: they are absent rather than out of date.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from warehouse.engine import insert_frame
from warehouse.published.members import area_keys, file_key, measure_keys, release_key
from warehouse.published.tables import (
    Comparator,
    PopulationEstimate,
    PublishedFigure,
    PublishedFile,
    Release,
    StatisticalNeighbour,
)

POPULATION = "population.aged_0_to_17"
CELL = ["area_code", "measure_code", "year"]
FIGURE = (*CELL, "value", "shown", "symbol")


class StatedTwice(Exception):
    """A file says the same cell twice; nothing of it was loaded."""


@dataclass(frozen=True)
class Edition:
    """A release: the publication, the year of its edition, who published it and under which licence."""

    code: str
    publication: str
    edition: int
    publisher: str
    licence: str


@dataclass(frozen=True)
class Contents:
    """
    What one file says: its cells are figures or dropped by a rule; `derived` of the figures are in no cell.

    `figures` has the columns FIGURE; `measures` those of `dim_published_measure`, and in `of` and `per` the measures
    above and below the line; `areas` area_code, old_code, area_name, level and region_code; `neighbours` area_code,
    neighbour_code, place and closeness.
    """

    release: Edition
    table_code: str
    file_name: str
    sha256: str
    cells: int
    dropped: int
    derived: int
    areas: pd.DataFrame
    measures: pd.DataFrame
    figures: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FIGURE)))
    neighbours: pd.DataFrame | None = None
    vintage: str = ""


def load_contents(connection: Connection, contents: Contents, *, now: datetime) -> bool:
    """
    Load what a file says within the caller's transaction; False where it says what it said before.

    Raises `StatedTwice` for a cell that it says twice.
    """
    release = release_key(
        connection,
        contents.release.code,
        now,
        publication=contents.release.publication,
        edition=contents.release.edition,
        publisher=contents.release.publisher,
        licence=contents.release.licence,
    )
    file, known = file_key(connection, release, contents.table_code)
    measures = measure_keys(connection, contents.measures.drop(columns=["of", "per"]))
    digest = content_hash(contents)
    if known == digest:
        return False
    years = contents.figures.groupby("area_code")["year"].agg(first_year="min", last_year="max")
    areas = area_keys(connection, contents.areas, years, edition=contents.release.edition)
    _record_file(connection, contents, digest, release, file, is_new=known is None, now=now)
    _forget(connection, release, file)
    whose = {"release_key": release, "file_key": file}
    _insert_figures(connection, contents, whose, areas, measures)
    _insert_populations(connection, contents, whose, areas)
    _insert_neighbours(connection, contents, whose, areas)
    return True


def is_held(connection: Connection, contents: Contents) -> bool:
    """Whether the warehouse holds what a file says, word for word."""
    held = (
        select(PublishedFile.content_hash)
        .join(Release, Release.release_key == PublishedFile.release_key)
        .where(Release.release_code == contents.release.code, PublishedFile.table_code == contents.table_code)
    )
    return connection.scalar(held) == content_hash(contents)


def content_hash(contents: Contents) -> str:
    """Return a hash of what was read, whatever the order of its rows; names and polarity are no part of it."""
    digest = hashlib.sha256(f"{contents.vintage} {contents.cells} {contents.dropped}".encode())
    fractions = contents.measures[["measure_code", "of", "per"]]
    for frame in (contents.figures, contents.neighbours, fractions):
        if frame is not None:
            rows = pd.util.hash_pandas_object(frame[sorted(frame)], index=False).sort_values()
            digest.update(rows.to_numpy().tobytes())
    return digest.hexdigest()


def _record_file(
    connection: Connection, contents: Contents, digest: str, release: int, file: int, *, is_new: bool, now: datetime
) -> None:
    table = PublishedFile.__table__
    row = {
        "release_key": release,
        "table_code": contents.table_code,
        "file_name": contents.file_name,
        "sha256": contents.sha256,
        "content_hash": digest,
        "cells": contents.cells,
        "dropped": contents.dropped,
        "figures": len(contents.figures) - contents.derived,
        "derived": contents.derived,
        "loaded_at": now,
    }
    if is_new:
        connection.execute(insert(table).values(file_key=file, **row))
    else:
        connection.execute(update(table).where(table.c.file_key == file).values(row))
    releases = Release.__table__
    stale = {"loaded_at": now, "comparators_digest": ""}
    connection.execute(update(releases).where(releases.c.release_key == release).values(stale))


def _forget(connection: Connection, release: int, file: int) -> None:
    """Remove what the file said before, and the comparators made from it."""
    for fact in (PublishedFigure, PopulationEstimate, StatisticalNeighbour):
        connection.execute(delete(fact).where(fact.file_key == file))
    connection.execute(delete(Comparator).where(Comparator.release_key == release))


def _insert_figures(
    connection: Connection, contents: Contents, whose: dict[str, int], areas: pd.Series, measures: pd.Series
) -> None:
    figures = contents.figures
    keys = figures[["year"]].assign(
        area_key=figures["area_code"].map(areas), measure_key=figures["measure_code"].map(measures)
    )
    if repeated := int(keys.duplicated().sum()):
        raise StatedTwice(
            f"{contents.file_name} states {repeated:,} figures of {contents.release.code} twice. Nothing of it was "
            "loaded. Is the same table in the folder twice?"
        )
    rows = _with_fractions(figures, contents.measures).drop(columns=["area_code", "measure_code", "year"])
    rows = rows.join(keys).assign(**whose)
    key = ["measure_key", "area_key", "year"]
    insert_frame(connection, PublishedFigure, rows.sort_values(key, ignore_index=True))  # in the order of the table


def _with_fractions(figures: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Put beside each figure the published counts above and below the line, where its measure names them."""
    values = figures.set_index(CELL)["value"]
    held = set(figures["measure_code"].unique())
    fractions = measures.set_index("measure_code")
    sides = {}
    for side, names in (("numerator", "of"), ("denominator", "per")):
        part_of = {code: part for code, part in fractions[names].items() if part in held}
        part = figures["measure_code"].map(part_of)
        wanted = figures[CELL].assign(measure_code=part).loc[part.notna()]
        found = values.reindex(pd.MultiIndex.from_frame(wanted))
        sides[side] = pd.Series(found.to_numpy(), index=wanted.index).reindex(figures.index).astype("float64")
    return figures.assign(**sides)


def _insert_populations(connection: Connection, contents: Contents, whose: dict[str, int], areas: pd.Series) -> None:
    figures = contents.figures
    known = figures.loc[(figures["measure_code"] == POPULATION) & figures["value"].notna()]
    rows = pd.DataFrame(
        {
            "area_key": known["area_code"].map(areas),
            "year": known["year"],
            "persons": known["value"].astype("int64"),
            "vintage": contents.vintage,
            **whose,
        }
    )
    insert_frame(connection, PopulationEstimate, rows.reset_index(drop=True))


def _insert_neighbours(connection: Connection, contents: Contents, whose: dict[str, int], areas: pd.Series) -> None:
    if contents.neighbours is None:
        return
    pairs = contents.neighbours
    rows = pd.DataFrame(
        {
            "area_key": pairs["area_code"].map(areas),
            "neighbour_area_key": pairs["neighbour_code"].map(areas),
            "place": pairs["place"],
            "closeness": pairs["closeness"],
            **whose,
        }
    )
    insert_frame(connection, StatisticalNeighbour, rows.reset_index(drop=True))
