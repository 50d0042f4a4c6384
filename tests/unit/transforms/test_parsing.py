"""Text into typed values."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from expectations.contract import UNMAPPED, Column
from expectations.datasets.child_protection import ChildProtectionPlans
from expectations.datasets.children import ChildDisabilities, Children
from expectations.datasets.front_door import Contacts, Referrals
from transforms.parsing import Fate, Parsed, parse, reading_of


def parsed(dataset, *, year=None, statutory=False, **columns) -> Parsed:
    """Parse columns of text given as lists."""
    text = pd.DataFrame(columns, dtype="str")
    return parse(
        dataset, text, year=year, statutory=statutory, pseudonymise=lambda names: names.str.len().astype("str")
    )


def one(dataset, column: str, text: str | None, **options) -> tuple[object, str]:
    """Return the value of one text and what became of it."""
    result = parsed(dataset, **{column: [text]}, **options)
    value = result.frame[column].iloc[0]
    fates = {
        "unreadable": result.unreadable[column].iloc[0],
        "unknown": column in result.unknown and result.unknown[column].iloc[0],
        "sentinel": column in result.sentinels,
        "missing": pd.isna(value),
    }
    return None if pd.isna(value) else value, next((fate for fate, holds in fates.items() if holds), "read")


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-03",
        "03/02/2024",
        "3/2/2024",
        "03-02-2024",
        "03.02.2024",
        "2024/02/03",
        "03/02/2024 00:00",
        "03/02/2024 14:05:59",
        "2024-02-03T00:00:00",
        "2024-02-03 14:05:59.123",
        "2024-02-03T23:30:00Z",
        "2024-02-03+01:00",
        "03/02/2024 2:05 PM",
        "03-Feb-2024",
        "3 February 2024",
        "03feb2024",
        "45325",
        "45325.0",
        "\xa003/02/2024 ",
    ],
)
def test_a_day_is_read_in_every_declared_format(text):
    """All of them are the third of February 2024: the day stands before the month, and the time is left out."""
    assert one(Referrals, "referral_date", text) == (pd.Timestamp(2024, 2, 3), "read")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("03/02/24", id="two digits of a year"),
        pytest.param("02/13/2024", id="month first"),
        pytest.param("2024-13-02", id="no such month"),
        pytest.param("31/02/2024", id="no such day"),
        pytest.param("29/02/2023", id="no leap year"),
        pytest.param("00/02/2024", id="day nought"),
        pytest.param("03-Fob-2024", id="no month name"),
        pytest.param("31/12/1899", id="before 1900"),
        pytest.param("01/01/2101", id="after 2100"),
        pytest.param("19999", id="too small for a spreadsheet's day"),
        pytest.param("60001", id="too large for a spreadsheet's day"),
        pytest.param("45325.75", id="a fraction of a day"),
        pytest.param("20240203", id="a number without separators"),
        pytest.param("03/02-2024", id="mixed separators"),
        pytest.param("03/02/2024 25:00", id="no such hour"),
        pytest.param("03/02/2024 or later", id="more words"),
        pytest.param("٠٣/٠٢/٢٠٢٤", id="digits of another script"),
        pytest.param("soon", id="no date"),
        pytest.param("#VALUE!", id="a spreadsheet's error"),
    ],
)
def test_a_day_that_is_not_certain_is_unreadable(text):
    """Nothing is guessed and nothing raised."""
    assert one(Referrals, "referral_date", text) == (None, "unreadable")


@pytest.mark.parametrize(
    "text", ["1900-01-01", "01/01/1900", "1900-01-00", "31/12/9999", "9999-12-31 00:00:00", "9999-12-31T23:59:59"]
)
def test_dates_that_stand_for_none_are_counted(text):
    """Systems write the first or the last day of their calendar for no date."""
    assert one(Referrals, "closure_date", text) == (None, "sentinel")
    assert parsed(Referrals, closure_date=[text, text, "2024-02-03"]).sentinels == {"closure_date": 2}


@pytest.mark.parametrize(
    "text", [None, "", "  ", "\xa0", "NULL", "N/A", "#N/A", "#REF!", "nan", "NaN", "None", "-", "Not recorded"]
)
@pytest.mark.parametrize("column", ["child_id", "closure_date", "no_further_action", "primary_need", "team"])
def test_words_for_nothing_are_missing(column, text):
    """What systems write into empty cells is neither a value nor a mistake, in a column of any type."""
    assert one(Referrals, column, text) == (None, "missing")


@pytest.mark.parametrize("text", ["PLACEHOLDER_DATA", "PLACEHOLDER_DATE"])
def test_placeholders_are_missing(text):
    """Exports of the Standard Safeguarding Dataset fill unwritten columns with a placeholder."""
    assert one(Referrals, "closure_date", text) == (None, "missing")


def test_words_for_nothing_may_be_codes():
    """NONE is a disability code, and `Not recorded` an answer about sex."""
    assert one(ChildDisabilities, "disability", "NONE") == ("NONE", "read")
    assert one(Children, "sex", "Not recorded") == ("U", "read")


def test_identifiers_are_never_numbers():
    """Leading noughts and decimals tell identifiers apart; only spaces at the ends go."""
    assert parsed(Referrals, child_id=["000123", "123", "123.9", "\xa0123 "]).frame["child_id"].tolist() == [
        "000123",
        "123",
        "123.9",
        "123",
    ]


def test_team_names_have_their_spaces_tidied():
    """A non-breaking space makes no second team."""
    assert one(Referrals, "team", " Locality\xa04  Duty Team ") == ("Locality 4 Duty Team", "read")


@pytest.mark.parametrize(
    "text", [pytest.param("x" * 101, id="too long"), pytest.param("a\x00b", id="nought byte"), "#NAME?"]
)
def test_text_that_cannot_be_kept_is_unreadable(text):
    """Longer than declared, with control characters, or a spreadsheet's error."""
    assert one(Referrals, "team", text) == (None, "unreadable")


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("3.0", 3), ("3.", 3), ("+3", 3), (" 0 ", 0), ("007", 7)])
def test_whole_numbers(text, number):
    """A spreadsheet writes 3.0 for 3."""
    assert one(Referrals, "referrals_in_last_12_months", text) == (number, "read")


@pytest.mark.parametrize("text", ["3.5", "-1", "three", "1e3", "1,000", "99999999999", "٣"])
def test_numbers_that_are_not_whole_or_out_of_range_are_unreadable(text):
    """A count below its declared minimum is as unreadable as a word."""
    assert one(Referrals, "referrals_in_last_12_months", text) == (None, "unreadable")


@pytest.mark.parametrize("text", ["Y", "yes", "1", "1.0", "TRUE", "a) Yes", "a. Yes", "1 - Yes"])
def test_yes(text):
    """Every way of saying yes."""
    assert one(Referrals, "no_further_action", text) == (True, "read")


@pytest.mark.parametrize("text", ["N", "no", "0", "0.0", "false", "b) No", "b. No", "0 - No"])
def test_no(text):
    """Every way of saying no."""
    assert one(Referrals, "no_further_action", text) == (False, "read")


@pytest.mark.parametrize("text", ["perhaps", "2", "Yes - No", "1 - No"])
def test_neither_yes_nor_no_is_unreadable(text):
    """An answer that is no answer, or both."""
    assert one(Referrals, "no_further_action", text) == (None, "unreadable")


def test_an_honest_unknown_is_missing_where_only_yes_and_no_fit():
    """A column of yes and no has no member for unknown."""
    assert one(Referrals, "no_further_action", "c) Unknown") == (None, "missing")


def test_a_code_in_no_list_is_unmapped():
    """The row keeps a mark that is neither missing nor a code."""
    assert one(Referrals, "primary_need", "PSRMEM - Support with memory and cognition") == (UNMAPPED, "unknown")


@pytest.mark.parametrize(("year", "fate"), [(2022, "unknown"), (2023, "read"), (None, "read")])
def test_a_code_is_known_only_in_its_years(year, fate):
    """RC9 came with the 2023 census."""
    assert one(Referrals, "closure_reason", "RC9", year=year)[1] == fate


def test_a_local_code_is_unknown_to_a_statutory_format():
    """Annex A's groups are no codes of the census."""
    assert one(Contacts, "source", "Health services") == ("3", "read")
    assert one(Contacts, "source", "Health services", statutory=True) == (UNMAPPED, "unknown")


def test_a_worker_is_known_by_pseudonym_only():
    """The name goes through the given function, tidied, and nowhere else; a missing name stays missing."""
    result = parsed(Referrals, worker=["Asha\xa0Lane", "Asha Lane", None, "x" * 300])
    assert result.frame["worker"].isna().tolist() == [False, False, True, False]
    assert result.frame["worker"].dropna().tolist() == ["9", "9", "300"]


def test_a_worker_without_a_way_to_hide_the_name_is_refused():
    """Names must not get through because somebody forgot the key."""
    text = pd.DataFrame({"worker": ["Asha Lane"]}, dtype="str")
    with pytest.raises(ValueError, match="pseudonyms") as raised:
        parse(Referrals, text, year=None, statutory=False)
    assert "Asha" not in str(raised.value)


def test_a_frame_has_every_column_and_says_which_were_delivered():
    """Columns that were not delivered are there, typed and empty; the place in the file is kept."""
    text = pd.DataFrame({"child_id": ["7"], "start_date": ["2024-02-03"], "source_line": [12], "row_number": [0]})
    result = parse(ChildProtectionPlans, text.set_axis([40]), year=None, statutory=False)
    assert list(result.frame) == [*ChildProtectionPlans.columns, "source_line", "row_number"]
    assert result.delivered == {"child_id", "start_date"}
    assert result.unreadable.keys() == {"child_id", "start_date"}
    assert result.frame.index.tolist() == [40]
    assert {str(result.frame[name].dtype) for name in ("end_date", "referral_date")} == {"datetime64[s]"}
    assert str(result.frame["number_of_previous_plans"].dtype) == "Int64"
    assert str(result.frame["initial_category"].dtype) == "str"


def test_no_rows_have_the_same_types():
    """An empty section is typed like any other."""
    full, empty = (parsed(Referrals, child_id=ids, referral_date=ids) for ids in (["1"], []))
    assert empty.frame.dtypes.equals(full.frame.dtypes)


def test_a_column_that_is_not_declared_is_our_mistake():
    """A misspelt name in a conform module must not lose a column in silence."""
    with pytest.raises(ValueError, match="referrals declares no column refferal_date"):
        parsed(Referrals, refferal_date=["2024-02-03"])


def test_marks_line_up_with_the_rows():
    """The second row is the unreadable one, by its own index."""
    text = pd.DataFrame({"closure_date": ["2024-02-03", "soon"]}, dtype="str").set_axis([5, 2])
    result = parse(Referrals, text, year=None, statutory=False)
    assert result.unreadable["closure_date"].to_dict() == {5: False, 2: True}
    assert result.frame["closure_date"].dt.date.to_dict()[5] == date(2024, 2, 3)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.521371", 0.521371),
        ("37", 37.0),
        (".5", 0.5),
        ("-2.50", -2.5),
        ("£1,234.50", 1234.5),
        ("18.100000000000001", 18.1),
        ("0.30000000000000004", 0.3),
        ("5e-05", 0.00005),
    ],
)
def test_a_number_is_read_as_it_is_written(text, number):
    """Fifteen digits count; what a spreadsheet adds behind them does not."""
    assert reading_of(Column("fte", Decimal, True, ""), text) == (number, Fate.READ)


@pytest.mark.parametrize("text", ["1,23", "1.2.3", "12%", "half", "1e300", "nan5", "1 2", "٣"])
def test_what_is_no_number_is_unreadable(text):
    """A comma for a point, a sign of its own, a word: nothing is guessed."""
    assert reading_of(Column("fte", Decimal, True, ""), text) == (None, Fate.UNREADABLE)


def test_a_number_outside_its_limits_is_unreadable():
    """A full-time equivalent of 37 is a number of hours."""
    column = Column("fte", Decimal, True, "", minimum=0, maximum=1)
    assert [reading_of(column, text)[1] for text in ("1", "1.01", "-0.1")] == [
        Fate.READ,
        Fate.UNREADABLE,
        Fate.UNREADABLE,
    ]
