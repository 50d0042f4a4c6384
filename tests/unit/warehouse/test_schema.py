"""The tables are made once, together, and of one version."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from warehouse.alerts import alert, alert_channel, alert_event, alert_message
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


def test_the_outbox_of_an_older_warehouse_is_taken_over(tmp_path):
    """What waits there is still sent, what was sent stays known, and the tables that came later are made; once."""
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    former = sa.Table("alert_outbox", sa.MetaData(), sa.Column("outbox_id", sa.Integer, primary_key=True))
    for column in alert_message.c:
        if column.name not in ("alert_message_id", "digest_id"):
            former.append_column(sa.Column(column.name, column.type))
    at = datetime(2025, 6, 2)
    message = {"alert_id": 1, "event": "opened", "severity": "error", "count": 1, "subject": "s", "body": "b"}
    with writing(engine) as connection:
        for table in (alert_message, alert_event, alert_channel):
            table.drop(connection)
        former.create(connection)
        connection.execute(
            alert.insert().values(
                **{"problem_key": "852:a:1", "authority_code": "852", "severity": "error", "state": "open"},
                **{"title": "t", "details": "d", "count": 1, "told_severity": "error", "told_count": 1},
                **{"opened_at": at, "last_seen_at": at, "times_opened": 1},
            )
        )
        for number, delivered in ((1, at), (2, None)):
            sent = {"message_id": str(number), "created_at": at, "channel": "mail", "attempts": 0}
            connection.execute(former.insert().values(**message, **sent, outbox_id=number, delivered_at=delivered))

    with pytest.raises(SchemaDiffers, match='Run "lodestar run", which adds them'):
        check_schema(engine)
    for _ in range(2):
        create_warehouse(engine)
    with reading(engine) as connection:
        kept = sa.select(alert_message.c.message_id, alert_message.c.delivered_at, alert_message.c.digest_id)
        assert connection.execute(kept).all() == [("1", at, None), ("2", None, None)]
