"""
Published percentages and rates, computed again from the published counts that they are made of.

Authorities only: DfE rounds the counts of England and the regions to tens, but not what it computes from them.
"""

import numpy as np
import pandas as pd

from expectations.published import MEASURES, Measure
from expectations.published.declaration import POPULATION, Unit
from expectations.published.rounding import ratio_half_up

PERCENTAGE, PER_10_000 = 100, 10_000
AUTHORITY = r"E0[6-9]|E10"  # unitary, district, borough and county
CELL_COLUMNS = ["release", "measure", "area_code", "year", "published", "recomputed"]


def is_authority(figures: pd.DataFrame) -> pd.Series:
    """Return true for the figures of a local authority, by the kind of its code."""
    return figures["area_code"].str.match(AUTHORITY)


def recompute(figures: pd.DataFrame, measures: dict[str, Measure] = MEASURES) -> pd.Series:
    """
    Return what each percentage and rate of an authority comes to, rounded half up as published; else nothing.

    The counts are those of the same release; the population is that of the year before, of the release of the same
    year if there is one, else of the newest.
    """
    made = {
        code: measure
        for code, measure in measures.items()
        if measure.of and not measure.derived and (measure.per or measure.unit is Unit.RATE)
    }
    rows = figures[figures["measure"].isin(list(made)) & is_authority(figures)]
    counts = _Lookup(figures)
    numerator = counts.values(rows, rows["measure"].map({code: measure.of for code, measure in made.items()}))
    own = counts.values(rows, rows["measure"].map({code: measure.per or "" for code, measure in made.items()}))
    population = _population(figures, rows)
    by_population = rows["measure"].map({code: not measure.per for code, measure in made.items()}).astype(bool)
    denominator = own.mask(by_population, population)

    result = pd.Series(np.nan, index=figures.index)
    kinds = rows["measure"].map({code: (measure.unit, measure.decimal_places) for code, measure in made.items()})
    for unit, places in kinds.unique():
        some = rows.index[kinds == (unit, places)]
        result.loc[some] = ratio_half_up(
            numerator.loc[some],
            denominator.loc[some],
            times=PERCENTAGE if unit is Unit.PERCENT else PER_10_000,
            decimal_places=places,
        )
    return result


def recomputed(figures: pd.DataFrame, measures: dict[str, Measure] = MEASURES) -> pd.DataFrame:
    """
    Compare published percentages and rates with what their counts come to: one row per measure.

    `compared` cells are those of authorities for which the published value and its counts are all known; `differing`
    is a frame of those that are not equal.
    """
    values = recompute(figures, measures)
    cells = figures.assign(published=figures["value"], recomputed=values)
    cells = cells[cells["published"].notna() & cells["recomputed"].notna()]
    cells = cells.assign(equal=same(cells["published"], cells["recomputed"]))
    rows = [
        (
            measure,
            measures[measure].unit.value,
            len(group),
            int(group["equal"].sum()),
            group.loc[~group["equal"], CELL_COLUMNS].reset_index(drop=True),
        )
        for measure, group in cells.groupby("measure", sort=True)
    ]
    return pd.DataFrame(rows, columns=["measure", "unit", "compared", "equal", "differing"])


def same(published: pd.Series, other: pd.Series) -> pd.Series:
    """Return whether values are the same to six decimal places: beyond them a float says nothing."""
    return (published - other).abs() < 1e-6


class _Lookup:
    """Values of figures by release, measure, area and year, each key packed into one whole number."""

    def __init__(self, figures: pd.DataFrame) -> None:
        self._sets = {name: pd.Index(figures[name].unique()) for name in ("release", "measure", "area_code")}
        keys = self._keys(figures["release"], figures["measure"], figures["area_code"], figures["year"])
        first = ~pd.Series(keys).duplicated().to_numpy()
        self._index = pd.Index(keys[first])
        self._values = figures["value"].to_numpy()[first]

    def values(self, rows: pd.DataFrame, measures: pd.Series, *, releases: pd.Series | None = None, before: int = 0):
        """Return, for each row, the value of another measure of the same area, `before` years earlier."""
        releases = rows["release"] if releases is None else releases
        keys = self._keys(releases, measures, rows["area_code"], rows["year"] - before)
        found = self._index.get_indexer(keys)
        return pd.Series(np.where((found >= 0) & (keys >= 0), self._values[found], np.nan), index=rows.index)

    def _keys(self, release: pd.Series, measure: pd.Series, area_code: pd.Series, year: pd.Series) -> np.ndarray:
        packed, known = np.zeros(len(year), dtype="int64"), np.ones(len(year), dtype=bool)
        for name, values in (("release", release), ("measure", measure), ("area_code", area_code)):
            place = self._sets[name].get_indexer(values)
            known &= place >= 0
            packed = packed * (len(self._sets[name]) + 1) + place
        return np.where(known, packed * 10_000 + year.to_numpy(dtype="int64"), -1)


def _population(figures: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    populations = figures[figures["measure"] == POPULATION]
    if populations.empty:
        return pd.Series(np.nan, index=rows.index)
    editions = {str(release)[-4:]: release for release in sorted(populations["release"].unique())}
    newest = list(editions.values())[-1]
    releases = rows["release"].str[-4:].map(editions).fillna(newest)
    measure = pd.Series(POPULATION, index=rows.index)
    return _Lookup(populations).values(rows, measure, releases=releases, before=1)
