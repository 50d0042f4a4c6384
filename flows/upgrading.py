"""Convert a project's warehouse into the tables of this version, or say how an administrator does."""

from datetime import datetime
from pathlib import Path

from flows.opened import naming_trouble
from flows.settings import load_settings
from warehouse.engine import connect
from warehouse.schema import upgrade_statements, upgrade_warehouse


def upgrade(project: Path, *, now: datetime) -> str:
    """
    Convert the tables, in one transaction, and return what was done.

    Raises `SettingsError` for tables that cannot be converted or a run under way, `WarehouseUnusable` for a database
    that does not answer.
    """
    with naming_trouble():
        return upgrade_warehouse(connect(load_settings(project).warehouse_url), now=now)


def statements(project: Path) -> str:
    """Return the SQL that does the same; nothing is changed. Raises as `upgrade` does."""
    with naming_trouble():
        return upgrade_statements(connect(load_settings(project).warehouse_url))
