"""Reported figures: what is right to the last decimal place, and what is held back."""

import pytest

from expectations.datasets import ReportedFigures

GOOD = {
    "measure": "Re-referrals",
    "measure_key": "re referrals",
    "area": "own",
    "period": "June 2025",
    "period_type": "month",
    "period_start": "2025-06-01",
    "period_end": "2025-06-30",
    "value": "12.5",
    "decimal_places": "1",
    "unit": "percent",
    "numerator": "1",
    "denominator": "8",
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"value": "13", "decimal_places": "0"},  # half up
        {"unit": "per 10,000", "value": "1250"},
        {"unit": None, "value": "0.13", "decimal_places": "2"},
        {"unit": "number", "value": "250", "numerator": None, "denominator": None},
        {"unit": "days", "value": "-2", "numerator": None},
        {"numerator": "2.25", "denominator": "16.75", "value": "13.4"},
        {"numerator": "0", "value": "0"},
        {"decimal_places": None, "value": "13"},
    ],
)
def test_what_is_right_passes(objections, change):
    """By the unit that is stated; where none is, by any."""
    assert objections(ReportedFigures, {**GOOD, **change}) == {}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"value": "12.6"}, {"value_is_not_the_quotient"}),
        ({"value": "12.4"}, {"value_is_not_the_quotient"}),
        ({"value": "12", "decimal_places": "0"}, {"value_is_not_the_quotient"}),
        ({"value": "0.125", "decimal_places": "3"}, {"value_is_not_the_quotient"}),  # a share, said to be per cent
        ({"value": "112.5", "numerator": "9"}, {"percentage_outside_range"}),
        ({"value": "-1", "numerator": None}, {"percentage_outside_range"}),
        ({"denominator": "0"}, {"denominator_not_positive"}),
        ({"denominator": "-8", "value": "-12.5"}, {"denominator_not_positive", "percentage_outside_range"}),
        ({"period_type": None, "period_start": "Jun-25", "period_end": "Jun-25"},
         {"required:period_type", "unreadable:period_start", "unreadable:period_end"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_held_back(objections, change, rules):
    """Every rule holds the row: the number is all that there is."""
    assert objections(ReportedFigures, {**GOOD, **change}) == dict.fromkeys(rules, "row")


def test_two_figures_of_one_period_are_both_held_back(objections):
    """Nobody can tell which is right; the same figure twice is one."""
    assert objections(ReportedFigures, GOOD, {**GOOD, "value": "25", "numerator": "2"}) == {"reported_twice": "row"}
    assert objections(ReportedFigures, GOOD, {**GOOD, "area": "852"}) == {}
    assert objections(ReportedFigures, GOOD, {**GOOD, "measure": "re-referrals"}) == {"grain": "row"}
