"""Laws that every dataset keeps."""

import re
from datetime import date
from decimal import Decimal

import pytest

import expectations.datasets
from expectations import codes
from expectations.contract import DATASETS, CodeSet, Context, Severity
from expectations.suites import MOST_CHECKS, suite_for

YEARS = range(2017, 2027)
CONTEXTS = [Context("annex_a", date(2025, 1, 31)), Context("cin_census", date(2025, 3, 31), 2025)]
CODE_SETS = [getattr(codes, name) for name in codes.__all__]

every_dataset = pytest.mark.parametrize("dataset", DATASETS.values(), ids=list(DATASETS))
every_code_set = pytest.mark.parametrize("code_set", CODE_SETS, ids=[each.__name__ for each in CODE_SETS])


def test_every_dataset_is_exported():
    """The package says which datasets there are."""
    assert sorted(expectations.datasets.__all__) == sorted(dataset.__name__ for dataset in DATASETS.values())


@every_dataset
def test_what_a_row_is_is_said_in_a_sentence(dataset):
    """The title ends like a sentence, and does not repeat the name."""
    assert dataset.title.endswith(".")
    assert len(dataset.title) <= 120


@every_dataset
def test_columns_are_described(dataset):
    """A description is a sentence and not the column's name again."""
    for column in dataset.columns.values():
        assert column.description.endswith("."), column.name
        assert column.description.rstrip(".").lower() != column.name.replace("_", " "), column.name


@every_dataset
def test_the_key_is_never_optional(dataset):
    """Rows are told apart by columns that every row has; only a code may say that it was not delivered."""
    assert not [name for name in dataset.grain if dataset.columns[name].optional and not dataset.columns[name].is_code]


@every_dataset
def test_dates_are_dates(dataset):
    """The defining date is required, and what closes an episode is optional."""
    if dataset.defining_date:
        assert dataset.columns[dataset.defining_date].type is date
        assert not dataset.columns[dataset.defining_date].optional
    if dataset.ends:
        assert dataset.columns[dataset.ends].type is date
        assert dataset.columns[dataset.ends].optional


@every_dataset
def test_who_a_child_is_is_personal(dataset):
    """Identifiers, birth dates and names are marked, so that nothing shows them."""
    telling = re.compile(r"(^|_)(child_id|upn|birth_date|death_date|name|postcode|worker)$")
    assert not [name for name, column in dataset.columns.items() if telling.search(name) and not column.personal]


@every_dataset
def test_workers_are_pseudonymous(dataset):
    """A worker's name never enters the warehouse."""
    assert all(column.pseudonymous for name, column in dataset.columns.items() if name == "worker")


@every_dataset
def test_rule_codes_are_distinct(dataset):
    """A finding is known by its rule."""
    rules = [check.rule for check in suite_for(dataset, frozenset(dataset.columns), CONTEXTS[0])]
    assert len(rules) == len(set(rules))


@every_dataset
def test_messages_are_sentences(dataset):
    """A message begins with a capital, ends with a stop and fits into the table of findings."""
    for check in suite_for(dataset, frozenset(dataset.columns), CONTEXTS[1]):
        assert re.fullmatch(r"[A-Z].*\.", check.message), check.rule
        assert len(check.message) <= 300, check.rule
        assert len(check.rule) <= 100, check.rule


@every_dataset
@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.format)
def test_a_suite_is_small(dataset, context):
    """What a suite costs where everything fails stays half a second: the most is what has been measured."""
    assert len(suite_for(dataset, frozenset(dataset.columns), context)) <= MOST_CHECKS


@every_dataset
def test_errors_are_about_columns_that_make_the_row(dataset):
    """
    A rule that holds back a row looks at its key, at its dates, or at the number that it is about.

    Nothing else makes a figure wrong.
    """
    for declared in dataset.rules:
        if declared.severity is Severity.ERROR:
            looked_at = {dataset.columns[name].type for name in declared.fields if name not in dataset.grain}
            assert looked_at <= {date, Decimal}, declared.code


@every_dataset
def test_code_columns_have_codes_in_every_year(dataset):
    """No year leaves a required column without a single valid code."""
    for column in dataset.columns.values():
        if column.is_code and not column.optional:
            assert all(column.type.values_in(year) for year in YEARS), column.name


@every_code_set
def test_codes_and_labels_are_distinct(code_set: type[CodeSet]):
    """A label stands for one code."""
    assert len({member.value for member in code_set}) == len(list(code_set))
    assert len({member.label for member in code_set}) == len(list(code_set))


@every_code_set
def test_spellings_stand_for_one_code(code_set: type[CodeSet]):
    """What a system writes means one thing."""
    meanings: dict[str, set[str]] = {}
    for member in code_set:
        for spelling in (member.value, member.label, *member.spellings):
            meanings.setdefault(spelling.casefold(), set()).add(member.value)
    assert {spelling: members for spelling, members in meanings.items() if len(members) > 1} == {}


@every_code_set
def test_codes_begin_before_they_end(code_set: type[CodeSet]):
    """A code is valid in at least one year."""
    assert all((member.since or 0) <= (member.until or 9999) for member in code_set)
