"""
The children in need census: DfE's yearly XML return, one file per authority.

Elements are matched by their local names, so a namespace does not matter.
What is not in the layout is counted and reported, never silently lost.
"""

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd
from lxml import etree

from flows.sources.cin_census_layout import COLUMNS, NODES, ROOT, Node
from flows.sources.cin_census_writing import write
from flows.sources.extract import PROVENANCE, Extract, Note, UnreadableExtract, repeated, texts
from flows.sources.safety import LARGEST_FILE, check_readable
from flows.sources.xml_reading import SAFELY, Metered, cause_of, line_of, local, refuse_doctype, says_something

__all__ = ["COLUMNS", "FORMAT", "Header", "read", "read_header", "write"]

FORMAT = "cin_census"


_HEADER_ELEMENTS = {
    *("CollectionDetails", "Collection", "Year", "ReferenceDate"),
    *("Source", "SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"),
    *("Content", "CBDSLevels", "CBDSLevel"),
}
_MOST_NAMES_NOTED = 20


@dataclass(frozen=True)
class Header:
    """What the file says about itself: whose it is, and to which day it tells the story."""

    authority_code: str | None = None
    as_at: date | None = None
    issued_at: datetime | None = None
    notes: tuple[Note, ...] = field(default=(), compare=False)

    @property
    def collection_year(self) -> int | None:
        """The year of the reference date, which is the 31 March that ends the collection."""
        return self.as_at.year if self.as_at else None


def read_header(path: Path) -> Header | None:
    """
    Return the header, reading no further than it; None if the file is not a children in need census.

    A file that begins like a DfE return but breaks off or turns hostile before its header ends has an empty
    header: it is for `read` to say what is wrong, rather than for nobody to know the format.
    """
    # By its bytes: lxml looks at the name, and stumbles over one that is not UTF-8.
    with open(os.fsencode(path), "rb") as file:
        seen: list[str] = []
        try:
            return _read_header(_metered(file, path), path.name, seen)
        except (etree.XMLSyntaxError, UnreadableExtract):
            return Header() if seen else None


def read(path: Path, *, largest_bytes: int = LARGEST_FILE) -> Extract:
    """
    Read a census into a frame of text per kind of record, child by child, in constant memory but for the rows.

    A kind of record that the layout of the year does not have (`cin_plan_dates` before 2022) is left out,
    unless the file holds some all the same.
    Raises `UnreadableExtract`, whose message holds nothing from inside the file.
    """
    check_readable(path, largest_bytes=largest_bytes)
    with path.open("rb") as file:
        try:
            header = _read_header(_metered(file, path), path.name, [])
            if header is None:
                raise UnreadableExtract(
                    file=path.name, cause="it is XML, but has no header of a children in need census"
                )
            if header.as_at is None:
                raise UnreadableExtract(
                    file=path.name,
                    cause="its header has neither a ReferenceDate nor a Year that can be read; add the date",
                )
            file.seek(0)
            reading = _Reading()
            reading.children(_metered(file, path))
        except etree.XMLSyntaxError as error:
            raise UnreadableExtract(file=path.name, cause=cause_of(error, file, root="Message")) from None
    # An absent block says "none" only in a layout that has the block: before, it says nothing at all.
    records = {
        kind: _frame(node, reading.rows[kind], file=path.name)
        for kind, node in NODES.items()
        if node.record.since <= header.collection_year or reading.rows[kind]
    }
    return Extract(
        format=FORMAT,
        records=records,
        authority_code=header.authority_code,
        as_at=header.as_at,
        issued_at=header.issued_at,
        collection_year=header.collection_year,
        dropped={kind: {"empty_element": count} for kind, count in sorted(reading.empty.items())},
        notes=(*header.notes, *reading.notes(), *_twice_stated_sex(records["children"])),
    )


def _metered(file: BinaryIO, path: Path) -> Metered:
    return Metered(file, path.name, record="Child")


def _read_header(file: Metered, name: str, seen: list[str]) -> Header | None:
    """Read up to the end of Header; `seen` gains the name of the root as soon as it is a DfE message."""
    header = None
    for event, element in etree.iterparse(file, events=("start", "end"), **SAFELY):
        tag = local[element.tag]
        if not seen:
            if tag != "Message":
                return None
            seen.append(tag)
            refuse_doctype(element, file=name, what="a census")
        elif tag == "Header" and event == "end":
            collection, header = _parse_header(element)
            if collection is not None:
                return header if collection.upper() == "CIN" else None
        elif tag == "Children":
            return header  # a header that names no collection, but children follow
    return None


def _parse_header(header: etree._Element) -> tuple[str | None, Header]:
    stated: dict[str, str] = {}
    authorities = set()
    unknown: Counter = Counter()
    for element in header.iterdescendants():
        name, text = local[element.tag], (element.text or "").strip()
        if name not in _HEADER_ELEMENTS:
            unknown[name, "Header"] += 1
        elif text:
            stated.setdefault(name, text)
            if name == "LEA":
                authorities.add(text)
    notes = _unknown_notes(unknown)

    authority_code = stated.get("LEA")
    if authority_code is None or not re.fullmatch(r"[0-9]{3}", authority_code):
        authority_code = None
        notes.append(Note("authority_missing", "The header has no LEA of three digits."))
    elif len(authorities) > 1:
        notes.append(Note("several_authorities", "The header names several LEAs; the first was taken."))

    as_at, year = _parse_date(stated.get("ReferenceDate")), _parse_year(stated.get("Year"))
    if as_at is None and year is not None:
        as_at = date(year, 3, 31)
        notes.append(
            Note("reference_date_missing", f"The header has no ReferenceDate; {as_at} was taken from its Year.")
        )
    elif as_at is not None and year is not None and year != as_at.year:
        notes.append(
            Note("year_disagrees", f"The header's Year is {year}, its ReferenceDate {as_at}; the date was taken.")
        )
    return stated.get("Collection"), Header(
        authority_code=authority_code,
        as_at=as_at,
        issued_at=_parse_moment(stated.get("DateTime")),
        notes=tuple(notes),
    )


def _parse_date(text: str | None) -> date | None:
    """Read an XML date, which may carry a time or a time zone."""
    stated = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*|Z|[+-][0-9:]+)?", text or "")
    try:
        return date.fromisoformat(stated[1]) if stated else None
    except ValueError:
        return None


def _parse_moment(text: str | None) -> datetime | None:
    """Return when the file was made, without its time zone: it only tells one making from the next."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def _parse_year(text: str | None) -> int | None:
    return int(text) if re.fullmatch(r"20[0-9]{2}", text or "") else None


class _Reading:
    """Rows and what was met beside them, while the children go by."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple]] = {kind: [] for kind in NODES}
        self.empty: Counter = Counter()
        self.unknown: Counter = Counter()
        self.repeated: Counter = Counter()
        self.stray = 0

    def children(self, file: Metered) -> None:
        """Take every Child as soon as it is complete, and forget it."""
        events = etree.iterparse(file, events=("end",), tag="{*}Child", **SAFELY)
        for _, child in events:
            parent = child.getparent()
            if parent is None or local[parent.tag] != "Children":
                continue  # counted as unknown with the element that holds it
            self.record(child, ROOT, (), len(self.rows["children"]) + 1)
            child.clear(keep_tail=True)
            while (past := child.getprevious()) is not None:
                self.outside(past, "Children")
                parent.remove(past)
            file.went_on()
        self.rest(events.root)

    def rest(self, message: etree._Element) -> None:
        """Account for what stands outside any child."""
        self.text_of(message)
        for part in message:
            name = local[part.tag]
            self.stray += says_something(part.tail)
            if name == "Children":
                self.text_of(part)
                for element in part:
                    self.outside(element, "Children")
            elif name != "Header":
                self.unknown[name, "Message"] += 1

    def outside(self, element: etree._Element, parent: str) -> None:
        name = local[element.tag]
        self.stray += says_something(element.tail)
        if name != "Child":
            self.unknown[name, parent] += 1

    def text_of(self, container: etree._Element) -> None:
        self.stray += says_something(container.text)

    def record(self, element: etree._Element, node: Node, way: tuple, number: int) -> bool:
        """Make a row of the element and of each record inside it; False if there was nothing to make one of."""
        row: list[str | None] = [None] * len(node.fields)
        nested: list[tuple[etree._Element, Node]] = []
        if node.parts:
            self.fill(element, node.parts, row, nested)
        else:
            row[0] = self.value(element)
        if node is not ROOT and not nested and not any(row):
            self.empty[node.kind] += 1
            return False
        self.rows[node.kind].append((line_of(element), *way, number, *row))
        if nested:
            beneath = (*way, number, row[0])
            numbers: dict[str, int] = {}
            for part, inner in nested:
                before = numbers.get(inner.kind, 0)
                numbers[inner.kind] = before + self.record(part, inner, beneath, before + 1)
        return True

    def fill(self, container: etree._Element, parts: dict, row: list, nested: list) -> None:
        """Sort what stands in the container; by far the most of the time is spent here, so little is called."""
        text = container.text
        if text and not text.isspace():
            self.stray += 1
        for part in container:
            tail = part.tail
            if tail and not tail.isspace():
                self.stray += 1
            tag = part.tag
            known = parts[tag] if tag in parts else parts.get(local[tag])
            if known.__class__ is int:
                text = part.text
                value = self.value(part) if len(part) else (text.strip() or None) if text else None
                if row[known] is None:
                    row[known] = value
                elif value is not None and value != row[known]:
                    self.repeated[local[tag], local[container.tag]] += 1
            elif known is None:
                self.unknown[local[tag], local[container.tag]] += 1
            elif known.__class__ is dict:
                self.fill(part, known, row, nested)
            else:
                nested.append((part, known))

    def value(self, element: etree._Element) -> str | None:
        """Return the text without the spaces around it; None where there is none, or elements inside it."""
        if len(element):
            for part in element:
                self.unknown[local[part.tag], local[element.tag]] += 1
            return None
        text = element.text
        return (text.strip() or None) if text else None

    def notes(self) -> list[Note]:
        notes = _unknown_notes(self.unknown)
        for (name, parent), count in self.repeated.most_common(_MOST_NAMES_NOTED):
            notes.append(
                Note(
                    "repeated_element",
                    f"{name} in {parent} was given again with another value ({count} times); the first was taken.",
                )
            )
        if self.stray:
            notes.append(Note("stray_text", f"Text between elements was not read ({self.stray} times)."))
        return notes


def _unknown_notes(unknown: Counter) -> list[Note]:
    notes = [
        Note("unknown_element", f"{name[:60]} in {parent} is not in the layout and was not read ({count} times).")
        for (name, parent), count in unknown.most_common(_MOST_NAMES_NOTED)
    ]
    if len(unknown) > _MOST_NAMES_NOTED:
        more = len(unknown) - _MOST_NAMES_NOTED
        notes.append(Note("unknown_element", f"{more} more names of elements are not in the layout."))
    return notes


def _twice_stated_sex(children: pd.DataFrame) -> list[Note]:
    twice = int((children["GenderCurrent"].notna() & children["Sex"].notna()).sum())
    if not twice:
        return []
    return [Note("both_sex_and_gender", f"{twice} children have Sex and GenderCurrent; Sex counts.", "children")]


def _frame(node: Node, rows: list[tuple], *, file: str) -> pd.DataFrame:
    """Build the frame once: the way to the parent as numbers, everything else as text."""
    lines, *values = zip(*rows, strict=True) if rows else [()] * (len(node.columns) + 1)
    columns = {
        name: np.array(column, dtype="int64") if name in node.numbers else texts(column)
        for name, column in zip(node.columns, values, strict=True)
    }
    provenance = {
        "source_file": repeated(file, len(rows)),
        "source_sheet": repeated(node.path, len(rows)),
        "source_line": np.array(lines, dtype="int64"),
        "row_number": np.arange(len(rows)),
    }
    return pd.DataFrame({**columns, **{name: provenance[name] for name in PROVENANCE}}, copy=False)
