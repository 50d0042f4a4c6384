"""Whatever coherent history is counted, another one can be made that adds up to the same counts."""

from functools import cache

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sample.authority import invent
from flows.sample.calibrated.counting import counted
from flows.sample.calibrated.episodes import episodes_of_year
from flows.sample.calibrated.targets import YearTargets


@cache
def counts_of_a_history(children: int, seed: int) -> dict[str, int]:
    """Count a year of a simulated authority by the published definitions, as its census knew it."""
    histories = invent(children=children, first_year=2024, last_year=2024, months=0, seed=seed)
    first, last = pd.Timestamp(2023, 4, 1), pd.Timestamp(2024, 3, 31)
    known = histories.referrals[histories.referrals["referral_date"] <= last]
    known = known.assign(
        closure_reason=known["closure_reason"].where(known["closure_date"] <= last),
        closure_date=known["closure_date"].where(known["closure_date"] <= last),
    )
    momentary = known["no_further_action"].astype(bool)
    in_year = (known["referral_date"] >= first) | (
        ~momentary & (known["closure_date"].isna() | (known["closure_date"] >= first))
    )
    return counted(2024, known[in_year], histories.disabilities, known[~in_year])


@settings(max_examples=25, deadline=None)
@given(children=st.integers(10, 120), seed=st.integers(0, 10_000), own_seed=st.integers(0, 100))
def test_consistent_counts_are_met_exactly(children: int, seed: int, own_seed: int):
    """
    Counts that are true of one history contradict each other nowhere, and come out again.

    Of fewer than ten children not always: there is hardly another history than the one that was counted.
    """
    counts = counts_of_a_history(children, seed)
    year = episodes_of_year(
        YearTargets(2024, counts),
        opening=None,
        earlier=None,
        random=np.random.default_rng(own_seed),
        first_number=1,
    )
    own = counted(2024, year.referrals, year.disabilities, year.past)
    assert {name: (count, own[name]) for name, count in counts.items() if own[name] != count} == {}
