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
    `restated` are the rows that say exactly what another one says, which are not among the others.
    Numbers are made when they are first asked for.
    """

    def __init__(
        self, rows: Mapping[str, pd.DataFrame] | None = None, restated: Mapping[str, pd.DataFrame] | None = None
    ) -> None:
        self._rows, self._restated = dict(rows or {}), dict(restated or {})
        self._numbered = cache(self._number)

    def __contains__(self, dataset: str) -> bool:
        return dataset in self._rows

    def rows(self, dataset: str) -> pd.DataFrame:
        """Return the rows of a dataset, numbered."""
        return self._numbered(dataset, False)

    def restated(self, dataset: str) -> pd.DataFrame:
        """Return the rows of a dataset that say again what another one says, numbered."""
        return self._numbered(dataset, True)

    def _number(self, dataset: str, restated: bool) -> pd.DataFrame:
        rows = self._rows[dataset]
        if restated:
            rows = self._restated.get(dataset, rows.iloc[:0])
        child = self._children.get_indexer(rows["child_id"])
        numbers = {"child": child}
        for name, dates in _DATED_BY.items():
            if dated_by := next((date for date in dates if date in rows), None):
                numbers[name] = _on(child, rows[dated_by])
        return rows.assign(**numbers)

    @cached_property
    def _children(self) -> pd.Index:
        identifiers = [rows["child_id"] for rows in self._rows.values() if "child_id" in rows]
        return pd.Index(pd.concat(identifiers).dropna().unique())


def _on(child: np.ndarray, days: pd.Series) -> np.ndarray:
    """Return one number for each child and day."""
    day = (days.to_numpy(dtype="datetime64[D]") - _FIRST_DAY).astype("int64")
    return np.where((child == NOBODY) | days.isna().to_numpy(), NOBODY, child.astype("int64") * _DAYS + day)
