"""Queries that a person explained: they are open no more, and asked again when the answer no longer holds."""

from datetime import date

import pytest

from expectations.explanations import Explanation
from flows.reports.deliveries import deliveries
from flows.reports.overview import open_findings, settled
from flows.reports.quality import summary, write_quality
from warehouse import explanations

CENSUS = "cin_census.referrals"
TODAY = date(2025, 10, 1)
UNTIL = date(2026, 3, 31)
SECRET = "Asha's mother asked for it"


@pytest.fixture
def say(warehouse):
    """Explain 8825Q of a year, for so many rows."""

    def said(rows=12, *, year=2025, until=UNTIL, dataset="referrals", reason=SECRET):
        explanation = Explanation(
            dataset=dataset,
            rule="8825Q",
            collection_year=year,
            rows_explained=rows,
            reason_code="as_happened",
            owner="Data team",
            until=until,
        )
        given = {"reason": reason, "by": "analyst", "now": warehouse.now}
        return explanations.explain(warehouse.connection, "999", explanation, **given)

    return said


@pytest.fixture
def census(warehouse):
    """The census of a year, in which 8825Q finds so many rows."""

    def arrived(rows, *, year=2025, **parts):
        as_at = date(year, 3, 31)
        warehouse.extract(f"census {year}", format="cin_census", as_at=as_at, collection_year=year)
        warehouse.section(f"census {year}", section=CENSUS)
        asked = {"section": CENSUS, "severity": "warning", "message": "No assessment.", "failed": rows}
        warehouse.finding(f"census {year}", "8825Q", **asked | parts)

    return arrived


@pytest.fixture
def looked_at(warehouse):
    """What the ledger holds on a day."""
    return lambda today=TODAY: deliveries(warehouse.connection, "999", today=today)


def test_what_is_explained_is_not_open(census, say, looked_at):
    """It is neither counted nor listed as open, nor is it settled: the rows fail still."""
    census(12)
    assert len(looked_at().open_findings) == 1
    say()
    delivered = looked_at()
    assert delivered.open_findings == open_findings(delivered) == []
    assert [found.rule for found in delivered.explained_findings] == ["8825Q"]
    assert settled(delivered) == 0
    assert summary(delivered)[-2] == "1 query is explained."


@pytest.mark.parametrize(
    ("rows", "year", "today", "asked_again"),
    [
        (12, 2025, TODAY, ""),
        (3, 2025, TODAY, ""),
        (12, 2025, UNTIL, ""),
        (13, 2025, TODAY, "Explained until 31 March 2026 for 12 rows, now 13."),
        (12, 2025, date(2026, 4, 1), "Explained until 31 March 2026 for 12 rows; that day is over."),
        (12, 2026, TODAY, "Explained until 31 March 2026 for 12 rows of 2025, now 12 of 2026."),
    ],
)
def test_it_is_asked_again(census, say, looked_at, rows, year, today, asked_again):
    """For more rows, after its last day, and in the next year; and it says why."""
    census(rows, year=year)
    say()
    (query,) = looked_at(today).queries.values()
    assert (query.is_explained, query.asked_again) == (not asked_again, asked_again)
    opened = open_findings(looked_at(today))
    assert [found.asked_again for found in opened] == ([asked_again] if asked_again else [])
    assert all(found.words.endswith(asked_again) for found in opened)


def test_what_was_said_of_a_later_year_says_nothing(census, say, looked_at):
    """A census of 2024 that arrives late was not explained by what was said to that of 2025."""
    census(1, year=2024)
    say()
    (query,) = looked_at().queries.values()
    assert (query.is_explained, query.asked_again) == (False, "")


def test_the_rows_of_all_sections_of_a_year_are_one_query(warehouse, census, say, looked_at):
    """Seven in the census and six in the list of the same year are more than twelve."""
    census(7)
    warehouse.extract("list", as_at=date(2025, 3, 31))
    warehouse.finding("list", "8825Q", severity="warning", failed=5)
    say()
    assert looked_at().open_findings == []
    warehouse.extract("newer list", as_at=date(2025, 3, 31), issued_at=warehouse.now.replace(hour=6))
    warehouse.finding("newer list", "8825Q", severity="warning", failed=6)
    assert {found.extract_id for found in looked_at().open_findings} == {"census 2025", "newer list"}


@pytest.mark.parametrize("parts", [{"severity": "error"}, {"severity": "critical"}, {"state": "error"}])
def test_what_decides_figures_stays_open_whatever_was_said(census, say, looked_at, parts):
    """A rule that has become an error, or that could not be judged."""
    census(12, **parts)
    say()
    assert len(looked_at().open_findings) == 1


def test_an_explanation_is_one_dataset_s(census, say, looked_at):
    """The same rule in another dataset was not explained."""
    census(12)
    say(dataset="assessments")
    assert len(looked_at().open_findings) == 1


def test_the_same_said_twice_is_once(warehouse, census, say, looked_at):
    """Something else is kept beside it, and the last word counts; once taken back, nothing is said."""
    assert (say(), say(), say(5), say(5), say()) == (True, False, True, False, True)
    assert [row["rows_explained"] for row in explanations.every_explanation(warehouse.connection, "999")] == [12, 5, 12]
    assert [said.rows_explained for said in explanations.explanations(warehouse.connection, "999")] == [12]
    taken = {"by": "manager", "now": warehouse.now}
    explanations.take_back(warehouse.connection, "999", "referrals", "8825Q", 2025, **taken)
    assert explanations.explanations(warehouse.connection, "999") == []
    assert {row["withdrawn_by"] for row in explanations.every_explanation(warehouse.connection, "999")} == {"manager"}


def test_the_page_shows_the_answer_and_not_the_reason(warehouse, census, say, authority, tmp_path):
    """Rows, code, owner and day; what was written in words stays inside."""
    census(10)
    say()
    page = write_quality(warehouse.connection, tmp_path, **authority).read_text(encoding="utf-8")
    assert "Explained queries" in page and "Data team" in page and "31 Mar 2026" in page
    assert "The records are right: it happened so" in page
    assert "Asha" not in page


def test_the_page_says_why_it_is_asked_again(warehouse, census, say, authority, tmp_path):
    """Beside what the rule says."""
    census(15)
    say()
    page = write_quality(warehouse.connection, tmp_path, **authority).read_text(encoding="utf-8")
    assert "No assessment. Explained until 31 March 2026 for 12 rows, now 15." in page
    assert "Explained queries" not in page


def test_the_pages_are_of_an_older_state_when_a_day_is_over(warehouse, say):
    """Said, taken back, or over since the midnight after its last day."""
    assert explanations.answers_changed_at(warehouse.connection, today=UNTIL) is None
    say()
    changed = [explanations.answers_changed_at(warehouse.connection, today=day) for day in (UNTIL, date(2026, 4, 1))]
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in changed] == ["2025-10-01 05:31", "2026-04-01 00:00"]
