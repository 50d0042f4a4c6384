"""Headings are found by what they mean."""

import pytest

from flows.sources.headers import Heading, Headings, closest, find_header_row, match_headers, meaning

REFERRAL = Heading("date_of_referral", "Date of Referral", ("Referral received date",))
SOURCE = Heading("referral_source", "Referral Source", ("Source",))
PLAN_START = Heading("plan_start", "Child Protection Plan Start Date")
PLAN_END = Heading("plan_end", "Child Protection Plan End Date")


def matched(cells: list[str], *headings: Heading):
    """Match a row of cells given as text."""
    return match_headers([meaning(cell) for cell in cells], Headings(headings))


@pytest.mark.parametrize(
    "typed",
    [
        "DATE OF REFERRAL",
        "  Date\u00a0of\nReferral ",
        "date_of_referral",
        "DateOfReferral",
        "Referral date",
        "Date of referral:",
        "Dàte of referral",
    ],
)
def test_typing_does_not_matter(typed):
    """Case, spaces, line breaks, punctuation, accents and word order make no difference."""
    assert matched([typed], REFERRAL).positions == {"date_of_referral": 0}


def test_curly_and_straight_quotes_are_one():
    """A typographic apostrophe means the same as a straight one."""
    assert meaning("LA children’s support?") == meaning("local authority children's support")


def test_abbreviations_are_spelled_out():
    """The sector's abbreviations mean what they stand for."""
    assert meaning("CPP Start Date") == PLAN_START.meaning


def test_no_further_action_is_not_a_number():
    """ "No" in "No further action" is not short for number."""
    assert meaning("Referral: no further action?") == meaning("Referral NFA")


def test_start_and_end_are_never_confused():
    """Two headings that differ in one word are two headings."""
    found = matched(["Child Protection Plan End Date"], PLAN_START, PLAN_END)
    assert found.positions == {"plan_end": 0}


def test_official_title_goes_before_an_alias():
    """An extra column with a similar name does not take the place of the real one."""
    found = matched(["Source", "Referral Source"], SOURCE)
    assert (found.positions, found.unused, found.duplicated) == ({"referral_source": 1}, (0,), {})


def test_two_equal_headings_are_reported():
    """A heading that stands twice is found at its first place, and said to be duplicated."""
    found = matched(["Date of Referral", "Source", "Referral Date"], REFERRAL, SOURCE)
    assert found.duplicated == {"date_of_referral": (0, 2)}


def test_one_slip_is_a_reported_guess():
    """A heading with one wrong letter is used and said to be guessed."""
    found = matched(["Date of Refferal"], REFERRAL)
    assert (found.positions, found.guessed) == ({"date_of_referral": 0}, ("date_of_referral",))


def test_two_slips_are_not_guessed():
    """Nothing weaker than one slip is tried."""
    assert matched(["Date of Reverrel"], REFERRAL).positions == {}


def test_a_guess_is_never_one_of_two():
    """Two misspelled candidates are no candidate."""
    assert matched(["Date of Refferal", "Date of Refarral"], REFERRAL).positions == {}


def test_a_negation_is_another_heading():
    """A heading with "not" in it means the opposite and is no match."""
    required = Heading("required", "Conference required")
    assert matched(["Conference not required"], required).positions == {}


def test_header_row_is_the_one_with_most_headings():
    """A title above the table is not taken for its header."""
    rows = [["Referrals"], [], ["Referral source", "Date of referral"], ["Police", "2024-01-05"]]
    meanings = [[meaning(cell) for cell in row] for row in rows]
    found = find_header_row(meanings, Headings([REFERRAL, SOURCE]))
    assert found is not None
    assert found[0] == 2


def test_no_header_row_in_a_page_of_text():
    """A single word that happens to be a heading makes no header row."""
    assert find_header_row([[meaning("Source")]], Headings([REFERRAL, SOURCE])) is None


def test_closest_heading_is_a_hint():
    """A missing heading's hint is the text most like it."""
    assert closest(REFERRAL, ["Team", "Date of Referral Decision"]) == "Date of Referral Decision"


def test_unlike_headings_give_no_hint():
    """Where nothing resembles the heading there is no hint."""
    assert closest(REFERRAL, ["Team", "Worker"]) is None
