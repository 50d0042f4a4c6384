"""
What a published figure is compared with, as pure functions over the tidy frame of published figures.

Rules of DfE's Local Authority Interactive Tool (LAIT): the mean of those statistical neighbours that have a figure,
ranks by polarity with ties at the better place, bands between quartiles. DfE's dashboard shows the neighbours' median
instead, so both are given. A figure that shows a symbol counts nowhere, least of all as 0.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from warehouse.metrics.definition import Polarity

COMPARED = ("area_code", "measure", "year", "release")
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
SPREAD = ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")
LOWEST_FIRST = "ABCD"  # of a measure of which little is good
FEWEST_RANKED = 100  # of some 150: a place among eleven is not a place in England (decision 9)


class Neighbours(NamedTuple):
    """Statistical neighbours (`area_code`, `neighbour_code`) of one version of the model."""

    pairs: pd.DataFrame
    model: str = ""


NO_NEIGHBOURS = Neighbours(pd.DataFrame({"area_code": [], "neighbour_code": []}, dtype="str"))


def comparators(
    figures: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    polarities: Mapping[str, str],
    neighbours: Neighbours = NO_NEIGHBOURS,
    fewest_ranked: int = FEWEST_RANKED,
) -> pd.DataFrame:
    """
    Return what each authority's figure is compared with: one row for each area, measure, year and release.

    `figures` has release, measure, area_code, year and value; `areas` area_code, level and region_code.
    `polarities` say for a measure which way is better; one that is not named is neutral: highest first, no band.
    Where fewer than `fewest_ranked` authorities have a figure, there is no rank, no band and no quartile.
    """
    if figures.empty:
        return _typed(pd.DataFrame(columns=[*COMPARED, *_COLUMNS]))
    groups = figures[["release", "measure", "year"]].drop_duplicates(ignore_index=True)
    group = pd.MultiIndex.from_frame(groups).get_indexer(pd.MultiIndex.from_frame(figures[[*groups]]))
    known = areas.drop_duplicates("area_code").set_index("area_code")
    values = _matrix(figures, group, len(groups))
    authorities = [code for code in values.columns if known.at[code, "level"] == "authority"]
    own = values[authorities]
    polarity = groups["measure"].map(dict(polarities)).fillna(str(Polarity.NEUTRAL)).to_numpy(dtype=object)
    columns = {
        "england": _of(values, [next(iter(known.index[known["level"] == "national"]), "")] * len(authorities)),
        "region": _of(values, known.loc[authorities, "region_code"].tolist()),
        **_of_neighbours(values, authorities, neighbours),
        **_place(own, polarity, fewest_ranked),
    }
    stated = _matrix(figures.assign(value=1.0), group, len(groups))[authorities].notna().to_numpy()
    row, column = np.nonzero(stated)
    compared = groups.iloc[row].reset_index(drop=True).assign(area_code=np.array(authorities, dtype=object)[column])
    cells = {name: cells[row, column] for name, cells in columns.items()}
    return _typed(compared.assign(**cells, neighbour_model=neighbours.model)[[*COMPARED, *_COLUMNS]])


_COLUMNS = (
    "england",
    "region",
    "neighbour_mean",
    "neighbour_median",
    "neighbours_counted",
    "neighbour_model",
    "rank",
    "ranked_of",
    "quartile_band",
    *SPREAD,
)


def _matrix(figures: pd.DataFrame, group: np.ndarray, groups: int) -> pd.DataFrame:
    """Return the values with a row for each release, measure and year, and a column for each area."""
    area, codes = pd.factorize(figures["area_code"])
    values = np.full((groups, len(codes)), np.nan)
    values[group, area] = figures["value"].to_numpy(dtype="float64")
    return pd.DataFrame(values, columns=codes.astype(object))


def _of(values: pd.DataFrame, codes: list[str]) -> np.ndarray:
    """Return what was published for these areas; nothing for an area of which nothing was."""
    return values.reindex(columns=codes).to_numpy()


def _of_neighbours(values: pd.DataFrame, authorities: list[str], neighbours: Neighbours) -> dict[str, np.ndarray]:
    of = neighbours.pairs.groupby("area_code")["neighbour_code"].agg(list)
    most = int(of.map(len).max()) if len(of) else 0
    # -1 is the last column, where there is nothing: fewer neighbours than others, or one without any figure.
    place = np.full((len(authorities), most), -1)
    for position, code in enumerate(authorities):
        found = values.columns.get_indexer(of.get(code, []))
        place[position, : len(found)] = found
    padded = np.column_stack([values.to_numpy(), np.full(len(values), np.nan)])
    theirs = np.sort(padded[:, place], axis=2)  # missing ones last
    counted = (~np.isnan(theirs)).sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(theirs, axis=2) / np.where(counted, counted, np.nan)
    return {"neighbour_mean": mean, "neighbour_median": _quantile(theirs, counted, 0.5), "neighbours_counted": counted}


def _place(own: pd.DataFrame, polarity: np.ndarray, fewest: int) -> dict[str, np.ndarray]:
    """Return rank, band and spread of each authority among all that have a figure, unless these are too few."""
    values = own.to_numpy()
    lowest_first = (polarity == Polarity.LOW_IS_GOOD)[:, np.newaxis]
    ranks = pd.DataFrame(np.where(lowest_first, values, -values)).rank(axis=1, method="min").to_numpy()
    ordered = np.sort(values, axis=1)
    counted = (~np.isnan(values)).sum(axis=1)
    few = (counted < fewest)[:, np.newaxis]
    spread = [np.where(few, np.nan, _quantile(ordered, counted, share)[:, np.newaxis]) for share in SHARES]
    quarter = sum((values > bound).astype("int64") for bound in spread[1:4])
    letters = np.array(list(LOWEST_FIRST), dtype=object)
    bands = np.where(lowest_first, letters[quarter], letters[::-1][quarter])
    unbanded = few | np.isnan(values) | (polarity == Polarity.NEUTRAL)[:, np.newaxis]
    everywhere = np.ones(values.shape)
    return {
        "rank": np.where(few, np.nan, ranks),
        "ranked_of": counted[:, np.newaxis] * everywhere,
        "quartile_band": np.where(unbanded, "", bands),
        **{name: bound * everywhere for name, bound in zip(SPREAD, spread, strict=True)},
    }


def _quantile(ordered: np.ndarray, counted: np.ndarray, share: float) -> np.ndarray:
    """Return a quantile of what is known along the last axis, interpolated linearly, as R and LAIT do."""
    if not ordered.shape[-1]:
        return np.full(counted.shape, np.nan)
    place = np.maximum(counted - 1, 0) * share
    below = np.floor(place).astype("int64")
    above = np.minimum(below + 1, np.maximum(counted - 1, 0))
    low = np.take_along_axis(ordered, below[..., np.newaxis], axis=-1)[..., 0]
    high = np.take_along_axis(ordered, above[..., np.newaxis], axis=-1)[..., 0]
    return low + (high - low) * (place - below)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    text = ("area_code", "measure", "release", "neighbour_model", "quartile_band")
    whole = ("year", "neighbours_counted", "rank", "ranked_of")
    kinds = {name: "str" if name in text else "Int64" if name in whole else "float64" for name in frame}
    return frame.astype(kinds)
