"""Keep what arrived: every extract once, out of a zip too, and say so where something cannot be kept."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from flows.archive import ChangedWhileReading, Stored, fingerprint
from flows.run import Run, utc_now
from flows.settings import AuthoritySettings, SettingsError
from flows.sources import zips
from flows.sources.as_at import without_day
from flows.sources.completeness import lacks_its_end
from flows.sources.extract import UnreadableExtract
from flows.sources.formats import FORMATS, Format, holds_exports, recognise
from flows.sources.inbox import Arrival, arrivals, is_one_extract
from flows.summary import ExtractResult
from warehouse import ledger, offers, overview

ZIP = "zip"  # the format, in the ledger, of a zip that could not be unpacked

logger = logging.getLogger("lodestar")


@dataclass(frozen=True)
class Kept:
    """
    What came of something that arrived.

    `extract_ids` are the extracts of it that the archive holds, `new` how many of them are to be judged now;
    `whole` is false if anything of it has to be looked at again.
    """

    new: int = 0
    extract_ids: frozenset[str] = frozenset()
    whole: bool = True

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.new + other.new, self.extract_ids | other.extract_ids, self.whole and other.whole)


LEFT = Kept(whole=False)


@dataclass
class Keeper:
    """Archives what arrives for one authority in one run."""

    run: Run
    authority: AuthoritySettings
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def keep(self, arrival: Arrival, *, level: int = 0, allowance: zips.Allowance | None = None) -> Kept:
        """Archive one arrival and enter it in the ledger; a zip's content in its stead."""
        if arrival.refused:
            return self.refuse(arrival.name, arrival.refused)
        if not arrival.settled:
            return self.leave(arrival.name)
        try:
            arrival.try_to_open()
            if not level and self._may_still_grow(arrival):
                return self.leave(arrival.name)
            if zips.is_zip(arrival.path):
                return self._keep_zip(arrival, level=level + 1, allowance=allowance or zips.Allowance())
            form = recognise(arrival.path, self.run.formats) or self._format_before(arrival)
        except OSError as error:
            return self.refuse(arrival.name, _cause(error))
        if form is None:
            self.run.summary.not_recognised.append(arrival.name)
            return LEFT
        try:
            stored = self.run.archive.store(arrival.path)
        except ChangedWhileReading:
            return self.leave(arrival.name)
        return self._register(arrival, form, stored)

    def arrivals(self, folder: Path, *, quiet_seconds: float = 0, within: str = "") -> Iterator[Arrival]:
        """Yield what lies in a folder, as the project's formats tell one extract from several."""
        return arrivals(folder, quiet_seconds=quiet_seconds, now=self.now, within=within, apart=self._apart)

    def _apart(self, folder: Path) -> bool:
        return holds_exports(folder, self.run.formats)

    def refuse(self, name: str, cause: str) -> Kept:
        """Tell of something that cannot even be copied; it stays where it is, for the next run."""
        self.run.summary.extracts.append(ExtractResult(self.authority.code, name, "", "unreadable", cause))
        self.run.unopened.setdefault(self.authority.code, {})[name] = cause
        logger.error("%s cannot be read: %s", name, cause)
        return LEFT

    def known(self, place: str, mark: str) -> Kept | None:
        """
        Count as there what looks as it did when all of it was kept; None where it has to be looked at again.

        What could not be read has to be: what a mapping or a register declares may have been corrected.
        """
        with self.run.engine.connect() as connection:
            before = offers.seen(connection, self.authority.code, place, mark)
            if before is None or before.extract_ids is None:
                return None
            for extract_id in before.extract_ids:
                if overview.extract_entry(connection, extract_id)["state"] == "unreadable":
                    return None
        self.run.present[self.authority.code].update(before.extract_ids)
        self.run.summary.seen_before += len(before.extract_ids)
        return Kept(extract_ids=frozenset(before.extract_ids))

    def leave(self, name: str) -> Kept:
        """Leave something for the next run that may still be being written."""
        self.run.summary.left_alone.append(name)
        logger.info("%s may still be being written: left for the next run.", name)
        return LEFT

    def _format_before(self, arrival: Arrival) -> Format | None:
        """
        Return the format in which what arrived under such a name, but for its day, was read before; None if none was.

        A list of which every heading was changed is still that list: reading it says what is wrong.
        """
        if not arrival.path.is_file() or not (words := without_day(arrival.path.stem)):
            return None
        with self.run.engine.connect() as connection:
            read = overview.formats_of_names(connection, self.authority.code)
        alike = [
            format_name
            for name, format_name in read
            if without_day(Path(name).stem) == words and Path(name).suffix.lower() == arrival.path.suffix.lower()
        ]
        return self.run.formats.get(alike[-1]) if alike else None

    def _may_still_grow(self, arrival: Arrival) -> bool:
        """Whether it has no end yet, and is so young that the rest may come; an old one is read and refused."""
        age = abs(self.now.timestamp() - arrival.changed)
        return age < self.run.settings.sources.patience_seconds and any(map(lacks_its_end, arrival.files))

    def _register(self, arrival: Arrival, form: Format, stored: Stored) -> Kept:
        self.run.present[self.authority.code].add(stored.sha256)
        with self.run.writing_for(self.authority.code) as connection:
            if ledger.extract_known(connection, stored.sha256):
                return Kept(self._again(connection, arrival, form, stored.sha256), frozenset({stored.sha256}))
            self._enter(connection, arrival, form.name, stored)
        logger.info("%s archived as %s.", arrival.name, stored.sha256[:12])
        return Kept(1, frozenset({stored.sha256}))

    def _enter(self, connection: Connection, arrival: Arrival, form: str, stored: Stored) -> None:
        ledger.register_extract(
            connection,
            extract_id=stored.sha256,
            authority_code=self.authority.code,
            format=form,
            file_name=arrival.name,
            size_bytes=stored.size,
            archive_path=stored.relative_path,
            run_id=self.run.run_id,
            now=utc_now(),
        )

    def _again(self, connection: Connection, arrival: Arrival, form: Format, extract_id: str) -> int:
        """
        Do nothing about content that arrived before, unless it had gone astray; return 1 if it is to be judged again.

        What was stopped in another authority's inbox, and says that it is this one's, has now come to the right
        place, and so has what a person withdrew there.
        What could not be read may be readable since its mapping or its register was corrected.
        """
        entry = overview.extract_entry(connection, extract_id)
        if entry["authority_code"] == self.authority.code:
            if entry["state"] == "unreadable" and _can_be_read_now(form, arrival, before=entry["format"]):
                ledger.set_extract_state(connection, extract_id, state="archived", format=form.name)
                return 1
            self.run.summary.seen_before += 1
            return 0
        is_ours = entry["state"] == "stopped" and form.authority_of(arrival.path) == self.authority.code
        if is_ours or entry["state"] == "withdrawn":
            ledger.set_extract_state(connection, extract_id, state="archived", authority_code=self.authority.code)
            return 1
        self.run.summary.elsewhere.append(arrival.name)
        return 0

    # --- Zips

    def _keep_zip(self, arrival: Arrival, *, level: int, allowance: zips.Allowance) -> Kept:
        """Keep what a zip holds; nothing is unpacked where all of this very content was kept before."""
        content, _ = fingerprint(arrival.path)
        if known := self.known(arrival.name, content):
            return known
        with self.run.archive.workplace() as work:
            folder = work / arrival.path.stem
            try:
                if level > zips.DEEPEST:
                    raise UnreadableExtract(file=arrival.path.name, cause=zips.TOO_DEEP)
                zips.unpack(arrival.path, folder, password=self._password(arrival), allowance=allowance)
            except UnreadableExtract as error:
                return self._keep_refused(arrival, error.cause)
            whole = is_one_extract(folder) and not self._apart(folder)
            inside = [Arrival(folder, within=arrival.name)] if whole else self.arrivals(folder, within=arrival.name)
            kept = sum((self.keep(each, level=level, allowance=allowance) for each in inside), Kept())
        if kept.whole:
            with self.run.writing_for(self.authority.code) as connection:
                place = (self.authority.code, arrival.name, content)
                offers.note(connection, *place, now=utc_now(), extract_ids=kept.extract_ids)
        return kept

    def _password(self, arrival: Arrival) -> str:
        """Return the password of the authority's zips, where this one asks for it; empty where none is set."""
        if not self.authority.zip_password or not zips.is_locked(arrival.path):
            return ""
        try:
            return self.run.settings.secret(self.authority.zip_password)
        except SettingsError as error:
            raise UnreadableExtract(file=arrival.path.name, cause=f"it is locked with a password. {error}") from None

    def _keep_refused(self, arrival: Arrival, cause: str) -> Kept:
        """Keep a zip that cannot be unpacked as it is, told once; each run tries it again."""
        try:
            stored = self.run.archive.store(arrival.path)
        except ChangedWhileReading:
            return self.leave(arrival.name)
        self.run.present[self.authority.code].add(stored.sha256)
        with self.run.writing_for(self.authority.code) as connection:
            if not ledger.extract_known(connection, stored.sha256):
                self._enter(connection, arrival, ZIP, stored)
            elif overview.extract_entry(connection, stored.sha256)["reason"] == cause:
                self.run.summary.seen_before += 1
                return LEFT
            ledger.set_extract_state(connection, stored.sha256, state="unreadable", reason=cause)
        result = ExtractResult(self.authority.code, arrival.name, ZIP, "unreadable", cause)
        self.run.summary.extracts.append(result)
        logger.error("%s cannot be read: %s", arrival.name, cause)
        return LEFT


def _can_be_read_now(form: Format, arrival: Arrival, *, before: str) -> bool:
    if form.name == before and form.name in FORMATS:  # only what the project declares is corrected overnight
        return False
    try:
        form.read(arrival.path)
    except UnreadableExtract:
        return False
    return True


def _cause(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "this account is not permitted to open it; grant it read access"
    return f"the operating system does not open it ({type(error).__name__})"
