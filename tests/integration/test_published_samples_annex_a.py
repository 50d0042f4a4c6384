"""The sample workbook that the sector's own pipelines are tested with."""

from pathlib import Path

import pytest

from flows.sources import annex_a
from transforms.conform.annex_a import conform

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "samples" / "Annex_A_2024_Jan.xlsx"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SAMPLE.exists(), reason="the published samples are not beside the repository"),
]


@pytest.fixture(scope="module")
def extract():
    """Read the workbook once."""
    return annex_a.read(SAMPLE)


def test_all_lists_are_kept(extract):
    """Eleven lists with all their rows, nothing dropped."""
    rows = {name: len(frame) for name, frame in extract.records.items()}
    assert rows == dict(
        zip((f"list_{number}" for number in range(1, 12)), (5, 5, 6, 5, 5, 5, 7, 5, 6, 5, 5), strict=True)
    )
    assert extract.dropped == {}


def test_every_column_is_found(extract):
    """No column of any list is missing, guessed or left over."""
    assert extract.notes == ()


def test_day_comes_from_the_name(extract):
    """January 2024 ends on its 31st."""
    assert extract.as_at.isoformat() == "2024-01-31"


def test_identifiers_are_whole(extract):
    """Excel's floating point leaves no trace in identifiers."""
    assert all(frame.iloc[:, 0].str.fullmatch(r"\d+").all() for frame in extract.records.values())


def test_dates_are_days(extract):
    """Every date that is there is a day."""
    births = extract.records["list_1"]["date_of_birth"]
    assert (births.notna().sum(), births.dropna().str.fullmatch(r"\d{4}-\d\d-\d\d").all()) == (4, True)


def test_failed_lookups_stay_visible(extract):
    """Team and worker of list 6 are #N/A in the workbook, which is not the same as empty."""
    assert set(extract.records["list_6"]["allocated_team"]) == {"#N/A"}


def test_every_row_is_conformed(extract):
    """The sections hold the rows of their lists, and the reviews that there were."""
    sections = {name: len(frame) for name, frame in conform(extract.records).items()}
    assert sections["annex_a.list_7.child_protection_plan_reviews"] == 5
    assert sum(count for name, count in sections.items() if name.endswith(".children")) == 54
