"""Contacts."""


def test_every_contact_is_a_row(facts_from, days):
    """Contacts of one child on one day from two sources are two rows, sorted by child and day."""
    contacts = facts_from(
        contacts="""
        child_id | contact_date | source
        ---------+--------------+-------
        Ben      | 2024-05-02   | 6
        Asha     | 2024-05-03   | 2A
        Asha     | 2024-05-03   | 6
        """
    )["fact_contact"]
    assert contacts["child_id"].tolist() == ["Asha", "Asha", "Ben"]
    assert contacts["referral_source"].tolist() == ["2A", "6", "6"]
    assert days(contacts["event_date"]) == ["2024-05-03", "2024-05-03", "2024-05-02"]


def test_the_age_is_that_on_the_day_of_the_event(facts_from):
    """Asha turns one on 3 May: under 1 on the day before, 1 to 4 on the birthday."""
    contacts = facts_from(
        children="""
        child_id | birth_date
        Asha     | 2023-05-03
        """,
        contacts="""
        child_id | contact_date | source
        Asha     | 2024-05-02   | 6
        Asha     | 2024-05-03   | 6
        """,
    )["fact_contact"]
    assert contacts["age_band"].tolist() == ["Under 1", "1 to 4"]


def test_the_age_of_an_undescribed_child_is_missing(facts_from):
    """A child whom no extract describes keeps its contact, without an age band."""
    contacts = facts_from(
        contacts="""
        child_id | contact_date | source
        Asha     | 2024-05-02   | 6
        """
    )["fact_contact"]
    assert contacts["age_band"].isna().tolist() == [True]
