"""Social workers and vacancies of the workforce census."""

import pytest

from expectations.datasets import SocialWorkers, SocialWorkVacancies

GOOD = {
    "worker": "ZZ0000000001",
    "census_date": "2023-09-30",
    "standing": "LEFT",
    "agency": "0",
    "fte_30_september": "0.5",
    "cases_30_september": "12",
    "role_start_date": "2020-01-06",
    "role_end_date": "2023-05-31",
    "absent_30_september": "0",
    "absence_reason": None,
}


def test_a_sound_worker_passes(objections):
    """Who left, and came back, is two rows."""
    assert objections(SocialWorkers, GOOD, {**GOOD, "standing": "IN_POST", "role_end_date": None}) == {}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"role_end_date": "2019-05-31"}, {"role_ends_before_it_starts": "row", "left_outside_the_year": "none"}),
        ({"role_end_date": "2022-09-30"}, {"left_outside_the_year": "none"}),
        ({"fte_30_september": "0"}, {"cases_without_fte": "none"}),
        ({"fte_30_september": "37"}, {"unreadable:fte_30_september": "value"}),
        ({"absent_30_september": "1"}, {"absent_without_reason": "none"}),
        ({"agency": "perhaps"}, {"unreadable:agency": "row"}),
    ],
)
def test_what_is_wrong_is_found(objections, change, rules):
    """One row that fails for each rule."""
    assert objections(SocialWorkers, {**GOOD, **change}) == rules


def test_more_cover_than_vacancies_is_shown(objections):
    """The numbers are loaded as they are."""
    vacancies = {"census_date": "2023-09-30", "vacancies_fte": "5.5", "agency_cover_fte": "5.5"}
    assert objections(SocialWorkVacancies, vacancies) == {}
    assert objections(SocialWorkVacancies, {**vacancies, "agency_cover_fte": "5.6"}) == {
        "more_cover_than_vacancies": "none"
    }
