"""What is read column by column is what is read cell by cell; anything unusual is left to the careful reader."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources.plain_csv import read_plain
from flows.sources.spreadsheets import read_delimited


@pytest.mark.parametrize(
    "content",
    [
        b'a,b\n"1",2\n',
        b"a,b\n1,2",
        b"a,b\n1,2\n,\n",
        b"a,b\n1,2\n\n",
        b"a,b\n1,2\na,b\n",
        b"a,b\n1,2,3\n",
        b"a,b\n1\n",
        b"a,b\n1,\r2\n",
        b"a,b\n1,\0\n",
        b"a,b\n1,\xe9\n",
        b"a\n1\n",
        b"a,b\n1," + b"x" * 200_000 + b"\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_careful_reader(tmp_path, content):
    """Quotation marks, a line cut off, rows that are none or of another length, another encoding, a huge cell."""
    (tmp_path / "a.csv").write_bytes(content)
    assert read_plain(tmp_path / "a.csv") is None


CELL = st.text(st.sampled_from("ab é\u00a0-1;"), max_size=3)


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=5), ending=st.sampled_from(["\n", "\r\n"]))
def test_both_ways_read_the_same(tmp_path_factory, rows, ending):
    """Cell for cell, wherever the quick way reads at all."""
    file = tmp_path_factory.getbasetemp() / "plain.csv"
    file.write_bytes("".join(",".join(row) + ending for row in [("x", "y", "z"), *rows]).encode())
    plain = read_plain(file)
    if plain is not None:
        table = read_delimited(file)
        assert plain.headings == table.rows[0]
        cells = [list(row) for row in zip(*[column.astype(object) for column in plain.columns], strict=True)]
        assert [[None if cell != cell else cell for cell in row] for row in cells] == list(table.rows[1:])
