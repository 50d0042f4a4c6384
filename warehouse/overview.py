"""What stands now: questions to the ledger that more than one reader asks."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from warehouse.dimensions import Authority
from warehouse.explanations import answers_changed_at
from warehouse.ledger_tables import audit_finding, extract, extract_section, load, publication_pointer
from warehouse.published.tables import Release


def extract_entry(connection: Connection, extract_id: str) -> RowMapping:
    """Return the ledger's row of an extract."""
    return connection.execute(sa.select(extract).where(extract.c.extract_id == extract_id)).mappings().one()


def formats_of_names(connection: Connection, authority_code: str) -> list[tuple[str, str]]:
    """Return under which names an authority's extracts arrived and as which formats they were read, oldest first."""
    read = (
        sa.select(extract.c.file_name, extract.c.format)
        .where(extract.c.authority_code == authority_code, extract.c.state == "conformed")
        .order_by(extract.c.archived_at, extract.c.extract_id)
    )
    return [tuple(row) for row in connection.execute(read)]


def authority_key(connection: Connection, authority_code: str) -> int:
    """Return the surrogate key of an authority that was loaded."""
    return connection.scalars(
        sa.select(Authority.authority_key).where(Authority.authority_code == authority_code)
    ).one()


def changed_at(connection: Connection, *, today: date) -> datetime:
    """Return when anything that pages show last changed: what arrived, was loaded, audited, published or explained."""
    moments = (
        extract.c.archived_at,
        load.c.loaded_at,
        audit_finding.c.audited_at,
        publication_pointer.c.moved_at,
        Release.loaded_at,
    )
    newest = (connection.scalar(sa.select(sa.func.max(moment))) for moment in moments)
    known = (*newest, answers_changed_at(connection, today=today))
    return max((moment for moment in known if moment is not None), default=datetime.min)


def publications_standing(connection: Connection) -> int:
    """Return how many authorities have a publication that readers see."""
    return connection.scalar(sa.select(sa.func.count()).select_from(publication_pointer))


def newest_days(connection: Connection, authority_code: str) -> dict[str, date]:
    """Return, for each format, the newest day that a conformed extract of an authority describes."""
    newest = (
        sa.select(extract.c.format, sa.func.max(extract.c.as_at))
        .where(extract.c.authority_code == authority_code, extract.c.state == "conformed")
        .group_by(extract.c.format)
    )
    return dict(connection.execute(newest).tuples().all())


def newest_sections(connection: Connection, authority_code: str) -> list[RowMapping]:
    """Return, for each section of each format, what the newest conformed extract of the authority said in it."""
    part = extract_section.c
    listed = (
        connection.execute(
            sa.select(extract_section, extract.c.format, extract.c.file_name, extract.c.as_at)
            .join_from(extract_section, extract)
            .where(extract.c.authority_code == authority_code, extract.c.state == "conformed")
            .order_by(extract.c.as_at, extract.c.issued_at, part.extract_id, part.section)
        )
        .mappings()
        .all()
    )
    return list({entry["section"]: entry for entry in listed}.values())


def return_of(connection: Connection, authority_code: str, format_name: str, collection_year: int) -> RowMapping | None:
    """Return the ledger's row of the newest conformed return of a collection year; None where there is none."""
    return _newest(connection, authority_code, format_name, extract.c.collection_year == collection_year)


def records_before(
    connection: Connection, authority_code: str, format_name: str, as_at: date, *, but: str
) -> tuple[date, dict[str, int]]:
    """
    Return the day that the delivery of a format before this one describes, and the records of each of its sections.

    That is the newest conformed extract that describes no later day, but the extract itself: one that is delivered
    again for the same day is compared with the one that it replaces. Where there is none, it is no record on this day.
    Rows that were none, such as blank ones and totals, do not count.
    """
    earlier = _newest(connection, authority_code, format_name, extract.c.as_at <= as_at, extract.c.extract_id != but)
    if earlier is None:
        return as_at, {}
    part = extract_section.c
    counted = sa.select(part.section, part.rows_in - part.rows_dropped).where(part.extract_id == earlier["extract_id"])
    return earlier["as_at"], dict(connection.execute(counted).tuples().all())


def _newest(
    connection: Connection, authority_code: str, format_name: str, *conditions: sa.ColumnElement[bool]
) -> RowMapping | None:
    """Return the ledger's row of the newest conformed extract of a format that meets the conditions."""
    conformed = sa.select(extract).where(
        extract.c.authority_code == authority_code,
        extract.c.format == format_name,
        extract.c.state == "conformed",
        *conditions,
    )
    newest_first = conformed.order_by(extract.c.as_at.desc(), extract.c.issued_at.desc(), extract.c.extract_id.desc())
    return connection.execute(newest_first.limit(1)).mappings().first()


def records_of_sections_before(
    connection: Connection, authority_code: str, format_name: str, as_at: date, *, but: str
) -> tuple[date, dict[str, int]]:
    """Return this day, and the records of each section in the newest such delivery that has the section."""
    part = extract_section.c
    earlier = connection.execute(
        sa.select(part.section, part.rows_in - part.rows_dropped)
        .join_from(extract_section, extract)
        .where(
            extract.c.authority_code == authority_code,
            extract.c.format == format_name,
            extract.c.state == "conformed",
            extract.c.as_at <= as_at,
            extract.c.extract_id != but,
        )
        .order_by(extract.c.as_at, extract.c.issued_at, part.extract_id)
    ).tuples()
    return as_at, dict(earlier.all())  # the newest last
