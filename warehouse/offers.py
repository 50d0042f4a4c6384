"""
What a source offered at the last look, by which the unchanged is known again without fetching it.

It saves work and nothing else: without these rows everything is fetched again, and found to be known by its content.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.ledger_tables import offer
from warehouse.runs import utc


@dataclass(frozen=True)
class Offer:
    """
    What lay at one place of an authority's source, as it looked.

    `extract_ids` are what came of it once all of it was archived, None until then.
    """

    first_seen_at: datetime
    extract_ids: tuple[str, ...] | None


def seen(connection: Connection, authority_code: str, place: str, mark: str) -> Offer | None:
    """Return what is known about what lies at a place, if it looked just so at the last look."""
    found = connection.execute(
        sa.select(offer.c.first_seen_at, offer.c.extract_ids).where(
            *_at(authority_code, place), offer.c.mark == _digest(mark)
        )
    ).first()
    if found is None:
        return None
    return Offer(found.first_seen_at, None if found.extract_ids is None else tuple(found.extract_ids))


def note(
    connection: Connection,
    authority_code: str,
    place: str,
    mark: str,
    *,
    now: datetime,
    extract_ids: Collection[str] | None = None,
) -> None:
    """Remember how something looks, and what came of it, in place of what was known about the place."""
    known = seen(connection, authority_code, place, mark)
    connection.execute(offer.delete().where(*_at(authority_code, place)))
    connection.execute(
        offer.insert().values(
            authority_code=authority_code,
            offer_id=_digest(place),
            mark=_digest(mark),
            first_seen_at=known.first_seen_at if known else utc(now),
            extract_ids=sa.null() if extract_ids is None else sorted(extract_ids),
        )
    )


def _at(authority_code: str, place: str) -> tuple[sa.ColumnElement[bool], ...]:
    return offer.c.authority_code == authority_code, offer.c.offer_id == _digest(place)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
