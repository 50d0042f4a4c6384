"""Reminders, acknowledging and snoozing: what people are told of a problem that is still there."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts import NotOpen, acknowledge, decide, lives, snooze
from warehouse.alerts import alert_event

CRITICAL = Severity.CRITICAL


@pytest.fixture
def run(engine, postbox, night):
    """Decide on what a night found and return the kinds of events."""

    def decide_on(number, *problems, sooner=timedelta(0), **options):
        with engine.begin() as connection:
            events = decide(
                connection,
                problems,
                scope=["852"],
                now=night(number) - sooner,
                channels={"postbox": postbox},
                **options,
            )
        return [event.kind for event in events]

    return decide_on


@pytest.fixture
def state(engine, night):
    """Return the state of the only open alert in a night."""

    def look(number):
        with engine.connect() as connection:
            (life,) = lives(connection).values()
        return life.state(night(number).replace(tzinfo=None))

    return look


@pytest.fixture
def handle(engine, night):
    """Acknowledge or snooze the first alert at the time of a night's run."""

    def do(what, number, **options):
        with engine.begin() as connection:
            what(connection, 1, by="JS", now=night(number), **options)

    return do


def test_a_hundred_runs_of_one_failure(run, problem):
    """One alert, a reminder after a day, and one every seven days from then on."""
    nights = [run(number, problem(severity=CRITICAL)) for number in range(100)]
    told = {number: kinds for number, kinds in enumerate(nights) if kinds}
    assert told == {0: ["opened"]} | {number: ["reminder"] for number in range(1, 100, 7)}


def test_a_run_that_comes_a_little_sooner_is_still_a_day_later(run, problem):
    """The nightly run takes twenty minutes longer on one night than on the next."""
    run(0, problem(severity=CRITICAL))
    assert run(1, problem(severity=CRITICAL), sooner=timedelta(minutes=20)) == ["reminder"]


def test_runs_by_the_hour_do_not_remind_by_the_hour(run, problem):
    """A day has to pass, however many runs it has."""
    run(1, problem(severity=CRITICAL), sooner=timedelta(hours=20))
    assert run(1, problem(severity=CRITICAL)) == []


def test_only_what_is_critical_is_told_again(run, problem):
    """Unless the settings say so for other severities."""
    assert [run(number, problem()) for number in range(30)] == [["opened"]] + [[]] * 29


def test_reminders_are_as_the_settings_say(run, problem):
    """Errors after two days, then every three; critical problems never."""
    every = {Severity.ERROR: (2, 3)}
    nights = [run(number, problem(), reminders=every) for number in range(9)]
    assert [number for number, kinds in enumerate(nights) if kinds == ["reminder"]] == [2, 5, 8]
    assert run(20, problem(key="852:a:1", severity=CRITICAL), problem(), reminders=every) == ["opened", "reminder"]
    assert run(21, problem(key="852:a:1", severity=CRITICAL), problem(), reminders=every) == []


def test_worse_is_no_reminder_and_begins_the_days_anew(run, problem):
    """The first reminder comes a day after people were told that it is worse."""
    for number in range(3):
        run(number, problem(severity=CRITICAL))
    assert run(4, problem(severity=CRITICAL, count=20)) == ["worse"]
    assert run(5, problem(severity=CRITICAL, count=20)) == ["reminder"]


def test_a_message_says_how_the_count_changed_since_the_last_run(run, engine, postbox, problem):
    """New, more, the same: measured from the last run, beside what was last told."""
    for number, count in enumerate([10, 11, 11]):
        run(number * 7, problem(severity=CRITICAL, count=count))
    with engine.connect() as connection:
        bodies = connection.scalars(sa.text("select body from alert_message order by alert_message_id")).all()
    changes = [line for body in bodies for line in body.splitlines() if line.startswith("Change: ")]
    assert changes == [
        "Change: new: no earlier run has found it",
        "Change: 1 more than in the last run that found it, on 2025-11-20 05:30 UTC",
        "Change: the same as in the last run that found it, on 2025-11-27 05:30 UTC",
    ]


def test_an_acknowledged_alert_is_not_told_again(run, problem, handle, state):
    """Somebody sees to it: silence, for as long as it takes."""
    run(0, problem(severity=CRITICAL))
    handle(acknowledge, 0)
    assert [run(number, problem(severity=CRITICAL)) for number in range(1, 40)] == [[]] * 39
    assert state(40) == "acknowledged"


def test_an_acknowledged_alert_is_told_when_worse_and_when_over(run, problem, handle, state):
    """Worse ends the acknowledgement: what was acknowledged was less."""
    run(0, problem(severity=CRITICAL))
    handle(acknowledge, 0)
    assert run(1, problem(severity=CRITICAL, count=20)) == ["worse"]
    assert state(1) == "worse"
    handle(acknowledge, 1)
    assert run(2) == ["recovered"]


def test_a_snoozed_alert_is_silent_until_its_day(run, problem, handle, state):
    """On that day it is told again, whatever its severity; once."""
    run(0, problem())
    handle(snooze, 0, until=date(2025, 11, 30))
    assert [run(number, problem()) for number in range(1, 10)] == [[]] * 9
    assert (state(9), state(10)) == ("snoozed", "open")
    assert run(10, problem()) == ["reminder"]
    assert run(11, problem()) == []


def test_a_snoozed_alert_that_becomes_worse_is_told(run, problem, handle, state):
    """And its snooze is over: critical problems are reminded of again."""
    run(0, problem(severity=CRITICAL))
    handle(snooze, 0, until=date(2026, 3, 1))
    assert run(1, problem(severity=CRITICAL, count=20)) == ["worse"]
    assert state(1) == "worse"
    assert run(2, problem(severity=CRITICAL, count=20)) == ["reminder"]


def test_a_snoozed_alert_that_is_over_is_told(run, problem, handle):
    """A ticket that was opened for it can be closed; on the day itself there is nothing more to say."""
    run(0, problem())
    handle(snooze, 0, until=date(2025, 11, 30))
    assert run(5) == ["recovered"]
    assert run(10) == []


def test_what_comes_back_is_neither_acknowledged_nor_snoozed(run, problem, handle, state):
    """Recovery ends an alert's life; the next one is another."""
    run(0, problem())
    handle(acknowledge, 0)
    run(1)
    assert run(2, problem()) == ["opened"]
    assert state(2) == "open"


def test_who_handled_an_alert_is_kept(run, engine, problem, handle):
    """In the alert's life, and in no message."""
    run(0, problem())
    handle(acknowledge, 0)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(alert_event.c.event, alert_event.c.handled_by)).all()
        assert rows == [("opened", None), ("acknowledged", "JS")]
        assert "JS" not in str(connection.execute(sa.text("select subject, body from alert_message")).all())


@pytest.mark.parametrize("number", [2, 1])
def test_only_an_open_alert_can_be_handled(run, engine, problem, night, number):
    """Neither one that is over nor one that there never was."""
    run(0, problem())
    run(1)
    with engine.begin() as connection, pytest.raises(NotOpen, match=f"no open alert {number}"):
        acknowledge(connection, number, by="JS", now=night(2))
