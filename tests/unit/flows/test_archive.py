"""The archive keeps every content once, complete, unchanged."""

import hashlib
import os
import zipfile

import pytest

from flows import archive as module
from flows.archive import Archive, ArchiveDamaged, ChangedWhileReading


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


@pytest.fixture
def census(tmp_path):
    file = tmp_path / "CIN Census.XML"
    file.write_bytes(b"<Message/>")
    return file


@pytest.fixture
def lists(tmp_path):
    folder = tmp_path / "Annex A"
    folder.mkdir()
    (folder / "List 3.csv").write_text("b")
    (folder / "List 1.csv").write_text("a")
    return folder


def _files(archive):
    return sorted(file.relative_to(archive.root).as_posix() for file in archive.root.rglob("*") if file.is_file())


def test_a_file_lies_under_its_hash(archive, census):
    """The path is made of the SHA-256 of the content and the file's own suffix."""
    sha256 = hashlib.sha256(b"<Message/>").hexdigest()

    stored = archive.store(census)

    assert stored == module.Stored(sha256, f"{sha256[:2]}/{sha256[2:4]}/{sha256}.xml", size=10, new=True)
    assert (archive.root / stored.relative_path).read_bytes() == b"<Message/>"


def test_the_same_content_is_kept_once(archive, census, tmp_path):
    """Another name or suffix makes no second copy, and the caller is told."""
    first = archive.store(census)
    copy = tmp_path / "again.txt"
    copy.write_bytes(census.read_bytes())

    second = archive.store(copy)

    assert (second.new, second.relative_path) == (False, first.relative_path)
    assert _files(archive) == [first.relative_path]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_nobody_else_may_read_and_nobody_may_write(archive, census):
    """Files are 0440 and folders 0750, whatever was above them."""
    file = archive.root / archive.store(census).relative_path

    assert file.stat().st_mode & 0o777 == 0o440
    assert {folder.stat().st_mode & 0o777 for folder in list(file.parents)[:3]} <= {0o750, 0o700}


def test_a_folder_has_the_same_hash_wherever_and_whenever_it_lies(archive, lists, tmp_path):
    """Times, the order of the files and what desktops leave behind do not count."""
    other = tmp_path / "elsewhere"
    other.mkdir()
    for name, content in (("List 1.csv", "a"), ("List 3.csv", "b"), ("Thumbs.db", "x"), (".DS_Store", "y")):
        (other / name).write_text(content)
    os.utime(other / "List 1.csv", (0, 0))

    assert archive.store(lists).new
    assert not archive.store(other).new


def test_a_folder_is_packed_the_same_on_every_machine(archive, lists):
    """The hash of the packed folder is fixed: it is the identity of the extract."""
    assert archive.store(lists).sha256 == "f9018b5645d75e8608c962b05c257180127c1bd2eeb23a09d26d512202caf8e4"


def test_a_folder_is_lent_unpacked(archive, lists):
    """A reader gets a folder with the same files, and it is gone afterwards."""
    stored = archive.store(lists)

    with archive.open_for_reading(stored.relative_path, name="Annex A") as lent:
        assert lent.name == "Annex A"
        assert {file.name: file.read_text() for file in lent.iterdir()} == {"List 1.csv": "a", "List 3.csv": "b"}

    assert not lent.exists()
    assert _files(archive) == [stored.relative_path]


def test_a_file_is_lent_under_the_name_people_know(archive, census):
    """Messages and provenance show the name that the file arrived under, not a hash."""
    stored = archive.store(census)

    with archive.open_for_reading(stored.relative_path, name="CIN Census.XML") as lent:
        assert (lent.name, lent.read_bytes()) == ("CIN Census.XML", b"<Message/>")

    assert (archive.root / stored.relative_path).exists()


def test_a_file_without_a_name_is_lent_where_it_lies(archive, census):
    """Nothing is copied where nobody needs the name."""
    stored = archive.store(census)

    with archive.open_for_reading(stored.relative_path) as lent:
        assert lent == archive.root / stored.relative_path


def test_a_zip_that_arrived_stays_a_zip(archive, tmp_path):
    """Only what we packed is unpacked: a delivered zip is the reader's to judge."""
    delivered = tmp_path / "delivery.zip"
    with zipfile.ZipFile(delivered, "w") as packed:
        packed.writestr("a.csv", "1")

    with archive.open_for_reading(archive.store(delivered).relative_path) as lent:
        assert lent.is_file()


def test_verify_finds_what_was_changed(archive, census, lists):
    """Every file is read again; the one that is not its hash is named."""
    intact, changed = archive.store(lists), archive.store(census)
    file = archive.root / changed.relative_path
    file.chmod(0o640)
    file.write_bytes(b"<Massage/>")

    verification = archive.verify()

    assert (verification.examined, verification.damaged) == (2, (changed.relative_path,))
    assert intact.relative_path not in verification.damaged


def test_a_cut_copy_is_not_taken_for_the_extract(archive, census):
    """Where the archive's copy lost bytes, storing the content again says so."""
    file = archive.root / archive.store(census).relative_path
    file.chmod(0o640)
    file.write_bytes(b"<Mess")

    with pytest.raises(ArchiveDamaged, match="Restore it"):
        archive.store(census)


def test_a_file_that_changes_while_it_is_copied_is_not_kept(archive, census, monkeypatch):
    """A delivery still being written is left for the next run."""
    monkeypatch.setattr(module, "_copy", _copy_after_growth)

    with pytest.raises(ChangedWhileReading, match=r"CIN Census\.XML changed"):
        archive.store(census)

    assert _files(archive) == []


def _copy_after_growth(source, target, copy=module._copy):
    source.write_bytes(source.read_bytes() + b"<More/>")
    return copy(source, target)


def test_a_failure_before_the_rename_leaves_nothing(archive, census, monkeypatch):
    """What is under a hash is complete: a copy that never got its name is removed."""
    monkeypatch.setattr(module.os, "rename", _fail)

    with pytest.raises(OSError, match="disk is gone"):
        archive.store(census)

    assert _files(archive) == []


def _fail(*_):
    raise OSError("disk is gone")


def test_what_a_killed_process_left_behind_is_removed(archive, census, monkeypatch):
    """The next use of the archive finds it, and leaves the work of living processes alone."""
    living, killed = (archive.root / ".work" / f"host_{number}" / "1" for number in (1, 2))
    for folder in (living, killed):
        folder.mkdir(parents=True)
        (folder / "copy").write_text("half")
    monkeypatch.setattr(module, "has_died", lambda process: process == "host:2")

    archive.store(census)

    assert living.exists()
    assert not killed.exists()


def test_what_is_missing_is_said(archive):
    """An extract that the ledger knows and the archive lost is an error that says what to do."""
    with pytest.raises(ArchiveDamaged, match="deliver the extract again"), archive.open_for_reading("ab/cd/abcd.xml"):
        pass
