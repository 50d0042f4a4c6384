"""What the XML of a worksheet says that its cells do not: how far they reach, which hold errors or lack results."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from lxml import etree

from flows.sources.extract import UnreadableExtract

LARGEST_SHEET = 20_000_000  # cells in the rectangle that a sheet spans; a stray cell far away fills the memory
_LETTERS = re.compile(rb' r="([A-Za-z]+)')
_LINE = re.compile(rb' r="[A-Za-z]*([0-9]+)"')
_SINGLY_QUOTED = re.compile(rb"'(?<= r=')")  # it begins with the rarest of its signs
_FEW = 1_000  # places that may be looked at one by one
_BLOCK = 256 * 1024  # bytes looked at together: what is made of them stays in the processor's cache


def check_sheet(path: Path, xml: bytes, *, place: int) -> None:
    """Refuse a sheet that declares entities, or whose cells span a rectangle that would fill the memory."""
    if b"!" in xml and (b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml):
        raise UnreadableExtract(file=path.name, cause="a sheet declares XML entities, which Excel never does")
    if b"'" in xml and _SINGLY_QUOTED.search(xml):
        xml = xml.replace(b"'", b'"')
    # No sheet is too large of at most 702 columns and 9,999 lines, or 26 and 99,999: nearly all are either.
    if not _may_be_beyond(xml, letters=3, figures=5) or not _may_be_beyond(xml, letters=2, figures=6):
        return
    height = max(map(int, set(_LINE.findall(xml))), default=0)
    width = max((_column(letters.decode().upper()) + 1 for letters in set(_LETTERS.findall(xml))), default=0)
    if height * width > LARGEST_SHEET:
        raise UnreadableExtract(
            file=path.name,
            cause=f"sheet {place} spans {height} rows and {width} columns; delete the stray cells outside the table",
        )


def may_be_troubled(xml: bytes) -> bool:
    """Tell whether a cell may hold an error or a formula; false for certain where none does."""
    for _, signs in _blocks(xml, overlap=2):
        quoted = (signs | 5) == ord("'")  # so are both quotation marks, and besides only # and &
        errors = quoted[:-2] & (signs[1:-1] == ord("e")) & quoted[2:]
        formulas = ((signs[:-1] == ord("<")) | (signs[:-1] == ord(":"))) & (signs[1:] == ord("f"))
        if errors.any() or formulas.any():
            return True
    return False


def troubled_cells(xml: bytes) -> Iterator[tuple[int, int, str | None]]:
    """Yield line, column and error text of each error cell; None for a formula that has no stored result."""
    line = column = -1
    cells = etree.iterparse(
        BytesIO(xml), events=("start", "end"), tag=("{*}row", "{*}c"), resolve_entities=False, no_network=True
    )
    for event, element in cells:
        is_row = etree.QName(element).localname == "row"
        if event == "start" and is_row:
            line, column = int(element.get("r") or max(line, 0) + 1), -1
        elif event == "end" and is_row:
            element.clear()
        elif event == "end":
            letters = re.match("[A-Z]+", element.get("r") or "")
            column = _column(letters[0]) if letters else column + 1
            value = element.findtext("{*}v")
            if element.get("t") == "e":
                yield line, column, value or "#N/A"
            elif not value and element.get("t") != "str" and element.find("{*}f") is not None:
                yield line, column, None


def _may_be_beyond(xml: bytes, *, letters: int, figures: int) -> bool:
    """Tell whether the place of a cell may have so many letters or figures."""
    marks: list[int] = []
    needed = letters + figures + 2
    for begin, signs in _blocks(xml, overlap=needed):
        if len(signs) < needed:  # all of it has been looked at with the block before
            continue
        is_mark, is_figure = signs == ord('"'), signs - ord("0") < 10
        long = is_mark[figures:] & is_figure[:-figures] & is_figure[figures - 1 : -1]
        wide = is_mark[2:-letters] & (signs[: -2 - letters] == ord("r"))
        wide = wide & ((signs[2 + letters :] | 0x20) - ord("a") < 26)
        marks += [xml.rfind(b'"', 0, begin + figures + at) for at in np.flatnonzero(long)[:_FEW].tolist()]
        marks += [
            mark
            for at in np.flatnonzero(wide)[:_FEW].tolist()
            if xml[(mark := begin + 2 + at) + 1 : mark + 1 + letters].isalpha()
        ]
        if len(marks) > _FEW:
            return True
    return any(xml[mark - 3 : mark] == b" r=" for mark in marks)


def _blocks(xml: bytes, *, overlap: int) -> Iterator[tuple[int, np.ndarray]]:
    """Yield where each block begins, and its signs with the first few of the next."""
    signs = np.frombuffer(xml, np.uint8)
    for begin in range(0, len(signs), _BLOCK):
        yield begin, signs[begin : begin + _BLOCK + overlap]


def _column(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1
