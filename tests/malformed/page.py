"""Writes docs/reference/malformed-input.md: what each malformed input gets, from runs on the tests' own cases."""

import logging
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.malformed.cases import HELD_AT_THE_GATE, LEFT_ALONE, NOT_ALL_OF_IT, PASSED_OVER, UNREADABLE, Bad
from tests.malformed.nights import Night, in_part, refused, write_census, write_project

_RATIO = re.compile(r"\d+ times(?= its size)")  # every release of zlib packs a little differently
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "malformed-input.md"

_HEAD = """\
# Malformed input: what each gets

Written by `make malformed` from runs on the cases of `tests/malformed/cases.py`; a test checks that it is current.

Everything below lay in one inbox beside sound extracts, which were loaded and published as if they had been alone.
What is refused or stopped is kept in the archive byte for byte, unless it was never opened; nothing in the inbox is
changed.
[When a file is refused](../how-to/when-a-file-is-refused.md) says what to do about each.

{total} inputs: {counts}.
"""
_PARTS = (
    ("Refused", "Nothing of it is loaded.", UNREADABLE),
    ("Stopped at the gate", "It can be read, and loading it would take good data away or spoil it.", HELD_AT_THE_GATE),
    ("Left alone", "The next run looks again.", LEFT_ALONE),
    ("Not ours", "It is not archived.", PASSED_OVER),
    (
        "Neutralised",
        "What is sound in it is loaded; the rest is held, dropped by a named rule, or inert.",
        NOT_ALL_OF_IT,
    ),
)


def page(night: Night, spoiled: Night) -> str:
    """Return the page, from what the two runs told."""
    counts = ", ".join(f"{len(cases)} {name.casefold()}" for name, _, cases in _PARTS)
    total = sum(len(cases) for *_, cases in _PARTS)
    return "\n".join([_HEAD.format(total=total, counts=counts), *_tables(night, spoiled)])


def _tables(night: Night, spoiled: Night) -> Iterator[str]:
    for name, meaning, cases in _PARTS:
        yield f"## {name}\n\n{meaning}\n"
        yield "| input | name | what a person sees |\n|---|---|---|"
        yield from _rows(spoiled if cases is NOT_ALL_OF_IT else night, cases)
        yield ""


def _rows(night: Night, cases: Iterable[Bad]) -> Iterator[str]:
    for bad in cases:
        told = [line for line in night.told_of(bad.shown) if line.startswith("Conformed") or bad.says in line]
        shown = _RATIO.sub("hundreds of times", "<br>".join(" ".join(line.split()) for line in told))
        yield f"| {bad.what} | `{bad}` | {shown} |"


if __name__ == "__main__":
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        census = write_census(Path(folder) / "x")
        night = refused(write_project(Path(folder) / "refused"), census)
        spoiled = in_part(write_project(Path(folder) / "in_part", census), census)
    PAGE.write_text(page(night, spoiled), encoding="utf-8")
