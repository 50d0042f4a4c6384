"""
The sections of one extract side by side, for rules that look beyond their own rows.

DfE's rules are about the return, so that a rule sees every row as it was read: also one that another rule holds back.
Rows belong together by natural keys, as they do in the conformed store: children by their identifier, what happened
in an episode of need by child and referral date.
"""

from collections.abc import Mapping
from functools import cache, cached_property

import numpy as np
import pandas as pd

NOBODY = -1  # the number of a row whose key is missing: it belongs to nothing, and nothing belongs to it
_DAYS = 1 << 20  # more days than any calendar has
_FIRST_DAY = np.datetime64("1800-01-01")
_DATED_BY = {  # number -> the date that, with the child, tells which one is meant
    "episode": ("referral_date",),
    "event": ("assessment_start_date", "plan_start_date", "start_date"),
}


class Sections:
    """
    Typed rows by dataset, each with the numbers of what it belongs to.

    `child` is the same number for the same child in every section, `episode` for the same episode of need; `event` is
    that of the assessment, enquiry or plan of the child, which its factors and reviews share.
    `restated` are the rows that say exactly what another one says, which are not among the others; `last_year` are
    those of the return of the year before, whose children have the same numbers.
    Numbers are made when they are first asked for.
    """

    def __init__(
        self,
        rows: Mapping[str, pd.DataFrame] | None = None,
        restated: Mapping[str, pd.DataFrame] | None = None,
        last_year: Mapping[str, pd.DataFrame] | None = None,
    ) -> None:
        self._rows, self._restated, self._last_year = dict(rows or {}), dict(restated or {}), dict(last_year or {})
        self._numbered = cache(self._number)

    def __contains__(self, dataset: str) -> bool:
        return dataset in self._rows

    def rows(self, dataset: str) -> pd.DataFrame:
        """Return the rows of a dataset, numbered."""
        return self._numbered("rows", dataset)

    def restated(self, dataset: str) -> pd.DataFrame:
        """Return the rows of a dataset that say again what another one says, numbered."""
        return self._numbered("restated", dataset)

    def last_year(self, dataset: str) -> pd.DataFrame:
        """Return the rows of a dataset in the return of the year before, numbered."""
        return self._numbered("last_year", dataset)

    def has_last_year(self, dataset: str) -> bool:
        """Whether the return of the year before is there and has a dataset."""
        return dataset in self._last_year

    def _number(self, which: str, dataset: str) -> pd.DataFrame:
        rows = {"rows": self._rows, "restated": self._restated, "last_year": self._last_year}[which].get(dataset)
        if rows is None:
            rows = self._rows[dataset].iloc[:0]
        child = self._children.get_indexer(rows["child_id"])
        numbers = {"child": child}
        for name, dates in _DATED_BY.items():
            if dated_by := next((date for date in dates if date in rows), None):
                numbers[name] = _on(child, rows[dated_by])
        return rows.assign(**numbers)

    @cached_property
    def _children(self) -> pd.Index:
        sections = [*self._rows.values(), *self._last_year.values()]
        identifiers = [rows["child_id"] for rows in sections if "child_id" in rows]
        return pd.Index(pd.concat(identifiers).dropna().unique())


def _on(child: np.ndarray, days: pd.Series) -> np.ndarray:
    """Return one number for each child and day."""
    day = (days.to_numpy(dtype="datetime64[D]") - _FIRST_DAY).astype("int64")
    return np.where((child == NOBODY) | days.isna().to_numpy(), NOBODY, child.astype("int64") * _DAYS + day)
