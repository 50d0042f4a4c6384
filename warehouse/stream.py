"""Observations of extracts: counts of their newest rows, kept to tell what is unusual in the next."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from warehouse.engine import read_frame
from warehouse.ledger_tables import extract, extract_observation
from warehouse.overview import newest_days


def record_observations(connection: Connection, extract_id: str, observed: Iterable[Mapping[str, Any]]) -> None:
    """Keep what was observed of an extract, in place of what was kept of it before."""
    connection.execute(extract_observation.delete().where(extract_observation.c.extract_id == extract_id))
    if rows := [{**row, "extract_id": extract_id} for row in observed]:
        connection.execute(extract_observation.insert(), rows)


def observations(connection: Connection, authority_code: str, *, days: int) -> pd.DataFrame:
    """
    Return the observations of an authority's conformed extracts, the oldest first, with format and day (`as_at`).

    Only those of extracts that are at most so many `days` older than the newest of their format.
    """
    newest = newest_days(connection, authority_code)
    recent = [
        (extract.c.format == name) & (extract.c.as_at >= day - timedelta(days=days)) for name, day in newest.items()
    ]
    counted = (
        sa.select(extract.c.format, extract.c.as_at, *extract_observation.c)
        .join_from(extract_observation, extract)
        .where(
            extract.c.authority_code == authority_code,
            extract.c.state == "conformed",
            sa.or_(sa.false(), *recent),
        )
        .order_by(extract.c.as_at, extract.c.issued_at, extract.c.extract_id)
    )
    return read_frame(connection, counted)
