"""Decisions for adoption, and prospective adopters."""

import pytest

from expectations.datasets import AdoptionDecisions, ProspectiveAdopters

DECISION = {
    "child_id": "A1",
    "care_start_date": "2023-01-03",
    "decision_date": "2023-09-04",
    "match_date": "2024-01-15",
    "placement_date": "2024-02-19",
    "adoption_order_date": "2024-06-10",
}
ADOPTER = {
    "adopter_id": "P1",
    "enquiry_date": "2023-03-01",
    "stage_1_start_date": "2023-04-03",
    "stage_2_start_date": "2023-07-03",
    "application_date": "2023-10-02",
    "approval_date": "2023-12-04",
}


def test_a_sound_decision_passes(objections):
    """Each step after the one before; a reversal has its day and its reason."""
    reversal = {"reversal_date": "2024-05-01", "reversal_reason": "RD2"}
    assert objections(AdoptionDecisions, DECISION) == {}
    assert objections(AdoptionDecisions, {**DECISION, "adoption_order_date": None, **reversal}) == {}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"care_start_date": "2023-09-05"}, {"decided_before_care": "none"}),
        ({"match_date": "2023-09-01"}, {"matched_before_decision": "none"}),
        ({"placement_date": "2024-01-12"}, {"placed_before_match": "none"}),
        ({"adoption_order_date": "2024-02-16"}, {"adopted_before_placement": "none"}),
        ({"reversal_date": "2024-05-01", "reversal_reason": None}, {"reversal_without_reason": "none"}),
        ({"reversal_date": None, "reversal_reason": "a) Child’s needs changed"}, {"reason_without_reversal": "none"}),
        ({"decision_date": None}, {"required:decision_date": "row"}),
        ({"match_date": "spring"}, {"unreadable:match_date": "value"}),
    ],
)
def test_what_is_wrong_with_a_decision_is_found(objections, change, rules):
    """One row that fails for each rule."""
    assert objections(AdoptionDecisions, {**DECISION, **change}) == rules


def test_a_sound_adopter_passes(objections):
    """In the process, or gone with a reason."""
    assert objections(ProspectiveAdopters, ADOPTER) == {}
    left = {"leaving_date": "2024-02-05", "leaving_reason": "1"}
    assert objections(ProspectiveAdopters, {**ADOPTER, **left}) == {}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"enquiry_date": "2024-07-01"}, {"enquired_in_future": "none"}),
        ({"leaving_date": "2023-02-01", "leaving_reason": "a) Withdrew"}, {"left_before_enquiry": "none"}),
        ({"stage_2_start_date": "2023-04-01"}, {"stages_out_of_order": "none"}),
        ({"approval_date": "2023-10-01"}, {"approved_before_application": "none"}),
        ({"leaving_date": "2024-02-05", "leaving_reason": None}, {"left_without_reason": "none"}),
        ({"leaving_date": None, "leaving_reason": "On hold"}, {"reason_without_leaving": "none"}),
    ],
)
def test_what_is_wrong_with_an_adopter_is_found(objections, change, rules):
    """One row that fails for each rule."""
    assert objections(ProspectiveAdopters, {**ADOPTER, **change}) == rules


def test_people_of_an_adoption_are_pseudonymous():
    """Who adopts whom can be told inside the warehouse by keyed hashes only."""
    hashed = [ProspectiveAdopters.columns[name] for name in ("adopter_id", "family_id")]
    hashed.append(AdoptionDecisions.columns["family_id"])
    assert all(column.personal and column.pseudonymous for column in hashed)
