"""Our figures beside those of others on the quality page and in `lodestar why`."""

from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from flows.reports import reconciled as page
from warehouse.ledger_tables import reconciliation

YEAR = pd.DataFrame({"period_type": ["financial_year"], "period_end": [pd.Timestamp(2024, 3, 31)]})


@pytest.fixture
def beside(warehouse):
    """Set our referrals of 2023-24 beside another figure."""
    warehouse.metric("referrals")

    def add(theirs, verdict, **parts):
        usual = {
            "authority_code": "999",
            "source": "children_in_need_2024",
            "measure": "c1.Referrals",
            "metric_code": "referrals",
            "definition_version": 1,
            "part": "value",
            "cut_name": "",
            "cut_value": "",
            "period_type": "financial_year",
            "period_start": date(2023, 4, 1),
            "period_end": date(2024, 3, 31),
            "ours": 612.0,
            "theirs": theirs,
            "difference": None if theirs is None else 612.0 - theirs,
            "tolerance": 5.0,
            "verdict": verdict,
        }
        warehouse.connection.execute(sa.insert(reconciliation).values(usual | parts))

    add.connection = warehouse.connection
    return add


def test_verdicts_are_counted_and_differences_shown_the_unexplained_first(beside):
    """What agrees, or is no figure, is counted and not listed."""
    beside(612.0, "agrees")
    beside(None, "not_stated", measure="c1.Other")
    beside(600.0, "restated_since", measure="c1.Later", period_end=date(2025, 3, 31))
    beside(528.0, "unexplained", measure="c1.Wrong")
    counts = page.counted(page.compared(beside.connection, "999"))
    assert [(row[1], row[3]) for row in counts.rows] == [
        ("Not stated", "1"),
        ("Agrees", "1"),
        ("Restated since", "1"),
        ("Unexplained", "1"),
    ]
    shown = page.differing(page.compared(beside.connection, "999"))
    assert [row[2:7] for row in shown.rows] == [
        ("2023-24", "children_in_need_2024", "612", "528", "84"),
        ("2024-25", "children_in_need_2024", "612", "600", "12"),
    ]


def test_why_says_what_others_state(beside):
    """Of the whole, in that period."""
    beside(528.0, "not_the_census")
    beside(1.0, "unexplained", cut_name="sex", cut_value="Male")
    (line,) = page.beside_lines(beside.connection, "999", "referrals", YEAR)
    assert line.startswith("  Beside       children_in_need_2024: 528; no census of that year has been loaded")


def test_where_nothing_is_compared_there_is_no_table(beside):
    """Nor a line."""
    assert page.counted(page.compared(beside.connection, "999")) is None
    assert page.differing(page.compared(beside.connection, "999")) is None
    assert list(page.beside_lines(beside.connection, "999", "referrals", YEAR)) == []
