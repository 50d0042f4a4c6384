"""The calendar."""

import datetime

from sqlalchemy import Boolean, Date, Integer, String
from sqlalchemy.orm import Mapped

from warehouse.base import Dimension, described


class DateDimension(Dimension):
    """
    One row for each day from 1990 to 2040, and the members -1 (unknown) and -2 (not applicable, or not yet).

    Working days are Monday to Friday without the bank holidays of England and Wales.
    """

    __tablename__ = "dim_date"
    key = "date_key"
    natural_key = ("date_key",)

    date_key: Mapped[int] = described("Day as a number, yyyymmdd.", Integer, primary_key=True, autoincrement=False)
    date: Mapped[datetime.date | None] = described("The day; empty for the two members that are no day.", Date)
    month_start_key: Mapped[int] = described("First day of the month.", Integer, index=True)
    quarter_start_key: Mapped[int] = described("First day of the quarter.", Integer)
    financial_year: Mapped[int] = described("Year ending 31 March in which the day lies.", Integer)
    financial_year_start_key: Mapped[int] = described("1 April of the financial year.", Integer)
    month_name: Mapped[str] = described("Month and year, such as Apr 2024.", String(20))
    day_of_week: Mapped[int] = described("1 for Monday to 7 for Sunday.", Integer)
    is_month_end: Mapped[bool] = described("Whether it is the last day of a month.", Boolean)
    is_bank_holiday: Mapped[bool] = described("Bank holiday in England and Wales.", Boolean)
    is_working_day: Mapped[bool] = described("Monday to Friday and no bank holiday.", Boolean)
    working_day_index: Mapped[int | None] = described(
        "Working days from the start of the calendar up to and including the day.", Integer
    )
