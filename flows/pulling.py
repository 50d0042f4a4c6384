"""Pull: keep every extract that has arrived, once."""

import logging
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection

from flows.archive import ChangedWhileReading
from flows.databases import pull_databases
from flows.run import Run, utc_now
from flows.settings import AuthoritySettings
from flows.sources.extract import UnreadableExtract
from flows.sources.formats import Format, holds_exports, recognise
from flows.sources.inbox import Arrival, arrivals
from flows.steps import step
from flows.summary import ExtractResult
from warehouse import ledger, overview

logger = logging.getLogger("lodestar")


@step
def pull(run: Run, authority: AuthoritySettings) -> int:
    """Archive what is new in an authority's folder and databases, and return how many extracts that is."""
    keep = partial(_keep, run, authority)
    return _look(run, authority) + pull_databases(run, authority, keep)


def _look(run: Run, authority: AuthoritySettings) -> int:
    """Archive what is new in an authority's folder."""
    inbox = run.settings.path(authority.inbox)
    if not inbox.is_dir():
        run.fail(authority.code, "the inbox cannot be read; make it, or correct it in lodestar.toml.")
        return 0
    new = 0
    run.present[authority.code] = set()
    found = arrivals(
        inbox,
        quiet_seconds=run.settings.sources.quiet_seconds,
        now=datetime.now(UTC),
        apart=partial(holds_exports, formats=run.formats),
    )
    for arrival in found:
        if not arrival.settled:
            run.summary.left_alone.append(arrival.name)
            logger.info("%s may still be being written: left for the next run.", arrival.name)
        else:
            new += _keep(run, authority, arrival)
    return new


def _keep(run: Run, authority: AuthoritySettings, arrival: Arrival) -> int:
    """Archive one arrival and enter it in the ledger; return 1 if its content is new."""
    try:
        arrival.try_to_open()
        form = recognise(arrival.path, run.formats)
    except OSError as error:
        _refuse(run, authority, arrival, error)
        return 0
    if form is None:
        run.summary.not_recognised.append(arrival.name)
        return 0
    try:
        stored = run.archive.store(arrival.path)
    except ChangedWhileReading:
        run.summary.left_alone.append(arrival.name)
        return 0
    run.present[authority.code].add(stored.sha256)
    with run.writing_for(authority.code) as connection:
        if ledger.extract_known(connection, stored.sha256):
            return _again(run, connection, authority, arrival, form, stored.sha256)
        ledger.register_extract(
            connection,
            extract_id=stored.sha256,
            authority_code=authority.code,
            format=form.name,
            file_name=arrival.name,
            size_bytes=stored.size,
            archive_path=stored.relative_path,
            run_id=run.run_id,
            now=utc_now(),
        )
    logger.info("%s archived as %s.", arrival.name, stored.sha256[:12])
    return 1


def _again(
    run: Run, connection: Connection, authority: AuthoritySettings, arrival: Arrival, form: Format, extract_id: str
) -> int:
    """
    Do nothing about content that arrived before, unless it had gone astray; return 1 if it is to be judged again.

    What was stopped in another authority's inbox, and says that it is this one's, has now come to the right place.
    What could not be read may be readable since its mapping was corrected.
    """
    entry = overview.extract_entry(connection, extract_id)
    if entry["authority_code"] == authority.code:
        if entry["state"] == "unreadable" and _can_be_read_now(form, arrival):
            ledger.set_extract_state(connection, extract_id, state="archived", format=form.name)
            return 1
        run.summary.seen_before += 1
        return 0
    if entry["state"] == "stopped" and form.authority_of(arrival.path) == authority.code:
        ledger.set_extract_state(connection, extract_id, state="archived", authority_code=authority.code)
        return 1
    run.summary.elsewhere.append(arrival.name)
    return 0


def _can_be_read_now(form: Format, arrival: Arrival) -> bool:
    if form.whole:  # only a mapping is corrected from one night to the next
        return False
    try:
        form.read(arrival.path)
    except UnreadableExtract:
        return False
    return True


def _refuse(run: Run, authority: AuthoritySettings, arrival: Arrival, error: OSError) -> None:
    """Tell of a file that cannot even be copied; it stays where it is, for the next run."""
    cause = f"the operating system does not open it ({type(error).__name__})"
    if isinstance(error, PermissionError):
        cause = "this account is not permitted to open it; grant it read access"
    run.summary.extracts.append(ExtractResult(authority.code, arrival.name, "", "unreadable", cause))
    run.unopened.setdefault(authority.code, {})[arrival.name] = cause
    logger.error("%s cannot be read: %s", arrival.name, cause)
