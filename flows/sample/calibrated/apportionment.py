"""Splits totals into whole parts, by weight, within bounds, or around parts that are known."""

from collections.abc import Sequence

import numpy as np


def apportion(total: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Split a total into whole parts by weight; the largest remainders are rounded up."""
    shares = np.asarray(weights, dtype=float)
    if total <= 0 or not len(shares):
        return np.zeros(len(shares), dtype=int)
    if shares.sum() <= 0:
        shares = np.ones(len(shares))
    exact = total * shares / shares.sum()
    parts = np.floor(exact).astype(int)
    parts[np.argsort(parts - exact, kind="stable")[: total - parts.sum()]] += 1
    return parts


def apportion_within(total: int, weights: Sequence[float] | np.ndarray, room: np.ndarray) -> np.ndarray:
    """Split a total by weight into parts that no part's room falls short of; what finds no room is left out."""
    room = np.asarray(room, dtype=int)
    weights = np.asarray(weights, dtype=float)
    parts = np.zeros(len(room), dtype=int)
    left = min(total, int(room.sum()))
    while left > 0:
        free = room - parts
        wanted = np.where(free > 0, np.maximum(weights, 1e-9), 0.0)
        added = np.minimum(apportion(left, wanted), free)
        parts += added
        left -= int(added.sum())
    return parts


def filled(parts: Sequence[int | None], total: int, usual: Sequence[float], *, spare: int | None = None) -> np.ndarray:
    """
    Return parts that add up to the total.

    Parts that are not known share what the others leave, as is `usual`. Where the known ones alone miss the
    total, the difference is added to the part `spare` (the largest one if None) or taken from the largest ones.
    """
    known = np.array([0 if part is None else part for part in parts], dtype="int64")
    unknown = np.array([part is None for part in parts])
    left = total - int(known.sum())
    if left >= 0 and unknown.any():
        known[unknown] = apportion(left, np.asarray(usual, dtype=float)[unknown])
    elif left > 0:
        known[int(known.argmax()) if spare is None else spare] += left
    while left < 0:
        largest = int(known.argmax())
        others = np.delete(known, largest)
        step = min(-left, max(1, int(known[largest] - (others.max() if len(others) else 0))))
        known[largest] -= step
        left += step
    return known


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
