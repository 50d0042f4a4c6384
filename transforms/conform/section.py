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


class Spans(StrEnum):
    """Which days a section covers in full."""

    MONTHS = "months"  # those of its months, whatever it holds
    FROM_FIRST_ROW = "from its first row"  # no more than its months, and none before its first row
    LAST_DAY = "its last day"  # the newest day that a row names


@dataclass(frozen=True)
class Section:
    """
    One format's statement about one dataset.

    `columns` are the dataset's columns that the section can carry; `months` is the length of the window that
    ends at the extract's as-at date (12 for a census year, 6 for Annex A).
    `spans` says which of these days are covered, where that depends on the rows, as in a list that was begun in April.
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
    spans: Spans = Spans.MONTHS
    wordings: Mapping[str, Wording] = field(default_factory=dict)

    def window(self, as_at: date, days: pd.Series | None = None) -> tuple[date, date]:
        """
        Return the first and the last day that the section covers in full.

        `days` are the defining dates of its rows, which count where `spans` says so.
        """
        first = (pd.Timestamp(as_at) + pd.Timedelta(days=1) - pd.DateOffset(months=self.months)).date()
        if self.spans is Spans.MONTHS:
            return first, as_at
        if days is None or days.empty:
            return as_at, as_at
        if self.spans is Spans.LAST_DAY:
            return days.max().date(), days.max().date()
        return min(max(first, days.min().date()), as_at), as_at
