"""Pull: keep every extract that has arrived, once."""

import logging
from datetime import UTC, datetime

from flows.archive import ChangedWhileReading
from flows.run import Run, utc_now
from flows.settings import AuthoritySettings
from flows.sources.formats import recognise
from flows.sources.inbox import Arrival, arrivals
from flows.steps import step
from warehouse import ledger

logger = logging.getLogger("lodestar")


@step
def pull(run: Run, authority: AuthoritySettings) -> int:
    """Archive what is new in an authority's folder and return how many extracts that is."""
    inbox = run.settings.path(authority.inbox)
    if not inbox.is_dir():
        run.summary.failures.append(f"The inbox of {authority.code} cannot be read. Nothing was pulled from it.")
        return 0
    new = 0
    run.present[authority.code] = set()
    for arrival in arrivals(inbox, quiet_seconds=run.settings.sources.quiet_seconds, now=datetime.now(UTC)):
        if not arrival.settled:
            run.summary.left_alone.append(arrival.path.name)
            logger.info("%s may still be being written: left for the next run.", arrival.path.name)
        else:
            new += _keep(run, authority, arrival)
    return new


def _keep(run: Run, authority: AuthoritySettings, arrival: Arrival) -> int:
    """Archive one arrival and enter it in the ledger; return 1 if its content is new."""
    form = recognise(arrival.path)
    if form is None:
        run.summary.not_recognised.append(arrival.path.name)
        return 0
    try:
        stored = run.archive.store(arrival.path)
    except ChangedWhileReading:
        run.summary.left_alone.append(arrival.path.name)
        return 0
    run.present[authority.code].add(stored.sha256)
    with run.writing_for(authority.code) as connection:
        if ledger.extract_known(connection, stored.sha256):
            run.summary.seen_before += 1
            return 0
        ledger.register_extract(
            connection,
            extract_id=stored.sha256,
            authority_code=authority.code,
            format=form.name,
            file_name=arrival.path.name,
            size_bytes=stored.size,
            archive_path=stored.relative_path,
            run_id=run.run_id,
            now=utc_now(),
        )
    logger.info("%s archived as %s.", arrival.path.name, stored.sha256[:12])
    return 1
