"""
The ten parsing rules, clause by clause, each by one example: `docs/reference/parsing-rules.md` is made of these tests.

In a drawing `⍽` is a non-breaking space and `␣` a space. A cell of a sheet in the form 2024-01-05 is a real date and
one of digits a number; `=B2+1 → 7` is a formula whose result the file holds.
"""

from pathlib import Path

import pytest

from tests.spec.parsing_examples import delivered_twice, one_child, reads, sheet, text_file, xml_file
from tests.spec.parsing_page import PAGE, page


def test_rule_1_dates_are_read_day_first():
    """Real dates, ISO 8601, `dd/mm/yyyy` with or without a time, `dd-Mon-yyyy`; a month never stands first."""
    reads(
        "date",
        """
        delivered           | read
        2024-02-03          | 2024-02-03
        2024-02-03T00:00:00 | 2024-02-03
        03/02/2024          | 2024-02-03
        03/02/2024 09:30    | 2024-02-03
        3.2.2024            | 2024-02-03
        03-Feb-2024         | 2024-02-03
        3 February 2024     | 2024-02-03
        02/13/2024          | unreadable
        31/02/2024          | unreadable
        """,
    )


def test_rule_1_a_serial_number_of_a_spreadsheet_is_a_day():
    """Days since 1900, as a spreadsheet stores them; other numbers are no dates."""
    reads(
        "date",
        """
        delivered | read
        45325     | 2024-02-03
        45325.0   | 2024-02-03
        12        | unreadable
        99999     | unreadable
        """,
    )


def test_rule_1_a_year_of_two_digits_is_an_error():
    """Nobody knows whether 05/06/07 is a birth in 2007 or a slip: the row is held back."""
    reads(
        "date",
        """
        delivered  | read
        03/02/24   | unreadable
        3-Feb-24   | unreadable
        05/06/07   | unreadable
        """,
    )


def test_rule_1_a_date_that_stands_for_none_is_absent_and_counted():
    """
    Systems write 1 January 1900 or 31 December 9999 where there is no date; the note `sentinel:...` counts them.
    """
    reads(
        "date",
        """
        delivered           | read
        1900-01-01          | nothing, counted
        01/01/1900 00:00:00 | nothing, counted
        31/12/9999          | nothing, counted
        99991231            | nothing, counted
        """,
    )


def test_rule_2_words_for_nothing_are_nothing():
    """Spaces and non-breaking spaces too. What a word means depends on the column: a name may be `NA`."""
    reads(
        "date",
        """
        delivered        | read
        ␣␣               | nothing
        ⍽                | nothing
        NULL             | nothing
        N/A              | nothing
        #N/A             | nothing
        nan              | nothing
        -                | nothing
        Not recorded     | nothing
        PLACEHOLDER_DATE | nothing
        NA               | nothing
        """,
    )
    reads(
        "text",
        """
        delivered        | read
        NULL             | nothing
        PLACEHOLDER_DATA | nothing
        NA               | NA
        """,
    )


def test_rule_3_identifiers_are_text():
    """Leading zeros stand; spaces and non-breaking spaces around them go. `000123` and `123` are two children."""
    reads(
        "identifier",
        """
        delivered  | read
        000123     | 000123
        123        | 123
        ␣AB-1⍽     | AB-1
        1e5        | 1e5
        """,
    )


def test_rule_3_a_width_is_restored_only_where_the_authority_declares_it():
    """Excel loses leading zeros. They come back where `lodestar.toml` says `identifier_width = 6`, and only there."""
    reads(
        "identifier of width 6",
        """
        delivered | read
        123       | 000123
        000123    | 000123
        1234567   | 1234567
        AB1       | AB1
        """,
    )


def test_rule_4_headings_are_found_by_what_they_mean():
    """Case, spaces, punctuation, quotes and order do not matter; one slip of the pen is taken, and reported."""
    sheet(
        """
        date-of REFERRAL | “Child unique’s ID” | Referal Source
        2024-01-05       | A1                  | 6
        """,
        loaded="""
        child | referred   | source
        A1    | 2024-01-05 | 6
        """,
        noted="header_guessed",
    )


def test_rule_4_a_list_without_its_key_column_is_held_and_the_others_are_loaded():
    """Where a column stands is no evidence: without a heading that says so no column is the date. It is reported."""
    sheet(
        """
        Child Unique ID | Something | Referral Source
        A1              | 2024-01-05 | 6
        """,
        loaded="nothing",
        dropped="missing_key_column 1",
        noted="extra_columns, list_refused",
    )


def test_rule_5_the_header_need_not_be_the_first_row():
    """Titles, remarks and blank rows above it are no records."""
    sheet(
        """
        Referrals to the city |                  |
                              |                  |
        Child Unique ID       | Date of Referral | Referral Source
        A1                    | 2024-01-05       | 6
        """,
        loaded="""
        child | referred   | source
        A1    | 2024-01-05 | 6
        """,
    )


def test_rule_5_blank_rows_totals_and_repeated_headers_are_no_records():
    """Each is left out by a rule that is counted."""
    sheet(
        """
        Child Unique ID | Date of Referral | Referral Source
        A1              | 2024-01-05       | 6
                        |                  |
        Child Unique ID | Date of Referral | Referral Source
        B2              | 2024-01-06       | 6
        Total: 2        |                  |
        """,
        loaded="""
        child | referred   | source
        A1    | 2024-01-05 | 6
        B2    | 2024-01-06 | 6
        """,
        dropped="blank_row 1, repeated_header 1, totals_row 1",
    )


def test_rule_5_hidden_rows_are_read():
    """A filter that somebody left on hides no children. Row 2 is hidden here."""
    sheet(
        """
        Child Unique ID | Date of Referral | Referral Source
        A1              | 2024-01-05       | 6
        B2              | 2024-01-06       | 6
        """,
        hidden=2,
        loaded="""
        child | referred   | source
        A1    | 2024-01-05 | 6
        B2    | 2024-01-06 | 6
        """,
    )


def test_rule_5_of_merged_cells_the_first_has_the_value():
    """Nothing is copied down: the second row has no child, and validation holds it back. A2 and A3 are merged here."""
    sheet(
        """
        Child Unique ID | Date of Referral | Referral Source
        A1              | 2024-01-05       | 6
                        | 2024-01-06       | 6
        """,
        merged="A2:A3",
        loaded="""
        child | referred   | source
        A1    | 2024-01-05 | 6
              | 2024-01-06 | 6
        """,
    )


def test_rule_5_of_a_formula_the_stored_result_counts():
    """Nothing is calculated anew."""
    sheet(
        """
        Child Unique ID | Date of Referral | Referral Source
        =A9 → A1        | 2024-01-05       | =3+3 → 6
        """,
        loaded="""
        child | referred   | source
        A1    | 2024-01-05 | 6
        """,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_rule_6_text_files_come_in_several_encodings(encoding):
    """UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252; non-breaking spaces are spaces."""
    text_file(
        """
        Child Unique ID,Date of Referral,Referral Source,Allocated Team
        A1,05/01/2024,6,Équipe⍽Nord
        """,
        encoding=encoding,
        loaded="""
        child | referred   | source | team
        A1    | 2024-01-05 | 6      | Équipe Nord
        """,
    )


def test_rule_6_a_quoted_cell_may_hold_a_line_break_or_a_comma():
    """A record ends where its last cell does, not where the line does (`↵` is a line break)."""
    text_file(
        """
        Child Unique ID,Date of Referral,Referral Source,Allocated Team
        A1,05/01/2024,6,"North,↵East"
        """,
        encoding="utf-8",
        loaded="""
        child | referred   | source | team
        A1    | 2024-01-05 | 6      | North, East
        """,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252"])
def test_rule_6_an_xml_file_says_its_own_encoding(encoding):
    """Namespaces do not matter, and `&amp;` is an ampersand."""
    xml_file(
        """
        <c:LAchildID>É&amp;1</c:LAchildID><c:PersonBirthDate>2012-03-04</c:PersonBirthDate>
        """,
        encoding=encoding,
        loaded="""
        child | born
        É&1   | 2012-03-04
        """,
    )


def test_rule_7_yes_and_no_in_every_form():
    """Letters, words, digits, with the letter of the list in front."""
    reads(
        "yes or no",
        """
        delivered | read
        Y         | yes
        Yes       | yes
        1         | yes
        1.0       | yes
        TRUE      | yes
        a) Yes    | yes
        1 - Yes   | yes
        n         | no
        0         | no
        false     | no
        b) No     | no
        maybe     | unreadable
        Yes - No  | unreadable
        """,
    )


def test_rule_8_an_age_is_never_read_the_birth_date_is():
    """`<1`, `0.5` and `7 months` are ages on a day that nobody states. Without a birth date the age is unknown."""
    sheet(
        """
        Child Unique ID | Date of Referral | Referral Source | Date of Birth | Age of Child (Years)
        A1              | 2024-01-05       | 6               | 2023-06-01    | <1
        B2              | 2024-01-06       | 6               |               | 7 months
        """,
        loaded="""
        child | referred   | source | born       | age band
        A1    | 2024-01-05 | 6      | 2023-06-01 | Under 1
        B2    | 2024-01-06 | 6      |            | Unknown
        """,
    )


def test_rule_9_a_row_that_says_the_same_again_is_dropped_and_counted():
    """However its cells are spelled: what counts is what they say."""
    delivered_twice(
        """
        child | referred   | source
        A1    | 2024-01-05 | 6
        A1    | 05/01/2024 | 6
        """,
        loaded="""
        child | referred   | source
        A1    | 2024-01-05 | 6
        """,
        dropped="duplicate_exact 1",
    )


def test_rule_9_the_same_key_with_other_values_is_an_error():
    """The first is loaded, the second held back with the reason: both are kept, and somebody decides."""
    delivered_twice(
        """
        child | referred   | source
        A1    | 2024-01-05 | 6
        A1    | 2024-01-05 | 10
        """,
        loaded="""
        child | referred   | source
        A1    | 2024-01-05 | 6
        """,
        held="grain 1",
    )


def test_rule_10_a_changed_identifier_is_the_same_child_on_evidence():
    """The same full pupil number and the same birth date, in two extracts; the first identifier names the child."""
    one_child(
        """
        identifier | stated by | as at      | born       | UPN           | former UPN
        old        | census    | 2023-03-31 | 2012-03-04 | A123456789012 |
        new        | census    | 2024-03-31 | 2012-03-04 | A123456789012 |
        """,
        expected="old = new",
    )


def test_rule_10_a_former_pupil_number_is_evidence():
    """The number that the school has replaced leads to the record that had it."""
    one_child(
        """
        identifier | stated by | as at      | born       | UPN           | former UPN
        old        | census    | 2023-03-31 | 2012-03-04 | A123456789012 |
        new        | census    | 2024-03-31 | 2012-03-04 | B123456789012 | A123456789012
        """,
        expected="old = new",
    )


def test_rule_10_the_ssda903_is_another_series_of_identifiers():
    """CHILD 1 is the authority's 1 because the birth dates agree; CHILD 2 is somebody else."""
    one_child(
        """
        identifier | stated by | as at      | born       | UPN | former UPN
        1          | census    | 2024-03-31 | 2012-03-04 |     |
        2          | census    | 2024-03-31 | 2015-01-01 |     |
        1          | SSDA903   | 2024-03-31 | 2012-03-04 |     |
        2          | SSDA903   | 2024-03-31 | 2009-09-09 |     |
        """,
        expected="1 = 1 (SSDA903)",
        not_joined="other_birth_date 1",
    )


def test_rule_10_a_number_that_one_extract_gives_to_two_children_identifies_neither():
    """The census itself says that they are two."""
    one_child(
        """
        identifier | stated by | as at      | born       | UPN           | former UPN
        1          | census    | 2024-03-31 | 2012-03-04 | A123456789012 |
        2          | census    | 2024-03-31 | 2012-03-04 | A123456789012 |
        """,
        expected="",
        not_joined="two_at_once 2",
    )


def test_rule_10_an_adopted_childs_new_identity_is_never_joined_to_the_old():
    """Whatever the two share: the record of the child who was adopted on 1 June 2023 ends with that day."""
    one_child(
        """
        identifier | stated by | as at      | born       | UPN           | former UPN
        old        | census    | 2023-03-31 | 2012-03-04 | A123456789012 |
        new        | census    | 2025-03-31 | 2012-03-04 | A123456789012 |
        """,
        adopted="old 2023-06-01",
        expected="",
        not_joined="across_adoption 1",
    )


def test_the_page_is_made_of_these_tests():
    """`make docs` writes it again."""
    found = Path(__file__).parents[2] / "docs" / "reference" / PAGE
    assert found.read_text(encoding="utf-8") == page()
