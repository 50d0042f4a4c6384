"""The watchdog tells people that nothing ran, once per outage, also when the warehouse does not answer."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows import watchdog
from flows.nightly import nightly
from flows.opened import opened
from flows.replaying import replay
from flows.run import utc_now
from flows.settings import SettingsError
from flows.status import status_lines
from flows.watchdog import parse_within, watch
from tests.servers.receivers import Mailbox, Receiver
from warehouse.alerts import alert
from warehouse.engine import writing
from warehouse.ledger_tables import run

ALARM, OVER = "Lodestar: critical: no run finished in time", "Lodestar: recovered: a run has finished"


@pytest.fixture
def project(make_project: Callable[..., Path], mailbox: Mailbox, receiver: Receiver) -> Path:
    """A project that tells by e-mail and at a webhook, and that no run has seen."""
    project = make_project(alert_url=f"json://127.0.0.1:{receiver.server_port}/hook")
    file = project / "lodestar.toml"
    mail = f"mailto://127.0.0.1:{mailbox.port}?from=lodestar@council.example&to=data@council.example"
    file.write_text(file.read_text() + f'\n[[alerts.channels]]\nname = "mail"\nurl = "{mail}"\n')
    return project


@pytest.fixture
def look(project: Path) -> Callable[..., tuple[bool, str]]:
    """Call the watchdog some hours from now."""
    return lambda hours=0, **options: watch(
        project,
        **{"within": timedelta(hours=26), "state": None, "now": utc_now() + timedelta(hours=hours)} | options,
    )


def told(receiver: Receiver) -> list[str]:
    return [post["title"] for _, _, post in receiver.posts]


def change_last_run(project: Path, **values: object) -> None:
    _, engine = opened(project)
    with writing(engine) as connection:
        connection.execute(run.update().values(**values))
    engine.dispose()


def test_a_run_in_time_is_well(project: Path, look: Callable, receiver: Receiver):
    """Nobody is told of what is as it should be."""
    nightly(project)
    assert look() == (True, "OK: a run finished within 26 hours.")
    assert told(receiver) == []


def test_an_outage_is_told_once_and_so_is_its_end(project: Path, look: Callable, receiver: Receiver, mailbox: Mailbox):
    """However often the watchdog looks."""
    nightly(project)
    for hours in (27, 28, 29):
        well, line = look(hours)
        assert not well
        assert line.startswith("ALARM: No run finished within 26 hours: the last one finished ")
    assert told(receiver) == [mail["Subject"] for mail in mailbox.mails] == [ALARM]
    nightly(project)
    assert look() == (True, "OK: a run finished within 26 hours. That it is over was told.")
    assert look() == (True, "OK: a run finished within 26 hours.")
    assert told(receiver) == [mail["Subject"] for mail in mailbox.mails] == [ALARM, OVER]
    look(27)
    assert told(receiver) == [ALARM, OVER, ALARM]
    ids = [headers["X-Lodestar-Message"] for _, headers, _ in receiver.posts]
    assert len(set(ids)) == 3


def test_it_does_not_need_the_warehouse(project: Path, look: Callable, receiver: Receiver):
    """No run yet, a file that is no database, a server that does not answer: each is told, as one outage."""
    assert "There is no warehouse" in look()[1]
    (project / "warehouse.db").write_text("not a database at all" * 10)
    assert "The warehouse cannot be used" in look(1)[1]
    file = project / "lodestar.toml"
    file.write_text(file.read_text().replace("sqlite:///warehouse.db", "postgresql+psycopg://u:hush@127.0.0.1:1/w"))
    well, line = look(2)
    assert not well and "The warehouse cannot be used" in line
    assert told(receiver) == [ALARM]
    assert "hush" not in line + str(receiver.posts)


@pytest.mark.parametrize("state", ["running", "abandoned"])
def test_a_run_that_was_killed_has_not_finished(project: Path, look: Callable, state: str):
    """Neither while nobody has noticed, nor when the next run has closed it."""
    nightly(project)
    change_last_run(project, state=state, **({"finished_at": None} if state == "running" else {}))
    well, line = look()
    assert not well
    assert ("has not ended" in line) == (state == "running")


def test_a_command_of_a_person_is_no_nightly_run(project: Path, look: Callable):
    """The quarantine judged again in the morning hides neither from the watchdog nor from status what the night was."""
    nightly(project)
    yesterday = utc_now() - timedelta(hours=27)
    change_last_run(project, started_at=yesterday, finished_at=yesterday)
    list(replay(project))
    assert not look()[0]
    assert f"Last run    completed, started {yesterday:%d %B %Y %H:%M}" in "\n".join(
        status_lines(project, now=utc_now())
    )


def test_a_run_that_failed_and_said_so_has_finished(project: Path, look: Callable):
    """Its failure is told by its own alert; one that failed before it could tell is as good as none."""
    (project / "extracts").rmdir()
    nightly(project)
    assert look()[0]
    _, engine = opened(project)
    with writing(engine) as connection:
        connection.execute(sa.update(alert).values(last_seen_at=utc_now() - timedelta(days=1)))
    engine.dispose()
    assert not look()[0]


def test_a_channel_that_is_down_is_told_by_the_next_call(
    project: Path, look: Callable, receiver: Receiver, mailbox: Mailbox
):
    """And the others are not told again; the same holds for the end."""
    mailbox.stop()
    assert "Told: log, first. Not taken, tried again next time: mail (" in look()[1]
    mailbox.start()
    assert look(1)[1].endswith("Told: log, first, mail.")
    assert told(receiver) == [mail["Subject"] for mail in mailbox.mails] == [ALARM]
    mailbox.stop()
    nightly(project)
    assert look()[1].endswith("It is not yet told to mail.")
    mailbox.start()
    assert look()[1].endswith("That it is over was told.")
    assert told(receiver) == [mail["Subject"] for mail in mailbox.mails] == [ALARM, OVER]


def test_a_crash_after_sending_repeats_the_message_under_the_same_id(
    look: Callable, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
):
    """Killed before it could note that the channel had taken it."""
    write = watchdog._write

    def die(file: Path, outage: object) -> bool:
        if receiver.posts:
            raise KeyboardInterrupt
        return write(file, outage)

    monkeypatch.setattr(watchdog, "_write", die)
    with pytest.raises(KeyboardInterrupt):
        look()
    monkeypatch.setattr(watchdog, "_write", write)
    look(1)
    first, second = (headers["X-Lodestar-Message"] for _, headers, _ in receiver.posts)
    assert first == second


def test_what_was_told_can_be_kept_elsewhere(project: Path, look: Callable, receiver: Receiver, tmp_path: Path):
    """For an account that may not write into the project; where nothing can be kept, it says so and tells again."""
    for _ in range(2):
        look(state=tmp_path / "told.json")
    assert told(receiver) == [ALARM]
    assert json.loads((tmp_path / "told.json").read_text())["told"] == ["log", "first", "mail"]
    assert not (project / "watchdog.json").exists()
    for _ in range(2):
        assert "cannot be written" in look(state=tmp_path / "nowhere" / "told.json")[1]
    assert told(receiver) == [ALARM, ALARM, ALARM]


@pytest.mark.parametrize(
    ("text", "within"), [("26h", timedelta(hours=26)), ("90m", timedelta(minutes=90)), ("2d", timedelta(days=2))]
)
def test_times_are_written_as_people_write_them(text: str, within: timedelta):
    """Minutes, hours, days."""
    assert parse_within(text) == within


@pytest.mark.parametrize("text", ["", "26", "h", "0h", "-1h", "26 h", "1.5h"])
def test_other_times_are_refused(text: str):
    """With what may be written."""
    with pytest.raises(SettingsError, match="such as 90m, 26h or 2d"):
        parse_within(text)
