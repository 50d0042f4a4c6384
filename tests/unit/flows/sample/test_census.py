"""What a census says about histories."""

import pandas as pd

from flows.sample.authority import invent
from flows.sample.census import census_records


def test_a_conference_that_no_enquiry_led_to_stands_in_the_episode():
    """DateOfInitialCPC of CINdetails, in the census of its year only."""
    histories = invent(children=20, first_year=2024, last_year=2024, months=1, seed=1)
    episodes = histories.referrals[~histories.referrals["no_further_action"].astype(bool)]
    episode = episodes[episodes["referral_date"].between("2023-05-01", "2023-05-31")].iloc[:1]
    held = pd.Series(pd.Timestamp(2023, 6, 1), index=episode.index, dtype="datetime64[s]")
    histories.conferences = episode[["child_id", "referral_date"]].assign(conference_date=held)
    details = {year: census_records(histories, year)["cin_details"] for year in (2024, 2025)}
    assert details[2024]["DateOfInitialCPC"].dropna().tolist() == ["2023-06-01"]
    assert details[2025]["DateOfInitialCPC"].isna().all()


def test_without_such_conferences_no_episode_has_one():
    """The element is empty."""
    histories = invent(children=20, first_year=2024, last_year=2024, months=1, seed=1)
    assert census_records(histories, 2024)["cin_details"]["DateOfInitialCPC"].isna().all()
