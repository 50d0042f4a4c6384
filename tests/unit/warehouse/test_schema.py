"""The tables are made once, together, and of one revision."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from warehouse.alerts import alert, alert_channel, alert_event, alert_message
from warehouse.engine import connect, reading, writing
from warehouse.migrations import newest, revision_of
from warehouse.schema import SchemaDiffers, check_schema, create_warehouse, upgrade_warehouse

AT = datetime(2025, 6, 2)


def test_the_warehouse_is_created_once(tmp_path):
    """A second time changes nothing, and the schema is the one that this version knows."""
    engine = connect(f"sqlite:///{tmp_path / 'new' / 'warehouse.db'}")
    create_warehouse(engine)
    create_warehouse(engine)
    check_schema(engine)

    with reading(engine) as connection:
        assert revision_of(connection) == newest()
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


def test_a_newer_warehouse_is_refused(tmp_path):
    """It is not touched, and the error says what to do."""
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    with writing(engine) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for refuse in (check_schema, create_warehouse, lambda engine: upgrade_warehouse(engine, now=AT)):
        with pytest.raises(SchemaDiffers, match="Install the newer"):
            refuse(engine)


def test_a_warehouse_that_is_too_old_is_refused(tmp_path):
    """From before anything could be converted."""
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    with writing(engine) as connection:
        connection.execute(sa.text("CREATE TABLE schema_version (version INTEGER)"))
        connection.execute(sa.text("INSERT INTO schema_version VALUES (1)"))
    for refuse in (check_schema, create_warehouse, lambda engine: upgrade_warehouse(engine, now=AT)):
        with pytest.raises(SchemaDiffers, match="which cannot be converted"):
            refuse(engine)


def test_the_outbox_of_an_older_warehouse_is_taken_over(tmp_path):
    """What waits there is still sent, what was sent stays known, and the tables that came later are made; once."""
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    former = sa.Table("alert_outbox", sa.MetaData(), sa.Column("outbox_id", sa.Integer, primary_key=True))
    for column in alert_message.c:
        if column.name not in ("alert_message_id", "digest_id"):
            former.append_column(sa.Column(column.name, column.type))
    message = {"alert_id": 1, "event": "opened", "severity": "error", "count": 1, "subject": "s", "body": "b"}
    with writing(engine) as connection:
        for table in (alert_message, alert_event, alert_channel):
            table.drop(connection)
        former.create(connection)
        connection.execute(sa.text("DROP TABLE alembic_version"))
        connection.execute(sa.text("CREATE TABLE schema_version (version INTEGER)"))
        connection.execute(sa.text("INSERT INTO schema_version VALUES (2)"))
        connection.execute(
            alert.insert().values(
                **{"problem_key": "852:a:1", "authority_code": "852", "severity": "error", "state": "open"},
                **{"title": "t", "details": "d", "count": 1, "told_severity": "error", "told_count": 1},
                **{"opened_at": AT, "last_seen_at": AT, "times_opened": 1},
            )
        )
        for number, delivered in ((1, AT), (2, None)):
            sent = {"message_id": str(number), "created_at": AT, "channel": "mail", "attempts": 0}
            connection.execute(former.insert().values(**message, **sent, outbox_id=number, delivered_at=delivered))

    for _ in range(2):
        upgrade_warehouse(engine, now=AT)
    assert not sa.inspect(engine).has_table("alert_outbox")
    with reading(engine) as connection:
        kept = sa.select(alert_message.c.message_id, alert_message.c.delivered_at, alert_message.c.digest_id)
        assert connection.execute(kept).all() == [("1", AT, None), ("2", None, None)]


def test_a_table_that_is_missing_is_added_by_the_next_run(tmp_path):
    """A table more is no other revision."""
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    with writing(engine) as connection:
        alert_event.drop(connection)
    with pytest.raises(SchemaDiffers, match='Run "lodestar run", which adds them'):
        check_schema(engine)
    create_warehouse(engine)
    check_schema(engine)
