"""
What people have been told about, and what is still to be sent.

`alert` holds one row per problem for as long as the warehouse lives, `alert_event` what has happened to it;
`alert_message` one row per message and channel, written in the transaction of the run that found the problem, so
that a crash cannot lose it.
They hold codes, counts and our own sentences; never a value from a record.
All times are UTC, stored without a time zone.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.base import metadata

alert = sa.Table(
    "alert",
    metadata,
    sa.Column("alert_id", sa.Integer, primary_key=True, comment="Number of the alert."),
    sa.Column(
        "problem_key",
        sa.String(200),
        nullable=False,
        unique=True,
        comment="What is wrong, in codes from wide to narrow: authority:dataset:rule.",
    ),
    sa.Column("authority_code", sa.String(10), nullable=False, comment="Authority that the problem concerns."),
    sa.Column("owner", sa.Unicode(100), comment="Team that is to act; empty where nobody is named."),
    sa.Column("severity", sa.String(20), nullable=False, comment="critical, error, warning or note, as last seen."),
    sa.Column("state", sa.String(20), nullable=False, comment="open or recovered."),
    sa.Column("title", sa.Unicode(200), nullable=False, comment="The problem in one line."),
    sa.Column("details", sa.UnicodeText, nullable=False, comment="What happened, the state and what to do."),
    sa.Column("count", sa.Integer, nullable=False, comment="How many rows, files or figures, as last seen."),
    sa.Column(
        "told_severity",
        sa.String(20),
        nullable=False,
        comment="Severity in the last message; worse is measured from it.",
    ),
    sa.Column(
        "told_count", sa.Integer, nullable=False, comment="Count in the last message; worse is measured from it."
    ),
    sa.Column(
        "opened_at", sa.DateTime, nullable=False, comment="When it was first seen, or seen again after recovery."
    ),
    sa.Column("last_seen_at", sa.DateTime, nullable=False, comment="When a run last found it."),
    sa.Column("recovered_at", sa.DateTime, comment="When a run first no longer found it; empty while open."),
    sa.Column("times_opened", sa.Integer, nullable=False, comment="How often it has been opened, the first included."),
    sa.CheckConstraint("state in ('open', 'recovered')", name="state"),
    comment="One row per problem that people were, or are, to be told about.",
)

alert_event = sa.Table(
    "alert_event",
    metadata,
    sa.Column("event_id", sa.Integer, primary_key=True, comment="Number of the event; events happened in this order."),
    sa.Column(
        "alert_id",
        sa.ForeignKey("alert.alert_id"),
        nullable=False,
        index=True,
        comment="The alert to which it happened.",
    ),
    sa.Column(
        "event",
        sa.String(20),
        nullable=False,
        comment="opened, worse, reminder or recovered by a run; acknowledged or snoozed by a person.",
    ),
    sa.Column("happened_at", sa.DateTime, nullable=False, comment="When it happened."),
    sa.Column("severity", sa.String(20), nullable=False, comment="Severity at that time."),
    sa.Column("count", sa.Integer, nullable=False, comment="Count at that time."),
    sa.Column("snoozed_until", sa.Date, comment="Day on which a snoozed alert is told again; empty for other events."),
    sa.Column("handled_by", sa.Unicode(100), comment="Colleague who acknowledged or snoozed it; empty for a run."),
    sa.CheckConstraint(
        "event in ('opened', 'worse', 'reminder', 'acknowledged', 'snoozed', 'recovered')", name="event"
    ),
    comment="The life of each alert: one row per change of its state and per reminder.",
)

alert_message = sa.Table(
    "alert_message",
    metadata,
    sa.Column(
        "alert_message_id",
        sa.Integer,
        primary_key=True,
        comment="Number of the message; messages are sent in this order.",
    ),
    sa.Column(
        "alert_id",
        sa.ForeignKey("alert.alert_id"),
        nullable=False,
        index=True,
        comment="The alert that the message is about.",
    ),
    sa.Column(
        "message_id",
        sa.String(36),
        nullable=False,
        unique=True,
        comment="Stays the same however often the message is tried, so that a second copy can be recognised.",
    ),
    sa.Column("event", sa.String(20), nullable=False, comment="opened, worse, reminder or recovered."),
    sa.Column("severity", sa.String(20), nullable=False, comment="Severity when the message was written."),
    sa.Column("count", sa.Integer, nullable=False, comment="Count when the message was written."),
    sa.Column("subject", sa.Unicode(300), nullable=False, comment="Subject line."),
    sa.Column("body", sa.UnicodeText, nullable=False, comment="Text of the message."),
    sa.Column("created_at", sa.DateTime, nullable=False, comment="When the run decided to tell."),
    sa.Column("channel", sa.String(50), nullable=False, comment="Name of the channel in the settings."),
    sa.Column(
        "digest_id",
        sa.String(36),
        comment="Digest in which it is sent, and sent again if need be; empty for a message of its own.",
    ),
    sa.Column("claimed_at", sa.DateTime, comment="When a process began to send it; empty when none is sending."),
    sa.Column("delivered_at", sa.DateTime, comment="When the channel took it; empty while it is queued."),
    sa.Column("attempts", sa.Integer, nullable=False, comment="How often sending failed."),
    sa.Column("last_error", sa.String(100), comment="Kind of the last failure, never its text."),
    sa.CheckConstraint("event in ('opened', 'worse', 'reminder', 'recovered')", name="event"),
    comment="The outbox: messages, one per event and channel, until they are delivered and for the record afterwards.",
)

alert_channel = sa.Table(
    "alert_channel",
    metadata,
    sa.Column("channel", sa.String(50), primary_key=True, comment="Name of the channel in the settings."),
    sa.Column("failing_since", sa.DateTime, comment="When it first took nothing any more; empty while it works."),
    comment="Channels that have ever failed to take a message.",
)

_FORMER_OUTBOX = "alert_outbox"  # of warehouses made before there were reminders, which its constraint forbids
_KEPT = [
    *("alert_id", "message_id", "event", "severity", "count", "subject", "body"),
    *("created_at", "channel", "claimed_at", "delivered_at", "attempts", "last_error"),
]


def take_over_former_outbox(connection: Connection) -> None:
    """Copy the messages of an older warehouse's outbox, sent and waiting, into the one that was just created."""
    if not sa.inspect(connection).has_table(_FORMER_OUTBOX):
        return
    former = sa.table(_FORMER_OUTBOX, sa.column("outbox_id"), *map(sa.column, _KEPT))
    connection.execute(
        sa.insert(alert_message).from_select(
            _KEPT, sa.select(*(former.c[name] for name in _KEPT)).order_by(former.c.outbox_id)
        )
    )
