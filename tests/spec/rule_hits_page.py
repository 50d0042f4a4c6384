"""
The page of the rules that fail in the sector's published sample files, by file and collection year.

Made where the samples are beside the repository: `python -m tests.spec.rule_hits_page docs/reference`.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from expectations.findings import State
from flows.initialising import initialise
from flows.nightly import nightly
from flows.opened import looking_at
from flows.summary import Summary
from warehouse.ledger_tables import extract, finding

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples"
CODE = "201"  # the authority that the sample censuses name
PAGE = "rule-hits-on-samples.md"
HEAD = """# Rules that fail in the published samples

<!-- Made by `python -m tests.spec.rule_hits_page docs/reference`; a test compares it with a run on the samples. -->

Sample returns that Data to Insight and Social Finance made up for their own tools (MIT licence), one run on all of
them: every rule with a row in which it fails. A return is judged by the rules of its own collection year.
"""


def run_on_samples(project: Path) -> Summary:
    """Make a project with every sample in its inbox, and a file that is none, and run it."""
    list(initialise(project, code=CODE, name="City", inbox="in", warehouse="sqlite:///warehouse.db", alert_url=""))
    settings = project / "lodestar.toml"
    settings.write_text(settings.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0"))
    for file in SAMPLES.iterdir():
        shutil.copyfile(file, project / "in" / file.name)
    (project / "in" / "budget.csv").write_text("Cost centre,Spent\n1,2\n")
    return nightly(project)


def page(project: Path) -> str:
    """Return the page of a project in which the samples were judged."""
    found, entry = finding.c, extract.c
    hits = (
        sa.select(entry.file_name, entry.as_at, found.dataset, found.rule, found.failed, found.evaluated, found.message)
        .join_from(finding, extract)
        .where(found.state == State.FAILED.value, entry.format.in_(("cin_census", "ssda903")))
        .where(~found.rule.startswith("reader:"))
        .order_by(entry.as_at, entry.file_name, found.rule, found.dataset)
    )
    with looking_at(project) as (_, connection):
        return "\n".join([HEAD, *_tables(connection.execute(hits).all())])


def _tables(hits: list[sa.Row]) -> Iterator[str]:
    file = None
    for hit in hits:
        if hit.file_name != file:
            file = hit.file_name
            yield f"\n## {file}, year ending {hit.as_at:%d %B %Y}\n"
            yield "| rule | dataset | rows that fail | rows judged | message |\n|---|---|---|---|---|"
        yield f"| {hit.rule} | {hit.dataset} | {hit.failed} | {hit.evaluated} | {hit.message} |"
    yield ""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        run_on_samples(Path(folder) / "project")
        target = Path(sys.argv[1]) / PAGE
        target.write_text(page(Path(folder) / "project"), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{target}\n")
