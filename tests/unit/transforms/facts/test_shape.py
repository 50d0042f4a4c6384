"""All facts together."""

import pandas as pd
from pandas.testing import assert_frame_equal

from transforms.facts import FACTS, shape

PICTURES = {
    "children": """
        child_id | birth_date
        Asha     | 2015-05-05
        Ben      | 2020-02-29
        """,
    "contacts": """
        child_id | contact_date | source
        Ben      | 2024-01-02   | 6
        Asha     | 2024-01-02   | 2A
        """,
    "referrals": """
        child_id | referral_date | closure_date | closure_reason | conference_date
        Asha     | 2024-01-03    | 2024-05-01   | RC8            |
        Asha     | 2024-06-03    |              |                |
        Ben      | 2024-02-01    |              |                | 2024-02-20
        Ben      | 2024-02-10    |              |                | 2024-02-20
        """,
    "assessments": """
        child_id | start_date | authorisation_date
        Asha     | 2024-01-05 | 2024-02-20
        Ben      | 2024-02-12 |
        """,
    "assessment_factors": """
        child_id | assessment_start_date | factor
        Asha     | 2024-01-05            | 16A
        Asha     | 2024-01-05            | 3B
        """,
    "section_47_enquiries": """
        child_id | start_date | conference_date | plan_outcome
        Asha     | 2024-01-10 | 2024-02-01      | Y
        Asha     | 2024-01-12 | 2024-02-01      |
        Ben      | 2024-02-11 |                 |
        """,
    "child_in_need_plans": """
        child_id | start_date | end_date
        Ben      | 2023-02-11 | 2023-06-01
        """,
    "child_protection_plans": """
        child_id | start_date | end_date
        Asha     | 2022-02-01 | 2023-02-01
        Asha     | 2024-02-01 |
        Ben      | 2024-02-20 | 2024-02-20
        """,
    "child_protection_plan_reviews": """
        child_id | plan_start_date | review_date
        Asha     | 2022-02-01      | 2022-04-01
        Asha     | 2022-02-01      | 2022-12-01
        """,
}


def datasets(drawn):
    return {name: drawn(name, picture) for name, picture in PICTURES.items()}


def test_one_frame_for_each_table(calendar):
    """Every fact is made, without rows where nothing arrived."""
    facts = shape({}, calendar)
    assert list(facts) == [fact.__name__ for fact in FACTS]
    assert all(rows.empty for rows in facts.values())


def test_nothing_is_lost(drawn, calendar):
    """Each contact, referral, assessment, factor, enquiry and plan is a row of its fact."""
    delivered = datasets(drawn)
    facts = shape(delivered, calendar)
    made = {
        "fact_contact": "contacts",
        "fact_referral": "referrals",
        "fact_assessment": "assessments",
        "fact_assessment_factor": "assessment_factors",
        "fact_section_47_enquiry": "section_47_enquiries",
        "fact_child_in_need_plan": "child_in_need_plans",
        "fact_child_protection_plan": "child_protection_plans",
    }
    assert {fact: len(facts[fact]) for fact in made} == {fact: len(delivered[name]) for fact, name in made.items()}
    assert len(facts["fact_initial_child_protection_conference"]) == 2


def test_the_order_of_rows_is_irrelevant(drawn, calendar):
    """Whatever the order in which rows arrive, the facts are the same, row by row."""
    delivered = datasets(drawn)
    facts = shape(delivered, calendar)
    for seed in range(3):
        shuffled = {name: rows.sample(frac=1, random_state=seed) for name, rows in delivered.items()}
        for name, again in shape(shuffled, calendar).items():
            assert_frame_equal(again, facts[name])


def test_inputs_are_left_alone(drawn, calendar):
    """Shaping changes nothing that it was given."""
    delivered = datasets(drawn)
    before = {name: rows.copy() for name, rows in delivered.items()}
    shape(delivered, calendar)
    for name, rows in delivered.items():
        assert_frame_equal(rows, before[name])


def test_dates_far_off_are_no_obstacle(drawn, calendar):
    """Years in which nanoseconds overflow come from typing errors; they shape like any other."""
    plans = drawn("child_protection_plans", "child_id | start_date | end_date\n Asha | 2024-02-01 | 2924-02-01")
    facts = shape({"child_protection_plans": plans}, calendar)
    dates = facts["fact_child_protection_plan_review"].select_dtypes("datetime")
    assert {str(dtype) for dtype in dates.dtypes} == {"datetime64[s]"}
    assert facts["fact_child_protection_plan"]["end_date"].dt.year.tolist() == [2924]
    assert all(isinstance(rows, pd.DataFrame) for rows in facts.values())
