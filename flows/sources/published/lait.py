"""LAIT's long file of values, read by its own dictionary of measures."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from expectations.published import lait
from expectations.published.declaration import Measure
from flows.sources.extract import UnreadableExtract
from flows.sources.published.tidying import Tidy
from flows.sources.safety import MEBIBYTE, check_readable

LARGEST_TABLE = 20_000_000  # rows; the file has 641,070
NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
PERIOD_COLUMNS = ("release", "measure", "year", "period")


@dataclass(frozen=True)
class Dictionary:
    """The measures of LAIT by their short name, those of children's social care, and the year of the edition."""

    measures: dict[str, Measure]
    social_care: frozenset[str]
    edition: int | None


def read_dictionary(text: pd.DataFrame) -> Dictionary:
    """Return what the dictionary says; a measure listed under two topics counts under both."""
    entries = text.to_dict("records")
    measures = [(lait.measure(entry), entry["Topic"]) for entry in entries if entry["Measure_short"]]
    return Dictionary(
        measures={measure.column: measure for measure, _ in measures},
        social_care=frozenset(measure.column for measure, topic in measures if topic in lait.TOPICS),
        edition=lait.edition(text["Last Update"].tolist()),
    )


def read_values(path: Path) -> pd.DataFrame:
    """Return the file's rows as text; it is refused if its columns are not the ones we know."""
    check_readable(path, largest_bytes=200 * MEBIBYTE)
    try:
        file = pyarrow.parquet.ParquetFile(path)
        columns = tuple(file.schema_arrow.names)
        if columns != lait.VALUE_COLUMNS:
            raise UnreadableExtract(file=path.name, cause=_other_columns(columns))
        if file.metadata.num_rows > LARGEST_TABLE:
            raise UnreadableExtract(file=path.name, cause=f"it has more than {LARGEST_TABLE:,} rows")
        values = file.read().to_pandas()
    except (pa.ArrowException, OSError):
        raise UnreadableExtract(file=path.name, cause="it is not a sound parquet file; download it again") from None
    return values.astype({"Short Desc": "str", "Years": "str", "Values": "str"})


def _other_columns(columns: tuple[str, ...]) -> str:
    unknown = [f"'{name}'" for name in columns if name not in lait.VALUE_COLUMNS]
    missing = [f"'{name}'" for name in lait.VALUE_COLUMNS if name not in columns]
    return (
        "it is not LAIT's long file as we know it: "
        + "; ".join(
            said
            for said in (
                f"unknown columns {', '.join(unknown[:3])}" if unknown else "",
                f"missing columns {', '.join(missing[:3])}" if missing else "",
                "" if unknown or missing else "the columns come in another order",
            )
            if said
        )
        + ". Nothing of it is loaded."
    )


def tidy(values: pd.DataFrame, dictionary: Dictionary, *, areas: pd.DataFrame) -> tuple[Tidy, pd.DataFrame]:
    """
    Return LAIT's figures about children's social care, and the periods that its years stand for.

    `areas` (area_code, old_code) gives the authorities' codes: LAIT knows only their numbers.
    """
    number = pd.to_numeric(values["LA Number"], errors="coerce").astype("Int64").astype("str").fillna("")
    codes = areas[areas["old_code"] != ""].set_index("old_code")["area_code"].to_dict() | lait.AREA_CODES
    ends = {period: lait.last_year(period) for period in values["Years"].unique()}
    rows = pd.DataFrame(
        {
            "measure": values["Short Desc"],
            "area_code": number.map(codes),
            "year": values["Years"].map(ends),
            "period": values["Years"],
            "text": values["Values"].str.strip().fillna(""),
        }
    )
    is_number, is_mark = rows["text"].str.fullmatch(NUMBER), rows["text"] == lait.NOT_AVAILABLE
    found = {
        "other_topic": ~rows["measure"].isin(dictionary.social_care),
        "unknown_area": rows["area_code"].isna(),
        "unknown_year": ~rows["year"].between(1990, 2100),
        "empty_cell": rows["text"] == "",
        "unreadable_cell": ~is_number & ~is_mark,
    }
    kept, dropped = np.ones(len(rows), dtype=bool), {}
    for rule, mask in found.items():
        refused = mask.to_numpy(dtype=bool, na_value=True) & kept
        dropped[rule] = int(refused.sum())
        kept &= ~refused
    rows = rows[kept].astype({"year": "int64"})
    repeated = rows.duplicated(["measure", "area_code", "year"], keep="first")
    dropped["repeated_row"] = int(repeated.sum())
    rows = rows[~repeated]

    release = f"{lait.LAIT}_{dictionary.edition or int(rows['year'].max())}"
    figures = _figures(rows, dictionary, release=release)
    periods = rows[rows["period"] != rows["year"].astype("str")].drop_duplicates(["measure", "year"])
    return (
        Tidy(
            figures=figures,
            areas=areas.iloc[:0],
            cells=len(values),
            dropped={rule: cells for rule, cells in dropped.items() if cells},
        ),
        periods.assign(release=release, measure=lait.LAIT + "." + periods["measure"])[list(PERIOD_COLUMNS)].reset_index(
            drop=True
        ),
    )


def _figures(rows: pd.DataFrame, dictionary: Dictionary, *, release: str) -> pd.DataFrame:
    marked = rows["text"] == lait.NOT_AVAILABLE
    return pd.DataFrame(
        {
            "release": pd.Series(release, index=rows.index, dtype="str"),
            "measure": (lait.LAIT + "." + rows["measure"]).astype("str"),
            "area_code": rows["area_code"].astype("str"),
            "year": rows["year"],
            "value": pd.to_numeric(rows["text"].mask(marked)).astype("float64"),
            "shown": _shown(rows, dictionary).astype("str"),
            "symbol": marked.map({True: "x", False: ""}).astype("str"),
        }
    ).reset_index(drop=True)


def _shown(rows: pd.DataFrame, dictionary: Dictionary) -> pd.Series:
    """Return each value with the decimal places of its measure; each different one is rounded once."""
    places = rows["measure"].map({name: measure.decimal_places for name, measure in dictionary.measures.items()})
    pairs = pd.MultiIndex.from_arrays([rows["text"], places])
    numbers, different = pairs.factorize()
    shown = np.array([_presented(text, count) for text, count in different], dtype=object)
    return pd.Series(shown[numbers], index=rows.index)


def _presented(text: str, decimal_places: int) -> str:
    """Return "18.1" for "18.100000000000001": the shortest number that is the same float, rounded half up."""
    if text == lait.NOT_AVAILABLE:
        return text
    shortest = Decimal(repr(float(text)))
    return str(shortest.quantize(Decimal(1).scaleb(-decimal_places), rounding=ROUND_HALF_UP))
