"""Reviews of child protection plans."""

import pytest

CURRENT = "child_id | start_date\n Asha | 2024-01-31"


def reviews(facts_from, plans, held=""):
    pictures = {"child_protection_plan_reviews": "child_id | plan_start_date | review_date\n" + held} if held else {}
    return facts_from(child_protection_plans=plans, **pictures)["fact_child_protection_plan_review"]


def test_the_first_review_is_due_after_three_months(facts_from, days):
    """Three calendar months after 31 January is 30 April; from 1 May the review is late."""
    due = reviews(facts_from, CURRENT)
    assert due["sequence"].tolist() == [1]
    assert days(due["due_date"]) == ["2024-04-30"]
    assert days(due["held_date"]) == [""]
    assert days(due["late_from_date"]) == ["2024-05-01"]
    assert days(due["late_until_date"]) == [""]


def test_each_next_review_is_due_six_months_after_the_last(facts_from, days):
    """The clock starts anew with the review that was held, not with the day it was due."""
    due = reviews(facts_from, CURRENT, "Asha | 2024-01-31 | 2024-10-01\n Asha | 2024-01-31 | 2024-04-15")
    assert due["sequence"].tolist() == [1, 2, 3]
    assert days(due["due_date"]) == ["2024-04-30", "2024-10-15", "2025-04-01"]
    assert days(due["held_date"]) == ["2024-04-15", "2024-10-01", ""]
    assert days(due["late_from_date"]) == ["", "", "2025-04-02"]


@pytest.mark.parametrize(("held", "late_from"), [("2024-04-30", ""), ("2024-05-01", "2024-05-01")])
def test_the_day_it_is_due_is_in_time(facts_from, days, held, late_from):
    """A review on its due date is in time, one on the day after is late from that day on."""
    first = reviews(facts_from, CURRENT, f"Asha | 2024-01-31 | {held}").head(1)
    assert days(first["late_from_date"]) == [late_from]


def test_lateness_is_remembered_for_a_year(facts_from, days):
    """It counts against the plan until a year after the review was held."""
    first = reviews(facts_from, CURRENT, "Asha | 2024-01-31 | 2024-06-01").head(1)
    assert days(first["late_until_date"]) == ["2025-06-01"]


@pytest.mark.parametrize(("ended", "rows"), [("2024-04-30", 0), ("2024-05-01", 1)])
def test_a_plan_that_ended_by_the_due_date_needed_no_review(facts_from, days, ended, rows):
    """A plan that ends on the due date needs no review; one that ends a day later missed it."""
    missed = reviews(facts_from, f"child_id | start_date | end_date\n Asha | 2024-01-31 | {ended}")
    assert len(missed) == rows
    assert days(missed["late_until_date"]) == ["2025-05-01"][:rows]


def test_reviews_outside_the_plan_are_none(facts_from, days):
    """A review on the day the plan starts, or after it ends, is not one of the plan's (rule 8841)."""
    held = reviews(
        facts_from,
        "child_id | start_date | end_date\n Asha | 2024-01-31 | 2024-09-01",
        """
        Asha | 2024-01-31 | 2024-01-31
        Asha | 2024-01-31 | 2024-04-01
        Asha | 2024-01-31 | 2024-09-02
        Ben  | 2024-01-31 | 2024-04-01
        """.strip(),
    )
    assert days(held["held_date"]) == ["2024-04-01"]


def test_plans_of_one_child_have_reviews_of_their_own(facts_from):
    """The sequence begins anew with each plan."""
    due = reviews(
        facts_from,
        "child_id | start_date | end_date\n Asha | 2022-01-31 | 2022-12-01\n Asha | 2024-01-31 |",
        "Asha | 2022-01-31 | 2022-04-01\n Asha | 2022-01-31 | 2022-09-01",
    )
    assert due["sequence"].tolist() == [1, 2, 1]
