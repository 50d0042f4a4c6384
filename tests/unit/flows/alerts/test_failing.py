"""A channel that is down for a day is told of elsewhere, once."""

from datetime import time

import pytest
import sqlalchemy as sa

from flows.alerts import decide, deliver
from flows.alerts.quiet import QuietHours
from warehouse.alerts import alert_message


@pytest.fixture
def channels(make_postbox):
    """Three channels, the first of which is down."""
    made = {name: make_postbox(name) for name in ("mail", "teams", "phone")}
    made["mail"].down = True
    return made


@pytest.fixture
def run(engine, night, channels):
    """Let a night pass: decide on its problems, then deliver."""

    def pass_by(number, *problems):
        with engine.begin() as connection:
            decide(connection, problems, scope=["852"], now=night(number), channels=channels)
        return deliver(engine, channels, now=night(number))

    return pass_by


def subjects(channel):
    return [message.subject for message in channel.messages if "channel mail" in message.subject]


DOWN, BACK = "Lodestar alerts: critical: channel mail is down", "Lodestar alerts: recovered: channel mail is down"


def test_the_others_are_told_once_after_a_day(run, channels, problem):
    """Not on the first night; then once, with how many messages wait; and once when it is back."""
    run(0, problem())
    assert subjects(channels["teams"]) == []
    run(1, problem())
    assert subjects(channels["teams"]) == subjects(channels["phone"]) == [DOWN]
    assert "1 message queued for it" in channels["teams"].messages[-1].body
    run(1.2, problem())
    assert subjects(channels["teams"]) == [DOWN]
    channels["mail"].down = False
    run(1.5, problem())
    assert subjects(channels["teams"]) == [DOWN, BACK]
    assert subjects(channels["mail"]) == []
    assert len(channels["mail"].messages) == 1


def test_it_is_a_problem_with_a_life(run, channels, problem):
    """While it lasts there are reminders, as of everything that is critical."""
    for number in range(10):
        run(number, problem())
    assert len(subjects(channels["teams"])) == 3  # opened on the second night, then after a day and after seven more


def test_where_a_fallback_is_named_it_and_the_log_are_told(run, channels, make_postbox, problem):
    """And nobody else."""
    channels["mail"].fallback = "phone"
    channels["log"] = make_postbox("log")
    for number in range(2):
        run(number, problem())
    assert subjects(channels["phone"]) == subjects(channels["log"]) == [DOWN]
    assert subjects(channels["teams"]) == []


def test_a_channel_that_takes_something_is_not_down(run, channels, problem, monkeypatch):
    """It refuses one message for good: that one waits, and the channel works."""
    mail = channels["mail"]
    mail.down = False
    take = mail.send
    monkeypatch.setattr(mail, "send", lambda m: 1 / 0 if m.problem_key.endswith("8925") else take(m))
    for number in range(4):
        run(number, problem(), problem(key=f"852:a:{number}"))
    assert subjects(channels["teams"]) == []


def test_a_channel_that_left_the_settings_is_not_down(engine, run, channels, problem):
    """Somebody took it out because it was dead: the alert is over."""
    run(0, problem())
    run(1, problem())
    del channels["mail"]
    run(2, problem())
    assert subjects(channels["teams"]) == [DOWN, BACK]


def test_a_channel_in_quiet_hours_is_not_down(engine, run, channels, problem, make_postbox, night):
    """What waits for the morning was not tried."""
    quiet = make_postbox("mail", quiet=(QuietHours(time(19), time(18)),))
    channels["mail"] = quiet
    run(0, problem())
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.max(alert_message.c.attempts))) == 0
    assert (quiet.tried, len(channels["teams"].messages)) == (0, 1)
