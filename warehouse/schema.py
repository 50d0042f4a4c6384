"""The tables of the warehouse as a whole: made together, and of one version."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

# Importing these modules declares their tables.
import warehouse.conformed
import warehouse.crosswalk
import warehouse.dimensions
import warehouse.facts
import warehouse.published.tables
import warehouse.reported  # noqa: F401
from warehouse.alerts import alert_message, take_over_former_outbox
from warehouse.base import metadata
from warehouse.engine import reading, writing
from warehouse.ledger_tables import SCHEMA_VERSION, schema_version


class SchemaDiffers(Exception):
    """The tables in the database are not those of this version of Lodestar."""


class NoTables(SchemaDiffers):
    """The database holds no warehouse yet."""


def create_warehouse(engine: Engine, *, now: datetime | None = None) -> None:
    """
    Create the tables that are not there yet, all or none; where all are there, nothing is written.

    Raises `SchemaDiffers` where the database holds the tables of another version.
    """
    with reading(engine) as connection:
        found = _found_version(connection)
        if found == SCHEMA_VERSION and _has_every_table(connection):
            return
    with writing(engine) as connection:
        found = _found_version(connection)
        if found is not None:
            _require_this_version(found)
        has_outbox = sa.inspect(connection).has_table(alert_message.name)
        metadata.create_all(connection)
        if not has_outbox:
            take_over_former_outbox(connection)
        if found is None:
            applied = (now or datetime.now(UTC)).replace(tzinfo=None)
            connection.execute(schema_version.insert().values(version=SCHEMA_VERSION, applied_at=applied))


def check_schema(engine: Engine) -> None:
    """Raise `SchemaDiffers`, saying what to do, unless the database holds the tables of this version."""
    with reading(engine) as connection:
        _require_this_version(_found_version(connection))
        if not _has_every_table(connection):
            raise SchemaDiffers(
                'The warehouse lacks tables that this Lodestar has. Run "lodestar run", which adds them.'
            )


def _has_every_table(connection: Connection) -> bool:
    return set(metadata.tables) <= set(sa.inspect(connection).get_table_names())


def _found_version(connection: Connection) -> int | None:
    if not sa.inspect(connection).has_table(schema_version.name):
        return None
    return connection.scalar(sa.select(sa.func.max(schema_version.c.version)))


def _require_this_version(found: int | None) -> None:
    if found is None:
        raise NoTables('The database holds no warehouse yet. Run "lodestar run", which creates it.')
    if found > SCHEMA_VERSION:
        raise SchemaDiffers(
            f"The warehouse has tables of version {found}; this Lodestar knows version {SCHEMA_VERSION}. "
            "Nothing was changed. Install the newer Lodestar that made them."
        )
    if found < SCHEMA_VERSION:
        raise SchemaDiffers(
            f"The warehouse has tables of version {found}; this Lodestar needs version {SCHEMA_VERSION}. "
            "Nothing was changed, and tables cannot be converted yet. Start a new warehouse: point the url to a new "
            "database, see that every extract lies in its inbox under the name with which it arrived (an Annex A "
            "workbook's name states its day), and run again. The archive has a copy of each, named by its hash; the "
            "old database's table extract has the names."
        )
