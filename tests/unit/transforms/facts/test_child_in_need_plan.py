"""Child in need plans."""


def test_a_plan_is_a_row(facts_from, days):
    """A child may have several plans, the last of them current."""
    plans = facts_from(
        child_in_need_plans="""
        child_id | start_date | end_date
        Asha     | 2024-06-01 |
        Asha     | 2024-01-01 | 2024-03-01
        """
    )["fact_child_in_need_plan"]
    assert days(plans["start_date"]) == ["2024-01-01", "2024-06-01"]
    assert days(plans["end_date"]) == ["2024-03-01", ""]
