"""
Expectations of our own, where Great Expectations has none that fits: working days, overlap, references.

Each is a proper one: it can stand in any suite, is asked for counts like the others, and is shown in the Data Docs.
They count in another way than the masks in Python that know the rows (decision 0002), so that a mistake in one shows.
Columns hold whole numbers: a day is its number since 1 January 1970, a child or key a number that means something in
the batch only. Imported when an expectation is made, because Great Expectations takes seconds to import.
"""

from typing import ClassVar

import numpy as np
import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation, MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    MulticolumnMapMetricProvider,
    column_condition_partial,
    multicolumn_condition_partial,
)

from expectations.working_days import calendar

NOT_FOUND = -1


class _WorkingDays(MulticolumnMapMetricProvider):
    condition_metric_name = "multicolumn_values.working_days"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: object) -> pd.Series:
        days = calendar()
        bank_holidays = days.days[days.is_bank_holiday]
        start, end, counted = (column_list.iloc[:, place].to_numpy(dtype="int64") for place in range(3))
        first, last = (order(start, end).astype("datetime64[D]") for order in (np.minimum, np.maximum))
        between = np.busday_count(first + 1, last + 1, holidays=bank_holidays)
        return pd.Series(np.where(end < start, -between, between) == counted, index=column_list.index)


class ExpectWorkingDaysToBeCounted(MulticolumnMapExpectation):
    """
    Expect the third of three columns to be the working days after the first day up to and including the second.

    Working days are those of England and Wales; the same day is 0, and the count is negative where the second day
    comes first. Rows in which any of the three is missing are left out.

    Args:
        column_list: the first day, the last day, and the working days counted between them.
    """

    map_metric = "multicolumn_values.working_days"
    examples: ClassVar[list] = []
    ignore_row_if: str = "any_value_is_missing"


class _Overlap(MulticolumnMapMetricProvider):
    condition_metric_name = "multicolumn_values.no_overlap"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: object) -> pd.Series:
        spans = column_list.set_axis(["subject", "start", "end"], axis="columns").reset_index(drop=True)
        spans = spans.assign(place=np.arange(len(spans)), end=spans["end"].fillna(np.iinfo("int64").max))
        pairs = spans.merge(spans, on="subject", suffixes=("", "_other"))
        before = (pairs["start_other"] < pairs["start"]) | (
            (pairs["start_other"] == pairs["start"]) & (pairs["place_other"] < pairs["place"])
        )
        overlapping = pairs.loc[before & (pairs["end_other"] > pairs["start"]), "place"]
        return pd.Series(~np.isin(np.arange(len(spans)), overlapping), index=column_list.index)


class ExpectIntervalsNotToOverlap(MulticolumnMapExpectation):
    """
    Expect no interval to begin before an earlier one of the same subject has ended.

    An interval lasts up to, but not including, the day on which it ends; without an end it lasts for ever. Of two that
    overlap, the later one fails; of two that begin on one day, the second.

    Args:
        column_list: the subject's number, the first day, and the day on which the interval ends.
    """

    map_metric = "multicolumn_values.no_overlap"
    examples: ClassVar[list] = []
    ignore_row_if: str = "never"


class _Found(ColumnMapMetricProvider):
    condition_metric_name = "column_values.found"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **_: object) -> pd.Series:
        return column != NOT_FOUND


class ExpectReferencesToBeFound(ColumnMapExpectation):
    """
    Expect every row that refers to a row of another table to refer to one that is there.

    Args:
        column: the place of what the row refers to in the other table; -1 where it is not there, missing where the
            row refers to nothing.
    """

    map_metric = "column_values.found"
    examples: ClassVar[list] = []
