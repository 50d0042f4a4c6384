"""Sheets of a workbook and delimited text files as rows of text, with the lines on which a person finds them."""

import csv
import itertools
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from flows.sources.extract import UnreadableExtract, as_texts, texts
from flows.sources.regular_text import Columns, filled, regular_columns
from flows.sources.safety import MEBIBYTE, check_readable, check_zip
from flows.sources.sheet_xml import check_sheet, may_be_troubled, troubled_cells

Cells = list[str | None]

LARGEST_KEPT = 32 * MEBIBYTE  # of a workbook: what is unpacked to be checked is then not unpacked again to be read
MOST_COLUMNS = 2_000  # of a text file; looking for the known ones among 100,000 takes minutes
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
DELIMITERS = (",", ";", "\t")
ROWS_TO_SNIFF = 20
_BEGINNING = 1024 * 1024  # letters among which they are sought
_ROWS_AT_ONCE = 1_000  # of a sheet: their cells stay in the processor's cache until they are columns
_LINE_OF_TEXT = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


@dataclass(frozen=True)
class Table:
    """
    One sheet or one delimited file: rows of text, None where a cell is empty.

    `lines` are Excel's row numbers, or the lines of the text file on which the rows begin.
    `without_value` are the places (line, column counted from 0) of formulas whose result the file does not hold.
    `cut_off`: the text file ends in the middle of its last line.
    """

    file: str
    sheet: str
    rows: Sequence[Cells]
    lines: Sequence[int]
    without_value: frozenset[tuple[int, int]] = frozenset()
    delimited: bool = False
    cut_off: bool = False
    encoding: str = ""

    @property
    def columns(self) -> list[pa.Array] | None:
        """The cells by column, where every row has as many as the first."""
        return self.rows.columns if isinstance(self.rows, Columns) else None

    def column(self, place: int) -> pd.api.extensions.ExtensionArray:
        """Return the cells of one column; None where a row ends before it."""
        if self.columns is not None:
            return as_texts(self.columns[place])
        return texts([row[place] if place < len(row) else None for row in self.rows])

    def blank(self) -> np.ndarray:
        """Return true for each row in which every cell is empty; only where there are `columns`."""
        blank = np.full(len(self.rows), all(column.null_count for column in self.columns))
        if blank.any():
            for column in self.columns:
                blank &= column.is_null().to_numpy(zero_copy_only=False)
        return blank

    def left_out(self, index: int, *, width: int, is_header: Callable[[Cells], bool]) -> str:
        """
        Return the rule by which a row below the header is no record; empty for one that is.

        The header has `width` cells; `is_header` tells whether a row says the same as it does. What stands to the
        right of the header is a remark in a sheet; in a text file it is a row whose cells have moved.
        """
        row = self.rows[index]
        if all(cell is None for cell in row):
            return "blank_row"
        if is_header(row):
            return "repeated_header"
        if self.delimited and any(cell is not None for cell in row[width:]):
            return "too_many_cells"
        if self.cut_off and index == len(self.rows) - 1 and len(row) < width:
            return "cut_off_row"
        return ""


def read_workbook(path: Path) -> list[Table]:
    """
    Return the worksheets of an .xlsx or .xlsm workbook in their order, hidden ones and hidden rows included.

    Formulas are not calculated: the result that Excel stored counts.
    """
    check_readable(path)
    contents = check_zip(path, keep_at_most=LARGEST_KEPT)
    try:
        with zipfile.ZipFile(path) as archive, CalamineWorkbook.from_path(path) as workbook:
            parts = _worksheet_parts(archive)
            names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            tables = []
            for place, name in enumerate(names, start=1):
                xml = contents.pop(parts[name], None) or archive.read(parts[name])
                tables.append(_read_sheet(path, workbook, name, xml, place=place))
            return tables
    except (CalamineError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, OSError, ValueError):
        # The parser's own message may quote the text at which it stumbled.
        raise UnreadableExtract(
            file=path.name, cause="it is not a sound Excel workbook; open it in Excel and save it again as .xlsx"
        ) from None


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets without reading the sheets."""
    check_zip(path)
    with zipfile.ZipFile(path) as archive:
        return list(_worksheet_parts(archive))


def read_delimited(path: Path, *, most_bytes: int | None = None, delimiter: str = "") -> Table:
    """
    Return a text file with commas, semicolons or tabs as a table; with `most_bytes`, only its beginning.

    UTF-8 (with or without byte order mark), UTF-16 with byte order mark, else Windows-1252.
    A quotation mark that is never closed would swallow the rest of the file, so quoting is strict.
    Without a `delimiter`, the first rows tell which it is.
    """
    check_readable(path)
    with path.open("rb") as file:
        content = file.read() if most_bytes is None else file.read(most_bytes)
    complete = most_bytes is None or len(content) < most_bytes
    regular = _read_regular(path, content, delimiter) if complete else None
    if regular is not None:
        return regular
    text, encoding = _decode(path, content, complete=complete)
    if not complete:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    delimiter = delimiter or delimiter_of(text[:_BEGINNING])
    as_read = {"delimited": True, "cut_off": not text.endswith(("\n", "\r")), "encoding": encoding}
    rows: list[Cells] = []
    lines: list[int] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise UnreadableExtract(
                    file=path.name,
                    cause=f"the row at line {begins} has {len(row):,} columns and the limit is {MOST_COLUMNS:,}; "
                    "export the columns of the list alone",
                )
            rows.append([_filled(cell) for cell in row])
            lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error:
        if complete:
            raise UnreadableExtract(
                file=path.name, cause=f"the row at line {begins} has a misplaced quotation mark or a huge cell"
            ) from None
    return Table(path.name, "", rows, lines, **as_read)


def _read_regular(path: Path, content: bytes, delimiter: str) -> Table | None:
    """Read a regular file in UTF-8 by column; None if it is none."""
    if b"\0" in content:  # as all of UTF-16
        return None
    beginning = content[:_BEGINNING].decode("utf-8-sig", "ignore")
    delimiter = delimiter or delimiter_of(beginning)
    width = max(_widths(beginning, delimiter, rows=1), default=0)
    columns = regular_columns(content, delimiter=delimiter, width=width) if width <= MOST_COLUMNS else None
    if columns is None:
        return None
    cut_off = not content.endswith(b"\n")  # a regular file ends its lines in no other way
    return Table(path.name, "", columns, range(1, len(columns) + 1), delimited=True, cut_off=cut_off, encoding="utf-8")


def delimiter_of(text: str) -> str:
    """
    Return the sign that divides most of a text's first rows, the header's among them; of equals the most evenly.

    The widest row would not do: a single cell may hold any number of another sign.
    """

    def divided(candidate: str) -> tuple[int, int, int]:
        widths = Counter(width for width in _widths(text, candidate) if width > 1)
        return widths.total(), max(widths.values(), default=0), max(widths, default=0)

    candidates = [candidate for candidate in DELIMITERS if candidate in text]
    return max(candidates, key=divided) if len(candidates) > 1 else (candidates or DELIMITERS)[0]


def column_letter(position: int) -> str:
    """Return Excel's letters for a column counted from 0: A, B, ..., Z, AA."""
    letters = ""
    position += 1
    while position:
        position, remainder = divmod(position - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def _filled(text: str) -> str | None:
    return text if text and not text.isspace() else None


@lru_cache(maxsize=10_000, typed=True)  # the same days and numbers stand in many cells; True is not 1
def _text(value: object) -> str | None:
    """Return a cell that holds no text as a person would type it: 9212044.0 is 9212044, midnight no part of a date."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        crumbs = timedelta(microseconds=500_000 if value.year < 9999 else 0)  # of time, which formulas leave
        nearest = (value + crumbs).replace(microsecond=0)
        return nearest.date().isoformat() if nearest.time() == time() else nearest.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


class _Texts(dict[object, str | None]):
    """Texts of cells that hold no text, looked up in a hurry."""

    def __missing__(self, cell: object) -> str | None:
        self[cell] = _text(cell)
        return self[cell]


def _read_sheet(path: Path, workbook: CalamineWorkbook, name: str, xml: bytes, *, place: int) -> Table:
    check_sheet(path, xml, place=place)
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return Table(file=path.name, sheet=name, rows=[], lines=[])
    top, left = sheet.start
    cells = _columns(sheet)
    columns = [*itertools.repeat(pa.nulls(len(cells[0]), pa.large_string()), left), *cells]
    without_value = set()
    if may_be_troubled(xml):
        # calamine gives an error and a formula without its result as an empty cell; the first is not empty.
        for line, column, error in troubled_cells(xml):
            if error is None:
                without_value.add((line, column))
            elif 0 <= line - 1 - top < len(cells[0]) and column < len(columns):
                texts_of = columns[column].to_pylist()
                texts_of[line - 1 - top] = error
                columns[column] = pa.array(texts_of, pa.large_string())
    rows = Columns(columns)
    lines = range(top + 1, top + 1 + len(rows))
    return Table(file=path.name, sheet=name, rows=rows, lines=lines, without_value=frozenset(without_value))


def _columns(sheet: CalamineSheet) -> list[pa.Array]:
    rows = itertools.islice(sheet.iter_rows(), sheet.start[0], None)  # those above the first are empty
    blocks = []
    # A header makes a block slow in which the cells below are of one kind.
    at_once = itertools.chain([ROWS_TO_SNIFF], itertools.repeat(_ROWS_AT_ONCE))
    while block := list(itertools.islice(rows, next(at_once))):
        blocks.append([_texts(column) for column in zip(*block, strict=True)])
    return [filled(pa.concat_arrays(pieces)) for pieces in zip(*blocks, strict=True)]


def _texts(column: tuple[object, ...]) -> pa.Array:
    try:
        return pa.array(column, pa.large_string())
    except pa.ArrowException:  # days and numbers among them
        pass
    kinds = set(map(type, column)) - {str}
    if kinds in ({date}, {float}):
        cells = [None if cell == "" else cell for cell in column]
        try:
            plain = pa.array(cells, pa.date32()) if kinds == {date} else pa.array(cells, pa.float64()).cast(pa.int64())
            return plain.cast(pa.large_string())
        except pa.ArrowException:  # text or fractions among them
            pass
    text_of = _text if bool in kinds else _Texts().__getitem__  # True would be found as 1
    return pa.array([cell if cell.__class__ is str else text_of(cell) for cell in column], pa.large_string())


def _worksheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the archive's entry for each sheet, by the sheet's name."""
    entries = {name.casefold(): name for name in archive.namelist()}
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _parse(archive.read(entries["xl/_rels/workbook.xml.rels"])).iter("{*}Relationship")
    }
    parts = {}
    for sheet in _parse(archive.read(entries["xl/workbook.xml"])).iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(relation, "")
        entry = entries.get(posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").casefold())
        if entry is not None:
            parts[sheet.get("name", "")] = entry
    return parts


def _parse(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _decode(path: Path, content: bytes, *, complete: bool) -> tuple[str, str]:
    errors = "strict" if complete else "ignore"  # a beginning may end within a letter
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16", errors), "utf-16"
        if b"\0" in content:
            raise UnreadableExtract(
                file=path.name, cause="it contains NUL bytes, which text never does; export it again"
            )
        try:
            return content.decode("utf-8-sig", errors), "utf-8"
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data" and not content[: error.start].isascii():
                raise UnreadableExtract(
                    file=path.name, cause="it ends in the middle of a letter; copy or export it again"
                ) from None
            return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        raise UnreadableExtract(
            file=path.name, cause="its letters are neither UTF-8 nor Windows-1252; export it as UTF-8"
        ) from None


def _widths(text: str, delimiter: str, *, rows: int = ROWS_TO_SNIFF) -> list[int]:
    """Return into how many cells a sign divides each of the first rows, as far as they can be read."""
    widths: list[int] = []
    try:
        lines = (line[0] for line in _LINE_OF_TEXT.finditer(text))
        for row in itertools.islice(csv.reader(lines, delimiter=delimiter), rows):
            widths.append(len(row))
    except csv.Error:
        pass
    return widths
