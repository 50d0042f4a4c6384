"""Pull from databases: what they hold tonight, fetched into a folder and kept like what arrives in one."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from flows.run import Run
from flows.settings import AuthoritySettings, DatabaseSettings, Settings, SettingsError
from flows.sources.databases import Database, DatabaseUnavailable, Query, query_from_file
from flows.sources.inbox import Arrival, arrivals

Keep = Callable[[Arrival], int]


def pull_databases(run: Run, authority: AuthoritySettings, keep: Keep) -> int:
    """
    Fetch every database of an authority and keep what it holds; return how many extracts are new.

    One that cannot be fetched costs the others nothing: it is told of, and what arrived before stands.
    """
    return sum(_pull(run, authority, database, keep) for database in authority.databases)


def database_of(settings: Settings, database: DatabaseSettings) -> Database:
    """Return a database with its connection string in place; raises `SettingsError` where that cannot be had."""
    return Database(
        database.name,
        settings.secret(database.connection),
        schema_name=database.schema_name,
        attempts=settings.sources.attempts,
        wait_seconds=settings.sources.wait_seconds,
    )


def queries_of(settings: Settings, database: DatabaseSettings) -> list[Query]:
    """Return the queries of a database's files; raises `SettingsError` for one that is not there or no SELECT."""
    queries = []
    for query in database.queries:
        try:
            queries.append(query_from_file(query.name, settings.path(query.file), query.parameters))
        except (OSError, ValueError) as error:
            cause = str(error) if isinstance(error, ValueError) else "the file cannot be read"
            raise SettingsError(f"The query {query.name} of the database {database.name}: {cause}.") from None
    return queries


def _pull(run: Run, authority: AuthoritySettings, database: DatabaseSettings, keep: Keep) -> int:
    with run.archive.workplace() as work:
        folder = work / database.name
        try:
            fetch(run.settings, database, folder)
        except SettingsError as error:
            run.miss(authority.code, str(error), passing=False)
            return 0
        except DatabaseUnavailable as trouble:
            run.miss(authority.code, str(trouble), passing=trouble.passing)
            return 0
        run.present.setdefault(authority.code, set())
        return sum(map(keep, _extracts(work, folder, database)))


def fetch(settings: Settings, database: DatabaseSettings, folder: Path) -> int:
    """Fetch a database into a folder that does not exist yet; return the rows."""
    source = database_of(settings, database)
    if database.queries:
        return source.fetch(folder, queries_of(settings, database))
    return source.fetch_ssd(folder)


def _extracts(work: Path, folder: Path, database: DatabaseSettings) -> Iterable[Arrival]:
    """Return the folder as one extract, or, of a council's own queries, each answer as an extract of its own."""
    if not database.queries:
        return [Arrival(path=folder, settled=True)]
    return arrivals(work, quiet_seconds=0, now=datetime.now(UTC), apart=lambda each: each == folder)
