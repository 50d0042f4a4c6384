"""Columns as extracts delivered them: headers and counts, kept to compare the next extract with."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from warehouse.ledger_tables import delivered_column, extract

_LONGEST = 200


def record_columns(connection: Connection, extract_id: str, kinds: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Keep the columns of each kind of record of an extract, in place of what was kept of it before."""
    connection.execute(delivered_column.delete().where(delivered_column.c.extract_id == extract_id))
    rows = [
        {
            **column,
            "header": column["header"][:_LONGEST],
            "name": column["name"][:_LONGEST],
            "extract_id": extract_id,
            "kind": kind,
            "number": number,
        }
        for kind, columns in kinds.items()
        for number, column in enumerate(columns)
    ]
    if rows:
        connection.execute(delivered_column.insert(), rows)


def columns_before(
    connection: Connection, entry: RowMapping, kind: str, *, as_at: date, issued_at: datetime
) -> tuple[str, list[RowMapping]]:
    """
    Return the file name and the columns of the newest extract before this one that has the kind of record.

    Of the same authority and format, conformed, and of an earlier day, or made earlier as of the same day; none where
    there is none.
    """
    theirs = delivered_column.c
    older = (extract.c.as_at < as_at) | ((extract.c.as_at == as_at) & (extract.c.issued_at < issued_at))
    newest = (
        sa.select(extract.c.extract_id, extract.c.file_name)
        .join(delivered_column)
        .where(
            extract.c.authority_code == entry["authority_code"],
            extract.c.format == entry["format"],
            extract.c.state == "conformed",
            extract.c.extract_id != entry["extract_id"],
            theirs.kind == kind,
            older,
        )
        .order_by(extract.c.as_at.desc(), extract.c.issued_at.desc(), extract.c.extract_id.desc())
        .limit(1)
    )
    found = connection.execute(newest).first()
    if found is None:
        return "", []
    columns = sa.select(delivered_column).where(theirs.extract_id == found.extract_id, theirs.kind == kind)
    return found.file_name, list(connection.execute(columns.order_by(theirs.number)).mappings())
