"""What is wrong now, from the ledger: the same state always gives the same problems, whoever asks and when."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy import Connection

from expectations.contract import Severity
from flows.alerts import Problem
from flows.counts import plural
from flows.explaining import TOLD_ANYWAY, asked_again
from flows.reports.deliveries import Deliveries, deliveries
from flows.sources.formats import FORMATS
from flows.watching import Late, Seen, late, unusual
from transforms.crosswalk import Contradiction
from warehouse import crosswalk, ledger, overview
from warehouse import publication as publications
from warehouse.explanations import explanations
from warehouse.ledger_tables import audit_finding, extract, finding, quarantine

FAILED = "failed"


def current_problems(
    connection: Connection,
    authority_code: str,
    *,
    present: Collection[str],
    wanted: Mapping[str, int] = MappingProxyType({}),
    today: date = date.max,
) -> list[Problem]:
    """
    Return the problems of an authority that a person should act on.

    `wanted` says, by format, how many days ago `today` its newest extract may describe.
    What a person explained is none, until it has to be asked again.

    `present` are the extracts that lie in its inbox now: one that cannot be read or was stopped is a problem
    until it is replaced or taken away.
    """
    delivered = (
        deliveries(connection, authority_code, today=today)
        if explanations(connection, authority_code)
        else Deliveries()
    )
    return [
        *_refused(connection, authority_code, present),
        *_held_back(connection, authority_code),
        *_not_taken(connection, authority_code, delivered),
        *asked_again(authority_code, delivered),
        *_not_joined(connection, authority_code),
        *_withheld(connection, authority_code),
        *_unusual(connection, authority_code),
        *(_late(authority_code, each) for each in late(connection, authority_code, wanted, today)),
    ]


def problems_of_run(
    authority_code: str, *, unopened: Mapping[str, str], failures: Sequence[str], missed: str = ""
) -> list[Problem]:
    """
    Return what went wrong in a run and is not in the ledger.

    Files that could not be opened, our own failures, and a source that could not be used (`missed` says why).
    """
    problems = [
        Problem(
            key=f"{authority_code}:unopened:{sha256(name.encode()).hexdigest()[:12]}",
            severity=Severity.CRITICAL,
            title=f"{authority_code}: a file cannot be opened",
            what_happened=f"{name}: {cause}",
            withheld="The file: nothing of it was loaded.",
            state_now="It lies where it was. The next run tries again.",
            what_to_do='Put the cause right, and see with "lodestar run".',
            count=1,
            authority_code=authority_code,
        )
        for name, cause in unopened.items()
    ]
    if missed:
        problems.append(
            Problem(
                key=f"{authority_code}:source:unreachable",
                severity=Severity.ERROR,
                title=f"{authority_code}: its source cannot be reached",
                what_happened=missed,
                withheld="What is new at the source: nothing of it was fetched.",
                state_now="What arrived before stands, in the warehouse and as published.",
                what_to_do='See with "lodestar doctor" whether the source answers; docs/how-to/sources.md says more.',
                count=1,
                authority_code=authority_code,
            )
        )
    if failures:
        problems.append(
            Problem(
                key=f"{authority_code}:run:failed",
                severity=Severity.CRITICAL,
                title=f"{authority_code}: the run failed",
                what_happened=" ".join(failures),
                withheld="What the run did not get to: its figures are those of the last good publication.",
                state_now="What was committed before stands.",
                what_to_do='Run again ("lodestar run"); if it fails again, report these lines: they hold no record.',
                count=len(failures),
                authority_code=authority_code,
            )
        )
    return problems


def _refused(connection: Connection, authority_code: str, present: Collection[str]) -> Iterator[Problem]:
    refused = connection.execute(
        sa.select(extract).where(
            extract.c.authority_code == authority_code, extract.c.state.in_(("unreadable", "stopped"))
        )
    ).mappings()
    for entry in refused:
        if entry["extract_id"] not in present:
            continue
        stopped = entry["state"] == "stopped"
        yield Problem(
            key=f"{authority_code}:{entry['state']}:{entry['extract_id'][:12]}",
            severity=Severity.CRITICAL,
            title=f"{authority_code}: an extract was stopped" if stopped else f"{authority_code}: a file is unreadable",
            what_happened=f"{entry['file_name']}: {entry['reason']}",
            withheld="The whole extract: nothing of it was loaded.",
            state_now="The warehouse and the last publication stand as they were.",
            what_to_do=(
                "Deliver a correct extract and take this one away; if only its rows were too few, and they are right, "
                f'run "lodestar extracts accept {entry["extract_id"][:12]}".'
                if stopped
                else "Export the file again and put it in place of this one."
            ),
            count=1,
            authority_code=authority_code,
        )


def _held_back(connection: Connection, authority_code: str) -> Iterator[Problem]:
    """Rows and values that wait in quarantine: of every extract whose window no newer one has restated."""
    held = quarantine.c
    waiting = connection.execute(
        sa.select(
            held.section,
            held.dataset,
            held.rule,
            sa.func.min(held.held).label("held"),  # "row" comes before "value"
            sa.func.max(finding.c.message).label("message"),
            sa.func.count().label("entries"),
            sa.func.count(held.extract_id.distinct()).label("extracts"),
        )
        .join_from(
            quarantine,
            finding,
            (finding.c.extract_id == held.extract_id)
            & (finding.c.section == held.section)
            & (finding.c.rule == held.rule),
        )
        .where(held.authority_code == authority_code, held.state == "held")
        .group_by(held.section, held.dataset, held.rule)
        .order_by(held.section, held.rule)
    ).mappings()
    for found in waiting:
        rows = found["held"] == "row"
        yield Problem(
            key=f"{authority_code}:{found['section']}:{found['rule']}",
            severity=Severity.ERROR,
            title=f"{authority_code}: {found['dataset']}: {found['rule']}",
            what_happened=f"{found['message']} {plural(found['entries'], 'row' if rows else 'value')} of "
            f"{plural(found['extracts'], 'extract')}.",
            withheld=(
                f"{plural(found['entries'], 'row')}, held in quarantine and in no figure."
                if rows
                else f"{plural(found['entries'], 'value')}, held in quarantine; figures count them as unmapped."
            ),
            state_now="Everything else is loaded." if rows else "The rows are loaded.",
            what_to_do=f'Run "lodestar quarantine list {found["dataset"]}", correct the records, and export again.',
            count=found["entries"],
            authority_code=authority_code,
            dataset=found["dataset"],
        )


def _not_taken(connection: Connection, authority_code: str, delivered: Deliveries) -> Iterator[Problem]:
    """
    What the reader could not take from the newest extract of each format.

    Where an extract may hold any of a format's sections, as by a mapping, it is the newest of each section.
    """
    explained = {(found.extract_id, found.section, found.rule) for found in delivered.explained_findings}
    again = {
        (found.extract_id, found.section, found.rule): f" {query.asked_again}"
        for found in delivered.open_findings
        if (query := delivered.query_of(found)) and query.asked_again
    }
    sections = sorted(overview.newest_sections(connection, authority_code), key=lambda section: section["as_at"])
    newest = {
        section["format"] if section["format"] in FORMATS else section["section"]: section for section in sections
    }
    for section in {section["extract_id"]: section for section in newest.values()}.values():
        noted = connection.execute(
            sa.select(finding).where(
                finding.c.extract_id == section["extract_id"],
                sa.or_(*(finding.c.rule.startswith(prefix) for prefix in TOLD_ANYWAY)),
                finding.c.severity != Severity.NOTE,
            )
        ).mappings()
        for found in noted:
            place = (found["extract_id"], found["section"], found["rule"])
            if place in explained:
                continue
            where = [*filter(None, (authority_code, section["format"], found["section"]))]
            yield Problem(
                key=":".join([*where, found["rule"]]),
                severity=Severity(found["severity"]),
                title=": ".join([*_once(where), found["rule"].partition(":")[2]]),
                what_happened=f"{section['file_name']}: {found['message']}{again.get(place, '')}",
                withheld="What is named above: it is in no figure.",
                state_now="Everything else of the file is loaded.",
                what_to_do="See docs/how-to/when-a-file-is-refused.md; correct the export, and export again.",
                count=found["failed"],
                authority_code=authority_code,
                dataset=found["dataset"],
            )


def _once(where: list[str]) -> list[str]:
    """Return authority, format and section, the section without the format with which its name may begin."""
    authority_code, name, *section = where
    return [authority_code, name, *(part.removeprefix(f"{name}.") for part in section)]


def _not_joined(connection: Connection, authority_code: str) -> Iterator[Problem]:
    """Identifiers that something says are one child's, and that contradict each other."""
    for rule, count in crosswalk.contradictions_by_rule(connection, authority_code).items():
        yield Problem(
            key=f"{authority_code}:identifiers:{rule}",
            severity=Severity.WARNING,
            title=f"{authority_code}: identifiers: {rule}",
            what_happened=f"{Contradiction(rule).message} {count:,} times.",
            withheld="No row; the joins, so that each counts as a child of its own.",
            state_now="Everything is loaded.",
            what_to_do="Look them up in the warehouse's table child_identifier_contradiction, correct the records, "
            "and export again.",
            count=count,
            authority_code=authority_code,
        )


def _withheld(connection: Connection, authority_code: str) -> Iterator[Problem]:
    newest = ledger.latest_load(connection, authority_code)
    if newest is None:
        return
    failed = connection.execute(
        sa.select(audit_finding).where(
            audit_finding.c.load_id == newest.load_id,
            audit_finding.c.state == FAILED,
            audit_finding.c.severity == Severity.CRITICAL,
        )
    ).mappings()
    metrics = publications.withheld_metrics(connection, authority_code, newest.load_id)
    for found in failed:
        yield Problem(
            key=f"{authority_code}:publication:{found['rule']}",
            severity=Severity.CRITICAL,
            title=f"{authority_code}: figures withheld" if metrics else f"{authority_code}: publication withheld",
            what_happened=f"{found['message']} {found['failed']:,} of {found['evaluated']:,} figures.",
            withheld=(
                f"{plural(len(metrics), 'metric')} of load {newest.load_id}: {', '.join(metrics)}."
                if metrics
                else f"The publication of load {newest.load_id}, with all its figures."
            ),
            state_now=(
                "These keep their last figures, marked. All others are published."
                if metrics
                else "Readers see the last good publication."
            ),
            what_to_do='Look at the quality page and "lodestar status"; after the cause is mended, run again.',
            count=found["failed"],
            authority_code=authority_code,
        )


def _unusual(connection: Connection, authority_code: str) -> Iterator[Problem]:
    """What is not as it used to be in the newest extracts: a mistake of the export, or news about the service."""
    together: dict[tuple[str, str, str], list[Seen]] = {}
    for seen in unusual(connection, authority_code):
        together.setdefault((seen.section, seen.signal.kind, seen.signal.column), []).append(seen)
    for (section, kind, column), found in together.items():
        yield Problem(
            key=":".join(filter(None, (authority_code, section, "unusual", kind, column))),
            severity=Severity.WARNING,
            title=f"{authority_code}: {found[0].dataset}: unusual {kind.replace('_', ' ')}",
            what_happened=f"As at {found[0].as_at:%d %B %Y}: {' '.join(seen.signal.message for seen in found)}",
            withheld="Nothing.",
            state_now="The rows are loaded and counted: nothing is wrong with any one of them.",
            what_to_do="Ask whether the export or the recording changed. If not, it is news about the service.",
            count=len(found),
            authority_code=authority_code,
            dataset=found[0].dataset,
        )


def _late(authority_code: str, late: Late) -> Problem:
    newest = f"describes {late.as_at:%d %B %Y}, {late.days:,} days ago" if late.as_at else "has not arrived yet"
    return Problem(
        key=f"{authority_code}:{late.format}:late",
        severity=Severity.ERROR,
        title=f"{authority_code}: {late.format} is late",
        what_happened=f"The newest extract {newest}; {plural(late.allowed, 'day')} are allowed.",
        withheld="What has happened since: nobody has delivered it.",
        state_now="Figures stand as they were published, as at the day that they state.",
        what_to_do="See why the export did not run or did not arrive. at_most_days_old in lodestar.toml sets the days.",
        count=1,
        authority_code=authority_code,
    )
