"""A section is what one format says about one dataset, and how much of it the format covers in full."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import pandas as pd

from transforms.parsing import Wording


class Covers(StrEnum):
    """Which rows a section is bound to contain."""

    EVENTS = "events"  # every row whose defining date lies in the window
    EPISODES = "episodes"  # every row that was open on any day of the window
    NOTHING = "nothing"  # rows may be left out: absence says nothing


@dataclass(frozen=True)
class Section:
    """
    One format's statement about one dataset.

    `columns` are the dataset's columns that the section can carry; `months` is the length of the window that
    ends at the extract's as-at date (12 for a census year, 6 for Annex A).
    `withdraws` says for which rows absence from a newer extract means that the row was taken back;
    `complete` says for which rows figures may be published from the window.
    `wordings` say how it writes the values of a column, where a source declares that itself.
    """

    name: str
    dataset: str
    columns: tuple[str, ...]
    months: int
    withdraws: Covers = Covers.NOTHING
    complete: Covers = Covers.NOTHING
    wordings: Mapping[str, Wording] = field(default_factory=dict)

    def window(self, as_at: date) -> tuple[date, date]:
        """Return the first and the last day that the section covers in full."""
        after = pd.Timestamp(as_at) + pd.Timedelta(days=1) - pd.DateOffset(months=self.months)
        return after.date(), as_at
