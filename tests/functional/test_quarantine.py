"""What is held back becomes work: listed for a team, judged again, let go in the end; nothing is lost on the way."""

import os
import re
import shutil
from datetime import timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from expectations.contract import Severity, rule
from expectations.datasets import Children, Referrals
from flows.cli import app
from flows.nightly import nightly
from flows.opened import looking_at
from flows.run import utc_now
from tests.malformed.cases import sheets
from tests.malformed.nights import age, write_project
from warehouse import conformed, ledger, runs
from warehouse.engine import connect, writing
from warehouse.ledger_tables import extract_section, finding
from warehouse.ledger_tables import quarantine as quarantine_table

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
    assert "999: 2 entries, 1 team, written to" in said
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


def test_the_quality_page_counts_by_the_teams_that_the_settings_name(project: Path, monkeypatch: pytest.MonkeyPatch):
    """Month by month, for as long as nothing of it can have been deleted."""
    settings = project / "lodestar.toml"
    named = settings.read_text().replace('inbox = "in"\n', 'inbox = "in"\nteams = ["North/East"]\n')
    settings.write_text(named.replace("# quarantine_days", "quarantine_days"))
    by_team = r"North/East</th>\s*<td[^>]*Apr 2023[^>]*><span>1</span>"

    def page() -> str:
        lodestar(project, "report")
        return (project / "reports" / "quality-999.html").read_text()

    assert re.search(by_team, page())
    monkeypatch.setattr("flows.reporting.utc_now", lambda: utc_now() + timedelta(days=731))
    assert "North/East" not in page()


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


# --- Replay


@rule("north", Severity.ERROR, fields=("team",))
def of_the_north(referrals):
    """The referral is the north's."""
    return referrals["team"] == "North"


@pytest.fixture
def stricter(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Another rule than before, until it is undone."""
    rules = pytest.MonkeyPatch()
    rules.setattr(Referrals, "rules", (*Referrals.rules, of_the_north))
    yield rules
    rules.undo()


def kept(project: Path) -> list[list[tuple]]:
    """Return all that depends on how rows were judged: statements, accounts, findings, what is held."""
    tables = (
        (extract_section, ("section",)),
        (finding, ("section", "rule")),
        (quarantine_table, ("section", "source_line")),
    )
    with looking_at(project) as (_, connection):
        said = [conformed.statements(connection, "999", dataset) for dataset in (Children, Referrals)]
        rows = [
            connection.execute(
                sa.select(*(column for column in table.c if column.name != "quarantine_id")).order_by(
                    table.c.extract_id, *(table.c[name] for name in order)
                )
            ).all()
            for table, order in tables
        ]
    return [*(sorted(map(tuple, each.astype(object).fillna("").astype(str).to_numpy())) for each in said), *rows]


def accounts(project: Path) -> pd.DataFrame:
    with looking_at(project) as (_, connection):
        return pd.read_sql(sa.select(extract_section), connection).set_index("section")


REFERRALS = "annex_a.list_3.referrals"
SOUTH = ["S1", "2023-04-04", "1A", "South"]
FEW = ["C1", "2023-04-05", "1A", "North"]


def test_held_rows_are_loaded_once_the_rule_is_gone(tmp_path: Path, stricter):
    """As if they had arrived under today's rules: one more rule held twelve rows, and holds them no more."""
    loosened, fresh = write_project(tmp_path / "loosened"), write_project(tmp_path / "fresh")
    change_gate(loosened)
    deliver(loosened, "2023-04-30", FEW, NO_DATE, SOUTH)
    assert accounts(loosened).loc[REFERRALS, "rows_quarantined"] == 14
    stricter.undo()
    said = lodestar(loosened, "quarantine", "replay")
    assert "judged again: 1 extract. Held were 14 rows and 0 values, held are 1 row and 0 values." in said
    deliver_the_same(fresh, loosened)
    assert same(kept(loosened), kept(fresh))
    (account,) = accounts(loosened).loc[[REFERRALS]].to_dict("records")
    assert account["rows_in"] == account["rows_loaded"] + account["rows_quarantined"] + account["rows_dropped"]


def deliver_the_same(project: Path, other: Path) -> None:
    """Deliver what another project has, all at once."""
    shutil.copytree(other / "in", project / "in", dirs_exist_ok=True)
    age(project)
    nightly(project)


def change_gate(project: Path) -> None:
    settings = project / "lodestar.toml"
    settings.write_text(settings.read_text().replace("quarantined_share = 0.10", "quarantined_share = 1"))


def same(some: list[list[tuple]], others: list[list[tuple]]) -> bool:
    return all(ours == theirs for ours, theirs in zip(some, others, strict=True))


def test_under_a_stricter_rule_what_an_older_extract_said_stands_again(tmp_path: Path, stricter):
    """The newer statement is held now; the older one, of another team, is what the store has of the referral."""
    stricter.undo()
    tightened, fresh = write_project(tmp_path / "tightened"), write_project(tmp_path / "fresh")
    for project in (tightened, fresh):
        change_gate(project)
    deliver(tightened, "2023-04-30", ["C1", "2023-04-05", "1A", "South"])
    deliver(tightened, "2023-05-31", FEW, SOUTH, NO_DATE)
    stricter.setattr(Referrals, "rules", (*Referrals.rules, of_the_north))
    lodestar(tightened, "quarantine", "replay")
    deliver_the_same(fresh, tightened)
    assert same(kept(tightened), kept(fresh))
    with looking_at(tightened) as (_, connection):
        said = conformed.statements(connection, "999", Referrals)
    assert said.loc[said["child_id"] == "C1", "team"].tolist() == ["South"]


def test_the_next_run_loads_what_was_judged_again(project: Path):
    """Its extract counts as one that no load has included."""
    lodestar(project, "quarantine", "replay")
    with looking_at(project) as (_, connection):
        assert len(ledger.extracts_to_load(connection, "999")) == 1


@pytest.mark.parametrize("place", ["conformed.unsay", "quarantine.supersede", "ledger.load_again"])
def test_a_replay_that_is_killed_changes_nothing(project: Path, monkeypatch: pytest.MonkeyPatch, place: str):
    """All of an authority is recorded again in one transaction; the next replay does it."""
    before = kept(project)

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"flows.replaying.{place}", killed)
        with pytest.raises((KeyboardInterrupt, SystemExit, AssertionError)):
            assert CliRunner().invoke(app, ["quarantine", "replay", "--project", str(project)]).exit_code == 0
    assert same(kept(project), before)
    assert "judged again" in lodestar(project, "quarantine", "replay")
    assert same(kept(project), before)


def test_no_replay_into_a_stop(tmp_path: Path, stricter):
    """An extract that would not be loaded any more is for a person to decide on: nothing is changed."""
    stricter.undo()
    project = write_project(tmp_path / "project")
    deliver(project, "2023-04-30", NO_DATE)
    before = kept(project)
    critical = rule("north", Severity.CRITICAL, fields=("team",))(of_the_north.fails)
    stricter.setattr(Referrals, "rules", (*Referrals.rules, critical))
    assert "would now be stopped: north: The referral is the north's. (12 rows)" in lodestar(
        project, "quarantine", "replay"
    )
    assert same(kept(project), before)


def test_no_replay_of_nothing_or_beside_another_run(project: Path):
    """Nothing held is nothing to judge; two would write at once."""
    engine = connect(f"sqlite:///{project / 'warehouse.db'}")
    with writing(engine) as connection:
        runs.start_run(connection, "another", now=utc_now())
        runs.acquire_lease(connection, "999", run_id="another", now=utc_now(), seconds=900)
    assert "is being written by another run" in lodestar(project, "quarantine", "replay")
    with writing(engine) as connection:
        runs.release_lease(connection, "999", run_id="another")
    engine.dispose()
    deliver(project, "2023-05-31")
    assert lodestar(project, "quarantine", "replay") == "999: nothing is held back.\n"


# --- Expiry


def keep_for(project: Path, days: int) -> None:
    settings = project / "lodestar.toml"
    settings.write_text(settings.read_text().replace("# quarantine_days = 730", f"quarantine_days = {days}"))


def test_what_is_held_too_long_goes_and_is_accounted_for(project: Path, monkeypatch: pytest.MonkeyPatch):
    """After the days that the council set; the rows count as dropped by a named rule, and every run sees to it."""
    assert "has no quarantine_days" in lodestar(project, "quarantine", "expire")
    assert lodestar(project, "status").startswith("Last run    completed")
    keep_for(project, 60)
    assert lodestar(project, "quarantine", "expire").startswith("999: 0 entries deleted")
    before = accounts(project).loc[REFERRALS]
    later = utc_now() + pd.Timedelta(days=61)
    monkeypatch.setattr("flows.expiring.utc_now", lambda: later)
    assert nightly(project).expired == 2
    after = accounts(project).loc[REFERRALS]
    assert (before["rows_quarantined"], after["rows_quarantined"]) == (1, 0)
    assert after["dropped_by"] == before["dropped_by"] | {"retention": 1}
    assert after["rows_in"] == after["rows_loaded"] + after["rows_dropped"] == before["rows_in"]
    assert lodestar(project, "quarantine", "list").startswith("0 entries.")
    assert nightly(project).expired == 0
