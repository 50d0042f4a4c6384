"""
The life of an alert: open, worse, acknowledged, snoozed until a day, recovered.

A state is the last change that a run or a person made. A problem that becomes worse is news: it ends what a person
said of it before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts.times import SLACK, day_in_london, utc
from warehouse.alerts import alert, alert_event

# Days after which an alert that nobody acknowledged is told again: the first time, and from then on.
Reminders = Mapping[Severity, tuple[int, int]]
REMINDERS: Reminders = {Severity.CRITICAL: (1, 7)}


class NotOpen(Exception):
    """There is no open alert of that number, so that nothing can be said of it."""


@dataclass(frozen=True)
class Life:
    """What has happened to an open alert since it opened; `told_at` is the last time that people were told."""

    told_at: datetime
    base: str = "open"
    reminders: int = 0
    handled: str = ""
    handled_by: str = ""
    snoozed_until: date | None = None

    def state(self, at: datetime) -> str:
        """Return open, worse, acknowledged or snoozed; a snooze that has run out counts no more."""
        over = self.snoozed_until is not None and day_in_london(at) >= self.snoozed_until
        return self.base if over or not self.handled else self.handled

    def is_reminder_due(self, severity: Severity, at: datetime, reminders: Reminders) -> bool:
        """Whether people are to be told again of a problem that a run has found unchanged."""
        state = self.state(at)
        if state in ("acknowledged", "snoozed"):
            return False
        if self.handled == "snoozed" or severity not in reminders:
            return self.handled == "snoozed"  # it has run out, and nobody has been told since
        days = reminders[severity][min(self.reminders, 1)]
        return at - self.told_at >= timedelta(days=days) - SLACK

    def after(self, event: Mapping[str, Any]) -> "Life":
        """Return the life with one event more, a row of table `alert_event`."""
        kind = event["event"]
        if kind in ("acknowledged", "snoozed"):
            said = {"handled_by": event["handled_by"] or "", "snoozed_until": event["snoozed_until"]}
            return replace(self, handled=kind, **said)
        again = self.reminders + 1 if kind == "reminder" else 0
        base = {"opened": "open", "worse": "worse"}.get(kind, self.base)
        return Life(event["happened_at"], base, again)


def lives(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> dict[int, Life]:
    """Return the lives of the open alerts that fit the conditions, by number."""
    found = {
        number: Life(opened_at)
        for number, opened_at in connection.execute(
            sa.select(alert.c.alert_id, alert.c.opened_at).where(alert.c.state == "open", *where)
        )
    }
    events = connection.execute(
        sa.select(alert_event)
        .join(alert)
        .where(alert.c.state == "open", alert_event.c.happened_at >= alert.c.opened_at, *where)
        .order_by(alert_event.c.event_id)
    ).mappings()
    for event in events:
        found[event["alert_id"]] = found[event["alert_id"]].after(event)
    return found


def record_event(connection: sa.Connection, alert_id: int, event: str, *, at: datetime, **more: Any) -> None:
    """Add one event to an alert's life."""
    connection.execute(sa.insert(alert_event).values(alert_id=alert_id, event=event, happened_at=at, **more))


def acknowledge(connection: sa.Connection, alert_id: int, *, by: str, now: datetime) -> None:
    """Note that somebody sees to it: no reminders, until it is worse or over. Raises `NotOpen`."""
    _handle(connection, alert_id, "acknowledged", by, now, None)


def snooze(connection: sa.Connection, alert_id: int, *, until: date, by: str, now: datetime) -> None:
    """Keep an alert silent until a day, unless it is worse or over before. Raises `NotOpen`."""
    _handle(connection, alert_id, "snoozed", by, now, until)


def _handle(connection: sa.Connection, alert_id: int, event: str, by: str, now: datetime, until: date | None) -> None:
    row = connection.execute(sa.select(alert).where(alert.c.alert_id == alert_id)).mappings().first()
    if row is None or row["state"] != "open":
        raise NotOpen(f"There is no open alert {alert_id}.")
    seen = {"severity": row["severity"], "count": row["count"]}
    record_event(connection, alert_id, event, at=utc(now), **seen, handled_by=by, snoozed_until=until)
