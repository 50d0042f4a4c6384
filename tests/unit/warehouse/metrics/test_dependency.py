"""What is withheld with what."""

from warehouse.metrics import METRICS
from warehouse.metrics.dependency import flows_of, standing_on


def test_what_is_worked_out_from_a_metric_stands_on_it():
    """The rate of referrals falls with the number of referrals, and the number does not fall with the rate."""
    assert {"referrals", "referral_rate"} <= set(standing_on(["referrals"], METRICS.values()))
    assert standing_on(["referral_rate"], METRICS.values()) == ["referral_rate"]


def test_both_parts_of_a_share_and_of_an_any_point_count():
    """Children in need at any point are those at the end and those who left."""
    ended = standing_on(["episodes_of_need_ended"], METRICS.values())
    assert "episodes_of_need_at_any_point" in ended
    assert "children_in_need" not in ended


def test_nothing_stands_on_nothing():
    """An unknown code withholds nothing."""
    assert standing_on(["no_such_metric"], METRICS.values()) == []


def test_plans_have_flows_and_episodes_of_need_have_none():
    """What enters and leaves a stock counts the same rows as the stock."""
    assert flows_of(METRICS.values()) == {
        "child_in_need_plans": ("child_in_need_plans_started", "child_in_need_plans_ended"),
        "child_protection_plans": ("child_protection_plans_started", "child_protection_plans_ended"),
    }
