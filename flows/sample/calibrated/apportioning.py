"""Whole numbers within bounds that add up."""

from collections.abc import Sequence

import numpy as np

from flows.sample.calibrated.apportionment import completed


def filled(parts: Sequence[int | None], total: int, usual: Sequence[float]) -> np.ndarray:
    """Return parts that add up to the total, whether or not the published ones did."""
    return completed(parts, total, usual=usual)[0].astype("int64")


def bounded(wanted: Sequence[int], low: Sequence[int], high: Sequence[int], total: int) -> np.ndarray:
    """Return whole numbers near the wanted ones, within their bounds, that add up to the total if any do."""
    low = np.asarray(low, dtype="int64")
    high = np.maximum(low, np.asarray(high, dtype="int64"))
    numbers = np.clip(np.asarray(wanted, dtype="int64"), low, high)
    missing = total - int(numbers.sum())
    room = high - numbers if missing > 0 else numbers - low
    for place in np.argsort(-room, kind="stable"):
        step = min(abs(missing), int(room[place]))
        numbers[place] += step if missing > 0 else -step
        missing -= step if missing > 0 else -step
    return numbers
