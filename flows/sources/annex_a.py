"""
Ofsted's Annex A, the child-level lists that an authority hands over for an inspection and often every month.

All eleven lists are read and written, as a workbook or as a folder with a CSV file for each list.
`docs/reference/formats/annex-a.md` tells data engineers what is accepted and what is refused.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from zipfile import BadZipFile, is_zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from flows.sources.annex_a_claims import Claim, claim, named_list, rows_below
from flows.sources.annex_a_columns import BY_NAME, LISTS
from flows.sources.annex_a_titles import BIRTH_DATE, AnnexAList
from flows.sources.annex_a_writing import write
from flows.sources.as_at import as_at_from_name
from flows.sources.delivered import delivered_columns
from flows.sources.extract import Extract, Note, UnreadableExtract, picked, placed
from flows.sources.headers import Meaning, closest, meaning
from flows.sources.safety import check_readable, why_not_zip
from flows.sources.spreadsheets import (
    WORKBOOKS,
    Cells,
    Table,
    column_letter,
    read_delimited,
    read_workbook,
    sheet_names,
)
from transforms.drift import DeliveredColumn

__all__ = ["FORMAT", "latest_date", "read", "recognise", "write"]

FORMAT = "annex_a"

_TOTALS = re.compile(
    r"(grand |sub)?totals?( number| count)?( of)?( (children|rows|records|cases|contacts|referrals|plans))?"
)
_LINES_SHOWN = 10
_BEGINNING = 64 * 1024  # bytes of a text file that hold its header for certain


@dataclass(frozen=True)
class _Loaded:
    """What became of one list."""

    frame: pd.DataFrame | None
    dropped: dict[str, int]
    notes: list[Note]
    columns: tuple[DeliveredColumn, ...] = ()


def read(path: Path, *, as_at: date | None = None) -> Extract:
    """
    Read a workbook, or a folder of CSV files, into a frame of text for each list.

    A column that is missing costs that column, a list without its child or its date costs that list; only what
    cannot be opened at all, or holds no list, is refused whole.
    `as_at` falls back to the day that the name states, else None: it is never guessed from the records.
    """
    tables = [_without_persons_name(table, place) for place, table in enumerate(_tables(path), start=1)]
    meaning_of = cache(meaning)  # lists share most headings
    claims = [claim(table, meaning_of) for table in tables]
    notes = [_unrecognised(table) for table, found in zip(tables, claims, strict=True) if not found and table.rows]
    recognised = [each for each in claims if each]
    if not recognised:
        raise UnreadableExtract(
            file=path.name, cause='it holds no list of Annex A; name the sheets or files "List 1", "List 3", ...'
        )
    records: dict[str, pd.DataFrame] = {}
    dropped: dict[str, dict[str, int]] = {}
    columns: dict[str, tuple[DeliveredColumn, ...]] = {}
    for wanted in LISTS:
        loaded = _load([each for each in recognised if each.list is wanted], wanted)
        notes += loaded.notes
        if loaded.frame is not None:
            records[wanted.name] = loaded.frame
            columns[wanted.name] = loaded.columns
        if loaded.dropped:
            dropped[wanted.name] = loaded.dropped
    return Extract(
        format=FORMAT,
        records=records,
        as_at=as_at or _as_at(path),
        dropped=dropped,
        notes=tuple(notes),
        columns=columns,
    )


def recognise(path: Path) -> bool:
    """
    Tell whether the path looks like Annex A, from names and headers alone.

    A workbook called "Annex A ..." is recognised even if it is damaged, so that reading it can say what is wrong.
    """
    try:
        if path.is_dir():
            return any(map(_looks_like_a_list, _csv_files(path)))
        if not path.is_file() or path.suffix.lower() not in WORKBOOKS or path.name.startswith("~$"):
            return False
        if "annex a" in " ".join(re.split(r"[\W_]+", path.stem.casefold())):
            return True
        if sum(named_list(name)[1] == "number" for name in sheet_names(path)) > 1:
            return True
        return any(_has_header(claim(table)) for table in read_workbook(path))
    except (UnreadableExtract, BadZipFile, zlib.error, KeyError, OSError, ValueError, SyntaxError):
        return False


def _looks_like_a_list(file: Path) -> bool:
    """Tell by its header, or by its name where it has none that can be read: reading it says what is wrong."""
    try:
        return _has_header(claim(read_delimited(file, most_bytes=_BEGINNING)))
    except UnreadableExtract:
        named, told_by = named_list(file.stem)
        return named is not None and told_by == "number"


def latest_date(records: Mapping[str, pd.DataFrame], *, not_after: date | None = None) -> date | None:
    """
    Return the newest date of any event: the earliest day on which the lists can have been made.

    Pass the day on which the file was last written as `not_after`: lists hold planned conferences and slips
    of the pen, and a year 2204 would otherwise become the day of the extract.
    """
    newest: pd.Timestamp | None = None
    for name, rows in records.items():
        events = [column.name for column in BY_NAME[name].columns if column.holds == "date" and column != BIRTH_DATE]
        for event in set(events) & set(rows.columns):
            days = _days(rows[event])
            latest = (days if not_after is None else days[days <= pd.Timestamp(not_after)]).max()
            if pd.notna(latest) and (newest is None or latest > newest):
                newest = latest
    return None if newest is None else newest.date()


def _tables(path: Path) -> list[Table]:
    if path.is_dir():
        files = _csv_files(path)
        if not files:
            raise UnreadableExtract(file=path.name, cause="the folder holds no CSV file")
        return [read_delimited(file) for file in files]
    if path.suffix.lower() == ".xls" and path.is_file():
        raise UnreadableExtract(file=path.name, cause=_why_not_xls(path))
    if path.suffix.lower() not in WORKBOOKS and path.exists():
        raise UnreadableExtract(file=path.name, cause="Annex A is an .xlsx workbook or a folder of CSV files")
    return read_workbook(path)


def _why_not_xls(path: Path) -> str:
    check_readable(path)
    return "it is an .xlsx workbook named .xls; name it .xlsx" if is_zipfile(path) else why_not_zip(path)


def _csv_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.lower() == ".csv" and file.name[0] not in ".~")


def _as_at(path: Path) -> date | None:
    named = as_at_from_name(path.name if path.is_dir() else path.stem)
    if named or not path.is_dir():
        return named
    days = {as_at_from_name(file.stem) for file in _csv_files(path)} - {None}
    return days.pop() if len(days) == 1 else None


def _has_header(found: Claim | None) -> bool:
    return found is not None and found.header is not None


def _place(found: Claim) -> str:
    named = f"sheet {found.table.sheet!r}" if found.table.sheet else f"file {found.table.file}"
    return f"{named} (list {found.list.number}, {found.list.title})"


def _without_persons_name(table: Table, place: int) -> Table:
    """Call a sheet by its number if its name does not speak of a list: a tab may be named after a person."""
    return replace(table, sheet=f"sheet {place}") if table.sheet and not named_list(table.sheet)[0] else table


def _unrecognised(table: Table) -> Note:
    named = f"{table.sheet} of {table.file}" if table.sheet else f"file {table.file}"
    return Note("sheet_not_recognised", f"{named} has {rows_below(table, None)} rows and is no list of Annex A")


def _load(claims: list[Claim], wanted: AnnexAList) -> _Loaded:
    """Load a list from the table with the best title to it; of two equal ones neither is right."""
    if not claims:
        missing = f"list {wanted.number} ({wanted.title}) is not there"
        return _Loaded(None, {}, [Note("list_missing", missing, wanted.name)])
    best = max(each.rank for each in claims)
    chosen = [each for each in claims if each.rank == best]
    if len(chosen) > 1:
        places = " and ".join(_place(each) for each in chosen)
        refusal = Note("list_refused", f"{places} claim to be the same list; keep one of them", wanted.name)
        surplus = sum(rows_below(each.table, each.header) for each in claims)
        return _Loaded(None, _counts({"duplicate_list": surplus}), [refusal])
    loaded = _load_one(chosen[0])
    others = [each for each in claims if each.rank < best]
    surplus = sum(rows_below(each.table, each.header) for each in others)
    notes = [
        Note("duplicate_list", f"{_place(each)} is left out: {_place(chosen[0])} is the better copy", wanted.name)
        for each in others
    ]
    dropped = loaded.dropped | _counts({"duplicate_list": surplus})
    return replace(loaded, dropped=dropped, notes=loaded.notes + notes)


def _load_one(found: Claim) -> _Loaded:
    wanted, table = found.list, found.table
    notes = _notes_on_headers(found)
    positions = {
        name: place
        for name, place in found.match.positions.items()
        if name not in found.match.duplicated or not _is_ambiguous(found, name)
    }
    lacking = [key for key in wanted.keys if key.name not in positions]
    if found.header is None or lacking:
        titles = " and ".join(repr(key.title) for key in lacking)
        refusal = f"{_place(found)} cannot be loaded: no usable column {titles} among its first rows"
        notes.append(Note("list_refused", refusal, wanted.name))
        return _Loaded(None, _counts({"missing_key_column": rows_below(table, found.header)}), notes)

    counts: Counter[str] = Counter()
    kept = np.arange(len(table.rows)) > found.header
    misfits: dict[str, list[int]] = {"too_many_cells": [], "cut_off_row": []}
    for index, fate in _no_records(found, positions):
        kept[index] = False
        counts[fate] += 1
        misfits.get(fate, []).append(table.lines[index])
    kept = picked(kept)
    lines = np.asarray(table.lines, dtype="int64")[kept]
    notes += _notes_on_misfits(found, misfits) + _notes_on_formulas(found, positions, lines)
    columns = {
        column.name: table.column(positions[column.name])[kept] for column in wanted.columns if column.name in positions
    }
    frame = pd.DataFrame(columns | placed(table.file, table.sheet, lines), copy=False)
    used = {place: name for name, place in positions.items()}
    delivered = delivered_columns(table.rows[found.header], used, table.rows[found.header + 1 :])
    return _Loaded(frame, _counts(counts), notes, tuple(delivered))


def _no_records(found: Claim, positions: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Yield the index of each row below the header that is no record, and the rule that says so."""
    table = found.table
    header = table.rows[found.header or 0]
    key = positions[found.list.keys[0].name]
    places = list(positions.values())

    def is_header(row: Cells) -> bool:
        return header[key] in row and _meanings(row, places) == _meanings(header, places)

    for index in _suspects(table, found.header or 0, key):
        row = table.rows[index]
        first = next((cell for cell in row if cell is not None), "")
        if first[:1] in set("tTgGsS") and _is_totals_row(first, row, key):
            yield index, "totals_row"
        elif fate := table.left_out(index, width=len(header), is_header=is_header):
            yield index, fate


def _meanings(row: Cells, places: Iterable[int]) -> list[Meaning]:
    return [meaning(_cell(row, place) or "") for place in places]


def _suspects(table: Table, header: int, key: int) -> Iterable[int]:
    """Return which rows below the header have to be looked at: of columns those that could be no record at all."""
    if table.columns is None:
        return range(header + 1, len(table.rows))
    first = pc.coalesce(*table.columns) if table.columns[0].null_count else table.columns[0]
    like_totals = pc.match_substring_regex(first, "(?i)^(total|grand|sub)")
    suspect = (table.blank() | like_totals.fill_null(False).to_numpy(zero_copy_only=False))[header + 1 :]
    below = [column[header + 1 :] for column in table.columns]
    title = table.columns[key][header]
    if pc.any(pc.equal(pa.chunked_array(below), title)).as_py():
        for column in below:
            suspect |= pc.equal(column, title).fill_null(False).to_numpy(zero_copy_only=False)
    return (np.flatnonzero(suspect) + header + 1).tolist()


def _is_totals_row(first: str, row: Cells, key: int) -> bool:
    identifier = row[key] if key < len(row) else None
    words = re.split(r"[\s:=,.\-\d]+", first.casefold())
    return identifier in (None, first) and bool(_TOTALS.fullmatch(" ".join(word for word in words if word)))


def _is_ambiguous(found: Claim, name: str) -> bool:
    """A key must stand once; any other column may stand twice as long as both say the same."""
    if any(key.name == name for key in found.list.keys):
        return True
    first, *others = found.match.duplicated[name]
    rows = found.table.rows[(found.header or 0) + 1 :]
    return any(_cell(row, first) != _cell(row, other) for other in others for row in rows)


def _cell(row: Cells, place: int) -> str | None:
    return row[place] if place < len(row) else None


def _notes_on_headers(found: Claim) -> list[Note]:
    if found.header is None:
        return []
    match, header = found.match, found.table.rows[found.header]
    unused = [header[place] or "" for place in match.unused]
    notes = []
    for column in found.list.columns:
        if column.name in match.duplicated:
            letters = " and ".join(column_letter(place) for place in match.duplicated[column.name])
            fate = "neither is used" if _is_ambiguous(found, column.name) else "they agree and the first is used"
            notes.append(("duplicate_header", f"column {column.title!r} stands more than once ({letters}); {fate}"))
        elif column.name in match.guessed:
            letter = column_letter(match.positions[column.name])
            notes.append(("header_guessed", f"column {letter} is taken for {column.title!r}, spelled differently"))
        elif column.name not in match.positions:
            like = closest(column, unused)
            hint = f"; column {column_letter(match.unused[unused.index(like)])} is the closest" if like else ""
            notes.append(("missing_column", f"there is no column {column.title!r}{hint}"))
    if match.unused:
        # Letters, not texts: what stands in a row of headers beside the list may be a remark about a person.
        letters = ", ".join(column_letter(place) for place in match.unused)
        notes.append(("extra_columns", f"{len(match.unused)} further columns are not used: {letters}"))
    if found.contradicts:
        notes.append(("list_decided_by_headers", "its name speaks of another list than its columns, which decide"))
    if found.table.encoding == "cp1252":
        notes.append(("read_as_windows_1252", "it is not UTF-8 and was read as Windows-1252"))
    return [Note(code, f"{_place(found)}: {message}", found.list.name) for code, message in notes]


def _notes_on_misfits(found: Claim, misfits: Mapping[str, list[int]]) -> list[Note]:
    notes = []
    for code, lines in misfits.items():
        if lines:
            shown = ", ".join(map(str, lines[:_LINES_SHOWN])) + (", ..." if len(lines) > _LINES_SHOWN else "")
            message = f"{_place(found)}: {len(lines)} rows do not fit the header and are left out: line {shown}"
            notes.append(Note(code, message, found.list.name))
    return notes


def _notes_on_formulas(found: Claim, positions: Mapping[str, int], lines: np.ndarray) -> list[Note]:
    if not found.table.without_value:
        return []
    used, kept = set(positions.values()), set(lines.tolist())
    count = sum(line in kept and place in used for line, place in found.table.without_value)
    if not count:
        return []
    message = f"{_place(found)}: {count} formulas have no stored result and count as empty; save the file in Excel"
    return [Note("formula_without_value", message, found.list.name)]


def _counts(rules: Mapping[str, int]) -> dict[str, int]:
    return {rule: count for rule, count in rules.items() if count}


def _days(texts: pd.Series) -> pd.Series:
    iso = pd.to_datetime(texts.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    return iso.fillna(pd.to_datetime(texts.str.slice(0, 10), format="%d/%m/%Y", errors="coerce"))
