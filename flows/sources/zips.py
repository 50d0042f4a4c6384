"""Zip files that extracts arrive in, also locked with a password: unpacked within bounded memory and disk."""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flows.sources.extract import UnreadableExtract
from flows.sources.safety import (
    AES,
    ENCRYPTED,
    LARGEST_FILE,
    LARGEST_UNPACKED,
    check_directory,
    check_entries,
    check_readable,
    check_zip,
)

SUFFIX = ".zip"
DEEPEST = 2  # a zip, and zips within it
ROOM_TO_LEAVE = 256 * 1024**2  # bytes on the disk, for everything else that a run writes

LOCKED = (
    "it is locked with a password; name the password's reference as zip_password in lodestar.toml "
    "(docs/how-to/sources.md)"
)
WRONG_PASSWORD = "the password that zip_password refers to does not open it"
TOO_DEEP = "it is a zip within a zip within a zip; pack it less deep"

_CHUNK = 1024 * 1024


@dataclass
class Allowance:
    """How much may still be unpacked out of one delivery, zips within zips included."""

    left: int = LARGEST_UNPACKED


def is_zip(path: Path) -> bool:
    """Whether a file is to be unpacked: by its name, since a workbook is a zip too."""
    return path.suffix.lower() == SUFFIX and path.is_file()


def is_locked(path: Path) -> bool:
    """Whether a file is a zip that asks for a password; raises `UnreadableExtract` for a directory past all bounds."""
    check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return any(entry.flag_bits & ENCRYPTED for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False


def unpack(path: Path, folder: Path, *, password: str = "", allowance: Allowance | None = None) -> None:
    """
    Unpack a zip into a new folder, file by file and chunk by chunk.

    Raises `UnreadableExtract` for one that would lead outside, is too large for the allowance or the disk, is
    damaged, or is locked and the password does not open it; what was unpacked until then is for the caller to
    remove.
    """
    allowance = allowance or Allowance()
    check_readable(path)
    if not is_locked(path):
        check_zip(path, largest_unpacked=allowance.left)
    folder.mkdir(mode=0o700)
    try:
        with _opened(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            check_entries(path, archive.infolist(), largest_unpacked=allowance.left)
            _check_room(path, entries, folder)
            allowance.left -= sum(entry.file_size for entry in entries)
            for entry in entries:
                _extract(path, archive, entry, folder, password=password)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError):
        if is_locked(path):
            raise UnreadableExtract(file=path.name, cause=f"{WRONG_PASSWORD}, or it is damaged") from None
        raise UnreadableExtract(
            file=path.name, cause="the archive is damaged or cut short; copy or export it again"
        ) from None


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open with the standard library, which knows the classic lock, or for AES with the one that knows it too."""
    with zipfile.ZipFile(path) as archive:
        if all(entry.compress_type != AES for entry in archive.infolist()):
            yield archive
            return
    import pyzipper  # a third of a second, which few runs need

    try:
        with pyzipper.AESZipFile(path) as archive:
            yield archive
    except pyzipper.BadZipFile:
        raise zipfile.BadZipFile from None


def _check_room(path: Path, entries: list[zipfile.ZipInfo], folder: Path) -> None:
    if not entries:
        raise UnreadableExtract(file=path.name, cause="the archive holds no file")
    if any(entry.file_size > LARGEST_FILE for entry in entries):
        raise UnreadableExtract(file=path.name, cause="the archive holds a file larger than any extract")
    if sum(entry.file_size for entry in entries) > shutil.disk_usage(folder).free - ROOM_TO_LEAVE:
        raise UnreadableExtract(file=path.name, cause="the archive's disk has no room to unpack it; make room there")


def _extract(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, *, password: str) -> None:
    if entry.flag_bits & ENCRYPTED and not password:
        raise UnreadableExtract(file=path.name, cause=LOCKED)
    target = folder.joinpath(*PurePosixPath(entry.filename.replace("\\", "/")).parts)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            archive.open(entry, pwd=password.encode() if entry.flag_bits & ENCRYPTED else None) as packed,
            open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as plain,
        ):
            shutil.copyfileobj(packed, plain, _CHUNK)
    except NotImplementedError:
        raise UnreadableExtract(file=path.name, cause="it is locked by an unusual method; lock it with AES") from None
    except RuntimeError:  # what both libraries raise where the password is not the one
        raise UnreadableExtract(file=path.name, cause=WRONG_PASSWORD) from None
    except OSError as error:
        raise UnreadableExtract(
            file=path.name, cause=f"one of its files cannot be written under its name ({type(error).__name__})"
        ) from None
