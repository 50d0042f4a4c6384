"""
The SSD over ODBC: PostgreSQL through psqlODBC and SQLite through its driver give the same extract.

Real servers and real drivers; where they are missing the tests skip and say so ("make odbc" installs them).
"""

import sqlite3

import pandas as pd
import psycopg
import pytest

from flows.archive import Archive
from flows.sample.authority import invent
from flows.sample.ssd import ssd_records
from flows.sources import ssd
from flows.sources.databases import Database, DatabaseUnavailable, Query, query_from_file
from flows.sources.extract import PROVENANCE

DAY = pd.Timestamp(2024, 4, 30)
NAMES = {"PostgreSQL": '"cases"."{}"', "SQLite": '"{}"'}


@pytest.fixture(scope="module")
def records() -> dict[str, pd.DataFrame]:
    """The tables of a small invented authority, with what databases find hard."""
    tables = ssd_records(invent(children=20, first_year=2024, last_year=2024, months=1, seed=5), DAY)
    contacts = tables["contacts"].copy()
    contacts.loc[0, "cont_contact_source_code"] = 'Åsa\'s "łódź", 名前\nsecond line'
    contacts.loc[1, "cont_contact_source_code"] = "x" * 9_000
    return tables | {"contacts": contacts}


def fill(execute, records: dict[str, pd.DataFrame], kind: str) -> None:
    """Create the tables as the SSD's scripts do, in another order of columns and rows, with fields not taken."""
    for name, rows in records.items():
        backwards = rows[rows.columns[::-1]].iloc[::-1]
        kinds = [f'"{column}" {_type(column, kind)}' for column in backwards] + ['"comments" text']
        table = NAMES[kind].format(f"ssd_{name}")
        execute(f"CREATE TABLE {table} ({', '.join(kinds)})", [])
        marks = ", ".join(["%s" if kind == "PostgreSQL" else "?"] * (len(backwards.columns) + 1))
        values = backwards.astype(object).where(backwards.notna(), None).assign(comments="Asha said")
        execute(f"INSERT INTO {table} VALUES ({marks})", values.to_numpy().tolist())


def _type(column: str, kind: str) -> str:
    if column.endswith(("_date", "_dob")):
        return "timestamp" if kind == "PostgreSQL" else "datetime"
    return "text" if kind == "PostgreSQL" else "nvarchar(20000)"


@pytest.fixture(scope="module")
def in_postgresql(postgresql, records) -> Database:
    """The tables in a PostgreSQL server."""
    with postgresql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA cases")
        fill(lambda text, rows: cursor.executemany(text, rows) if rows else cursor.execute(text), records, "PostgreSQL")
    return Database("cases", postgresql.odbc, attempts=3, wait_seconds=0)


@pytest.fixture(scope="module")
def in_sqlite(records, tmp_path_factory, odbc_driver) -> Database:
    """The tables in an SQLite file."""
    file = tmp_path_factory.mktemp("sqlite") / "cases.db"
    with sqlite3.connect(file) as connection:
        fill(
            lambda text, rows: connection.executemany(text, rows) if rows else connection.execute(text),
            records,
            "SQLite",
        )
    connection.close()
    return Database("cases", f"Driver={odbc_driver('SQLite3')};Database={file}", attempts=1)


def test_two_databases_give_one_extract(in_postgresql, in_sqlite, records, tmp_path):
    """Byte for byte, so the archive holds it once; and it says what the tables say."""
    archive = Archive(tmp_path / "archive")
    stored = []
    for number, database in enumerate((in_postgresql, in_sqlite, in_postgresql)):
        folder = tmp_path / str(number) / "cases"
        folder.parent.mkdir()
        assert database.fetch_ssd(folder) == sum(map(len, records.values()))
        stored.append(archive.store(folder))
    assert [each.new for each in stored] == [True, False, False]
    read = ssd.read(folder).records
    assert set(read) == set(records)
    for name, rows in records.items():
        columns = [column for column in read[name] if column not in PROVENANCE]
        expected = rows[columns].sort_values(columns, ignore_index=True)
        found = read[name][columns].sort_values(columns, ignore_index=True)
        pd.testing.assert_frame_equal(found, expected, check_column_type=False)


def test_fields_that_are_not_taken_are_not_fetched(in_postgresql, tmp_path):
    """Comments stay where they are."""
    in_postgresql.fetch_ssd(tmp_path / "cases")
    assert not any(b"Asha" in file.read_bytes() for file in (tmp_path / "cases").iterdir())


@pytest.mark.parametrize("database", ["in_postgresql", "in_sqlite"])
def test_nothing_can_be_written(database, tmp_path, request):
    """Even a statement that our own code never sends is refused by the session."""
    database = request.getfixturevalue(database)
    with pytest.raises(DatabaseUnavailable):
        database.fetch(tmp_path / "a", [Query("a.csv", "CREATE TABLE written (a integer)")])
    assert not (tmp_path / "a").exists()
    with pytest.raises(DatabaseUnavailable):
        database.fetch(tmp_path / "a", [Query("a.csv", "SELECT * FROM written")])


def test_a_query_of_the_council_s_own(in_postgresql, tmp_path):
    """Its text from a file, its parameters beside it, its headings the answer's."""
    (tmp_path / "referrals.sql").write_text(
        'SELECT cine_referral_id AS "Referral", cine_referral_date AS "Made"\n'
        "FROM cases.ssd_cin_episodes WHERE cine_referral_date < ? AND cine_referral_nfa = ?;\n"
    )
    query = query_from_file("referrals", tmp_path / "referrals.sql", ["2022-01-01", "Y'; DROP TABLE cases.ssd_person"])
    in_postgresql.fetch(tmp_path / "answer", [query])
    assert (tmp_path / "answer" / "referrals.csv").read_text() == "Referral,Made\n"


def test_tables_that_are_not_there_are_said_to_be_missing(postgresql):
    """The message says where was looked, and what to do."""
    database = Database("cases", postgresql.odbc, schema_name="elsewhere", attempts=3, wait_seconds=0)
    with pytest.raises(DatabaseUnavailable, match="schema elsewhere shows this login none of the SSD's tables") as told:
        database.ssd_tables()
    assert not told.value.passing


def test_a_table_in_two_schemas_is_not_chosen_by_chance(postgresql, in_postgresql, tmp_path):
    """Which of them is meant is for a person to say; said, it is taken."""
    with postgresql.connect() as connection:
        connection.execute("CREATE SCHEMA old")
        connection.execute("CREATE TABLE old.ssd_contacts (cont_person_id text)")
        try:
            with pytest.raises(DatabaseUnavailable, match="several schemas have the table contacts") as told:
                in_postgresql.ssd_tables()
            assert not told.value.passing
            named = Database("cases", postgresql.odbc, schema_name="old")
            assert named.ssd_tables() == ["ssd_contacts"]
        finally:
            connection.execute("DROP SCHEMA old CASCADE")


def many_rows(connection: psycopg.Connection, rows: int) -> None:
    """Make a table that takes a while to fetch."""
    connection.execute("DROP TABLE IF EXISTS many")
    connection.execute(
        "CREATE TABLE many AS SELECT n::text AS id, 'A' || n % 5000 AS child, timestamp '2019-01-01' + n % 2000 * "
        f"interval '1 day' AS day, repeat('x', 40) AS source FROM generate_series(1, {rows}) AS n"
    )


def test_a_server_that_dies_during_a_fetch_is_asked_again(postgresql, in_postgresql, tmp_path, monkeypatch):
    """It comes back while we wait: everything is fetched from the beginning, once."""
    with postgresql.connect() as connection:
        many_rows(connection, 20_000)
    query, waits = [Query("many.csv", "SELECT * FROM many")], []
    dying = _dying_when_fetching(monkeypatch, postgresql.kill)

    def wait(seconds: float) -> None:
        waits.append(seconds)
        postgresql.start()

    database = Database("cases", postgresql.odbc, attempts=3, wait_seconds=2, wait=wait)
    assert database.fetch(tmp_path / "many", query) == 20_000
    assert dying == ["died"]
    assert waits == [2]
    assert [file.name for file in (tmp_path / "many").iterdir()] == ["many.csv"]
    assert len((tmp_path / "many" / "many.csv").read_text().splitlines()) == 20_001


def test_a_server_that_stays_away_is_told_of(postgresql, in_postgresql, tmp_path, monkeypatch):
    """After the last attempt nothing is left behind, and it is said to be passing."""
    _dying_when_fetching(monkeypatch, postgresql.kill)
    database = Database("cases", postgresql.odbc, attempts=2, wait_seconds=0)
    with pytest.raises(DatabaseUnavailable, match="does not answer") as told:
        database.fetch(tmp_path / "many", [Query("many.csv", "SELECT * FROM many")])
    assert told.value.passing
    assert not (tmp_path / "many").exists()
    postgresql.start()


def _dying_when_fetching(monkeypatch, kill) -> list[str]:
    """Kill the server when the second batch of rows is wanted; what has arrived before was real."""
    from flows.sources import databases

    died: list[str] = []
    convert = databases.as_lines

    def as_lines(rows, kinds):
        if not died:
            died.append("died")
            kill()
        return convert(rows, kinds)

    monkeypatch.setattr(databases, "as_lines", as_lines)
    return died
