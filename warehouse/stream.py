"""Observations of extracts: counts of their newest rows, kept to tell what is unusual in the next."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from warehouse.engine import read_frame
from warehouse.ledger_tables import extract, extract_observation


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
    newest = (
        sa.select(extract.c.format, sa.func.max(extract.c.as_at).label("newest"))
        .where(extract.c.authority_code == authority_code, extract.c.state == "conformed")
        .group_by(extract.c.format)
    )
    since = {name: day - pd.Timedelta(days=days) for name, day in connection.execute(newest)}
    counted = (
        sa.select(extract.c.format, extract.c.as_at, *(column for column in extract_observation.c))
        .join_from(extract_observation, extract)
        .where(
            extract.c.authority_code == authority_code,
            extract.c.state == "conformed",
            sa.or_(sa.false(), *((extract.c.format == name) & (extract.c.as_at >= day) for name, day in since.items())),
        )
        .order_by(extract.c.as_at, extract.c.issued_at, extract.c.extract_id)
    )
    return read_frame(connection, counted)
