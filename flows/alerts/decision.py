"""
Compare what a run found with what people have been told, and queue what is new.

Told once when a problem opens, again only when it has become markedly worse, and once when it is over.
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
from flows.alerts.message import paragraphs
from flows.alerts.problem import Problem
from flows.alerts.times import utc, written
from warehouse.alerts import alert, alert_outbox

WORSE_BY = 20  # percent more than the count people were last told of

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Event:
    """A change of state that people are told of: opened, worse or recovered."""

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
) -> list[Event]:
    """
    Record the problems of a run, queue a message for each change, and return the changes.

    `scope` says what the run evaluated, as the beginnings of problem keys ("852", "852:referrals"): an open
    alert inside it that is not among the problems has recovered; one outside it is left as it is.
    None means that everything was evaluated, an empty list that nothing can have recovered.
    """
    at = utc(now)
    found = {problem.key: problem for problem in problems}
    if len(found) < len(problems):
        raise ValueError("Two problems of one run have the same key; put their counts together first.")
    known = {row["problem_key"]: row for row in connection.execute(sa.select(alert)).mappings()}
    changes = [_record(connection, problem, known.get(key), at, channels) for key, problem in found.items()]
    recoveries = [
        _recover(connection, row, at, channels)
        for key, row in known.items()
        if row["state"] == "open" and key not in found and _inside(key, scope)
    ]
    return [event for event in changes if event] + recoveries


def open_alerts(connection: sa.Connection) -> list[Row]:
    """Return the open alerts, worst and then oldest first, as rows of table `alert`."""
    rows = connection.execute(sa.select(alert).where(alert.c.state == "open")).mappings()
    return sorted(rows, key=lambda row: (Severity(row["severity"]).rank, row["opened_at"], row["alert_id"]))


def _inside(key: str, scope: Collection[str] | None) -> bool:
    """Whether a key lies in the scope; whole codes are compared, so that "85" does not cover "852"."""
    if scope is None:
        return True
    return any(f"{key}:".startswith(f"{part.rstrip(':')}:") for part in scope)


def _record(
    connection: sa.Connection, problem: Problem, row: Row | None, at: datetime, channels: Mapping[str, Channel]
) -> Event | None:
    seen = {
        "authority_code": problem.authority_code,
        "owner": problem.owner,
        "severity": problem.severity.value,
        "title": problem.title,
        "details": paragraphs(problem.sections),
        "count": problem.count,
        "last_seen_at": at,
    }
    told = {"told_severity": problem.severity.value, "told_count": problem.count}
    opened = {"state": "open", "opened_at": at, "recovered_at": None}
    if row is None:
        new = sa.insert(alert).values(**seen, **told, **opened, problem_key=problem.key, times_opened=1)
        alert_id = connection.execute(new).inserted_primary_key[0]
        return _tell(connection, alert_id, "opened", problem, {}, at, channels)
    if row["state"] == "recovered":
        times = row["times_opened"] + 1
        _update(connection, row, **seen, **told, **opened, times_opened=times)
        since = {"Opened": f"{times} times by now, before this on {written(row['opened_at'])}"}
        return _tell(connection, row["alert_id"], "opened", problem, since, at, channels)
    if _is_worse(problem, row):
        _update(connection, row, **seen, **told)
        since = {"Since last told": f"it was {row['told_severity']} with a count of {row['told_count']:,}"}
        return _tell(connection, row["alert_id"], "worse", problem, since, at, channels)
    _update(connection, row, **seen)
    return None


def _is_worse(problem: Problem, row: Row) -> bool:
    """
    Whether to tell again, measured from what people were last told and not from the last run.

    Otherwise a count that grows by a tenth every night would never be told, and one that swings would be
    told over and over.
    """
    more = problem.count > row["told_count"] and problem.count * 100 >= row["told_count"] * (100 + WORSE_BY)
    return more or problem.severity.rank < Severity(row["told_severity"]).rank


def _tell(
    connection: sa.Connection,
    alert_id: int,
    kind: str,
    problem: Problem,
    since: Mapping[str, str],
    at: datetime,
    channels: Mapping[str, Channel],
) -> Event:
    state = problem.severity.value if kind == "opened" else f"{kind}, {problem.severity.value}"
    _queue(
        connection,
        (channel.name for channel in channels.values() if channel.takes(problem.severity)),
        alert_id=alert_id,
        event=kind,
        severity=problem.severity.value,
        count=problem.count,
        subject=f"Lodestar {problem.authority_code}: {state}: {problem.title}",
        body=paragraphs({**problem.sections, **since, "When": written(at)}),
        created_at=at,
    )
    return Event(kind, problem.key, problem.severity, problem.title, problem.count)


def _recover(connection: sa.Connection, row: Row, at: datetime, channels: Mapping[str, Channel]) -> Event:
    """Close an alert and tell exactly those channels that were told of it since it opened."""
    _update(connection, row, state="recovered", recovered_at=at)
    told = connection.scalars(
        sa.select(alert_outbox.c.channel)
        .distinct()
        .where(alert_outbox.c.alert_id == row["alert_id"], alert_outbox.c.created_at >= row["opened_at"])
    ).all()
    _queue(
        connection,
        (name for name in channels if name in told),
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
                "When": written(at),
            }
        ),
        created_at=at,
    )
    return Event("recovered", row["problem_key"], Severity(row["severity"]), row["title"], row["count"])


def _update(connection: sa.Connection, row: Row, **values: Any) -> None:
    connection.execute(sa.update(alert).where(alert.c.alert_id == row["alert_id"]).values(**values))


def _queue(connection: sa.Connection, names: Iterable[str], **message: Any) -> None:
    rows = [{**message, "channel": name, "message_id": str(uuid4()), "attempts": 0} for name in names]
    if rows:
        connection.execute(sa.insert(alert_outbox), rows)
