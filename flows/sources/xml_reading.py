"""What every reader of XML shares: a parser that nothing hostile gets past, and causes in our own words."""

import os
import re
from typing import BinaryIO

from lxml import etree

from flows.sources.extract import UnreadableExtract

SAFELY = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""Options of `iterparse`: no entity is expanded, nothing is fetched, no element may be huge."""

_CUT_SHORT = "it ends before its last element is closed: the file was cut short"
_CAUSES = {
    "ERR_DOCUMENT_EMPTY": "it is not XML",
    "ERR_TAG_NOT_FINISHED": _CUT_SHORT,
    "ERR_INVALID_ENCODING": "it is not in the encoding that its first line declares (UTF-8 if it declares none)",
    "ERR_UNSUPPORTED_ENCODING": "its first line declares an encoding that nobody knows",
    "ERR_UNKNOWN_ENCODING": "its first line declares an encoding that nobody knows",
    "ERR_XMLDECL_NOT_FINISHED": "its first line is damaged, or in another encoding than it declares",
    "ERR_INVALID_CHAR": "it holds a character that XML forbids, such as NUL",
    "ERR_UNDECLARED_ENTITY": "it uses an entity that is not declared",
    "ERR_DOCUMENT_END": "it goes on after its outermost element is closed: two files may have become one",
    "ERR_RESERVED_XML_NAME": (
        "its first line (<?xml ...?>) stands elsewhere than at its very beginning: something precedes it, or two "
        "files may have become one"
    ),
    "ERR_RESOURCE_LIMIT": "it nests elements more than 256 deep, or holds a text of more than 10 MB",
}
_FIRST_BIG_LINE = 65535
_LARGEST_RECORD = 16 * 1024**2  # all that one child's life comes to is less than a hundredth of it


class LocalNames(dict):
    """An element's name without its namespace, looked up in a hurry."""

    def __missing__(self, tag: str) -> str:
        self[tag] = tag.rpartition("}")[2]
        return self[tag]


local = LocalNames()


def refuse_doctype(root: etree._Element, *, file: str, what: str) -> None:
    """Raise `UnreadableExtract` if the document declares its type: no return does, and an attack may."""
    if root.getroottree().docinfo.doctype:
        raise UnreadableExtract(
            file=file, cause=f"it declares a document type (DOCTYPE), which {what} never does and an attack may"
        )


class Metered:
    """
    A file for a parser that keeps nothing but the record that it is in.

    It is refused when it goes on for long without another record: it would fill the memory with what no return holds.
    """

    def __init__(self, file: BinaryIO, name: str, *, record: str) -> None:
        self._file = file
        self._name = name
        self._record = record
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, as a parser asks for them."""
        found = self._file.read(size)
        self._since += len(found)
        if self._since > _LARGEST_RECORD:
            limit = f"{_LARGEST_RECORD // 1024**2} MiB"
            raise UnreadableExtract(file=self._name, cause=f"it has {limit} without another {self._record}")
        return found

    def went_on(self) -> None:
        """Note that a record is complete and done with."""
        self._since = 0


def line_of(element: etree._Element) -> int:
    """Return the line on which an element begins, as a person counts."""
    line = element.sourceline
    if line >= _FIRST_BIG_LINE:
        # From here on libxml2 gives the line on which the element's text ends.
        line -= (element.text or "").count("\n")
    return line


def says_something(text: str | None) -> bool:
    """Tell whether text between elements is more than the spaces of the layout."""
    return bool(text) and not text.isspace()


def cause_of(error: etree.XMLSyntaxError, file: BinaryIO, *, root: str) -> str:
    """Say what is wrong in our own words: libxml2's quote the file. `root` is the name of its outermost element."""
    last = error.error_log.last_error if error.error_log else None
    kind = last.type_name if last else "unknown error"
    line = last.line if last else error.lineno
    cause = _CAUSES.get(kind) or (f"it is not well-formed XML ({kind})" if _is_whole(file, root) else _CUT_SHORT)
    return f"{cause} (line {line})" if line else cause


def _is_whole(file: BinaryIO, root: str) -> bool:
    """Whether the file ends as it should; if not, whatever the parser stumbled over is the break."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 1024))
    closing = rb"</([\w.-]+:)?" + re.escape(root.encode()) + rb"\s*>"
    return re.search(closing, file.read().replace(b"\0", b"")) is not None
