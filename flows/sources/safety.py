"""Guards that every reader puts before its parser: what arrives in an inbox is not always what it says it is."""

import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from stat import S_ISLNK, S_ISREG

from flows.sources.extract import UnreadableExtract

GIBIBYTE = 1024**3
MEBIBYTE = 1024**2

LARGEST_FILE = 2 * GIBIBYTE  # ten times the largest return of the largest authority
LARGEST_UNPACKED = 4 * GIBIBYTE
MOST_ENTRIES = 10_000
LARGEST_RATIO = 200  # spreadsheets of repeated words reach about 100; a bomb reaches 1,000
SMALL_ENOUGH = 50 * MEBIBYTE  # whatever its ratio, an archive that unpacks to less than this harms nobody

_CHUNK = 256 * 1024
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
) -> None:
    """
    Refuse an archive (zip, xlsx) that would unpack into too much, or to somewhere else, or not at all.

    What the directory of an archive says about sizes is only a claim, and readers other than Python's do not
    check it before they fill the memory.
    So each entry is unpacked once here, into nothing, and stopped as soon as it exceeds its claim.
    """
    check_readable(path, largest_bytes=largest_unpacked)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_directory(path, entries, most_entries=most_entries)
            _check_sizes(
                path,
                entries,
                largest_unpacked=largest_unpacked,
                largest_ratio=largest_ratio,
                small_enough=small_enough,
            )
            for entry in entries:
                _check_entry(path, file, entry)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError):
        raise UnreadableExtract(file=path.name, cause=_why_not_zip(path)) from None


def _check_directory(path: Path, entries: list[zipfile.ZipInfo], *, most_entries: int) -> None:
    if len(entries) > most_entries:
        raise UnreadableExtract(
            file=path.name, cause=f"the archive has {len(entries)} entries and the limit is {most_entries}"
        )
    if any(_leads_outside(entry) for entry in entries):
        raise UnreadableExtract(
            file=path.name, cause="the archive has an entry that would be unpacked outside its own folder"
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableExtract(file=path.name, cause="the archive is locked with a password; save it without one")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise UnreadableExtract(
            file=path.name, cause="the archive is packed by an unusual method; pack it again as an ordinary zip"
        )


def _check_sizes(
    path: Path,
    entries: list[zipfile.ZipInfo],
    *,
    largest_unpacked: int,
    largest_ratio: int,
    small_enough: int,
) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > largest_unpacked:
        raise UnreadableExtract(
            file=path.name,
            cause=f"it would unpack to {_size(unpacked)} and the limit is {_size(largest_unpacked)}",
        )
    # Compared with the file and not with the entries' claims: overlapping entries share their packed bytes.
    ratio = unpacked / path.stat().st_size
    if unpacked > small_enough and ratio > largest_ratio:
        raise UnreadableExtract(
            file=path.name,
            cause=f"it would unpack to {ratio:.0f} times its size and the limit is {largest_ratio} times",
        )


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename  # as stored: zipfile tidies `filename`, other tools do not
    posix, windows = PurePosixPath(name.replace("\\", "/")), PureWindowsPath(name)
    return (
        posix.is_absolute()
        or bool(windows.drive)
        or ".." in posix.parts
        or "\0" in name
        or S_ISLNK(entry.external_attr >> 16)
    )


def _check_entry(path: Path, file, entry: zipfile.ZipInfo) -> None:
    """Unpack one entry into nothing and compare length and checksum with the archive's claims."""
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
        if unpacker and unpacker.eof:
            break
    if length != entry.file_size or checksum != entry.CRC:
        raise zipfile.BadZipFile


def _why_not_zip(path: Path) -> str:
    with path.open("rb") as file:
        beginning = file.read(8)
    if beginning == _OFFICE_CONTAINER:
        return "it is locked with a password or saved as Excel 97-2003; save it as .xlsx without a password"
    if beginning.startswith(b"PK"):
        return "the archive is damaged or cut short; copy or export it again"
    return "it is not a zip archive or an .xlsx workbook"


def _size(count: int) -> str:
    for unit, length in (("GiB", GIBIBYTE), ("MiB", MEBIBYTE), ("KiB", 1024)):
        if count >= length:
            return f"{count / length:.1f} {unit}"
    return f"{count} bytes"
