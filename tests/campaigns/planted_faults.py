"""
`make campaign-faults`: 50 clean samples in which nothing may be found, and 50 untidy ones in which all that was planted
is found, and nothing else held back.

Each sample has three censuses, three SSDA903s, a workbook of Annex A, the SSD, a workforce census, registers and a
scorecard. Results go to docs/planted-faults.md.
"""

import json
import multiprocessing
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import sqlalchemy as sa

from expectations.contract import Severity
from expectations.findings import State
from flows.initialising import initialise
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import CODE, write_sample
from flows.sources.formats import FORMATS
from flows.summary import ExitCode
from warehouse.ledger_tables import audit_finding, extract, extract_section, finding, quarantine

PAGE = Path(__file__).parents[2] / "docs" / "planted-faults.md"
SEEDS = 50
CHILDREN = 100
MESS = 0.02
EVERYTHING = {"registers": True, "with_looked_after": True, "with_case_system": True}
BEYOND_JUDGING = ("load", "publish", "report", "tell")
FOLLOWS = {
    "unknown:source": ("unknown:source", "8866"),
    "unreadable:authorisation_date": ("8614", "8670Q", "8736", "8867", "open_over_a_year"),
    "8925": ("8930",),
    "502": ("562",),
    "unreadable:review_date": ("166",),
    "unreadable:sdq_score": ("unreadable:sdq_score", "186", "197B"),
}
"""
By planted fault, the rules that fail for it too: of a source in no list, an assessment that seems to be open, an end
that now lies before the year, an episode that last year's return did not have, a review without its day, a
questionnaire without its score.
"""

WHOLE = {section for form in FORMATS.values() for section in {k: s for s, k in reversed(form.kinds.items())}.values()}


@dataclass(frozen=True)
class Judged:
    """What was planted, held back or dropped, and shown: numbers of rows by file, rule and fate."""

    planted: Counter
    held: Counter
    shown: Counter
    rows: int

    @property
    def missed(self) -> Counter:
        """What was planted and not found."""
        return self.planted - self.held - self.shown

    @property
    def invented(self) -> Counter:
        """What was found and neither planted nor follows from what was."""
        following = {
            (file, other, "shown"): count
            for (file, rule, _), count in self.planted.items()
            for other in FOLLOWS.get(rule, ())
        }
        return self.held + self.shown - self.planted - Counter(following)


def judged(folder: Path, *, whole_run: bool = False, **sample) -> Judged:
    """Write a sample and judge it; without load and publication, unless the whole run is asked for."""
    list(write_sample(folder / "sample", **sample))
    project = folder / "project"
    list(initialise(project, code=CODE, name="Sampleton", inbox="../sample", warehouse="sqlite:///w.db", alert_url=""))
    settings = project / "lodestar.toml"
    settings.write_text(settings.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0"))
    with ExitStack() as stack:
        for step in () if whole_run else BEYOND_JUDGING:
            stack.enter_context(patch(f"flows.nightly.{step}", lambda *_: None))
        if nightly(project).exit_code is not ExitCode.SUCCESS:
            raise RuntimeError("the run did not succeed")
    stated = json.loads((folder / "sample_planted_faults.json").read_text())
    planted = Counter((fault["file"], fault["rule"], fault["held"]) for fault in stated)
    with looking_at(project) as (_, connection):
        rows = connection.scalar(sa.select(sa.func.sum(extract_section.c.rows_in)))
        return Judged(planted, _held(connection), _shown(connection), rows)


def _held(connection: sa.Connection) -> Counter:
    """Count what was held back or dropped; dropped rows in the sections of whole records."""
    part, entry = extract_section.c, quarantine.c
    held = sa.select(extract.c.file_name, entry.rule, entry.held).join_from(quarantine, extract)
    counts = Counter(connection.execute(held).tuples().all())
    for file, section, dropped in connection.execute(
        sa.select(extract.c.file_name, part.section, part.dropped_by).join_from(extract_section, extract)
    ):
        if section in WHOLE:
            counts.update({(file, rule, "dropped"): count for rule, count in dropped.items()})
    return counts


def _shown(connection: sa.Connection) -> Counter:
    """Count the rows in which a rule failed that holds nothing back, and every audit of the figures that failed."""
    failed, worth_a_look = State.FAILED.value, (Severity.WARNING.value, Severity.CRITICAL.value)
    found, audited = finding.c, audit_finding.c
    rules = (
        sa.select(extract.c.file_name, found.rule, found.failed)
        .join_from(finding, extract)
        .where(found.state == failed, found.severity.in_(worth_a_look))
    )
    audits = sa.select(sa.literal("figures"), audited.rule, audited.failed).where(audited.state == failed)
    shown = Counter()
    for file, rule, count in [*connection.execute(rules), *connection.execute(audits)]:
        shown[file, rule, "shown"] += count
    return shown


def compared(seed: int) -> tuple[Judged, Judged]:
    """Judge the clean and the untidy sample of a seed."""
    size = {"children": CHILDREN, "first_year": 2022, "last_year": 2024, "months": 1, "seed": seed}
    with tempfile.TemporaryDirectory() as clean, tempfile.TemporaryDirectory() as untidy:
        return (
            judged(Path(clean), whole_run=True, mess=0, **size, **EVERYTHING),
            judged(Path(untidy), mess=MESS, **size, **EVERYTHING),
        )


def main(seeds: int = SEEDS) -> None:
    """Judge all samples, write the page, and fail if anything was missed or invented."""
    planted, missed, invented_clean, invented = Counter(), Counter(), Counter(), Counter()
    rows = 0
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        for seed, (clean, untidy) in enumerate(pool.map(compared, range(1, seeds + 1)), 1):
            rows += clean.rows
            for into, counts in (
                (planted, untidy.planted),
                (missed, untidy.missed),
                (invented_clean, clean.invented + clean.planted),
                (invented, untidy.invented),
            ):
                into.update(_by_rule(counts))
            sys.stdout.write(f"{seed} of {seeds}: {sum(missed.values())} missed\n")
            sys.stdout.flush()
    lines = [
        f"| {rule} | {fate} | {count:,} | {count - missed[rule, fate]:,} | {', '.join(FOLLOWS.get(rule, '-'))} |"
        for (rule, fate), count in sorted(planted.items())
    ]
    PAGE.write_text(
        f"""# Planted faults

{seeds} invented authorities with {CHILDREN} children referred a year, by `make campaign-faults` on
{date.today():%d %B %Y}: each has three censuses, three SSDA903s, a workbook of Annex A, the SSD, a workforce census,
registers and a scorecard.

- **Clean**: a whole run over {rows:,} rows. Held back, dropped, or shown by a rule or by the audit of the figures:
  **{sum(invented_clean.values())}**.
- **Untidy**: {sum(planted.values()):,} faults planted, {MESS:.0%} of the rows of some tables. Missed:
  **{sum(missed.values())}**. Found where none was planted: **{sum(invented.values())}**.

| rule that must find it | what becomes of it | planted | found | rules that DfE fails for it too |
|---|---|---|---|---|
{chr(10).join(lines)}
"""
    )
    if missed or invented or invented_clean:
        sys.exit(f"missed {missed}, invented {invented}, in clean samples {invented_clean}")


def _by_rule(counts: Counter) -> Counter:
    by_rule = Counter()
    for (_, rule, fate), count in counts.items():
        by_rule[rule, fate] += count
    return by_rule


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
