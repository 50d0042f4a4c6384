"""
The quality of what arrived, in a minute: what is open, what changed, which figures it touches.

Everything comes from the ledger's tables, in codes and counts.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS, Severity
from expectations.suites import all_checks
from flows.counts import plural
from flows.opened import looking_at
from flows.reports.deliveries import Deliveries, Finding, Totals, deliveries
from flows.reports.pages import short_day
from flows.sources.register_declaration import declare_registers
from warehouse.ledger_tables import extract, extract_section, finding, load
from warehouse.metrics.definition import Definition
from warehouse.metrics.reliance import Touched, touched

LOADS_SHOWN = 6
METRICS_NAMED = 6
SHOWN = (Severity.CRITICAL, Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True)
class Open:
    """
    What one rule found in the newest extracts of one dataset, and what that touches.

    `before` is what it found in the extracts before those; None where none of them was judged by it.
    """

    severity: Severity
    rule: str
    dataset: str
    failed: int
    evaluated: int
    before: int | None
    rows_held: int
    values_held: int
    touches: Touched
    asked_again: str = ""  # why, where a person explained it once

    @property
    def change(self) -> str:
        """How it differs from the extracts before."""
        if self.before is None:
            return "new"
        return f"{self.failed - self.before:+,}" if self.failed != self.before else "same"

    @property
    def words(self) -> str:
        """The finding in a line."""
        held = ", ".join(
            plural(count, noun) + " held"
            for count, noun in ((self.rows_held, "row"), (self.values_held, "value"))
            if count
        )
        return (
            f"  {self.severity:<9} {self.rule:<32} {self.dataset:<28} {self.failed:>7,} of {self.evaluated:<8,} "
            f"{self.change:>7}  {held or 'loaded':<16}  {_metrics(self.touches)}"
            + (f". {self.asked_again}" if self.asked_again else "")
        )


def overview(project: Path, *, today: date, authority: str = "") -> Iterator[str]:
    """Yield for each authority what is open, most figures first, and how it changed since the extracts before."""
    declare_registers(project)
    with looking_at(project) as (settings, connection):
        for each in settings.chosen(authority):
            yield f"{each.code} {each.name}"
            yield from _overview(deliveries(connection, each.code, today=today))


def _overview(delivered: Deliveries) -> Iterator[str]:
    if not delivered.extracts:
        yield "  No extract has arrived yet."
        return
    totals = Totals.of(delivered.latest_sections)
    yield (
        f"  Newest extracts: {plural(totals.rows_in, 'row')} = {totals.loaded:,} loaded + {totals.quarantined:,} "
        f"quarantined + {totals.dropped:,} dropped"
    )
    rows, values = delivered.rows_held(), delivered.rows_held("value")
    yield (
        f"  Held in all: {plural(rows, 'row')}, in no figure; {plural(values, 'value')}, without which their rows count"
    )
    counts = ", ".join(f"{count:,} {severity}" for severity, count in delivered.open_by_severity.items())
    yield f"  Open findings: {counts or 'none'}; settled since the extracts before: {settled(delivered):,}"
    found = open_findings(delivered)
    if found:
        yield "  Failed rows, change since the extract before, what became of the rows, metrics that stand on them:"
        yield from (each.words for each in found)
    answered = [query for query in delivered.queries.values() if query.is_explained]
    if answered:
        yield '  Explained instead of corrected; "lodestar quality explained" has the reasons in words:'
        yield from (
            f"  {query.rule:<42} {query.dataset:<28} {query.rows:>7,} in {query.year}: {query.answer}"
            for query in answered
        )


def open_findings(delivered: Deliveries) -> list[Open]:
    """Return the open findings by rule and dataset, gravest first, then by how many metrics they touch."""
    together: dict[tuple[str, str, str], list[Finding]] = {}
    for found in delivered.open_findings:
        if found.severity in SHOWN:
            together.setdefault((found.severity, found.rule, found.dataset), []).append(found)
    held = Counter()
    for entry in delivered.held:
        if entry.state == "held":
            held[entry.section, entry.rule, entry.held] += entry.entries
    before = _before(delivered)
    listed = []
    for (severity, rule, dataset), findings in together.items():
        earlier = [before[each.section, rule] for each in findings if (each.section, rule) in before]
        listed.append(
            Open(
                severity=Severity(severity),
                rule=rule,
                dataset=dataset,
                failed=sum(each.failed for each in findings),
                evaluated=sum(each.evaluated for each in findings),
                before=sum(earlier) if earlier else None,
                rows_held=sum(held[each.section, rule, "row"] for each in findings),
                values_held=sum(held[each.section, rule, "value"] for each in findings),
                touches=touches(dataset, rule, severity=Severity(severity)),
                asked_again=" ".join(_asked_again(delivered, findings)),
            )
        )
    return sorted(
        listed,
        key=lambda each: (
            each.severity.rank,
            -len(each.touches.counts),
            -len(each.touches.cuts),
            -each.failed,
            each.rule,
        ),
    )


def _asked_again(delivered: Deliveries, findings: list[Finding]) -> list[str]:
    """Say why findings are open that a person explained once, each year's once."""
    queries = (delivered.query_of(found) for found in findings)
    return list(dict.fromkeys(query.asked_again for query in queries if query and query.asked_again))


def touches(dataset: str, rule: str, *, severity: Severity) -> Touched:
    """Return the metrics that a finding touches: those that miss its rows, or that stand on the columns it looks at."""
    return touched(dataset, columns_of(dataset, rule), whole_rows=severity.rank <= Severity.ERROR.rank)


def columns_of(dataset: str, rule: str) -> tuple[str, ...]:
    """Return the columns of a dataset that a rule looks at; none where it looks at the file as such."""
    declared = DATASETS.get(dataset)
    if declared is None:  # what a reader noted is of the format
        return ()
    check = all_checks(declared).get(rule)
    name = rule.partition(":")[2]
    return check.columns if check else ((name,) if name in declared.columns else ())


def settled(delivered: Deliveries) -> int:
    """Return how many findings of the extracts before are not open any more."""
    newest = [*delivered.open_findings, *delivered.explained_findings]
    still = {(found.section, found.rule) for found in newest}
    before = _before(delivered)
    return sum(bool(failed) and place not in still for place, failed in before.items())


def _before(delivered: Deliveries) -> dict[tuple[str, str], int]:
    """Return the rows that failed, by section and rule, in the extract before the newest of each section."""
    places = {(found.section, found.extract_id) for found in delivered.findings}
    order = sorted(places, key=lambda place: delivered.by_id[place[1]].order)
    earlier = {section: number for section, number in order if delivered.latest[section] != number}
    return {
        (found.section, found.rule): found.failed
        for found in delivered.findings
        if earlier.get(found.section) == found.extract_id and found.state in ("passed", "failed")
    }


def _metrics(touches: Touched) -> str:
    if not touches.counts and not touches.cuts:
        return "no metric"
    parts = []
    if touches.counts:
        parts.append(f"{plural(len(touches.counts), 'metric')}: {_named(touches.counts)}")
    if touches.cuts:
        parts.append(f"the cuts of {len(touches.cuts):,}" + ("" if touches.counts else f": {_named(touches.cuts)}"))
    return "; ".join(parts)


def _named(metrics: tuple[Definition, ...]) -> str:
    numbers = sorted({each.catalogue_id for each in metrics})
    more = f" and {len(numbers) - METRICS_NAMED} more" if len(numbers) > METRICS_NAMED else ""
    return ", ".join(numbers[:METRICS_NAMED]) + more


# --- Over time


def trend(project: Path, *, authority: str = "", rule: str = "", dataset: str = "") -> Iterator[str]:
    """Yield for each authority what its last loads brought and what the rules found in it, load by load."""
    with looking_at(project) as (settings, connection):
        for each in settings.chosen(authority):
            yield f"{each.code} {each.name}"
            yield from _trend(connection, each.code, rule, dataset)


def _trend(connection: Connection, authority_code: str, rule: str, dataset: str) -> Iterator[str]:
    part = extract_section.c
    accounts = (
        sa.select(
            load.c.load_id,
            load.c.loaded_at,
            sa.func.count(sa.distinct(extract.c.extract_id)).label("extracts"),
            *(
                sa.func.sum(part[name]).label(name)
                for name in ("rows_in", "rows_loaded", "rows_quarantined", "rows_dropped")
            ),
        )
        .join_from(load, extract, extract.c.load_id == load.c.load_id)
        .join(extract_section)
        .where(load.c.authority_code == authority_code, *((part.dataset == dataset,) if dataset else ()))
        .group_by(load.c.load_id, load.c.loaded_at)
        .order_by(load.c.load_id.desc())
        .limit(LOADS_SHOWN)
    )
    loads = connection.execute(accounts).mappings().all()[::-1]
    if not loads:
        yield "  Nothing has been loaded yet."
        return
    for each in loads:
        yield (
            f"  Load {each['load_id']:<5} {short_day(each['loaded_at']):<12} {plural(each['extracts'], 'extract'):<12} "
            f"{each['rows_in']:,} rows = {each['rows_loaded']:,} loaded + {each['rows_quarantined']:,} quarantined + "
            f"{each['rows_dropped']:,} dropped"
        )
    numbers = [each["load_id"] for each in loads]
    failed: dict[tuple[str, str, str], dict[int, int]] = {}
    for row in connection.execute(
        sa.select(finding.c["severity", "rule", "dataset"], extract.c.load_id, sa.func.sum(finding.c.failed))
        .join_from(finding, extract)
        .where(
            extract.c.load_id.in_(numbers),
            finding.c.state.in_(("passed", "failed")),
            *((finding.c.rule == rule,) if rule else ()),
            *((finding.c.dataset == dataset,) if dataset else ()),
        )
        .group_by(finding.c["severity", "rule", "dataset"], extract.c.load_id)
    ):
        failed.setdefault(tuple(row[:3]), {})[row[3]] = row[4]
    shown = {place: counts for place, counts in failed.items() if any(counts.values()) and place[0] in SHOWN}
    if not shown:
        yield "  No rule failed in these loads."
        return
    yield f"  {'Rows that failed in each load':<71} " + " ".join(f"{number:>8}" for number in numbers)
    for (severity, code, name), counts in sorted(
        shown.items(), key=lambda each: (Severity(each[0][0]).rank, -sum(each[1].values()), each[0])
    ):
        cells = " ".join(f"{counts[number]:>8,}" if number in counts else f"{'-':>8}" for number in numbers)
        yield f"  {severity:<9} {code:<32} {name:<28} {cells}"
