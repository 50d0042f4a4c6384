"""
The children's social work workforce census: DfE's yearly XML return about 30 September, one file per authority.

Read like the children in need census: safely, worker by worker, and what is not in the layout is counted.
`docs/reference/formats/workforce.md` tells what is accepted.
"""

import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import pandas as pd
from lxml import etree

from flows.sources.extract import PROVENANCE, Extract, Note, UnreadableExtract
from flows.sources.safety import LARGEST_FILE, check_readable
from flows.sources.xml_reading import SAFELY, Metered, cause_of, line_of, local, refuse_doctype, says_something
from flows.sources.xml_writing import escaped

FORMAT = "workforce_census"
COLLECTION = "CSWW"
CENSUS_MONTH, CENSUS_DAY = 9, 30

ELEMENTS = {"vacancies": "LALevelVacancies", "workers": "CSWWWorker"}
COLUMNS: dict[str, tuple[str, ...]] = {
    "vacancies": ("NumberOfVacancies", "NoAgencyFTE", "NoAgencyHeadcount"),
    "workers": (
        *("AgencyWorker", "SWENo", "FTE", "PersonBirthDate", "GenderCurrent", "Ethnicity", "QualInst", "QualLevel"),
        *("StepUpGrad", "OrgRole", "RoleStartDate", "StartOrigin", "RoleEndDate", "LeaverDestination", "ReasonLeave"),
        *("FTE30", "Cases30", "WorkingDaysLost", "ContractWeeks", "FrontlineGrad", "Absat30Sept", "ReasonAbsence"),
        "CFKSSstatus",
    ),
}
"""The elements of each kind of record, in the order of DfE's schema of 2022."""

REGISTRATION = re.compile(r"[A-Za-z]{2}[0-9]{10}")
_KINDS = {element: kind for kind, element in ELEMENTS.items()}
_MOST_NAMES_NOTED = 20


@dataclass(frozen=True)
class Header:
    """Whose the file is, and the 30 September that it describes."""

    authority_code: str | None = None
    year: int | None = None
    issued_at: datetime | None = None
    notes: tuple[Note, ...] = field(default=(), compare=False)


def read_header(path: Path) -> Header | None:
    """Return the header, reading no further than it; None if the file is no workforce census."""
    with open(os.fsencode(path), "rb") as file:
        try:
            return _read_header(_metered(file, path), path.name)
        except (etree.XMLSyntaxError, UnreadableExtract):
            return None


def read(path: Path, *, largest_bytes: int = LARGEST_FILE) -> Extract:
    """
    Read a census into a frame of workers and one of vacancies.

    Raises `UnreadableExtract`, whose message holds nothing from inside the file.
    """
    check_readable(path, largest_bytes=largest_bytes)
    with path.open("rb") as file:
        try:
            header = _read_header(_metered(file, path), path.name)
            if header is None or header.year is None:
                cause = "it has no header of a workforce census (Collection CSWW) with a Year that can be read"
                raise UnreadableExtract(file=path.name, cause=cause)
            file.seek(0)
            reading = _Reading()
            reading.message(_metered(file, path))
        except etree.XMLSyntaxError as error:
            raise UnreadableExtract(file=path.name, cause=cause_of(error, file, root="Message")) from None
    as_at = date(header.year, CENSUS_MONTH, CENSUS_DAY)
    records = {kind: _frame(kind, rows, as_at, file=path.name) for kind, rows in reading.rows.items()}
    return Extract(
        format=FORMAT,
        records=records,
        authority_code=header.authority_code,
        as_at=as_at,
        issued_at=header.issued_at,
        collection_year=header.year,
        dropped={kind: {"empty_element": count} for kind, count in sorted(reading.empty.items())},
        notes=(*header.notes, *reading.notes(), *_odd_numbers(records["workers"])),
    )


def write(path: Path, records: Mapping[str, pd.DataFrame], *, authority_code: str, year: int) -> None:
    """
    Write vacancies and workers as the census of a year.

    Raises `ValueError` rather than leave anything out. The file appears under its name only when it is complete.
    """
    for kind, rows in records.items():
        if strange := sorted(set(rows) - set(COLUMNS[kind]) - set(PROVENANCE) - {"ReferenceDate"}):
            raise ValueError(f"{kind} has no column {', '.join(strange)}")
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_HEADER.format(year=year, authority_code=escaped(authority_code)))
            for kind, element in ELEMENTS.items():
                rows = records.get(kind, pd.DataFrame()).reindex(columns=list(COLUMNS[kind])).astype(object)
                for row in rows.where(rows.notna(), None).itertuples(index=False, name=None):
                    file.write(f"  <{element}>\n")
                    for name, value in zip(COLUMNS[kind], row, strict=True):
                        if value is not None:
                            file.write(f"    <{name}>{escaped(value)}</{name}>\n")
                    file.write(f"  </{element}>\n")
            file.write("</Message>\n")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CSWW</Collection>
      <Year>{year}</Year>
      <ReferenceDate>{year}-09-30</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>{authority_code}</LEA>
      <SoftwareCode>Lodestar</SoftwareCode>
    </Source>
  </Header>
"""


def _metered(file: BinaryIO, path: Path) -> Metered:
    return Metered(file, path.name, record="worker")


def _read_header(file: Metered, name: str) -> Header | None:
    root = None
    for event, element in etree.iterparse(file, events=("start", "end"), **SAFELY):
        if root is None:
            root = element
            if local[root.tag] != "Message":
                return None
            refuse_doctype(root, file=name, what="a census")
        elif local[element.tag] == "Header" and event == "end":
            return _parse_header(element)
        elif local[element.tag] in _KINDS:
            return None
    return None


def _parse_header(header: etree._Element) -> Header | None:
    stated: dict[str, str] = {}
    for element in header.iterdescendants():
        if text := (element.text or "").strip():
            stated.setdefault(local[element.tag], text)
    if stated.get("Collection", "").upper() != COLLECTION:
        return None
    notes = []
    authority_code = stated.get("LEA")
    if authority_code is None or not re.fullmatch(r"[0-9]{3}", authority_code):
        authority_code = None
        notes.append(Note("authority_missing", "The header has no LEA of three digits."))
    day = re.match(r"(20[0-9]{2})-[0-9]{2}-[0-9]{2}", stated.get("ReferenceDate", ""))
    year = re.fullmatch(r"20[0-9]{2}", stated.get("Year", ""))
    found = int(year[0]) if year else int(day[1]) if day else None
    if found is not None and (day is None or day[0] != f"{found}-09-30"):
        notes.append(Note("reference_date", f"The header's ReferenceDate is not {found}-09-30, which was taken."))
    return Header(authority_code, found, _parse_moment(stated.get("DateTime")), tuple(notes))


def _parse_moment(text: str | None) -> datetime | None:
    """Return when the file was made, without its time zone: it only tells one making from the next."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


class _Reading:
    """Rows and what was met beside them, while the workers go by."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple]] = {kind: [] for kind in ELEMENTS}
        self.empty: Counter = Counter()
        self.unknown: Counter = Counter()
        self.repeated: Counter = Counter()
        self.stray = 0

    def message(self, file: Metered) -> None:
        """Take every worker as soon as the element is complete, and forget it."""
        events = etree.iterparse(file, events=("end",), tag=[f"{{*}}{name}" for name in _KINDS], **SAFELY)
        for _, element in events:
            parent = element.getparent()
            if parent is None or parent.getparent() is not None:
                continue  # counted as unknown with the element that holds it
            self.record(element, _KINDS[local[element.tag]])
            element.clear(keep_tail=True)
            while (past := element.getprevious()) is not None:
                self.outside(past)
                parent.remove(past)
            file.went_on()
        self.stray += says_something(events.root.text)
        for element in events.root:
            self.outside(element)

    def outside(self, element: etree._Element) -> None:
        self.stray += says_something(element.tail)
        if local[element.tag] not in {"Header", *_KINDS}:
            self.unknown[local[element.tag], "Message"] += 1

    def record(self, element: etree._Element, kind: str) -> None:
        columns = COLUMNS[kind]
        values: dict[str, str] = {}
        self.stray += says_something(element.text)
        for part in element:
            name = local[part.tag]
            self.stray += says_something(part.tail)
            if name not in columns or len(part):
                self.unknown[name, ELEMENTS[kind]] += 1
            elif (text := (part.text or "").strip()) and values.setdefault(name, text) != text:
                self.repeated[name, ELEMENTS[kind]] += 1
        if values:
            self.rows[kind].append((line_of(element), *map(values.get, columns)))
        else:
            self.empty[kind] += 1

    def notes(self) -> list[Note]:
        notes = [
            Note("unknown_element", f"{name[:60]} in {parent} is not in the layout and was not read ({count} times).")
            for (name, parent), count in self.unknown.most_common(_MOST_NAMES_NOTED)
        ]
        if (more := len(self.unknown) - _MOST_NAMES_NOTED) > 0:
            notes.append(Note("unknown_element", f"{more} more names of elements are not in the layout."))
        for (name, parent), count in self.repeated.most_common(_MOST_NAMES_NOTED):
            message = f"{name} in {parent} was given again with another value ({count} times); the first was taken."
            notes.append(Note("repeated_element", message))
        if self.stray:
            notes.append(Note("stray_text", f"Text between elements was not read ({self.stray} times)."))
        return notes


def _odd_numbers(workers: pd.DataFrame) -> list[Note]:
    """Count registration numbers that are none: two workers who share one would be one worker."""
    odd = int((~workers["SWENo"].dropna().str.fullmatch(REGISTRATION.pattern)).sum())
    message = f"{odd} SWENo are not two letters and ten digits, as the register's numbers are."
    return [Note("odd_registration_number", message, "workers")] if odd else []


def _frame(kind: str, rows: list[tuple], as_at: date, *, file: str) -> pd.DataFrame:
    lines, *values = zip(*rows, strict=True) if rows else [()] * (len(COLUMNS[kind]) + 1)
    columns = {name: pd.array(list(column), dtype="str") for name, column in zip(COLUMNS[kind], values, strict=True)}
    return pd.DataFrame(columns).assign(
        ReferenceDate=pd.array([as_at.isoformat()] * len(rows), dtype="str"),
        source_file=pd.array([file] * len(rows), dtype="str"),
        source_sheet=pd.array([ELEMENTS[kind]] * len(rows), dtype="str"),
        source_line=pd.array(list(lines), dtype="int64"),
        row_number=pd.array(range(len(rows)), dtype="int64"),
    )
