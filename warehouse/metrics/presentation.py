"""
How a figure is shown: rounded half up in decimal arithmetic, from the exact numerator and denominator.

Of 42,994 published percentages half up reproduces all but one; binary floats and half even miss 48 and 47.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np

NOT_AVAILABLE = "z"  # DfE's symbol: there is nothing to divide by


def rounded(value: Decimal, places: int) -> str:
    """Return a value with its decimal places, half away from zero."""
    text = str(value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))
    return text.removeprefix("-") if not Decimal(text) else text


def ratio(numerator: int, denominator: int, factor: Fraction, places: int) -> str:
    """Return numerator × factor ÷ denominator as shown; `z` where the denominator is 0."""
    if not denominator:
        return NOT_AVAILABLE
    above = Decimal(numerator) * factor.numerator
    return rounded(above / (Decimal(denominator) * factor.denominator), places)


def ratios(numerators: np.ndarray, denominators: np.ndarray, factor: Fraction, places: int) -> np.ndarray:
    """Return each ratio as shown; each distinct pair is worked out once."""
    below = denominators.astype("int64").ravel()
    width = below.max(initial=0) + 1
    pairs, position = np.unique(numerators.astype("int64").ravel() * width + below, return_inverse=True)
    shown = [ratio(int(pair // width), int(pair % width), factor, places) for pair in pairs]
    return np.array([*shown, None], dtype=object)[position].reshape(numerators.shape)


def whole(counts: np.ndarray) -> np.ndarray:
    """Return counts as shown."""
    return counts.astype("int64").astype(str).astype(object)
