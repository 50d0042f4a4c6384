"""Totals are split into whole parts, and nothing is lost."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flows.sample.calibrated.apportionment import apportion, apportion_within, filled

PARTS = st.lists(st.integers(0, 40), min_size=1, max_size=8)


@given(total=st.integers(0, 500), weights=PARTS)
def test_parts_add_up_to_the_total(total: int, weights: list[int]):
    """Whatever the weights, also none at all."""
    assert apportion(total, weights).sum() == total


@given(total=st.integers(0, 500), room=PARTS)
def test_no_part_is_larger_than_its_room(total: int, room: list[int]):
    """What finds no room is left out."""
    parts = apportion_within(total, np.ones(len(room)), np.array(room))
    assert (parts <= room).all()
    assert parts.sum() == min(total, sum(room))


def test_suppressed_parts_share_what_the_others_leave():
    """10 children, 6 and 1 of them published, two cells suppressed: the 3 that are left are shared."""
    assert filled([6, None, 1, None], 10, [1, 2, 1, 1]).tolist() == [6, 2, 1, 1]


@given(total=st.integers(0, 100), stated=st.lists(st.none() | st.integers(0, 40), min_size=1, max_size=8))
def test_the_total_is_kept_before_the_parts(total: int, stated: list[int | None]):
    """Parts that miss the total are changed; those that do not are kept."""
    parts = filled(stated, total, [1] * len(stated))
    assert parts.sum() == total
    assert (parts >= 0).all()
    known = sum(part or 0 for part in stated)
    if known == total or (known < total and None in stated):
        assert all(part is None or part == own for part, own in zip(stated, parts, strict=True))
