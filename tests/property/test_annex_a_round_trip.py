"""What is written as Annex A and read back is the same, whatever the text."""

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources import annex_a
from flows.sources.annex_a_columns import LOADED
from flows.sources.extract import PROVENANCE

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), min_size=1, max_size=12
).filter(lambda text: text.strip())
LIKE_NUMBERS = st.from_regex(r"-?[0-9]{1,18}(\.[0-9]{1,3})?", fullmatch=True)
DAYS = st.dates().map(lambda day: day.isoformat())
CELLS = st.one_of(st.none(), WORDS, LIKE_NUMBERS, DAYS, st.sampled_from(["#N/A", "05/01/2024", "=1+1", "TRUE", "1e5"]))


@st.composite
def lists(draw) -> dict[str, pd.DataFrame]:
    """Draw some lists with their keys and some of their other columns; each row has a child."""
    records = {}
    for each in draw(st.lists(st.sampled_from(list(LOADED.values())), min_size=1, max_size=3, unique=True)):
        others = [column for column in each.columns if not column.key]
        chosen = draw(st.sets(st.sampled_from(others)))
        columns = [column.name for column in each.columns if column.key or column in chosen]
        children = draw(st.lists(st.from_regex(r"[A-F0-9]{1,9}", fullmatch=True), max_size=4))
        rows = [[child, *draw(st.tuples(*[CELLS] * (len(columns) - 1)))] for child in children]
        records[each.name] = pd.DataFrame(rows, columns=columns).astype("str")
    return records


def assert_same(records: dict[str, pd.DataFrame], path: Path) -> None:
    """Write, read, compare every list cell by cell."""
    annex_a.write(path, records)
    extract = annex_a.read(path)
    assert set(extract.records) == set(records)
    assert extract.dropped == {}
    for name, rows in records.items():
        back = extract.records[name].drop(columns=list(PROVENANCE))
        pd.testing.assert_frame_equal(back, rows.reset_index(drop=True), check_column_type=False)


@settings(max_examples=60, deadline=None)
@given(lists())
def test_workbook_round_trip(records):
    """A workbook gives back the same text: dates, numbers, formulas that are none, line breaks, any script."""
    with tempfile.TemporaryDirectory() as folder:
        assert_same(records, Path(folder) / "out.xlsx")


@settings(max_examples=60, deadline=None)
@given(lists())
def test_csv_round_trip(records):
    """A folder of CSV files gives back the same text: delimiters, quotes, line breaks, any script."""
    with tempfile.TemporaryDirectory() as folder:
        assert_same(records, Path(folder) / "out")
