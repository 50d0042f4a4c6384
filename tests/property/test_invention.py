"""The law of invention: what is invented passes its own suite, after a reader and parsing."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import expectations.datasets  # noqa: F401  (declares the datasets)
from expectations.contract import DATASETS, Context, Dataset
from expectations.findings import State
from expectations.invention import as_text, invent_typed
from expectations.suites import Rows
from expectations.validation import validate
from transforms.parsing import parse

of_a_day = st.builds(Context, st.just("annex_a"), st.dates(date(2018, 1, 1), date(2026, 12, 31)))
of_a_year = st.integers(2017, 2026).map(lambda year: Context("cin_census", date(year, 3, 31), year))


def contexts(dataset: type[Dataset]) -> st.SearchStrategy[Context]:
    """Return extracts in which the dataset may come: a return knows no code that is not statutory."""
    required = [column.type for column in dataset.columns.values() if column.is_code and not column.optional]
    in_a_return = all(codes.values_in(statutory=True) for codes in required)
    return st.one_of(of_a_day, of_a_year) if in_a_return else of_a_day


@st.composite
def rows_of(draw, dataset: type[Dataset]) -> tuple[pd.DataFrame, Context]:
    """Draw typed rows of a dataset and the extract that they might have come in."""
    context = draw(contexts(dataset))
    rows = draw(st.integers(0, 40))
    return invent_typed(dataset, rows, seed=draw(st.integers(0, 2**32 - 1)), context=context), context


every_dataset = pytest.mark.parametrize("dataset", DATASETS.values(), ids=list(DATASETS))
few = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@every_dataset
@few
@given(data=st.data())
def test_invented_rows_pass_their_suite(dataset, data):
    """No row of the invention is held back, and every check could be judged."""
    typed, context = data.draw(rows_of(dataset))
    delivered = frozenset(dataset.columns)
    outcome = validate(dataset, Rows(typed.assign(row_number=range(len(typed))), delivered), context)
    assert outcome.passed
    assert not outcome.rows_to_quarantine
    assert not outcome.values_held
    assert State.ERROR not in {finding.state for finding in outcome.findings}


@every_dataset
@few
@given(data=st.data())
def test_parsing_reads_what_was_invented(dataset, data):
    """Written as text and parsed, the rows are what they were."""
    typed, context = data.draw(rows_of(dataset))
    parsed = parse(
        dataset,
        as_text(dataset, typed),
        year=context.collection_year,
        statutory=context.statutory,
        pseudonymise=lambda names: names,
    )
    pd.testing.assert_frame_equal(parsed.frame[list(dataset.columns)], typed)
