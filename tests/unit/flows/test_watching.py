"""What is unusual, and what is late, from the ledger."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection

from flows.problems import current_problems
from flows.watching import unusual
from transforms.stream import Measured, Observation, Unusual
from warehouse.engine import connect
from warehouse.ledger_tables import extract
from warehouse.schema import create_warehouse
from warehouse.stream import record_observations

NIGHT = datetime(2024, 4, 1, 5, 30)


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Yield a connection to an empty warehouse, in a transaction that is never kept."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.connect() as connection, connection.begin():
        yield connection
    engine.dispose()


def arrived(
    connection: Connection, as_at: date, rows: int, *, state: str = "conformed", authority: str = "852"
) -> None:
    """Let an extract with so many referrals arrive."""
    extract_id = f"{authority} {as_at} {rows}"
    connection.execute(
        extract.insert().values(
            extract_id=extract_id,
            authority_code=authority,
            format="annex_a",
            file_name="A.xlsx",
            size_bytes=1,
            as_at=as_at,
            issued_at=NIGHT,
            archived_at=NIGHT,
            archive_path="a",
            state=state,
            run_id="run",
        )
    )
    seen = asdict(Observation(Measured.ROWS, "", "", rows, 20)) | {"section": "annex_a.list_2", "dataset": "referrals"}
    record_observations(connection, extract_id, [seen])


def months(connection: Connection, *rows: int, **options) -> None:
    for day, count in zip(pd.date_range("2023-10-31", periods=len(rows), freq="ME"), rows, strict=True):
        arrived(connection, day.date(), count, **options)


def test_a_rise_is_seen_and_told(connection):
    """Five months of a hundred, then 219: a warning that names section, day and counts."""
    months(connection, *[100] * 5, 219)
    (seen,) = unusual(connection, "852")
    assert (seen.signal.kind, seen.section, seen.as_at) == (Unusual.VOLUME, "annex_a.list_2", date(2024, 3, 31))
    (problem,) = current_problems(connection, "852", present=())
    assert problem.key == "852:annex_a.list_2:unusual:volume"
    assert "219 rows in 20 working days, where about 100 are usual" in problem.what_happened


def test_what_was_stopped_teaches_nothing(connection):
    """Five months, four of which were never loaded."""
    arrived(connection, date(2023, 9, 30), 100)
    months(connection, *[100] * 4, state="stopped")
    arrived(connection, date(2024, 3, 31), 219)
    assert unusual(connection, "852") == []


def test_another_authority_teaches_nothing(connection):
    """Each authority has its own usual."""
    months(connection, *[100] * 5, authority="850")
    arrived(connection, date(2024, 3, 31), 219)
    assert unusual(connection, "852") == []


def test_a_late_extract_is_told_and_a_backfill_does_not_hide_it(connection):
    """The newest extract describes 31 March, 61 days ago; an older one that arrives now changes nothing."""
    arrived(connection, date(2024, 3, 31), 100)
    wanted = {"annex_a": 40}
    today = date(2024, 5, 31)
    (problem,) = current_problems(connection, "852", present=(), wanted=wanted, today=today)
    assert problem.key == "852:annex_a:late"
    assert "describes 31 March 2024, 61 days ago; 40 days are allowed" in problem.what_happened
    arrived(connection, date(2023, 3, 31), 90)
    assert current_problems(connection, "852", present=(), wanted=wanted, today=today) == [problem]
    assert current_problems(connection, "852", present=(), wanted=wanted, today=date(2024, 5, 10)) == []


def test_what_never_arrived_is_late(connection):
    """A format that is wanted, and of which there is nothing."""
    (problem,) = current_problems(connection, "852", present=(), wanted={"ssd": 2}, today=date(2024, 5, 31))
    assert "has not arrived yet; 2 days are allowed" in problem.what_happened
