"""Ages and age bands."""

import pandas as pd
import pytest

from transforms.ages import AGE_BANDS, age_band, age_in_years


def day(text: str | None) -> pd.Series:
    return pd.Series([text], dtype="str").astype("datetime64[s]")


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("2006-09-15", "2024-09-14", 17),
        ("2006-09-15", "2024-09-15", 18),
        ("2024-09-15", "2024-09-15", 0),
        ("2024-09-15", "2024-09-14", -1),
        ("2008-02-29", "2025-02-28", 16),
        ("2008-02-29", "2025-03-01", 17),
        ("2008-02-29", "2024-02-29", 16),
    ],
)
def test_age_is_completed_years(birth, on, age):
    """A year is completed on the birthday, for 29 February on 1 March where the day is missing."""
    assert age_in_years(day(birth), day(on)).tolist() == [age]


def test_age_is_missing_where_a_day_is():
    """Without a date of birth there is no age."""
    assert age_in_years(day(None), day("2024-09-15")).isna().all()


@pytest.mark.parametrize(
    ("birth", "expected_birth", "band"),
    [
        pytest.param("2023-06-02", None, "Under 1", id="364 days"),
        pytest.param("2023-06-01", None, "1 to 4", id="first birthday"),
        pytest.param("2019-06-01", None, "5 to 9", id="fifth birthday"),
        pytest.param("2014-06-01", None, "10 to 15", id="tenth birthday"),
        pytest.param("2008-06-02", None, "10 to 15", id="day before the sixteenth birthday"),
        pytest.param("2008-06-01", None, "16 to 17", id="sixteenth birthday"),
        pytest.param("2006-06-01", None, "18 and over", id="eighteenth birthday"),
        pytest.param("2024-06-02", None, "Unborn", id="born the day after"),
        pytest.param("2024-06-02", "2024-05-01", "Unborn", id="born later than expected"),
        pytest.param("2024-05-20", "2024-06-20", "Under 1", id="born earlier than expected"),
        pytest.param(None, "2024-06-02", "Unborn", id="expected tomorrow"),
    ],
)
def test_band_on_the_first_of_june_2024(birth, expected_birth, band):
    """The band is that of completed years; a child is unborn until the birth, or until it is expected."""
    assert age_band(day(birth), day(expected_birth), day("2024-06-01")).tolist() == [band]


@pytest.mark.parametrize("expected_birth", [None, "2024-06-01", "2024-01-01"])
def test_band_is_missing_where_nobody_knows(expected_birth):
    """No birth is recorded and none is expected any more: the age is not guessed."""
    assert age_band(day(None), day(expected_birth), day("2024-06-01")).isna().all()


def test_bands_follow_each_other():
    """Every completed year from 0 lies in exactly one band."""
    ages = [age for _, from_age, to_age in AGE_BANDS[1:] for age in range(from_age, (to_age or from_age) + 1)]
    assert ages == list(range(19))
