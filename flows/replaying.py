"""Judge again what is held, after rules, code lists or mappings changed: the archive has all as it arrived."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection, RowMapping

from flows.conforming import judge_archived, record
from flows.counts import plural
from flows.expiring import expire_held
from flows.judging import Judged
from flows.opened import looking_at
from flows.run import Run, open_run
from flows.settings import SettingsError
from flows.sources.extract import Extract, UnreadableExtract
from flows.sources.formats import Format
from warehouse import conformed, ledger, quarantine

Again = tuple[Format, RowMapping, Extract, list[Judged]]


def replay(project: Path, *, authority: str = "") -> Iterator[str]:
    """
    Judge again every extract of the formats of which something is held, and yield what came of it, in counts.

    An authority's extracts are recorded again in one transaction: whatever the rules now say of any row, the store is
    as if all had arrived under them, and a run that is killed has changed nothing.
    Raises `SettingsError`, and nothing of the authority is changed, where an extract cannot be read any more or would
    now be stopped.
    """
    with looking_at(project) as (settings, _):
        codes = [each.code for each in settings.chosen(authority)]
    with open_run(project, command="quarantine replay") as run:
        for code in codes:
            with run.leased(code):
                yield f"{code}: {_replayed(run, code)}"


def judged_again(run: Run, entry: RowMapping) -> Again:
    """Return what an extract says, to be recorded again; raises `SettingsError` where it can no longer be read."""
    try:
        form, said, sections = judge_archived(run, entry)
    except UnreadableExtract as error:
        raise SettingsError(
            f"{entry['file_name']} would have to be read again from the archive and cannot be: {error.cause}. "
            "Nothing was changed."
        ) from None
    return form, entry, said, sections


def record_again(run: Run, connection: Connection, authority_code: str, again: Iterable[Again]) -> None:
    """Record extracts as they were judged again; what had expired in the quarantine expires at once."""
    for judged in again:
        record(connection, *judged, [])
    quarantine.supersede(connection, authority_code)
    expire_held(run, connection, authority_code)


def _replayed(run: Run, authority_code: str) -> str:
    with run.engine.connect() as connection:
        entries = ledger.extracts_like_those_held(connection, authority_code)
    if not entries:
        return "nothing is held back."
    again = []
    for entry in entries:
        again.append(judged_again(run, entry))
        _require_no_stop(entry, again[-1][-1])
        with run.writing_for(authority_code):  # a sign of life: many extracts take longer than a lease
            pass
    extract_ids = [entry["extract_id"] for entry in entries]
    with run.writing_for(authority_code) as connection:
        before = quarantine.held(connection, authority_code)
        conformed.unsay(connection, *extract_ids)  # what is held now may have been loaded, in place of something older
        record_again(run, connection, authority_code, again)
        ledger.load_again(connection, extract_ids[:1])
        after = quarantine.held(connection, authority_code)
    return (
        f"judged again: {plural(len(entries), 'extract')}. Held were {_words(before)}, held are {_words(after)}. "
        "The next run loads and publishes what stands; until then readers see the last publication."
    )


def _require_no_stop(entry: RowMapping, sections: list[Judged]) -> None:
    critical = [found for judged in sections for found in judged.outcome.critical]
    if critical:
        raise SettingsError(
            f"{entry['file_name']} would now be stopped: {critical[0].rule}: {critical[0].message} "
            f"({plural(critical[0].failed, 'row')}). Nothing was changed. Change the rule, or take the extract back "
            f'with "lodestar extracts withdraw {entry["extract_id"][:12]}".'
        )


def _words(held: dict[str, int]) -> str:
    return f"{plural(held.get('row', 0), 'row')} and {plural(held.get('value', 0), 'value')}"
