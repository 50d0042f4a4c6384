"""Open a project's warehouse to look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from flows.settings import Settings, SettingsError, load_settings
from warehouse.engine import UnsuitableDatabase, connect, reading
from warehouse.schema import NoTables, SchemaDiffers, check_schema


class WarehouseUnusable(Exception):
    """The database does not answer, or not as a warehouse does; the message says what to look at."""


class NoWarehouse(SettingsError):
    """There is no warehouse to look at yet: the first run makes it."""


@contextmanager
def naming_trouble() -> Iterator[None]:
    """Say in one line what is wrong with a database: a setting (`SettingsError`), or itself (`WarehouseUnusable`)."""
    try:
        yield
    except NoTables as error:
        raise NoWarehouse(str(error)) from None
    except (SchemaDiffers, UnsuitableDatabase) as error:
        raise SettingsError(str(error)) from None
    except (SQLAlchemyError, OSError) as error:
        raise WarehouseUnusable(
            f"The warehouse cannot be used ({type(error).__name__}). Look at url under [warehouse], at the database "
            "and at this account's permissions."
        ) from None


def opened(project: Path) -> tuple[Settings, Engine]:
    """Return a project's settings and its warehouse; raises `SettingsError` where there is none to look at."""
    settings = load_settings(project)
    url = make_url(settings.warehouse_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise NoWarehouse(f'There is no warehouse in {settings.project} yet. Run "lodestar run", which creates it.')
    with naming_trouble():
        engine = connect(settings.warehouse_url)
        check_schema(engine)
    return settings, engine


@contextmanager
def looking_at(project: Path) -> Iterator[tuple[Settings, Connection]]:
    """Yield a project's settings and a connection that sees one state of the warehouse."""
    settings, engine = opened(project)
    with reading(engine) as connection:
        yield settings, connection
    engine.dispose()
