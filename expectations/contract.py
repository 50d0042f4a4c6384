"""
The language in which a dataset is declared, once.

Parsing, the expectation suite, quarantine reasons, sample data, table definitions and the data dictionary are
all functions of these declarations (architecture: one declaration, many interpreters).
"""

import inspect
import re
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Union, get_args, get_origin

import pandas as pd

from expectations.sections import Sections

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2040, 12, 31)  # the calendar; nothing is counted outside it
UNMAPPED = "?"  # stands, in a typed frame, for a delivered value that no code list holds
NOT_DELIVERED = ""  # stands for a missing code in a natural key, which has no missing values
NOT_APPLICABLE = "-"  # stands for a code that cannot be there, such as the closure reason of an open case
_DFE_CODE = r"\d+[A-Za-z]?|SW\d+[abc]?STG[12]|INT\d+|EPI|NoE"


class Severity(StrEnum):
    """What a finding does to the rows, worst first."""

    CRITICAL = "critical"  # the partition is not loaded
    ERROR = "error"  # the row is quarantined
    WARNING = "warning"  # loaded, shown until corrected or explained (a DfE "query")
    NOTE = "note"  # loaded, counted

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


def code(
    value: str,
    label: str,
    *,
    group: str | None = None,
    since: int | None = None,
    until: int | None = None,
    local: bool = False,
    spellings: tuple[str, ...] = (),
) -> tuple:
    """
    Declare one member of a code set.

    `since` and `until` are the first and the last collection year (year ending 31 March) in which the code is
    valid; `local` marks a value that no statutory code list holds, such as Annex A's "Health services", which
    names a group of codes; `spellings` are other ways in which systems write it.
    """
    return value, label, group, since, until, local, spellings


class CodeSet(StrEnum):
    """A closed list of codes with labels, groups and the years in which each holds."""

    label: str
    group: str
    since: int | None
    until: int | None
    local: bool
    spellings: tuple[str, ...]

    def __new__(cls, value: str, label: str, group, since, until, local, spellings):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.group = group or label
        member.since = since
        member.until = until
        member.local = local
        member.spellings = spellings
        return member

    def __str__(self) -> str:
        return self.value

    @classmethod
    def values_in(cls, year: int | None = None, *, statutory: bool = False) -> frozenset[str]:
        """Return the codes valid in a collection year; every year where `year` is None."""
        return frozenset(
            member.value
            for member in cls
            if (year is None or (member.since or 0) <= year <= (member.until or 9999))
            and not (statutory and member.local)
        )

    @classmethod
    def values_of(cls, *groups: str) -> frozenset[str]:
        """Return the codes of some groups; a group that there is not is an error."""
        if unknown := {*groups} - {member.group for member in cls}:
            raise ValueError(f"{cls.__name__} has no group {', '.join(sorted(unknown))}")
        return frozenset(member.value for member in cls if member.group in groups)


@dataclass(frozen=True)
class Column:
    """
    One column of a dataset.

    `unreadable` is the severity of a value that cannot be read as the type: an error for dates, which decide
    what a row counts in, and for what may not be empty; else a warning, which loads the row without the value.
    `unknown` is that of a code outside the list: a warning loads the row with the unmapped member -3.
    A value that a warning leaves out is kept in quarantine.
    A `Decimal` is a number of at most 15 significant digits, as a spreadsheet keeps it.
    `pseudonymous` values are replaced by a keyed hash before they reach the warehouse.
    `headings` are further titles under which a local register has the column; a `derived` one is made from others, so
    that no file need have it.
    """

    name: str
    type: type
    optional: bool
    description: str
    item: str | None = None
    personal: bool = False
    pseudonymous: bool = False
    minimum: float | None = None
    maximum: float | None = None
    length: int = 100
    pattern: str | None = None
    unreadable: Severity = Severity.ERROR
    unknown: Severity = Severity.WARNING
    headings: tuple[str, ...] = ()
    derived: bool = False

    @property
    def is_code(self) -> bool:
        """Whether the type is a code set."""
        return issubclass(self.type, CodeSet)


def column(*, description: str, **options: Any) -> Any:
    """Declare a column; the annotation beside it gives the type and whether it may be empty."""
    return {"description": description, **options}


@dataclass(frozen=True)
class Rule:
    """
    A statement that every row must satisfy.

    `fails` takes the rows (and, where it has a second parameter, the `Context`) and returns a boolean series
    that is true for the rows that FAIL; the first paragraph of its docstring is the message, the others are notes.
    `fields` are the columns a person would look at; the rule does not apply where one was not delivered.
    `beside` are the datasets at which it looks beside its own: it does not apply where the extract has no such section,
    and its rows have the numbers of what they belong to (`Sections`). `last_year` are those of the return of the year
    before, without which it does not apply either.
    Two versions of a rule have one code and different years.
    """

    code: str
    severity: Severity
    fields: tuple[str, ...]
    message: str
    fails: Callable[..., pd.Series]
    formats: tuple[str, ...] | None = None
    since: int | None = None
    until: int | None = None
    notes: str = ""
    beside: tuple[str, ...] = ()
    last_year: tuple[str, ...] = ()

    @property
    def dfe_type(self) -> str | None:
        """
        DfE's class of rule, error or query; None for one of ours. The severity is another question (decision 1).

        The list of the SSDA903 has no classes: of its rules only EPI, which calls itself a warning, is no error.
        """
        if not re.fullmatch(_DFE_CODE, self.code):
            return None
        return "query" if self.code.endswith("Q") or self.code == "EPI" else "error"

    def holds_in(self, year: int | None) -> bool:
        """Whether this version of the rule is that of a collection year."""
        return year is None or (self.since or 0) <= year <= (self.until or 9999)

    def applies(self, context: "Context", delivered: frozenset[str]) -> bool:
        """Whether the rule can be judged for this extract."""
        return (
            frozenset(self.fields) <= delivered
            and (self.formats is None or context.format in self.formats)
            and self.holds_in(context.collection_year)
            and all(name in context.sections for name in self.beside)
            and all(context.sections.has_last_year(name) for name in self.last_year)
        )

    @property
    def looks_around(self) -> bool:
        """Whether it looks at more than its own rows, which then have the numbers of what they belong to."""
        return bool(self.beside or self.last_year)

    def failing(self, rows: pd.DataFrame, context: "Context") -> pd.Series:
        """Return true for each row that fails; rows that cannot be judged pass."""
        takes_context = len(inspect.signature(self.fails).parameters) > 1
        failing = self.fails(rows, context) if takes_context else self.fails(rows)
        return failing.fillna(False).astype(bool)


def rule(
    code: str,
    severity: Severity,
    *,
    fields: tuple[str, ...],
    formats: tuple[str, ...] | None = None,
    since: int | None = None,
    until: int | None = None,
    beside: tuple[type["Dataset"], ...] = (),
    last_year: tuple[type["Dataset"], ...] = (),
) -> Callable[[Callable[..., pd.Series]], Rule]:
    """Declare a rule of a dataset; a code in DfE's form is DfE's own."""

    def declare(fails: Callable[..., pd.Series]) -> Rule:
        message, _, notes = inspect.getdoc(fails).partition("\n\n")
        return Rule(
            code=code,
            severity=severity,
            fields=fields,
            message=" ".join(message.split()),
            fails=fails,
            formats=formats,
            since=since,
            until=until,
            notes=" ".join(notes.split()),
            beside=tuple(dataset.name for dataset in beside),
            last_year=tuple(dataset.name for dataset in last_year),
        )

    return declare


@dataclass(frozen=True)
class Context:
    """
    What a rule may know about the extract beside its rows; never a clock.

    `noted` are the codes of what the reader noted about the file, `sections` all that the extract holds.
    """

    format: str
    as_at: date
    collection_year: int | None = None
    noted: frozenset[str] = frozenset()
    sections: Sections = field(default_factory=Sections, compare=False, repr=False)  # records are never shown

    @property
    def statutory(self) -> bool:
        """Whether the format admits only codes of the statutory lists."""
        return self.format == "cin_census"

    @property
    def year_start(self) -> pd.Timestamp | None:
        """1 April of the collection year; None where the extract is no yearly return."""
        return None if self.collection_year is None else pd.Timestamp(self.collection_year - 1, 4, 1)

    @property
    def year_end(self) -> pd.Timestamp | None:
        """31 March of the collection year."""
        return None if self.collection_year is None else pd.Timestamp(self.collection_year, 3, 31)

    @property
    def told_until(self) -> pd.Timestamp:
        """The last day of which the extract tells: a return that is not yet complete tells of a part of its year."""
        as_at = pd.Timestamp(self.as_at)
        return as_at if self.year_end is None else min(as_at, self.year_end)

    def rows_of(self, dataset: type["Dataset"]) -> pd.DataFrame:
        """Return the rows of a dataset that the extract holds, with the numbers of what they belong to."""
        return self.sections.rows(dataset.name)

    def restated_of(self, dataset: type["Dataset"]) -> pd.DataFrame:
        """Return the rows of a dataset that say exactly what another one says; they are not among its rows."""
        return self.sections.restated(dataset.name)

    def last_year_of(self, dataset: type["Dataset"]) -> pd.DataFrame:
        """Return the rows of a dataset in the return of the year before, numbered like those of this one."""
        return self.sections.last_year(dataset.name)


class Register(StrEnum):
    """How a local register, which no statutory return holds, is kept."""

    SNAPSHOT = "snapshot"  # each file shows how things stood on a day, which its rows name in their key
    EVENTS = "events"  # a list that goes on: a row is something that happened, or is due
    REPORT = "report"  # figures that somebody else has added up; what a file does not repeat stands


DATASETS: dict[str, type["Dataset"]] = {}


class Dataset:
    """
    The conformed shape of one kind of record.

    A subclass states in its docstring what a row is, `grain` (the natural key), and, where rows happen in time,
    `defining_date` (the date that puts a row into a period) and `ends` (the date that closes an episode).
    `momentary` names a yes-or-no column: a row for which it is true opens no episode and is over on its defining
    date. `history` keeps what every extract said rather than only the newest statement.
    `register` marks a local register, which is read from CSV or XLSX by the columns' names and headings; `known_as` is
    the word by which a file's name tells it, if not the first of its own; `local` marks one that a council declared
    (registers/*.toml of its project).
    """

    name: ClassVar[str]
    title: ClassVar[str]
    grain: ClassVar[tuple[str, ...]]
    defining_date: ClassVar[str | None] = None
    ends: ClassVar[str | None] = None
    momentary: ClassVar[str | None] = None
    history: ClassVar[bool] = False
    register: ClassVar[Register | None] = None
    known_as: ClassVar[str] = ""
    local: ClassVar[bool] = False
    columns: ClassVar[dict[str, Column]]
    rules: ClassVar[tuple[Rule, ...]]

    def __init_subclass__(cls) -> None:
        cls.name = (
            vars(cls).get("name") or re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])", "_", cls.__name__).lower()
        )
        cls.title = inspect.cleandoc(cls.__doc__ or "").partition("\n")[0]
        cls.columns = {column.name: column for column in _declared_columns(cls)}
        cls.rules = ()
        if not cls.title:
            raise TypeError(f"{cls.__name__} needs a docstring that says what a row is")
        unknown = {*cls.grain, *filter(None, (cls.defining_date, cls.ends, cls.momentary))} - cls.columns.keys()
        if unknown:
            raise TypeError(f"{cls.__name__} names columns that it does not declare: {sorted(unknown)}")
        for declared in [value for value in vars(cls).values() if isinstance(value, Rule)]:
            cls.declare(declared)
        if cls.register is Register.SNAPSHOT and cls.defining_date not in cls.grain:
            raise TypeError(f"{cls.__name__} is a snapshot, whose key holds the day of the snapshot")
        if cls.register and cls.defining_date is None:
            raise TypeError(f"{cls.__name__} is a register, and needs a defining date")
        if cls.name in DATASETS:
            raise TypeError(f"two datasets are named {cls.name}")
        DATASETS[cls.name] = cls

    @classmethod
    def declare(cls, declared: Rule) -> None:
        """Add a rule: one of its body, or one that looks at other datasets too and stands in `expectations.rules`."""
        if missing := set(declared.fields) - cls.columns.keys():
            raise TypeError(f"rule {declared.code} of {cls.__name__} names no column {sorted(missing)}")
        cls.rules = (*cls.rules, declared)

    @classmethod
    def rules_in(cls, year: int | None) -> tuple[Rule, ...]:
        """Return each rule once, in the version of a collection year."""
        versions = {declared.code: declared for declared in cls.rules}
        versions |= {declared.code: declared for declared in cls.rules if declared.holds_in(year)}
        return tuple(versions.values())


def _declared_columns(cls: type[Dataset]) -> Iterator[Column]:
    for name, annotation in inspect.get_annotations(cls).items():
        options = vars(cls).get(name)
        if not isinstance(options, dict):
            raise TypeError(f"{cls.__name__}.{name} has an annotation but no column()")
        kinds = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
        (kind,) = (kind for kind in kinds if kind is not type(None))
        optional = type(None) in kinds
        unreadable = Severity.WARNING if optional and kind is not date else Severity.ERROR
        yield Column(**{"name": name, "type": kind, "optional": optional, "unreadable": unreadable} | options)
