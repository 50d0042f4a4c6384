"""
How the tables of a warehouse that exists become those of this version (Alembic).

Tables that were only added need no revision: they are made where they are missing. A revision changes or drops what
is there. Where it touches what a view reads, it drops the view: the next run makes all views again.
"""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

BEFORE = "base"  # a warehouse from before revisions, of version 2; Alembic's word for none
_FORMER_VERSION = sa.table("schema_version", sa.column("version", sa.Integer))
_OLDEST = 2


class UnknownRevision(Exception):
    """The warehouse is of a revision that this version does not know."""


class TooOld(Exception):
    """The warehouse is older than what can be converted."""


def newest() -> str:
    """Return the revision of this version's tables."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revision_of(connection: Connection) -> str | None:
    """
    Return the revision of a database's tables, `BEFORE` where they have none yet; None where there is no warehouse.

    Raises `UnknownRevision` for one that only a newer Lodestar knows, `TooOld` for one that cannot be converted.
    """
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None:
        try:
            ScriptDirectory.from_config(_config()).get_revision(revision)
        except CommandError:
            raise UnknownRevision(revision) from None
        return revision
    if not sa.inspect(connection).has_table(_FORMER_VERSION.name):
        return None
    if (version := connection.scalar(sa.select(sa.func.max(_FORMER_VERSION.c.version)))) != _OLDEST:
        raise TooOld(version)
    return BEFORE


def stamp(connection: Connection) -> None:
    """Note that the tables are this version's, in the caller's transaction: they were just made."""
    command.stamp(_config(connection), "head")


def stamp_sql(dialect: str, *, creating: Sequence[str]) -> str:
    """Return the statements that create a new warehouse's tables and note their revision, as one transaction."""
    config = _config(dialect=dialect, creating=creating)
    command.stamp(config, "base:head", sql=True)
    return config.output_buffer.getvalue()


def upgrade(connection: Connection) -> None:
    """Change what is there into this version's tables, all or nothing with the caller's transaction."""
    command.upgrade(_config(connection), "head")


def upgrade_sql(dialect: str, *, since: str, creating: Sequence[str] = ()) -> str:
    """Return the statements that `upgrade` would execute from a revision on, and those that create further tables."""
    config = _config(dialect=dialect, creating=creating)
    command.upgrade(config, f"{since}:head", sql=True)
    return config.output_buffer.getvalue()


def _config(connection: Connection | None = None, *, dialect: str = "", creating: Sequence[str] = ()) -> Config:
    attributes = {"connection": connection, "dialect": dialect, "creating": creating}
    config = Config(output_buffer=StringIO(), stdout=StringIO(), attributes=attributes)
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
