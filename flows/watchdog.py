"""
The watchdog: an outside command that tells people when no run has finished in time.

It is for another account's schedule or a monitoring system, and must work when the warehouse does not answer: what it
has told it keeps in a file of its own, and it sends past the outbox.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, uuid4, uuid5

import sqlalchemy as sa
from sqlalchemy import Connection

from expectations.contract import Severity
from flows.alerts import Channel, ChannelError, Message
from flows.alerts.message import paragraphs
from flows.alerts.times import utc, written
from flows.opened import WarehouseUnusable, looking_at, naming_trouble
from flows.settings import SettingsError, channels_of, load_settings
from warehouse.alerts import alert
from warehouse.ledger_tables import run
from warehouse.runs import is_nightly

STATE_FILE = "watchdog.json"
_WITHIN = re.compile(r"([1-9][0-9]{0,3})([hdm])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass
class _Outage:
    """A time in which no run finishes: one message, and the channels that took it."""

    since: str
    message_id: str = field(default_factory=lambda: str(uuid4()))
    told: list[str] = field(default_factory=list)
    over: bool = False  # and not all who were told have heard so


def watch(project: Path, *, within: timedelta, state: Path | None, now: datetime) -> tuple[bool, str]:
    """
    Return whether a run has finished in time, and one line for whoever watches; tell people once per outage.

    Raises `SettingsError` for settings that do not hold: then no channel is known either.
    """
    settings = load_settings(project)
    file = state or settings.path(STATE_FILE)
    trouble = _trouble(project, within, utc(now))
    outage = _read(file)
    if not trouble:
        over = _end(file, outage, channels_of(settings), utc(now)) if outage else ""
        return True, f"OK: a run finished within {_spelled(within)}.{over}"
    if outage is None or outage.over:
        outage = _Outage(since=written(utc(now)))
    remembered = _write(file, outage)  # before anything is sent: a crash repeats the message under the same id
    failed = []
    for channel in channels_of(settings).values():
        if channel.name in outage.told:
            continue
        if reason := _refused(channel, _alarm(outage, trouble)):
            failed.append(f"{channel.name} ({reason})")
            continue
        outage.told.append(channel.name)
        remembered = _write(file, outage)
    said = f"ALARM: {trouble} Told: {', '.join(outage.told) or 'nobody'}."
    if failed:
        said += f" Not taken, tried again next time: {', '.join(failed)}."
    if not remembered:
        said += f" {file} cannot be written, so people are told every time: name another file with --state."
    return False, said


def parse_within(text: str) -> timedelta:
    """Read 90m, 26h or 2d; raises `SettingsError` for anything else."""
    found = _WITHIN.fullmatch(text.strip())
    if not found:
        raise SettingsError("--within is a number of minutes, hours or days, such as 90m, 26h or 2d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _spelled(within: timedelta) -> str:
    hours = within / timedelta(hours=1)
    return f"{hours:g} hours" if hours >= 1 else f"{within / timedelta(minutes=1):g} minutes"


def _trouble(project: Path, within: timedelta, at: datetime) -> str:
    """Say why people must be told; nothing where a run has finished in time. It names no value of any record."""
    try:
        with looking_at(project) as (_, connection), naming_trouble():
            finished = _last_finished(connection)
            started = sa.select(sa.func.max(run.c.started_at)).where(run.c.state == "running", is_nightly())
            running = connection.scalar(started)
    except (WarehouseUnusable, SettingsError) as error:
        return f"Whether a run finished cannot be known. {error}"
    if finished is not None and at - finished <= within:
        return ""
    last = f"the last one finished {written(finished)}" if finished else "none ever has"
    under_way = f"; one that started {written(running)} has not ended" if running else ""
    return f"No run finished within {_spelled(within)}: {last}{under_way}."


def _last_finished(connection: Connection) -> datetime | None:
    """
    Return when a run last came to its end: one that failed counts only where it told people that it had.

    A run that was killed is closed by the next one, as abandoned; it never counts, nor does that of a person's command.
    """
    told = sa.exists().where(alert.c.problem_key.like("%:run:failed"), alert.c.last_seen_at >= run.c.started_at)
    return connection.scalar(
        sa.select(sa.func.max(run.c.finished_at)).where(
            is_nightly(), sa.or_(run.c.state == "completed", sa.and_(run.c.state == "failed", told))
        )
    )


def _alarm(outage: _Outage, trouble: str) -> Message:
    return Message(
        message_id=outage.message_id,
        event="opened",
        severity=Severity.CRITICAL,
        subject="Lodestar: critical: no run finished in time",
        body=paragraphs(
            {
                "What happened": trouble,
                "Withheld": "Everything that has arrived since the last run.",
                "State now": "Readers see the last good publication, as it was.",
                "What to do": 'Look whether the machine, its scheduler and the database are up. Run "lodestar doctor", '
                'then "lodestar run". You are told once, and again when a run has finished.',
                "When": outage.since,
            }
        ),
        count=1,
    )


def _end(file: Path, outage: _Outage, channels: Mapping[str, Channel], at: datetime) -> str:
    """Tell those who were told that it is over; what does not take it is tried again next time."""
    message = Message(
        message_id=str(uuid5(NAMESPACE_OID, outage.message_id)),
        event="recovered",
        severity=Severity.CRITICAL,
        subject="Lodestar: recovered: a run has finished",
        body=paragraphs(
            {
                "What happened": "A run has finished again.",
                "Opened": outage.since,
                "State now": "What the run found is told by its own alerts.",
                "What to do": "Nothing.",
                "When": written(at),
            }
        ),
        count=0,
    )
    outage.over = True
    for name in list(outage.told):
        if name in channels and _refused(channels[name], message):
            continue
        outage.told.remove(name)
        _write(file, outage)
    if outage.told:
        return f" It is not yet told to {', '.join(outage.told)}."
    file.unlink(missing_ok=True)
    return " That it is over was told."


def _refused(channel: Channel, message: Message) -> str:
    """Send at once, past the outbox, and return the kind of failure: empty where the channel took it."""
    try:
        channel.send(message)
    except ChannelError as failure:
        return failure.reason
    except Exception as failure:  # its text may name hosts and addresses
        return type(failure).__name__
    return ""


def _read(file: Path) -> _Outage | None:
    """Return the outage that people know of; a file that cannot be read is as good as none."""
    try:
        return _Outage(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(file: Path, outage: _Outage) -> bool:
    """Put the outage into the file whole or not at all, and return whether that was possible."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_text(json.dumps(asdict(outage)), encoding="utf-8")
        os.replace(part, file)
    except OSError:
        return False
    return True
