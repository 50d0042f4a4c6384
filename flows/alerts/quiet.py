"""Quiet hours: when a channel is not to be disturbed by what can wait until they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flows.alerts.times import LONDON, day_in_london, utc

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = timedelta(days=7)

Period = tuple[datetime, datetime]


@dataclass(frozen=True)
class QuietHours:
    """From a time of the clock in London to the next time that it shows `end`, beginning on these weekdays."""

    begin: time
    end: time
    weekdays: tuple[str, ...] = WEEKDAYS


def is_held(hours: Sequence[QuietHours], *, created_at: datetime, at: datetime) -> bool:
    """
    Whether a message of some moment has to wait now: both moments as stored, in UTC.

    It waits in the quiet hours in which it was written; once any have ended since, it waits no longer, so that a run
    which is always in quiet hours tells a day late and not never.
    """
    periods = _periods(hours, at)
    ended_since = any(created_at < end <= at for _, end in periods)
    return not ended_since and any(begin <= at < end for begin, end in periods)


def are_endless(hours: Sequence[QuietHours]) -> bool:
    """Whether these hours leave no moment of a week."""
    return any(end - begin > LONGEST for begin, end in _periods(hours, datetime(2025, 6, 2)))


def _periods(hours: Sequence[QuietHours], at: datetime) -> list[Period]:
    """Return the quiet periods around a moment in UTC, joined where they touch, so that an end is an end."""
    first = day_in_london(at) - LONGEST - timedelta(days=2)
    days = [first + timedelta(days=number) for number in range(LONGEST.days + 5)]
    single = sorted(
        (
            utc(datetime.combine(day, each.begin, LONDON)),
            utc(datetime.combine(day + timedelta(days=each.end <= each.begin), each.end, LONDON)),
        )
        for day in days
        for each in hours
        if WEEKDAYS[day.weekday()] in each.weekdays
    )
    joined: list[Period] = []
    for begin, end in single:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
