"""Where extracts arrive: zips with and without a password, and addresses that are not a folder of this machine."""

import zipfile
from pathlib import Path

import pytest
import pyzipper
import sqlalchemy as sa

from flows.nightly import nightly
from flows.opened import looking_at
from flows.summary import ExitCode, Summary
from flows.telling import tell_person
from tests.malformed.cases import EPISODES, REFERRALS, sheets
from tests.malformed.census import sound_census
from tests.malformed.nights import age, write_project
from warehouse.alerts import alert
from warehouse.ledger_tables import extract

CENSUS = sound_census(3)
RETURN = (EPISODES + "A1,01/05/2022,S,C2,N1,U4,PR1,,\n").encode()
PASSWORD = "invented for this test"


@pytest.fixture(autouse=True)
def no_further_than_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """What becomes of the rows afterwards does not depend on where they came from."""
    for step in ("load", "publish", "report"):
        monkeypatch.setattr(f"flows.nightly.{step}", lambda *_: None)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with an empty inbox; the password of its zips is in a file."""
    return write_project(tmp_path / "project")


def zipped(path: Path, password: str = "", **entries: bytes) -> None:
    """Write a zip, locked with AES where a password is given; `__` in a name stands for a folder."""
    opened = (
        pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES)
        if password
        else zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
    )
    with opened as archive:
        if password:
            archive.setpassword(password.encode())
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)


def states(project: Path) -> dict[str, str]:
    """Return the state of each extract by the name under which it arrived."""
    with looking_at(project) as (_, connection):
        return dict(connection.execute(sa.select(extract.c.file_name, extract.c.state)).all())


def run(project: Path) -> Summary:
    """Run on an inbox in which everything has lain for an hour."""
    age(project / "in")
    return nightly(project)


# --- Zips


def test_what_a_zip_holds_arrives_as_if_it_lay_in_the_inbox(project: Path, tmp_path: Path):
    """A file, a folder that is one extract, and what a zip within it holds, each under a name that tells the way."""
    sheets(List_3=REFERRALS)(tmp_path / "a.xlsx", "")
    zipped(tmp_path / "inner.zip", **{"Annex A 2023-04-30_dot_xlsx": (tmp_path / "a.xlsx").read_bytes()})
    zipped(
        project / "in" / "delivery.zip",
        census_dot_xml=CENSUS.encode(),
        SSDA903_2023__episodes_dot_csv=RETURN,
        **{"_dot_hidden": b"x", "inner_dot_zip": (tmp_path / "inner.zip").read_bytes()},
    )
    summary = run(project)
    assert states(project) == {
        "delivery.zip/census.xml": "conformed",
        "delivery.zip/SSDA903_2023": "conformed",
        "delivery.zip/inner.zip/Annex A 2023-04-30.xlsx": "conformed",
    }
    assert summary.exit_code is ExitCode.SUCCESS
    again = run(project)
    assert (again.extracts, again.seen_before) == ([], 3)


def test_a_zip_of_a_return_is_the_return(project: Path):
    """Its tables lie at the top of it; its name says the year."""
    zipped(project / "in" / "SSDA903_2023.zip", episodes_dot_csv=RETURN)
    run(project)
    assert states(project) == {"SSDA903_2023.zip/SSDA903_2023": "conformed"}


def test_the_same_content_in_and_out_of_a_zip_is_one_extract(project: Path):
    """Known by what it is, not by how it came."""
    (project / "in" / "census.xml").write_text(CENSUS)
    zipped(project / "in" / "delivery.zip", census_dot_xml=CENSUS.encode())
    assert run(project).seen_before == 1
    assert states(project) == {"census.xml": "conformed"}


def test_a_locked_zip_is_told_once_and_taken_when_its_password_is_there(project: Path):
    """It waits in the inbox, with one alert that recovers; the password is in no line, log or table."""
    zipped(project / "in" / "locked.zip", PASSWORD, census_dot_xml=CENSUS.encode())
    secret = project / "zip.password"
    secret.unlink()
    first = run(project)
    (result,) = first.extracts
    assert (result.state, first.exit_code) == ("unreadable", ExitCode.UNREADABLE)
    assert result.reason.startswith(f"it is locked with a password. There is no file {secret}")
    assert (run(project).extracts, states(project)) == ([], {"locked.zip": "unreadable"})
    secret.write_text(PASSWORD)
    taken = run(project)
    assert [done.file_name for done in taken.extracts] == ["locked.zip/census.xml"]
    with looking_at(project) as (_, connection):
        assert connection.scalars(sa.select(alert.c.state)).all() == ["recovered"]
    assert PASSWORD.encode() not in (project / "warehouse.db").read_bytes()
    assert not any(PASSWORD in line for line in tell_person(taken))


def test_a_zip_that_cannot_be_unpacked_leaves_nothing_behind(project: Path):
    """No half of it in the archive's working folder."""
    zipped(project / "in" / "locked.zip", "another", census_dot_xml=CENSUS.encode())
    run(project)
    assert not list((project / "archive" / ".work").rglob("*"))
