"""Periods of care and care leavers, as Annex A describes them."""

import pytest

from expectations.contract import DATASETS
from expectations.datasets import CareLeaverStatuses, PeriodsOfCare

GOOD = {
    "child_id": "A1",
    "start_date": "2022-05-03",
    "legal_status_start_date": "2022-11-01",
    "legal_status": "C2: FCO",
    "placement_start_date": "2023-02-06",
    "placement_type": "d) U4: Foster placement - long term",
    "placement_postcode": "zz1 1aa",
    "placement_authority": "852",
    "last_dental_check_date": "2024-01-09",
    "return_interview_offered": "a) Yes",
    "return_interview_accepted": "b) No",
    "end_date": "2024-05-20",
    "end_reason": "E45",
}
LEAVER = {"child_id": "A1", "eligibility": "b) Former relevant child", "latest_contact_date": "2024-06-01"}


def test_a_sound_period_passes(objections):
    """Ofsted's classes and the codes of the SSDA903 return are both understood."""
    assert objections(PeriodsOfCare, GOOD) == {}
    assert objections(PeriodsOfCare, {**GOOD, "end_date": None, "end_reason": None}) == {}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"end_date": "2022-05-02"}, {"ends_before_start": "row"}),
        ({"end_reason": None}, {"ended_without_reason": "none"}),
        ({"end_date": None}, {"reason_without_end": "none"}),
        ({"legal_status_start_date": "2022-05-02"}, {"status_before_start": "none"}),
        ({"placement_start_date": "2022-05-02"}, {"placed_before_start": "none"}),
        (
            {"return_interview_offered": "b) No", "return_interview_accepted": "a) Yes"},
            {"accepted_not_offered": "none"},
        ),
        ({"placement_postcode": "nope"}, {"unreadable:placement_postcode": "value"}),
        ({"last_dental_check_date": "never"}, {"unreadable:last_dental_check_date": "value"}),
        ({"start_date": "soon"}, {"unreadable:start_date": "row"}),
        ({"legal_status": "V4"}, {"unknown:legal_status": "value"}),
        ({"placement_authority": "Home Town"}, {"unknown:placement_authority": "value"}),
    ],
)
def test_what_is_wrong_with_a_period_is_found(objections, change, rules):
    """One row that fails for each rule; a date that decides nothing costs the value and not the row."""
    assert objections(PeriodsOfCare, {**GOOD, **change}) == rules


def test_a_child_cannot_be_looked_after_from_tomorrow(objections):
    """The list describes its day."""
    later = {"child_id": "A1", "start_date": "2024-07-01"}
    assert objections(PeriodsOfCare, later) == {"started_in_future": "none"}


def test_a_child_is_looked_after_once_at_a_time(objections):
    """Two periods without an end are one too many."""
    current = {**GOOD, "end_date": None, "end_reason": None}
    twice = {**current, "start_date": "2022-01-03"}
    assert objections(PeriodsOfCare, current, twice) == {"more_than_one_current": "none"}


def test_a_sound_care_leaver_passes(objections):
    """A date is not needed: the list says how things stand."""
    assert objections(CareLeaverStatuses, LEAVER, {**LEAVER, "child_id": "B2", "latest_contact_date": None}) == {}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"latest_contact_date": "2024-07-01"}, {"contact_in_future": "none"}),
        ({"eligibility": None}, {"eligibility_missing": "none"}),
    ],
)
def test_what_is_wrong_with_a_care_leaver_is_found(objections, change, rules):
    """One row that fails for each rule."""
    assert objections(CareLeaverStatuses, {**LEAVER, **change}) == rules


def test_every_extract_about_care_leavers_is_kept():
    """A list without dates cannot say since when: only the lists one after the other can."""
    assert DATASETS["care_leaver_statuses"].history
