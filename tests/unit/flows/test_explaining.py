"""Which problems a person's explanations leave, and what is kept of them."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import Connection

from expectations.explanations import Explanation
from flows.alerts import decide
from flows.problems import current_problems
from warehouse import explanations, ledger
from warehouse.engine import connect
from warehouse.schema import create_warehouse

NIGHT = datetime(2025, 10, 1, 5, 30)
UNTIL = date(2026, 3, 31)


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Yield a connection to an empty warehouse, in a transaction that is never kept."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.connect() as connection, connection.begin():
        yield connection
    engine.dispose()


def arrived(connection: Connection, form: str, rule: str, dataset: str, rows: int, *, as_at: date) -> None:
    """Let an extract arrive in which a rule of warning level finds so many rows."""
    extract_id, section = f"{form} {as_at}", f"{form}.list_3.referrals"
    named = {"file_name": "A.xlsx", "size_bytes": 1, "archive_path": "a", "run_id": "run", "now": NIGHT}
    ledger.register_extract(connection, extract_id=extract_id, format=form, authority_code="852", **named)
    ledger.set_extract_state(connection, extract_id, state="conformed", as_at=as_at)
    ledger.record_sections(connection, extract_id, [ledger.SectionAccount(section, "referrals", 9, 9, 0, ())])
    found = {"section": section, "rule": rule, "dataset": dataset, "severity": "warning", "state": "failed"}
    ledger.record_findings(connection, extract_id, [found | {"message": "M.", "evaluated": 9, "failed": rows}])


def explained(connection: Connection, rule: str, dataset: str, rows: int, *, until: date = UNTIL) -> None:
    """Let a person explain it."""
    explanation = Explanation(
        dataset=dataset,
        rule=rule,
        collection_year=2026,
        rows_explained=rows,
        reason_code="system",
        owner="Data team",
        until=until,
    )
    explanations.explain(connection, "852", explanation, reason="In words.", by="analyst", now=NIGHT)


def keys(connection: Connection) -> list[str]:
    return [problem.key for problem in current_problems(connection, "852", present=(), today=NIGHT.date())]


def test_what_a_reader_lacks_is_no_problem_once_it_is_explained(connection):
    """A council's system may have no such column; a second one that is missing is told, as what it is."""
    arrived(connection, "annex_a", "reader:missing_column", "annex_a", 1, as_at=date(2025, 9, 30))
    (key,) = keys(connection)
    assert "missing_column" in key
    explained(connection, "reader:missing_column", "annex_a", 1)
    assert keys(connection) == []
    arrived(connection, "annex_a", "reader:missing_column", "annex_a", 2, as_at=date(2025, 10, 31))
    (problem,) = current_problems(connection, "852", present=(), today=NIGHT.date())
    assert problem.key == key
    assert problem.what_happened.endswith("Explained until 31 March 2026 for 1 row, now 2.")


def test_one_query_of_two_years_is_two_problems(connection):
    """The census of one year and the list of the next ask the same, and neither is covered by what was said before."""
    for form, as_at in (("annex_a", date(2026, 9, 30)), ("cin_census", date(2026, 3, 31))):
        arrived(connection, form, "8825Q", "referrals", 2, as_at=as_at)
    assert keys(connection) == []
    explained(connection, "8825Q", "referrals", 1)
    problems = current_problems(connection, "852", present=(), today=NIGHT.date())
    assert [problem.key.rpartition(":")[2] for problem in problems] == ["2026", "2027"]
    assert len(decide(connection, problems, scope=["852"], now=NIGHT, channels={})) == 2


def test_the_reason_in_words_goes_when_the_settings_say_so(connection):
    """Of what is over or taken back for long; who said what, and when, stays."""
    for rule, until in (("8825Q", UNTIL), ("8770Q", date(2027, 3, 31))):
        explained(connection, rule, "referrals", 1, until=until)
    explanations.forget(connection, "852", before=datetime(2026, 3, 31))
    assert [row["reason"] for row in explanations.every_explanation(connection, "852")] == ["In words."] * 2
    explanations.forget(connection, "852", before=datetime(2026, 4, 1))
    explanations.forget(connection, "850", before=datetime(2030, 4, 1))
    kept = [(row["reason"], row["explained_by"]) for row in explanations.every_explanation(connection, "852")]
    assert kept == [("", "analyst"), ("In words.", "analyst")]
