"""DfE's own files: read whole, computed again from their counts, and compared with one another."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

from expectations.findings import State
from expectations.published import TABLES
from expectations.published.agreement import agreement
from expectations.published.recomputation import recomputed
from expectations.published.suite import validate_figures
from flows.sources.published import read_folder
from flows.sources.published.folder import Published

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
PUBLICATIONS = ("dfe_children_in_need", "dfe_children_looked_after", "dfe_workforce", "dfe_lait")

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the published statistics are not beside the repository"),
]


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Published:
    """Everything that is published, read once."""
    folder = tmp_path_factory.mktemp("published")
    for publication in PUBLICATIONS:
        (folder / publication).mkdir()
        for path in (SHARED / publication).iterdir():
            (folder / publication / path.name).symlink_to(path)
    return read_folder(folder)


@pytest.fixture(scope="module")
def compared(published) -> pd.DataFrame:
    """Children in need: each percentage and rate of an authority beside its counts."""
    figures = published.figures
    return recomputed(figures[figures["release"].isin(["children_in_need_2024", "population_2024"])])


def test_every_file_is_recognised_and_accounted_for(published):
    """Each cell is a figure or dropped under a rule."""
    assert published.refused == ()
    sources = published.sources
    assert {table.name for table in TABLES} <= set(sources["table"])
    assert (sources["cells"] == sources["figures"] + sources["dropped"]).all()
    dropped = published.dropped.set_index(["table", "rule"])["cells"].to_dict()
    assert dropped == {
        ("workforce", "combined_areas"): 308,
        ("lait", "other_topic"): 376_040,
        ("lait", "unknown_year"): 170,
    }


def test_every_percentage_but_one_is_its_counts_rounded_half_up(compared):
    """63,909 cells of tables b2 to d8; Shropshire 2017, 69 of 240, is published as 28.7."""
    percentages = compared[compared["unit"] == "percent"]
    assert (percentages["compared"].sum(), percentages["equal"].sum()) == (63_909, 63_908)
    (cell,) = pd.concat(percentages["differing"].tolist()).to_dict("records")
    assert (cell["measure"], cell["area_code"], cell["year"], cell["published"], cell["recomputed"]) == (
        "d5.more_than_6_months_less_than_1_year_percent",
        "E06000051",
        2017,
        28.7,
        28.8,
    )


def test_every_rate_is_its_count_by_the_population_of_the_year_before(compared):
    """42,188 cells of tables b1, b7, c1, c2, c4 and d1."""
    rates = compared[compared["unit"] == "rate"]
    assert (rates["compared"].sum(), rates["equal"].sum()) == (42_188, 42_188)


def test_lait_agrees_with_the_tables(published):
    """Percentages from published counts, by authority and year: equal of compared."""
    compared = agreement(published.figures, published.areas).set_index("lait")
    assert {
        measure: (row["from_counts_equal"], row["from_counts"]) for measure, row in compared.to_dict("index").items()
    } == {
        "lait.Continue_Assess_Comp": (1225, 1228),
        "lait.CP_conf_15days": (1296, 1304),
        "lait.ReReferral": (1349, 1349),
        "lait.PrevRegCPR": (1333, 1333),
        "lait.CPPlans2yrsActive": (854, 854),
        "lait.CPPlans2yrs": (1076, 1076),
        "lait.RevCP": (1337, 1337),
    }


def test_the_checks_find_what_is_known_to_be_wrong_with_the_statistics(published):
    """Parts that do not add up, counted; nothing stops the load, nothing is left unjudged."""
    outcome = validate_figures(published.figures, measures=published.measures)
    assert [finding for finding in outcome.findings if finding.state is State.ERROR] == []
    assert outcome.critical == ()
    assert {finding.rule.partition(":")[2] or finding.rule: finding.failed for finding in outcome.failed} == {
        "b1.Anypoint_episodes:0": 2,
        "b3.At31_episodes:0": 6,
        "b5.Ended_episodes:0": 10,
        "c2.Assessments_completed:0": 12,
        "c4.ICPC:0": 125,
        "c5.Referrals:0": 7,
        "d2.CPP_start:0": 1,
        "d2.CPP_start:1": 1,
        "percentage_is_its_counts": 1,
        "d8.CPP_End_first_6months:0": 18,
    }


def test_southampton_referrals_more_than_doubled(published):
    """
    January to July 2019 against the same months of 2018: 2,921 against 1,328, +120.0%.

    The scrutiny panel's slide of October 2019 had 119%: it cut 119.95 short.
    """
    months = published.figures[
        (published.figures["area_code"] == "E06000045") & published.figures["measure"].str.startswith("c6.")
    ].set_index(["measure", "year"])["value"]
    in_year = {"January": 0, "February": 0, "March": 0, "April": 1, "May": 1, "June": 1, "July": 1}  # April begins it

    def january_to_july(year: int) -> int:
        return int(sum(months[f"c6.{month}", year + later] for month, later in in_year.items()))

    now, before = january_to_july(2019), january_to_july(2018)
    assert (now, before) == (2921, 1328)
    change = Decimal(100 * (now - before)) / Decimal(before)
    assert change.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) == Decimal("119.95")
    assert change.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) == Decimal("120.0")


def test_lait_keeps_direction_and_decimal_places(published):
    """Both come from its dictionary; 448 entries are 434 measures, because 14 are listed under two topics."""
    lait = {code: measure for code, measure in published.measures.items() if code.startswith("lait.")}
    assert len(lait) == 434
    assert (lait["lait.ReReferral"].polarity, lait["lait.ReReferral"].decimal_places) == ("Low", 1)


def test_every_authority_has_ten_neighbours(published):
    """153 authorities of today and five that are no longer, in the model of May 2025."""
    neighbours = published.neighbours
    assert set(neighbours["model"]) == {"2025-05"}
    assert neighbours.groupby("old_code")["place"].agg(
        ["min", "max", "nunique"]
    ).drop_duplicates().to_numpy().tolist() == [[1, 10, 10]]
    assert neighbours["old_code"].nunique() == 158
    assert neighbours[neighbours["old_code"] == "852"].sort_values("place")["neighbour_old_code"].tolist()[:2] == [
        "331",
        "831",
    ]
