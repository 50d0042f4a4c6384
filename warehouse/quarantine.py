"""
Rows and values held back, with rule, reason and place, until they are corrected or restated.

What the rows say stays in the warehouse: the listings here show where to look, never what stands there.
"""

from datetime import date, datetime
from itertools import groupby

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.engine import insert_frame, read_frame
from warehouse.ledger_tables import extract, extract_section, quarantine

HELD = "held"
SUPERSEDED = "superseded"
RETENTION = "retention"  # the rule that drops what was held too long
_LONGEST = {"reason": 500, "source_file": 400, "source_sheet": 200}


def hold(connection: Connection, rows: pd.DataFrame) -> int:
    """
    Hold rows back in place of what was held of the same sections of the same extracts before; return how many.

    `rows` has the columns of the quarantine: extract_id, authority_code, section, dataset, rule, reason, held (row
    or value), source_file, source_sheet, source_line, row_number and record, the row as it arrived.
    """
    if rows.empty:
        return 0
    for extract_id, section in rows[["extract_id", "section"]].drop_duplicates().itertuples(index=False):
        connection.execute(
            quarantine.delete().where(quarantine.c.extract_id == extract_id, quarantine.c.section == section)
        )
    shortened = {name: rows[name].str.slice(0, length) for name, length in _LONGEST.items()}
    return insert_frame(connection, quarantine, rows.assign(**shortened, state=HELD))


def let_go(connection: Connection, extract_id: str) -> None:
    """Delete what was held of an extract that is judged again: it may have nothing to hold any more."""
    connection.execute(quarantine.delete().where(quarantine.c.extract_id == extract_id))


def held(connection: Connection, authority_code: str) -> dict[str, int]:
    """Return how many rows ("row") and values ("value") are held of an authority now."""
    counted = sa.select(quarantine.c.held, sa.func.count()).group_by(quarantine.c.held)
    return dict(connection.execute(narrowed(counted, authority_code=authority_code)).tuples().all())


def expire(connection: Connection, authority_code: str, *, before: datetime) -> int:
    """
    Delete what is held of extracts that arrived before a moment, superseded or not; return how many entries.

    Their rows, which stay out of every figure, are accounted for as dropped by the rule `retention`.
    """
    old = sa.select(extract.c.extract_id).where(
        extract.c.authority_code == authority_code, extract.c.archived_at < before
    )
    theirs = quarantine.c.extract_id.in_(old)
    place = (quarantine.c.extract_id, quarantine.c.section)
    for extract_id, section, rows in connection.execute(
        sa.select(*place, sa.func.count()).where(theirs, quarantine.c.held == "row").group_by(*place)
    ).all():
        part = extract_section.c
        here = (part.extract_id == extract_id) & (part.section == section)
        dropped_by = connection.scalars(sa.select(part.dropped_by).where(here)).one()
        connection.execute(
            extract_section.update()
            .where(here)
            .values(
                rows_quarantined=part.rows_quarantined - rows,
                rows_dropped=part.rows_dropped + rows,
                dropped_by=dropped_by | {RETENTION: dropped_by.get(RETENTION, 0) + rows},
            )
        )
    return connection.execute(quarantine.delete().where(theirs)).rowcount


def supersede(connection: Connection, authority_code: str) -> int:
    """
    Mark what a newer conformed extract has restated, so that what is held shows what matters now.

    An extract restates an older one of the same section whose window overlaps its own: next month's list does,
    next year's census does not, and last year's rows are still missing from last year's figures.
    It follows from the ledger alone, so extracts may arrive in any order. Returns how many entries are superseded.
    """
    restated = _restated(connection, authority_code)
    ours = quarantine.c.authority_code == authority_code
    connection.execute(quarantine.update().where(ours, quarantine.c.state == SUPERSEDED).values(state=HELD))
    if restated:
        connection.execute(
            quarantine.update()
            .where(
                ours,
                quarantine.c.extract_id == sa.bindparam("older"),
                quarantine.c.section == sa.bindparam("same_section"),
            )
            .values(state=SUPERSEDED),
            [{"older": extract_id, "same_section": section} for extract_id, section in restated],
        )
    return connection.scalar(sa.select(sa.func.count()).where(ours, quarantine.c.state == SUPERSEDED))


def _restated(connection: Connection, authority_code: str) -> list[tuple[str, str]]:
    """Return the extracts and sections that a newer conformed extract has restated."""
    part = extract_section.c
    stated = connection.execute(
        sa.select(part.section, part.extract_id, part.covers_from, part.covers_to)
        .join_from(extract_section, extract)
        .where(extract.c.authority_code == authority_code, extract.c.state == "conformed")
        .order_by(part.section, extract.c.as_at.desc(), extract.c.issued_at.desc(), part.extract_id.desc())
    )
    restated = []
    for section, extracts in groupby(stated, key=lambda each: each.section):
        earliest = date.max  # first day of all newer windows: newer ones end no earlier, so this decides
        for place, each in enumerate(extracts):
            if place and earliest <= (each.covers_to or date.max):
                restated.append((each.extract_id, section))
            earliest = min(earliest, each.covers_from or date.min)
    return restated


def counts(connection: Connection, *, authority_code: str | None = None, every: bool = False) -> pd.DataFrame:
    """Return how many entries are held, by dataset, rule and file; `every` includes what is superseded."""
    by = [quarantine.c[name] for name in ("authority_code", "dataset", "rule", "held", "source_file", "state")]
    counted = sa.select(*by, sa.func.count().label("entries")).group_by(*by)
    return read_frame(connection, narrowed(counted, authority_code=authority_code, every=every)).sort_values(
        [column.name for column in by], ignore_index=True
    )


def listing(
    connection: Connection, *, authority_code: str | None = None, dataset: str | None = None, every: bool = False
) -> pd.DataFrame:
    """Return the place, rule and reason of each entry held, without its content."""
    shown = [column for column in quarantine.c if column.name != "record"]
    listed = sa.select(*shown).order_by(quarantine.c.quarantine_id)
    return read_frame(connection, narrowed(listed, authority_code=authority_code, dataset=dataset, every=every))


def narrowed(
    select: sa.Select, *, authority_code: str | None = None, dataset: str | None = None, every: bool = False
) -> sa.Select:
    """Return a selection from the quarantine narrowed to an authority, to a dataset, and to what is held still."""
    if authority_code is not None:
        select = select.where(quarantine.c.authority_code == authority_code)
    if dataset is not None:
        select = select.where(quarantine.c.dataset == dataset)
    return select if every else select.where(quarantine.c.state == HELD)
