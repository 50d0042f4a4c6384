"""
From what every section of every extract said to what is so: one live row for each natural key.

The result depends on what was said and never on the order in which it arrived (decision 0003).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from expectations.contract import Dataset
from transforms.conform.section import Covers

ONE_DAY = np.timedelta64(1, "D")
PRECEDENCE = ("annex_a", "cin_census", "ssd")  # of two formats that describe the same day, the later in this list wins


class UnknownStatements(Exception):
    """Statements of extracts that the coverage does not list: what they delivered cannot be known."""


@dataclass(frozen=True)
class Combined:
    """
    The live rows of a dataset, one for each natural key, in the order of the key.

    Beside the dataset's columns each has the `as_at` and `extract_id` of its newest statement.
    `taken_back` are the rows, as they were last described, that a newer extract covers and no longer contains.
    """

    rows: pd.DataFrame
    taken_back: pd.DataFrame

    @property
    def withdrawn(self) -> int:
        """How many rows were taken back."""
        return len(self.taken_back)


@dataclass(frozen=True)
class Said:
    """Statements, and for each the age of its extract (`recency`) and its section there (`window`), newest highest."""

    statements: pd.DataFrame
    recency: np.ndarray
    window: np.ndarray


def combine(dataset: type[Dataset], statements: pd.DataFrame, coverage: pd.DataFrame) -> Combined:
    """
    Combine an authority's statements about a dataset into its live rows.

    `statements` are the conformed store's, `coverage` has a row for each section of each extract: section,
    dataset, format, as_at, issued_at, extract_id, covers_from, covers_to, withdraws, complete and columns.
    Each column has the value of the newest statement whose section delivered the column in that extract, even
    where it delivered the value as empty; a section that never carries a column does not erase it.
    An episode that was open when last described, and that the extracts after a gap do not contain, ended in the gap:
    on its first day, because nobody knows better and no figure is published of days that no extract covers.
    """
    windows = _newest_last(coverage[coverage["dataset"] == dataset.name])
    said = Said(statements, *_places(dataset, statements, windows))
    key = statements.groupby(list(dataset.grain), sort=True).ngroup().to_numpy()
    newest = _last_of_each(key, said.window, count=key.max(initial=-1) + 1)
    rows = statements[[*dataset.grain, "as_at", "extract_id"]].take(newest).reset_index(drop=True)
    others = [name for name in dataset.columns if name not in dataset.grain]
    delivered = [frozenset(columns) for columns in windows["columns"]]
    values = {name: _newest_delivered(said, key, name, delivered, count=len(rows)) for name in others}
    rows = rows.assign(**values)[[*dataset.columns, "as_at", "extract_id"]]
    recency = said.recency[newest]
    withdrawn = _is_withdrawn(dataset, rows, recency, windows)
    rows = _ended_unseen(dataset, rows, recency, windows)
    return Combined(rows[~withdrawn].reset_index(drop=True), rows[withdrawn].reset_index(drop=True))


def _newest_last(windows: pd.DataFrame) -> pd.DataFrame:
    """
    Number the extracts from the oldest to the newest as `recency`; sections of one extract share its number.

    A later as-at day is newer; on the same day the stronger format, then the one made later: a correction describes
    the same day. The extract's identifier decides the rest, which is arbitrary but the same everywhere (decision 0005).
    """
    strength = windows["format"].map({name: place for place, name in enumerate(PRECEDENCE)}).fillna(-1)
    ordered = windows.assign(strength=strength).sort_values(
        ["as_at", "strength", "issued_at", "extract_id", "section"], ignore_index=True
    )
    recency = (ordered["extract_id"] != ordered["extract_id"].shift()).cumsum()
    return ordered.assign(recency=recency.astype("int64"), window=ordered.index).drop(columns="strength")


def _places(dataset: type[Dataset], statements: pd.DataFrame, windows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return for each statement the `recency` of its extract and its `window`, the number of its section there."""
    number_of = dict(zip(zip(windows["section"], windows["extract_id"], strict=True), windows["window"], strict=True))
    section, sections = pd.factorize(statements["section"])
    extract, extracts = pd.factorize(statements["extract_id"])
    numbers = [[number_of.get((part, delivery), -1) for delivery in extracts] for part in sections]
    window = np.array(numbers, dtype="int64").reshape(len(sections), len(extracts))[section, extract]
    if unknown := int((window < 0).sum()):
        raise UnknownStatements(
            f"{unknown} statements about {dataset.name} come from extracts that the coverage does not list. "
            "Nothing was loaded. Give combine() the whole coverage of the authority."
        )
    return windows["recency"].to_numpy()[window], window


def _last_of_each(key: np.ndarray, order: np.ndarray, *, count: int) -> np.ndarray:
    """Return the position with the highest order for each key, the later position among equals; -1 without any."""
    best = np.full(count, -1, dtype="int64")
    np.maximum.at(best, key, order.astype("int64") * len(key) + np.arange(len(key)))
    return np.where(best < 0, -1, best % max(len(key), 1))


def _newest_delivered(
    said: Said, key: np.ndarray, column: str, delivered: list[frozenset[str]], *, count: int
) -> pd.api.extensions.ExtensionArray:
    """
    Return a column's value for each key; `delivered` are the columns of each window.

    Where two sections of one extract both deliver it, the one that states a value comes before an empty one, and
    of two that state one the later section: the order of rows in the store never decides.
    """
    values = said.statements[column]
    positions = np.flatnonzero(np.array([column in columns for columns in delivered], dtype=bool)[said.window])
    order = (said.recency * 2 + values.notna().to_numpy()) * len(delivered) + said.window
    last = _last_of_each(key[positions], order[positions], count=count)
    chosen = np.where(last < 0, -1, positions[last] if len(positions) else -1)
    return values.array.take(chosen, allow_fill=True)


def _is_withdrawn(dataset: type[Dataset], rows: pd.DataFrame, recency: np.ndarray, windows: pd.DataFrame) -> np.ndarray:
    """Say for each row whether an extract newer than its newest statement covers it: it was not there any more."""
    withdrawn = np.zeros(len(rows), dtype=bool)
    if dataset.defining_date is None:
        return withdrawn
    begins = rows[dataset.defining_date].to_numpy()
    ends = _ends(dataset, rows).to_numpy()
    open_ended = np.isnat(ends)
    open_until = _open_until(dataset, rows)
    withdrawing = windows[windows["withdraws"].isin([Covers.EVENTS.value, Covers.EPISODES.value])]
    for window in withdrawing.itertuples():
        first, last = np.datetime64(window.covers_from), np.datetime64(window.covers_to)
        if window.withdraws == Covers.EVENTS.value:
            covered = (begins >= first) & (begins <= last)
        else:
            ended_before = open_until < first - ONE_DAY  # false for a row that is not known to be open: NaT
            covered = (begins <= last) & (open_ended | (ends >= first)) & ~ended_before
        withdrawn |= covered & (recency < window.recency)
    return withdrawn


def _ended_unseen(
    dataset: type[Dataset], rows: pd.DataFrame, recency: np.ndarray, windows: pd.DataFrame
) -> pd.DataFrame:
    """Give an end to the episodes that ended between two extracts, neither of which covers the days between."""
    if dataset.defining_date is None or dataset.ends is None:
        return rows
    looked_for_from = np.full(len(rows), np.datetime64("NaT"), dtype="datetime64[s]")
    bound_to_contain = (windows[["withdraws", "complete"]] == Covers.EPISODES.value).any(axis="columns")
    for window in windows[bound_to_contain].itertuples():
        first = np.where(recency < window.recency, np.datetime64(window.covers_from, "s"), np.datetime64("NaT", "s"))
        looked_for_from = np.fmin(looked_for_from, first)
    open_until = _open_until(dataset, rows)
    ended = open_until < looked_for_from - ONE_DAY
    return rows.assign(**{dataset.ends: rows[dataset.ends].mask(ended, pd.Series(open_until + ONE_DAY))})


def _open_until(dataset: type[Dataset], rows: pd.DataFrame) -> np.ndarray:
    """Return the day on which each row was open when last described; missing where it had ended, or not begun."""
    is_open = _ends(dataset, rows).isna() & (rows[dataset.defining_date] <= rows["as_at"])
    return rows["as_at"].where(is_open).to_numpy(dtype="datetime64[s]")


def _ends(dataset: type[Dataset], rows: pd.DataFrame) -> pd.Series:
    """Return the last day of each row; missing while it is open."""
    begins = rows[dataset.defining_date]
    if dataset.ends is None:
        return begins
    ends = rows[dataset.ends]
    if dataset.momentary is None:
        return ends
    return ends.mask(ends.isna() & rows[dataset.momentary].fillna(False).astype(bool), begins)
