"""
What Great Expectations costs beside bare pandas masks, in one run.

    python tests/benchmarks/bench_validation.py [rows ...]
"""

import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from expectations.contract import Context
from expectations.datasets import ChildProtectionPlans
from expectations.invention import invent_typed
from expectations.suites import Rows, suite_for
from expectations.validation import drop_restated, masks_of, validate

CONTEXT = Context("annex_a", date(2026, 1, 31))
DELIVERED = frozenset(ChildProtectionPlans.columns)
SIZES = (10_000, 100_000, 1_000_000)
ONE_IN = 1_000  # plans that end before they start
INVENTED = 10_000  # the rest is repeated under other identifiers


def plans(number: int) -> Rows:
    """Return invented plans, some of them wrong."""
    invented = invent_typed(ChildProtectionPlans, min(number, INVENTED), seed=1, context=CONTEXT)
    frame = invented.loc[np.arange(number) % len(invented)].reset_index(drop=True)
    frame["child_id"] = pd.Series(np.arange(number)).astype("str")
    frame["row_number"] = np.arange(number)
    wrong = frame["row_number"] % ONE_IN == 0
    frame["end_date"] = frame["end_date"].mask(wrong, frame["start_date"] - pd.Timedelta(days=1))
    nothing = pd.Series(False, index=frame.index)
    return Rows(
        frame,
        DELIVERED,
        unreadable=dict.fromkeys(DELIVERED, nothing),
        unknown={name: nothing for name in DELIVERED if ChildProtectionPlans.columns[name].is_code},
    )


def seconds(work: Callable[[], object], *, times: int = 3) -> float:
    """Return the shortest of a few measurements."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def main(sizes: tuple[int, ...]) -> None:
    """Print a table."""
    checks = [check for check in suite_for(ChildProtectionPlans, DELIVERED, CONTEXT) if check.applies]
    started = time.perf_counter()
    validate(ChildProtectionPlans, plans(100), CONTEXT)
    sys.stdout.write(f"first validation of a process, with the import: {time.perf_counter() - started:.1f} s\n")
    sys.stdout.write(f"child protection plans, {len(checks)} checks\n\n")
    sys.stdout.write("| rows | masks alone | with Great Expectations | ratio | dropping restated rows |\n")
    sys.stdout.write("|---|---|---|---|---|\n")
    for size in sizes:
        rows = plans(size)
        masks = seconds(lambda rows=rows: masks_of(checks, rows))
        judged = seconds(lambda rows=rows: validate(ChildProtectionPlans, rows, CONTEXT))
        restated = seconds(lambda rows=rows: drop_restated(rows.frame))
        sys.stdout.write(f"| {size:,} | {masks:.3f} s | {judged:.2f} s | {judged / masks:.1f} | {restated:.3f} s |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
