"""Children in need, explained."""

from warehouse.metrics.child_in_need import (
    CHILDREN_AT_ANY_POINT,
    CHILDREN_AT_ANY_POINT_RATE,
    CHILDREN_ENDING,
    CHILDREN_ENDING_RATE,
    CHILDREN_IN_NEED,
    CHILDREN_IN_NEED_BY_DURATION,
    CHILDREN_IN_NEED_BY_NEED,
    CHILDREN_IN_NEED_RATE,
    CHILDREN_IN_NEED_WITH_A_DISABILITY,
    CHILDREN_STARTING,
    CHILDREN_STARTING_RATE,
    EPISODES_AT_ANY_POINT,
    EPISODES_AT_ANY_POINT_RATE,
    EPISODES_ENDED,
    EPISODES_ENDED_BY_DURATION,
    EPISODES_ENDED_BY_REASON,
    EPISODES_ENDED_RATE,
    EPISODES_STARTED,
    EPISODES_STARTED_RATE,
)


def test_a_case_closed_on_31_march_is_not_open_on_31_march(metric_spec):
    """What ends on the day is ended; what begins on the day is open."""
    metric_spec(
        CHILDREN_IN_NEED,
        """
        child | referred   | closed
        ------+------------+-----------
        Asha  | 2025-06-02 | 2026-03-31
        Ben   | 2025-06-02 | 2026-04-01
        Cora  | 2026-03-31 |
        Dev   | 2026-04-01 |
        """,
        expected="2",
    )


def test_a_referral_with_no_further_action_opens_no_episode(metric_spec):
    """Where it is not stated whether there was further action, the episode counts."""
    metric_spec(
        CHILDREN_IN_NEED,
        """
        child | referred   | no further action
        ------+------------+------------------
        Asha  | 2025-06-02 | yes
        Ben   | 2025-06-02 | no
        Cora  | 2025-06-02 |
        """,
        expected="2",
    )


def test_unborn_children_and_adults_are_included(metric_spec):
    """The definition knows no age; the age band is that of the day counted, not of the referral."""
    drawing = """
        child | born       | expected   | referred
        ------+------------+------------+-----------
        Asha  |            | 2026-05-01 | 2026-01-05
        Ben   | 2008-03-31 |            | 2025-06-02
        Cora  | 2008-04-01 |            | 2025-06-02
        Dev   |            | 2026-03-01 | 2026-01-05
        """
    metric_spec(CHILDREN_IN_NEED, drawing, expected="4")
    metric_spec(CHILDREN_IN_NEED, drawing, cut=("age_band", "Unborn"), expected="1")
    metric_spec(CHILDREN_IN_NEED, drawing, cut=("age_band", "18 and over"), expected="1")
    metric_spec(CHILDREN_IN_NEED, drawing, cut=("age_band", "16 to 17"), expected="1")
    metric_spec(CHILDREN_IN_NEED, drawing, cut=("age_band", "Unknown"), expected="1")


def test_a_birthday_on_29_february_is_kept_on_1_march(metric_spec):
    """In a year without that day the child is a year older on 1 March, not on 28 February."""
    drawing = """
        child | born       | referred
        ------+------------+-----------
        Asha  | 2020-02-29 | 2024-06-03
        """
    metric_spec(CHILDREN_IN_NEED, drawing, period="2025-02-28", cut=("age_band", "1 to 4"), expected="1")
    metric_spec(CHILDREN_IN_NEED, drawing, period="2025-03-01", cut=("age_band", "5 to 9"), expected="1")


def test_the_rate_of_children_in_need(metric_spec):
    """Three episodes among 40,000 children are 0.75 per 10,000, shown as 0.8; a stock is never annualised."""
    metric_spec(
        CHILDREN_IN_NEED_RATE,
        """
        child | referred
        ------+-----------
        Asha  | 2025-06-02
        Ben   | 2025-06-02
        Cora  | 2025-06-02
        """,
        expected="0.8 per 10,000",
    )


def test_needs_are_shares_of_all_open_episodes(metric_spec):
    """An episode without a need is one of the open episodes."""
    metric_spec(
        CHILDREN_IN_NEED_BY_NEED,
        """
        child | referred   | need
        ------+------------+-----
        Asha  | 2025-06-02 | N1
        Ben   | 2025-06-02 | N1
        Cora  | 2025-06-02 |
        """,
        cut=("need", "Abuse or neglect"),
        expected="2 of 3",
    )


YEAR_OF_EPISODES = """
    child | referred   | closed     | no further action
    ------+------------+------------+------------------
    Asha  | 2025-04-01 | 2025-05-01 | no
    Asha  | 2025-09-01 |            | no
    Ben   | 2024-06-03 | 2025-04-01 | no
    Cora  | 2024-06-03 | 2025-03-31 | no
    Dev   | 2024-06-03 | 2026-03-31 | no
    Ella  | 2025-06-02 | 2025-06-03 | yes
    Femi  | 2026-04-01 |            | no
    """


def test_episodes_started_in_the_year(metric_spec):
    """Both of Asha's started in the year; Ella's referral led to nothing and opened none."""
    metric_spec(EPISODES_STARTED, YEAR_OF_EPISODES, expected="2")
    metric_spec(CHILDREN_STARTING, YEAR_OF_EPISODES, expected="1")


def test_episodes_ended_in_the_year(metric_spec):
    """From 1 April to 31 March: Asha's first, Ben's on the first day and Dev's on the last."""
    metric_spec(EPISODES_ENDED, YEAR_OF_EPISODES, expected="3")
    metric_spec(CHILDREN_ENDING, YEAR_OF_EPISODES, expected="3")


def test_at_any_point_is_open_at_the_end_or_ended_within(metric_spec):
    """Four episodes of three children: Asha's two, Ben's and Dev's. Cora's ended the day before the year began."""
    metric_spec(EPISODES_AT_ANY_POINT, YEAR_OF_EPISODES, expected="4")
    metric_spec(CHILDREN_AT_ANY_POINT, YEAR_OF_EPISODES, expected="3")


def test_rates_of_episodes_and_children(metric_spec):
    """Two episodes started among 40,000 children are 0.5 per 10,000, three ended 0.75, four at any point 1."""
    metric_spec(EPISODES_STARTED_RATE, YEAR_OF_EPISODES, expected="0.5 per 10,000")
    metric_spec(CHILDREN_STARTING_RATE, YEAR_OF_EPISODES, expected="0.3 per 10,000")
    metric_spec(EPISODES_ENDED_RATE, YEAR_OF_EPISODES, expected="0.8 per 10,000")
    metric_spec(CHILDREN_ENDING_RATE, YEAR_OF_EPISODES, expected="0.8 per 10,000")
    metric_spec(EPISODES_AT_ANY_POINT_RATE, YEAR_OF_EPISODES, expected="1.0 per 10,000")
    metric_spec(CHILDREN_AT_ANY_POINT_RATE, YEAR_OF_EPISODES, expected="0.8 per 10,000")


NOT_IN_NEED = """
    child | referred   | closed     | reason
    ------+------------+------------+-------
    Asha  | 2025-06-02 | 2025-07-01 | RC8
    Ben   | 2026-03-02 | 2026-04-01 | RC8
    Cora  | 2025-03-03 | 2025-04-01 | RC9
    Dev   | 2025-06-02 | 2025-07-01 |
    """


def test_a_case_found_not_to_be_in_need_started_no_episode(metric_spec):
    """Asha's was found so in its year. Ben's was not yet, when its year ended; so Ben started an episode, like Dev."""
    metric_spec(EPISODES_STARTED, NOT_IN_NEED, expected="2")
    metric_spec(CHILDREN_STARTING, NOT_IN_NEED, expected="2")


def test_a_case_found_not_to_be_in_need_ends_no_episode(metric_spec):
    """Neither in its own year nor, like Ben's and Cora's, in the next. Dev's closed without a reason: it ended."""
    metric_spec(EPISODES_ENDED, NOT_IN_NEED, expected="1")
    metric_spec(CHILDREN_ENDING, NOT_IN_NEED, expected="1")
    metric_spec(EPISODES_ENDED, NOT_IN_NEED, period="2026-04", expected="0")


def test_what_is_open_counts_however_it_will_close(metric_spec):
    """Ben's case was open on 31 March; that it would close the next day as not in need, nobody knew."""
    metric_spec(CHILDREN_IN_NEED, NOT_IN_NEED, expected="1")
    metric_spec(CHILDREN_IN_NEED, NOT_IN_NEED, period="2026-04-30", expected="0")


def test_at_any_point_leaves_out_what_was_found_not_to_be_in_need(metric_spec):
    """Ben's was open on the last day and Dev's ended within; Asha's and Cora's were found not to be in need."""
    metric_spec(EPISODES_AT_ANY_POINT, NOT_IN_NEED, expected="2")
    metric_spec(CHILDREN_AT_ANY_POINT, NOT_IN_NEED, expected="2")


def test_durations_of_open_episodes(metric_spec):
    """Three months to the day are three months or less; twelve to the day are a year, and 24 are two years."""
    drawing = """
        child | referred
        ------+-----------
        Asha  | 2025-12-31
        Ben   | 2025-12-30
        Cora  | 2025-10-01
        Dev   | 2025-09-30
        Ella  | 2025-03-31
        Femi  | 2024-04-01
        Gita  | 2024-03-31
        """
    metric_spec(CHILDREN_IN_NEED_BY_DURATION, drawing, cut=("duration", "3 months or less"), expected="1 of 7")
    metric_spec(
        CHILDREN_IN_NEED_BY_DURATION, drawing, cut=("duration", "More than 3 months to 6 months"), expected="2 of 7"
    )
    metric_spec(
        CHILDREN_IN_NEED_BY_DURATION,
        drawing,
        cut=("duration", "More than 6 months to less than 1 year"),
        expected="1 of 7",
    )
    metric_spec(
        CHILDREN_IN_NEED_BY_DURATION, drawing, cut=("duration", "1 year to less than 2 years"), expected="2 of 7"
    )
    metric_spec(CHILDREN_IN_NEED_BY_DURATION, drawing, cut=("duration", "2 years or more"), expected="1 of 7")


def test_durations_of_ended_episodes(metric_spec):
    """From the referral to the closure, by calendar months; an episode of one day has lasted three months or less."""
    drawing = """
        child | referred   | closed     | reason
        ------+------------+------------+-------
        Asha  | 2025-06-02 | 2025-06-02 | RC7
        Ben   | 2025-06-02 | 2025-09-02 | RC7
        Cora  | 2025-06-02 | 2025-09-03 | RC7
        Dev   | 2025-06-02 | 2025-12-02 | RC7
        Ella  | 2025-06-02 | 2025-12-03 | RC7
        Femi  | 2024-06-03 | 2025-06-03 | RC7
        Gita  | 2023-06-02 | 2025-06-02 | RC7
        Hana  | 2025-06-02 | 2025-07-01 | RC8
        """
    metric_spec(EPISODES_ENDED_BY_DURATION, drawing, cut=("duration", "3 months or less"), expected="2 of 7")
    metric_spec(
        EPISODES_ENDED_BY_DURATION, drawing, cut=("duration", "More than 3 months to 6 months"), expected="2 of 7"
    )
    metric_spec(
        EPISODES_ENDED_BY_DURATION,
        drawing,
        cut=("duration", "More than 6 months to less than 1 year"),
        expected="1 of 7",
    )
    metric_spec(EPISODES_ENDED_BY_DURATION, drawing, cut=("duration", "1 year to less than 2 years"), expected="1 of 7")
    metric_spec(EPISODES_ENDED_BY_DURATION, drawing, cut=("duration", "2 years or more"), expected="1 of 7")


def test_reasons_for_closure_are_shares_of_all_episodes_ended(metric_spec):
    """A closure without a reason is one of them; a case found not to be in need is none."""
    drawing = """
        child | referred   | closed     | reason
        ------+------------+------------+-------
        Asha  | 2025-06-02 | 2025-07-01 | RC1
        Ben   | 2025-06-02 | 2025-07-01 |
        Cora  | 2025-06-02 | 2025-07-01 | RC8
        Dev   | 2025-06-02 |            |
        """
    metric_spec(EPISODES_ENDED_BY_REASON, drawing, cut=("closure_reason", "Adopted"), expected="1 of 2")
    metric_spec(EPISODES_ENDED_BY_REASON, drawing, cut=("closure_reason", "Unknown"), expected="1 of 2")


def test_a_disability_counts_if_one_is_recorded(metric_spec):
    """That Ben has none is recorded, and of Cora nothing: both count below the line only. Dev's case is closed."""
    metric_spec(
        CHILDREN_IN_NEED_WITH_A_DISABILITY,
        """
        child | disability | referred   | closed
        ------+------------+------------+-----------
        Asha  | Y          | 2025-06-02 |
        Ben   | N          | 2025-06-02 |
        Cora  |            | 2025-06-02 |
        Dev   | Y          | 2025-06-02 | 2026-03-31
        """,
        expected="1 of 3",
    )


def test_a_disability_is_that_of_the_day_counted(metric_spec):
    """Asha was first said to have none and then, on 31 January, to have one: since then she counts."""
    drawing = """
        child | described  | disability | referred
        ------+------------+------------+-----------
        Asha  | 2025-06-30 | N          | 2025-06-02
        Asha  | 2026-01-31 | Y          | 2025-06-02
        """
    metric_spec(CHILDREN_IN_NEED_WITH_A_DISABILITY, drawing, period="2025-12-31", expected="0 of 1")
    metric_spec(CHILDREN_IN_NEED_WITH_A_DISABILITY, drawing, period="2026-01-31", expected="1 of 1")
    metric_spec(CHILDREN_IN_NEED_WITH_A_DISABILITY, drawing, period="2026-03-31", expected="1 of 1")
