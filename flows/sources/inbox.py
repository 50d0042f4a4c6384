"""What lies in an authority's folder of extracts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.sources import annex_a, ssd, ssda903
from flows.sources.safety import is_settled

PARTIAL_SUFFIXES = {".tmp", ".part", ".partial", ".crdownload", ".filepart"}


@dataclass(frozen=True)
class Arrival:
    """A file, or a folder that is one extract; `settled` is false while it may still be being written."""

    path: Path
    settled: bool

    @property
    def files(self) -> list[Path]:
        """The files that it consists of."""
        return files_of(self.path)

    @property
    def name(self) -> str:
        """The name as it is shown and kept: on one line, whatever signs the file system allows."""
        return printable(self.path.name)

    def try_to_open(self) -> None:
        """Raise the operating system's error if a file of it cannot be opened."""
        for file in self.files:
            if file.is_file():  # to open a pipe would be to wait for its writer
                file.open("rb").close()


def printable(name: str) -> str:
    """Return a file's name on one line and in characters that can be written, whatever the file system allows."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def files_of(path: Path) -> list[Path]:
    """Return the file itself, or the files of a folder by name."""
    return sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]


def arrivals(
    inbox: Path, *, quiet_seconds: float, now: datetime, apart: Callable[[Path], bool] = lambda folder: False
) -> Iterator[Arrival]:
    """
    Yield what lies in a folder and the folders below it, by name.

    A folder of Annex A's lists, or of the SSDA903's or the SSD's tables, as CSV is one arrival; hidden files,
    Office's lock files and partial downloads are passed over; a folder that cannot be looked into is one that cannot
    be opened.
    `now` has a time zone; `apart` tells of a folder whose files are extracts of their own.
    """
    try:
        paths = sorted(inbox.iterdir())
    except PermissionError:
        yield Arrival(path=inbox, settled=True)
        return
    for path in paths:
        if path.name.startswith((".", "~$")) or path.suffix.lower() in PARTIAL_SUFFIXES:
            continue
        if path.is_dir() and (apart(path) or not any(form.recognise(path) for form in (annex_a, ssda903, ssd))):
            yield from arrivals(path, quiet_seconds=quiet_seconds, now=now, apart=apart)
        elif path.exists():
            settled = all(is_settled(file, quiet_seconds=quiet_seconds, now=now) for file in files_of(path))
            yield Arrival(path=path, settled=settled)
