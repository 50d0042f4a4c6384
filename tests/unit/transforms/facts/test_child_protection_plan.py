"""Child protection plans."""

import pandas as pd
import pytest


def plans(facts_from, picture):
    return facts_from(child_protection_plans=picture)["fact_child_protection_plan"]


def test_the_days_that_matter_for_a_plan(facts_from, days):
    """Reviews are due after three calendar months; two years are 730 days, whatever the leap years."""
    plan = plans(facts_from, "child_id | start_date | end_date\n Asha | 2023-11-30 | 2024-01-30")
    assert days(plan["three_months_date"]) == ["2024-02-29"]
    assert days(plan["six_months_date"]) == ["2024-05-30"]
    assert days(plan["twelve_months_date"]) == ["2024-11-30"]
    assert days(plan["two_years_date"]) == ["2025-11-29"]
    assert plan["duration_days"].tolist() == [61]


def test_a_current_plan_has_no_duration(facts_from):
    """How long it has lasted depends on the day one asks."""
    assert plans(facts_from, "child_id | start_date\n Asha | 2023-11-30")["duration_days"].isna().all()


def test_the_plan_before(facts_from, days):
    """Plans count as previous once they have ended; the last to end is the plan before."""
    held = plans(
        facts_from,
        """
        child_id | start_date | end_date
        Asha     | 2020-01-01 | 2020-06-01
        Asha     | 2021-01-01 | 2021-03-01
        Asha     | 2022-01-01 |
        Ben      | 2022-01-01 |
        """,
    )
    assert held["number_of_previous_plans_held"].tolist() == [0, 1, 2, 0]
    assert days(held["previous_plan_end_date"]) == ["", "2020-06-01", "2021-03-01", ""]


def test_a_plan_that_still_runs_is_not_previous(facts_from, days):
    """Of two plans that overlap, neither comes before the other; an ended one inside a longer one counts."""
    held = plans(
        facts_from,
        """
        child_id | start_date | end_date
        Asha     | 2020-01-01 | 2022-06-01
        Asha     | 2021-01-01 | 2021-03-01
        Asha     | 2022-01-01 |
        """,
    )
    assert held["number_of_previous_plans_held"].tolist() == [0, 0, 1]
    assert days(held["previous_plan_end_date"]) == ["", "", "2021-03-01"]


def test_a_plan_that_ends_on_the_day_is_over(facts_from):
    """A plan that ends on the day on which the next one starts comes before it."""
    held = plans(
        facts_from,
        """
        child_id | start_date | end_date
        Asha     | 2020-01-01 | 2020-06-01
        Asha     | 2020-06-01 |
        """,
    )
    assert held["number_of_previous_plans_held"].tolist() == [0, 1]


def test_a_plan_of_one_day_is_not_its_own_predecessor(facts_from):
    """A plan that starts and ends on one day comes before the next plan, never before itself."""
    held = plans(
        facts_from,
        """
        child_id | start_date | end_date
        Asha     | 2020-01-01 | 2020-01-01
        Asha     | 2020-06-01 |
        """,
    )
    assert held["number_of_previous_plans_held"].tolist() == [0, 1]
    assert held["is_second_within_24_months"].tolist() == [False, True]


@pytest.mark.parametrize(("ended", "is_second"), [("2022-02-28", True), ("2022-02-27", False)])
def test_a_second_plan_within_24_months(facts_from, ended, is_second):
    """Twenty-four months are counted by the calendar, from the end of the plan before to the start."""
    held = plans(facts_from, f"child_id | start_date | end_date\n Asha | 2021-01-01 | {ended}\n Asha | 2024-02-29 | ")
    assert held["is_second_within_24_months"].tolist() == [False, is_second]


def test_what_was_entered_stays_as_it_was(facts_from):
    """The number of previous plans is the authority's; a category that was not delivered stays missing."""
    held = plans(
        facts_from,
        """
        child_id | start_date | initial_category | latest_category | number_of_previous_plans
        Asha     | 2020-01-01 | NEG              |                 | 3
        Ben      | 2020-01-01 |                  | EMO             |
        """,
    )
    assert held["number_of_previous_plans"].tolist() == [3, pd.NA]
    assert held["initial_category"].fillna("missing").tolist() == ["NEG", "missing"]
    assert held["latest_category"].fillna("missing").tolist() == ["missing", "EMO"]
