"""Early help assessments."""

import pytest

from expectations.datasets import EarlyHelpAssessments

GOOD = {"child_id": "A1", "start_date": "2024-03-04", "completion_date": "2024-04-02", "organisation": "Elm Nursery"}


def test_a_sound_assessment_passes(objections):
    """Completed after it started, before the extract; an open one is as good."""
    assert objections(EarlyHelpAssessments, GOOD, {**GOOD, "child_id": "B2", "completion_date": None}) == {}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"completion_date": "2024-03-01"}, {"completed_before_start": "none"}),
        ({"start_date": "2024-07-01", "completion_date": None}, {"started_in_future": "none"}),
        ({"completion_date": "in spring"}, {"unreadable:completion_date": "row"}),
    ],
)
def test_what_is_wrong_is_found(objections, change, rules):
    """One row that fails for each rule."""
    assert objections(EarlyHelpAssessments, {**GOOD, **change}) == rules
