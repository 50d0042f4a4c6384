"""Rounding, half up and exact."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from warehouse.metrics.presentation import ratio, ratios, rounded


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (69, 240, "28.8"),
        (1, 8, "12.5"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (7, 16, "43.8"),
        (0, 5, "0.0"),
        (5, 5, "100.0"),
    ],
)
def test_half_a_tenth_is_rounded_up(numerator, denominator, shown):
    """69 of 240 are 28.75 per cent, shown as 28.8; binary floats and half even show other figures now and then."""
    assert ratio(numerator, denominator, Fraction(100), 1) == shown


def test_nothing_to_divide_by_is_not_available():
    """0 of 0 is z, never 0."""
    assert ratio(0, 0, Fraction(100), 1) == "z"


def test_a_part_of_a_year_is_exact_too():
    """1 in a month of a year of 40,000 children: 12 / 40,000 × 10,000 is 3.0."""
    assert ratio(1, 40_000, Fraction(10_000) * 12, 1) == "3.0"


def test_many_at_once_are_the_same_as_one_by_one():
    """Working out each distinct pair once changes nothing."""
    above, below = np.arange(40).reshape(4, 10), np.arange(40, 80).reshape(4, 10)
    shown = ratios(above, below, Fraction(100), 1)
    assert shown.shape == above.shape
    assert shown.ravel().tolist() == [
        ratio(a, b, Fraction(100), 1) for a, b in zip(above.ravel().tolist(), below.ravel().tolist(), strict=True)
    ]


def test_no_figures_at_all():
    """An empty table of figures stays empty."""
    assert ratios(np.zeros((0, 3)), np.zeros((0, 3)), Fraction(100), 1).shape == (0, 3)


@pytest.mark.parametrize(("value", "shown"), [("7.5", "8"), ("8.5", "9"), ("-0.4", "0"), ("-0.5", "-1")])
def test_a_day_is_rounded_half_away_from_zero(value, shown):
    """There is no negative nothing."""
    assert rounded(Decimal(value), 0) == shown
