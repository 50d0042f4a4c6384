"""DfE's rules of the SSDA903, each by a return that fails it and one that passes it."""

import csv
from pathlib import Path

import pytest

from expectations.contract import DATASETS, Dataset, Rule, Severity
from expectations.suites import suite_for
from expectations.validation import masks_of
from tests.spec.looked_after_rule_examples import LOOKED_AFTER
from tests.spec.looked_after_rules_page import PAGE, accounted_for, page, reading_checks, reading_examples
from tests.spec.rule_examples import Example, failing
from tests.spec.rules_page import rules_of

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
LIST = Path(__file__).parents[2].parent / "shared" / "data" / "reference" / "dfe_ssda903_rules_2024_25.csv"

each_example = pytest.mark.parametrize(
    "example", LOOKED_AFTER.examples(), ids=lambda e: f"{e.code}{e.section}-{e.year}-{'fails' if e.fails else 'passes'}"
)


@pytest.mark.parametrize("year", [2017, 2024, 2025, 2026])
def test_the_base_of_the_examples_fails_no_rule(year: int):
    """What an example changes is what its rule objects to."""
    context = LOOKED_AFTER.context_of("", year)
    assert [rule.code for dataset, rule in rules_of(LOOKED_AFTER) if failing(dataset, rule, context)] == []


@each_example
def test_the_rule_says_what_the_example_says(example: Example):
    """One return fails, the other, which is as near as it can be, passes."""
    dataset, rule = LOOKED_AFTER.rule_of(example)
    assert bool(failing(dataset, rule, LOOKED_AFTER.context_of(example.changes, example.year))) == example.fails


def test_every_rule_has_both_examples_in_each_of_its_versions():
    """Nothing is judged that nobody can see."""
    shown = {(*_known_by(*LOOKED_AFTER.rule_of(each)), each.fails) for each in LOOKED_AFTER.examples()}
    assert shown == {(*_known_by(*declared), fails) for declared in rules_of(LOOKED_AFTER) for fails in (True, False)}


def test_only_what_runs_backwards_is_held_back():
    """DfE's class of rule is shown, and does not decide what becomes of the row (decision 1)."""
    assert {rule.code for _, rule in rules_of(LOOKED_AFTER) if rule.severity is Severity.ERROR} == {"356", "567"}


@pytest.mark.parametrize("example", reading_examples(), ids=lambda e: f"{e.code}-{'fails' if e.fails else 'passes'}")
def test_reading_finds_what_the_example_says(example: Example):
    """A value that cannot be read is found before any rule is asked."""
    name, names = reading_checks(example.code)
    context, read, _ = LOOKED_AFTER.read(example.changes, example.year)
    parsed = read[name].parsed
    checks = [check for check in suite_for(DATASETS[name], parsed.delivered, context) if check.rule in names]
    masks = masks_of(checks, parsed)
    assert any(mask.any() for mask in masks.values()) == example.fails
    assert {check.rule for check in checks} == {*names}


@pytest.mark.shared_data
@pytest.mark.skipif(not LIST.is_file(), reason="DfE's list of rules is not beside the repository")
def test_every_rule_of_the_list_is_accounted_for():
    """Each of the 312 is judged, found in reading, or not judged for a reason that the page states; none is twice."""
    with LIST.open(encoding="utf-8", newline="") as file:
        listed = [row["Rule code"] for row in csv.DictReader(file)]
    assert len(listed) == 312
    assert sorted(accounted_for()) == sorted(listed)


def test_the_committed_page_is_the_generated_one():
    """Whoever changes a rule or an example writes the page again: `make docs`."""
    assert (REFERENCE / PAGE).read_text(encoding="utf-8") == page()


def _known_by(dataset: type[Dataset], rule: Rule) -> tuple[str, str, int | None]:
    return dataset.name, rule.code, rule.since
