"""One row, one line, whichever database it is from; and many lines in order in little memory."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.database_rows import as_lines
from flows.sources.database_sorting import Sorter


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("000123", "000123"),
        (datetime(2024, 2, 3), "2024-02-03"),
        (datetime(2024, 2, 3, 9, 5), "2024-02-03 09:05:00"),
        (date(2024, 2, 3), "2024-02-03"),
        (True, "1"),
        (7, "7"),
        (0.8, "0.8"),
        (3.0, "3"),
        (Decimal("0.80"), "0.8"),
        (Decimal("100"), "100"),
        ('a "b", c', '"a ""b"", c"'),
        ("a\0b", "a\N{REPLACEMENT CHARACTER}b"),
    ],
)
def test_values_have_one_text(value, text):
    """Beside a second cell, so that an empty one needs no quotation marks."""
    assert as_lines([(value, "x")], [type(value), str]) == [f"{text},x"]


@given(lines=st.lists(st.text(max_size=4)), in_memory=st.integers(1, 5))
def test_lines_come_in_order_however_many_pieces_they_were_in(tmp_path_factory, lines, in_memory):
    """What is merged from pieces is what sorting them together gives."""
    with Sorter(tmp_path_factory.getbasetemp(), in_memory=in_memory) as sorter:
        for line in lines:
            sorter.add([line])
        assert list(sorter.lines()) == sorted(lines)


CELLS = st.one_of(st.none(), st.text('ab ,;"\n\r', max_size=4), st.integers(0, 9))


@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
def test_lines_are_those_of_the_csv_writer(rows):
    """Whether or not a cell needs quotation marks."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    assert "".join(f"{line}\n" for line in as_lines(rows, [str, object])) == written.getvalue()
