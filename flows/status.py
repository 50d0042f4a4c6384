"""The state of the whole at a glance."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from expectations.contract import Severity
from flows.alerting import alert_lines
from flows.alerts import open_alerts, waiting
from flows.counts import plural
from flows.opened import looking_at
from flows.settings import AuthoritySettings
from warehouse import crosswalk, ledger, overview, quarantine, runs
from warehouse.ledger_tables import extract, extract_section, finding, publication, publication_pointer, run

ALERTS_SHOWN = 10


def status_lines(project: Path, *, now: datetime) -> Iterator[str]:
    """Yield last run, last loads, freshness, open findings, quarantine, publication and alerts, in counts."""
    with looking_at(project) as (settings, connection):
        yield from _last_run(connection)
        for authority in settings.authorities:
            yield f"\n{authority.code} {authority.name}"
            yield from _extracts(connection, authority, now)
            yield from _load_and_publication(connection, authority)
            yield from _findings(connection, authority)
        yield from _alerts(connection, now)


def extract_lines(project: Path) -> Iterator[str]:
    """Yield every extract with its row accounting, newest first."""
    part = extract_section.c
    rows = sa.func.coalesce
    with looking_at(project) as (_, connection):
        listed = connection.execute(
            sa.select(
                extract,
                rows(sa.func.sum(part.rows_in), 0).label("rows_in"),
                rows(sa.func.sum(part.rows_loaded), 0).label("loaded"),
                rows(sa.func.sum(part.rows_quarantined), 0).label("quarantined"),
                rows(sa.func.sum(part.rows_dropped), 0).label("dropped"),
            )
            .join_from(extract, extract_section, isouter=True)
            .group_by(*extract.c)
            .order_by(extract.c.authority_code, extract.c.as_at.desc(), extract.c.extract_id)
        ).mappings()
        for entry in listed:
            account = (
                f"{plural(entry['rows_in'], 'row')} = {entry['loaded']:,} loaded + "
                f"{entry['quarantined']:,} quarantined + {entry['dropped']:,} dropped"
                if entry["state"] == "conformed"
                else "none of its rows is loaded"  # the ledger counts the rows of what is loaded only
            )
            yield (
                f"{entry['extract_id'][:12]}  {entry['authority_code']}  {entry['as_at'] or '-'!s:<10}  "
                f"{entry['state']:<10}  {entry['file_name']}: {account}"
                + (f"  ({entry['reason']})" if entry["reason"] else "")
            )


def _last_run(connection: Connection) -> Iterator[str]:
    nightly = sa.select(run).where(runs.is_nightly())
    last = connection.execute(nightly.order_by(run.c.started_at.desc()).limit(1)).mappings().first()
    if last is None:
        yield "No run yet."
        return
    ended = f", ended {last['finished_at']:%d %B %Y %H:%M}" if last["finished_at"] else ""
    yield f"Last run    {last['state']}, started {last['started_at']:%d %B %Y %H:%M}{ended} (UTC)"


def _extracts(connection: Connection, authority: AuthoritySettings, now: datetime) -> Iterator[str]:
    newest = connection.execute(
        sa.select(extract.c.format, sa.func.max(extract.c.as_at).label("as_at"), sa.func.count().label("extracts"))
        .where(extract.c.authority_code == authority.code, extract.c.state == "conformed")
        .group_by(extract.c.format)
        .order_by(extract.c.format)
    ).mappings()
    for entry in newest:
        age = (now.date() - entry["as_at"]).days
        newest_day = f"{entry['as_at']:%d %B %Y}"
        yield f"  Newest    {entry['format']}: as at {newest_day}, {age:,} days ago; {entry['extracts']} held"
    refused = connection.execute(
        sa.select(extract.c.state, sa.func.count())
        .where(extract.c.authority_code == authority.code, extract.c.state.in_(("unreadable", "stopped", "archived")))
        .group_by(extract.c.state)
    ).all()
    for state, count in refused:
        yield f"  Extracts  {count} {state}"


def _load_and_publication(connection: Connection, authority: AuthoritySettings) -> Iterator[str]:
    newest = ledger.latest_load(connection, authority.code)
    if newest is None:
        yield "  Load      none yet"
        return
    rows = sum(newest.table_rows.values())
    loaded_at = f"{newest.loaded_at:%d %B %Y %H:%M} UTC"
    yield f"  Load      {newest.load_id}, as at {newest.as_at:%d %B %Y}, {plural(rows, 'fact row')}, {loaded_at}"
    yield from _taken_back_and_joined(connection, authority, newest.load_id)
    current = (
        connection.execute(
            sa.select(publication)
            .join(publication_pointer)
            .where(publication_pointer.c.authority_code == authority.code)
        )
        .mappings()
        .first()
    )
    if current is None:
        yield "  Published nothing yet"
        return
    behind = "" if current["load_id"] == newest.load_id else f"; BEHIND: load {newest.load_id} is not published"
    yield (
        f"  Published {current['publication_id']}, as at {current['as_at']:%d %B %Y}, "
        f"{plural(current['values_total'], 'figure')}, {current['published_at']:%d %B %Y %H:%M} UTC{behind}"
    )


def _taken_back_and_joined(connection: Connection, authority: AuthoritySettings, load_id: int) -> Iterator[str]:
    withdrawn = ledger.withdrawn_rows(connection, load_id)
    if withdrawn:
        by_dataset = ", ".join(f"{name} {gone:,}" for name, (_, gone) in withdrawn.items())
        total = sum(gone for _, gone in withdrawn.values())
        yield f"  Withdrawn {plural(total, 'row')} that newer extracts cover and no longer contain: {by_dataset}"
    joined = sum(crosswalk.further_identifiers(connection, authority.code).values())
    apart = sum(crosswalk.contradictions_by_rule(connection, authority.code).values())
    if joined or apart:
        yield f"  Children  {plural(joined, 'identifier')} of children known by another; {apart:,} times not joined"


def _findings(connection: Connection, authority: AuthoritySettings) -> Iterator[str]:
    newest = [(each["extract_id"], each["section"]) for each in overview.newest_sections(connection, authority.code)]
    counts = {severity: 0 for severity in Severity}
    for extract_id, section in newest:
        for severity, count in connection.execute(
            sa.select(finding.c.severity, sa.func.count())
            .where(finding.c.extract_id == extract_id, finding.c.section == section, finding.c.state == "failed")
            .group_by(finding.c.severity)
        ):
            counts[Severity(severity)] += count
    yield "  Findings  " + ", ".join(f"{count} {severity}" for severity, count in counts.items()) + " (newest extracts)"
    held = quarantine.held(connection, authority.code)
    yield f"  Held      {plural(held.get('row', 0), 'row')} and {plural(held.get('value', 0), 'value')} in quarantine"


def _alerts(connection: Connection, now: datetime) -> Iterator[str]:
    alerts = list(open_alerts(connection))
    queued = sum(waiting(connection).values())
    yield f"\nAlerts      {len(alerts)} open, {queued} waiting to be sent"
    yield from (f"  {line}" for line in alert_lines(connection, alerts[:ALERTS_SHOWN], now=now))
    if (more := len(alerts) - ALERTS_SHOWN) > 0:
        yield f'  and {more:,} more: "lodestar alerts list"'
