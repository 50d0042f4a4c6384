"""Runs and their leases: who is at work on what, who was killed, and who may take over."""

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from warehouse.ledger_tables import lease, run, run_command

SILENT_SECONDS = 900  # a run that gave no sign of life for so long is taken to be dead


class LeaseLost(Exception):
    """Another run has taken over: this one must stop without committing."""


def utc(moment: datetime) -> datetime:
    """Return a moment as the tables keep it: UTC, without a zone; one without a zone is taken to be UTC."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def this_process() -> str:
    """
    Return the host and number of this process.

    The host includes the process namespace where there is one: two containers may share a name and not their
    numbers, and one must not take the other for dead.
    """
    namespace = Path("/proc/self/ns/pid")
    suffix = f".{namespace.stat().st_ino}" if namespace.exists() else ""
    return f"{socket.gethostname()}{suffix}:{os.getpid()}"


def has_died(process: str) -> bool:
    """Whether a process has surely ended; false where that cannot be known from here."""
    host, _, number = process.rpartition(":")
    if host != this_process().rpartition(":")[0] or not number.isdigit() or os.name != "posix":
        return False  # on Windows, asking a process for a sign of life would end it
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _awaits_burial(number)


def _awaits_burial(number: str) -> bool:
    """Whether a process has ended and only its parent has not noticed yet, as after kill -9 in a container."""
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] == "Z"


def is_nightly() -> sa.ColumnElement[bool]:
    """Whether a run is the nightly flow's, which takes in what has arrived, and not that of another command."""
    return ~sa.exists().where(run_command.c.run_id == run.c.run_id)


def start_run(
    connection: Connection, run_id: str, *, now: datetime, process: str | None = None, command: str = ""
) -> None:
    """Note that a run begins: the nightly flow's, unless it is that of another command."""
    at = utc(now)
    connection.execute(
        run.insert().values(
            run_id=run_id, started_at=at, heartbeat_at=at, state="running", process=process or this_process()
        )
    )
    if command:
        connection.execute(run_command.insert().values(run_id=run_id, command=command))


def heartbeat(connection: Connection, run_id: str, *, now: datetime) -> None:
    """Note that a run is alive."""
    connection.execute(run.update().where(run.c.run_id == run_id).values(heartbeat_at=utc(now)))


def finish_run(connection: Connection, run_id: str, *, state: str, now: datetime) -> None:
    """Note how a run ended: completed or failed."""
    at = utc(now)
    connection.execute(run.update().where(run.c.run_id == run_id).values(state=state, heartbeat_at=at, finished_at=at))


def abandon_stale_runs(connection: Connection, *, now: datetime, seconds: float = SILENT_SECONDS) -> list[str]:
    """Mark as abandoned, and return, the runs that gave no sign of life for so long or whose process has died."""
    silent_since = utc(now) - timedelta(seconds=seconds)
    running = connection.execute(
        sa.select(run.c.run_id, run.c.process, run.c.heartbeat_at)
        .where(run.c.state == "running")
        .order_by(run.c.started_at, run.c.run_id)
    ).all()
    stale = [each.run_id for each in running if each.heartbeat_at < silent_since or has_died(each.process)]
    connection.execute(
        run.update().where(run.c.run_id.in_(stale)).values(state="abandoned", finished_at=run.c.heartbeat_at)
    )
    return stale


def any_running(connection: Connection) -> bool:
    """Whether a run is under way, as far as is known."""
    return connection.scalar(sa.select(sa.func.count()).where(run.c.state == "running")) > 0


def acquire_lease(connection: Connection, name: str, *, run_id: str, now: datetime, seconds: float) -> bool:
    """
    Take a lease for a run; false while another run holds it.

    A lease is taken over once it has expired; at once where its holder has ended, or its process has surely died.
    """
    at = utc(now)
    expires = at + timedelta(seconds=seconds)
    held = connection.execute(
        sa.select(lease.c.run_id, lease.c.expires_at, run.c.process, run.c.finished_at)
        .outerjoin_from(lease, run, run.c.run_id == lease.c.run_id)
        .where(lease.c.name == name)
    ).first()
    if held is None:
        try:
            with connection.begin_nested():
                connection.execute(lease.insert().values(name=name, run_id=run_id, expires_at=expires))
        except IntegrityError:
            return False  # another run was a moment faster
        return True
    gone = held.expires_at <= at or held.finished_at is not None or has_died(held.process or "")
    if held.run_id != run_id and not gone:
        return False
    taken = connection.execute(
        lease.update()
        .where(lease.c.name == name, lease.c.run_id == held.run_id, lease.c.expires_at == held.expires_at)
        .values(run_id=run_id, expires_at=expires)
    )
    return taken.rowcount == 1


def renew_lease(connection: Connection, name: str, *, run_id: str, now: datetime, seconds: float) -> None:
    """
    Hold on to a lease; raises `LeaseLost` where another run has taken it over.

    Called inside a transaction that writes, it is also the fence: a run that slept past its lease commits nothing.
    """
    renewed = connection.execute(
        lease.update()
        .where(lease.c.name == name, lease.c.run_id == run_id)
        .values(expires_at=utc(now) + timedelta(seconds=seconds))
    )
    if renewed.rowcount != 1:
        raise LeaseLost(
            f'Another run has taken over "{name}", because this one gave no sign of life. '
            "What this one committed stands; it stops here, and the other one carries on."
        )


def release_lease(connection: Connection, name: str, *, run_id: str) -> None:
    """Give a lease back; nothing happens where another run has it."""
    connection.execute(lease.delete().where(lease.c.name == name, lease.c.run_id == run_id))
