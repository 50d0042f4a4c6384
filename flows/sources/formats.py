"""The formats that Lodestar reads: how to recognise each, read it, and shape it into datasets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from expectations.contract import Dataset, Register
from flows.sources import annex_a, cin_census, register, register_declaration, ssd, ssda903, workforce_census
from flows.sources.extract import Extract
from flows.sources.mappings import declaration, reading
from transforms.conform import annex_a as conform_annex_a
from transforms.conform import cin_census as conform_cin_census
from transforms.conform import mapped
from transforms.conform import registers as conform_registers
from transforms.conform import scorecard as conform_scorecard
from transforms.conform import ssd as conform_ssd
from transforms.conform import ssda903 as conform_ssda903
from transforms.conform import workforce_census as conform_workforce_census
from transforms.conform.section import Section


@dataclass(frozen=True)
class Format:
    """
    One way in which data arrives.

    `sections` say what it states about which dataset; `kinds` name the kind of record that each is made of, the
    section that holds the kind's rows one for one first; `authority_of` tells whose it says it is, if it does.
    `claims` tells of a file that does not have the format's columns whether its name says that it should.
    `names` say, for each section, what the dataset calls the columns of the reader's records.
    An extract of a format that is not `whole` may hold any of the sections: the others' absence says nothing.
    """

    name: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path], Extract]
    conform: Callable[[dict[str, pd.DataFrame]], dict[str, pd.DataFrame]]
    sections: dict[str, Section]
    kinds: dict[str, str]
    suffixes: tuple[str, ...]
    latest_date: Callable[..., date | None] = lambda records, *, not_after: None
    authority_of: Callable[[Path], str | None] = lambda path: None
    claims: Callable[[Path], bool] = lambda path: False
    whole: bool = True
    title: str = ""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def dropped_by_section(self, dropped: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
        """Attribute the rows that the reader left out of a kind of record to the section that the kind feeds."""
        main = {kind: section for section, kind in reversed(self.kinds.items())}
        return {main[kind]: rules for kind, rules in dropped.items()}


FORMATS = {
    form.name: form
    for form in (
        Format(
            name="cin_census",
            recognises=lambda path: path.is_file() and cin_census.read_header(path) is not None,
            read=cin_census.read,
            conform=conform_cin_census.conform,
            sections=conform_cin_census.SECTIONS,
            names=conform_cin_census.NAMES,
            kinds=conform_cin_census.KINDS,
            suffixes=(".xml",),
            authority_of=lambda path: (cin_census.read_header(path) or cin_census.Header()).authority_code,
        ),
        Format(
            name="workforce_census",
            recognises=lambda path: path.is_file() and workforce_census.read_header(path) is not None,
            read=workforce_census.read,
            conform=conform_workforce_census.conform,
            sections=conform_workforce_census.SECTIONS,
            names=conform_workforce_census.NAMES,
            kinds=conform_workforce_census.KINDS,
            suffixes=(),
            authority_of=lambda path: (workforce_census.read_header(path) or workforce_census.Header()).authority_code,
        ),
        Format(
            name="ssda903",
            recognises=ssda903.recognise,
            read=ssda903.read,
            conform=conform_ssda903.conform,
            sections=conform_ssda903.SECTIONS,
            names=conform_ssda903.NAMES,
            kinds=conform_ssda903.KINDS,
            suffixes=(),
            latest_date=ssda903.latest_date,
        ),
        Format(
            name="ssd",
            recognises=ssd.recognise,
            read=ssd.read,
            conform=conform_ssd.conform,
            sections=conform_ssd.SECTIONS,
            names=conform_ssd.NAMES,
            kinds=conform_ssd.KINDS,
            suffixes=(),
            latest_date=ssd.latest_date,
        ),
        Format(
            name="annex_a",
            recognises=annex_a.recognise,
            read=annex_a.read,
            conform=conform_annex_a.conform,
            sections=conform_annex_a.SECTIONS,
            names=conform_annex_a.NAMES,
            kinds={name: name.split(".")[1] for name in conform_annex_a.SECTIONS},
            suffixes=(".xlsx", ".xlsm", ".xls"),  # the last is refused with words
            latest_date=annex_a.latest_date,
        ),
    )
}


def register_format(dataset: type[Dataset]) -> Format:
    """
    Return the format of a local register.

    Each is one of its own: a list of audits is not compared with the rows of the establishment that came before it.
    """
    shaping = conform_scorecard if dataset.register is Register.REPORT else conform_registers
    section = shaping.section_of(dataset)
    return Format(
        name=section.name,
        recognises=lambda path: register.recognise(path) is dataset,
        claims=partial(register.is_named, dataset=dataset),
        read=partial(register.read, expected=dataset),
        conform=shaping.conform,
        sections={section.name: section},
        kinds={section.name: dataset.name},
        names={section.name: {column: column for column in dataset.columns}},
        suffixes=(),
        latest_date=register.latest_date,
    )


def _by_name(datasets: list[type[Dataset]]) -> dict[str, Format]:
    return {form.name: form for form in map(register_format, datasets)}


FORMATS |= _by_name([dataset for dataset in register.registers() if not dataset.local])


def formats_of(project: Path) -> dict[str, Format]:
    """
    Return the formats that a project reads: its own mappings, which say most exactly what they are for, then ours,
    then the registers that it declares, which become datasets here.

    Raises `SettingsError` for a mapping or a declaration that does not hold.
    """
    declared = register_declaration.declare_registers(project)
    mappings = declaration.load_mappings(project, taken=frozenset(FORMATS))
    return {mapping.name: _mapped(mapping) for mapping in mappings} | FORMATS | _by_name(declared)


def _mapped(mapping: declaration.Mapping) -> Format:
    return Format(
        name=mapping.name,
        recognises=partial(reading.recognise, mapping=mapping),
        claims=partial(reading.claims, mapping=mapping),
        read=partial(reading.read, mapping=mapping),
        conform=partial(mapped.conform, tables=mapping.tables),
        sections={table.section.name: table.section for table in mapping.tables.values()},
        kinds={table.section.name: table.rows_of for table in _own_rows_first(mapping)},
        names={table.section.name: table.names for table in mapping.tables.values()},
        suffixes=(),
        whole=False,
        title=mapping.title,
    )


def holds_exports(folder: Path, formats: Mapping[str, Format]) -> bool:
    """Tell whether a folder holds files that a mapping is for, each an extract of its own."""
    mapped_formats = [form for form in formats.values() if not form.whole]
    try:
        return any(form.recognises(file) for form in mapped_formats for file in sorted(folder.iterdir()))
    except OSError:
        return False  # who cannot look into a folder says so when opening it


def _own_rows_first(mapping: declaration.Mapping) -> list[mapped.MappedTable]:
    return sorted(mapping.tables.values(), key=lambda table: table.rows_of != table.name)


def recognise(path: Path, formats: Mapping[str, Format] = FORMATS) -> Format | None:
    """
    Return the format of a file or folder; None where it is none of ours.

    A file that has the name or the suffix of a format but cannot be recognised belongs to it all the same: reading
    it then says what is wrong.
    """
    for form in formats.values():
        if form.recognises(path):
            return form
    for form in formats.values():
        if form.claims(path):
            return form
    return next((form for form in formats.values() if path.is_file() and path.suffix.lower() in form.suffixes), None)
