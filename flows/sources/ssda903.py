"""
The SSDA903, DfE's yearly return on looked-after children, as its set of CSV files or as one XML file.

`docs/reference/formats/ssda903.md` tells data engineers what is accepted and what is refused.
"""

import csv
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from expectations.contract import Column
from flows.sources import ssda903_xml
from flows.sources.as_at import as_at_from_name
from flows.sources.delivered import delivered_columns
from flows.sources.extract import PROVENANCE, Extract, Note, UnreadableExtract, picked, placed
from flows.sources.spreadsheets import Cells, Table, read_delimited
from flows.sources.ssda903_layout import KEYS, TABLES, tables_in
from flows.sources.ssda903_xml_writing import write as write_xml
from transforms.drift import DeliveredColumn
from transforms.parsing import Wording, parse_column

__all__ = ["FORMAT", "KEYS", "TABLES", "collection_year", "read", "recognise", "write", "write_xml"]

FORMAT = "ssda903"

FIRST_YEAR, LAST_YEAR = 2017, 2027
EVENTS = {
    "episodes": ("DECOM", "DEC"),
    "reviews": ("REVIEW",),
    "missing": ("MIS_START", "MIS_END"),
    "social_worker": ("SW_DECOM", "SW_DEC"),
    "dolo": ("DOLO_START", "DOLO_END"),
}
"""Days on which something happened, of the tables that are complete for their year."""

_YEARS = re.compile(r"(?<!\d)(20\d\d)(?:[\s_./-]*(?:20)?(\d\d))?(?!\d)")
_BEGINNING = 64 * 1024  # bytes in which the header stands
_LINES_SHOWN = 5


def recognise(path: Path) -> bool:
    """Tell whether a file is the return as XML, or a CSV file (or one of a folder) has the columns of a table of it."""
    try:
        if ssda903_xml.recognise(path):
            return True
        files = _csv_files(path)
        return any(_table_of(read_delimited(file, most_bytes=_BEGINNING)) for file in files)
    except (UnreadableExtract, OSError):
        return False


def collection_year(name: str) -> int | None:
    """
    Return the year in which the return's year ends, where the name of a file or folder says it without doubt.

    `SSDA903_2024`, `2023-24`, `2023/2024` and `202324` mean the year ending 31 March 2024; so does any day of it.
    """
    if day := as_at_from_name(name):
        years = {day.year + (day.month > 3)}
    else:
        years = {_year_ending(int(first), second) for first, second in _YEARS.findall(name)}
    years = {year for year in years if FIRST_YEAR <= year <= LAST_YEAR}
    return years.pop() if len(years) == 1 else None


def _year_ending(first: int, second: str) -> int:
    return first + 1 if second and int(second) == (first + 1) % 100 else first


def read(path: Path) -> Extract:
    """
    Read the tables of one year's return.

    Raises `UnreadableExtract` if no name says the year, if two files hold the same table, or if one cannot be read.
    """
    files = _csv_files(path)
    year = collection_year(path.stem if path.is_file() else path.name)
    if year is None and path.is_dir():
        years = {collection_year(file.stem) for file in files} - {None}
        year = years.pop() if len(years) == 1 else None
    if year is None:
        cause = "its name does not say which year it is of; call it SSDA903_2024 for the year ending 31 March 2024"
        raise UnreadableExtract(file=path.name, cause=cause)
    as_xml = path.is_file() and path.suffix.lower() == ".xml"
    records, dropped, notes, columns = (*ssda903_xml.read(path), {}) if as_xml else _read_tables(path, files)
    return Extract(
        format=FORMAT,
        records=records,
        as_at=date(year, 3, 31),
        collection_year=year,
        covers_from=date(year - 1, 4, 1),
        dropped=dropped,
        notes=(*notes, *_before_their_time(records, year)),
        columns=columns,
    )


def latest_date(records: Mapping[str, pd.DataFrame], *, not_after: date | None) -> date | None:
    """Return the last day on which anything happened, up to a day: how far a return of the current year tells."""
    happened = [
        parse_column(Column(name=name, type=date, optional=True, description="A day."), records[kind][name], Wording())
        for kind, names in EVENTS.items()
        for name in names
        if kind in records and name in records[kind]
    ]
    days = pd.concat(happened).dropna() if happened else pd.Series(dtype="datetime64[ns]")
    past = days if not_after is None else days[days <= pd.Timestamp(not_after)]
    return None if past.empty else past.max().date()


def _read_tables(
    path: Path, files: list[Path]
) -> tuple[dict[str, pd.DataFrame], dict[str, dict[str, int]], list[Note], dict[str, tuple[DeliveredColumn, ...]]]:
    """Return the tables of the CSV set, the rows left out by rule, remarks, and the columns as they were delivered."""
    records: dict[str, pd.DataFrame] = {}
    columns: dict[str, tuple[DeliveredColumn, ...]] = {}
    dropped: dict[str, dict[str, int]] = {}
    notes: list[Note] = []
    for file in files:
        table = read_delimited(file)
        kind = _table_of(table)
        if kind is None:
            notes.append(Note("sheet_not_recognised", f"file {file.name} is no table of the SSDA903"))
            continue
        if kind in records:
            raise UnreadableExtract(file=path.name, cause=f"two of its files hold the table {kind}; keep one of them")
        records[kind], counts, found = _records(table, kind)
        used = {place: name for place, name in enumerate(_names(table.rows[0])) if name in TABLES[kind]}
        columns[kind] = tuple(delivered_columns(table.rows[0], used, table.rows[1:]))
        notes += found
        if counts:
            dropped[kind] = counts
    if not records:
        raise UnreadableExtract(file=path.name, cause="no file of it is a table of the SSDA903")
    return records, dropped, notes, columns


def _before_their_time(records: Mapping[str, pd.DataFrame], year: int) -> Iterator[Note]:
    """Mention tables that the return of the year does not have: the year may be another, or the table."""
    for kind in sorted(records.keys() - tables_in(year)):
        yield Note("table_of_another_year", f"the return of {year} has no table {kind}; it was read all the same", kind)


def write(folder: Path, records: Mapping[str, pd.DataFrame]) -> None:
    """
    Write the tables into a folder, a CSV file each, under DfE's column names; dates stay as the frames spell them.

    A file appears under its name only when it is complete. Raises `ValueError` for a table or column that there
    is not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for kind, rows in records.items():
        if kind not in TABLES:
            raise ValueError(f"the SSDA903 has no table {kind}")
        columns = [name for name in TABLES[kind] if name in rows]
        if strange := sorted(set(rows) - set(columns) - set(PROVENANCE)):
            raise ValueError(f"{kind} has no column {', '.join(strange)}")
        texts = rows[columns].astype(object)
        unfinished = folder / f"{kind}.part"
        with unfinished.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, quoting=csv.QUOTE_MINIMAL)
            writer.writerow(columns)
            writer.writerows(texts.where(texts.notna(), None).to_numpy().tolist())
        os.replace(unfinished, folder / f"{kind}.csv")


def _csv_files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.name[0] not in ".~")
    return [path] if path.suffix.lower() == ".csv" and path.is_file() else []


def _names(row: Cells) -> list[str]:
    return [(cell or "").strip().upper() for cell in row]


def _table_of(table: Table) -> str | None:
    """Return the table whose columns the first line has."""
    names = set(_names(table.rows[0])) if table.rows else set()
    return next((kind for kind, keys in KEYS.items() if keys <= names), None)


def _records(table: Table, kind: str) -> tuple[pd.DataFrame, dict[str, int], list[Note]]:
    """Return the rows of a table as text with their places, the rows left out by rule, and remarks."""
    names = _names(table.rows[0])
    places = {name: names.index(name) for name in TABLES[kind] if name in names}
    if twice := sorted(name for name in places if names.count(name) > 1):
        raise UnreadableExtract(file=table.file, cause=f"its column {', '.join(twice)} stands more than once")
    kept = np.arange(len(table.rows)) > 0
    misfits: dict[str, list[int]] = {"too_many_cells": [], "cut_off_row": []}
    counts: Counter[str] = Counter()
    for index, fate in _no_records(table):
        kept[index] = False
        counts[fate] += 1
        misfits.get(fate, []).append(table.lines[index])
    kept = picked(kept)
    columns = {name: table.column(place)[kept] for name, place in places.items()}
    lines = np.asarray(table.lines, dtype="int64")[kept]
    frame = pd.DataFrame(columns | placed(table.file, "", lines), copy=False)
    return frame, dict(counts), [*_notes(table, kind, names), *_misfits(table, kind, misfits)]


def _no_records(table: Table) -> Iterator[tuple[int, str]]:
    """Yield the index of each row below the header that is no record, and the rule that says so."""
    header = _names(table.rows[0])
    for index in _suspects(table, header):
        if fate := table.left_out(index, width=len(header), is_header=lambda row: _names(row) == header):
            yield index, fate


def _suspects(table: Table, header: list[str]) -> Iterable[int]:
    """Return which rows below the header have to be looked at: of columns only the blank and those like the header."""
    if table.columns is None:
        return range(1, len(table.rows))
    like_header = pd.Series(table.column(0)).fillna("").str.strip().str.upper() == header[0]
    return np.flatnonzero(table.blank() | like_header.to_numpy())[1:].tolist()


def _notes(table: Table, kind: str, names: list[str]) -> list[Note]:
    place = f"file {table.file} ({kind})"
    notes = [
        Note("missing_column", f"{place}: there is no column {name}", kind)
        for name in TABLES[kind]
        if name not in names
    ]
    if further := sum(bool(name) and name not in TABLES[kind] for name in names):
        notes.append(Note("extra_columns", f"{place}: {further} further columns are not used", kind))
    if table.encoding == "cp1252":
        notes.append(Note("read_as_windows_1252", f"{place}: it is not UTF-8 and was read as Windows-1252", kind))
    return notes


def _misfits(table: Table, kind: str, misfits: Mapping[str, list[int]]) -> Iterator[Note]:
    for code, lines in misfits.items():
        if lines:
            shown = ", ".join(map(str, lines[:_LINES_SHOWN])) + (", ..." if len(lines) > _LINES_SHOWN else "")
            message = (
                f"file {table.file} ({kind}): {len(lines)} rows do not fit the header and are left out: line {shown}"
            )
            yield Note(code, message, kind)
