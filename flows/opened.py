"""Open a project's warehouse to look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from flows.settings import Settings, SettingsError, load_settings
from warehouse.engine import SchemaDiffers, check_schema, connect, reading


def opened(project: Path) -> tuple[Settings, Engine]:
    """Return a project's settings and its warehouse; raises `SettingsError` where there is none to look at."""
    settings = load_settings(project)
    engine = connect(settings.warehouse_url)
    try:
        check_schema(engine)
    except SchemaDiffers as error:
        raise SettingsError(str(error)) from None
    return settings, engine


@contextmanager
def looking_at(project: Path) -> Iterator[tuple[Settings, Connection]]:
    """Yield a project's settings and a connection that sees one state of the warehouse."""
    settings, engine = opened(project)
    with reading(engine) as connection:
        yield settings, connection
    engine.dispose()
