"""A folder of published files: what each of them is, what was read out of it, and which were refused and why."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from expectations.published import MEASURES, Measure
from expectations.published.derivation import derived_figures
from expectations.published.lait import DICTIONARY_COLUMNS
from flows.sources.extract import UnreadableExtract
from flows.sources.published import lait, neighbours
from flows.sources.published.recognition import by_breakdown, candidates, declared
from flows.sources.published.tidying import AREA_COLUMNS, COLUMNS, RULES, Tidy, tidy
from flows.sources.safety import MEBIBYTE, check_readable
from flows.sources.spreadsheets import read_workbook

LARGEST_PUBLISHED = 200 * MEBIBYTE  # ten times the largest of DfE's
SOURCE_COLUMNS = ("file", "sha256", "table", "release", "rows", "cells", "figures", "dropped")
DROPPED_COLUMNS = ("file", "table", "rule", "message", "cells")
CODE_LIST = ["LA Number", "LA Name", "Region", "Type"]
_NOT_TEXT = "it is not a text file in UTF-8 with commas; download it again. Nothing of it is loaded."

_UNEVEN = "a row has more or fewer cells than the header; download it again. Nothing of it is loaded."


@dataclass(frozen=True)
class Refusal:
    """A file of which nothing was loaded, and why."""

    file: str
    cause: str


@dataclass(frozen=True)
class Published:
    """
    What a folder of published statistics holds.

    `figures`: a row per release, measure, area and year; those of `derived_figures` are among them.
    `areas`: England, the regions and the authorities; an authority whose code changed has a row for each.
    `neighbours`: a row per model, authority and place from 1 to 10.
    `sources`: a row per file; its cells are its figures and the cells that `dropped` counts by rule.
    `periods`: what the year of a LAIT measure stands for, where that is more than a year.
    `measures`: what each measure is, by its code, LAIT's from its own dictionary.
    """

    figures: pd.DataFrame
    areas: pd.DataFrame
    neighbours: pd.DataFrame
    refused: tuple[Refusal, ...]
    sources: pd.DataFrame
    dropped: pd.DataFrame
    periods: pd.DataFrame
    measures: dict[str, Measure]


@dataclass
class _Reading:
    """What has been read so far."""

    tables: list[Tidy] = field(default_factory=list)
    neighbours: list[pd.DataFrame] = field(default_factory=list)
    periods: list[pd.DataFrame] = field(default_factory=list)
    dictionaries: list[lait.Dictionary] = field(default_factory=list)
    sources: list[tuple] = field(default_factory=list)
    dropped: list[tuple] = field(default_factory=list)

    def add(self, path: Path, table: str, *, rows: int, tidied: Tidy | None = None) -> None:
        """Account for a file that was read; a second file with the same table of the same release is refused."""
        figures = tidied.figures if tidied else pd.DataFrame({"release": []})
        release = str(figures["release"].iloc[0]) if len(figures) else ""
        for other in self.sources:
            if release and other[2:4] == (table, release):
                raise UnreadableExtract(
                    file=path.name,
                    cause=f"{other[0]} in the same folder holds table {table} of {release} already; keep one of them. "
                    "Nothing of this one is loaded.",
                )
        cells, dropped = (tidied.cells, tidied.dropped) if tidied else (0, {})
        self.sources.append(
            (path.name, _sha256(path), table, release, rows, cells, len(figures), sum(dropped.values()))
        )
        self.dropped += [(path.name, table, rule, RULES[rule], number) for rule, number in dropped.items()]
        if tidied:
            self.tables.append(tidied)


def read_folder(folder: Path, *, areas: pd.DataFrame | None = None) -> Published:
    """
    Read every published file in a folder and in the folders in it; a file that is not recognised is refused.

    LAIT's file knows authorities by number only: `areas` (area_code, old_code) are those already known, beside
    those of the other files.
    """
    reading, refused = _Reading(), []
    for path in sorted(Path(folder).rglob("*"), key=_lait_last):
        reader = READERS.get(path.suffix.lower())
        if reader is None or not path.is_file():
            continue
        try:
            reader(path, reading, areas)
        except UnreadableExtract as unreadable:
            refused.append(Refusal(unreadable.file, unreadable.cause))
    figures = _joined((table.figures for table in reading.tables), COLUMNS)
    return Published(
        figures=pd.concat([figures, derived_figures(figures)], ignore_index=True),
        areas=_areas(reading.tables),
        neighbours=_joined(reading.neighbours, neighbours.COLUMNS),
        refused=tuple(refused),
        sources=pd.DataFrame(reading.sources, columns=list(SOURCE_COLUMNS)),
        dropped=pd.DataFrame(reading.dropped, columns=list(DROPPED_COLUMNS)),
        periods=_joined(reading.periods, lait.PERIOD_COLUMNS),
        measures=MEASURES
        | {measure.code: measure for known in reading.dictionaries for measure in known.measures.values()},
    )


def _lait_last(path: Path) -> tuple[bool, Path]:
    return path.suffix.lower() == ".parquet", path


def _read_text(path: Path, reading: _Reading, _: pd.DataFrame | None) -> None:
    check_readable(path, largest_bytes=LARGEST_PUBLISHED)
    header = _header(path)
    if tuple(header) == DICTIONARY_COLUMNS:
        text = _text(path)
        reading.dictionaries.append(lait.read_dictionary(text))
        reading.add(path, "lait_dictionary", rows=len(text))
        return
    if "Measure_short" in header:
        raise UnreadableExtract(
            file=path.name,
            cause="it looks like LAIT's dictionary of measures, but its columns are not the ones we know. "
            "Nothing of it is loaded.",
        )
    tables = candidates(path.name, header)
    text = _text(path)
    text = text.rename(columns=declared(tables[0], text.columns))
    table = by_breakdown(path.name, tables, text)
    reading.add(path, table.name, rows=len(text), tidied=tidy(table, text))


def _read_lait(path: Path, reading: _Reading, areas: pd.DataFrame | None) -> None:
    values = lait.read_values(path)
    if not reading.dictionaries:
        raise UnreadableExtract(
            file=path.name,
            cause="LAIT's dictionary of measures is not in the folder; put lait_data_dictionary.csv beside it. "
            "Nothing of it is loaded.",
        )
    known = _areas(reading.tables)[["area_code", "old_code"]]
    known = known if areas is None else pd.concat([areas[["area_code", "old_code"]], known])
    if (known["old_code"] == "").all():
        raise UnreadableExtract(
            file=path.name,
            cause="it names authorities by numbers only, and no file in the folder says which codes belong to them; "
            "put DfE's population or children in need files beside it. Nothing of it is loaded.",
        )
    tidied, periods = lait.tidy(values, reading.dictionaries[-1], areas=known)
    reading.add(path, "lait", rows=len(values), tidied=tidied)
    reading.periods.append(periods)


def _read_workbook(path: Path, reading: _Reading, _: pd.DataFrame | None) -> None:
    sheet = next(iter(read_workbook(path)))
    if [str(cell or "").strip() for cell in sheet.rows[0] if cell] == CODE_LIST:
        reading.add(path, "lait_code_list", rows=len(sheet.rows) - 1)
        return
    if (header := neighbours.find_header(sheet.rows)) is None:
        raise UnreadableExtract(
            file=path.name,
            cause="it is neither a workbook of statistical neighbours nor LAIT's list of authorities. "
            "Nothing of it is loaded.",
        )
    found = neighbours.read(path, sheet.rows, header=header)
    reading.neighbours.append(found)
    reading.add(path, "statistical_neighbours", rows=found["old_code"].nunique())


READERS = {".csv": _read_text, ".parquet": _read_lait, ".xlsx": _read_workbook}


def _header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [cell.strip() for cell in next(csv.reader(file), [])]
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableExtract(file=path.name, cause=_NOT_TEXT) from None


def _text(path: Path) -> pd.DataFrame:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lengths = {len(cells) for cells in csv.reader(file, strict=True) if cells}
        if len(lengths) != 1:  # pandas would fill short rows with empty cells
            raise UnreadableExtract(file=path.name, cause=_UNEVEN)
        text = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig", index_col=False)
    except (UnicodeDecodeError, csv.Error, pd.errors.ParserError):
        raise UnreadableExtract(file=path.name, cause=_NOT_TEXT) from None
    return text.rename(columns=str.strip)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _joined(frames: Iterable[pd.DataFrame], columns: Iterable[str]) -> pd.DataFrame:
    frames = list(frames)
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(columns))


def _areas(tables: list[Tidy]) -> pd.DataFrame:
    """Return each area once, as the newest year that names it does, those of the newest year last."""
    named = _joined((table.areas for table in tables if len(table.areas)), (*AREA_COLUMNS, "year")).drop_duplicates()
    newest = named.sort_values(["year", "area_code"], kind="stable").drop_duplicates("area_code", keep="last")
    return newest[list(AREA_COLUMNS)].reset_index(drop=True)
