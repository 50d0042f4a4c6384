"""Assessments, explained."""

from warehouse.metrics.assessment import (
    ASSESSMENT_DURATION_MEDIAN,
    ASSESSMENT_DURATION_P25,
    ASSESSMENT_DURATION_P75,
    ASSESSMENT_RATE,
    ASSESSMENTS_BY_DURATION,
    ASSESSMENTS_COMPLETED,
    ASSESSMENTS_DUE_SOON,
    ASSESSMENTS_OPEN,
    ASSESSMENTS_OVERDUE,
    ASSESSMENTS_OVERDUE_SHARE,
    ASSESSMENTS_WITHIN_45_WORKING_DAYS,
    ASSESSMENTS_WITHIN_45_WORKING_DAYS_OF_REFERRAL,
    EPISODES_BY_FACTOR,
    EPISODES_WITH_FACTORS,
)


def test_the_authorisation_puts_an_assessment_into_its_period(metric_spec):
    """An assessment of last year's start and this year's authorisation is this year's; an open one is no year's."""
    metric_spec(
        ASSESSMENTS_COMPLETED,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-03-03         | 2025-04-01
        Ben   | 2025-03-03         | 2025-03-31
        Cora  | 2025-06-02         |
        """,
        expected="1",
    )


def test_an_assessment_authorised_on_the_day_is_not_open(metric_spec):
    """Authorised on 31 March is closed on 31 March; started on 31 March is open."""
    metric_spec(
        ASSESSMENTS_OPEN,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2026-03-02         | 2026-03-31
        Ben   | 2026-03-02         | 2026-04-01
        Cora  | 2026-03-31         |
        Dev   | 2026-04-01         |
        """,
        expected="2",
    )


def test_the_rate_of_assessments(metric_spec):
    """Two assessments among 40,000 children are 0.5 per 10,000."""
    metric_spec(
        ASSESSMENT_RATE,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-02         | 2025-07-01
        Ben   | 2025-06-02         | 2025-07-01
        """,
        expected="0.5 per 10,000",
    )


def test_day_45_is_in_time(metric_spec):
    """The day the assessment starts is day 0: authorised on day 45 is in time, on day 46 late."""
    metric_spec(
        ASSESSMENTS_WITHIN_45_WORKING_DAYS,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-02         | 2025-08-04
        Ben   | 2025-06-02         | 2025-08-05
        """,
        expected="1 of 2",
        shown="50.0",
    )


def test_bank_holidays_do_not_count(metric_spec):
    """The August bank holiday gives a day more: without it, 14 October would be day 46."""
    metric_spec(
        ASSESSMENTS_WITHIN_45_WORKING_DAYS,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-08-11         | 2025-10-14
        Ben   | 2025-08-11         | 2025-10-15
        """,
        expected="1 of 2",
    )


def test_the_same_day_is_in_time(metric_spec):
    """Authorised on the day it started is day 0."""
    metric_spec(
        ASSESSMENTS_WITHIN_45_WORKING_DAYS,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-02         | 2025-06-02
        """,
        expected="1 of 1",
        shown="100.0",
    )


def test_authorised_before_it_started_is_not_in_time(metric_spec):
    """An impossible duration stays in the denominator and is never in time, as in DfE's table."""
    metric_spec(
        ASSESSMENTS_WITHIN_45_WORKING_DAYS,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-10         | 2025-06-02
        Ben   | 2025-06-02         | 2025-06-10
        """,
        expected="1 of 2",
    )


def test_from_the_referral_the_clock_starts_earlier(metric_spec):
    """An assessment in time from its start may be late from the referral; without a referral it is not in time."""
    drawing = """
        child | referred   | assessment started | authorised
        ------+------------+--------------------+-----------
        Asha  | 2025-05-30 | 2025-06-02         | 2025-08-04
        Ben   | 2025-06-02 | 2025-06-04         | 2025-08-04
        Cora  |            | 2025-06-02         | 2025-06-10
        """
    metric_spec(ASSESSMENTS_WITHIN_45_WORKING_DAYS, drawing, expected="3 of 3")
    metric_spec(ASSESSMENTS_WITHIN_45_WORKING_DAYS_OF_REFERRAL, drawing, expected="1 of 3")


def test_an_assessment_is_overdue_from_day_46(metric_spec):
    """On day 45 it is not overdue, on day 46 it is."""
    drawing = """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-02         |
        """
    metric_spec(ASSESSMENTS_OVERDUE, drawing, period="2025-08-04", expected="0")
    metric_spec(ASSESSMENTS_OVERDUE, drawing, period="2025-08-05", expected="1")


def test_the_share_overdue_is_of_those_open(metric_spec):
    """Of three open assessments one is overdue; the one completed late is no longer open."""
    metric_spec(
        ASSESSMENTS_OVERDUE_SHARE,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-12-01         |
        Ben   | 2026-03-02         |
        Cora  | 2026-03-31         |
        Dev   | 2025-12-01         | 2026-03-30
        """,
        expected="1 of 3",
    )


def test_an_assessment_is_due_soon_from_day_40_to_day_45(metric_spec):
    """Day 39 is early enough, days 40 and 45 are soon, day 46 is overdue."""
    drawing = """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-02         |
        """
    metric_spec(ASSESSMENTS_DUE_SOON, drawing, period="2025-07-25", expected="0")
    metric_spec(ASSESSMENTS_DUE_SOON, drawing, period="2025-07-28", expected="1")
    metric_spec(ASSESSMENTS_DUE_SOON, drawing, period="2025-08-04", expected="1")
    metric_spec(ASSESSMENTS_DUE_SOON, drawing, period="2025-08-05", expected="0")


def test_the_bins_of_the_published_table(metric_spec):
    """Day 0 is a bin of its own, day 45 the last in time, day 61 and more the last of all."""
    drawing = """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-02         | 2025-06-02
        Ben   | 2025-06-02         | 2025-06-16
        Cora  | 2025-06-02         | 2025-06-17
        Dev   | 2025-06-02         | 2025-08-04
        Ella  | 2025-06-02         | 2025-08-26
        Femi  | 2025-06-02         | 2025-08-27
        Gus   | 2025-06-10         | 2025-06-02
        """
    metric_spec(ASSESSMENTS_BY_DURATION, drawing, cut=("duration", "Same day"), expected="1 of 7")
    metric_spec(ASSESSMENTS_BY_DURATION, drawing, cut=("duration", "1 to 10 days"), expected="1 of 7")
    metric_spec(ASSESSMENTS_BY_DURATION, drawing, cut=("duration", "11 to 20 days"), expected="1 of 7")
    metric_spec(ASSESSMENTS_BY_DURATION, drawing, cut=("duration", "41 to 45 days"), expected="1 of 7")
    metric_spec(ASSESSMENTS_BY_DURATION, drawing, cut=("duration", "51 to 60 days"), expected="1 of 7")
    metric_spec(ASSESSMENTS_BY_DURATION, drawing, cut=("duration", "61 days or more"), expected="1 of 7")
    metric_spec(ASSESSMENTS_BY_DURATION, drawing, cut=("duration", "Not valid"), expected="1 of 7")


def test_the_median_lies_in_the_middle(metric_spec):
    """Durations of 0, 5, 10 and 21 working days: the median lies between 5 and 10, and is shown as 8."""
    drawing = """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-02         | 2025-06-02
        Ben   | 2025-06-02         | 2025-06-09
        Cora  | 2025-06-02         | 2025-06-16
        Dev   | 2025-06-02         | 2025-07-01
        """
    metric_spec(ASSESSMENT_DURATION_P25, drawing, expected="4 working days")
    metric_spec(ASSESSMENT_DURATION_MEDIAN, drawing, expected="8 working days")
    metric_spec(ASSESSMENT_DURATION_P75, drawing, expected="13 working days")


def test_an_impossible_duration_has_no_part_in_the_median(metric_spec):
    """Authorised before it started: no duration. Where there is none at all, there is no median."""
    metric_spec(
        ASSESSMENT_DURATION_MEDIAN,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-10         | 2025-06-02
        Ben   | 2025-06-02         | 2025-06-09
        """,
        expected="5 working days",
    )
    metric_spec(
        ASSESSMENT_DURATION_MEDIAN,
        """
        child | assessment started | authorised
        ------+--------------------+-----------
        Asha  | 2025-06-10         | 2025-06-02
        """,
        expected="z",
    )


FACTORS_OF_A_YEAR = """
    child | referred   | assessment started | authorised | factor
    ------+------------+--------------------+------------+-------
    Asha  | 2025-04-07 | 2025-04-08         | 2025-05-06 | 16A
    Asha  | 2025-04-07 | 2025-04-08         | 2025-05-06 | 3B
    Asha  | 2025-04-07 | 2025-09-01         | 2025-10-01 | 16A
    Asha  | 2026-01-05 | 2026-01-06         | 2026-02-02 | 16A
    Ben   | 2025-06-02 | 2025-06-03         | 2025-07-01 | 21
    Cora  | 2025-06-02 | 2025-06-03         |            | 16A
    Dev   | 2026-03-02 | 2026-03-03         | 2026-04-01 | 16A
    """


def test_an_episode_with_factors_counts_once(metric_spec):
    """
    Two assessments of Asha's first episode found neglect: it is one episode with neglect, her second another.

    Ben's assessment says that there are no factors, Cora's is not authorised, Dev's was in the next year.
    """
    metric_spec(EPISODES_WITH_FACTORS, FACTORS_OF_A_YEAR, expected="2")
    metric_spec(EPISODES_WITH_FACTORS, FACTORS_OF_A_YEAR, cut=("factor", "Neglect"), expected="2")
    metric_spec(
        EPISODES_WITH_FACTORS, FACTORS_OF_A_YEAR, cut=("factor", "Domestic abuse: parent or carer"), expected="1"
    )
    metric_spec(EPISODES_WITH_FACTORS, FACTORS_OF_A_YEAR, cut=("factor", "No factors identified"), expected="absent")


def test_in_each_month_the_episode_counts_again(metric_spec):
    """What counts once in the year counts once in May and once in October: months do not add up."""
    metric_spec(EPISODES_WITH_FACTORS, FACTORS_OF_A_YEAR, period="2025-05", expected="1")
    metric_spec(EPISODES_WITH_FACTORS, FACTORS_OF_A_YEAR, period="2025-10", expected="1")
    metric_spec(EPISODES_WITH_FACTORS, FACTORS_OF_A_YEAR, period="2025-07", expected="0")


def test_shares_of_factors_add_up_to_more_than_100(metric_spec):
    """Both episodes with factors have neglect, one of them domestic abuse too."""
    metric_spec(EPISODES_BY_FACTOR, FACTORS_OF_A_YEAR, cut=("factor", "Neglect"), expected="2 of 2")
    metric_spec(
        EPISODES_BY_FACTOR,
        FACTORS_OF_A_YEAR,
        cut=("factor", "Domestic abuse: parent or carer"),
        expected="1 of 2",
        shown="50.0",
    )


def test_private_fostering_is_one_factor(metric_spec):
    """DfE publishes 8B to 8F in one column, so an episode with two of them counts once."""
    metric_spec(
        EPISODES_WITH_FACTORS,
        """
        child | referred   | assessment started | authorised | factor
        ------+------------+--------------------+------------+-------
        Asha  | 2025-04-07 | 2025-04-08         | 2025-05-06 | 8B
        Asha  | 2025-04-07 | 2025-04-08         | 2025-05-06 | 8F
        """,
        cut=("factor", "Privately fostered"),
        expected="1",
    )
