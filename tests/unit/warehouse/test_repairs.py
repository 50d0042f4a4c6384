"""Repairs of a load are kept by dataset and rule, and only the newest load's are shown."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from warehouse.engine import connect
from warehouse.ledger_tables import load, load_repair
from warehouse.repairs import Repair, latest_repairs, record_repairs


@pytest.fixture
def connection():
    """A ledger with two loads of one authority and one of another."""
    engine = connect("sqlite://")
    load.metadata.create_all(engine, tables=[load, load_repair])
    usual = {"run_id": "run", "as_at": date(2024, 3, 31), "loaded_at": datetime(2024, 6, 1), "content_hash": "x"}
    with engine.begin() as connection:
        for load_id, code in ((1, "999"), (2, "999"), (3, "852")):
            values = {"load_id": load_id, "authority_code": code, "table_rows": {}} | usual
            connection.execute(sa.insert(load).values(values))
        yield connection


def test_the_newest_loads_repairs_are_shown(connection):
    """Most rows first; what an earlier load repaired has been repaired anew, or no longer needs to be."""
    record_repairs(connection, 1, {"episodes_of_care": {"reinstated": 7}})
    record_repairs(connection, 2, {"episodes_of_care": {"reinstated": 1, "cut_at_next_start": 3}})
    assert latest_repairs(connection, "999") == [
        Repair("episodes_of_care", "cut_at_next_start", 3),
        Repair("episodes_of_care", "reinstated", 1),
    ]
    assert latest_repairs(connection, "852") == []


def test_a_load_without_repairs_notes_nothing(connection):
    """Nor does one whose dataset needed none."""
    record_repairs(connection, 2, {"episodes_of_care": {}})
    assert connection.scalar(sa.select(sa.func.count()).select_from(load_repair)) == 0
