"""
The data dictionary: reference pages written from the declarations.

    python -m expectations.dictionary docs/reference
"""

import inspect
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import expectations.datasets  # noqa: F401  (declares the datasets)
from expectations import codes
from expectations.contract import DATASETS, CodeSet, Column, Dataset, Rule, Severity
from expectations.suites import Check, all_checks

GENERATED = "<!-- Written by `make docs` from the declarations in expectations/. Change those, not this page. -->"

CONSEQUENCES = {
    Severity.CRITICAL: "Nothing of the extract is loaded.",
    Severity.ERROR: "The row is held in quarantine.",
    Severity.WARNING: "The row is loaded and shown until corrected or explained; "
    "a value that cannot be used is held in quarantine.",
    Severity.NOTE: "The row is loaded and counted.",
}


def pages() -> dict[str, str]:
    """Return the text of each page by file name."""
    return {"datasets.md": _datasets_page(), "rules.md": _rules_page()}


def write(folder: Path) -> list[Path]:
    """Write the pages into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages().items():
        path = folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _datasets_page() -> str:
    return _page(
        "Datasets",
        "What every kind of record looks like after reading, whatever format it came in.",
        "Optional columns may be empty.",
        "Columns marked *personal* never appear in a log, an alert, a page or a metric; "
        "those marked *pseudonymous* enter the warehouse only as a keyed hash.",
        "",
        "Contents: "
        + ", ".join(
            [*(f"[{name}](#{name})" for name in DATASETS), *(f"[{c.__name__}](#{_anchor(c)})" for c in _code_sets())]
        ),
        *(line for dataset in DATASETS.values() for line in _dataset(dataset)),
        "",
        "# Code lists",
        "",
        "Years are collection years: 2025 is the year that ends on 31 March 2025.",
        "A code that is not in the list of the year is loaded as *unmapped*, and the value that arrived is held in "
        "quarantine.",
        *(line for code_set in _code_sets() for line in _code_set(code_set)),
    )


def _dataset(dataset: type[Dataset]) -> Iterator[str]:
    yield from ("", f"## {dataset.name}", "", inspect.cleandoc(dataset.__doc__), "")
    yield f"One row for each: {_names(dataset.grain)}.  "
    if dataset.defining_date:
        yield f"A row belongs to the period of its `{dataset.defining_date}`.  "
    if dataset.ends:
        yield f"It is open while `{dataset.ends}` is empty.  "
    if dataset.momentary:
        yield f"A row whose `{dataset.momentary}` is true opens nothing: it is over on the day it began.  "
    if dataset.history:
        yield "What every extract said is kept, not only what the newest said.  "
    yield ""
    yield from _table(
        ("Column", "Type", "Optional", "DfE item", "Description"),
        (
            (
                f"`{column.name}`",
                _type(column),
                "yes" if column.optional else "",
                column.item or "",
                column.description + _marks(column),
            )
            for column in dataset.columns.values()
        ),
    )


def _type(column: Column) -> str:
    if column.is_code:
        return f"[{column.type.__name__}](#{_anchor(column.type)})"
    name = {str: "text", date: "date", int: "whole number", bool: "yes or no", Decimal: "number"}[column.type]
    if column.type is str:
        name += f", up to {column.length}"
    if column.minimum is not None:
        name += f", from {column.minimum}"
    if column.maximum is not None:
        name += f", up to {column.maximum}"
    return name


def _marks(column: Column) -> str:
    marks = [name for name in ("personal", "pseudonymous") if getattr(column, name)]
    return f" *{', '.join(marks).capitalize()}.*" if marks else ""


def _code_sets() -> list[type[CodeSet]]:
    return [getattr(codes, name) for name in sorted(codes.__all__)]


def _code_set(code_set: type[CodeSet]) -> Iterator[str]:
    yield from ("", f"## {code_set.__name__}", "", inspect.cleandoc(code_set.__doc__), "")
    yield from _table(
        ("Code", "Label", "Group", "Years", "Statutory", "Also read as"),
        (
            (
                f"`{member.value}`",
                member.label,
                "" if member.group == member.label else member.group,
                _years(member.since, member.until),
                "" if member.local else "yes",
                ", ".join(f"`{spelling}`" for spelling in member.spellings),
            )
            for member in code_set
        ),
    )


def _rules_page() -> str:
    return _page(
        "Rules",
        "What is expected of the rows of each dataset, and what happens to a row that disagrees.",
        "Codes of digits, or of capitals and digits, are DfE's own for the children in need census and the SSDA903; "
        "their severity here says what becomes of the row in the warehouse, not what DfE does with the return.",
        "DfE's rules [of the census](census-rules.md) and [of the SSDA903](looked-after-rules.md) are shown with "
        "examples.",
        "",
        *_table(("Severity", "Consequence"), ((severity.value, text) for severity, text in CONSEQUENCES.items())),
        "",
        "Every dataset is also expected to deliver the columns that tell its rows apart (`missing_column:`, critical).",
        "A row that says exactly what another one says is dropped and counted as `duplicate_exact`.",
        "A row that was held longer than the council keeps it (`quarantine_days`) is counted as `retention`.",
        "A day that stands for none (1900-01-01, 9999-12-31) is read as none, and counted in the note `sentinel:...`.",
        *(line for dataset in DATASETS.values() for line in _rules(dataset)),
    )


def _rules(dataset: type[Dataset]) -> Iterator[str]:
    declared = {rule.code: rule for rule in dataset.rules}
    checks = list(all_checks(dataset).values())
    yield from ("", f"## {dataset.name}", "", dataset.title, "")
    yield from _table(
        ("Rule", "Severity", "Held back", "Applies to", "Message"),
        (
            (
                f"`{check.rule}`",
                check.severity.value,
                {"none": ""}.get(check.held, check.held),
                _applies(declared.get(check.rule)),
                check.message,
            )
            for check in _hand_written_first(checks, declared)
        ),
    )


def _hand_written_first(checks: list[Check], declared: dict[str, Rule]) -> list[Check]:
    return sorted(checks, key=lambda check: check.rule not in declared)


def _applies(rule: Rule | None) -> str:
    if rule is None:
        return ""
    return ", ".join(filter(None, [*(rule.formats or ()), _years(rule.since, rule.until)]))


def _years(since: int | None, until: int | None) -> str:
    return " ".join(filter(None, [f"from {since}" if since else "", f"to {until}" if until else ""]))


def _anchor(code_set: type[CodeSet]) -> str:
    return code_set.__name__.lower()


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        cells = (cell.replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"


def _page(title: str, *lines: str) -> str:
    return "\n".join([f"# {title}", "", GENERATED, "", *lines, ""])


if __name__ == "__main__":
    for page in write(Path(sys.argv[1])):
        sys.stdout.write(f"{page}\n")
