"""How many rows each load repaired, by rule; the statements themselves stay as they were made."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.ledger_tables import load, load_repair


@dataclass(frozen=True)
class Repair:
    """Rows that one rule concerned in one dataset."""

    dataset: str
    rule: str
    rows: int


def record_repairs(connection: Connection, load_id: int, repairs: Mapping[str, Mapping[str, int]]) -> None:
    """Note the rows that a load repaired, by dataset and rule."""
    found = [
        {"load_id": load_id, "dataset": dataset, "rule": rule, "rows": rows}
        for dataset, counts in repairs.items()
        for rule, rows in counts.items()
    ]
    if found:
        connection.execute(load_repair.insert(), found)


def latest_repairs(connection: Connection, authority_code: str) -> list[Repair]:
    """Return what an authority's newest load repaired, most rows first."""
    newest = sa.select(sa.func.max(load.c.load_id)).where(load.c.authority_code == authority_code).scalar_subquery()
    found = connection.execute(
        sa.select(load_repair.c["dataset", "rule", "rows"])
        .where(load_repair.c.load_id == newest)
        .order_by(load_repair.c.dataset, load_repair.c.rows.desc(), load_repair.c.rule)
    ).mappings()
    return [Repair(**row) for row in found]
