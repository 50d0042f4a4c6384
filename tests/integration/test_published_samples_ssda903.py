"""The SSDA903 as the sector records it: published samples, columns and codes by year."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from expectations.datasets import (
    AbsencesFromPlacement,
    Adoptions,
    CareLeaverOutcomes,
    EpisodesOfCare,
    LookedAfterHealth,
    LookedAfterReviews,
    PlacementForAdoptionDecisions,
    PreviousPermanenceArrangements,
    SocialWorkerEpisodes,
)
from flows.sources import ssda903
from flows.sources.ssda903_layout import tables_in
from transforms.conform.ssda903 import NAMES, conform

SHARED = Path(__file__).parents[3] / "shared" / "data"
DIFFERENCES = (2019, 2022, 2024, 2025, 2026)
CODES = [
    ("episodes", "RNE", EpisodesOfCare),
    ("episodes", "LS", EpisodesOfCare),
    ("episodes", "PLACE", EpisodesOfCare),
    ("episodes", "PLACE_PROVIDER", EpisodesOfCare),
    ("episodes", "REC", EpisodesOfCare),
    ("episodes", "REASON_PLACE_CHANGE", EpisodesOfCare),
    ("reviews", "REVIEW_CODE", LookedAfterReviews),
    ("missing", "MISSING", AbsencesFromPlacement),
    ("oc2", "SDQ_REASON", LookedAfterHealth),
    ("oc3", "IN_TOUCH", CareLeaverOutcomes),
    ("ad1", "SEX_ADOPTR", Adoptions),
    ("ad1", "LS_ADOPTR", Adoptions),
    ("placed_adoption", "REASON_PLACED_CEASED", PlacementForAdoptionDecisions),
    ("prev_perm", "PREV_PERM", PreviousPermanenceArrangements),
    ("social_worker", "SW_REASON", SocialWorkerEpisodes),
]

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the published samples are not beside the repository"),
]


@cache
def specified(year: int) -> dict:
    """Return tables and columns as recorded for a year: those of 2017 and every later difference."""
    columns = yaml.safe_load((SHARED / "reference" / "SSDA903_schema_2017.yml").read_text())["column_map"]
    for since in DIFFERENCES:
        if since <= year:
            changes = yaml.safe_load((SHARED / "reference" / f"SSDA903_schema_{since}.diff.yml").read_text())
            for path, change in changes.items():
                _, table, *rest = path.split(".")
                if not rest:
                    columns[table] = change["value"]
                else:
                    columns[table][rest[0]][rest[1]] = change["value"]
    return columns


@pytest.mark.parametrize("year", [2017, 2018, 2019, 2021, 2022, 2024, 2025, 2026])
@pytest.mark.parametrize(("table", "column", "dataset"), CODES, ids=[column for _, column, _ in CODES])
def test_codes_are_those_of_the_year(year: int, table: str, column: str, dataset):
    """None more, none less."""
    if table not in specified(year):
        pytest.skip(f"there was no table {table} in {year}")
    name = next(name for section in NAMES.values() if column in section for name in [section[column]])
    codes = {str(code["code"]) for code in specified(year)[table][column]["category"]}
    assert set(dataset.columns[name].type.values_in(year)) == codes


@pytest.mark.parametrize("year", range(2017, 2027))
def test_tables_and_columns_are_those_of_the_year(year: int):
    """None more, none less."""
    assert {table: set(columns) for table, columns in specified(year).items()} == {
        table: set(ssda903.TABLES[table]) for table in tables_in(year)
    }


@pytest.mark.parametrize(
    ("name", "section", "rows"), [("episodes", "episodes_of_care", 5), ("header", "looked_after_children", 5)]
)
def test_published_samples_are_read_whole(name: str, section: str, rows: int):
    """The file of 2020, whose dummy column is not used."""
    extract = ssda903.read(SHARED / "samples" / f"SSDA903_2020_{name}.csv")
    assert extract.collection_year == 2020
    assert extract.dropped == {}
    assert len(conform(extract.records)[f"ssda903.{section}"]) == rows
