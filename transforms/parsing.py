"""
Text into typed values, each one read, missing, unreadable or unknown.

Nothing is guessed: a day never stands before it is certain which number is the day, an identifier is never a
number, and a code that could be two is none. What cannot be read is marked, never raised: the frame has NA there,
the marks say so, and the text itself stays with the caller for the quarantine.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from expectations.contract import UNMAPPED, Column, Dataset
from transforms.date_formats import DATE_FORMATS, ISO_DATE
from transforms.periods import MONTHS
from transforms.spellings import spellings_of

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")
DTYPES: dict[type, str] = {
    date: "datetime64[s]",
    int: "Int64",
    bool: "boolean",
    Decimal: "float64",
}  # text and codes: str

NULLS = frozenset(
    {"", "-", "–", "--", "null", "none", "nan", "nat", "n/a", "#n/a", "#ref!", "#null!", "<blank>", "(blank)"}
    | {"placeholder_data", "placeholder_date", "not recorded"}
)
NULLS_BESIDE_TEXT = NULLS | {"na", "not known", "unknown", "not applicable", "not stated", "blank"}
TRUE = frozenset(["y", "yes", "1", "true", "t"])
FALSE = frozenset(["n", "no", "0", "false", "f"])
SENTINELS = frozenset(["1900-01-00", "1900-01-01", "9999-12-31"])  # dates that systems write where there is none
COMPACT_SENTINELS = frozenset(["19000101", "99991231"])
FIRST_YEAR, LAST_YEAR = 1900, 2100
LARGEST_INTEGER = 2**31 - 1  # what every database stores

_EXCEL_ERRORS = frozenset(["#value!", "#div/0!", "#name?", "#num!", "#spill!", "#calc!", "#getting_data"])
_EXCEL_DAY_ZERO = date(1899, 12, 30)  # of the 1900 system, for every day after February 1900
_EXCEL_DAYS = range(20_000, 60_001)  # 1954 to 2064; other numbers are no dates
_MONTH_NAMES = {
    "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8,
    "september": 9, "sept": 9, "october": 10, "november": 11, "december": 12,
} | {month.casefold(): number for number, month in enumerate(MONTHS, start=1)}  # fmt: skip

_INTEGER = re.compile(r"([+-]?[0-9]{1,15})(?:\.0*)?")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)£?(?P<digits>(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{0,20})?|\.[0-9]{1,20})"
    r"(?P<power>E-[0-9]{1,2})?",
    re.ASCII | re.IGNORECASE,
)
SIGNIFICANT_DIGITS = 15  # what a spreadsheet keeps; more are the noise of its binary fractions
_SERIAL = re.compile(r"([0-9]{5})(?:\.0*)?")
_LETTER = re.compile(r"\(?[a-z]{1,2}[).]\s*(?=\S)")  # a) Yes
_TIDY = re.compile(r"[!-~]+(?: [!-~]+)*")  # as most texts are
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SPACES = {0xA0: " ", 0x2007: " ", 0x202F: " "} | dict.fromkeys(
    # What nobody sees: soft hyphens, joiners, marks of direction, byte order marks.
    (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF)
)


class Fate(IntEnum):
    """What became of one delivered text."""

    READ = 0
    MISSING = 1
    UNREADABLE = 2
    UNKNOWN = 3
    SENTINEL = 4


Reading = tuple[Any, Fate]
MISSING: Reading = (None, Fate.MISSING)
UNREADABLE: Reading = (None, Fate.UNREADABLE)


@dataclass(frozen=True)
class Wording:
    """
    How one source writes the values of a column, where it says so itself.

    `nulls` are texts that stand for nothing and `codes` what its own codes mean, both by their tidy small letters;
    where there are `dates`, a day is read in these formats and in ISO 8601, and in no other.
    """

    nulls: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    dates: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class Parsed:
    """
    A typed frame of all columns of a dataset, with marks for what was delivered but could not be used.

    `unreadable` has a series for each delivered column, `unknown` for each delivered column of codes;
    `sentinels` counts, per column, the dates such as 1900-01-01 that stand for no date.
    """

    frame: pd.DataFrame
    delivered: frozenset[str]
    unreadable: dict[str, pd.Series]
    unknown: dict[str, pd.Series]
    sentinels: dict[str, int]


def parse(
    dataset: type[Dataset],
    text: pd.DataFrame,
    *,
    year: int | None,
    statutory: bool,
    pseudonymise: Callable[[pd.Series], pd.Series] | None = None,
    wordings: Mapping[str, Wording] | None = None,
) -> Parsed:
    """
    Read a frame of text under a dataset's own column names.

    Codes are those valid in the collection `year` (every year where None) and, where `statutory`, only those of
    the statutory lists. A column that the text does not have was not delivered and is all NA.
    `wordings` are the source's own, by column.
    """
    if strange := set(text.columns) - set(dataset.columns) - set(PROVENANCE):
        raise ValueError(f"{dataset.name} declares no column {', '.join(sorted(strange))}: correct the conform module")
    delivered = [column for column in dataset.columns.values() if column.name in text]
    values, fates = {}, {}
    for column in delivered:
        wording = (wordings or {}).get(column.name)
        read = _worded(column, _reader(column, year=year, statutory=statutory), wording)
        values[column.name], fates[column.name] = _read(text[column.name], read, column, pseudonymise, wording=wording)
    nowhere = pd.Series(False, index=text.index)

    def marks(name: str, fate: Fate) -> pd.Series:
        return pd.Series(fates[name].where(fate), index=text.index) if fate in fates[name].seen else nowhere

    return Parsed(
        frame=pd.DataFrame(
            {
                **{name: values[name] if name in values else _empty(dataset, name, text) for name in dataset.columns},
                **{name: text[name] for name in PROVENANCE if name in text},
            },
            index=text.index,
            copy=False,
        ),
        delivered=frozenset(values),
        unreadable={column.name: marks(column.name, Fate.UNREADABLE) for column in delivered},
        unknown={column.name: marks(column.name, Fate.UNKNOWN) for column in delivered if column.is_code},
        sentinels={
            column.name: int(marks(column.name, Fate.SENTINEL).sum())
            for column in delivered
            if Fate.SENTINEL in fates[column.name].seen
        },
    )


def reading_of(column: Column, text: str) -> Reading:
    """Read one text of a column, whatever the year, and say what became of it."""
    return _reader(column, year=None, statutory=False)(text)


def reader_of(column: Column, wording: Wording | None = None) -> Callable[[str], Reading]:
    """Return the function that reads one text of a column that no dataset declares, in its source's wording."""
    return _worded(column, _reader(column, year=None, statutory=False), wording)


def parse_column(column: Column, text: pd.Series, wording: Wording) -> pd.Series:
    """Read the text of one column that no dataset declares, in its source's wording; what cannot be read is missing."""
    read = reader_of(column, wording)
    return pd.Series(_read(text, read, column, None, wording=wording)[0], index=text.index)


def wording_key(text: str) -> str:
    """Return the tidy small letters by which the texts of a `Wording` are compared."""
    return tidy(text).casefold()


def tidy(text: str) -> str:
    """Return the text with single spaces, no spaces at its ends, and one way of writing accents."""
    if _TIDY.fullmatch(text):
        return text
    return " ".join(unicodedata.normalize("NFC", text.translate(_SPACES)).split())


def _read(
    text: pd.Series,
    read: Callable[[str], Reading],
    column: Column,
    pseudonymise: Callable[[pd.Series], pd.Series] | None,
    *,
    wording: Wording | None,
) -> tuple[pd.api.extensions.ExtensionArray, "Fates"]:
    """Return values and fates, reading each different text once."""
    places, different = pd.factorize(text.array)  # place -1, where there is no text, is the last below
    as_it_is = _read_as_it_is(different, column) if wording is None else np.zeros(len(different), dtype=bool)
    readings = [*map(read, different[~as_it_is].to_numpy(dtype=object)), MISSING]
    values, fates = _typed([value for value, _ in readings], column), [fate for _, fate in readings]
    if as_it_is.any():
        taken = int(as_it_is.sum())
        values = pd.concat([pd.Series(different[as_it_is]), values], ignore_index=True)
        fates = [*itertools.repeat(Fate.READ, taken), *fates]
        moved = np.where(as_it_is, np.cumsum(as_it_is) - 1, taken - 1 + np.cumsum(~as_it_is))
        places = np.append(moved, len(different))[places]
    if column.pseudonymous:
        values = _pseudonyms(values, column, pseudonymise)
    return values.array.take(places), Fates(places, fates)


def _read_as_it_is(different: pd.api.extensions.ExtensionArray, column: Column) -> np.ndarray:
    """Return true for each text that `_read_text` is certain to leave as it is; most are so, and told by column."""
    if column.type is not str or different.dtype != "str" or not len(different):
        return np.zeros(len(different), dtype=bool)
    texts = pa.array(different)
    is_plain = pc.match_substring_regex(texts, rf"\A(?:{_TIDY.pattern})\z")
    is_none = pc.is_in(pc.ascii_lower(texts), pa.array(NULLS | _EXCEL_ERRORS, texts.type))
    is_short = True if column.pseudonymous else pc.less_equal(pc.binary_length(texts), column.length)
    return np.asarray(pc.and_(pc.and_not(is_plain, is_none), is_short))


class Fates:
    """What became of each text of a column: of `different` texts, and of all by their places among those."""

    def __init__(self, places: np.ndarray, different: list[Fate]) -> None:
        self.seen = frozenset(different)
        self._places = places
        self._different = np.array(different, dtype="int8")

    def where(self, fate: Fate) -> np.ndarray:
        """Return true for each text that had the fate."""
        return (self._different == fate)[self._places]


def _typed(values: list[Any], column: Column) -> pd.Series:
    dtype = DTYPES.get(column.type, "str")
    if column.type is date:
        return pd.Series(pa.array(values, pa.date32()).to_numpy(zero_copy_only=False).astype(dtype))
    return pd.Series(values, dtype=dtype)


def _empty(dataset: type[Dataset], name: str, text: pd.DataFrame) -> pd.Series:
    nothing = _typed([None], dataset.columns[name])
    return pd.Series(nothing.array.take(np.zeros(len(text), dtype=int)), index=text.index)


def _pseudonyms(values: pd.Series, column: Column, pseudonymise: Callable[[pd.Series], pd.Series] | None) -> pd.Series:
    if pseudonymise is None:
        raise ValueError(f"column {column.name} must not be read without a way to make pseudonyms")
    return pseudonymise(values.dropna()).astype("str").reindex(values.index)


def _reader(column: Column, *, year: int | None, statutory: bool) -> Callable[[str], Reading]:
    """Return the function that reads one text of a column."""
    if column.is_code:
        return _code_reader(column, year=year, statutory=statutory)
    if column.type is date:
        return _read_date
    if column.type is bool:
        return _read_bool
    if column.type is Decimal:
        return lambda text: _read_number(text, column)
    if column.type is int:
        return lambda text: _read_integer(text, column)
    return lambda text: _read_text(text, column)


def _worded(column: Column, read: Callable[[str], Reading], wording: Wording | None) -> Callable[[str], Reading]:
    """Return the function that reads one text in the source's own wording; what that does not hold, as everywhere."""
    if wording is None:
        return read
    if column.type is date and wording.dates:
        read = partial(_read_date_as, patterns=wording.dates)

    def worded(text: str) -> Reading:
        written = wording_key(text)
        return MISSING if written in wording.nulls else read(wording.codes.get(written, text))

    return worded


def _code_reader(column: Column, *, year: int | None, statutory: bool) -> Callable[[str], Reading]:
    spellings = spellings_of(column.type)
    admitted = column.type.values_in(year, statutory=statutory)

    def read(text: str) -> Reading:
        text = text.translate(_SPACES)
        member = spellings.meaning(text)
        if member is None and tidy(text).casefold() in NULLS | {"na", "not applicable"}:
            return MISSING
        if member is None or member.value not in admitted:
            return UNMAPPED, Fate.UNKNOWN
        return member.value, Fate.READ

    return read


def _read_text(text: str, column: Column) -> Reading:
    text = tidy(text)
    folded = text.casefold()
    if folded in NULLS:
        return MISSING
    # A pseudonym has one length, however long the name is.
    is_too_long = len(text) > column.length and not column.pseudonymous
    if is_too_long or folded in _EXCEL_ERRORS or _CONTROL.search(text):
        return UNREADABLE
    return text, Fate.READ


def _read_integer(text: str, column: Column) -> Reading:
    text = tidy(text)
    if text.casefold() in NULLS_BESIDE_TEXT:
        return MISSING
    found = _INTEGER.fullmatch(text)
    if not found:
        return UNREADABLE
    number = int(found[1])
    smallest = -LARGEST_INTEGER if column.minimum is None else column.minimum
    largest = LARGEST_INTEGER if column.maximum is None else column.maximum
    return (number, Fate.READ) if smallest <= number <= largest else UNREADABLE


def _read_number(text: str, column: Column) -> Reading:
    text = tidy(text)
    if text.casefold() in NULLS_BESIDE_TEXT:
        return MISSING
    found = _NUMBER.fullmatch(text)
    if not found:
        return UNREADABLE
    plain = f"{found['sign']}{found['digits'].replace(',', '')}{found['power'] or ''}"
    number = float(f"{float(plain):.{SIGNIFICANT_DIGITS}g}")
    too_small = column.minimum is not None and number < column.minimum
    too_large = column.maximum is not None and number > column.maximum
    return UNREADABLE if too_small or too_large else (number, Fate.READ)


def _read_bool(text: str) -> Reading:
    text = tidy(text).casefold()
    for word in (text, _LETTER.sub("", text, count=1) if _LETTER.match(text) else text, text.removesuffix(".0")):
        if word in TRUE:
            return True, Fate.READ
        if word in FALSE:
            return False, Fate.READ
        if word in NULLS_BESIDE_TEXT:
            return MISSING
    # `1 - Yes`, `Y: Yes`: both halves have to say the same.
    halves = {"yes" if half in TRUE else "no" if half in FALSE else "" for half in re.split(r"\s*[-:]\s*", text)}
    return (halves == {"yes"}, Fate.READ) if halves in ({"yes"}, {"no"}) else UNREADABLE


@lru_cache(maxsize=50_000)  # the same days stand in every column of dates
def _read_date(text: str) -> Reading:
    text = tidy(text)
    if text.casefold() in NULLS_BESIDE_TEXT:
        return MISSING
    if found := _SERIAL.fullmatch(text):
        days = int(found[1])
        return (_EXCEL_DAY_ZERO + timedelta(days=days), Fate.READ) if days in _EXCEL_DAYS else UNREADABLE
    if text in COMPACT_SENTINELS:
        return None, Fate.SENTINEL
    return _in_formats(text, DATE_FORMATS)


def _read_date_as(text: str, patterns: tuple[re.Pattern[str], ...]) -> Reading:
    """Read a day in the formats that a source declares; a workbook's own dates arrive in ISO 8601."""
    text = tidy(text)
    return MISSING if text.casefold() in NULLS_BESIDE_TEXT else _in_formats(text, (ISO_DATE, *patterns))


def _in_formats(text: str, patterns: tuple[re.Pattern[str], ...]) -> Reading:
    for pattern in patterns:
        if found := pattern.fullmatch(text):
            return _calendar_date(found["year"], found["month"], found["day"])
    return UNREADABLE


def _calendar_date(year: str, month: str, day: str) -> Reading:
    number = int(month) if month.isdigit() else _MONTH_NAMES.get(month.casefold(), 0)
    if f"{year}-{number:02}-{int(day):02}" in SENTINELS:
        return None, Fate.SENTINEL
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return UNREADABLE
    try:
        return date(int(year), number, int(day)), Fate.READ
    except ValueError:  # no such day
        return UNREADABLE
