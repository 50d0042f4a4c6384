"""
Local registers in the datasets' words: their columns are the dataset's, so only coverage is left to say.

A list that goes on is bound to hold what happened since its first row, but for no more than a year back: a register
that was begun in April says nothing of March, and a slip of the pen in one date takes back no more than a year.
A snapshot is bound to hold all of its day.
"""

import pandas as pd

from expectations.contract import Dataset, Register
from transforms.conform.section import Covers, Section, Spans

MONTHS = 12
PREFIX = "register."


def section_of(dataset: type[Dataset]) -> Section:
    """Return what a register says about its dataset."""
    return Section(
        name=f"{PREFIX}{dataset.name}",
        dataset=dataset.name,
        columns=tuple(dataset.columns),
        months=MONTHS,
        withdraws=Covers.EVENTS,
        complete=Covers.EVENTS,
        spans=Spans.LAST_DAY if dataset.register is Register.SNAPSHOT else Spans.FROM_FIRST_ROW,
    )


def conform(records: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return each register's rows under the name of its section."""
    return {f"{PREFIX}{name}": rows for name, rows in records.items()}
