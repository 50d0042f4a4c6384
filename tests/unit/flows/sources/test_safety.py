"""What no reader should open is refused with one line that says why."""

import os
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.sources.extract import UnreadableExtract
from flows.sources.safety import check_directory, check_readable, check_zip, footprint, is_settled


def changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("child\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))  # whole seconds, so that sums are exact
    return path


@pytest.fixture
def archive(tmp_path):
    """Make a zip of the given entries."""

    def make(entries: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> Path:
        path = tmp_path / "extracts.zip"
        with zipfile.ZipFile(path, "w", method) as file:
            for name, content in entries.items():
                file.writestr(name, content)
        return path

    return make


def test_an_ordinary_file_may_be_read(export):
    """A file with something in it passes."""
    check_readable(export)


def test_a_missing_file_is_named(tmp_path):
    """The message names the file without its folder, and what is wrong."""
    with pytest.raises(UnreadableExtract, match=r"^nowhere\.xml cannot be read: it does not exist$"):
        check_readable(tmp_path / "nowhere.xml")


def test_an_empty_file_is_refused(tmp_path):
    """An export that failed leaves an empty file."""
    (tmp_path / "empty.xml").touch()
    with pytest.raises(UnreadableExtract, match="it is empty"):
        check_readable(tmp_path / "empty.xml")


def test_a_folder_is_not_a_file(tmp_path):
    """A folder that is named like an export is refused."""
    with pytest.raises(UnreadableExtract, match="not an ordinary file"):
        check_readable(tmp_path)


def test_a_file_over_the_limit_is_refused(export):
    """The limit and the size are both said."""
    with pytest.raises(UnreadableExtract, match="it has 6 bytes and the limit is 5 bytes"):
        check_readable(export, largest_bytes=5)


def test_a_file_that_changed_a_moment_ago_is_not_settled(export):
    """Someone may still be writing it."""
    assert not is_settled(export, quiet_seconds=60, now=changed_at(export) + timedelta(seconds=59))


def test_a_file_is_settled_after_the_quiet_time(export):
    """Nobody has touched it for as long as was asked."""
    assert is_settled(export, quiet_seconds=60, now=changed_at(export) + timedelta(seconds=60))


def test_a_file_that_grew_since_the_last_look_is_not_settled(export):
    """A share may report a stale time of change, but the size gives it away."""
    before = footprint(export)
    with export.open("a") as file:
        file.write("another\n")
    later = changed_at(export) + timedelta(hours=1)
    assert not is_settled(export, quiet_seconds=60, now=later, before=before)
    assert is_settled(export, quiet_seconds=60, now=later, before=footprint(export))


def test_a_file_from_the_future_is_settled(export):
    """A clock that runs ahead must not keep a file waiting for ever."""
    assert is_settled(export, quiet_seconds=60, now=changed_at(export) - timedelta(days=1))


def test_an_ordinary_archive_passes(archive):
    """Packed and unpacked entries, and folders."""
    check_zip(archive({"a/": b"", "a/list_1.csv": b"child\n" * 1000, "empty.csv": b""}))
    check_zip(archive({"list_1.csv": b"child\n" * 1000}, zipfile.ZIP_STORED))


def test_what_is_little_is_kept_as_it_is_checked(archive):
    """So that a reader need not unpack it again; of what is more, nothing is kept."""
    contents = {"a/": b"", "list_1.csv": b"child\n" * 1000, "empty.csv": b""}
    assert check_zip(archive(contents), keep_at_most=6000) == contents
    assert check_zip(archive(contents), keep_at_most=5999) == {}


def test_a_zip_bomb_is_refused_by_its_ratio(archive):
    """A thousandfold is no spreadsheet."""
    path = archive({"bomb.csv": b"0" * 1_000_000})
    with pytest.raises(UnreadableExtract, match="times its size and the limit is 200 times"):
        check_zip(path, small_enough=1000)


def test_a_small_archive_may_have_any_ratio(archive):
    """A sheet with one word repeated packs extremely well and is harmless."""
    check_zip(archive({"repeated.csv": b"0" * 1_000_000}))


def test_an_archive_that_unpacks_to_too_much_is_refused(archive):
    """However it is spread over the entries."""
    path = archive({f"{number}.csv": bytes(range(256)) * 4 for number in range(10)})
    with pytest.raises(UnreadableExtract, match=r"it would unpack to 10\.0 KiB and the limit is 9\.8 KiB"):
        check_zip(path, largest_unpacked=10_000)


def test_an_archive_of_too_many_entries_is_refused(archive):
    """A million empty files fill a disk too."""
    path = archive({f"{number}.csv": b"" for number in range(11)})
    with pytest.raises(UnreadableExtract, match="11 entries and the limit is 10"):
        check_zip(path, most_entries=10)


@pytest.mark.parametrize(
    "name", ["../outside.csv", "/etc/outside.csv", "a/../../outside.csv", "..\\outside.csv", "C:\\outside.csv"]
)
def test_an_entry_that_leads_outside_is_refused(archive, name):
    """Unpacking must not write beyond its own folder, on any system; the entry's name is not repeated."""
    with pytest.raises(UnreadableExtract, match="outside its own folder") as refused:
        check_zip(archive({name: b"x"}))
    assert "outside.csv" not in str(refused.value)


def test_an_entry_that_is_a_link_is_refused(archive, tmp_path):
    """A link is another way outside."""
    link = zipfile.ZipInfo("link.csv")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableExtract, match="a symbolic link"):
        check_zip(path)


def test_an_archive_that_lies_about_its_size_is_refused(archive):
    """Its directory claims ten bytes; a reader that trusts it would fill the memory."""
    path = archive({"liar.csv": b"0" * 100_000})
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, directory + 24, 10)
    path.write_bytes(content)
    with pytest.raises(UnreadableExtract, match="unpacks to more than it says"):
        check_zip(path)


def test_a_damaged_archive_is_refused(archive):
    """One byte changed on the way is found by the checksum."""
    path = archive({"list_1.csv": bytes(range(256)) * 100}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    with pytest.raises(UnreadableExtract, match="damaged or cut short"):
        check_zip(path)


def test_a_truncated_archive_is_refused(archive):
    """The directory stands at the end, so half a file has none."""
    path = archive({"list_1.csv": bytes(range(256)) * 100}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(UnreadableExtract, match="damaged or cut short"):
        check_zip(path)


def test_an_unusual_method_is_refused(archive):
    """Spreadsheets and ordinary zips know two methods."""
    with pytest.raises(UnreadableExtract, match="unusual method"):
        check_zip(archive({"list_1.csv": b"x" * 100}, zipfile.ZIP_BZIP2))


def test_a_locked_entry_is_refused(archive):
    """Nobody is there at night to type a password."""
    path = archive({"list_1.csv": b"x" * 100})
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(UnreadableExtract, match="locked with a password"):
        check_zip(path)


def test_a_locked_workbook_is_told_from_nonsense(tmp_path):
    """Excel keeps a workbook with a password in another container."""
    path = tmp_path / "annex_a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    with pytest.raises(UnreadableExtract, match=r"save it as \.xlsx without a password"):
        check_zip(path)


def test_something_else_is_no_archive(export):
    """A CSV that was renamed."""
    with pytest.raises(UnreadableExtract, match="not a zip archive"):
        check_zip(export)


def test_a_directory_that_would_fill_the_memory_is_refused(archive):
    """By its stated size, before anybody loads it; large zips state it in a record of their own."""
    ordinary = archive({f"{number}.xml": b"" for number in range(100)})
    check_directory(ordinary)
    with pytest.raises(UnreadableExtract, match="the archive's directory alone has"):
        check_directory(ordinary, largest=1000)
    whole = ordinary.read_bytes()
    at = whole.rindex(b"PK\x05\x06")
    record = b"PK\x06\x06" + bytes(36) + (2**40).to_bytes(8, "little") + bytes(8)
    locator = b"PK\x06\x07" + bytes(4) + at.to_bytes(8, "little") + bytes(4)
    ordinary.write_bytes(whole[:at] + record + locator + whole[at : at + 12] + b"\xff" * 4 + whole[at + 16 :])
    with pytest.raises(UnreadableExtract, match="1024"):
        check_directory(ordinary)
