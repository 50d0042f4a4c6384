"""
What is written as a register and read back is the same, whatever the text, as CSV and as a workbook.

The default suite draws few examples; `make campaign-round-trips` draws 120 of each register,
well over 1,000 of the format.
"""

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.contract import Dataset
from flows.sources import register
from flows.sources.extract import PROVENANCE
from flows.sources.register_writing import write

REGISTERS = {dataset.name: dataset for dataset in register.registers()}
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n"), min_size=1, max_size=9)
CELLS = st.one_of(
    st.none(),
    WORDS.filter(str.strip),
    st.dates().map(lambda day: f"{day:%d/%m/%Y}"),
    st.sampled_from(["=1+1", "000123", "Totally", '"', "a,b;c"]),
)
FIGURES = st.from_regex(r"[0-9]{1,5}(\.[0-9]0)?%?", fullmatch=True)  # a row without a figure reports nothing
KEYS = st.from_regex(r"[A-F0-9]{1,9}", fullmatch=True)  # the first cell: a row with a key is no total and not blank


@st.composite
def registers_of(draw, dataset: type[Dataset]) -> pd.DataFrame:
    """Draw a register with the columns that a row cannot do without and some of its others."""
    asked_for = [column for column in dataset.columns.values() if column.headings or not column.derived]
    needed = [column.name for column in asked_for if not (column.optional or column.derived)]
    others = [column.name for column in asked_for if column.name not in needed]
    chosen = {*needed, *draw(st.sets(st.sampled_from(others)))}
    columns = [name for name in dataset.columns if name in chosen]
    cells = [FIGURES if name == "value" else CELLS for name in columns[1:]]
    rows = draw(st.lists(st.tuples(KEYS, *cells), max_size=4))
    return pd.DataFrame(rows, columns=columns).astype("str")


def assert_same(dataset: type[Dataset], rows: pd.DataFrame, suffix: str) -> None:
    """Write, recognise, read, compare cell by cell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{dataset.known_as or dataset.name.split('_')[0]}{suffix}"
        write(path, dataset, rows)
        assert register.recognise(path) is dataset
        extract = register.read(path)
    assert extract.dropped == {}
    back = extract.records[dataset.name].drop(columns=list(PROVENANCE))
    pd.testing.assert_frame_equal(back, rows, check_column_type=False)


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(sorted(REGISTERS)), st.sampled_from([".csv", ".xlsx"]))
def test_a_register_comes_back(data, name, suffix):
    """Any of them."""
    assert_same(REGISTERS[name], data.draw(registers_of(REGISTERS[name])), suffix)


@pytest.mark.campaign
@pytest.mark.parametrize("name", sorted(REGISTERS))
@settings(max_examples=120, deadline=None)
@given(st.data(), st.sampled_from([".csv", ".xlsx"]))
def test_every_register_comes_back(name, data, suffix):
    """A hundred of each."""
    assert_same(REGISTERS[name], data.draw(registers_of(REGISTERS[name])), suffix)
