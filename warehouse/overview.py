"""What stands now: questions to the ledger that more than one reader asks."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from warehouse.dimensions import Authority
from warehouse.ledger_tables import audit_finding, extract, extract_section, load, publication_pointer
from warehouse.published.tables import Release


def extract_entry(connection: Connection, extract_id: str) -> RowMapping:
    """Return the ledger's row of an extract."""
    return connection.execute(sa.select(extract).where(extract.c.extract_id == extract_id)).mappings().one()


def authority_key(connection: Connection, authority_code: str) -> int:
    """Return the surrogate key of an authority that was loaded."""
    return connection.scalars(
        sa.select(Authority.authority_key).where(Authority.authority_code == authority_code)
    ).one()


def changed_at(connection: Connection) -> datetime:
    """Return when anything that pages show last changed: what arrived, was loaded, audited or published."""
    moments = (
        extract.c.archived_at,
        load.c.loaded_at,
        audit_finding.c.audited_at,
        publication_pointer.c.moved_at,
        Release.loaded_at,
    )
    newest = (connection.scalar(sa.select(sa.func.max(moment))) for moment in moments)
    return max((moment for moment in newest if moment is not None), default=datetime.min)


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


def rows_before(connection: Connection, authority_code: str, format_name: str, as_at: date) -> dict[str, int]:
    """Return the rows of each section in the newest conformed extract of a format that describes an earlier day."""
    earlier = (
        sa.select(extract.c.extract_id)
        .where(
            extract.c.authority_code == authority_code,
            extract.c.format == format_name,
            extract.c.state == "conformed",
            extract.c.as_at < as_at,
        )
        .order_by(extract.c.as_at.desc(), extract.c.issued_at.desc(), extract.c.extract_id.desc())
        .limit(1)
    )
    extract_id = connection.scalar(earlier)
    part = extract_section.c
    return dict(
        connection.execute(sa.select(part.section, part.rows_in).where(part.extract_id == extract_id)).tuples().all()
    )


def rows_of_sections_before(
    connection: Connection, authority_code: str, format_name: str, as_at: date
) -> dict[str, int]:
    """Return the rows of each section in the newest conformed extract of an earlier day that has the section."""
    part = extract_section.c
    earlier = connection.execute(
        sa.select(part.section, part.rows_in)
        .join_from(extract_section, extract)
        .where(
            extract.c.authority_code == authority_code,
            extract.c.format == format_name,
            extract.c.state == "conformed",
            extract.c.as_at < as_at,
        )
        .order_by(extract.c.as_at, extract.c.issued_at, part.extract_id)
    ).tuples()
    return dict(earlier.all())  # the newest last
