"""The sample's SSD says what its census says."""

from datetime import date

import pandas as pd
import pytest

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from flows.sample.authority import invent, write_sample
from flows.sample.census import census_records
from flows.sample.ssd import ssd_records
from flows.sources import cin_census, ssd
from flows.sources.formats import FORMATS
from transforms.parsing import parse

DAY = date(2024, 3, 31)
SHARED = [
    name.partition(".")[2]
    for name in FORMATS["cin_census"].sections
    if f"ssd.{name.partition('.')[2]}" in FORMATS["ssd"].sections
]


@pytest.fixture(scope="module")
def frames(tmp_path_factory) -> dict[str, dict[str, pd.DataFrame]]:
    """What both formats say of one authority on one day, written, read, conformed and parsed."""
    folder = tmp_path_factory.mktemp("both")
    histories = invent(children=40, first_year=2024, last_year=2024, months=0, seed=3)
    cin_census.write(
        folder / "census.xml",
        census_records(histories, 2024),
        authority_code="999",
        reference_date=DAY,
        collection_year=2024,
    )
    ssd.write(folder / "ssd", ssd_records(histories, pd.Timestamp(DAY)))
    return {"cin_census": _frames("cin_census", folder / "census.xml"), "ssd": _frames("ssd", folder / "ssd")}


def _frames(name: str, path) -> dict[str, pd.DataFrame]:
    form = FORMATS[name]
    extract = form.read(path)
    return {
        section.partition(".")[2]: parse(
            DATASETS[form.sections[section].dataset], text, year=None, statutory=False, pseudonymise=lambda names: names
        ).frame
        for section, text in form.conform(extract.records).items()
    }


@pytest.mark.parametrize("dataset", [name for name in SHARED if name not in ("pre_proceedings", "child_disabilities")])
def test_what_the_census_says_the_ssd_says(frames, dataset):
    """Row by row and column by column, wherever both deliver a column; the SSD has no conference yet to be held."""
    census, tables = frames["cin_census"][dataset], frames["ssd"][dataset]
    grain = list(DATASETS[dataset].grain)
    both = census.merge(tables, on=grain, how="left", suffixes=("", "_ssd"), indicator=True)
    assert len(both) and (both["_merge"] == "both").all()
    named = FORMATS["ssd"].sections[f"ssd.{dataset}"].columns
    for column in FORMATS["cin_census"].sections[f"cin_census.{dataset}"].columns:
        if column in named and column not in grain and column not in ("conference_not_required", "upn"):
            rows = both[both["conference_date"].notna()] if column == "conference_target_date" else both
            pd.testing.assert_series_equal(rows[column], rows[f"{column}_ssd"], check_names=False, obj=column)


def test_the_ssd_goes_back_further(frames):
    """A census has a year, the SSD six."""
    assert len(frames["ssd"]["referrals"]) > len(frames["cin_census"]["referrals"])
    assert len(frames["ssd"]["child_protection_visits"]) > 0


def test_the_sample_has_a_case_system_where_it_is_asked_for(tmp_path):
    """A folder named for the last day."""
    options = {"children": 5, "first_year": 2024, "last_year": 2024, "months": 1, "mess": 0, "seed": 3}
    *_, told, _ = write_sample(tmp_path / "sample", **options, with_case_system=True)
    assert told.startswith("SSD_2024-04-30: ")
    assert ssd.read(tmp_path / "sample" / "SSD_2024-04-30").as_at == date(2024, 4, 30)
