"""One extract in detail: its sections, its findings, and how its columns differ from the last one's."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from expectations.contract import Severity
from flows.counts import plural
from flows.opened import looking_at
from flows.settings import SettingsError
from warehouse.ledger_tables import delivered_column, extract, extract_section, finding

DRIFT = "drift:"
CONFORMED = "conformed"


def extract_details(project: Path, number: str) -> Iterator[str]:
    """Yield what the ledger holds of an extract, in counts; raises `SettingsError` unless exactly one fits."""
    with looking_at(project) as (_, connection):
        entry = the_one(connection, number)
        yield f"{entry['extract_id'][:12]}  {entry['file_name']}"
        as_at = entry["as_at"] or "an unknown day"
        yield f"  {entry['format']} of authority {entry['authority_code']}, as at {as_at}: {entry['state']}"
        if entry["reason"]:
            yield f"  {entry['reason']}"
        if entry["state"] != CONFORMED:
            yield "  None of its rows is loaded."
        yield from _sections(connection, entry)
        yield from _columns(connection, entry)
        yield from _findings(connection, entry)


def the_one(connection: Connection, number: str, *states: str) -> RowMapping:
    """Return the extract, in one of the states if any are given, of that number; `SettingsError` unless one fits."""
    if not number.strip():
        raise SettingsError('Name an extract by the first characters of its number, as "lodestar extracts list" shows.')
    named = sa.select(extract).where(extract.c.extract_id.startswith(number, autoescape=True))
    fitting = connection.execute(named.where(extract.c.state.in_(states)) if states else named).mappings().all()
    if len(fitting) != 1:
        kind = f"{' or '.join(states)} " if states else ""
        raise SettingsError(f"{len(fitting)} {kind}extracts begin with {number}; name exactly one.")
    return fitting[0]


def _sections(connection: Connection, entry: RowMapping) -> Iterator[str]:
    part = extract_section.c
    for section in connection.execute(
        sa.select(extract_section).where(part.extract_id == entry["extract_id"]).order_by(part.section)
    ).mappings():
        covers = (
            "" if section["complete"] == "nothing" else f", covers {section['covers_from']} to {section['covers_to']}"
        )
        yield (
            f"  {section['section']}: {plural(section['rows_in'], 'row')} = {section['rows_loaded']:,} loaded + "
            f"{section['rows_quarantined']:,} quarantined + {section['rows_dropped']:,} dropped{covers}"
        )


def _columns(connection: Connection, entry: RowMapping) -> Iterator[str]:
    theirs = delivered_column.c
    counted = sa.select(theirs.kind, sa.func.count(), sa.func.sum(sa.case((theirs.name == "", 1), else_=0))).where(
        theirs.extract_id == entry["extract_id"]
    )
    for kind, columns, unused in connection.execute(counted.group_by(theirs.kind).order_by(theirs.kind)):
        yield f"  {kind}: {plural(columns, 'column')}, {unused or 0:,} of them not used"


def _findings(connection: Connection, entry: RowMapping) -> Iterator[str]:
    found = sorted(
        connection.execute(
            sa.select(finding).where(
                finding.c.extract_id == entry["extract_id"], finding.c.state.in_(("failed", "error"))
            )
        ).mappings(),
        key=lambda each: (Severity(each["severity"]).rank, each["section"], each["rule"]),
    )
    changes = [each for each in found if each["rule"].startswith(DRIFT)]
    yield from (f"  Changed   {each['section']}: {each['message']}" for each in changes)
    for each in found:
        if each not in changes:
            yield f"  {each['severity'].capitalize():<9} {each['section']}: {each['rule']}: {each['message']}"
    if not found and entry["state"] == CONFORMED:
        yield "  Every check passed, and no column changed."
