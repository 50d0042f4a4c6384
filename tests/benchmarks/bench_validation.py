"""
What Great Expectations costs beside the same checks in bare pandas: child protection plans of three sizes, and a table
of 200 columns with 400 checks.

    python -m tests.benchmarks.bench_validation [ROWS ...]

Results go to docs/validation-benchmark.md.
"""

import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from expectations.codes.people import Sex
from expectations.contract import Context, Dataset, Severity, column, rule
from expectations.datasets import ChildProtectionPlans
from expectations.invention import invent_typed
from expectations.suites import Rows, suite_for
from expectations.validation import drop_restated, masks_of, validate
from tests.benchmarks.bench_census import in_own_process

PAGE = Path(__file__).parents[2] / "docs" / "validation-benchmark.md"
CONTEXT = Context("annex_a", date(2026, 1, 31))
SIZES = (10_000, 100_000, 1_000_000)
WIDE = 100_000
ONE_IN = 1_000  # rows that fail
INVENTED = 10_000  # the rest is repeated under other identifiers


def plans(number: int) -> tuple[type[Dataset], Rows]:
    """Return invented plans, some of which end before they start."""
    invented = invent_typed(ChildProtectionPlans, min(number, INVENTED), seed=1, context=CONTEXT)
    frame = invented.loc[np.arange(number) % len(invented)].reset_index(drop=True)
    frame["child_id"] = pd.Series(np.arange(number)).astype("str")
    wrong = np.arange(number) % ONE_IN == 0
    frame["end_date"] = frame["end_date"].mask(wrong, frame["start_date"] - pd.Timedelta(days=1))
    return ChildProtectionPlans, _rows(ChildProtectionPlans, frame)


def wide(number: int) -> tuple[type[Dataset], Rows]:
    """Return rows of 200 columns, whole numbers, dates and codes, with 400 checks, a hundredth of which some fail."""
    table = _wide_table()
    random = np.random.default_rng(1)
    days = np.datetime64("2025-01-01") + random.integers(0, 300, number)
    frame = pd.DataFrame(
        {
            name: pd.Series(random.choice(["F", "M"], number), dtype="str")
            if declared.is_code
            else pd.Series((days + place).astype("datetime64[s]"))
            if declared.type is date
            else pd.Series(np.arange(number) if name == "number" else random.integers(0, 100, number)).astype("Int64")
            for place, (name, declared) in enumerate(table.columns.items())
        }
    )
    wrong = np.arange(number) % ONE_IN == 0
    for name in ("date_1", "date_11", "date_21", "date_31"):
        frame[name] = frame[name].mask(wrong, pd.Timestamp(2026, 12, 31))
    return table, _rows(table, frame)


def _wide_table() -> type[Dataset]:
    kinds = {"number": int}
    kinds |= {f"count_{place}": int for place in range(99)}
    kinds |= {f"date_{place}": date for place in range(60)}
    kinds |= {f"code_{place}": Sex for place in range(40)}
    members: dict = {name: column(description="Something.") for name in kinds}
    members["__annotations__"] = {
        name: kind if kind is int else kind | None for name, kind in kinds.items()
    }  # the whole numbers are required
    for place in range(59):
        members[f"dates_{place}_in_order"] = _ordered(f"date_{place}", f"date_{place + 1}")
    for place in range(40):
        members[f"count_{place}_is_small"] = _small(f"count_{place}")
    members["grain"] = ("number",)
    members["__doc__"] = "A wide table for a benchmark."
    return type("WideTable", (Dataset,), members)


def _ordered(first: str, second: str):
    def fails(rows: pd.DataFrame) -> pd.Series:
        """Dates are in order."""
        return rows[first] > rows[second]

    return rule(f"{first}_before_{second}", Severity.WARNING, fields=(first, second))(fails)


def _small(name: str):
    def fails(rows: pd.DataFrame) -> pd.Series:
        """A count is below a hundred."""
        return rows[name] >= 100

    return rule(f"{name}_small", Severity.WARNING, fields=(name,))(fails)


def _rows(dataset: type[Dataset], frame: pd.DataFrame) -> Rows:
    delivered = frozenset(dataset.columns)
    nothing = pd.Series(False, index=frame.index)
    codes = {name: nothing for name in delivered if dataset.columns[name].is_code}
    numbered = frame.assign(row_number=np.arange(len(frame)))
    return Rows(numbered, delivered, unreadable=dict.fromkeys(delivered, nothing), unknown=codes)


def measure(make: Callable[[int], tuple[type[Dataset], Rows]], number: int) -> dict:
    """Return checks, failures, seconds of bare masks and of validation, and by how much the peak of memory rose."""
    validate(*plans(100), CONTEXT)  # with the import of Great Expectations
    dataset, rows = make(number)
    checks = [check for check in suite_for(dataset, rows.delivered, CONTEXT) if check.applies]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    masks = masks_of(checks, rows)
    bare = time.process_time() - started
    between = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    del masks
    started = time.process_time()
    outcome = validate(dataset, rows, CONTEXT)
    whole = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    drop_restated(rows.frame)
    return {
        "columns": len(dataset.columns),
        "checks": len(checks),
        "failing": len(outcome.failed),
        "bare": bare,
        "validation": whole,
        "repeats": time.process_time() - started,
        "MB of bare": (between - before) / 1024,
        "MB of validation": (peak - before) / 1024,
    }


def main() -> None:
    """Measure, print, and write the page."""
    sizes = tuple(int(argument.replace("_", "")) for argument in sys.argv[1:]) or SIZES
    lines = [
        "| rows | columns | checks | of them failing | bare pandas | validation | ratio | looking for repeats "
        "| memory of bare pandas | of validation |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for make, number in [*((plans, size) for size in sizes), (wide, WIDE)]:
        found = in_own_process(measure, make, number)
        lines.append(
            f"| {number:,} | {found['columns']} | {found['checks']} | {found['failing']} | {found['bare']:.2f} s "
            f"| {found['validation']:.2f} s | {found['validation'] / found['bare']:.1f} | {found['repeats']:.2f} s "
            f"| {found['MB of bare']:,.0f} MB | {found['MB of validation']:,.0f} MB |"
        )
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    PAGE.write_text(
        f"""# What validation costs

Great Expectations as the judge (decision 2) beside the same checks as bare pandas masks, in one process each, after
everything is imported. Validation includes the masks. Processor seconds; memory is by how much the peak rises.
Child protection plans as Annex A has them, one in {ONE_IN:,} of which ends before it starts; and a table made for this,
of 200 columns.
Measured {date.today():%d %B %Y} by `make benchmark-validation` on a shared machine with 2 cores: trust ratios.

{chr(10).join(lines)}

How much of a run is validation is in [benchmarks.md](benchmarks.md).
"""
    )


if __name__ == "__main__":
    main()
