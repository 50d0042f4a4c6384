"""Figures that a publication restates, and why: from what loads changed to what reporting tools read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection, func, insert, select

import expectations.datasets  # noqa: F401 - fills DATASETS
from transforms.ages import AGE_BANDS
from transforms.dimensions.dim_date import dim_date
from warehouse import ledger, publication
from warehouse.changes import changes_since_published, record_changes, rows_counted
from warehouse.contents import FACT_TABLES, natural_columns
from warehouse.dimensions import Child
from warehouse.engine import connect, read_frame
from warehouse.facts import ChildInNeedPlan, ChildProtectionPlan
from warehouse.ledger_tables import extract, load_change, restatement
from warehouse.loading import load_star, seed
from warehouse.metrics import METRICS, Population, measure
from warehouse.restating import PUBLISHED_RESTATEMENT, Reason, record_restatements, restated
from warehouse.schema import create_warehouse
from warehouse.views import create_views

BANDS = pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"])
AS_AT = date(2024, 4, 10)
STARTED = METRICS["child_in_need_plans_started"]
OPEN = METRICS["child_in_need_plans"]
RATE = METRICS["child_in_need_plans_started_rate"]
SECOND = METRICS["second_or_subsequent_plans"]
COVERED = {
    name: [(date(2023, 4, 1), date(2024, 4, 10))]
    for dataset in ("child_in_need_plans", "child_protection_plans")
    for name in (dataset, f"{dataset}.end_date", f"{dataset} by end_date", f"{dataset}.number_of_previous_plans")
}
NO_POPULATION = Population({}, "")
BEFORE = [("Asha", "2024-01-10", None), ("Ben", "2024-01-20", None), ("Dev", "2024-02-01", None)]


@pytest.fixture(scope="module")
def engine():
    """A warehouse in memory with what all authorities share."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.begin() as connection:
        create_views(connection)
        seed(connection, age_bands=BANDS, calendar=dim_date(date(2023, 1, 1), date(2024, 12, 31)))
    yield engine
    engine.dispose()


@pytest.fixture
def nights(engine) -> Iterator["Nights"]:
    """Yield nights in a transaction that is undone after the test."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield Nights(connection)
        transaction.rollback()


class Nights:
    """Nights of one authority: each loads plans and publishes the figures of a few metrics."""

    def __init__(self, connection: Connection):
        self.connection, self.number = connection, 0

    def arrive(self):
        """Let an extract arrive, of which nothing is known but that it did."""
        self.connection.execute(
            insert(extract).values(
                extract_id=f"{self.number}",
                authority_code="852",
                format="cin_census",
                file_name="invented.xml",
                size_bytes=1,
                issued_at=datetime(2024, 5, self.number + 1),
                archived_at=datetime(2024, 5, self.number + 1, 1),
                archive_path="none",
                state="conformed",
                run_id="run",
            )
        )

    def load(self, plans, protection=(), *, arrives=True):
        """Load plans of (child, start, end), and of child protection (child, start, earlier plans as entered)."""
        self.number += 1
        if arrives:
            self.arrive()
        counted = rows_counted(self.connection, "852")
        load_id = ledger.record_load(
            self.connection,
            authority_code="852",
            run_id="run",
            now=datetime(2024, 5, self.number + 1, 2),
            as_at=AS_AT,
            content_hash=str(self.number),
            table_rows={},
            extract_ids=[],
            live_rows={},
            withdrawn_rows={},
        )
        load_star(
            self.connection,
            authority_code="852",
            authority_name="Sampleton",
            children=natural(Child, []),
            facts={name: natural(table, []) for name, table in FACT_TABLES.items()}
            | {
                "fact_child_in_need_plan": natural(
                    ChildInNeedPlan,
                    [{"child_id": c, "event_date": s, "start_date": s, "end_date": e} for c, s, e in plans],
                ),
                "fact_child_protection_plan": natural(
                    ChildProtectionPlan,
                    [
                        {"child_id": c, "event_date": s, "start_date": s, "number_of_previous_plans": n}
                        | {"number_of_previous_plans_held": 0, "is_second_within_24_months": False}
                        for c, s, n in protection
                    ],
                ),
            },
            calendar=None,
            age_bands=BANDS,
            load_id=load_id,
        )
        record_changes(self.connection, "852", load_id, counted)
        return load_id

    def publish(self, *definitions, population=NO_POPULATION, withheld=()):
        """Publish the figures; return what is restated as (metric, period type, last day) -> {reason: rows}."""
        load_id = ledger.latest_load(self.connection, "852").load_id
        standing = publication.standing_values(self.connection, "852")
        values = measure(
            self.connection,
            authority_key=1,
            definitions=definitions,
            coverage=COVERED,
            as_at=AS_AT,
            population=population,
        )
        found = restated(values, standing, changes_since_published(self.connection, "852"), definitions)
        released = publication.publish(
            self.connection,
            authority_code="852",
            load_id=load_id,
            run_id="run",
            as_at=AS_AT,
            values=values,
            definitions=definitions,
            now=datetime(2024, 6, self.number),
            standing=standing,
            withheld=dict.fromkeys(withheld, "negative"),
            basis=population.basis,
        )
        found = found[~found["metric_code"].isin(withheld)]
        record_restatements(self.connection, "852", released.publication_id, found)
        told: dict[tuple[str, str, str], dict[str, int]] = {}
        for row in found.itertuples():
            told.setdefault((row.metric_code, row.period_type, str(row.period_end.date())), {})[row.reason] = row.rows
        return told


def natural(mapped, rows):
    table = getattr(mapped, "__table__", mapped)
    columns = natural_columns(table)
    return pd.DataFrame(rows, columns=None if rows else list(columns)).reindex(columns=list(columns)).astype(columns)


def of(told, definition, period_type="month"):
    return {
        day: reasons for (code, kind, day), reasons in told.items() if (code, kind) == (definition.code, period_type)
    }


def test_late_gone_and_corrected_rows_are_counted_by_the_period_in_which_they_lie(nights):
    """
    Cara was entered late, Ben is withdrawn, Dev's plan turns out to have begun in March and Asha's to have ended.

    A plan is known by its start: another start is another plan.
    """
    nights.load(BEFORE)
    assert nights.publish(STARTED, OPEN) == {}
    nights.load([("Asha", "2024-01-10", "2024-02-15"), ("Cara", "2024-01-31", None), ("Eve", "2024-01-02", None)])
    told = nights.publish(STARTED, OPEN)
    assert of(told, STARTED) == {
        "2024-01-31": {"late_entry": 2, "no_longer_there": 1},
        "2024-02-29": {"no_longer_there": 1},
    }
    assert of(told, OPEN, "at_date")["2024-02-29"] == {"late_entry": 2, "no_longer_there": 2, "corrected": 1}
    assert of(told, STARTED, "financial_year") == {}  # three started then, three now: the figure is the same


def test_a_correction_that_a_metric_does_not_count_by_is_no_reason(nights):
    """Ben's end moves no start; the stock of that day has it as a reason."""
    nights.load(BEFORE)
    nights.publish(STARTED, OPEN)
    nights.load([BEFORE[0], ("Ben", "2024-01-20", "2024-02-10"), BEFORE[2], ("Cara", "2024-03-05", None)])
    told = nights.publish(STARTED, OPEN)
    assert of(told, STARTED) == {"2024-03-31": {"late_entry": 1}}
    assert of(told, OPEN, "at_date")["2024-02-29"] == {"corrected": 1}


def test_a_numerator_that_is_corrected_is_found_on_the_row(nights):
    """The day is the same, the number of earlier plans another: the percentage changes."""
    nights.load([], [("Asha", "2024-01-10", 0), ("Ben", "2024-01-20", 0)])
    nights.publish(SECOND)
    nights.load([], [("Asha", "2024-01-10", 1), ("Ben", "2024-01-20", 0)])
    assert of(nights.publish(SECOND), SECOND)["2024-01-31"] == {"corrected": 1}


def test_another_version_and_another_population_are_reasons_without_rows(nights):
    """The rows are what they were."""
    nights.load(BEFORE)
    nights.publish(STARTED, RATE, population=Population({2023: 1000}, "mid-2023"))
    again = replace(STARTED, version=2, description="Counted in another way.", conditions=(STARTED.period > 20240115,))
    nights.load(BEFORE)
    told = nights.publish(again, RATE, population=Population({2023: 900}, "mid-2023, revised"))
    assert of(told, STARTED) == {"2024-01-31": {"definition": 0}}
    assert of(told, RATE)["2024-01-31"] == {"population": 0}


def test_without_a_new_extract_people_are_the_reason(nights):
    """Extracts that had arrived before were judged again, let through or taken back."""
    nights.load(BEFORE)
    nights.publish(STARTED)
    nights.load(BEFORE[:2], arrives=False)
    assert of(nights.publish(STARTED), STARTED) == {"2024-02-29": {"no_longer_there": 1, "no_new_extract": 0}}


def test_a_figure_that_changes_though_nothing_did_is_unexplained(nights):
    """Whoever sees it has to look: the same rows gave another figure."""
    nights.load(BEFORE)
    nights.publish(STARTED)
    nights.connection.execute(ChildInNeedPlan.__table__.delete().where(ChildInNeedPlan.start_date_key == 20240201))
    assert of(nights.publish(STARTED), STARTED) == {"2024-02-29": {"unexplained": 0}}


def test_what_was_withheld_is_told_when_it_is_published(nights):
    """The changes of the loads in between are kept for it, and counted for no other metric twice."""
    nights.load(BEFORE)
    nights.publish(STARTED, OPEN)
    nights.load(BEFORE[:2])
    nights.publish(STARTED, OPEN, withheld=[STARTED.code])
    nights.load([*BEFORE[:2], ("Cara", "2024-01-31", None)])
    told = nights.publish(STARTED, OPEN)
    assert of(told, STARTED) == {"2024-01-31": {"late_entry": 1}, "2024-02-29": {"no_longer_there": 1}}
    assert of(told, OPEN, "at_date")["2024-02-29"] == {"late_entry": 1}
    assert nights.connection.scalar(select(func.count()).select_from(load_change)) == 0


def test_what_comes_after_the_last_publication_restates_nothing(nights):
    """Rows of days that no figure has yet are not noted."""
    nights.load(BEFORE)
    nights.publish(STARTED)
    nights.load([*BEFORE, ("Cara", "2024-04-11", None)])
    assert nights.connection.scalar(select(func.count()).select_from(load_change)) == 0


def test_reporting_tools_see_both_figures_and_the_reason(nights):
    """Also how many rows are behind it, and only up to the publication that readers see."""
    nights.load(BEFORE)
    nights.publish(STARTED)
    nights.load([*BEFORE, ("Cara", "2024-01-31", None)])
    nights.publish(STARTED)
    view = select(PUBLISHED_RESTATEMENT).where(PUBLISHED_RESTATEMENT.c.period_type == "month")
    (row,) = read_frame(nights.connection, view).to_dict("records")
    assert (row["value_before"], row["value"], row["reason"], row["rows"]) == (2, 3, "late_entry", 1)
    assert (row["label"], row["publication_id"]) == (STARTED.label, 2)
    publication.rollback(nights.connection, "852", 1, datetime(2024, 7, 1))
    assert read_frame(nights.connection, view).empty


def test_every_reason_says_what_it_means_and_fits_its_column():
    """Pages show the words, tables the codes."""
    assert all(reason.meaning for reason in Reason)
    assert max(map(len, Reason)) <= restatement.c.reason.type.length
