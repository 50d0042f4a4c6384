"""The episodes that were open when the year began: which stay open, which end, and which were no need after all."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from flows.sample.calibrated.amounts import Amounts
from flows.sample.calibrated.children import among
from flows.sample.calibrated.days import NEVER, as_days
from flows.sample.calibrated.year_days import (
    MARGIN,
    ReportingYear,
    on_weekdays,
    plus_months,
    weekdays_between,
)

# Where an episode that ends in the year, by duration, most often began: the share of those begun in the same year
# when referrals and closures are steady.
BEGUN_IN_THE_YEAR = np.array([0.87, 0.62, 0.25])
OPEN_LATE = "open_1_year", "open_2_years"
ENDED_LATE = "ended_3_months", "ended_6_months", "ended_year", "ended_2_years", "ended_longer"


@dataclass
class Stock:
    """
    Episodes of the opening stock: row in last year's frame (-1: recorded late), fate, days of referral and closure.

    `first_closure` and `last_closure` bound the closure of one that ended.
    """

    row: np.ndarray
    use: np.ndarray
    referred: np.ndarray
    first_closure: np.ndarray
    last_closure: np.ndarray
    closed: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype="int64"))

    @property
    def fate(self) -> np.ndarray:
        """`open`, `ended` or `cleared`, as in the frames."""
        place, uses = pd.factorize(self.use)
        return np.array([use.partition("_")[0] for use in uses], dtype=object)[place]


def ended_in_the_year_of_referral(amounts: Amounts, opening: pd.DataFrame | None) -> np.ndarray:
    """
    Return how many of the ended episodes began in the year, by the first three durations.

    As many as usual, within the months that have room for them and what the opening stock can give.
    """
    bands, new = amounts.ended_durations[:3], amounts.ended_new
    opened, months = amounts.open_durations, amounts.months
    half = int(months[:6].sum() - opened[2])
    three_quarters = int(months[:9].sum() - opened[2] - opened[1])
    begun = np.round(bands * BEGUN_IN_THE_YEAR).astype(int)
    if opening is not None:
        begun = np.maximum(begun, bands - _givable(opening, ReportingYear(amounts.year)))
    begun[2] = min(begun[2], half)
    begun[1] = min(begun[1], three_quarters - begun[2])
    begun = np.clip(begun, 0, bands)
    for band in (0, 1, 2):  # too few: rather short ones; too many: rather take long ones away
        room = (int(bands[0]), three_quarters - int(begun[2]), min(half, three_quarters - int(begun[1])))[band]
        begun[band] += max(0, min(new - int(begun.sum()), int(bands[band] - begun[band]), room - int(begun[band])))
    for band in (2, 1, 0):
        begun[band] -= min(max(0, int(begun.sum()) - new), int(begun[band]))
    return begun


def _givable(opening: pd.DataFrame, year: ReportingYear) -> np.ndarray:
    """Return how many episodes of the stock could end within 3, within 6 and within 12 months of their referral."""
    referred = as_days(opening["referral_date"])[~opening["plan_open"].to_numpy(dtype=bool)]
    within = [int((plus_months(referred, months) - MARGIN >= year.first + MARGIN).sum()) for months in (3, 6, 12)]
    return np.array([within[0], within[1], within[2]])


def stock_of(
    amounts: Amounts,
    ended_new: np.ndarray,
    *,
    opening: pd.DataFrame | None,
    of_age: pd.Series,
    random: np.random.Generator,
) -> Stock:
    """
    Match last year's open episodes with what the year needs.

    What is needed and not there is recorded late; what is there and not needed is cleared. Without an opening
    frame everything is made here.
    """
    wanted = {
        "open_1_year": int(amounts.open_durations[3]),
        "open_2_years": int(amounts.open_durations[4]),
        "ended_3_months": int(amounts.ended_durations[0] - ended_new[0]),
        "ended_6_months": int(amounts.ended_durations[1] - ended_new[1]),
        "ended_year": int(amounts.ended_durations[2] - ended_new[2]),
        "ended_2_years": int(amounts.ended_durations[3]),
        "ended_longer": int(amounts.ended_durations[4]),
    }
    year = ReportingYear(amounts.year)
    rows = np.zeros(0, dtype=int)
    uses: list[np.ndarray] = []
    referred = np.zeros(0, dtype="int64")
    if opening is not None and len(opening):
        referred = as_days(opening["referral_date"])
        rows = np.arange(len(opening))
        on_plan, aged = opening["plan_open"].to_numpy(dtype=bool), among(opening["child_id"], of_age)
        uses.append(_uses(referred, on_plan, aged, wanted, year, random))
    invented = [(use, _begun(use, number, year, random)) for use, number in wanted.items() if number > 0]
    late = np.concatenate([days for _, days in invented]) if invented else np.zeros(0, dtype="int64")
    uses += [np.full(len(days), use, dtype=object) for use, days in invented]
    use = np.concatenate(uses) if uses else np.zeros(0, dtype=object)
    referred = np.concatenate([referred, late]).astype("int64")
    row = np.concatenate([rows, np.full(len(late), -1)])
    return Stock(row, use, referred, *_closure_bounds(use, referred, year))


def _uses(
    referred: np.ndarray,
    on_plan: np.ndarray,
    aged: np.ndarray,
    wanted: dict[str, int],
    year: ReportingYear,
    random: np.random.Generator,
) -> np.ndarray:
    """Give each episode a use; takes what it gives away from `wanted`."""
    use = np.full(len(referred), "", dtype=object)
    in_last_year = referred > plus_months(year.first, -12) - 1
    order = random.permutation(len(referred))
    newest = order[np.argsort(-referred[order], kind="stable")]
    oldest = newest[::-1]
    oldest = np.concatenate([oldest[aged[oldest]], oldest[~aged[oldest]]])
    lower = {name: _closure_bounds(np.full(len(referred), name), referred, year) for name in ENDED_LATE}

    def give(name: str, able: np.ndarray, ranked: np.ndarray) -> None:
        candidates = ranked[(use[ranked] == "") & able[ranked]][: max(0, wanted[name])]
        use[candidates] = name
        wanted[name] -= len(candidates)

    def ends(name: str) -> np.ndarray:
        first, last = lower[name]
        return first + MARGIN <= last

    give("open_1_year", in_last_year & on_plan, order)
    give("open_2_years", ~in_last_year & on_plan, order)
    for name in ("ended_longer", "ended_2_years", "ended_year"):
        give(name, on_plan & (np.maximum(lower[name][0], plans_end(year)) + MARGIN <= lower[name][1]), order)
    able = ~on_plan
    give("ended_3_months", able & ends("ended_3_months"), newest)
    give("ended_6_months", able & ends("ended_6_months"), order)
    give("ended_year", able & ends("ended_year"), order)
    give("open_1_year", able & in_last_year, order)
    give("ended_longer", able & ends("ended_longer"), oldest)
    give("open_2_years", able & ~in_last_year & ~aged, oldest)
    give("ended_2_years", able & ends("ended_2_years"), oldest)
    give("open_2_years", able & ~in_last_year, oldest)
    use[(use == "") & on_plan] = "cleared_late"
    use[use == ""] = "cleared"
    return use


def _begun(use: str, number: int, year: ReportingYear, random: np.random.Generator) -> np.ndarray:
    """Draw days of referral for episodes that nobody recorded before the year."""
    last_year, before_last = plus_months(year.first, -12), plus_months(year.first, -24)
    first, last = {
        "open_1_year": (last_year + MARGIN, year.first - MARGIN),
        "open_2_years": (0, last_year - MARGIN),
        "ended_3_months": (plus_months(year.first, -3) + 10, year.first - MARGIN),
        "ended_6_months": (plus_months(year.first, -6) + 14, year.first - MARGIN),
        "ended_year": (plus_months(year.first, -12) + 20, year.first - MARGIN),
        "ended_2_years": (before_last + 25, last_year - MARGIN),
        "ended_longer": (0, last_year - 60),
    }[use]
    if first:
        return random.choice(weekdays_between(int(first), int(last)), size=number)
    ages = np.minimum(random.exponential(850, size=number), 5800).astype("int64")
    return on_weekdays(last - ages, np.zeros(number, dtype="int64"), np.full(number, last))


def _closure_bounds(use: np.ndarray, referred: np.ndarray, year: ReportingYear) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last day on which each episode may close, for its use."""
    first = np.full(len(referred), year.first)
    last = np.full(len(referred), year.last)
    edges = {"ended_3_months": (None, 3), "ended_6_months": (3, 6), "ended_year": (6, 12)}
    edges |= {"ended_2_years": (12, 24), "ended_longer": (24, None)}
    for name, (low, high) in edges.items():
        of_use = use == name
        if low is not None:
            first = np.where(of_use, np.maximum(first, plus_months(referred, low) + MARGIN), first)
        if high is not None:
            last = np.where(of_use, np.minimum(last, plus_months(referred, high) - MARGIN), last)
    cleared, late = use == "cleared", use == "cleared_late"
    first = np.where(cleared, np.maximum(year.first, referred + 20), np.where(late, year.last - 50, first))
    last = np.where(cleared, year.first + 150, np.where(late, year.last - 4, last))
    return first, last


def plans_end(year: ReportingYear) -> int:
    """Return the day before which no episode ends whose child protection plan was open when the year began."""
    return int(plus_months(year.first, 9)) + MARGIN


def close(stock: Stock, on_plan: np.ndarray, year: ReportingYear, random: np.random.Generator) -> np.ndarray:
    """Draw the days of closure within their bounds; with a plan that was open, not before January."""
    first = stock.first_closure
    january = plans_end(year)
    first = np.where(on_plan & (january <= stock.last_closure), np.maximum(first, january), first)
    last = np.maximum(stock.last_closure, first)
    drawn = first + (random.random(len(first)) * (last - first + 1)).astype("int64")
    closed = on_weekdays(drawn, first, last)
    return np.where(stock.fate == "open", NEVER, closed)
