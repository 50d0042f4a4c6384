"""Times as the alert tables keep them, as messages write them, and as people in the council live by them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SLACK = timedelta(hours=2)  # a nightly run that comes a little sooner than the last one is still a day later


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC without a time zone; one that comes without is taken to be UTC already."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def written(moment: datetime) -> str:
    """Write a stored moment for people in every time zone."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def day_in_london(moment: datetime) -> date:
    """Return the day of a stored moment, as a person in the council counts days."""
    return moment.replace(tzinfo=UTC).astimezone(LONDON).date()
