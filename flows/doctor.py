"""What must be right before a run can succeed."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from flows.databases import database_of, queries_of
from flows.fetching import source_of
from flows.opened import NoWarehouse, WarehouseUnusable, looking_at, opened
from flows.settings import (
    AuthoritySettings,
    ChannelSettings,
    DatabaseSettings,
    Settings,
    SettingsError,
    load_settings,
)
from flows.sources.databases import DatabaseUnavailable
from flows.sources.formats import FORMATS
from flows.sources.mappings.declaration import load_mappings
from flows.sources.register_declaration import declare_registers
from flows.sources.remote import SourceUnavailable
from flows.sources.scorecard_measures import measures_of
from flows.sources.ssd_tables import TABLES
from warehouse.metrics.population import Population, published_population

ENOUGH_DISK = 2 * 1024**3
NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"}


@dataclass(frozen=True)
class Check:
    """
    One thing examined: whether it is right, and what it says or what to do.

    Without what is not `needed` a run succeeds all the same, and does less.
    """

    name: str
    passed: bool
    says: str
    needed: bool = True

    @property
    def verdict(self) -> str:
        """In a word, as it is shown."""
        return "ok" if self.passed else "FAIL" if self.needed else "warn"


def examine(project: Path) -> list[Check]:
    """Examine a project; a check that does not pass says what to do."""
    try:
        settings = load_settings(project)
    except SettingsError as error:
        return [Check("settings", False, str(error))]
    return [Check("settings", True, "lodestar.toml is valid."), *_checks(settings)]


def _checks(settings: Settings) -> Iterator[Check]:
    for authority in settings.authorities:
        yield _inbox(settings, authority)
        yield _population(settings, authority)
        for database in authority.databases:
            yield _checked(f"database {database.name} of {authority.code}", _database, settings, database)
    for name, folder in (("archive", settings.path(settings.archive)), ("reports", settings.path(settings.reports))):
        yield _can_write(name, folder)
    yield _checked("registers", _registers, settings.project)
    yield _checked("mappings", _mappings, settings.project)
    yield _checked("scorecards", _measures, settings.project)
    yield _checked("pseudonym key", _pseudonym_key, settings)
    yield _disk(settings)
    backend = make_url(settings.warehouse_url).get_backend_name()
    if backend == "sqlite":
        yield _warehouse_disk(settings)
    yield _checked("warehouse", _warehouse, settings.project, backend)
    yield _time_zone(settings)
    for channel in settings.alerts.channels:
        yield _checked(f"alert channel {channel.name}", _channel, settings, channel)


def _checked(name: str, says: Callable[..., str], *given: object) -> Check:
    """Return what an examination says, or why it could not be made: then something is wrong."""
    try:
        return Check(name, True, says(*given))
    except (SettingsError, DatabaseUnavailable, SourceUnavailable, WarehouseUnusable) as error:
        return Check(name, False, str(error))


def _database(settings: Settings, database: DatabaseSettings) -> str:
    source = database_of(settings, database)
    if database.queries:
        source.try_queries(queries_of(settings, database))
        return f"answers {len(database.queries)} queries."
    return f"answers, with {len(source.ssd_tables())} of the SSD's {len(TABLES)} tables."


def _inbox(settings: Settings, authority: AuthoritySettings) -> Check:
    name = f"inbox of {authority.code}"
    if authority.is_remote:
        return _checked(name, _source, settings, authority)
    inbox = settings.path(authority.inbox)
    readable = inbox.is_dir() and os.access(inbox, os.R_OK | os.X_OK)
    return Check(name, readable, str(inbox) if readable else f"{inbox} cannot be read. Make it.")


def _source(settings: Settings, authority: AuthoritySettings) -> str:
    source = source_of(settings, authority)
    files = len(source.list())
    source.close()
    return f"{source.shown} answers and lists {files:,} files."


def _population(settings: Settings, authority: AuthoritySettings) -> Check:
    name = f"population of {authority.code}"
    if authority.population:
        return Check(name, True, f"{len(authority.population)} years given.")
    published = _published_population(settings, authority.code)
    if published is None:
        return Check(
            name,
            False,
            "Not given: rates are left out. Add population = { 2024 = ... } to lodestar.toml, or load a published "
            'one with "lodestar benchmarks load FOLDER".',
            needed=False,
        )
    return Check(name, True, f"population from benchmarks: {len(published.persons)} years, {published.vintage}.")


def _published_population(settings: Settings, authority_code: str) -> Population | None:
    """Return the population that was loaded; none where there is no warehouse, or one that is told of below."""
    try:
        with looking_at(settings.project) as (_, connection):
            return published_population(connection, authority_code)
    except (SettingsError, WarehouseUnusable, SQLAlchemyError):
        return None


def _can_write(name: str, folder: Path) -> Check:
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    passed = os.access(nearest, os.W_OK)
    return Check(name, passed, str(folder) if passed else f"{nearest} cannot be written. Grant this account access.")


def _registers(project: Path) -> str:
    names = ", ".join(dataset.name for dataset in declare_registers(project))
    return f"declared: {names}." if names else "none declared."


def _mappings(project: Path) -> str:
    names = ", ".join(mapping.name for mapping in load_mappings(project, taken=frozenset(FORMATS)))
    return f"{names}: every column and code is one of its dataset." if names else "none."


def _measures(project: Path) -> str:
    measures_of(project)
    return "every declared measure is one of our metrics."


def _pseudonym_key(settings: Settings) -> str:
    if len(settings.secret(settings.privacy.pseudonym_key)) < 32:
        raise SettingsError("shorter than 32 characters: make a new one.")
    return "present."


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.project).free
    return Check("disk", free > ENOUGH_DISK, f"{free / 1024**3:.1f} GiB free; 2 GiB are wanted.")


def _warehouse_disk(settings: Settings) -> Check:
    file_system = _file_system(settings.project)
    return Check(
        "warehouse disk",
        file_system not in NETWORK_FILE_SYSTEMS,
        f"SQLite {sqlite3.sqlite_version} on {file_system or 'a local disk'}; never on a network share.",
    )


def _warehouse(project: Path, backend: str) -> str:
    try:
        opened(project)
    except NoWarehouse:
        return "not there yet: the first run makes it."
    return f"{backend} answers, and its tables fit this version."


def _file_system(folder: Path) -> str | None:
    """Return the type of file system that holds a folder, where the operating system tells."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return None
    entries = (line.split()[1:3] for line in mounts.read_text().splitlines())
    holding = [(point, kind) for point, kind in entries if folder.is_relative_to(point)]
    return max(holding, key=lambda entry: len(entry[0]))[1] if holding else None


def _time_zone(settings: Settings) -> Check:
    try:
        ZoneInfo(settings.schedule.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return Check("time zone", False, f"{settings.schedule.timezone} is not known here. Install tzdata.")
    return Check("time zone", True, f"{settings.schedule.cron} in {settings.schedule.timezone}.")


def _channel(settings: Settings, channel: ChannelSettings) -> str:
    if channel.url.startswith(("env:", "file:")):
        settings.secret(channel.url)
    return 'configured. "lodestar alerts test" sends a message.'
