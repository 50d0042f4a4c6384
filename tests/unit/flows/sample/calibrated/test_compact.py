"""The table of published figures that comes with Lodestar."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from flows.sample.calibrated.compact import (
    AUTHORITIES,
    ENGLAND,
    YEARS,
    compact_published,
    published_counts,
    write_compact,
)
from flows.sample.calibrated.targets import Targets, UnknownAuthority


@pytest.mark.parametrize("code", AUTHORITIES)
def test_every_authority_has_its_population(code: str):
    """Of the middle of the calendar year before each reporting year."""
    targets = Targets.of(*published_counts(), authority_code=code)
    assert all(targets.years[year - 1].count("population.aged_0_to_17") for year in YEARS)


def test_southampton_had_3094_referrals_in_2024():
    """As DfE published."""
    targets = Targets.of(*published_counts(), authority_code="852")
    assert targets.authority_name == "Southampton"
    assert targets.years[2024].count("c1.Referrals") == 3094


def test_an_authority_that_is_not_in_the_table_is_refused():
    """With what to do about it."""
    with pytest.raises(UnknownAuthority, match="--published FOLDER"):
        Targets.of(*published_counts(), authority_code="100")


def test_it_reads_as_published_statistics():
    """England, the region and ten neighbours stand beside the city, as DfE published them."""
    published = compact_published()
    england = published.figures[(published.figures["area_code"] == ENGLAND) & (published.figures["year"] == 2024)]
    assert england.set_index("measure").loc["c1.Re_referrals_percent", "shown"] == "22.4"
    assert set(published.areas["level"]) == {"authority", "regional", "national"}
    assert published.neighbours["place"].tolist() == list(range(1, 11))
    assert (published.sources["cells"] == published.sources["figures"] + published.sources["dropped"]).sum() > 10


def test_what_is_written_reads_back(tmp_path: Path):
    """From the same statistics the same tables; what was suppressed has no row."""
    before = compact_published()
    suppressed = before.figures.iloc[:1].assign(year=2020, value=float("nan"), shown="c", symbol="c")
    figures = pd.concat([before.figures, suppressed], ignore_index=True)
    assert write_compact(replace(before, figures=figures), tmp_path) == len(before.figures)
    after = compact_published(tmp_path)
    assert sorted(after.figures["shown"]) == sorted(before.figures["shown"])
    assert after.areas.to_dict("records") == before.areas.to_dict("records")


def test_the_licence_is_stated_beside_the_table():
    """Open Government Licence, and whose statistics they are."""
    beside = (Path(write_compact.__code__.co_filename).with_name("published_figures.md")).read_text()
    assert "Open Government Licence v3.0" in beside
    assert "Department for Education" in beside
