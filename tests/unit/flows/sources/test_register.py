"""Local registers: known by their columns, read wherever they stand, refused where they could be two."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from expectations.datasets import Audits, BacklogItems, EstablishmentPosts, SicknessAbsences, Supervisions
from expectations.suites import words
from flows.sources import register
from flows.sources.extract import UnreadableExtract
from flows.sources.formats import FORMATS, recognise
from flows.sources.headers import meaning

AUDITS = """Case audits of the Quality Team,,,,
,,,,
RAG,Audit grade,Audit due,Case ID,Audit programme
,Good,01/04/2025,000123,Year of the Child
,RI,02/04/2025,A2,Year of the Child
,,,,
Total,2,,,
"""


@pytest.fixture
def file(tmp_path: Path):
    """Write a text under a name."""

    def of(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return of


def test_a_register_is_known_by_its_columns(file):
    """Below a title, in any order, under other headings; identifiers keep their zeros."""
    path = file("list.csv", AUDITS)
    assert register.recognise(path) is Audits
    assert recognise(path).name == "register.audits"
    rows = register.read(path).records["audits"]
    assert rows["child_id"].tolist() == ["000123", "A2"]
    assert rows["grade"].tolist() == ["Good", "RI"]
    assert rows["source_line"].tolist() == [4, 5]
    assert "moderated" not in rows


def test_what_is_no_record_is_counted(file):
    """Empty lines and totals, by rule; columns that are missing or not used are mentioned."""
    extract = register.read(file("Audits 2025-06-30.csv", AUDITS))
    assert extract.dropped == {"audits": {"blank_row": 1, "totals_row": 1}}
    assert extract.as_at == date(2025, 6, 30)
    assert {note.code for note in extract.notes} == {"absent_column", "extra_columns"}


@pytest.mark.parametrize(
    ("name", "header", "expected"),
    [
        ("list.csv", "Worker,Start date,End date,Days lost", SicknessAbsences),
        ("list.csv", "Employee,Absence start,Absence end", SicknessAbsences),
        ("Sickness June 2025.csv", "Worker,Start date,End date", SicknessAbsences),
        ("list.csv", "Worker,Supervision due,Supervision date", Supervisions),
        ("list.csv", "Team,Role,Establishment,As at", EstablishmentPosts),
        ("Establishment 2025-06-30.csv", "Team,Role,Establishment", EstablishmentPosts),
        ("list.csv", "Team,Role,Establishment", None),  # of which day?
        ("list.csv", "Worker,Start date,End date", None),  # sickness, or agency?
        ("list.csv", "Worker,Due date", None),
        ("list.csv", "Name,Telephone", None),
        ("list.md", "Worker,Start date,End date,Days lost", None),
    ],
)
def test_what_a_table_is(file, name, header, expected):
    """A heading that only one register has, or the name, decides; nothing is guessed."""
    assert register.recognise(file(name, f"{header}\nx,y,z,w\n")) is expected


@pytest.mark.parametrize("dataset", register.registers(), ids=lambda dataset: dataset.name)
def test_a_heading_means_one_column(dataset):
    """Within a register no two columns can be taken for each other."""
    meanings = [
        {meaning(title) for title in (words(column), *column.headings)}
        for column in dataset.columns.values()
        if column.headings or not column.derived
    ]
    assert frozenset() not in set().union(*meanings)
    assert sum(map(len, meanings)) == len(set().union(*meanings))


def test_a_snapshot_takes_its_day_from_the_name(file):
    """Where no column states it."""
    path = file("Establishment June 2025.csv", "Team,Role,Establishment\nDuty,Social worker,5.5\n")
    extract = register.read(path)
    assert extract.records["establishment_posts"]["snapshot_date"].tolist() == ["2025-06-30"]
    assert extract.as_at == date(2025, 6, 30)


def test_the_newest_day_of_a_snapshot_is_its_day(file):
    """A plan for a day to come, or a slip of the pen, is not."""
    path = file("Backlog.csv", "As at,Child ID,Work,RAG,Waiting since\n01/06/2025,A1,Contact,Red,30/05/2025\n")
    extract = register.read(path)
    assert extract.as_at is None
    latest = FORMATS["register.backlog_items"].latest_date
    assert latest(extract.records, not_after=date(2025, 7, 1)) == date(2025, 6, 1)
    assert latest(extract.records, not_after=date(2025, 5, 31)) is None


def test_a_workbook_with_a_sheet_for_each_month_is_one_register(tmp_path):
    """Rows are numbered through; the sheet's name gives the day."""
    path = tmp_path / "Establishment.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Ann Elm").write_row(0, 0, ["Notes"])
        for month in ("May 2025", "June 2025"):
            sheet = book.add_worksheet(month)
            for line, row in enumerate([["Team", "Role", "Establishment"], ["Duty", "Manager", 1.5]]):
                sheet.write_row(line, 0, row)
    extract = register.read(path)
    rows = extract.records["establishment_posts"]
    assert rows["source_sheet"].tolist() == ["sheet 2", "sheet 3"]
    assert "sheet 1 has 1 rows and is no register" in [note.message for note in extract.notes]
    assert "Ann" not in str(extract.notes)
    assert rows["snapshot_date"].tolist() == ["2025-05-31", "2025-06-30"]
    assert rows["row_number"].tolist() == [0, 1]
    assert rows["established_fte"].tolist() == ["1.5", "1.5"]


@pytest.mark.parametrize(
    ("name", "text", "cause"),
    [
        ("Sickness and agency.csv", "Worker,Start date,End date\nA,B,C\n", "may be any of the registers"),
        ("Audits.csv", AUDITS.replace("RAG", "Overall grade").replace("Audit grade", "Judgement"), "may be grade"),
        ("Audits.csv", "Child\n", "columns of no register"),
        ("Audits.csv", AUDITS.replace("Good", '"Good'), "quotation mark"),
    ],
)
def test_what_cannot_be_told_is_refused(file, name, text, cause):
    """In one line, which holds nothing from inside."""
    with pytest.raises(UnreadableExtract, match=cause) as refused:
        register.read(file(name, text))
    assert "000123" not in str(refused.value)


def test_what_is_another_register_by_now_is_refused(file):
    """A declaration changed between the day a file was kept and the day it is read."""
    with pytest.raises(UnreadableExtract, match="columns of audits, not of supervisions"):
        register.read(file("list.csv", AUDITS), Supervisions)


def test_rows_that_do_not_fit_are_named(file):
    """Shifted values and a line that was cut off."""
    extract = register.read(file("Audits.csv", AUDITS + "1,Good,01/04/2025,A3,Monthly,6\n2,Good"))
    assert extract.dropped["audits"] == {"blank_row": 1, "totals_row": 1, "too_many_cells": 1, "cut_off_row": 1}
    assert {"too_many_cells", "cut_off_row"} <= {note.code for note in extract.notes}


@pytest.mark.parametrize(
    ("dataset", "days", "window"),
    [
        (Audits, ["2025-04-01", "2025-07-01"], (date(2025, 4, 1), date(2025, 6, 30))),
        (Audits, ["2005-04-01", "2025-04-01"], (date(2024, 7, 1), date(2025, 6, 30))),
        (Audits, ["2025-08-01"], (date(2025, 6, 30), date(2025, 6, 30))),
        (Audits, [], (date(2025, 6, 30), date(2025, 6, 30))),
        (BacklogItems, ["2025-05-31", "2025-06-28"], (date(2025, 6, 28), date(2025, 6, 28))),
    ],
)
def test_what_a_register_covers(dataset, days, window):
    """Events: since the first row, at most a year; a snapshot: its day."""
    section = FORMATS[f"register.{dataset.name}"].sections[f"register.{dataset.name}"]
    assert section.window(date(2025, 6, 30), pd.Series(pd.to_datetime(days))) == window
