"""What is open, in a minute: how it changed, what became of the rows, and which metrics stand on them."""

from datetime import date

import pytest

from flows.reports.deliveries import deliveries
from flows.reports.overview import open_findings, settled
from warehouse.metrics.reliance import touched

AUGUST, SEPTEMBER = date(2025, 8, 31), date(2025, 9, 30)
SOURCE = "unknown:source"


@pytest.fixture
def found(warehouse):
    """Return the open findings of authority 999, after two months' extracts."""
    warehouse.extract("august", as_at=AUGUST)
    warehouse.extract("september", as_at=SEPTEMBER)
    return lambda: open_findings(deliveries(warehouse.connection, "999"))


def test_a_finding_is_set_beside_the_extract_before(warehouse, found):
    """More, the same, or new; what the extract before passed was 0 there."""
    for rule, before in {"more": 1, "same": 3, "passed": 0}.items():
        warehouse.finding("august", rule, failed=before, state="failed" if before else "passed")
    for rule in ("more", "same", "passed", "new"):
        warehouse.finding("september", rule)
    assert {each.rule: each.change for each in found()} == {
        "more": "+2",
        "same": "same",
        "passed": "+3",
        "new": "new",
    }


def test_what_the_newest_extract_no_longer_has_is_settled(warehouse, found):
    """It is counted, and not listed."""
    warehouse.finding("august", "8925")
    warehouse.finding("september", "8925", state="passed", failed=0)
    assert found() == []
    assert settled(deliveries(warehouse.connection, "999")) == 1


def test_rows_and_values_held_now_are_counted(warehouse, found):
    """What a newer extract superseded is not."""
    warehouse.finding("september", SOURCE, severity="warning")
    for state, held in (("held", "value"), ("held", "value"), ("superseded", "value"), ("held", "row")):
        warehouse.held("september", SOURCE, state=state, held=held)
    (source,) = found()
    assert (source.rows_held, source.values_held) == (1, 2)
    assert "1 row held, 2 values held" in source.words and "CANARY" not in source.words


def test_an_error_touches_what_counts_its_rows_and_a_query_what_stands_on_its_columns(warehouse, found):
    """The row of an error is missing everywhere; one without its source is missing where sources are told apart."""
    warehouse.finding("september", "required:referral_date")
    warehouse.finding("september", SOURCE, severity="warning")
    error, query = found()
    assert (error.severity, query.severity) == ("error", "warning")
    assert {"referrals", "re_referrals"} <= {each.code for each in error.touches.counts}
    assert "referrals" not in {each.code for each in query.touches.counts}
    assert "referrals" in {each.code for each in query.touches.cuts}


def test_a_column_that_no_figure_stands_on_touches_none():
    """Rows of a dataset of which no figure is made touch none either."""
    assert touched("contacts", ["no_such_column"], whole_rows=False).counts == ()
    assert touched("agency_workers", [], whole_rows=True).counts == ()


def test_a_doubtful_defining_date_touches_all_that_count_the_row():
    """The row may belong into another period."""
    by_date = touched("referrals", ["referral_date"], whole_rows=False)
    assert by_date.counts == touched("referrals", [], whole_rows=True).counts != ()
