"""
How a page is made: one file that holds everything it needs, written whole or not at all.

A page fetches nothing and runs nothing: its content security policy forbids both, so that it can be mailed, put
on a share or opened from a memory stick and still be the same page.
"""

import calendar
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from expectations.contract import Severity
from flows.counts import number, plural

SCORECARD = "scorecard"
QUALITY = "quality"
NOT_FOR_FILE_NAMES = re.compile(r"[^A-Za-z0-9-]")


@dataclass(frozen=True)
class Table:
    """A table of a page; the first cell of a row names the row, and columns in `numbers` are set flush right."""

    caption: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    numbers: frozenset[str] = frozenset()

    def without_empty_columns(self) -> "Table":
        """Return the table without the columns that say nothing in any row."""
        kept = [place for place, _ in enumerate(self.columns) if place == 0 or any(row[place] for row in self.rows)]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=[tuple(row[place] for place in kept) for row in self.rows],
        )


def of_the_first(caption: str, *, shown: int, of: int) -> str:
    """Return the caption of a table, saying so where it shows only the first rows."""
    return f"{caption}, the first {shown} of {of:,}" if of > shown else caption


def page_name(kind: str, authority_code: str) -> str:
    """Return the file name of an authority's page, so that pages can refer to each other."""
    return f"{kind}-{NOT_FOR_FILE_NAMES.sub('-', authority_code)}.html"


def write_page(path: Path, template: str, **content: Any) -> Path:
    """Render a template to a file; a reader sees the old page or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(_environment().get_template(template).render(content), encoding="utf-8", newline="\n")
    part.replace(path)
    return path


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("flows.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"breakable": breakable, "day": day, "moment": moment, "number": number}
    environment.filters |= {"paragraphs": paragraphs, "plural": plural}
    return environment


def day(value: date | None) -> str:
    """Return a date as the British write it: 30 September 2025."""
    return f"{value.day} {calendar.month_name[value.month]} {value.year}" if value else "not known"


def short_day(value: date | None) -> str:
    """Return a date for a table: 30 Sep 2025."""
    return f"{value.day} {calendar.month_abbr[value.month]} {value.year}" if value else "not known"


def breakable(text: str) -> Markup:
    """Allow a code to be broken over lines where its parts meet: after a dot, a colon, an underscore."""
    return Markup(re.sub(r"(?<=[A-Za-z])([._:])(?=\w)", r"\1<wbr>", str(escape(text))))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text written in the code, without its line breaks."""
    return [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text.strip())]


def moment(value: datetime) -> str:
    """Return a time of the ledger, which keeps UTC: 1 October 2025, 05:31 UTC."""
    return f"{day(value)}, {value:%H:%M} UTC"


SEVERITY_MEANS = {
    Severity.CRITICAL: "the whole extract is stopped",
    Severity.ERROR: "the row, or the value, is held back",
    Severity.WARNING: "the row is loaded; somebody should look at it",
    Severity.NOTE: "the row is loaded; counted for information",
}
