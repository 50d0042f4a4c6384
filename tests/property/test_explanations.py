"""The law of explained queries: whatever happened, a query is asked unless the last answer covers it."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.explanations import Explanation
from flows.reports.deliveries import deliveries
from warehouse import explanations
from warehouse import ledger_tables as ledger
from warehouse.base import metadata

TABLES = [table for table in metadata.sorted_tables if table.name in vars(ledger)]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("explained"), st.integers(0, 400)),  # days from now until its last
        st.tuples(st.just("taken back"), st.just(0)),
        st.tuples(st.just("rows"), st.integers(0, 4)),  # that the next extract of the year brings
        st.tuples(st.just("days"), st.integers(1, 200)),
        st.tuples(st.just("census"), st.integers(0, 4)),  # of the next year, with so many rows
    ),
    max_size=12,
)


def arrive(connection: sa.Connection, number: int, year: int, rows: int) -> None:
    """A return of a year arrives, newer than those before, in which the rule finds so many rows."""
    moment = datetime(2025, 4, 1) + timedelta(hours=number)
    extract = {"extract_id": f"{number:03}", "authority_code": "852", "format": "cin_census", "state": "conformed"}
    named = {"file_name": "C.xml", "size_bytes": 1, "archive_path": "c", "run_id": "run"}
    days = {"as_at": date(year, 3, 31), "collection_year": year, "issued_at": moment, "archived_at": moment}
    connection.execute(sa.insert(ledger.extract).values(extract | named | days))
    place = {"extract_id": f"{number:03}", "section": "cin_census.referrals", "rule": "8825Q", "dataset": "referrals"}
    said = {"severity": "warning", "state": "failed" if rows else "passed", "message": "No assessment."}
    connection.execute(sa.insert(ledger.finding).values(place | said | {"evaluated": 9, "failed": rows}))


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_a_query_is_asked_unless_the_last_answer_covers_it(steps):
    """It is open or explained, never both and never neither; and what was explained once says why it is asked."""
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine, tables=TABLES)
    today, year, rows = date(2025, 4, 1), 2025, 2
    answers: dict[int, tuple[int, date]] = {}  # the last of each year: for how many rows, until when
    with engine.connect() as connection:
        arrive(connection, 0, year, rows)
        for number, (step, size) in enumerate(steps, start=1):
            now = datetime.combine(today, time(9))
            if step == "explained" and rows:
                answers[year] = rows, today + timedelta(days=size)
                explanation = Explanation(
                    dataset="referrals",
                    rule="8825Q",
                    collection_year=year,
                    rows_explained=rows,
                    reason_code="system",
                    owner="Data team",
                    until=answers[year][1],
                )
                explanations.explain(connection, "852", explanation, reason="x", by="analyst", now=now)
            elif step == "taken back":
                answers.pop(year, None)
                explanations.take_back(connection, "852", "referrals", "8825Q", year, by="analyst", now=now)
            elif step == "days":
                today += timedelta(days=size)
            elif step in ("rows", "census"):
                year, rows = year + (step == "census"), size
                arrive(connection, number, year, rows)
            covered, until = answers.get(year, (0, date.min))
            is_explained = 0 < rows <= covered and today <= until
            delivered = deliveries(connection, "852", today=today)
            assert len(delivered.explained_findings) == is_explained
            assert len(delivered.open_findings) == (rows > 0 and not is_explained)
            for query in delivered.queries.values():
                assert bool(query.asked_again) == (bool(answers) and not is_explained)
    engine.dispose()
