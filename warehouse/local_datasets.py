"""
Tables of the datasets that a council declares: made, widened, and never changed behind the back of their rows.

What each table holds is written down beside it in `local_dataset`, in the same transaction, so that a declaration is
compared with what was declared and not with how a database happens to spell its types.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateColumn

from expectations.contract import Column, Dataset
from warehouse.conformed import table_of
from warehouse.ledger_tables import local_dataset
from warehouse.schema import SchemaDiffers


class DeclarationChanged(SchemaDiffers):
    """A declaration no longer fits the table that an earlier one made."""


def agree(connection: Connection, datasets: Iterable[type[Dataset]], *, now: datetime) -> None:
    """
    Make the tables of declared datasets, and add the columns that a declaration has gained.

    A column that is no longer declared stays, with what it holds. Raises `DeclarationChanged`, and changes nothing,
    where the type of a column or the columns of the key are not what they were.
    """
    held = {row.dataset: row for row in connection.execute(sa.select(local_dataset))}
    for dataset in datasets:
        if dataset.name in held:
            _widen(connection, dataset, held[dataset.name], now)
        else:
            table_of(dataset).create(connection)
            connection.execute(
                local_dataset.insert().values(
                    dataset=dataset.name, grain=list(dataset.grain), columns=_columns(dataset), declared_at=now
                )
            )


def _widen(connection: Connection, dataset: type[Dataset], held: sa.Row, now: datetime) -> None:
    declared = _columns(dataset)
    file = f"registers/{dataset.name.removeprefix('local_')}.toml"
    kept = "The table of its rows was not changed. Write it back, or give the register a new name."
    if list(dataset.grain) != held.grain:
        raise DeclarationChanged(f"{file}: the grain was {', '.join(held.grain)} and is now another. {kept}")
    for name, kind in declared.items():
        if held.columns.get(name, kind) != kind:
            raise DeclarationChanged(f'{file}: column "{name}" was {held.columns[name]} and is now {kind}. {kept}')
    gained = [name for name in declared if name not in held.columns]
    if not gained:
        return
    table = table_of(dataset)
    preparer = connection.dialect.identifier_preparer
    for name in gained:
        added = CreateColumn(table.c[name]).compile(dialect=connection.dialect)
        connection.execute(sa.text(f"ALTER TABLE {preparer.format_table(table)} ADD {added}"))
    connection.execute(
        local_dataset.update()
        .where(local_dataset.c.dataset == dataset.name)
        .values(columns=held.columns | declared, declared_at=now)
    )


def _columns(dataset: type[Dataset]) -> dict[str, str]:
    return {column.name: _kind(column) for column in dataset.columns.values()}


def _kind(column: Column) -> str:
    """Return the type as a person declares it, and as no database spells it."""
    if column.is_code:
        return "code"
    if column.pseudonymous:
        return "worker"
    return {str: "text", int: "whole number", bool: "yes or no", Decimal: "number"}.get(column.type, "date")
