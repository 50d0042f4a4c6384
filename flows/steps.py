"""
One flow body, two ways to run it.

A step is a Prefect task while a Prefect flow is running and a plain function otherwise, so that a council
without a server runs the same code from cron or Task Scheduler (decision 0004).
"""

import functools
import logging
import sys
import time
from collections.abc import Callable
from typing import Any

from flows.run import StepFailed, described

logger = logging.getLogger("lodestar")


def step(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function a step of the nightly flow; what it returns must hold counts only."""

    @functools.wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        started = time.perf_counter()
        result = (_as_task(function) if _inside_a_flow() else function)(*args, **options)
        elapsed = time.perf_counter() - started
        if elapsed > 2:
            logger.info("%s took %.1f s", function.__name__.replace("_", " "), elapsed)
        return result

    return run


def _inside_a_flow() -> bool:
    """Prefect costs seconds to import: where it was not imported, no flow of its can be running."""
    if "prefect" not in sys.modules:
        return False
    from prefect.context import FlowRunContext

    return FlowRunContext.get() is not None


@functools.cache
def _as_task(function: Callable[..., Any]) -> Callable[..., Any]:
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    return task(without_records(function), cache_policy=NO_CACHE, persist_result=False, log_prints=False)


def without_records(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function fail with words that hold no record: Prefect keeps the message of every error."""

    @functools.wraps(function)
    def guarded(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except Exception as error:
            failure = StepFailed(described(error))
        raise failure  # out here, so that the error itself is not its context

    return guarded
