"""Measures that are not published but follow from published counts: within 45 and within 15 working days."""

import numpy as np
import pandas as pd

from expectations.published import TABLES, Measure
from expectations.published.rounding import ratio_half_up

KEY = ["release", "area_code", "year"]


def derived_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """
    Return the derived measures of published figures, in the same columns.

    A sum with a part that is suppressed or missing has no value, and shows that part's symbol.
    """
    made = [figures.iloc[:0]]
    for table in TABLES:
        derived = [measure for measure in table.figures if measure.derived]
        for measure in derived:
            made.append(_made(measure, pd.concat([figures, *made], ignore_index=True)))
    return pd.concat(made, ignore_index=True)


def _made(measure: Measure, figures: pd.DataFrame) -> pd.DataFrame:
    parts = measure.sum_of or (measure.of, measure.per)
    columns = {part: figures[figures["measure"] == part].set_index(KEY)[["value", "symbol"]] for part in parts}
    wide = pd.concat(columns, axis=1, sort=False)
    if wide.empty:
        return figures.iloc[:0]
    values = wide.xs("value", axis=1, level=1).astype("float64")
    symbols = wide.xs("symbol", axis=1, level=1).fillna("")
    if measure.sum_of:
        value = values.sum(axis=1, skipna=False)
    else:
        value = ratio_half_up(values[measure.of], values[measure.per], times=100, decimal_places=measure.decimal_places)
    symbol = symbols.iloc[:, -1]
    for part in parts:
        symbol = symbols[part].where(symbols[part] != "", symbol)
    symbol = symbol.where(value.isna(), "").mask(value.isna() & (symbol == ""), "z")
    shown = value.map(lambda number: "" if np.isnan(number) else f"{number:.{measure.decimal_places}f}")
    made = pd.DataFrame(
        {"measure": measure.code, "value": value, "shown": shown.where(symbol == "", symbol), "symbol": symbol}
    ).reset_index()
    return made[figures.columns].astype(figures.dtypes.to_dict())
