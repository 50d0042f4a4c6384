"""The SSDA903 as CSV files: which table a file is, of which year, and what becomes of its lines."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from flows.sources import ssda903
from flows.sources.extract import UnreadableExtract
from flows.sources.formats import recognise

EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
ONE = "A1,01/04/2023,S,C2,N1,U4,PR1,,,,ZZ1 1AA,ZZ2 2BB,12345\n"


def put(folder: Path, **tables: str) -> Path:
    """Write files by the name of their table into a folder."""
    folder.mkdir()
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("SSDA903_2024", 2024),
        ("SSDA903 2023-24", 2024),
        ("903 2023_2024", 2024),
        ("ssda903 202324", 2024),
        ("SSDA903_2020_episodes", 2020),
        ("as at 2024-03-31", 2024),
        ("as at 14 April 2023", 2024),
        ("episodes", None),
        ("2022 and 2024", None),
        ("SSDA903_1999", None),
    ],
)
def test_the_year_comes_from_the_name(name: str, year: int | None):
    """Two years, and none, are no year."""
    assert ssda903.collection_year(name) == year


def test_a_folder_is_one_return(tmp_path: Path):
    """Each file is known by its columns; what its name says does not matter."""
    folder = put(tmp_path / "SSDA903_2024", first=EPISODES + ONE, second="CHILD,DOB,DUC\nA1,01/01/2010,\n")
    assert recognise(folder).name == "ssda903"
    extract = ssda903.read(folder)
    assert {kind: len(rows) for kind, rows in extract.records.items()} == {"episodes": 1, "uasc": 1}
    assert (extract.as_at, extract.collection_year) == (date(2024, 3, 31), 2024)
    assert [note.code for note in extract.notes] == ["missing_column"]  # SEX of table uasc


def test_the_year_may_stand_in_the_names_of_the_files(tmp_path: Path):
    """As long as all say the same."""
    folder = put(tmp_path / "looked after", episodes_2024=EPISODES + ONE)
    assert ssda903.read(folder).collection_year == 2024


def test_every_line_has_one_fate(tmp_path: Path):
    """Blank and shifted lines and a second header are left out and counted; letter case of titles is no matter."""
    text = EPISODES.lower() + ONE + "\n" + EPISODES + ONE.replace("\n", ",surplus\n") + ONE.replace("A1", "A2")
    extract = ssda903.read(put(tmp_path / "SSDA903_2024", episodes=text))
    assert extract.dropped == {"episodes": {"blank_row": 1, "repeated_header": 1, "too_many_cells": 1}}
    assert extract.records["episodes"]["CHILD"].tolist() == ["A1", "A2"]
    assert extract.records["episodes"]["source_line"].tolist() == [2, 6]
    (note,) = extract.notes
    assert note.message == "file episodes.csv (episodes): 1 rows do not fit the header and are left out: line 5"


@pytest.mark.parametrize(
    ("name", "tables", "cause"),
    [
        ("looked after", {"episodes": EPISODES + ONE}, "does not say which year it is of"),
        ("SSDA903_2024", {"one": EPISODES + ONE, "two": EPISODES}, "two of its files hold the table episodes"),
        ("SSDA903_2024", {"episodes": EPISODES.replace("CIN", "LS") + ONE}, "column LS stands more than once"),
        ("SSDA903_2024", {"episodes": EPISODES + 'A1,"01/04/2023,S'}, "misplaced quotation mark"),
        ("SSDA903_2024", {"other": "A,B\n1,2\n"}, "no file of it is a table of the SSDA903"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, name: str, tables: dict[str, str], cause: str):
    """One line with the file and the cause, and nothing out of the file."""
    with pytest.raises(UnreadableExtract, match=cause) as raised:
        ssda903.read(put(tmp_path / name, **tables))
    assert "A1" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_another_csv_is_not_ours(tmp_path: Path):
    """Nor is an empty file."""
    for text in ("A,B\n1,2\n", ""):
        file = tmp_path / "SSDA903_2024.csv"
        file.write_text(text)
        assert not ssda903.recognise(file)


@pytest.mark.parametrize("records", [{"epsodes": pd.DataFrame()}, {"uasc": pd.DataFrame({"NAME": ["x"]})}])
def test_only_what_the_return_has_is_written(tmp_path: Path, records: dict[str, pd.DataFrame]):
    """A table or a column that there is not is a mistake of the caller."""
    with pytest.raises(ValueError, match="has no"):
        ssda903.write(tmp_path / "out", records)
