"""Durations fall into their bands, have their percentiles, and fit into the rooms that there are."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sample.calibrated.durations import QUARTILES, chosen, drawn, filled_in, fitted, matched

BANDS = ((0, 0), (1, 10), (11, 20), (21, 30), (31, 60))


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=5, max_size=5), st.integers(0, 2**32 - 1))
def test_every_band_has_its_count(counts: list[int], seed: int):
    """Whatever the counts, and also with percentiles that the bands may rule out."""
    percentiles = dict(zip(QUARTILES, (5, 18, 25), strict=True))
    days = drawn(counts, BANDS, percentiles, np.random.default_rng(seed))
    assert [int(((days >= low) & (days <= high)).sum()) for low, high in BANDS] == counts


@settings(deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=200), st.integers(0, 2**32 - 1))
def test_percentiles_of_real_durations_come_out_again(days: list[int], seed: int):
    """Durations that exist have bands and percentiles that do not contradict each other."""
    counts = [sum(low <= day <= high for day in days) for low, high in BANDS]
    wanted = {share: _shown(np.percentile(days, float(share * 100))) for share in QUARTILES[1:2]}
    drawn_again = drawn(counts, BANDS, wanted, np.random.default_rng(seed))
    assert {share: _shown(np.percentile(drawn_again, float(share * 100))) for share in wanted} == wanted


def test_three_percentiles_within_their_bands():
    """Southampton, year ending March 2024: 18, 34 and 43 working days."""
    bands = ((0, 0), (1, 10), (11, 20), (21, 30), (31, 40), (41, 45), (46, 50), (51, 60), (61, 110))
    counts = (93, 341, 433, 511, 667, 764, 126, 90, 164)
    percentiles = dict(zip(QUARTILES, (18, 34, 43), strict=True))
    days = drawn(counts, bands, percentiles, np.random.default_rng(1))
    assert [_shown(value) for value in np.percentile(days, [25, 50, 75])] == [18, 34, 43]


def test_a_percentile_between_two_bands():
    """Of two durations, 10 at most and 11 at least, the median may still be 12."""
    days = drawn((0, 1, 1, 0, 0), BANDS, {Fraction(1, 2): 12}, np.random.default_rng(1))
    assert _shown(float(np.median(days))) == 12


def test_suppressed_bands_are_filled_so_that_the_median_can_be_true():
    """Of ten durations only the band of 1 to 10 is known, with three; a median of 45 needs five above 30."""
    median = {Fraction(1, 2): 45}
    counts = filled_in(
        (None, 3, None, None, None),
        10,
        (1, 1, 5, 5, 1),
        bands=BANDS,
        percentiles=median,
        random=np.random.default_rng(2),
    )
    assert counts.sum() == 10
    assert counts[1] == 3
    days = drawn(counts, BANDS, median, np.random.default_rng(1))
    assert _shown(float(np.median(days))) == 45


def test_a_total_that_is_not_known_is_sought():
    """Quartiles of 9, 9 and 16 in two bands: three of five durations are 9 days, and two are 16."""
    percentiles = dict(zip(QUARTILES, (9, 9, 16), strict=True))
    random = np.random.default_rng(2)
    counts, bands = fitted(
        (0, None, None, 0, 0), [2, *range(1, 9)], (1, 1, 1, 1, 1), bands=[BANDS], percentiles=percentiles, random=random
    )
    days = drawn(counts, bands, percentiles, random)
    assert [_shown(value) for value in np.percentile(days, [25, 50, 75])] == [9, 9, 16]


def test_two_durations_that_lie_far_apart():
    """Isles of Scilly, year ending March 2017: quartiles of 233, 255 and 276 working days."""
    percentiles = dict(zip(QUARTILES, (233, 255, 276), strict=True))
    days = drawn((2,), [(21, 396)], percentiles, np.random.default_rng(2))
    assert [_shown(value) for value in np.percentile(days, [25, 50, 75])] == [233, 255, 276]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=60), st.integers(0, 2**32 - 1))
def test_durations_fit_where_they_can(rows: list[tuple[int, int]], seed: int):
    """If every duration has a room that is wide enough, all of them fit in the end."""
    durations = np.array([days for days, _ in rows], dtype="int64")
    rooms = np.array([days + spare for days, spare in rows], dtype="int64")
    given_days = matched(durations, rooms, np.random.default_rng(seed))
    assert (given_days <= rooms).all()
    assert sorted(given_days) == sorted(durations)


def test_narrow_rooms_are_exchanged_for_wide_ones():
    """The first two rooms are too narrow for 20 days; the last one is not."""
    assert sorted(chosen(np.array([20, 3]), np.array([5, 4, 30]))) == [0, 2]


def _shown(value: float) -> int:
    return int(np.floor(value + 0.5 + 1e-9))
