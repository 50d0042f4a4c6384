"""
Monthly scorecards of somebody else in the dataset's words.

The period and the unit are read out of the words in which they are written. A figure that is not there any more is
not taken back: a scorecard of June does not repeat May.
"""

import re

import pandas as pd

from expectations.contract import Dataset
from transforms.conform.section import Section
from transforms.parsing import tidy
from transforms.reporting_periods import reporting_period

NAME = "register.reported_figures"
OWN_AREA = "own"  # where no column says whose figure it is
MOST_DECIMALS = 6  # a spreadsheet's quotient has fifteen digits, which nobody meant to state
_PERCENT = re.compile(r"\s*(?:%|per ?cent(?:age)?)\s*", re.IGNORECASE)


def section_of(dataset: type[Dataset]) -> Section:
    """Return what a scorecard says: single figures, each for itself, of which absence says nothing."""
    return Section(name=NAME, dataset=dataset.name, columns=tuple(dataset.columns), months=12)


def conform(records: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the figures with their period, unit and area spelled out."""
    (rows,) = records.values()
    numbers = {name: rows[name].str.replace("%", "", regex=False) for name in ("value", "target") if name in rows}
    periods = {text: reporting_period(text) for text in rows["period"].dropna().unique()}
    return {
        NAME: rows.assign(
            **numbers,
            measure_key=rows["measure"].map(measure_key, na_action="ignore").astype("str"),
            area=_area(rows),
            unit=_unit(rows),
            decimal_places=numbers["value"].map(_decimals, na_action="ignore").astype("str"),
            period_type=_part(rows, periods, "kind"),
            period_start=_part(rows, periods, "start"),
            period_end=_part(rows, periods, "end"),
        )
    }


def measure_key(measure: str) -> str:
    """Return the words of a measure's name, however it is typed."""
    return " ".join(re.findall(r"[^\W_]+", tidy(measure).casefold()))


def _area(rows: pd.DataFrame) -> pd.Series:
    return rows["area"].fillna(OWN_AREA) if "area" in rows else pd.Series(OWN_AREA, index=rows.index, dtype="str")


def _unit(rows: pd.DataFrame) -> pd.Series:
    stated = rows["unit"] if "unit" in rows else pd.Series(None, index=rows.index, dtype="str")
    in_percent = rows["value"].str.contains("%", regex=False).fillna(False) | stated.fillna("").str.fullmatch(_PERCENT)
    return stated.mask(in_percent, "percent")


def _decimals(value: str) -> str:
    places = len(tidy(value).partition(".")[2])
    return str(min(places, MOST_DECIMALS))


def _part(rows: pd.DataFrame, periods: dict, name: str) -> pd.Series:
    """Return a part of the period; where it cannot be read, what was written, so that the row is held with it."""
    read = rows["period"].map({text: str(getattr(period, name)) for text, period in periods.items() if period})
    return (read if name == "kind" else read.fillna(rows["period"])).astype("str")
