"""Restated figures on the quality page and in `lodestar why`; codes and counts only."""

from datetime import date, datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from flows.reports import restated as page
from flows.reports.restated import restated, restated_lines
from warehouse.ledger_tables import restatement

SEPTEMBER = pd.DataFrame({"period_type": ["month"], "period_end": [pd.Timestamp(2025, 9, 30)]})


@pytest.fixture
def referrals(warehouse):
    """Referrals of two months were published, and restated by the second publication."""
    warehouse.publish(1, point=False)
    warehouse.publish(2, load_id=2, published_at=datetime(2025, 10, 2))
    warehouse.metric("referrals")
    for month, before, after in (("2025-08", 40, 43), ("2025-09", 12, 13)):
        warehouse.value("referrals", before, month=month, last_publication_id=1, is_provisional=month == "2025-09")
        warehouse.value("referrals", after, month=month, first_publication_id=2)
    warehouse.restated = lambda reason, rows, month=9: warehouse.connection.execute(
        sa.insert(restatement).values(
            publication_id=2,
            metric_code="referrals",
            period_type="month",
            period_start=date(2025, month, 1),
            period_end=date(2025, month, 31 if month == 8 else 30),
            reason=reason,
            authority_code="999",
            rows=rows,
        )
    )
    return warehouse


def test_a_settled_figure_comes_before_a_provisional_one(referrals):
    """Each has its period, both values, the day, and every reason with its rows."""
    referrals.restated("late_entry", 2)
    referrals.restated("no_longer_there", 1)
    referrals.restated("late_entry", 3, month=8)
    table = restated(referrals.connection, "999")
    assert table.rows[0] == (
        "Referrals",
        "Aug 2025",
        "40",
        "43",
        "2 October 2025",
        "rows of the period that were not there (3 rows)",
    )
    assert table.rows[1][2] == "12 (provisional)"
    assert table.rows[1][5].count("row)") == table.rows[1][5].count("rows)") == 1


def test_of_many_the_first_are_shown_and_the_others_counted(referrals, monkeypatch):
    """The view has them all."""
    monkeypatch.setattr(page, "MOST_SHOWN", 1)
    referrals.restated("late_entry", 2)
    referrals.restated("late_entry", 3, month=8)
    table = restated(referrals.connection, "999")
    assert len(table.rows) == 1
    assert table.caption == "Restated figures, the first 1 of 2"


def test_why_says_what_became_of_the_figure(referrals):
    """And nothing of other months."""
    referrals.restated("definition", 0)
    referrals.restated("late_entry", 3, month=8)
    assert list(restated_lines(referrals.connection, "999", "referrals", SEPTEMBER)) == [
        "  Restated     by publication 2, 2 October 2025: 12 became 13. the definition has another version"
    ]


def test_where_nothing_is_restated_there_is_no_table(referrals):
    """Nor a line."""
    assert restated(referrals.connection, "999") is None
    assert list(restated_lines(referrals.connection, "999", "referrals", SEPTEMBER)) == []
