"""The sector's published sample files, loaded by one nightly run: every row accounted for, every list kept."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.nightly import nightly
from flows.opened import looking_at
from flows.summary import ExitCode, Summary
from flows.telling import tell_person
from tests.spec.rule_hits_page import PAGE, SAMPLES, page, run_on_samples
from warehouse.ledger_tables import extract, extract_section, quarantine

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the published samples are not beside the repository"),
]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    """A new project with every sample in its inbox, and what one run on them told."""
    folder = tmp_path_factory.mktemp("samples") / "project"
    return folder, run_on_samples(folder)


@pytest.fixture
def project(night: tuple[Path, Summary]) -> Path:
    """The project after the run."""
    return night[0]


@pytest.fixture
def summary(night: tuple[Path, Summary]) -> Summary:
    """What the run told."""
    return night[1]


def test_every_census_and_workbook_is_loaded(summary: Summary):
    """Every extract passes the gate and is published."""
    assert {result.file_name: result.state for result in summary.extracts} == {
        "Annex_A_2024_Jan.xlsx": "conformed",
        "BAR_cin_2022.xml": "conformed",
        "CIN_Census_2024.xml": "conformed",
        "CIN_Census_2026.xml": "conformed",
        "SSDA903_2020_episodes.csv": "conformed",
        "SSDA903_2020_header.csv": "conformed",
    }
    assert summary.publications[0].publication_id == 1
    assert summary.exit_code is ExitCode.SUCCESS


def test_rows_in_are_rows_out(summary: Summary, project: Path):
    """Of each file and of each of its sections; the file's own sum is that of its sections."""
    totals = {
        "Annex_A_2024_Jan.xlsx": (118, 118, 0, 0),
        "BAR_cin_2022.xml": (11, 3, 8, 0),
        "CIN_Census_2024.xml": (16, 16, 0, 0),
        "CIN_Census_2026.xml": (17, 17, 0, 0),
        "SSDA903_2020_episodes.csv": (5, 5, 0, 0),
        "SSDA903_2020_header.csv": (5, 2, 3, 0),
    }
    assert totals == {
        result.file_name: (result.rows_in, result.loaded, result.quarantined, result.dropped)
        for result in summary.extracts
    }
    part = extract_section.c
    fates = (part.rows_in, part.rows_loaded, part.rows_quarantined, part.rows_dropped)
    with looking_at(project) as (_, connection):
        sections = connection.execute(sa.select(extract.c.file_name, *fates).join_from(extract_section, extract)).all()
    assert all(rows_in == loaded + held + dropped for _, rows_in, loaded, held, dropped in sections)
    for name, sums in totals.items():
        rows = [counts for file, *counts in sections if file == name]
        assert tuple(map(sum, zip(*rows, strict=True))) == sums


def test_the_workbook_keeps_all_its_lists(project: Path):
    """All eleven lists, every row of them."""
    part = extract_section.c
    with looking_at(project) as (_, connection):
        loaded = connection.execute(
            sa.select(part.section, part.rows_loaded)
            .join_from(extract_section, extract)
            .where(extract.c.format == "annex_a", part.dataset != "children")
        )
        assert {section.removeprefix("annex_a."): rows for section, rows in loaded} == {
            "list_1.contacts": 5,
            "list_2.early_help_assessments": 5,
            "list_3.referrals": 6,
            "list_4.assessments": 5,
            "list_5.section_47_enquiries": 5,
            "list_6.referrals": 5,
            "list_7.child_protection_plans": 7,
            "list_7.child_protection_plan_reviews": 5,
            "list_8.periods_of_care": 5,
            "list_9.care_leaver_statuses": 6,
            "list_10.adoption_decisions": 5,
            "list_11.prospective_adopters": 5,
        }


def test_the_layout_of_2026_is_read(project: Path):
    """The block on pre-proceedings, which no census before had, is loaded."""
    part = extract_section.c
    with looking_at(project) as (_, connection):
        rows = connection.scalar(sa.select(part.rows_loaded).where(part.section == "cin_census.pre_proceedings"))
    assert rows == 1


def test_what_is_held_back_has_its_reason(project: Path):
    """Dates of 1970 in one census are outside the calendar; a few codes are in no list, and cost the value only."""
    entry = quarantine.c
    with looking_at(project) as (_, connection):
        held = connection.execute(
            sa.select(entry.source_file, entry.held, entry.rule, sa.func.count())
            .group_by(entry.source_file, entry.held, entry.rule)
            .order_by(entry.source_file, entry.held, entry.rule)
        ).all()
    assert held == [
        ("Annex_A_2024_Jan.xlsx", "value", "unknown:placement_authority", 4),
        ("Annex_A_2024_Jan.xlsx", "value", "unknown:primary_need", 1),
        ("Annex_A_2024_Jan.xlsx", "value", "unknown:support_required", 5),
        ("Annex_A_2024_Jan.xlsx", "value", "unreadable:placement_postcode", 1),
        ("BAR_cin_2022.xml", "row", "outside_calendar:assessment_start_date", 2),
        ("BAR_cin_2022.xml", "row", "outside_calendar:plan_start_date", 1),
        ("BAR_cin_2022.xml", "row", "outside_calendar:referral_date", 1),
        ("BAR_cin_2022.xml", "row", "outside_calendar:start_date", 4),
        ("CIN_Census_2024.xml", "value", "unknown:factor", 1),
        ("CIN_Census_2026.xml", "value", "unknown:factor", 1),
        ("SSDA903_2020_episodes.csv", "value", "unknown:start_reason", 1),
        ("SSDA903_2020_header.csv", "row", "grain", 2),
        ("SSDA903_2020_header.csv", "row", "unknown:ethnicity", 1),
    ]


def test_what_is_no_extract_is_named(summary: Summary):
    """A file of no known format is left where it is, and the person is told its name."""
    assert summary.not_recognised == ["budget.csv"]
    assert [line for line in tell_person(summary) if line.startswith("Not ours")] == [
        "Not ours    budget.csv: no format that Lodestar reads"
    ]


def test_a_second_run_changes_nothing(summary: Summary, project: Path):
    """The same folder again: six extracts seen before."""
    again = nightly(project)
    assert (again.changed, again.seen_before) == (False, 6)


def test_the_page_of_rules_that_fail_is_up_to_date(project: Path):
    """By file, rule and dataset, as many rows as the page says."""
    assert (Path(__file__).parents[2] / "docs" / "reference" / PAGE).read_text() == page(project)
