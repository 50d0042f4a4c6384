"""Rounding half up, exactly: as Decimal would, for whole columns, in whole numbers."""

import pandas as pd


def ratio_half_up(numerator: pd.Series, denominator: pd.Series, *, times: int, decimal_places: int) -> pd.Series:
    """
    Return `times` × numerator / denominator rounded half up to decimal places.

    Computed as floor((2·n·s + d) / 2d) in 64-bit whole numbers, n and d being the tenths of the counts, because
    full-time equivalents have one decimal place; nothing where a part is missing or the denominator is 0.
    Exact up to a numerator of 4 × 10¹² / `times`.
    """
    scale = times * 10**decimal_places
    known = numerator.notna() & denominator.notna() & (denominator != 0)
    tenths = [(part[known] * 10).round().astype("int64") for part in (numerator, denominator)]
    rounded = (2 * tenths[0] * scale + tenths[1]) // (2 * tenths[1])
    return (rounded / 10**decimal_places).reindex(numerator.index).astype("float64")
