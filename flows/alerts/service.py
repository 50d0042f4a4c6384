"""
The way out of the house: apprise, with what it would show, fetch or log by default turned off.

What apprise and the HTTP library would log about a delivery (addresses, hosts, the signature in a query) is
kept out of every log; of a failure only the kind is kept.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import apprise

from expectations.contract import Severity
from flows.alerts.message import Message

TIMEOUT = 10.0  # seconds to connect, and again to wait for an answer
TYPES = {
    Severity.CRITICAL: apprise.NotifyType.FAILURE,
    Severity.ERROR: apprise.NotifyType.FAILURE,
    Severity.WARNING: apprise.NotifyType.WARNING,
    Severity.NOTE: apprise.NotifyType.INFO,
}


class ChannelError(Exception):
    """A channel did not take a message; `reason` is the kind of failure and holds nothing of the URL."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def send_through_apprise(message: Message, url: str) -> None:
    """Send one message to the service that a URL names, once, or raise `ChannelError`."""
    with _silenced() as diagnosis:
        # A new service object per message: a used one sleeps 5.5 seconds between messages.
        service = apprise.Apprise.instantiate(url, asset=_asset())
        if service is None:
            raise ChannelError("URL is not understood")
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
            raise ChannelError(type(error).__name__) from None
    if not taken:
        raise ChannelError(diagnosis.reason)


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
