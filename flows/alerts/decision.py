"""
Compare what a run found with what people have been told, and queue what is new.

Told once when a problem opens, again when it has become markedly worse, when a reminder is due or a snooze has run
out, and once when it is over.
The messages are written in the caller's transaction, beside the change that caused them: a crash loses both
or neither.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts.channels import Channel
from flows.alerts.life import REMINDERS, Life, Reminders, lives, record_event
from flows.alerts.message import paragraphs
from flows.alerts.problem import Problem
from flows.alerts.routing import Owner, route
from flows.alerts.times import utc, written
from warehouse.alerts import alert, alert_message

WORSE_BY = 20  # percent more than the count people were last told of

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Event:
    """What people are told of: a problem has opened, is worse, is still there (reminder) or has recovered."""

    kind: str
    key: str
    severity: Severity
    title: str
    count: int


def decide(
    connection: sa.Connection,
    problems: Sequence[Problem],
    *,
    scope: Collection[str] | None,
    now: datetime,
    channels: Mapping[str, Channel],
    owners: Sequence[Owner] = (),
    reminders: Reminders = REMINDERS,
) -> list[Event]:
    """
    Record the problems of a run, queue a message for each change and each reminder, and return them.

    `scope` says what the run evaluated, as the beginnings of problem keys ("852", "852:referrals"): an open
    alert inside it that is not among the problems has recovered; one outside it is left as it is.
    None means that everything was evaluated, an empty list that nothing can have recovered.
    """
    at = utc(now)
    found = {problem.key: problem for problem in problems}
    if len(found) < len(problems):
        raise ValueError("Two problems of one run have the same key; put their counts together first.")
    concerned = _of_authorities(problems, scope)
    known = {row["problem_key"]: row for row in connection.execute(sa.select(alert).where(*concerned)).mappings()}
    live = lives(connection, *concerned)
    desk = _Desk(connection, at, channels, owners, reminders)
    changes = [
        desk.record(problem, row, live.get(row["alert_id"]) if row else None)
        for problem, row in ((problem, known.get(key)) for key, problem in found.items())
    ]
    recoveries = [
        desk.recover(row)
        for key, row in known.items()
        if row["state"] == "open" and key not in found and _inside(key, scope)
    ]
    return [event for event in changes if event] + recoveries


def _of_authorities(problems: Sequence[Problem], scope: Collection[str] | None) -> list[sa.ColumnElement[bool]]:
    """Narrow the alerts to look at to the authorities that a run looked at: of 150, each is decided by itself."""
    if scope is None:
        return []
    codes = {problem.authority_code for problem in problems} | {part.partition(":")[0] for part in scope}
    return [alert.c.authority_code.in_(sorted(codes))]


def open_alerts(connection: sa.Connection) -> list[Row]:
    """Return the open alerts, worst and then oldest first, as rows of table `alert`."""
    rows = connection.execute(sa.select(alert).where(alert.c.state == "open")).mappings()
    return sorted(rows, key=lambda row: (Severity(row["severity"]).rank, row["opened_at"], row["alert_id"]))


def _inside(key: str, scope: Collection[str] | None) -> bool:
    """Whether a key lies in the scope; whole codes are compared, so that "85" does not cover "852"."""
    if scope is None:
        return True
    return any(f"{key}:".startswith(f"{part.rstrip(':')}:") for part in scope)


def _is_worse(problem: Problem, row: Row) -> bool:
    """
    Whether to tell again, measured from what people were last told and not from the last run.

    Otherwise a count that grows by a tenth every night would never be told, and one that swings would be
    told over and over.
    """
    more = problem.count > row["told_count"] and problem.count * 100 >= row["told_count"] * (100 + WORSE_BY)
    return more or problem.severity.rank < Severity(row["told_severity"]).rank


def _change(problem: Problem, row: Row | None) -> str:
    """Say how a problem has changed since the last run that found it."""
    if row is None:
        return "new: no earlier run has found it"
    if row["state"] == "recovered":
        times = row["times_opened"] + 1
        return f"new since the last run; opened {times:,} times by now, before this on {written(row['opened_at'])}"
    difference = problem.count - row["count"]
    how = f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} than" if difference else "the same as"
    return f"{how} in the last run that found it, on {written(row['last_seen_at'])}"


@dataclass(frozen=True)
class _Desk:
    """Where the changes of one moment are recorded and their messages queued, in the caller's transaction."""

    connection: sa.Connection
    at: datetime
    channels: Mapping[str, Channel]
    owners: Sequence[Owner]
    reminders: Reminders

    def record(self, problem: Problem, row: Row | None, life: Life | None) -> Event | None:
        """Record a problem that was found, and tell of it if there is something to tell."""
        names, owner = route(problem, self.channels, self.owners)
        sections = problem.sections(change=_change(problem, row), owner=owner)
        seen = {
            "authority_code": problem.authority_code,
            "owner": owner,
            "severity": problem.severity.value,
            "title": problem.title,
            "details": paragraphs(sections),
            "count": problem.count,
            "last_seen_at": self.at,
        }
        told = {"told_severity": problem.severity.value, "told_count": problem.count}
        opened = {"state": "open", "opened_at": self.at, "recovered_at": None}
        since = {}
        if row is None:
            kind = "opened"
            new = sa.insert(alert).values(**seen, **told, **opened, problem_key=problem.key, times_opened=1)
            alert_id = self.connection.execute(new).inserted_primary_key[0]
        elif row["state"] == "recovered":
            kind, alert_id = "opened", row["alert_id"]
            self._update(row, **seen, **told, **opened, times_opened=row["times_opened"] + 1)
        else:
            alert_id = row["alert_id"]
            kind = self._news(problem, row, life)
            self._update(row, **seen, **(told if kind else {}))
            since = {
                "Since last told": f"it was {row['told_severity']} with a count of {row['told_count']:,}",
                "Opened": written(row["opened_at"]),
            }
        if not kind:
            return None
        state = {"opened": "", "reminder": "still open, "}.get(kind, f"{kind}, ") + problem.severity.value
        self._tell(
            names,
            alert_id=alert_id,
            event=kind,
            severity=problem.severity.value,
            count=problem.count,
            subject=f"Lodestar {problem.authority_code}: {state}: {problem.title}",
            body=paragraphs({**sections, **since, "When": written(self.at)}),
        )
        return Event(kind, problem.key, problem.severity, problem.title, problem.count)

    def _news(self, problem: Problem, row: Row, life: Life) -> str:
        """Return what there is to tell of a problem that was open already; nothing where there is nothing."""
        if _is_worse(problem, row):
            return "worse"
        return "reminder" if life.is_reminder_due(problem.severity, self.at, self.reminders) else ""

    def recover(self, row: Row) -> Event:
        """Close an alert and tell exactly those channels that were told of it since it opened."""
        self._update(row, state="recovered", recovered_at=self.at)
        told = self.connection.scalars(
            sa.select(alert_message.c.channel)
            .distinct()
            .where(alert_message.c.alert_id == row["alert_id"], alert_message.c.created_at >= row["opened_at"])
        ).all()
        self._tell(
            [name for name in self.channels if name in told],
            alert_id=row["alert_id"],
            event="recovered",
            severity=row["severity"],
            count=row["count"],
            subject=f"Lodestar {row['authority_code']}: recovered: {row['title']}",
            body=paragraphs(
                {
                    "What happened": f"This problem is over: {row['title']}",
                    "Count": f"{row['count']:,} when it was last seen, on {written(row['last_seen_at'])}",
                    "Opened": written(row["opened_at"]),
                    "State now": "The last run looked for it and did not find it.",
                    "What to do": "Nothing.",
                    "Who": row["owner"],
                    "Problem": row["problem_key"],
                    "When": written(self.at),
                }
            ),
        )
        return Event("recovered", row["problem_key"], Severity(row["severity"]), row["title"], row["count"])

    def _update(self, row: Row, **values: Any) -> None:
        self.connection.execute(sa.update(alert).where(alert.c.alert_id == row["alert_id"]).values(**values))

    def _tell(self, names: Iterable[str], *, alert_id: int, event: str, severity: str, count: int, **text: str) -> None:
        """Write the event into the alert's life and a message for each channel into the outbox."""
        what = {"alert_id": alert_id, "event": event, "severity": severity, "count": count}
        record_event(self.connection, at=self.at, **what)
        rows = [
            {**what, **text, "created_at": self.at, "channel": name, "message_id": str(uuid4()), "attempts": 0}
            for name in names
        ]
        if rows:
            self.connection.execute(sa.insert(alert_message), rows)
