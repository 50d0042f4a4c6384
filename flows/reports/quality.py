"""
The quality page: what arrived, what became of every row, and what to correct first.

It holds codes and counts. Where the rows are that failed, only `lodestar quarantine list` says.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from expectations.explanations import Reason
from flows.counts import number, plural
from flows.reports import identities, reconciled
from flows.reports.deliveries import Deliveries, Extract, Finding, Totals, deliveries
from flows.reports.pages import (
    QUALITY,
    SCORECARD,
    SEVERITY_MEANS,
    Table,
    page_name,
    short_day,
    write_page,
)
from flows.reports.publications import FAILED, audit, newest_audited_load
from flows.reports.restated import restated
from flows.reports.teams import held_by_team
from flows.watching import unusual
from transforms.conform.repairing import MEANINGS
from warehouse.repairs import latest_repairs

FORMATS = {"cin_census": "CIN census", "annex_a": "Annex A", "ssd": "Standard Safeguarding Dataset"}
STATES = {
    "archived": "Kept, not yet checked",
    "accepted": "Let through by a person, not yet loaded",
    "conformed": "Accepted",
    "stopped": "Stopped",
    "unreadable": "Could not be read",
    "withdrawn": "Withdrawn",
}
NOT_LOADED = ("stopped", "unreadable", "withdrawn")
NOUNS = {
    "critical": ("is critical", "are critical"),
    "error": ("is an error", "are errors"),
    "warning": ("is a warning", "are warnings"),
    "note": ("is a note", "are notes"),
}
ROWS = ("Rows in", "Loaded", "Held back", "Left out")


def write_quality(
    connection: Connection,
    folder: Path,
    *,
    authority_code: str,
    authority_name: str,
    today: date,
    teams: Sequence[str] = (),
    kept_since: datetime = datetime.min,
) -> Path:
    """
    Write an authority's quality page into a folder and return its path.

    `teams` are those that it may name; what was held of extracts that arrived before `kept_since` may be deleted.
    """
    delivered = deliveries(connection, authority_code, today=today)
    beside_others = reconciled.compared(connection, authority_code)
    return write_page(
        folder / page_name(QUALITY, authority_code),
        "quality.html.j2",
        authority_code=authority_code,
        authority_name=authority_name,
        scorecard_page=page_name(SCORECARD, authority_code),
        deliveries=delivered,
        summary=summary(delivered),
        severities=SEVERITY_MEANS,
        audit=_audit(connection, authority_code),
        restated=restated(connection, authority_code),
        reconciled=reconciled.counted(beside_others),
        differing=reconciled.differing(beside_others),
        open_findings=_findings(delivered, delivered.open_findings, "Open findings"),
        explained=_explained(delivered),
        unusual=_unusual(connection, authority_code),
        latest=_latest(delivered),
        withdrawn=identities.withdrawn(connection, authority_code),
        joined=identities.joined(connection, authority_code),
        contradictions=identities.contradictions(connection, authority_code),
        held=_held(delivered),
        held_by_team=held_by_team(connection, authority_code, teams, kept_since=kept_since),
        repaired=_repaired(connection, authority_code),
        extracts=_extracts(delivered),
        sections={
            f"{delivery.file_name} ({_format(delivery)}, {short_day(delivery.as_at)})": _sections(delivery)
            for delivery in delivered.extracts
            if delivery.sections
        },
        earlier_findings=_findings(delivered, delivered.earlier_findings, "Earlier findings"),
    )


def summary(delivered: Deliveries) -> list[str]:
    """Say in a few sentences what a manager must know: how much was loaded, what is wrong, what to do first."""
    if not delivered.extracts:
        return ["No extract has arrived yet."]
    return [
        *_summary_of_rows(Totals.of(delivered.latest_sections)),
        *_summary_of_refused(delivered.refused),
        *_summary_of_findings(delivered),
    ]


def _summary_of_rows(totals: Totals) -> Iterable[str]:
    if not totals.rows_in:
        yield "No row has been loaded yet."
        return
    loaded = f"{_share(totals.loaded, totals.rows_in)} {'was' if totals.loaded == 1 else 'were'} loaded"
    yield (
        f"Of the {plural(totals.rows_in, 'row')} in the sections of the latest extracts, {loaded}, "
        f"{number(totals.quarantined)} held back because a check failed, and {number(totals.dropped)} left out by a "
        "named rule."
    )
    yield (
        f"{plural(totals.unaccounted, 'row')} cannot be accounted for: tell whoever looks after Lodestar."
        if totals.unaccounted
        else "Every row is accounted for."
    )


def _summary_of_refused(refused: list[Extract]) -> Iterable[str]:
    for state, words in (("stopped", "stopped at the gate"), ("unreadable", "unreadable")):
        names = [delivery.file_name for delivery in refused if delivery.state == state]
        if names:
            shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
            yield (
                f"{plural(len(names), 'extract')} {'was' if len(names) == 1 else 'were'} {words} ({shown}): "
                f"nothing in {'it' if len(names) == 1 else 'them'} is in the figures."
            )


def _summary_of_findings(delivered: Deliveries) -> Iterable[str]:
    found = delivered.open_findings
    explained = sum(query.is_explained for query in delivered.queries.values())
    if explained:
        yield f"{plural(explained, 'query is', 'queries are')} explained."
    if not found:
        others = "other check" if explained else "check"
        passed = f"All {plural(delivered.passed, others)} that could be made passed."
        yield passed if delivered.passed or explained else "Nothing has been checked yet."
        return
    counts = ", ".join(plural(count, *NOUNS[severity]) for severity, count in delivered.open_by_severity.items())
    yield f"{plural(len(found), 'finding is', 'findings are')} open: {counts}."
    gravest = found[0]
    yield f"Look first at {gravest.rule} in {gravest.dataset}: {gravest.message} ({plural(gravest.failed, 'row')})"


def _share(part: int, whole: int) -> str:
    """Say a share so that 100% means all and 0% none."""
    tenths = 1000 * part // whole
    return f"{number(part)} ({tenths / 10:.1f}%)" if tenths not in (0, 1000) else number(part)


def _findings(delivered: Deliveries, findings: list[Finding], caption: str) -> Table | None:
    if not findings:
        return None
    return Table(
        caption=caption,
        columns=("Rule", "Severity", "What the rule says", "Section", "Failed", "Of", "Extract"),
        numbers=frozenset({"Failed", "Of"}),
        rows=[
            (
                found.rule,
                found.severity.capitalize() if found.state == "failed" else "Could not be judged",
                _message(delivered, found),
                found.section,
                number(found.failed),
                number(found.evaluated),
                delivered.by_id[found.extract_id].file_name,
            )
            for found in findings
        ],
    )


def _message(delivered: Deliveries, found: Finding) -> str:
    """What the rule says, and why it is asked again where it was explained once."""
    query = delivered.query_of(found)
    return " ".join(filter(None, [found.message, query.asked_again if query else ""]))


def _explained(delivered: Deliveries) -> Table | None:
    """Show what persons explained instead of correcting: how many rows, why as a code, whose, until when."""
    answered = [query for query in delivered.queries.values() if query.is_explained]
    if not answered:
        return None
    return Table(
        caption="Explained queries",
        columns=("Rule", "What the rule says", "Dataset", "Year", "Failed", "Explained", "Why", "Owner", "Until"),
        numbers=frozenset({"Failed", "Explained"}),
        rows=[
            (
                query.rule,
                query.message,
                query.dataset,
                str(query.year),
                number(query.rows),
                number(query.explanation.rows_explained),
                Reason(query.explanation.reason_code).label,
                query.explanation.owner,
                short_day(query.explanation.until),
            )
            for query in answered
        ],
    )


def _unusual(connection: Connection, authority_code: str) -> Table | None:
    """Show what is not as it used to be in the newest extract of each section."""
    found = unusual(connection, authority_code)
    if not found:
        return None
    return Table(
        caption="Unusual in the newest extracts",
        columns=("Section", "As at", "What", "How"),
        rows=[
            (
                seen.section,
                short_day(seen.as_at),
                seen.signal.kind.replace("_", " ").capitalize(),
                seen.signal.message,
            )
            for seen in found
        ],
    )


def _audit(connection: Connection, authority_code: str) -> Table | None:
    """Show what the audit found in the figures of the newest load that was audited."""
    load_id = newest_audited_load(connection, authority_code)
    found = [row for row in audit(connection, load_id) if row["state"] in FAILED] if load_id else []
    if not found:
        return None
    return Table(
        caption=f"Audit of the figures of load {load_id}",
        columns=("Check", "Severity", "What the check says", "Failed", "Of"),
        numbers=frozenset({"Failed", "Of"}),
        rows=[
            (row["rule"], row["severity"].capitalize(), row["message"], number(row["failed"]), number(row["evaluated"]))
            for row in found
        ],
    )


def _accounting(totals: Totals) -> tuple[str, ...]:
    sum_shown = " + ".join(map(number, (totals.loaded, totals.quarantined, totals.dropped)))
    agrees = f"differs by {number(totals.unaccounted)}" if totals.unaccounted else "agrees"
    return (
        number(totals.rows_in),
        number(totals.loaded),
        number(totals.quarantined),
        number(totals.dropped),
        f"{number(totals.rows_in)} = {sum_shown}: {agrees}"
        if not totals.unaccounted
        else f"{number(totals.rows_in)} against {sum_shown}: {agrees}",
    )


def _latest(delivered: Deliveries) -> Table | None:
    loaded = {section.section: section for section in delivered.latest_sections}
    if not delivered.latest:
        return None
    rows = []
    for name, extract_id in sorted(delivered.latest.items()):
        delivery = delivered.by_id[extract_id]
        counts = _accounting(Totals.of([loaded[name]])) if name in loaded else ("", "", "", "", "Not loaded")
        rows.append((name, delivery.file_name, short_day(delivery.as_at), *counts))
    return Table(
        caption="The newest extract of each section",
        columns=("Section", "Extract", "As at", *ROWS, "Sum"),
        numbers=frozenset(ROWS),
        rows=rows,
    )


def _extracts(delivered: Deliveries) -> Table | None:
    if not delivered.extracts:
        return None
    rows = []
    for delivery in delivered.extracts:
        state = STATES.get(delivery.state, delivery.state)
        state = f"{state}: {delivery.reason}" if delivery.reason else state
        counts = (
            _accounting(Totals.of(delivery.sections))
            if delivery.sections
            else ("", "", "", "", "No rows loaded" if delivery.state in NOT_LOADED else "")
        )
        rows.append((delivery.file_name, _format(delivery), short_day(delivery.as_at), state, *counts))
    return Table(
        caption="Every extract that arrived",
        columns=("File", "Format", "As at", "State", *ROWS, "Sum"),
        numbers=frozenset(ROWS),
        rows=rows,
    )


def _sections(delivery: Extract) -> Table:
    return Table(
        caption=f"Sections of {delivery.file_name}",
        columns=("Section", *ROWS, "Sum", "Left out by rule"),
        numbers=frozenset(ROWS),
        rows=[
            (
                section.section,
                *_accounting(Totals.of([section])),
                ", ".join(f"{rule}: {number(count)}" for rule, count in sorted(section.dropped_by.items())),
            )
            for section in delivery.sections
        ],
    )


def _held(delivered: Deliveries) -> Table | None:
    """Count what is held back now, by rule and file."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for entry in delivered.held:
        if entry.state == "held":
            place = (entry.rule, delivered.by_id[entry.extract_id].file_name, entry.section)
            counts[(*place, entry.held)] += entry.entries
    if not counts:
        return None
    places = sorted({key[:3] for key in counts}, key=lambda place: (-counts[(*place, "row")], place))
    return Table(
        caption="Held back, by rule and file",
        columns=("Rule", "File", "Section", "Rows", "Values"),
        numbers=frozenset({"Rows", "Values"}),
        rows=[(*place, number(counts[(*place, "row")]), number(counts[(*place, "value")])) for place in places],
    )


def _repaired(connection: Connection, authority_code: str) -> Table | None:
    """Count what the newest load repaired, by rule."""
    repairs = latest_repairs(connection, authority_code)
    if not repairs:
        return None
    return Table(
        caption="Repaired, by rule",
        columns=("Dataset", "Rule", "What it does", "Rows"),
        numbers=frozenset({"Rows"}),
        rows=[
            (done.dataset, done.rule, MEANINGS.get(done.dataset, {}).get(done.rule, ""), number(done.rows))
            for done in repairs
        ],
    )


def _format(delivery: Extract) -> str:
    return FORMATS.get(delivery.format, delivery.format)
