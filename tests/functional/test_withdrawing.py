"""An extract that should never have been loaded is taken back, and the store is as if it had not arrived."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from expectations.datasets import Children, Referrals
from flows.cli import app
from flows.loading import load
from flows.nightly import nightly
from flows.opened import looking_at
from flows.run import utc_now
from tests.malformed.cases import REFERRALS, sheets
from tests.malformed.nights import age, write_project
from warehouse import conformed, ledger_tables, runs
from warehouse.engine import connect, writing
from warehouse.ledger_tables import extract

RIGHT = [REFERRALS[0], ["A1", "2023-04-02", "1A"], ["A2", "2023-04-03", "1B"]]
NEXT = [REFERRALS[0], ["A1", "2023-04-02", "1A"], ["A3", "2023-05-03", "1B"]]
WRONG = [REFERRALS[0], ["A1", "2023-04-02", "2A"], ["B7", "2023-05-04", "1B"]]


@pytest.fixture(autouse=True)
def as_far_as_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Star and figures follow from the store."""
    for step in ("load", "publish", "report"):
        monkeypatch.setattr(f"flows.nightly.{step}", lambda *_: None)


def run(project: Path) -> None:
    age(project)
    nightly(project)


def deliver(project: Path, name: str, rows: list[list[str]], inbox: str = "in") -> Path:
    file = project / inbox / f"Annex A {name}.xlsx"
    sheets(List_3=rows)(file, "")
    run(project)
    return file


def said(project: Path) -> list[pd.DataFrame]:
    """Return every statement, and what extracts cover."""
    with looking_at(project) as (_, connection):
        found = [conformed.statements(connection, "999", dataset) for dataset in (Children, Referrals)]
        return [*found, conformed.coverage(connection, "999").drop(columns="columns")]


def withdraw(project: Path, file_name: str) -> str:
    with looking_at(project) as (_, connection):
        number = connection.scalar(sa.select(extract.c.extract_id).where(extract.c.file_name == file_name))
    done = CliRunner().invoke(app, ["extracts", "withdraw", number[:12], "--project", str(project)])
    return done.output if done.exit_code == 0 else str(done.exception)


def states(project: Path) -> dict[tuple[str, str], str]:
    with looking_at(project) as (_, connection):
        rows = connection.execute(sa.select(extract.c.authority_code, extract.c.file_name, extract.c.state)).all()
    return {(authority, name): state for authority, name, state in rows}


def test_the_store_is_as_if_the_extract_had_never_arrived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What it had replaced is said again, what it had taken back stands again, and the next run loads that."""
    monkeypatch.setattr("flows.nightly.load", load)
    project = write_project(tmp_path / "project")
    deliver(project, "2023-04-30", RIGHT)
    before = said(project)
    deliver(project, "2023-05-31", WRONG)
    assert "4 statements were taken back, and 1 other extracts" in withdraw(project, "Annex A 2023-05-31.xlsx")
    assert all(now.equals(then) for now, then in zip(said(project), before, strict=True))
    run(project)
    with looking_at(project) as (_, connection):
        loads = sa.select(ledger_tables.load.c.content_hash).order_by(ledger_tables.load.c.load_id)
        hashes = connection.scalars(loads).all()
    assert len(hashes) == 3 and hashes[2] == hashes[0] != hashes[1]
    assert states(project)["999", "Annex A 2023-05-31.xlsx"] == "withdrawn"  # though it lies in the inbox still


def test_a_workbook_of_another_authority_is_taken_where_it_belongs(tmp_path: Path):
    """Nothing in an Annex A says whose it is: withdrawn here and moved, it arrives there."""
    project = write_project(tmp_path / "project")
    settings = project / "lodestar.toml"
    other = '[[authorities]]\ncode = "852"\nname = "Otherham"\ninbox = "other"\n\n[sources]'
    settings.write_text(settings.read_text().replace("[sources]", other))
    (project / "other").mkdir()
    deliver(project, "2023-04-30", RIGHT)
    astray = deliver(project, "2023-05-31", WRONG)
    withdraw(project, astray.name)
    shutil.move(astray, project / "other")
    run(project)
    assert states(project) == {
        ("999", "Annex A 2023-04-30.xlsx"): "conformed",
        ("852", "Annex A 2023-05-31.xlsx"): "conformed",
    }


def test_what_was_withdrawn_can_be_let_in_again_and_what_is_alone_is_not_withdrawn(tmp_path: Path):
    """A person may be wrong twice; without any extract there would be nothing to load."""
    project = write_project(tmp_path / "project")
    deliver(project, "2023-04-30", RIGHT)
    assert "is all that 999 has" in withdraw(project, "Annex A 2023-04-30.xlsx")
    deliver(project, "2023-05-31", NEXT)
    before = said(project)
    withdraw(project, "Annex A 2023-05-31.xlsx")
    with looking_at(project) as (_, connection):
        number = connection.scalar(sa.select(extract.c.extract_id).where(extract.c.state == "withdrawn"))
    assert CliRunner().invoke(app, ["extracts", "accept", number, "--project", str(project)]).exit_code == 0
    run(project)
    assert all(now.equals(then) for now, then in zip(said(project), before, strict=True))


def test_nothing_is_withdrawn_while_another_run_writes(tmp_path: Path):
    """Two would write at once. Nothing is changed."""
    project = write_project(tmp_path / "project")
    deliver(project, "2023-04-30", RIGHT)
    engine = connect(f"sqlite:///{project / 'warehouse.db'}")
    with writing(engine) as connection:
        runs.start_run(connection, "another", now=utc_now())
        runs.acquire_lease(connection, "999", run_id="another", now=utc_now(), seconds=900)
    assert "is being written by another run" in withdraw(project, "Annex A 2023-04-30.xlsx")
    assert states(project) == {("999", "Annex A 2023-04-30.xlsx"): "conformed"}
