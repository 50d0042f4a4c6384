"""
What fetching tables over ODBC into files costs, beside a bare pyodbc fetch of the same rows.

    python -m tests.benchmarks.bench_odbc [rows ...]

It uses SQLite's driver, which needs no server; `LODESTAR_BENCHMARK_ODBC` may hold the connection string of another
database, into which `fill` has put the table.
"""

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyodbc

from flows.sources.databases import ROWS_AT_ONCE, Database, with_keywords
from flows.sources.ssd_tables import TABLES

SIZES = (10_000, 100_000, 500_000)
EPISODES = TABLES["cin_episodes"]
NAME = f"ssd_{EPISODES.name}"


@dataclass(frozen=True)
class Measured:
    """Seconds of this process for the same rows: a bare fetch, and ours into a file; the driver works in it."""

    rows: int
    bare: float
    ours: float

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.bare


def fill(file: Path, rows: int) -> str:
    """Write a table of episodes into an SQLite file and return its connection string."""
    kinds = ", ".join(f"{name} {'datetime' if name.endswith('date') else 'varchar(48)'}" for name in EPISODES.columns)
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE {NAME} ({kinds})")
        connection.executemany(
            f"INSERT INTO {NAME} VALUES ({', '.join('?' * len(EPISODES.columns))})",
            ([_value(name, number * 7_919 % rows) for name in EPISODES.columns] for number in range(rows)),
        )
    connection.close()
    return f"Driver=SQLite3;Database={file}"


def _value(name: str, number: int) -> str | None:
    if name.endswith("date"):
        closed = name.endswith("close_date")
        return None if closed and number % 9 == 0 else f"20{18 + number % 7}-0{1 + number % 9}-{10 + number % 19}"
    return f"{number:07}" if name.endswith("_id") else f"value {number % 13}"


def measure(rows: int, *, connection: str = "", times: int = 3) -> Measured:
    """Fetch the table both ways, in turns, and return the shortest time of each."""
    with tempfile.TemporaryDirectory() as folder:
        connection = connection or fill(Path(folder) / "cases.db", rows)
        text = f"SELECT {', '.join(EPISODES.columns)} FROM {NAME}"
        taken = [(_seconds(lambda: _bare(connection, text)), _ours(connection, Path(folder))) for _ in range(times)]
    return Measured(rows, *map(min, zip(*taken, strict=True)))


def _bare(connection: str, text: str) -> None:
    with pyodbc.connect(with_keywords(connection, pyodbc.dataSources()), readonly=True) as opened:
        cursor = opened.execute(text)
        while cursor.fetchmany(ROWS_AT_ONCE):
            pass
    opened.close()


def _ours(connection: str, folder: Path) -> float:
    with tempfile.TemporaryDirectory(dir=folder) as target:
        return _seconds(lambda: Database("cases", connection, attempts=1).fetch_ssd(Path(target) / "cases"))


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or SIZES):
        measured = measure(size, connection=os.environ.get("LODESTAR_BENCHMARK_ODBC", ""))
        print(  # noqa: T201
            f"{measured.rows:>9,} rows: bare {measured.bare:.2f} s, ours {measured.ours:.2f} s, "
            f"{measured.ratio:.2f} times"
        )
