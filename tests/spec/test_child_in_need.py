"""Children in need, explained."""

from warehouse.metrics.child_in_need import (
    CHILDREN_AT_ANY_POINT,
    CHILDREN_ENDING,
    CHILDREN_IN_NEED,
    CHILDREN_IN_NEED_BY_NEED,
    CHILDREN_IN_NEED_RATE,
    CHILDREN_STARTING,
    EPISODES_AT_ANY_POINT,
    EPISODES_ENDED,
    EPISODES_STARTED,
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
