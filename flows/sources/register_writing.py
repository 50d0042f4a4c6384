"""Writes a register as a CSV file or a workbook, from frames like those that the reader makes of it."""

import csv
import os
from pathlib import Path

import pandas as pd
import xlsxwriter

from expectations.contract import Dataset
from expectations.suites import words
from flows.sources.extract import PROVENANCE
from flows.sources.spreadsheets import WORKBOOKS

_LONGEST_CELL = 32_767  # characters; Excel's limit


def write(path: Path, dataset: type[Dataset], rows: pd.DataFrame) -> None:
    """
    Write the columns that the frame has, every cell as text; .xlsx becomes a workbook, any other name a CSV file.

    The file appears under its name only when it is complete. Raises `ValueError` for a column that the dataset does
    not declare, and for a text that no cell can hold.
    """
    columns = [name for name in dataset.columns if name in rows]
    if strange := sorted(set(rows) - set(columns) - set(PROVENANCE)):
        raise ValueError(f"{dataset.name} has no column {', '.join(strange)}")
    header = [words(dataset.columns[name]).capitalize() for name in columns]
    texts = rows[columns].astype(object)
    cells = texts.where(texts.notna(), None).to_numpy().tolist()
    if any(cell is not None and len(cell) > _LONGEST_CELL for row in cells for cell in row):
        raise ValueError(f"{path.name} was not written: a text is longer than a cell")
    unfinished = path.with_name(path.name + ".part")
    try:
        if path.suffix.lower() in WORKBOOKS:
            _write_workbook(unfinished, [header, *cells], sheet=dataset.name[:31])
        else:
            with unfinished.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream).writerows([header, *cells])
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_workbook(path: Path, rows: list[list[str | None]], *, sheet: str) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    page.write_string(line, place, cell)
