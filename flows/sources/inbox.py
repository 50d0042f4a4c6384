"""What lies in an authority's folder of extracts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.sources import annex_a, ssd, ssda903
from flows.sources.safety import is_settled

PARTIAL_SUFFIXES = {".tmp", ".part", ".partial", ".crdownload", ".filepart"}
DEEPEST = 20  # folders within folders; nobody files extracts deeper

LEADS_OUT = "it is a link that leads out of the inbox; put the file itself there"
LEADS_NOWHERE = "it is a link that leads nowhere; put the file itself there"
LINKED_FOLDER = "it is a link to a folder, and such links are not followed; put the folder itself there"
HOLDS_A_LINK = "it holds a link that leads out of the inbox; put the file itself there"
NOT_ORDINARY = "it is not an ordinary file but a pipe, a device or a socket; put a file there"
TOO_DEEP = f"it lies more than {DEEPEST} folders deep; move it up"


@dataclass(frozen=True)
class Arrival:
    """
    A file, or a folder that is one extract.

    `settled` is false while it may still be being written, `refused` says why it must not be opened at all, and
    `within` names the zip that it came out of.
    """

    path: Path
    settled: bool = True
    refused: str = ""
    within: str = ""

    @property
    def files(self) -> list[Path]:
        """The files that it consists of."""
        return files_of(self.path)

    @property
    def name(self) -> str:
        """The name as it is shown and kept: on one line, whatever signs the file system allows."""
        return printable(f"{self.within}/{self.path.name}" if self.within else self.path.name)

    @property
    def changed(self) -> float:
        """When any file of it was last changed, in seconds."""
        return max((file.stat().st_mtime for file in self.files), default=0.0)

    def try_to_open(self) -> None:
        """Raise the operating system's error if a file of it cannot be opened."""
        for file in self.files:
            file.open("rb").close()


def printable(name: str) -> str:
    """Return a file's name on one line and in characters that can be written, whatever the file system allows."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def files_of(path: Path) -> list[Path]:
    """Return the file itself, or the files of a folder by name."""
    return sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]


def arrivals(
    inbox: Path,
    *,
    quiet_seconds: float,
    now: datetime,
    within: str = "",
    apart: Callable[[Path], bool] = lambda folder: False,
) -> Iterator[Arrival]:
    """
    Yield what lies in a folder and the folders below it, by name.

    A folder of Annex A's lists, or of the SSDA903's or the SSD's tables, as CSV is one arrival; hidden files,
    Office's lock files and partial downloads are passed over; a folder that cannot be looked into is one that cannot
    be opened.
    What is neither file nor folder is refused unopened, and so is a link that leads out of the inbox: whoever may
    write there could otherwise have any file of this account's read and kept.
    `now` has a time zone; `apart` tells of a folder whose files are extracts of their own.
    """
    root = inbox.resolve()

    def look(folder: Path, depth: int) -> Iterator[Arrival]:
        try:
            paths = sorted(folder.iterdir())
        except PermissionError:
            yield Arrival(folder, within=within)
            return
        for path in paths:
            if path.name.startswith((".", "~$")) or path.suffix.lower() in PARTIAL_SUFFIXES:
                continue
            if cause := _why_not(path, root) or (TOO_DEEP if depth > DEEPEST else ""):
                yield Arrival(path, refused=cause, within=within)
            elif path.is_dir() and (apart(path) or not is_one_extract(path)):
                yield from look(path, depth + 1)
            else:
                settled = all(is_settled(file, quiet_seconds=quiet_seconds, now=now) for file in files_of(path))
                yield Arrival(path, settled=settled, within=within)

    yield from look(inbox, depth=1)


def is_one_extract(folder: Path) -> bool:
    """Whether the files of a folder are one extract together."""
    return any(form.recognise(folder) for form in (annex_a, ssda903, ssd))


def _why_not(path: Path, root: Path) -> str:
    """Say why a path must not be opened; nothing where it may."""
    try:
        if _leads_out(path, root):
            return LEADS_OUT
        if path.is_symlink() and path.is_dir():
            return LINKED_FOLDER
        if path.is_symlink() and not path.exists():
            return LEADS_NOWHERE
        if path.is_dir():
            return HOLDS_A_LINK if any(_leads_out(file, root) for file in path.iterdir()) else ""
        return "" if path.is_file() else NOT_ORDINARY
    except PermissionError:
        return ""  # it is told when it is opened
    except (OSError, RuntimeError):  # links in a circle
        return LEADS_NOWHERE


def _leads_out(path: Path, root: Path) -> bool:
    return path.is_symlink() and not path.resolve().is_relative_to(root)
