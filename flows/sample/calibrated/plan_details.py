"""What else a child protection plan says: the categories of abuse and the plans before it."""

import numpy as np
import pandas as pd

from flows.sample.calibrated.apportionment import apportion_within, bounded, filled
from flows.sample.calibrated.days import NEVER
from flows.sample.calibrated.targets import YearTargets

CATEGORIES = {"Neglect": "NEG", "Physical": "PHY", "Sexual": "SAB", "Emotional": "EMO", "Multiple": "MUL"}
SHARES = (50, 8, 4, 36, 2)  # England, year ending March 2024, per cent (D2)
SUBSEQUENT_SHARE = 0.22


def with_categories(
    plans: pd.DataFrame, targets: YearTargets, carried: pd.DataFrame | None, random: np.random.Generator
) -> pd.DataFrame:
    """
    Add the initial and the latest category: among the plans that started and those open on 31 March as published.

    Most plans keep the category that they began with, also from one year to the next, as far as the counts allow.
    """
    own = _own(plans, carried, "initial_category")
    groups = _groups(plans)
    started, open_now = _margins(targets, "Initial", groups)
    initial = _of_groups(groups, own, started, open_now, random)
    began = initial.copy()
    latest_before = _own(plans, carried, "latest_category")
    began[latest_before >= 0] = latest_before[latest_before >= 0]
    started, open_now = _margins(targets, "Latest", groups)
    latest = _of_groups(groups, began, started, open_now, random)
    codes = np.array(list(CATEGORIES.values()))
    return plans.assign(initial_category=codes[initial], latest_category=codes[latest])


def _own(plans: pd.DataFrame, carried: pd.DataFrame | None, column: str) -> np.ndarray:
    """Return the category that a plan has had since last year, by number; -1 for the others."""
    place = plans["carried"].to_numpy()
    numbers = np.full(len(plans), -1)
    if carried is not None and len(carried):
        order = {code: number for number, code in enumerate(CATEGORIES.values())}
        known = carried[column].map(order).to_numpy()
        numbers[place >= 0] = known[place[place >= 0]]
    return numbers


def _groups(plans: pd.DataFrame) -> dict[str, np.ndarray]:
    is_new, is_open = plans["is_new"].to_numpy(), (plans["end"] == NEVER).to_numpy()
    return {
        "new_open": np.flatnonzero(is_new & is_open),
        "new_ended": np.flatnonzero(is_new & ~is_open),
        "old_open": np.flatnonzero(~is_new & is_open),
        "old_ended": np.flatnonzero(~is_new & ~is_open),
    }


def _margins(targets: YearTargets, which: str, groups: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """
    Return the plans that started and those open on 31 March, by category.

    What was suppressed is split as is usual, then such that enough plans can be both.
    """
    both = len(groups["new_open"])
    sizes = {"d2": both + len(groups["new_ended"]), "d4": both + len(groups["old_open"])}
    stated = {table: targets.counts_of(table, [f"{name}_{which}" for name in CATEGORIES]) for table in sizes}
    numbers = {table: filled(stated[table], size, SHARES) for table, size in sizes.items()}
    is_free = {table: np.array([part is None for part in stated[table]]) for table in sizes}
    for table, other in (("d2", "d4"), ("d4", "d2")):
        lacking = both - _at_most_both(numbers)
        free = is_free[table]
        over = numbers[table] - numbers[other]
        given = np.where(free, np.maximum(over, 0), 0)
        wanted = np.where(free, np.maximum(-over, 0), 0)
        moved = max(min(lacking, int(given.sum()), int(wanted.sum())), 0)
        numbers[table] = (
            numbers[table] - apportion_within(moved, given, given) + apportion_within(moved, wanted, wanted)
        )
    lacking = both - _at_most_both(numbers)
    if lacking > 0 and (in_both := is_free["d2"] & is_free["d4"]).any():
        for table, other in (("d2", "d4"), ("d4", "d2")):
            given = np.where(is_free[table] & ~in_both, np.maximum(numbers[table] - numbers[other], 0), 0)
            moved = apportion_within(lacking, given, given)
            numbers[table] = numbers[table] - moved
            numbers[table][in_both.argmax()] += moved.sum()
    return numbers["d2"], numbers["d4"]


def _at_most_both(numbers: dict[str, np.ndarray]) -> int:
    """Return how many plans can have started in the year and still be open."""
    return int(np.minimum(numbers["d2"], numbers["d4"]).sum())


def _of_groups(
    groups: dict[str, np.ndarray],
    own: np.ndarray,
    started: np.ndarray,
    open_now: np.ndarray,
    random: np.random.Generator,
) -> np.ndarray:
    """Assign categories so that both margins hold: plans that started and are open count in both."""
    result = np.zeros(len(own), dtype="int64")
    has = {name: np.bincount(own[rows][own[rows] >= 0], minlength=5) for name, rows in groups.items()}
    size = len(groups["new_open"])
    if has["new_open"].sum():  # the latest category: what they began with
        wanted = has["new_open"]
    else:
        wanted = np.maximum(open_now - has["old_open"], 0)
    both = bounded(
        wanted,
        np.maximum(0, np.maximum(started - len(groups["new_ended"]), open_now - len(groups["old_open"]))),
        np.minimum(started, open_now),
        size,
    )
    quotas = {"new_open": both, "new_ended": started - both, "old_open": open_now - both}
    for name, rows in groups.items():
        if name == "old_ended":
            chances = started / started.sum() if started.sum() else np.array(SHARES) / sum(SHARES)
            drawn = random.choice(5, size=len(rows), p=chances)
            result[rows] = np.where(own[rows] >= 0, own[rows], drawn)
        else:
            result[rows] = _within(np.maximum(quotas[name], 0), own[rows], random)
    return result


def _within(quotas: np.ndarray, own: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Keep each plan's own category as far as the quotas go, and give the rest what is left of them."""
    result = np.full(len(own), -1, dtype="int64")
    left = quotas.copy()
    for number in range(5):
        rows = random.permutation(np.flatnonzero(own == number))[: left[number]]
        result[rows] = number
        left[number] -= len(rows)
    rest = np.flatnonzero(result < 0)
    result[rest] = np.resize(random.permutation(np.repeat(np.arange(5), left)) if left.sum() else [0], len(rest))
    return result


def with_previous_plans(
    plans: pd.DataFrame,
    targets: YearTargets,
    carried: pd.DataFrame | None,
    *,
    has_known_plan: np.ndarray,
    random: np.random.Generator,
) -> pd.DataFrame:
    """
    Add the number of previous plans: so many of those started in the year had one or more.

    First those whose child had a plan earlier in the year or in the years before that we hold.
    """
    before = (random.random(len(plans)) < SUBSEQUENT_SHARE).astype("int64")
    place = plans["carried"].to_numpy()
    if carried is not None and len(carried):
        before[place >= 0] = carried["number_of_previous_plans"].to_numpy()[place[place >= 0]]
    new = np.flatnonzero(plans["is_new"].to_numpy())
    published = targets.count("d3.CPP_subsequent")
    number = round(SUBSEQUENT_SHARE * len(new)) if published is None else published
    key = random.random(len(new)) - 2 * (plans["is_second"].to_numpy()[new] == 1) - has_known_plan[new]
    order = new[np.argsort(key, kind="stable")]
    before[order[:number]] = random.choice([1, 2, 3], size=len(order[:number]), p=[0.8, 0.15, 0.05])
    before[order[number:]] = 0
    return plans.assign(number_of_previous_plans=before)
