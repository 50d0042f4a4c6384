"""Writes Annex A from frames like those that the reader makes of it."""

import csv
import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

from flows.sources.annex_a_columns import BY_NAME, LISTS
from flows.sources.annex_a_titles import AnnexAList, Title
from flows.sources.extract import PROVENANCE
from flows.sources.spreadsheets import WORKBOOKS

_LONGEST_CELL = 32_767  # characters; Excel's limit
_LARGEST_NUMBER = 10**15  # from here on Excel rounds
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a 29 February that never was


def write(path: Path, records: Mapping[str, pd.DataFrame], *, date_format: str | None = None) -> None:
    """
    Write the lists in Ofsted's order and under its titles, as many columns as the frames have.

    A path that ends in .xlsx becomes a workbook with real dates and numbers, any other path a folder with a
    CSV file for each list; both give the same text when they are read back.
    CSV files spell dates as the frames do (yyyy-mm-dd), or by `date_format`: "%d/%m/%Y" is Ofsted's way.
    A file appears under its name only when it is complete.
    """
    if path.suffix.lower() in WORKBOOKS:
        unfinished = path.with_name(path.name + ".part")
        try:
            _write_workbook(unfinished, records)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
        return
    path.mkdir(parents=True, exist_ok=True)
    for wanted, rows, columns in _in_order(records):
        file = path / f"{wanted.name}.csv"
        unfinished = path / f"{wanted.name}.part"
        try:
            _write_csv(unfinished, rows, columns, date_format)
            os.replace(unfinished, file)
        finally:
            unfinished.unlink(missing_ok=True)


def _in_order(records: Mapping[str, pd.DataFrame]) -> Iterator[tuple[AnnexAList, pd.DataFrame, list[Title]]]:
    """Yield each list in Ofsted's order with the columns that its frame has."""
    unknown = sorted(set(records) - set(BY_NAME))
    if unknown:
        raise ValueError(f"Annex A has no list {', '.join(unknown)}")
    for wanted in LISTS:
        if wanted.name not in records:
            continue
        rows = records[wanted.name]
        columns = [column for column in wanted.columns if column.name in rows.columns]
        strange = sorted(set(rows.columns) - {column.name for column in columns} - set(PROVENANCE))
        if strange:
            raise ValueError(f"{wanted.name} has no column {', '.join(strange)}")
        yield wanted, rows, columns


def _write_csv(file: Path, rows: pd.DataFrame, columns: list[Title], date_format: str | None) -> None:
    texts = rows[[column.name for column in columns]]
    if date_format:
        spelled = {column.name: _respelled(texts[column.name], date_format) for column in columns if _is_date(column)}
        texts = texts.assign(**spelled)
    with file.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.title for column in columns])
        writer.writerows(texts.astype(object).where(texts.notna(), None).to_numpy().tolist())


def _is_date(column: Title) -> bool:
    return column.holds == "date"


def _respelled(texts: pd.Series, date_format: str) -> pd.Series:
    days = pd.to_datetime(texts.where(texts.str.fullmatch(r"\d{4}-\d\d-\d\d")), format="%Y-%m-%d", errors="coerce")
    return days.dt.strftime(date_format).astype("str").where(days.notna(), texts)


def _write_workbook(file: Path, records: Mapping[str, pd.DataFrame]) -> None:
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1)})  # the same records, the same bytes
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for wanted, rows, columns in _in_order(records):
            sheet = workbook.add_worksheet(wanted.sheet)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(columns) - 1, 18)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column.title, bold)
            texts = rows[[column.name for column in columns]].astype(object).to_numpy().tolist()
            for line, row in enumerate(texts, start=1):
                for place, (column, text) in enumerate(zip(columns, row, strict=True)):
                    if not isinstance(text, str) or not text:
                        continue
                    if _is_date(column) and (real_day := _real_day(text)):
                        sheet.write_datetime(line, place, real_day, day)
                    elif column.holds == "number" and _is_plain_number(text):
                        sheet.write_number(line, place, int(text))
                    elif len(text) <= _LONGEST_CELL:
                        sheet.write_string(line, place, text)
                    else:
                        raise ValueError(f"{wanted.name}, row {line}: {column.name} is too long for a cell of Excel")


def _real_day(text: str) -> datetime | None:
    """Return the date that Excel can hold, if the text is exactly its spelling yyyy-mm-dd."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(*found.timetuple()[:3]) if found.isoformat() == text and found >= _FIRST_DAY else None


def _is_plain_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and str(int(text)) == text and int(text) < _LARGEST_NUMBER
