"""
The tables and measures on the reference page of published statistics, written from the declarations.

    python -m expectations.published.page docs/reference
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from expectations.published import TABLES, PublishedTable
from expectations.published.declaration import Unit

NAME = "published-statistics.md"
PUBLICATIONS = {
    "children_in_need": '"Children in need", Department for Education (DfE)',
    "population": "mid-year population estimates, Office for National Statistics (ONS), as DfE publishes them "
    "beside the statistics that use them",
    "looked_after": '"Children looked after in England including adoptions", DfE',
    "workforce": '"Children\'s social work workforce", DfE',
    "social_worker_stability": "social workers of children looked after, DfE",
}

MARK = "<!-- From here on written by `make docs` from the declarations in expectations/published. Change those. -->"


def tables() -> str:
    """Return what the page says about tables and measures."""
    lines = ["## Tables", ""]
    for publication, title in PUBLICATIONS.items():
        lines += [f"### {publication}", "", f"{title}.", "", "| table | what | measures |", "|---|---|---|"]
        lines += [_line(table) for table in TABLES if table.publication == publication]
        lines.append("")
    return "\n".join([*lines, *_measures()])


def rewritten(page: str) -> str:
    """Return the page with its tables written again; what stands above the mark is written by hand."""
    return page.partition(MARK)[0] + MARK + "\n\n" + tables()


def _line(table: PublishedTable) -> str:
    return f"| `{table.name}` | {table.title} | {len(table.figures)} |"


def _measures() -> Iterator[str]:
    yield "## Measures"
    yield ""
    yield "Those of tables with a row per area. Derived measures are not published; they follow from published counts."
    yield ""
    yield "| code | what | unit | made of |"
    yield "|---|---|---|---|"
    for table in TABLES:
        if table.members:
            continue
        for measure in table.figures:
            made = ""
            if measure.sum_of:
                made = f"derived: `{measure.sum_of[0]}` to `{measure.sum_of[-1]}`"
            elif measure.of:
                per = "the population of the year before" if measure.unit is Unit.RATE else f"`{measure.per}`"
                made = f"{'derived: ' if measure.derived else ''}`{measure.of}` per {per}"
            yield f"| `{measure.code}` | {measure.label} | {measure.unit} | {made} |"
    yield ""


if __name__ == "__main__":
    path = Path(sys.argv[1]) / NAME
    path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{path}\n")
