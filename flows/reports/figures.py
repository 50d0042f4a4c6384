"""One published value in words: what it is, what it is out of, and how it differs from another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from flows.counts import number
from flows.reports.pages import day
from transforms.periods import (
    financial_year_label,
    month_label,
    quarter_label,
    rolling_12_months_label,
    year_to_date_label,
)

SMALLEST_BASE = 10  # below it a percentage change says more about chance than about the service (domain.md 1.2)

PERIOD_LABELS = {
    "month": month_label,
    "quarter": quarter_label,
    "year_to_date": lambda end: f"{year_to_date_label(end)} ({day(end)})",
    "financial_year": financial_year_label,
    "rolling_12_months": rolling_12_months_label,
    "at_date": day,
}
SYMBOLS = {
    "c": "suppressed, to protect confidentiality",
    "k": "rounds to 0, but is not 0",
    "low": "rounds to 0, but is not 0",
    "u": "low reliability",
    "x": "not available",
}


def unit_words(unit: str) -> str:
    """Return what follows a number: "%", " per 10,000", " working days", nothing for a count."""
    return {"percent": "%", "count": "", "number": ""}.get(unit, f" {unit}")


@dataclass(frozen=True)
class Figure:
    """One metric value of the publication."""

    period_type: str
    period_start: date
    period_end: date
    definition_version: int
    numerator: float | None
    denominator: float | None
    value: float | None
    value_presented: str
    decimal_places: int
    unit: str
    is_provisional: bool
    is_annualised: bool
    population_vintage: str
    previous_period_start: date | None
    same_period_last_year_start: date | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Figure":
        """Make a figure of a row of `metric_value`."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})

    @property
    def period(self) -> str:
        """The period in words: Sep 2025, 12 months to Sep 2025, 30 September 2025."""
        return PERIOD_LABELS.get(self.period_type, day)(self.period_end)

    @property
    def when(self) -> str:
        """The period with its preposition: in Sep 2025, in the 12 months to Sep 2025, on 30 September 2025."""
        preposition = {"at_date": "on", "rolling_12_months": "in the"}.get(self.period_type, "in")
        return f"{preposition} {self.period}"

    @property
    def available(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def shown(self) -> str:
        """The presented value with its thousands separated."""
        try:
            return f"{Decimal(self.value_presented):,}"
        except InvalidOperation:
            return self.value_presented

    @property
    def unit_words(self) -> str:
        """What follows the number."""
        return unit_words(self.unit)

    @property
    def words(self) -> str:
        """The value as people read it: 1,234, 84.4%, 34 working days, or "Not available"."""
        return f"{self.shown}{self.unit_words}" if self.available else "Not available"

    @property
    def reason(self) -> str:
        """Why there is no value, with its category as DfE writes it; empty where there is one."""
        if self.available:
            return ""
        symbol = self.value_presented
        if symbol in SYMBOLS:
            return f"{symbol}: {SYMBOLS[symbol]}"
        if self.denominator == 0:
            return f"{symbol}: there was nothing to take a share of (0 in the denominator)"
        if self.unit.startswith("per ") and not self.denominator:
            return f"{symbol}: no population is known for the year"
        return f"{symbol}: there is no figure for this period"

    @property
    def is_count(self) -> bool:
        """Whether it counts something: cases, children."""
        return self.denominator is None and self.numerator == self.value and not self.unit.startswith("per ")

    @property
    def base(self) -> str:
        """What the value is made of: 412 of 488."""
        if self.denominator is None:
            return "" if self.numerator is None or self.is_count else f"from {number(self.numerator)}"
        if self.unit.startswith("per "):
            count = f"{number(self.numerator)} in" if self.numerator is not None else "in"
            return f"{count} a population of {number(self.denominator)}"
        if self.numerator is None:
            return f"of {number(self.denominator)}"
        return f"{number(self.numerator)} of {number(self.denominator)}"

    @property
    def words_and_base(self) -> str:
        """The value with what it is made of: 84.4% (412 of 488)."""
        return f"{self.words} ({self.base})" if self.base else self.words

    @property
    def size(self) -> float:
        """How many cases the value stands on, which decides whether a change can be given."""
        if self.unit == "percent":
            return self.denominator or 0
        if self.unit.startswith("per "):
            return self.numerator or 0
        return self.value or 0


@dataclass(frozen=True)
class Change:
    """A difference between two figures in words, and what it is measured from."""

    words: str
    base: str = ""

    @property
    def sentence(self) -> str:
        """Both, for a cell of a table."""
        return f"{self.words}, {self.base}" if self.base else self.words


def change(now: Figure | None, then: Figure | None, *, missing: str) -> Change:
    """
    Say how a figure differs from an earlier one: counts and rates in per cent, percentages in points.

    Both must have the same definition, and at least 10 cases in the base; otherwise the words say why there is
    no comparison. Differences are taken before rounding.
    """
    if now is None or not now.available:
        return Change("Not compared", "there is no figure for this period")
    if then is None:
        return Change("Not compared", missing)
    if not then.available:
        return Change("Not compared", f"there is no figure for {then.period}")
    measured = f"from {then.words_and_base} {then.when}"
    if then.definition_version != now.definition_version:
        return Change("Not compared", "the definition has changed in between")
    if now.unit == "percent":
        if min(now.size, then.size) < SMALLEST_BASE:
            return Change(f"Not compared: fewer than {SMALLEST_BASE} in the base", measured)
        return Change(_difference(now.value - then.value, " percentage points"), measured)
    if not now.is_count and not now.unit.startswith("per "):
        return Change(_difference(now.value - then.value, f" {now.unit}"), measured)
    if then.size < SMALLEST_BASE or not then.value:
        difference = f"{_direction(now.value - then.value)}, not" if now.is_count else "Not"
        return Change(f"{difference} given in per cent: base under {SMALLEST_BASE}", measured)
    return Change(_difference((now.value - then.value) / then.value * 100, "%"), measured)


def _direction(difference: float) -> str:
    """Say a difference of counts: Up 3."""
    return f"{'Up' if difference > 0 else 'Down'} {number(abs(difference))}" if difference else "No change"


def _difference(difference: float, unit: str) -> str:
    if difference == 0:
        return "No change"
    size = Decimal(repr(abs(difference))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    direction = "Up" if difference > 0 else "Down"
    return f"{direction} {size:,}{unit}" if size else f"{direction} less than 0.1{unit}"
