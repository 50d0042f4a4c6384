"""The counts of a very small authority."""

import numpy as np
import pandas as pd
import pytest

from flows.sample.calibrated.targets import YearTargets

TEN_REFERRALS = {
    "c1.Referrals": 10,
    "c1.Referrals_child": 8,
    "c1.Re_referrals": 3,
    "c1.Re_referrals_child": 3,
    "c1.No_Further_Action": 2,
    "c1.Not_in_Need": 1,
    "b1.Started_episodes": 7,
    "b1.Started_child": 6,
    "b1.Ended_episodes": 6,
    "b1.Ended_child": 6,
    "b1.At31_episodes": 9,
    "b1.Anypoint_episodes": 15,
    "b1.Anypoint_child": 13,
    "b2.At31_episodes_disability_recorded": 2,
    "b3.N1_Abuse_or_neglect": 7,
    "b3.N2_Childs_disability_or_illness": 2,
    "b3.N4_Family_in_acute_stress": 0,
    "b4.3_months_or_less": 2,
    "b4.more_than_3_months_6_months": 1,
    "b4.more_than_6_months_less_than_1_year": 1,
    "b4.1_year_less_than_2_years": 2,
    "b4.2years+": 3,
    "b5.3_months_or_less": 2,
    "b5.more_than_3_months_6_months": 1,
    "b5.more_than_6_months_less_than_1_year": 1,
    "b5.1_year_less_than_2_years": 1,
    "b5.2years+": 1,
    "b6.RC7_Other": 5,
    "b6.RC1_Adopted": 1,
    "c5.Police": 4,
    "c5.Schools": 5,
    "c5.Anonymous": 1,
    **{f"c6.{month}": 1 for month in ("April", "May", "June", "July", "August", "October", "November")},
    **{"c6.January": 2, "c6.February": 1},
}


@pytest.fixture
def ten_referrals() -> YearTargets:
    """Ten referrals of eight children in the year ending March 2024; cells that are missing were suppressed."""
    return YearTargets(2024, TEN_REFERRALS)


@pytest.fixture
def random() -> np.random.Generator:
    """A generator of random numbers with a fixed seed."""
    return np.random.default_rng(7)


@pytest.fixture
def inside_open_episodes():
    """Count the referrals that fall into an open episode of the same child."""

    def count(referrals: pd.DataFrame) -> int:
        rows = referrals.sort_values(["child_id", "referral_date"])
        momentary = rows["no_further_action"].astype(bool)
        until = rows["closure_date"].where(~momentary, rows["referral_date"]).fillna(pd.Timestamp(2100, 1, 1))
        before = until.groupby(rows["child_id"]).shift()
        return int((rows["referral_date"] <= before).sum())

    return count
