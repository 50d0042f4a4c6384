"""Transactions are real, loading loses nothing, and errors say no values."""

import os
import sqlite3
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql

from warehouse import engine as module
from warehouse.engine import (
    LoadedRowsDiffer,
    RowsRefused,
    UnsuitableDatabase,
    connect,
    delete_rows,
    insert_frame,
    key_text,
    read_frame,
    reading,
    writing,
)
from warehouse.schema import create_warehouse

SERVER = os.environ.get("LODESTAR_TEST_DATABASE_URL")
NEEDS_SERVER = pytest.mark.skipif(not SERVER, reason="set LODESTAR_TEST_DATABASE_URL to test a database server")

tables = sa.MetaData()
visit = sa.Table(
    "visit",
    tables,
    sa.Column("child", sa.String(20), primary_key=True),
    sa.Column("authority_code", sa.String(10)),
    sa.Column("seen", sa.Date),
    sa.Column("noted", sa.DateTime),
    sa.Column("alone", sa.Boolean),
    sa.Column("minutes", sa.Integer),
    sa.Column("share", sa.Float),
    sa.Column("record", sa.JSON),
    sa.Column("outcome_key", sa.Integer, default=-1, nullable=False),
)


@pytest.fixture(params=["sqlite", pytest.param("server", marks=NEEDS_SERVER)])
def database(request, tmp_path):
    """An engine with one table of each type."""
    engine = connect(SERVER if request.param == "server" else f"sqlite:///{tmp_path / 'warehouse.db'}")
    tables.drop_all(engine)
    with writing(engine) as connection:
        tables.create_all(connection)
    yield engine
    tables.drop_all(engine)
    engine.dispose()


@pytest.fixture
def visits():
    return pd.DataFrame(
        {
            "child": pd.array(["Asha", "Bén", "Cal"], dtype="str"),
            "authority_code": pd.array(["852"] * 3, dtype="str"),
            "seen": pd.array(["2025-06-02", None, "9999-12-31"], dtype="datetime64[s]"),
            "noted": pd.array(["2025-06-02 10:11:12.123456", None, "2025-06-02"], dtype="datetime64[us]"),
            "alone": pd.array([True, None, False], dtype="boolean"),
            "minutes": pd.array([30, None, 0], dtype="Int64"),
            "share": [0.5, float("nan"), 1.0],
        }
    )


def _rows(engine):
    with reading(engine) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(visit))


def test_what_is_loaded_is_read_back(database, visits):
    """Types and missing values survive the way in and out."""
    with writing(database) as connection:
        insert_frame(connection, visit, visits)
    with reading(database) as connection:
        found = read_frame(connection, sa.select(*(visit.c[name] for name in visits)).order_by(visit.c.child))

    pd.testing.assert_frame_equal(found, visits)


def test_records_and_defaults_are_loaded(database, visits):
    """JSON is kept as it was, and a column left out takes the table's default."""
    records = pd.Series([{"a": "é"}, {}, None], dtype=object)
    with writing(database) as connection:
        insert_frame(connection, visit, visits[["child"]].assign(record=records))
    with reading(database) as connection:
        found = read_frame(connection, sa.select(visit.c.record, visit.c.outcome_key).order_by(visit.c.child))

    assert found["record"].tolist() == [{"a": "é"}, {}, None]
    assert found["outcome_key"].tolist() == [-1, -1, -1]


def test_whole_numbers_with_gaps_are_loaded_as_numbers(database):
    """pandas turns whole numbers with a gap into fractions; the warehouse does not."""
    with writing(database) as connection:
        insert_frame(connection, visit, pd.DataFrame({"child": ["Asha", "Ben"], "minutes": [3.0, float("nan")]}))
        assert connection.scalars(sa.select(visit.c.minutes).order_by(visit.c.child)).all() == [3, None]


def test_dates_may_be_pythons_own(database):
    """A frame made by hand has date objects."""
    with writing(database) as connection:
        insert_frame(connection, visit, pd.DataFrame({"child": ["Asha", "Ben"], "seen": [date(2025, 6, 2), None]}))
        assert connection.scalars(sa.select(visit.c.seen).order_by(visit.c.child)).all() == [date(2025, 6, 2), None]


def test_an_empty_answer_has_its_types(database):
    """Nothing found is still a typed frame."""
    with reading(database) as connection:
        found = read_frame(connection, sa.select(visit.c.child, visit.c.seen, visit.c.minutes, visit.c.alone))

    assert [str(dtype) for dtype in found.dtypes] == ["str", "datetime64[s]", "Int64", "boolean"]


def test_a_failure_undoes_everything(database, visits):
    """Rows loaded before the failure are not there afterwards."""
    with pytest.raises(ZeroDivisionError), writing(database) as connection:
        insert_frame(connection, visit, visits)
        raise ZeroDivisionError

    assert _rows(database) == 0


def test_tables_and_rows_are_one_transaction(database):
    """A table created before a failure is not there afterwards."""
    with pytest.raises(ZeroDivisionError), writing(database) as connection:
        sa.Table("other", sa.MetaData(), sa.Column("a", sa.Integer)).create(connection)
        raise ZeroDivisionError

    assert not sa.inspect(database).has_table("other")


def test_readers_keep_their_state_while_a_writer_commits(database, visits):
    """Two statements of one reader see the same warehouse, whatever is committed between them."""
    with reading(database) as reader:
        before = reader.scalar(sa.select(sa.func.count()).select_from(visit))
        with writing(database) as writer:
            insert_frame(writer, visit, visits)
        after = reader.scalar(sa.select(sa.func.count()).select_from(visit))

    assert (before, after, _rows(database)) == (0, 0, 3)


def test_a_driver_that_loses_rows_is_found_out(database, visits, monkeypatch):
    """What arrived is counted within the transaction."""
    name = database.dialect.name
    load = module._LOADERS[name]
    monkeypatch.setitem(module._LOADERS, name, lambda connection, columns, rows: load(connection, columns, [*rows][1:]))

    with (
        pytest.raises(LoadedRowsDiffer, match="3 rows were sent to visit and 2 arrived"),
        writing(database) as connection,
    ):
        insert_frame(connection, visit, visits)

    assert _rows(database) == 0


def test_a_refusal_names_the_table_and_no_value(database, visits):
    """A row that is there already is refused without saying which."""
    with writing(database) as connection:
        insert_frame(connection, visit, visits)
    with pytest.raises(RowsRefused, match="visit") as refusal, writing(database) as connection:
        insert_frame(connection, visit, visits)

    assert "Asha" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def test_no_error_of_the_database_says_a_value(database, visits):
    """SQLAlchemy's own errors neither: parameters are hidden and what the database quotes is taken out."""
    with writing(database) as connection:
        insert_frame(connection, visit, visits)
    with pytest.raises(sa.exc.IntegrityError) as error, writing(database) as connection:
        connection.execute(visit.insert(), [{"child": "Asha"}, {"child": "Bén"}])

    assert "Asha" not in f"{error.value!r} {error.value} {error.value.__cause__!r} {error.value.orig}"


def test_a_column_of_the_wrong_type_is_refused_without_its_values(database):
    """What cannot be a whole number is our mistake, and no value is shown."""
    with pytest.raises(RowsRefused, match="wrong type") as refusal, writing(database) as connection:
        insert_frame(connection, visit, pd.DataFrame({"child": ["Asha"], "minutes": [1.5]}))

    assert "1.5" not in str(refusal.value)


def test_an_unknown_column_is_refused(database, visits):
    """A column that the table does not have is named, rather than left out."""
    with pytest.raises(RowsRefused, match="no column colour"), writing(database) as connection:
        insert_frame(connection, visit, visits.assign(colour="red"))


def test_rows_are_deleted_by_their_keys(database, visits):
    """Those named go, the others stay."""
    with writing(database) as connection:
        insert_frame(connection, visit, visits)
        delete_rows(connection, visit, visits.loc[[0], ["child", "seen"]])

    assert _rows(database) == 2


def test_sqlite_is_set_up_to_survive(tmp_path):
    """Readers beside a writer, a wait of 30 seconds, foreign keys, and commits that outlast a power cut."""
    with connect(f"sqlite:///{tmp_path / 'warehouse.db'}").connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous", "temp_store")
        }

    assert settings == {
        "journal_mode": "wal",
        "busy_timeout": 30_000,
        "foreign_keys": 1,
        "synchronous": 2,
        "temp_store": 2,
    }


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_the_file_is_closed_to_others(tmp_path):
    """A warehouse holds children's records: whoever is neither owner nor group cannot read it."""
    file = tmp_path / "warehouse.db"
    create_warehouse(connect(f"sqlite:///{file}"))

    assert file.stat().st_mode & 0o007 == 0


def test_connecting_creates_nothing(tmp_path):
    """A mistyped path leaves no empty warehouse behind unless something is done with it."""
    connect(f"sqlite:///{tmp_path / 'warehouse.db'}")

    assert list(tmp_path.iterdir()) == []


def test_a_writer_takes_its_turn_at_once(tmp_path):
    """A second writer is kept out from the first statement on, not at its first write, when it would be too late."""
    file = tmp_path / "warehouse.db"
    engine = connect(f"sqlite:///{file}")
    with writing(engine):
        other = sqlite3.connect(file, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


@pytest.mark.parametrize("url", ["mysql://host/base", "duckdb:///file.db"])
def test_other_databases_are_refused(url):
    """The error lists what is supported."""
    with pytest.raises(UnsuitableDatabase, match="Use sqlite, postgresql"):
        connect(url)


@pytest.mark.parametrize(
    "query", ["driver=FreeTDS", "odbc_connect=DRIVER%3D%7BFreeTDS%7D", "driver=/usr/lib/libtdsodbc.so"]
)
def test_freetds_is_refused(query):
    """It changes text without an error; the message names the driver to use."""
    with pytest.raises(UnsuitableDatabase, match="Name Microsoft's driver"):
        connect(f"mssql+pyodbc://user:secret@host/base?{query}")


def test_text_on_sql_server_keeps_every_letter_and_keys_every_difference():
    """Text is nvarchar, and natural keys are compared as they are written."""
    dialect = mssql.dialect()

    assert sa.String(20).compile(dialect=dialect) == "NVARCHAR(20)"
    assert key_text(20).compile(dialect=dialect) == "NVARCHAR(20) COLLATE Latin1_General_BIN2"
    assert sa.DateTime().compile(dialect=dialect) == "DATETIME2"


class _Refusal(Exception):
    """Stands for what PostgreSQL's and SQL Server's drivers raise."""


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        (("duplicate key: DETAIL: Key (child_id)=(4711) already exists.",), "_Refusal"),
        (("23000", "[23000] The duplicate key value is (4711). (2627) (SQLExecDirectW)"), "23000 (2627)"),
    ],
)
def test_what_a_driver_quotes_is_taken_out(arguments, kept):
    """Only the kind of error and its numbers remain."""
    described = module._described(_Refusal(*arguments))

    assert described.endswith(kept)
    assert "4711" not in described
