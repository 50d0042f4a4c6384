from datetime import date, datetime

import pytest

from flows.reports.deliveries import deliveries

AUGUST, SEPTEMBER = date(2025, 8, 31), date(2025, 9, 30)


@pytest.fixture
def read(warehouse):
    """Read the deliveries of authority 999."""
    return lambda: deliveries(warehouse.connection, "999")


def test_the_newest_extract_of_a_section_counts(warehouse, read):
    """A finding that the next extract no longer has is not open."""
    warehouse.extract("august", as_at=AUGUST)
    warehouse.extract("september", as_at=SEPTEMBER)
    warehouse.finding("august", "8925")
    warehouse.finding("september", "8925", state="passed", failed=0)
    assert read().open_findings == []
    assert [found.extract_id for found in read().earlier_findings] == ["august"]


def test_sections_are_judged_one_by_one(warehouse, read):
    """An older extract is still the newest that says anything about its section."""
    warehouse.extract("census", as_at=AUGUST, format="cin_census")
    warehouse.extract("september", as_at=SEPTEMBER)
    warehouse.finding("census", "8925", section="cin_census.child_protection_plans")
    warehouse.finding("september", "8696")
    assert {found.rule for found in read().open_findings} == {"8925", "8696"}


def test_a_stopped_extract_is_the_newest_too(warehouse, read):
    """What stopped the latest delivery is what a person must look at."""
    warehouse.extract("august", as_at=AUGUST)
    warehouse.section("august")
    warehouse.extract("september", as_at=SEPTEMBER, state="stopped")
    warehouse.finding("september", "grain", severity="critical")
    assert [found.rule for found in read().open_findings] == ["grain"]


def test_the_later_issue_of_a_day_has_the_last_word(warehouse, read):
    """Of two extracts of one day, the one made later counts."""
    warehouse.extract("a-second", issued_at=datetime(2025, 10, 2))
    warehouse.extract("first", issued_at=datetime(2025, 10, 1))
    warehouse.finding("first", "8925")
    warehouse.finding("a-second", "8696")
    assert [found.rule for found in read().open_findings] == ["8696"]


def test_gravest_first(warehouse, read):
    """Severity goes before the number of rows."""
    warehouse.extract("september")
    warehouse.finding("september", "many", severity="warning", failed=90)
    warehouse.finding("september", "few", severity="error", failed=1)
    warehouse.finding("september", "more", severity="error", failed=2)
    assert [found.rule for found in read().open_findings] == ["more", "few", "many"]
    assert read().open_by_severity == {"error": 2, "warning": 1}


def test_a_rule_that_could_not_be_judged_is_open(warehouse, read):
    """A check that broke is not a check that passed."""
    warehouse.extract("september")
    warehouse.finding("september", "8925", state="error", failed=0)
    warehouse.finding("september", "8696", state="not applicable", failed=0)
    assert [found.rule for found in read().open_findings] == ["8925"]


@pytest.mark.parametrize(
    ("left_out", "dropped_by", "unaccounted"), [(4, {"restated": 4}, 0), (0, {}, 4), (4, {"restated": 1}, 3)]
)
def test_every_row_has_one_fate(warehouse, read, left_out, dropped_by, unaccounted):
    """Rows in = loaded + held back + left out, and what is left out has a rule."""
    warehouse.extract("september")
    warehouse.section("september", rows_loaded=90, rows_quarantined=6, rows_dropped=left_out, dropped_by=dropped_by)
    (section,) = read().latest_sections
    assert section.unaccounted == unaccounted


def test_a_refused_extract_stays_until_a_newer_one_is_accepted(warehouse, read):
    """Stopped and unreadable files are shown until another file of their format takes their place."""
    warehouse.extract("stopped", state="stopped", as_at=AUGUST)
    warehouse.extract("unreadable", state="unreadable", as_at=None)
    warehouse.extract("census", format="cin_census", as_at=SEPTEMBER, archived_at=datetime(2025, 11, 1))
    assert {delivery.extract_id for delivery in read().refused} == {"stopped", "unreadable"}
    warehouse.extract("accepted", as_at=SEPTEMBER, archived_at=datetime(2025, 11, 1))
    assert read().refused == []


def test_other_authorities_are_not_read(warehouse, read):
    """One authority's page holds nothing of another's."""
    warehouse.extract("theirs", authority_code="998")
    warehouse.section("theirs")
    warehouse.finding("theirs", "8925")
    warehouse.held("theirs", "8925", authority_code="998")
    found = read()
    assert (found.extracts, found.findings, found.held) == ([], [], [])


def test_superseded_rows_are_not_held(warehouse, read):
    """What a newer extract has replaced is no longer held back."""
    warehouse.extract("september")
    warehouse.held("september", "8925")
    warehouse.held("september", "8925", state="superseded")
    warehouse.held("september", "unknown:source", held="value")
    assert (read().rows_held(), read().rows_held("value")) == (1, 1)
