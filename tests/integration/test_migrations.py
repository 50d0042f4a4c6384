"""Warehouses of every state that was ever used become this version's: on SQLite and on a PostgreSQL server."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import warehouse.schema as schema
from tests.integration.conftest import Server
from warehouse import migrations, runs
from warehouse.base import metadata
from warehouse.engine import connect, reading, writing
from warehouse.schema import SchemaDiffers, check_schema, create_warehouse, upgrade_statements, upgrade_warehouse

NOW = datetime(2026, 12, 1)
RELEASED = sorted(Path(__file__).with_name("released").glob("*.sql"))
DROPPED = {"schema_version", "alert_outbox"}


def of_state(file: Path, released: Path) -> sa.Engine:
    """Make an SQLite warehouse as an older version made it, with a run in it."""
    with closing(sqlite3.connect(file)) as older:
        older.executescript(released.read_text())
        older.execute("INSERT INTO run VALUES ('a', ?, ?, ?, 'completed', 'host:1')", [str(NOW)] * 3)
        older.commit()
    return connect(f"sqlite:///{file}")


@pytest.fixture
def server(postgresql: Server) -> Iterator[sa.Engine]:
    """An empty database on a PostgreSQL server."""
    name = "migrations"
    with postgresql.connect() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    engine = connect(f"postgresql+psycopg://lodestar@/{name}?host={postgresql.folder}")
    yield engine
    engine.dispose()


def made_older(engine: sa.Engine) -> sa.Engine:
    """Turn a new warehouse into one of version 2: its number in a table, the former outbox, and a table too few."""
    create_warehouse(engine)
    with writing(engine) as connection:
        for statement in (
            "DROP TABLE alembic_version",
            "DROP TABLE run_command",
            "CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at TIMESTAMP NOT NULL)",
            "INSERT INTO schema_version VALUES (2, '2026-11-30')",
            "CREATE TABLE alert_outbox (outbox_id INTEGER PRIMARY KEY)",
        ):
            connection.execute(sa.text(statement))
    return engine


def differences(engine: sa.Engine) -> list:
    """Return in what the tables are not those that this version declares: tables, columns, types, keys."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)


def tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


@pytest.mark.parametrize("released", RELEASED, ids=[each.stem for each in RELEASED])
def test_every_released_state_becomes_this_one(tmp_path: Path, released: Path):
    """Refused until it is converted; then it has what a new warehouse has, and what was in it; once."""
    engine = of_state(tmp_path / "older.db", released)
    for refuse in (check_schema, create_warehouse):
        with pytest.raises(SchemaDiffers, match='"lodestar warehouse upgrade"'):
            refuse(engine)
    assert upgrade_warehouse(engine, now=NOW).startswith(f"The warehouse is of revision {migrations.newest()} now; ")
    check_schema(engine)
    assert "already" in upgrade_warehouse(engine, now=NOW)
    create_warehouse(connect(f"sqlite:///{tmp_path / 'new.db'}"))
    assert differences(engine) == differences(connect(f"sqlite:///{tmp_path / 'new.db'}"))
    assert tables(engine) == tables(connect(f"sqlite:///{tmp_path / 'new.db'}"))
    with reading(engine) as connection:
        assert connection.execute(sa.text("SELECT run_id, state FROM run")).all() == [("a", "completed")]


def test_a_server_is_converted_too(server: sa.Engine):
    """As SQLite is."""
    made_older(server)
    upgrade_warehouse(server, now=NOW)
    check_schema(server)
    assert not DROPPED & tables(server) and "run_command" in tables(server)
    assert differences(server) == []


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "older"])
def test_an_administrator_can_do_it_by_the_statements(server: sa.Engine, is_new: bool):
    """What --sql writes, executed with another tool, makes the same tables."""
    if not is_new:
        made_older(server)
    statements = upgrade_statements(server)
    with server.connect() as connection:
        connection.connection.driver_connection.execute(statements)
        connection.connection.driver_connection.commit()
    check_schema(server)
    assert differences(server) == []
    assert "already" in upgrade_warehouse(server, now=NOW)


def test_the_statements_for_sql_server_are_its_own(tmp_path: Path):
    """In its dialect, batch by batch."""
    written = migrations.upgrade_sql("mssql", since=migrations.BEFORE)
    assert "DROP TABLE schema_version;\n\nGO" in written
    assert f"UPDATE alembic_version SET version_num='{migrations.newest()}'" in written


def test_what_breaks_off_has_changed_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: sa.Engine):
    """Neither tables nor revision, on either database; the next attempt does the whole of it."""
    older = of_state(tmp_path / "older.db", RELEASED[0])
    for engine in (older, made_older(server)):
        before = tables(engine)
        with monkeypatch.context() as patched:
            patched.setattr(schema.metadata, "create_all", broken)
            with pytest.raises(ZeroDivisionError):
                upgrade_warehouse(engine, now=NOW)
        assert tables(engine) == before
        with reading(engine) as connection:
            assert migrations.revision_of(connection) == migrations.BEFORE
        upgrade_warehouse(engine, now=NOW)
        check_schema(engine)


def broken(*_: object, **__: object) -> None:
    """Break off after what came before."""
    raise ZeroDivisionError


def test_nothing_is_converted_beneath_a_run(tmp_path: Path):
    """Unless it gives no sign of life any more."""
    engine = of_state(tmp_path / "older.db", RELEASED[0])
    with writing(engine) as connection:
        connection.execute(
            sa.text("INSERT INTO run VALUES ('b', :at, :at, NULL, 'running', :process)"),
            {"at": "2026-12-01 00:00:00.000000", "process": runs.this_process()},
        )
    with pytest.raises(SchemaDiffers, match="A run is under way"):
        upgrade_warehouse(engine, now=NOW)
    later = datetime(2026, 12, 1, 0, 30)
    assert "now" in upgrade_warehouse(engine, now=later)
