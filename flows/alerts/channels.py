"""
Ways to tell people: the log, and through apprise e-mail, a Teams workflow or any webhook.

The URL of a channel is a secret (it holds a password or a signature), so settings hold a reference to it.
Nothing in this module logs, returns or raises a URL; what apprise and the HTTP library would log about a
delivery (addresses, hosts, the signature in a query) is kept out of every log.
"""

import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import apprise

from expectations.contract import Severity
from flows.alerts.message import Message, paragraphs

LOG = logging.getLogger("lodestar.alerts")
LOG_REFERENCE = "log:"
TIMEOUT = 10.0  # seconds to connect, and again to wait for an answer
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAIL_SCHEMES = frozenset({"mailto", "mailtos"})
LEVELS = {
    Severity.CRITICAL: logging.CRITICAL,
    Severity.ERROR: logging.ERROR,
    Severity.WARNING: logging.WARNING,
    Severity.NOTE: logging.INFO,
}
TYPES = {
    Severity.CRITICAL: apprise.NotifyType.FAILURE,
    Severity.ERROR: apprise.NotifyType.FAILURE,
    Severity.WARNING: apprise.NotifyType.WARNING,
    Severity.NOTE: apprise.NotifyType.INFO,
}


class ChannelFailed(Exception):
    """A channel did not take a message; `reason` is the kind of failure and holds nothing of the URL."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


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
    minimum_severity: Severity = Severity.WARNING

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
        """Send one message once, or raise `ChannelFailed`; trying again is the outbox's business."""
        if self.url_reference == LOG_REFERENCE:
            _log(message)
        else:
            _send(message, self._url())

    def _url(self) -> str:
        kind, _, place = self.url_reference.partition(":")
        if kind == "env":
            url = os.environ.get(place, "")
        elif kind == "file":
            try:
                url = Path(place).read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                raise ChannelFailed("secret file cannot be read") from None
        else:
            url = self.url_reference
        if not url.strip():
            raise ChannelFailed("environment variable is empty" if kind == "env" else "secret file is empty")
        return url.strip()


LOG_CHANNEL = Channel("log", LOG_REFERENCE, Severity.NOTE)


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
    except ChannelFailed as failure:
        return TestResult(channel.name, False, failure.reason)
    return TestResult(channel.name, True)


def _may_stand_in_settings(reference: str) -> bool:
    if reference == LOG_REFERENCE or re.fullmatch(r"(env|file):.+", reference):
        return True
    try:
        parts = urlsplit(reference)
    except ValueError:
        return False
    without_password = parts.password is None and "pass=" not in parts.query
    return without_password and (parts.scheme in MAIL_SCHEMES or parts.hostname in LOOPBACK)


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


def _send(message: Message, url: str) -> None:
    with _silenced() as diagnosis:
        # A new service object per message: a used one sleeps 5.5 seconds between messages.
        service = apprise.Apprise.instantiate(url, asset=_asset())
        if service is None:
            raise ChannelFailed("URL is not understood")
        service.socket_connect_timeout = service.socket_read_timeout = TIMEOUT
        if isinstance(getattr(service, "headers", None), dict):
            service.headers["X-Lodestar-Message"] = message.message_id
        body, body_format = {
            apprise.NotifyFormat.HTML: (message.html, apprise.NotifyFormat.HTML),
            apprise.NotifyFormat.MARKDOWN: (message.markdown, apprise.NotifyFormat.MARKDOWN),
        }.get(service.notify_format, (message.text, apprise.NotifyFormat.TEXT))
        kind = apprise.NotifyType.SUCCESS if message.event == "recovered" else TYPES[message.severity]
        try:
            taken = service.notify(title=message.subject, body=body, body_format=body_format, notify_type=kind)
        except Exception as error:
            raise ChannelFailed(type(error).__name__) from None
    if not taken:
        raise ChannelFailed(diagnosis.reason)


def _asset() -> apprise.AppriseAsset:
    """Settings for apprise: no picture from the network, no redirects, nothing kept on disk, one try."""
    return apprise.AppriseAsset(
        app_id="Lodestar",
        app_desc="Lodestar",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,
        pgp_autogen=False,
        pem_autogen=False,
        default_service_retry=0,
        storage_mode="memory",
    )


class _Diagnosis(logging.Handler):
    """Keep the kind of failure from what apprise logs, and drop the rest: it names hosts and addresses."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.reason = "not taken"

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if status := re.search(r"error=(\d{3})\b", said):
            self.reason = f"HTTP {status[1]}"
        elif "connection error" in said.lower():
            self.reason = "no connection"


@contextmanager
def _silenced() -> Iterator[_Diagnosis]:
    """Keep the delivery libraries out of the logs: at debug level they write URLs, signatures and bodies."""
    diagnosis = _Diagnosis()
    delivery, http = logging.getLogger("apprise"), logging.getLogger("urllib3.connectionpool")
    before = delivery.handlers, delivery.level, delivery.propagate, http.disabled
    delivery.handlers, delivery.propagate, http.disabled = [diagnosis], False, True
    delivery.setLevel(logging.WARNING)
    try:
        yield diagnosis
    finally:
        delivery.handlers, level, delivery.propagate, http.disabled = before
        delivery.setLevel(level)
