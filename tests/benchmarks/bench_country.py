"""
The country in one warehouse: generated census years of 1, 10 and all authorities as partitions of one project.

    python -m tests.benchmarks.bench_country [AUTHORITIESxYEARS ...]

Prints, and writes to docs/country.md, seconds, rates, memory, disk, and how the time of a row grows.
Each size runs in a process of its own, after everything is imported, on an empty SQLite warehouse.
It needs the published files beside the repository. All authorities and ten years take two hours and 45 GB.
"""

import contextlib
import gc
import json
import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from tests.benchmarks.bench_census import STEPS, by_step, in_own_process, time_steps
from tests.conformance.campaign import SHARED, authority_codes, published_figures

SIZES = ("1x10", "10x10", "152x10")
LAST_YEAR = 2024
SEED = 7
ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "build" / "country"
PAGE = ROOT / "docs" / "country.md"
EVENTS = (
    *("contacts", "referrals", "assessments", "section_47_enquiries", "child_in_need_plans"),
    *("child_protection_plans", "child_protection_plan_reviews"),
)


def write_censuses(folder: Path, codes: list[str], years: range) -> Counter:
    """Write every authority's census of every year, linked from year to year; return what there is of what."""
    from flows.sample.calibrated.targets import Targets
    from flows.settings import PROJECT_FILE
    from tests.conformance.authority_years import make_project

    published = published_figures()
    targets = {code: Targets.of(published.figures, published.areas, authority_code=code) for code in codes}
    make_project(folder, targets, years=years)
    settings = folder / PROJECT_FILE
    settings.write_text(settings.read_text().replace("minimum_rows = 50", "minimum_rows = 1_000_000"))
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as processes:
        return sum(processes.map(partial(write_authority, folder, years=years), codes), Counter())


def write_authority(folder: Path, code: str, *, years: range) -> Counter:
    """Write one authority's censuses."""
    from flows.sample.calibrated.chain import pictures
    from flows.sample.calibrated.targets import Targets
    from tests.conformance.authority_years import write_census

    published = published_figures()
    target = Targets.of(published.figures, published.areas, authority_code=code)
    made: Counter = Counter()
    for picture in pictures(target, first_year=years[0], last_year=years[-1], seed=SEED):
        if picture.past is not None:
            write_census(folder / code, picture.past, picture.year - 1, code)
        write_census(folder / code, picture.histories, picture.year, code)
        made.update({"authority-years": 1, "children": len(picture.histories.children)})
    return made


def measure(folder: Path) -> dict:
    """Run the nightly flow on the project and return seconds by step, in all, and the peak of memory."""
    import great_expectations  # noqa: F401 - imported before the clock starts, as in a long-lived worker

    from flows.nightly import nightly

    gc.set_threshold(100_000, 50, 50)
    spent = time_steps()
    started, cpu = time.perf_counter(), time.process_time()
    summary = nightly(folder)
    extracts, accepted = {(each.authority_code, each.file_name): each for each in summary.extracts}, 0
    while again := accept_stopped(folder):
        accepted += again
        summary = nightly(folder)
        extracts |= {(each.authority_code, each.file_name): each for each in summary.extracts}
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    return {
        "seconds": seconds,
        "processor": cpu,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": sum(extract.rows_in for extract in extracts.values()),
        "loaded": sum(extract.loaded for extract in extracts.values()),
        "accepted": accepted,
        "trouble": [*summary.failures, *(each.file_name for each in extracts.values() if not each.loaded)],
        "spent": by_step(spent),
    }


def accept_stopped(folder: Path) -> int:
    """Let every stopped extract pass, as a person does who knows that the published counts fell; return how many."""
    import sqlite3

    from flows.status import accept_extract

    with contextlib.closing(sqlite3.connect(folder / "warehouse.db")) as connection:
        stopped = connection.execute("SELECT extract_id FROM extract WHERE state = 'stopped'").fetchall()
    for (extract_id,) in stopped:
        accept_extract(folder, extract_id)
    return len(stopped)


def counted(database: Path) -> dict[str, int]:
    """Return the events of the conformed store (no children, factors, disabilities) and the figures published."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(database)) as connection:

        def rows(table: str) -> int:
            return connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]

        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        events = sum(rows(name) for name in tables if name.removeprefix("conformed_") in EVENTS)
        standing = "SELECT sum(values_total) FROM publication JOIN publication_pointer USING (publication_id)"
        return {"events": events, "figures": connection.execute(standing).fetchone()[0]}


def run(authorities: int, years: int) -> dict:
    """Measure one size in a fresh process."""
    folder = Path(tempfile.mkdtemp(prefix="country-"))
    try:
        codes = authority_codes(LAST_YEAR, seed=SEED)[:authorities]
        started = time.perf_counter()
        made = write_censuses(folder, codes, range(LAST_YEAR - years + 1, LAST_YEAR + 1))
        generating = time.perf_counter() - started
        result = in_own_process(measure, folder)
        database = folder / "warehouse.db"
        disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        return (
            result
            | dict(made)
            | counted(database)
            | {
                "generating": generating,
                "warehouse GB": database.stat().st_size / 1e9,
                "disk GB": disk / 1e9,
            }
        )
    finally:
        shutil.rmtree(folder)


def table(results: dict[str, dict]) -> str:
    """Return the results as a table of Markdown; the last column is relative to the first size."""
    one = next(iter(results.values()))
    base = one["processor"] / one["rows"]
    rows = []
    for size, result in results.items():
        each = result["processor"] / result["rows"]
        rows.append(
            {
                "authorities x years": size.replace("x", " x "),
                "authority-years": f"{result['authority-years']:,}",
                "children": f"{result['children']:,}",
                "events": f"{result['events']:,}",
                "rows": f"{result['rows']:,}",
                "extracts accepted by hand": f"{result['accepted']:,}",
                "figures": f"{result['figures']:,}",
                "generating": f"{result['generating']:,.0f} s",
                "running": f"{result['seconds']:,.0f} s",
                "children/s": f"{result['children'] / result['seconds']:,.0f}",
                "events/s": f"{result['events'] / result['seconds']:,.0f}",
                "rows/s": f"{result['rows'] / result['seconds']:,.0f}",
                "peak memory": f"{result['peak MB']:,.0f} MB",
                "warehouse": f"{result['warehouse GB']:.2f} GB",
                "with extracts and archive": f"{result['disk GB']:.2f} GB",
                "processor s per 100,000 rows": f"{100_000 * each:.1f}",
                "to the first": f"{each / base:.2f}",
            }
        )
    return _markdown(rows)


def steps(results: dict[str, dict]) -> str:
    """Return the share of each step, by size."""
    return _markdown(
        [
            {"authorities x years": size.replace("x", " x ")}
            | {step: f"{result['spent'].get(step, 0) / result['seconds']:.0%}" for step in STEPS}
            for size, result in results.items()
        ]
    )


def _markdown(rows: list[dict]) -> str:
    """Return a table of Markdown with a column for each row and a line for each measure."""
    turned = pd.DataFrame(rows).set_index("authorities x years").T.reset_index(names="authorities x years")
    lines = ["| " + " | ".join(turned.columns) + " |", "|" + "---|" * len(turned.columns)]
    lines += ["| " + " | ".join(row) + " |" for row in turned.itertuples(index=False)]
    return "\n".join(lines)


def page(results: dict[str, dict]) -> str:
    """Return the page of the results."""
    troubled = sum(len(result["trouble"]) for result in results.values())
    return f"""# The country in one warehouse

Authorities of England with the census years up to {LAST_YEAR}, generated from their published counts and linked from
year to year, through one nightly run of one process into one SQLite warehouse, a partition each.
A child counts once in each census that holds it; an event is a referral, an assessment, a section 47 enquiry, a plan or
a review in the conformed store; a row is one of a section of an extract.
Published counts of an authority fall by more than half from one year to another now and then, so the gate for such
falls is open; a section that is emptied stops the extract, which is then accepted as a person would
(`lodestar extracts accept`), and the next run, whose time counts, loads it.
Measured {date.today():%d %B %Y} by `make benchmark-country` on a shared machine with 2 cores: trust ratios.

{table(results)}

{steps(results)}

Failures, or extracts of which no row is loaded: {troubled}.
"""


def main() -> None:
    """Measure one size after the other; write the page of all that were measured after each."""
    if not SHARED.is_dir():
        raise SystemExit(f"{SHARED} is missing: the published statistics stand beside the repository.")
    RESULTS.mkdir(parents=True, exist_ok=True)
    for size in sys.argv[1:] or SIZES:
        result = run(*map(int, size.split("x")))
        sys.stdout.write(f"{size}: {result}\n")
        sys.stdout.flush()
        (RESULTS / f"{size}.json").write_text(json.dumps(result))
        known = sorted(RESULTS.glob("*.json"), key=lambda file: [*map(int, file.stem.split("x"))])
        PAGE.write_text(page({file.stem: json.loads(file.read_text()) for file in known}))


if __name__ == "__main__":
    main()
