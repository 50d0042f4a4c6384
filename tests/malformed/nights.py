"""Two runs on malformed inputs: one on what must be refused, one on what can be read in part."""

import os
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flows.initialising import initialise
from flows.nightly import nightly
from flows.sample.authority import CODE
from flows.summary import ExtractResult, Summary
from flows.telling import tell_person
from tests.malformed.cases import HELD_AT_THE_GATE, LEFT_ALONE, NOT_ALL_OF_IT, PASSED_OVER, UNREADABLE, Bad, good
from tests.malformed.census import sound_census

QUIET = 60  # seconds
PATIENCE = 900
REFUSED = (*UNREADABLE, *HELD_AT_THE_GATE, *LEFT_ALONE, *PASSED_OVER)


@dataclass(frozen=True)
class Night:
    """A project after a run, and what the run told."""

    project: Path
    summary: Summary
    lines: list[str]
    delivered: dict[str, str]

    def results(self, name: str) -> list[ExtractResult]:
        return [result for result in self.summary.extracts if result.file_name == name]

    def told_of(self, name: str) -> list[str]:
        """Return the lines about a file, or about what lay in it."""
        return [line for line in self.lines if line[12:].startswith((f"{name}: ", f"{name}/"))]


def write_census(folder: Path) -> Path:
    """Write a small sound census."""
    folder.mkdir()
    census = folder / "CIN_Census_2023.xml"
    census.write_text(sound_census())
    return census


def write_project(folder: Path, *files: Path) -> Path:
    """Make a project with some files in its inbox, which are taken once they are a minute old."""
    list(initialise(folder, code=CODE, name="Sampleton", inbox="in", warehouse="sqlite:///warehouse.db", alert_url=""))
    settings = folder / "lodestar.toml"
    text = settings.read_text().replace("quiet_seconds = 30", f"quiet_seconds = {QUIET}")
    settings.write_text(text.replace('inbox = "in"\n', 'inbox = "in"\nzip_password = "file:zip.password"\n'))
    (folder / "zip.password").write_text("invented for this test")
    for file in files:
        shutil.copy(file, folder / "in")
    return folder


def age(folder: Path, seconds: float = 3600) -> None:
    """Make everything look as if it had been there for an hour; links stay links."""
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - seconds, time.time() - seconds), follow_symlinks=False)


def digests(inbox: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in an inbox; links and pipes are not opened."""
    files = (file for file in inbox.rglob("*") if file.is_file() and not file.is_symlink())
    return {file.relative_to(inbox).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}


def refused(project: Path, census: Path, *, run: Callable[[Path], Summary] = nightly) -> Night:
    """Run once on sound extracts among everything that must be refused."""
    inbox = project / "in"
    good(inbox, census)
    make(REFUSED, inbox, census)
    (inbox / "CIN_Census_2021.xml").mkdir()
    (inbox / "CIN_Census_2020.xml.part").write_text("<Message>")
    age(inbox)
    for bad in LEFT_ALONE:
        seconds = 0 if bad.name.startswith("growing") else (QUIET + PATIENCE) / 2
        os.utime(inbox / bad.name, (time.time() - seconds, time.time() - seconds))
    delivered = digests(inbox)
    return _night(project, run(project), delivered)


def in_part(project: Path, census: Path, more: Callable[[Path], object] = lambda inbox: None) -> Night:
    """Run once on what can be read, but not all of it."""
    inbox = project / "in"
    make(NOT_ALL_OF_IT, inbox, census)
    more(inbox)
    age(inbox)
    return _night(project, nightly(project), {})


def make(cases: Iterable[Bad], inbox: Path, census: Path) -> None:
    """Make malformed inputs out of a sound census."""
    for bad in cases:
        bad.make(inbox / bad.name, census.read_text())


def _night(project: Path, summary: Summary, delivered: dict[str, str]) -> Night:
    return Night(project, summary, list(tell_person(summary)), delivered)
