"""The workforce census and local registers through the whole run: kept, judged, accounted for, restated once."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from expectations.contract import DATASETS
from flows.alerts import open_alerts
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import CODE
from flows.sources import workforce_census
from flows.sources.register_declaration import declare_registers
from flows.summary import ExitCode, Summary
from transforms.conform.merging import combine
from warehouse import conformed
from warehouse.ledger_tables import extract, extract_section, metric_value

WORKER = "ZZ1234567890"
HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-register.md").read_text()
FILES = {
    "Audits 2025-05-31.csv": """Child ID,Cohort,Audit due,Audit completed,Audit grade,Auditor
A1,Year of the Child,01/05/2025,03/05/2025,Good,Ann Elm
A2,Year of the Child,02/05/2025,,,
A3,Year of the Child,03/05/2025,04/05/2025,Gold,Ann Elm
""",
    "Audits 2025-06-30.csv": """Child ID,Cohort,Audit due,Audit completed,Audit grade,Auditor
A1,Year of the Child,01/05/2025,03/05/2025,Good,Ann Elm
A20,Year of the Child,02/05/2025,30/05/2025,RI,ann elm
A3,Year of the Child,some time,04/05/2025,Good,Ann Elm
""",
    "Scorecard June 2025.csv": """Scorecard of the performance team,,,,
Indicator,Month,Result,Num,Denom
Re-referrals,June 2025,12.5%,1,8
Re-referrals,May 2025,112.5%,9,8
CSC 04,June 2025,12.6%,1,8
Visits,June 2025,7,,
Visits,June 2025,8,,
Visits,July 2025,,,
Total,,,,
""",
    "Establishment May 2025.csv": "Team,Role,Establishment,Vacancies\nDuty,Social worker,9,1\nNorth,Manager,1,0\n",
    "Establishment June 2025.csv": "Team,Role,Establishment,Vacancies\nDuty,Social worker,9.5,1.5\n",
}


def workers(*rows: str) -> dict[str, pd.DataFrame]:
    """Return a census of workers, each written as number, agency, full-time equivalent and cases."""
    columns = ["SWENo", "AgencyWorker", "FTE30", "Cases30"]
    return {
        "workers": pd.DataFrame([row.split() for row in rows], columns=columns, dtype="str"),
        "vacancies": pd.DataFrame({"NumberOfVacancies": ["3.25"]}, dtype="str"),
    }


def live(project: Path, name: str) -> pd.DataFrame:
    """Return the rows of a dataset that stand after all extracts."""
    with looking_at(project) as (_, connection):
        statements = conformed.statements(connection, CODE, DATASETS[name])
        covered = conformed.coverage(connection, CODE)
    return combine(DATASETS[name], statements, covered).rows


def declare_as_the_how_to_says(project: Path) -> None:
    """Write the files that the page shows, under the names that it gives them."""
    declaration, rows = (re.search(rf"```{kind}\n(.*?)```", HOW_TO, re.DOTALL)[1] for kind in ("toml", "text"))
    (file,) = re.findall(r"`registers/(\w+\.toml)`", HOW_TO)
    (extract_name,) = re.findall(r"saved as `([^`]+)`", HOW_TO)
    (project / "scorecards.toml").write_text('[measures]\n"CSC 04" = "re_referrals"\n')
    (project / "registers").mkdir()
    (project / "registers" / file).write_text(declaration)
    (project / "extracts" / extract_name).write_text(rows)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Path]) -> tuple[Path, Summary]:
    """One run on two censuses of 30 September and on registers, some of them sent twice."""
    project = new_project(tmp_path_factory.mktemp("registers") / "project")
    inbox = project / "extracts"
    for name, text in FILES.items():
        (inbox / name).write_text(text)
    for year, records in (
        (2023, workers(f"{WORKER} 0 1 12", "ZZ0000000002 1 0.5 0")),
        (2024, workers(f"{WORKER.lower()} 0 0.8 14", "ZZ0000000003 0 2 9")),
    ):
        workforce_census.write(inbox / f"census_{year}.xml", records, authority_code=CODE, year=year)
    declare_as_the_how_to_says(project)
    return project, nightly(project)


def test_every_row_has_one_fate(night: tuple[Path, Summary]):
    """In every section: rows in = loaded + quarantined + dropped."""
    project, summary = night
    assert summary.exit_code is ExitCode.SUCCESS
    assert {result.state for result in summary.extracts} == {"conformed"}
    part = extract_section.c
    with looking_at(project) as (_, connection):
        sections = connection.execute(
            sa.select(part.dataset, part.rows_in, part.rows_loaded, part.rows_quarantined, part.rows_dropped)
        ).all()
    assert all(rows_in == sum(fates) for _, rows_in, *fates in sections)
    counted = pd.DataFrame(sections).groupby("dataset").sum()
    assert counted.loc["audits"].tolist() == [6, 5, 1, 0]
    assert counted.loc["establishment_posts"].tolist() == [3, 3, 0, 0]
    assert counted.loc["social_workers"].tolist() == [4, 4, 0, 0]
    assert counted.loc["reported_figures"].tolist() == [7, 1, 4, 2]


def test_a_list_restates_what_it_covers(night: tuple[Path, Summary]):
    """A2's identifier was corrected to A20: A2 is withdrawn; A3's grade is no grade, its later row was held back."""
    audits = live(night[0], "audits").set_index("child_id")
    assert audits.index.tolist() == ["A1", "A20"]
    assert audits["grade"].tolist() == ["GOOD", "REQUIRES_IMPROVEMENT"]
    assert len(set(audits["worker"])) == 1


def test_a_snapshot_leaves_other_days_alone(night: tuple[Path, Summary]):
    """May stays as May was."""
    posts = live(night[0], "establishment_posts")
    assert posts["snapshot_date"].dt.strftime("%B").tolist() == ["May", "May", "June"]
    assert posts["established_fte"].tolist() == [9.0, 1.0, 9.5]


def test_a_worker_is_the_same_every_year_and_nobody_by_name(night: tuple[Path, Summary]):
    """Under a pseudonym; a full-time equivalent of 2 is left out, and the worker is loaded."""
    rows = live(night[0], "social_workers").sort_values("census_date")
    assert rows["fte_30_september"].round(2).fillna(-1).sort_values().tolist() == [-1, 0.5, 0.8, 1]
    assert rows["worker"].value_counts().tolist() == [2, 1, 1]
    assert live(night[0], "social_work_vacancies")["vacancies_fte"].tolist() == [3.25, 3.25]
    stored = (night[0] / "warehouse.db").read_bytes()
    assert b"ZZ0000000002" not in stored  # not held back, so nowhere
    assert b"Ann Elm" not in stored.replace(b'"Ann Elm"', b"")  # only in the quarantined row, as it arrived


def test_the_how_to_comes_out_as_it_says(night: tuple[Path, Summary]):
    """Two rows loaded, one of them with an unmapped outcome; one held back; two rules shown; a table of its own."""
    declare_registers(night[0])
    with looking_at(night[0]) as (_, connection):
        rows = connection.execute(sa.text("select * from conformed_local_kinship_reviews order by child_id")).mappings()
        rows = [dict(row) for row in rows]
        found = dict(
            connection.execute(
                sa.text(
                    "select rule, failed from finding where dataset = 'local_kinship_reviews' and state = 'failed'"
                    " and rule not like 'reader:%'"
                )
            ).all()
        )
    assert [(row["child_id"], row["outcome"], row["hours"]) for row in rows] == [("A1", "agreed", 1.5), ("A3", "?", 9)]
    assert found == {"next_before_this": 1, "unknown:outcome": 1, "long_review": 1, "unknown_venue": 1}
    assert "Ann Elm" not in str(rows)
    assert len(live(night[0], "local_kinship_reviews")) == 2
    declare_registers(Path("nowhere"))


def test_a_reported_figure_is_kept_if_it_can_be_right(night: tuple[Path, Summary]):
    """A percentage above 100, a wrong quotient and two figures of one month are held back; our name is known."""
    with looking_at(night[0]) as (_, connection):
        (row,) = connection.execute(sa.text("select * from reported_figure_comparison")).mappings()
        rules = connection.scalars(
            sa.text("select rule from quarantine where dataset = 'reported_figures' order by row_number")
        ).all()
    assert (row["measure"], row["metric_code"], row["reported_value"]) == ("Re-referrals", "re_referrals", 12.5)
    assert (row["our_value"], row["agrees"]) == (None, None)
    assert rules == ["percentage_outside_range", "value_is_not_the_quotient", "reported_twice", "reported_twice"]


def test_a_declared_register_takes_back_what_it_no_longer_holds(night: tuple[Path, Summary]):
    """Counted with the others in the run: A2 of the audits, and the review that a correction of the list has lost."""
    project, first = night
    assert first.loads[0].withdrawn_by == {"audits": 2}
    reviews = next((project / "extracts").glob("Kinship*"))
    lines = reviews.read_text().splitlines()
    (project / "extracts" / "Kinship reviews 2025-07-31.csv").write_text("\n".join([lines[0], lines[1]]))
    assert nightly(project).loads[0].withdrawn_by == {"audits": 2, "local_kinship_reviews": 1}
    declare_registers(Path("nowhere"))


DECLARED = """
title = "Reports to the court"
grain = ["child_id", "filed_date"]
defining_date = "filed_date"
covers = "events"

[columns.child_id]
type = "text"
description = "The authority's own identifier"
headings = ["Court child"]

[columns.filed_date]
type = "date"
description = "The day on which it was filed"
headings = ["Filed"]
"""
ANOTHER_SYSTEMS = """Case ref,Programme name,Due dt,Done on,Verdict
A1,Year of the Child,01/05/2025,03/05/2025,Good
"""


def test_a_register_whose_headings_changed_is_refused_and_told(make_project: Callable[..., Path]):
    """Its name, or that of a list read before, says what it should be: nobody has to notice that it is missing."""
    project = make_project()
    inbox = project / "extracts"
    (inbox / "QA tracker May 2025.csv").write_text(FILES["Audits 2025-05-31.csv"].replace("Gold", "Good"))
    assert nightly(project).exit_code is ExitCode.SUCCESS
    (inbox / "Audits 2025-06-30.csv").write_text(ANOTHER_SYSTEMS)
    (inbox / "QA tracker 30th June 2025.csv").write_text(ANOTHER_SYSTEMS.replace("A1", "A2"))
    (inbox / "rota June 2025.csv").write_text(ANOTHER_SYSTEMS.replace("A1", "A3"))
    summary = nightly(project)
    assert summary.not_recognised == ["rota June 2025.csv"]
    assert summary.exit_code is ExitCode.UNREADABLE
    assert {result.file_name: result.reason for result in summary.extracts} == dict.fromkeys(
        ("Audits 2025-06-30.csv", "QA tracker 30th June 2025.csv"),
        "it should be the register audits, and has no heading for child identifier, cohort, due date (did you mean "
        "'Due dt'?). Give the columns these headings, or take it away if it is another list",
    )
    with looking_at(project) as (_, connection):
        assert [alert["title"] for alert in open_alerts(connection)] == [f"{CODE}: a file is unreadable"] * 2
    assert nightly(project).exit_code is ExitCode.SUCCESS  # told once, and the alert stays


def test_a_declared_register_is_read_again_once_its_headings_are_put_right(make_project: Callable[..., Path]):
    """The file lies there as it did; the council has said what its columns are called now."""
    project = make_project()
    declaration = project / "registers" / "court_reports.toml"
    declaration.parent.mkdir()
    declaration.write_text(DECLARED)
    (project / "extracts" / "Court June 2025.csv").write_text("Case,Sent\nA1,01/06/2025\nA2,02/06/2025\n")
    (refused,) = nightly(project).extracts
    assert refused.state == "unreadable"
    declaration.write_text(DECLARED.replace('["Court child"]', '["Case"]').replace('["Filed"]', '["Sent"]'))
    (read,) = nightly(project).extracts
    assert (read.state, read.loaded) == ("conformed", 2)


def test_it_moves_no_figure(night: tuple[Path, Summary]):
    """No fact is made of registers yet, so nothing is published that nobody delivered."""
    with looking_at(night[0]) as (_, connection):
        assert connection.scalar(sa.select(sa.func.count()).select_from(metric_value)) == 0
        days = connection.scalars(sa.select(extract.c.as_at).order_by(extract.c.as_at)).all()
    assert [f"{day}" for day in days] == [
        *("2023-09-30", "2024-09-30", "2025-05-31", "2025-05-31", *["2025-06-30"] * 4, "2025-07-31"),
    ]
