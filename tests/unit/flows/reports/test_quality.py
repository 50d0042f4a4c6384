from datetime import date

import pytest
import sqlalchemy as sa

from flows.reports.deliveries import deliveries
from flows.reports.quality import summary, write_quality
from warehouse.crosswalk import child_identifier_contradiction
from warehouse.ledger_tables import load_dataset


@pytest.fixture
def page(warehouse, authority, tmp_path):
    """Write the page and return its text."""

    def written():
        return write_quality(warehouse.connection, tmp_path, **authority).read_text(encoding="utf-8")

    return written


@pytest.fixture
def sentences(warehouse):
    """Return the sentences at the top of the page."""
    return lambda: summary(deliveries(warehouse.connection, "999"))


def test_the_summary_counts_every_row(warehouse, sentences):
    """A manager reads how many rows were loaded, held back and left out, and that none is missing."""
    warehouse.extract("september")
    warehouse.section(
        "september",
        rows_in=2000,
        rows_loaded=1980,
        rows_quarantined=15,
        rows_dropped=5,
        dropped_by={"restated": 5},
    )
    assert sentences()[:2] == [
        "Of the 2,000 rows in the sections of the latest extracts, 1,980 (99.0%) were loaded, 15 held back because a "
        "check failed, and 5 left out by a named rule.",
        "Every row is accounted for.",
    ]


def test_a_hundred_per_cent_means_all(warehouse, sentences):
    """One row held back of 100,000 is not 100.0% loaded."""
    warehouse.extract("september")
    warehouse.section("september", rows_in=100_000, rows_loaded=99_999, rows_quarantined=1)
    assert "99,999 (99.9%) were loaded" in sentences()[0]


def test_a_missing_row_is_said_at_the_top(warehouse, sentences):
    """Accounting that does not agree is never passed over."""
    warehouse.extract("september")
    warehouse.section("september", rows_in=100, rows_loaded=98)
    assert sentences()[1].startswith("2 rows cannot be accounted for")


def test_stopped_and_unreadable_extracts_are_named(warehouse, sentences):
    """The summary says which files are in no figure."""
    warehouse.extract("late", state="stopped", reason="Far fewer rows.")
    warehouse.extract("broken", state="unreadable", as_at=None)
    assert sentences() == [
        "No row has been loaded yet.",
        "1 extract was stopped at the gate (late.xlsx): nothing in it is in the figures.",
        "1 extract was unreadable (broken.xlsx): nothing in it is in the figures.",
        "Nothing has been checked yet.",
    ]


def test_the_summary_says_where_to_begin(warehouse, sentences):
    """The gravest finding that concerns most rows is the first to look at."""
    warehouse.extract("september")
    warehouse.finding("september", "8696", failed=9)
    warehouse.finding("september", "unknown:source", severity="warning", failed=61)
    assert sentences()[-2:] == [
        "2 findings are open: 1 is an error, 1 is a warning.",
        "Look first at 8696 in referrals: The case closes before it opens. (9 rows)",
    ]


def test_the_sum_is_shown(warehouse, page):
    """Each extract shows that its rows add up."""
    warehouse.extract("september")
    warehouse.section(
        "september", rows_in=110, rows_loaded=100, rows_quarantined=7, rows_dropped=3, dropped_by={"restated": 3}
    )
    assert "110 = 100 + 7 + 3: agrees" in page()
    assert "restated: 3" in page()


def test_a_sum_that_differs_says_so(warehouse, page):
    """The page does not write an equals sign where there is none."""
    warehouse.extract("september")
    warehouse.section("september", rows_in=110, rows_loaded=100)
    assert "110 against 100 + 0 + 0: differs by 10" in page()


def test_no_record_leaves_the_warehouse(warehouse, page):
    """The page counts what is held back, and shows neither the record nor its place."""
    warehouse.extract("september")
    warehouse.held("september", "8925")
    assert "8925" in page()
    for value in ("CANARY-1", "2012-02-29", "List 3"):
        assert value not in page()


def test_file_names_are_escaped(warehouse, page):
    """A file name cannot become part of the page."""
    warehouse.extract("september", file_name="<script>alert(1)</script>.xlsx")
    assert "<script" not in page()


def test_a_warehouse_without_extracts_has_a_page(page):
    """Before the first delivery the page says that nothing has arrived."""
    assert "No extract has arrived yet." in page()


def test_the_audit_of_withheld_figures_is_shown(warehouse, page):
    """Whoever asks why figures are withheld finds the check, and how many figures failed it."""
    warehouse.load(9)
    warehouse.audited(9)
    warehouse.audited(9, rule="total_is_there", state="passed", failed=0, message="No total is there.")
    assert "A percentage lies outside 0 to 100." in page()
    assert "No total is there." not in page()


def test_only_the_newest_audit_is_shown(warehouse, page):
    """An audit that was put right by a later load is history."""
    warehouse.audited(8)
    warehouse.audited(9, state="passed", failed=0)
    assert "Audit of the figures" not in page()


def test_the_latest_comes_before_the_history(warehouse, page):
    """Findings of the newest extract stand above those of earlier ones."""
    warehouse.extract("august", as_at=date(2025, 8, 31))
    warehouse.extract("september", as_at=date(2025, 9, 30))
    warehouse.finding("august", "8820", message="The referral lies within an open case.")
    warehouse.finding("september", "8696")
    assert page().index("8696") < page().index("8820")


def test_what_newer_extracts_took_back_is_counted(warehouse, page):
    """By dataset, for the newest load; a dataset of which nothing was withdrawn is not shown."""
    warehouse.load(1)
    for dataset, live, withdrawn in (("referrals", 90, 7), ("contacts", 40, 0)):
        counts = {"load_id": 1, "dataset": dataset, "rows_live": live, "rows_withdrawn": withdrawn}
        warehouse.connection.execute(sa.insert(load_dataset).values(counts))
    text = page()
    assert "Rows that newer extracts took back" in text
    assert "referrals" in text and "contacts" not in text


def test_contradicting_identifiers_are_counted_and_not_shown(warehouse, page):
    """The page says how often and why; which identifiers, only the warehouse says."""
    pair = {"one_space": "authority", "one_identifier": "CANARY-1", "other_identifier": "CANARY-2"}
    warehouse.connection.execute(
        sa.insert(child_identifier_contradiction).values(
            authority_code="999", load_id=1, rule="other_birth_date", **pair
        )
    )
    text = page()
    assert "their birth dates differ" in text
    assert "CANARY" not in text
