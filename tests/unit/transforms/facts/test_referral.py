"""Referrals and their episodes."""

import pytest


@pytest.mark.parametrize(
    ("previous", "is_re_referral"),
    [("2023-06-01", True), ("2023-05-31", False), ("2024-05-31", True)],
)
def test_re_referral_within_twelve_calendar_months(facts_from, previous, is_re_referral):
    """A referral on 1 June is a re-referral if the one before was made on 1 June last year or later."""
    referrals = facts_from(
        referrals=f"""
        child_id | referral_date
        Asha     | {previous}
        Asha     | 2024-06-01
        """
    )["fact_referral"]
    assert referrals["is_re_referral_within_12_months"].tolist() == [False, is_re_referral]


def test_twelve_months_before_a_leap_day(facts_from):
    """Twelve months before 29 February is 28 February."""
    referrals = facts_from(
        referrals="""
        child_id | referral_date
        Asha     | 2023-02-28
        Asha     | 2024-02-29
        Ben      | 2023-02-27
        Ben      | 2024-02-29
        """
    )["fact_referral"]
    assert referrals["is_re_referral_within_12_months"].tolist() == [False, True, False, False]


def test_every_link_of_a_chain_counts(facts_from, days):
    """Each referral is compared with the one before, also with one that led to no further action."""
    referrals = facts_from(
        referrals="""
        child_id | referral_date | no_further_action
        Asha     | 2024-03-01    | no
        Asha     | 2024-01-01    | yes
        Asha     | 2024-02-01    | yes
        Ben      | 2024-02-15    | no
        """
    )["fact_referral"]
    assert referrals["is_re_referral_within_12_months"].tolist() == [False, True, True, False]
    assert days(referrals["previous_referral_date"]) == ["", "2024-01-01", "2024-02-01", ""]


def test_no_reason_while_open(facts_from):
    """An open episode has no reason for closure, whatever was delivered; a closed one may lack its reason."""
    referrals = facts_from(
        referrals="""
        child_id | referral_date | closure_date | closure_reason
        Asha     | 2024-01-01    |              |
        Ben      | 2024-01-01    |              | RC8
        Cara     | 2024-01-01    | 2024-02-01   | RC7
        Dev      | 2024-01-01    | 2024-02-01   |
        """
    )["fact_referral"]
    assert referrals["closure_reason"].fillna("missing").tolist() == ["-", "-", "RC7", "missing"]


def test_closed_as_not_in_need(facts_from):
    """Closed after assessment with no further action (RC8), or on to early help (RC9), is not in need."""
    referrals = facts_from(
        referrals="""
        child_id | referral_date | closure_date | closure_reason
        Asha     | 2024-01-01    | 2024-02-01   | RC8
        Ben      | 2024-01-01    | 2024-02-01   | RC9
        Cara     | 2024-01-01    | 2024-02-01   | RC7
        Dev      | 2024-01-01    |              | RC8
        """
    )["fact_referral"]
    assert referrals["is_closed_as_not_in_need"].tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("referred", "closed", "by_year_end"),
    [
        ("2024-01-05", "2024-03-31", True),
        ("2024-01-05", "2024-04-01", False),
        ("2024-03-31", "2024-04-01", False),
        ("2024-04-01", "2025-03-31", True),
    ],
)
def test_not_in_need_by_the_end_of_the_year(facts_from, referred, closed, by_year_end):
    """The 31 March that ends the financial year of the referral is the last day that its census knows."""
    referral = facts_from(
        referrals=f"""
        child_id | referral_date | closure_date | closure_reason
        Asha     | {referred}    | {closed}     | RC8
        """
    )["fact_referral"]
    assert referral["is_closed_as_not_in_need"].tolist() == [True]
    assert referral["is_not_in_need_by_year_end"].tolist() == [by_year_end]


def test_an_episode_that_is_open_or_ended_in_need_is_not_found_otherwise(facts_from):
    """Another reason, no reason, or no closure: nobody found that the child was not in need."""
    referrals = facts_from(
        referrals="""
        child_id | referral_date | closure_date | closure_reason
        Asha     | 2024-01-05    | 2024-02-01   | RC7
        Ben      | 2024-01-05    | 2024-02-01   |
        Cara     | 2024-01-05    |              | RC8
        """
    )["fact_referral"]
    assert referrals["is_not_in_need_by_year_end"].tolist() == [False, False, False]


def test_days_that_limit_the_bands_of_duration(facts_from, days):
    """Calendar months after the referral; where a month is too short, its last day."""
    referrals = facts_from(
        referrals="""
        child_id | referral_date
        Asha     | 2024-02-29
        Ben      | 2023-11-30
        """
    )["fact_referral"]
    assert days(referrals["three_months_date"]) == ["2024-05-29", "2024-02-29"]
    assert days(referrals["six_months_date"]) == ["2024-08-29", "2024-05-30"]
    assert days(referrals["twelve_months_date"]) == ["2025-02-28", "2024-11-30"]
    assert days(referrals["two_years_date"]) == ["2026-02-28", "2025-11-30"]


def test_first_steps_of_an_episode(facts_from, days):
    """The first of each kind counts; what belongs to a later episode does not."""
    referrals = facts_from(
        referrals="""
        child_id | referral_date | closure_date
        Asha     | 2024-01-10    | 2024-04-30
        Asha     | 2024-06-03    |
        """,
        assessments="""
        child_id | start_date | authorisation_date
        Asha     | 2024-02-01 |
        Asha     | 2024-01-15 | 2024-02-20
        Asha     | 2024-06-10 |
        """,
        section_47_enquiries="""
        child_id | start_date | conference_date
        Asha     | 2024-01-20 |
        Asha     | 2024-02-02 | 2024-02-15
        """,
        child_protection_plans="""
        child_id | start_date
        Asha     | 2024-02-15
        """,
    )["fact_referral"]
    assert days(referrals["first_assessment_start_date"]) == ["2024-01-15", "2024-06-10"]
    assert days(referrals["first_assessment_authorisation_date"]) == ["2024-02-20", ""]
    assert days(referrals["first_section_47_enquiry_date"]) == ["2024-01-20", ""]
    assert days(referrals["first_conference_date"]) == ["2024-02-15", ""]
    assert days(referrals["first_plan_start_date"]) == ["2024-02-15", ""]
    assert referrals["working_days_to_first_assessment"].tolist() == [3, 5]


def test_a_conference_recorded_on_the_referral_counts(facts_from, days):
    """The earlier of the conference on the referral and that on an enquiry is the first."""
    referrals = facts_from(
        referrals="""
        child_id | referral_date | conference_date
        Asha     | 2024-01-10    | 2024-01-31
        """,
        section_47_enquiries="""
        child_id | start_date | conference_date
        Asha     | 2024-02-02 | 2024-02-15
        """,
    )["fact_referral"]
    assert days(referrals["first_conference_date"]) == ["2024-01-31"]
    assert days(referrals["first_section_47_enquiry_date"]) == ["2024-02-02"]
