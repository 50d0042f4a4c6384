"""Which identifiers are one child's, as the star holds it, and what was not joined; both never leave the warehouse."""

from datetime import date

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection, Date, Integer, String
from sqlalchemy.orm import Mapped

from warehouse.base import Base, described, metadata, references
from warehouse.dimensions import Authority, Child
from warehouse.engine import insert_frame, key_text, read_frame
from warehouse.members import authority_key, rows_of


class ChildIdentifier(Base):
    """
    Every identifier under which a child is known: one row for each child × identifier type × identifier.

    Every child of `dim_child` has at least one row, the identifier that names it there (evidence `own`); the unknown
    child (-1) has none. A first day that no extract states is 1900-01-01, and a last one that has not come
    9999-12-31, as in the versions of a child. The identity of an adopted child ends with the order: no row leads to
    the identity after it.
    """

    __tablename__ = "bridge_child_identifier"

    authority_key: Mapped[int] = references(Authority, "Authority that knows the child.", primary_key=True)
    child_durable_key: Mapped[int] = described(
        "The child, whatever the version.", Integer, primary_key=True, autoincrement=False
    )
    identifier_type: Mapped[str] = described(
        "authority: the authority's own; ssda903: CHILD of that return; upn and former_upn: pupil numbers.",
        key_text(20),
        primary_key=True,
    )
    identifier: Mapped[str] = described(
        "The identifier; a keyed hash where it is a pupil number. Personal: never leaves the warehouse.",
        key_text(100),
        primary_key=True,
    )
    evidence: Mapped[str] = described(
        "own, stated (with the child), or why it is the child's: explicit_link, same_upn, former_upn, same_identifier.",
        String(20),
    )
    confidence: Mapped[str] = described("certain, high or good, by the kind of evidence.", String(20))
    valid_from: Mapped[date] = described("Day of the first extract that states it; 1900-01-01 unknown.", Date)
    valid_to: Mapped[date] = described("Day of the adoption order that ended the identity; else 9999-12-31.", Date)
    last_stated: Mapped[date | None] = described("Day of the last extract that states it; empty if only linked.", Date)
    load_id: Mapped[int] = described("The load that last wrote the row.", Integer)


child_identifier_contradiction = sa.Table(
    "child_identifier_contradiction",
    metadata,
    sa.Column("contradiction_id", Integer, primary_key=True, autoincrement=True, comment="Number of the row."),
    sa.Column("authority_code", String(10), nullable=False, index=True, comment="Authority."),
    sa.Column("load_id", Integer, nullable=False, comment="Load that found it."),
    sa.Column("rule", String(40), nullable=False, comment="Why the identifiers were not joined."),
    *(
        column
        for side, which in (("one", "One"), ("other", "The other"))
        for column in (
            sa.Column(f"{side}_space", String(20), comment=f"{which} identifier's type."),
            sa.Column(
                f"{side}_identifier",
                String(100),
                comment=f"{which} identifier; empty where an adoption lies between. Personal: stays in the warehouse.",
            ),
        )
    ),
    comment="Identifiers that something says are one child's, and that were not joined. Of the newest load.",
)


def store_crosswalk(
    connection: Connection,
    *,
    authority_code: str,
    authority_name: str,
    identifiers: pd.DataFrame,
    contradictions: pd.DataFrame,
    load_id: int,
) -> None:
    """
    Replace an authority's identifiers and contradictions within the transaction of the load that found them.

    `identifiers` are those of `bridge_child_identifier` with natural keys. A child who is in no fact and whom no
    extract describes is in no dimension either, and has no rows.
    """
    authority = authority_key(connection, authority_code, authority_name)
    versions = Child.__table__.c
    children = read_frame(
        connection,
        sa.select(versions.child_id, versions.child_durable_key).where(versions.authority_key == authority).distinct(),
    )
    table = ChildIdentifier.__table__
    rows = identifiers.merge(children, on="child_id").assign(authority_key=authority, load_id=load_id)
    connection.execute(sa.delete(table).where(table.c.authority_key == authority))
    insert_frame(connection, table, rows_of(table, rows))
    told = child_identifier_contradiction
    connection.execute(sa.delete(told).where(told.c.authority_code == authority_code))
    insert_frame(connection, told, contradictions.assign(authority_code=authority_code, load_id=load_id))


def contradictions_by_rule(connection: Connection, authority_code: str) -> dict[str, int]:
    """Return how many identifiers, or pairs, were not joined in an authority's newest load, by rule."""
    told = child_identifier_contradiction.c
    return dict(
        connection.execute(
            sa.select(told.rule, sa.func.count())
            .where(told.authority_code == authority_code)
            .group_by(told.rule)
            .order_by(told.rule)
        )
        .tuples()
        .all()
    )


def further_identifiers(connection: Connection, authority_code: str) -> dict[str, int]:
    """Return how many identifiers are one more of a child known by another, by evidence."""
    bridge = ChildIdentifier.__table__.c
    return dict(
        connection.execute(
            sa.select(bridge.evidence, sa.func.count())
            .join_from(ChildIdentifier, Authority)
            .where(Authority.authority_code == authority_code, bridge.evidence.not_in(("own", "stated")))
            .group_by(bridge.evidence)
            .order_by(bridge.evidence)
        )
        .tuples()
        .all()
    )
