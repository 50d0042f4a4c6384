"""Contacts and referrals, explained."""

from warehouse.metrics.front_door import (
    CHILDREN_RE_REFERRED,
    CHILDREN_RE_REFERRED_SHARE,
    CHILDREN_REFERRED,
    CHILDREN_REFERRED_RATE,
    CONTACT_RATE,
    CONTACTS,
    RE_REFERRALS,
    REFERRAL_RATE,
    REFERRALS,
    REFERRALS_BY_NEED,
    REFERRALS_BY_SOURCE,
    REFERRALS_NO_FURTHER_ACTION,
    REFERRALS_NOT_IN_NEED,
)


def test_a_contact_counts_once_for_each_child_day_and_source(metric_spec):
    """Two siblings are two contacts; the same day from another source is another contact, recorded twice it is one."""
    metric_spec(
        CONTACTS,
        """
        child | contact    | contact source
        ------+------------+---------------
        Asha  | 2025-06-02 | 6
        Asha  | 2025-06-02 | 6
        Asha  | 2025-06-02 | 2A
        Ben   | 2025-06-02 | 6
        """,
        expected="3",
    )


def test_a_contact_belongs_to_the_month_it_was_received(metric_spec):
    """The last day of a month belongs to the month, the next day does not."""
    metric_spec(
        CONTACTS,
        """
        child | contact
        ------+-----------
        Asha  | 2025-06-30
        Ben   | 2025-07-01
        """,
        period="2025-06",
        expected="1",
    )


def test_the_rate_of_contacts(metric_spec):
    """Three contacts among 40,000 children are 0.75 per 10,000, shown as 0.8."""
    metric_spec(
        CONTACT_RATE,
        """
        child | contact
        ------+-----------
        Asha  | 2025-06-02
        Asha  | 2025-06-03
        Ben   | 2025-06-02
        """,
        expected="0.8 per 10,000",
    )


def test_a_referral_with_no_further_action_is_a_referral(metric_spec):
    """What was decided does not matter, nor that the child is not born."""
    metric_spec(
        REFERRALS,
        """
        child | expected   | referred   | no further action
        ------+------------+------------+------------------
        Asha  |            | 2025-06-02 | yes
        Ben   |            | 2025-06-02 | no
        Cora  | 2025-12-01 | 2025-06-02 | no
        """,
        expected="3",
    )


def test_an_unborn_child_is_referred_as_unborn(metric_spec):
    """The age band is that of the day of the referral: a child born since was unborn on that day."""
    metric_spec(
        REFERRALS,
        """
        child | born       | expected   | referred
        ------+------------+------------+-----------
        Asha  |            | 2025-12-01 | 2025-06-02
        Ben   | 2025-09-01 |            | 2025-06-02
        Cora  | 2025-06-02 |            | 2025-06-02
        """,
        cut=("age_band", "Unborn"),
        expected="2",
    )


def test_a_child_referred_twice_is_two_referrals_and_one_child(metric_spec):
    """Referrals count episodes; children referred counts children."""
    drawing = """
        child | referred
        ------+-----------
        Asha  | 2025-06-02
        Asha  | 2025-12-01
        Ben   | 2025-06-02
        """
    metric_spec(REFERRALS, drawing, expected="3")
    metric_spec(CHILDREN_REFERRED, drawing, expected="2")


def test_a_rate_is_rounded_half_up(metric_spec):
    """One referral among 40,000 children is 0.25 per 10,000, shown as 0.3: half a tenth is rounded up."""
    metric_spec(
        REFERRAL_RATE,
        """
        child | referred
        ------+-----------
        Asha  | 2025-06-02
        """,
        expected="0.3 per 10,000",
    )


def test_the_rate_of_a_month_is_annualised(metric_spec):
    """One referral in a month is twelve in a year: 12 among 40,000 children."""
    metric_spec(
        REFERRAL_RATE,
        """
        child | referred
        ------+-----------
        Asha  | 2025-06-02
        """,
        period="2025-06",
        expected="3.0 per 10,000",
    )


def test_without_the_population_there_is_no_rate(metric_spec):
    """The year 2024-25 takes the population of the middle of 2024, and no other year's instead."""
    metric_spec(
        REFERRAL_RATE,
        """
        child | referred
        ------+-----------
        Asha  | 2024-06-03
        """,
        period="2024-25",
        expected="absent",
    )


def test_sources_are_shown_in_published_groups(metric_spec):
    """A relative (1A) and the child itself (1C) are both Individual."""
    metric_spec(
        REFERRALS_BY_SOURCE,
        """
        child | referred   | source
        ------+------------+-------
        Asha  | 2025-06-02 | 1A
        Ben   | 2025-06-02 | 1C
        Cora  | 2025-06-02 | 6
        """,
        cut=("source", "Individual"),
        expected="2 of 3",
        shown="66.7",
    )


def test_a_referral_without_a_need_is_not_left_out(metric_spec):
    """Referrals that led to no further action may have no need: they are shown as Unknown."""
    metric_spec(
        REFERRALS_BY_NEED,
        """
        child | referred   | need
        ------+------------+-----
        Asha  | 2025-06-02 | N1
        Ben   | 2025-06-02 |
        """,
        cut=("need", "Unknown"),
        expected="1 of 2",
    )


def test_twelve_months_to_the_day_is_a_re_referral(metric_spec):
    """Asha was referred exactly 12 months before, Ben 12 months and a day: only Asha's is a re-referral."""
    metric_spec(
        RE_REFERRALS,
        """
        child | referred
        ------+-----------
        Asha  | 2024-06-10
        Asha  | 2025-06-10
        Ben   | 2024-06-09
        Ben   | 2025-06-10
        """,
        expected="1 of 2",
    )


def test_every_link_of_a_chain_is_a_re_referral(metric_spec):
    """Three referrals within a year: the second and the third each have one before."""
    metric_spec(
        RE_REFERRALS,
        """
        child | referred
        ------+-----------
        Asha  | 2025-05-01
        Asha  | 2025-08-01
        Asha  | 2025-11-03
        """,
        expected="2 of 3",
    )


def test_a_referral_with_no_further_action_counts_as_earlier(metric_spec):
    """The earlier referral need not have led to anything, and it is its date that counts, not its closure."""
    metric_spec(
        RE_REFERRALS,
        """
        child | referred   | no further action | closed
        ------+------------+-------------------+-----------
        Asha  | 2025-05-01 | yes               |
        Asha  | 2025-08-01 | no                |
        Ben   | 2024-04-02 | no                | 2025-06-01
        Ben   | 2025-08-01 | no                |
        """,
        expected="1 of 3",
    )


def test_without_a_year_of_history_there_are_no_re_referrals(metric_spec):
    """The twelve months before April 2025 begin on 1 April 2024; covered from the second, the year has no figure."""
    drawing = """
        child | referred
        ------+-----------
        Asha  | 2025-06-10
        """
    metric_spec(RE_REFERRALS, drawing, covered_from="2024-04-01", expected="0 of 1")
    metric_spec(RE_REFERRALS, drawing, covered_from="2024-04-02", expected="absent")


def test_no_referrals_is_not_zero_per_cent(metric_spec):
    """Where there is nothing to divide by, the figure is not available."""
    metric_spec(
        RE_REFERRALS,
        """
        child | referred
        ------+-----------
        Asha  | 2024-06-10
        """,
        expected="z",
    )


def test_no_further_action_that_is_not_stated_is_not_assumed(metric_spec):
    """A referral for which it is not stated counts below the line only."""
    metric_spec(
        REFERRALS_NO_FURTHER_ACTION,
        """
        child | referred   | no further action
        ------+------------+------------------
        Asha  | 2025-06-02 | yes
        Ben   | 2025-06-02 | no
        Cora  | 2025-06-02 |
        """,
        expected="1 of 3",
    )


def test_the_rate_of_children_referred_is_that_of_a_year(metric_spec):
    """Two children among 40,000, one of them referred twice. Children of months do not add up: no rate of a month."""
    drawing = """
        child | referred
        ------+-----------
        Asha  | 2025-06-02
        Asha  | 2025-12-01
        Ben   | 2025-06-02
        """
    metric_spec(CHILDREN_REFERRED_RATE, drawing, expected="0.5 per 10,000")
    metric_spec(CHILDREN_REFERRED_RATE, drawing, period="2025-06", expected="absent")


def test_a_child_re_referred_twice_counts_once(metric_spec):
    """Asha's second and third are re-referrals, Ben's second too; Cora's second came more than a year after."""
    drawing = """
        child | referred
        ------+-----------
        Asha  | 2025-05-01
        Asha  | 2025-08-01
        Asha  | 2025-11-03
        Ben   | 2024-06-10
        Ben   | 2025-06-10
        Cora  | 2024-06-09
        Cora  | 2025-06-10
        """
    metric_spec(CHILDREN_RE_REFERRED, drawing, expected="2")
    metric_spec(CHILDREN_RE_REFERRED_SHARE, drawing, expected="2 of 3", shown="66.7")


def test_without_a_year_of_history_there_are_no_children_re_referred(metric_spec):
    """The twelve months before the period must be known."""
    drawing = """
        child | referred
        ------+-----------
        Asha  | 2025-05-01
        Asha  | 2025-08-01
        """
    metric_spec(CHILDREN_RE_REFERRED, drawing, covered_from="2024-04-01", expected="1")
    metric_spec(CHILDREN_RE_REFERRED, drawing, covered_from="2024-04-02", expected="absent")


def test_not_in_need_is_what_was_found_by_the_end_of_the_year(metric_spec):
    """Asha's case closed on the last day of the year. Ben's closed the day after: the year's census did not know."""
    metric_spec(
        REFERRALS_NOT_IN_NEED,
        """
        child | referred   | closed     | reason
        ------+------------+------------+-------
        Asha  | 2026-02-02 | 2026-03-31 | RC8
        Ben   | 2026-02-02 | 2026-04-01 | RC8
        """,
        expected="1 of 2",
    )


def test_not_in_need_is_closed_after_assessment(metric_spec):
    """Asha's case went nowhere, Ben's to early help; Cora's was in need, Dev's had no reason, Ella's is open."""
    metric_spec(
        REFERRALS_NOT_IN_NEED,
        """
        child | referred   | closed     | reason
        ------+------------+------------+-------
        Asha  | 2025-06-02 | 2025-07-01 | RC8
        Ben   | 2025-06-02 | 2025-07-01 | RC9
        Cora  | 2025-06-02 | 2025-07-01 | RC7
        Dev   | 2025-06-02 | 2025-07-01 |
        Ella  | 2025-06-02 |            |
        """,
        expected="2 of 5",
    )


def test_no_further_action_is_not_assessed(metric_spec):
    """What led to nothing was not assessed, whatever the reason for closure says: no referral counts as both."""
    metric_spec(
        REFERRALS_NOT_IN_NEED,
        """
        child | referred   | no further action | closed     | reason
        ------+------------+-------------------+------------+-------
        Asha  | 2025-06-02 | yes               | 2025-06-03 | RC8
        Ben   | 2025-06-02 | no                | 2025-07-01 | RC8
        """,
        expected="1 of 2",
    )
