"""
Send what is queued, and keep what a channel did not take.

Sending is at least once: a crash between a channel's taking a message and our note of it leaves the message
to be sent again.
A claim keeps two processes from sending the same message, and the message id never changes, so that a second
copy can be recognised.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts.channels import Channel, ChannelError
from flows.alerts.message import Message, paragraphs
from flows.alerts.times import utc
from warehouse.alerts import alert, alert_outbox

LOG = logging.getLogger("lodestar.alerts")
MOST_SINGLE_MESSAGES = 10  # more than this waiting for a channel are sent as one digest
MOST_LINES_IN_A_DIGEST = 20  # a Teams card may not exceed 28 KB
FAILURES_BEFORE_GIVING_UP = 2  # in a row; the channel is then taken to be down until the next delivery
CLAIM_LASTS = timedelta(minutes=10)  # longer than any message takes; its sender is then taken to be dead

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Delivery:
    """Messages sent, messages that failed, and rows that are still queued, whatever their channel."""

    sent: int
    failed: int
    waiting: int


def deliver(engine: sa.Engine, channels: Mapping[str, Channel], *, now: datetime) -> Delivery:
    """
    Send every queued message in order, each in a transaction of its own.

    A channel that fails never raises: its messages stay queued for the next delivery.
    Order is kept per problem: while one of its messages cannot be sent, the later ones wait behind it.
    """
    at = utc(now)
    results = [_deliver_to(engine, channel, at) for channel in channels.values()]
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
        sa.select(alert_outbox.c.channel, sa.func.count())
        .where(alert_outbox.c.delivered_at.is_(None))
        .group_by(alert_outbox.c.channel)
        .order_by(alert_outbox.c.channel)
    )
    return {name: queued for name, queued in rows}


def _deliver_to(engine: sa.Engine, channel: Channel, at: datetime) -> tuple[int, int]:
    sent, failed, in_a_row, reason = 0, 0, 0, ""
    letters, held = _letters(engine, channel.name, at)
    for message, rows in letters:
        if in_a_row == FAILURES_BEFORE_GIVING_UP:
            break
        alerts = {row["alert_id"] for row in rows}
        if alerts & held or not _claim(engine, rows, at):
            held |= alerts
            continue
        try:
            channel.send(message)
        except Exception as failure:
            # The text of an error of a mail or web library names hosts and addresses: only its kind is kept.
            reason = failure.reason if isinstance(failure, ChannelError) else type(failure).__name__
            _release(engine, rows, reason)
            held |= alerts
            failed, in_a_row = failed + 1, in_a_row + 1
        else:
            _set(engine, rows, delivered_at=at, last_error=None)
            sent, in_a_row = sent + 1, 0
    if failed:
        LOG.warning(
            "alert channel %s did not take %d messages (%s); they stay queued and are sent in the next run",
            channel.name,
            failed,
            reason,
        )
    return sent, failed


def _letters(engine: sa.Engine, name: str, at: datetime) -> tuple[list[tuple[Message, list[Row]]], set[int]]:
    """Return the messages to send to a channel, with the rows each stands for, and the alerts to leave alone."""
    with engine.connect() as connection:
        rows = (
            connection.execute(
                sa.select(alert_outbox, alert.c.problem_key)
                .join(alert)
                .where(alert_outbox.c.channel == name, alert_outbox.c.delivered_at.is_(None))
                .order_by(alert_outbox.c.outbox_id)
            )
            .mappings()
            .all()
        )
    held = {row["alert_id"] for row in rows if row["claimed_at"] and row["claimed_at"] > at - CLAIM_LASTS}
    free = [row for row in rows if row["alert_id"] not in held]
    if len(free) > MOST_SINGLE_MESSAGES:
        return [(_digest(free), free)], held
    return [(_single(row), [row]) for row in free], held


def _single(row: Row) -> Message:
    return Message(
        message_id=row["message_id"],
        event=row["event"],
        severity=Severity(row["severity"]),
        subject=row["subject"],
        body=row["body"],
        count=row["count"],
        problem_key=row["problem_key"],
    )


def _digest(rows: Sequence[Row]) -> Message:
    """Put many messages into one, worst first; the same rows make the same digest with the same id."""
    current = [row for row in rows if row["event"] != "recovered"]
    recovered = [row for row in rows if row["event"] == "recovered"]
    ordered = sorted(current, key=lambda row: (Severity(row["severity"]).rank, row["outbox_id"])) + recovered
    counts = {severity.value: sum(row["severity"] == severity for row in current) for severity in Severity}
    summary = ", ".join(f"{n:,} {what}" for what, n in {**counts, "recovered": len(recovered)}.items() if n)
    lines = [
        f"- {row['subject'].removeprefix('Lodestar ')} ({row['count']:,}; {row['problem_key']})" for row in ordered
    ]
    left_out = len(lines) - MOST_LINES_IN_A_DIGEST
    more = [f"- and {left_out:,} more"] if left_out > 0 else []
    return Message(
        message_id=str(uuid5(NAMESPACE_OID, " ".join(row["message_id"] for row in rows))),
        event="digest",
        severity=Severity(ordered[0]["severity"]) if current else Severity.NOTE,
        subject=f"Lodestar: {len(rows):,} alerts: {summary}",
        body=paragraphs(
            {
                "What happened": "\n".join(
                    [f"{len(rows):,} alerts, with the count of each:", *lines[:MOST_LINES_IN_A_DIGEST], *more]
                ),
                "State now": "Each is recorded in the warehouse. They come in one message because they are many.",
                "What to do": 'Run "lodestar status" for what is open now, and begin with the worst.',
            }
        ),
        count=len(rows),
    )


def _claim(engine: sa.Engine, rows: Sequence[Row], at: datetime) -> bool:
    """Take rows for this process; False, and nothing taken, where another process has one of them."""
    table = alert_outbox.c
    with engine.connect() as connection, connection.begin() as transaction:
        taken = [
            connection.execute(
                sa.update(alert_outbox)
                .where(
                    table.outbox_id == row["outbox_id"],
                    table.delivered_at.is_(None),
                    sa.or_(table.claimed_at.is_(None), table.claimed_at <= at - CLAIM_LASTS),
                )
                .values(claimed_at=at)
            ).rowcount
            for row in rows
        ]
        if sum(taken) < len(rows):
            transaction.rollback()
    return sum(taken) == len(rows)


def _release(engine: sa.Engine, rows: Sequence[Row], reason: str) -> None:
    _set(engine, rows, claimed_at=None, attempts=alert_outbox.c.attempts + 1, last_error=reason[:100])


def _set(engine: sa.Engine, rows: Sequence[Row], **values: Any) -> None:
    with engine.begin() as connection:
        for row in rows:
            connection.execute(
                sa.update(alert_outbox).where(alert_outbox.c.outbox_id == row["outbox_id"]).values(**values)
            )
