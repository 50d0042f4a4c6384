"""What the pages of DfE's rules have in common: the base of the examples, a table, and each rule with its examples."""

import re
from collections.abc import Iterator, Sequence

from expectations.contract import DATASETS, Dataset, Rule
from tests.spec.rule_examples import Example, Return

Declared = tuple[type[Dataset], Rule]


def rules_of(returned: Return) -> list[Declared]:
    """Return DfE's rules in every version, each with the dataset in whose rows it fails, in the order of the return."""
    datasets = dict.fromkeys(DATASETS[name] for name in returned.sections.values())
    return [
        (dataset, rule)
        for dataset in datasets
        for rule in sorted((rule for rule in dataset.rules if rule.dfe_type), key=_place)
    ]


def base_lines(returned: Return) -> Iterator[str]:
    """Yield the base, a line for each section."""
    for section, rows in returned.base(returned.year).items():
        said = " ".join(f"{name}={value}" for name, value in rows[0].items() if value is not None)
        more = f" (and {len(rows) - 1} more)" if len(rows) > 1 else ""
        yield f"- `{section}: {said}`{more}"


def table(rules: Sequence[Declared]) -> Iterator[str]:
    """Yield the table of rules."""
    yield from ("| Code | DfE | Years | Row | Message |", "|---|---|---|---|---|")
    titles = _titles(rules)
    for (dataset, rule), title in zip(rules, titles, strict=True):
        link = f"[{rule.code}](#{_anchor(title)})"
        yield f"| {link} | {rule.dfe_type} | {_years(rule)} | {dataset.name} | {rule.message} |"


def rule_lines(returned: Return, rules: Sequence[Declared]) -> Iterator[str]:
    """Yield each rule with its examples."""
    shown: dict[tuple[str, str, int | None], list[Example]] = {}
    for example in returned.examples():
        dataset, rule = returned.rule_of(example)
        shown.setdefault((dataset.name, rule.code, rule.since), []).append(example)
    for (dataset, rule), title in zip(rules, _titles(rules), strict=True):
        yield from _rule(dataset, rule, title, shown[dataset.name, rule.code, rule.since], returned.year)


def example_line(example: Example, year: int) -> str:
    """Return an example as the pages show it."""
    when = "" if example.year == year else f" in {example.year}"
    return f"- {'fails' if example.fails else 'passes'}{when}: `{example.changes}`"


def _rule(dataset: type[Dataset], rule: Rule, title: str, shown: Sequence[Example], year: int) -> Iterator[str]:
    fate = "held back" if rule.severity.rank <= 1 else "loaded"
    looks_at = ", ".join(f"`{name}`" for name in rule.fields)
    beside = ", ".join(name for name in rule.beside if name != dataset.name)
    yield from ("", f"## {title}", "", rule.message, "")
    yield f"DfE: {rule.dfe_type}, {_years(rule)}. Row of {dataset.name}, {fate}. Looks at {looks_at}" + (
        f", and at {beside}." if beside else "."
    )
    if rule.last_year:
        yield f"It asks for {', '.join(rule.last_year)} of last year's return."
    if rule.notes:
        yield from ("", rule.notes)
    yield ""
    yield from (example_line(example, year) for example in shown)


def _titles(rules: Sequence[Declared]) -> list[str]:
    """Return the heading of each rule: its code, and what tells apart those that have the same."""
    alone = [f"{rule.code} {_years(rule)}" if rule.since or rule.until else rule.code for _, rule in rules]
    return [
        title if alone.count(title) == 1 else f"{title} of {dataset.name}"
        for (dataset, _), title in zip(rules, alone, strict=True)
    ]


def _place(rule: Rule) -> tuple[str, int, str, int]:
    letters, digits, rest = re.fullmatch(r"([A-Za-z]*)(\d*)(.*)", rule.code).groups()
    return letters, int(digits or 0), rest, rule.since or 0


def _years(rule: Rule) -> str:
    if rule.until:
        return f"up to {rule.until}"
    return f"since {rule.since}" if rule.since else "every year"


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")
