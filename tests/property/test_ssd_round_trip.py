"""
What is written as the SSD and read back is the same, whatever the text.

The default suite draws few examples; `make campaign-round-trips` draws 100 of each table,
well over 1,000 of the format.
"""

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources import ssd
from flows.sources.extract import PROVENANCE
from flows.sources.ssd_cleaning import left_out, without_stand_ins
from flows.sources.ssd_tables import TABLES

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), min_size=1, max_size=12
).filter(lambda text: text.strip())
STAND_INS = st.sampled_from(
    ["NULL", "-1", "1900-01-01", "99991231", "PLACEHOLDER_DATA", "Y", "N", '["1A", "2B"]', "[]"]
)
CELLS = st.one_of(st.none(), WORDS, st.dates().map(str), STAND_INS)
IDENTIFIERS = st.from_regex(r"[A-F0-9]{1,9}", fullmatch=True)


def one_table(draw, name: str) -> pd.DataFrame:
    """Draw a table with the fields by which it is known and some of its others."""
    table = TABLES[name]
    others = sorted(set(table.columns) - table.key_columns)
    chosen = (draw(st.sets(st.sampled_from(others))) if others else set()) | table.key_columns
    columns = [column for column in table.columns if column in chosen]
    rows = draw(st.lists(st.tuples(IDENTIFIERS, *[CELLS] * (len(columns) - 1)), max_size=8))
    return pd.DataFrame(rows, columns=columns).astype("str")


def as_read(records: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], int]:
    """Return what should come back: nothing for stand-ins, without the rows left out, which are counted."""
    cleaned = {name: without_stand_ins(TABLES[name], rows)[0] for name, rows in records.items()}
    kept, dropped = left_out(cleaned)
    return kept, sum(sum(rules.values()) for rules in dropped.values())


def assert_same(records: dict[str, pd.DataFrame]) -> None:
    """Write, read, compare every table cell by cell, and account for every row."""
    with tempfile.TemporaryDirectory() as folder:
        ssd.write(Path(folder), records)
        extract = ssd.read(Path(folder))
    expected, dropped = as_read(records)
    assert set(extract.records) == set(records)
    assert sum(sum(rules.values()) for rules in extract.dropped.values()) == dropped
    for name, rows in expected.items():
        back = extract.records[name].drop(columns=list(PROVENANCE))
        pd.testing.assert_frame_equal(back, rows.reset_index(drop=True), check_column_type=False)


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_the_tables_come_back(data):
    """Some of the tables, in one folder."""
    names = data.draw(st.lists(st.sampled_from(sorted(TABLES)), min_size=1, max_size=4, unique=True))
    assert_same({name: data.draw(st.composite(one_table)(name)) for name in names})


@pytest.mark.campaign
@pytest.mark.parametrize("name", sorted(TABLES))
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_every_table_comes_back(name, data):
    """A hundred of every table."""
    assert_same({name: data.draw(st.composite(one_table)(name))})
