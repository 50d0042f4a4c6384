"""Section 47 enquiries."""

import pandas as pd


def test_days_to_the_conference(facts_from):
    """The strategy discussion is day 0; a conference before it gives negative days, none gives no days."""
    enquiries = facts_from(
        section_47_enquiries="""
        child_id | start_date | conference_date
        Asha     | 2025-06-02 | 2025-06-23
        Ben      | 2025-06-02 | 2025-05-30
        Cara     | 2025-06-02 |
        """
    )["fact_section_47_enquiry"]
    assert enquiries["days_to_conference"].tolist() == [21, -3, pd.NA]
    assert enquiries["working_days_to_conference"].tolist() == [15, -1, pd.NA]


def test_the_sixteenth_working_day_is_overdue(facts_from, days):
    """Fifteen working days from Monday 2 June end on the 23rd; the enquiry is overdue on the 24th."""
    enquiries = facts_from(
        section_47_enquiries="""
        child_id | start_date
        Asha     | 2025-06-02
        """
    )["fact_section_47_enquiry"]
    assert days(enquiries["overdue_date"]) == ["2025-06-24"]


def test_whether_a_conference_was_needed_may_be_unsaid(facts_from):
    """Not required, required, and not stated are three things."""
    enquiries = facts_from(
        section_47_enquiries="""
        child_id | start_date | conference_not_required
        Asha     | 2025-06-02 | yes
        Ben      | 2025-06-02 | no
        Cara     | 2025-06-02 |
        """
    )["fact_section_47_enquiry"]
    assert enquiries["is_conference_not_required"].tolist() == [True, False, pd.NA]
