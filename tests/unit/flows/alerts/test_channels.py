import logging
from datetime import time

import pytest

from expectations.contract import Severity
from flows.alerts import LOG_CHANNEL, Channel, ChannelError, Message, configured, send_test
from flows.alerts.quiet import WEEKDAYS

ALWAYS = {"begin": time(0), "end": time(0), "weekdays": WEEKDAYS}
MESSAGE = Message(
    message_id="m-1",
    event="opened",
    severity=Severity.ERROR,
    subject="Lodestar 852: error: referrals has quarantined rows",
    body="What happened: rule 8925 failed.",
    count=3,
    problem_key="852:referrals:8925",
)


@pytest.mark.parametrize(
    "reference",
    [
        "log:",
        "env:LODESTAR_ALERT_TEAMS",
        "file:/etc/lodestar/teams",
        "mailto://smtp.council.example:25?from=lodestar@council.example&to=data@council.example",
        "json://localhost:8080/alerts",
    ],
)
def test_what_may_stand_in_the_settings(reference):
    """References, the log, mail servers that ask for no password, and receivers on this machine."""
    assert Channel("one", reference).name == "one"


@pytest.mark.parametrize(
    "reference",
    [
        "mailtos://user:hush@smtp.council.example",
        "mailtos://smtp.council.example?user=a&pass=hush",
        "workflows://host.example:443/hush/hush",
        "https://host.example/workflows/hush/triggers/manual/paths/invoke?sig=hush",
        "json://hooks.example/hush",
        "json://user:hush@localhost/",
        "json://[hush",
        "",
    ],
)
def test_a_secret_does_not_belong_in_the_settings(reference):
    """A URL with a password or a signature is refused, and the refusal does not repeat it."""
    with pytest.raises(ValueError, match="env:NAME") as refusal:
        Channel("one", reference)
    assert "hush" not in str(refusal.value)


def test_a_channel_does_not_print_its_url():
    """Neither a log line nor a traceback shows the reference."""
    assert "council" not in repr(Channel("one", "mailto://smtp.council.example"))


def test_a_name_is_short_and_plain():
    """The name of a channel is a column of the outbox and stands in the log."""
    with pytest.raises(ValueError, match="name"):
        Channel("two words", "log:")


def test_a_channel_takes_its_severity_and_worse():
    """The lowest severity of a channel is included."""
    channel = Channel("one", "log:", Severity.ERROR)
    assert [channel.takes(severity) for severity in Severity] == [True, True, False, False]


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("env:LODESTAR_NOT_SET", "environment variable is empty"),
        ("file:/nowhere/lodestar", "secret file cannot be read"),
    ],
)
def test_a_missing_secret_fails_the_channel_only(reference, reason):
    """The message stays queued; the kind of failure says what is missing."""
    with pytest.raises(ChannelError, match=reason):
        Channel("one", reference).send(MESSAGE)


def test_a_url_that_nothing_understands_is_not_repeated(monkeypatch, caplog):
    """The likely content of a wrong URL is a secret in the wrong place."""
    monkeypatch.setenv("LODESTAR_ALERT", "nonsense://hush")
    with caplog.at_level(logging.DEBUG), pytest.raises(ChannelError, match="not understood"):
        Channel("one", "env:LODESTAR_ALERT").send(MESSAGE)
    assert "hush" not in caplog.text


def test_the_log_line_holds_codes_and_counts(caplog):
    """One line, with the same as fields for whoever collects logs as data."""
    LOG_CHANNEL.send(MESSAGE)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == (
        "alert opened: severity=error problem=852:referrals:8925 count=3 message=m-1: "
        "Lodestar 852: error: referrals has quarantined rows"
    )
    assert (record.alert_problem, record.alert_count) == ("852:referrals:8925", 3)


def test_a_test_says_which_channel_took_it():
    """`lodestar alerts test` shows a line for each channel, and the kind of failure."""
    results = send_test([LOG_CHANNEL, Channel("mail", "env:LODESTAR_NOT_SET")])
    assert [(r.channel, r.delivered, r.error) for r in results] == [
        ("log", True, ""),
        ("mail", False, "environment variable is empty"),
    ]


def test_the_log_is_there_without_settings():
    """Who configures nothing finds alerts in the log."""
    assert configured([]) == {"log": LOG_CHANNEL}


def test_channels_come_from_the_settings():
    """The log stays beside what is configured; errors are told unless the settings say otherwise."""
    channels = configured(
        [{"name": "mail", "url": "env:MAIL"}, {"name": "teams", "url": "env:TEAMS", "minimum_severity": "critical"}]
    )
    assert {name: channel.minimum_severity.value for name, channel in channels.items()} == {
        "log": "note",
        "mail": "error",
        "teams": "critical",
    }


def test_an_entry_for_the_log_replaces_the_default():
    """Whoever wants only errors in the log says so."""
    entry = {"name": "quiet", "url": "log:", "minimum_severity": "error"}
    assert list(configured([entry])) == ["quiet"]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([{"name": "mail", "url": "env:A"}, {"name": "mail", "url": "env:B"}], "same name"),
        ([{"name": "log", "url": "env:A"}], "same name"),
        ([{"name": "mail"}], "has name, url"),
        ([{"name": "mail", "url": "env:A", "password": "hush"}], "has name, url"),
        ([{"name": "mail", "url": "env:A", "minimum_severity": "bad"}], "is one of: critical"),
        ([{"name": "mail", "url": "env:A", "fallback": "hush"}], "is the name of another channel"),
        ([{"name": "mail", "url": "env:A", "fallback": "mail"}], "is the name of another channel"),
        ([{"name": "mail", "url": "env:A", "quiet": [ALWAYS]}], "never end"),
    ],
)
def test_a_mistake_in_the_settings_is_named(entries, message):
    """A wrong entry is refused before anything runs, without repeating what it holds."""
    with pytest.raises(ValueError, match=message) as refusal:
        configured(entries)
    assert "hush" not in str(refusal.value)


def test_a_file_is_looked_for_in_the_project(tmp_path):
    """A relative reference does not depend on the folder in which somebody calls the command."""
    channel = configured([{"name": "mail", "url": "file:channel.url"}], project=tmp_path)["mail"]
    assert channel.url_reference == f"file:{tmp_path / 'channel.url'}"
