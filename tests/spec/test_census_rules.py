"""DfE's rules of the children in need census, each by a return that fails it and one that passes it."""

import csv
from pathlib import Path

import pytest

from expectations.contract import DATASETS, Severity
from tests.spec.census_rule_examples import CENSUS
from tests.spec.census_rules_page import PAGE, page, rules
from tests.spec.rule_examples import Example, failing
from transforms.conform.cin_census import SECTIONS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
LIST = Path(__file__).parents[2].parent / "shared" / "data" / "reference" / "dfe_cin_rules.csv"
YEARS = range(2023, 2027)  # the collection years whose lists of rules we hold
SINCE = {"2022-23": 2023, "2023-24": 2024, "2024-25": 2025}  # a rule stands in the list of the year in which it changed

each_example = pytest.mark.parametrize(
    "example", CENSUS.examples(), ids=lambda e: f"{e.code}-{e.year}-{'fails' if e.fails else 'passes'}"
)


@pytest.mark.parametrize("year", YEARS)
def test_the_base_of_the_examples_fails_no_rule(year: int):
    """What an example changes is what its rule objects to."""
    context = CENSUS.context_of("", year)
    assert [rule.code for dataset, rule in rules() if failing(dataset, rule, context)] == []


@each_example
def test_the_rule_says_what_the_example_says(example: Example):
    """One return fails, the other, which is as near as it can be, passes."""
    dataset, rule = CENSUS.rule_of(example)
    assert bool(failing(dataset, rule, CENSUS.context_of(example.changes, example.year))) == example.fails


def test_every_rule_has_both_examples_in_each_of_its_versions():
    """Nothing is judged that nobody can see."""
    shown = {(example.code, CENSUS.rule_of(example)[1].since, example.fails) for example in CENSUS.examples()}
    declared = {(rule.code, rule.since, fails) for _, rule in rules() for fails in (True, False)}
    assert shown == declared


def test_a_rule_that_loads_a_row_never_holds_it_back():
    """DfE's class of rule is shown, and does not decide what becomes of the row (decision 1)."""
    held = {rule.code for _, rule in rules() if rule.severity is Severity.ERROR}
    assert held == {"8630", "8925", "4011"}


@pytest.mark.shared_data
@pytest.mark.skipif(not LIST.is_file(), reason="DfE's list of rules is not beside the repository")
@pytest.mark.parametrize("year", YEARS)
def test_every_rule_of_the_year_is_implemented(year):
    """As many rules as DfE lists for the collection year, no more and no fewer, each of DfE's type."""
    with LIST.open(encoding="utf-8", newline="") as file:
        listed = {row["code"]: row["type"] for row in csv.DictReader(file) if SINCE[row["collection"]] <= year}
    ours = {
        rule.code: rule.dfe_type
        for section in SECTIONS.values()
        for rule in DATASETS[section.dataset].rules_in(year)
        if rule.dfe_type and rule.holds_in(year)
    }
    assert ours == listed
    assert len(ours) == (105 if year < 2025 else 109)


def test_the_committed_page_is_the_generated_one():
    """Whoever changes a rule or an example writes the page again: `make docs`."""
    assert (REFERENCE / PAGE).read_text(encoding="utf-8") == page()
