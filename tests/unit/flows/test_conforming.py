"""Which day an extract describes."""

from datetime import date

import pandas as pd
import pytest

from flows.conforming import day_described
from flows.sources.extract import Extract
from flows.sources.formats import FORMATS

OCTOBER = date(2023, 10, 20)


def a_return(**days: list[str]) -> Extract:
    """Return an SSDA903 of the year ending in March 2024 with the days on which episodes began and ceased."""
    return Extract(
        format="ssda903",
        records={"episodes": pd.DataFrame({"DECOM": [], "DEC": []} | days, dtype="str")},
        as_at=date(2024, 3, 31),
        collection_year=2024,
        covers_from=date(2023, 4, 1),
    )


@pytest.mark.parametrize(
    ("began", "ceased", "arrived", "described"),
    [
        ("10/10/2023", "15/10/2023", OCTOBER, date(2023, 10, 15)),
        ("10/10/2023", "15/12/2023", OCTOBER, date(2023, 10, 10)),
        ("10/10/2023", "15/10/2023", date(2024, 3, 30), date(2024, 3, 31)),
        ("10/10/2023", "15/10/2023", date(2024, 5, 1), date(2024, 3, 31)),
        ("10/10/2022", "15/10/2022", OCTOBER, date(2024, 3, 31)),
    ],
    ids=["the year so far", "never a day to come", "with a day's grace", "a whole year", "a name that is wrong"],
)
def test_a_return_whose_year_goes_on_tells_of_the_year_so_far(began, ceased, arrived, described):
    """Up to its newest day that is not to come; where it names no day of its year, the gate stops it."""
    said = a_return(DECOM=[began], DEC=[ceased])
    assert day_described(FORMATS["ssda903"], said, arrived=arrived) == described


def test_a_table_without_days_is_of_the_day_on_which_it_arrived():
    """The children's table alone, beside the others of the same delivery."""
    assert day_described(FORMATS["ssda903"], a_return(), arrived=OCTOBER) == OCTOBER


def test_a_census_of_a_day_to_come_stays_one():
    """Its header states its day, and it is not delivered before."""
    said = Extract(format="cin_census", records={}, as_at=date(2024, 3, 31), collection_year=2024)
    assert day_described(FORMATS["cin_census"], said, arrived=OCTOBER) == date(2024, 3, 31)
