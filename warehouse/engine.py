"""
The only place that asks which database it is: SQLite, PostgreSQL or SQL Server.

Transactions are real on all three, tables and rows alike; frames are loaded the fastest way that keeps to the
caller's transaction; and no error says a value, because what databases quote in theirs are children's records.
"""

import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import mssql
from sqlalchemy.engine import URL, Connection, Engine, ExceptionContext, make_url
from sqlalchemy.ext.compiler import compiles

from warehouse.frames import python_values, typed

WAIT_SECONDS = 30  # how long a writer waits for another one before it gives up
_WRITES = "lodestar_writes"
_ODBC_NUMBER = re.compile(r"(\(\d{1,6}\)) \(SQL[A-Za-z]+\)")
_FREETDS = re.compile(r"freetds|tdsodbc", re.IGNORECASE)


class UnsuitableDatabase(Exception):
    """The database or its driver cannot keep what we promise."""


class RowsRefused(Exception):
    """The database refused rows; the message names table, kind and column, never a value."""


class LoadedRowsDiffer(Exception):
    """The table did not grow by the rows that were sent: nothing of the transaction may be kept."""

    def __init__(self, table: str, *, sent: int, arrived: int) -> None:
        super().__init__(
            f"{sent} rows were sent to {table} and {arrived} arrived. Nothing was kept: the transaction is undone. "
            "Run again; if it happens again, the database driver is not fit for loading."
        )


# --- Connecting


def connect(url: str | URL) -> Engine:
    """
    Return an engine for the warehouse; nothing is opened or created before the first use.

    Raises `UnsuitableDatabase` for a database or driver that we do not load through.
    """
    address = make_url(url)
    backend = address.get_backend_name()
    if backend not in _ENGINES:
        raise UnsuitableDatabase(
            f"A warehouse in {backend} is not supported. Use sqlite, postgresql+psycopg or mssql+pyodbc."
        )
    engine = _ENGINES[backend](address)
    event.listen(engine, "handle_error", _keep_values_out)
    return engine


def _sqlite(address: URL) -> Engine:
    """
    Return an engine for an SQLite file: readers go on reading the last committed state while one writer works.

    synchronous=FULL: after kill -9 nothing committed is lost in any mode, but only FULL keeps it through a power
    cut, and an alert that was sent must not be forgotten; a run has few commits, so it costs nothing to notice.
    Temporary storage stays in memory, since it would hold children's records outside the warehouse's folder.
    """
    engine = sa.create_engine(address, hide_parameters=True, connect_args={"timeout": WAIT_SECONDS})
    in_memory = not address.database or address.database == ":memory:"

    @event.listens_for(engine, "do_connect")
    def keep_from_others(*_: Any) -> None:
        if not in_memory and not address.database.startswith("file:"):
            file = Path(address.database)
            file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(file, os.O_CREAT | os.O_RDONLY, 0o660))  # never readable by everyone

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # otherwise the driver decides when a transaction begins, and DDL commits
        (journal_mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if journal_mode != "wal" and not in_memory:
            raise UnsuitableDatabase(
                "The warehouse file cannot be read while it is written (no WAL). Is it on a network share? "
                "Put it on a local disk, or use PostgreSQL or SQL Server."
            )
        for setting in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-65536"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute(f"PRAGMA journal_size_limit={64 * 1024**2}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that begins as a reader is refused, not queued, when another one wrote in between.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(address: URL) -> Engine:
    engine = sa.create_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"application_name": "lodestar"},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        connection.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
        connection.commit()

    return engine


def _sql_server(address: URL) -> Engine:
    """
    Return an engine for SQL Server through Microsoft's ODBC driver.

    FreeTDS crashes or silently changes text under fast loading, so it is refused, by name before connecting and
    by what the driver says of itself afterwards (a DSN hides the name).
    """
    named = f"{address.query.get('driver', '')} {address.query.get('odbc_connect', '')}"
    if _FREETDS.search(named):
        raise UnsuitableDatabase(_NO_FREETDS)
    try:
        engine = sa.create_engine(
            address.set(drivername="mssql+pyodbc"), hide_parameters=True, pool_pre_ping=True, deprecate_large_types=True
        )
    except ImportError as error:
        raise UnsuitableDatabase(
            f"SQL Server cannot be reached: pyodbc does not load ({error}). "
            "Install unixODBC and Microsoft's ODBC Driver 18."
        ) from None

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        if _FREETDS.search(connection.getinfo(6)):  # SQL_DRIVER_NAME
            raise UnsuitableDatabase(_NO_FREETDS)
        cursor = connection.cursor()
        cursor.execute("SET XACT_ABORT ON")  # otherwise half a batch survives an error in the other half
        cursor.execute(f"SET LOCK_TIMEOUT {WAIT_SECONDS * 1000}")
        cursor.close()

    return engine


_ENGINES = {"sqlite": _sqlite, "postgresql": _postgresql, "mssql": _sql_server}
_NO_FREETDS = (
    "FreeTDS is not fit for loading: it changes text without an error. "
    "Name Microsoft's driver instead: ?driver=ODBC+Driver+18+for+SQL+Server"
)


@compiles(sa.String, "mssql")
def _unicode_everywhere(kind: sa.String, compiler: Any, **options: Any) -> str:
    """SQL Server's varchar keeps only the letters of one code page: names of teams need more."""
    return compiler.visit_NVARCHAR(kind, **options)


@compiles(sa.DateTime, "mssql")
def _exact_moments(kind: sa.DateTime, compiler: Any, **options: Any) -> str:
    """SQL Server's datetime rounds to 3 ms: what was written would not equal what is read."""
    return compiler.visit_DATETIME2(kind, **options)


def key_text(length: int) -> sa.String:
    """Return the type of text in a natural key: SQL Server's own collations take `a1` and `A1 ` for one child."""
    return sa.String(length).with_variant(mssql.NVARCHAR(length, collation="Latin1_General_BIN2"), "mssql")


class ordinary_text(sa.sql.functions.FunctionElement):  # noqa: N801 - it reads as a function
    """The text of a natural key, to be compared with text that is none: SQL Server refuses two collations."""

    type = sa.String()
    inherit_cache = True


@compiles(ordinary_text)
def _as_it_is(text: ordinary_text, compiler: Any, **options: Any) -> str:
    return compiler.process(text.clauses, **options)


@compiles(ordinary_text, "mssql")
def _in_the_databases_collation(text: ordinary_text, compiler: Any, **options: Any) -> str:
    return f"{compiler.process(text.clauses, **options)} COLLATE DATABASE_DEFAULT"


# --- Transactions


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Run a block as one transaction of a writer: everything in it is kept, or nothing."""
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """
    Run a block on one state of the warehouse, however many statements it has and whoever writes meanwhile.

    On SQL Server this holds per statement only, unless the database allows snapshot isolation.
    """
    consistent = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**consistent) as connection, connection.begin():
        yield connection


def _keep_values_out(context: ExceptionContext) -> None:
    """Take from an error's text what databases quote: PostgreSQL's DETAIL holds the whole row."""
    if isinstance(context.original_exception, sqlite3.Error):
        return  # SQLite's errors name tables and columns, never values
    said = _described(context.original_exception)
    context.original_exception.args = (said,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (said,)


def _described(error: BaseException) -> str:
    kind = f"{type(error).__module__.partition('.')[0]}.{type(error).__name__}"
    if isinstance(error, sqlite3.Error):
        return f"{kind}: {error}"
    diagnosis = getattr(error, "diag", None)
    if diagnosis is not None:
        places = (diagnosis.table_name, diagnosis.column_name, diagnosis.constraint_name)
        return " ".join(filter(None, (f"{kind} (SQLSTATE {diagnosis.sqlstate})", *places)))
    sqlstate = [said for said in error.args[:1] if re.fullmatch("[0-9A-Z]{5}", str(said))]
    return " ".join((kind, *sqlstate, *_ODBC_NUMBER.findall(" ".join(map(str, error.args)))))


# --- Frames in


def insert_frame(connection: Connection, table: sa.Table | type, frame: pd.DataFrame) -> int:
    """
    Add a frame's rows to a table within the caller's transaction, and return how many.

    The table (or mapped class) is counted before and after, because a driver that loses rows says nothing:
    `LoadedRowsDiffer`. Columns left out take the table's own default.
    """
    table = getattr(table, "__table__", table)
    if unknown := sorted(set(frame.columns) - set(table.c.keys())):
        raise RowsRefused(f"{table.name} has no column {', '.join(map(str, unknown))}.")
    if frame.empty:
        return 0
    frame = frame.assign(**_defaults(table, frame))
    columns = [table.c[name] for name in frame.columns]
    try:
        values = [python_values(frame[column.name], column.type, connection.dialect) for column in columns]
    except (TypeError, ValueError) as error:
        raise RowsRefused(f"{table.name} was sent a column of the wrong type ({type(error).__name__}).") from None
    counted = sa.select(sa.func.count()).select_from(table).where(*_partition(table, frame))
    before = connection.scalar(counted)
    try:
        _LOADERS[connection.dialect.name](connection, columns, zip(*values, strict=True))
    except Exception as error:
        # `from None`: the cause may quote the row.
        raise RowsRefused(
            f"The database refused rows for {table.name}: {_described(error)}. Nothing of the transaction is kept."
        ) from None
    arrived = connection.scalar(counted) - before
    if arrived != len(frame):
        raise LoadedRowsDiffer(table.name, sent=len(frame), arrived=arrived)
    return arrived


def _defaults(table: sa.Table, frame: pd.DataFrame) -> dict[str, Any]:
    return {
        column.name: column.default.arg
        for column in table.c
        if column.default is not None and column.default.is_scalar and column.name not in frame
    }


def _partition(table: sa.Table, frame: pd.DataFrame) -> list[sa.ColumnElement[bool]]:
    """Count one authority only where the frame is one authority's: others may be writing theirs."""
    names = [name for name in ("authority_key", "authority_code") if name in frame]
    return [
        table.c[name] == values[0].item() if hasattr(values[0], "item") else table.c[name] == values[0]
        for name in names
        if len(values := frame[name].unique()) == 1
    ]


def _prepared(connection: Connection, columns: list[sa.Column], rows: Iterator[tuple]) -> None:
    """Send rows through one prepared statement on the driver's own cursor, inside the transaction."""
    names = ", ".join(connection.dialect.identifier_preparer.format_column(column) for column in columns)
    table = connection.dialect.identifier_preparer.format_table(columns[0].table)
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "mssql":
            # Fast only for a plain INSERT into sized columns: into unlimited ones it silently corrupts text.
            cursor.fast_executemany = not any(isinstance(column.type, sa.Text | sa.JSON) for column in columns)
        places = ", ".join("?" * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",
            rows if connection.dialect.name == "sqlite" else list(rows),
        )
    finally:
        cursor.close()


def _copied(connection: Connection, columns: list[sa.Column], rows: Iterator[tuple]) -> None:
    """Send rows through COPY, four times as fast as INSERT and inside the same transaction."""
    names = ", ".join(connection.dialect.identifier_preparer.format_column(column) for column in columns)
    table = connection.dialect.identifier_preparer.format_table(columns[0].table)
    with (
        connection.connection.driver_connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


_LOADERS = {"sqlite": _prepared, "mssql": _prepared, "postgresql": _copied}


def delete_rows(connection: Connection, table: sa.Table, keys: pd.DataFrame) -> None:
    """Delete the rows whose columns have the values of one of the keys, within the caller's transaction."""
    if keys.empty:
        return
    quoted = connection.dialect.identifier_preparer
    columns = [table.c[name] for name in keys]
    values = [python_values(keys[column.name], column.type, connection.dialect) for column in columns]
    target, names = quoted.format_table(table), [quoted.format_column(column) for column in columns]
    if connection.dialect.name == "postgresql":  # one statement for all keys: ten times as fast
        kinds = [column.type.compile(connection.dialect) for column in columns]
        given = ", ".join(f"CAST(%s AS {kind}[])" for kind in kinds)
        equal = " AND ".join(f"{target}.{name} = given.{name}" for name in names)
        listed = f"unnest({given}) AS given ({', '.join(names)})"
        connection.exec_driver_sql(f"DELETE FROM {target} USING {listed} WHERE {equal}", tuple(values))
    else:
        equal = " AND ".join(f"{name} = ?" for name in names)
        connection.exec_driver_sql(f"DELETE FROM {target} WHERE {equal}", list(zip(*values, strict=True)))


# --- Frames out


def read_frame(
    connection: Connection, select: sa.SelectBase, parameters: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """
    Return what a SELECT finds, typed by its columns.

    Dates become datetime64[s], text str, whole numbers Int64, yes or no boolean; each keeps its missing values.
    """
    result = connection.execute(select, parameters)
    names = list(result.keys())
    rows = result.cursor.fetchall()  # as the driver has them: converting cell by cell takes three times as long
    result.close()
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    kinds = [column.type for column in select.selected_columns]
    values = {
        name: typed(found, kind, connection.dialect) for name, found, kind in zip(names, columns, kinds, strict=True)
    }
    return pd.DataFrame(values, columns=names)
