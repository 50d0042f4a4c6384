"""Extract by extract, night by night, or all in one: the same star and the same figures."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import CODE, write_sample
from warehouse.contents import partition
from warehouse.publication import publications, values_of

PASSING = ("as_at", "load_id", "publication_id", "since_publication_id")


def state(project: Path) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the star by natural keys and the published figures, without what says when each came."""
    with looking_at(project) as (_, connection):
        star = partition(connection, CODE)
        newest = int(publications(connection, CODE)["publication_id"].max())
        values = values_of(connection, CODE, newest)
    kept = values[[name for name in values if name not in PASSING and not name.endswith("_id")]]
    return star, sorted(map(str, kept.itertuples(index=False)))


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two untidy censuses and a workbook of the month after."""
    folder = tmp_path_factory.mktemp("rebuilding") / "extracts"
    list(write_sample(folder, children=25, first_year=2023, last_year=2024, months=1, mess=0.03, seed=11))
    return sorted(folder.iterdir(), key=lambda file: ("Annex" in file.name, file.name))


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Path], extracts: list[Path]):
    """What one run on all of them comes to."""
    project = new_project(tmp_path_factory.mktemp("rebuilt") / "project")
    arrive(project, extracts)
    return state(project)


def arrive(project: Path, files: list[Path]) -> None:
    for file in files:
        shutil.copy(file, project / "extracts")
    nightly(project)


@pytest.mark.parametrize("newest_first", [False, True], ids=["in their order", "the newest first"])
def test_night_by_night_comes_to_what_a_rebuild_comes_to(
    tmp_path: Path, new_project: Callable[..., Path], extracts: list[Path], rebuilt, newest_first: bool
):
    """Row for row and figure for figure, numerators and denominators too."""
    project = new_project(tmp_path / "project")
    for file in reversed(extracts) if newest_first else extracts:
        arrive(project, [file])
    star, figures = state(project)
    assert star.keys() == rebuilt[0].keys()
    for name, rows in star.items():
        pd.testing.assert_frame_equal(rows, rebuilt[0][name])
    assert figures and figures == rebuilt[1]
