"""
Mappings: TOML files that say which columns and codes of a system's export are which of a dataset's.

`docs/reference/formats/mappings.md` is the page for the person who writes one.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from flows.toml_files import SettingsError, read_model
from transforms.conform.mapped import MappedTable
from transforms.conform.section import Covers

FOLDER = "mappings"


class TableDeclaration(BaseModel):
    """One table of the TOML file, as it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: str = ""
    files: tuple[str, ...] = ()
    sheet: str = ""
    rows_of: str = ""
    columns: dict[str, str] = Field(min_length=1)
    codes: dict[str, dict[str, str]] = {}
    constants: dict[str, str] = {}
    dates: tuple[str, ...] | None = None
    nulls: tuple[str, ...] | None = None
    as_at_column: str = ""
    covers: Covers = Covers.NOTHING
    months: int = Field(default=0, ge=0, le=240)


class MappingDeclaration(BaseModel):
    """The TOML file, as it is written; its dates and nulls hold for the tables that state none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    dates: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    tables: dict[str, TableDeclaration] = Field(min_length=1)


@dataclass(frozen=True)
class Source:
    """
    The files, or the sheet of a workbook, that one table of a mapping is read from.

    `columns` are the export's columns that any table of these rows uses, `required` those without which none of
    its rows can be loaded; `dates` are the formats in which the column of the as-at day is written.
    """

    name: str
    files: tuple[str, ...]
    sheet: str
    columns: tuple[str, ...]
    required: frozenset[str]
    as_at_column: str = ""
    dates: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class Mapping:
    """A checked mapping: `file` is how messages name it, `sources` what is read, `tables` what it says."""

    name: str
    title: str
    file: str
    sources: dict[str, Source]
    tables: dict[str, MappedTable]


def load_mappings(project: Path, *, taken: frozenset[str] = frozenset()) -> list[Mapping]:
    """
    Return the mappings in a project's folder `mappings`, by name; `taken` are names of other formats.

    Raises `SettingsError` with a line for each mistake in any of them.
    """
    mappings, mistakes = [], []
    for file in sorted((project / FOLDER).glob("*.toml")):
        try:
            mappings.append(load_mapping(file, taken=taken))
        except SettingsError as error:
            mistakes.append(str(error))
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return mappings


def load_mapping(file: Path, *, taken: frozenset[str] = frozenset()) -> Mapping:
    """Return one mapping, checked; raises `SettingsError` with a line for each mistake."""
    from flows.sources.mappings.checking import checked

    declared = read_model(file, MappingDeclaration)
    return checked(declared, name=file.stem, file=f"{file.parent.name}/{file.name}", taken=taken)
