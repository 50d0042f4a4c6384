"""How the columns of an extract differ from those of the one before: added, missing, renamed, of another kind."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from transforms.profile import KindOfValues, Profile

ALIKE = 0.7  # of two headers, with a bonus for the same place
SAME_PLACE = 0.15
MOVED = 0.3  # of the share of one kind of values: less is chance
FEWEST = 5  # values; of fewer no kind can be told
_RARE = 0.05  # of the rows; an element of XML that so few have may well be absent once


class Change(StrEnum):
    """What happened to a column."""

    MISSING = "missing"
    RENAMED = "renamed"
    CHANGED_TYPE = "changed_type"
    ADDED = "added"


@dataclass(frozen=True)
class DeliveredColumn:
    """
    A column as it was delivered: its header, its place (-1 where the format has no header row), our name for it.

    `name` is empty for a column that is not used; `shown` is what may be shown and kept of its header, which may be
    no more than the column's letter: what stands in a row of headers may be a remark about a person.
    """

    header: str
    place: int = -1
    name: str = ""
    profile: Profile = field(default_factory=Profile)
    shown: str = ""

    @property
    def key(self) -> str:
        """By which it is found again: our name, or its header without capitals, spaces and signs."""
        return self.name or re.sub(r"[\W_]+", "", self.header).casefold()

    @property
    def is_rare(self) -> bool:
        """Whether it holds so few values that an extract which shows only what holds values may well be without it."""
        return self.profile.filled < max(2 * FEWEST, _RARE * self.profile.rows)


@dataclass(frozen=True)
class Drift:
    """One change of a column, in words; `name` is our name for it where it is, or was, used."""

    change: Change
    message: str
    name: str = ""


def drift(before: Sequence[DeliveredColumn], now: Sequence[DeliveredColumn]) -> list[Drift]:
    """Return how the columns differ, gravest first; headers and shares, never a value."""
    earlier, later = {column.key: column for column in before}, {column.key: column for column in now}
    by_values = any(column.place < 0 for column in (*before, *now))  # one of the two has no row of headers
    missing = [column for key, column in earlier.items() if key not in later and not (by_values and column.is_rare)]
    added = [column for key, column in later.items() if key not in earlier and not (by_values and column.is_rare)]
    renamed = _pairs(missing, added)
    respelled = [
        (earlier[key], later[key])
        for key in earlier.keys() & later.keys()
        if DeliveredColumn(earlier[key].header).key != DeliveredColumn(later[key].header).key
    ]
    return [
        *(_missing(column) for column in missing if column not in [old for old, _ in renamed]),
        *(_renamed(old, new) for old, new in renamed),
        *(_respelled(old, new) for old, new in sorted(respelled, key=lambda pair: pair[1].place)),
        *(changed for key in later if key in earlier for changed in _changed_type(earlier[key], later[key])),
        *(
            Drift(Change.ADDED, f"{_called(column)} is new", column.name)
            for column in added
            if column not in [new for _, new in renamed]
        ),
    ]


def _pairs(
    missing: Sequence[DeliveredColumn], added: Sequence[DeliveredColumn]
) -> list[tuple[DeliveredColumn, DeliveredColumn]]:
    """Pair each missing column with the new one that is most like it, each once."""
    scored = sorted(
        (
            (score, old, new)
            for old in missing
            for new in added
            if _one_kind(old, new) and (score := _likeness(old, new)) >= ALIKE
        ),
        key=lambda scored: (-scored[0], scored[1].place, scored[2].place),
    )
    pairs: list[tuple[DeliveredColumn, DeliveredColumn]] = []
    for _, old, new in scored:
        if all(old is not one and new is not other for one, other in pairs):
            pairs.append((old, new))
    return pairs


def _likeness(old: DeliveredColumn, new: DeliveredColumn) -> float:
    same_place = SAME_PLACE if old.place == new.place >= 0 else 0
    words = [DeliveredColumn(column.header).key for column in (old, new)]
    return SequenceMatcher(None, *words).ratio() + same_place


def _one_kind(old: DeliveredColumn, new: DeliveredColumn) -> bool:
    kinds = {old.profile.kind, new.profile.kind} - {KindOfValues.NOTHING}
    return len(kinds) <= 1


def _called(column: DeliveredColumn) -> str:
    """Say which column: by its header, or by its letter where that is all that may be shown."""
    shown = column.shown or column.header
    return shown if re.fullmatch("column [A-Z]+", shown) else f"column '{shown}'"


def _missing(column: DeliveredColumn) -> Drift:
    return Drift(Change.MISSING, f"{_called(column)} is missing", column.name)


def _renamed(old: DeliveredColumn, new: DeliveredColumn) -> Drift:
    where = ", at the same place" if old.place == new.place >= 0 else ""
    used = "" if new.name or not old.name else ": it is not read under the new name"
    message = f"{_called(old)} is missing; probably it is {_called(new).removeprefix('column ')} now{where}{used}"
    return Drift(Change.RENAMED, message, old.name)


def _respelled(old: DeliveredColumn, new: DeliveredColumn) -> Drift:
    return Drift(
        Change.RENAMED, f"{_called(old)} is called {_called(new).removeprefix('column ')} now, and is still read", ""
    )


def _changed_type(old: DeliveredColumn, new: DeliveredColumn) -> Iterator[Drift]:
    was = old.profile.kind
    if min(old.profile.filled, new.profile.filled) < FEWEST or was is new.profile.kind:
        return
    if was is KindOfValues.MIXED:
        return
    share_before, share_now = old.profile.share(was), new.profile.share(was)
    if share_before - share_now >= MOVED:
        yield Drift(
            Change.CHANGED_TYPE,
            f"{_called(new)} held {was.value} ({share_before:.0%} of its values) and now holds "
            f"{new.profile.kind.value} ({was.value}: {share_now:.0%})",
            new.name,
        )
