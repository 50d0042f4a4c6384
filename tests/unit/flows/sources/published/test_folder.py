"""Files of published statistics, read into figures or refused by name."""

import hashlib

import pandas as pd
import pytest

from flows.sources.published import read_folder

ENGLAND = "{year},Reporting year,National,E92000001,England,,,,,"
REGION = "{year},Reporting year,Regional,E92000001,England,E12000008,South East,,,"
SEASIDE = "{year},Reporting year,Local authority,E92000001,England,E12000008,South East,901,E06000901,Seaside"
HILLTOP = "{year},Reporting year,Local authority,E92000001,England,E12000008,South East,902,E06000902,Hilltop"
PLANS = "category,CPP_start,CPP_subsequent,CPP_subsequent_percent"  # the columns of table d3
C1 = (
    "category,Referrals,Referrals_rate,Re_referrals,Re_referrals_percent,No_Further_Action,"
    "No_Further_Action_percent,Not_in_Need,Not_in_Need_percent,Referrals_child,Referrals_child_rate,"
    "Re_referrals_child,Re_referrals_child_percent"
)
C1_IN_2025 = (
    "category,referral_count,rereferral_count,rereferral_percent,no_further_action_count,no_further_action_percent,"
    "not_in_need_count,not_in_need_percent,referral_child_count,rereferral_child_count,rereferral_child_percent"
)


def row(place: str, *cells: str, year: int = 2024) -> str:
    return ",".join([place.format(year=year), *cells])


def plans(place: str, *cells: str, year: int = 2024) -> str:
    return row(place, "Plans", *cells, year=year)


def values(figures: pd.DataFrame, measure: str) -> dict[tuple[str, int], float]:
    own = figures[figures["measure"] == measure]
    return dict(zip(zip(own["area_code"], own["year"], strict=True), own["value"], strict=True))


def cause(published) -> str:
    (refusal,) = published.refused
    return refusal.cause


def test_a_figure_is_a_row_for_each_area_year_and_measure(published_file):
    """England, a region and an authority, each by its own code."""
    folder = published_file(
        "d3.csv",
        PLANS,
        plans(ENGLAND, "50000", "12340", "24.7"),
        plans(REGION, "900", "300", "33.3"),
        plans(SEASIDE, "200", "50", "25"),
    )
    published = read_folder(folder)
    assert values(published.figures, "d3.CPP_subsequent") == {
        ("E92000001", 2024): 12340,
        ("E12000008", 2024): 300,
        ("E06000901", 2024): 50,
    }
    assert set(published.figures["release"]) == {"children_in_need_2024"}
    assert published.areas.to_dict("list") == {
        "area_code": ["E06000901", "E12000008", "E92000001"],
        "old_code": ["901", "", ""],
        "name": ["Seaside", "South East", "England"],
        "level": ["authority", "regional", "national"],
        "region_code": ["E12000008", "", ""],
    }


def test_a_byte_order_mark_is_no_part_of_the_first_column(published_file):
    """Some of DfE's files begin with one."""
    folder = published_file("d3.csv", PLANS, plans(SEASIDE, "200", "50", "25"), mark=True)
    assert values(read_folder(folder).figures, "d3.CPP_start") == {("E06000901", 2024): 200}


@pytest.mark.parametrize("symbol", ["c", "x", "z", "u", "k", "low"])
def test_a_symbol_stands_where_there_is_no_value(published_file, symbol):
    """The figure is there, without a value, and says why."""
    folder = published_file("d3.csv", PLANS, plans(SEASIDE, "200", symbol, symbol))
    figures = read_folder(folder).figures
    own = figures[figures["measure"] == "d3.CPP_subsequent"].iloc[0]
    assert (own["symbol"], own["shown"]) == (symbol, symbol)
    assert pd.isna(own["value"])


def test_a_colon_is_the_older_word_for_not_available(published_file):
    """It is kept as shown and counts as x."""
    folder = published_file("d3.csv", PLANS, plans(SEASIDE, "200", ":", ":"))
    figures = read_folder(folder).figures
    own = figures[figures["measure"] == "d3.CPP_subsequent"].iloc[0]
    assert (own["symbol"], own["shown"]) == ("x", ":")


@pytest.mark.parametrize("cell", ['"1,234"', "n/a", "12 plans", "1e3", "C"])
def test_text_and_separators_refuse_the_cell(published_file, cell):
    """The cell is dropped and counted; the rest of its row is loaded."""
    folder = published_file("d3.csv", PLANS, plans(SEASIDE, cell, "50", "25"))
    published = read_folder(folder)
    assert values(published.figures, "d3.CPP_start") == {}
    assert values(published.figures, "d3.CPP_subsequent") == {("E06000901", 2024): 50}
    assert published.dropped[["table", "rule", "cells"]].to_numpy().tolist() == [["d3", "unreadable_cell", 1]]


def test_an_empty_cell_is_neither_a_value_nor_a_symbol(published_file):
    """It is dropped under its own rule."""
    folder = published_file("d3.csv", PLANS, plans(SEASIDE, "200", "", ""))
    assert read_folder(folder).dropped[["rule", "cells"]].to_numpy().tolist() == [["empty_cell", 2]]


def test_the_first_of_two_rows_for_the_same_area_and_year_is_loaded(published_file):
    """The second is counted, whether it says the same or not."""
    folder = published_file("d3.csv", PLANS, plans(SEASIDE, "200", "50", "25"), plans(SEASIDE, "300", "50", "16.7"))
    published = read_folder(folder)
    assert values(published.figures, "d3.CPP_start") == {("E06000901", 2024): 200}
    assert published.dropped[["rule", "cells"]].to_numpy().tolist() == [["repeated_row", 3]]


def test_rows_of_several_authorities_and_of_unknown_levels_and_years_are_counted(published_file):
    """Nothing is known about any one authority from them."""
    together = SEASIDE.replace("E06000901", "E06000901 / E06000902")
    folder = published_file(
        "d3.csv",
        PLANS,
        plans(HILLTOP, "1", "1", "100"),
        plans(together, "1", "1", "100"),
        plans(SEASIDE.replace("Local authority", "Ward"), "1", "1", "100"),
        plans(SEASIDE.replace("{year}", "202324"), "1", "1", "100"),
        plans(SEASIDE.replace("E06000901", "x"), "1", "1", "100"),
    )
    published = read_folder(folder)
    assert dict(zip(published.dropped["rule"], published.dropped["cells"], strict=True)) == {
        "unknown_level": 3,
        "unknown_year": 3,
        "combined_areas": 3,
        "unknown_area": 3,
    }
    assert published.areas["name"].tolist() == ["Hilltop"]


def test_cells_in_are_figures_out_and_cells_dropped(published_file):
    """Nothing is lost between the file and the figures."""
    folder = published_file(
        "d3.csv", PLANS, plans(SEASIDE, "200", "", "25"), plans(SEASIDE, "1", "1", "1"), plans(HILLTOP, "9", "c", "?")
    )
    (source,) = read_folder(folder).sources.to_dict("records")
    assert source["cells"] == 9
    assert source["figures"] + source["dropped"] == 9
    assert source["sha256"] == hashlib.sha256((folder / "d3.csv").read_bytes()).hexdigest()


def test_renamed_columns_are_recognised(published_file):
    """DfE's 2025 release renames the columns of c1 and leaves its rates out."""
    folder = published_file(
        "referrals.csv", C1_IN_2025, row(SEASIDE, "Referrals", "10,2,20,1,10,3,30,9,1,11.1", year=2025)
    )
    published = read_folder(folder)
    assert not published.refused
    assert values(published.figures, "c1.Re_referrals_percent") == {("E06000901", 2025): 20}
    assert set(published.figures["release"]) == {"children_in_need_2025"}


def test_an_unknown_column_refuses_the_file_by_name(published_file):
    """A column that was added may change what the others mean: nothing is loaded until somebody has looked."""
    folder = published_file("d3.csv", f"{PLANS},CPP_subsequent_rate", plans(SEASIDE, "200", "50", "25", "3.1"))
    published = read_folder(folder)
    assert published.figures.empty
    assert published.refused[0].file == "d3.csv"
    assert "the unknown column 'CPP_subsequent_rate' (closest known: 'CPP_subsequent" in cause(published)
    assert "Nothing of it is loaded" in cause(published)


def test_a_missing_column_refuses_the_file_by_name(published_file):
    """The rest is not loaded by halves."""
    header = C1.replace("No_Further_Action,", "")
    folder = published_file("c1.csv", header, row(SEASIDE, "Referrals", *["1"] * 11))
    assert "table c1" in cause(read_folder(folder))
    assert "lacks the column 'No_Further_Action'" in cause(read_folder(folder))


def test_a_column_renamed_to_something_unknown_is_named_with_what_it_replaces(published_file):
    """Whoever reads the message knows which line of the declaration to change."""
    folder = published_file("c1.csv", C1.replace("Not_in_Need,", "Not_in_Need_2,"), row(SEASIDE, "R", *["1"] * 12))
    assert "the unknown column 'Not_in_Need_2' (closest known: 'Not_in_Need')" in cause(read_folder(folder))
    assert "lacks the column 'Not_in_Need'" in cause(read_folder(folder))


def test_a_file_of_another_kind_is_refused(published_file):
    """It is not guessed at."""
    folder = published_file("schools.csv", "pupils,teachers", row(SEASIDE, "100", "5"))
    assert "no published table that is known" in cause(read_folder(folder))


def test_tables_with_the_same_columns_are_told_apart_by_their_breakdowns(published_file):
    """Two files of looked-after children have the same columns."""
    header = "care_leaver_age,breakdown,care_leaver_count,care_leaver_percent"
    published_file("one.csv", header, row(SEASIDE, "17 to 18 years", "No information", "3", "10", year=2025))
    folder = published_file(
        "two.csv", header, row(SEASIDE, "17 to 18 years", "In an apprenticeship", "6", "20", year=2025)
    )
    published = read_folder(folder)
    assert published.sources["table"].tolist() == ["care_leavers_accommodation", "care_leavers_activity"]
    assert values(published.figures, "looked_after.activity_apprenticeship_aged_17_to_18") == {("E06000901", 2025): 6}


def test_an_unknown_breakdown_refuses_the_file(published_file):
    """A breakdown that was renamed would otherwise vanish."""
    header = "care_leaver_age,breakdown,care_leaver_count,care_leaver_percent"
    folder = published_file(
        "one.csv",
        header,
        row(SEASIDE, "17 to 18 years", "On an apprenticeship", "6", "20"),
        row(SEASIDE, "17 to 18 years", "In training or employment", "6", "20"),
    )
    assert "the breakdown '17 to 18 years, On an apprenticeship'" in cause(read_folder(folder))
    assert "closest known: '17 to 18 years, In an apprenticeship'" in cause(read_folder(folder))


def test_the_population_is_published_the_year_after(published_file):
    """The vintage is the edition, not the last year in the file."""
    folder = published_file(
        "ons.csv", "age_group,population_estimate", row(SEASIDE, "Children aged 0 to 17 years", "50373", year=2023)
    )
    figures = read_folder(folder).figures
    assert figures[["release", "measure", "year", "value"]].to_numpy().tolist() == [
        ["population_2024", "population.aged_0_to_17", 2023, 50373]
    ]


def test_a_folder_in_the_folder_is_read_too(published_file, tmp_path):
    """Publications come as folders."""
    folder = published_file("d3.csv", PLANS, plans(SEASIDE, "200", "50", "25"))
    (folder / "plans").mkdir()
    (folder / "d3.csv").rename(folder / "plans" / "d3.csv")
    assert read_folder(tmp_path).sources["file"].tolist() == ["d3.csv"]


def test_a_file_that_is_no_text_is_refused(tmp_path):
    """Its message quotes nothing of it."""
    (tmp_path / "d3.csv").write_bytes(b"\xff\xfe\x00\x01")
    assert "not a text file in UTF-8" in cause(read_folder(tmp_path))


def test_the_same_table_of_the_same_release_is_read_once(published_file):
    """Two downloads of one file would count everything twice."""
    published_file("d3.csv", PLANS, plans(SEASIDE, "200", "50", "25"))
    folder = published_file("d3 (1).csv", PLANS, plans(SEASIDE, "200", "50", "25"))
    published = read_folder(folder)
    assert values(published.figures, "d3.CPP_start") == {("E06000901", 2024): 200}
    assert "holds table d3 of children_in_need_2024 already" in cause(published)


def test_releases_of_a_table_stand_beside_each_other(published_file):
    """Later releases restate earlier years; both are kept, by release."""
    published_file("d3_2024.csv", PLANS, plans(SEASIDE, "200", "50", "25"))
    folder = published_file(
        "d3_2025.csv", PLANS, plans(SEASIDE, "201", "50", "24.9"), plans(SEASIDE, "210", "50", "23.8", year=2025)
    )
    figures = read_folder(folder).figures
    starts = figures[figures["measure"] == "d3.CPP_start"]
    assert sorted(zip(starts["release"], starts["year"], starts["value"], strict=True)) == [
        ("children_in_need_2024", 2024, 200),
        ("children_in_need_2025", 2024, 201),
        ("children_in_need_2025", 2025, 210),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (plans(SEASIDE, "200", "50"),),
        (plans(SEASIDE, "200", "50", "25", "9"),),
        (plans(SEASIDE, "200", "50", "25", "9"), plans(HILLTOP, "200", "50", "25")),
        (plans(SEASIDE, "200", "50", "25"), plans(HILLTOP, "200", "50", "25", "9")),
        (plans(SEASIDE, "200", "50", "25"), "2024,Reporting ye"),
    ],
)
def test_a_row_of_another_length_refuses_the_file(published_file, rows):
    """A download that broke off, or cells that have slipped: no number in it can be trusted."""
    published = read_folder(published_file("d3.csv", PLANS, *rows))
    assert "more or fewer cells than the header" in cause(published)
    assert published.figures.empty


def test_a_table_without_rows_has_no_figures(published_file):
    """It is read, and there is nothing in it."""
    published = read_folder(published_file("d3.csv", PLANS))
    assert (len(published.figures), len(published.areas), published.refused) == (0, 0, ())
    assert published.sources[["table", "cells"]].to_numpy().tolist() == [["d3", 0]]
