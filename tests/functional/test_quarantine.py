"""What is held back becomes work: listed for a team, judged again, let go in the end; nothing is lost on the way."""

import os
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.nightly import nightly
from tests.malformed.cases import sheets
from tests.malformed.nights import age, write_project

HEADINGS = ["Child Unique ID", "Date of Referral", "Referral Source", "Allocated Team"]
SOUND = [[f"A{number}", "2023-04-02", "1A", "North"] for number in range(12)]
UNKNOWN_CODE = ["B1", "2023-04-03", "@Zebedee", "North/East"]
NO_DATE = ["B2", "Zebedee", "1A", ""]


@pytest.fixture(autouse=True)
def as_far_as_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Star and figures follow from the store."""
    for step in ("load", "publish", "report"):
        monkeypatch.setattr(f"flows.nightly.{step}", lambda *_: None)


def deliver(project: Path, name: str, *rows: list[str]) -> None:
    """Deliver a list of referrals as at a day, and run."""
    sheets(List_3=[HEADINGS, *SOUND, *rows])(project / "in" / f"Annex A {name}.xlsx", "")
    age(project)
    nightly(project)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a referral that is held and one that is loaded without its source."""
    project = write_project(tmp_path / "project")
    deliver(project, "2023-04-30", UNKNOWN_CODE, NO_DATE)
    return project


def lodestar(project: Path, *words: object) -> str:
    """Return what a command says, or the words of its error."""
    done = CliRunner().invoke(app, [*map(str, words), "--project", str(project)])
    return done.output if done.exit_code == 0 else str(done.exception)


def rows_of(file: Path) -> dict[str, list[dict[str, object]]]:
    book = openpyxl.load_workbook(file)
    return {
        sheet.title: [
            dict(zip([cell.value for cell in sheet[1]], row, strict=True))
            for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        for sheet in book
    }


# --- The work list


def test_each_team_has_a_sheet_that_says_what_to_do(project: Path, tmp_path: Path):
    """Which record, which field, what was delivered, what to do; rows without a team have a sheet too."""
    said = lodestar(project, "quarantine", "worklist", tmp_path / "lists")
    assert "999: 2 entries, 1 teams, written to" in said
    assert not any(word in said for word in ("Zebedee", "B1", "North"))
    (file,) = (tmp_path / "lists").iterdir()
    (unknown,), (undated,) = (listed := rows_of(file)).values()
    assert list(listed) == ["North East", "No team"]
    assert unknown["In the figures"] == "The row counts without the value"
    assert unknown["Record"] == "child identifier B1, referral date 2023-04-03"
    assert (unknown["Field"], unknown["As delivered"], unknown["Line"]) == ("source", "@Zebedee", 14)
    assert unknown["What to do"].startswith("Choose a code of the list for the source")
    assert undated["In the figures"] == "The row is missing"
    assert (undated["Record"], undated["Field"]) == (
        "child identifier B2, referral date Zebedee",
        "referral date",
    )
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_record_is_on_the_list_since_it_was_first_held(project: Path, tmp_path: Path, monkeypatch):
    """The next month's list has it again: it is work since the first time."""
    first = rows_of_the_list(project, tmp_path / "first")["No team"][0]
    monkeypatch.setattr("flows.keeping.utc_now", lambda: first["Since"].replace(year=2060))
    deliver(project, "2023-05-31", NO_DATE, ["B3", "Dougal", "1A", ""])
    again, new = rows_of_the_list(project, tmp_path / "again")["No team"]
    assert (again["Record"], again["Since"]) == (first["Record"], first["Since"])
    assert again["Number"] != first["Number"] and again["Extract"] == "Annex A 2023-05-31.xlsx"
    assert new["Since"].year == 2060


def rows_of_the_list(project: Path, folder: Path) -> dict[str, list[dict[str, object]]]:
    lodestar(project, "quarantine", "worklist", folder)
    (file,) = folder.iterdir()
    return rows_of(file)


@pytest.mark.parametrize("place", ["reports", "in", "archive/lists"])
def test_no_list_of_children_in_a_folder_of_the_project(project: Path, place: str):
    """Others read the pages, and a run would take what lies in the inbox."""
    said = lodestar(project, "quarantine", "worklist", project / place)
    assert f"lies in the project's {'inbox' if place == 'in' else place.partition('/')[0]} folder" in said
    assert not list(project.glob("**/work-list*"))
    assert "lies in the project's" in lodestar(project, "quarantine", "export", project / place / "held.csv")


@pytest.mark.skipif(os.name != "posix", reason="rights are asked for on POSIX only")
def test_no_list_of_children_in_a_folder_that_everybody_may_read(project: Path, tmp_path: Path):
    """The folder is named, and what closes it."""
    (folder := tmp_path / "open").mkdir()
    folder.chmod(0o755)
    assert f'Run "chmod 700 {folder}"' in lodestar(project, "quarantine", "worklist", folder)
    assert not list(folder.iterdir())


def test_nothing_held_is_no_list(project: Path, tmp_path: Path):
    """A workbook without a row would be opened for nothing."""
    deliver(project, "2023-05-31")
    assert lodestar(project, "quarantine", "worklist", tmp_path / "lists") == "999: nothing is held back.\n"
    assert not list((tmp_path / "lists").iterdir())
    assert "There is no authority 852" in lodestar(
        project, "quarantine", "worklist", tmp_path / "lists", "--authority", 852
    )
