"""Delimited files read as columns say what the strict reader says, or are left to it."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources import spreadsheets
from flows.sources.extract import UnreadableExtract
from flows.sources.regular_text import Columns, regular_columns

PIECES = st.sampled_from(["a", "é", "1", " ", "\x1c", "\u2003", ",", ",", ";", '"', '"', "\n", "\n", "\r\n", "\r", ""])


def read(content: str) -> tuple | str:
    """Read a file; return its rows, lines and how it was read, or why it was not."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"
        file.write_bytes(content.encode())
        try:
            table = spreadsheets.read_delimited(file)
        except UnreadableExtract as error:
            return error.cause
    return [list(row) for row in table.rows], list(table.lines), table.cut_off, table.encoding


@settings(max_examples=100, deadline=None)
@given(
    st.lists(PIECES, min_size=1, max_size=25).map("".join)
    | st.lists(st.lists(PIECES).map(lambda cells: "a,b\n" + "".join(cells))).map("".join)
)
def test_columns_say_what_rows_say(content: str):
    """Whatever the text: quotation marks, spaces, line ends, rows of any length."""
    fast = read(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spreadsheets, "regular_columns", lambda *_, **__: None)
        assert read(content) == fast


@pytest.mark.parametrize(
    "content",
    [
        b"id,name\n1,Asha\n2,Ben\n",
        b'id,name\n1,"Asha, of Ash"\n2,\n',
        b"\xef\xbb\xbfid,name\r\n1,Asha\r\n",
    ],
)
def test_ordinary_files_are_regular(content: bytes):
    """Otherwise nothing would be gained."""
    assert isinstance(regular_columns(content, delimiter=",", width=2), Columns)


@pytest.mark.parametrize(
    "content",
    [
        b"id,name\n1,Asha,Ben\n",
        b"id,name\n\n1,Asha\n",
        b'id,name\n1,"Asha\nBen"\n',
        b'id,name\n1,"Asha ""A"" Ben"\n',
        b'id,name\n"a,"b",c"\n',
        b"id,name\r1,Asha\r",
        b"id,name\n1,\xff\n",
        b"id,name\n1," + b"x" * 200_000 + b"\n",
        b"id,name\n1,Asha\n\r\n",
    ],
)
def test_whatever_is_irregular_is_left_to_the_strict_reader(content: bytes):
    """Rows of other lengths, blank lines, line breaks and marks within cells, bytes that are no UTF-8, huge cells."""
    assert regular_columns(content, delimiter=",", width=2) is None


def test_a_row_and_rows_of_columns():
    """Whoever looks at rows sees rows."""
    columns = regular_columns(b"id,name\n1,Asha\n2, \n", delimiter=",", width=2)
    assert columns[1] == ["1", "Asha"]
    assert list(columns[1:]) == [["1", "Asha"], ["2", None]]
    assert list(columns[::2]) == [["id", "name"], ["2", None]]
    assert len(columns) == 3
