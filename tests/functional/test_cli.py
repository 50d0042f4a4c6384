"""The command line: what it says, and how it ends; never with a traceback."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.cli import main
from flows.initialising import initialise
from flows.opened import looking_at
from flows.run import utc_now
from flows.sample.authority import CODE, write_sample
from flows.settings import load_settings
from warehouse import runs
from warehouse.engine import connect, writing
from warehouse.ledger_tables import extract, quarantine


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@pytest.fixture
def lodestar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command in this process, as the installed script does; no traceback, whatever happens."""
    for name in ("GX_ANALYTICS_ENABLED", "PREFECT_API_URL", "PREFECT_SERVER_ANALYTICS_ENABLED", "DO_NOT_TRACK"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["lodestar", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = Said(ended.value.code or 0, *capsys.readouterr())
        assert "Traceback" not in said.out + said.err
        return said

    return run


def make(folder: Path, *, warehouse: str = "sqlite:///warehouse.db") -> Path:
    """Make a project that takes files at once."""
    list(initialise(folder, code=CODE, name="Sampleton", inbox="in", warehouse=warehouse, alert_url=""))
    change(folder, "quiet_seconds = 30", "quiet_seconds = 0")
    return folder


def change(project: Path, old: str, new: str) -> None:
    settings = project / "lodestar.toml"
    assert old in settings.read_text()
    settings.write_text(settings.read_text().replace(old, new))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that no run has seen."""
    return make(tmp_path / "project")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A project with two publications, a row in quarantine and an extract that the gate stopped.

    Each test that changes something copies it.
    """
    from flows.nightly import nightly

    folder = tmp_path_factory.mktemp("night")
    list(write_sample(folder / "x", children=12, first_year=2022, last_year=2023, months=0, mess=0, seed=7))
    first, second = sorted((folder / "x").iterdir())
    second.write_text(second.read_text().replace("<CPPendDate>2022", "<CPPendDate>2002", 1))
    project = make(folder / "project")
    shutil.copy(first, project / "in")
    nightly(project)
    shutil.copy(second, project / "in")
    (project / "in" / "other.xml").write_text(first.read_text().replace("<LEA>999", "<LEA>852"))
    nightly(project)
    return project


@pytest.fixture
def copied(night: Path, tmp_path: Path) -> Path:
    """A copy of that project, to be changed."""
    return shutil.copytree(night, tmp_path / "copied")


# --- Settings


def test_a_missing_project_is_one_line(lodestar, tmp_path: Path):
    """Every command says that there is no lodestar.toml, and what makes one."""
    for words in (["run"], ["status"], ["publish"], ["report"], ["quarantine", "list"], ["extracts", "list"]):
        said = lodestar(*words, "--project", tmp_path)
        assert (said.code, said.out) == (2, "")
        assert said.err.splitlines() == [f'There is no lodestar.toml in {tmp_path}. Run "lodestar init" to write one.']


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("quiet_seconds", "quiet_secs", 'unknown key "sources.quiet_secs". Did you mean "quiet_seconds"?'),
        ("[gate]", "[gates]", 'unknown key "gates". Did you mean "gate"?'),
        ('name = "Sampleton"', 'nane = "S"\nname = "S"', 'unknown key "authorities.0.nane". Did you mean "name"?'),
        ("[gate]", "[gate", "is not valid TOML"),
        ("quarantined_share = 0.10", "quarantined_share = 10", "gate.quarantined_share: Input should be less than"),
        ("sqlite:///warehouse.db", "warehouse", "warehouse.url: this is no SQLAlchemy URL"),
        ("[sources]", '[[authorities]]\ncode = "999"\nname = "T"\ninbox = "x"\n[sources]', "have the same code"),
        ("[sources]", '[[authorities]]\ncode = "998"\nname = "T"\ninbox = "in"\n[sources]', "have the same inbox"),
        ('inbox = "in"', 'inbox = "sftp://a:secret@host/out"', "no password in an address"),
        (
            'inbox = "in"',
            'inbox = "in"\naccess = { password = "secret" }',
            "password is a secret: write it by reference",
        ),
        ('inbox = "in"', 'inbox = "in"\nzip_password = "secret"', "a password is written by reference"),
        ("[schedule]", '[[alerts.channels]]\nname = "a b"\nurl = "log:"\n[schedule]', "An alert channel's name is"),
        (
            "[schedule]",
            '[[alerts.owners]]\nname = "A"\nchannels = ["lok"]\n[schedule]',
            'names a channel that there is not. Did you mean "log"?',
        ),
        (
            "[schedule]",
            '[[alerts.channels]]\nname = "a"\nurl = "env:A"\n'
            'quiet = [{ from = "19:00", to = "07:00", till = 1 }]\n[schedule]',
            'unknown key "alerts.channels.0.quiet.0.till".',
        ),
        ("[schedule]", "[alerts.reminders]\ncritical = [0, 7]\n[schedule]", "alerts.reminders.critical.0: "),
    ],
)
def test_a_setting_that_is_wrong_is_one_line(lodestar, project: Path, old: str, new: str, says: str):
    """It names the file and the key, and what was probably meant; nothing was touched."""
    change(project, old, new)
    said = lodestar("run", "--project", project)
    (line,) = said.err.splitlines()
    assert (said.code, said.out) == (2, "")
    assert line.startswith(str(project / "lodestar.toml")) and says in line
    assert "secret@" not in line and '"secret"' not in line
    assert not (project / "warehouse.db").exists()


def test_settings_that_are_no_text_are_named(lodestar, project: Path):
    """A file in another encoding."""
    (project / "lodestar.toml").write_bytes(b"\xff\xfe")
    said = lodestar("run", "--project", project)
    assert (said.code, said.err) == (2, f"{project / 'lodestar.toml'} is not UTF-8 text. Save it as UTF-8.\n")


def test_an_environment_variable_overrides_a_setting(lodestar, project: Path, monkeypatch: pytest.MonkeyPatch):
    """LODESTAR_SECTION__KEY; other variables that begin alike do no harm."""
    monkeypatch.setenv("LODESTAR_WAREHOUSE__URL", "sqlite:///elsewhere.db")
    monkeypatch.setenv("LODESTAR_ALERT_TEAMS", "a secret of a channel")
    assert lodestar("run", "--project", project).code == 0
    assert (project / "elsewhere.db").exists()


def test_no_run_without_the_pseudonym_key(lodestar, project: Path):
    """Without it workers would look new, or stand in the warehouse by name."""
    for content in (None, ""):
        (project / "pseudonym.key").unlink() if content is None else (project / "pseudonym.key").write_text(content)
        said = lodestar("run", "--project", project)
        assert said.code == 2
        assert "pseudonym.key" in said.err and said.err.count("\n") == 1


# --- init and doctor


def test_init_makes_a_project_whose_key_is_closed_to_others(lodestar, tmp_path: Path):
    """Settings, key, inbox; doctor has nothing to say but that there is no population."""
    answers = {
        "--code": "852",
        "--name": 'South "Hams"',
        "--inbox": "in",
        "--alert-url": "",
        "--warehouse": "sqlite:///w.db",
    }
    said = lodestar("init", tmp_path / "new", *(word for pair in answers.items() for word in pair))
    assert said.code == 0
    assert load_settings(tmp_path / "new").authorities[0].name == 'South "Hams"'
    if os.name == "posix":
        assert (tmp_path / "new" / "pseudonym.key").stat().st_mode & 0o777 == 0o600
    examined = lodestar("doctor", "--project", tmp_path / "new")
    assert examined.code == 0
    assert [line for line in examined.lines if not line.startswith("ok")] == [
        "warn  population of 852: Not given: rates are left out. Add population = { 2024 = ... } to lodestar.toml, "
        'or load a published one with "lodestar benchmarks load FOLDER".'
    ]


@pytest.mark.parametrize(("code", "says"), [("../", "The code of an authority"), ("852", "exists already")])
def test_init_changes_no_project_that_is_there(lodestar, project: Path, code: str, says: str):
    """Nor does it take a code that is none."""
    folder = project if code == "852" else project / "new"
    words = ["--name", "S", "--inbox", "in", "--alert-url", "", "--warehouse", "sqlite:///w.db"]
    said = lodestar("init", folder, "--code", code, *words)
    assert said.code == 2
    assert says in said.err and said.err.count("\n") == 1


def test_doctor_says_what_to_do(lodestar, project: Path):
    """No inbox, no key, a database that is none: each in its line; exit code 1."""
    (project / "in").rmdir()
    (project / "pseudonym.key").unlink()
    (project / "warehouse.db").write_text("not a database at all" * 10)
    said = lodestar("doctor", "--project", project)
    failed = [line for line in said.lines if line.startswith("FAIL")]
    assert said.code == 1
    assert [line.split(":")[0] for line in failed] == [
        "FAIL  inbox of 999",
        "FAIL  pseudonym key",
        "FAIL  warehouse",
    ]


def test_doctor_names_a_setting_that_is_wrong(lodestar, project: Path):
    """Instead of failing by it."""
    change(project, "quiet_seconds", "quiet_secs")
    said = lodestar("doctor", "--project", project)
    assert (said.code, said.err) == (1, "")
    assert 'Did you mean "quiet_seconds"?' in said.out


# --- run


def test_a_run_without_files_is_a_success(lodestar, project: Path):
    """Nothing new, twice."""
    for _ in range(2):
        said = lodestar("run", "--project", project)
        assert (said.code, said.lines[-1][:11]) == (0, "Nothing new")


def test_a_first_run_on_files_still_being_written_says_that_nothing_is_published(lodestar, project: Path):
    """They were copied a moment ago: nothing stands yet that could go on standing."""
    for name in ("audits.csv", "sickness.csv"):
        (project / "in" / name).write_text("Child ID\n")
    change(project, "quiet_seconds = 0", "quiet_seconds = 30")
    assert lodestar("run", "--project", project).lines[-1] == (
        "Nothing new: 2 files were left alone because they may still be being written: run again; "
        "nothing is published yet."
    )


def test_a_run_without_its_inbox_fails_and_says_so(lodestar, project: Path):
    """Somebody renamed the folder: exit code 1, and an alert."""
    (project / "in").rmdir()
    said = lodestar("run", "--project", project)
    assert said.code == 1
    assert "FAILED      999: the inbox cannot be read; make it, or correct it in lodestar.toml." in said.lines
    assert "1 open" in lodestar("status", "--project", project).out
    (project / "in").mkdir()
    assert lodestar("run", "--project", project).code == 0
    assert "0 open" in lodestar("status", "--project", project).out


def test_a_run_beside_another_leaves_it_alone(lodestar, project: Path):
    """While another run holds the authority, this one does nothing and ends with exit code 6."""
    lodestar("run", "--project", project)
    engine = connect(load_settings(project).warehouse_url)
    with writing(engine) as connection:
        runs.start_run(connection, "other", now=utc_now())
        runs.acquire_lease(connection, CODE, run_id="other", now=utc_now(), seconds=60)
    engine.dispose()
    said = lodestar("run", "--project", project)
    assert said.code == 6
    assert "BUSY        999 is being written by another run" in said.lines


@pytest.mark.parametrize("command", ["run", "status", "doctor"])
def test_a_database_that_does_not_answer_is_one_line(lodestar, tmp_path: Path, command: str):
    """Neither its address nor its password is repeated."""
    project = make(tmp_path / "p", warehouse="postgresql+psycopg://user:sesame@127.0.0.1:1/none")
    said = lodestar(command, "--project", project)
    assert said.code == 1
    assert "sesame" not in said.out + said.err and "127.0.0.1" not in said.out + said.err
    assert "The warehouse cannot be used (OperationalError)." in said.out + said.err


def test_a_failure_of_our_own_names_the_place_and_not_the_words(lodestar, project: Path, monkeypatch):
    """An error's text may quote a record; its kind and its line cannot."""

    def fails(_):
        raise ValueError("Zebedee")

    monkeypatch.setattr("flows.nightly.tell", fails)
    said = lodestar("run", "--project", project)
    assert said.code == 1
    assert "ValueError" in said.err and "Zebedee" not in said.err + said.out


def test_the_installed_command_behaves_the_same(tmp_path: Path):
    """In a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "status", "--project", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


# --- Looking


@pytest.mark.parametrize("words", [["status"], ["publish"], ["report"], ["quarantine", "list"], ["extracts", "list"]])
def test_before_the_first_run_there_is_nothing_to_look_at(lodestar, project: Path, words: list[str]):
    """Looking makes no empty database."""
    said = lodestar(*words, "--project", project)
    assert said.code == 2
    assert said.err == f'There is no warehouse in {project} yet. Run "lodestar run", which creates it.\n'
    assert not (project / "warehouse.db").exists()


def test_status_shows_the_state_of_the_whole(lodestar, night: Path):
    """Last run, freshness, load, publication, findings, quarantine, alerts: one glance."""
    said = lodestar("status", "--project", night)
    assert said.code == 0
    for word in ("Last run    completed", "Newest    cin_census: as at 31 March 2023", "Load      2"):
        assert word in said.out
    for word in ("Published 2", "1 error", "Held      1 row ", "Extracts  1 stopped", "Alerts      2 open"):
        assert word in said.out


def test_extracts_are_listed_with_their_accounting(lodestar, night: Path):
    """Newest first, each with its rows and, if it was stopped, the reason."""
    said = lodestar("extracts", "list", "--project", night)
    assert said.lines[0].split()[2:4] == ["2023-03-31", "conformed"]
    assert sorted(line.split()[2:4] for line in said.lines[1:]) == [
        ["2022-03-31", "conformed"],
        ["2022-03-31", "stopped"],
    ]
    assert sum("rows = " in line for line in said.lines) == 2
    (stopped,) = (line for line in said.lines if line.split()[3] == "stopped")
    assert "none of its rows is loaded" in stopped
    shown = lodestar("extracts", "show", stopped.split()[0], "--project", night)
    assert "  None of its rows is loaded." in shown.lines and "Every check passed" not in shown.out
    assert "It is authority 852's" in said.out


def number_of(project: Path, state: str) -> str:
    """Return the beginning of the number of the extract in that state."""
    with looking_at(project) as (_, connection):
        return connection.scalar(sa.select(extract.c.extract_id).where(extract.c.state == state))[:12]


def test_a_stopped_extract_can_be_accepted_once(lodestar, copied: Path):
    """By the beginning of its number; what is not stopped cannot be."""
    (copied / "in" / "Sickness June 2025.csv").write_text("Worker,Start date,End date\n")
    (copied / "in" / "other.xml").unlink()
    with writing(connect(f"sqlite:///{copied / 'warehouse.db'}")) as connection:
        connection.execute(sa.update(extract).where(extract.c.state == "stopped").values(state="withdrawn"))
    assert lodestar("run", "--project", copied).code == 4
    number = number_of(copied, "stopped")
    said = lodestar("extracts", "accept", number, "--project", copied)
    assert (said.code, said.out) == (
        0,
        f"{number} (Sickness June 2025.csv) is judged again by the next run, and loaded whatever its number of rows.\n",
    )
    for other in (number, number_of(copied, "conformed"), "%"):
        again = lodestar("extracts", "accept", other, "--project", copied)
        assert (again.code, again.err) == (
            2,
            f"0 stopped or withdrawn extracts begin with {other}; name exactly one.\n",
        )


def test_what_nobody_can_answer_for_is_not_accepted(lodestar, copied: Path):
    """Another authority's census is refused at once, with what to do; and an empty number names no extract."""
    number = number_of(copied, "stopped")
    said = lodestar("extracts", "accept", number, "--project", copied)
    assert (said.code, said.err) == (
        2,
        f"{number} (other.xml) cannot be let through: It is authority 852's, and arrived in the inbox of 999. "
        "Move it to the inbox of 852. Nothing was changed.\n",
    )
    assert number_of(copied, "stopped") == number
    for command in ("accept", "withdraw", "show"):
        said = lodestar("extracts", command, "", "--project", copied)
        assert said.code == 2
        assert said.err.startswith("Name an extract by the first characters of its number")


def test_quarantine_is_listed_by_place_and_reason(lodestar, night: Path):
    """File, element, line, rule, reason; never the record."""
    said = lodestar("quarantine", "list", "child_protection_plans", "--project", night)
    with looking_at(night) as (_, connection):
        (entry,) = connection.execute(sa.select(quarantine).where(quarantine.c.rule == "8925")).mappings()
    assert f"line {entry['source_line']}: 8925: The child protection plan ends before it starts." in said.lines[0]
    assert entry["record"]["child_id"] not in said.out
    assert lodestar("quarantine", "list", "children", "--project", night).out == "0 entries. Nothing is held back.\n"


def test_quality_is_told_in_a_minute_and_load_by_load(lodestar, night: Path):
    """The plan that ends before it starts is held, and the metrics that miss it are counted; never which it is."""
    now, over_time = lodestar("quality", "--project", night), lodestar("quality", "--trend", "--project", night)
    (plan,) = [line for line in now.lines if " 8925 " in line]
    assert "1 row held" in plan and "CP01" in plan
    (plan,) = [line for line in over_time.lines if " 8925 " in line]
    assert plan.split()[-2:] == ["0", "1"]
    nothing = lodestar("quality", "--trend", "--rule", "none", "--project", night)
    assert nothing.lines[-1] == "  No rule failed in these loads."
    assert lodestar("quality", "--rule", "8925", "--project", night).code == 2


def test_a_figure_is_asked_why(lodestar, night: Path):
    """Figure, publication, extracts and the row that is missing from it; what there is not is one line."""
    said = lodestar("why", "child_protection_plans_started", "2022-23", "--project", night)
    assert said.code == 0
    assert [line.split()[0] for line in said.lines[1:6]] == [
        "Figure",
        "Unchanged",
        "Definition",
        "Stands",
        "Publication",
    ]
    assert any(line.startswith("  Finding      error 8925 in cin_census.child_protection_plans") for line in said.lines)
    unknown = lodestar("why", "children_protected", "2022-23", "--project", night)
    assert (unknown.code, unknown.out, unknown.err.count("\n")) == (2, "", 1)


def test_a_dataset_that_there_is_not_is_named(lodestar, night: Path):
    """Rather than to say that nothing is held back."""
    said = lodestar("quarantine", "list", "child_protection_plan", "--project", night)
    assert (said.code, said.out) == (2, "")
    assert 'Did you mean "child_protection_plans"?' in said.err


def test_quarantine_is_exported_to_a_file_that_nobody_else_reads(lodestar, night: Path, tmp_path: Path):
    """With the content, for whoever corrects it; also where the file was there before and open to all."""
    file = tmp_path / "held.csv"
    file.write_text("older")
    said = lodestar("quarantine", "export", file, "--project", night)
    assert said.code == 0 and "1 entries" in said.out
    with file.open(encoding="utf-8-sig", newline="") as content:
        (row,) = csv.DictReader(content)
    assert (row["rule"], row["end_date"][:4]) == ("8925", "2002")
    assert row["child_id"] not in said.out
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600


def test_an_export_that_cannot_be_written_is_one_line(lodestar, night: Path, tmp_path: Path):
    """A folder is no file."""
    said = lodestar("quarantine", "export", tmp_path, "--project", night)
    assert (said.code, said.err) == (2, f"{tmp_path} cannot be written (IsADirectoryError). Name another file.\n")


# --- Publications, pages, alerts


def test_publications_are_listed_and_rolled_back(lodestar, copied: Path):
    """Readers see the earlier one, in the warehouse and on the page; and can be sent forward again."""
    listed = lodestar("publish", "--list", "--project", copied)
    assert [line.split()[0] for line in listed.lines] == ["2", "1"]
    assert listed.lines[0].endswith("current")
    page = copied / "reports" / "scorecard-999.html"
    before = page.read_text()
    back = lodestar("publish", "--rollback", 1, "--project", copied)
    assert back.lines[0] == "Readers of 999 now see publication 1."
    assert lodestar("publish", "--project", copied).lines[1].endswith("current")
    assert page.read_text() != before
    lodestar("publish", "--rollback", 2, "--project", copied)
    assert page.read_text() == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--authority", "123"], "There is no authority 123 in lodestar.toml; it names 999."),
        (["--rollback", "7"], "Authority 999 has no publication 7."),
    ],
)
def test_what_there_is_not_cannot_be_published(lodestar, night: Path, words: list[str], says: str):
    """One line that says what there is instead."""
    said = lodestar("publish", *words, "--project", night)
    assert said.code == 2
    assert said.err.startswith(says) and said.err.count("\n") == 1


def test_pages_can_be_written_again(lodestar, copied: Path):
    """After they were deleted, say."""
    shutil.rmtree(copied / "reports")
    said = lodestar("report", "--project", copied)
    assert said.code == 0
    assert len(said.lines) == 3 and all(Path(line).is_file() for line in said.lines)


def test_a_sample_adds_up_to_an_authority_that_comes_with_it(lodestar, tmp_path: Path):
    """Rutland's figures of 2024 need no file from outside; every planted fault and expected count is answered for."""
    folder = tmp_path / "sample"
    said = lodestar("sample", folder, "--authority", "857", "--from", "2024", "--to", "2026", "--months", "0")
    assert said.code == 0
    assert said.lines[0] == "Nothing was published after 2024: the sample ends there."
    assert sorted(file.name for file in folder.iterdir()) == ["CIN_Census_2023.xml", "CIN_Census_2024.xml"]
    assert (tmp_path / "sample_answers.json").is_file()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--authority", "999"], 'Give the folder of DfE\'s files with "--published FOLDER"'),
        (["--authority", "857", "--from", "2001", "--to", "2003"], "Choose other years"),
        (["--published", "."], "--authority"),
        (["--from", "2024", "--to", "2022"], "the last census year is before the first"),
    ],
)
def test_a_sample_that_cannot_be_made_is_said_in_words(lodestar, tmp_path: Path, words: list[str], says: str):
    """And nothing is written."""
    said = lodestar("sample", tmp_path / "sample", *words)
    assert said.code != 0
    assert says in " ".join(said.err.replace("│", " ").split())
    assert not (tmp_path / "sample").exists()


def test_alerts_are_tested_channel_by_channel(lodestar, project: Path, monkeypatch: pytest.MonkeyPatch):
    """One that does not take the message is named with the kind of failure, not with its URL; exit code 1."""
    assert lodestar("alerts", "test", "--project", project).out == "log: delivered\n"
    change(project, "[schedule]", '[[alerts.channels]]\nname = "hook"\nurl = "env:HOOK"\n\n[schedule]')
    monkeypatch.setenv("HOOK", "json://127.0.0.1:1/hush-hush")
    said = lodestar("alerts", "test", "--project", project)
    assert said.code == 1
    assert said.lines[0] == "log: delivered" and said.lines[1].startswith("hook: ")
    assert "hush" not in said.out + said.err


def test_the_warehouse_is_converted_or_says_that_it_need_not_be(lodestar, copied: Path):
    """Of this version already; what --sql writes is nothing but the transaction around it."""
    already = lodestar("warehouse", "upgrade", "--project", copied)
    assert already.out.endswith("already. Nothing was changed.\n")
    assert lodestar("warehouse", "upgrade", "--sql", "--project", copied).out.split() == ["BEGIN;", "COMMIT;"]
