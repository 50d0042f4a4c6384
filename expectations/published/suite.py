"""
The checks of published figures, derived from the declarations; Great Expectations judges the counts (decision 0002).

What DfE published is loaded as it is: a percentage that is not its counts is said, and counted, not corrected.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from expectations.contract import Severity
from expectations.findings import Outcome
from expectations.published import TABLES, Measure, PublishedTable
from expectations.published.declaration import Parts, Unit
from expectations.published.recomputation import is_authority, recompute, same
from expectations.suites import Check, Rows
from expectations.validation import judge

KEY = ("release", "measure", "area_code", "year")
AREA_CODE = r"[A-Z]\d{8}"


def validate_figures(figures: pd.DataFrame, *, measures: dict[str, Measure]) -> Outcome:
    """
    Judge published figures table by table; `row_numbers` of the findings are positions in `figures`.

    A finding's dataset is the table's name, "lait" for LAIT's measures.
    """
    judged = figures.reset_index(drop=True).assign(row_number=np.arange(len(figures)))
    judged["recomputed"] = recompute(judged, measures)
    judged["percentage"] = judged["value"].where(judged["measure"].isin(_of_unit(measures, Unit.PERCENT)))
    tables = {measure.code: table for table in TABLES for measure in table.figures}
    names = {code: tables[code].name if code in tables else code.split(".")[0] for code in judged["measure"].unique()}
    by_name = {table.name: table for table in TABLES}
    findings = []
    for name, rows in judged.groupby(judged["measure"].map(names), sort=False):
        checks = list(_checks(measures, by_name.get(name)))
        findings += judge(checks, Rows(rows), name=str(name), together=True).findings
    return Outcome(tuple(findings))


def _checks(measures: dict[str, Measure], table: PublishedTable | None = None) -> Iterator[Check]:
    counts = _of_unit(measures, Unit.COUNT)
    yield _check(
        "grain",
        Severity.CRITICAL,
        "Two figures stand for the same release, measure, area and year.",
        lambda rows: rows.frame.duplicated(list(KEY), keep=False),
        columns=KEY,
    )
    yield _check(
        "unknown_measure",
        Severity.CRITICAL,
        "The measure is not declared.",
        lambda rows: ~rows.frame["measure"].isin(list(measures)),
        columns=("measure",),
    )
    yield _check(
        "area_code",
        Severity.CRITICAL,
        "The area has no code of the Office for National Statistics.",
        lambda rows: ~rows.frame["area_code"].str.fullmatch(AREA_CODE),
        columns=("area_code",),
    )
    yield _check(
        "value_or_symbol",
        Severity.CRITICAL,
        "A figure has neither a value nor a symbol that says why there is none, or it has both.",
        lambda rows: rows.frame["value"].isna() == (rows.frame["symbol"] == ""),
        columns=("value", "symbol"),
    )
    yield Check(
        rule="percentage_range",
        severity=Severity.WARNING,
        message="A percentage lies outside 0 to 100.",
        columns=("value",),
        fails=lambda rows: (rows.frame["percentage"] < 0) | (rows.frame["percentage"] > 100),
        expects=("ExpectColumnValuesToBeBetween", {"column": "percentage", "min_value": 0, "max_value": 100}),
    )
    yield _check(
        "whole_count",
        Severity.WARNING,
        "A count is negative or not a whole number.",
        lambda rows: (
            rows.frame["measure"].isin(counts)
            & ((rows.frame["value"] < 0) | (rows.frame["value"] != rows.frame["value"].round()))
            & rows.frame["value"].notna()
        ),
    )
    if table is None:
        return
    for unit, rule, message in (
        (Unit.PERCENT, "percentage_is_its_counts", "A percentage is not its numerator divided by its denominator."),
        (Unit.RATE, "rate_is_its_counts", "A rate is not its count per 10,000 children of the year before."),
    ):
        codes = [measure.code for measure in table.figures if measure.unit is unit]
        if codes:
            yield _check(rule, Severity.WARNING, message, _differs(codes), judged=_recomputed(codes))
    if table.members:  # those of long tables are England's alone, which DfE rounds
        return
    for number, parts in enumerate(table.parts):
        yield _parts_check(number, parts, table.code_of(parts.of), [table.code_of(column) for column in parts.are])


def _check(rule: str, severity: Severity, message: str, fails, *, columns=("value",), judged=None) -> Check:
    return Check(rule=rule, severity=severity, message=message, columns=columns, fails=fails, judged=judged)


def _of_unit(measures: dict[str, Measure], unit: Unit) -> list[str]:
    return [code for code, measure in measures.items() if measure.unit is unit]


def _recomputed(codes: list[str]):
    return lambda rows: rows.frame["measure"].isin(codes) & rows.frame[["recomputed", "value"]].notna().all(axis=1)


def _differs(codes: list[str]):
    return lambda rows: _recomputed(codes)(rows) & ~same(rows.frame["value"], rows.frame["recomputed"])


def _parts_check(number: int, parts: Parts, total: str, codes: list[str]) -> Check:
    """Return the check that an authority's parts, all of them published, add up to their total."""
    said = f"{parts.of} is not the sum of {len(parts.are)} parts, from {parts.are[0]} to {parts.are[-1]}"
    return Check(
        rule=f"parts_add_up:{total}:{number}",
        severity=Severity.NOTE if parts.loosely else Severity.WARNING,
        message=said + (f": {parts.loosely}." if parts.loosely else "."),
        columns=("value",),
        fails=lambda rows: sums(rows.frame, total, codes)["differs"].reindex(rows.frame.index, fill_value=False),
        judged=lambda rows: pd.Series(rows.frame.index.isin(sums(rows.frame, total, codes).index), rows.frame.index),
    )


def sums(figures: pd.DataFrame, total: str, codes: list[str]) -> pd.DataFrame:
    """
    Return each total of an authority that all parts are published of, beside their sum.

    The index is the total's in `figures`.
    """
    place = ["release", "area_code", "year"]
    known = figures[figures["value"].notna() & is_authority(figures)]
    parts = known[known["measure"].isin(codes)].groupby(place)["value"].agg(["sum", "count"])
    totals = known.loc[known["measure"] == total, [*place, "value"]]
    beside = totals.join(parts[parts["count"] == len(codes)], on=place, how="inner")
    return beside.assign(differs=~same(beside["value"], beside["sum"]))
