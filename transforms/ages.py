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
    not_yet = (on.dt.month < birth.dt.month) | ((on.dt.month == birth.dt.month) & (on.dt.day < birth.dt.day))
    return (on.dt.year - birth.dt.year - not_yet).astype("Int64")


def age_band(birth: pd.Series, expected_birth: pd.Series, on: pd.Series) -> pd.Series:
    """
    Return the label of the age band on a day; missing where the age is unknown.

    A child is unborn on a day before the birth, or, while no birth is recorded, before the expected birth.
    Once an expected birth has passed without a birth being recorded, nobody knows: the band is missing.
    """
    age = age_in_years(birth, on)
    bands = {UNBORN: (birth > on) | (birth.isna() & (expected_birth > on))}
    for label, from_age, to_age in AGE_BANDS[1:]:
        bands[label] = age.between(from_age, to_age if to_age is not None else 999)
    labels = np.select(
        [matches.fillna(False).to_numpy(dtype=bool) for matches in bands.values()], list(bands), default=""
    )
    return pd.Series(labels, index=birth.index, dtype="str").replace("", pd.NA)
