"""
The archive: every extract that ever arrived, once, under the SHA-256 of its content, never changed again.

What is here can be proven to be what arrived. Its name, authority and day of arrival are in the ledger.
"""

import hashlib
import os
import secrets
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from warehouse.runs import has_died, this_process

FOLDER_SUFFIX = ".folder.zip"  # packed by us from a folder; a zip that arrived as one file keeps its own suffix
_WORK = ".work"  # one folder per process: what a killed one left behind can be told from what is in use
_ABANDONED_AFTER = 24 * 60 * 60  # seconds; of a process elsewhere one cannot see whether it has ended
_CHUNK = 1024 * 1024
_LEFT_BY_DESKTOPS = {"thumbs.db", "desktop.ini"}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can state


class ChangedWhileReading(Exception):
    """A file was still being written while it was archived: nothing was kept."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} changed while it was being archived. Nothing was kept of it; the next run tries again."
        )


class ArchiveDamaged(Exception):
    """What the archive holds under a hash is not what was put there."""

    def __init__(self, relative_path: str) -> None:
        super().__init__(
            f"The archive's {relative_path} is damaged or was changed. Restore it from a backup, or delete it and "
            "deliver the extract again."
        )


@dataclass(frozen=True)
class Stored:
    """Where an extract is; `new` is false where the same content was there already."""

    sha256: str
    relative_path: str
    size: int
    new: bool


@dataclass(frozen=True)
class Verification:
    """What a check of every hash found: files examined, and the paths of those that are not what they should be."""

    examined: int
    damaged: tuple[str, ...]


class Archive:
    """A folder of extracts as `ab/cd/<sha256>.<suffix>`, readable by its owner and group alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def store(self, path: Path) -> Stored:
        """
        Keep a file, or a folder of files as one extract, and return where it is.

        It appears under its hash complete and safely on disk, or not at all.
        """
        with self.workplace() as work:
            if path.is_dir():
                source, suffix = _pack(path, work / "packed"), FOLDER_SUFFIX
            else:
                source, suffix = path, _suffix(path)
            sha256, size = fingerprint(source)
            if (known := self._find(sha256)) is not None:
                if known.stat().st_size != size:
                    raise ArchiveDamaged(self._relative(known))
                return Stored(sha256=sha256, relative_path=self._relative(known), size=size, new=False)
            copy = work / "copy"
            if _copy(source, copy) != (sha256, size):
                raise ChangedWhileReading(path.name)
            target = self._folder(sha256) / f"{sha256}{suffix}"
            self._make_folder(target.parent)
            os.rename(copy, target)
            _sync_folder(target.parent)
        return Stored(sha256=sha256, relative_path=self._relative(target), size=size, new=True)

    @contextmanager
    def open_for_reading(self, relative_path: str, name: str | None = None) -> Iterator[Path]:
        """
        Lend an extract as a path: the file itself, or a folder unpacked for the time being.

        With a `name` the path ends in the name that people know, so that messages and provenance show it.
        """
        held = self.root / PurePosixPath(relative_path)
        if not held.is_file():
            raise ArchiveDamaged(relative_path)
        is_folder = held.name.endswith(FOLDER_SUFFIX)
        if not is_folder and name is None:
            yield held
            return
        with self.workplace() as work:
            lent = work / Path(name or held.name.removesuffix(FOLDER_SUFFIX)).name
            if is_folder:
                _unpack(held, lent)
            else:
                _lend(held, lent)
            yield lent

    def verify(self) -> Verification:
        """Read everything again and compare it with the hash in its name."""
        files = sorted(file for file in self.root.glob("??/??/*") if file.is_file())
        damaged = [file for file in files if fingerprint(file)[0] != file.name.partition(".")[0]]
        return Verification(examined=len(files), damaged=tuple(self._relative(file) for file in damaged))

    def clean(self) -> int:
        """Remove what killed processes left behind, and return how many there were; happens at every use as well."""
        left = [folder for folder in (self.root / _WORK).glob("*") if _is_abandoned(folder)]
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)
        return len(left)

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """Lend a folder on the archive's own disk; what is extracted there is as personal as the archive."""
        self.clean()
        self._make_folder(self.root)
        own = self.root / _WORK / this_process().replace(":", "_")
        place = own / secrets.token_hex(8)
        place.mkdir(mode=0o700, parents=True)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)
            with suppress(OSError):  # another thread may be using it
                own.rmdir()

    def _find(self, sha256: str) -> Path | None:
        return next(iter(sorted(self._folder(sha256).glob(f"{sha256}.*"))), None)

    def _folder(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4]

    def _relative(self, file: Path) -> str:
        return file.relative_to(self.root).as_posix()

    def _make_folder(self, folder: Path) -> None:
        """Make a folder of the archive and those above it, each noted on disk, closed to everyone else."""
        if folder.is_dir():
            return
        if folder != self.root:
            self._make_folder(folder.parent)
        else:
            folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o750, exist_ok=True)
        _sync_folder(folder.parent)


def _is_abandoned(work: Path) -> bool:
    host, _, number = work.name.rpartition("_")
    if has_died(f"{host}:{number}"):
        return True
    try:
        return time.time() - work.stat().st_mtime > _ABANDONED_AFTER
    except FileNotFoundError:
        return False  # its owner was faster


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 10 else ".bin"


def fingerprint(path: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return digest.hexdigest(), file.tell()


def _copy(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file to disk for good, read-only, and return the SHA-256 and the size of what was copied."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(_CHUNK):
            digest.update(chunk)
            size += writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    target.chmod(0o440)
    return digest.hexdigest(), size


def _pack(folder: Path, target: Path) -> Path:
    """
    Pack a folder so that the same files always give the same bytes.

    Sorted names, one fixed time, and stored rather than compressed: two versions of zlib pack differently.
    """
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(name for name in files if not _is_left_behind(name)):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system, entry.external_attr = 3, 0o440 << 16
            entry.file_size = files[name].stat().st_size
            with files[name].open("rb") as reader, archive.open(entry, "w") as writer:
                shutil.copyfileobj(reader, writer, _CHUNK)
    return target


def _is_left_behind(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "~$")) for part in parts) or parts[-1].lower() in _LEFT_BY_DESKTOPS


def _unpack(archive: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)


def _lend(held: Path, lent: Path) -> None:
    try:
        lent.symlink_to(held.resolve())
    except OSError:  # Windows wants a privilege for links
        shutil.copyfile(held, lent)


def _sync_folder(folder: Path) -> None:
    """Note on disk that a name was added to a folder, where the operating system lets one ask for it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
