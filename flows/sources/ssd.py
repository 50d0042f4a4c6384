"""
The Standard Safeguarding Dataset (SSD) as a folder of CSV files, one for each table.

A database that holds it is fetched into such a folder (`flows/sources/databases.py`) and read by the same reader.
`docs/reference/formats/ssd.md` tells data engineers what is accepted and what is refused.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from flows.sources.as_at import as_at_from_name
from flows.sources.extract import PROVENANCE, Extract, Note, UnreadableExtract, picked, repeated
from flows.sources.spreadsheets import DELIMITERS, read_delimited
from flows.sources.spreadsheets import Table as Sheet
from flows.sources.ssd_cleaning import left_out, without_stand_ins
from flows.sources.ssd_tables import SCHEMA_PREFIX, TABLES, Table, table_named
from transforms.conform.ssd_joins import iso_days

FORMAT = "ssd"

EVENTS = {
    "contacts": "cont_contact_date",
    "cin_episodes": "cine_referral_date",
    "cin_assessments": "cina_assessment_start_date",
    "s47_enquiry": "s47e_s47_start_date",
    "cin_visits": "cinv_cin_visit_date",
    "cp_visits": "cppv_cp_visit_date",
    "cla_visits": "clav_cla_visit_date",
}
"""The dates of what has happened, from which the day is seen that the tables describe."""

_BEGINNING = 64 * 1024  # bytes in which the header stands
_LINES_SHOWN = 5


def recognise(path: Path) -> bool:
    """Tell whether a CSV file, or a file of a folder, has the name and the columns of one of the SSD's tables."""
    try:
        return any(
            (table := table_named(file.stem)) is not None and _delimiter(table, file) is not None
            for file in _csv_files(path)
        )
    except (UnreadableExtract, OSError):
        return False


def read(path: Path) -> Extract:
    """
    Read the tables of a folder, or one of them.

    Raises `UnreadableExtract` if two files hold the same table, if one cannot be read or lacks a column that its
    table must have.
    """
    records: dict[str, pd.DataFrame] = {}
    dropped: dict[str, dict[str, int]] = {}
    notes: list[Note] = []
    for file in _csv_files(path):
        table = table_named(file.stem)
        if table is None:
            notes.append(Note("sheet_not_recognised", f"file {file.name} is no table of the SSD that is taken"))
            continue
        if table.name in records:
            raise UnreadableExtract(file=path.name, cause=f"two of its files hold the table {table.name}; keep one")
        rows, counts, found = _records(table, _rows(file, _delimiter(table, file) or ""))
        records[table.name], cleaned = without_stand_ins(table, rows)
        dropped[table.name] = counts
        notes += [*found, *cleaned]
    if not records:
        raise UnreadableExtract(file=path.name, cause="no file of it is a table of the SSD")
    records, further = left_out(records)
    for name, counts in further.items():
        dropped[name] = dropped[name] | counts
    return Extract(
        format=FORMAT,
        records=records,
        as_at=as_at_from_name(path.stem if path.is_file() else path.name),
        covers_from=_first_closure(records),
        dropped={name: counts for name, counts in dropped.items() if counts},
        notes=tuple(notes),
    )


def latest_date(records: Mapping[str, pd.DataFrame], *, not_after: date) -> date | None:
    """Return the last day on which anything happened, up to a day; a case system that stopped being copied stops."""
    days = [_days(records[name][column]) for name, column in EVENTS.items() if _holds(records, name, column)]
    happened = [day for each in days for day in [each[each <= pd.Timestamp(not_after)].max()] if pd.notna(day)]
    return max(happened).date() if happened else None


def _first_closure(records: Mapping[str, pd.DataFrame]) -> date | None:
    """
    Return the first day on which a case closed: how far back the tables go.

    How many years an SSD holds is a setting of the script that makes it. A case that closed before them is not in it,
    and before the first closure nothing is claimed to be complete. Without any closure, nothing is.
    """
    if not _holds(records, "cin_episodes", "cine_close_date"):
        return date.max
    first = _days(records["cin_episodes"]["cine_close_date"]).min()
    return date.max if pd.isna(first) else first.date()


def _days(column: pd.Series) -> pd.Series:
    return iso_days(column.drop_duplicates())


def _holds(records: Mapping[str, pd.DataFrame], name: str, column: str) -> bool:
    return name in records and column in records[name]


def write(folder: Path, records: Mapping[str, pd.DataFrame]) -> None:
    """
    Write tables into a folder, a CSV file each, under the specification's names.

    A file appears under its name only when it is complete. Raises `ValueError` for a table or column that is not
    taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in records.items():
        if name not in TABLES:
            raise ValueError(f"the SSD has no table {name} that is taken")
        columns = [column for column in TABLES[name].columns if column in rows]
        if strange := sorted(set(rows) - set(columns) - set(PROVENANCE)):
            raise ValueError(f"{name} has no column {', '.join(strange)}")
        cells = rows[columns].astype(object)
        unfinished = folder / f"{name}.part"
        with unfinished.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows(cells.where(cells.notna(), None).to_numpy().tolist())
        os.replace(unfinished, folder / f"{SCHEMA_PREFIX}{name}.csv")


def _csv_files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.name[0] not in ".~")
    return [path] if path.suffix.lower() == ".csv" and path.is_file() else []


def _delimiter(table: Table, file: Path) -> str | None:
    """Return the sign by which the first line has the table's key columns: cells below may hold many of another."""
    for delimiter in DELIMITERS:
        try:
            sheet = read_delimited(file, most_bytes=_BEGINNING, delimiter=delimiter)
        except UnreadableExtract:  # its quotation marks are in place for another sign
            continue
        if table.key_columns <= {table.column(cell or "") for row in sheet.rows[:1] for cell in row}:
            return delimiter
    return None


@dataclass(frozen=True)
class _Rows:
    """The records of a file by column, the lines on which they stand, and those of the rows left out, by rule."""

    file: str
    headings: list[str]
    columns: list[pd.api.extensions.ExtensionArray]
    lines: np.ndarray
    lost: dict[str, list[int]]
    encoding: str


def _rows(file: Path, delimiter: str) -> _Rows:
    sheet = read_delimited(file, delimiter=delimiter)
    headings = [cell or "" for cell in sheet.rows[0]] if sheet.rows else []
    kept = np.arange(len(sheet.rows)) > 0
    lost: dict[str, list[int]] = {}
    for index, fate in _no_records(sheet):
        kept[index] = False
        lost.setdefault(fate, []).append(sheet.lines[index])
    records = picked(kept)
    columns = [sheet.column(place)[records] for place in range(len(headings))]
    lines = np.asarray(sheet.lines, dtype="int64")[records]
    return _Rows(file.name, headings, columns, lines, lost, sheet.encoding)


def _records(table: Table, rows: _Rows) -> tuple[pd.DataFrame, dict[str, int], list[Note]]:
    """Return the rows of a table as text with their places, the rows left out by rule, and remarks."""
    fields = [table.column(heading) for heading in rows.headings]
    if lacking := sorted(table.key_columns - set(fields)):
        raise UnreadableExtract(file=rows.file, cause=f"it has no column {', '.join(lacking)}; export the whole table")
    if twice := sorted(name for name, count in Counter(filter(None, fields)).items() if count > 1):
        raise UnreadableExtract(file=rows.file, cause=f"its column {', '.join(twice)} stands more than once")
    count = len(rows.lines)
    frame = pd.DataFrame({name: rows.columns[fields.index(name)] for name in table.columns if name in fields}).assign(
        source_file=repeated(rows.file, count),
        source_sheet=repeated("", count),
        source_line=pd.array(rows.lines, dtype="int64"),
        row_number=range(count),
    )
    notes = [*_notes(table, rows, fields), *_misfits(table, rows.lost)]
    return frame, {rule: len(found) for rule, found in rows.lost.items()}, notes


def _no_records(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Yield the index of each row below the header that is no record, and the rule that says so."""
    header = sheet.rows[0] if sheet.rows else []
    for index in _suspects(sheet):
        if fate := sheet.left_out(index, width=len(header), is_header=lambda row: row == header):
            yield index, fate


def _suspects(sheet: Sheet) -> Iterable[int]:
    """Return which rows below the header have to be looked at: of columns only the blank and those like the header."""
    if sheet.columns is None:
        return range(1, len(sheet.rows))
    first = sheet.columns[0]
    like_header = pc.equal(first, first[0]).fill_null(not first[0].is_valid)
    return np.flatnonzero(sheet.blank() | like_header.to_numpy(zero_copy_only=False))[1:].tolist()


def _notes(table: Table, rows: _Rows, fields: list[str | None]) -> Iterator[Note]:
    for name in table.columns:
        if name not in fields:
            yield Note("missing_column", f"table {table.name}: there is no column {name}", table.name)
    if further := sum(field is None and bool(said) for field, said in zip(fields, rows.headings, strict=True)):
        yield Note("extra_columns", f"table {table.name}: {further} further columns are not taken", table.name)
    if rows.encoding == "cp1252":
        message = f"table {table.name}: {rows.file} is not UTF-8 and was read as Windows-1252"
        yield Note("read_as_windows_1252", message, table.name)


def _misfits(table: Table, lost: Mapping[str, list[int]]) -> Iterator[Note]:
    for code in ("too_many_cells", "cut_off_row"):
        if lines := lost.get(code):
            shown = ", ".join(map(str, lines[:_LINES_SHOWN])) + (", ..." if len(lines) > _LINES_SHOWN else "")
            message = f"table {table.name}: {len(lines)} rows do not fit the header and are left out: line {shown}"
            yield Note(code, message, table.name)
