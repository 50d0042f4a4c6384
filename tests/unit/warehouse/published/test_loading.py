"""A published file is loaded whole, once, and beside other releases."""

import pandas as pd
import pytest
import sqlalchemy as sa

from warehouse.engine import read_frame
from warehouse.metrics.population import Population, published_population
from warehouse.published.comparing import compare, releases_to_compare
from warehouse.published.loading import StatedTwice
from warehouse.published.tables import (
    Area,
    Comparator,
    PublishedFigure,
    PublishedFile,
    PublishedMeasure,
    Release,
    StatisticalNeighbour,
)

TWO = """
    E01 | c1.Re_referrals_percent | 2024 | 24.8
    E02 | c1.Re_referrals_percent | 2024 | c
    """


def stated(connection) -> dict:
    """Return what is shown for each area, year and release."""
    rows = connection.execute(
        sa.select(Area.area_name, PublishedFigure.year, Release.edition, PublishedFigure.shown)
        .join_from(PublishedFigure, Area, Area.area_key == PublishedFigure.area_key)
        .join(Release, Release.release_key == PublishedFigure.release_key)
    ).all()
    return {tuple(row[:3]): row[3] for row in rows}


def test_a_figure_is_kept_as_published(connection, load):
    """A value with its text; a symbol without a value."""
    assert load(TWO)
    found = read_frame(connection, sa.select(PublishedFigure).order_by(PublishedFigure.shown))
    assert found["shown"].tolist() == ["24.8", "c"]
    assert found["symbol"].tolist() == ["", "c"]
    assert found["value"].iloc[0] == 24.8 and pd.isna(found["value"].iloc[1])


def test_a_percentage_has_its_published_counts_beside_it(connection, load):
    """Numerator and denominator of the same area and year, where the file publishes them."""
    load(
        """
        E01 | c1.Re_referrals_percent | 2024 | 25.0
        E01 | c1.Re_referrals         | 2024 | 1
        E01 | c1.Referrals            | 2024 | 4
        E02 | c1.Re_referrals_percent | 2024 | 30.0
        """
    )
    found = read_frame(
        connection,
        sa.select(PublishedFigure.value, PublishedFigure.numerator, PublishedFigure.denominator)
        .where(PublishedFigure.value >= 25)
        .order_by(PublishedFigure.value),
    )
    assert found[["numerator", "denominator"]].iloc[0].tolist() == [1, 4]
    assert found[["numerator", "denominator"]].iloc[1].isna().all()


def test_the_same_file_again_changes_nothing(connection, load):
    """Nor does it with its rows in another order."""
    load(TWO)
    assert not load("\n".join(reversed(TWO.strip().splitlines())))
    assert len(stated(connection)) == 2


def test_a_corrected_file_replaces_its_own_figures(connection, load):
    """Whatever its name: a table is held once in a release."""
    load(TWO)
    assert load("E01 | c1.Re_referrals_percent | 2024 | 24.9", file_name="c1_corrected.csv")
    assert stated(connection) == {("Avon", 2024, 2024): "24.9"}
    assert connection.scalars(sa.select(PublishedFile.file_name)).all() == ["c1_corrected.csv"]


def test_a_newer_release_stands_beside_the_older(connection, load):
    """Nothing that was published is overwritten."""
    load(TWO)
    load("E01 | c1.Re_referrals_percent | 2024 | 24.7", edition=2025)
    assert stated(connection)["Avon", 2024, 2024] == "24.8"
    assert stated(connection)["Avon", 2024, 2025] == "24.7"


def test_a_cell_that_is_stated_twice_is_refused(load):
    """The message names file and release."""
    with pytest.raises(StatedTwice, match=r"c1_2024\.csv states 1 figures of children_in_need_2024 twice"):
        load(TWO + "E01 | c1.Re_referrals_percent | 2024 | 24.9")


def test_the_file_says_what_came_in_and_what_was_left_out(connection, load):
    """Cells = figures + dropped; what follows from others is counted apart."""
    load(TWO, cells=4, dropped=3, derived=1)
    columns = (PublishedFile.cells, PublishedFile.figures, PublishedFile.dropped, PublishedFile.derived)
    assert connection.execute(sa.select(*columns)).one() == (4, 1, 3, 1)


def test_an_authority_whose_boundary_moved_is_one_area(connection, load):
    """DfE's code stays, and the newest code of the Office for National Statistics is kept beside the former."""
    load(TWO)
    recoded = pd.DataFrame(
        {"area_code": ["E09"], "old_code": "852", "area_name": "Avon", "level": "authority", "region_code": "E12"}
    )
    load("E09 | c1.Re_referrals_percent | 2025 | 25.0", edition=2025, areas=recoded)
    load("E01 | c1.Re_referrals_percent | 2023 | 20.0", edition=2023)
    avon = connection.execute(
        sa.select(Area.area_code, Area.former_area_code, Area.first_year, Area.last_year).where(Area.old_code == "852")
    ).all()
    assert [tuple(row) for row in avon] == [("E09", "E01", 2023, 2025)]


def test_authorities_that_followed_another_are_areas_of_their_own(connection, load):
    """Each has the years in which it was published, and nothing joins them."""
    areas = pd.DataFrame(
        {
            "area_code": ["E10000006", "E06000063"],
            "old_code": ["909", "942"],
            "area_name": ["Cumbria", "Cumberland"],
            "level": "authority",
            "region_code": "",
        }
    )
    load(
        "E10000006 | c1.Referrals | 2022 | 5\nE10000006 | c1.Referrals | 2023 | 6\nE06000063 | c1.Referrals | 2024 | 3",
        areas=areas,
    )
    rows = connection.execute(sa.select(Area.area_name, Area.first_year, Area.last_year)).all()
    assert {tuple(row) for row in rows} == {("Cumbria", 2022, 2023), ("Cumberland", 2024, 2024)}


# --- Populations


POPULATIONS = "E01 | population.aged_0_to_17 | 2022 | 1000\nE01 | population.aged_0_to_17 | 2023 | 1010"


def population(measure: str = "population.aged_0_to_17") -> dict:
    row = {"label": "Population", "unit": "count", "decimal_places": 0, "polarity": "neutral", "of": "", "per": ""}
    measures = pd.DataFrame([{"measure_code": measure, "is_compared": False, "table_code": "population", **row}])
    return {"measures": measures.assign(publication="population"), "table_code": "population"}


def test_the_newest_vintage_of_a_population_counts(connection, load):
    """All its years, and none of another vintage."""
    load(POPULATIONS, vintage="mid-2023", **population())
    load("E01 | population.aged_0_to_17 | 2023 | 1020", edition=2025, vintage="mid-2024", **population())
    assert published_population(connection, "852") == Population({2023: 1020}, "mid-2024")


def test_an_authority_without_a_published_population_has_none(connection, load):
    """Absent, never guessed."""
    load(POPULATIONS, vintage="mid-2023", **population())
    assert published_population(connection, "850") is None


# --- Comparators


def test_comparators_are_made_once_for_what_is_loaded(connection, load):
    """England's row is kept beside each authority's; a second look finds nothing to do."""
    load(TWO + "E92 | c1.Re_referrals_percent | 2024 | 22.4\nE01 | c1.Re_referrals | 2024 | 8")
    assert releases_to_compare(connection) == ["children_in_need_2024"]
    assert compare(connection, "children_in_need_2024") == 2  # not the count, which no metric must equal
    assert connection.scalars(sa.select(Comparator.england)).all() == [22.4, 22.4]
    assert releases_to_compare(connection) == []


def test_comparators_go_with_the_figures_they_were_made_from(connection, load):
    """Between a correction and the next making there are none, rather than wrong ones."""
    load(TWO)
    compare(connection, "children_in_need_2024")
    load("E01 | c1.Re_referrals_percent | 2024 | 24.9")
    assert connection.scalar(sa.select(sa.func.count()).select_from(Comparator)) == 0
    assert releases_to_compare(connection) == ["children_in_need_2024"]


def test_new_neighbours_make_comparators_due(connection, load, load_neighbours):
    """A later version of the model takes the place of an earlier one."""
    load(TWO + "E03 | c1.Re_referrals_percent | 2024 | 30")
    compare(connection, "children_in_need_2024")
    load_neighbours("2025-05", {"E01": ["E03"]})
    load_neighbours("2021-04", {"E01": ["E02"]})
    assert connection.scalar(sa.select(sa.func.count()).select_from(StatisticalNeighbour)) == 2
    assert releases_to_compare(connection) == ["children_in_need_2024"]
    compare(connection, "children_in_need_2024")
    made = connection.execute(
        sa.select(Comparator.neighbour_mean, Comparator.neighbour_model).where(Comparator.neighbours_counted == 1)
    ).all()
    assert [tuple(row) for row in made] == [(30, "statistical_neighbours_2025-05")]


def test_a_changed_polarity_makes_comparators_due(connection, load):
    """Figures stay; ranks turn round."""
    load(TWO)
    compare(connection, "children_in_need_2024")
    connection.execute(sa.update(PublishedMeasure).values(polarity="high is good"))
    assert releases_to_compare(connection) == ["children_in_need_2024"]
