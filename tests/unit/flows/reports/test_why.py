"""From a figure to what it stands on, or to why there is none; codes and counts only."""

from datetime import date

import pytest

from flows.reports.why import explained, metric_named
from flows.settings import AuthoritySettings, SettingsError
from warehouse.metrics import METRICS

SAMPLETON = AuthoritySettings(code="999", name="Sampleton", inbox="in")
APRIL, SEPTEMBER = date(2025, 4, 1), date(2025, 9, 30)


@pytest.fixture
def why(warehouse):
    """Ask why a figure of referrals is what it is, of what one list of half a year says."""
    warehouse.extract("loaded", load_id=1)
    warehouse.section("loaded", covers_from=APRIL, covers_to=SEPTEMBER, columns=["no_further_action"])
    warehouse.load(1)
    warehouse.publish(1)

    def ask(period, metric="referrals"):
        lines = list(explained(warehouse.connection, SAMPLETON, METRICS[metric], period))
        assert "CANARY" not in "".join(lines)
        return [line.strip() for line in lines]

    return ask


def starting(lines, word):
    return [line.removeprefix(word).strip() for line in lines if line.startswith(word)]


@pytest.mark.parametrize("period", ["Sep 2025", "sep 2025", "2025-09"])
def test_a_figure_leads_to_its_publication_load_extracts_and_findings(warehouse, why, period):
    """The row of an error is missing from it; what a note says of another column is not its matter."""
    warehouse.value("referrals", 12)
    warehouse.finding("loaded", "required:referral_date")
    warehouse.finding("loaded", "unknown:source", severity="warning")
    warehouse.held("loaded", "required:referral_date")
    lines = why(period)
    assert starting(lines, "Figure") == ["12 in Sep 2025"]
    assert starting(lines, "Unchanged") == ["since publication 1, measured on load 1"]
    assert starting(lines, "Publication")[0].startswith("1, as at 30 September 2025")
    assert starting(lines, "Extract ") == [
        "loaded.xlsx, annex_a.list_3.referrals: 100 rows = 100 loaded + 0 quarantined + 0 dropped"
    ]
    assert [found.split(" in ")[0] for found in starting(lines, "Finding ")] == ["error required:referral_date"]


def test_extracts_of_other_days_and_of_later_loads_are_not_behind_it(warehouse, why):
    """Nor are those that were never loaded."""
    warehouse.value("referrals", 12)
    for name, load_id, first, last in (
        ("later", 2, APRIL, SEPTEMBER),
        ("waiting", None, APRIL, SEPTEMBER),
        ("last year's", 1, date(2024, 4, 1), date(2025, 3, 31)),
    ):
        warehouse.extract(name, load_id=load_id)
        warehouse.section(name, covers_from=first, covers_to=last)
    assert [line.partition(",")[0] for line in starting(why("2025-09"), "Extract ")] == ["loaded.xlsx"]


def test_days_that_no_extract_covers_are_why_there_is_no_figure(why):
    """The list begins in April; a year of which half is to come has not ended."""
    (gap, column) = starting(why("Mar 2025"), "Absent")
    assert gap == "referrals is not covered in full; it is covered 2025-04-01 to 2025-09-30"
    assert column.startswith("referrals.no_further_action")
    assert starting(why("2025-26"), "Absent")[0].startswith("the newest extract describes 30 September 2025")


def test_what_is_withheld_says_so(warehouse, why):
    """The figure is an older one, and the check that failed is named; so is a load that was withheld as a whole."""
    warehouse.value("referrals", 12)
    warehouse.withheld(1, "referrals", "negative: A numerator is negative.")
    warehouse.load(2)
    warehouse.audited(2)
    withheld = starting(why("2025-09"), "Withheld")
    assert withheld[0] == "its newer figures: negative: A numerator is negative."
    assert withheld[1].startswith("the figures of load 2, as at 30 September 2025: percentage_range")


@pytest.mark.parametrize("period", ["yesterday", "2025-09-30", "2025-13"])
def test_a_period_that_the_metric_does_not_have_is_refused(why, period):
    """Referrals happen in a period; none is made for a day."""
    with pytest.raises(SettingsError, match=f'referrals has no period "{period}"'):
        why(period)


def test_a_metric_is_known_by_its_code_or_its_number():
    """One that is not is answered with the one most like it."""
    assert metric_named("referrals") is METRICS["referrals"]
    alone = next(
        each
        for each in METRICS.values()
        if sum(other.catalogue_id == each.catalogue_id for other in METRICS.values()) == 1
    )
    assert metric_named(alone.catalogue_id.lower()) is alone
    with pytest.raises(SettingsError, match='Did you mean "referrals"'):
        metric_named("referals")
