"""Child protection plans, explained."""

from warehouse.metrics.child_protection import (
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
    PLANS_BY_CATEGORY,
    PLANS_BY_DURATION,
    PLANS_ENDED,
    PLANS_ENDED_AFTER_TWO_YEARS,
    PLANS_ENDED_BY_DURATION,
    PLANS_ENDED_RATE,
    PLANS_OPEN_TWO_YEARS,
    PLANS_REVIEWED_IN_TIME,
    PLANS_STARTED,
    PLANS_STARTED_BY_CATEGORY,
    PLANS_STARTED_RATE,
    SECOND_PLANS_EVER,
    SECOND_PLANS_WITHIN_24_MONTHS,
)

PLANS_OF_A_YEAR = """
    child | plan started | plan ended
    ------+--------------+-----------
    Asha  | 2025-06-02   | 2026-03-31
    Ben   | 2025-06-02   | 2026-04-01
    Cora  | 2026-03-31   |
    Dev   | 2026-04-01   |
    """


def test_a_plan_that_ended_on_31_march_is_not_open(metric_spec):
    """Asha's plan ended on the day; Cora's started on it."""
    metric_spec(PLANS, PLANS_OF_A_YEAR, expected="2")


def test_the_rate_of_plans(metric_spec):
    """Two plans among 40,000 children are 0.5 per 10,000."""
    metric_spec(PLAN_RATE, PLANS_OF_A_YEAR, expected="0.5 per 10,000")


def test_plans_started_and_ended_in_the_year(metric_spec):
    """Three started; one ended; three were open at any point: two at the end, and the one that ended."""
    metric_spec(PLANS_STARTED, PLANS_OF_A_YEAR, expected="3")
    metric_spec(PLANS_STARTED_RATE, PLANS_OF_A_YEAR, expected="0.8 per 10,000")
    metric_spec(PLANS_ENDED, PLANS_OF_A_YEAR, expected="1")
    metric_spec(PLANS_ENDED_RATE, PLANS_OF_A_YEAR, expected="0.3 per 10,000")
    metric_spec(PLANS_AT_ANY_POINT, PLANS_OF_A_YEAR, expected="3")
    metric_spec(PLANS_AT_ANY_POINT_RATE, PLANS_OF_A_YEAR, expected="0.8 per 10,000")


def test_the_category_may_change_during_a_plan(metric_spec):
    """Plans that start are shown by their first category, plans that are open by their latest."""
    drawing = """
        child | plan started | initial category | latest category
        ------+--------------+------------------+----------------
        Asha  | 2025-06-02   | NEG              | EMO
        Ben   | 2025-06-02   | EMO              | EMO
        """
    metric_spec(PLANS_STARTED_BY_CATEGORY, drawing, cut=("initial_category", "Neglect"), expected="1 of 2")
    metric_spec(PLANS_BY_CATEGORY, drawing, cut=("latest_category", "Emotional abuse"), expected="2 of 2")
    metric_spec(PLANS_STARTED, drawing, cut=("latest_category", "Emotional abuse"), expected="2")
    metric_spec(PLANS, drawing, cut=("initial_category", "Neglect"), expected="1")


def test_a_second_plan_is_what_the_authority_says(metric_spec):
    """The number of previous plans is taken as recorded; where it is missing, the plan counts below the line only."""
    metric_spec(
        SECOND_PLANS_EVER,
        """
        child | plan started | previous plans
        ------+--------------+---------------
        Asha  | 2025-06-02   | 0
        Ben   | 2025-06-02   | 2
        Cora  | 2025-06-02   |
        """,
        expected="1 of 3",
    )


def test_a_plan_within_24_months_of_the_end_of_the_one_before(metric_spec):
    """Asha's plan before ended exactly 24 months before, Ben's a day earlier."""
    metric_spec(
        SECOND_PLANS_WITHIN_24_MONTHS,
        """
        child | plan started | plan ended
        ------+--------------+-----------
        Asha  | 2022-06-01   | 2023-05-10
        Asha  | 2025-05-10   |
        Ben   | 2022-06-01   | 2023-05-09
        Ben   | 2025-05-10   |
        """,
        expected="1 of 2",
    )


def test_without_two_years_of_history_there_are_no_second_plans(metric_spec):
    """The 24 months before April 2025 begin on 1 April 2023."""
    drawing = """
        child | plan started
        ------+-------------
        Asha  | 2025-05-10
        """
    metric_spec(SECOND_PLANS_WITHIN_24_MONTHS, drawing, covered_from="2023-04-01", expected="0 of 1")
    metric_spec(SECOND_PLANS_WITHIN_24_MONTHS, drawing, covered_from="2023-04-02", expected="absent")


def test_a_plan_of_730_days_has_lasted_two_years(metric_spec):
    """On 31 March 2026 a plan that started on 31 March 2024 is 730 days old, one of the day after 729."""
    metric_spec(
        PLANS_OPEN_TWO_YEARS,
        """
        child | plan started
        ------+-------------
        Asha  | 2024-03-31
        Ben   | 2024-04-01
        """,
        expected="1 of 2",
    )


def test_a_plan_ended_after_730_days_had_lasted_two_years(metric_spec):
    """From 1 June 2023 day 730 is 31 May 2025, because 2024 is a leap year: days are counted, not birthdays."""
    metric_spec(
        PLANS_ENDED_AFTER_TWO_YEARS,
        """
        child | plan started | plan ended
        ------+--------------+-----------
        Asha  | 2023-06-01   | 2025-05-31
        Ben   | 2023-06-01   | 2025-05-30
        """,
        expected="1 of 2",
    )


def test_a_review_on_the_day_three_months_later_is_in_time(metric_spec):
    """Asha's first review is on the last day, Ben's a day late."""
    metric_spec(
        PLANS_REVIEWED_IN_TIME,
        """
        child | plan started | review held
        ------+--------------+------------
        Asha  | 2025-11-15   | 2026-02-15
        Ben   | 2025-11-15   | 2026-02-16
        """,
        expected="1 of 2",
        shown="50.0",
    )


def test_the_next_review_is_due_six_months_after_the_last(metric_spec):
    """Asha's second review is on the last day, Ben's a day late."""
    metric_spec(
        PLANS_REVIEWED_IN_TIME,
        """
        child | plan started | review held
        ------+--------------+------------
        Asha  | 2025-06-15   | 2025-09-15
        Asha  | 2025-06-15   | 2026-03-15
        Ben   | 2025-06-15   | 2025-09-15
        Ben   | 2025-06-15   | 2026-03-16
        """,
        expected="1 of 2",
    )


def test_a_review_that_is_overdue_is_late_before_it_is_held(metric_spec):
    """On 31 March Asha's first review is due that day, Ben's was due the day before and is not held."""
    metric_spec(
        PLANS_REVIEWED_IN_TIME,
        """
        child | plan started | review held
        ------+--------------+------------
        Asha  | 2025-12-31   |
        Ben   | 2025-12-30   |
        """,
        expected="1 of 2",
    )


def test_a_plan_of_less_than_three_months_is_not_judged(metric_spec):
    """On 31 March a plan of 31 December is three months old, one of 1 January is not."""
    metric_spec(
        PLANS_REVIEWED_IN_TIME,
        """
        child | plan started
        ------+-------------
        Asha  | 2025-12-31
        Ben   | 2026-01-01
        """,
        expected="1 of 1",
    )


def test_a_late_review_is_forgotten_after_a_year(metric_spec):
    """Both had a late first review: Asha's was held on 31 March last year, Ben's on 1 April. A year is remembered."""
    metric_spec(
        PLANS_REVIEWED_IN_TIME,
        """
        child | plan started | review held
        ------+--------------+------------
        Asha  | 2024-10-01   | 2025-03-31
        Asha  | 2024-10-01   | 2025-09-30
        Asha  | 2024-10-01   | 2026-03-30
        Ben   | 2024-10-01   | 2025-04-01
        Ben   | 2024-10-01   | 2025-09-30
        Ben   | 2024-10-01   | 2026-03-30
        """,
        expected="1 of 2",
    )


def test_a_review_before_the_plan_is_no_review(metric_spec):
    """A review dated before the plan started (rule 8841) does not count: the first one is overdue."""
    metric_spec(
        PLANS_REVIEWED_IN_TIME,
        """
        child | plan started | review held
        ------+--------------+------------
        Asha  | 2025-10-01   | 2025-09-30
        """,
        expected="0 of 1",
    )


def test_without_eighteen_months_of_reviews_there_is_no_figure(metric_spec):
    """A year of reviews is judged, and the first of them by the six months before."""
    drawing = """
        child | plan started | review held
        ------+--------------+------------
        Asha  | 2025-11-15   | 2026-02-15
        """
    metric_spec(PLANS_REVIEWED_IN_TIME, drawing, covered_from="2024-10-01", expected="1 of 1")
    metric_spec(PLANS_REVIEWED_IN_TIME, drawing, covered_from="2024-10-02", expected="absent")


def test_a_child_with_two_plans_is_one_child(metric_spec):
    """Asha started, ended and had two plans; Ben's ended on the first day of the year, Cora's the day before."""
    drawing = """
        child | plan started | plan ended
        ------+--------------+-----------
        Asha  | 2025-04-01   | 2025-06-30
        Asha  | 2025-09-01   | 2026-03-31
        Ben   | 2024-06-03   | 2025-04-01
        Cora  | 2024-06-03   | 2025-03-31
        Dev   | 2026-03-31   |
        Esme  | 2026-04-01   |
        """
    metric_spec(CHILDREN_STARTING, drawing, expected="2")
    metric_spec(CHILDREN_STARTING, drawing, period="2025-09", expected="1")
    metric_spec(CHILDREN_STARTING_RATE, drawing, expected="0.5 per 10,000")
    metric_spec(CHILDREN_ENDING, drawing, expected="2")
    metric_spec(CHILDREN_ENDING_RATE, drawing, expected="0.5 per 10,000")
    metric_spec(CHILDREN_AT_ANY_POINT, drawing, expected="3")
    metric_spec(CHILDREN_AT_ANY_POINT_RATE, drawing, expected="0.8 per 10,000")
    metric_spec(PLANS_AT_ANY_POINT, drawing, expected="4")


def test_half_a_year_is_up_to_and_a_year_is_from(metric_spec):
    """
    Three months ago to the day is the shortest band, six months ago to the day the second.

    Twelve months to the day have lasted a year, and 730 days two years.
    """
    drawing = """
        child | plan started
        ------+-------------
        Asha  | 2025-12-15
        Ben   | 2025-12-14
        Cora  | 2025-09-15
        Dev   | 2025-09-14
        Esme  | 2025-03-16
        Finn  | 2025-03-15
        Gwen  | 2024-03-16
        Hari  | 2024-03-15
        """
    metric_spec(
        PLANS_BY_DURATION, drawing, cut=("duration", "3 months or less"), period="2026-03-15", expected="1 of 8"
    )
    metric_spec(
        PLANS_BY_DURATION,
        drawing,
        cut=("duration", "More than 3 months to 6 months"),
        period="2026-03-15",
        expected="2 of 8",
    )
    metric_spec(
        PLANS_BY_DURATION,
        drawing,
        cut=("duration", "More than 6 months to less than 1 year"),
        period="2026-03-15",
        expected="2 of 8",
    )
    metric_spec(
        PLANS_BY_DURATION,
        drawing,
        cut=("duration", "1 year to less than 2 years"),
        period="2026-03-15",
        expected="2 of 8",
    )
    metric_spec(PLANS_BY_DURATION, drawing, cut=("duration", "2 years or more"), period="2026-03-15", expected="1 of 8")
    metric_spec(PLANS, drawing, cut=("duration", "1 year to less than 2 years"), period="2026-03-15", expected="2")


def test_how_long_plans_had_lasted_when_they_ended(metric_spec):
    """Each pair of plans ended on the last day of one band and on the first day of the next."""
    drawing = """
        child | plan started | plan ended
        ------+--------------+-----------
        Asha  | 2025-06-02   | 2025-09-02
        Ben   | 2025-06-02   | 2025-09-03
        Cora  | 2025-06-02   | 2025-12-02
        Dev   | 2025-06-02   | 2025-12-03
        Esme  | 2024-06-02   | 2025-06-01
        Finn  | 2024-06-02   | 2025-06-02
        Gwen  | 2023-06-01   | 2025-05-30
        Hari  | 2023-06-01   | 2025-05-31
        """
    metric_spec(PLANS_ENDED_BY_DURATION, drawing, cut=("duration", "3 months or less"), expected="1 of 8")
    metric_spec(PLANS_ENDED_BY_DURATION, drawing, cut=("duration", "More than 3 months to 6 months"), expected="2 of 8")
    metric_spec(
        PLANS_ENDED_BY_DURATION, drawing, cut=("duration", "More than 6 months to less than 1 year"), expected="2 of 8"
    )
    metric_spec(PLANS_ENDED_BY_DURATION, drawing, cut=("duration", "1 year to less than 2 years"), expected="2 of 8")
    metric_spec(PLANS_ENDED_BY_DURATION, drawing, cut=("duration", "2 years or more"), expected="1 of 8")
    metric_spec(PLANS_ENDED, drawing, cut=("duration", "1 year to less than 2 years"), expected="2")
