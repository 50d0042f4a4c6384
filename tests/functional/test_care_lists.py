"""Annex A's lists on which no figure stands yet, through the whole nightly run."""

from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from flows.initialising import initialise
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import CODE
from flows.sources import annex_a
from flows.summary import ExitCode
from warehouse.ledger_tables import extract_section

LISTS = {
    "list_2": {"child_unique_id": "A1", "assessment_start_date": "{month}-04", "assessment_completion_date": None},
    "list_8": {
        "child_unique_id": "A1",
        "date_of_birth": "2015-09-08",
        "date_started_to_be_looked_after": "2022-05-03",
        "childs_legal_status": "C2: FCO",
        "placement_type": "U4",
    },
    "list_9": {"child_unique_id": "B2", "eligibility_category": "b) Former relevant", "activity_status": "F4"},
    "list_10": {
        "child_unique_id": "A1",
        "date_of_decision_that_child_should_be_placed_for_adoption": "2023-03-01",
    },
    "list_11": {"individual_adopter_identifier": "P1", "date_enquiry_received": "2023-01-09", "ethnicity": "WBRI"},
}


def workbook(path: Path, month: str) -> None:
    """Write a workbook of a month that holds these five lists and no other."""
    annex_a.write(
        path,
        {
            name: pd.DataFrame(
                [{column: text and text.format(month=month) for column, text in row.items()}], dtype="str"
            )
            for name, row in LISTS.items()
        },
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has taken two months of them."""
    folder = tmp_path_factory.mktemp("care") / "project"
    list(initialise(folder, code=CODE, name="Sampleton", inbox="in", warehouse="sqlite:///warehouse.db", alert_url=""))
    settings = folder / "lodestar.toml"
    settings.write_text(settings.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0"))
    for month, day in (("2023-06", 30), ("2023-05", 31)):
        workbook(folder / "in" / f"Annex_A_{month}-{day}.xlsx", month)
    summary = nightly(folder)
    assert summary.exit_code is ExitCode.SUCCESS
    assert summary.loads and summary.publications
    return folder


def count(project: Path, table: str, where: str = "1 = 1") -> int:
    """Return how many rows a table of the warehouse has."""
    with looking_at(project) as (_, connection):
        return connection.scalar(sa.text(f"select count(*) from {table} where {where}"))


def test_every_row_is_loaded(project: Path):
    """Five lists of one row, and four of the five describe a child, in each of two extracts."""
    with looking_at(project) as (_, connection):
        part = extract_section.c
        sums = connection.execute(sa.select(sa.func.sum(part.rows_in), sa.func.sum(part.rows_loaded))).one()
    assert sums == (18, 18)


def test_each_dataset_keeps_what_was_said_last(project: Path):
    """One statement for each key, the newest; of care leavers one for each extract."""
    kept = {
        "conformed_early_help_assessments": 2,
        "conformed_periods_of_care": 1,
        "conformed_care_leaver_statuses": 2,
        "conformed_adoption_decisions": 1,
        "conformed_prospective_adopters": 1,
    }
    assert {table: count(project, table) for table in kept} == kept
    assert count(project, "conformed_periods_of_care", "as_at = '2023-06-30' and placement_type = 'FOSTER'") == 1


def test_adopters_have_no_identifier(project: Path):
    """Their identifiers enter the warehouse as keyed hashes."""
    assert count(project, "conformed_prospective_adopters", "adopter_id = 'P1' or length(adopter_id) <> 32") == 0


def test_no_fact_is_made_of_them(project: Path):
    """The children are there; what the figures count is not, and loading and publishing cope with it."""
    with looking_at(project) as (_, connection):
        facts = [name for name in sa.inspect(connection).get_table_names() if name.startswith("fact_")]
    assert facts
    assert {name: count(project, name) for name in facts} == dict.fromkeys(facts, 0)
    assert count(project, "dim_child", "child_id in ('A1', 'B2')") == 2
