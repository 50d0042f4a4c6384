import pytest

from flows.reports.benchmarks import Comparator, NormalRange


@pytest.fixture
def newest(benchmarks):
    """Return which of some rows is shown, as our year and the published year."""

    def chosen(*rows):
        found = benchmarks(*[benchmarks.comparator(**row) for row in rows]).newest("re_referrals")
        return found.year, found.published_year

    return chosen


def test_the_newest_year_of_both_is_shown(newest):
    """A newer year of ours alone, or of theirs alone, does not take the place of one in which both are known."""
    both = {"year": 2023}
    ours = {"year": 2025, "published_year": 2024}
    theirs = {"year": 2024, "our_value": None}
    assert newest(ours, both, theirs) == (2023, 2023)


def test_without_a_common_year_our_newest_is_shown(newest):
    """Then the years differ, and the page says so."""
    assert newest({"year": 2025, "published_year": 2024}, {"year": 2024, "our_value": None}) == (2025, 2024)


def test_published_figures_stand_without_ours(newest):
    """Years that no extract covers can still be shown as published."""
    assert newest({"year": 2023, "our_value": None}, {"year": 2024, "our_value": None}) == (2024, 2024)


def test_nothing_loaded_is_nothing_shown(benchmarks):
    """Empty frames have no columns to trip over."""
    assert benchmarks().newest("re_referrals") is None


@pytest.mark.parametrize(
    ("symbol", "words"),
    [
        ("c", "c: suppressed, to protect confidentiality"),
        ("z", "z: not applicable"),
        ("x", "x: not available"),
        ("", "nothing was published"),
    ],
)
def test_an_absent_figure_says_why(benchmarks, symbol, words):
    """DfE's symbol with what it stands for."""
    row = benchmarks.comparator(published_value=None, published_shown=symbol, published_symbol=symbol)
    found = Comparator.of(row)
    assert (found.published, found.why_absent) == ("", words)


def test_figures_are_shown_as_they_were_published(benchmarks):
    """Ours as the publication presents it, theirs as in the file, with thousands separated; others half up."""
    found = Comparator.of(benchmarks.comparator(our_value=1234.449, our_value_presented="1234.5"))
    assert (found.ours, found.published, found.shown(22.25)) == ("1,234.5", "24.8", "22.3")


@pytest.mark.parametrize(
    ("value", "text", "words"), [(539.0, "539", "539.0"), (1539.0, "1539", "1,539.0"), (4.25, "4.25", "4.25")]
)
def test_a_dropped_zero_is_put_back(benchmarks, value, text, words):
    """539 and 539.0 are the same figure, and are not said to differ; more places than ours are kept."""
    assert Comparator.of(benchmarks.comparator(published_value=value, published_shown=text)).published == words


@pytest.mark.parametrize(
    ("value", "side"), [(18.04, ""), (18.0, ""), (17.96, ""), (17.94, "below"), (26.04, ""), (26.06, "above")]
)
def test_limits_are_taken_as_they_are_shown(benchmarks, value, side):
    """Nobody reads "18.0% to 26.0%" and finds 26.0% outside."""
    limits = NormalRange.of(benchmarks.normal_range())
    assert limits.between(limits.lower_limit, limits.upper_limit) == "18.0% to 26.0%"
    assert limits.side(value) == side


def test_units_are_said_once(benchmarks):
    """Only the per cent sign stays with each number."""
    limits = NormalRange.of(benchmarks.normal_range(unit="per 10,000", decimal_places=1))
    assert limits.between(431, 1534.25) == "431.0 to 1,534.3 per 10,000"
