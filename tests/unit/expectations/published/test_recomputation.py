"""Published percentages and rates beside their counts."""

import pandas as pd

from expectations.published.recomputation import recomputed


def of(frame: pd.DataFrame, measure: str):
    return frame[frame["measure"] == measure].iloc[0]


def test_a_percentage_that_is_its_counts_is_equal(figures):
    """50 of 200 are 25.0%."""
    drawn = figures("""
        d3.CPP_start              E06000901 2024 200
        d3.CPP_subsequent         E06000901 2024 50
        d3.CPP_subsequent_percent E06000901 2024 25
    """)
    row = of(recomputed(drawn), "d3.CPP_subsequent_percent")
    assert (row["compared"], row["equal"], len(row["differing"])) == (1, 1, 0)


def test_a_percentage_that_is_not_its_counts_is_shown_with_what_it_should_be(figures):
    """69 of 240 are 28.75%, and that is 28.8%."""
    drawn = figures("""
        d3.CPP_start              E06000901 2024 240
        d3.CPP_subsequent         E06000901 2024 69
        d3.CPP_subsequent_percent E06000901 2024 28.7
    """)
    (cell,) = of(recomputed(drawn), "d3.CPP_subsequent_percent")["differing"].to_dict("records")
    assert (cell["area_code"], cell["year"], cell["published"], cell["recomputed"]) == ("E06000901", 2024, 28.7, 28.8)


def test_a_rate_stands_on_the_population_of_the_year_before(figures):
    """120 referrals, 20,000 children in the middle of 2023: 60.0 in the year ending March 2024."""
    drawn = pd.concat(
        [
            figures("""
                c1.Referrals      E06000901 2024 120
                c1.Referrals_rate E06000901 2024 60
            """),
            figures(
                """
                population.aged_0_to_17 E06000901 2023 20000
                population.aged_0_to_17 E06000901 2024 30000
                """,
                release="population_2024",
            ),
        ],
        ignore_index=True,
    )
    row = of(recomputed(drawn), "c1.Referrals_rate")
    assert (row["compared"], row["equal"]) == (1, 1)


def test_a_rate_stands_on_the_population_of_its_own_edition(figures):
    """Populations are revised; the statistics of 2024 used those of 2024."""
    drawn = pd.concat(
        [
            figures("c1.Referrals E06000901 2024 120\nc1.Referrals_rate E06000901 2024 60"),
            figures("population.aged_0_to_17 E06000901 2023 20000", release="population_2024"),
            figures("population.aged_0_to_17 E06000901 2023 25000", release="population_2025"),
        ],
        ignore_index=True,
    )
    assert of(recomputed(drawn), "c1.Referrals_rate")["equal"] == 1


def test_suppressed_counts_are_not_compared(figures):
    """Nor England and the regions, whose counts DfE rounds."""
    drawn = figures("""
        d3.CPP_start              E06000901 2024 200
        d3.CPP_subsequent         E06000901 2024 c
        d3.CPP_subsequent_percent E06000901 2024 c
        d3.CPP_start              E92000001 2024 200
        d3.CPP_subsequent         E92000001 2024 50
        d3.CPP_subsequent_percent E92000001 2024 25.1
    """)
    assert recomputed(drawn).empty
