"""Calendar arithmetic on reporting periods: months, quarters and financial years."""

import calendar
from datetime import date
from typing import overload

import pandas as pd

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # in every locale


@overload
def add_months(day: date, months: int) -> date: ...
@overload
def add_months(day: pd.Series, months: int) -> pd.Series: ...


def add_months(day: date | pd.Series, months: int) -> date | pd.Series:
    """Return the same day of another month, or that month's last day where it has no such day."""
    if isinstance(day, pd.Series):
        moved = day + pd.DateOffset(months=months)
        return moved.astype(day.dtype)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def same_period_last_year(start: date, end: date) -> tuple[date, date]:
    """
    Return the same calendar days a year before; 29 February becomes 28 February.

    A period that ends with February ends with February: in 2024 on the 29th, in 2023 on the 28th.
    """
    last = add_months(end, -12)
    ends_its_month = end == month_end(end)
    return add_months(start, -12), month_end(last) if ends_its_month else last


def previous_period(start: date, end: date) -> tuple[date, date]:
    """Return the period of as many whole months (or, failing that, days) that ends the day before `start`."""
    before = _day_before(start)
    if start.day == 1 and end == month_end(end):
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        return add_months(start, -months), before
    return date.fromordinal(start.toordinal() - (end - start).days - 1), before


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def financial_year(day: date) -> int:
    """Return the year ending 31 March in which a day lies: 2025 for 1 April 2024."""
    return day.year + (day.month >= 4)


def financial_quarter(day: date) -> int:
    """Return 1 for April to June up to 4 for January to March."""
    return (day.month - 4) % 12 // 3 + 1


def month_label(day: date) -> str:
    """Return the month in words, such as Apr 2024."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def financial_year_label(day: date) -> str:
    """Return both calendar years, such as 2024-25."""
    ending = financial_year(day)
    return f"{ending - 1}-{ending % 100:02}"


def quarter_label(day: date) -> str:
    """Return the quarter with its financial year, such as Quarter 1 2024-25."""
    return f"Quarter {financial_quarter(day)} {financial_year_label(day)}"


def year_to_date_label(day: date) -> str:
    """Return the part of the financial year that ends on a day, such as 2024-25 to date."""
    return f"{financial_year_label(day)} to date"


def rolling_12_months_label(day: date) -> str:
    """Return the twelve months that end in a month, such as 12 months to Mar 2025."""
    return f"12 months to {month_label(day)}"


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
