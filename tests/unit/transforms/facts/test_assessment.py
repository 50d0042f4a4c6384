"""Assessments and their factors."""

import pandas as pd


def test_both_clocks_of_an_assessment(facts_from, days):
    """DfE counts from the start of the assessment, Working Together from the referral; the first day is day 0."""
    assessments = facts_from(
        referrals="""
        child_id | referral_date
        Asha     | 2024-06-03
        """,
        assessments="""
        child_id | start_date | authorisation_date
        Asha     | 2024-06-05 | 2024-06-10
        Asha     | 2024-06-12 |
        """,
    )["fact_assessment"]
    assert days(assessments["referral_date"]) == ["2024-06-03", "2024-06-03"]
    assert assessments["working_days_from_start"].tolist() == [3, pd.NA]
    assert assessments["working_days_from_referral"].tolist() == [5, pd.NA]


def test_an_impossible_duration_stays(facts_from):
    """An assessment authorised before it started keeps its negative duration: it counts in the denominator."""
    assessments = facts_from(
        assessments="""
        child_id | start_date | authorisation_date
        Asha     | 2024-06-10 | 2024-06-05
        """
    )["fact_assessment"]
    assert assessments["working_days_from_start"].tolist() == [-3]
    assert assessments["working_days_from_referral"].isna().all()


def test_when_an_assessment_falls_due(facts_from, days, calendar):
    """It is due soon after 40 working days, and overdue on the first day that makes 46: day 45 is in time."""
    assessments = facts_from(
        assessments="""
        child_id | start_date
        Asha     | 2024-06-03
        """
    )["fact_assessment"]
    assert days(assessments["due_soon_date"]) == ["2024-07-29"]
    assert days(assessments["overdue_date"]) == ["2024-08-06"]
    assert calendar.working_days_between(assessments["start_date"], assessments["overdue_date"]).tolist() == [46]


def test_the_team_of_the_referral_stands_in(facts_from):
    """The assessment's own team counts; where it names none, the referral's does."""
    assessments = facts_from(
        referrals="""
        child_id | referral_date | team     | worker
        Asha     | 2024-06-03    | North    | w1
        """,
        assessments="""
        child_id | start_date | team | worker
        Asha     | 2024-06-05 | Duty | w2
        Asha     | 2024-07-05 |      |
        Ben      | 2024-07-05 |      |
        """,
    )["fact_assessment"]
    assert assessments["team"].fillna("none").tolist() == ["Duty", "North", "none"]
    assert assessments["worker"].fillna("none").tolist() == ["w2", "w1", "none"]


def test_answers_are_in_words(facts_from):
    """The child was seen or not, or nobody said."""
    assessments = facts_from(
        assessments="""
        child_id | start_date | child_seen | support_required
        Asha     | 2024-06-05 | Y          |
        Ben      | 2024-06-05 | N          | U
        """
    )["fact_assessment"]
    assert assessments["child_seen"].tolist() == ["Yes", "No"]
    assert assessments["support_required"].tolist() == ["Unknown", "Unknown"]


def test_factors_take_the_authorisation_of_their_assessment(facts_from, days):
    """A factor whose assessment was not delivered stays, without a date of authorisation."""
    factors = facts_from(
        assessments="""
        child_id | start_date | authorisation_date
        Asha     | 2024-06-05 | 2024-07-01
        """,
        assessment_factors="""
        child_id | assessment_start_date | factor
        Asha     | 2024-06-05            | 3B
        Asha     | 2024-06-05            | 16A
        Ben      | 2024-06-05            | 21
        """,
    )["fact_assessment_factor"]
    assert factors["assessment_factor"].tolist() == ["16A", "3B", "21"]
    assert days(factors["authorisation_date"]) == ["2024-07-01", "2024-07-01", ""]


def test_factors_belong_to_the_episode_of_their_assessment(facts_from, days):
    """The episode is that of the assessment; 21 says that no factor was identified."""
    factors = facts_from(
        referrals="""
        child_id | referral_date | closure_date
        Asha     | 2024-02-05    | 2024-04-01
        Asha     | 2024-06-03    |
        """,
        assessments="""
        child_id | start_date | authorisation_date
        Asha     | 2024-02-06 | 2024-03-01
        Asha     | 2024-06-05 | 2024-07-01
        """,
        assessment_factors="""
        child_id | assessment_start_date | factor
        Asha     | 2024-02-06            | 16A
        Asha     | 2024-06-05            | 21
        Ben      | 2024-06-05            | 3B
        """,
    )["fact_assessment_factor"]
    assert days(factors["referral_date"]) == ["2024-02-05", "2024-06-03", ""]
    assert factors["is_identified"].tolist() == [True, False, True]
