"""
From the text of one published file to figures: one row per area, year and measure.

Cells in = figures out + cells dropped, each under a named rule.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from expectations.published.declaration import SPELLINGS_OF_SYMBOLS, SYMBOLS, PublishedTable

COLUMNS = ("release", "measure", "area_code", "year", "value", "shown", "symbol")
AREA_COLUMNS = ("area_code", "old_code", "name", "level", "region_code")
LEVELS = {"National": "national", "Regional": "regional", "Local authority": "authority"}
CODE_OF_LEVEL = {"national": "country_code", "regional": "region_code", "authority": "new_la_code"}
NAME_OF_LEVEL = {"national": "country_name", "regional": "region_name", "authority": "la_name"}
AREA_CODE = r"[A-Z]\d{8}"
YEAR = r"(?:19|20)\d{2}"
NUMBER = r"-?\d+(?:\.\d+)?"

RULES = {
    "unknown_level": "The geographic level is none of national, regional and local authority.",
    "unknown_year": "The time period is not a year.",
    "combined_areas": "The row holds several authorities together; none of them is known from it.",
    "unknown_area": "The area has no code of the Office for National Statistics.",
    "repeated_row": "Another row has the same area, year and breakdown; the first in the file is loaded.",
    "empty_cell": "The cell is empty: neither a number nor a symbol that says why there is none.",
    "other_topic": "The measure is not about children's social care.",
    "unreadable_cell": "The cell is neither a number (digits, without separators) nor a known symbol.",
}


@dataclass(frozen=True)
class Tidy:
    """The figures of one file; how many cells it has and how many of them were dropped, by rule."""

    figures: pd.DataFrame
    areas: pd.DataFrame
    cells: int
    dropped: dict[str, int] = field(default_factory=dict)


def tidy(table: PublishedTable, text: pd.DataFrame) -> Tidy:
    """Return the figures in a file's text, which has the declared columns."""
    measures = [measure for measure in table.measures if measure.column in text]
    placed = _placed(table, text)
    dropped = {rule: int(mask.sum()) * len(measures) for rule, mask in placed.refused.items()}
    kept = ~np.logical_or.reduce(list(placed.refused.values()))
    rows, keys = text[kept], placed.keys[kept]
    release = f"{table.publication}_{int(keys['year'].max()) + table.edition}" if len(keys) else table.publication

    columns = [measure.column for measure in measures]
    cells = _cells(rows[columns].to_numpy(dtype=object).ravel(order="F"))
    figures = pd.DataFrame(
        {
            "release": release,
            "measure": _codes(table, rows, columns),
            "area_code": np.tile(keys["area_code"].to_numpy(dtype=object), len(columns)),
            "year": np.tile(keys["year"].to_numpy(dtype="int64"), len(columns)),
            "value": cells["value"],
            "shown": cells["shown"],
            "symbol": cells["symbol"],
        }
    )
    for rule in ("empty_cell", "unreadable_cell"):
        dropped[rule] = int((cells["refused"] == rule).sum())
    figures = figures[cells["refused"] == ""].reset_index(drop=True)
    return Tidy(
        figures=figures.astype(dict.fromkeys(("release", "measure", "area_code", "shown", "symbol"), "str")),
        areas=keys,
        cells=len(text) * len(measures),
        dropped={rule: number for rule, number in dropped.items() if number},
    )


@dataclass(frozen=True)
class _Placed:
    """Area and year of each row, and which rows are refused, by rule."""

    keys: pd.DataFrame
    refused: dict[str, np.ndarray]


def _placed(table: PublishedTable, text: pd.DataFrame) -> _Placed:
    level = text["geographic_level"].map(LEVELS).fillna("")
    country_alone = "new_la_code" not in text
    keys = pd.DataFrame({"level": level}, index=text.index)
    keys["area_code"] = _by_level(text, level, CODE_OF_LEVEL)
    keys["name"] = _by_level(text, level, NAME_OF_LEVEL)
    keys["old_code"] = "" if country_alone else text["old_la_code"].str.strip().where(level == "authority", "")
    keys["region_code"] = "" if country_alone else text["region_code"].str.strip().where(level == "authority", "")
    is_year = text["time_period"].str.fullmatch(YEAR)
    keys["year"] = text["time_period"].where(is_year, "0").astype("int64")

    found = {
        "unknown_level": level == "",
        "unknown_year": ~is_year,
        "combined_areas": keys["area_code"].str.contains("/", regex=False),
        "unknown_area": ~keys["area_code"].str.fullmatch(AREA_CODE),
    }
    refused, so_far = {}, np.zeros(len(text), dtype=bool)
    for rule, mask in found.items():  # a row is refused once, by the first rule that refuses it
        refused[rule] = mask.to_numpy(dtype=bool) & ~so_far
        so_far |= refused[rule]
    key = pd.concat([keys[["area_code", "year"]], text[list(table.breakdown)]], axis=1)[~so_far]
    refused["repeated_row"] = text.index.isin(key.index[key.duplicated(keep="first")])
    return _Placed(keys, refused)


def _by_level(text: pd.DataFrame, level: pd.Series, columns: dict[str, str]) -> pd.Series:
    """Return what the column that belongs to each row's level says."""
    said = pd.Series("", index=text.index, dtype="str")
    for name, column in columns.items():
        if column in text:
            said = said.mask(level == name, text[column].str.strip())
    return said


def _codes(table: PublishedTable, rows: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """Return the measure's code of every cell, column after column."""
    if not table.members:
        return np.repeat(np.array([table.code_of(column) for column in columns], dtype=object), len(rows))
    place = {member.breakdown: number for number, member in enumerate(table.members)}
    members = np.array([place[values] for values in zip(*(rows[name] for name in table.breakdown), strict=True)], int)
    codes = np.array([[table.code_of(column, member) for member in table.members] for column in columns], dtype=object)
    return codes[:, members].ravel()


def _cells(text: np.ndarray) -> dict[str, np.ndarray]:
    """Return value, text, symbol and the rule that refuses it of every cell; each different text is read once."""
    numbers, different = pd.factorize(text)
    shown = pd.Series(different, dtype="str").str.strip()
    symbol = shown.replace(SPELLINGS_OF_SYMBOLS)
    is_symbol = symbol.isin(list(SYMBOLS))
    is_number = shown.str.fullmatch(NUMBER)
    value = pd.to_numeric(shown.where(is_number)).astype("float64")
    refused = np.where(is_symbol | is_number, "", np.where(shown == "", "empty_cell", "unreadable_cell"))
    return {
        "value": value.to_numpy()[numbers],
        "shown": shown.to_numpy(dtype=object)[numbers],
        "symbol": symbol.where(is_symbol, "").to_numpy(dtype=object)[numbers],
        "refused": refused.astype(object)[numbers],
    }
