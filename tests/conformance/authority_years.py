"""
Authority-years from published counts to recomputed figures: generate, run the whole pipeline, compare.

A batch is some authorities and one year: their census files, and a thin one of the year before that holds the
referrals which make others re-referrals, go through the nightly flow of a project of their own.
"""

import resource
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pandas as pd
from sqlalchemy import select

from flows.initialising import initialise
from flows.nightly import nightly
from flows.sample.calibrated.chain import pictures
from flows.sample.calibrated.targets import Contradiction, Targets
from flows.sample.census import census_records
from flows.settings import PROJECT_FILE
from flows.sources import cin_census
from flows.sources.published import Published
from warehouse.engine import connect, read_frame
from warehouse.metrics.counterparts import COUNTERPARTS, COUNTERPARTS_OF_MONTHS
from warehouse.published.agreement import agreement
from warehouse.views import PUBLISHED_METRIC

POPULATION = "population.aged_0_to_17"
AUTHORITIES = "[[authorities]]"
COMPARED = (
    *("metric_code", "cut_name", "cut_value", "period_type", "period_start", "period_end"),
    *("numerator", "denominator", "value_presented"),
)


@dataclass(frozen=True)
class Batch:
    """What a batch found: a row for each comparison, what the generator could not keep, and what it cost."""

    compared: pd.DataFrame
    contradictions: dict[str, list[Contradiction]]
    trouble: list[str]
    children: int
    rows: int
    seconds_generating: float
    seconds_running: float
    peak_megabytes: float


def run_batch(folder: Path, published: Published, *, year: int, authorities: list[str], seed: int) -> Batch:
    """Generate the authorities' census of a year, run the nightly flow on them, and compare what was published."""
    started = time.perf_counter()
    targets = {code: Targets.of(published.figures, published.areas, authority_code=code) for code in authorities}
    contradictions, children = {}, 0
    make_project(folder, targets, years=[year])
    for code, target in targets.items():
        (picture,) = pictures(target, first_year=year, last_year=year, seed=seed)
        contradictions[code] = picture.contradictions
        children += len(picture.histories.children)
        if picture.past is not None:
            write_census(folder / code, picture.past, year - 1, code)
        write_census(folder / code, picture.histories, year, code)
    generated = time.perf_counter()
    with patch("flows.nightly.report"):  # the pages say no more than the views, and cost a fifteenth
        summary = nightly(folder)
    ran = time.perf_counter()
    compared = [_compared(folder, target, year).assign(authority=code, year=year) for code, target in targets.items()]
    return Batch(
        compared=pd.concat(compared, ignore_index=True),
        contradictions=contradictions,
        trouble=_trouble(summary),
        children=children,
        rows=sum(extract.rows_in for extract in summary.extracts),
        seconds_generating=generated - started,
        seconds_running=ran - generated,
        peak_megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def make_project(folder: Path, targets: dict[str, Targets], *, years: Iterable[int]) -> None:
    """Make a project of several authorities, each with an inbox named by its code, and their published populations."""
    first = next(iter(targets))
    list(initialise(folder, code=first, name="A", inbox=first, warehouse="sqlite:///warehouse.db", alert_url=""))
    settings = folder / PROJECT_FILE
    before, _, after = settings.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0").partition(AUTHORITIES)
    rest = after[after.index("\n[") + 1 :] if "\n[" in after else ""
    settings.write_text(before + "".join(_authority(code, target, years) for code, target in targets.items()) + rest)
    for code in targets:
        (folder / code).mkdir(exist_ok=True)


def _authority(code: str, target: Targets, years: Iterable[int]) -> str:
    persons = {
        year - 1: target.years[year - 1].count(POPULATION)
        for year in years
        if year - 1 in target.years and target.years[year - 1].count(POPULATION)
    }
    known = ", ".join(f"{year} = {number}" for year, number in persons.items())
    population = f"population = {{ {known} }}\n" if known else ""
    return (
        f'{AUTHORITIES}\ncode = "{code}"\nname = "{target.authority_name}"\ninbox = "{code}"\n'
        f'{population}population_vintage = "as published"\n\n'
    )


def write_census(folder: Path, histories, year: int, code: str) -> None:
    """Write what the histories say in the census of a year."""
    cin_census.write(
        folder / f"CIN_Census_{year}.xml",
        census_records(histories, year),
        authority_code=code,
        reference_date=date(year, 3, 31),
        collection_year=year,
    )


def own_figures(folder: Path, code: str) -> pd.DataFrame:
    """Return what readers see of an authority in the view published_metric: those columns that are compared."""
    engine = connect(f"sqlite:///{folder / 'warehouse.db'}")
    seen = select(PUBLISHED_METRIC.c[COMPARED]).where(PUBLISHED_METRIC.c.authority_code == code)
    with engine.connect() as connection:
        figures = read_frame(connection, seen)
    engine.dispose()
    return figures


def _compared(folder: Path, target: Targets, year: int) -> pd.DataFrame:
    counts = target.years[year].counts
    published = pd.DataFrame({"measure": list(counts), "year": year, "value": list(counts.values())})
    return agreement(own_figures(folder, target.authority_code), published, (*COUNTERPARTS, *COUNTERPARTS_OF_MONTHS))


def _trouble(summary) -> list[str]:
    """Return what a clean sample must not bring about: failures, stops, rows held back, figures withheld."""
    held = [
        f"{extract.file_name}: {extract.quarantined} rows quarantined"
        for extract in summary.extracts
        if extract.quarantined
    ]
    withheld = [reason for publication in summary.publications for reason in publication.withheld]
    return [*summary.failures, *held, *withheld]
