"""A database as the only source: pulled once a run, told of when it is away, and its figures are the children's."""

import sqlite3
from pathlib import Path

import pandas as pd
import pyodbc
import pytest
import sqlalchemy as sa

from flows.doctor import examine
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import invent
from flows.sample.history import Histories
from flows.sample.ssd import ssd_records
from flows.summary import ExitCode, Summary
from warehouse.ledger_tables import extract, extract_section, metric_value

DAY = pd.Timestamp(2024, 4, 30)
YEAR = (pd.Timestamp(2023, 4, 1), pd.Timestamp(2024, 3, 31))
DATABASE = '[[authorities.databases]]\nname = "cases"\nconnection = "env:LODESTAR_TEST_CASES"\n\n[sources]\n'


@pytest.fixture(scope="module")
def histories() -> Histories:
    """A very small invented authority."""
    return invent(children=60, first_year=2023, last_year=2024, months=1, seed=7)


@pytest.fixture(scope="module")
def night(tmp_path_factory, new_project, histories) -> tuple[Path, Summary, Summary]:
    """A project that has a database and nothing else, run twice."""
    if "SQLite3" not in pyodbc.drivers():
        pytest.skip('the ODBC driver SQLite3 is not installed: "make odbc" installs it')
    folder = tmp_path_factory.mktemp("database")
    project = new_project(folder / "project")
    settings = project / "lodestar.toml"
    settings.write_text(settings.read_text().replace("[sources]\n", DATABASE + "attempts = 1\n"))
    with sqlite3.connect(folder / "cases.db") as connection:
        for name, rows in ssd_records(histories, DAY, months=14).items():
            rows.to_sql(f"ssd_{name}", connection, index=False)
    connection.close()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LODESTAR_TEST_CASES", f"Driver=SQLite3;Database={folder / 'cases.db'}")
        return project, nightly(project), nightly(project)


def test_the_database_is_one_extract_and_every_row_has_one_fate(night):
    """Named for the database, of the day of its last event; rows in = loaded + quarantined + dropped."""
    project, first, second = night
    assert first.exit_code is ExitCode.SUCCESS
    assert [(result.file_name, result.format) for result in first.extracts] == [("cases", "ssd")]
    assert (second.extracts, second.seen_before) == ([], 1)
    part = extract_section.c
    with looking_at(project) as (_, connection):
        assert connection.execute(sa.select(extract.c.as_at)).scalar_one() == DAY.date()
        sections = connection.execute(
            sa.select(part.rows_in, part.rows_loaded, part.rows_quarantined, part.rows_dropped)
        ).all()
    assert len(sections) > 15
    assert all(rows_in == sum(fates) for rows_in, *fates in sections)


def test_figures_are_the_children_s(night, histories):
    """What is published of the year is what happened in it."""
    plans, enquiries = histories.plans, histories.enquiries
    expected = {
        "referrals": histories.referrals["referral_date"].between(*YEAR).sum(),
        "assessments_completed": histories.assessments["authorisation_date"].between(*YEAR).sum(),
        "section_47_enquiries": enquiries["start_date"].between(*YEAR).sum(),
        "conferences": enquiries["conference_date"].between(*YEAR).sum(),
        "child_protection_plans_started": plans["start_date"].between(*YEAR).sum(),
    }
    value = metric_value.c
    with looking_at(night[0]) as (_, connection):
        published = dict(
            connection.execute(
                sa.select(value.metric_code, value.numerator).where(
                    value.period_type == "financial_year", value.period_end == YEAR[1].date(), value.cut_name == ""
                )
            ).all()
        )
    assert {code: published.get(code) for code in expected} == expected


def test_a_database_that_is_away_is_told_of_and_costs_nothing(night, monkeypatch, caplog):
    """The run ends with a code of its own, what was loaded stands, and no message holds the connection string."""
    project, *_ = night
    monkeypatch.setenv("LODESTAR_TEST_CASES", "Driver=SQLite3;Database=/nowhere/Wombat99.db")
    summary = nightly(project)
    assert summary.exit_code is ExitCode.UNREACHABLE
    assert "The database cases could not be fetched" in summary.unreachable[0]
    with looking_at(project) as (_, connection):
        assert connection.execute(sa.select(extract.c.state)).scalars().all() == ["conformed"]
    assert "Wombat" not in f"{summary}{caplog.text}"
    (check,) = (check for check in examine(project) if check.name == "database cases of 999")
    assert not check.passed
    assert "Wombat" not in check.says
