"""When a channel is not to be disturbed."""

from datetime import datetime, time

import pytest

from flows.alerts.quiet import QuietHours, are_endless, is_held

NIGHT = QuietHours(time(19), time(7))
WEEKEND = QuietHours(time(0), time(0), ("sat", "sun"))


def held(hours, created, now):
    day = datetime.fromisoformat
    return is_held(hours, created_at=day(created), at=day(now))


@pytest.mark.parametrize(
    ("now", "waits"),
    [
        ("2025-11-20T18:59", False),
        ("2025-11-20T19:00", True),
        ("2025-11-21T05:30", True),
        ("2025-11-21T06:59", True),
        ("2025-11-21T07:00", False),
    ],
)
def test_a_message_waits_until_the_quiet_hours_end(now, waits):
    """From 19:00 to 07:00, over midnight."""
    assert held([NIGHT], "2025-11-20T18:00", now) is waits


def test_hours_are_those_of_the_clock_in_london():
    """In summer 07:00 is 06:00 UTC, and the night in which the clocks change ends at 07:00 as well."""
    assert held([NIGHT], "2025-07-01T05:00", "2025-07-01T05:59")
    assert not held([NIGHT], "2025-07-01T05:00", "2025-07-01T06:00")
    assert held([NIGHT], "2025-10-25T23:00", "2025-10-26T06:59")
    assert not held([NIGHT], "2025-10-25T23:00", "2025-10-26T07:00")


def test_quiet_hours_are_of_the_weekdays_on_which_they_begin():
    """Friday night reaches into Saturday; Saturday night is not quiet."""
    friday = QuietHours(time(19), time(7), ("fri",))
    assert held([friday], "2025-11-21T20:00", "2025-11-22T06:00")
    assert not held([friday], "2025-11-22T20:00", "2025-11-23T06:00")


def test_quiet_hours_that_touch_are_one():
    """Friday night, the weekend and Sunday night end on Monday morning, and not in between."""
    assert held([NIGHT, WEEKEND], "2025-11-21T20:00", "2025-11-22T08:00")
    assert held([NIGHT, WEEKEND], "2025-11-21T20:00", "2025-11-24T06:59")
    assert not held([NIGHT, WEEKEND], "2025-11-21T20:00", "2025-11-24T07:00")


def test_no_message_waits_for_ever():
    """A nightly run that is always in quiet hours, with nothing sent between, tells a day late."""
    assert held([NIGHT], "2025-11-20T05:30", "2025-11-20T05:31")
    assert not held([NIGHT], "2025-11-20T05:30", "2025-11-21T05:30")


def test_hours_that_never_end_are_seen():
    """Nobody would be told of anything but what is critical."""
    assert are_endless([QuietHours(time(0), time(0))])
    assert not are_endless([NIGHT, WEEKEND])
    assert not are_endless([])
