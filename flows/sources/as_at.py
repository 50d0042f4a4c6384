"""The day as of which a delivery was made, where its name says so without doubt."""

import calendar
import re
from datetime import date

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = 9
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>20\d\d)"
_GAP = r"[\s_.\-]"
_PATTERNS = tuple(
    re.compile(rf"(?<![0-9a-z]){pattern}(?![0-9a-z])")
    for pattern in (
        rf"{_YEAR}{_GAP}(?P<month>\d\d){_GAP}(?P<day>\d\d)",
        rf"(?P<day>\d\d?){_GAP}(?P<month>\d\d?){_GAP}{_YEAR}",
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)",
        rf"(?P<day>\d\d)(?P<month>\d\d){_YEAR}",
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)?{_GAP}*(?P<name>{_MONTH}){_GAP}*{_YEAR}",
        rf"{_YEAR}{_GAP}*(?P<name>{_MONTH})",
        rf"(?P<name>{_MONTH}){_GAP}*{_YEAR}",
    )
)


def as_at_from_name(name: str) -> date | None:
    """
    Return the one day that a file's or a folder's name states; a month with its year states the month's last day.

    Two different days, two-digit years ("300624") and a year with a number ("2023-24" is a financial year) are
    not stated without doubt, and give None.
    A day in figures is read as day, month, year, as everywhere in England.
    """
    rest = name.casefold().replace("_", " ")
    days: set[date] = set()
    for pattern in _PATTERNS:
        for found in pattern.finditer(rest):
            day = _day(found.groupdict())
            if day is not None:
                days.add(day)
        rest = pattern.sub(" / ", rest)
    return days.pop() if len(days) == 1 else None


def without_day(name: str) -> str:
    """Return the words of a name without days, months and numbers: what the deliveries of one list have in common."""
    words = re.split(r"(?:\d+(?:st|nd|rd|th)(?![a-z])|[\W\d_])+", name.casefold())
    return " ".join(word for word in words if word and word not in _MONTHS)


def _day(found: dict[str, str | None]) -> date | None:
    year = int(found["year"] or 0)
    month = _MONTHS[found["name"]] if found.get("name") else int(found["month"] or 0)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(found.get("day") or last)
    return date(year, month, day) if 1 <= day <= last else None
