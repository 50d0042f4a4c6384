"""The calendar as a dimension."""

from datetime import date

import pandas as pd

from transforms.dimensions.dim_date import dim_date
from warehouse.dimensions import DateDimension


def test_the_frame_has_the_columns_of_the_table():
    """What the loader needs is there, and nothing else."""
    assert list(dim_date(date(2024, 1, 1), date(2024, 1, 2))) == [
        column.name for column in DateDimension.__table__.columns
    ]


def test_every_day_from_1990_to_2040():
    """Fifty-one years, each day once."""
    days = dim_date()
    assert len(days) == 18_628
    assert days["date_key"].is_unique
    assert days["date_key"].agg(["min", "max"]).tolist() == [19900101, 20401231]


def test_the_last_day_of_a_leap_february():
    """Thursday 29 February 2024 lies in the last quarter of the year ending 31 March 2024."""
    (day,) = dim_date(date(2024, 2, 29), date(2024, 2, 29)).to_dict("records")
    assert day == {
        "date_key": 20240229,
        "date": pd.Timestamp(2024, 2, 29),
        "month_start_key": 20240201,
        "quarter_start_key": 20240101,
        "financial_year": 2024,
        "financial_year_start_key": 20230401,
        "month_name": "Feb 2024",
        "day_of_week": 4,
        "is_month_end": True,
        "is_bank_holiday": False,
        "is_working_day": True,
        "working_day_index": 1,
    }


def test_the_index_stands_still_on_holidays():
    """From Maundy Thursday to Easter Monday no working day is added."""
    days = dim_date(date(2024, 3, 28), date(2024, 4, 2))
    assert days["working_day_index"].tolist() == [1, 1, 1, 1, 1, 2]
    assert days["is_bank_holiday"].tolist() == [False, True, False, False, True, False]
