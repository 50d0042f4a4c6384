"""The workbook of a work list can be heard as well as seen, and runs nothing that a record holds."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from flows.settings import AuthoritySettings
from flows.work_lists import COLUMNS, NO_TEAM, Task, workbook

SAMPLETON = AuthoritySettings(code="999", name="Sampleton", inbox="in")
TASK = Task(
    number=7,
    dataset="referrals",
    rule="unknown:source",
    wrong="The source is not in the code list.",
    effect="The row counts without the value",
    record="child identifier B1",
    field="source",
    delivered="Zebedee",
    to_do="Choose a code.",
    since=date(2026, 11, 30),
    extract="Annex A.xlsx",
    place="List 3",
    line=14,
    team=NO_TEAM,
)


def written(*tasks: Task) -> bytes:
    return workbook(SAMPLETON, list(tasks), date(2026, 11, 30))


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_screen_reader_finds_title_language_table_and_headers():
    """One table from the first cell on, its header row fixed and named; no merged cell."""
    book = opened(written(TASK, replace(TASK, team="North")))
    assert book.properties.title == "Records to correct: Sampleton, 30 November 2026"
    assert book.properties.language == "en-GB"
    for sheet in book:
        (table,) = sheet.tables.values()
        assert table.ref == "A1:M2" and sheet.freeze_panes == "B2"
        assert sheet.defined_names["ColumnTitle"].attr_text == f"'{sheet.title}'!$A$1:$M$1"
        assert [cell.value for cell in sheet[1]] == list(COLUMNS)
        assert not sheet.merged_cells.ranges
        assert all(dimension.width > len(header) for header, dimension in zip(COLUMNS, widths(sheet), strict=True))


def widths(sheet) -> list:
    return [sheet.column_dimensions[letter] for letter in "ABCDEFGHIJKLM"]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t=", "\r="])
def test_what_looks_like_a_formula_stays_text(begins: str):
    """Also when somebody edits the cell: it is marked as text."""
    content = written(replace(TASK, delivered=f"{begins}HYPERLINK(1)"))
    cell = opened(content).active["H2"]
    assert cell.data_type == "s" and cell.quotePrefix and cell.value.endswith("HYPERLINK(1)")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_every_team_has_a_sheet_of_its_own():
    """Also where spreadsheets do not allow its name, cut it short, or would take it for another's."""
    teams = ["North: A/B", "north  a b", "Children's [1]", "N" * 40, "N" * 39 + "M", "History", "!", NO_TEAM]
    book = opened(written(*(replace(TASK, team=team, number=place) for place, team in enumerate(teams))))
    assert len(book.sheetnames) == len(teams)
    assert book.sheetnames[-1] == NO_TEAM
    assert sorted(sheet["A2"].value for sheet in book) == list(range(len(teams)))
