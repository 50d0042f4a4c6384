"""
The stream of extracts: what the newest days of each look like, and whether that is unusual for the authority.

An extract is observed when it is taken: of the rows of its last four weeks (of a yearly return, its year), how many
there are, how many have each column filled, and how many have each code. What recent rows lack because it has not
happened yet, those of earlier extracts lacked at the same age; so the newest is compared with those before it, and
nothing is asked of a calendar but working days and the season of the year before.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd

from expectations.contract import UNMAPPED, Dataset
from expectations.working_days import Calendar

WINDOW = 28  # days, of an extract that is no yearly return
FEWEST_BEFORE = 5  # extracts to compare with; of fewer nobody knows what is usual
MOST_BEFORE = 13  # a year of four weeks: what is older than that does not say what is usual now
HISTORY = 2 * 366  # days before the newest extract that can have a say
SEASON = 20  # days by which the extract of a year before may lie off
SCHOOL_HOLIDAYS = ((7, 21, 8, 31), (12, 20, 1, 4))  # from month and day to month and day, about
HOLIDAYS = 10  # days of a window in school holidays from which it is like them

NOTICED = 4.0  # robust standard deviations of a share; there are many shares
NOTICED_IN_VOLUME = 3.0  # of a volume; there is one
LEAST_SHARE = 0.03  # a share that moves by less is nobody's business
LEAST_ROWS = 20  # rows without which a share says nothing, and a volume does not fall
LEAST_CHANGE = 10  # rows more or fewer than expected
SPREAD = 0.08  # volume varies by so much, as a share, in the quietest of authorities
SPREAD_OF_A_SEASON_UNKNOWN = 0.2
NEW_CODE = 5  # rows with a code that was never seen before
TO_DEVIATION = 1.4826  # the standard deviation of a normal distribution, from its median absolute deviation


class Measured(StrEnum):
    """What is counted of the rows."""

    ROWS = "rows"  # of so many working days
    FILLED = "filled"  # of so many rows
    CODE = "code"  # of so many rows with any code


@dataclass(frozen=True)
class Observation:
    """One count of an extract's newest rows; `of` is what it is a share of, for rows the working days."""

    measured: str
    column: str
    code: str
    count: int
    of: int


class Unusual(StrEnum):
    """What is unusual."""

    VOLUME = "volume"
    COMPLETENESS = "completeness"
    SHARE = "share"
    NEW_CODE = "new_code"
    VANISHED_CODE = "vanished_code"


@dataclass(frozen=True)
class Signal:
    """Something unusual, in counts: `count` of `of`, where `expected` were usual."""

    kind: Unusual
    column: str
    code: str
    count: int
    of: int
    expected: float

    @property
    def message(self) -> str:
        """What is unusual, in words; codes and counts only."""
        if self.kind is Unusual.VOLUME:
            return f"{self.count:,} rows in {self.of} working days, where about {self.expected:,.0f} are usual."
        column = self.column.replace("_", " ")
        what = f"{column} is filled in" if self.kind is Unusual.COMPLETENESS else f"{column} is {self.code} in"
        return f"{what} {self.count:,} of {self.of:,} rows ({self.count / self.of:.1%}), usually {self.expected:.1%}."


def observe(
    dataset: type[Dataset], rows: pd.DataFrame, *, as_at: date, since: date | None, calendar: Calendar
) -> list[Observation]:
    """
    Count the accepted rows of an extract that happened from `since` (four weeks before, if None) up to its day.

    Of a dataset without a defining date, all rows are counted. Columns with personal details are left out.
    """
    first = since or as_at - timedelta(days=WINDOW - 1)
    days = 1
    if dataset.defining_date:
        rows = rows[rows[dataset.defining_date].between(pd.Timestamp(first), pd.Timestamp(as_at))]
        days = calendar.working_days_in(first, as_at)
    return [Observation(Measured.ROWS, "", "", len(rows), days), *_of_columns(dataset, rows)]


def _of_columns(dataset: type[Dataset], rows: pd.DataFrame) -> Iterator[Observation]:
    for name, column in dataset.columns.items():
        if column.personal or column.pseudonymous or name in dataset.grain or name not in rows:
            continue
        filled = rows[name].dropna()
        if column.optional:
            yield Observation(Measured.FILLED, name, "", len(filled), len(rows))
        if column.is_code or column.type is bool:
            for code, count in filled.astype("str").value_counts().items():
                yield Observation(Measured.CODE, name, code, int(count), len(filled))


def as_frame(observations: list[Observation]) -> pd.DataFrame:
    """Return observations as rows."""
    return pd.DataFrame(map(asdict, observations), columns=list(Observation.__dataclass_fields__))


def signals(observed: pd.DataFrame) -> list[Signal]:
    """
    Return what is unusual in the newest extract of a section.

    `observed` has the observations of extracts, each with its day (`as_at`); those less than a window before another
    are passed over, since they say the same thing again.
    """
    days = _apart(observed["as_at"])
    if len(days) <= FEWEST_BEFORE:
        return []
    wide = observed.pivot_table(
        index=["measured", "column", "code"], columns="as_at", values=["count", "of"], aggfunc="last"
    )
    counts, of = (wide[name].reindex(columns=days).to_numpy(dtype="float64") for name in ("count", "of"))
    season = _Season(days)
    with_any_code: dict[str, np.ndarray] = {}
    for row, (measured, column, _) in enumerate(wide.index):
        if measured == Measured.CODE:
            with_any_code[column] = np.fmax(with_any_code.get(column, of[row]), of[row])
    found = []
    for row, (measured, column, code) in enumerate(wide.index):
        if measured == Measured.ROWS:
            found.append(_volume(np.nan_to_num(counts[row]), of[row], season))
        elif measured == Measured.FILLED:
            found.append(_share(Unusual.COMPLETENESS, column, code, counts[row], of[row], season))
        else:
            counted = np.nan_to_num(counts[row])
            found.append(_share(Unusual.SHARE, column, code, counted, with_any_code[column], season))
    return [signal for signal in found if signal]


def _apart(as_at: pd.Series) -> pd.DatetimeIndex:
    """Return the days of extracts from the newest back, each a window before the one after it, the newest first."""
    days: list[pd.Timestamp] = []
    for day in sorted(as_at.unique(), reverse=True):
        if not days or (days[-1] - day).days >= WINDOW - 2:  # months of 28 to 31 days, delivered a day early or late
            days.append(day)
    return pd.DatetimeIndex(days)


class _Season:
    """Where the season of the newest extract stands among the extracts, the newest first."""

    def __init__(self, days: pd.DatetimeIndex) -> None:
        self.ago = (days[0] - days).days.to_numpy()
        off = np.abs(self.ago - 365)
        self.a_year_before = int(off.argmin()) if off.min() <= SEASON else None
        self.in_holidays = _in_holidays(days[0])

    @property
    def is_unknown(self) -> bool:
        """Whether less happens now, and other people report, and nobody knows yet how much less that is here."""
        return self.in_holidays and self.a_year_before is None

    def factor(self, rates: np.ndarray) -> float | None:
        """Return by how much this season of the year before was above what was then usual; None if nobody knows."""
        place = self.a_year_before
        if place is None or np.isnan(rates[place]):
            return None
        around = (np.abs(self.ago - self.ago[place]) <= 183) & ~np.isnan(rates)
        around[place] = False
        usual = np.median(rates[around]) if around.sum() >= FEWEST_BEFORE else 0.0
        return float(np.clip(rates[place] / usual, 0.5, 2.0)) if usual > 0 else None


def _in_holidays(as_at: pd.Timestamp) -> bool:
    """Whether an extract's newest days are those of school holidays."""
    window = pd.date_range(end=as_at, periods=WINDOW)
    days = window.month * 100 + window.day
    inside = np.zeros(len(days), dtype=bool)
    for month, day, last_month, last_day in SCHOOL_HOLIDAYS:
        first, last = 100 * month + day, 100 * last_month + last_day
        inside |= (days >= first) & (days <= last) if first < last else (days >= first) | (days <= last)
    return int(inside.sum()) >= HOLIDAYS


def _ratios(counts: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Return counts per what they are of, the newest first; NaN where there is nothing to count."""
    return np.divide(counts, of, out=np.full(len(counts), np.nan), where=np.nan_to_num(of) > 0)


def _before(ratios: np.ndarray) -> np.ndarray:
    """Return the newest of the known ratios before the newest extract's."""
    known = ratios[1:][~np.isnan(ratios[1:])]
    return known[:MOST_BEFORE]


def _volume(counts: np.ndarray, working_days: np.ndarray, season: _Season) -> Signal | None:
    rates = _ratios(counts, working_days)
    before, factor = _before(rates), season.factor(rates)
    if np.isnan(rates[0]) or len(before) < FEWEST_BEFORE or season.is_unknown:
        return None
    usual = float(np.median(before))
    count, expected = counts[0], usual * (1.0 if factor is None else factor) * working_days[0]
    deviation = TO_DEVIATION * float(np.median(np.abs(before / usual - 1))) if usual > 0 else 0.0
    least = SPREAD_OF_A_SEASON_UNKNOWN if factor is None else SPREAD
    spread = np.hypot(max(deviation, least), 1 / np.sqrt(max(expected, 1.0)))
    unusual = abs(np.log((count + 1) / (expected + 1))) > NOTICED_IN_VOLUME * np.log1p(spread)
    falls_from_little = count < expected < LEAST_ROWS
    if not unusual or falls_from_little or abs(count - expected) < LEAST_CHANGE:
        return None
    return Signal(Unusual.VOLUME, "", "", int(count), int(working_days[0]), expected)


def _share(kind: Unusual, column: str, code: str, counts: np.ndarray, of: np.ndarray, season: _Season) -> Signal | None:
    shares = _ratios(counts, of)
    before = _before(shares)
    if np.isnan(shares[0]) or len(before) < FEWEST_BEFORE or of[0] < LEAST_ROWS or code == UNMAPPED:
        return None  # what is unmapped is a finding of its own
    count, rows = int(counts[0]), int(of[0])
    if kind is Unusual.SHARE and not before.any():
        return Signal(Unusual.NEW_CODE, column, code, count, rows, 0.0) if count >= NEW_CODE else None
    if season.is_unknown:
        return None
    now, usual = shares[0], float(np.median(before))
    known = ~np.isnan(shares)
    known[0] = False
    pooled = (counts[known].sum() + 0.5) / (of[known].sum() + 1)
    spread = np.hypot(TO_DEVIATION * np.median(np.abs(before - usual)), np.sqrt(pooled * (1 - pooled) / rows))
    distance = abs(now - usual)
    if season.a_year_before is not None and not np.isnan(shares[season.a_year_before]):
        distance = min(distance, abs(now - shares[season.a_year_before]))
    if before.min() <= now <= before.max() or distance < max(LEAST_SHARE, NOTICED * spread):
        return None
    vanished = kind is Unusual.SHARE and count == 0
    return Signal(Unusual.VANISHED_CODE if vanished else kind, column, code, count, rows, usual)
