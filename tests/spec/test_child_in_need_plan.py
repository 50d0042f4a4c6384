"""Child in need plans, explained."""

from warehouse.metrics.child_in_need_plan import (
    CHILDREN_AT_ANY_POINT,
    CHILDREN_AT_ANY_POINT_RATE,
    CHILDREN_ENDING,
    CHILDREN_ENDING_RATE,
    CHILDREN_STARTING,
    CHILDREN_STARTING_RATE,
    PLAN_RATE,
    PLANS,
    PLANS_AT_ANY_POINT,
    PLANS_AT_ANY_POINT_RATE,
    PLANS_ENDED,
    PLANS_ENDED_RATE,
    PLANS_STARTED,
    PLANS_STARTED_RATE,
)

YEAR_OF_PLANS = """
    child | child in need plan started | child in need plan ended
    ------+----------------------------+-------------------------
    Asha  | 2025-04-01                 | 2025-05-01
    Asha  | 2025-09-01                 |
    Ben   | 2024-06-03                 | 2025-04-01
    Ben   | 2025-06-02                 | 2026-03-31
    Cora  | 2024-06-03                 | 2025-03-31
    Dev   | 2026-03-31                 | 2026-04-01
    Ella  | 2026-04-01                 |
    """


def test_a_plan_that_ended_on_31_march_is_not_open_on_31_march(metric_spec):
    """Asha's second and Dev's are open; what ends on the day is ended, what begins on the day is open."""
    metric_spec(PLANS, YEAR_OF_PLANS, expected="2")


def test_plans_started_and_ended_in_the_year(metric_spec):
    """From 1 April to 31 March, both included."""
    metric_spec(PLANS_STARTED, YEAR_OF_PLANS, expected="4")
    metric_spec(PLANS_ENDED, YEAR_OF_PLANS, expected="3")


def test_a_child_with_two_plans_counts_once(metric_spec):
    """Asha started two, Ben ended two."""
    metric_spec(CHILDREN_STARTING, YEAR_OF_PLANS, expected="3")
    metric_spec(CHILDREN_ENDING, YEAR_OF_PLANS, expected="2")


def test_plans_at_any_point_are_open_at_the_end_or_ended_within(metric_spec):
    """Five plans of three children. Cora's ended the day before the year began, Ella's began the day after it."""
    metric_spec(PLANS_AT_ANY_POINT, YEAR_OF_PLANS, expected="5")
    metric_spec(CHILDREN_AT_ANY_POINT, YEAR_OF_PLANS, expected="3")


def test_the_rates_of_plans(metric_spec):
    """Each count among 40,000 children: two plans are 0.5 per 10,000, five are 1.25, shown as 1.3."""
    metric_spec(PLAN_RATE, YEAR_OF_PLANS, expected="0.5 per 10,000")
    metric_spec(PLANS_STARTED_RATE, YEAR_OF_PLANS, expected="1.0 per 10,000")
    metric_spec(CHILDREN_STARTING_RATE, YEAR_OF_PLANS, expected="0.8 per 10,000")
    metric_spec(PLANS_ENDED_RATE, YEAR_OF_PLANS, expected="0.8 per 10,000")
    metric_spec(CHILDREN_ENDING_RATE, YEAR_OF_PLANS, expected="0.5 per 10,000")
    metric_spec(PLANS_AT_ANY_POINT_RATE, YEAR_OF_PLANS, expected="1.3 per 10,000")
    metric_spec(CHILDREN_AT_ANY_POINT_RATE, YEAR_OF_PLANS, expected="0.8 per 10,000")


def test_before_the_census_asked_there_is_no_figure(metric_spec):
    """The year before is covered by nothing, which is not the same as no plans."""
    metric_spec(PLANS_STARTED, YEAR_OF_PLANS, period="2024-25", covered_from="2025-04-01", expected="absent")
    metric_spec(PLANS_STARTED, YEAR_OF_PLANS, covered_from="2025-04-01", expected="4")
