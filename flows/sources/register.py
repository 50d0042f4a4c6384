"""
Local registers: lists that a council keeps by hand, as CSV files or workbooks.

Which register a table is, its columns say, in any order and under any of their headings.
`docs/reference/formats/registers.md` tells what is accepted and what is refused.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS, Dataset, Register
from expectations.suites import words
from flows.sources.as_at import as_at_from_name
from flows.sources.delivered import delivered_columns
from flows.sources.extract import Extract, Note, UnreadableExtract
from flows.sources.headers import (
    HeaderMatch,
    Heading,
    Headings,
    Meaning,
    Rows,
    closest,
    find_header_row,
    meaning,
    plain,
)
from flows.sources.heading_words import is_a_header
from flows.sources.spreadsheets import WORKBOOKS, Cells, Table, read_delimited, read_workbook
from transforms.parsing import Fate, reading_of

SUFFIXES = frozenset({".csv", ".txt", ".tsv"}) | WORKBOOKS
_ROWS_ABOVE = 20  # title, date and remarks may stand above the header
_BEGINNING = 64 * 1024  # bytes in which the header of a text file stands
_TOTALS = re.compile(r"(grand |sub)?totals?", re.IGNORECASE)
AS_AT = {"as at", "as of", "as at date", "position at", "position as at"}
NOT_REPORTED = {"", "-", "--", "..", ":", "c", "x", "z", "u", "n/a", "na", "tbc"}  # a figure that is not there
_LINES_SHOWN = 5


@dataclass(frozen=True)
class Claim:
    """A table that is a register: which, the place of its header row, and where its columns stand."""

    dataset: type[Dataset]
    header: int
    match: HeaderMatch

    @property
    def sure(self) -> frozenset[str]:
        """The columns that were found without a guess."""
        return frozenset(self.match.positions) - frozenset(self.match.guessed)


def registers() -> list[type[Dataset]]:
    """Return the datasets that are registers, those that the project declares among them."""
    return [dataset for dataset in DATASETS.values() if dataset.register]


def recognise(path: Path) -> type[Dataset] | None:
    """Return the register that a file is; of several that fit equally the first, so that `read` can say so."""
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        return None
    status = path.stat()
    return _recognised(path, status.st_size, status.st_mtime_ns, tuple(registers()))


def is_named(path: Path, dataset: type[Dataset]) -> bool:
    """Tell whether a file's name says that it is a register: reading it then says what is wrong with its headings."""
    return path.is_file() and path.suffix.lower() in SUFFIXES and _word_for(dataset) <= meaning(path.stem)


@lru_cache(maxsize=4)
def _recognised(path: Path, _size: int, _modified: int, _registers: tuple) -> type[Dataset] | None:
    """Look into a file once, however many registers ask whether it is theirs."""
    try:
        tables = _tables(path, most_bytes=_BEGINNING)
    except (UnreadableExtract, OSError):
        return None
    return next((claim.dataset for table in tables for claim in claims(table, path.stem)), None)


def claims(table: Table, stem: str) -> list[Claim]:
    """
    Return the registers that a table may be: all the columns that a row cannot do without are there.

    Where the name of the file or sheet says which register it is, that decides; else a table must have a heading that
    no other register has. Of those left, the ones with most columns.
    """
    rows = Rows(table.rows[:_ROWS_ABOVE], cache(_meaning))
    named_day, words_of_name = _day_of(table, stem), meaning(f"{stem} {table.sheet}")
    fitting = [claim for dataset in registers() if (claim := _claim(rows, dataset, named_day))]
    named = [claim for claim in fitting if _word_for(claim.dataset) <= words_of_name]
    likely = named or [claim for claim in fitting if _is_telling(rows, claim)]
    most = max((len(claim.sure) for claim in likely), default=0)
    return [claim for claim in likely if len(claim.sure) == most]


def _day_of(table: Table, stem: str) -> date | None:
    """Return the day that the sheet's name states, else the file's."""
    return as_at_from_name(table.sheet) or as_at_from_name(stem)


def _claim(rows: Rows, dataset: type[Dataset], named_day: date | None) -> Claim | None:
    found = find_header_row(rows, _headings(dataset))
    if found is None:
        return None
    claim = Claim(dataset, *found)
    return claim if _needed(dataset, named_day) <= claim.sure else None


def _needed(dataset: type[Dataset], named_day: date | None) -> set[str]:
    """Return the columns that a row cannot do without; the day of a snapshot may be in the name."""
    needed = {column.name for column in dataset.columns.values() if not column.optional and not column.derived}
    return needed - {dataset.defining_date} if dataset.register is Register.SNAPSHOT and named_day else needed


def _meaning(cell: str) -> Meaning:
    """Return what a heading means; "As at" has no word but those that make no difference elsewhere."""
    return meaning("Snapshot date" if plain(cell) in AS_AT else cell)


@lru_cache(maxsize=64)
def _headings(dataset: type[Dataset]) -> Headings:
    asked_for = [column for column in dataset.columns.values() if column.headings or not column.derived]
    return Headings(Heading(column.name, words(column), column.headings) for column in asked_for)


def _word_for(dataset: type[Dataset]) -> Meaning:
    """Return the word by which a file's name tells the register: audits, backlog, sickness."""
    return meaning(dataset.known_as or dataset.name.removeprefix("local_").split("_")[0])


def _is_telling(rows: Rows, claim: Claim) -> bool:
    """Tell whether one of the headings that were found is a heading of this register and of no other."""
    users: Counter[Meaning] = Counter()
    for dataset in registers():
        users.update({found for known in _headings(dataset) for found in (known.meaning, *known.other_meanings)})
    header = rows[claim.header]
    return any(users[header[claim.match.positions[name]]] == 1 for name in claim.sure)


def read(path: Path, expected: type[Dataset] | None = None) -> Extract:
    """
    Read the register that a file holds; several sheets of one register are read one after the other.

    Raises `UnreadableExtract` if the file holds no register or several, or another than `expected`; if its columns
    fit two of them equally; or if a column stands twice.
    """
    tables = _tables(path)
    looked_at = [(_numbered(table, place), claims(table, path.stem), table) for place, table in enumerate(tables, 1)]
    fitting = {claim.dataset.name: claim.dataset for _, found, _ in looked_at for claim in found}
    if len(fitting) > 1:
        cause = f"it may be any of the registers {', '.join(sorted(fitting))}"
        cause += "; save each as a file of its own, and begin its name with the register's"
        raise UnreadableExtract(file=path.name, cause=cause)
    if not fitting:
        cause = _what_is_missing(tables, path.stem, expected) if expected else "it has the columns of no register"
        raise UnreadableExtract(file=path.name, cause=cause)
    (dataset,) = fitting.values()
    if expected not in (None, dataset):
        raise UnreadableExtract(file=path.name, cause=f"it has the columns of {dataset.name}, not of {expected.name}")
    frames, counts, notes = [], Counter(), []
    for numbered, found, table in looked_at:
        if not found:
            notes.append(_passed_over(numbered))
            continue
        frame, dropped, remarks = _records(numbered, found[0], _day_of(table, path.stem))
        frames.append(frame)
        counts += Counter(dropped)
        notes += remarks
    rows = pd.concat(frames, ignore_index=True)
    claim, table = next((found[0], table) for _, found, table in looked_at if found)
    used = {place: name for name, place in claim.match.positions.items()}
    delivered = delivered_columns(table.rows[claim.header], used, table.rows[claim.header + 1 :])
    return Extract(
        format=f"register.{dataset.name}",
        records={dataset.name: rows.assign(row_number=pd.array(range(len(rows)), dtype="int64"))},
        as_at=as_at_from_name(path.stem),
        dropped={dataset.name: dict(counts)} if counts else {},
        notes=tuple(notes),
        columns={dataset.name: tuple(delivered)},
    )


def _what_is_missing(tables: list[Table], stem: str, dataset: type[Dataset]) -> str:
    """Say which headings a file lacks that should be a register, and which of its own come closest to them."""
    missing = min((_missing(table, stem, dataset) for table in tables), key=len, default=[])
    if not missing:
        return f"its headings do not say which register it is; begin its name with that of {dataset.name}"
    return (
        f"it should be the register {dataset.name}, and has no heading for {', '.join(missing)}. "
        "Give the columns these headings, or take it away if it is another list"
    )


def _missing(table: Table, stem: str, dataset: type[Dataset]) -> list[str]:
    rows = table.rows[:_ROWS_ABOVE]
    first = next((place for place, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
    place, match = find_header_row(Rows(rows, _meaning), _headings(dataset)) or (first, HeaderMatch())
    free = [cell for cell in (rows[place] if rows else []) if cell and is_a_header(cell)]  # no remark on a person
    lacking = _needed(dataset, _day_of(table, stem)) - (match.positions.keys() - set(match.guessed))
    return [_with_closest(heading, free) for heading in _headings(dataset) if heading.name in lacking]


def _with_closest(heading: Heading, free: list[str]) -> str:
    like = closest(heading, free)
    return f"{heading.title} (did you mean '{like}'?)" if like else heading.title


def latest_date(records: Mapping[str, pd.DataFrame], *, not_after: date | None) -> date | None:
    """Return the newest day that a register's rows name: the earliest on which it can have been made."""
    days: set[date] = set()
    for name, rows in records.items():
        dataset = DATASETS[name]
        for column in dataset.columns.values():
            if column.type is not date or column.personal or column.name not in rows:
                continue
            if dataset.register is Register.SNAPSHOT and column.name != dataset.defining_date:
                continue
            read_as = (reading_of(column, text) for text in rows[column.name].dropna().unique())
            days |= {day for day, fate in read_as if fate is Fate.READ}
    return max((day for day in days if not_after is None or day <= not_after), default=None)


def _tables(path: Path, *, most_bytes: int | None = None) -> list[Table]:
    if path.suffix.lower() in WORKBOOKS:
        return read_workbook(path)
    return [read_delimited(path, most_bytes=most_bytes)]


def _numbered(table: Table, place: int) -> Table:
    """Call a sheet by its number: a tab may be named after a person."""
    return replace(table, sheet=f"sheet {place}") if table.sheet else table


def _passed_over(table: Table) -> Note:
    count = sum(any(cell is not None for cell in row) for row in table.rows)
    return Note("sheet_not_recognised", f"{_place(table)} has {count} rows and is no register")


def _place(table: Table) -> str:
    return table.sheet or f"file {table.file}"


def _records(table: Table, claim: Claim, named_day: date | None) -> tuple[pd.DataFrame, dict[str, int], list[Note]]:
    """Return the rows of a table as text with their places, the rows left out by rule, and remarks."""
    dataset, positions = claim.dataset, claim.match.positions
    if claim.match.duplicated:
        twice = ", ".join(sorted(claim.match.duplicated))
        raise UnreadableExtract(file=table.file, cause=f"two of its columns may be {twice}; rename or delete one")
    kept: list[Cells] = []
    lines: list[int] = []
    misfits: dict[str, list[int]] = {}
    for row, line, fate in _judged(table, claim):
        if fate:
            misfits.setdefault(fate, []).append(line)
        else:
            kept.append(row)
            lines.append(line)
    columns = {name: pd.array([_cell(row, place) for row in kept], dtype="str") for name, place in positions.items()}
    if dataset.register is Register.SNAPSHOT and dataset.defining_date not in columns and named_day:
        columns[dataset.defining_date] = pd.array([named_day.isoformat()] * len(kept), dtype="str")
    frame = pd.DataFrame({name: columns[name] for name in dataset.columns if name in columns}).assign(
        source_file=pd.array([table.file] * len(kept), dtype="str"),
        source_sheet=pd.array([table.sheet] * len(kept), dtype="str"),
        source_line=pd.array(lines, dtype="int64"),
        row_number=pd.array(range(len(kept)), dtype="int64"),
    )
    dropped = {fate: len(found) for fate, found in misfits.items()}
    return frame, dropped, [*_notes(table, claim), *_misfits(table, dataset, misfits)]


def _judged(table: Table, claim: Claim) -> Iterator[tuple[Cells, int, str]]:
    """Yield each row below the header with its line and, if it is no record, the rule that says so."""
    header = table.rows[claim.header]
    value = claim.match.positions["value"] if claim.dataset.register is Register.REPORT else None
    used = set(claim.match.positions.values())

    def is_header(row: Cells) -> bool:
        return row[: len(header)] == header

    for index in range(claim.header + 1, len(table.rows)):
        row = table.rows[index]
        first = next((cell.strip() for cell in row if cell is not None), "")
        fate = table.left_out(index, width=len(header), is_header=is_header)
        if fate not in ("blank_row", "repeated_header"):
            if _TOTALS.fullmatch(first):
                fate = "totals_row"
            elif value is not None and (_cell(row, value) or "").strip().casefold() in NOT_REPORTED:
                fate = "not_reported"
            elif not fate and all(_cell(row, place) is None for place in used):
                fate = "blank_row"  # only columns that are not used say something
        yield row, table.lines[index], fate


def _cell(row: Cells, place: int) -> str | None:
    return row[place] if place < len(row) else None


def _notes(table: Table, claim: Claim) -> Iterator[Note]:
    place, name = _place(table), claim.dataset.name
    found = claim.match.positions
    for column in claim.dataset.columns.values():
        if column.name not in found and not column.derived and column.name != claim.dataset.defining_date:
            yield Note("absent_column", f"{place}: there is no column {words(column)}", name)  # a list has what it has
    for guessed in claim.match.guessed:
        yield Note("guessed_header", f"{place}: a heading with a slip of the pen was taken for {guessed}", name)
    if claim.match.unused:
        yield Note("extra_columns", f"{place}: {len(claim.match.unused)} further columns are not used", name)
    used = set(found.values())
    if without := sum(column in used for _, column in table.without_value):
        yield Note("formula_without_value", f"{place}: {without} formulas have no stored result", name)
    if table.encoding == "cp1252":
        yield Note("read_as_windows_1252", f"{place}: it is not UTF-8 and was read as Windows-1252", name)


def _misfits(table: Table, dataset: type[Dataset], misfits: Mapping[str, list[int]]) -> Iterator[Note]:
    for fate in ("too_many_cells", "cut_off_row"):
        if lines := misfits.get(fate):
            shown = ", ".join(map(str, lines[:_LINES_SHOWN])) + (", ..." if len(lines) > _LINES_SHOWN else "")
            message = f"{_place(table)}: {len(lines)} rows do not fit the header and are left out: line {shown}"
            yield Note(fate, message, dataset.name)
