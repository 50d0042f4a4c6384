"""Section 47 enquiries and conferences, explained."""

from warehouse.metrics.section_47 import (
    CHILDREN_WITH_CONFERENCE,
    CHILDREN_WITH_CONFERENCE_RATE,
    CHILDREN_WITH_ENQUIRY,
    CHILDREN_WITH_ENQUIRY_RATE,
    CONFERENCE_DURATION_MEDIAN,
    CONFERENCE_DURATION_P25,
    CONFERENCE_DURATION_P75,
    CONFERENCE_RATE,
    CONFERENCES,
    CONFERENCES_BY_DURATION,
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


def test_a_child_with_two_enquiries_is_one_child(metric_spec):
    """Three enquiries, two children: once in the year, and once in each month in which one started."""
    drawing = """
        child | section 47 started
        ------+-------------------
        Asha  | 2025-06-02
        Asha  | 2026-02-02
        Ben   | 2025-06-09
        Cora  | 2025-03-31
        """
    metric_spec(CHILDREN_WITH_ENQUIRY, drawing, expected="2")
    metric_spec(CHILDREN_WITH_ENQUIRY, drawing, period="2025-06", expected="2")
    metric_spec(CHILDREN_WITH_ENQUIRY, drawing, period="2026-02", expected="1")
    metric_spec(CHILDREN_WITH_ENQUIRY_RATE, drawing, expected="0.5 per 10,000")
    metric_spec(CHILDREN_WITH_ENQUIRY_RATE, drawing, period="2025-06", expected="absent")


CONFERENCES_OF_A_YEAR = """
    child | section 47 started | conference held | referred   | conference without enquiry
    ------+--------------------+-----------------+------------+---------------------------
    Asha  | 2025-06-02         | 2025-06-16      |            |
    Ben   | 2025-06-02         | 2025-06-17      |            |
    Cora  | 2025-06-02         | 2025-06-23      |            |
    Dev   | 2025-06-02         | 2025-06-24      |            |
    Esme  | 2025-06-02         | 2025-06-30      |            |
    Finn  | 2025-06-02         | 2025-07-01      |            |
    Gwen  | 2025-06-02         | 2025-05-30      |            |
    Hari  |                    |                 | 2025-06-02 | 2025-06-16
    Asha  | 2025-11-03         | 2025-11-10      |            |
    """


def test_conferences_by_working_days_from_the_enquiry(metric_spec):
    """
    Days 10, 15 and 20 are the last of their bins; 11, 16 and 21 begin the next.

    Gwen's conference was held before the enquiry and Hari's followed none: both are Unknown, and both count.
    """
    metric_spec(CONFERENCES_BY_DURATION, CONFERENCES_OF_A_YEAR, cut=("duration", "0 to 10 days"), expected="2 of 9")
    metric_spec(CONFERENCES_BY_DURATION, CONFERENCES_OF_A_YEAR, cut=("duration", "11 to 15 days"), expected="2 of 9")
    metric_spec(CONFERENCES_BY_DURATION, CONFERENCES_OF_A_YEAR, cut=("duration", "16 to 20 days"), expected="2 of 9")
    metric_spec(CONFERENCES_BY_DURATION, CONFERENCES_OF_A_YEAR, cut=("duration", "21 days or more"), expected="1 of 9")
    metric_spec(CONFERENCES_BY_DURATION, CONFERENCES_OF_A_YEAR, cut=("duration", "Unknown"), expected="2 of 9")
    metric_spec(CONFERENCES, CONFERENCES_OF_A_YEAR, cut=("duration", "21 days or more"), expected="1")


def test_children_with_a_conference_count_once(metric_spec):
    """Nine conferences, two of them for Asha: eight children, 2 per 10,000; conferences are 2.25 per 10,000."""
    metric_spec(CHILDREN_WITH_CONFERENCE, CONFERENCES_OF_A_YEAR, expected="8")
    metric_spec(CHILDREN_WITH_CONFERENCE_RATE, CONFERENCES_OF_A_YEAR, expected="2.0 per 10,000")
    metric_spec(CONFERENCE_RATE, CONFERENCES_OF_A_YEAR, expected="2.3 per 10,000")


def test_percentiles_of_the_days_to_the_conference(metric_spec):
    """Of 5, 10, 11, 15, 16, 20 and 21 days the middle is 15; Gwen's and Hari's conferences have no duration."""
    metric_spec(CONFERENCE_DURATION_P25, CONFERENCES_OF_A_YEAR, expected="11 working days")  # 10.5
    metric_spec(CONFERENCE_DURATION_MEDIAN, CONFERENCES_OF_A_YEAR, expected="15 working days")
    metric_spec(CONFERENCE_DURATION_P75, CONFERENCES_OF_A_YEAR, expected="18 working days")
    metric_spec(CONFERENCE_DURATION_MEDIAN, CONFERENCES_OF_A_YEAR, period="2025-09", expected="z")
