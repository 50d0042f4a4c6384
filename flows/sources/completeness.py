"""
Whether a file looks as if its end were still to come.

A copy over a slow line may pause for longer than anybody calls quiet, and tools that keep the time of the original
show an old one from the first byte on.
Of the formats that say where they end, one that does not end is therefore given time before it is refused.
"""

import os
from pathlib import Path

from lxml import etree

_ZIPS = {".zip", ".xlsx", ".xlsm"}
_ZIP_BEGINS, _ZIP_ENDS = b"PK\x03\x04", b"PK\x05\x06"
_END_OF_ZIP = 22 + 65_535  # bytes: the end record and the longest comment after it
_END_OF_XML = 4096
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def lacks_its_end(path: Path) -> bool:
    """Whether a zip has no directory yet, or an XML file does not close its root; false for what is neither."""
    suffix = path.suffix.lower()
    if suffix in _ZIPS:
        return _beginning(path, len(_ZIP_BEGINS)) == _ZIP_BEGINS and _ZIP_ENDS not in _ending(path, _END_OF_ZIP)
    if suffix == ".xml":
        root = _root(path)
        return root is not None and not any(
            f"</{root}".encode(encoding) in _ending(path, _END_OF_XML) for encoding in _ENCODINGS
        )
    return False


def _root(path: Path) -> str | None:
    """Return the name of an XML file's root as it is written, with its prefix; none where it has not begun."""
    try:
        with open(os.fsencode(path), "rb") as file:
            for _, element in etree.iterparse(
                file, events=("start",), resolve_entities=False, load_dtd=False, no_network=True
            ):
                name = etree.QName(element).localname
                return f"{element.prefix}:{name}" if element.prefix else name
    except etree.XMLSyntaxError:
        return None
    return None


def _beginning(path: Path, length: int) -> bytes:
    with path.open("rb") as file:
        return file.read(length)


def _ending(path: Path, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - length, 0))
        return file.read(length)
