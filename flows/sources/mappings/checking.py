"""Checks of a mapping against the datasets, each mistake in words that say what to write instead."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import expectations.datasets  # noqa: F401  declares them
from expectations.contract import DATASETS, Column, Dataset
from flows.sources.mappings.declaration import Mapping, MappingDeclaration, Source, TableDeclaration
from flows.sources.mappings.tabular import letters_of
from flows.toml_files import SettingsError, did_you_mean
from transforms.conform.mapped import MappedTable
from transforms.conform.section import Covers, Section
from transforms.date_formats import DateFormatError, date_format
from transforms.parsing import Fate, Wording, reading_of, wording_key

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_NAME, _LONGEST_TABLE = 30, 60  # what the ledger keeps of them
ANSWERS = ("true", "false")


def checked(declared: MappingDeclaration, *, name: str, file: str, taken: frozenset[str]) -> Mapping:
    """Return the mapping that a file declares; raises `SettingsError` with a line for each mistake."""
    mistakes = [
        *_mistakes_of_name(name, taken),
        *_mistakes_of_dates(declared.dates),
        *(
            f"tables.{table}: {mistake}"
            for table, written in declared.tables.items()
            for mistake in _mistakes_of_table(table, written, declared)
        ),
    ]
    mistakes = mistakes or list(_mistakes_of_pairs(declared))
    if mistakes:
        raise SettingsError("\n".join(f"{file}: {mistake}" for mistake in mistakes))
    tables = {table: _table(name, table, written, declared) for table, written in declared.tables.items()}
    sources = {
        table: _source(table, written, tables, declared)
        for table, written in declared.tables.items()
        if not written.rows_of
    }
    return Mapping(name=name, title=declared.title or name, file=file, sources=sources, tables=tables)


def _mistakes_of_name(name: str, taken: frozenset[str]) -> Iterator[str]:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        yield f"name the file in at most {_LONGEST_NAME} small letters, figures and underscores, such as mosaic.toml."
    if name in taken:
        yield f"{name} is the name of another format. Give the file another name."


def _mistakes_of_dates(formats: tuple[str, ...]) -> Iterator[str]:
    for written in formats:
        try:
            date_format(written)
        except DateFormatError as error:
            yield f'the date format "{written}" cannot be used: {error}.'


def _mistakes_of_table(name: str, written: TableDeclaration, declared: MappingDeclaration) -> Iterator[str]:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_TABLE:
        yield f"name the table in at most {_LONGEST_TABLE} small letters, figures and underscores."
    dataset = DATASETS.get(written.dataset or name)
    if dataset is None:
        yield f'unknown dataset "{written.dataset or name}".{did_you_mean(written.dataset or name, DATASETS)}'
        return
    yield from _mistakes_of_columns(dataset, written)
    yield from _mistakes_of_codes(dataset, written)
    yield from _mistakes_of_constants(dataset, written)
    yield from _mistakes_of_dates(written.dates or ())
    yield from _mistakes_of_coverage(dataset, written)
    yield from _mistakes_of_rows(name, written, declared)


def _mistakes_of_columns(dataset: type[Dataset], written: TableDeclaration) -> Iterator[str]:
    for theirs, ours in written.columns.items():
        if ours not in dataset.columns:
            yield f'{dataset.name} has no column "{ours}" (for "{theirs}").{did_you_mean(ours, dataset.columns)}'
    for ours, times in Counter(written.columns.values()).items():
        if times > 1:
            both = ", ".join(f'"{theirs}"' for theirs, mapped in written.columns.items() if mapped == ours)
            yield f"{both} are all mapped to {ours}. Keep the one that it should be read from."
    for times in _alike(list(written.columns)):
        yield f"{times} are one header to a reader, which minds no capitals, spaces and punctuation. Keep one."
    given = {*written.columns.values(), *written.constants}
    for column in dataset.columns.values():
        if not column.optional and column.name not in given:
            yield f"no column is mapped to {column.name}, which every row of {dataset.name} needs."


def _alike(headers: list[str]) -> Iterator[str]:
    written: dict[str, list[str]] = {}
    for header in headers:
        written.setdefault(letters_of(header), []).append(f'"{header}"')
    return (", ".join(same) for same in written.values() if len(same) > 1)


def _mistakes_of_codes(dataset: type[Dataset], written: TableDeclaration) -> Iterator[str]:
    for ours, codes in written.codes.items():
        column = dataset.columns.get(ours)
        if column is None:
            yield f'codes.{ours}: {dataset.name} has no column "{ours}".{did_you_mean(ours, dataset.columns)}'
            continue
        if ours not in written.columns.values():
            yield f"codes.{ours}: no column is mapped to {ours}. Add it under columns."
        known = _known_codes(column)
        if not known:
            yield f"codes.{ours}: {ours} is no column of codes or answers. Leave its codes out."
            continue
        for theirs, code in codes.items():
            if code and code not in known:
                yield f'codes.{ours}: "{theirs}" = "{code}": there is no such code.{_closest_code(code, known)}'
        meanings: dict[str, set[str]] = {}
        for theirs, code in codes.items():
            meanings.setdefault(wording_key(theirs), set()).add(code)
        for theirs, several in meanings.items():
            if len(several) > 1:
                yield f'codes.{ours}: "{theirs}" is given two meanings: {", ".join(sorted(several))}. Keep one.'


def _known_codes(column: Column) -> dict[str, str]:
    """Return the codes that a column admits, with their labels; none where it is no column of codes or answers."""
    if column.is_code:
        return {member.value: member.label for member in column.type}
    return dict.fromkeys(ANSWERS, "") if column.type is bool else {}


def _closest_code(code: str, known: dict[str, str]) -> str:
    by_label = {label: value for value, label in known.items() if label}
    meant = did_you_mean(code, known) or did_you_mean(code, by_label)
    for label, value in by_label.items():
        meant = meant.replace(f'"{label}"', f'"{value}" ({label})')
    return meant or (f" It is one of {', '.join(known)}." if len(known) <= 12 else "")


def _mistakes_of_constants(dataset: type[Dataset], written: TableDeclaration) -> Iterator[str]:
    for ours, text in written.constants.items():
        column = dataset.columns.get(ours)
        if column is None:
            yield f'constants: {dataset.name} has no column "{ours}".{did_you_mean(ours, dataset.columns)}'
        elif ours in written.columns.values():
            yield f"constants: {ours} is also mapped from a column. Keep one of the two."
        elif reading_of(column, text)[1] is not Fate.READ:
            yield f'constants: {ours} = "{text}" cannot be read.{_closest_code(text, _known_codes(column))}'


def _mistakes_of_coverage(dataset: type[Dataset], written: TableDeclaration) -> Iterator[str]:
    if written.covers is Covers.NOTHING:
        if written.months:
            yield 'months says nothing without covers = "events" or "episodes".'
        return
    if not written.months:
        yield f'covers = "{written.covers.value}" needs months: how many, up to the day of the extract.'
    if written.covers is Covers.EVENTS and dataset.defining_date is None:
        yield f'covers: rows of {dataset.name} have no day of their own. Write "episodes": every child of one is there.'
    if written.covers is Covers.EPISODES and dataset.defining_date is not None and dataset.ends is None:
        yield f'covers: rows of {dataset.name} have no end. Write "events".'


def _mistakes_of_rows(name: str, written: TableDeclaration, declared: MappingDeclaration) -> Iterator[str]:
    if any(not pattern.strip() or "/" in pattern or "\\" in pattern for pattern in written.files):
        yield 'files are patterns of names, such as "*referrals*.csv", without folders.'
    if not written.rows_of:
        return
    other = declared.tables.get(written.rows_of)
    if written.rows_of == name or other is None:
        others = [table for table in declared.tables if table != name]
        yield f'rows_of: there is no other table "{written.rows_of}".{did_you_mean(written.rows_of, others)}'
    elif other.rows_of:
        yield f"rows_of: {written.rows_of} has no files of its own. Name the table whose files they are."
    for key in ("files", "sheet", "as_at_column"):
        if getattr(written, key):
            yield f"{key} belongs to {written.rows_of}, whose rows these are. Leave it out here."


def _mistakes_of_pairs(declared: MappingDeclaration) -> Iterator[str]:
    """Two tables that could both take a file must say which are whose: nothing is guessed."""
    own = {name: written for name, written in declared.tables.items() if not written.rows_of}
    for (first, one), (second, other) in combinations(own.items(), 2):
        told_apart = (one.files and other.files and one.files != other.files) or (
            one.sheet and other.sheet and one.sheet != other.sheet
        )
        if told_apart:
            continue
        columns = [{letters_of(header) for header in table.columns} for table in (one, other)]
        needed = [{letters_of(header) for header in _needed(*table)} for table in ((first, one), (second, other))]
        if needed[0] <= columns[1] or needed[1] <= columns[0]:
            yield (
                f"tables.{first} and tables.{second} could both take a file with the same headers. "
                'Say with files = ["..."], in both, which files are whose.'
            )


def _needed(name: str, written: TableDeclaration) -> frozenset[str]:
    """Return the headers by which a table knows its files."""
    return _required(name, written) if written.files or written.sheet else frozenset(written.columns)


def _required(name: str, written: TableDeclaration) -> frozenset[str]:
    """Return the headers without which no row of a table can be loaded."""
    dataset = DATASETS[written.dataset or name]
    return frozenset(theirs for theirs, ours in written.columns.items() if not dataset.columns[ours].optional)


def _table(mapping: str, name: str, written: TableDeclaration, declared: MappingDeclaration) -> MappedTable:
    dataset = DATASETS[written.dataset or name]
    section = Section(
        name=f"{mapping}.{name}",
        dataset=dataset.name,
        columns=(*written.columns.values(), *written.constants),
        months=written.months or 1,
        withdraws=written.covers,
        complete=written.covers,
        wordings=_wordings(dataset, written, declared),
    )
    return MappedTable(
        name=name,
        section=section,
        rows_of=written.rows_of or name,
        names=dict(written.columns),
        constants=dict(written.constants),
    )


def _wordings(dataset: type[Dataset], written: TableDeclaration, declared: MappingDeclaration) -> dict[str, Wording]:
    formats = declared.dates if written.dates is None else written.dates
    nulls = declared.nulls if written.nulls is None else written.nulls
    dates = tuple(date_format(each) for each in formats)
    return {
        ours: Wording(
            nulls=frozenset(wording_key(text) for text in nulls),
            codes={wording_key(theirs): code for theirs, code in written.codes.get(ours, {}).items()},
            dates=dates,
        )
        for ours in written.columns.values()
    }


def _source(
    name: str, written: TableDeclaration, tables: dict[str, MappedTable], declared: MappingDeclaration
) -> Source:
    formats = declared.dates if written.dates is None else written.dates
    headers = [theirs for table in tables.values() if table.rows_of == name for theirs in table.names]
    if written.as_at_column:
        headers.append(written.as_at_column)
    required = _required(name, written) | ({written.as_at_column} if written.as_at_column else set())
    return Source(
        name=name,
        files=written.files,
        sheet=written.sheet,
        columns=tuple(dict.fromkeys(headers)),
        required=frozenset(required),
        as_at_column=written.as_at_column,
        dates=tuple(date_format(each) for each in formats),
    )
