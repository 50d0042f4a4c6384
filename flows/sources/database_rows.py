"""Rows of a database as lines of CSV: the same row gives the same line, whichever database and driver it is from."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_AS_THEY_ARE = {str}
_MOST_REMEMBERED = 100_000
_SPECIAL = '"\r\0'
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def as_lines(rows: Sequence[Sequence[Any]], kinds: Sequence[type]) -> list[str]:
    """
    Return rows as lines, without what ends them.

    Nothing is an empty cell, midnight no part of a date; a NUL, which text never holds, becomes the replacement
    character.
    """
    columns = [
        column if kind in _AS_THEY_ARE else list(map(_texts_of(kind).__getitem__, column))
        for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)
    ]
    columns = list(map(_filled, columns))
    return _joined(columns) or _written(columns)


def _filled(column: Sequence[Any]) -> Sequence[Any]:
    """Return the cells with an empty text for nothing."""
    try:
        "".join(column)  # the quickest way to see that every cell is a text
    except TypeError:
        return ["" if cell is None else cell for cell in column]
    return column


def _joined(columns: Sequence[Sequence[Any]]) -> list[str]:
    """Return what the CSV writer would, in less time; nothing where a cell is no text or needs quotation marks."""
    try:
        lines = list(map(",".join, zip(*columns, strict=True)))
    except TypeError:
        return []
    text = "\n".join(lines)
    as_many = text.count(",") == len(lines) * (len(columns) - 1) and text.count("\n") == len(lines) - 1
    return lines if as_many and len(columns) > 1 and not any(sign in text for sign in _SPECIAL) else []


def _written(columns: Sequence[Sequence[Any]]) -> list[str]:
    lines = _Lines()
    csv.writer(lines, lineterminator="\n").writerows(zip(*columns, strict=True))
    return [line[:-1].replace("\0", _REPLACEMENT) for line in lines]


class _Lines(list):
    """What the CSV writer writes to: it writes one line at a time."""

    write = list.append


class _Texts(dict):
    """The text of each value; a column holds the same few days again and again."""

    def __missing__(self, value: Any) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[value] = text = _text(value)
        return text


_remembered: dict[type, _Texts] = {}


def _texts_of(kind: type) -> _Texts:
    return _remembered.setdefault(kind, _Texts())


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime():
            if value.time() == time():
                return value.date().isoformat()
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case Decimal():
            plain = f"{value:f}"
            return plain.rstrip("0").rstrip(".") if "." in plain else plain
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case bytes() | bytearray():
            return value.hex()
    return str(value)
