"""
A page for each metric: definition, what it needs, examples, SQL.

Made from the definitions and the spec tests: `python -m warehouse.metrics.pages docs/reference/metrics`.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from warehouse.metrics.catalogue import SUBJECTS
from warehouse.metrics.counterparts import measures_of
from warehouse.metrics.definition import Definition
from warehouse.metrics.examples import Example, examples
from warehouse.metrics.formula import formula
from warehouse.metrics.periods import PeriodType

INDEX = "README.md"
NOTICE = "<!-- Made by `python -m warehouse.metrics.pages docs/reference/metrics`: change the definition instead. -->"
YEAR, DAY = "2025-26", "2026-03-31"  # when the examples happen, unless they say otherwise
WORDS = {
    PeriodType.MONTH: "month",
    PeriodType.QUARTER: "quarter",
    PeriodType.YEAR_TO_DATE: "year to date",
    PeriodType.FINANCIAL_YEAR: "financial year",
    PeriodType.ROLLING_12_MONTHS: "rolling twelve months",
    PeriodType.AT_DATE: "ends of months and the as-at day",
}


def pages(examples_folder: Path) -> dict[str, str]:
    """Return every page by file name."""
    found = examples(examples_folder)
    made = {
        f"{definition.code}.md": _page(definition, found.get(definition.code, []))
        for definitions in SUBJECTS.values()
        for definition in definitions
    }
    return {INDEX: _index(), **made}


def write(folder: Path, examples_folder: Path) -> None:
    """Write every page, and remove those of metrics that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages(examples_folder)
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


def _index() -> str:
    lines = [
        "# Metrics",
        "",
        NOTICE,
        "",
        "Each figure that is published, what it counts, and examples at its edges.",
        "A period is published only if the extracts cover it in full: a figure is right or absent.",
        "Where there is nothing to divide by, it is shown as `z`.",
    ]
    for subject, definitions in SUBJECTS.items():
        lines += ["", f"## {subject}", "", "| Number | Metric | Unit | Source |", "|---|---|---|---|"]
        lines += [
            f"| {each.catalogue_id} | [{each.label}]({each.code}.md) | {each.unit} | {each.source} |"
            for each in definitions
        ]
    return "\n".join(lines) + "\n"


def _page(definition: Definition, found: list[Example]) -> str:
    return "\n".join(
        [
            f"# {definition.label}",
            "",
            NOTICE,
            "",
            *_prose(definition.description),
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in _facts(definition) if value),
            *_examples(definition, found),
            "",
            "## In SQL",
            "",
            "```sql",
            formula(definition),
            "```",
            "",
        ]
    )


def _prose(text: str) -> list[str]:
    """Return paragraphs with one sentence per line."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return re.sub(r"(?<=[.]) (?=[A-Z])", "\n", "\n\n".join(paragraphs)).splitlines()


def _facts(definition: Definition) -> Iterator[tuple[str, str]]:
    yield "Code", f"`{definition.code}`, version {definition.version}"
    yield "Number", definition.catalogue_id
    yield "Unit", definition.unit
    yield "Decimal places", str(definition.decimal_places)
    yield "Polarity", str(definition.polarity)
    yield "Periods", _listed(WORDS[kind] for kind in definition.period_types)
    yield "Cut by", _listed(cut.label.lower() for cut in definition.cuts)
    yield "Counted in", f"`{definition.fact.__tablename__}`, one row for each {definition.fact.grain}"
    yield "Needs in full", _listed(f"`{dataset}`" for dataset in definition.datasets)
    yield "Look-back", f"{definition.lookback_months} months" if definition.lookback_months else ""
    yield "Follow-up", f"{definition.follow_up_days} days" if definition.follow_up_days else ""
    yield "Source", str(definition.source)
    yield "Published as", _listed(f"`{measure}`" for measure in measures_of(definition.code))
    yield "Owner", definition.owner


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _examples(definition: Definition, found: list[Example]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield "## Examples"
    for (title, explanation), of_test in groupby(found, key=lambda each: (each.title, each.explanation)):
        yield from ("", f"### {title}", "", *_prose(explanation))
        for drawing, of_drawing in groupby(of_test, key=lambda each: each.drawing):
            yield from ("", "```text", drawing, "```", "")
            for each in of_drawing:
                yield f"- {_when(definition, each)}: **{each.expected}**{_shown(each)}"


def _when(definition: Definition, example: Example) -> str:
    options = example.options
    at_date = PeriodType.AT_DATE in definition.period_types
    when = str(options.get("period", DAY if at_date else YEAR))
    words = [f"{'on' if len(when) == len(DAY) else 'in'} {when}"]
    if "cut" in options:
        name, member = options["cut"]
        label = next(cut.label for cut in definition.cuts if cut.name == name)
        words.append(f"{label.lower()} {member}")
    if "covered_from" in options:
        words.append(f"covered from {options['covered_from']}")
    if "as_at" in options:
        words.append(f"as at {options['as_at']}")
    return ", ".join(words)


def _shown(example: Example) -> str:
    return f", shown as {example.options['shown']}" if "shown" in example.options else ""


def main() -> None:
    """Write the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write the pages")
    parser.add_argument("--examples", type=Path, default=Path("tests/spec"), help="the spec tests")
    options = parser.parse_args()
    write(options.folder, options.examples)


if __name__ == "__main__":
    main()
