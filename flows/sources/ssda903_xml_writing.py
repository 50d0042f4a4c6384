"""Writes the SSDA903 as one XML file from the tables of the CSV set."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from flows.sources.extract import PROVENANCE
from flows.sources.ssda903_layout import TABLES
from flows.sources.ssda903_xml import ELEMENTS, GROUPS, ROOT, WITHIN_HEADER, Row
from flows.sources.xml_writing import escaped

_OF_THE_CHILD = ("DOB", "SEX")  # said once, in HEADER


def write(path: Path, records: Mapping[str, pd.DataFrame]) -> None:
    """
    Write the tables as one file, child by child in the order of the header; dates stay as the frames spell them.

    Raises `ValueError` rather than leave anything out: a table or column that the return does not have, a child that
    stands twice in the header or not at all, a second row where the XML has room for one, a row that says nothing,
    a date of birth or sex other than the header's.
    The file appears under its name only when it is complete.
    """
    if "header" not in records:
        raise ValueError("the XML is made of children: there is no table header")
    tables = {kind: _rows(kind, rows) for kind, rows in records.items()}
    children = tables.pop("header")
    if twice := len(children) - len({child["CHILD"] for child in children}):
        raise ValueError(f"{twice} children stand twice in the header")
    by_child = {kind: _by_child(kind, rows, children) for kind, rows in tables.items()}
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT}>\n')
            for child in children:
                rows = {kind: found.get(child["CHILD"], []) for kind, found in by_child.items()}
                file.writelines(_child(child, rows))
            file.write(f"</{ROOT}>\n")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _rows(kind: str, frame: pd.DataFrame) -> list[Row]:
    if kind not in TABLES:
        raise ValueError(f"the SSDA903 has no table {kind}")
    columns = [name for name in TABLES[kind] if name in frame]
    if "CHILD" not in columns:
        raise ValueError(f"{kind} lacks its column CHILD")
    if strange := sorted(set(frame) - set(columns) - set(PROVENANCE)):
        raise ValueError(f"{kind} has no column {', '.join(strange)}")
    texts = frame[columns].astype(object)
    return texts.where(texts.notna(), None).to_dict("records")


def _by_child(kind: str, rows: list[Row], children: list[Row]) -> dict[str | None, list[Row]]:
    """Return the rows of a table by child, without what the child's header says already."""
    headers = {child["CHILD"]: child for child in children}
    found: dict[str | None, list[Row]] = {}
    strangers = sum(row["CHILD"] not in headers for row in rows)
    if strangers:
        raise ValueError(f"{strangers} rows of {kind} are of children that the header does not have")
    for row in rows:
        header = headers[row["CHILD"]]
        if any(row.get(name) != header.get(name) for name in _OF_THE_CHILD if name in row):
            raise ValueError(f"a row of {kind} has another date of birth or sex than its child's header")
        own = {name: value for name, value in row.items() if name not in ("CHILD", *_OF_THE_CHILD)}
        if kind != "uasc" and not any(own.values()):
            raise ValueError(f"a row of {kind} says nothing but which child it is of: the XML has no place for it")
        found.setdefault(row["CHILD"], []).append(own)
    if kind in WITHIN_HEADER and (twice := sum(len(theirs) > 1 for theirs in found.values())):
        raise ValueError(f"{twice} children have more than one row of {kind}: the XML has room for one")
    return found


def _child(child: Row, rows: Mapping[str, list[Row]]) -> Iterator[str]:
    yield "  <CHILD>\n    <HEADER>\n"
    yield from _fields(child, depth=3)
    for kind in WITHIN_HEADER:
        for row in rows.get(kind, []):
            yield from _fields({"UASC": "1"} | row if kind == "uasc" else row, depth=3)
    for element, kind in GROUPS.items():
        if kind != "episodes":
            yield from _groups(element, rows.get(kind, []), depth=3)
    yield "    </HEADER>\n"
    yield from _groups("EPISODE", rows.get("episodes", []), depth=2)
    yield "  </CHILD>\n"


def _groups(element: str, rows: list[Row], *, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for row in rows:
        yield f"{indent}<{element}>\n"
        yield from _fields(row, depth=depth + 1)
        yield f"{indent}</{element}>\n"


def _fields(row: Row, *, depth: int) -> Iterator[str]:
    for name, value in row.items():
        if value is not None:
            element = ELEMENTS.get(name, name)
            yield f"{'  ' * depth}<{element}>{escaped(value)}</{element}>\n"
