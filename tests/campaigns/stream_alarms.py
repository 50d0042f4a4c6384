"""
`make campaign-stream`: ten invented years of monthly extracts, how often they are called unusual for nothing, and how
soon a real shift is noticed.

Referrals of an authority of four sizes: more and fewer by month and by chance beyond Poisson's, three per cent more
each year, few on days that are not working days, and in the summer holidays nearly none from schools. Results go to
docs/stream-alarms.md.
"""

import sys
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from expectations.working_days import Calendar
from transforms.stream import HISTORY, Signal, as_frame, observe, signals

PAGE = Path(__file__).parents[2] / "docs" / "stream-alarms.md"
FIRST, YEARS, SEEDS = 2015, 10, 10
A_YEAR = (300, 1_200, 3_000, 10_000)  # referrals
BY_MONTH = np.array([1.0, 1.0, 1.05, 0.95, 1.05, 1.1, 1.1, 0.72, 0.98, 1.05, 1.08, 0.9])
BETWEEN_MONTHS, GROWTH, ON_OTHER_DAYS = 0.05, 0.03, 0.08
SOURCES = {"2B": 0.20, "6": 0.30, "1A": 0.25, "3A": 0.15, "10": 0.098, "9": 0.002}
FROM_SCHOOLS_IN_SUMMER = 0.03
SHIFT = pd.Timestamp(2020, 3, 10)
SHIFTS = {
    "no further action from 0.5% to 12.7%": {"no_further_action": (0.005, 0.127)},
    "referrals more than double (2.19)": {"volume": 2.19},
    "referrals halve": {"volume": 0.5},
    "referrals rise by a third": {"volume": 1.33},
    "primary need no longer filled in (97% to 70%)": {"need": (0.97, 0.70)},
}
CALENDAR = Calendar()


def extracts(a_year: int, seed: int, *, volume: float = 1.0, no_further_action=(0.06, 0.06), need=(0.97, 0.97)):
    """Yield the observations of one extract after another, one at the end of each month."""
    rows = _referrals(a_year, seed, volume, no_further_action, need)
    for day in pd.date_range(f"{FIRST}-02-28", f"{FIRST + YEARS - 1}-12-31", freq="ME"):
        seen = observe(DATASETS["referrals"], rows, as_at=day.date(), since=None, calendar=CALENDAR)
        yield as_frame(seen).assign(as_at=day)


def _referrals(a_year: int, seed: int, volume: float, no_further_action, need) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    days = pd.date_range(date(FIRST, 1, 1), date(FIRST + YEARS - 1, 12, 31))
    working = np.isin(days.to_numpy().astype("datetime64[D]"), CALENDAR.days[CALENDAR.is_working_day])
    months = (days.year - FIRST) * 12 + days.month - 1
    by_chance = np.exp(random.normal(0, BETWEEN_MONTHS, size=months.max() + 1))
    expected = a_year / 258 * BY_MONTH[days.month - 1] * by_chance[months] * np.where(working, 1, ON_OTHER_DAYS)
    expected = expected * (1 + GROWTH * (days.year - FIRST)) * np.where(days >= SHIFT, volume, 1.0)
    day = np.repeat(days, random.poisson(expected))
    after = day >= SHIFT
    source = random.choice([*SOURCES], size=len(day), p=[*SOURCES.values()])
    is_summer = (day.month == 8) | ((day.month == 7) & (day.day >= 21))
    kept = ~is_summer | (source != "2B") | (random.random(len(day)) < FROM_SCHOOLS_IN_SUMMER / SOURCES["2B"])
    rows = pd.DataFrame(
        {
            "referral_date": day.astype("datetime64[s]"),
            "source": pd.array(source, dtype="str"),
            "no_further_action": pd.array(
                random.random(len(day)) < np.where(after, no_further_action[1], no_further_action[0]), dtype="boolean"
            ),
            "primary_need": pd.Series("N1", index=range(len(day)), dtype="str").where(
                random.random(len(day)) < np.where(after, need[1], need[0])
            ),
        }
    )
    return rows[kept].reset_index(drop=True)


def found_by_extract(observed: list[pd.DataFrame]) -> dict[pd.Timestamp, list[Signal]]:
    """Return what is unusual in each extract, told when it came."""
    found = {}
    for number, newest in enumerate(observed):
        day = newest["as_at"].iloc[0]
        before = [each for each in observed[:number] if (day - each["as_at"].iloc[0]).days <= HISTORY]
        found[day] = signals(pd.concat([*before, newest]))
    return found


def false_alarms(a_year: int) -> Counter:
    """Count, by kind, what is unusual in years in which nothing but chance and the seasons happened."""
    return Counter(
        signal.kind.value
        for seed in range(SEEDS)
        for found in found_by_extract([*extracts(a_year, seed)]).values()
        for signal in found
    )


def noticed_after(a_year: int, shift: dict) -> list[int | None]:
    """Return by how many extracts the shift was noticed, for each seed: 1 is the first that shows it."""
    wanted = {"volume": "", "no_further_action": "no_further_action", "need": "primary_need"}[next(iter(shift))]
    after = []
    for seed in range(SEEDS):
        found = found_by_extract([*extracts(a_year, 100 + seed, **shift)])
        since = [day for day in found if SHIFT < day < SHIFT + pd.DateOffset(years=1)]
        places = [n for n, day in enumerate(since, 1) if any(signal.column == wanted for signal in found[day])]
        after.append(places[0] if places else None)
    return after


def main() -> None:
    """Simulate, and write the page."""
    lines = [
        "| referrals a year | false alarms a year | of these volume | share | completeness | new or vanished code |"
    ]
    lines.append("|---|---|---|---|---|---|")
    for a_year in A_YEAR:
        alarms = false_alarms(a_year)
        each = [alarms["volume"], alarms["share"], alarms["completeness"], alarms["new_code"] + alarms["vanished_code"]]
        years = SEEDS * YEARS
        lines.append(
            f"| {a_year:,} | {alarms.total() / years:.2f} | " + " | ".join(f"{n / years:.2f}" for n in each) + " |"
        )
        sys.stdout.write(lines[-1] + "\n")
    delays = ["| shift, on 10 March | " + " | ".join(f"{a_year:,}" for a_year in A_YEAR) + " |"]
    delays.append("|---|" + "---|" * len(A_YEAR))
    for name, shift in SHIFTS.items():
        cells = []
        for a_year in A_YEAR:
            after = noticed_after(a_year, shift)
            first, within = sum(n == 1 for n in after), sum(n is not None for n in after)
            cells.append(f"{first} at once, {within} within a year")
        delays.append(f"| {name} | " + " | ".join(cells) + " |")
        sys.stdout.write(delays[-1] + "\n")
    PAGE.write_text(
        f"""# How often extracts are called unusual, and how soon a shift is noticed

{YEARS} invented years of referrals, {SEEDS} times over, a monthly extract each, by `make campaign-stream`
on {date.today():%d %B %Y}. What varies: months and school holidays, chance beyond Poisson's, growth, bank holidays.
Each extract is judged beside those that had come before it (`transforms/stream.py`); the first summer is not judged.

## False alarms

In years in which nothing happened, for one dataset with three columns:

{chr(10).join(lines)}

## Delay

Of {SEEDS} authorities of each size (referrals a year), how many shifts were noticed in the first extract after, which
comes three weeks later, and how many within a year:

{chr(10).join(delays)}
"""
    )


if __name__ == "__main__":
    main()
