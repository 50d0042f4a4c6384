"""The cells of a sheet are text, whatever they hold and wherever the sheet begins."""

from datetime import date, datetime

import openpyxl
import pytest

from flows.sources import spreadsheets


@pytest.mark.parametrize("at_once", [1, 2, 3, 1_000])
def test_cells_are_as_a_person_would_type_them(tmp_path, monkeypatch, at_once):
    """Days, whole numbers, fractions, truths and blanks, in columns of one kind and of several, from B3 on."""
    monkeypatch.setattr(spreadsheets, "ROWS_TO_SNIFF", 1)
    monkeypatch.setattr(spreadsheets, "_ROWS_AT_ONCE", at_once)
    book = openpyxl.Workbook()
    cells = [
        ["Day", "Number", "Any", "Truth"],
        [date(2024, 3, 31), 7, True, True],
        [None, 0, 1, None],
        [date(1999, 12, 1), None, datetime(2024, 3, 31, 9, 30), False],
        [" ", 1.5, "0012", True],
        [date(2024, 4, 1), -2, None, False],
    ]
    for line, row in enumerate(cells, start=3):
        for place, value in enumerate(row, start=2):
            book.active.cell(line, place, value)
    book.save(tmp_path / "a.xlsx")
    (table,) = spreadsheets.read_workbook(tmp_path / "a.xlsx")
    assert list(table.lines) == [3, 4, 5, 6, 7, 8]
    assert list(table.rows) == [
        [None, "Day", "Number", "Any", "Truth"],
        [None, "2024-03-31", "7", "Yes", "Yes"],
        [None, None, "0", "1", None],
        [None, "1999-12-01", None, "2024-03-31 09:30:00", "No"],
        [None, None, "1.5", "0012", "Yes"],
        [None, "2024-04-01", "-2", None, "No"],
    ]
