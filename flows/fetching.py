"""Fetch: copy from a source elsewhere what has changed there, and keep it like what arrives in a folder."""

import os
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.keeping import LEFT, Keeper, Kept
from flows.run import Run, utc_now
from flows.settings import REFERENCES, AuthoritySettings, Settings
from flows.sources.inbox import printable
from flows.sources.remote import CannotWrite, ChangedMeanwhile, Listed, Source, SourceUnavailable, Unit, units
from warehouse import offers


def source_of(settings: Settings, authority: AuthoritySettings) -> Source:
    """Return an authority's source with its secrets in place; raises `SettingsError` where one cannot be had."""
    access: dict[str, Any] = {
        name: settings.secret(value) if str(value).startswith(REFERENCES) else value
        for name, value in authority.access.items()
    }
    if authority.inbox.startswith(("sftp://", "ssh://")):
        from flows.sources.sftp import access_of

        access = access_of(access, settings.project)
    return Source(
        authority.inbox, access, attempts=settings.sources.attempts, wait_seconds=settings.sources.wait_seconds
    )


def fetch(run: Run, authority: AuthoritySettings) -> Kept:
    """Archive what is new at an authority's address; a source that does not answer costs nobody else anything."""
    source = source_of(run.settings, authority)
    try:
        listed = list(units(source.list()))
        run.present[authority.code] = set()
        keeper = Keeper(run, authority)
        changed = [
            unit for unit in listed if unit.refused or not keeper.known(_place(source, unit), unit.mark)
        ]  # what is known is counted first: a failure among the rest does not make it seem gone
        return sum((_take(keeper, source, unit) for unit in changed), Kept())
    except SourceUnavailable as trouble:
        run.miss(authority.code, str(trouble), passing=trouble.passing)
        return LEFT
    finally:
        source.close()


def _place(source: Source, unit: Unit) -> str:
    return f"{source.address}\n{unit.name}"


def _take(keeper: Keeper, source: Source, unit: Unit) -> Kept:
    """Fetch and keep a file, or a folder that may be one extract."""
    name = printable(unit.name)
    if unit.refused:
        return keeper.refuse(name, unit.refused)
    first_seen = _first_seen(keeper, source, unit)
    if not _is_settled(keeper.run.settings, unit, first_seen=first_seen, now=keeper.now):
        return keeper.leave(name)
    with keeper.run.archive.workplace() as work:
        try:
            for file in unit.files:
                _copy(source, file, work / file.name, first_seen)
        except ChangedMeanwhile:
            return keeper.leave(name)
        except (CannotWrite, OSError) as error:
            return keeper.refuse(name, f"it cannot be written to the archive's disk ({type(error).__name__})")
        except SourceUnavailable as trouble:
            if trouble.passing:
                raise
            return keeper.refuse(name, str(trouble))
        kept = sum(map(keeper.keep, keeper.arrivals(work)), Kept())
    if kept.whole:
        _note(keeper, source, unit, kept.extract_ids)
    return kept


def _first_seen(keeper: Keeper, source: Source, unit: Unit) -> datetime:
    """Return since when it has looked as it does, which is now if it did not at the last look."""
    with keeper.run.engine.connect() as connection:
        before = offers.seen(connection, keeper.authority.code, _place(source, unit), unit.mark)
    if before is not None:
        return before.first_seen_at.replace(tzinfo=UTC)
    _note(keeper, source, unit, None)
    return keeper.now


def _note(keeper: Keeper, source: Source, unit: Unit, extract_ids: Collection[str] | None) -> None:
    code = keeper.authority.code
    with keeper.run.writing_for(code) as connection:  # a sign of life too: fetching may take long
        offers.note(connection, code, _place(source, unit), unit.mark, now=utc_now(), extract_ids=extract_ids)


def _copy(source: Source, file: Listed, target: Path, first_seen: datetime) -> None:
    """Copy a file; where the source states no time, it has the one at which it was first seen."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.copy(file, target)
    if file.modified is None:
        os.utime(target, (first_seen.timestamp(), first_seen.timestamp()))


def _is_settled(settings: Settings, unit: Unit, *, first_seen: datetime, now: datetime) -> bool:
    """
    Whether nobody writes it any more: it has not changed for a while, or looked just so a while ago.

    The clock of the other side may be wrong, so distance counts and not direction.
    """
    quiet = settings.sources.quiet_seconds
    if unit.modified is not None and abs((now - unit.modified).total_seconds()) >= quiet:
        return True
    return (now - first_seen).total_seconds() >= quiet
