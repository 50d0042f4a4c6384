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
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from expectations.contract import Severity
from flows.alerts.message import Message, paragraphs
from flows.alerts.quiet import QuietHours, are_endless, is_held
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
    Problems less severe than `minimum_severity` are not told here, and what is not critical waits for the end of the
    `quiet` hours. The channel named `fallback` is told when this one is down; where none is named, all others are.
    """

    name: str
    url_reference: str = field(repr=False)
    minimum_severity: Severity = Severity.ERROR
    quiet: tuple[QuietHours, ...] = ()
    fallback: str = ""

    def __post_init__(self):
        if not re.fullmatch(r"[A-Za-z0-9_.\-]{1,50}", self.name):
            raise ValueError("An alert channel's name is 1 to 50 letters, digits and ._- only.")
        if not _may_stand_in_settings(self.url_reference):
            raise ValueError(
                f"Alert channel {self.name}: its URL may hold a secret and so does not belong in the settings. "
                'Put the URL into an environment variable or a file and write "env:NAME" or "file:/path".'
            )
        if are_endless(self.quiet):
            raise ValueError(f"Alert channel {self.name}: its quiet hours never end. Leave some hours of the week.")

    def takes(self, severity: Severity) -> bool:
        """Whether a problem of this severity is told here."""
        return severity.rank <= self.minimum_severity.rank

    def holds(self, *, created_at: datetime, at: datetime) -> bool:
        """Whether a message that is not critical has to wait for the end of the quiet hours."""
        return is_held(self.quiet, created_at=created_at, at=at)

    @property
    def is_log(self) -> bool:
        """Whether this is the log."""
        return self.url_reference == LOG_REFERENCE

    def send(self, message: Message) -> None:
        """Send one message once, or raise `ChannelError`; trying again is the outbox's business."""
        if self.is_log:
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


def configured(entries: Iterable[Mapping[str, Any]], *, project: Path = Path()) -> dict[str, Channel]:
    """
    Return the channels of the settings' [[alerts.channels]], by name, and the log beside them.

    An entry has a `name`, a `url` (a reference) and perhaps a `minimum_severity` ("error" unless stated), `quiet`
    hours and a `fallback`.
    A "file:" reference is relative to the project's folder.
    Whoever wants less in the log writes an entry with the URL "log:".
    """
    channels = [_configured(entry, project) for entry in entries]
    if not any(channel.is_log for channel in channels):
        channels = [LOG_CHANNEL, *channels]
    named = {channel.name: channel for channel in channels}
    if len(named) < len(channels):
        raise ValueError("Two alert channels have the same name; the log is called log. Give each its own name.")
    for channel in channels:
        if channel.fallback and channel.fallback not in named.keys() - {channel.name}:
            raise ValueError(f"The fallback of alert channel {channel.name} is the name of another channel.")
    return named


def _configured(entry: Mapping[str, Any], project: Path) -> Channel:
    if not {"name", "url"} <= entry.keys() <= {"name", "url", "minimum_severity", "quiet", "fallback"}:
        raise ValueError(
            "An entry of [[alerts.channels]] has name, url and perhaps minimum_severity, quiet and fallback, "
            "nothing else."
        )
    severity = entry.get("minimum_severity", Severity.ERROR)
    if severity not in list(Severity):
        raise ValueError(f"The minimum_severity of an alert channel is one of: {', '.join(Severity)}.")
    kind, _, place = entry["url"].partition(":")
    url = f"file:{project / place}" if kind == "file" and place else entry["url"]
    quiet = tuple(QuietHours(**hours) for hours in entry.get("quiet", ()))
    return Channel(entry["name"], url, Severity(severity), quiet, entry.get("fallback", ""))


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
