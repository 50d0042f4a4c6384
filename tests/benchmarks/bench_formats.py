"""
Reading each format beside the parser underneath: 1, 10 and 100 times the size of one authority.

    python -m tests.benchmarks.bench_formats [SIZE ...]

Prints, and writes to docs/formats-benchmark.md, processor seconds, rows per second, peak memory, and the ratio to the
floor: the same files through the underlying library alone.
Floor and reader take turns in one process, so that whatever else the machine does falls on both; memory is that of a
process of its own. A larger size is the same authority again and again under other identifiers.
"""

import csv
import gc
import multiprocessing
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
from lxml import etree
from pyarrow import csv as arrow_csv
from python_calamine import CalamineWorkbook

PAGE = Path(__file__).parents[2] / "docs" / "formats-benchmark.md"
SIZES = (1, 10)
REFERRALS = 4_000  # a year, about England's divided by its authorities
CHILDREN_IN_CARE = 750  # during a year
REPEATS = {1: 25, 10: 3, 100: 2}
YEAR = 2024


@dataclass(frozen=True)
class Case:
    """A format as it arrives, the floor that it is measured against, and what is promised."""

    name: str
    format: str
    make: Callable[[Path, int], Path]
    floor: Callable[[Path], object]
    promised: float


# --- Floors: the underlying library alone, into flat tables of text


def bare_iterparse(path: Path) -> dict[str, pd.DataFrame]:
    """Every element that holds values is a row of a table called like it; nothing is checked, counted or placed."""
    tables: dict[str, list[dict[str, str | None]]] = {}
    for _, child in etree.iterparse(str(path), events=("end",), tag="Child"):
        for element in child.iter():
            if len(element) and (row := {part.tag: part.text for part in element if not len(part)}):
                tables.setdefault(element.tag, []).append(row)
        child.clear()
    return {name: pd.DataFrame(rows, dtype="str") for name, rows in tables.items()}


def bare_arrow(path: Path) -> list[pa.Table]:
    """Every file as a table of text, in one thread like the reader."""
    tables = []
    for file in sorted(path.glob("*.csv")):
        with file.open(newline="", encoding="utf-8") as stream:
            types = dict.fromkeys(next(csv.reader(stream)), pa.string())
        tables.append(
            arrow_csv.read_csv(
                file,
                read_options=arrow_csv.ReadOptions(use_threads=False),
                convert_options=arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=True),
            )
        )
    return tables


def bare_calamine(path: Path) -> list[list[list[object]]]:
    """Every sheet as rows of cells."""
    workbook = CalamineWorkbook.from_path(path)
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


# --- Files of a size


def census(folder: Path, size: int) -> Path:
    """Write one authority's census, its children again and again under other identifiers."""
    from flows.sample.authority import CODE
    from flows.sample.census import census_records
    from flows.sources import cin_census

    path = folder / f"CIN_Census_{YEAR}.xml"
    cin_census.write(
        path,
        census_records(_histories(), YEAR),
        authority_code=CODE,
        reference_date=date(YEAR, 3, 31),
        collection_year=YEAR,
    )
    before, opening, rest = path.read_bytes().partition(b"<Children>")
    children, closing, after = rest.rpartition(b"</Children>")
    with path.open("wb") as file:
        file.write(before + opening)
        for copy in range(size):
            file.write(re.sub(rb"(<LAchildID>)..", rb"\g<1>%02d" % copy, children))
        file.write(closing + after)
    return path


def annex_a_folder(folder: Path, size: int) -> Path:
    """Write one authority's lists as CSV files."""
    return _annex_a(folder / f"Annex_A_{YEAR}-03-31", size)


def annex_a_workbook(folder: Path, size: int) -> Path:
    """Write one authority's lists as a workbook."""
    return _annex_a(folder / f"Annex_A_{YEAR}-03-31.xlsx", size)


def _annex_a(path: Path, size: int) -> Path:
    from flows.sample.annex_a import annex_a_records
    from flows.sources import annex_a

    records = annex_a_records(_histories(), pd.Timestamp(YEAR, 3, 31))
    annex_a.write(path, {name: _repeated(rows, "child_unique_id", size) for name, rows in records.items()})
    return path


def ssda903_folder(folder: Path, size: int) -> Path:
    """Write one authority's tables on looked-after children, values invented."""
    from flows.sources import ssda903

    draw = random.Random(7)
    children = [f"{number:09d}" for number in range(CHILDREN_IN_CARE)]
    rows_for_each = {"header": 1, "episodes": 2, "reviews": 2, "missing": 3, "social_worker": 2}
    codes = {"SEX": "1 2", "ETHNIC": "WBRI WOTH BCRB APKN", "RNE": "S P L T", "LS": "C2 V2 E1", "CIN": "N1 N2 N5"}
    codes |= {"PLACE": "U1 U4 U6 K2 H5 P1", "REASON_PLACE_CHANGE": "CARPL LAREQ OTHER", "REC": "X1 E4A E8"}
    first = date(YEAR - 1, 4, 1)

    def cell(column: str) -> str | None:
        if any(sign in column for sign in ("DOB", "DATE", "DECOM", "DEC", "REVIEW", "MIS_", "_START", "_END")):
            return f"{first + timedelta(days=draw.randrange(365)):%d/%m/%Y}"
        return draw.choice(codes.get(column, "0 1").split()) if draw.random() > 0.3 else None

    records = {}
    for kind in ssda903.TABLES.keys() & rows_for_each:
        columns = [column for column in ssda903.TABLES[kind] if column != "CHILD"]
        rows = [
            [child, *map(cell, columns)] for child in children for _ in range(draw.randint(1, 2 * rows_for_each[kind]))
        ]
        records[kind] = _repeated(pd.DataFrame(rows, columns=["CHILD", *columns], dtype="str"), "CHILD", size)
    path = folder / f"SSDA903_{YEAR}"
    ssda903.write(path, records)
    return path


def _histories():
    from flows.sample.history import Authority

    return Authority(seed=7, referrals_a_year=REFERRALS, first=date(YEAR - 3, 4, 1), last=date(YEAR, 3, 31)).histories()


def _repeated(rows: pd.DataFrame, identifier: str, size: int) -> pd.DataFrame:
    copies = [rows.assign(**{identifier: f"{copy:02d}" + rows[identifier].str.slice(2)}) for copy in range(size)]
    return pd.concat(copies, ignore_index=True)


CASES = (
    Case("CIN census, XML", "cin_census", census, bare_iterparse, 1.5),
    Case("Annex A, folder of CSV", "annex_a", annex_a_folder, bare_arrow, 4),
    Case("SSDA903, set of CSV", "ssda903", ssda903_folder, bare_arrow, 4),
    Case("Annex A, XLSX", "annex_a", annex_a_workbook, bare_calamine, 1.5),
)


# --- Measuring


def text_frames(case: Case, path: Path) -> int:
    """Read into frames of text with the place of each row; return the rows."""
    from flows.sources.formats import FORMATS

    return sum(map(len, FORMATS[case.format].read(path).records.values()))


def typed_frames(case: Case, path: Path) -> None:
    """Read, rename to the datasets' names, and parse every value."""
    import expectations.datasets  # noqa: F401 - fills DATASETS
    from expectations.contract import DATASETS
    from flows.judging import pseudonymiser
    from flows.sources.formats import FORMATS
    from transforms.parsing import parse

    form = FORMATS[case.format]
    extract = form.read(path)
    for name, text in form.conform(extract.records).items():
        dataset = DATASETS[form.sections[name].dataset]
        parse(dataset, text, year=extract.collection_year, statutory=False, pseudonymise=pseudonymiser("key"))


def timed(place: int, path: Path, repeats: int, results: multiprocessing.Queue) -> None:
    """Let floor, text and types take turns; report the best processor time of each, and the rows."""
    case = CASES[place]
    ways = {
        "floor": lambda: case.floor(path),
        "text": lambda: text_frames(case, path),
        "types": lambda: typed_frames(case, path),
    }
    best = dict.fromkeys(ways, float("inf"))
    rows = text_frames(case, path) if repeats > 1 else 0  # warms what is built once a process
    for _ in range(repeats):
        for name, way in ways.items():
            gc.collect()
            started = time.process_time()
            found = way()
            best[name] = min(best[name], time.process_time() - started)
            rows = found if name == "text" else rows
            del found
    results.put(best | {"rows": rows})


def peak(place: int, path: Path, way: str, results: multiprocessing.Queue) -> None:
    """Report by how many megabytes the peak of memory rises when the files are read once."""
    case = CASES[place]
    import flows.judging
    import flows.sources.formats  # noqa: F401 - imported before memory is looked at

    before = _highest()
    case.floor(path) if way == "floor" else typed_frames(case, path)
    results.put(_highest() - before)


def _highest() -> float:
    """Return the most megabytes that this process ever held; what getrusage says includes its parent's."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def in_a_process(function: Callable[..., None], *arguments: object):
    """Return what a function puts into the queue that it is given last."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=function, args=(*arguments, results))
    process.start()
    result = results.get(timeout=3600)
    process.join()
    return result


def run(place: int, size: int) -> dict:
    """Measure one format in one size."""
    folder = Path(tempfile.mkdtemp(prefix="formats-"))
    try:
        path = CASES[place].make(folder, size)
        bytes_ = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        found = in_a_process(timed, place, path, REPEATS.get(size, 1))
        peaks = {way: in_a_process(peak, place, path, way) for way in ("floor", "types")}
        return found | {"MB": bytes_ / 1e6, "peak": peaks}
    finally:
        shutil.rmtree(folder)


def line(case: Case, size: int, found: dict) -> str:
    """Return one line of the page's table."""
    ratio = {way: found[way] / found["floor"] for way in ("text", "types")}
    cells = (
        f"{case.name} | {size}x | {found['MB']:,.1f} MB | {found['rows']:,}",
        f"{found['floor']:.3f} s | {found['text']:.3f} s | {found['types']:.3f} s",
        f"{ratio['text']:.2f} | {ratio['types']:.2f} | {case.promised:g}",
        f"{found['rows'] / found['types']:,.0f}",
        f"{found['peak']['floor']:,.0f} MB | {found['peak']['types']:,.0f} MB",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure all formats in one go and write the page."""
    lines = []
    for size in map(int, sys.argv[1:] or SIZES):
        for place, case in enumerate(CASES):
            if size >= 100 and case.floor is bare_calamine:
                continue  # writing the workbook alone takes longer than everything else together
            lines.append(line(case, size, run(place, size)))
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    heads = ["format", "size", "files", "rows", "floor", "frames of text", "typed frames", "text : floor"]
    heads += ["types : floor", "promised", "rows/s into types", "peak of floor", "peak of types"]
    table = "\n".join([f"| {' | '.join(heads)} |", "|" + "---|" * len(heads), *lines])
    page = PAGE_TEXT.replace("TODAY", f"{date.today():%d %B %Y}").replace("TABLE", table)
    PAGE.write_text(page, encoding="utf-8")


PAGE_TEXT = f"""# What reading costs, beside the floor

Each format read as it arrives, beside the library underneath reading the same files into flat tables of text.
1x is one authority: a census and Annex A lists of {REFERRALS:,} referrals a year, {CHILDREN_IN_CARE} children in care.
10x and 100x are the same authority again and again under other identifiers.
*Frames of text* are what a reader returns: each row with its file, sheet and line, what is unknown counted, what is
hostile refused.
*Typed frames* are those after every value was parsed under its dataset's declaration.
Seconds are processor seconds, the best of 25 (1x), three (10x) or two (100x); floor and reader take turns in one
process.
Memory is by how much the peak rises in a process that reads once.
At 100x no workbook is read: writing it would take longer than everything else together.
Measured TODAY by `make benchmark-formats` on a shared machine with 2 cores: trust ratios.

TABLE

The floors, each in one thread:

- XML: `lxml.etree.iterparse` child by child, a dictionary for each element that holds values.
- CSV: `pyarrow.csv`, all columns text.
- XLSX: `python_calamine`, rows of cells.

## What falls short

The table says where the promise is not kept.
What is left of the time of the CSV readers is the same however long a list is: the search for the header, and a profile
of 200 values of each column, by which drift between extracts is told.
A workbook is unpacked and checked before it is read (twice, if it is larger than 32 MiB), and turns every cell that is
no text into text.

ODBC has its floor, a bare fetch through pyodbc, in `tests/benchmarks/bench_odbc.py`: on 1 December 2026, of a table of
episodes in SQLite, 1.43 times at 10,000 rows, 1.43 at 100,000, 1.47 at 500,000 (promised 1.5).
"""


if __name__ == "__main__":
    main()
