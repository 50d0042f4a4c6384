"""Durations that fall into published bands and have published percentiles, and the room they need."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

import numpy as np

from flows.sample.calibrated.apportionment import filled

QUARTILES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
WIDEST = 60  # days by which the two values around a percentile may miss it
MOST_TRIED = 12  # pairs of values for each percentile; these two where that is nearly always enough
WIDEST_OF_ALL, MOST_OF_ALL = 400, 2_000
FILLS_TRIED = 60
FILLS_TRIED_OF_FEW = 2_000  # where there are few durations, few fills allow the percentiles
FEW = 30
MOST_TOTALS = 40

Bounds = tuple[np.ndarray, np.ndarray]


def drawn(
    counts: Sequence[int],
    bands: Sequence[tuple[int, int]],
    percentiles: Mapping[Fraction, int | None],
    random: np.random.Generator,
) -> np.ndarray:
    """
    Draw durations in ascending order: so many in each band, with the percentiles of the whole as published.

    A percentile lies at place p(n-1), between two values in proportion, and is shown half up to whole days. One
    that its band rules out is left as it falls.
    """
    low, high = _bounds(counts, bands)
    wanted = _wanted(len(low), percentiles)
    bounds = _narrowed((low, high), wanted) or _narrowed((low, high), wanted, thoroughly=len(low) <= FEW)
    for place, days in wanted if bounds is None else ():
        low, high = _narrowed((low, high), [(place, days)]) or (low, high)
    low, high = bounds or (low, high)
    return np.sort(random.integers(low, high + 1))


def fitted(
    parts: Sequence[int | None],
    totals: Sequence[int],
    usual: Sequence[float],
    *,
    bands: Sequence[Sequence[tuple[int, int]]],
    percentiles: Mapping[Fraction, int | None],
    random: np.random.Generator,
) -> tuple[np.ndarray, Sequence[tuple[int, int]]]:
    """
    Return counts of bands, and the bands, such that the percentiles can be true.

    `totals` and `bands` have what there may be, the usual first: it is kept if nothing allows the percentiles.
    """
    first = filled_in(parts, totals[0], usual, bands=bands[0], percentiles=percentiles, random=random)
    if _allowed(first, bands[0], percentiles):
        return first, bands[0]
    for total in totals[:MOST_TOTALS]:
        for limits in bands:
            counts = filled_in(parts, total, usual, bands=limits, percentiles=percentiles, random=random)
            if _allowed(counts, limits, percentiles) or _allowed(counts, limits, percentiles, thoroughly=True):
                return counts, limits
    return first, bands[0]


def _allowed(
    counts: Sequence[int],
    bands: Sequence[tuple[int, int]],
    percentiles: Mapping[Fraction, int | None],
    *,
    thoroughly: bool = False,
) -> bool:
    """Tell whether values in these bands can have the percentiles."""
    total = int(sum(counts))
    if not total:
        return not any(percentiles.values())
    if thoroughly and total > FEW:
        return False
    return _narrowed(_bounds(counts, bands), _wanted(total, percentiles), thoroughly=thoroughly) is not None


def filled_in(
    parts: Sequence[int | None],
    total: int,
    usual: Sequence[float],
    *,
    bands: Sequence[tuple[int, int]],
    percentiles: Mapping[Fraction, int | None],
    random: np.random.Generator,
) -> np.ndarray:
    """
    Return counts of bands that add up to the total, the suppressed ones such that the percentiles can be true.

    If no split of those that was tried allows the percentiles, they are split as is usual.
    """
    counts = filled(parts, total, usual)
    missing = np.array([part is None for part in parts])
    rest, number = int(counts[missing].sum()), int(missing.sum())
    tried = counts.copy()
    tries = FILLS_TRIED_OF_FEW if total <= FEW else FILLS_TRIED
    for _ in range(tries if rest and number > 1 else 0):
        if _narrowed(_bounds(tried, bands), _wanted(total, percentiles)) is not None:
            return tried
        tried = counts.copy()
        tried[missing] = random.multinomial(rest, random.dirichlet(np.full(number, 0.7)))
    return counts


def _bounds(counts: Sequence[int], bands: Sequence[tuple[int, int]]) -> Bounds:
    low = np.repeat([band[0] for band in bands], counts).astype("int64")
    return low, np.repeat([band[1] for band in bands], counts).astype("int64")


def _wanted(total: int, percentiles: Mapping[Fraction, int | None]) -> list[tuple[Fraction, int]]:
    return [(share * (total - 1), days) for share, days in percentiles.items() if total and days is not None]


def _narrowed(bounds: Bounds, wanted: Sequence[tuple[Fraction, int]], *, thoroughly: bool = False) -> Bounds | None:
    """Narrow the bounds so that the values at some places come out as wanted, and stay in order; None if none do."""
    if not wanted:
        return bounds
    low, high = bounds
    place, days = wanted[0]
    before, after = int(place), -int(-place // 1)
    first, second = (int(low[before]), int(high[before])), (int(low[after]), int(high[after]))
    widest, most = (WIDEST_OF_ALL, MOST_OF_ALL) if thoroughly else (WIDEST, MOST_TRIED)
    for one, two in islice(_pairs(first, second, weight=place - before, wanted=days, widest=widest), most):
        narrow_low, narrow_high = low.copy(), high.copy()
        narrow_high[: before + 1] = np.minimum(high[: before + 1], one)
        narrow_low[before:] = np.maximum(low[before:], one)
        narrow_high[after] = two
        narrow_low[after:] = np.maximum(narrow_low[after:], two)
        if (result := _narrowed((narrow_low, narrow_high), wanted[1:], thoroughly=thoroughly)) is not None:
            return result
    return None


def _pairs(
    first: tuple[int, int], second: tuple[int, int], *, weight: Fraction, wanted: int, widest: int
) -> Iterator[tuple[int, int]]:
    """Yield pairs of neighbouring values, within their bounds, between which the wanted one lies."""
    if first[0] <= wanted <= first[1] and second[0] <= wanted <= second[1]:
        yield wanted, wanted
    if weight == 0:
        return
    for one in range(min(first[1], wanted), max(first[0], wanted - widest) - 1, -1):
        for two in range(max(one, wanted, second[0]), min(second[1], wanted + widest) + 1):
            if (one, two) != (wanted, wanted) and int(one + weight * (two - one) + Fraction(1, 2)) == wanted:
                yield one, two


def matched(durations: np.ndarray, rooms: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """
    Give every room a duration: the longest to the widest, then exchanged at random wherever both fit.

    If even this order leaves one that does not fit, none does, and it is given all the same.
    """
    order = np.argsort(-rooms, kind="stable")
    given = np.empty(len(rooms), dtype="int64")
    given[order] = np.sort(durations)[::-1]
    for _ in range(6):
        pairs = random.permutation(len(rooms))[: len(rooms) // 2 * 2].reshape(-1, 2)
        one, two = pairs[:, 0], pairs[:, 1]
        fits = (given[one] <= rooms[two]) & (given[two] <= rooms[one])
        one, two = one[fits], two[fits]
        given[one], given[two] = given[two], given[one]
    return given


def chosen(durations: np.ndarray, rooms: np.ndarray) -> np.ndarray:
    """
    Return the places of as many rooms as there are durations, the first ones if they are wide enough.

    Where the first ones leave some duration without room, the narrowest of them are exchanged for the widest of
    the others.
    """
    number = min(len(durations), len(rooms))
    inside = np.zeros(len(rooms), dtype=bool)
    inside[:number] = True
    wanted = np.sort(durations)[::-1][:number]
    while True:
        places, others = np.flatnonzero(inside), np.flatnonzero(~inside)
        lacking = int((np.sort(rooms[places])[::-1] < wanted).sum())
        step = min(lacking, len(others))
        if not step:
            return places
        narrow = places[np.argsort(rooms[places], kind="stable")[:step]]
        wide = others[np.argsort(-rooms[others], kind="stable")[:step]]
        better = rooms[wide] > rooms[narrow]
        if not better.any():
            return places
        inside[narrow[better]] = False
        inside[wide[better]] = True
