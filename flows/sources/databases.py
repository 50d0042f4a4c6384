"""
A database as a source: over ODBC, from anything that has a driver, into a folder of CSV files.

The folder is then recognised, archived and read like any other; nothing else in Lodestar knows of a connection.
Only SELECTs are ever sent, in a session that is opened for reading. The names of tables and fields come from a
declaration; a query of the council's own comes from a file, its parameters beside it.
No message holds the connection string, the server's words or a value: drivers put all of them into their errors.
"""

import csv
import gc
import logging
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from flows.sources.database_rows import as_lines
from flows.sources.database_sorting import Sorter
from flows.sources.ssd_tables import SCHEMA_PREFIX, TABLES, Table

ROWS_AT_ONCE = 5_000
LOGIN_SECONDS = 30

READ_ONLY: dict[str, tuple[str, ...]] = {
    "PostgreSQL": ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",),
    "SQLite": ("PRAGMA query_only = ON",),
    "Oracle": ("SET TRANSACTION READ ONLY",),
    "MySQL": ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",),
}
"""What makes a session read-only, by the database's own name; where it can, all tables are seen at one moment."""

KEYWORDS: tuple[tuple[str, str], ...] = (
    # Without it, these drivers fetch a whole answer into the memory before they give the first row.
    ("postgres|psqlodbc", "UseDeclareFetch=1;Fetch=5000"),
    ("sqlite", "StepAPI=1"),
    ("sql server|msodbcsql", "ApplicationIntent=ReadOnly"),
)
"""What a driver is to be told besides, where its name is like this."""

_LASTING = {
    "IM002": "there is no such data source or driver here. Install the driver, or correct its name; "
    '"odbcinst -q -d" lists the drivers',
    "IM003": "the driver cannot be loaded. Install it, or correct its path",
    "01000": 'the driver cannot be loaded. Install it, or correct its name; "odbcinst -q -d" lists the drivers',
    "28": "the database refuses the login. Correct user and password, or grant access",
    "42": "the database refuses the query. Grant this login SELECT on the tables; correct the text of a query file",
    "25": "the session is read-only, and the query would write. Correct the text of the query file",
}
"""What does not go away by itself, by SQLSTATE or its class; anything else may."""
_NOT_THERE = "the database does not answer, or the connection was lost"
_UNNAMED = "the driver names no cause. The connection may be lost, or a query may be wrong"
_SELECT = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:SELECT|WITH)\b", re.IGNORECASE | re.DOTALL)

logger = logging.getLogger("lodestar")


class DatabaseUnavailable(Exception):
    """
    A database that could not be fetched from; the message says why, in our own words.

    `passing` tells whether trying again may help.
    """

    def __init__(self, name: str, cause: str, *, passing: bool) -> None:
        super().__init__(f"The database {name} could not be fetched: {cause}.")
        self.passing = passing


@dataclass(frozen=True)
class Query:
    """What is fetched into one file: a SELECT, its parameters, and the headings; None where the answer names them."""

    file_name: str
    text: str
    parameters: tuple[str | int, ...] = ()
    headings: tuple[str, ...] | None = None


def query_from_file(name: str, file: Path, parameters: Sequence[str | int] = ()) -> Query:
    """Return the query of a file; raises `ValueError` where it is not one SELECT."""
    text = file.read_text(encoding="utf-8-sig").strip().removesuffix(";")
    if not _SELECT.match(text) or ";" in text:
        raise ValueError(f"{file.name} must be one SELECT, without semicolons")
    return Query(f"{name}.csv", text, tuple(parameters))


class Database:
    """
    A database that is read over ODBC.

    `schema_name` narrows the search for tables where several schemas have them.
    A fetch that fails in passing is tried `attempts` times in all, each time from the beginning: what two
    connections saw would not be of one moment.
    """

    def __init__(
        self,
        name: str,
        connection: str,
        *,
        schema_name: str = "",
        attempts: int = 3,
        wait_seconds: float = 5,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self.schema_name = schema_name
        self._connection = connection
        self._attempts = attempts
        self._wait_seconds = wait_seconds
        self._wait = wait

    def __repr__(self) -> str:
        return f"Database({self.name!r})"  # the connection string holds a password

    def fetch_ssd(self, folder: Path) -> int:
        """Fetch the SSD's tables into a folder that does not exist yet, all of them or nothing; return the rows."""
        return self._fetch(folder, self._ssd_queries)

    def fetch(self, folder: Path, queries: Sequence[Query]) -> int:
        """Fetch the answers to queries into a folder that does not exist yet, all of them or nothing."""
        return self._fetch(folder, lambda connection: list(queries))

    def ssd_tables(self) -> list[str]:
        """Return the names of the SSD's tables that the database shows to this login."""
        with self._connected() as connection:
            return [query.file_name.removesuffix(".csv") for query in self._ssd_queries(connection)]

    def try_queries(self, queries: Sequence[Query]) -> None:
        """Ask each query for its first row; raises `DatabaseUnavailable` where one is refused."""
        with self._connected() as connection:
            for query in queries:
                connection.execute(query.text, *query.parameters).fetchone()

    def _fetch(self, folder: Path, queries: Callable[[Any], list[Query]]) -> int:
        for attempt in range(1, self._attempts + 1):
            try:
                with self._connected() as connection:
                    folder.mkdir()
                    return sum(_fetched(connection, query, folder) for query in queries(connection))
            except DatabaseUnavailable as trouble:
                shutil.rmtree(folder, ignore_errors=True)
                if not trouble.passing or attempt == self._attempts:
                    raise
                logger.warning("%s Attempt %d of %d.", trouble, attempt, self._attempts)
                self._wait(self._wait_seconds * 2 ** (attempt - 1))
        raise AssertionError("unreachable: the last attempt returns or raises")

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """Lend a connection in a read-only transaction; whatever goes wrong with it is told in our own words."""
        try:
            import pyodbc
        except ImportError:
            cause = "pyodbc does not find unixODBC on this machine. Install it (Debian: apt-get install unixodbc)"
            raise DatabaseUnavailable(self.name, cause, passing=False) from None
        connection = trouble = None
        try:
            connection = pyodbc.connect(
                with_keywords(self._connection, pyodbc.dataSources()),
                readonly=True,
                autocommit=False,
                timeout=LOGIN_SECONDS,
            )
            for statement in READ_ONLY.get(connection.getinfo(pyodbc.SQL_DBMS_NAME), ()):
                connection.execute(statement)
            yield connection
        except pyodbc.Error as error:
            trouble = self._unavailable(error)
        finally:
            if connection is not None:
                with suppress(pyodbc.Error):
                    connection.rollback()
                with suppress(pyodbc.Error):
                    connection.close()
        if trouble is not None:
            raise trouble  # out here, so that the driver's own words are not its context

    def _unavailable(self, error: Exception) -> DatabaseUnavailable:
        state = str(error.args[0]) if error.args else ""
        lasting = _LASTING.get(state) or _LASTING.get(state[:2])
        cause = lasting or (_UNNAMED if state == "HY000" else _NOT_THERE)
        shown = f" (SQLSTATE {state})" if re.fullmatch("[0-9A-Z]{5}", state) else ""
        return DatabaseUnavailable(self.name, f"{cause}{shown}", passing=lasting is None)

    def _ssd_queries(self, connection: Any) -> list[Query]:
        """Return a query for each table of the SSD that is there; raises `DatabaseUnavailable` where there is none."""
        cursor = connection.cursor()
        found: dict[str, set[tuple[str, str]]] = {}
        for row in cursor.tables().fetchall():
            name, schema = row.table_name.casefold(), row.table_schem or ""
            is_meant = not self.schema_name or schema.casefold() == self.schema_name.casefold()
            if is_meant and row.table_type in ("TABLE", "VIEW") and name.removeprefix(SCHEMA_PREFIX) in TABLES:
                found.setdefault(name, set()).add((schema, row.table_name))
        queries = []
        for table in TABLES.values():
            places = found.get(f"{SCHEMA_PREFIX}{table.name}") or (found.get(table.name) if self.schema_name else None)
            if places and len(places) > 1:
                cause = f"several schemas have the table {table.name}. Write schema_name beside its connection"
                raise DatabaseUnavailable(self.name, cause, passing=False)
            if places and (query := _ssd_query(connection, table, *next(iter(places)))):
                queries.append(query)
        if not queries:
            place = f"schema {self.schema_name}" if self.schema_name else "the database"
            cause = f"{place} shows this login none of the SSD's tables. Correct schema_name, or grant it SELECT"
            raise DatabaseUnavailable(self.name, cause, passing=False)
        return queries


def with_keywords(connection: str, sources: dict[str, str]) -> str:
    """Add what a driver has to be told; `sources` says which driver each data source of this machine uses."""
    settings = dict(re.findall(r"\s*([^=;]+?)\s*=\s*(\{[^}]*\}|[^;]*)", connection))
    given = {name.casefold(): value.strip("{} ") for name, value in settings.items()}
    driver = given.get("driver") or sources.get(given.get("dsn", ""), "")
    for pattern, keywords in KEYWORDS:
        if re.search(pattern, driver, re.IGNORECASE):
            missing = [word for word in keywords.split(";") if word.partition("=")[0].casefold() not in given]
            return ";".join([connection.rstrip("; "), *missing])
    return connection


def _ssd_query(connection: Any, table: Table, schema: str, found: str) -> Query | None:
    """
    Return the SELECT of a table's fields that are there, in the declaration's order.

    The catalogue's names are used as they are spelled there, and only those that are the declared ones but for
    capitals and prefix: so they hold letters, digits and underscores, and nothing that could end a quotation.
    """
    import pyodbc

    quote = connection.getinfo(pyodbc.SQL_IDENTIFIER_QUOTE_CHAR).strip() or '"'
    rows = connection.cursor().columns(table=found, schema=schema or None).fetchall()  # `_` stands for any letter
    names = [row.column_name for row in rows if (row.table_schem or "", row.table_name) == (schema, found)]
    spelled = {field: name for name in names if (field := table.column(name))}
    if not spelled:
        return None
    there = [field for field in table.columns if field in spelled]
    fields = ", ".join(f"{quote}{spelled[field]}{quote}" for field in there)
    place = ".".join(f"{quote}{part.replace(quote, quote * 2)}{quote}" for part in (schema, found) if part)
    return Query(f"{SCHEMA_PREFIX}{table.name}.csv", f"SELECT {fields} FROM {place}", headings=tuple(there))


@contextmanager
def _without_looking_for_cycles() -> Iterator[None]:
    """Millions of cells come, and none holds another: looking for cycles walks through all that the process has."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_looking_for_cycles()
def _fetched(connection: Any, query: Query, folder: Path) -> int:
    """
    Write the answer to a query as CSV, its rows in the order of their text, and return how many there are.

    Databases give rows in no order of their own; sorted, the same rows are the same file, wherever they come from.
    """
    cursor = connection.cursor()
    cursor.arraysize = ROWS_AT_ONCE
    cursor.execute(query.text, *query.parameters)
    kinds = [column[1] for column in cursor.description]
    headings = query.headings or tuple(column[0] for column in cursor.description)
    count = 0
    with Sorter(folder) as sorter:
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            sorter.add(as_lines(rows, kinds))
            count += len(rows)
        with (folder / query.file_name).open("w", encoding="utf-8", errors="replace", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(headings)
            lines = sorter.lines()
            while some := list(islice(lines, ROWS_AT_ONCE)):
                file.write("\n".join([*some, ""]))
    return count
