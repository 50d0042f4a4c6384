"""
The whole country on one machine: every authority, ten census years, one warehouse, one partition after another.

Runs 1, 10 and all authorities, each in a process and a warehouse of its own, and writes docs/country.md with
throughput, peak memory and growth. Needs the published files beside the repository.
"""

import argparse
import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data" / "dfe_children_in_need"
PAGE = ROOT / "docs" / "country.md"
EVENTS = ("referrals", "assessments", "enquiries", "needs_plans", "plans", "reviews")


def measure(codes: list[str], first_year: int, last_year: int, seed: int, results: multiprocessing.Queue) -> None:
    """Generate the authorities' censuses, run the nightly flow once on all of them, and report what it took."""
    import great_expectations  # noqa: F401 - imported before the clock starts, as in a long-lived worker

    from flows.nightly import nightly
    from flows.sample.calibrated.chain import pictures
    from flows.sample.calibrated.targets import Targets
    from flows.sources.published import read_folder
    from tests.conformance.authority_years import make_project, write_census

    published = read_folder(SHARED)
    targets = {code: Targets.of(published.figures, published.areas, authority_code=code) for code in codes}
    folder = Path(tempfile.mkdtemp(prefix="country-"))
    try:
        started = time.perf_counter()
        make_project(folder, targets, years=range(first_year, last_year + 1))
        children, events = 0, 0
        for code, target in targets.items():
            for picture in pictures(target, first_year=first_year, last_year=last_year, seed=seed):
                children += len(picture.histories.children)
                events += sum(len(getattr(picture.histories, kind)) for kind in EVENTS)
                write_census(folder / code, picture.histories, picture.year, code)
        generated = time.perf_counter()
        summary = nightly(folder)
        ran = time.perf_counter()
        results.put(
            {
                "authorities": len(codes),
                "files": len(summary.extracts),
                "children": children,
                "events": events,
                "rows": sum(extract.rows_in for extract in summary.extracts),
                "figures": sum(publication.values for publication in summary.publications),  # noqa: PD011
                "failures": len(summary.failures),
                "generating": generated - started,
                "running": ran - generated,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "warehouse": (folder / "warehouse.db").stat().st_size / 1e6,
            }
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Measure each size in one go and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, nargs=2, default=(2015, 2024))
    parser.add_argument("--authorities", type=int, nargs="+", default=(1, 10, 152))
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.conformance.campaign import authority_codes

    codes = authority_codes(options.years[1], seed=options.seed)
    context = multiprocessing.get_context("spawn")
    found = []
    for number in options.authorities:
        results = context.Queue()
        process = context.Process(target=measure, args=(codes[:number], *options.years, options.seed, results))
        process.start()
        found.append(results.get())
        process.join()
        sys.stdout.write(f"{found[-1]}\n")
        sys.stdout.flush()
    write_page(pd.DataFrame(found), years=options.years[1] - options.years[0] + 1)


def write_page(found: pd.DataFrame, *, years: int) -> None:
    """Write throughput, memory and growth as a page."""
    smallest, largest = found.iloc[0], found.iloc[-1]
    growth = (largest["running"] / smallest["running"]) / (largest["rows"] / smallest["rows"])
    shown = pd.DataFrame(
        {
            "authorities": found["authorities"],
            "census files": found["files"],
            "children in them": found["children"].map("{:,}".format),
            "events": found["events"].map("{:,}".format),
            "rows": found["rows"].map("{:,}".format),
            "figures published": found["figures"].map("{:,}".format),
            "generated in": found["generating"].map("{:,.0f} s".format),
            "run in": found["running"].map("{:,.0f} s".format),
            "children a second": (found["children"] / found["running"]).map("{:,.0f}".format),
            "events a second": (found["events"] / found["running"]).map("{:,.0f}".format),
            "rows a second": (found["rows"] / found["running"]).map("{:,.0f}".format),
            "peak memory": found["megabytes"].map("{:,.0f} MB".format),
            "warehouse": found["warehouse"].map("{:,.0f} MB".format),
        }
    )
    lines = ["| " + " | ".join(shown.columns) + " |", "|" + "---|" * len(shown.columns)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in shown.itertuples(index=False)]
    sizes = f"{smallest['authorities']} to {largest['authorities']} authorities"
    PAGE.write_text(
        f"""# The country on one machine

{years} census years of each authority, generated from the published figures, into one SQLite warehouse: one run of the
nightly flow in one process, one partition after another, from XML to published figures and pages.
Measured {date.today():%d %B %Y} by `make benchmark-country` on a shared machine with 2 cores:
trust ratios, not seconds.

{chr(10).join(lines)}

From {sizes} the time grows {growth:.2f} times as fast as the rows (1 is linear).
"""
    )


if __name__ == "__main__":
    main()
