"""What a database source says and asks, without a database."""

import pyodbc
import pytest

from flows.sources.databases import Database, DatabaseUnavailable, query_from_file, with_keywords

SECRET = "PWD=Wombat99"


@pytest.mark.parametrize(
    ("connection", "told"),
    [
        ("Driver={PostgreSQL Unicode};Server=db", ";UseDeclareFetch=1;Fetch=5000"),
        ("DSN=cases", ";UseDeclareFetch=1;Fetch=5000"),
        ("driver=PostgreSQL Unicode;fetch=10", ";UseDeclareFetch=1"),
        ("Driver={ODBC Driver 18 for SQL Server};Server=db;", "ApplicationIntent=ReadOnly"),
        ("Driver=SQLite3;Database=cases.db", ";StepAPI=1"),
        ("Driver=Oracle;DBQ=cases", ""),
    ],
)
def test_drivers_are_told_to_stream_and_that_nothing_is_written(connection, told):
    """Each in its own words, unless the connection string says otherwise."""
    complete = with_keywords(connection, {"cases": "/usr/lib/psqlodbcw.so"})
    assert complete.startswith(connection.rstrip("; "))
    assert complete.endswith(told)


@pytest.mark.parametrize(
    ("driver_says", "passing"),
    [
        (("01000", f"Can't open lib 'x' {SECRET}"), False),
        (("28000", f"password authentication failed {SECRET}"), False),
        (("08S01", f"Communication link failure {SECRET}"), True),
        (("HY000", f"server closed the connection, row Asha {SECRET}"), True),
        ((), True),
    ],
)
def test_messages_hold_nothing_of_the_driver_s(tmp_path, monkeypatch, caplog, driver_says, passing):
    """Neither the password, nor a value; what does not go away by itself is tried once."""
    tries, waits = [], []

    def connect(*arguments, **options):
        tries.append(options)
        raise pyodbc.Error(*driver_says)

    monkeypatch.setattr(pyodbc, "connect", connect)
    database = Database("cases", f"Driver=x;{SECRET}", attempts=3, wait_seconds=1, wait=waits.append)
    with pytest.raises(DatabaseUnavailable) as unavailable:
        database.fetch_ssd(tmp_path / "ssd")
    assert unavailable.value.passing is passing
    assert len(tries) == (3 if passing else 1)
    assert waits == ([1, 2] if passing else [])
    assert all(options["readonly"] and not options["autocommit"] for options in tries)
    assert not (tmp_path / "ssd").exists()
    told = f"{unavailable.value}{unavailable.value.__cause__}{unavailable.value.__context__}{database!r}{caplog.text}"
    assert "Wombat" not in told and "Asha" not in told


@pytest.mark.parametrize(
    "text", ["DELETE FROM a", "SELECT 1; DROP TABLE a", "UPDATE a SET b = 1", "", "-- SELECT\nEXEC a"]
)
def test_only_a_select_is_a_query(tmp_path, text):
    """One statement, and one that reads."""
    (tmp_path / "query.sql").write_text(text)
    with pytest.raises(ValueError, match="one SELECT"):
        query_from_file("a", tmp_path / "query.sql")


def test_a_query_and_its_parameters_stay_apart(tmp_path):
    """A parameter is never part of the text."""
    (tmp_path / "query.sql").write_text("-- contacts since a day\nSELECT * FROM contact WHERE day >= ?;\n")
    query = query_from_file("contacts", tmp_path / "query.sql", ["2024-01-01"])
    assert query.text.endswith("WHERE day >= ?")
    assert query.parameters == ("2024-01-01",)
    assert query.file_name == "contacts.csv"
