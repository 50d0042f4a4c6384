"""Everything at once: the sector's published samples, and every format that our generator writes, in one run."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import write_sample
from flows.summary import ExitCode, Summary
from warehouse.ledger_tables import extract, extract_section

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples"
NEIGHBOUR = '[[authorities]]\ncode = "201"\nname = "Neighbour"\ninbox = "neighbour"\n\n[sources]'


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Path]) -> tuple[Path, Summary]:
    """Two authorities: one with all that is generated, its neighbour with the samples, if they are at hand."""
    project = new_project(tmp_path_factory.mktemp("formats") / "project")
    settings = project / "lodestar.toml"
    settings.write_text(settings.read_text().replace("[sources]", NEIGHBOUR))
    list(
        write_sample(
            project / "extracts",
            children=40,
            first_year=2023,
            last_year=2024,
            months=1,
            mess=0,
            seed=11,
            registers=True,
            with_looked_after=True,
            with_case_system=True,
        )
    )
    (project / "neighbour").mkdir()
    for file in SAMPLES.iterdir() if SAMPLES.is_dir() else ():
        shutil.copyfile(file, project / "neighbour" / file.name)
    return project, nightly(project)


def test_every_format_of_the_generator_is_loaded(night: tuple[Path, Summary]):
    """Statutory returns, the case system, registers and a scorecard: each recognised, and none stopped."""
    _, summary = night
    assert summary.exit_code is ExitCode.SUCCESS
    assert summary.not_recognised == []
    assert {result.state for result in summary.extracts} == {"conformed"}
    assert {result.format for result in summary.extracts if result.authority_code == "999"} == {
        "annex_a",
        "cin_census",
        "ssd",
        "ssda903",
        "workforce_census",
        "register.audits",
        "register.establishment_posts",
        "register.reported_figures",
        "register.supervisions",
    }


@pytest.mark.shared_data
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the published samples are not beside the repository")
def test_every_published_sample_is_loaded_beside_them(night: tuple[Path, Summary]):
    """In the same run, as another authority's."""
    _, summary = night
    loaded = {result.file_name for result in summary.extracts if result.authority_code == "201"}
    assert loaded == {file.name for file in SAMPLES.iterdir()}


def test_every_row_of_every_section_has_one_fate(night: tuple[Path, Summary]):
    """Rows in = loaded + quarantined + dropped, in each section of each extract and in all."""
    project, summary = night
    part = extract_section.c
    fates = (part.rows_in, part.rows_loaded, part.rows_quarantined, part.rows_dropped)
    with looking_at(project) as (_, connection):
        sections = connection.execute(sa.select(extract.c.file_name, *fates).join_from(extract_section, extract)).all()
    assert all(rows_in == sum(others) for _, rows_in, *others in sections)
    assert sum(rows_in for _, rows_in, *_ in sections) == sum(result.rows_in for result in summary.extracts)


def test_again_is_nothing_new(night: tuple[Path, Summary]):
    """The second run has seen everything before."""
    project, summary = night
    again = nightly(project)
    assert (again.changed, again.seen_before) == (False, len(summary.extracts))
