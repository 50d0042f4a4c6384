"""
What is written as a workforce census and read back is the same, whatever the text.

The default suite draws few examples; `pytest -m campaign` draws 1,000.
"""

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources import workforce_census
from flows.sources.workforce_census import COLUMNS

TEXT = (
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r", exclude_characters="\ufffe\uffff"),
        max_size=8,
    )
    .map(str.strip)
    .filter(bool)
)
CELLS = st.one_of(st.none(), TEXT, st.dates().map(str), st.sampled_from(["0.50", "&<>]]>", "000123"]))


@st.composite
def censuses(draw) -> dict[str, pd.DataFrame]:
    """Draw workers and vacancies, each with at least one value."""
    records = {}
    for kind, columns in COLUMNS.items():
        rows = st.tuples(*[CELLS] * len(columns)).filter(any)
        records[kind] = pd.DataFrame(draw(st.lists(rows, max_size=3)), columns=list(columns)).astype("str")
    return records


def assert_same(records: dict[str, pd.DataFrame]) -> None:
    """Write, read, compare cell by cell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "census.xml"
        workforce_census.write(path, records, authority_code="852", year=2024)
        extract = workforce_census.read(path)
    assert (extract.authority_code, extract.collection_year, extract.dropped) == ("852", 2024, {})
    for kind, rows in records.items():
        pd.testing.assert_frame_equal(extract.records[kind][list(COLUMNS[kind])], rows, check_column_type=False)


@settings(max_examples=25, deadline=None)
@given(censuses())
def test_a_census_comes_back(records):
    """A few of any shape."""
    assert_same(records)


@pytest.mark.campaign
@settings(max_examples=1000, deadline=None)
@given(censuses())
def test_a_thousand_censuses_come_back(records):
    """A thousand of any shape."""
    assert_same(records)
