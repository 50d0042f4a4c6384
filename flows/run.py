"""One run: its settings, its warehouse, its archive, its lease on each authority, and what it did."""

import logging
import os
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from expectations.contract import DATASETS
from flows.archive import Archive
from flows.opened import naming_trouble
from flows.settings import AuthoritySettings, Settings, SettingsError, load_settings
from flows.sources.formats import Format, formats_of
from flows.sources.inbox import printable
from flows.sources.scorecard_measures import measures_of
from flows.summary import Summary
from warehouse import ledger, runs
from warehouse.engine import connect, writing
from warehouse.local_datasets import agree
from warehouse.reported import know_measures
from warehouse.schema import check_schema, create_warehouse
from warehouse.views import create_views

LEASE_SECONDS = 900
OUR_PACKAGES = {"expectations", "flows", "transforms", "warehouse"}
ROOT = Path(__file__).parent.parent

logger = logging.getLogger("lodestar")


def utc_now() -> datetime:
    """The clock of the shell: UTC, without a zone, as the ledger keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


class StepFailed(Exception):
    """A step failed; the message says what and where, in words that hold no record."""


def described(error: Exception) -> str:
    """
    Say what failed and where, without words that may quote a record.

    Only our own errors speak for themselves; the operating system's name the file that they are about.
    """
    if isinstance(error, StepFailed):
        return str(error)
    places = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(Path(frame.filename))]
    where = f" at {Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    if isinstance(error, OSError) and error.filename is not None and error.errno is not None:
        return f"{type(error).__name__}{where}: {printable(os.fsdecode(error.filename))}: {os.strerror(error.errno)}."
    ours = type(error).__module__.partition(".")[0] in OUR_PACKAGES
    return f"{type(error).__name__}{where}" + (f": {error}" if ours else ".")


def _is_ours(source: Path) -> bool:
    return source.is_relative_to(ROOT) and source.relative_to(ROOT).parts[0] in OUR_PACKAGES


@dataclass
class Run:
    """What every step of a run needs; holds no record."""

    settings: Settings
    engine: Engine
    archive: Archive
    formats: dict[str, Format]
    run_id: str
    has_calendar: bool = False  # whether a load of this run has brought the days of the star up to date
    summary: Summary = field(default_factory=Summary)
    present: dict[str, set[str]] = field(default_factory=dict)  # extracts that lie in each authority's inbox now
    unopened: dict[str, dict[str, str]] = field(default_factory=dict)  # file names and causes, by authority
    failed: dict[str, list[str]] = field(default_factory=dict)  # our own failures, by authority
    missed: dict[str, str] = field(default_factory=dict)  # sources that could not be used, by authority

    def authorities(self) -> Iterator[AuthoritySettings]:
        """Yield the authorities that no other run is writing, each leased for as long as it is worked on."""
        for authority in self.settings.authorities:
            with writing(self.engine) as connection:
                leased = runs.acquire_lease(
                    connection, authority.code, run_id=self.run_id, now=utc_now(), seconds=LEASE_SECONDS
                )
            if not leased:
                logger.warning("%s is being written by another run; left to it.", authority.code)
                self.summary.busy.append(authority.code)
                continue
            yield authority
            with writing(self.engine) as connection:
                runs.release_lease(connection, authority.code, run_id=self.run_id)

    @contextmanager
    def leased(self, authority_code: str) -> Iterator[None]:
        """
        Hold the right to write an authority's data for as long as a block runs.

        Raises `SettingsError`, and nothing is run, where another run has it.
        """
        held = {"run_id": self.run_id, "now": utc_now(), "seconds": LEASE_SECONDS}
        with writing(self.engine) as connection:
            leased = runs.acquire_lease(connection, authority_code, **held)
        if not leased:
            raise SettingsError(
                f"{authority_code} is being written by another run. Nothing was changed; try again later."
            )
        try:
            yield
        finally:
            with writing(self.engine) as connection:
                runs.release_lease(connection, authority_code, run_id=self.run_id)

    def extracts_to_conform(self, authority: AuthoritySettings) -> list[str]:
        """Return the extracts of an authority that are archived and not yet judged, oldest as-at first."""
        with self.engine.connect() as connection:
            return ledger.extracts_to_conform(connection, authority.code)

    @contextmanager
    def unharmed_by(self, authority: AuthoritySettings) -> Iterator[None]:
        """Keep a failure in one authority's work from the others'; what was committed stands, and it is told."""
        try:
            yield
        except Exception as error:
            self.fail(authority.code, described(error))

    def fail(self, authority_code: str, failure: str) -> None:
        """Note a failure of our own, for the person who watches and for the alerts."""
        self.failed.setdefault(authority_code, []).append(failure)
        self.summary.failures.append(f"{authority_code}: {failure}")
        logger.error(
            "%s: %s What was committed before stands; the next run carries on from there.", authority_code, failure
        )

    def miss(self, authority_code: str, cause: str, *, passing: bool) -> None:
        """Note that an authority's source could not be used: nothing of ours failed, and what is here stands."""
        told = f"{cause} The next run tries again." if passing else cause
        self.missed[authority_code] = " ".join(filter(None, [self.missed.get(authority_code), told]))
        self.summary.unreachable.append(f"{authority_code}: {told}")
        logger.error("%s: %s What arrived before stands.", authority_code, told)

    @contextmanager
    def writing_for(self, authority_code: str) -> Iterator[Connection]:
        """
        Run a block as one transaction on an authority's data, with a sign of life.

        Raises `LeaseLost`, and keeps nothing, if another run has taken the authority over.
        """
        with writing(self.engine) as connection:
            runs.heartbeat(connection, self.run_id, now=utc_now())
            runs.renew_lease(connection, authority_code, run_id=self.run_id, now=utc_now(), seconds=LEASE_SECONDS)
            yield connection


@contextmanager
def open_run(project: Path, *, command: str = "") -> Iterator[Run]:
    """
    Open a run of a project: make the warehouse if it is not there, close runs that were killed, start a new one.

    `command` is what another command than the nightly flow opens it for.

    Raises `SettingsError` for settings, mappings or registers that do not hold, `WarehouseUnusable` for a database
    that does not answer.
    """
    settings = load_settings(project)
    settings.secret(settings.privacy.pseudonym_key)  # before anything is judged without it
    formats, measures = formats_of(settings.project), measures_of(settings.project)
    with naming_trouble():
        engine = connect(settings.warehouse_url)
        create_warehouse(engine)
        check_schema(engine)
        with writing(engine) as connection:
            agree(connection, [dataset for dataset in DATASETS.values() if dataset.local], now=utc_now())
    run = Run(
        settings,
        engine,
        archive=Archive(settings.path(settings.archive)),
        formats=formats,
        run_id=str(uuid.uuid4()),
    )
    with writing(run.engine) as connection:
        create_views(connection)
        know_measures(connection, measures)
        runs.abandon_stale_runs(connection, now=utc_now(), seconds=LEASE_SECONDS)
        runs.start_run(connection, run.run_id, now=utc_now(), command=command)
    state = "failed"
    try:
        yield run
        state = "failed" if run.summary.failures else "completed"
    finally:
        with writing(run.engine) as connection:
            runs.finish_run(connection, run.run_id, state=state, now=utc_now())
        run.engine.dispose()
