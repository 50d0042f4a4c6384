"""
What must hold of figures before anybody sees them.

A figure that breaks an arithmetical law is wrong, whatever the data says: nothing is published.
A figure that moved far from the last publication may be right: it is published, and somebody looks at it.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from expectations.contract import Severity
from expectations.findings import Finding, Outcome, State
from expectations.suites import Check, Rows
from expectations.validation import judge

KEY = (
    "authority_code",
    "metric_code",
    "definition_version",
    "cut_name",
    "cut_value",
    "period_type",
    "period_start",
    "period_end",
)
PERIOD = ["metric_code", "period_type", "period_start", "period_end"]
COUNT, PERCENT = "count", "percent"
TOTAL = ""  # the cut of a figure that is not cut
ROUNDING = 1e-6  # what binary floats may differ by
SMALLEST_BASE = 20  # below it a figure moves by itself
COUNT_MOVEMENT = 0.5  # of the figure before
PERCENTAGE_MOVEMENT = 15  # percentage points: domain, metric expectations
MONTHS_OF = {"quarter": 3, "financial_year": 12}
METRICS_NAMED = 4
SCORECARD = "scorecard"  # the source of a figure that somebody else has added up


def audit_metrics(
    values: pd.DataFrame,
    previous: pd.DataFrame | None = None,
    *,
    counting_children: Collection[str] = (),
    overlapping: Collection[str] = (),
    flows: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    without_reason: pd.DataFrame | None = None,
) -> Outcome:
    """
    Judge the figures of a publication, alone and beside those of the publication before.

    The months of a count add up to its quarter and its year, and the members of a cut to its total.
    Metrics in `counting_children` count a child once however often it comes, and members of the cuts in
    `overlapping` share rows: there the whole is no more than the sum and no less than the largest part.
    `flows` names, for a stock, the counts of what entered and of what left it. `without_reason` are the figures, by
    metric and period, that are others than those before although nothing that they are made of has changed.
    """
    figures = _figures(values)
    outcome = judge(
        _checks(figures, counting_children, overlapping, flows), Rows(figures), name="metric_value", together=True
    )
    findings = [_naming(finding, figures) for finding in outcome.findings]
    if previous is not None and len(previous):
        before = _figures(previous)
        findings += _beside(figures, before, without_reason)
    return Outcome(tuple(findings))


def _figures(values: pd.DataFrame) -> pd.DataFrame:
    numbers = {name: pd.to_numeric(values[name]).astype("float64") for name in ("numerator", "denominator", "value")}
    dates = {name: pd.to_datetime(values[name]) for name in ("period_start", "period_end")}
    figures = values.assign(**numbers, **dates).reset_index(drop=True)
    return figures.assign(
        row_number=np.arange(len(figures)), percentage=figures["value"].where(figures["unit"] == PERCENT)
    )


def _checks(
    figures: pd.DataFrame,
    counting_children: Collection[str],
    overlapping: Collection[str],
    flows: Mapping[str, tuple[str, str]],
) -> list[Check]:
    key = _key(figures)
    return [
        _law(
            "percentage_range",
            "A percentage lies outside 0 to 100.",
            ("value",),
            lambda rows: (rows.frame["percentage"] < 0) | (rows.frame["percentage"] > 100),
            expects=("ExpectColumnValuesToBeBetween", {"column": "percentage", "min_value": 0, "max_value": 100}),
        ),
        _law(
            "numerator_within_denominator",
            "The numerator of a percentage is larger than its denominator.",
            ("numerator", "denominator"),
            lambda rows: _percent(rows.frame) & (rows.frame["numerator"] > rows.frame["denominator"]),
        ),
        _law(
            "negative",
            "A numerator or a denominator is negative.",
            ("numerator", "denominator"),
            lambda rows: (rows.frame["numerator"] < 0) | (rows.frame["denominator"] < 0),
        ),
        _law(
            "not_finite",
            "A figure is infinite.",
            ("numerator", "denominator", "value"),
            lambda rows: np.isinf(rows.frame[["numerator", "denominator", "value"]]).any(axis=1),
        ),
        _law(
            "value_is_the_ratio",
            "A percentage is not its numerator divided by its denominator.",
            ("numerator", "denominator", "value"),
            lambda rows: _percent(rows.frame) & ~_is_the_ratio(rows.frame),
        ),
        _law(
            "key",
            "Two figures stand for the same metric, cut and period.",
            key,
            lambda rows: rows.frame.duplicated(list(key), keep=False),
            expects=("ExpectCompoundColumnsToBeUnique", {"column_list": list(key)}),
        ),
        _law(
            "cuts_add_up",
            "The members of a cut do not add up to the total.",
            ("numerator", "denominator"),
            lambda rows: _cuts_disagree(rows.frame, counting_children, overlapping),
        ),
        _law(
            "months_add_up",
            "The months do not add up to the quarter or the financial year.",
            ("numerator",),
            lambda rows: _months_disagree(rows.frame, counting_children),
        ),
        _law(
            "stock_and_flow",
            "A stock is not that of a month before, and what entered since, without what left.",
            ("numerator",),
            lambda rows: _flows_disagree(rows.frame, flows),
        ),
    ]


def _law(rule: str, message: str, columns: tuple[str, ...], fails, *, expects=None) -> Check:
    return Check(rule=rule, severity=Severity.CRITICAL, message=message, columns=columns, fails=fails, expects=expects)


def _key(*frames: pd.DataFrame) -> tuple[str, ...]:
    return tuple(name for name in KEY if all(name in frame for frame in frames))


def _percent(figures: pd.DataFrame) -> pd.Series:
    return figures["unit"] == PERCENT


def _is_the_ratio(figures: pd.DataFrame) -> pd.Series:
    """Return whether the value is what its parts say; where there is nothing to divide, there is no value."""
    ratio = 100 * figures["numerator"] / figures["denominator"].where(figures["denominator"] != 0)
    return (figures["value"].isna() & ratio.isna()) | ((figures["value"] - ratio).abs() <= ROUNDING)


def _cuts_disagree(
    figures: pd.DataFrame, counting_children: Collection[str], overlapping: Collection[str]
) -> pd.Series:
    """Return true for the total of each figure with a cut whose members do not make it up."""
    figure = [name for name in _key(figures) if name not in ("cut_name", "cut_value")]
    judged = figures[figures["unit"].isin([COUNT, PERCENT])].assign(
        numerator=lambda rows: rows["numerator"].where(_percent(rows) | rows["numerator"].notna(), rows["value"]),
        denominator=lambda rows: rows["denominator"].where(_percent(rows), 0),
    )
    totals = judged[judged["cut_name"] == TOTAL].dropna(subset=["numerator", "denominator"])
    members = judged[judged["cut_name"] != TOTAL]
    parts = ["numerator", "denominator"]
    by_cut = members.groupby([*figure, "cut_name"], dropna=False, sort=False)
    cuts = pd.concat(
        [
            by_cut.size().rename("size"),
            *(by_cut[parts].agg(how).add_suffix(f"_{how}") for how in ("sum", "max", "count")),
        ],
        axis="columns",
    )
    beside = totals[[*figure, *parts, "row_number"]].merge(cuts.reset_index(), on=figure)
    loosely = beside["metric_code"].isin(list(counting_children)) | beside["cut_name"].isin(list(overlapping))
    wrong = pd.Series(False, index=figures.index)
    for part in parts:
        disagreeing = _disagrees(beside[part], beside[f"{part}_sum"], beside[f"{part}_max"], loosely=loosely)
        disagreeing &= beside["size"] == beside[f"{part}_count"]
        wrong |= figures["row_number"].isin(beside.loc[disagreeing, "row_number"])
    return wrong


def _months_disagree(figures: pd.DataFrame, counting_children: Collection[str]) -> pd.Series:
    """Return true for each quarter and year, all months of which are there, that they do not make up."""
    figure = [name for name in _key(figures) if name not in ("period_type", "period_start", "period_end")]
    counts = figures[(figures["unit"] == COUNT) & (figures["cut_name"] == TOTAL)].assign(
        numerator=lambda rows: rows["numerator"].fillna(rows["value"])
    )
    months = counts[counts["period_type"] == "month"]
    wrong = pd.Series(False, index=figures.index)
    for period_type, number in MONTHS_OF.items():
        spanned = months.assign(period_start=_start_of(months["period_start"], period_type))
        sums = spanned.groupby([*figure, "period_start"], dropna=False)["numerator"].agg(["sum", "max", "count"])
        wholes = counts[(counts["period_type"] == period_type) & counts["numerator"].notna()]
        beside = wholes[[*figure, "period_start", "numerator", "row_number"]].merge(
            sums[sums["count"] == number].reset_index(), on=[*figure, "period_start"]
        )
        loosely = beside["metric_code"].isin(list(counting_children))
        disagreeing = _disagrees(beside["numerator"], beside["sum"], beside["max"], loosely=loosely)
        wrong |= figures["row_number"].isin(beside.loc[disagreeing, "row_number"])
    return wrong


def _flows_disagree(figures: pd.DataFrame, flows: Mapping[str, tuple[str, str]]) -> pd.Series:
    """Return true for each stock at the end of a month that the stock a month before and the month's flows belie."""
    totals = figures[(figures["cut_name"] == TOTAL) & figures["period_type"].isin(["month", "at_date"])]
    by_metric = {
        code: rows.drop_duplicates("period_end").set_index("period_end")[["period_start", "numerator", "row_number"]]
        for code, rows in totals.dropna(subset="numerator").groupby("metric_code")
    }
    wrong = pd.Series(False, index=figures.index)
    for stock, (entering, leaving) in flows.items():
        if not {stock, entering, leaving} <= by_metric.keys():
            continue
        after = by_metric[stock].join(by_metric[entering], rsuffix="_entering", how="inner")
        after = after.join(by_metric[leaving], rsuffix="_leaving", how="inner")
        before = by_metric[stock]["numerator"].reindex(after["period_start_entering"] - pd.Timedelta(days=1)).to_numpy()
        belied = (before + after["numerator_entering"] - after["numerator_leaving"] - after["numerator"]).abs() > 0
        wrong |= figures["row_number"].isin(after.loc[belied, "row_number"])
    return wrong


def _start_of(months: pd.Series, period_type: str) -> pd.Series:
    """Return the first day of the financial quarter or year in which each month lies."""
    if period_type == "quarter":
        return months.dt.to_period("Q").dt.start_time
    return (months.dt.to_period("M") - 3).dt.to_timestamp().dt.to_period("Y").dt.start_time + pd.DateOffset(months=3)


def _disagrees(whole: pd.Series, parts: pd.Series, largest: pd.Series, *, loosely: pd.Series) -> pd.Series:
    exact = (whole - parts).abs() > ROUNDING
    bounds = (whole > parts + ROUNDING) | (whole < largest - ROUNDING)
    return exact.mask(loosely, bounds)


def _beside(figures: pd.DataFrame, before: pd.DataFrame, without_reason: pd.DataFrame | None) -> list[Finding]:
    """Compare with the publication before: what moved far, what moved for no reason, and what is no longer there."""
    key = list(_key(figures, before))
    earlier = before[[*key, "value", "denominator"]].drop_duplicates(key)
    moved = figures.merge(earlier, on=key, how="left", suffixes=("", "_before"))
    totals = before[before["cut_name"] == TOTAL].reset_index(drop=True)
    still = totals[key].merge(figures[key].drop_duplicates(), on=key, how="left", indicator=True)["_merge"] == "both"
    movements = [
        _question(
            "count_movement",
            f"A count moved by more than {COUNT_MOVEMENT:.0%} since the last publication.",
            lambda rows: (
                (rows.frame["unit"] == COUNT)
                & (rows.frame["value_before"] >= SMALLEST_BASE)
                & (_movement(rows.frame) > COUNT_MOVEMENT * rows.frame["value_before"])
            ),
        ),
        _question(
            "percentage_movement",
            f"A percentage moved by more than {PERCENTAGE_MOVEMENT} points since the last publication.",
            lambda rows: (
                _percent(rows.frame)
                & (rows.frame["denominator_before"] >= SMALLEST_BASE)
                & (_movement(rows.frame) > PERCENTAGE_MOVEMENT)
            ),
        ),
    ]
    if without_reason is not None:
        movements.append(
            _question(
                "restated_without_reason",
                "A figure published before is now another, and nothing that it is made of has changed.",
                lambda rows: (rows.frame["cut_name"] == TOTAL) & _among(rows.frame, without_reason),
            )
        )
    missing = _question("no_longer_there", "A figure of the last publication is no longer there.", lambda _: ~still)
    return [
        *(_naming(found, moved) for found in judge(movements, Rows(moved), name="metric_value").findings),
        *(
            replace(_naming(found, totals), row_numbers=np.empty(0, dtype="int64"))
            for found in judge([missing], Rows(totals.drop(columns="row_number")), name="metric_value").findings
        ),
    ]


def _among(figures: pd.DataFrame, named: pd.DataFrame) -> pd.Series:
    """Return whether each figure is of a metric and period that are named."""
    return pd.MultiIndex.from_frame(figures[PERIOD]).isin(pd.MultiIndex.from_frame(named[PERIOD]))


def _question(rule: str, message: str, fails) -> Check:
    return Check(rule=rule, severity=Severity.WARNING, message=message, columns=("value",), fails=fails)


def _movement(figures: pd.DataFrame) -> pd.Series:
    return (figures["value"] - figures["value_before"]).abs()


def _naming(finding: Finding, figures: pd.DataFrame) -> Finding:
    """Name the metrics: their codes say nothing about anybody, and whoever looks needs to know where."""
    if finding.state is not State.FAILED:
        return finding
    codes = figures["metric_code"].iloc[finding.row_numbers].unique()
    named = ", ".join(codes[:METRICS_NAMED]) + (
        f" and {len(codes) - METRICS_NAMED} more" if len(codes) > METRICS_NAMED else ""
    )
    return replace(finding, message=f"{finding.message.rstrip('.')}: {named}.")


def audit_reconciliation(figures: pd.DataFrame, *, unexplained: str) -> Outcome:
    """Judge figures set beside those of others: each difference agrees, has a known reason, or is small."""
    figures = figures.reset_index(drop=True)
    published = figures["source"] != SCORECARD
    checks = [
        _question(rule, message, lambda rows, of=of: of & (rows.frame["verdict"] == unexplained))
        for rule, message, of in (
            ("published_differs", "A figure is not what was published of it, and no known reason holds.", published),
            ("scorecard_differs", "A figure is not what a scorecard says, and no known reason holds.", ~published),
        )
    ]
    outcome = judge(checks, Rows(figures), name="reconciliation")
    return Outcome(tuple(_naming(finding, figures) for finding in outcome.findings))
