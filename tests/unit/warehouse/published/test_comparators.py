"""What an authority's published figure is compared with, drawn small."""

import pandas as pd
import pytest

from warehouse.published.comparators import NO_NEIGHBOURS, Neighbours, comparators

AREAS = pd.DataFrame(
    {
        "area_code": ["England", "South", "North", "Avon", "Brook", "Cliff", "Dale", "Esk"],
        "level": ["national", "regional", "regional", *["authority"] * 5],
        "region_code": ["", "", "", "South", "South", "South", "North", "North"],
    }
)


def figures(drawing: str, *, measure: str = "share") -> pd.DataFrame:
    """Return figures drawn as: area, year, value; a symbol is no value."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["area_code", "year", "value"])
    return frame.assign(
        release="r_2024",
        measure=measure,
        year=frame["year"].astype("int64"),
        value=pd.to_numeric(frame["value"], errors="coerce"),
    )


def compared(drawing: str, *, polarity: str = "neutral", neighbours: Neighbours = NO_NEIGHBOURS, fewest: int = 1):
    """Return the comparators by area, for drawings of one year."""
    made = comparators(
        figures(drawing), AREAS, polarities={"share": polarity}, neighbours=neighbours, fewest_ranked=fewest
    )
    return made.set_index("area_code")


FIVE = """
    England | 2024 | 22
    South   | 2024 | 26
    Avon    | 2024 | 10
    Brook   | 2024 | 20
    Cliff   | 2024 | 20
    Dale    | 2024 | 40
    Esk     | 2024 | c
    """


def test_england_and_the_region_are_the_published_rows():
    """Neither the mean (22.5) nor the sum of authorities; a region that was not published is missing."""
    avon, dale = compared(FIVE).loc[["Avon", "Dale"]].to_dict("records")
    assert (avon["england"], avon["region"]) == (22, 26)
    assert dale["england"] == 22
    assert pd.isna(dale["region"])


def test_only_authorities_are_compared():
    """England and regions have no row, whoever suppressed has one."""
    assert compared(FIVE).index.tolist() == ["Avon", "Brook", "Cliff", "Dale", "Esk"]


def test_where_little_is_good_the_lowest_is_first():
    """Ties share the better place, and the next place is left out."""
    made = compared(FIVE, polarity="low is good")
    assert made["rank"].dropna().to_dict() == {"Avon": 1, "Brook": 2, "Cliff": 2, "Dale": 4}


@pytest.mark.parametrize("polarity", ["high is good", "neutral"])
def test_where_much_is_good_or_nothing_is_the_highest_is_first(polarity):
    """A neutral measure has places by size."""
    made = compared(FIVE, polarity=polarity)
    assert made["rank"].dropna().to_dict() == {"Dale": 1, "Brook": 2, "Cliff": 2, "Avon": 4}


def test_a_symbol_is_never_nought():
    """Esk's suppressed figure has no place and counts in nobody's."""
    esk = compared(FIVE, polarity="low is good").loc["Esk"]
    assert pd.isna(esk["rank"])
    assert (esk["ranked_of"], esk["quartile_band"], esk["minimum"]) == (4, "", 10)


def test_quartiles_lie_between_the_authorities():
    """Interpolated linearly, as LAIT does: of 10, 20, 20, 40 they are 17.5, 20 and 25."""
    avon = compared(FIVE).loc["Avon"]
    assert [avon[name] for name in ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")] == [
        *(10, 17.5, 20, 25, 40)
    ]


@pytest.mark.parametrize(
    ("polarity", "bands"),
    [
        ("low is good", {"Avon": "A", "Brook": "B", "Cliff": "B", "Dale": "D"}),
        ("high is good", {"Avon": "D", "Brook": "C", "Cliff": "C", "Dale": "A"}),
        ("neutral", {"Avon": "", "Brook": "", "Cliff": "", "Dale": ""}),
    ],
)
def test_band_a_is_the_best_quarter(polarity, bands):
    """A figure on a quartile belongs to the quarter below it, whichever is the better; without polarity no band."""
    assert compared(FIVE, polarity=polarity)["quartile_band"].drop("Esk").to_dict() == bands


NEIGHBOURS = Neighbours(
    pd.DataFrame(
        {"area_code": ["Avon"] * 4, "neighbour_code": ["Brook", "Cliff", "Dale", "Esk"]},
    ),
    model="model_2025",
)


def test_neighbours_without_a_figure_are_left_out():
    """Three of four: mean as in LAIT (26.67), median as in DfE's dashboard (20), and how many they are."""
    avon = compared(FIVE, neighbours=NEIGHBOURS).loc["Avon"]
    assert avon["neighbour_mean"] == pytest.approx(80 / 3)
    assert (avon["neighbour_median"], avon["neighbours_counted"], avon["neighbour_model"]) == (20, 3, "model_2025")


def test_without_neighbours_there_is_no_mean():
    """Nobody's neighbours are none, not nought."""
    dale = compared(FIVE, neighbours=NEIGHBOURS).loc["Dale"]
    assert pd.isna(dale["neighbour_mean"]) and pd.isna(dale["neighbour_median"])
    assert dale["neighbours_counted"] == 0


def test_years_do_not_mix():
    """Each year is compared within itself."""
    made = comparators(
        figures("Avon | 2023 | 1\nBrook | 2023 | 2\nAvon | 2024 | 30"), AREAS, polarities={}, fewest_ranked=1
    )
    assert dict(zip(made["year"], made["ranked_of"], strict=False)) == {2023: 2, 2024: 1}
    assert made.loc[made["year"] == 2024, "maximum"].tolist() == [30]


def test_a_place_among_a_few_is_no_place():
    """With five authorities at hand there is neither rank nor band nor quartile; England is still there."""
    avon = compared(FIVE, polarity="low is good", fewest=100).loc["Avon"]
    assert avon[["rank", "minimum", "lower_quartile", "median", "upper_quartile", "maximum"]].isna().all()
    assert (avon["quartile_band"], avon["ranked_of"], avon["england"]) == ("", 4, 22)


def test_nothing_compares_with_nothing():
    """No figures, no comparators, the same columns."""
    none = comparators(figures("Avon | 2024 | 1").iloc[:0], AREAS, polarities={})
    assert none.empty
    assert {"area_code", "england", "rank", "maximum"} <= set(none)
