"""The rows of one sheet or text file below its header, each kept or left out by a named rule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from flows.sources.delivered import delivered_columns
from flows.sources.extract import Note
from flows.sources.headers import plain
from flows.sources.spreadsheets import Cells, Table
from transforms.drift import DeliveredColumn
from transforms.parsing import Wording

HEADER_WITHIN = 20  # rows; titles and dates of a report stand above its header
_LINES_SHOWN = 5


@dataclass(frozen=True)
class Header:
    """
    The row of a table that names its columns.

    `places` says where each wanted column stands; `twice` are wanted columns that stand more than once.
    """

    row: int
    names: tuple[str, ...]
    places: dict[str, int] = field(default_factory=dict)
    twice: tuple[str, ...] = ()


def letters_of(header: str) -> str:
    """Return a header's letters and figures in small letters: `Person ID`, `PERSON_ID` and `PersonId` are one."""
    return plain(header).replace(" ", "")


def find_header(table: Table, wanted: Sequence[str]) -> Header:
    """Return the row that has most of the wanted columns, the first of equals."""
    rows = table.rows[:HEADER_WITHIN] or [[]]
    found = [_header(row, cells, wanted) for row, cells in enumerate(rows)]
    return max(found, key=lambda header: len(header.places))


def _header(row: int, cells: Cells, wanted: Sequence[str]) -> Header:
    """Find columns as they are spelled, and else whatever their capitals, spaces and punctuation."""
    names = tuple((cell or "").strip() for cell in cells)
    spelled = {name: [place for place, cell in enumerate(names) if cell == name] for name in wanted}
    taken = {place for places in spelled.values() for place in places}
    letters = [letters_of(name) if place not in taken else "" for place, name in enumerate(names)]
    for name, places in spelled.items():
        if not places and letters_of(name):
            spelled[name] = [place for place, cell in enumerate(letters) if cell == letters_of(name)]
    return Header(
        row=row,
        names=names,
        places={name: places[0] for name, places in spelled.items() if places},
        twice=tuple(name for name, places in spelled.items() if len(places) > 1),
    )


def columns_of(table: Table, header: Header, wording: Wording | None = None) -> tuple[DeliveredColumn, ...]:
    """Return the columns of a table as they were delivered; those that are wanted have the wanted name."""
    used = {place: name for name, place in header.places.items()}
    below = table.rows[header.row + 1 :]
    return tuple(delivered_columns(header.names, used, below, wording))


def rows_below(table: Table, header: Header, kind: str) -> tuple[pd.DataFrame, dict[str, int], list[Note]]:
    """Return the rows of a table as text with their places, the rows left out by rule, and remarks."""
    kept: list[Cells] = []
    lines: list[int] = []
    misfits: dict[str, list[int]] = {"too_many_cells": [], "cut_off_row": []}
    counts: Counter[str] = Counter()
    for row, line, fate in _judged(table, header):
        if fate:
            counts[fate] += 1
            misfits.get(fate, []).append(line)
        else:
            kept.append(row)
            lines.append(line)
    columns = {
        name: [row[place] if place < len(row) else None for row in kept] for name, place in header.places.items()
    }
    frame = pd.DataFrame(
        {name: pd.array(cells, dtype="str") for name, cells in columns.items()}, index=range(len(kept))
    ).assign(
        source_file=pd.array([table.file] * len(kept), dtype="str"),
        source_sheet=pd.array([table.sheet] * len(kept), dtype="str"),
        source_line=pd.array(lines, dtype="int64"),
        row_number=range(len(kept)),
    )
    return frame, dict(counts), [*_misfits(table, kind, misfits), *_formulas(table, header, kind, set(lines))]


def place_of(table: Table) -> str:
    """Say which sheet or file a remark is about."""
    return f"sheet {table.sheet} of {table.file}" if table.sheet else f"file {table.file}"


def _judged(table: Table, header: Header) -> Iterator[tuple[Cells, int, str]]:
    """Yield each row with its line and, if it is no record, the rule that says so; what is above the header is none."""
    for row in table.rows[: header.row]:
        yield row, 0, "above_header"

    def is_header(row: Cells) -> bool:
        return tuple((cell or "").strip() for cell in row) == header.names

    for index in range(header.row + 1, len(table.rows)):
        fate = table.left_out(index, width=len(header.names), is_header=is_header)
        yield table.rows[index], table.lines[index], fate


def _misfits(table: Table, kind: str, misfits: dict[str, list[int]]) -> Iterator[Note]:
    for code, lines in misfits.items():
        if lines:
            shown = ", ".join(map(str, lines[:_LINES_SHOWN])) + (", ..." if len(lines) > _LINES_SHOWN else "")
            message = f"{place_of(table)}: {len(lines)} rows do not fit the header and are left out: line {shown}"
            yield Note(code, message, kind)


def _formulas(table: Table, header: Header, kind: str, lines: set[int]) -> Iterator[Note]:
    used = set(header.places.values())
    count = sum(line in lines and column in used for line, column in table.without_value)
    if count:
        yield Note(
            "formula_without_value",
            f"{place_of(table)}: {count} formulas have no stored result; open it in Excel and save it",
            kind,
        )
