"""Guards that every reader puts before its parser: what arrives in an inbox is not always what it says it is."""

import os
import unicodedata
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from stat import S_ISLNK, S_ISREG
from typing import BinaryIO

from flows.sources.extract import UnreadableExtract

GIBIBYTE = 1024**3
MEBIBYTE = 1024**2

LARGEST_FILE = 2 * GIBIBYTE  # ten times the largest return of the largest authority
LARGEST_UNPACKED = 4 * GIBIBYTE
MOST_ENTRIES = 10_000
LARGEST_RATIO = 200  # spreadsheets of repeated words reach about 100; a bomb reaches 1,000
LARGEST_DIRECTORY = 16 * MEBIBYTE  # of an archive: ten times what so many entries need
SMALL_ENOUGH = 50 * MEBIBYTE  # whatever its ratio, an archive that unpacks to less than this harms nobody

ENCRYPTED = 0x1  # bit of an entry's flags
AES = 99  # the packing method that stands for "see the AES field"
KNOWN_PACKING = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, AES})

_CHUNK = 256 * 1024
_LONGEST_END = 22 + 65_535 + 76  # bytes: the end record, the longest comment after it, what a large zip has before it
_LOCAL_HEADER = b"PK\x03\x04"
_OFFICE_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Excel, or a workbook locked with a password


@dataclass(frozen=True)
class Footprint:
    """What two looks at the same file must agree on before it counts as complete."""

    size: int
    modified: float


def footprint(path: Path) -> Footprint:
    """Return the file's size and time of change, to be compared with a later look."""
    status = path.stat()
    return Footprint(size=status.st_size, modified=status.st_mtime)


def is_settled(path: Path, *, quiet_seconds: float, now: datetime, before: Footprint | None = None) -> bool:
    """
    Tell whether nobody is writing the file any more: a file still growing is left for the next run.

    It is settled when it has not changed for `quiet_seconds`, and still has the footprint of an earlier look
    if the caller kept one (`before`): a share may show a stale time of change, hardly ever a stale size.
    A time of change in the future is a wrong clock, not a writer, so distance counts and not direction.
    """
    present = footprint(path)
    if before is not None and present != before:
        return False
    return abs(now.timestamp() - present.modified) >= quiet_seconds


def check_readable(path: Path, *, largest_bytes: int = LARGEST_FILE) -> None:
    """Refuse what no reader should open: nothing there, not a file, empty, too large, no permission."""
    try:
        status = path.stat()
        if S_ISREG(status.st_mode):
            path.open("rb").close()
    except FileNotFoundError:
        raise UnreadableExtract(file=path.name, cause="it does not exist") from None
    except PermissionError:
        raise UnreadableExtract(
            file=path.name, cause="this account is not permitted to open it; grant it read access"
        ) from None
    if not S_ISREG(status.st_mode):
        raise UnreadableExtract(file=path.name, cause="it is not an ordinary file")
    if status.st_size == 0:
        raise UnreadableExtract(file=path.name, cause="it is empty; export it again")
    if status.st_size > largest_bytes:
        raise UnreadableExtract(
            file=path.name,
            cause=f"it has {_size(status.st_size)} and the limit is {_size(largest_bytes)}; "
            "raise the limit if the file is genuine",
        )


def check_zip(
    path: Path,
    *,
    largest_unpacked: int = LARGEST_UNPACKED,
    largest_ratio: int = LARGEST_RATIO,
    most_entries: int = MOST_ENTRIES,
    small_enough: int = SMALL_ENOUGH,
    keep_at_most: int = 0,
) -> dict[str, bytes]:
    """
    Refuse an archive (zip, xlsx) that would unpack into too much, or to somewhere else, or not at all.

    What the directory of an archive says about sizes is only a claim, and readers other than Python's do not
    check it before they fill the memory.
    So each entry is unpacked once here and stopped as soon as it exceeds its claim.
    Returns what all entries hold, by their names, where that is together no more than `keep_at_most` bytes; nothing
    else.
    """
    check_readable(path, largest_bytes=largest_unpacked)
    check_directory(path)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & ENCRYPTED for entry in entries):
                raise UnreadableExtract(
                    file=path.name, cause="the archive is locked with a password; save it without one"
                )
            check_entries(
                path,
                entries,
                most_entries=most_entries,
                largest_unpacked=largest_unpacked,
                largest_ratio=largest_ratio,
                small_enough=small_enough,
            )
            is_kept = sum(entry.file_size for entry in entries) <= keep_at_most
            contents: dict[str, bytes] = {}
            for entry in entries:
                chunks = _unpacked(path, file, entry)
                if is_kept:
                    contents[entry.filename] = b"".join(chunks)
                else:
                    deque(chunks, maxlen=0)
            return contents
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError):
        raise UnreadableExtract(file=path.name, cause=why_not_zip(path)) from None


def check_directory(path: Path, *, largest: int = LARGEST_DIRECTORY) -> None:
    """Refuse an archive whose directory alone would fill the memory: readers load all of it before anything else."""
    with path.open("rb") as file:
        size = _directory_size(file)
    if size > largest:
        raise UnreadableExtract(
            file=path.name, cause=f"the archive's directory alone has {_size(size)}; pack fewer files into it"
        )


def _directory_size(file: BinaryIO) -> int:
    """Return the largest size that any of a zip's end records gives its directory; 0 where there is none."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _LONGEST_END))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        return 0
    sizes = [int.from_bytes(tail[at + 12 : at + 16], "little")]
    locator = tail[max(0, at - 20) : at]
    if locator.startswith(b"PK\x06\x07"):  # readers disagree whether the larger record lies where this says
        file.seek(min(int.from_bytes(locator[8:16], "little"), end))
        records = (file.read(56), tail[max(0, at - 76) : max(0, at - 20)])
        longer = [int.from_bytes(record[40:48], "little") for record in records if record.startswith(b"PK\x06\x06")]
        sizes = longer + [size for size in sizes if size != 2**32 - 1]
    return max(sizes, default=0)


def check_entries(
    path: Path,
    entries: Sequence[zipfile.ZipInfo],
    *,
    most_entries: int = MOST_ENTRIES,
    largest_unpacked: int = LARGEST_UNPACKED,
    largest_ratio: int = LARGEST_RATIO,
    small_enough: int = SMALL_ENOUGH,
) -> None:
    """Refuse an archive whose directory says already that it must not be unpacked."""
    for cause in (
        _wrong_with_number(entries, most_entries),
        _wrong_with_names(entries),
        _wrong_with_packing(entries),
        _wrong_with_sizes(path, entries, largest_unpacked, largest_ratio, small_enough),
    ):
        if cause:
            raise UnreadableExtract(file=path.name, cause=cause)


def _wrong_with_number(entries: Sequence[zipfile.ZipInfo], most_entries: int) -> str:
    if len(entries) <= most_entries:
        return ""
    return f"the archive has {len(entries)} entries and the limit is {most_entries}"


def _wrong_with_names(entries: Sequence[zipfile.ZipInfo]) -> str:
    if any(S_ISLNK(entry.external_attr >> 16) for entry in entries):
        return "the archive holds a symbolic link; put the file itself into it"
    if any(_leads_outside(entry) for entry in entries):
        return "the archive has an entry that would be unpacked outside its own folder"
    # Readers disagree on which of two entries counts, and on some disks one would overwrite the other.
    names = {unicodedata.normalize("NFC", entry.filename).casefold() for entry in entries}
    if len(names) < len(entries):
        return "the archive has two entries of one name, or of names that differ in capitals only; pack it again"
    return ""


def _wrong_with_packing(entries: Sequence[zipfile.ZipInfo]) -> str:
    if all(entry.compress_type in KNOWN_PACKING for entry in entries):
        return ""
    return "the archive is packed by an unusual method; pack it again as an ordinary zip"


def _wrong_with_sizes(
    path: Path, entries: Sequence[zipfile.ZipInfo], largest_unpacked: int, largest_ratio: int, small_enough: int
) -> str:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > largest_unpacked:
        return f"it would unpack to {_size(unpacked)} and the limit is {_size(largest_unpacked)}"
    # Compared with the file and not with the entries' claims: overlapping entries share their packed bytes.
    ratio = unpacked / path.stat().st_size
    if unpacked > small_enough and ratio > largest_ratio:
        return f"it would unpack to {ratio:.0f} times its size and the limit is {largest_ratio} times"
    return ""


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename  # as stored: zipfile tidies `filename`, other tools do not
    posix, windows = PurePosixPath(name.replace("\\", "/")), PureWindowsPath(name)
    return posix.is_absolute() or bool(windows.drive) or ".." in posix.parts or "\0" in name


def _unpacked(path: Path, file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield one entry chunk by chunk, and compare length and checksum with the archive's claims."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != _LOCAL_HEADER:
        raise zipfile.BadZipFile
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)

    deflated = entry.compress_type == zipfile.ZIP_DEFLATED
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if deflated else None
    packed_left, length, checksum = entry.compress_size, 0, 0
    while packed_left > 0 or (unpacker and unpacker.unconsumed_tail):
        packed = unpacker.unconsumed_tail if unpacker and unpacker.unconsumed_tail else b""
        if not packed:
            packed = file.read(min(_CHUNK, packed_left))
            packed_left -= len(packed)
            if not packed:
                raise zipfile.BadZipFile
        try:
            plain = unpacker.decompress(packed, 4 * _CHUNK) if unpacker else packed
        except zlib.error:
            raise zipfile.BadZipFile from None
        length += len(plain)
        checksum = zlib.crc32(plain, checksum)
        if length > entry.file_size:
            raise UnreadableExtract(
                file=path.name, cause="the archive unpacks to more than it says; it is damaged or hostile"
            )
        yield plain
        if unpacker and unpacker.eof:
            break
    if length != entry.file_size or checksum != entry.CRC:
        raise zipfile.BadZipFile


def why_not_zip(path: Path) -> str:
    """Say what a file is that should have been an archive or a workbook."""
    with path.open("rb") as file:
        beginning = file.read(512)
    if beginning.startswith(_OFFICE_CONTAINER):
        return "it is locked with a password or saved as Excel 97-2003; save it as .xlsx without a password"
    if beginning.startswith(b"PK"):
        return "the archive is damaged or cut short; copy or export it again"
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype html", b"<table")):
        return "it is a web page under the name of a workbook; open it in Excel and save it as .xlsx"
    return "it is not a zip archive or an .xlsx workbook"


def _size(count: int) -> str:
    for unit, length in (("GiB", GIBIBYTE), ("MiB", MEBIBYTE), ("KiB", 1024)):
        if count >= length:
            return f"{count / length:.1f} {unit}"
    return f"{count} bytes"
