"""The day of a delivery as its name states it."""

from datetime import date

import pytest

from flows.sources.as_at import as_at_from_name, without_day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Annex_A_2024_Jan", date(2024, 1, 31)),
        ("annex_a_2024-06-30", date(2024, 6, 30)),
        ("Annex A 30-06-2024", date(2024, 6, 30)),
        ("Annex A 30.6.2024 final", date(2024, 6, 30)),
        ("annexa 20240630", date(2024, 6, 30)),
        ("AnnexA_30062024", date(2024, 6, 30)),
        ("Annex A February 2024", date(2024, 2, 29)),
        ("Annex A 3rd June 2024 v2", date(2024, 6, 3)),
        ("2024-06-30 Annex A 30 June 2024", date(2024, 6, 30)),
    ],
)
def test_a_stated_day_is_read(name, day):
    """Dates in figures or words state a day, a month with its year its last day."""
    assert as_at_from_name(name) == day


@pytest.mark.parametrize(
    "name",
    [
        "Annex A",
        "Annex A 300624",
        "Annex A 2023-24",
        "Annex A 2024",
        "Annex A 2024-13-45",
        "Annex A 31-02-2024",
        "Annex A 2024-01-01 to 2024-06-30",
        "Annex A marching orders 2024",
    ],
)
def test_a_doubtful_day_is_not_guessed(name):
    """Two-digit years, financial years, impossible days and two days at once state nothing."""
    assert as_at_from_name(name) is None


def test_a_name_is_the_same_without_its_day():
    """So that the list of June is known to be the list of May."""
    names = ("QA_tracker_2025-05-31", "QA tracker 30th June 2025", "qa tracker (Sept 2025)")
    assert [without_day(name) for name in names] == ["qa tracker"] * 3
    assert without_day("2025-06 June") == ""
