"""Reads an export by its mapping: a text file with separators, or the sheets of a workbook."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from expectations.contract import Column
from flows.sources.as_at import as_at_from_name
from flows.sources.extract import Extract, Note, UnreadableExtract
from flows.sources.mappings.declaration import Mapping, Source
from flows.sources.mappings.tabular import Header, columns_of, find_header, letters_of, place_of, rows_below
from flows.sources.spreadsheets import WORKBOOKS, Table, read_delimited, read_workbook
from transforms.drift import DeliveredColumn
from transforms.parsing import Wording, parse_column

DELIMITED = frozenset({".csv", ".txt", ".tsv"})
_BEGINNING = 64 * 1024  # bytes in which the header stands
_ALIKE = 0.6


def recognise(path: Path, mapping: Mapping) -> bool:
    """Tell whether a file is one that the mapping is for: by its name, where that is declared, and its headers."""
    try:
        if not _may_be(path, mapping):
            return False
        return any(_fitting(table, path, mapping) for table in tables_of(path, most_bytes=_BEGINNING))
    except (UnreadableExtract, OSError):
        return False


def claims(path: Path, mapping: Mapping) -> bool:
    """Tell whether the mapping declares the file's name: reading it then says what is wrong with it."""
    return (
        path.is_file()
        and is_tabular(path)
        and any(source.files and _name_fits(path, source) for source in mapping.sources.values())
    )


def read(path: Path, mapping: Mapping) -> Extract:
    """
    Read the tables of one export.

    Raises `UnreadableExtract` if a column is missing that every row needs, if a column stands twice, if two tables
    of the mapping fit the same rows, or if the column of the as-at day does not state one day.
    """
    records: dict[str, pd.DataFrame] = {}
    dropped: dict[str, dict[str, int]] = {}
    notes: list[Note] = []
    columns: dict[str, tuple[DeliveredColumn, ...]] = {}
    days: set[date] = set()
    tables = tables_of(path)
    for place, table in enumerate(tables, start=1):
        found = _fitting(table, path, mapping)
        if not found:
            if len(tables) > 1:
                notes.append(
                    Note("sheet_not_recognised", f"sheet {place} of {table.file} is no table of {mapping.file}")
                )
            continue
        source, header = _only(found, table, mapping)
        if not source.sheet and table.sheet:
            table = replace(table, sheet=f"sheet {place}")  # a tab may be named after a person
        if source.name in records:
            raise UnreadableExtract(file=path.name, cause=f"two of its sheets are {source.name}; keep one of them")
        frame, counts, remarks = rows_below(table, header, source.name)
        if source.as_at_column:
            days.add(_as_at(frame[source.as_at_column], source, path))
        records[source.name] = frame
        columns[source.name] = columns_of(table, header, Wording(dates=source.dates))
        notes += [*_missing(table, source, columns[source.name], mapping), *_remarks(table, header, source), *remarks]
        if counts:
            dropped[source.name] = counts
    if not records:
        raise UnreadableExtract(file=path.name, cause=_what_is_missing(tables, path, mapping))
    if len(days) > 1:
        raise UnreadableExtract(file=path.name, cause="its sheets state different days")
    as_at = days.pop() if days else as_at_from_name(path.stem)
    if as_at is None:
        notes.append(
            Note("as_at_of_arrival", "neither its name nor a column says of which day it is: its arrival's is taken")
        )
    return Extract(
        format=mapping.name, records=records, as_at=as_at, dropped=dropped, notes=tuple(notes), columns=columns
    )


def is_tabular(path: Path) -> bool:
    """Tell whether a file is of a kind that mappings are for."""
    return path.suffix.lower() in DELIMITED | WORKBOOKS


def _may_be(path: Path, mapping: Mapping) -> bool:
    named = any(not source.files or _name_fits(path, source) for source in mapping.sources.values())
    return named and is_tabular(path) and path.is_file() and not path.name.startswith((".", "~$"))


def _name_fits(path: Path, source: Source) -> bool:
    return any(fnmatchcase(path.name.casefold(), pattern.casefold()) for pattern in source.files)


def tables_of(path: Path, *, most_bytes: int | None = None) -> list[Table]:
    """Return a file's sheets, or the one table of a text file."""
    if path.suffix.lower() in WORKBOOKS:
        return read_workbook(path)
    return [read_delimited(path, most_bytes=most_bytes)]


def _candidates(table: Table, path: Path, mapping: Mapping) -> list[tuple[Source, Header]]:
    """Return the tables of the mapping that a sheet or file may be by its name."""
    return [
        (source, find_header(table, source.columns))
        for source in mapping.sources.values()
        if (not source.files or _name_fits(path, source))
        and (not source.sheet or source.sheet.casefold() == table.sheet.strip().casefold())
    ]


def _fitting(table: Table, path: Path, mapping: Mapping) -> list[tuple[Source, Header]]:
    """
    Return the tables of the mapping whose needed columns a sheet or file has.

    Where neither a file's name nor a sheet's is declared, all columns must be there: the headers alone say whose
    it is.
    """
    return [
        (source, header)
        for source, header in _candidates(table, path, mapping)
        if header.places.keys() >= (source.required if source.files or source.sheet else set(source.columns))
    ]


def _only(found: list[tuple[Source, Header]], table: Table, mapping: Mapping) -> tuple[Source, Header]:
    if len(found) > 1:
        names = " and ".join(source.name for source, _ in found)
        raise UnreadableExtract(
            file=table.file,
            cause=f"it fits {names} of {mapping.file}; say there with files or sheet which of them it is",
        )
    source, header = found[0]
    if header.twice:
        raise UnreadableExtract(
            file=table.file, cause=f"its column {', '.join(header.twice)} stands more than once; keep one"
        )
    return source, header


def _what_is_missing(tables: list[Table], path: Path, mapping: Mapping) -> str:
    """Say which needed column a file lacks that the mapping claims by name, and which of its own comes closest."""
    candidates = [(*found, table) for table in tables for found in _candidates(table, path, mapping)]
    if not candidates:
        return f"no sheet of it is one that {mapping.file} names"
    source, header, table = max(candidates, key=lambda found: (bool(found[0].files), len(found[1].places)))
    if not header.places:
        return f"it has none of the columns that {mapping.file} maps for {source.name}"
    lacking = [name for name in source.columns if name in source.required and name not in header.places]
    lacking = lacking or [name for name in source.columns if name not in header.places]
    columns = columns_of(table, header)
    return " ".join(_no_column(name, columns, mapping) for name in lacking).rstrip(".")


def _no_column(name: str, columns: tuple[DeliveredColumn, ...], mapping: Mapping) -> str:
    free = {letters_of(column.shown): column.shown for column in columns if not column.name}
    close = get_close_matches(letters_of(name), free, n=1, cutoff=_ALIKE)
    closest = f" Closest: '{free[close[0]]}'." if close else ""
    return f"it has no column '{name}'.{closest} Map it in {mapping.file}."


def _missing(table: Table, source: Source, columns: tuple[DeliveredColumn, ...], mapping: Mapping) -> Iterator[Note]:
    delivered = {column.name for column in columns}
    for name in source.columns:
        if name not in delivered:
            yield Note("missing_column", f"{place_of(table)}: {_no_column(name, columns, mapping)}", source.name)


def _remarks(table: Table, header: Header, source: Source) -> Iterator[Note]:
    used = set(header.places.values())
    if further := sum(bool(name) and place not in used for place, name in enumerate(header.names)):
        yield Note("extra_columns", f"{place_of(table)}: {further} further columns are not mapped", source.name)
    if table.encoding == "cp1252":
        message = f"{place_of(table)}: it is not UTF-8 and was read as Windows-1252"
        yield Note("read_as_windows_1252", message, source.name)


def _as_at(texts: pd.Series, source: Source, path: Path) -> date:
    """Return the one day that the column of the as-at day states."""
    column = Column(name=source.as_at_column, type=date, optional=True, description="The day of the export.")
    days = set(parse_column(column, texts, Wording(dates=source.dates)).dropna().dt.date)
    if len(days) != 1:
        states = f"states {len(days)} different days" if days else "states no day that can be read"
        raise UnreadableExtract(
            file=path.name, cause=f"its column {source.as_at_column} {states}; an extract is of one day"
        )
    return days.pop()
