"""
Figures out of the star: each metric one statement, its counts added up to periods.

What a figure stands on is kept beside it, rounding comes last, and a period that the extracts do not cover in
full has no figure.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from warehouse.metrics import periods as period_engine
from warehouse.metrics import presentation
from warehouse.metrics.definition import (
    Definition,
    Distribution,
    Percentage,
    Percentile,
    Rate,
    Share,
    StockPercentage,
)
from warehouse.metrics.periods import Coverage, PeriodType
from warehouse.metrics.population import Population
from warehouse.metrics.star import Star
from warehouse.metrics.tally import Tally

COLUMNS = (
    "metric_code",
    "definition_version",
    "cut_name",
    "cut_value",
    "period_type",
    "period_start",
    "period_end",
    "numerator",
    "denominator",
    "value",
    "value_presented",
    "decimal_places",
    "unit",
    "is_provisional",
    "is_annualised",
    "population_vintage",
    "previous_period_start",
    "same_period_last_year_start",
    "as_at",
)

PER_CENT = Fraction(100)
PER_10000 = Fraction(10_000)
_RATIOS = (Percentage, StockPercentage, Distribution, Share)
_IN_PART_OF_A_YEAR = (PeriodType.MONTH, PeriodType.QUARTER, PeriodType.YEAR_TO_DATE)


def measure(
    connection: Connection,
    *,
    authority_key: int,
    definitions: Iterable[Definition],
    coverage: Coverage,
    as_at: date,
    population: Population | None = None,
) -> pd.DataFrame:
    """
    Return every figure of one authority, with the columns of `metric_value` that a calculation knows.

    `coverage` says for each dataset in which days it is complete; `population` is what rates are divided by.
    """
    definitions = tuple(definitions)
    star = Star(connection, authority_key, coverage, as_at, definitions)
    parts = [_figures(definition, star, population) for definition in definitions]
    parts = [part for part in parts if part]
    if not parts:
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    # One frame at the end: a frame for each metric would spend as long as all the counting.
    columns = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS if name != "as_at"}
    return _typed(pd.DataFrame(columns).assign(as_at=pd.Timestamp(as_at)))


def _figures(definition: Definition, star: Star, population: Population | None) -> dict[str, np.ndarray]:
    """Return the figures of one metric by column, one row for each member and period; nothing if it has none."""
    counted = star.tally(definition)
    if counted is None:
        return {}
    if not isinstance(definition, Rate):
        return _columns(definition, counted, _shown(definition, counted), star.as_at)
    if population is None:
        return {}
    columns = _columns(definition, counted, _rates(counted, population, definition.decimal_places), star.as_at)
    columns["population_vintage"][:] = population.vintage
    columns["is_annualised"] = np.isin(columns["period_type"], [str(kind) for kind in _IN_PART_OF_A_YEAR])
    known = ~np.isnan(columns["denominator"])
    return {name: values[known] for name, values in columns.items()}


def _columns(
    definition: Definition, counted: Tally, shown: dict[str, np.ndarray], as_at: date
) -> dict[str, np.ndarray]:
    periods, members = counted.periods, counted.members
    number = len(members) * len(periods)
    of_period = {
        "period_type": periods["period_type"].to_numpy(dtype=object),
        **{name: periods[name].to_numpy() for name in period_engine.DAYS},
        "is_provisional": period_engine.is_provisional(periods, as_at),
    }
    return {
        "metric_code": np.full(number, definition.code, dtype=object),
        "definition_version": np.full(number, definition.version),
        **{name: members[name].to_numpy(dtype=object).repeat(len(periods)) for name in members},
        **{name: np.tile(values, len(members)) for name, values in of_period.items()},
        **{name: values.ravel() for name, values in shown.items()},
        "decimal_places": np.full(number, definition.decimal_places),
        "unit": np.full(number, definition.unit, dtype=object),
        "is_annualised": np.full(number, False),
        "population_vintage": np.full(number, "", dtype=object),
    }


def _shown(definition: Definition, counted: Tally) -> dict[str, np.ndarray]:
    if isinstance(definition, _RATIOS):
        return _percentages(counted, definition.decimal_places)
    if isinstance(definition, Percentile):
        return _percentiles(counted, definition.decimal_places)
    return _counts(counted)


def _counts(counted: Tally) -> dict[str, np.ndarray]:
    return {
        "numerator": counted.numerator.astype("float64"),
        "denominator": np.full(counted.numerator.shape, np.nan),
        "value": counted.numerator.astype("float64"),
        "value_presented": presentation.whole(counted.numerator),
    }


def _percentages(counted: Tally, places: int) -> dict[str, np.ndarray]:
    return {
        "numerator": counted.numerator.astype("float64"),
        "denominator": counted.denominator.astype("float64"),
        "value": _divided(counted.numerator * 100, counted.denominator),
        "value_presented": presentation.ratios(counted.numerator, counted.denominator, PER_CENT, places),
    }


def _percentiles(counted: Tally, places: int) -> dict[str, np.ndarray]:
    shown = [
        presentation.NOT_AVAILABLE if np.isnan(value) else presentation.rounded(Decimal(value), places)
        for value in counted.value.ravel()
    ]
    return {
        "numerator": np.full(counted.value.shape, np.nan),
        "denominator": counted.denominator.astype("float64"),
        "value": counted.value,
        "value_presented": np.array([*shown, None], dtype=object)[:-1],
    }


def _rates(counted: Tally, population: Population, places: int) -> dict[str, np.ndarray]:
    periods = counted.periods
    mid_year = period_engine.financial_year(periods["period_end"]).to_numpy() - 1
    known = {int(year): float(number) for year, number in population.persons.items() if number}
    persons = np.array([known.get(year, np.nan) for year in mid_year.tolist()])
    first, last = (periods[name].to_numpy().astype("datetime64[M]") for name in ("period_start", "period_end"))
    in_part = periods["period_type"].isin([str(kind) for kind in _IN_PART_OF_A_YEAR])
    months = np.where(in_part, (last - first).astype("int64") + 1, 12)
    counts = counted.numerator.ravel()
    shown = [
        presentation.NOT_AVAILABLE
        if np.isnan(number)
        else presentation.ratio(int(count), int(number), PER_10000 * 12 / int(length), places)
        for count, number, length in zip(counts, persons, months, strict=True)
    ]
    return {
        "numerator": counts.astype("float64"),
        "denominator": persons,
        "value": _divided(counts * 120_000, persons * months),
        "value_presented": np.array([*shown, None], dtype=object)[:-1],
    }


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, np.nan)


def _typed(figures: pd.DataFrame) -> pd.DataFrame:
    days = [name for name in COLUMNS if name.endswith(("_start", "_end"))]
    numbers = ["numerator", "denominator", "value"]
    text = ["metric_code", "cut_name", "cut_value", "period_type", "value_presented", "unit", "population_vintage"]
    return figures.astype(
        {
            **{name: "datetime64[s]" for name in [*days, "as_at"]},
            **{name: "float64" for name in numbers},
            **{name: "str" for name in text},
            **{name: "int64" for name in ("definition_version", "decimal_places")},
            **{name: "bool" for name in ("is_provisional", "is_annualised")},
        }
    )
