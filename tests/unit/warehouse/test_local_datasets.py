"""Tables of declared datasets: made with their rows' meaning written down, widened, never changed."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from expectations.contract import DATASETS
from flows.sources.register_declaration import declare_registers
from warehouse.conformed import table_of, unsay
from warehouse.engine import connect, reading, writing
from warehouse.ledger_tables import local_dataset
from warehouse.local_datasets import DeclarationChanged, agree
from warehouse.schema import create_warehouse

NOW = datetime(2025, 6, 2)
VISITS = """
title = "Visits"
grain = ["child_id", "visit_date"]
defining_date = "visit_date"
covers = "events"
[columns.child_id]
type = "text"
[columns.visit_date]
type = "date"
[columns.minutes]
type = "whole number"
optional = true
"""
TABLE = "conformed_local_visits"


@pytest.fixture
def engine(tmp_path):
    """A new warehouse."""
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    yield engine
    declare_registers(tmp_path / "nowhere")


@pytest.fixture
def agreed(tmp_path, engine):
    """Declare visits by their text and make the warehouse agree."""

    def of(text: str) -> list[str]:
        (tmp_path / "registers").mkdir(exist_ok=True)
        (tmp_path / "registers" / "visits.toml").write_text(text)
        with writing(engine) as connection:
            agree(connection, declare_registers(tmp_path), now=NOW)
        with reading(engine) as connection:
            return [column["name"] for column in sa.inspect(connection).get_columns(TABLE)]

    return of


def test_a_table_is_made_once(agreed, engine):
    """With the columns of every conformed table; what it means is written down beside it."""
    columns = ["authority_code", "section", "child_id", "visit_date", "minutes", "as_at", "extract_id"]
    assert agreed(VISITS) == agreed(VISITS) == columns
    with reading(engine) as connection:
        (row,) = connection.execute(sa.select(local_dataset)).all()
    assert (row.dataset, row.grain) == ("local_visits", ["child_id", "visit_date"])
    assert row.columns == {"child_id": "text", "visit_date": "date", "minutes": "whole number"}


def test_a_gained_column_is_added_and_a_lost_one_stays(agreed):
    """So that rows keep what they had."""
    agreed(VISITS)
    gained = VISITS + '[columns."alone"]\ntype = "yes or no"\noptional = true\n'
    assert "alone" in agreed(gained)
    assert {"alone", "minutes"} <= set(agreed(VISITS[: VISITS.index("[columns.minutes]")]))
    assert agreed(gained).count("alone") == 1


def test_a_declared_register_can_be_taken_back(agreed, engine):
    """The statements of a withdrawn extract go from the tables of declared datasets, too."""
    agreed(VISITS)
    said = {"authority_code": "999", "section": "register.local_visits", "child_id": "A1", "visit_date": NOW.date()}
    with writing(engine) as connection:
        table = table_of(DATASETS["local_visits"])
        connection.execute(table.insert().values(**said, as_at=NOW.date(), extract_id="e1"))
        assert unsay(connection, "e1") == 1
        assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"whole number"', '"text"', 'column "minutes" was whole number and is now text'),
        ('["child_id", "visit_date"]', '["visit_date", "child_id"]', "the grain was child_id, visit_date"),
    ],
)
def test_another_meaning_is_refused(agreed, engine, old, new, said):
    """The rows that are there would mean something else: the error says what to do, and nothing is changed."""
    before = agreed(VISITS)
    with pytest.raises(DeclarationChanged, match=f"registers/visits.toml: {said}.*Write it back"):
        agreed(VISITS.replace(old, new))
    assert agreed(VISITS) == before
