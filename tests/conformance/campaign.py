"""
Every authority and every year, from published counts to recomputed figures; results in docs/conformance.md.

It can be stopped and started again: what has been compared is kept in the results folder and not done twice.
"""

import argparse
import gc
import multiprocessing
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from datetime import date
from pathlib import Path

import pandas as pd

from tests.conformance.page import noted_frame, write_page

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data" / "dfe_children_in_need"
RESULTS = ROOT / "build" / "conformance"
PAGE = ROOT / "docs" / "conformance.md"
YEARS = range(2014, 2025)
BATCH = 8  # authorities in a warehouse of their own


def authority_codes(year: int, *, seed: int) -> list[str]:
    """Return the authorities with figures for a year, in random order."""
    published = published_figures()
    authorities = published.areas.loc[published.areas["level"] == "authority", ["area_code", "old_code"]]
    counted = (
        published.figures["measure"].isin(["c1.Referrals", "b1.At31_episodes"]) & published.figures["value"].notna()
    )
    known = published.figures[counted & (published.figures["year"] == year)].merge(authorities, on="area_code")
    codes = sorted(set(known["old_code"]))
    random.Random(seed * 10_000 + year).shuffle(codes)
    return codes


def batches(*, years: list[int], seed: int, share: float) -> list[tuple[int, list[str]]]:
    """Return authorities by year, in random order, so that what has been done so far is always a fair sample."""
    planned = []
    for year in years:
        codes = authority_codes(year, seed=seed)
        planned += [(year, codes[start : start + BATCH]) for start in range(0, len(codes), BATCH)]
    random.Random(seed).shuffle(planned)
    return planned[: max(1, round(len(planned) * share))]


def do_batch(task: tuple[int, list[str], int, Path, str]) -> str:
    """Do one batch and write down what it found."""
    year, authorities, seed, results, revision = task
    from tests.conformance.authority_years import run_batch

    # Great Expectations leaves a million objects that live as long as the process: walking them at every collection
    # costs a seventh of the time.
    gc.disable()
    gc.collect()
    folder = Path(tempfile.mkdtemp(prefix="conformance-"))
    try:
        batch = run_batch(folder, published_figures(), year=year, authorities=authorities, seed=seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    name = f"{year}_{authorities[0]}"
    noted_frame(batch.contradictions).to_csv(results / f"{name}.noted.csv", index=False)
    cost = {
        "year": year,
        "authorities": len(authorities),
        "children": batch.children,
        "rows": batch.rows,
        "generating": batch.seconds_generating,
        "running": batch.seconds_running,
        "megabytes": batch.peak_megabytes,
        "trouble": " | ".join(batch.trouble),
        "revision": revision,
    }
    pd.DataFrame([cost]).to_csv(results / f"{name}.cost.csv", index=False)
    batch.compared.to_csv(results / f"{name}.csv", index=False)  # last: it says that the batch is done
    wrong = int((~batch.compared["agrees"]).sum())
    return f"{year}, {len(authorities)} authorities: {len(batch.compared):,} compared, {wrong} differ, {batch.trouble}"


_at_hand = {}


def published_figures():
    """Read DfE's files once in each process."""
    if not _at_hand:
        from flows.sources.published import read_folder

        _at_hand["published"] = read_folder(SHARED)
    return _at_hand["published"]


def main() -> None:
    """Run what has not been run, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--share", type=float, default=1.0, help="share of all authority-years, chosen at random")
    parser.add_argument("--years", type=int, nargs=2, default=(YEARS[0], YEARS[-1]))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=600, help="start no batch after so many minutes")
    parser.add_argument("--again", action="store_true", help="forget the results so far")
    options = parser.parse_args()
    if not SHARED.is_dir():
        raise SystemExit(f"{SHARED} is missing: the published statistics stand beside the repository.")
    if options.again:
        shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    years = list(range(options.years[0], options.years[1] + 1))
    planned = batches(years=years, seed=options.seed, share=options.share)
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    revision = asked.stdout.strip()
    waiting = [
        (year, codes, options.seed, RESULTS, revision)
        for year, codes in planned
        if not (RESULTS / f"{year}_{codes[0]}.csv").exists()
    ]
    sys.stdout.write(f"{len(planned)} batches, {len(waiting)} to do.\n")
    started = time.monotonic()
    with ProcessPoolExecutor(options.workers, mp_context=multiprocessing.get_context("spawn")) as workers:
        running: set[Future] = set()
        while waiting or running:
            while waiting and len(running) < options.workers and time.monotonic() - started < options.minutes * 60:
                running.add(workers.submit(do_batch, waiting.pop(0)))
            if not running:
                break
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for batch in done:
                sys.stdout.write(f"{(time.monotonic() - started) / 60:6.1f} min  {batch.result()}\n")
                sys.stdout.flush()
    write_page(
        RESULTS,
        PAGE,
        published_figures(),
        planned=sum(len(codes) for _, codes in planned),
        on=date.today(),
    )


if __name__ == "__main__":
    main()
