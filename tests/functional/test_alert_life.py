"""Alerts of whole runs: settings, crashes, many authorities at once, and what a person says of an alert."""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import telling
from flows.alerting import details, let_wait, listing, see_to, send_waiting
from flows.nightly import nightly
from flows.settings import SettingsError
from flows.summary import ExitCode
from tests.servers.receivers import Mailbox, Receiver

START = datetime(2025, 11, 20, 5, 30)
FAILED = "Lodestar 999: critical: 999: the run failed"


@pytest.fixture
def failing(make_project: Callable[..., Path], mailbox: Mailbox, receiver: Receiver) -> Path:
    """A project whose inbox is not there, so that every run of it fails; told by e-mail and at a webhook."""
    project = make_project(alert_url=f"json://127.0.0.1:{receiver.server_port}/hook")
    settings = project / "lodestar.toml"
    mail = f"mailto://127.0.0.1:{mailbox.port}?from=lodestar@council.example&to=data@council.example"
    settings.write_text(settings.read_text() + f'\n[[alerts.channels]]\nname = "mail"\nurl = "{mail}"\n')
    (project / "extracts").rmdir()
    return project


@pytest.fixture
def run(failing: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ExitCode]:
    """Run the project some days after the start, by the clock of its alerts."""

    def run(day: float = 0) -> ExitCode:
        monkeypatch.setattr(telling, "utc_now", lambda: START + timedelta(days=day))
        return nightly(failing).exit_code

    return run


def add(project: Path, settings: str) -> None:
    file = project / "lodestar.toml"
    file.write_text(f"{file.read_text()}\n{settings}\n")


def titles(receiver: Receiver) -> list[str]:
    return [post["title"] for _, _, post in receiver.posts]


def test_a_run_killed_between_deciding_and_sending_tells_once(
    failing: Path, receiver: Receiver, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
):
    """What was decided is in the warehouse; the next run sends it, and does not decide it again."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork to start a run that is worth killing")
    with monkeypatch.context() as patched:
        patched.setattr(telling, "deliver", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        child = os.fork()
        if child == 0:
            try:
                nightly(failing)
            finally:
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert titles(receiver) == []
    for _ in range(2):
        nightly(failing)
    assert titles(receiver) == [mail["Subject"] for mail in mailbox.mails] == [FAILED]


def test_150_authorities_that_fail_at_once_are_one_digest(make_project: Callable[..., Path], receiver: Receiver):
    """One message with a line for each; the next run, which finds the same, sends none."""
    project = make_project(alert_url=f"json://127.0.0.1:{receiver.server_port}/hook")
    codes = [str(code) for code in range(301, 450)]
    add(project, "\n".join(f'[[authorities]]\ncode = "{c}"\nname = "A {c}"\ninbox = "missing-{c}"' for c in codes))
    (project / "extracts").rmdir()
    for _ in range(2):
        assert nightly(project).exit_code is ExitCode.OWN_FAILURE
    assert titles(receiver) == ["Lodestar: 150 alerts: 150 critical"]
    body = receiver.posts[0][2]["message"]
    assert "150 problems: 150 open" in body
    assert all(
        f"- open, critical: {code}: the run failed (1, new; {code}:run:failed)" in body for code in [*codes, "999"]
    )


def test_owners_are_told_of_what_is_theirs(failing: Path, run: Callable, receiver: Receiver, mailbox: Mailbox):
    """Critical problems go to the mail, by the settings; the webhook is nobody's channel for them."""
    add(failing, '[[alerts.owners]]\nname = "Duty team"\nseverities = ["critical"]\nchannels = ["mail"]')
    run()
    assert ([mail["Subject"] for mail in mailbox.mails], titles(receiver)) == ([FAILED], [])
    assert "Who: Duty team" in mailbox.mails[0].get_body(["plain"]).get_content()


def test_reminders_are_as_the_settings_say(failing: Path, run: Callable, receiver: Receiver):
    """After two days, and then every three."""
    add(failing, "[alerts.reminders]\ncritical = [2, 3]")
    told = []
    for day in range(9):
        before = len(receiver.posts)
        run(day)
        told.append(len(receiver.posts) - before)
    assert told == [1, 0, 1, 0, 0, 1, 0, 0, 1]


def test_quiet_hours_hold_until_something_sends_after_them(
    make_project: Callable[..., Path], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
):
    """A source out of reach is an error: found at 05:30, it waits for 07:00."""
    project = make_project()
    add(
        project,
        f'[[alerts.channels]]\nname = "hook"\nurl = "json://127.0.0.1:{receiver.server_port}/hook"\n'
        'quiet = [{ from = "19:00", to = "07:00", weekdays = ["wed", "thu"] }]',
    )
    settings = project / "lodestar.toml"
    text = settings.read_text().replace('inbox = "extracts"', 'inbox = "sftp://127.0.0.1:1/nowhere"')
    settings.write_text(text.replace("[sources]", "[sources]\nattempts = 1"))
    monkeypatch.setattr(telling, "utc_now", lambda: START)
    summary = nightly(project)
    assert (summary.exit_code, summary.alerts_waiting, titles(receiver)) == (ExitCode.UNREACHABLE, 1, [])
    assert send_waiting(project, now=START + timedelta(minutes=89)).startswith("0 sent")
    assert send_waiting(project, now=START + timedelta(minutes=90)).startswith("1 sent")
    assert titles(receiver) == ["Lodestar 999: error: 999: its source cannot be reached"]


def test_an_acknowledged_alert_is_listed_and_silent(failing: Path, run: Callable, receiver: Receiver):
    """No reminder, whatever the number of runs; the recovery is told."""
    run()
    assert next(iter(listing(failing, now=START))) == (
        "    1  critical  open since 2025-11-20 05:30 UTC: 999: the run failed (1)"
    )
    see_to(failing, 1, by="Data team", now=START)
    for day in (1, 8, 15):
        run(day)
    assert (
        next(iter(listing(failing, now=START))).split("  ")[-1] == "acknowledged by Data team: 999: the run failed (1)"
    )
    (failing / "extracts").mkdir()
    run(16)
    assert titles(receiver) == [FAILED, "Lodestar 999: recovered: 999: the run failed"]
    assert "Data team" not in str(receiver.posts)
    assert list(listing(failing, now=START)) == ["0 open."]
    assert "recovered 2025-12-06 05:30 UTC" in next(iter(listing(failing, now=START, every=True)))
    assert [line.split()[3].rstrip(":") for line in details(failing, 1) if line.startswith("20")] == [
        "opened",
        "acknowledged",
        "recovered",
    ]


def test_a_snoozed_alert_is_told_on_its_day(failing: Path, run: Callable, receiver: Receiver):
    """Not before, though reminders would have been due."""
    run()
    day = (START + timedelta(days=10)).date()
    let_wait(failing, 1, until=day, by="", now=START)
    assert f"snoozed until {day}" in next(iter(listing(failing, now=START)))
    for number in (1, 8, 9):
        run(number)
    assert titles(receiver) == [FAILED]
    run(10)
    assert titles(receiver) == [FAILED, "Lodestar 999: still open, critical: 999: the run failed"]


@pytest.mark.parametrize(
    ("do", "says"),
    [
        (lambda project: see_to(project, 7, by="", now=START), "There is no open alert 7"),
        (lambda project: see_to(project, 1, by="a\nb", now=START), "is one line"),
        (lambda project: let_wait(project, 1, until=START.date(), by="", now=START), "still to come"),
        (lambda project: list(details(project, 7)), "There is no alert 7"),
    ],
)
def test_what_cannot_be_said_of_an_alert_is_refused(failing: Path, run: Callable, do: Callable, says: str):
    """In a line that says what to do; nothing is changed."""
    run()
    with pytest.raises(SettingsError, match=says):
        do(failing)
    assert "open since" in next(iter(listing(failing, now=datetime.now(UTC).replace(tzinfo=None))))
