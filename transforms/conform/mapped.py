"""An export of any system in the datasets' words, as its mapping declares them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from transforms.conform.section import Section

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")


@dataclass(frozen=True)
class MappedTable:
    """
    One table of a mapping: what the rows of some files say about a dataset.

    `names` are the system's columns with the dataset's, `constants` what is true of every row and stands in none.
    `rows_of` names the table whose files it reads: its own, or another's, where one row says two things.
    """

    name: str
    section: Section
    rows_of: str
    names: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)


def conform(records: dict[str, pd.DataFrame], tables: Mapping[str, MappedTable]) -> dict[str, pd.DataFrame]:
    """
    Return, per section of the tables that were read, its rows as text under the dataset's names, with provenance.

    Codes and dates stay as they were written: the section's wordings say what they mean.
    """
    return {
        table.section.name: _section(records[table.rows_of], table)
        for table in tables.values()
        if table.rows_of in records
    }


def _section(rows: pd.DataFrame, table: MappedTable) -> pd.DataFrame:
    present = {theirs: ours for theirs, ours in table.names.items() if theirs in rows.columns}
    constants = {ours: pd.array([text] * len(rows), dtype="str") for ours, text in table.constants.items()}
    return rows[[*present, *PROVENANCE]].rename(columns=present).reset_index(drop=True).assign(**constants)
