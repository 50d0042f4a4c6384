"""
The period of a reported figure, as people write it: `June 2025`, `Q1 2025/26`, `2024/25`, `YTD June 2025`.

A day is the month that begins or ends with it, unless it is written as a day (`as at 30 June 2025`) or lies in the
middle of a month. What could be two periods is none.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from expectations.contract import Column
from transforms.parsing import Fate, reading_of, tidy
from transforms.periods import add_months

_DAY = Column("period", date, True, "")
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = 9
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SHORT_YEARS = r"(?P<first>20\d\d)\s*[/-]\s*(?:20)?(?P<last>\d\d)"

_MONTH = re.compile(rf"(?P<name>{_NAME})[\s,./-]*(?P<year>20\d\d)|(?P<year_first>20\d\d)[\s./-]*(?P<name_last>{_NAME})")
_NUMBERED_MONTH = re.compile(
    r"(?P<year>20\d\d)[/-](?P<month>0[1-9]|1[0-2])|(?P<month_first>0?[1-9]|1[0-2])/(?P<year_last>20\d\d)"
)
_QUARTER = re.compile(rf"(?:q(?:uarter)?\s*(?P<number>[1-4])[\s,-]*{_SHORT_YEARS})")
_QUARTER_LAST = re.compile(rf"{_SHORT_YEARS}[\s,-]*q(?:uarter)?\s*(?P<number>[1-4])")
_YEAR = re.compile(rf"(?:fy\s*)?{_SHORT_YEARS}")
_AS_AT = re.compile(r"(?:as )?(?:at|of|on)\s+(?P<rest>.+)")
_TO_DATE = re.compile(
    r"(?:ytd|year to date)(?:\s+to)?[\s:-]+(?P<rest>.+)|(?P<rest_first>.+?)[\s-]+(?:ytd|year to date)"
)
_TWELVE = re.compile(r"(?:rolling\s+)?(?:12|twelve)[\s-]months?(?:\s+(?:to|ending|ended))?\s+(?P<rest>.+)")


@dataclass(frozen=True)
class ReportingPeriod:
    """A kind of period, its first and its last day; of a day, the day."""

    kind: str
    start: date
    end: date


def reporting_period(text: str) -> ReportingPeriod | None:
    """Return the period that a text states without doubt, else None."""
    text = tidy(text).casefold()
    if found := _AS_AT.fullmatch(text):
        day = _day(found["rest"])
        return ReportingPeriod("at_date", day, day) if day else None
    if found := _TO_DATE.fullmatch(text):
        month = _month(found["rest"] or found["rest_first"])
        return None if month is None else ReportingPeriod("year_to_date", _april(month.end), month.end)
    if found := _TWELVE.fullmatch(text):
        month = _month(found["rest"])
        return None if month is None else ReportingPeriod("rolling_12_months", add_months(month.start, -11), month.end)
    if found := _QUARTER.fullmatch(text) or _QUARTER_LAST.fullmatch(text):
        year = _financial_year(found["first"], found["last"])
        return None if year is None else _months(add_months(year.start, 3 * (int(found["number"]) - 1)), "quarter", 3)
    if found := _YEAR.fullmatch(text):
        year, month = _financial_year(found["first"], found["last"]), _month(text)
        return None if year and month else year or month  # 2011/12 is both
    return _month(text) or _single_day(text)


def _months(start: date, kind: str, count: int) -> ReportingPeriod:
    return ReportingPeriod(kind, start, date.fromordinal(add_months(start, count).toordinal() - 1))


def _financial_year(first: str, last: str) -> ReportingPeriod | None:
    if int(last) != (int(first) + 1) % 100:
        return None
    return _months(date(int(first), 4, 1), "financial_year", 12)


def _month(text: str) -> ReportingPeriod | None:
    text = text.strip()
    if found := _MONTH.fullmatch(text):
        year, month = found["year"] or found["year_first"], _MONTHS[found["name"] or found["name_last"]]
    elif found := _NUMBERED_MONTH.fullmatch(text):
        year, month = found["year"] or found["year_last"], int(found["month"] or found["month_first"])
    else:
        day = _day(text)
        ends = day and date.fromordinal(day.toordinal() + 1).day == 1
        if day is None or not (day.day == 1 or ends):
            return None
        year, month = day.year, day.month
    return _months(date(int(year), month, 1), "month", 1)


def _single_day(text: str) -> ReportingPeriod | None:
    day = _day(text)
    return ReportingPeriod("at_date", day, day) if day else None


def _day(text: str) -> date | None:
    day, fate = reading_of(_DAY, text.strip())
    return day if fate is Fate.READ else None


def _april(day: date) -> date:
    return date(day.year - (day.month < 4), 4, 1)
