"""Which column of a dataset a header probably is, and how certain that is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cache

from expectations.contract import DATASETS, Column
from flows.sources.headers import Meaning, meaning, plain
from flows.sources.mappings.known_names import known_names
from flows.sources.mappings.tabular import letters_of
from transforms.drift import KindOfValues

CERTAIN, SAME_MEANING, LEAST_ALIKE = 1.0, 0.95, 0.84
_OPPOSITES = (
    {"start", "started", "begin", "began", "from", "open", "opened", "received"},
    {"end", "ended", "finish", "to", "until", "close", "closed", "closure", "ceased", "completed"},
    {"initial", "first", "previous"},
    {"latest", "last", "current"},
    {"target", "due", "planned"},
    {"actual"},
)
_SSD_PREFIX = re.compile(r"^[a-z0-9]{4}_")


@dataclass(frozen=True)
class Match:
    """A header that is probably a column of a dataset: 1 is certain, below 0.95 it is a likeness."""

    header: str
    place: int
    column: str
    confidence: float


@dataclass(frozen=True)
class DatasetMatch:
    """What of a dataset's columns the headers of a table hold."""

    dataset: str
    matches: tuple[Match, ...]
    lacking: tuple[str, ...] = field(default=())

    @property
    def score(self) -> float:
        """More for each column found, less for each that every row needs and that is not there."""
        return sum(match.confidence for match in self.matches) - 2 * len(self.lacking)


def match_dataset(name: str, headers: Sequence[str], kinds: Mapping[int, KindOfValues]) -> DatasetMatch:
    """Match headers with a dataset's columns, the most certain first, each once; dates only where there are dates."""
    columns = DATASETS[name].columns
    candidates = [
        Match(header, place, column, confidence)
        for place, header in enumerate(headers)
        if header
        for column in columns
        if (confidence := _confidence(name, column, header)) and _may_hold(columns[column], kinds.get(place))
    ]
    taken: dict[str, Match] = {}
    places: set[int] = set()
    for match in sorted(candidates, key=lambda match: (-match.confidence, match.place)):
        if match.column not in taken and match.place not in places:
            taken[match.column] = match
            places.add(match.place)
    lacking = [column.name for column in columns.values() if not column.optional and column.name not in taken]
    return DatasetMatch(
        dataset=name,
        matches=tuple(sorted(taken.values(), key=lambda match: match.place)),
        lacking=tuple(lacking),
    )


def _may_hold(column: Column, kind: KindOfValues | None) -> bool:
    return column.type is not date or kind in (None, KindOfValues.DATES, KindOfValues.NOTHING, KindOfValues.MIXED)


@cache
def _confidence(dataset: str, column: str, header: str) -> float:
    """Say how certainly a header is a column: 0 where it is not like it."""
    written = _written(_SSD_PREFIX.sub("", header))
    known = [_written(name) for name in known_names()[dataset][column]]
    if any(written.letters == name.letters for name in known):
        return CERTAIN
    if written.meaning and any(written.meaning == name.meaning for name in known):
        return SAME_MEANING
    alike = [_ratio(written.letters, name.letters) for name in known if not _contradict(written.words, name.words)]
    likeness = max(alike, default=0.0)
    return min(likeness, SAME_MEANING - 0.01) if likeness >= LEAST_ALIKE else 0.0


@dataclass(frozen=True)
class _Written:
    """A header in the three ways in which it is compared."""

    letters: str
    words: frozenset[str]
    meaning: Meaning


@cache
def _written(header: str) -> _Written:
    return _Written(letters_of(header), frozenset(plain(header).split()), meaning(header))


def _ratio(letters: str, known: str) -> float:
    if abs(len(letters) - len(known)) > len(letters) * (1 - LEAST_ALIKE) * 2:
        return 0
    matcher = SequenceMatcher(None, letters, known)
    return matcher.ratio() if matcher.real_quick_ratio() >= LEAST_ALIKE and matcher.quick_ratio() >= LEAST_ALIKE else 0


def _contradict(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Plan start date and plan end date are nearly the same text and opposite facts."""
    return any(bool(ours & words) != bool(theirs & words) for words in _OPPOSITES)
