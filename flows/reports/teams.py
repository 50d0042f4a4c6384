"""
What was held back by team, month by month, as counts for the quality page.

What stands in a row's column of the team may be anything, a person's name too: the page has the teams that the
settings name, and counts the rest.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from flows.counts import number
from flows.reports.pages import Table
from transforms.periods import month_label
from warehouse.ledger_tables import extract, extract_section, quarantine

MONTHS_SHOWN = 6
ANOTHER, NONE = "Another team", "No team"


def held_by_team(
    connection: Connection, authority_code: str, teams: Sequence[str], *, kept_since: datetime = datetime.min
) -> Table | None:
    """
    Count the rows and values held back in the newest extract of each month, by the team that the row names.

    Of an extract that arrived before `kept_since` what was held may be deleted: its month would look too good.
    """
    newest = _newest_of_months(connection, authority_code, kept_since)
    months = sorted({month for month, _ in newest})[-MONTHS_SHOWN:]
    if not teams or not months:
        return None
    month_of = {(extract_id, section): month for (month, section), extract_id in newest.items() if month in months}
    names = {_tidied(team): team for team in teams}
    counts: Counter[tuple[str, date]] = Counter()
    for extract_id, section, team, entries in _held(connection, {extract_id for extract_id, _ in month_of}):
        if month := month_of.get((extract_id, section)):
            said = _tidied(team or "")
            counts[names.get(said, ANOTHER) if said else NONE, month] += entries
    return Table(
        caption="Rows and values held back, by team",
        columns=("Team", *map(month_label, months)),
        numbers=frozenset(map(month_label, months)),
        rows=[(team, *(number(counts[team, month]) for month in months)) for team in (*names.values(), ANOTHER, NONE)],
    )


def _newest_of_months(connection: Connection, authority_code: str, kept_since: datetime) -> dict[tuple[date, str], str]:
    """Return, for the month of its day and each section that delivered teams, the newest conformed extract."""
    delivered = connection.execute(
        sa.select(extract.c.as_at, extract_section.c["section", "extract_id", "columns"])
        .join_from(extract_section, extract)
        .where(
            extract.c.authority_code == authority_code,
            extract.c.state == "conformed",
            extract.c.archived_at >= kept_since,
        )
        .order_by(extract.c.as_at, extract.c.issued_at, extract.c.extract_id)
    )
    return {
        (as_at.replace(day=1), section): extract_id
        for as_at, section, extract_id, columns in delivered
        if "team" in columns
    }


def _held(connection: Connection, extract_ids: set[str]) -> Sequence[sa.Row]:
    """Return extract, section, team as delivered, and how many entries are held; superseded ones count as well."""
    team = quarantine.c.record["team"].as_string()
    entries = (
        sa.select(quarantine.c["extract_id", "section"], team.label("team"))
        .where(quarantine.c.extract_id.in_(extract_ids))
        .subquery()
    )
    return connection.execute(sa.select(*entries.c, sa.func.count()).group_by(*entries.c)).all()


def _tidied(team: str) -> str:
    return " ".join(team.split()).casefold()
