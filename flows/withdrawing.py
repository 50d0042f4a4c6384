"""Take back an extract that was loaded and should not have been: another authority's workbook, a wrong export."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import RowMapping

from flows.conforming import judge_archived, record
from flows.extracts import the_one
from flows.judging import Judged
from flows.opened import looking_at
from flows.run import LEASE_SECONDS, Run, open_run, utc_now
from flows.settings import SettingsError
from flows.sources.extract import Extract, UnreadableExtract
from flows.sources.formats import Format
from warehouse import conformed, ledger, overview, quarantine, runs
from warehouse.engine import writing


def withdraw_extract(project: Path, number: str) -> str:
    """
    Take a conformed extract's statements back, in one transaction, and return what was done.

    The store keeps of each record what was said last, so what the extract had replaced is said again by the other
    extracts of its format, from the archive. The next run loads and publishes what then stands.
    Raises `SettingsError`, and nothing is changed, unless exactly one extract fits and others of its authority stand.
    """
    with looking_at(project) as (_, connection):
        entry = the_one(connection, number, "conformed")
    with open_run(project) as run, _leased(run, entry["authority_code"]):
        with run.engine.connect() as connection:
            beside = ledger.conformed_beside(connection, entry["extract_id"])
            others = [overview.extract_entry(connection, extract_id) for extract_id in beside]
        if not others:
            raise SettingsError(
                f"{entry['extract_id'][:12]} is all that {entry['authority_code']} has. Deliver the right extract and "
                "run first; then withdraw this one. Nothing was changed."
            )
        again = [judged_again(run, other) for other in others if other["format"] == entry["format"]]
        with run.writing_for(entry["authority_code"]) as connection:
            unsaid = conformed.unsay(connection, entry["extract_id"])
            reason = f"Withdrawn by a person on {utc_now():%d %B %Y %H:%M} UTC."
            ledger.withdraw_extract(connection, entry["extract_id"], reason=reason)
            for judged in again:
                record(connection, *judged, [])
            quarantine.supersede(connection, entry["authority_code"])
            ledger.load_again(connection, beside[:1])
    return (
        f"{entry['extract_id'][:12]} ({entry['file_name']}) is withdrawn: {unsaid:,} statements were taken back, and "
        f"{len(again):,} other extracts of its kind said theirs again. The next run loads and publishes what stands; "
        "until then readers see the last publication."
    )


def judged_again(run: Run, entry: RowMapping) -> tuple[Format, RowMapping, Extract, list[Judged]]:
    """Return an extract with its format and what it says; raises `SettingsError` where it can no longer be read."""
    try:
        form, said, sections = judge_archived(run, entry)
    except UnreadableExtract as error:
        raise SettingsError(
            f"{entry['file_name']} would have to be read again from the archive and cannot be: {error.cause}. "
            "Nothing was changed."
        ) from None
    return form, entry, said, sections


@contextmanager
def _leased(run: Run, authority_code: str) -> Iterator[None]:
    """Hold the right to write an authority's data for as long as the block runs."""
    with writing(run.engine) as connection:
        held = runs.acquire_lease(connection, authority_code, run_id=run.run_id, now=utc_now(), seconds=LEASE_SECONDS)
    if not held:
        raise SettingsError(f"{authority_code} is being written by another run. Nothing was changed; try again later.")
    try:
        yield
    finally:
        with writing(run.engine) as connection:
            runs.release_lease(connection, authority_code, run_id=run.run_id)
