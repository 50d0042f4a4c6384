"""Section 47 enquiries and conferences, explained."""

from warehouse.metrics.section_47 import (
    CONFERENCES,
    CONFERENCES_LEADING_TO_PLAN,
    CONFERENCES_WITH_UNKNOWN_OUTCOME,
    CONFERENCES_WITHIN_15_WORKING_DAYS,
    SECTION_47_ENQUIRIES,
    SECTION_47_ENQUIRIES_LEADING_TO_CONFERENCE,
    SECTION_47_ENQUIRIES_OVERDUE,
    SECTION_47_ENQUIRY_RATE,
)


def test_a_child_with_two_enquiries_counts_twice(metric_spec):
    """Enquiries are counted, not children; the day of the strategy discussion decides."""
    metric_spec(
        SECTION_47_ENQUIRIES,
        """
        child | section 47 started
        ------+-------------------
        Asha  | 2025-06-02
        Asha  | 2026-02-02
        Ben   | 2025-03-31
        """,
        expected="2",
    )


def test_the_rate_of_enquiries(metric_spec):
    """One enquiry among 40,000 children is 0.25 per 10,000, shown as 0.3."""
    metric_spec(
        SECTION_47_ENQUIRY_RATE,
        """
        child | section 47 started
        ------+-------------------
        Asha  | 2025-06-02
        """,
        expected="0.3 per 10,000",
    )


def test_a_conference_that_followed_no_enquiry_counts(metric_spec):
    """Ben moved in from another authority: his conference counts, though we made no enquiry."""
    metric_spec(
        CONFERENCES,
        """
        child | section 47 started | conference held | referred   | conference without enquiry
        ------+--------------------+-----------------+------------+---------------------------
        Asha  | 2025-06-02         | 2025-06-23      |            |
        Ben   |                    |                 | 2025-06-02 | 2025-06-16
        """,
        expected="2",
    )


def test_a_conference_within_sixty_days_follows_from_the_enquiry(metric_spec):
    """Day 60 counts, day 61 does not, and a conference before the enquiry does not follow from it."""
    metric_spec(
        SECTION_47_ENQUIRIES_LEADING_TO_CONFERENCE,
        """
        child | section 47 started | conference held
        ------+--------------------+----------------
        Asha  | 2025-06-02         | 2025-08-01
        Ben   | 2025-06-02         | 2025-08-02
        Cora  | 2025-06-02         |
        Dev   | 2025-06-02         | 2025-05-30
        """,
        expected="1 of 4",
    )


def test_a_month_is_shown_once_sixty_days_have_passed(metric_spec):
    """60 days after 30 June is 29 August: on that day June is shown, the day before it is not."""
    drawing = """
        child | section 47 started | conference held
        ------+--------------------+----------------
        Asha  | 2025-06-02         | 2025-06-23
        """
    metric_spec(
        SECTION_47_ENQUIRIES_LEADING_TO_CONFERENCE, drawing, period="2025-06", as_at="2025-08-29", expected="1 of 1"
    )
    metric_spec(
        SECTION_47_ENQUIRIES_LEADING_TO_CONFERENCE, drawing, period="2025-06", as_at="2025-08-28", expected="absent"
    )


def test_day_fifteen_is_in_time(metric_spec):
    """The day the enquiry starts is day 0: a conference on day 15 is in time, on day 16 late."""
    metric_spec(
        CONFERENCES_WITHIN_15_WORKING_DAYS,
        """
        child | section 47 started | conference held
        ------+--------------------+----------------
        Asha  | 2025-06-02         | 2025-06-23
        Ben   | 2025-06-02         | 2025-06-24
        """,
        expected="1 of 2",
        shown="50.0",
    )


def test_the_day_of_the_enquiry_is_in_time(metric_spec):
    """A conference on the day of the strategy discussion is day 0."""
    metric_spec(
        CONFERENCES_WITHIN_15_WORKING_DAYS,
        """
        child | section 47 started | conference held
        ------+--------------------+----------------
        Asha  | 2025-06-02         | 2025-06-02
        """,
        expected="1 of 1",
    )


def test_christmas_gives_more_time(metric_spec):
    """Christmas Day, Boxing Day and New Year's Day are no working days: day 15 after 15 December is 8 January."""
    metric_spec(
        CONFERENCES_WITHIN_15_WORKING_DAYS,
        """
        child | section 47 started | conference held
        ------+--------------------+----------------
        Asha  | 2025-12-15         | 2026-01-08
        Ben   | 2025-12-15         | 2026-01-09
        """,
        expected="1 of 2",
    )


def test_a_conference_before_the_enquiry_stays_in_the_denominator(metric_spec):
    """A wrong order of dates does not make a conference disappear, nor does a missing enquiry."""
    metric_spec(
        CONFERENCES_WITHIN_15_WORKING_DAYS,
        """
        child | section 47 started | conference held | referred   | conference without enquiry
        ------+--------------------+-----------------+------------+---------------------------
        Asha  | 2025-06-02         | 2025-06-23      |            |
        Ben   | 2025-06-24         | 2025-06-23      |            |
        Cora  |                    |                 | 2025-06-02 | 2025-06-16
        """,
        expected="1 of 3",
    )


def test_an_enquiry_is_overdue_from_day_sixteen(metric_spec):
    """Until the end of day 15 there is time; one with a conference, or that needs none, is not overdue."""
    drawing = """
        child | section 47 started | conference held | conference not required
        ------+--------------------+-----------------+------------------------
        Asha  | 2025-06-02         |                 | no
        Ben   | 2025-06-02         |                 |
        Cora  | 2025-06-02         |                 | yes
        Dev   | 2025-06-02         | 2025-06-24      | no
        """
    metric_spec(SECTION_47_ENQUIRIES_OVERDUE, drawing, period="2025-06-23", expected="0")
    metric_spec(SECTION_47_ENQUIRIES_OVERDUE, drawing, period="2025-06-24", expected="2")


def test_an_enquiry_of_more_than_six_months_ago_is_left_out(metric_spec):
    """On 30 September the enquiries since 1 April are looked at, which is what Annex A holds."""
    metric_spec(
        SECTION_47_ENQUIRIES_OVERDUE,
        """
        child | section 47 started | conference not required
        ------+--------------------+------------------------
        Asha  | 2025-04-01         | no
        Ben   | 2025-03-31         | no
        """,
        period="2025-09-30",
        covered_from="2025-04-01",
        expected="1",
    )


def test_conferences_with_unknown_outcome_are_counted_apart(metric_spec):
    """Of two known outcomes one was a plan; the unknown one is neither, and is not hidden."""
    drawing = """
        child | section 47 started | conference held | plan followed
        ------+--------------------+-----------------+--------------
        Asha  | 2025-06-02         | 2025-06-23      | Y
        Ben   | 2025-06-02         | 2025-06-23      | N
        Cora  | 2025-06-02         | 2025-06-23      |
        """
    metric_spec(CONFERENCES_LEADING_TO_PLAN, drawing, expected="1 of 2")
    metric_spec(CONFERENCES_WITH_UNKNOWN_OUTCOME, drawing, expected="1")
