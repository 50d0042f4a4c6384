"""
The SSDA903 as one XML file: `EXPSSDA903`, a `CHILD` for each child with its `HEADER` and its `EPISODE`s.

DfE publishes no schema of it; `docs/reference/formats/ssda903.md` says what the structure is taken from.
An element is known by what it holds: each of the return's fields belongs to one table, whatever the element around it
is called. What is in no table is counted and reported, never silently lost.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pandas as pd
from lxml import etree

from flows.sources.extract import PROVENANCE, Note, UnreadableExtract
from flows.sources.safety import LARGEST_FILE, check_readable
from flows.sources.ssda903_layout import TABLES
from flows.sources.xml_reading import SAFELY, cause_of, line_of, local, refuse_doctype, says_something

Row = dict[str, str | None]

ROOT = "EXPSSDA903"
GROUPS: dict[str, str] = {
    "EPISODE": "episodes",
    "AREVIEW": "reviews",
    "AMISSING": "missing",
    "OC2": "oc2",
    "PERMANENCE": "prev_perm",
    "AD_PLACED": "placed_adoption",
    "SOCIAL_WORKER": "social_worker",
    "DOLO": "dolo",
}
"""What the elements are called that hold a row each. The last two names are ours: no example was at hand."""

WITHIN_HEADER = ("uasc", "oc3", "ad1")
"""Tables with one row for a child, whose fields stand in HEADER beside the child's own."""

ELEMENTS = {"CHILD": "CHILDID", "PLACE": "PL"}
"""Columns that the XML calls otherwise."""

_COLUMNS = {element: column for column, element in ELEMENTS.items()}
_SHARED = ("CHILD", "DOB", "SEX")  # stated once in HEADER, and repeated in the other tables
_KIND_OF = {name: kind for kind, columns in TABLES.items() for name in columns if name not in _SHARED}
_KIND_OF |= dict.fromkeys(_SHARED, "header")
_FLAG = "UASC"
_NO = {"", "0", "N", "NO", "FALSE"}
_FIRST_ELEMENTS = ["CHILD", "HEADER", "CHILDID"]
_MOST_NAMES_NOTED = 20
_HEADER_PATH = "/CHILD/HEADER"


def recognise(path: Path) -> bool:
    """Tell whether a file is the return as XML: by its root or, should that be called otherwise, by what follows."""
    if path.suffix.lower() != ".xml" or not path.is_file():
        return False
    names: list[str] = []
    # By its bytes: lxml looks at the name, and stumbles over one that is not UTF-8.
    with open(os.fsencode(path), "rb") as file:
        try:
            for _, element in etree.iterparse(file, events=("start",), **SAFELY):
                names.append(_name(element))
                if len(names) > len(_FIRST_ELEMENTS):
                    break
        except etree.XMLSyntaxError:
            pass  # a file that breaks off is still ours if its root says so: `read` says what is wrong
    return bool(names) and (names[0] == ROOT or (names[0] != "MESSAGE" and names[1:] == _FIRST_ELEMENTS))


def read(
    path: Path, *, largest_bytes: int = LARGEST_FILE
) -> tuple[dict[str, pd.DataFrame], dict[str, dict[str, int]], list[Note]]:
    """
    Return the tables as text, the elements that were left out by rule, and remarks; child by child.

    A table of which the file holds no row is left out: like a file that is missing from the CSV set, it says nothing.
    Raises `UnreadableExtract`, whose message holds nothing from inside the file.
    """
    check_readable(path, largest_bytes=largest_bytes)
    reading = _Reading()
    with path.open("rb") as file:
        try:
            _refuse_doctype(file, path.name)
            reading.children(file)
        except etree.XMLSyntaxError as error:
            raise UnreadableExtract(file=path.name, cause=cause_of(error, file, root=ROOT)) from None
    if not reading.rows["header"]:
        raise UnreadableExtract(file=path.name, cause="it is XML, but holds no child of the SSDA903")
    records = {kind: _frame(kind, rows, file=path.name) for kind, rows in reading.rows.items() if rows}
    return records, {kind: {"empty_element": count} for kind, count in sorted(reading.empty.items())}, reading.notes()


def _name(element: etree._Element) -> str:
    return local[element.tag].upper()


def _refuse_doctype(file: BinaryIO, name: str) -> None:
    for _, root in etree.iterparse(file, events=("start",), **SAFELY):
        refuse_doctype(root, file=name, what="the return")
        break
    file.seek(0)


@dataclass
class _Stated:
    """What one element says: its fields by column, in the table to which each belongs."""

    line: int
    tables: dict[str, Row] = field(default_factory=dict)

    def of(self, kind: str) -> Row:
        """Return the fields that belong to a table, to look at or to add to."""
        return self.tables.setdefault(kind, {})

    @property
    def says_something(self) -> bool:
        """Whether any field has a value."""
        return any(any(fields.values()) for fields in self.tables.values())

    def has_row_of(self, kind: str) -> bool:
        """Whether there is a row of a table; UASC says of itself that there is."""
        flagged = kind == "uasc" and (self.of(_FLAG).get(_FLAG) or "").upper() not in _NO
        return flagged or any(self.of(kind).values())


class _Reading:
    """Rows and what was met beside them, while the children go by."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple]] = {kind: [] for kind in TABLES}
        self.empty: Counter = Counter()
        self.unknown: Counter = Counter()
        self.repeated: Counter = Counter()
        self.stray = 0

    def children(self, file: BinaryIO) -> None:
        """Take every child as soon as it is complete, and forget it."""
        events = etree.iterparse(file, events=("end",), **SAFELY)
        for _, element in events:
            root = element.getparent()
            if root is None or root.getparent() is not None:
                continue
            if _name(element) == "CHILD":
                self.child(element)
            else:
                self.unknown[_name(element), ROOT] += 1
            element.clear(keep_tail=True)
            while (past := element.getprevious()) is not None:
                self.stray += says_something(past.tail)
                root.remove(past)
        self.stray += says_something(events.root.text) + sum(says_something(last.tail) for last in events.root)

    def child(self, element: etree._Element) -> None:
        """Make the rows of one child."""
        header, groups = _Stated(line_of(element)), []
        self.fill(element, header, groups)
        if not header.says_something and not groups:
            self.empty["header"] += 1
            return
        shared = header.of("header")
        self.add("header", header.line, shared, shared)
        for kind in TABLES:
            if kind != "header" and header.has_row_of(kind):
                self.add(kind, header.line, header.of(kind), shared)
        for kind, group in groups:
            if group.has_row_of(kind):
                self.add(kind, group.line, group.of(kind), shared | group.of("header"))
            else:
                self.empty[kind] += 1

    def add(self, kind: str, line: int, fields: Row, shared: Row) -> None:
        """Add a row, with what every table repeats of the header."""
        whole = {name: shared.get(name) for name in _SHARED} | fields
        self.rows[kind].append((line, *(whole.get(name) for name in TABLES[kind])))

    def fill(self, container: etree._Element, stated: _Stated, groups: list) -> None:
        """Sort what stands in CHILD or in its HEADER."""
        self.stray += says_something(container.text)
        for part in container:
            self.stray += says_something(part.tail)
            name = _name(part)
            if name == "HEADER":
                stated.line = line_of(part)
                self.fill(part, stated, groups)
            elif kind := self.kind_of_group(name, part):
                groups.append((kind, self.group(kind, part)))
            elif name == _FLAG:
                self.take(part, stated.of(_FLAG), _FLAG, container)
            else:
                self.value(part, name, stated, container)

    @staticmethod
    def kind_of_group(name: str, element: etree._Element) -> str | None:
        """Return the table of whose rows an element is one: by its name, else by the first field in it."""
        if name in GROUPS:
            return GROUPS[name]
        fields = (_KIND_OF.get(_COLUMNS.get(_name(part), _name(part))) for part in element)
        return next((kind for kind in fields if kind not in (None, "header")), None)

    def group(self, kind: str, element: etree._Element) -> _Stated:
        group = _Stated(line_of(element))
        self.stray += says_something(element.text)
        for part in element:
            self.stray += says_something(part.tail)
            name = _name(part)
            column = _COLUMNS.get(name, name)
            if column not in TABLES[kind] or column == "CHILD":
                self.unknown[name, _name(element)] += 1
            else:
                self.take(part, group.of("header" if column in _SHARED else kind), column, element)
        return group

    def value(self, part: etree._Element, name: str, stated: _Stated, container: etree._Element) -> None:
        column = _COLUMNS.get(name, name)
        kind = _KIND_OF.get(column)
        if kind is None:
            self.unknown[name, _name(container)] += 1
        else:
            self.take(part, stated.of(kind), column, container)

    def take(self, part: etree._Element, fields: Row, column: str, container) -> None:
        """Keep a field's text without the spaces around it; of two that differ, the first."""
        for inner in part:
            self.unknown[_name(inner), _name(part)] += 1
        text = None if len(part) else ((part.text or "").strip() or None)
        if fields.get(column) is None:
            fields[column] = text
        elif text is not None and text != fields[column]:
            self.repeated[_name(part), _name(container)] += 1

    def notes(self) -> list[Note]:
        """Return what a person should know of the file as a whole."""
        return [*self._unknown_notes(), *self._repeated_notes(), *self._stray_notes()]

    def _unknown_notes(self) -> Iterator[Note]:
        for (name, parent), count in self.unknown.most_common(_MOST_NAMES_NOTED):
            yield Note(
                "unknown_element", f"{name[:60]} in {parent[:60]} is in no table and was not read ({count} times)."
            )
        if (more := len(self.unknown) - _MOST_NAMES_NOTED) > 0:
            yield Note("unknown_element", f"{more} more names of elements are in no table.")

    def _repeated_notes(self) -> Iterator[Note]:
        for (name, parent), count in self.repeated.most_common(_MOST_NAMES_NOTED):
            message = f"{name} in {parent} was given again with another value ({count} times); the first was taken."
            yield Note("repeated_element", message)

    def _stray_notes(self) -> Iterator[Note]:
        if self.stray:
            yield Note("stray_text", f"Text between elements was not read ({self.stray} times).")


def _frame(kind: str, rows: list[tuple], *, file: str) -> pd.DataFrame:
    lines, *values = zip(*rows, strict=True)
    columns = {name: pd.array(list(cells), dtype="str") for name, cells in zip(TABLES[kind], values, strict=True)}
    places = {
        "source_file": pd.array([file] * len(rows), dtype="str"),
        "source_sheet": pd.array([_path(kind)] * len(rows), dtype="str"),
        "source_line": pd.array(list(lines), dtype="int64"),
        "row_number": pd.array(range(len(rows)), dtype="int64"),
    }
    return pd.DataFrame({**columns, **{name: places[name] for name in PROVENANCE}})


def _path(kind: str) -> str:
    """Return where in a child the rows of a table stand."""
    if kind == "header" or kind in WITHIN_HEADER:
        return _HEADER_PATH
    element = next(element for element, table in GROUPS.items() if table == kind)
    return f"/CHILD/{element}" if kind == "episodes" else f"{_HEADER_PATH}/{element}"
