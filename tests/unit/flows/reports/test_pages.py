from datetime import date, datetime

import pytest

from flows.counts import number, plural
from flows.reports.pages import Table, breakable, day, moment, page_name, paragraphs, write_page


def test_dates_are_british():
    """The day comes first, without a zero, the month in full."""
    assert day(date(2025, 9, 3)) == "3 September 2025"


def test_times_say_their_zone():
    """The ledger keeps UTC, and the page says so."""
    assert moment(datetime(2025, 10, 1, 5, 31)) == "1 October 2025, 05:31 UTC"


@pytest.mark.parametrize(("value", "words"), [(1234.0, "1,234"), (0, "0"), (2.5, "2.5")])
def test_numbers(value, words):
    """Whole numbers have no decimals, thousands are separated."""
    assert number(value) == words


@pytest.mark.parametrize(("count", "words"), [(0, "0 rows"), (1, "1 row"), (2340, "2,340 rows")])
def test_plurals(count, words):
    """One row, many rows."""
    assert plural(count, "row") == words


def test_paragraphs_lose_the_line_breaks_of_the_code():
    """A definition is written in lines of the code and read in paragraphs."""
    assert paragraphs("One\n  line.\n\nAnother.\n") == ["One line.", "Another."]


def test_codes_break_where_their_parts_meet():
    """Long codes can be broken, numbers cannot, and markup is escaped."""
    assert breakable("a.list_3") == "a.<wbr>list_<wbr>3"
    assert breakable("99.5% <b>") == "99.5% &lt;b&gt;"


def test_file_names_hold_nothing_but_letters_and_digits():
    """A code from the settings cannot lead out of the folder."""
    assert page_name("scorecard", "../E1") == "scorecard----E1.html"


def test_empty_columns_are_left_out():
    """A column that says nothing in any row is not shown; the first always is."""
    table = Table("", ("Period", "Value", "Cases"), [("Sep", "1", ""), ("Oct", "2", "")]).without_empty_columns()
    assert (table.columns, table.rows) == (("Period", "Value"), [("Sep", "1"), ("Oct", "2")])


def test_a_page_that_cannot_be_made_leaves_the_old_one(tmp_path):
    """A template that fails does not touch the page that is there."""
    page = tmp_path / "index.html"
    page.write_text("the old page")
    with pytest.raises(Exception, match="entries"):
        write_page(page, "index.html.j2")
    assert page.read_text() == "the old page"
    assert list(tmp_path.iterdir()) == [page]
