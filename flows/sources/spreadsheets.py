"""Sheets of a workbook and delimited text files as rows of text, with the lines on which a person finds them."""

import csv
import itertools
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO, StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from flows.sources.extract import UnreadableExtract, as_texts, texts
from flows.sources.regular_text import Columns, filled, regular_columns
from flows.sources.safety import check_readable, check_zip

Cells = list[str | None]

LARGEST_SHEET = 20_000_000  # cells in the rectangle that a sheet spans; a stray cell far away fills the memory
MOST_COLUMNS = 2_000  # of a text file; looking for the known ones among 100,000 takes minutes
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
DELIMITERS = (",", ";", "\t")
ROWS_TO_SNIFF = 20
_BEGINNING = 1024 * 1024  # letters among which they are sought
_LINE_OF_TEXT = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_LETTERS = re.compile(rb' r="([A-Za-z]+)')
_LINE = re.compile(rb' r="[A-Za-z]*([0-9]+)"')
_FEW = 1_000  # places that may be looked at one by one
_ERROR = re.compile(rb"e(?<==[\"']e)[\"']")  # they begin with a letter that is rare between the cells
_FORMULA = re.compile(rb"f(?<=[<:]f)")


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


def read_workbook(path: Path) -> list[Table]:
    """
    Return the worksheets of an .xlsx or .xlsm workbook in their order, hidden ones and hidden rows included.

    Formulas are not calculated: the result that Excel stored counts.
    """
    check_readable(path)
    check_zip(path)
    try:
        with zipfile.ZipFile(path) as archive, CalamineWorkbook.from_path(path) as workbook:
            parts = _worksheet_parts(archive)
            names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            return [
                _read_sheet(path, workbook, name, archive.read(parts[name]), place=place)
                for place, name in enumerate(names, start=1)
            ]
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


def _read_sheet(path: Path, workbook: CalamineWorkbook, name: str, xml: bytes, *, place: int) -> Table:
    _check_sheet(path, xml, place=place)
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return Table(file=path.name, sheet=name, rows=[], lines=[])
    top, left = sheet.start
    cells = sheet.to_python(skip_empty_area=True)
    nothing = pa.nulls(len(cells), pa.large_string())
    columns = [*itertools.repeat(nothing, left), *map(_texts, zip(*cells, strict=True))]
    without_value = set()
    if _ERROR.search(xml) or _FORMULA.search(xml):
        # calamine gives an error and a formula without its result as an empty cell; the first is not empty.
        for line, column, error in _troubled_cells(xml):
            if error is None:
                without_value.add((line, column))
            elif 0 <= line - 1 - top < len(cells) and column < len(columns):
                texts_of = columns[column].to_pylist()
                texts_of[line - 1 - top] = error
                columns[column] = pa.array(texts_of, pa.large_string())
    rows = Columns(columns)
    lines = range(top + 1, top + 1 + len(rows))
    return Table(file=path.name, sheet=name, rows=rows, lines=lines, without_value=frozenset(without_value))


def _texts(column: tuple[object, ...]) -> pa.Array:
    try:
        cells = pa.array(column, pa.large_string())
    except pa.ArrowException:  # days and numbers among them
        cells = pa.array([cell if cell.__class__ is str else _text(cell) for cell in column], pa.large_string())
    return filled(cells)


def _check_sheet(path: Path, xml: bytes, *, place: int) -> None:
    if b"!" in xml and (b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml):
        raise UnreadableExtract(file=path.name, cause="a sheet declares XML entities, which Excel never does")
    if b"'" in xml and b" r='" in xml:
        xml = xml.replace(b"'", b'"')
    # No sheet is too large of at most 702 columns and 9,999 lines, or 26 and 99,999: nearly all are either.
    if not _may_be_beyond(xml, letters=3, figures=5) or not _may_be_beyond(xml, letters=2, figures=6):
        return
    height = max(map(int, set(_LINE.findall(xml))), default=0)
    width = max((_column(letters.decode().upper()) + 1 for letters in set(_LETTERS.findall(xml))), default=0)
    if height * width > LARGEST_SHEET:
        raise UnreadableExtract(
            file=path.name,
            cause=f"sheet {place} spans {height} rows and {width} columns; delete the stray cells outside the table",
        )


def _may_be_beyond(xml: bytes, letters: int, figures: int) -> bool:
    """Tell whether the place of a cell may have so many letters or figures."""
    signs = np.frombuffer(xml, np.uint8)
    marks = np.flatnonzero(signs == ord('"'))
    marks = marks[(marks >= figures) & (marks < len(signs) - letters)]
    of_cells = marks[signs[marks - 2] == ord("r")]
    wide = of_cells[((signs[of_cells + letters] | 0x20) - ord("a")) < 26]
    long = marks
    for before in range(figures, 0, -1):
        long = long[(signs[long - before] - ord("0")) < 10]
    if max(len(long), len(wide)) > _FEW:
        return True
    begins = [xml.rfind(b'"', 0, mark) for mark in long.tolist()]
    begins += [mark for mark in wide.tolist() if xml[mark + 1 : mark + 1 + letters].isalpha()]
    return any(xml[mark - 3 : mark] == b" r=" for mark in begins)


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


def _troubled_cells(xml: bytes) -> Iterator[tuple[int, int, str | None]]:
    """Yield line, column and error text of each error cell; None for a formula that has no stored result."""
    line = column = -1
    cells = etree.iterparse(
        BytesIO(xml), events=("start", "end"), tag=("{*}row", "{*}c"), resolve_entities=False, no_network=True
    )
    for event, element in cells:
        is_row = etree.QName(element).localname == "row"
        if event == "start" and is_row:
            line, column = int(element.get("r") or max(line, 0) + 1), -1
        elif event == "end" and is_row:
            element.clear()
        elif event == "end":
            letters = re.match("[A-Z]+", element.get("r") or "")
            column = _column(letters[0]) if letters else column + 1
            value = element.findtext("{*}v")
            if element.get("t") == "e":
                yield line, column, value or "#N/A"
            elif not value and element.get("t") != "str" and element.find("{*}f") is not None:
                yield line, column, None


def _column(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


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
