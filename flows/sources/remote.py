"""
Sources that are not a folder of this machine: SFTP, object stores, whatever fsspec opens.

Files are listed, looked at and copied; nothing is ever changed or deleted there.
What the other side says is not trusted: names that would leave the folder, links and endless files are refused.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from urllib.parse import urlsplit

import fsspec
from fsspec.utils import infer_storage_options

from flows.sources.inbox import DEEPEST, PARTIAL_SUFFIXES, TOO_DEEP
from flows.sources.safety import LARGEST_FILE

MOST_FILES = 100_000
_CHUNK = 1024 * 1024
_TIMES = ("mtime", "LastModified", "last_modified", "modified", "created")
_NEEDS = {"s3": "s3fs", "s3a": "s3fs", "abfs": "adlfs", "abfss": "adlfs", "az": "adlfs", "gs": "gcsfs", "gcs": "gcsfs"}

Told = TypeVar("Told")


class SourceUnavailable(Exception):
    """A source could not be used; `passing` if it may be there at the next try."""

    def __init__(self, cause: str, *, passing: bool) -> None:
        super().__init__(cause)
        self.passing = passing


class ChangedMeanwhile(Exception):
    """A file was not the same after it was copied as before."""


class CannotWrite(Exception):
    """The disk here does not take a copy."""


@dataclass(frozen=True)
class Listed:
    """
    A file as a source lists it: `name` is its path below the inbox, `mark` tells one version of it from the next.

    `refused` says why it must not be fetched.
    """

    path: str
    name: str
    size: int
    mark: str
    modified: datetime | None
    refused: str = ""


@dataclass(frozen=True)
class Unit:
    """What is fetched together: a file, or a folder with CSV files in it, which may be one extract."""

    name: str
    files: tuple[Listed, ...]

    @property
    def mark(self) -> str:
        """What tells one version of it from the next."""
        return "\n".join(f"{file.name}\t{file.mark}" for file in self.files)

    @property
    def modified(self) -> datetime | None:
        """When any of it last changed; none where the source does not say."""
        times = [file.modified for file in self.files]
        return None if None in times else max(times)

    @property
    def refused(self) -> str:
        """Why it must not be fetched."""
        return next((file.refused for file in self.files if file.refused), "")


@dataclass
class Source:
    """An address, opened when it is first needed and again after each failure."""

    address: str
    access: dict[str, Any]
    attempts: int
    wait_seconds: float
    _opened: fsspec.AbstractFileSystem | None = field(default=None, init=False)

    @property
    def shown(self) -> str:
        """The address as people may see it."""
        parts = urlsplit(self.address)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()

    def list(self) -> list[Listed]:
        """Return every file below the address, by name; hidden files and partial downloads are passed over."""
        return self._patiently(lambda files: sorted(_walk(files, _root(files, self.address)), key=lambda one: one.name))

    def copy(self, file: Listed, target: Path) -> None:
        """
        Copy a file in bounded memory; it has the time of change that the source states, so far as it states one.

        Raises `ChangedMeanwhile` if it is not what was listed, `CannotWrite` where there is no room here.
        """

        def copied(files: fsspec.AbstractFileSystem) -> None:
            try:
                with files.open(file.path, "rb") as there:
                    left = file.size - _write(target, there, most=file.size + 1)
                if left or _mark(files.info(file.path)) != file.mark:
                    raise ChangedMeanwhile
            except FileNotFoundError:
                raise ChangedMeanwhile from None

        self._patiently(copied)
        if file.modified is not None:
            os.utime(target, (file.modified.timestamp(), file.modified.timestamp()))

    def close(self) -> None:
        """Hang up, where the file system holds a line."""
        if self._opened is not None and hasattr(self._opened, "close"):
            with suppress(Exception):
                self._opened.close()
        self._opened = None

    def _patiently(self, operation: Callable[[fsspec.AbstractFileSystem], Told]) -> Told:
        """Try, wait longer each time, and give up; raises `SourceUnavailable`, which says nothing of what was sent."""
        for attempt in range(1, self.attempts + 1):
            try:
                self._opened = self._opened or _open(self.address, self.access)
                return operation(self._opened)
            except (SourceUnavailable, ChangedMeanwhile, CannotWrite):
                raise
            except Exception as error:
                self.close()
                if cause := _lasting(error):
                    raise SourceUnavailable(f"{self.shown}: {cause}", passing=False) from None
                trouble = type(error).__name__
            if attempt < self.attempts:
                time.sleep(self.wait_seconds * 2 ** (attempt - 1))
        raise SourceUnavailable(
            f"{self.shown} does not answer as it should ({trouble}); tried {self.attempts} times.", passing=True
        )


def units(files: list[Listed]) -> Iterator[Unit]:
    """
    Yield what is to be fetched together.

    A folder with CSV files directly in it is taken whole, with what lies below it, since it may be one extract.
    """
    folders = {PurePosixPath(file.name).parent for file in files if file.name.lower().endswith(".csv")}
    folders.discard(PurePosixPath("."))
    grouped: dict[str, list[Listed]] = {}
    for file in files:
        holding = [folder for folder in reversed(PurePosixPath(file.name).parents) if folder in folders]
        grouped.setdefault(str(holding[0]) if holding else file.name, []).append(file)
    for name, group in grouped.items():
        yield Unit(name, tuple(group))


def _write(target: Path, there: Any, *, most: int) -> int:
    """Copy up to so many bytes, chunk by chunk, and return how many there were."""
    written = 0
    try:
        here = target.open("wb")
    except OSError as error:
        raise CannotWrite(type(error).__name__) from None
    with here:
        while written < most and (chunk := there.read(min(_CHUNK, most - written))):
            try:
                written += here.write(chunk)
            except OSError as error:
                raise CannotWrite(type(error).__name__) from None
    return written


def _open(address: str, access: dict[str, Any]) -> fsspec.AbstractFileSystem:
    protocol = address.partition("://")[0]
    options = dict(access)
    try:
        if protocol in ("sftp", "ssh"):
            from flows.sources.sftp import KnownServer as FileSystem

            told = infer_storage_options(address)
            options = {name: told[name] for name in ("host", "port", "username") if told.get(name)} | options
        else:
            FileSystem = fsspec.get_filesystem_class(protocol)  # noqa: N806
            options |= {"skip_instance_cache": True, "use_listings_cache": False}
    except ImportError:
        needed = _NEEDS.get(protocol, f"the file system for {protocol}")
        install = ': pip install "lodestar-warehouse[object-store]"' if needed in ("s3fs", "adlfs") else ""
        cause = f"{protocol}:// needs {needed}, which is not installed{install}."
        raise SourceUnavailable(cause, passing=False) from None
    except ValueError:
        cause = f"{protocol}:// is no kind of address that Lodestar opens; use sftp://, s3:// or abfs://."
        raise SourceUnavailable(cause, passing=False) from None
    try:
        return FileSystem(**options)
    except TypeError:
        cause = f"access in lodestar.toml lacks an option that {protocol}:// needs, or has one that it does not know."
        raise SourceUnavailable(cause, passing=False) from None


def _root(files: fsspec.AbstractFileSystem, address: str) -> str:
    return files._strip_protocol(address).rstrip("/") or files.root_marker


def _walk(files: fsspec.AbstractFileSystem, root: str) -> Iterator[Listed]:
    found = 0
    folders = [(root, 1)]
    while folders:
        folder, depth = folders.pop()
        for info in files.ls(folder, detail=True):
            if info["name"].rstrip("/") == folder.rstrip("/"):
                continue  # object stores list the folder in itself
            found += 1
            if found > MOST_FILES:
                raise SourceUnavailable(
                    f"it holds more than {MOST_FILES:,} files; give the extracts a folder of their own.", passing=False
                )
            file = _listed(info, root)
            last = PurePosixPath(file.name).name
            if last.startswith((".", "~$")) or PurePosixPath(last).suffix.lower() in PARTIAL_SUFFIXES:
                continue
            if info["type"] == "directory" and not file.refused and depth < DEEPEST:
                folders.append((info["name"], depth + 1))
            else:
                yield file


def _listed(info: dict[str, Any], root: str) -> Listed:
    name = info["name"].removeprefix(root).lstrip("/")
    return Listed(
        path=info["name"],
        name=name,
        size=_size(info),
        mark=_mark(info),
        modified=_modified(info),
        refused=_why_not(info, name),
    )


def _size(info: dict[str, Any]) -> int:
    return int(info.get("size") or 0)


def _mark(info: dict[str, Any]) -> str:
    return f"{_size(info)}\t{info.get('ETag') or info.get('etag') or _modified(info) or ''}"


def _why_not(info: dict[str, Any], name: str) -> str:
    parts = name.split("/")
    if not name or any(part in ("", ".", "..") for part in parts) or "\0" in name or "\\" in name:
        return "its name would lead out of the inbox; give it an ordinary one"
    if any(len(part.encode("utf-8", "replace")) > 255 for part in parts):
        return "its name is longer than a disk can hold; give it a shorter one"
    if info["type"] == "directory":
        return TOO_DEEP if len(parts) >= DEEPEST else ""
    if info["type"] == "link" or info.get("islink"):
        return "it is a link; put the file itself there"
    if info["type"] != "file":
        return "it is not an ordinary file but a pipe, a device or a socket; put a file there"
    return "it is larger than any extract" if _size(info) > LARGEST_FILE else ""


def _modified(info: dict[str, Any]) -> datetime | None:
    stated = next((info[key] for key in _TIMES if info.get(key)), None)
    if isinstance(stated, datetime):
        return stated if stated.tzinfo else stated.replace(tzinfo=UTC)
    return datetime.fromtimestamp(stated, UTC) if isinstance(stated, int | float) else None


def _lasting(error: Exception) -> str:
    """Say what a person has to mend; nothing where trying again may help."""
    kind = type(error).__name__
    if kind == "BadHostKeyException":
        return "the server's key is not the one in known_hosts; ask its owner before you trust it."
    if kind == "SSHException" and "not found in known_hosts" in str(error):
        return 'the server\'s key is not in known_hosts; add it with "ssh-keyscan", and compare it with its owner.'
    if isinstance(error, PermissionError) or "Auth" in kind or "Credential" in kind:
        return f"access was refused ({kind}); look at access under [[authorities]] in lodestar.toml."
    if isinstance(error, FileNotFoundError):
        return "there is no such folder or file; correct inbox in lodestar.toml, or have it made."
    return ""
