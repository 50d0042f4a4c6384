"""What a person does with alerts: look at them, see to one, have one wait, send what waits."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from getpass import getuser
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from flows.alerts import Life, NotOpen, acknowledge, deliver, lives, open_alerts, snooze, waiting
from flows.alerts.times import day_in_london, written
from flows.counts import plural
from flows.opened import looking_at, opened
from flows.settings import SettingsError, channels_of
from warehouse.alerts import alert, alert_event
from warehouse.engine import writing

LONGEST_NAME = 100


def listing(project: Path, *, now: datetime, every: bool = False) -> Iterator[str]:
    """Yield the open alerts, worst first, and if asked for those that are over, newest first; then what waits."""
    with looking_at(project) as (_, connection):
        still_open = open_alerts(connection)
        yield from alert_lines(connection, still_open, now=now)
        if every:
            over = sa.select(alert).where(alert.c.state == "recovered").order_by(alert.c.recovered_at.desc())
            yield from alert_lines(connection, connection.execute(over).mappings(), now=now)
        queued = waiting(connection)
        waits = "".join(f"; {plural(count, 'message')} queued for {name}" for name, count in queued.items())
        yield f"{len(still_open):,} open{waits}."


def alert_lines(connection: Connection, alerts: Iterable[Mapping[str, Any]], *, now: datetime) -> Iterator[str]:
    """Yield a line for each alert: number, severity, state, title, count and since when."""
    live = lives(connection)
    for row in alerts:
        state = _described(live.get(row["alert_id"]), row, now)
        yield f"{row['alert_id']:>5}  {row['severity']:<8}  {state}: {row['title']} ({row['count']:,})"


def _described(life: Life | None, row: Mapping[str, Any], now: datetime) -> str:
    if life is None:
        return f"recovered {written(row['recovered_at'])}"
    state = life.state(now)
    more = {
        "acknowledged": f" by {life.handled_by}" if life.handled_by else "",
        "snoozed": f" until {life.snoozed_until}",
    }.get(state, f" since {written(row['opened_at'])}")
    return state + more


def details(project: Path, number: int) -> Iterator[str]:
    """Yield what people were told of one alert and what has happened to it. Raises `SettingsError` for none."""
    with looking_at(project) as (_, connection):
        row = connection.execute(sa.select(alert).where(alert.c.alert_id == number)).mappings().first()
        if row is None:
            raise SettingsError(f'There is no alert {number}. "lodestar alerts list --all" has their numbers.')
        yield f"{row['title']}\n\n{row['details']}\n"
        events = sa.select(alert_event).where(alert_event.c.alert_id == number).order_by(alert_event.c.event_id)
        for event in connection.execute(events).mappings():
            by = f" by {event['handled_by']}" if event["handled_by"] else ""
            until = f" until {event['snoozed_until']}" if event["snoozed_until"] else ""
            yield (
                f"{written(event['happened_at'])}  {event['event']}{until}{by}: {event['severity']}, "
                f"count {event['count']:,}"
            )


def see_to(project: Path, number: int, *, by: str, now: datetime) -> str:
    """Acknowledge an alert; raises `SettingsError` where it is not open."""
    with _open_alert(project) as connection:
        acknowledge(connection, number, by=colleague(by), now=now)
    return f"Alert {number} is acknowledged: no reminders. You are told if it becomes worse, and when it is over."


def let_wait(project: Path, number: int, *, until: date, by: str, now: datetime) -> str:
    """Snooze an alert; raises `SettingsError` where it is not open or the day is not to come."""
    if until <= day_in_london(now):
        raise SettingsError("An alert is snoozed until a day that is still to come.")
    with _open_alert(project) as connection:
        snooze(connection, number, until=until, by=colleague(by), now=now)
    return (
        f"Alert {number} is snoozed: it is told again by the first run from {until} on that still finds it; before, "
        "only if it becomes worse or is over."
    )


def send_waiting(project: Path, *, now: datetime) -> str:
    """Send what waits for its channel: after quiet hours, or when a channel is back."""
    settings, engine = opened(project)
    delivery = deliver(engine, channels_of(settings), now=now, digest_above=settings.alerts.digest_above)
    engine.dispose()
    return f"{delivery.sent:,} sent, {delivery.failed:,} failed, {delivery.waiting:,} waiting for their channel."


@contextmanager
def _open_alert(project: Path) -> Iterator[Connection]:
    _, engine = opened(project)
    try:
        with writing(engine) as connection:
            yield connection
    except NotOpen as error:
        raise SettingsError(f'{error} "lodestar alerts list" has those that there are.') from None
    finally:
        engine.dispose()


def colleague(name: str) -> str:
    """Return who does something: as said, or the account that runs the command."""
    name = name.strip() or getuser()
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise SettingsError(f"Who sees to it is one line of at most {LONGEST_NAME} characters.")
    return name
