"""Killing the run anywhere loses and repeats nothing: the next run ends where an undisturbed one does."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.nightly import nightly
from flows.opened import looking_at
from flows.summary import ExitCode
from warehouse.contents import partition
from warehouse.ledger_tables import extract, extract_section, finding, load, metric_value, publication, quarantine

CODE = "999"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to start a run that is worth killing")


def state(project: Path) -> dict[str, list]:
    """Return everything in the warehouse that must not depend on what was killed; times and runs may."""
    rows = {
        "star": None,
        "extracts": sa.select(extract.c.extract_id, extract.c.state, extract.c.load_id),
        "accounting": sa.select(extract_section),
        "findings": sa.select(finding),
        "quarantine": sa.select(
            quarantine.c.extract_id, quarantine.c.section, quarantine.c.row_number, quarantine.c.state
        ),
        "loads": sa.select(load.c.load_id, load.c.content_hash),
        "publications": sa.select(publication.c.publication_id, publication.c.load_id, publication.c.values_total),
        "figures": sa.select(
            *(column for column in metric_value.c if column.name not in ("metric_value_id", "first_publication_id"))
        ),
    }
    with looking_at(project) as (_, connection):
        star = {name: frame.to_dict("list") for name, frame in partition(connection, CODE).items()}
        found = {
            name: sorted(map(str, connection.execute(select))) for name, select in rows.items() if select is not None
        }
    return found | {"star": [str(star)]}


def run_and_kill(project: Path, *, after: float) -> bool:
    """Start the run in a process of its own and kill it after some seconds; return whether it was still running."""
    child = os.fork()
    if child == 0:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        os.dup2(devnull, 2)
        try:
            nightly(project)
        finally:
            os._exit(0)
    time.sleep(after)
    finished, _ = os.waitpid(child, os.WNOHANG)
    if finished:
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


@pytest.fixture
def files(extracts: Path) -> list[Path]:
    """A census and a workbook."""
    workbook, _, census = sorted(extracts.iterdir())
    return [census, workbook]


@pytest.fixture
def undisturbed(files: list[Path], make_project: Callable[..., Path]) -> tuple[dict[str, list], float]:
    """What an undisturbed run leaves behind, and how long it takes once everything is imported."""
    project = make_project(*files)
    nightly(project)
    expected = state(project)
    again = project.with_name("timed")
    shutil.copytree(project, again, ignore=shutil.ignore_patterns("warehouse.db*", "archive", "reports"))
    started = time.perf_counter()
    nightly(again)
    return expected, time.perf_counter() - started


def kill_at(
    points: list[float], expected: dict[str, list], make_project: Callable[..., Path], files: list[Path]
) -> int:
    """Kill a run at each point, run again, compare; return how many runs were really killed."""
    killed = 0
    for number, point in enumerate(points):
        project = make_project(*files, name=f"killed_{number}")
        killed += run_and_kill(project, after=point)
        summary = nightly(project)
        assert summary.exit_code is ExitCode.SUCCESS, f"the run after a kill at {point:.2f} s did not succeed"
        after = state(project)
        different = [name for name in expected if after[name] != expected[name]]
        assert not different, f"after a kill at {point:.2f} s these differ: {different}"
        shutil.rmtree(project)
    return killed


def test_a_run_killed_anywhere_is_completed_by_the_next(
    undisturbed: tuple[dict[str, list], float], make_project: Callable[..., Path], files: list[Path]
):
    """Killed early, in the middle and near the end: the same warehouse each time."""
    expected, seconds = undisturbed
    assert kill_at([seconds * share for share in (0.1, 0.45, 0.7, 0.85)], expected, make_project, files) >= 3


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_fifty_random_points(
    undisturbed: tuple[dict[str, list], float], make_project: Callable[..., Path], files: list[Path]
):
    """Fifty kills at random points of the whole run; two thirds of them while it loads and publishes."""
    expected, seconds = undisturbed
    chance = random.Random(2026)
    points = [seconds * (chance.uniform(0.5, 1) if number % 3 else chance.uniform(0, 0.5)) for number in range(50)]
    killed = kill_at(points, expected, make_project, files)
    print(  # noqa: T201
        f"\n{len(points)} runs of {seconds:.1f} s, {killed} killed before they ended; every warehouse equal afterwards."
    )
    assert killed >= 45
