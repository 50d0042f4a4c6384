"""
The SSDA903 as one XML file: `EXPSSDA903`, a `CHILD` for each child with its `HEADER` and its `EPISODE`s.

`docs/reference/formats/ssda903.md` says what the structure is taken from.
An element is known by what it holds: each of the return's fields belongs to one table, whatever the element around it
is called. What is in no table is counted and reported, never silently lost.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pandas as pd
from lxml import etree

from flows.sources.extract import PROVENANCE, Note, UnreadableExtract
from flows.sources.safety import LARGEST_FILE, check_readable
from flows.sources.ssda903_layout import TABLES
from flows.sources.xml_reading import SAFELY, Metered, cause_of, line_of, local, refuse_doctype, says_something

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

_SHARED = ("CHILD", "DOB", "SEX")  # stated once in HEADER, and repeated in the other tables
_OWN = {kind: frozenset(columns) - {*_SHARED} for kind, columns in TABLES.items()}
_KIND_OF = {column: kind for kind, own in _OWN.items() for column in own if kind != "header"}
_FIELDS = frozenset().union(*TABLES.values())
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
                names.append(_names[element.tag])
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
            reading.children(Metered(file, path.name, record="CHILD"))
        except etree.XMLSyntaxError as error:
            raise UnreadableExtract(file=path.name, cause=cause_of(error, file, root=ROOT)) from None
    if not reading.rows["header"]:
        raise UnreadableExtract(file=path.name, cause="it is XML, but holds no child of the SSDA903")
    records = {kind: _frame(kind, rows, file=path.name) for kind, rows in reading.rows.items() if rows}
    return records, {kind: {"empty_element": count} for kind, count in sorted(reading.empty.items())}, reading.notes()


class _Names(dict):
    """An element's name in capitals and without its namespace."""

    def __missing__(self, tag: str) -> str:
        self[tag] = local[tag].upper()
        return self[tag]


class _Columns(dict):
    """The column, as the CSV set calls it, that an element is named for."""

    def __missing__(self, tag: str) -> str:
        self[tag] = {element: column for column, element in ELEMENTS.items()}.get(_names[tag], _names[tag])
        return self[tag]


_names, _columns = _Names(), _Columns()


def _refuse_doctype(file: BinaryIO, name: str) -> None:
    for _, root in etree.iterparse(file, events=("start",), **SAFELY):
        refuse_doctype(root, file=name, what="the return")
        break
    file.seek(0)


class _Reading:
    """Rows and what was met beside them, while the children go by."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple]] = {kind: [] for kind in TABLES}
        self.empty: Counter = Counter()
        self.unknown: Counter = Counter()
        self.repeated: Counter = Counter()
        self.stray = 0

    def children(self, file: Metered) -> None:
        """Take every child as soon as it is complete, and forget it."""
        events = etree.iterparse(file, events=("end",), tag="{*}CHILD", **SAFELY)
        for _, element in events:
            root = element.getparent()
            if root is None or root.getparent() is not None:
                continue  # counted as unknown with the element that holds it
            self.child(element)
            element.clear(keep_tail=True)
            while (past := element.getprevious()) is not None:
                self.outside(past)
                root.remove(past)
            file.went_on()
        self.stray += says_something(events.root.text)
        for last in events.root:
            self.outside(last)

    def outside(self, element: etree._Element) -> None:
        """Account for what stands beside the children, or behind one."""
        self.stray += says_something(element.tail)
        if local[element.tag] != "CHILD":
            self.unknown[_names[element.tag], ROOT] += 1

    def child(self, element: etree._Element) -> None:
        """Make the rows of one child."""
        header: Row = {}
        groups: list[tuple[str, int, Row]] = []
        line = self.fill(element, header, groups)
        if not groups and not any(header.values()):
            self.empty["header"] += 1
            return
        self.add("header", line, header)
        stated = {_KIND_OF.get(column) for column, value in header.items() if value is not None}
        if (header.get(_FLAG) or "").upper() not in _NO:
            stated.add("uasc")
        for kind in TABLES:
            if kind in stated:
                self.add(kind, line, header)
        for kind, group_line, fields in groups:
            if any(fields[column] for column in fields if column not in _SHARED):
                self.add(kind, group_line, fields | {name: fields.get(name) or header.get(name) for name in _SHARED})
            else:
                self.empty[kind] += 1

    def add(self, kind: str, line: int, fields: Row) -> None:
        self.rows[kind].append((line, *map(fields.get, TABLES[kind])))

    def fill(self, container: etree._Element, header: Row, groups: list[tuple[str, int, Row]]) -> int:
        """Sort what stands in CHILD or in its HEADER; return the line of HEADER."""
        line = line_of(container)
        self.stray += says_something(container.text)
        for part in container:
            tail = part.tail
            if tail and not tail.isspace():
                self.stray += 1
            name = _names[part.tag]
            if name == "HEADER":
                line = self.fill(part, header, groups)
            elif kind := GROUPS.get(name) or (_kind_by_content(part) if len(part) else None):
                groups.append((kind, line_of(part), self.group(part, kind)))
            elif (column := _columns[part.tag]) in _FIELDS or column == _FLAG:
                self.take(part, column, header, container)
            else:
                self.unknown[name, _names[container.tag]] += 1
        return line

    def group(self, element: etree._Element, kind: str) -> Row:
        """Return the fields of an element that holds a row; by far the most of the time is spent here."""
        fields: Row = {}
        own = _OWN[kind]
        self.stray += says_something(element.text)
        for part in element:
            tail = part.tail
            if tail and not tail.isspace():
                self.stray += 1
            column = _columns[part.tag]
            if column in own or (column in TABLES[kind] and column != "CHILD"):
                self.take(part, column, fields, element)
            else:
                self.unknown[_names[part.tag], _names[element.tag]] += 1
        return fields

    def take(self, part: etree._Element, column: str, fields: Row, container: etree._Element) -> None:
        """Keep a field's text without the spaces around it; of two that differ, the first."""
        text = part.text
        if text:
            text = text.strip() or None
        if len(part):
            text = None
            for inner in part:
                self.unknown[_names[inner.tag], _names[part.tag]] += 1
        if fields.get(column) is None:
            if text is not None or column not in fields:
                fields[column] = text
        elif text is not None and text != fields[column]:
            self.repeated[_names[part.tag], _names[container.tag]] += 1

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


def _kind_by_content(element: etree._Element) -> str | None:
    """Return the table of whose rows an element is one by the first field in it that is of a table."""
    kinds = (_KIND_OF.get(_columns[part.tag]) for part in element)
    return next((kind for kind in kinds if kind), None)


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
