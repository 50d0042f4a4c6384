"""
What pages read: an authority's figures beside the published ones, and the range in which its months normally lie.

Both are the views of the same name without `published_metric_`, for one authority, typed; without benchmarks the
first is empty, and the second has no published range.
"""

import pandas as pd
from sqlalchemy import Connection, select

from warehouse.engine import read_frame
from warehouse.published.normal_range import PUBLISHED_METRIC_NORMAL_RANGE
from warehouse.published.views import PUBLISHED_METRIC_COMPARATOR


def comparators(connection: Connection, authority_code: str) -> pd.DataFrame:
    """
    Return one row for each metric and year (of the total, never of a cut), ordered by metric and year.

    `authority_code, area_code, area_name`
        DfE's three-digit code; ONS code and name of the area.
    `metric_code, label, unit, decimal_places, polarity`
        As the metric's definition says them now (`high is good`, `low is good`, `neutral`).
    `period_type, year`
        `financial_year` or `at_date` (31 March), and the year in which the reporting year ends: 2024 is 2023-24.
    `our_value, our_value_presented, our_numerator, our_denominator, our_is_provisional`
        The current publication's figure of that year; missing where it has none.
    `published_year, measure_code, release`
        Which published figures stand beside it. `published_year` is `year`, or the latest year published where
        ours is newer: then show it with its year.
    `published_value, published_shown, published_symbol`
        What was published for the authority itself; where a symbol (c x z u k low) stands, there is no value.
    `england_value, region_name, region_value`
        Published for England and the region, never sums or means of authorities.
    `neighbour_mean, neighbour_median, neighbours_counted, neighbour_model`
        Of those of the ten statistical neighbours that have a figure (mean as in LAIT, median as in DfE's
        dashboard), how many these are, and the version of the model.
    `rank, ranked_of, quartile_band`
        1 is best by polarity, or highest where neutral; equal figures share the better place. Band A is the best
        quarter; empty where neutral.
    `minimum, lower_quartile, median, upper_quartile, maximum`
        Over all authorities that have a figure in that year.

    Values are unrounded as published: round them to `decimal_places` to show them.
    """
    return _of_authority(connection, PUBLISHED_METRIC_COMPARATOR, authority_code, "metric_code", "period_type", "year")


def latest(frame: pd.DataFrame) -> pd.DataFrame:
    """Return of `comparators` the row of the latest published year of each metric, at its newest year of ours."""
    newest = frame.sort_values(["metric_code", "published_year", "year"], kind="stable")
    return newest.drop_duplicates("metric_code", keep="last").reset_index(drop=True)


def normal_ranges(connection: Connection, authority_code: str) -> pd.DataFrame:
    """
    Return one row for each metric with at least twelve complete months, ordered by metric.

    `authority_code, metric_code, label, unit, decimal_places, polarity`
        As above.
    `period_type`
        `month` for what happens, `at_date` (ends of months) for what is open.
    `months, first_month, last_month`
        How many figures the limits stand on, and the first and the last day of the time that they cover.
    `average, average_moving_range, lower_limit, upper_limit`
        Process limits (XmR): the average, plus and minus 2.66 times the average difference between one month
        and the next; not below 0, percentages not above 100.
    `published_year, published_lower_quartile, published_upper_quartile, release`
        The middle half of all authorities in the latest published year; missing for counts of what happens in a
        year, which no month can be compared with.
    """
    return _of_authority(connection, PUBLISHED_METRIC_NORMAL_RANGE, authority_code, "metric_code", "period_type")


def _of_authority(connection: Connection, view, authority_code: str, *order: str) -> pd.DataFrame:
    found = select(view).where(view.c.authority_code == authority_code).order_by(*(view.c[name] for name in order))
    return read_frame(connection, found)
