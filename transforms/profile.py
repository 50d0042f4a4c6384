"""What kind of values a column holds, in counts and never in values."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from expectations.contract import Column
from transforms.parsing import NULLS_BESIDE_TEXT, Fate, Wording, reader_of

SAMPLE = 200  # rows at most, evenly spread: enough to tell a kind by, few enough to cost nothing
MOSTLY = 0.8  # of the filled values

_DAY = Column(name="day", type=date, optional=True, description="Any day.")
_FIGURE = re.compile(r"\d")  # no number and no day is without
_NUMBER = re.compile(r"\s*+[+-]?\d++(?:\.\d++)?\s*+")


class KindOfValues(StrEnum):
    """What most values of a column are, in words for a person."""

    NOTHING = "nothing"
    DATES = "dates"
    NUMBERS = "numbers"
    TEXT = "text"
    MIXED = "a mixture"


@dataclass(frozen=True)
class Profile:
    """Of the rows looked at: how many have a value, and how many of the values are dates or numbers."""

    rows: int = 0
    filled: int = 0
    dates: int = 0
    numbers: int = 0

    @property
    def kind(self) -> KindOfValues:
        """What most of the values are."""
        if not self.filled:
            return KindOfValues.NOTHING
        return next((kind for kind in KindOfValues if self.share(kind) >= MOSTLY), KindOfValues.MIXED)

    def share(self, kind: KindOfValues) -> float:
        """Return the share of the values that are of a kind."""
        counts = {
            KindOfValues.DATES: self.dates,
            KindOfValues.NUMBERS: self.numbers,
            KindOfValues.TEXT: self.filled - self.dates - self.numbers,
        }
        return counts.get(kind, 0) / max(self.filled, 1)


def profile(texts: Sequence[str | None], wording: Wording | None = None) -> Profile:
    """Return the profile of a column's texts; a day is read as everywhere, or in the formats of the wording."""
    sample = texts[:: sampled_every(len(texts))]
    read = reader_of(_DAY, wording)
    filled = dates = numbers = 0
    for text, count in Counter(sample).items():  # each different text is looked at once
        if not isinstance(text, str):
            continue
        may_be_day = wording or _FIGURE.search(text)
        if may_be_day and _NUMBER.fullmatch(text):
            numbers += count
        elif may_be_day and read(text)[1] is Fate.READ:
            dates += count
        elif text.strip().casefold() in NULLS_BESIDE_TEXT:
            continue
        filled += count
    return Profile(rows=len(sample), filled=filled, dates=dates, numbers=numbers)


def sampled_every(rows: int) -> int:
    """Return how many rows lie between two that are looked at."""
    return max(1, -(-rows // SAMPLE))
