"""
The page of DfE's rules of the children in need census, each with its examples.

Made from the rules and the examples of the tests: `python -m tests.spec.census_rules_page docs/reference`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from expectations.contract import DATASETS, Dataset, Rule
from tests.spec.census_rule_examples import YEAR, Example, base, examples, rule_of
from transforms.conform.cin_census import SECTIONS

PAGE = "census-rules.md"
DECISIONS = "../decisions"
HEAD = f"""# DfE's rules of the children in need census

<!-- Made by `python -m tests.spec.census_rules_page docs/reference`: change the rules or the examples instead. -->

Every rule of the collection years 2022/23 to 2025/26, in our words and under DfE's code.
A return is judged by the rules of its year, one from before 2022/23 by those of 2022/23.

A rule of DfE's type *error* has to be satisfied before a return is submitted; a *query* may be explained instead.
What becomes of a row in the warehouse is another question: it is *loaded* and shown, or *held back* where it could \
not be counted rightly ([decision 1]({DECISIONS}/0001-severity-follows-the-figure.md)).

Rules look at the return as it was delivered, also at rows that other rules hold back \
([decision 16]({DECISIONS}/0016-rules-see-the-whole-return.md)).
What belongs together is told by identifier and dates: an episode by child and referral date, factors and reviews by \
child and the start of their assessment or plan.
A row that lacks one of them is found by the rules on what is missing, and belongs to nothing.
Codes that are written in another way and understood (`1` for `M`) count as codes of the list.
A date that cannot be read counts as missing, and is a finding of its own.

The examples change a small return that fails no rule: one child with a referral, an assessment with one factor, a \
child in need plan, a section 47 enquiry with its initial conference, a child protection plan and a review.
"""


def rules() -> list[tuple[type[Dataset], Rule]]:
    """Return DfE's rules in every version, each with the dataset in whose rows it fails, in the order of the census."""
    datasets = dict.fromkeys(DATASETS[section.dataset] for section in SECTIONS.values())
    return [
        (dataset, rule)
        for dataset in datasets
        for rule in sorted((rule for rule in dataset.rules if rule.dfe_type), key=_place)
    ]


def page() -> str:
    """Return the page."""
    shown: dict[tuple[str, int | None], list[Example]] = {}
    for example in examples():
        shown.setdefault((example.code, rule_of(example)[1].since), []).append(example)
    lines = [HEAD, "The return that the examples change (2025):", "", *_base(), ""]
    lines += ["| Code | DfE | Years | Row | Message |", "|---|---|---|---|---|"]
    lines += [
        f"| [{rule.code}](#{_anchor(rule)}) | {rule.dfe_type} | {_years(rule)} | {dataset.name} | {rule.message} |"
        for dataset, rule in rules()
    ]
    for dataset, rule in rules():
        lines += _rule(dataset, rule, shown[rule.code, rule.since])
    return "\n".join(lines) + "\n"


def _rule(dataset: type[Dataset], rule: Rule, shown: list[Example]) -> Iterator[str]:
    fate = "held back" if rule.severity.rank <= 1 else "loaded"
    looks_at = ", ".join(f"`{name}`" for name in rule.fields)
    beside = ", ".join(name for name in rule.beside if name != dataset.name)
    yield from ("", f"## {_title(rule)}", "", rule.message, "")
    yield f"DfE: {rule.dfe_type}, {_years(rule)}. Row of {dataset.name}, {fate}. Looks at {looks_at}" + (
        f", and at {beside}." if beside else "."
    )
    if rule.notes:
        yield from ("", rule.notes)
    yield ""
    for example in shown:
        when = "" if example.year == YEAR else f" in {example.year}"
        yield f"- {'fails' if example.fails else 'passes'}{when}: `{example.changes}`"


def _base() -> Iterator[str]:
    for section, rows in base(YEAR).items():
        said = " ".join(f"{name}={value}" for name, value in rows[0].items() if value is not None)
        more = f" (and {len(rows) - 1} more)" if len(rows) > 1 else ""
        yield f"- `{section}: {said}`{more}"


def _place(rule: Rule) -> tuple[int, int]:
    return int(rule.code.rstrip("Q")), rule.since or 0


def _years(rule: Rule) -> str:
    if rule.until:
        return f"up to {rule.until}"
    return f"since {rule.since}" if rule.since else "every year"


def _title(rule: Rule) -> str:
    return rule.code + (f" {_years(rule)}" if rule.since or rule.until else "")


def _anchor(rule: Rule) -> str:
    return _title(rule).lower().replace(" ", "-")


if __name__ == "__main__":
    target = Path(sys.argv[1]) / PAGE
    target.write_text(page(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{target}\n")
