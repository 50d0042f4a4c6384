"""A channel that is down for a day is a problem like any other: told once, elsewhere, and once when it is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts.channels import Channel
from flows.alerts.decision import decide
from flows.alerts.problem import Problem
from flows.alerts.times import SLACK, written
from flows.counts import plural
from warehouse.alerts import alert_channel, alert_message
from warehouse.engine import writing

DOWN_AFTER = timedelta(days=1)
ALERTING = "alerts"  # stands where a problem names its authority: the trouble is our own


def note_outcome(engine: sa.Engine, name: str, *, works: bool, at: datetime) -> None:
    """Note whether a channel took anything when it was last tried; since when it takes nothing is kept."""
    kept = alert_channel.c.channel == name
    with writing(engine) as connection:
        row = connection.execute(sa.select(alert_channel).where(kept)).first()
        if row is None and not works:
            connection.execute(sa.insert(alert_channel).values(channel=name, failing_since=at))
        elif row is not None and (works or row.failing_since is None):
            connection.execute(sa.update(alert_channel).where(kept).values(failing_since=None if works else at))


def tell_of_failing(engine: sa.Engine, channels: Mapping[str, Channel], *, at: datetime) -> set[str]:
    """Queue what there is to tell of channels that are down, or are back, and return the channels to tell it to."""
    with engine.connect() as connection:
        failing = dict(connection.execute(sa.select(alert_channel.c.channel, alert_channel.c.failing_since)).all())
    told: set[str] = set()
    for name, since in failing.items():
        is_down = name in channels and since is not None and at - since >= DOWN_AFTER - SLACK
        others = _others(channels, name)
        with writing(engine) as connection:
            problems = [_down(connection, name, since)] if is_down else []
            events = decide(connection, problems, scope=[_key(name)], now=at, channels=others)
        told |= set(others if events else ())
    return told


def _others(channels: Mapping[str, Channel], name: str) -> dict[str, Channel]:
    """Return the channels that are told of one that is down: its fallback and the log, or every other."""
    fallback = channels[name].fallback if name in channels else ""
    return {
        other: channel
        for other, channel in channels.items()
        if other != name and (not fallback or other == fallback or channel.is_log)
    }


def _key(name: str) -> str:
    return f"{ALERTING}:channel:{name}"


def _down(connection: sa.Connection, name: str, since: datetime) -> Problem:
    queued = connection.scalar(
        sa.select(sa.func.count()).where(alert_message.c.channel == name, alert_message.c.delivered_at.is_(None))
    )
    return Problem(
        key=_key(name),
        severity=Severity.CRITICAL,
        title=f"channel {name} is down",
        what_happened=f"The alert channel {name} has taken no message since {written(since)}.",
        withheld="No figure: this is about telling people, not about data.",
        state_now=f"{plural(queued, 'message')} queued for it. They are sent in order when it takes messages again.",
        what_to_do=f'Run "lodestar alerts test", mend the channel or its URL, then run "lodestar alerts send". '
        f"Tell those who read {name} to look elsewhere until then.",
        count=1,
        authority_code=ALERTING,
    )
