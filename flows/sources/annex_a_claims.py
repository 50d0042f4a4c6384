"""Which list of Annex A a sheet or a file is, told by its columns and its name."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flows.sources.annex_a_columns import LISTS
from flows.sources.annex_a_titles import AnnexAList
from flows.sources.headers import HeaderMatch, Meaning, Rows, find_header_row, meaning, plain
from flows.sources.spreadsheets import Table

ROWS_TO_SEARCH = 20
_NUMBERED = re.compile(r"(?:list|annex a|\bl|\ba) ?0*(\d{1,2})\b")
_LEADING = re.compile(r"^0*(\d{1,2})\b(?! \d)")
_CONVINCING = 2  # columns that no other list has, when no name helps


@dataclass(frozen=True)
class Claim:
    """
    A table and the list that it is taken for.

    `header` is the index of the header row (None: there is none, so the list cannot be loaded).
    `told_by` is "number" (a tab "List 3"), "words" (a tab "Referrals") or "columns".
    `contradicts`: its name speaks of another list than its columns do.
    """

    table: Table
    list: AnnexAList
    told_by: str
    header: int | None
    match: HeaderMatch
    contradicts: bool = False

    @property
    def rank(self) -> int:
        """The higher, the better its title to the list when two tables claim the same one."""
        has_keys = all(key.name in self.match.positions for key in self.list.keys)
        return 10 * has_keys + {"number": 2, "words": 1, "columns": 0}[self.told_by]


def claim(table: Table, meaning_of: Callable[[str], Meaning] = meaning) -> Claim | None:
    """
    Return the list that the table is, or None if it is none of them.

    A name decides as long as the columns do not belong to another list; without a name, or with a wrong one, the
    columns decide, and only if two of them belong to no other list.
    `meaning_of` may remember what the cells of the tables before meant.
    """
    named, told_by = named_list(table.sheet or table.file.rpartition(".")[0])
    beginnings = Rows(table.rows[:ROWS_TO_SEARCH], meaning_of)
    found = {
        each.number: row
        for each in LISTS
        if (row := find_header_row(beginnings, each.headings)) and _has_keys(each, row[1])
    }
    own = {number: _own_columns(number, match) for number, (_, match) in found.items()}
    best = max(own, key=lambda number: (own[number], number == (named and named.number)), default=None)
    if named is None:
        if best is None or own[best] < _CONVINCING or list(own.values()).count(own[best]) > 1:
            return None
        return Claim(table, LISTS[best - 1], "columns", *found[best])
    if best is not None and best != named.number and own[best] >= _CONVINCING and own[best] > own.get(named.number, 0):
        return Claim(table, LISTS[best - 1], "columns", *found[best], contradicts=True)
    header = found.get(named.number) or find_header_row(beginnings, named.headings)
    if header is None and told_by == "words":
        return None  # a note or a chart about referrals is not the list of referrals
    return Claim(table, named, told_by, *(header or (None, HeaderMatch())))


def named_list(name: str) -> tuple[AnnexAList | None, str]:
    """Return the list that a tab's or a file's name speaks of, and whether by number or by words."""
    words = plain(re.sub(r"(?<=[A-Za-z])(?=\d)|_", " ", name))
    for pattern in (_NUMBERED, _LEADING):
        number = pattern.search(words)
        if number and 1 <= int(number[1]) <= len(LISTS):
            return LISTS[int(number[1]) - 1], "number"
    meant = meaning(words)
    # Early help assessments before assessments, child protection conferences before child protection plans.
    for each in sorted(LISTS, key=lambda candidate: candidate.number not in (2, 5)):
        if any(meaning(word) <= meant for word in each.words):
            return each, "words"
    return None, ""


def rows_below(table: Table, header: int | None) -> int:
    """Return how many rows below the header hold anything."""
    rows: Sequence[Sequence[str | None]] = table.rows if header is None else table.rows[header + 1 :]
    return sum(any(cell is not None for cell in row) for row in rows)


def _has_keys(each: AnnexAList, match: HeaderMatch) -> bool:
    return all(key.name in match.positions for key in each.keys)


def _own_columns(number: int, match: HeaderMatch) -> int:
    return sum(not column.shared and column.name in match.positions for column in LISTS[number - 1].columns)
