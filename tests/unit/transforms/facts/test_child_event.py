"""What every fact about a child shares."""

import pandas as pd

from transforms.facts.child_event import days_between, in_episode, in_words, never, with_age_band

REFERRALS = """
    child_id | referral_date | closure_date | no_further_action
    ---------+---------------+--------------+------------------
    Asha     | 2024-01-10    | 2024-03-01   | no
    Asha     | 2024-06-01    |              | no
    Asha     | 2024-07-01    |              | yes
    Ben      | 2024-01-05    |              |
    """


def episodes(drawn, days, assessments):
    events = drawn("assessments", assessments)
    events = events.assign(referral_date=events.get("referral_date", never(events)))
    return days(in_episode(events, drawn("referrals", REFERRALS), on="start_date")["referral_date"])


def test_an_event_belongs_to_the_latest_referral_on_or_before_it(drawn, days):
    """A referral of the same day opens the episode; that of another child never does."""
    assessments = """
        child_id | start_date
        Asha     | 2024-06-01
        Asha     | 2024-01-20
        Ben      | 2024-05-31
        """
    assert episodes(drawn, days, assessments) == ["2024-06-01", "2024-01-10", "2024-01-05"]


def test_an_event_before_every_referral_belongs_to_none(drawn, days):
    """Nothing is guessed for an assessment that started before the first referral that we hold."""
    assessments = """
        child_id | start_date
        Asha     | 2024-01-09
        """
    assert episodes(drawn, days, assessments) == [""]


def test_a_closed_episode_takes_no_more_events(drawn, days):
    """An event on the day of closure still belongs to the episode, one on the day after does not."""
    assessments = """
        child_id | start_date
        Asha     | 2024-03-01
        Asha     | 2024-03-02
        """
    assert episodes(drawn, days, assessments) == ["2024-01-10", ""]


def test_a_referral_without_further_action_opens_no_episode(drawn, days):
    """The assessment of 5 July belongs to the episode of June, not to the referral of 1 July."""
    assessments = """
        child_id | start_date
        Asha     | 2024-07-05
        """
    assert episodes(drawn, days, assessments) == ["2024-06-01"]


def test_the_referral_that_the_extract_names_is_kept(drawn, days):
    """The census nests events in their referral: that is never second-guessed, even if we do not hold it."""
    assessments = """
        child_id | start_date | referral_date
        Asha     | 2024-07-05 | 2024-01-10
        Asha     | 2024-07-06 | 2019-01-01
        """
    assert episodes(drawn, days, assessments) == ["2024-01-10", "2019-01-01"]


def test_words_for_answers():
    """What was not delivered, and what no list holds, is Unknown."""
    answers = pd.Series(["Y", "N", "U", None, "?"], dtype="str")
    assert in_words(answers).tolist() == ["Yes", "No", "Unknown", "Unknown", "Unknown"]


def test_days_may_be_negative_or_missing(drawn):
    """The end may come first; without an end there is no duration."""
    start = pd.Series(["2024-02-28", "2024-03-01", "2024-03-01"]).astype("datetime64[s]")
    end = pd.Series(["2024-03-01", "2024-02-29", None]).astype("datetime64[s]")
    assert days_between(start, end).tolist() == [2, -1, pd.NA]


def test_the_newest_birth_date_is_believed(drawn, days):
    """Of several statements about a child the newest that gives a date counts, in whatever order they stand."""
    statements = drawn("children", "child_id | birth_date\n Asha | 2010-01-01\n Asha | \n Asha | 2020-01-01").assign(
        as_at=pd.to_datetime(["2024-01-01", "2024-03-01", "2024-02-01"]), expected_birth_date=never
    )
    events = pd.DataFrame({"child_id": ["Asha"], "event_date": pd.to_datetime(["2024-06-01"]).as_unit("s")})
    assert with_age_band(events, statements)["age_band"].tolist() == ["1 to 4"]
