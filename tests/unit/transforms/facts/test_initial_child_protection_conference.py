"""Initial child protection conferences."""

import pandas as pd


def conferences(facts_from, **pictures):
    return facts_from(**pictures)["fact_initial_child_protection_conference"]


def test_a_conference_without_an_enquiry_has_no_clock(facts_from, days):
    """A conference recorded on the referral alone, as for a child who moved in, counts without a duration."""
    held = conferences(
        facts_from,
        referrals="""
        child_id | referral_date | conference_date
        Asha     | 2025-05-01    | 2025-06-23
        """,
        section_47_enquiries="""
        child_id | start_date | conference_date
        Ben      | 2025-06-02 | 2025-06-24
        """,
    )
    assert days(held["held_date"]) == ["2025-06-23", "2025-06-24"]
    assert days(held["section_47_enquiry_date"]) == ["", "2025-06-02"]
    assert held["working_days_from_section_47"].tolist() == [pd.NA, 16]


def test_the_enquiry_wins_over_the_referral(facts_from, days):
    """The same conference on the enquiry and on the referral is one, with the enquiry's clock."""
    held = conferences(
        facts_from,
        referrals="""
        child_id | referral_date | conference_date
        Asha     | 2025-05-01    | 2025-06-23
        """,
        section_47_enquiries="""
        child_id | start_date | conference_date
        Asha     | 2025-06-02 | 2025-06-23
        """,
    )
    assert days(held["section_47_enquiry_date"]) == ["2025-06-02"]


def test_the_latest_enquiry_on_or_before_the_conference_counts(facts_from, days):
    """Of several enquiries that name one conference, the clock starts with the latest that could lead to it."""
    held = conferences(
        facts_from,
        section_47_enquiries="""
        child_id | start_date | conference_date
        Asha     | 2025-06-25 | 2025-06-23
        Asha     | 2025-06-09 | 2025-06-23
        Asha     | 2025-06-02 | 2025-06-23
        """,
    )
    assert days(held["section_47_enquiry_date"]) == ["2025-06-09"]


def test_a_conference_before_every_enquiry_keeps_the_nearest(facts_from, days):
    """If all enquiries start after the conference, the first of them stays, with its negative duration."""
    held = conferences(
        facts_from,
        section_47_enquiries="""
        child_id | start_date | conference_date
        Asha     | 2025-06-27 | 2025-06-23
        Asha     | 2025-06-25 | 2025-06-23
        """,
    )
    assert days(held["section_47_enquiry_date"]) == ["2025-06-25"]
    assert held["working_days_from_section_47"].tolist() == [-2]


def test_a_plan_on_the_day_of_the_conference_is_no_stated_outcome(facts_from):
    """Only what was stated counts: a plan that starts that day could never say No."""
    held = conferences(
        facts_from,
        section_47_enquiries="""
        child_id | start_date | conference_date | plan_outcome
        Asha     | 2025-06-02 | 2025-06-23      |
        Ben      | 2025-06-02 | 2025-06-23      |
        Cara     | 2025-06-02 | 2025-06-23      | N
        Dev      | 2025-06-02 | 2025-06-23      | U
        """,
        child_protection_plans="""
        child_id | start_date
        Asha     | 2025-06-23
        Ben      | 2025-06-24
        Dev      | 2025-06-23
        """,
    )
    assert held["plan_outcome"].tolist() == ["Unknown", "Unknown", "No", "Unknown"]


def test_an_answer_on_any_of_the_enquiries_counts(facts_from):
    """The enquiry that starts the clock may lack the answer that another one gives."""
    held = conferences(
        facts_from,
        section_47_enquiries="""
        child_id | start_date | conference_date | plan_outcome | team
        Asha     | 2025-06-02 | 2025-06-23      | Y            | North
        Asha     | 2025-06-09 | 2025-06-23      |              |
        """,
    )
    assert held["plan_outcome"].tolist() == ["Yes"]
    assert held["team"].tolist() == ["North"]


def test_enquiries_without_a_conference_make_no_row(facts_from):
    """Only conferences that were held are conferences."""
    assert conferences(facts_from, section_47_enquiries="child_id | start_date\n Asha | 2025-06-02").empty
