"""Rounding half up, exactly."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.published.rounding import ratio_half_up


def one(numerator, denominator, *, times=100, decimal_places=1) -> float:
    return ratio_half_up(
        pd.Series([numerator], dtype="float64"),
        pd.Series([denominator], dtype="float64"),
        times=times,
        decimal_places=decimal_places,
    ).iloc[0]


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(69, 240, 28.8), (1, 8, 12.5), (1, 16, 6.3), (1, 3, 33.3), (2, 3, 66.7), (0, 5, 0), (5, 5, 100)],
)
def test_halves_go_up(numerator, denominator, expected):
    """28.75 is 28.8 and 6.25 is 6.3: bankers' rounding and binary floats would say 28.8 and 6.2."""
    assert one(numerator, denominator) == expected


@pytest.mark.parametrize(("numerator", "denominator"), [(5, 0), (None, 5), (5, None)])
def test_without_a_denominator_there_is_nothing(numerator, denominator):
    """Nothing is not 0."""
    assert pd.isna(one(numerator, denominator))


@given(st.integers(0, 700_000), st.integers(1, 13_000_000), st.sampled_from([100, 10_000]), st.sampled_from([0, 1]))
def test_it_is_what_decimal_says(numerator, denominator, times, decimal_places):
    """For all the counts that there are."""
    exact = Decimal(times * numerator) / Decimal(denominator)
    expected = exact.quantize(Decimal(1).scaleb(-decimal_places), rounding=ROUND_HALF_UP)
    assert one(numerator, denominator, times=times, decimal_places=decimal_places) == float(expected)
