"""Writes a children in need census from the frames that the reader makes of one."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from flows.sources.cin_census_layout import CHILD, NODES, Field, Group, Node, Record
from flows.sources.xml_writing import escaped


def write(
    path: Path,
    records: dict[str, pd.DataFrame],
    *,
    authority_code: str,
    reference_date: date,
    collection_year: int,
    software: str = "Lodestar",
) -> None:
    """
    Write the records as a census of the collection year, in the order of elements that its schema asks for.

    Rows name their parents by the numbers that the reader gives (`child_number`, `assessment_number`, ...) or,
    where a frame lacks one of these columns, by the parents' keys (`LAchildID`, `CINreferralDate`, ...).
    Raises `ValueError` rather than leave anything out: a row without its parent, a value that the year's
    layout has no element for, a character that XML cannot hold.
    The file appears under its name only when it is complete.
    """
    _check_year(records, collection_year)
    rows = {kind: _Rows(node, records) for kind, node in NODES.items()}
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_header(authority_code, reference_date, collection_year, software))
            for child in rows["children"].take(()):
                file.writelines(_record(CHILD, child, rows, collection_year, depth=2))
            file.write("  </Children>\n</Message>\n")
        orphans = {kind: rest for kind in rows if (rest := rows[kind].left())}
        if orphans:
            raise ValueError(f"{path.name} was not written: rows whose parent is missing: {orphans}")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


class _Row:
    """One row to write: its values, and the way to it by which rows beneath find it."""

    __slots__ = ("by_key", "by_number", "content")

    def __init__(self, content: dict[str, str | None], by_number: tuple, by_key: tuple) -> None:
        self.content = content
        self.by_number = by_number
        self.by_key = by_key


class _Rows:
    """The rows of one kind, to be taken by their parents."""

    def __init__(self, node: Node, records: dict[str, pd.DataFrame]) -> None:
        frame = records.get(node.kind, pd.DataFrame())
        self.node = node
        self.numbered = _is_numbered(node.parent, records) and set(node.numbers[:-1]) <= set(frame.columns)
        ways_by_number = _tuples(frame, node.numbers)
        ways_by_key = _tuples(frame, (*node.inherited[1::2], node.key))
        values = _tuples(frame, node.fields)
        self.waiting: dict[tuple, list[_Row]] = {}
        for number, key, row in zip(ways_by_number, ways_by_key, values, strict=True):
            way = number[:-1] if self.numbered else key[:-1]
            self.waiting.setdefault(way, []).append(_Row(dict(zip(node.fields, row, strict=True)), number, key))

    def beneath(self, parent: _Row) -> list[_Row]:
        """Take the rows of one parent; a second parent with the same key finds none left."""
        return self.take(parent.by_number if self.numbered else parent.by_key)

    def take(self, way: tuple) -> list[_Row]:
        return self.waiting.pop(way, [])

    def left(self) -> int:
        return sum(map(len, self.waiting.values()))


def _is_numbered(node: Node | None, records: dict[str, pd.DataFrame]) -> bool:
    return node is None or set(node.numbers) <= set(records.get(node.kind, pd.DataFrame()).columns)


def _tuples(frame: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple]:
    """Return the columns row by row, None where there is nothing."""
    wanted = frame.reindex(columns=list(columns)).astype(object)
    return wanted.where(wanted.notna(), None).itertuples(index=False, name=None)


def _check_year(records: dict[str, pd.DataFrame], year: int) -> None:
    for kind, node in NODES.items():
        frame = records.get(kind, pd.DataFrame())
        for part in node.record.fields:
            if part.since <= year <= part.until or part.element not in frame:
                continue
            if count := int(frame[part.element].notna().sum()):
                raise ValueError(f"{count} rows of {kind} have {part.element}, which the layout of {year} does not")


def _header(authority_code: str, reference_date: date, collection_year: int, software: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>{collection_year}</Year>
      <ReferenceDate>{reference_date:%Y-%m-%d}</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>{escaped(authority_code)}</LEA>
      <SoftwareCode>{escaped(software)}</SoftwareCode>
      <SerialNo>001</SerialNo>
    </Source>
  </Header>
  <Children>
"""


def _record(record: Record, row: _Row, rows: dict[str, _Rows], year: int, *, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if not record.parts:
        yield f"{indent}<{record.element}>{escaped(row.content[record.element] or '')}</{record.element}>\n"
        return
    yield f"{indent}<{record.element}>\n"
    yield from _parts(record.parts, row, rows, year, depth=depth + 1)
    yield f"{indent}</{record.element}>\n"


def _parts(
    parts: tuple[Field | Group | Record, ...], row: _Row, rows: dict[str, _Rows], year: int, *, depth: int
) -> Iterator[str]:
    indent = "  " * depth
    for part in parts:
        if isinstance(part, Field):
            if (value := row.content[part.element]) is not None:
                yield f"{indent}<{part.element}>{escaped(value)}</{part.element}>\n"
        elif isinstance(part, Record):
            for nested in rows[part.kind].beneath(row):
                yield from _record(part, nested, rows, year, depth=depth)
        else:
            inner = "".join(_parts(part.parts, row, rows, year, depth=depth + 1))
            if inner or part.always:
                yield f"{indent}<{part.element}>\n{inner}{indent}</{part.element}>\n"
