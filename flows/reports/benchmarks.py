"""What the scorecard sets figures beside: published figures of others, and the range of the authority's own months."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from flows.reports.figures import SYMBOLS, unit_words
from flows.reports.pages import day
from transforms.periods import financial_year_label
from warehouse.metrics.presentation import rounded
from warehouse.published.reading import comparators, normal_ranges

COUNTS = ("count", "children")
NOT_PUBLISHED = "Not published"
PUBLISHED_SYMBOLS = SYMBOLS | {"z": "not applicable"}


@dataclass(frozen=True)
class Comparator:
    """One metric in one year beside the published figures; the columns are those of `warehouse.published.reading`."""

    metric_code: str
    unit: str
    decimal_places: int
    polarity: str
    period_type: str
    year: int
    our_value: float | None
    our_value_presented: str | None
    our_numerator: float | None
    our_denominator: float | None
    our_is_provisional: bool | None
    published_year: int
    release: str
    published_value: float | None
    published_shown: str | None
    published_symbol: str | None
    england_value: float | None
    region_name: str | None
    region_value: float | None
    neighbour_mean: float | None
    neighbour_median: float | None
    neighbours_counted: int | None
    neighbour_model: str | None
    rank: int | None
    ranked_of: int | None
    quartile_band: str | None
    minimum: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    maximum: float | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Comparator":
        """Make a comparator of a row; what is missing in the frame is None."""
        return cls(**_known(row, cls.__dataclass_fields__))

    @property
    def is_count(self) -> bool:
        """Whether it counts: England's and the region's figures are then totals, which no authority compares with."""
        return self.unit in COUNTS

    @property
    def when(self) -> str:
        """The year of our figure in words: 2023-24, or 31 March 2024."""
        return self._in_words(self.year)

    @property
    def published_when(self) -> str:
        """The year of the published figures in words."""
        return self._in_words(self.published_year)

    @property
    def release_words(self) -> str:
        """The release as people say it: children in need 2024, LAIT 2025."""
        return self.release.replace("_", " ").replace("lait", "LAIT")

    def shown(self, value: float | None) -> str:
        """A value rounded half up to the decimal places of the metric, without its unit; empty where there is none."""
        return "" if value is None else shown(value, self.decimal_places)

    def words(self, value: float | None) -> str:
        """A value with its unit; "Not published" where there is none."""
        return NOT_PUBLISHED if value is None else self.shown(value) + unit_words(self.unit)

    def between(self, lower: float, upper: float) -> str:
        """Two ends with their unit."""
        return between(lower, upper, self.decimal_places, self.unit)

    @property
    def ours(self) -> str:
        """Our figure exactly as the publication presents it, without its unit; empty where there is none."""
        return (
            "" if self.our_value is None else _separated(self.our_value_presented or "") or self.shown(self.our_value)
        )

    @property
    def published(self) -> str:
        """
        The authority's figure as published, without its unit; empty where there is none.

        Publishers drop a last 0, which we put back; figures with more places than ours keep them.
        """
        if self.published_value is None:
            return ""
        rounded_like_ours, text = self.shown(self.published_value), _separated(self.published_shown or "")
        is_the_same = not text or _number(text) == _number(rounded_like_ours)
        return rounded_like_ours if is_the_same else text

    @property
    def why_absent(self) -> str:
        """Why nothing is published for the authority itself, with DfE's symbol; empty where there is a figure."""
        if self.published_value is not None:
            return ""
        symbol = self.published_symbol or ""
        return f"{symbol}: {PUBLISHED_SYMBOLS.get(symbol, 'no figure')}" if symbol else "nothing was published"

    def _in_words(self, year: int) -> str:
        end = date(year, 3, 31)
        return day(end) if self.period_type == "at_date" else financial_year_label(end)


@dataclass(frozen=True)
class NormalRange:
    """Process limits of one metric's months; the columns are those of `warehouse.published.reading`."""

    metric_code: str
    unit: str
    decimal_places: int
    period_type: str
    months: int
    first_month: date
    last_month: date
    lower_limit: float
    upper_limit: float
    published_year: int | None
    published_lower_quartile: float | None
    published_upper_quartile: float | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "NormalRange":
        """Make a range of a row; what is missing in the frame is None."""
        known = _known(row, cls.__dataclass_fields__)
        months = {name: pd.Timestamp(known[name]).date() for name in ("first_month", "last_month")}
        return cls(**known | months)

    def between(self, lower: float, upper: float) -> str:
        """Two ends with their unit."""
        return between(lower, upper, self.decimal_places, self.unit)

    def side(self, value: float) -> str:
        """
        Say whether a value lies above or below the limits; empty within them.

        Both are taken as they are shown, so that nobody reads a limit of 318 and finds 318 outside.
        """
        at, lower, upper = (_rounded(each, self.decimal_places) for each in (value, self.lower_limit, self.upper_limit))
        return "above" if at > upper else "below" if at < lower else ""


@dataclass(frozen=True)
class Benchmarks:
    """An authority's comparators by metric, oldest year first, and its normal ranges by metric and kind of period."""

    comparators: Mapping[str, list[Comparator]] = field(default_factory=dict)
    ranges: Mapping[tuple[str, str], NormalRange] = field(default_factory=dict)

    @classmethod
    def of(cls, published: pd.DataFrame, normal: pd.DataFrame) -> "Benchmarks":
        """Make benchmarks of the frames that `warehouse.published.reading` returns."""
        by_metric: dict[str, list[Comparator]] = defaultdict(list)
        for row in published.to_dict("records"):
            by_metric[row["metric_code"]].append(Comparator.of(row))
        ranges = map(NormalRange.of, normal.to_dict("records"))
        return cls(
            {code: sorted(found, key=lambda each: each.year) for code, found in by_metric.items()},
            {(found.metric_code, found.period_type): found for found in ranges},
        )

    def newest(self, metric_code: str) -> Comparator | None:
        """
        Return the newest year of a metric in which our figure and the published ones are of the same year.

        Where there is none, it is the newest year for which we have a figure, and then the newest published.
        """
        found = self.comparators.get(metric_code, ())
        return max(found, key=_closeness, default=None)

    def england(self, metric_code: str) -> list[Comparator]:
        """Return each published year of a metric in which England has a figure, oldest first."""
        found = self.comparators.get(metric_code, ())
        by_year = {each.published_year: each for each in found if each.england_value is not None}
        return [by_year[year] for year in sorted(by_year)]


NOTHING = Benchmarks()


def read_benchmarks(connection: Connection, authority_code: str) -> Benchmarks:
    """
    Read what an authority's figures are set beside.

    Where nothing published has been loaded there is nothing, the ranges of its own months included: then pages have
    no part that only half of them could fill.
    """
    published = comparators(connection, authority_code)
    return NOTHING if published.empty else Benchmarks.of(published, normal_ranges(connection, authority_code))


def _closeness(each: Comparator) -> tuple[bool, bool, int, int]:
    has_ours = each.our_value is not None
    return has_ours and each.year == each.published_year, has_ours, each.published_year, each.year


def shown(value: float, places: int) -> str:
    """Return a number rounded half up, its thousands separated."""
    return f"{_rounded(value, places):,}"


def between(lower: float, upper: float, places: int, unit: str) -> str:
    """Return two ends with their unit: 231 to 318, 17.7% to 23.6%, 431.0 to 534.2 per 10,000."""
    words = unit_words(unit)
    return f"{shown(lower, places)}{words if words == '%' else ''} to {shown(upper, places)}{words}"


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _separated(text: str) -> str:
    """Return a number in a text with its thousands separated; empty if the text is none."""
    try:
        return f"{_number(text):,}"
    except InvalidOperation:
        return ""


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(rounded(Decimal(repr(float(value))), places))


def _known(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    known = {name: None if pd.isna(row[name]) else row[name] for name in names}
    whole = ("year", "published_year", "neighbours_counted", "rank", "ranked_of", "months", "decimal_places")
    return known | {name: int(known[name]) for name in whole if known.get(name) is not None}
