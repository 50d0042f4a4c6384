"""The page on mapping an export: its commands, one after the other, and what it says they show."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from flows.cli import app
from flows.opened import looking_at
from warehouse.ledger_tables import finding

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "map-an-export.md"


def blocks(language: str) -> list[str]:
    """Return the page's blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Path]) -> tuple[Path, dict[str, str]]:
    """A project in which a person followed the page, and what each command said."""
    project = new_project(tmp_path_factory.mktemp("map") / "project")
    (project / "exports").mkdir()
    february = project / "exports" / "referrals 2024-02-29.csv"
    february.write_text(blocks("csv")[0])
    answers: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(project)
        for block in blocks("sh"):
            for line in block.strip().splitlines():
                number = answers.get("lodestar extracts list", "")[:12]
                _, *arguments = shlex.split(line.replace("NUMBER", number))
                result = CliRunner().invoke(app, arguments)
                assert result.exit_code == 0 or arguments == ["doctor"], f"{line}: {result.output}"
                answers[line] = result.output
            if "--output" in block:
                mapping = project / "mappings" / "oursystem.toml"
                tables = mapping.read_text().replace(
                    "\n[tables.children]", f"{blocks('toml')[0]}\n[tables.children]", 1
                )
                mapping.write_text(tables)
                (project / "extracts" / february.name).write_bytes(february.read_bytes())
                march = february.read_text().replace("Closed On", "Closure Day")
                (project / "extracts" / "referrals 2024-03-31.csv").write_text(march)
    return project, answers


def test_the_page_leads_to_a_mapping_that_holds(said: tuple[Path, dict[str, str]]):
    """Proposed, completed, checked by the doctor."""
    _, answers = said
    assert 'columns."Referral Date" = "referral_date"' in next(iter(answers.values()))
    assert "ok    mappings: oursystem: every column and code is one of its dataset." in answers["lodestar doctor"]
    assert (
        "No row" in answers["lodestar quarantine list referrals"]
        or "0 entries" in (answers["lodestar quarantine list referrals"])
    )


def test_the_run_names_what_changed_in_plain_words(said: tuple[Path, dict[str, str]]):
    """In its last lines, for one extract, on the quality page; and it is alerted, because figures stand on it."""
    project, answers = said
    quoted = re.search(r"`Changed +(oursystem\.referrals: Since .*?)`", PAGE.read_text(encoding="utf-8"))[1]
    assert quoted in answers["lodestar run"]
    assert quoted in answers["lodestar extracts show NUMBER"]
    page = (project / "reports" / "quality-999.html").read_text(encoding="utf-8")
    assert "probably it is" in page
    with looking_at(project) as (_, connection):
        warned = connection.execute(
            sa.select(finding.c.severity).where(finding.c.rule == "drift:figures_lack_a_column")
        )
        assert warned.scalars().all() == ["warning"]
        alerts = connection.execute(sa.text("SELECT title FROM alert")).scalars().all()
    assert "999: oursystem: referrals: figures_lack_a_column" in alerts


def test_nobody_is_named(said: tuple[Path, dict[str, str]]):
    """No identifier and no day of birth stands in what the commands say."""
    everything = "".join(said[1].values())
    assert not re.search(r"00010\d|2014|2011", everything)
