"""The comparators of 2024, from the files that DfE published."""

from pathlib import Path

import pytest

from flows.sources.published import read_folder
from warehouse.published.comparators import comparators

SHARED = Path(__file__).parents[3] / "shared" / "data" / "dfe_children_in_need"
pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="DfE's published files are not beside the repository"),
]
SOUTHAMPTON = "E06000045"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory):
    """Referrals and assessments, without copying the files into the repository."""
    folder = tmp_path_factory.mktemp("published")
    for pattern in ("c1_*.csv", "c2_*.csv"):
        for file in SHARED.glob(pattern):
            (folder / file.name).symlink_to(file)
    return read_folder(folder)


def row(published, measure: str, polarity: str):
    figures = published.figures.loc[published.figures["measure"] == measure]
    made = comparators(figures, published.areas, polarities={measure: polarity})
    return made.loc[(made["area_code"] == SOUTHAMPTON) & (made["year"] == 2024)].iloc[0]


@pytest.mark.parametrize(("polarity", "rank", "band"), [("neutral", 27, ""), ("low is good", 123, "D")])
def test_southamptons_re_referrals_are_the_27th_highest_of_149(published, polarity, rank, band):
    """24.8 per cent; from the lowest, where little is good, it is the 123rd, in the last quarter."""
    found = row(published, "c1.Re_referrals_percent", polarity)
    assert (found["rank"], found["ranked_of"], found["quartile_band"]) == (rank, 149, band)


def test_re_referrals_of_2024_are_spread_as_they_were(published):
    """Minimum, quartiles and maximum of the authorities' percentages; England is the published 22.4."""
    found = row(published, "c1.Re_referrals_percent", "low is good")
    spread = [found[name] for name in ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")]
    assert spread == pytest.approx([7.4, 17.7, 20.6, 23.6, 45.4])
    assert found["england"] == 22.4


def test_assessments_within_45_days_of_2024_are_spread_as_they_were(published):
    """From percentages rounded to one place, which move a quartile by up to half a tenth."""
    found = row(published, "c2.Within_45_days_percent", "high is good")
    spread = [found[name] for name in ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")]
    assert spread == pytest.approx([51.4, 78.3, 83.3, 90.4, 99.7], abs=0.0501)
