"""
Invent rows of a dataset from its declaration alone: for tests, examples and benchmarks.

The law: what is invented passes its own suite.
Dates come in the order in which they are declared, codes from the lists of the collection year, keys once each;
what a hand-written rule still objects to is drawn again, and at last left empty.
"""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd

from expectations.contract import Column, Context, Dataset, Severity

MISSING_SHARE = 0.2  # of an optional column
DAYS_BETWEEN_DATES = 120
YEARS = 3  # of events before the extract
ATTEMPTS = 40

_WORDS = ("ash", "birch", "cedar", "elm", "hazel", "juniper", "larch", "maple", "oak", "rowan", "willow")


def invent(dataset: type[Dataset], rows: int, *, seed: int, context: Context) -> pd.DataFrame:
    """Return rows of the dataset as text, as a reader would deliver them; the same seed, the same rows."""
    return as_text(dataset, invent_typed(dataset, rows, seed=seed, context=context))


def invent_typed(dataset: type[Dataset], rows: int, *, seed: int, context: Context) -> pd.DataFrame:
    """Return rows of the dataset in their types."""
    random = np.random.default_rng(seed)
    invented = _draw(dataset, rows, random, context)
    for attempt in range(ATTEMPTS):
        objectionable = _objections(dataset, invented, context)
        if not objectionable.any():
            return invented
        again = _draw(dataset, int(objectionable.sum()), random, context, first=rows * (attempt + 1))
        again.index = invented.index[objectionable]
        invented = pd.concat([invented[~objectionable], again]).sort_index()
    return _without_objectionable_values(dataset, invented, context)


def as_text(dataset: type[Dataset], typed: pd.DataFrame) -> pd.DataFrame:
    """Return typed rows as text: dates in ISO 8601, numbers in digits, answers as true and false."""

    def text(column: Column) -> pd.Series:
        values = typed[column.name]
        if column.type is date:
            return values.dt.strftime("%Y-%m-%d").astype("str")
        if column.type is bool:
            return values.map({True: "true", False: "false"}).astype("str")
        return values.astype("string").astype("str")

    return pd.DataFrame({column.name: text(column) for column in dataset.columns.values()}, index=typed.index)


def _draw(
    dataset: type[Dataset], rows: int, random: np.random.Generator, context: Context, *, first: int = 0
) -> pd.DataFrame:
    """Return rows whose keys are new: their identifiers begin with number `first`."""
    days = _days(rows, random, context)
    columns = {}
    for column in dataset.columns.values():
        if column.type is date:
            days = _later(days, random, context)
            values = pd.Series(days.astype("datetime64[s]"))
        else:
            is_key = column.name in dataset.grain or column.name.endswith("_id")
            values = _numbers(rows, first) if is_key and column.type is str else _values(column, rows, random, context)
        if column.optional:
            values = values.mask(random.random(rows) < MISSING_SHARE)
        columns[column.name] = values
    return pd.DataFrame(columns)


def _days(rows: int, random: np.random.Generator, context: Context) -> np.ndarray:
    end = context.as_at if context.year_end is None else min(context.as_at, context.year_end.date())
    ages = random.integers(1, (1 if context.collection_year else YEARS) * 365, rows)
    return np.datetime64(end - timedelta(days=1), "D") - ages


def _later(days: np.ndarray, random: np.random.Generator, context: Context) -> np.ndarray:
    """Return days a little later, none of them a weekend or after the extract where that can be avoided."""
    later = days + random.integers(1, DAYS_BETWEEN_DATES, len(days))
    weekday = later + np.array([0, 0, 0, 0, 0, -1, -2])[(later.astype("int64") + 3) % 7]
    return np.maximum(np.minimum(weekday, np.datetime64(context.as_at, "D")), days)


def _numbers(rows: int, first: int) -> pd.Series:
    return pd.Series([f"{first + number:06d}" for number in range(rows)], dtype="str")


def _values(column: Column, rows: int, random: np.random.Generator, context: Context) -> pd.Series:
    if column.is_code:
        codes = sorted(column.type.values_in(context.collection_year, statutory=context.statutory)) or [None]
        return pd.Series(random.choice(np.array(codes, dtype=object), rows), dtype="str")
    if column.type is int:
        lowest = column.minimum or 0
        highest = lowest + 9 if column.maximum is None else column.maximum
        return pd.Series(random.integers(lowest, highest + 1, rows)).astype("Int64")
    if column.type is Decimal:
        lowest = column.minimum or 0
        highest = lowest + 100 if column.maximum is None else column.maximum
        return pd.Series(np.round(random.uniform(lowest, highest, rows), 2))
    if column.type is bool:
        return pd.Series(random.random(rows) < 0.5).astype("boolean")
    if column.name.endswith("postcode"):
        return pd.Series([f"ZZ{number % 90 + 10} 1AA" for number in range(rows)], dtype="str")
    return pd.Series(random.choice(np.array(_WORDS, dtype=object), rows), dtype="str").str[: column.length]


def _objections(dataset: type[Dataset], invented: pd.DataFrame, context: Context) -> pd.Series:
    """Return true for each row to which a rule objects, or whose key was there before."""
    objectionable = invented.duplicated(list(dataset.grain))
    for rule in dataset.rules_in(context.collection_year):
        if rule.applies(context, frozenset(dataset.columns)):
            objectionable |= rule.failing(invented, context)
    return objectionable


def _without_objectionable_values(dataset: type[Dataset], invented: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Empty the optional columns of rules that hold rows back, and leave the milder rules be."""
    for rule in dataset.rules_in(context.collection_year):
        if rule.severity.rank <= Severity.ERROR.rank and rule.applies(context, frozenset(dataset.columns)):
            failing = rule.failing(invented, context)
            optional = [name for name in rule.fields if dataset.columns[name].optional]
            invented = invented.assign(**{name: invented[name].mask(failing) for name in optional})
    return invented
