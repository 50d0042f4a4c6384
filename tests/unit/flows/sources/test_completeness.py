"""Whether the end of a file is still to come."""

import zipfile
from pathlib import Path

import pytest

from flows.sources.completeness import lacks_its_end

WHOLE = "<?xml version='1.0'?><m:Message xmlns:m='urn:x'><Child/></m:Message>\n<!-- made by hand -->\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_ends_with_its_root(tmp_path: Path, encoding: str):
    """Whatever its encoding, prefix and the remarks after it; without it the rest may come."""
    file = tmp_path / "census.XML"
    file.write_bytes(WHOLE.encode(encoding))
    assert not lacks_its_end(file)
    file.write_bytes(WHOLE[: WHOLE.index("</m:")].encode(encoding))
    assert lacks_its_end(file)


@pytest.mark.parametrize("name", ["delivery.zip", "Annex A.xlsx"])
def test_a_zip_ends_with_its_directory(tmp_path: Path, name: str):
    """It is written last; a remark may follow it."""
    file = tmp_path / name
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", "b" * 1000)
        archive.comment = b"made by hand" * 50
    assert not lacks_its_end(file)
    file.write_bytes(file.read_bytes()[:500])
    assert lacks_its_end(file)


@pytest.mark.parametrize(
    ("name", "content"), [("a.xml", b""), ("a.xml", b"words"), ("a.zip", b"words"), ("a.csv", b"a,")]
)
def test_of_anything_else_nobody_can_tell(tmp_path: Path, name: str, content: bytes):
    """It is read, and reading says what is wrong."""
    (tmp_path / name).write_bytes(content)
    assert not lacks_its_end(tmp_path / name)
