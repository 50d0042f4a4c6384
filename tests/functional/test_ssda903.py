"""Returns on looked-after children through the whole run: kept, judged, accounted for, restated once."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from expectations.datasets import EpisodesOfCare
from flows.nightly import nightly
from flows.opened import looking_at
from flows.run import utc_now
from flows.sources import ssda903
from flows.status import status_lines
from flows.summary import ExitCode, Summary
from flows.telling import tell_person
from transforms.conform.episodes_of_care import RULES
from transforms.conform.merging import combine
from warehouse import conformed
from warehouse.ledger_tables import extract, extract_section, finding, metric_value
from warehouse.repairs import Repair, latest_repairs

COLUMNS = ["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC"]


def episodes(*rows: str) -> pd.DataFrame:
    """Return episodes, each written as its nine first cells."""
    return pd.DataFrame([row.split() for row in rows], columns=COLUMNS).replace("-", None).astype("str")


def live_episodes(project: Path) -> pd.DataFrame:
    """Return the episodes of care that stand after all returns, by child and day."""
    with looking_at(project) as (_, connection):
        statements = conformed.statements(connection, "999", EpisodesOfCare)
        covered = conformed.coverage(connection, "999")
    return combine(EpisodesOfCare, statements, covered).rows.sort_values(["child_id", "start_date"])


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Path]) -> tuple[Path, Summary]:
    """Two years' returns: the second restates an open episode as ended, and another, taken back, not at all."""
    project = new_project(tmp_path_factory.mktemp("ssda903") / "project")
    before = {
        "episodes": episodes(
            "A1 01/05/2022 S C2 N1 U4 PR1 - -",
            "A2 01/06/2022 S V2 N1 U6 PR1 01/02/2023 E4A",
            "A3 01/07/2022 S C1 N1 K2 PR4 - -",
            "A6 01/05/2022 S C2 N1 U4 PR1 - -",
        ),
        "reviews": pd.DataFrame({"CHILD": ["A1"], "REVIEW": ["20/05/2022"], "REVIEW_CODE": ["PN1"]}, dtype="str"),
    }
    after = {
        "header": pd.DataFrame({"CHILD": ["A1"], "SEX": ["1"], "ETHNIC": ["WBRI"], "UPN": ["UN1"]}, dtype="str"),
        "episodes": episodes(
            "A1 01/05/2022 S C2 N1 U4 PR1 10/09/2023 X1",
            "A1 10/09/2023 P C2 N1 K2 PR4 - -",
            "A4 01/10/2023 S H9 N1 U4 PR1 - -",
            "A5 01/10/2023 S C2 N1 U4 PR1 01/09/2023 E8",
            "A6 20/02/2023 P C2 N1 K2 PR4 - -",
        ),
    }
    for year, records in ((2023, before), (2024, after)):
        ssda903.write(project / "extracts" / f"SSDA903_{year}", records)
    return project, nightly(project)


def test_last_years_return_is_read_again_for_the_rules_that_ask_for_it(night: tuple[Path, Summary]):
    """A6 was open since 1 May 2022 and begins otherwise in the second return (502); the first has none before it."""
    project, _ = night
    asked = sa.select(extract.c.collection_year, finding.c.rule, finding.c.state, finding.c.failed)
    asked = asked.join_from(finding, extract).where(finding.c.rule.in_(["502", "562"]))
    with looking_at(project) as (_, connection):
        found = {(year, rule): (state, failed) for year, rule, state, failed in connection.execute(asked)}
    none, one = ("not applicable", 0), ("failed", 1)
    assert found == {(2023, "502"): none, (2023, "562"): none, (2024, "502"): one, (2024, "562"): one}


def test_every_row_has_one_fate(night: tuple[Path, Summary]):
    """In every section: rows in = loaded + quarantined + dropped."""
    project, summary = night
    assert summary.exit_code is ExitCode.SUCCESS
    assert {result.state for result in summary.extracts} == {"conformed"}
    part = extract_section.c
    with looking_at(project) as (_, connection):
        sections = connection.execute(
            sa.select(part.section, part.rows_in, part.rows_loaded, part.rows_quarantined, part.rows_dropped)
        ).all()
    assert all(rows_in == sum(fates) for _, rows_in, *fates in sections)
    assert sum(rows_in for _, rows_in, *_ in sections) == 11
    assert sum(quarantined for *_, quarantined, _ in sections) == 1  # A5 ceases before it begins


def test_the_later_return_restates_the_earlier_one(night: tuple[Path, Summary]):
    """A1's first episode has its end; A3's, open in the later year too and no longer there, is withdrawn."""
    rows = live_episodes(night[0])
    assert rows["child_id"].tolist() == ["A1", "A1", "A2", "A4", "A6"]
    assert rows["end_reason"].fillna("").tolist() == ["X1", "", "E4A", "", ""]


def test_a_code_that_is_in_no_list_is_unmapped(night: tuple[Path, Summary]):
    """H9 is no legal status: the episode is loaded, the value held."""
    rows = live_episodes(night[0]).set_index("child_id")
    assert rows.loc["A4", "legal_status"] == "?"


def test_an_episode_that_the_later_return_goes_on_from_comes_back(night: tuple[Path, Summary]):
    """A6's first, open when last told of, ended before the later year began: counted, and shown in words."""
    project, summary = night
    (loaded,) = summary.loads
    assert (loaded.repaired_by, loaded.withdrawn) == ({"reinstated": 1}, 1)
    assert "Repaired    1 row: reinstated 1" in list(tell_person(summary))
    with looking_at(project) as (_, connection):
        assert latest_repairs(connection, "999") == [Repair("episodes_of_care", "reinstated", 1)]
    (page,) = [Path(page) for page in summary.pages if "quality" in page]
    assert RULES["reinstated"] in page.read_text()


def test_status_says_of_which_table_columns_are_missing(night: tuple[Path, Summary]):
    """Two tables lack some: two lines that are not the same."""
    told = [line for line in status_lines(night[0], now=utc_now()) if "missing_column" in line]
    assert [line.split(": ", 2)[2] for line in told] == [
        "ssda903: episodes: missing_column (4)",
        "ssda903: header: missing_column (3)",
    ]


def test_a_return_of_the_year_so_far_leaves_the_rest_of_the_year_before(
    tmp_path: Path, new_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """Delivered on 20 October: it takes back what it should hold since April, and nothing that ended before."""
    monkeypatch.setattr("flows.keeping.utc_now", lambda: datetime(2023, 10, 20))
    project = new_project(tmp_path / "project")
    before = episodes(
        "A1 01/05/2022 S C2 N1 U4 PR1 - -",
        "A2 01/06/2022 S V2 N1 U6 PR1 01/02/2023 E4A",
        "A3 01/07/2022 S C1 N1 K2 PR4 - -",
    )
    so_far = episodes("A1 01/05/2022 S C2 N1 U4 PR1 - -", "A4 15/10/2023 S C2 N1 U4 PR1 - -")
    ssda903.write(project / "extracts" / "SSDA903_2023", {"episodes": before})
    ssda903.write(project / "extracts" / "SSDA903_2024", {"episodes": so_far})
    assert nightly(project).exit_code is ExitCode.SUCCESS
    part = extract_section.c
    with looking_at(project) as (_, connection):
        windows = connection.execute(sa.select(part.covers_from, part.covers_to).order_by(part.covers_to)).all()
    assert windows == [(date(2022, 4, 1), date(2023, 3, 31)), (date(2023, 4, 1), date(2023, 10, 15))]
    assert live_episodes(project)["child_id"].tolist() == ["A1", "A2", "A4"]


@pytest.mark.parametrize(("number", "state"), [(300, "conformed"), (100, "stopped")])
def test_a_return_of_the_year_so_far_need_not_be_as_long(
    tmp_path: Path, new_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, number: int, state: str
):
    """Of 1,200 episodes a year, 81 of 365 days would hold 266; a fall by more than half of that stops it."""
    monkeypatch.setattr("flows.keeping.utc_now", lambda: datetime(2023, 6, 25))
    project = new_project(tmp_path / "project")
    before = episodes(*(f"A{child} 01/05/2022 S C2 N1 U4 PR1 01/02/2023 E4A" for child in range(1200)))
    so_far = episodes(*(f"B{child} 20/06/2023 S C2 N1 U4 PR1 - -" for child in range(number)))
    ssda903.write(project / "extracts" / "SSDA903_2023", {"episodes": before})
    assert nightly(project).extracts[0].state == "conformed"
    ssda903.write(project / "extracts" / "SSDA903_2024", {"episodes": so_far})
    assert nightly(project).extracts[0].state == state


def test_it_moves_no_figure(night: tuple[Path, Summary]):
    """No fact is made of the return yet, so nothing is published that nobody delivered."""
    with looking_at(night[0]) as (_, connection):
        assert connection.scalar(sa.select(sa.func.count()).select_from(metric_value)) == 0
