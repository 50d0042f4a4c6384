"""Writes an export as a mapping's system would: its columns, its codes, its way of writing a day."""

import csv
import os
from collections.abc import Mapping as MappingOf
from datetime import date
from pathlib import Path

import pandas as pd
import xlsxwriter

from expectations.contract import DATASETS
from flows.sources.mappings.declaration import Mapping
from flows.sources.spreadsheets import WORKBOOKS
from transforms.conform.mapped import MappedTable
from transforms.parsing import Wording, wording_key


def write(path: Path, mapping: Mapping, tables: MappingOf[str, pd.DataFrame], *, date_format: str = "%Y-%m-%d") -> None:
    """
    Write rows of tables, as text under the datasets' names with days in ISO 8601, so that reading them gives them back.

    A workbook has a sheet for each table; a text file holds one table, and those that are `rows_of` it beside it.
    `date_format` is how days are spelled, in the words of `strftime`; a code for which the system has its own is
    written as that. A file appears under its name only when it is complete.
    Raises `ValueError` for a table that the mapping does not have and for a value that it would read as another.
    """
    sheets: dict[str, pd.DataFrame] = {}
    for name, rows in tables.items():
        if name not in mapping.tables:
            raise ValueError(f"{mapping.file} has no table {name}")
        table = mapping.tables[name]
        written = _in_their_words(table, rows, date_format)
        beside = sheets.get(table.rows_of, pd.DataFrame(index=written.index))
        sheets[table.rows_of] = beside.join(written[[column for column in written if column not in beside]])
    unfinished = path.with_name(path.name + ".part")
    try:
        if path.suffix.lower() in WORKBOOKS:
            _write_workbook(unfinished, {mapping.sources[name].sheet or name: rows for name, rows in sheets.items()})
        else:
            (rows,) = sheets.values()
            with unfinished.open("w", newline="", encoding="utf-8") as stream:
                writer = csv.writer(stream)
                writer.writerow(rows.columns)
                writer.writerows(_cells(rows))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _in_their_words(table: MappedTable, rows: pd.DataFrame, date_format: str) -> pd.DataFrame:
    columns = DATASETS[table.section.dataset].columns
    return pd.DataFrame(
        {
            theirs: _dates(rows[ours], date_format)
            if columns[ours].type is date
            else _codes(rows[ours], table.section.wordings.get(ours, Wording()), ours)
            for theirs, ours in table.names.items()
            if ours in rows
        },
        index=rows.index,
    )


def _dates(texts: pd.Series, date_format: str) -> pd.Series:
    return pd.to_datetime(texts, format="%Y-%m-%d").dt.strftime(date_format).astype("str")


def _codes(texts: pd.Series, wording: Wording, column: str) -> pd.Series:
    """Return the system's own code for each of ours; the first of several."""
    theirs: dict[str, str] = {}
    for written, code in wording.codes.items():
        theirs.setdefault(code, written)
    spelled = texts.map(lambda text: theirs.get(text, text), na_action="ignore")
    for text in spelled.dropna().unique():
        written = wording_key(text)
        if written in wording.nulls or (text not in theirs.values() and written in wording.codes):
            raise ValueError(f"a value of {column} would be read as another: the mapping gives it a meaning of its own")
    return spelled.astype("str")


def _cells(rows: pd.DataFrame) -> list[list[str | None]]:
    texts = rows.astype(object)
    return texts.where(texts.notna(), None).to_numpy().tolist()


def _write_workbook(file: Path, sheets: dict[str, pd.DataFrame]) -> None:
    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name[:31])
            for line, cells in enumerate([list(rows.columns), *_cells(rows)]):
                for place, text in enumerate(cells):
                    if text is not None:
                        sheet.write_string(line, place, text)
