"""The statistical neighbours workbook: ten neighbours of each authority, nearest first, and how close they are."""

import re
from pathlib import Path

import pandas as pd

from flows.sources.extract import UnreadableExtract
from flows.sources.spreadsheets import Cells

NEIGHBOURS = 10
COLUMNS = ("model", "old_code", "neighbour_old_code", "place", "closeness")
CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")
PLACES = tuple(cell for place in range(1, NEIGHBOURS + 1) for cell in (f"SN{place}", "SNP"))
FIRST_PLACE = 5  # the columns before it name the authority and its region
HEADERS = 5  # rows among which the header is looked for
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def find_header(rows: list[Cells]) -> int | None:
    """Return the row that names the places; two rows of letters and numbers stand above it."""
    for number, row in enumerate(rows[:HEADERS]):
        cells = [str(cell or "").strip() for cell in row]
        if cells[:1] == ["LA num"] or {"SN1", "SN2"} & set(cells):
            return number
    return None


def model_of(path: Path) -> str:
    """Return the version of the model, "2025-05" for sn_may_2025.xlsx: the workbook itself does not say."""
    name = path.stem.lower()
    if (year := re.search(r"20\d\d", name)) is None:
        raise UnreadableExtract(
            file=path.name,
            cause="its name gives no year, and nothing in it says which version of the model it is; "
            'name it like "sn_may_2025.xlsx". Nothing of it is loaded.',
        )
    month = next((number for number, word in enumerate(MONTHS, start=1) if re.search(rf"[_ -]{word}", name)), None)
    return year.group() + (f"-{month:02d}" if month else "")


def read(path: Path, rows: list[Cells], *, header: int) -> pd.DataFrame:
    """Return a row per authority and neighbour; a layout that we do not know is refused."""
    model = model_of(path)
    names = [str(cell or "").strip() for cell in rows[header]]
    if tuple(names[FIRST_PLACE:]) != PLACES or names[:3] != ["LA num", "LA Name", "LA number"]:
        raise UnreadableExtract(
            file=path.name,
            cause=f"row {header + 1} does not name ten neighbours (SN1, SNP to SN10, SNP) behind the authority. "
            "Nothing of it is loaded.",
        )
    found = []
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        cells = [str(cell or "").strip() for cell in [*row, *[None] * (len(names) - len(row))]]
        if not cells[0]:  # an empty row, or the heading above the authorities that no longer exist
            continue
        own, neighbours = cells[0], cells[FIRST_PLACE::2]
        closeness = [cell.capitalize() for cell in cells[FIRST_PLACE + 1 :: 2]]
        if (
            not all(re.fullmatch(r"\d{3}", code) for code in (own, *neighbours))
            or cells[2] != own
            or len({own, *neighbours}) != NEIGHBOURS + 1
            or not set(closeness) <= set(CLOSENESS)
        ):
            raise UnreadableExtract(
                file=path.name,
                cause=f"row {number} does not hold ten different neighbours with a known closeness. "
                "Nothing of it is loaded.",
            )
        found += [
            (model, own, neighbour, place, close)
            for place, (neighbour, close) in enumerate(zip(neighbours, closeness, strict=True), start=1)
        ]
    neighbours = pd.DataFrame(found, columns=list(COLUMNS))
    if neighbours.empty or neighbours.duplicated(["old_code", "place"]).any():
        raise UnreadableExtract(
            file=path.name, cause="it has no authority, or one of them twice. Nothing of it is loaded."
        )
    return neighbours
