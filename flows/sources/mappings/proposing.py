"""Proposes a mapping from a file: headers and known wordings are shown, other values are only counted."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

import expectations.datasets  # noqa: F401  declares them
from expectations.codes.wording import met
from expectations.contract import DATASETS, CodeSet, Column
from flows.sources.mappings.known_names import known_names
from flows.sources.mappings.matching import CERTAIN, SAME_MEANING, DatasetMatch, Match, match_dataset
from flows.sources.mappings.reading import is_tabular, tables_of
from flows.sources.mappings.tabular import HEADER_WITHIN, Header, columns_of, rows_below
from flows.sources.spreadsheets import Table
from flows.toml_files import SettingsError, did_you_mean
from transforms.date_formats import date_format
from transforms.parsing import NULLS_BESIDE_TEXT, Fate, reading_of
from transforms.profile import KindOfValues, profile
from transforms.spellings import words_of
from transforms.suggestions import suggest

FORMATS = ("dd/mm/yyyy", "yyyy-mm-dd", "dd-mon-yyyy", "dd mon yyyy", "dd-mm-yyyy", "dd.mm.yyyy", "yyyymmdd")
MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/(\d{4})(\s.*)?")
LEAST_HEADERS = 2  # found for certain; a row of values would not have them
WORDINGS_SHOWN = 40
PERSONS = ("birth_date", "sex", "ethnicity")


@dataclass(frozen=True)
class Proposal:
    """A mapping as TOML, and what a person must still do before it holds, in words."""

    toml: str
    remarks: tuple[str, ...]


def propose(path: Path, *, dataset: str = "") -> Proposal:
    """
    Return a mapping for a file; of the dataset that its headers are most like, or of the one named.

    Raises `SettingsError` where no dataset's headers are found, and `UnreadableExtract` for a file that cannot be
    read.
    """
    if dataset and dataset not in known_names():
        raise SettingsError(f'There is no dataset "{dataset}".{did_you_mean(dataset, known_names())}')
    if not is_tabular(path):
        raise SettingsError(f"{path.name} is no CSV file and no workbook (.xlsx).")
    tables = tables_of(path)
    found = [(table, *best) for table in tables if (best := _best(table, path, dataset))]
    if not found:
        raise SettingsError(
            f"None of the first {HEADER_WITHIN} rows of {path.name} has two headers of "
            f"{dataset or 'any dataset'} that Lodestar knows. Begin with an example (--example), or name the dataset."
        )
    parts: list[str] = []
    remarks: list[str] = []
    names: set[str] = set()
    formats: Counter[str] = Counter()
    for table, header, match in found:
        name = _unused(match.dataset, names)
        rows, _, _ = rows_below(table, header, name)
        about = _about_children(match, header)
        parts += _table_lines(name, table, match, rows, path, several=len(tables) > 1)
        if about:
            parts += _children_lines(_unused("children", names), name, about)
        parts += _unused_lines(table, header, {found.place for found in (*match.matches, *about)})
        remarks += [
            f"[tables.{name}] no header was found for {column}, which every row needs." for column in match.lacking
        ]
        formats += _formats(match, rows)
    top = [
        f"# Proposed from {len(found)} of {len(tables)} tables of {json.dumps(path.name, ensure_ascii=False)}.",
        "# Check every line: a wrong mapping makes wrong figures. Values are shown only where they are known wordings.",
        "dates = " + json.dumps([written for written in FORMATS if formats[written]] or list(FORMATS[:1])),
    ]
    return Proposal("\n".join([*top, *parts]) + "\n", tuple(remarks))


def _best(table: Table, path: Path, dataset: str) -> tuple[Header, DatasetMatch] | None:
    """Return the header row of a table and the dataset that it is most like."""
    best: tuple[float, Header, DatasetMatch] | None = None
    for row, cells in enumerate(table.rows[:HEADER_WITHIN]):
        headers = tuple((cell or "").strip() for cell in cells)
        likely = [
            name
            for name in ([dataset] if dataset else known_names())
            if _is_convincing(match_dataset(name, headers, {}))
        ]
        kinds = _kinds(table, row) if likely else {}
        for match in (match_dataset(name, headers, kinds) for name in likely):
            score = match.score + _named_after(match.dataset, path, table)
            if _is_convincing(match) and (best is None or score > best[0]):
                places = {found.header: found.place for found in match.matches}
                best = (score, Header(row=row, names=headers, places=places), match)
    return best and best[1:]


def _is_convincing(match: DatasetMatch) -> bool:
    return sum(found.confidence >= SAME_MEANING for found in match.matches) >= LEAST_HEADERS


def _kinds(table: Table, row: int) -> dict[int, KindOfValues]:
    """Return what kind of values stand below each cell of a row."""
    below = table.rows[row + 1 :]
    return {
        place: profile([line[place] if place < len(line) else None for line in below]).kind
        for place in range(len(table.rows[row]))
    }


def _named_after(dataset: str, path: Path, table: Table) -> float:
    """Return a little more for the dataset that the file or the sheet is named after."""
    words = set(words_of(f"{path.stem} {table.sheet}").split())
    return len(words & set(dataset.split("_"))) / len(dataset.split("_"))


def _is_about(sheet: str, dataset: str) -> bool:
    """Whether a sheet's name speaks of its dataset, or is a mere number."""
    words = set(words_of(sheet).split())
    about = set(dataset.split("_")) | {word.removesuffix("s") for word in dataset.split("_")}
    return bool(words & about) or re.fullmatch(r"(sheet|list|table|page) ?\d*", words_of(sheet)) is not None


def _unused(name: str, names: set[str]) -> str:
    numbered = name if name not in names else f"{name}_{sum(used.startswith(name) for used in names) + 1}"
    names.add(numbered)
    return numbered


def _table_lines(
    name: str, table: Table, match: DatasetMatch, rows: pd.DataFrame, path: Path, *, several: bool
) -> Iterator[str]:
    yield from ("", f"[tables.{name}]")
    if name != match.dataset:
        yield f'dataset = "{match.dataset}"'
    if not several:
        yield f"files = [{_quoted(_pattern(path))}]"
    elif _is_about(table.sheet, match.dataset):
        yield f"sheet = {_quoted(table.sheet)}"
    else:
        yield '# sheet = "..." # the name of the sheet, which is not shown: a tab may be named after a person'
    yield from _coverage_lines(match.dataset)
    yield from (_column_line(found) for found in match.matches)
    yield from (f'# columns."..." = "{column}" # every row needs it' for column in match.lacking)
    yield from _date_lines(match, rows)
    for found in match.matches:
        yield from _code_lines(DATASETS[match.dataset].columns[found.column], rows[found.header])


def _coverage_lines(dataset: str) -> list[str]:
    declared = DATASETS[dataset]
    if declared.defining_date is None:
        return []
    covers, what = ("episodes", "was open") if declared.ends else ("events", "happened")
    return [
        f'# covers = "{covers}" # if the export has every row that {what} in the months up to its day',
        "# months = 12",
    ]


def _column_line(match: Match) -> str:
    certainty = "" if match.confidence >= SAME_MEANING else f" # {match.confidence:.0%} alike: check"
    return f'columns.{_quoted(match.header)} = "{match.column}"{certainty}'


def _about_children(match: DatasetMatch, header: Header) -> list[Match]:
    """Return the headers that say who the children are, in a table about something else; the child's own first."""
    if match.dataset == "children" or "child_id" not in DATASETS[match.dataset].columns:
        return []
    used = {found.place for found in match.matches}
    certain = [found for found in match_dataset("children", header.names, {}).matches if found.confidence == CERTAIN]
    child = [found for found in certain if found.column == "child_id"]
    persons = [found for found in certain if found.place not in used]
    return [*child, *persons] if child and any(found.column in PERSONS for found in persons) else []


def _children_lines(name: str, rows_of: str, about: Sequence[Match]) -> Iterator[str]:
    yield from ("", f"[tables.{name}] # the same rows say who the children are")
    if name != "children":
        yield 'dataset = "children"'
    yield f'rows_of = "{rows_of}"'
    yield from map(_column_line, about)


def _unused_lines(table: Table, header: Header, used: set[int]) -> Iterator[str]:
    further = [column for column in columns_of(table, header) if column.place not in used]
    shown = [column.header for column in further if column.shown == column.header]
    yield from (f"# not mapped: {_quoted(text)}" for text in shown)
    if hidden := len(further) - len(shown):
        yield f"# not mapped: {hidden} more, whose headers may say something else and are not shown"


def _date_lines(match: DatasetMatch, rows: pd.DataFrame) -> Iterator[str]:
    """Say how many days of a column are in no format that can be read for certain."""
    patterns = [date_format(written) for written in FORMATS]
    for found in match.matches:
        if DATASETS[match.dataset].columns[found.column].type is not date:
            continue
        texts = rows[found.header].dropna().str.strip()
        texts = texts[~texts.str.casefold().isin(NULLS_BESIDE_TEXT)]
        unread = texts[[not any(pattern.fullmatch(text) for pattern in patterns) for text in texts]]
        month_first = sum(MONTH_FIRST.fullmatch(text) is not None for text in texts)
        if month_first:
            yield f"# {found.column}: {month_first:,} values have the month first. Have the export changed."
        if len(unread):
            yield f"# {found.column}: {len(unread):,} of {len(texts):,} values are in none of the formats known here."


def _code_lines(column: Column, texts: pd.Series) -> Iterator[str]:
    """Say which wordings of a column of codes or answers are read, and how many are not."""
    if not (column.is_code or column.type is bool):
        return
    counts = texts.dropna().str.strip().value_counts()
    known = {text: code for text in counts.index if (code := _known(column, text)) is not None}
    for text, code in list(known.items())[:WORDINGS_SHOWN]:
        yield f'# codes.{column.name}.{_quoted(text)} = "{code}" # read so without this line; rows: {counts[text]:,}'
    rest = counts[[text for text in counts.index if text not in known]]
    unread = rest[[reading_of(column, text)[1] not in (Fate.READ, Fate.MISSING) for text in rest.index]]
    if unread.empty:
        return
    yield f"# {len(unread):,} other values of {column.name} (rows: {unread.sum():,}) are read as no code: add them."
    yield f'# codes.{column.name}."..." = "..." # {_closest(column, unread)}'


def _known(column: Column, text: str) -> str | None:
    """Return the code of a text that is, as a whole, a declared wording; what may hold a person's words is none."""
    value, fate = reading_of(column, text)
    if fate is not Fate.READ:
        return None
    if column.type is bool:
        return str(value).lower() if len(text) <= len("false") else None
    return value if words_of(text) in _wordings(column.type) else None


def _wordings(codes: type[CodeSet]) -> frozenset[str]:
    declared = {text for member in codes for text in (member.value, member.label, *member.spellings)}
    return frozenset(map(words_of, declared.union(*met(codes.__name__).values())))


def _closest(column: Column, unread: pd.Series) -> str:
    if not column.is_code:
        return 'one of "true", "false"'
    likely = suggest(column.type, pd.Series(unread.index, dtype="str"), among=column.type.values_in())
    counts = Counter(likely.dropna())
    return f"closest: {', '.join(sorted(counts))}" if counts else "none of our codes is like them"


def _formats(match: DatasetMatch, rows: pd.DataFrame) -> Counter[str]:
    """Count the formats in which the days are written."""
    columns = DATASETS[match.dataset].columns
    days = [rows[found.header].dropna() for found in match.matches if columns[found.column].type is date]
    texts = pd.concat([*days, pd.Series(dtype="str")]).str.strip()
    return Counter({written: int(texts.str.fullmatch(date_format(written)).sum()) for written in FORMATS if len(texts)})


def _pattern(path: Path) -> str:
    """Return a pattern that the same export fits on another day: figures and months in its name may change."""
    stem = re.sub(r"[\d][\d\s._-]*", "*", path.stem)
    months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    stem = re.sub(rf"(?<![a-z])({months})[a-z]*(?![a-z])", "*", stem, flags=re.IGNORECASE)
    return re.sub(r"[\s*]*\*[\s*]*", "*", f"*{stem}*") + path.suffix.lower()


def _quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
