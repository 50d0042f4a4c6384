"""
What is written as Annex A and read back is the same, whatever the text, for each of the eleven lists.

The default suite draws few examples; `make campaign-round-trips` draws 100 of each list,
well over 1,000 of the format.
"""

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources import annex_a
from flows.sources.annex_a_columns import LISTS
from flows.sources.annex_a_titles import AnnexAList
from flows.sources.extract import PROVENANCE

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), min_size=1, max_size=12
).filter(lambda text: text.strip())
LIKE_NUMBERS = st.from_regex(r"-?[0-9]{1,18}(\.[0-9]{1,3})?", fullmatch=True)
DAYS = st.dates().map(lambda day: day.isoformat())
CELLS = st.one_of(st.none(), WORDS, LIKE_NUMBERS, DAYS, st.sampled_from(["#N/A", "05/01/2024", "=1+1", "TRUE", "1e5"]))


def one_list(draw, each: AnnexAList) -> pd.DataFrame:
    """Draw a list with its keys and some of its other columns, two at least, since that is what makes a header."""
    others = [column for column in each.columns if not column.key]
    chosen = draw(st.sets(st.sampled_from(others), min_size=max(0, 2 - len(each.keys))))
    columns = [column.name for column in each.columns if column.key or column in chosen]
    (person,) = (columns.index(key.name) for key in each.keys[:1])
    people = draw(st.lists(st.from_regex(r"[A-F0-9]{1,9}", fullmatch=True), max_size=4))
    rows = [list(draw(st.tuples(*[CELLS] * len(columns)))) for _ in people]
    for row, identifier in zip(rows, people, strict=True):
        row[person] = identifier
    return pd.DataFrame(rows, columns=columns).astype("str")


@st.composite
def lists(draw) -> dict[str, pd.DataFrame]:
    """Draw some of the lists."""
    drawn = draw(st.lists(st.sampled_from(LISTS), min_size=1, max_size=3, unique=True))
    return {each.name: one_list(draw, each) for each in drawn}


def assert_same(records: dict[str, pd.DataFrame], path: Path) -> None:
    """Write, read, compare every list cell by cell."""
    annex_a.write(path, records)
    extract = annex_a.read(path)
    assert set(extract.records) == set(records)
    assert extract.dropped == {}
    for name, rows in records.items():
        back = extract.records[name].drop(columns=list(PROVENANCE))
        pd.testing.assert_frame_equal(back, rows.reset_index(drop=True), check_column_type=False)


@settings(max_examples=25, deadline=None)
@given(lists())
def test_workbook_round_trip(records):
    """A workbook gives back the same text: dates, numbers, formulas that are none, line breaks, any script."""
    with tempfile.TemporaryDirectory() as folder:
        assert_same(records, Path(folder) / "out.xlsx")


@settings(max_examples=25, deadline=None)
@given(lists())
def test_csv_round_trip(records):
    """A folder of CSV files gives back the same text: delimiters, quotes, line breaks, any script."""
    with tempfile.TemporaryDirectory() as folder:
        assert_same(records, Path(folder) / "out")


@pytest.mark.campaign
@pytest.mark.parametrize("name", ["out.xlsx", "out"], ids=["workbook", "csv"])
@pytest.mark.parametrize("each", LISTS, ids=[each.name for each in LISTS])
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_every_list_comes_back(each, name, data):
    """A hundred of every list, as a workbook and as a file."""
    records = {each.name: data.draw(st.composite(one_list)(each))}
    with tempfile.TemporaryDirectory() as folder:
        assert_same(records, Path(folder) / name)
