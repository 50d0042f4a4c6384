"""Formats in which days are written: those that every reader knows, and those that a source declares."""

import re

_TIME = (
    r"(?:(?:\s*T\s*|\s+)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:\s*[AP]M)?"
    r"(?:\s*(?:Z|[+-]\d{2}:?\d{2}))?|Z|[+-]\d{2}:\d{2})?"
)
DATE_FORMATS = tuple(
    re.compile(pattern + _TIME, re.ASCII | re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})([-/])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>\d{4})",
        r"(?P<day>\d{1,2})[-/. ]?(?P<month>[A-Z]{3,9})[-/. ]?(?P<year>\d{4})",
    )
)
ISO_DATE = DATE_FORMATS[0]


class DateFormatError(ValueError):
    """A format by which no day can be read for certain; the message says why."""


def date_format(written: str) -> re.Pattern[str]:
    """
    Return the pattern of a format such as `dd/mm/yyyy`, `dd-mon-yyyy` or `yyyymmdd`; a time of day may follow.

    Raises `DateFormatError` for a format that puts the month before the day, or writes a year in two figures.
    """
    parts = re.findall("yyyy|yy|mon|mm|dd", written.casefold())
    if "yy" in parts:
        raise DateFormatError("a year needs four figures: 01/02/24 may be of 1924 or of 2024")
    if parts[:1] in (["mm"], ["mon"]):
        raise DateFormatError("the month never stands first here; write dd/mm/yyyy")
    if parts not in (["dd", "mm", "yyyy"], ["dd", "mon", "yyyy"], ["yyyy", "mm", "dd"], ["yyyy", "mon", "dd"]):
        raise DateFormatError("write it with dd, mm (or mon) and yyyy, such as dd/mm/yyyy, and without the time of day")
    apart = len(written) > len("yyyymmdd")
    figures = r"\d{1,2}" if apart else r"\d{2}"
    groups = {
        "yyyy": r"(?P<year>\d{4})",
        "mon": "(?P<month>[A-Z]{3,9})",
        "mm": f"(?P<month>{figures})",
        "dd": f"(?P<day>{figures})",
    }
    pattern = re.sub("yyyy|mon|mm|dd", lambda part: groups[part[0]], re.escape(written.casefold()))
    return re.compile(pattern + _TIME, re.ASCII | re.IGNORECASE)
