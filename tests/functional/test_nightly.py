"""The nightly run, from files to figures."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.nightly import nightly
from flows.opened import looking_at
from flows.problems import current_problems
from flows.summary import ExitCode, Summary
from flows.telling import tell_person
from warehouse.contents import partition
from warehouse.engine import read_frame
from warehouse.ledger_tables import extract_section, metric_value
from warehouse.metrics import METRICS
from warehouse.metrics.dependency import standing_on
from warehouse.publication import publications
from warehouse.views import PUBLISHED_METRIC

CODE = "999"


def figures(project: Path) -> list[tuple]:
    """Return the standing figures of the authority in a fixed order."""
    value = metric_value.c
    columns = (value.metric_code, value.cut_name, value.cut_value, value.period_type, value.period_start)
    with looking_at(project) as (_, connection):
        return connection.execute(
            sa.select(*columns, value.numerator, value.denominator, value.value_presented)
            .where(value.last_publication_id.is_(None))
            .order_by(*columns)
        ).all()


@pytest.fixture(scope="module")
def first_night(
    tmp_path_factory: pytest.TempPathFactory, extracts: Path, new_project: Callable[..., Path]
) -> tuple[Path, Summary]:
    """A project after its first run on all the small authority's extracts."""
    project = new_project(tmp_path_factory.mktemp("first") / "project", *sorted(extracts.iterdir()))
    return project, nightly(project)


def test_a_first_run_loads_publishes_and_reports(first_night: tuple[Path, Summary]):
    """Every file is conformed, the star loaded, the figures published, the pages written."""
    summary = first_night[1]
    assert summary.exit_code is ExitCode.SUCCESS
    assert {result.state for result in summary.extracts} == {"conformed"}
    assert len(summary.loads) == 1
    assert summary.publications[0].publication_id == 1
    assert all(Path(page).is_file() for page in summary.pages)


def test_every_row_has_one_fate(first_night: tuple[Path, Summary]):
    """In every section of every extract, rows in = loaded + quarantined + dropped."""
    part = extract_section.c
    with looking_at(first_night[0]) as (_, connection):
        sections = connection.execute(
            sa.select(part.rows_in, part.rows_loaded + part.rows_quarantined + part.rows_dropped)
        ).all()
    assert len(sections) > 20
    assert all(rows_in == fates for rows_in, fates in sections)


def test_a_person_is_told_in_a_few_lines(first_night: tuple[Path, Summary]):
    """The end of a run says what was loaded and published, in counts."""
    lines = list(tell_person(first_night[1]))
    assert sum(line.startswith("Conformed") for line in lines) == 3
    assert any(line.startswith("Published   999: publication 1") for line in lines)


def test_a_second_run_changes_nothing(first_night: tuple[Path, Summary]):
    """The same files again: no extract, no load, no publication, the same figures."""
    project, _ = first_night
    before = figures(project)
    again = nightly(project)
    assert not again.changed
    assert again.seen_before == 3
    assert figures(project) == before


def test_the_order_of_arrival_does_not_matter(extracts: Path, make_project: Callable[..., Path]):
    """One file a night, newest first or oldest first: the same star and the same figures."""
    workbook, _, census = sorted(extracts.iterdir())
    stars, published = [], []
    for name, order in (("oldest", (census, workbook)), ("newest", (workbook, census))):
        project = make_project(name=name)
        for file in order:
            shutil.copy(file, project / "extracts")
            nightly(project)
        with looking_at(project) as (_, connection):
            stars.append(partition(connection, CODE))
        published.append(figures(project))
    assert stars[0].keys() == stars[1].keys()
    assert all(stars[0][table].equals(stars[1][table]) for table in stars[0])
    assert published[0] == published[1]


def test_two_files_with_one_content_are_one_extract(extracts: Path, make_project: Callable[..., Path]):
    """A copy under another name is recognised by its content."""
    census = extracts / "CIN_Census_2024.xml"
    project = make_project(census)
    shutil.copy(census, project / "extracts" / "copy of census.xml")
    summary = nightly(project)
    assert len(summary.extracts) == 1
    assert summary.seen_before == 1


def test_another_authoritys_file_is_stopped(extracts: Path, make_project: Callable[..., Path]):
    """A census whose header names another authority is not loaded."""
    project = make_project(extracts / "CIN_Census_2024.xml", code="852")
    summary = nightly(project)
    assert summary.exit_code is ExitCode.STOPPED
    assert not summary.loads


def test_a_metric_that_fails_the_audit_is_withheld_and_no_other(
    extracts: Path, make_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """A percentage of 140 keeps that metric's last figures, marked; the others are renewed; the alert opens once."""
    import flows.publishing as publishing

    project = make_project(extracts / "CIN_Census_2023.xml")
    nightly(project)
    measure, failing = publishing.measure, set()

    def planted(*args, **options):
        values = measure(*args, **options)
        wrong = values.index[(values["unit"] == "percent") & (values["denominator"] > 0)][0]
        values.loc[wrong, "value"] = 140.0
        failing.update(standing_on([values.loc[wrong, "metric_code"]], METRICS.values()))
        return values

    shutil.copy(extracts / "CIN_Census_2024.xml", project / "extracts")
    monkeypatch.setattr(publishing, "measure", planted)
    blocked = nightly(project)
    assert blocked.exit_code is ExitCode.WITHHELD
    assert blocked.alerts_sent >= 1
    with looking_at(project) as (_, connection):
        seen = read_frame(connection, PUBLISHED_METRIC.select())
        marked = seen["withheld_reason"].notna()
        assert set(seen.loc[marked, "metric_code"]) == failing
        assert seen.loc[marked, "period_end"].max() < seen.loc[~marked, "period_end"].max()
        problems = [found for found in current_problems(connection, CODE, present=()) if "publication" in found.key]
        assert problems
        assert all(code in found.withheld for found in problems for code in failing)
    assert nightly(project).alerts_sent == 0
    (scorecard,) = (Path(page) for page in blocked.pages if "scorecard" in page)
    assert '<span class="tag">Withheld</span>' in scorecard.read_text()

    monkeypatch.setattr(publishing, "measure", measure)
    mended = nightly(project)
    assert mended.exit_code is ExitCode.SUCCESS
    assert mended.publications[0].publication_id == 3
    assert mended.alerts_sent >= 1
    with looking_at(project) as (_, connection):
        assert not current_problems(connection, CODE, present=())
        assert publications(connection, CODE)["publication_id"].tolist() == [3, 2, 1]
