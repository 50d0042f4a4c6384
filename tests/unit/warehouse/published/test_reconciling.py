"""Our figures beside those that others state of the same: one verdict each, and never an average."""

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import insert, select

from expectations.audit import audit_reconciliation
from expectations.datasets import ReportedFigures
from warehouse.conformed import table_of
from warehouse.engine import read_frame
from warehouse.ledger_tables import extract
from warehouse.publication import rollback
from warehouse.reconciling import PUBLISHED_RECONCILIATION, Verdict, kept, reconciled, record_reconciliation
from warehouse.reported import know_measures

YEAR = "re_referrals | financial_year | 2024-03-31 | 248 | 1000"
SHARE = "E01 | c1.Re_referrals_percent | 2024"


@pytest.fixture
def census(connection):
    """The census of the year has been loaded."""
    connection.execute(
        insert(extract).values(
            extract_id="census",
            authority_code="852",
            format="cin_census",
            file_name="invented.xml",
            size_bytes=1,
            collection_year=2024,
            issued_at=datetime(2024, 5, 1),
            archived_at=datetime(2024, 5, 1),
            archive_path="none",
            state="conformed",
            run_id="run",
        )
    )


def verdicts(connection):
    """Return the verdict by what is compared."""
    found = reconciled(connection, "852")
    return dict(zip(found["measure"] + " " + found["part"], found["verdict"], strict=True))


def share(connection):
    found = reconciled(connection, "852")
    return found[found["part"] == "value"].set_index("measure")["verdict"]["c1.Re_referrals_percent"]


def test_a_figure_and_its_parts_agree(connection, census, load, release):
    """The percentage as shown, and the whole numbers above and below the line."""
    load(f"{SHARE} | 24.8\nE01 | c1.Re_referrals | 2024 | 248\nE01 | c1.Referrals | 2024 | 1000")
    release(YEAR)
    assert set(verdicts(connection).values()) == {"agrees"}
    assert len(verdicts(connection)) >= 2


def test_a_symbol_is_no_figure(connection, census, load, release):
    """What was suppressed neither agrees nor differs."""
    load(f"{SHARE} | c")
    release(YEAR)
    assert share(connection) == "not_stated"


def test_a_large_difference_has_no_reason_and_a_small_one_is_tolerated(connection, census, load, release):
    """A percentage may be a point off: 24.8 beside 25.8, and beside 25.9."""
    load(f"{SHARE} | 25.8")
    release(YEAR)
    assert share(connection) == "within_tolerance"
    load(f"{SHARE} | 25.9", edition=2025)
    assert share(connection) == "unexplained"
    row = reconciled(connection, "852").set_index("part").loc["value"]
    assert (row["source"], row["ours"], row["theirs"]) == ("children_in_need_2025", 24.8, 25.9)
    assert row["difference"] == pytest.approx(-1.1)


def test_what_agreed_once_was_restated_since(connection, census, load, release):
    """Decision 8: a published year is what its census said. A person who goes back sees the figure that agrees."""
    load(f"{SHARE} | 24.8")
    first = release(YEAR)
    release("re_referrals | financial_year | 2024-03-31 | 300 | 1000", load_id=2)
    assert share(connection) == "restated_since"
    rollback(connection, "852", first, datetime(2025, 7, 3))
    assert share(connection) == "agrees"


def test_a_provisional_figure_says_so(connection, census, load, release):
    """Events of the period are still arriving."""
    load(f"{SHARE} | 30.0")
    release(YEAR, changed={"is_provisional": True})
    assert share(connection) == "provisional"


def test_without_the_census_ours_is_made_of_local_extracts(connection, load, release):
    """Local against census: the seeds' 226 referrals of a month beside DfE's 169."""
    load(f"{SHARE} | 30.0")
    release(YEAR)
    assert share(connection) == "not_the_census"


@pytest.mark.parametrize(
    ("above", "stated", "verdict"), [(248, "24.7", "rounding"), (248, "28.7", "contradicts_itself")]
)
def test_equal_counts_with_another_percentage(connection, census, load, release, above, stated, verdict):
    """One unit of the last place off was rounded in another way; more is not what the counts give."""
    load(f"{SHARE} | {stated}\nE01 | c1.Re_referrals | 2024 | {above}\nE01 | c1.Referrals | 2024 | 1000")
    release(YEAR)
    assert share(connection) == verdict


def test_a_scorecard_is_set_beside_ours(connection, release):
    """To the places that it states: 25 agrees with 24.8; what is known of no metric is left out."""
    know_measures(connection, {"r": "re_referrals"})
    release("re_referrals | month | 2024-04-30 | 248 | 1000\nre_referrals | month | 2024-05-31 | 248 | 1000")
    for month, last, key, value in ((4, 30, "r", 25), (5, 31, "r", 30), (5, 31, "other", 7)):
        connection.execute(
            table_of(ReportedFigures)
            .insert()
            .values(
                **{"authority_code": "852", "section": "register.reported_figures", "area": "own"},
                **{"measure": key.upper(), "measure_key": key, "period": "as written", "period_type": "month"},
                **{"period_start": date(2024, month, 1), "period_end": date(2024, month, last)},
                **{"value": value, "decimal_places": 0, "as_at": date(2024, 7, 1), "extract_id": "x"},
            )
        )
    found = reconciled(connection, "852").sort_values("period_end")
    assert found[["source", "measure", "verdict"]].to_numpy().tolist() == [
        ["scorecard", "R", "agrees"],
        ["scorecard", "R", "unexplained"],
    ]
    outcome = audit_reconciliation(found, unexplained=Verdict.UNEXPLAINED)
    assert [(each.rule, each.failed) for each in outcome.failed] == [("scorecard_differs", 1)]


def test_what_is_kept_is_what_was_found(connection, census, load, release):
    """In place of what was kept before; reporting tools see it with the words of the metric."""
    load(f"{SHARE} | 25.9")
    release(YEAR)
    found = reconciled(connection, "852")
    for _ in range(2):
        record_reconciliation(connection, "852", found)
    pd.testing.assert_frame_equal(kept(connection, "852"), found, check_dtype=False)
    row = read_frame(connection, select(PUBLISHED_RECONCILIATION)).iloc[0]
    assert (row["label"], row["verdict"]) == ("Re-referrals within 12 months", "unexplained")
    outcome = audit_reconciliation(found, unexplained=Verdict.UNEXPLAINED)
    assert [each.message for each in outcome.failed] == [
        "A figure is not what was published of it, and no known reason holds: re_referrals."
    ]


def test_without_anything_to_compare_with_nothing_is_found(connection, release):
    """Neither benchmarks nor a scorecard."""
    release(YEAR)
    assert reconciled(connection, "852").empty


def test_every_verdict_says_what_it_means():
    """Pages show the words."""
    assert all(verdict.meaning for verdict in Verdict)
