"""
What is written as the SSDA903 and read back is the same, whatever the text.

The default suite draws few examples; `make campaign-round-trips` draws 100 of each table,
well over 1,000 of the format.
"""

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources import ssda903
from flows.sources.extract import PROVENANCE

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), min_size=1, max_size=12
).filter(lambda text: text.strip())
CELLS = st.one_of(st.none(), WORDS, st.dates().map(lambda day: f"{day:%d/%m/%Y}"), st.sampled_from(["=1+1", "000123"]))


def one_table(draw, kind: str) -> pd.DataFrame:
    """Draw a table with the columns by which it is known and some of its others."""
    others = sorted(set(ssda903.TABLES[kind]) - ssda903.KEYS[kind])
    chosen = draw(st.sets(st.sampled_from(others))) | ssda903.KEYS[kind] if others else ssda903.KEYS[kind]
    columns = [name for name in ssda903.TABLES[kind] if name in chosen]
    rows = draw(st.lists(st.tuples(st.from_regex(r"[A-F0-9]{1,9}", fullmatch=True), *[CELLS] * (len(columns) - 1))))
    return pd.DataFrame(rows, columns=columns).astype("str")


def assert_same(records: dict[str, pd.DataFrame]) -> None:
    """Write, read, compare every table cell by cell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "SSDA903_2024"
        ssda903.write(path, records)
        extract = ssda903.read(path)
    assert set(extract.records) == set(records)
    assert extract.dropped == {}
    for kind, rows in records.items():
        back = extract.records[kind].drop(columns=list(PROVENANCE))
        pd.testing.assert_frame_equal(back, rows.reset_index(drop=True), check_column_type=False)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_return_comes_back(data):
    """Some of the tables, in one folder."""
    kinds = data.draw(st.lists(st.sampled_from(sorted(ssda903.TABLES)), min_size=1, max_size=4, unique=True))
    assert_same({kind: data.draw(st.composite(one_table)(kind)) for kind in kinds})


@pytest.mark.campaign
@pytest.mark.parametrize("kind", sorted(ssda903.TABLES))
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_every_table_comes_back(kind, data):
    """A hundred of every table."""
    assert_same({kind: data.draw(st.composite(one_table)(kind))})
