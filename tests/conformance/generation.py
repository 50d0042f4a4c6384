"""
The generator alone over every authority and year: what it could not keep of the published figures, and why.

A tenth of the time of the whole campaign, as the pipeline is left out. Each authority-year has a digest of its history,
so that two runs show which histories a change of the generator altered.
"""

import argparse
import hashlib
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from pathlib import Path

import pandas as pd

from flows.sample.calibrated.chain import pictures
from flows.sample.calibrated.proofs import NOT_REACHED, reason
from flows.sample.calibrated.targets import Contradiction, Targets, YearTargets
from flows.sample.history import Histories
from tests.conformance.campaign import ROOT, YEARS, authority_codes, published_figures
from tests.conformance.page import noted_frame

RESULTS = ROOT / "build" / "generation.csv"
NO_LAW = "no law"  # how the reason begins where a history shows that a proof proves nothing
TOGETHER = 8  # authority-years handed to a process at a time


def generated(authority_year: tuple[str, int, int]) -> pd.DataFrame:
    """Generate one authority-year; return a row for each figure not kept (one without a measure if all were)."""
    code, year, seed = authority_year
    published = published_figures()
    target = Targets.of(published.figures, published.areas, authority_code=code)
    (picture,) = pictures(target, first_year=year, last_year=year, seed=seed)
    noted = noted_frame({code: [*picture.contradictions, *_disproved(picture)]})
    if noted.empty:
        noted = pd.DataFrame([{"authority": code, "year": year}], columns=noted.columns)
    return noted.assign(digest=digest(picture.histories))


def _disproved(picture) -> list[Contradiction]:
    """Return the relations of published counts that this history shows to be none: it does not keep them itself."""
    own = YearTargets(picture.year, picture.expected)
    why = {measure: reason(measure, own) for measure in own.counts}
    return [
        Contradiction(picture.year, measure, count, count, f"{NO_LAW}: {why[measure]}")
        for measure, count in own.counts.items()
        if why[measure] != NOT_REACHED
    ]


def digest(histories: Histories) -> str:
    """Return a digest of everything that the histories say."""
    told = hashlib.sha256()
    for field in fields(Histories):
        frame = getattr(histories, field.name)
        told.update(b"" if frame is None else frame.to_csv(index=False).encode())
    return told.hexdigest()[:16]


def main() -> None:
    """Generate what was asked for and write down the notes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", nargs="*", metavar="CODE/YEAR", help="such as 813/2014; otherwise all")
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args()
    asked = [(code, int(year)) for code, _, year in (text.partition("/") for text in options.only or ())]
    wanted = asked or [(code, year) for year in YEARS for code in authority_codes(year, seed=options.seed)]
    tasks = [(code, year, options.seed) for code, year in wanted]
    options.into.parent.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(options.workers, mp_context=multiprocessing.get_context("spawn")) as workers:
        for number, noted in enumerate(workers.map(generated, tasks, chunksize=TOGETHER)):
            noted.to_csv(options.into, mode="a" if number else "w", header=not number, index=False)
    noted = pd.read_csv(options.into, dtype={"authority": str, "reason": str})
    sys.stdout.write(f"{len(tasks):,} authority-years, {noted['measure'].notna().sum():,} figures not kept.\n")
    unproved = noted[noted["reason"].str.startswith((NOT_REACHED, NO_LAW), na=False)]
    sys.stdout.write(f"{len(unproved)} of them without a proof.\n{unproved.to_string(index=False)}\n")


if __name__ == "__main__":
    main()
