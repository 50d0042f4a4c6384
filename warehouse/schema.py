"""The tables of the warehouse as a whole: made together, converted together, and of one revision."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import Engine

# Importing these modules declares their tables.
import warehouse.conformed
import warehouse.crosswalk
import warehouse.dimensions
import warehouse.facts
import warehouse.published.tables
import warehouse.reported  # noqa: F401
from warehouse import migrations, runs
from warehouse.alerts import alert_message, take_over_former_outbox
from warehouse.base import metadata
from warehouse.engine import reading, writing


class SchemaDiffers(Exception):
    """The tables in the database are not those of this version of Lodestar."""


class NoTables(SchemaDiffers):
    """The database holds no warehouse yet."""


def create_warehouse(engine: Engine) -> None:
    """
    Create the tables that are not there yet, all or none; where all are there, nothing is written.

    Raises `SchemaDiffers` where the database holds the tables of another version.
    """
    with reading(engine) as connection:
        found = _revision(connection)
        if found == migrations.newest() and not _lacking(connection):
            return
    with writing(engine) as connection:
        found = _revision(connection)
        if found is not None:
            _require_newest(found)
        metadata.create_all(connection)
        if found is None:
            migrations.stamp(connection)


def check_schema(engine: Engine) -> None:
    """Raise `SchemaDiffers`, saying what to do, unless the database holds the tables of this version."""
    with reading(engine) as connection:
        _require_newest(_revision(connection))
        if _lacking(connection):
            raise SchemaDiffers(
                'The warehouse lacks tables that this Lodestar has. Run "lodestar run", which adds them.'
            )


def upgrade_warehouse(engine: Engine, *, now: datetime) -> str:
    """
    Make the tables, or convert those of an older version into this one's, all or nothing; return what was done.

    Raises `SchemaDiffers` for tables that cannot be converted, or while a run is under way.
    """
    with writing(engine) as connection:
        found, lacking = _revision(connection), _lacking(connection)
        if found == migrations.newest() and not lacking:
            return f"The warehouse is of revision {found} already. Nothing was changed."
        if found is None:
            metadata.create_all(connection)
            migrations.stamp(connection)
        else:
            _require_no_run(connection, now)
            if alert_message in lacking:
                metadata.create_all(connection, tables=lacking)
                take_over_former_outbox(connection)
            migrations.upgrade(connection)
            metadata.create_all(connection)
    return f"The warehouse is of revision {migrations.newest()} now; tables added: {len(lacking)}."


def upgrade_statements(engine: Engine) -> str:
    """
    Return the SQL by which an administrator makes or converts the tables of this database; nothing is changed.

    Raises `SchemaDiffers` for tables that cannot be converted so.
    """
    with reading(engine) as connection:
        found, lacking = _revision(connection), _lacking(connection)
    if found is not None and alert_message in lacking:
        raise SchemaDiffers("Its alerts have to be taken over, which statements cannot. Convert it without --sql.")
    creating: list[str] = []
    mock = sa.create_mock_engine(
        engine.url, lambda ddl, *_: creating.append(f"{ddl.compile(dialect=mock.dialect)}".strip() + ";\n")
    )
    metadata.create_all(mock, tables=lacking, checkfirst=False)
    if found is None:
        return migrations.stamp_sql(engine.dialect.name, creating=creating)
    return migrations.upgrade_sql(engine.dialect.name, since=found, creating=creating)


def _lacking(connection: Connection) -> list[sa.Table]:
    found = set(sa.inspect(connection).get_table_names())
    return [table for table in metadata.sorted_tables if table.name not in found]


def _require_no_run(connection: Connection, now: datetime) -> None:
    runs.abandon_stale_runs(connection, now=now)
    if runs.any_running(connection):
        raise SchemaDiffers("A run is under way. Nothing was changed; try again when it has ended.")


def _revision(connection: Connection) -> str | None:
    """Return the revision of the tables, None where there are none; raises `SchemaDiffers` for one that is no use."""
    try:
        return migrations.revision_of(connection)
    except migrations.UnknownRevision as error:
        raise SchemaDiffers(
            f"The warehouse has tables of revision {error}; this Lodestar knows up to {migrations.newest()}. "
            "Nothing was changed. Install the newer Lodestar that made them."
        ) from None
    except migrations.TooOld as error:
        raise SchemaDiffers(
            f"The warehouse has tables of version {error}, which cannot be converted. Nothing was changed. Start a new "
            "warehouse: point the url to a new database, see that every extract lies in its inbox under the name with "
            "which it arrived (an Annex A workbook's name states its day), and run again. The archive has a copy of "
            "each, named by its hash; the old database's table extract has the names."
        ) from None


def _require_newest(found: str | None) -> None:
    if found is None:
        raise NoTables('The database holds no warehouse yet. Run "lodestar run", which creates it.')
    if found != migrations.newest():
        raise SchemaDiffers(
            "The warehouse has tables of an older Lodestar. Nothing was changed. Back it up, then run "
            '"lodestar warehouse upgrade"; with "--sql" it writes the statements for an administrator instead.'
        )
