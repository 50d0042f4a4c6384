"""
A CIN census of 1,000, 10,000 and 50,000 children, from XML to published metrics.

Prints, and writes to docs/benchmarks.md, seconds, peak memory, and the share of time spent in each step.
Each size runs in a process of its own, after everything is imported, on an empty warehouse.
"""

import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import pandas as pd

from flows.initialising import initialise

SIZES = (1_000, 10_000, 50_000)
YEAR = 2024
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
STEPS = {  # what the table calls a step: the functions in which its time is spent
    "read": [("flows.conforming", "_read")],
    "validate": [("flows.judging", "validate_sections")],
    "conform, parse, quarantine": [("flows.conforming", "_judge_sections"), ("flows.conforming", "record")],
    "load": [("flows.nightly", "load")],
    "measure, audit, publish": [("flows.nightly", "publish")],
    "archive, report, alert": [("flows.nightly", "pull"), ("flows.nightly", "report"), ("flows.nightly", "tell")],
}


def make_census(folder: Path, children: int) -> Path:
    """Write one census year with about so many children."""
    from flows.sample.authority import CODE
    from flows.sample.census import census_records
    from flows.sample.history import Authority
    from flows.sources import cin_census

    referrals = round(children * 0.72)  # a census also holds the children whose episodes were open before
    histories = Authority(
        seed=7, referrals_a_year=referrals, first=date(YEAR - 3, 4, 1), last=date(YEAR, 3, 31)
    ).histories()
    file = folder / f"CIN_Census_{YEAR}.xml"
    cin_census.write(
        file,
        census_records(histories, YEAR),
        authority_code=CODE,
        reference_date=date(YEAR, 3, 31),
        collection_year=YEAR,
    )
    return file


def measure(file: Path) -> dict:
    """Run the flow on one census and return seconds by step, in all, and the peak of memory."""
    import great_expectations  # noqa: F401 - imported before the clock starts, as in a long-lived worker

    spent = time_steps()
    from flows.nightly import nightly
    from flows.sample.authority import CODE

    project = file.parent / "project"
    list(initialise(project, code=CODE, name="B", inbox="..", warehouse="sqlite:///w.db", alert_url=""))
    settings = project / "lodestar.toml"
    settings.write_text(settings.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    summary = nightly(project)
    total = time.perf_counter() - started
    (extract,) = summary.extracts
    return {
        "seconds": total,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "MB before": before / 1024,
        "rows": extract.rows_in,
        "figures": summary.publications[0].values,  # noqa: PD011
        "spent": by_step(spent),
    }


def time_steps() -> dict[str, float]:
    """Have the seconds of each step added up from now on, in what is returned; call it once in a process."""
    import importlib

    spent: dict[str, float] = defaultdict(float)
    for step, functions in STEPS.items():
        for module_name, function_name in functions:
            module = importlib.import_module(module_name)
            setattr(module, function_name, _timed(getattr(module, function_name), step, spent))
    return spent


def by_step(spent: dict[str, float]) -> dict[str, float]:
    """Return seconds by step, each counted once: rows are validated in the midst of being conformed."""
    return spent | {"conform, parse, quarantine": spent["conform, parse, quarantine"] - spent["validate"]}


def in_own_process(function, *arguments) -> dict:
    """Return what a function returns, called in a fresh process; what it raises is raised here."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(function, *arguments).result()


def _timed(function, step: str, spent: dict[str, float]):
    def timed(*args, **options):
        started = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            spent[step] += time.perf_counter() - started

    return timed


def run(children: int) -> dict:
    """Measure one size in a fresh process."""
    folder = Path(tempfile.mkdtemp())
    try:
        inbox = folder / "inbox"
        inbox.mkdir()
        file = make_census(inbox, children)
        megabytes = file.stat().st_size / 1e6
        return in_own_process(measure, file) | {"XML MB": megabytes}
    finally:
        shutil.rmtree(folder)


def table(results: dict[int, dict]) -> str:
    """Return the results as a page of Markdown."""
    rows = []
    for children, result in results.items():
        shares = {step: result["spent"].get(step, 0) / result["seconds"] for step in STEPS}
        rows.append(
            {
                "children": f"{children:,}",
                "XML": f"{result['XML MB']:.1f} MB",
                "rows": f"{result['rows']:,}",
                "seconds": f"{result['seconds']:.1f}",
                "ms per child": f"{1000 * result['seconds'] / children:.2f}",
                "peak memory": f"{result['peak MB']:,.0f} MB",
                **{step: f"{share:.0%}" for step, share in shares.items()},
            }
        )
    frame = pd.DataFrame(rows)
    lines = ["| " + " | ".join(frame.columns) + " |", "|" + "---|" * len(frame.columns)]
    lines += ["| " + " | ".join(row) + " |" for row in frame.itertuples(index=False)]
    return "\n".join(lines)


def main() -> None:
    """Measure all sizes in one go and write the page."""
    results = {}
    for children in SIZES:
        results[children] = run(children)
        sys.stdout.write(f"{children:,} children: {results[children]['seconds']:.1f} s\n")
    small, large = results[SIZES[1]], results[SIZES[-1]]
    growth = (large["seconds"] / small["seconds"]) / (SIZES[-1] / SIZES[1])
    validation = large["spent"]["validate"] / (large["seconds"] - large["spent"]["validate"])
    text = f"""# Benchmarks

A CIN census from XML to published metrics, an invented authority, an empty SQLite warehouse, one process.
Great Expectations is imported before the clock starts (4 to 8 seconds, once a process).
Measured {date.today():%d %B %Y} by `make benchmark` on a shared machine with 2 cores: trust ratios, not seconds.

{table(results)}

From {SIZES[1]:,} to {SIZES[-1]:,} children the time grows by {growth:.2f} times the growth of the census (1 is linear).
At {SIZES[-1]:,} children validation takes {validation:.2f} times as long as everything else together.
"""
    PAGE.write_text(text)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
