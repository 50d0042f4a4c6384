"""
Which published table a file is: known by its columns and breakdowns, whatever its name.

A file that is nearly a table is refused with what is different, so that a new release is never half loaded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from expectations.published import TABLES, PublishedTable
from flows.sources.extract import UnreadableExtract

ALIKE = 0.5  # of the columns of measures: below it, a file is of another kind
NAMED = 3  # columns or breakdowns in a message
LONGEST_NAME = 80
WHERE = "Nothing of it is loaded. If it is only renamed, add the new name to the declaration in expectations/published."


@dataclass(frozen=True)
class _Likeness:
    """How far the columns of a file are those of a table."""

    table: PublishedTable
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    alike: float

    @property
    def exact(self) -> bool:
        return not self.unknown and not self.missing


def candidates(file: str, columns: Sequence[str]) -> list[PublishedTable]:
    """Return the tables that have exactly these columns: more than one where only their breakdowns differ."""
    likenesses = [_likeness(table, columns) for table in TABLES]
    if exact := [likeness.table for likeness in likenesses if likeness.exact]:
        return exact
    nearest = max(
        likenesses, key=lambda likeness: (likeness.alike + _hinted(likeness.table, file), -_trouble(likeness))
    )
    if nearest.alike < ALIKE and not (nearest.alike and _hinted(nearest.table, file)):
        raise UnreadableExtract(
            file=file, cause="its columns are those of no published table that is known. Nothing of it is loaded."
        )
    if repeated := sorted({column for column in columns if list(columns).count(column) > 1}):
        raise UnreadableExtract(file=file, cause=f"it has {_named(repeated, 'column')} more than once. {WHERE}")
    raise UnreadableExtract(file=file, cause=f"{_looks_like(nearest.table)}, but {_difference(nearest)}. {WHERE}")


def by_breakdown(file: str, tables: Sequence[PublishedTable], text: pd.DataFrame) -> PublishedTable:
    """Return the one of these tables that lists every breakdown in the file; `text` has the declared columns."""
    unknown = {table.name: _unknown_members(table, text) for table in tables}
    for table in tables:
        if not unknown[table.name]:
            return table
    nearest = min(tables, key=lambda table: len(unknown[table.name]))
    strangers = unknown[nearest.name]
    known = [", ".join(member.breakdown) for member in nearest.members]
    raise UnreadableExtract(
        file=file,
        cause=f"{_looks_like(nearest)}, but has {_named(strangers, 'breakdown', known=known)}. {WHERE}",
    )


def declared(table: PublishedTable, columns: Iterable[str]) -> dict[str, str]:
    """Return the declared name of each column, by its name in the file."""
    return {column: table.spellings[column] for column in columns}


def _likeness(table: PublishedTable, columns: Sequence[str]) -> _Likeness:
    declared_names = [table.spellings[column] for column in columns if column in table.spellings]
    unknown = tuple(column for column in columns if column not in table.spellings)
    twice = tuple(name for name in dict.fromkeys(declared_names) if declared_names.count(name) > 1)
    missing = tuple(name for name in table.required if name not in declared_names)
    about = {measure.column for measure in table.measures} | set(table.breakdown)
    shared = about & set(declared_names)
    place = {*table.place, *table.context}
    others = {column for column in unknown if column not in place}
    return _Likeness(table, (*unknown, *twice), missing, len(shared) / max(1, len(about | others)))


def _hinted(table: PublishedTable, file: str) -> float:
    """Return a little where the file's name begins with the table's: enough to break a tie."""
    return 0.25 if file.lower().startswith(f"{table.name}_") else 0.0


def _trouble(likeness: _Likeness) -> int:
    return len(likeness.unknown) + len(likeness.missing)


def _looks_like(table: PublishedTable) -> str:
    return f'it looks like table {table.name} ("{table.title}") of {table.publication}'


def _difference(likeness: _Likeness) -> str:
    said = []
    if likeness.unknown:
        known = [*likeness.missing, *likeness.table.spellings]
        said.append(f"has {_named(likeness.unknown, 'unknown column', known=known)}")
    if likeness.missing:
        said.append(f"lacks {_named(likeness.missing, 'column')}")
    return " and ".join(said)


def _named(names: Sequence[str], noun: str, *, known: Sequence[str] = ()) -> str:
    """Return names with the closest known ones: "the unknown columns 'a' (closest known: 'A'), 'b' and 2 more"."""
    shown = []
    for name in names[:NAMED]:
        folded = {other.casefold(): other for other in reversed(known)}
        close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.4)
        shown.append(f"'{_short(name)}'" + (f" (closest known: '{folded[close[0]]}')" if close else ""))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"the {noun}{'s' if len(names) > 1 else ''} {', '.join(shown)}{more}"


def _unknown_members(table: PublishedTable, text: pd.DataFrame) -> list[str]:
    if not table.members:
        return []
    known = {member.breakdown for member in table.members}
    found = text[list(table.breakdown)].drop_duplicates().itertuples(index=False, name=None)
    return sorted(", ".join(values) for values in found if values not in known)


def _short(name: str) -> str:
    words = " ".join(name.split())
    return words if len(words) <= LONGEST_NAME else f"{words[:LONGEST_NAME]}..."
