"""
Whatever a census can hold, writing and reading it gives it back.

The default suite draws few examples; `make campaign-round-trips` draws 1,000.
"""

from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources import cin_census
from flows.sources.cin_census_layout import NODES, ROOT
from transforms.conform.cin_census import KINDS, conform

CONTROL_CHARACTERS = "".join(map(chr, range(32))).translate(str.maketrans("", "", "\t\n\r"))
TEXT = (
    st.text(
        st.one_of(
            st.sampled_from("<>&\"' \t\n\r]]-0A"),
            st.characters(exclude_categories=["Cs"], exclude_characters=CONTROL_CHARACTERS + "\ufffe\uffff"),
        ),
        max_size=8,
    )
    .map(str.strip)
    .filter(bool)
)


@st.composite
def censuses(draw):
    """Draw a collection year and the records of a census of that year."""
    year = draw(st.integers(2017, 2026))
    rows = {kind: [] for kind in NODES}

    def add(node, way, number):
        fields = [part if part.since <= year <= part.until else None for part in node.record.fields]
        row = [part and draw(st.none() | TEXT) for part in fields]
        if node is not ROOT and not any(row):
            row[0] = draw(TEXT)  # an element that says nothing is no row
        rows[node.kind].append((*way, number, *row))
        for nested in node.nested:
            if nested.record.since <= year:
                for position in range(draw(st.integers(0, 2))):
                    add(nested, (*way, number, row[0]), position + 1)

    for position in range(draw(st.integers(0, 3))):
        add(ROOT, (), position + 1)
    return year, {
        kind: pd.DataFrame(rows[kind], columns=list(node.columns)).astype(
            {name: "int64" if name in node.numbers else "str" for name in node.columns}
        )
        for kind, node in NODES.items()
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all examples."""
    return tmp_path_factory.mktemp("round_trip")


SLOWLY = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


@settings(max_examples=25, **SLOWLY)
@given(census=censuses())
def test_what_is_written_and_read_back_is_the_same(folder, census):
    """Rows, order, parents and header survive, in every layout, and every row reaches a dataset."""
    assert_same(folder, *census)


@pytest.mark.campaign
@settings(max_examples=1000, **SLOWLY)
@given(census=censuses())
def test_a_thousand_come_back(folder, census):
    """The same, a thousand times."""
    assert_same(folder, *census)


def assert_same(folder, year, records):
    """Write, read, compare every table cell by cell."""
    path = folder / "census.xml"
    cin_census.write(path, records, authority_code="201", reference_date=date(year, 3, 31), collection_year=year)
    extract = cin_census.read(path)
    records = {kind: rows for kind, rows in records.items() if NODES[kind].record.since <= year}
    assert extract.records.keys() == records.keys()
    for kind, rows in records.items():
        pd.testing.assert_frame_equal(extract.records[kind][list(rows.columns)], rows)
    assert (extract.authority_code, extract.as_at, extract.collection_year) == ("201", date(year, 3, 31), year)
    assert (extract.notes, extract.dropped) == ((), {})

    conformed = conform(extract.records)
    assert {section: len(rows) for section, rows in conformed.items()} == {
        section: len(records[kind]) for section, kind in KINDS.items() if kind in records
    }
