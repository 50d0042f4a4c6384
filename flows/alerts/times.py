"""Times as the alert tables keep them and as messages write them."""

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC without a time zone; one that comes without is taken to be UTC already."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def written(moment: datetime) -> str:
    """Write a stored moment for people in every time zone."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
