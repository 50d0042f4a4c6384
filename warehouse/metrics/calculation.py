"""
Figures out of the star: each metric one statement, its counts added up to periods.

What a figure stands on is kept beside it, rounding comes last, and a period that the extracts do not cover in
full has no figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import singledispatchmethod

import numpy as np
import pandas as pd
from sqlalchemy import Connection, literal

from warehouse.engine import read_frame
from warehouse.metrics import periods as period_engine
from warehouse.metrics import presentation, statements, tally
from warehouse.metrics.definition import (
    AnyPoint,
    ChildrenAtAnyPoint,
    ChildrenCount,
    Definition,
    Distribution,
    Events,
    Percentage,
    Percentile,
    Rate,
    Stock,
    StockPercentage,
)
from warehouse.metrics.periods import Coverage, PeriodType, date_key
from warehouse.metrics.population import Population
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
_RATIOS = (Percentage, StockPercentage, Distribution)
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
    star = _Star(connection, authority_key, coverage, as_at)
    frames = [_figures(definition, star, population) for definition in definitions]
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else _no_figures()


@dataclass
class _Star:
    """One authority's star while it is measured; what one metric counted, another one may use."""

    connection: Connection
    authority_key: int
    coverage: Coverage
    as_at: date
    tallies: dict[int, Tally | None] = field(default_factory=dict)
    answers: dict[str, pd.DataFrame] = field(default_factory=dict)

    def tally(self, definition: Definition) -> Tally | None:
        """Return the counts of a metric; None where no period is covered."""
        if id(definition) not in self.tallies:
            self.tallies[id(definition)] = self.count(definition)
        return self.tallies[id(definition)]

    @singledispatchmethod
    def count(self, definition: Definition) -> Tally | None:
        raise NotImplementedError(type(definition).__name__)

    @count.register
    def _(self, definition: Events) -> Tally | None:
        periods = self.periods(definition)
        if periods.empty:
            return None
        days = date_key(pd.Series([periods["period_start"].min(), periods["period_end"].max()]))
        counted = self.ask(
            statements.events(
                definition,
                authority=literal(self.authority_key),
                first_day=literal(int(days[0])),
                last_day=literal(int(days[1])),
            )
        )
        if isinstance(definition, ChildrenCount):
            return tally.children_in_periods(counted, periods)
        if isinstance(definition, Percentile):
            return tally.percentiles(counted, periods, definition.share)
        return tally.in_periods(counted, periods)

    @count.register
    def _(self, definition: Stock) -> Tally | None:
        periods = self.periods(definition)
        if periods.empty:
            return None
        days = date_key(periods["period_end"]).tolist()
        return tally.on_days(
            self.ask(statements.stock(definition, authority=literal(self.authority_key), days=days)), periods
        )

    @count.register
    def _(self, definition: ChildrenAtAnyPoint) -> Tally | None:
        periods = self.periods(definition)
        if periods.empty:
            return None
        days = date_key(periods["period_end"]).tolist()
        return tally.on_days(
            self.ask(statements.children_at_any_point(definition, authority=literal(self.authority_key), days=days)),
            periods,
        )

    @count.register
    def _(self, definition: AnyPoint) -> Tally | None:
        at_end, ended = self.tally(definition.of), self.tally(definition.ended)
        if at_end is None or ended is None:
            return None
        return tally.any_point(at_end, ended, {cut.name for cut in definition.cuts})

    @count.register
    def _(self, definition: Distribution) -> Tally | None:
        counted = self.tally(definition.of)
        return None if counted is None else counted.of_cut(definition.by.name)

    @count.register
    def _(self, definition: Rate) -> Tally | None:
        counted = self.tally(definition.of)
        return None if counted is None else counted.total()

    def periods(self, definition: Definition) -> pd.DataFrame:
        """Return the periods that are covered in full."""
        first, last = period_engine.span(self.coverage, definition.datasets, self.as_at)
        if PeriodType.AT_DATE in definition.period_types:
            periods = period_engine.days_at(first, last, self.as_at)
        else:
            periods = period_engine.months_between(first, last, definition.period_types)
        return period_engine.covered(
            periods,
            self.coverage,
            definition.datasets,
            as_at=self.as_at,
            lookback_months=definition.lookback_months,
            follow_up_days=definition.follow_up_days,
        )

    def ask(self, statement: statements.Statement) -> pd.DataFrame:
        """Return the answer to a statement; the same statement is asked once."""
        compiled = statement.compile()
        question = f"{compiled} {sorted(compiled.params.items())}"
        if question not in self.answers:
            answer = read_frame(self.connection, statement)
            self.answers[question] = answer.loc[answer["period_key"].notna()].reset_index(drop=True)
        return self.answers[question]


def _figures(definition: Definition, star: _Star, population: Population | None) -> pd.DataFrame:
    """Return the figures of one metric, one row for each member and period."""
    counted = star.tally(definition)
    if counted is None or (isinstance(definition, Rate) and population is None):
        return _no_figures()
    if isinstance(definition, Rate):
        shown, vintage = _rates(counted, population, definition.decimal_places), population.vintage
    elif isinstance(definition, _RATIOS):
        shown, vintage = _percentages(counted, definition.decimal_places), ""
    elif isinstance(definition, Percentile):
        shown, vintage = _percentiles(counted, definition.decimal_places), ""
    else:
        shown, vintage = _counts(counted), ""
    members, width = counted.members, len(counted.periods)
    rows = counted.periods.iloc[np.tile(np.arange(width), len(members))].reset_index(drop=True)
    is_part = rows["period_type"].isin([str(kind) for kind in _IN_PART_OF_A_YEAR])
    figures = rows.assign(
        metric_code=definition.code,
        definition_version=definition.version,
        cut_name=members["cut_name"].repeat(width).to_numpy(),
        cut_value=members["cut_value"].repeat(width).to_numpy(),
        **{name: values.ravel() for name, values in shown.items()},
        decimal_places=definition.decimal_places,
        unit=definition.unit,
        is_provisional=period_engine.is_provisional(rows, star.as_at),
        is_annualised=is_part & isinstance(definition, Rate),
        population_vintage=vintage,
        as_at=pd.Timestamp(star.as_at).as_unit("s"),
    )[list(COLUMNS)]
    if isinstance(definition, Rate):
        figures = figures.loc[figures["denominator"].notna()]
    return _typed(figures)


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
    mid_year = period_engine.financial_year(periods["period_end"]) - 1
    persons = mid_year.map({int(year): float(number) for year, number in population.persons.items() if number})
    months = (
        (periods["period_end"].dt.year - periods["period_start"].dt.year) * 12
        + periods["period_end"].dt.month
        - periods["period_start"].dt.month
        + 1
    )
    months = months.where(periods["period_type"].isin([str(kind) for kind in _IN_PART_OF_A_YEAR]), 12)
    counts = counted.numerator.ravel()
    shown = [
        presentation.NOT_AVAILABLE
        if np.isnan(number)
        else presentation.ratio(int(count), int(number), PER_10000 * 12 / int(length), places)
        for count, number, length in zip(counts, persons, months, strict=True)
    ]
    return {
        "numerator": counts.astype("float64"),
        "denominator": persons.to_numpy(dtype="float64"),
        "value": _divided(counts * 120_000, (persons * months).to_numpy(dtype="float64")),
        "value_presented": np.array([*shown, None], dtype=object)[:-1],
    }


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, np.nan)


def _no_figures() -> pd.DataFrame:
    return _typed(pd.DataFrame(columns=list(COLUMNS)))


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
