"""
Ways to tell people: the log, and through apprise e-mail, a Teams workflow or any webhook.

The URL of a channel is a secret (it holds a password or a signature), so settings hold a reference to it.
Nothing here logs, returns or raises a URL.
"""

import logging
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from expectations.contract import Severity
from flows.alerts.message import Message, paragraphs
from flows.alerts.service import ChannelError, send_through_apprise

LOG = logging.getLogger("lodestar.alerts")
LOG_REFERENCE = "log:"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAIL_SCHEMES = frozenset({"mailto", "mailtos"})
LEVELS = {
    Severity.CRITICAL: logging.CRITICAL,
    Severity.ERROR: logging.ERROR,
    Severity.WARNING: logging.WARNING,
    Severity.NOTE: logging.INFO,
}


def _may_stand_in_settings(reference: str) -> bool:
    if reference == LOG_REFERENCE or re.fullmatch(r"(env|file):.+", reference):
        return True
    try:
        parts = urlsplit(reference)
    except ValueError:
        return False
    without_password = parts.password is None and "pass=" not in parts.query
    return without_password and (parts.scheme in MAIL_SCHEMES or parts.hostname in LOOPBACK)


@dataclass(frozen=True)
class Channel:
    """
    One way to tell people, by name.

    `url_reference` is "env:NAME" (an environment variable holds the URL), "file:/path" (a file holds it),
    "log:" (the log), or the URL itself where it holds no secret: a mail server that asks for no password, or
    a receiver on this machine.
    Problems less severe than `minimum_severity` are not told here.
    """

    name: str
    url_reference: str = field(repr=False)
    minimum_severity: Severity = Severity.ERROR

    def __post_init__(self):
        if not re.fullmatch(r"[A-Za-z0-9_.\-]{1,50}", self.name):
            raise ValueError("An alert channel's name is 1 to 50 letters, digits and ._- only.")
        if not _may_stand_in_settings(self.url_reference):
            raise ValueError(
                f"Alert channel {self.name}: its URL may hold a secret and so does not belong in the settings. "
                'Put the URL into an environment variable or a file and write "env:NAME" or "file:/path".'
            )

    def takes(self, severity: Severity) -> bool:
        """Whether a problem of this severity is told here."""
        return severity.rank <= self.minimum_severity.rank

    def send(self, message: Message) -> None:
        """Send one message once, or raise `ChannelError`; trying again is the outbox's business."""
        if self.url_reference == LOG_REFERENCE:
            _log(message)
        else:
            send_through_apprise(message, self._url())

    def _url(self) -> str:
        kind, _, place = self.url_reference.partition(":")
        if kind == "env":
            url = os.environ.get(place, "")
        elif kind == "file":
            try:
                url = Path(place).read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                raise ChannelError("secret file cannot be read") from None
        else:
            url = self.url_reference
        if not url.strip():
            raise ChannelError("environment variable is empty" if kind == "env" else "secret file is empty")
        return url.strip()


LOG_CHANNEL = Channel("log", LOG_REFERENCE, Severity.NOTE)


def configured(entries: Iterable[Mapping[str, str]], *, project: Path = Path()) -> dict[str, Channel]:
    """
    Return the channels of the settings' [[alerts.channels]], by name, and the log beside them.

    An entry has a `name`, a `url` (a reference) and perhaps a `minimum_severity`, "error" unless stated.
    A "file:" reference is relative to the project's folder.
    Whoever wants less in the log writes an entry with the URL "log:".
    """
    channels = [_configured(entry, project) for entry in entries]
    if all(channel.url_reference != LOG_REFERENCE for channel in channels):
        channels = [LOG_CHANNEL, *channels]
    named = {channel.name: channel for channel in channels}
    if len(named) < len(channels):
        raise ValueError("Two alert channels have the same name; the log is called log. Give each its own name.")
    return named


def _configured(entry: Mapping[str, str], project: Path) -> Channel:
    if not {"name", "url"} <= entry.keys() <= {"name", "url", "minimum_severity"}:
        raise ValueError("An entry of [[alerts.channels]] has name, url and perhaps minimum_severity, nothing else.")
    severity = entry.get("minimum_severity", Severity.ERROR)
    if severity not in list(Severity):
        raise ValueError(f"The minimum_severity of an alert channel is one of: {', '.join(Severity)}.")
    kind, _, place = entry["url"].partition(":")
    url = f"file:{project / place}" if kind == "file" and place else entry["url"]
    return Channel(entry["name"], url, Severity(severity))


@dataclass(frozen=True)
class TestResult:
    """Whether a channel took the test message; `error` is the kind of failure, empty on success."""

    __test__ = False  # not a test case, whatever pytest makes of the name

    channel: str
    delivered: bool
    error: str = ""


def send_test(channels: Iterable[Channel]) -> list[TestResult]:
    """Send a test message to every channel at once, past the outbox, and say which took it."""
    return [_test(channel) for channel in channels]


def _test(channel: Channel) -> TestResult:
    message = Message(
        message_id=str(uuid4()),
        event="test",
        severity=Severity.NOTE,
        subject="Lodestar: test message",
        body=paragraphs(
            {
                "What happened": f"Somebody ran lodestar alerts test for the channel {channel.name}.",
                "State now": "Messages for this channel arrive here. No problem is reported by this message.",
                "What to do": "Nothing.",
            }
        ),
        count=0,
    )
    try:
        channel.send(message)
    except ChannelError as failure:
        return TestResult(channel.name, False, failure.reason)
    return TestResult(channel.name, True)


def _log(message: Message) -> None:
    """Write one line of codes and counts, with the same as fields for whoever collects logs as data."""
    LOG.log(
        logging.INFO if message.event == "recovered" else LEVELS[message.severity],
        "alert %s: severity=%s problem=%s count=%d message=%s: %s",
        message.event,
        message.severity.value,
        message.problem_key or "-",
        message.count,
        message.message_id,
        message.subject,
        extra={
            "alert_event": message.event,
            "alert_severity": message.severity.value,
            "alert_problem": message.problem_key,
            "alert_count": message.count,
            "alert_message_id": message.message_id,
        },
    )
