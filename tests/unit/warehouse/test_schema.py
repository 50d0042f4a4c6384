"""The tables are made once, together, and of one version."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from warehouse.engine import connect, reading, writing
from warehouse.ledger_tables import SCHEMA_VERSION, schema_version
from warehouse.schema import SchemaDiffers, check_schema, create_warehouse


def test_the_warehouse_is_created_once(tmp_path):
    """A second time changes nothing, and the schema is the one that this version knows."""
    engine = connect(f"sqlite:///{tmp_path / 'new' / 'warehouse.db'}")
    create_warehouse(engine, now=datetime(2025, 6, 2))
    create_warehouse(engine, now=datetime(2026, 6, 2))
    check_schema(engine)

    with reading(engine) as connection:
        assert connection.execute(sa.select(schema_version)).all() == [(SCHEMA_VERSION, datetime(2025, 6, 2))]
        assert {"conformed_referrals", "fact_referral", "dim_child", "alert"} <= set(
            sa.inspect(connection).get_table_names()
        )


def test_a_warehouse_that_is_complete_is_not_written(tmp_path):
    """While one run writes, another may look: it is not made to wait."""
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    with writing(engine):
        create_warehouse(engine)


def test_a_database_without_a_warehouse_says_so(tmp_path):
    """The error says what creates it."""
    with pytest.raises(SchemaDiffers, match='Run "lodestar run"'):
        check_schema(connect(f"sqlite:///{tmp_path / 'warehouse.db'}"))


@pytest.mark.parametrize(
    ("version", "advice"),
    [(SCHEMA_VERSION + 1, "Install the newer"), (SCHEMA_VERSION - 1, "Start a new warehouse: .* under the name")],
)
def test_another_version_is_refused(tmp_path, version, advice):
    """Neither a newer nor an older warehouse is touched, and the error says what to do."""
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    with writing(engine) as connection:
        connection.execute(schema_version.update().values(version=version))

    for refuse in (check_schema, create_warehouse):
        with pytest.raises(SchemaDiffers, match=advice):
            refuse(engine)
