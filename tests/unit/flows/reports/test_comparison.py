import pytest

from flows.reports.comparison import HEADLINE_RATES, NO_HEADLINE, compare, ordinal, overview
from flows.reports.publications import Definition
from warehouse.metrics import METRICS


def definition(code="re_referrals"):
    return Definition(code, 1, "FD08", code.replace("_", " ").capitalize(), "", "", "percent", "low is good")


@pytest.fixture
def compared(benchmarks):
    """Compare one metric with everything as usual but what is named."""
    return lambda **parts: compare(definition(), benchmarks(benchmarks.comparator(**parts)))


@pytest.fixture
def rows(compared):
    """Return the table of a comparison by its first column."""
    return lambda **parts: {name: cells for name, *cells in compared(**parts).table.rows}


def test_every_figure_is_in_the_table(rows):
    """Ours, the published one, England, region, mean and median of the neighbours, each with its basis."""
    assert rows() == {
        "This authority, our figure": ["24.8%", "1,012 of 4,076"],
        "This authority, as published": ["24.8%", ""],
        "England": ["22.4%", ""],
        "South East (region)": ["26.9%", ""],
        "Neighbours, mean": ["22.3%", "9 of 10 had a figure; as in LAIT"],
        "Neighbours, median": ["21.7%", "model of 2025-05"],
    }


def test_the_year_and_the_release_are_named(compared):
    """Figures of others are never shown without their year."""
    found = compared()
    assert found.heading == "Beside others, 2023-24"
    assert found.table.caption == "2023-24, release children in need 2024"
    assert compared(period_type="at_date").heading == "Beside others, 31 March 2024"


def test_a_suppressed_figure_is_not_filled_in(compared, rows):
    """The symbol stands in words, and there is neither rank nor band."""
    absent = {"published_value": None, "published_shown": "c", "published_symbol": "c", "rank": None}
    assert rows(**absent)["This authority, as published"] == [
        "Not published",
        "c: suppressed, to protect confidentiality",
    ]
    assert compared(**absent, quartile_band="").position == (
        "No rank and no band: for this authority, c: suppressed, to protect confidentiality.",
    )


def test_what_england_or_the_region_do_not_publish_is_said(compared, rows):
    """An absent figure has no mark on the strip."""
    found = rows(england_value=None, region_value=None, region_name=None)
    assert (found["England"][0], found["Region"][0]) == ("Not published", "Not published")
    drawing = compared(england_value=None, region_value=None).drawing
    assert "Neighbours 22.3%" in drawing
    assert "England" not in drawing and "Region" not in drawing


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"neighbours_counted": 0}, ("No neighbour has a figure", "0 of 10 had a figure; as in LAIT")),
        ({"neighbours_counted": 0, "neighbour_model": ""}, ("Not known", "as in LAIT")),
    ],
)
def test_absent_neighbours_are_said(rows, parts, words):
    """Neighbours without a figure are something else than neighbours that nobody loaded."""
    assert tuple(rows(neighbour_mean=None, neighbour_median=None, **parts)["Neighbours, mean"]) == words


@pytest.mark.parametrize(
    ("polarity", "band", "sentences"),
    [
        (
            "low is good",
            "D",
            (
                "27th of 149 authorities. First has the lowest figure, which is best.",
                "Band D: in the fourth quarter of authorities, counted from the best.",
            ),
        ),
        (
            "high is good",
            "A",
            (
                "27th of 149 authorities. First has the highest figure, which is best.",
                "Band A: in the best quarter of authorities.",
            ),
        ),
        (
            "neutral",
            "",
            (
                "27th of 149 authorities. First has the highest figure, which is neither better nor worse in itself: "
                "there is no band.",
            ),
        ),
    ],
)
def test_the_rank_says_what_first_means(compared, polarity, band, sentences):
    """First is best where there is a best, and the largest where there is none."""
    assert compared(polarity=polarity, rank=27, quartile_band=band).position == sentences


def test_a_rank_that_is_not_of_our_figure_says_so(compared):
    """Rank and band come from what was published."""
    assert compared(our_value_presented="25.1").position[-1] == (
        "Rank and band are those of the published figure, which is not the same as ours."
    )
    assert len(compared().position) == 2


def test_totals_of_counts_are_not_drawn(compared, rows):
    """England's count is in the table as a total, and not on the strip; counts have no band."""
    count = {
        "unit": "count",
        "decimal_places": 0,
        "polarity": "low is good",
        "quartile_band": "A",
        "england_value": 9e5,
    }
    found = compared(**count)
    assert "England" not in found.drawing and "Neighbours 22" in found.drawing
    assert rows(**count)["England"] == ["900,000", "a total, not to be set beside one authority"]
    assert found.position[0] == "123rd of 149 authorities. First has the lowest count."
    assert not any("Band" in sentence for sentence in found.position)


def test_units_stand_in_the_head(compared):
    """Cells stay narrow."""
    found = compared(unit="per 10,000")
    assert found.table.columns == ("Whose", "Figure, per 10,000", "Note")
    assert found.table.rows[2][1] == "22.4"


def test_a_newer_figure_of_ours_is_dated(compared, rows):
    """Where no common year exists, our year stands beside our figure, and the strip marks the published one."""
    years = {"year": 2025, "published_year": 2024}
    assert rows(**years)["This authority, our figure"] == ["24.8%", "2024-25; 1,012 of 4,076"]
    assert "This authority, as published 24.8%" in compared(**years).drawing


def test_the_strip_is_told_in_words(compared):
    """Lowest, quartiles and highest stand below, and in the description with the marks."""
    found = compared()
    assert found.range == (
        "Line: the lowest to the highest of 149 authorities, 7.4% to 45.4%. Band: the middle half, 17.7% to 23.6%; "
        "notch: the median, 20.6%. Neighbours: their mean."
    )
    assert found.range in found.drawing
    assert "This authority 24.8%. England 22.4%. Region 26.9%. Neighbours 22.3%." in found.drawing


def test_without_a_spread_there_is_no_strip(compared):
    """No empty frame is drawn."""
    spread = dict.fromkeys(("minimum", "lower_quartile", "median", "upper_quartile", "maximum"))
    found = compared(**spread)
    assert (found.drawing, found.range) == (None, "")


def test_a_metric_without_a_counterpart_has_no_block(benchmarks):
    """Nothing is said where there is nothing to say."""
    assert compare(definition("contacts"), benchmarks(benchmarks.comparator())) is None


def test_places_are_ordinals():
    """As people say them."""
    assert [ordinal(place) for place in (1, 2, 3, 4, 11, 12, 13, 21, 111, 122)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th", "122nd")
    ]


def test_the_overview_is_short(benchmarks):
    """Percentages and durations with a direction, and the chief rates; no counts, no other neutral measures."""
    loaded = benchmarks(
        benchmarks.comparator("re_referrals"),
        benchmarks.comparator("referrals", unit="count"),
        benchmarks.comparator("referral_rate", unit="per 10,000", polarity="neutral", quartile_band=""),
        benchmarks.comparator("children_referred_rate", unit="per 10,000", polarity="neutral"),
        benchmarks.comparator("assessment_duration_p25", unit="working days"),
    )
    found = overview([definition(code) for code in loaded.comparators], loaded)
    assert found.year == 2024
    assert [(line.metric_code, line.value, line.england, line.neighbours, line.band) for line in found.lines] == [
        ("re_referrals", "24.8%", "22.4%", "22.3%", "D"),
        ("referral_rate", "24.8", "22.4", "22.3", "Neutral"),
    ]


def test_the_overview_dates_what_is_of_another_year(benchmarks):
    """A line of another year than most says which."""
    loaded = benchmarks(
        benchmarks.comparator("a"),
        benchmarks.comparator("b"),
        benchmarks.comparator("c", year=2023),
        benchmarks.comparator("d", year=2025, published_year=2024),
        benchmarks.comparator("e", our_value=None),
    )
    found = overview([definition(code) for code in "abcde"], loaded)
    assert [line.when for line in found.lines] == ["", "", "2022-23", "this authority 2024-25", ""]
    assert found.lines[-1].value == "24.8% (as published)"


def test_without_benchmarks_there_is_no_overview(benchmarks):
    """Nor an empty table."""
    assert overview([definition()], benchmarks()) is None


def test_the_headlines_are_metrics():
    """A metric that is renamed leaves the overview only on purpose."""
    assert {*HEADLINE_RATES, *NO_HEADLINE} <= set(METRICS)
