"""
A compact table of published figures that comes with Lodestar: a handful of authorities, a region and England.

Its layout is ours: figures by area, year and measure; the areas; the statistical neighbours of one of them. Source
and licence are stated beside it, in `published_figures.md`.
"""

import hashlib
from pathlib import Path

import pandas as pd

from expectations.published import MEASURES, TABLES
from flows.sources.published import Published
from warehouse.metrics.counterparts import COUNTERPARTS

FOLDER = Path(__file__).parent
FIGURES, AREAS, NEIGHBOURS = "published_figures.csv", "published_areas.csv", "published_neighbours.csv"
ENGLAND = "E92000001"
CITY = "852"  # the sample city is calibrated on Southampton
# Those that a sample can be made of: a unitary city, a county, a London borough, a metropolitan district, the smallest.
AUTHORITIES = (CITY, "886", "204", "383", "857")
YEARS = (2020, 2021, 2022, 2023, 2024)
POPULATION = "population.aged_0_to_17"
COMPARED = sorted({each.measure for each in COUNTERPARTS if each.compare == "value" and not each.cut_name})


def published_counts(folder: Path = FOLDER) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return figures (measure, area_code, year, value) and areas (area_code, old_code, name) of the compact table."""
    figures, areas = _read(folder)
    return figures[["measure", "area_code", "year", "value"]], areas


def compact_published(folder: Path = FOLDER) -> Published:
    """Return the compact table as if it had been read from a folder of published files, neighbours included."""
    figures, areas = _read(folder)
    neighbours = pd.read_csv(folder / NEIGHBOURS, dtype="str").astype({"place": "int64"})
    table_of = {measure.code: table.name for table in TABLES for measure in table.figures}
    tables = figures["measure"].map(table_of)
    sources = [
        (f"{FIGURES} ({table})", _sha256(folder / FIGURES, table), table, release, len(rows), len(rows), len(rows), 0)
        for (release, table), rows in figures.groupby(["release", tables])
    ]
    model = neighbours["model"].iloc[0]
    pairs = len(neighbours)
    neighbours_file = f"sn_{pd.Period(model).strftime('%B_%Y').lower()}.csv"
    sources.append(
        (neighbours_file, _sha256(folder / NEIGHBOURS, ""), "statistical_neighbours", model, pairs, pairs, 0, 0)
    )
    return Published(
        figures=figures,
        areas=areas,
        neighbours=neighbours,
        refused=(),
        sources=pd.DataFrame(
            sources, columns=["file", "sha256", "table", "release", "rows", "cells", "figures", "dropped"]
        ),
        dropped=pd.DataFrame(columns=["file", "table", "rule", "message", "cells"]),
        periods=pd.DataFrame(),
        measures={code: MEASURES[code] for code in figures["measure"].unique()},
    )


def _read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    shown = pd.read_csv(folder / FIGURES, dtype={"shown": "str"}, keep_default_na=False)
    figures = shown.assign(
        release=shown["measure"].eq(POPULATION).map({True: "population_2024", False: "children_in_need_2024"}),
        value=shown["shown"].astype("float64"),
        symbol="",
    )
    areas = pd.read_csv(folder / AREAS, dtype="str", keep_default_na=False)
    return figures[["release", "measure", "area_code", "year", "value", "shown", "symbol"]], areas


def _sha256(file: Path, part: str) -> str:
    return hashlib.sha256(file.read_bytes() + part.encode()).hexdigest()


def write_compact(published: Published, folder: Path = FOLDER) -> int:
    """
    Write the compact table out of published statistics, as a new release asks for it; return the number of rows.

    The authorities of which a sample can be made have their counts, percentiles and populations: rates and
    percentages follow from those. The sample city, its statistical neighbours, its region and England have the
    measures that figures of ours are compared with. What was not published or was suppressed has no row.
    """
    areas = published.areas
    city = areas[areas["old_code"] == CITY].iloc[-1]
    newest = published.neighbours["model"].max()
    neighbours = published.neighbours[
        (published.neighbours["old_code"] == CITY) & (published.neighbours["model"] == newest)
    ]
    beside = areas["area_code"].isin([ENGLAND, city["region_code"]]) | areas["old_code"].isin(
        [CITY, *neighbours["neighbour_old_code"]]
    )
    made = areas["old_code"].isin(AUTHORITIES)
    figures = published.figures[published.figures["value"].notna()]
    in_years = figures["year"].isin(YEARS)
    counts = (
        in_years
        & figures["area_code"].isin(areas.loc[made, "area_code"])
        & figures["measure"].str.match(r"[bcd]\d\.")
        & ~figures["measure"].str.contains(r"_rate$|_percent$|Within_\d+_days$")
    )
    compared = in_years & figures["area_code"].isin(areas.loc[beside, "area_code"]) & figures["measure"].isin(COMPARED)
    persons = (
        (figures["measure"] == POPULATION)
        & figures["area_code"].isin(areas.loc[made, "area_code"])
        & figures["year"].isin([year - 1 for year in YEARS])
    )
    rows = figures[counts | compared | persons].sort_values(["area_code", "measure", "year"])
    rows[["area_code", "year", "measure", "shown"]].to_csv(folder / FIGURES, index=False, lineterminator="\n")
    areas[made | beside].to_csv(folder / AREAS, index=False, lineterminator="\n")
    neighbours.to_csv(folder / NEIGHBOURS, index=False, lineterminator="\n")
    return len(rows)
