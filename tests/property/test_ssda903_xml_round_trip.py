"""
What is written as the SSDA903's XML and read back is the same, whatever the text.

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
from flows.sources.ssda903_xml import WITHIN_HEADER

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), max_size=9).map(
    str.strip
)
CELLS = st.one_of(st.none(), WORDS.filter(bool), st.dates().map("{:%d/%m/%Y}".format), st.sampled_from(["<&>", "]]>"]))
TABLES = sorted(ssda903.TABLES.keys() - {"header"})


@st.composite
def returns(draw, kinds: list[str]) -> dict[str, pd.DataFrame]:
    """Draw children, and rows of some tables in the order of the children."""
    children = draw(st.lists(st.from_regex(r"[A-F0-9]{1,5}", fullmatch=True), min_size=1, max_size=4, unique=True))
    header = [(child, *draw(st.tuples(*[CELLS] * 6))) for child in children]
    stated = {child: {"CHILD": child, "SEX": sex, "DOB": birth} for child, sex, birth, *_ in header}
    records = {"header": table("header", header)}
    for kind in kinds:
        own = [name for name in ssda903.TABLES[kind] if name not in ("CHILD", "SEX", "DOB")]
        says_something = st.tuples(*[CELLS] * len(own)).filter(lambda row, kind=kind: kind == "uasc" or any(row))
        each = st.lists(says_something, max_size=1 if kind in WITHIN_HEADER else 3)
        rows = [stated[child] | dict(zip(own, row, strict=True)) for child in children for row in draw(each)]
        if rows:
            records[kind] = table(kind, [[row[name] for name in ssda903.TABLES[kind]] for row in rows])
    return records


def table(kind: str, rows: list) -> pd.DataFrame:
    """Return rows as a table of text."""
    return pd.DataFrame(rows, columns=list(ssda903.TABLES[kind])).astype("str")


def assert_same(records: dict[str, pd.DataFrame]) -> None:
    """Write, read, compare every table cell by cell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "SSDA903_2027.xml"
        ssda903.write_xml(path, records)
        extract = ssda903.read(path)
    assert (set(extract.records), extract.dropped, extract.notes) == (set(records), {}, ())
    for kind, rows in records.items():
        back = extract.records[kind].drop(columns=list(PROVENANCE))
        pd.testing.assert_frame_equal(back, rows, check_column_type=False)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(TABLES), max_size=3, unique=True).flatmap(returns))
def test_a_return_comes_back(records):
    """Some of the tables, beside the header."""
    assert_same(records)


@pytest.mark.campaign
@pytest.mark.parametrize("kind", TABLES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_every_table_comes_back(kind, data):
    """A hundred of every table."""
    assert_same(data.draw(returns([kind])))
