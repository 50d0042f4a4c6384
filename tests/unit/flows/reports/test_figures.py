from datetime import date

import pytest

from flows.reports.figures import Figure, change


@pytest.fixture
def figure():
    """Make a figure; what is not named is as usual."""

    def make(value, **parts):
        usual = {
            "period_type": "month",
            "period_start": date(2025, 9, 1),
            "period_end": date(2025, 9, 30),
            "definition_version": 1,
            "numerator": value,
            "denominator": None,
            "value": value,
            "value_presented": "z" if value is None else f"{value:.0f}",
            "decimal_places": 0,
            "unit": "count",
            "is_provisional": False,
            "is_annualised": False,
            "population_vintage": "",
            "previous_period_start": None,
            "same_period_last_year_start": None,
        }
        return Figure(**usual | parts)

    return make


@pytest.fixture
def percentage(figure):
    """Make a percentage of a numerator and a denominator."""

    def make(above, below, **parts):
        value = 100 * above / below if below else None
        presented = f"{value:.1f}" if below else "z"
        return figure(value, numerator=above, denominator=below, unit="percent", value_presented=presented, **parts)

    return make


def test_thousands_are_separated(figure):
    """Counts are written with commas."""
    assert figure(1234567).words == "1,234,567"


def test_a_percentage_says_what_it_is_of(percentage):
    """Numerator and denominator stand beside the percentage."""
    assert percentage(412, 488).words_and_base == "84.4% (412 of 488)"


def test_the_published_rounding_is_kept(percentage):
    """The page shows the presented value, and never rounds again."""
    assert percentage(1, 3, period_type="month").shown == "33.3"


def test_a_rate_says_its_population(figure):
    """A rate per 10,000 names count and population."""
    rate = figure(518.7, numerator=2640.0, denominator=50900.0, unit="per 10,000", value_presented="518.7")
    assert rate.words_and_base == "518.7 per 10,000 (2,640 in a population of 50,900)"


def test_children_are_counts(figure):
    """A count of children changes in per cent, and does not repeat itself as its own base."""
    now, then = figure(257, unit="children"), figure(240, unit="children")
    assert now.words_and_base == "257 children"
    assert change(now, then, missing="").sentence == "Up 7.1%, from 240 children in Sep 2025"


def test_a_median_says_of_how_many(figure):
    """A median has no numerator, but a number of cases."""
    median = figure(34.0, numerator=None, denominator=1402.0, unit="working days")
    assert median.words_and_base == "34 working days (of 1,402)"


def test_nothing_to_divide_by_is_not_zero(percentage):
    """A percentage of nothing is not available, and the reason gives DfE's symbol."""
    assert percentage(0, 0).words == "Not available"
    assert percentage(0, 0).reason == "z: there was nothing to take a share of (0 in the denominator)"


def test_a_rate_without_population_says_so(figure):
    """The reason names the missing population."""
    rate = figure(None, numerator=40, unit="per 10,000")
    assert rate.reason == "z: no population is known for the year"


@pytest.mark.parametrize(
    ("period_type", "words"),
    [
        ("month", "in Sep 2025"),
        ("quarter", "in Quarter 2 2025-26"),
        ("year_to_date", "in 2025-26 to date (30 September 2025)"),
        ("financial_year", "in 2025-26"),
        ("rolling_12_months", "in the 12 months to Sep 2025"),
        ("at_date", "on 30 September 2025"),
    ],
)
def test_periods_in_words(figure, period_type, words):
    """Each kind of period reads as one would say it."""
    assert figure(1, period_type=period_type).when == words


def test_counts_change_in_per_cent(figure):
    """From 100 to 112 is up 12%, and the base is printed."""
    found = change(figure(112), figure(100), missing="")
    assert (found.words, found.base) == ("Up 12.0%", "from 100 in Sep 2025")


def test_percentages_change_in_points(percentage):
    """From 50% to 45% is down 5 points, not down 10%."""
    found = change(percentage(45, 100), percentage(10, 20), missing="")
    assert found.sentence == "Down 5.0 percentage points, from 50.0% (10 of 20) in Sep 2025"


def test_rates_change_in_per_cent(figure):
    """A rate is compared as its count would be."""
    now = figure(55.0, numerator=275, denominator=50000, unit="per 10,000")
    then = figure(50.0, numerator=250, denominator=50000, unit="per 10,000")
    assert change(now, then, missing="").words == "Up 10.0%"


def test_days_change_in_days(figure):
    """A median of working days differs by days."""
    median = {"unit": "working days", "numerator": None, "denominator": 100}
    now, then = figure(34.0, **median), figure(36.5, **median)
    assert change(now, then, missing="").words == "Down 2.5 working days"


@pytest.mark.parametrize(("base", "words"), [(9, "Up 3, not given in per cent: base under 10"), (10, "Up 20.0%")])
def test_ten_cases_are_enough_for_per_cent(figure, base, words):
    """A base of 9 gives no percentage, a base of 10 does."""
    assert change(figure(12), figure(base), missing="").words == words


def test_a_rate_of_few_cases_is_not_compared(figure):
    """A rate that stands on 9 cases gives no percentage either."""
    now = figure(3.0, numerator=15, denominator=50000, unit="per 10,000")
    then = figure(1.8, numerator=9, denominator=50000, unit="per 10,000")
    assert change(now, then, missing="").words == "Not given in per cent: base under 10"


def test_a_small_base_is_still_printed(figure):
    """Where the percentage is withheld, the reader sees the count."""
    assert change(figure(6), figure(4), missing="").base == "from 4 in Sep 2025"


@pytest.mark.parametrize(("now", "then"), [((4, 9), (50, 100)), ((50, 100), (4, 9))])
def test_percentages_of_fewer_than_ten_are_not_compared(percentage, now, then):
    """Either base is enough to leave the comparison out."""
    assert change(percentage(*now), percentage(*then), missing="").words == "Not compared: fewer than 10 in the base"


def test_another_version_is_not_compared(figure):
    """A change of definition is not a change of the service."""
    found = change(figure(112, definition_version=2), figure(100), missing="")
    assert found.sentence == "Not compared, the definition has changed in between"


def test_no_figure_is_not_compared(figure):
    """Without the earlier figure, the words say what is missing."""
    assert change(figure(1), None, missing="there is no figure for a year before").words == "Not compared"
    assert change(figure(1), figure(None), missing="").base == "there is no figure for Sep 2025"


def test_rounding_does_not_hide_a_change(figure):
    """A difference that rounds to nothing is not called none."""
    assert change(figure(100001), figure(100000), missing="").words == "Up less than 0.1%"
    assert change(figure(5000), figure(5000), missing="").words == "No change"


def test_changes_are_rounded_half_up(figure):
    """0.25% is 0.3%, not 0.2% as binary floats and half even have it."""
    assert change(figure(401), figure(400), missing="").words == "Up 0.3%"
