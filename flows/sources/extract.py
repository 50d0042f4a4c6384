"""What every reader returns: one delivery as frames of text, each row with the place it came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from transforms.drift import DeliveredColumn

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")
_TEXT = pd.StringDtype(na_value=np.nan)


class UnreadableExtract(Exception):
    """
    A file that cannot be read at all.

    Its message is one line that names the file and the cause and never a value from inside the file.
    """

    def __init__(self, *, file: str, cause: str) -> None:
        super().__init__(f"{file} cannot be read: {cause}")
        self.file = file
        self.cause = cause


@dataclass(frozen=True)
class Note:
    """Something the reader did that a person may want to know: a column missing, a header guessed."""

    code: str
    message: str
    section: str = ""


@dataclass(frozen=True)
class Extract:
    """
    One delivery from a source, not yet judged.

    `records` holds a frame of text per kind of record, in the format's own column names, with the provenance
    columns `source_file`, `source_sheet`, `source_line` (as a person counts them) and `row_number` (unique
    within the frame).
    `as_at` is the day that it describes, `issued_at` when it was made, where it says so.
    `covers_from` is the first day of which it is complete, where its sections go back further than it does itself;
    `date.max` where it is complete of none.
    `dropped` counts rows that the reader left out, by kind of record and named rule.
    `columns` are the columns of each kind of record as they were delivered, where the format has a row of headers.
    """

    format: str
    records: dict[str, pd.DataFrame]
    authority_code: str | None = None
    as_at: date | None = None
    collection_year: int | None = None
    issued_at: datetime | None = None
    covers_from: date | None = None
    dropped: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    columns: dict[str, tuple[DeliveredColumn, ...]] = field(default_factory=dict)


def texts(values: Iterable[str | None]) -> pd.api.extensions.ExtensionArray:
    """Return a column of text as readers return it; None is missing."""
    return as_texts(pa.array(values, pa.large_string()))


def as_texts(array: pa.Array) -> pd.api.extensions.ExtensionArray:
    """Return an array of large strings as readers return a column of text."""
    return _TEXT.__from_arrow__(array)


def repeated(text: str, times: int) -> pd.api.extensions.ExtensionArray:
    """Return a column that says the same in each row."""
    return as_texts(pa.repeat(pa.scalar(text, pa.large_string()), times))


def placed(file: str, sheet: str, lines: np.ndarray) -> dict[str, Any]:
    """Return the columns that say where the rows of one table stand."""
    return {
        "source_file": repeated(file, len(lines)),
        "source_sheet": repeated(sheet, len(lines)),
        "source_line": lines,
        "row_number": np.arange(len(lines)),
    }


def picked(kept: np.ndarray) -> slice | np.ndarray:
    """Return by what the rows that are kept are taken: a slice, which copies nothing, where all below a place are."""
    first = int(kept.argmax()) if kept.any() else len(kept)
    return slice(first, None) if kept[first:].all() else kept
