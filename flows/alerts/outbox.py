"""
Send what is queued, and keep what a channel did not take.

Sending is at least once: a crash between a channel's taking a message and our note of it leaves the message
to be sent again.
A claim keeps two processes from sending the same message, and neither the message id nor what a digest holds ever
changes once it was tried, so that a second copy can be recognised.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts.channels import Channel, ChannelError
from flows.alerts.digest import digest
from flows.alerts.failing import note_outcome, tell_of_failing
from flows.alerts.message import Message
from flows.alerts.times import utc
from warehouse.alerts import alert, alert_message

LOG = logging.getLogger("lodestar.alerts")
DIGEST_ABOVE = 5  # more new messages than this for a channel are sent as one digest
FAILURES_BEFORE_GIVING_UP = 2  # in a row; the channel is then taken to be down until the next delivery
CLAIM_LASTS = timedelta(minutes=10)  # longer than any message takes; its sender is then taken to be dead

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Delivery:
    """Messages sent, messages that failed, and rows that are still queued, whatever their channel."""

    sent: int
    failed: int
    waiting: int


@dataclass(frozen=True)
class _Letter:
    """What is sent in one go: a message, and the rows of the outbox that it stands for."""

    message: Message
    rows: Sequence[Row]
    digest_id: str | None = None

    @property
    def alerts(self) -> set[int]:
        """The alerts that it tells of."""
        return {row["alert_id"] for row in self.rows}


def deliver(
    engine: sa.Engine, channels: Mapping[str, Channel], *, now: datetime, digest_above: int = DIGEST_ABOVE
) -> Delivery:
    """
    Send every queued message in order, each in a transaction of its own, and tell of channels that are down.

    What is critical goes first; the rest waits for the end of a channel's quiet hours.
    A channel that fails never raises: its messages stay queued for the next delivery.
    Order is kept per problem: while one of its messages cannot be sent, the later ones wait behind it.
    """
    at = utc(now)
    results = [_deliver_to(engine, channel, at, digest_above) for channel in channels.values()]
    told = tell_of_failing(engine, channels, at=at)
    results += [_deliver_to(engine, channels[name], at, digest_above) for name in sorted(told)]
    with engine.connect() as connection:
        queued = waiting(connection)
    for name in queued.keys() - channels.keys():
        LOG.warning(
            "%d alert messages wait for channel %s, which the settings no longer have; "
            "they stay queued until a channel has that name again",
            queued[name],
            name,
        )
    return Delivery(
        sent=sum(sent for sent, _ in results),
        failed=sum(failed for _, failed in results),
        waiting=sum(queued.values()),
    )


def waiting(connection: sa.Connection) -> dict[str, int]:
    """Return how many messages are queued, by channel."""
    rows = connection.execute(
        sa.select(alert_message.c.channel, sa.func.count())
        .where(alert_message.c.delivered_at.is_(None))
        .group_by(alert_message.c.channel)
        .order_by(alert_message.c.channel)
    )
    return {name: queued for name, queued in rows}


def _deliver_to(engine: sa.Engine, channel: Channel, at: datetime, digest_above: int) -> tuple[int, int]:
    sent, failed, in_a_row, reason = 0, 0, 0, ""
    letters, held = _letters(engine, channel, at, digest_above)
    for letter in letters:
        if in_a_row == FAILURES_BEFORE_GIVING_UP:
            break
        if letter.alerts & held or not _claim(engine, letter, at):
            held |= letter.alerts
            continue
        try:
            channel.send(letter.message)
        except Exception as failure:
            # The text of an error of a mail or web library names hosts and addresses: only its kind is kept.
            reason = failure.reason if isinstance(failure, ChannelError) else type(failure).__name__
            _release(engine, letter.rows, reason)
            held |= letter.alerts
            failed, in_a_row = failed + 1, in_a_row + 1
        else:
            _set(engine, letter.rows, delivered_at=at, last_error=None)
            sent, in_a_row = sent + 1, 0
    if sent or failed:
        note_outcome(engine, channel.name, works=sent > 0, at=at)
    if failed:
        LOG.warning(
            "alert channel %s did not take %d messages (%s); they stay queued and are sent in the next run",
            channel.name,
            failed,
            reason,
        )
    return sent, failed


def _letters(engine: sa.Engine, channel: Channel, at: datetime, digest_above: int) -> tuple[list[_Letter], set[int]]:
    """
    Return what to send to a channel now, in order, and the alerts to leave alone because another process has them.

    What was tried before stays as it was: it may have arrived, and in a digest with another id nobody would know it
    for the same. What is new comes in a digest where it is much.
    """
    with engine.connect() as connection:
        rows = (
            connection.execute(
                sa.select(alert_message, alert.c.problem_key)
                .join(alert)
                .where(alert_message.c.channel == channel.name, alert_message.c.delivered_at.is_(None))
                .order_by(alert_message.c.alert_message_id)
            )
            .mappings()
            .all()
        )
    held = {row["alert_id"] for row in rows if row["claimed_at"] and row["claimed_at"] > at - CLAIM_LASTS}
    # All that waits about a problem goes with its critical message: nothing overtakes, nothing stale comes later.
    critical = {row["alert_id"] for row in rows if row["severity"] == Severity.CRITICAL}
    tried = _tried(rows)
    busy = held.union(*(letter.alerts for letter in tried))
    fresh = [row for row in rows if not _was_tried(row)]
    new = [row for row in fresh if row["alert_id"] not in busy]
    urgent = [row for row in new if row["alert_id"] in critical]
    others = [
        row for row in new if row["alert_id"] not in critical and not channel.holds(created_at=row["created_at"], at=at)
    ]
    behind = [_single(row) for row in fresh if row["alert_id"] in busy]
    letters = [*tried, *_new(urgent, digest_above), *_new(others, digest_above), *behind]
    rush = [letter for letter in letters if not letter.alerts.isdisjoint(critical)]
    rest = [
        letter
        for letter in letters
        if letter.alerts.isdisjoint(critical)
        and not any(channel.holds(created_at=row["created_at"], at=at) for row in letter.rows)
    ]
    return rush + rest, held


def _was_tried(row: Row) -> bool:
    return bool(row["digest_id"] or row["attempts"] or row["claimed_at"])


def _tried(rows: Sequence[Row]) -> list[_Letter]:
    """Return the letters that were tried before, oldest first."""
    together: dict[str, list[Row]] = {}
    for row in filter(_was_tried, rows):
        together.setdefault(row["digest_id"] or row["message_id"], []).append(row)
    return [_digest(group) if group[0]["digest_id"] else _single(group[0]) for group in together.values()]


def _new(rows: Sequence[Row], digest_above: int) -> list[_Letter]:
    return [_digest(rows)] if len(rows) > digest_above else [_single(row) for row in rows]


def _digest(rows: Sequence[Row]) -> _Letter:
    message = digest(rows)
    return _Letter(message, rows, message.message_id)


def _single(row: Row) -> _Letter:
    message = Message(
        message_id=row["message_id"],
        event=row["event"],
        severity=Severity(row["severity"]),
        subject=row["subject"],
        body=row["body"],
        count=row["count"],
        problem_key=row["problem_key"],
    )
    return _Letter(message, [row])


def _claim(engine: sa.Engine, letter: _Letter, at: datetime) -> bool:
    """Take a letter's rows for this process; False, and nothing taken, where another process has had one of them."""
    table = alert_message.c
    with engine.connect() as connection, connection.begin() as transaction:
        taken = [
            connection.execute(
                sa.update(alert_message)
                .where(
                    table.alert_message_id == row["alert_message_id"],
                    table.delivered_at.is_(None),
                    table.attempts == row["attempts"],
                    table.digest_id.is_(None) if row["digest_id"] is None else table.digest_id == row["digest_id"],
                    sa.or_(table.claimed_at.is_(None), table.claimed_at <= at - CLAIM_LASTS),
                )
                .values(claimed_at=at, digest_id=letter.digest_id)
            ).rowcount
            for row in letter.rows
        ]
        if sum(taken) < len(letter.rows):
            transaction.rollback()
    return sum(taken) == len(letter.rows)


def _release(engine: sa.Engine, rows: Sequence[Row], reason: str) -> None:
    _set(engine, rows, claimed_at=None, attempts=alert_message.c.attempts + 1, last_error=reason[:100])


def _set(engine: sa.Engine, rows: Sequence[Row], **values: Any) -> None:
    with engine.begin() as connection:
        for row in rows:
            connection.execute(
                sa.update(alert_message)
                .where(alert_message.c.alert_message_id == row["alert_message_id"])
                .values(**values)
            )
