"""Ages in completed years, and DfE's age bands."""

import numpy as np
import pandas as pd

UNBORN = "Unborn"

AGE_BANDS: tuple[tuple[str, int | None, int | None], ...] = (
    (UNBORN, None, None),
    ("Under 1", 0, 0),
    ("1 to 4", 1, 4),
    ("5 to 9", 5, 9),
    ("10 to 15", 10, 15),
    ("16 to 17", 16, 17),
    ("18 and over", 18, None),
)
"""Label, first and last age in completed years, as in DfE's tables A3 and A7."""


def age_in_years(birth: pd.Series, on: pd.Series) -> pd.Series:
    """
    Return completed years of age, negative before birth, missing where either day is.

    A child born on 29 February is a year older on 1 March in years without that day.
    """
    born, day = (_days(days) for days in (birth, on))
    return pd.Series(pd.arrays.IntegerArray(_years(born, day), np.isnat(born) | np.isnat(day)), index=birth.index)


def age_band(birth: pd.Series, expected_birth: pd.Series, on: pd.Series) -> pd.Series:
    """
    Return the label of the age band on a day; missing where the age is unknown.

    A child is unborn on a day before the birth, or, while no birth is recorded, before the expected birth.
    Once an expected birth has passed without a birth being recorded, nobody knows: the band is missing.
    """
    born, expected, day = (_days(days) for days in (birth, expected_birth, on))
    is_born = (born <= day) & ~np.isnat(born)
    starts = [from_age for _, from_age, _ in AGE_BANDS[1:]]
    band = np.where(is_born, np.searchsorted(starts, _years(born, day), side="right"), -1)
    band[(born > day) | (np.isnat(born) & (expected > day))] = 0
    labels = pd.array([label for label, _, _ in AGE_BANDS], dtype="str")
    return pd.Series(labels.take(band, allow_fill=True), index=birth.index)


def _years(born: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return completed years: a day further in month and day of the month has completed the year."""
    return (_in_order(day) - _in_order(born)) // (12 * 32)


def _in_order(days: np.ndarray) -> np.ndarray:
    """Return days as numbers with 32 days to a month, so that equal days of the year are whole years apart."""
    months = days.astype("datetime64[M]")
    return months.astype("int64") * 32 + (days - months).astype("int64")


def _days(days: pd.Series) -> np.ndarray:
    return days.to_numpy(dtype="datetime64[D]")
