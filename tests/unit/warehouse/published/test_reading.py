"""What pages read: our figures beside the published ones, and the range in which our months normally lie."""

from datetime import date, datetime

import pandas as pd
import pytest

from transforms.dimensions.dim_date import dim_date
from warehouse.dimensions import DateDimension
from warehouse.members import store
from warehouse.metrics.front_door import RE_REFERRALS
from warehouse.publication import rollback
from warehouse.published.comparing import compare
from warehouse.published.reading import comparators, latest, normal_ranges

PUBLISHED = """
    E92 | c1.Re_referrals_percent | 2023 | 22.0
    E92 | c1.Re_referrals_percent | 2024 | 22.4
    E12 | c1.Re_referrals_percent | 2024 | 26.6
    E01 | c1.Re_referrals_percent | 2023 | 22.8
    E01 | c1.Re_referrals_percent | 2024 | 24.8
    E02 | c1.Re_referrals_percent | 2024 | 20.0
    E03 | c1.Re_referrals_percent | 2024 | 21.0
    """


@pytest.fixture
def published(connection, load, load_neighbours):
    """Published figures of three authorities, compared."""
    load(PUBLISHED)
    load_neighbours("2025-05", {"E01": ["E02", "E03"]})
    compare(connection, "children_in_need_2024")


def test_our_year_stands_beside_the_published_one(connection, published, release):
    """The year ending March 2024 beside 2024: the authority's own, England's, the region's, the neighbours'."""
    release("re_referrals | financial_year | 2024-03-31 | 248 | 1000")
    row = comparators(connection, "852").set_index("year").loc[2024]
    assert (row["our_value"], row["our_numerator"], row["published_value"], row["published_year"]) == (
        *(24.8, 248, 24.8, 2024),
    )
    assert (row["england_value"], row["region_name"], row["region_value"]) == (22.4, "South", 26.6)
    assert (row["neighbour_mean"], row["neighbour_median"], row["neighbours_counted"]) == (20.5, 20.5, 2)
    assert (row["label"], row["unit"], row["polarity"]) == (RE_REFERRALS.label, "percent", "low is good")
    assert (row["area_code"], row["release"]) == ("E01", "children_in_need_2024")


def test_published_years_that_we_do_not_have_are_there_too(connection, published, release):
    """Without a figure of ours, which is missing and not nought."""
    release("re_referrals | financial_year | 2024-03-31 | 248 | 1000")
    row = comparators(connection, "852").set_index("year").loc[2023]
    assert row["published_value"] == 22.8
    assert pd.isna(row["our_value"])


def test_a_newer_figure_of_ours_stands_beside_the_latest_published_year(connection, published, release):
    """The row says which year each side is of."""
    release("re_referrals | financial_year | 2025-03-31 | 10 | 100")
    rows = comparators(connection, "852")
    assert rows[["year", "published_year"]].to_numpy().tolist() == [[2023, 2023], [2024, 2024], [2025, 2024]]
    newest = latest(rows).iloc[0]
    assert (newest["year"], newest["our_value"], newest["published_year"], newest["england_value"]) == (
        *(2025, 10, 2024, 22.4),
    )


def test_only_years_that_end_on_31_march_are_compared(connection, published, release):
    """Neither a month nor a day in June is a published year."""
    release("re_referrals | month | 2024-03-31 | 1 | 10\nre_referrals | financial_year | 2024-03-31 | 248 | 1000")
    assert comparators(connection, "852")["our_value"].dropna().tolist() == [24.8]


def test_readers_see_the_figures_of_the_current_publication(connection, published, release):
    """After a rollback our earlier figure stands beside the published one again."""
    first = release("re_referrals | financial_year | 2024-03-31 | 20 | 100")
    release("re_referrals | financial_year | 2024-03-31 | 30 | 100", load_id=2)
    assert comparators(connection, "852")["our_value"].dropna().tolist() == [30]
    rollback(connection, "852", first, datetime(2025, 7, 3))
    assert comparators(connection, "852")["our_value"].dropna().tolist() == [20]


def test_the_newest_release_that_states_a_figure_counts(connection, published, load, release):
    """Restated 2024, and for 2023, of which it says nothing, still the release before."""
    load("E01 | c1.Re_referrals_percent | 2024 | 24.9", edition=2025)
    release("re_referrals | financial_year | 2024-03-31 | 248 | 1000")
    rows = comparators(connection, "852").set_index("year")
    assert rows["published_shown"].to_dict() == {2023: "22.8", 2024: "24.9"}
    assert rows["release"].to_dict() == {2023: "children_in_need_2024", 2024: "children_in_need_2025"}


def test_what_was_withheld_later_is_not_shown(connection, published, load, release):
    """A symbol in the newest release is what its publisher says now."""
    load("E01 | c1.Re_referrals_percent | 2024 | c", edition=2025)
    release("re_referrals | financial_year | 2024-03-31 | 248 | 1000")
    row = comparators(connection, "852").set_index("year").loc[2024]
    assert row["published_symbol"] == "c"
    assert pd.isna(row["published_value"])


def test_without_benchmarks_there_is_nothing_to_compare_with(connection, release):
    """An empty frame with the same columns."""
    release("re_referrals | financial_year | 2024-03-31 | 248 | 1000")
    rows = comparators(connection, "852")
    assert rows.empty
    assert {"metric_code", "england_value", "neighbour_mean", "rank"} <= set(rows)


# --- Normal range


@pytest.fixture
def calendar(connection):
    """The calendar, which says what the end of a month is."""
    store(connection, DateDimension.__table__, dim_date(date(2024, 1, 1), date(2025, 12, 31)))


def months(metric: str, counts: list[int], *, kind: str = "month", below: str = "") -> str:
    """Return a drawing of consecutive months from April 2024 on."""
    ends = pd.date_range("2024-04-30", periods=len(counts), freq="ME")
    return "\n".join(f"{metric} | {kind} | {end.date()} | {n} | {below}" for end, n in zip(ends, counts, strict=True))


TWELVE = [50, 54, 50, 54, 50, 54, 50, 54, 50, 54, 50, 54]


def test_the_normal_range_is_the_average_and_what_months_usually_differ_by(connection, calendar, release):
    """Twelve months about 52 that differ by 4: 52 ± 2.66 × 4."""
    release(months("referrals", TWELVE))
    row = normal_ranges(connection, "852").iloc[0]
    assert (row["months"], row["average"], row["average_moving_range"]) == (12, 52, 4)
    assert (row["lower_limit"], row["upper_limit"]) == (pytest.approx(52 - 10.64), pytest.approx(52 + 10.64))
    assert (row["first_month"].date(), row["last_month"].date()) == (date(2024, 4, 1), date(2025, 3, 31))


def test_eleven_months_are_too_few(connection, calendar, release):
    """Limits would follow every month."""
    release(months("referrals", TWELVE[:11]))
    assert normal_ranges(connection, "852").empty


def test_a_provisional_month_takes_no_part(connection, calendar, release):
    """Events of it are still arriving."""
    release(months("referrals", [*TWELVE, 0]), changed={"is_provisional": [*[False] * 12, True]})
    assert normal_ranges(connection, "852")["months"].tolist() == [12]


def test_months_that_do_not_follow_each_other_have_no_difference(connection, calendar, release):
    """Between March 2025 and July 2025 lies a gap: what changed over it is no month's change."""
    release(months("referrals", TWELVE) + "\nreferrals | month | 2025-07-31 | 100 |")
    row = normal_ranges(connection, "852").iloc[0]
    assert (row["months"], row["average_moving_range"]) == (13, 4)


def test_limits_stay_within_what_is_possible(connection, calendar, release):
    """No count is below 0, no percentage outside 0 to 100."""
    release(months("referrals", [0, 90] * 6) + "\n" + months("re_referrals", [10, 100] * 6, below="100"))
    rows = normal_ranges(connection, "852").set_index("metric_code")
    assert rows.at["referrals", "lower_limit"] == 0
    assert rows.at["referrals", "upper_limit"] > 100
    assert rows.loc["re_referrals", ["lower_limit", "upper_limit"]].tolist() == [0, 100]


def test_a_stock_is_taken_at_the_ends_of_months(connection, calendar, release):
    """The as-at day in the middle of a month is no month."""
    drawing = months("children_in_need", TWELVE, kind="at_date") + "\nchildren_in_need | at_date | 2025-04-10 | 500 |"
    release(drawing)
    row = normal_ranges(connection, "852").iloc[0]
    assert (row["period_type"], row["months"], row["average"], row["average_moving_range"]) == ("at_date", 12, 52, 4)


def test_the_published_middle_half_stands_beside_a_share(connection, calendar, load, release):
    """Of the latest year; a month's count has none, because a year's count is not a month's."""
    quarter = [f"A{n} | c1.Re_referrals_percent | 2024 | {n / 10}" for n in range(101)]
    counts = [f"A{n} | c1.Referrals | 2024 | {n}" for n in range(101)]
    areas = pd.DataFrame({"area_code": [f"A{n}" for n in range(101)], "level": "authority", "region_code": ""})
    names = {"old_code": [str(852 + n) for n in range(101)], "area_name": areas["area_code"]}
    load("\n".join(quarter + counts), areas=areas.assign(**names))
    compare(connection, "children_in_need_2024")
    release(months("re_referrals", TWELVE, below="100") + "\n" + months("referrals", TWELVE))
    rows = normal_ranges(connection, "852").set_index("metric_code")
    assert rows.loc["re_referrals", ["published_lower_quartile", "published_upper_quartile"]].tolist() == [2.5, 7.5]
    assert rows.at["re_referrals", "published_year"] == 2024
    assert pd.isna(rows.at["referrals", "published_lower_quartile"])


def test_the_normal_range_agrees_with_pandas(connection, calendar, release):
    """The same limits from the same months, worked out another way."""
    counts = [31, 44, 38, 52, 47, 40, 36, 58, 49, 45, 39, 61, 50, 42]
    release(months("referrals", counts))
    row = normal_ranges(connection, "852").iloc[0]
    series = pd.Series(counts)
    step = 2.66 * series.diff().abs().mean()
    assert [row["lower_limit"], row["upper_limit"]] == pytest.approx([series.mean() - step, series.mean() + step])
