"""
Do figures of ours agree with the published ones, measure by measure?

Rounding decides nothing here: published values are compared with what we would print.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from warehouse.metrics.counterparts import Counterpart

COLUMNS = ("measure", "metric_code", "cut_value", "year", "published", "own", "agrees")


def agreement(own: pd.DataFrame, published: pd.DataFrame, counterparts: Iterable[Counterpart]) -> pd.DataFrame:
    """
    Return one row for each published figure that a metric of ours has a counterpart for, of one authority.

    `own` has the columns of the view published_metric, `published` measure, year and value, without gaps. `own` in
    the result is NaN where we have no figure. A member of a cut that nothing fell into counts as 0 where its whole
    has a figure.
    """
    figures = _of_years(own)
    wanted = pd.DataFrame([vars(counterpart) for counterpart in counterparts])
    compared = wanted.merge(published[["measure", "year", "value"]], on="measure").rename(
        columns={"metric": "metric_code", "value": "published"}
    )
    identity = ["metric_code", "cut_name", "cut_value", "period_type", "year", "month"]
    compared = compared.merge(figures, how="left", on=identity)
    parts = ["numerator", "denominator", "shown"]
    choice = compared["compare"].map({"numerator": "numerator", "denominator": "denominator", "value": "shown"})
    values = compared[parts].to_numpy(dtype="float64")
    picked = values[np.arange(len(compared)), [parts.index(name) for name in choice]]
    own_value = pd.Series(picked, index=compared.index)
    is_empty_member = own_value.isna() & compared["cut_value"].ne("") & _whole_is_known(compared, figures)
    own_value = own_value.mask(is_empty_member, 0.0)
    return compared.assign(
        own=own_value, agrees=np.isclose(own_value, compared["published"], rtol=0, atol=1e-9, equal_nan=False)
    )[list(COLUMNS)].sort_values(["year", "measure", "metric_code", "cut_value"], ignore_index=True)


def _of_years(own: pd.DataFrame) -> pd.DataFrame:
    """
    Return the figures of financial years, of 31 March and of months, by the year ending 31 March that they are in.

    `month` is 0 but for the months.
    """
    ends = pd.to_datetime(own["period_end"])
    is_month = own["period_type"] == "month"
    at_end = own["period_type"].isin(["financial_year", "at_date"]) & (ends.dt.month == 3) & (ends.dt.day == 31)
    kept = is_month | at_end
    figures, ends = own[kept], ends[kept]
    return pd.DataFrame(
        {
            "metric_code": figures["metric_code"],
            "cut_name": figures["cut_name"],
            "cut_value": figures["cut_value"],
            "period_type": figures["period_type"],
            "year": ends.dt.year + (ends.dt.month > 3),
            "month": ends.dt.month.where(is_month[kept], 0),
            "numerator": figures["numerator"].astype("float64"),
            "denominator": figures["denominator"].astype("float64"),
            "shown": pd.to_numeric(figures["value_presented"], errors="coerce"),
        }
    )


def _whole_is_known(compared: pd.DataFrame, figures: pd.DataFrame) -> pd.Series:
    """Say of each compared figure whether any member of its cut, or its total, has a figure for the year."""
    key = ["metric_code", "period_type", "year", "month"]
    known = pd.MultiIndex.from_frame(figures[key].drop_duplicates())
    return pd.Series(pd.MultiIndex.from_frame(compared[key]).isin(known), index=compared.index)
