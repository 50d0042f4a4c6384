"""Annex A as it really arrives: sheets and headers in any order and spelling, and every row accounted for."""

import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.sources import annex_a
from flows.sources.annex_a_columns import LISTS
from flows.sources.extract import Extract, UnreadableExtract

REFERRALS = ["Child Unique ID", "Gender", "Date of Referral", "Referral Source", "Allocated Team"]
ASHA = ["A1", "b) Female", "2024-01-05", "q) 6: Police", "MASH"]
BEN = ["B2", "a) Male", "2024-01-06", "e) 2A: Schools", "MASH"]


def workbook(folder: Path, *, name: str = "extract.xlsx", **sheets: list[list[object]]) -> Path:
    """Write a workbook with the rows of each sheet; underscores in the sheets' names become spaces."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(line, place, value)
    book.save(folder / name)
    return folder / name


def csv_folder(folder: Path, **files: bytes | str) -> Path:
    """Write a folder of CSV files."""
    extract = folder / "extract"
    extract.mkdir()
    for name, content in files.items():
        (extract / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return extract


def with_cells(path: Path, *, replace: bytes, by: bytes, part: str = "xl/worksheets/sheet1.xml") -> Path:
    """Change the XML of a workbook's part by hand, for what no library writes."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert replace in parts[part]
    parts[part] = parts[part].replace(replace, by)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def codes(extract: Extract, section: str = "list_3") -> list[str]:
    """Return the codes of the notes about a list, without those that every partial workbook has."""
    return [note.code for note in extract.notes if note.section == section and note.code != "missing_column"]


def column(extract: Extract, name: str, section: str = "list_3") -> list[object]:
    """Return one column as a list with None for what is missing."""
    values = extract.records[section][name]
    return values.astype(object).where(values.notna(), None).tolist()


# --- lists


@pytest.mark.parametrize(
    "sheet", ["List_3", "LIST3", "3_Referrals", "Referrals", "Annex A list 03", "Sheet1", "List_4"]
)
def test_list_is_recognised_by_name_or_headers(tmp_path, sheet):
    """A tab's number, its words, or its headers alone say which list it is; a wrong number does not matter."""
    extract = annex_a.read(workbook(tmp_path, **{sheet: [REFERRALS, ASHA]}))
    assert list(extract.records) == ["list_3"]


def test_name_contradicted_by_headers_is_noted(tmp_path):
    """A tab called List 4 with the columns of list 3 is list 3, and a note says so."""
    extract = annex_a.read(workbook(tmp_path, List_4=[REFERRALS, ASHA]))
    assert "list_decided_by_headers" in codes(extract)


def test_sheets_come_in_any_order(tmp_path):
    """The order of the tabs does not matter."""
    contacts = [["Child Unique ID", "Date of Contact", "Contact Source"], ["A1", "2024-01-05", "Police"]]
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA], List_1=contacts))
    assert list(extract.records) == ["list_1", "list_3"]


def test_early_help_assessments_are_not_list_4(tmp_path):
    """List 2 has an assessment start date too, and is told apart by its other columns."""
    rows = [
        [
            "Child Unique ID",
            "Assessment start date",
            "Assessment completion date",
            "Organisation completing assessment",
        ],
        ["A1", "2024-01-05", "2024-02-05", "Nursery"],
    ]
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA], Assessments=rows))
    assert list(extract.records) == ["list_2", "list_3"]


@pytest.mark.parametrize(
    "title", ["Continuous Assessment Date of Authorisation", "Assessment completion date", "Date assessment completed"]
)
def test_assessments_with_few_columns_are_not_early_help(tmp_path, title):
    """Start and completion alone leave it to the tab's name which assessments they are."""
    rows = [["Child Unique ID", "Assessment start date", title], ["A1", "2024-01-05", "2024-02-05"]]
    assert list(annex_a.read(workbook(tmp_path, Assessments=rows)).records) == ["list_4"]


def test_care_leavers_need_no_date(tmp_path):
    """List 9 says how things stand: a child is enough, and a total below is found by it."""
    leavers = [["Child Unique ID", "Eligibility Category"], ["A1", "b)"], [None], ["B2", "b)"], ["Total", 2]]
    extract = annex_a.read(workbook(tmp_path, List_9=leavers))
    assert column(extract, "child_unique_id", "list_9") == ["A1", "B2"]
    assert extract.dropped == {"list_9": {"blank_row": 1, "totals_row": 1}}


def test_adopters_are_told_from_children(tmp_path):
    """List 11 has no child: its first column is the adopter, by whom a repeated header is found too."""
    header = ["Individual adopter identifier", "Date enquiry received", "Date Stage 1 started"]
    extract = annex_a.read(workbook(tmp_path, Sheet1=[header, ["P1", "2024-01-05", None], header]))
    assert column(extract, "individual_adopter_identifier", "list_11") == ["P1"]
    assert extract.dropped == {"list_11": {"repeated_header": 1}}


def test_other_sheets_are_counted_without_their_name(tmp_path):
    """A tab that is no list is mentioned by its place, since its name may be a person's."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA], Zebedee_notes=[["call back"], ["x"]]))
    (note,) = [note for note in extract.notes if note.code == "sheet_not_recognised"]
    assert "sheet 2 of extract.xlsx has 2 rows" in note.message


def test_absent_list_is_noted(tmp_path):
    """A list that is not there is not an empty list."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA]))
    assert codes(extract, "list_7") == ["list_missing"]


def test_empty_list_is_an_empty_frame(tmp_path):
    """A header without rows states that there is nothing."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS]))
    assert len(extract.records["list_3"]) == 0


def test_better_copy_of_a_list_is_used(tmp_path):
    """Of "List 3" and an unnumbered copy the first is read; the copy's rows are counted as dropped."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA], Sheet2=[REFERRALS, ASHA, BEN]))
    assert (column(extract, "child_unique_id"), extract.dropped["list_3"]) == (["A1"], {"duplicate_list": 2})


def test_two_equal_copies_are_both_refused(tmp_path):
    """Of two tabs with the same title neither is known to be right."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA], **{"List_3 (2)": [REFERRALS, BEN]}))
    assert ("list_3" in extract.records, extract.dropped["list_3"]) == (False, {"duplicate_list": 2})


# --- headers


def test_header_may_stand_lower_down(tmp_path):
    """A title and an empty row above the header do no harm, and lines are counted as Excel counts them."""
    path = workbook(tmp_path, List_3=[["Referrals in the last six months"], [None], REFERRALS, ASHA])
    assert column(annex_a.read(path), "source_line") == [4]


def test_table_may_stand_further_right(tmp_path):
    """Empty columns to the left of the table do no harm."""
    path = workbook(tmp_path, List_3=[[None, None, *row] for row in (REFERRALS, ASHA)])
    assert column(annex_a.read(path), "allocated_team") == ["MASH"]


def test_columns_are_found_by_meaning(tmp_path):
    """Order, case, spaces, curly quotes and the usual other titles of columns do not matter."""
    headers = ["TEAM", "Source of\u00a0referral", "referral date ", "Sex", "Child ID"]
    extract = annex_a.read(workbook(tmp_path, List_3=[headers, ASHA[::-1]]))
    assert [column(extract, name)[0] for name in ("child_unique_id", "gender", "date_of_referral")] == ASHA[:3]


def test_missing_column_costs_that_column(tmp_path):
    """A list without its teams is loaded without its teams, and the note names the title."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS[:4], ASHA[:4]]))
    missing = [note.message for note in extract.notes if note.code == "missing_column" and "Team" in note.message]
    assert ("allocated_team" in extract.records["list_3"], len(missing)) == (False, 1)


def test_missing_column_names_the_closest_header(tmp_path):
    """The note about a missing column says which header may have been meant, by its letter and not in its words."""
    headers = [*REFERRALS[:4], "Allocated Team ask Zebedee"]
    extract = annex_a.read(workbook(tmp_path, List_3=[headers, ASHA]))
    messages = [note.message for note in extract.notes]
    assert any("no column 'Allocated Team'; column E is the closest" in message for message in messages)
    assert not any("Zebedee" in message for message in messages)


def test_extra_columns_are_noted_by_letter(tmp_path):
    """What stands in an extra header is not repeated: it may be a remark about a person."""
    extract = annex_a.read(workbook(tmp_path, List_3=[[*REFERRALS, "ask Zebedee"], [*ASHA, "x"]]))
    (note,) = [note for note in extract.notes if note.code == "extra_columns"]
    assert ("1 further columns are not used: F" in note.message, "Zebedee" in note.message) == (True, False)


@pytest.mark.parametrize("lacking", [0, 2])
def test_list_without_a_key_is_refused(tmp_path, lacking):
    """Without the child or the date no row can be placed: the list is refused and its rows are counted."""
    headers = [title for place, title in enumerate(REFERRALS) if place != lacking]
    extract = annex_a.read(workbook(tmp_path, List_3=[headers, ASHA[1:], BEN[1:]]))
    assert ("list_3" in extract.records, extract.dropped["list_3"]) == (False, {"missing_key_column": 2})
    assert "list_refused" in codes(extract)


def test_list_without_a_header_is_refused(tmp_path):
    """A tab called List 3 that holds no header is refused, not ignored."""
    extract = annex_a.read(workbook(tmp_path, List_3=[ASHA, BEN]))
    assert extract.dropped["list_3"] == {"missing_key_column": 2}


def test_duplicated_key_is_refused(tmp_path):
    """Which of two referral dates counts is not ours to guess."""
    extract = annex_a.read(workbook(tmp_path, List_3=[[*REFERRALS, "Referral date"], [*ASHA, ASHA[2]]]))
    assert codes(extract) == ["duplicate_header", "list_refused"]


def test_duplicated_column_that_disagrees_is_not_used(tmp_path):
    """Two team columns that differ are as good as none."""
    extract = annex_a.read(workbook(tmp_path, List_3=[[*REFERRALS, "Allocated team"], [*ASHA, "PACT"]]))
    assert "allocated_team" not in extract.records["list_3"]


def test_duplicated_column_that_agrees_is_used(tmp_path):
    """Two team columns that say the same are one."""
    extract = annex_a.read(workbook(tmp_path, List_3=[[*REFERRALS, "Allocated team"], [*ASHA, "MASH"]]))
    assert column(extract, "allocated_team") == ["MASH"]


def test_guessed_header_is_noted(tmp_path):
    """A misspelled header is used, and the note says so."""
    headers = ["Date of Refferal" if title == "Date of Referral" else title for title in REFERRALS]
    extract = annex_a.read(workbook(tmp_path, List_3=[headers, ASHA]))
    assert (column(extract, "date_of_referral"), codes(extract)) == (["2024-01-05"], ["header_guessed"])


def test_titles_of_a_list_never_collide():
    """No two columns of a list have a title or an alias of the same meaning."""
    for each in LISTS:
        meanings = [found for title in each.columns for found in {title.meaning} | title.other_meanings]
        assert len(meanings) == len(set(meanings)), each.name


# --- rows


def test_blank_rows_are_counted(tmp_path):
    """Rows without anything in them, or with spaces only, are dropped by rule and counted."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA, [None], [" ", "\u00a0"], BEN]))
    assert (column(extract, "source_line"), extract.dropped["list_3"]) == ([2, 5], {"blank_row": 2})


@pytest.mark.parametrize("total", [["Total", None, 2], ["Grand total:", None], [None, "Total number of referrals: 2"]])
def test_totals_row_is_counted(tmp_path, total):
    """A row of totals is no referral."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA, total]))
    assert (column(extract, "child_unique_id"), extract.dropped["list_3"]) == (["A1"], {"totals_row": 1})


def test_child_without_identifier_is_kept(tmp_path):
    """A row that lacks its child is bad data, which validation finds; it is not dropped here."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, [None, *ASHA[1:4], "Total Care Team"]]))
    assert column(extract, "allocated_team") == ["Total Care Team"]


def test_repeated_header_is_counted(tmp_path):
    """The header of a second page in the middle of a list is no referral."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA, REFERRALS, BEN]))
    assert (column(extract, "row_number"), extract.dropped["list_3"]) == ([0, 1], {"repeated_header": 1})


def test_hidden_rows_are_read(tmp_path):
    """A filter in Excel hides rows from the eye, not from the warehouse."""
    path = workbook(tmp_path, List_3=[REFERRALS, ASHA, BEN])
    book = openpyxl.load_workbook(path)
    book["List 3"].row_dimensions[2].hidden = True
    book.save(path)
    assert column(annex_a.read(path), "child_unique_id") == ["A1", "B2"]


def test_every_row_has_its_place(tmp_path):
    """Each row carries file, sheet, line and a number within its frame."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA, BEN]))
    place = extract.records["list_3"][["source_file", "source_sheet", "source_line", "row_number"]]
    assert place.to_numpy().tolist() == [["extract.xlsx", "List 3", 2, 0], ["extract.xlsx", "List 3", 3, 1]]


# --- cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9212044, "9212044"),
        (9212044.0, "9212044"),
        (123.9, "123.9"),
        ("000123", "000123"),
        ("123.9", "123.9"),
        (True, "Yes"),
        (datetime(2024, 1, 5), "2024-01-05"),
        (datetime(2024, 1, 5, 14, 30), "2024-01-05 14:30:00"),
        (datetime(2024, 1, 5, 14, 29, 59, 900_000), "2024-01-05 14:30:00"),
        ("Dustin\u00a0H", "Dustin\u00a0H"),
        ("#REF!", "#REF!"),
    ],
)
def test_cells_become_the_text_a_person_would_type(tmp_path, value, text):
    """Whole numbers have no ".0", dates no midnight, and text is not touched: identifiers keep their zeros."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, [value, *ASHA[1:]]]))
    assert column(extract, "child_unique_id") == [text]


def test_error_cell_keeps_its_error(tmp_path):
    """A formula that failed is not an empty cell: its error stays visible as text."""
    path = workbook(tmp_path, List_3=[REFERRALS, [*ASHA[:4], 7]])
    path = with_cells(path, replace=b"<v>7</v>", by=b"<f>1/0</f><v>#DIV/0!</v>")
    path = with_cells(path, replace=b'<c r="E2" t="n"', by=b'<c r="E2" t="e"')
    assert column(annex_a.read(path), "allocated_team") == ["#DIV/0!"]


def test_formula_counts_with_its_stored_result(tmp_path):
    """The result that Excel stored is read, the formula is not."""
    path = workbook(tmp_path, List_3=[REFERRALS, [7, *ASHA[1:]]])
    path = with_cells(path, replace=b"<v>7</v>", by=b"<f>3+4</f><v>7</v>")
    assert column(annex_a.read(path), "child_unique_id") == ["7"]


def test_formula_without_result_is_empty_and_noted(tmp_path):
    """A formula that no Excel has calculated gives nothing, and the note counts the cells."""
    extract = annex_a.read(workbook(tmp_path, List_3=[REFERRALS, [*ASHA[:4], '="MA"&"SH"'], BEN]))
    (note,) = [note for note in extract.notes if note.code == "formula_without_value"]
    assert (column(extract, "allocated_team"), "1 formulas" in note.message) == ([None, "MASH"], True)


# --- CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiters_and_encodings(tmp_path, delimiter, encoding):
    """Comma, semicolon and tab are told apart, and so are the encodings that Windows programs write."""
    text = "\r\n".join(delimiter.join(row) for row in (REFERRALS, [*ASHA[:4], "Équipe"]))
    extract = annex_a.read(csv_folder(tmp_path, list_3=text.encode(encoding)))
    assert column(extract, "allocated_team") == ["Équipe"]


@pytest.mark.parametrize("sign", [";;", ";;;;;;;;;", "\t\t\t"])
def test_a_cell_of_other_signs_divides_nothing(tmp_path, sign):
    """What divides most lines decides, the header's among them, not the line that a sign divides into most cells."""
    text = f"Child Unique ID,Date of Contact,Contact Source\nA1,02/01/2024,{sign}\n"
    extract = annex_a.read(csv_folder(tmp_path, list_1=text))
    assert extract.records["list_1"]["child_unique_id"].tolist() == ["A1"]


def test_a_report_s_title_with_commas_does_not_divide_the_list(tmp_path):
    """Above a list divided by semicolons there may be a line with more commas than the list has columns."""
    text = "Contacts, all teams, all wards, open, closed\nChild Unique ID;Date of Contact\nA1;02/01/2024\n"
    extract = annex_a.read(csv_folder(tmp_path, list_1=text))
    assert extract.records["list_1"]["child_unique_id"].tolist() == ["A1"]


def test_lines_of_a_csv_file_are_physical_lines(tmp_path):
    """A line break within quotes moves the rows below it, as an editor shows them."""
    text = f'{",".join(REFERRALS)}\n{",".join(ASHA[:4])},"MASH\nEast"\n{",".join(BEN)}\n'
    extract = annex_a.read(csv_folder(tmp_path, referrals=text))
    assert column(extract, "source_line") == [2, 4]


def test_row_with_too_many_cells_is_dropped(tmp_path):
    """A comma that should have been quoted shifts a row: it is dropped by rule, and its line is noted."""
    text = "\n".join([",".join(REFERRALS), ",".join([*ASHA, "East"]), ",".join(BEN), ""])
    extract = annex_a.read(csv_folder(tmp_path, list_3=text))
    assert (column(extract, "child_unique_id"), extract.dropped["list_3"]) == (["B2"], {"too_many_cells": 1})
    assert any("line 2" in note.message for note in extract.notes if note.code == "too_many_cells")


def test_surplus_empty_cells_do_no_harm(tmp_path):
    """Excel writes empty cells at the end of rows."""
    text = "\n".join([",".join(REFERRALS), ",".join([*ASHA, "", ""]), ""])
    assert column(annex_a.read(csv_folder(tmp_path, list_3=text)), "child_unique_id") == ["A1"]


def test_last_row_cut_off_is_dropped(tmp_path):
    """A file that ends in the middle of its last row was cut off, and a half date is not a date."""
    text = "\n".join([",".join(REFERRALS), ",".join(ASHA), "B2,a) Male,2024-01"])
    extract = annex_a.read(csv_folder(tmp_path, list_3=text))
    assert (column(extract, "child_unique_id"), extract.dropped["list_3"]) == (["A1"], {"cut_off_row": 1})


def test_short_row_is_filled_up(tmp_path):
    """Some programs leave out empty cells at the end of a row."""
    text = "\n".join([",".join(REFERRALS), ",".join(ASHA[:4]), ",".join(BEN), ""])
    assert column(annex_a.read(csv_folder(tmp_path, list_3=text)), "allocated_team") == [None, "MASH"]


# --- what cannot be read


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty"),
        (b"not a workbook", "not a zip archive"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "password"),
    ],
)
def test_hostile_workbook_is_refused(tmp_path, content, cause):
    """The message names the file and the cause, in one line."""
    path = tmp_path / "Annex_A.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableExtract, match=f"^Annex_A.xlsx cannot be read: .*{cause}[^\n]*$"):
        annex_a.read(path)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty"),
        (b"Child Unique ID,Date of Referral\nA1,\x00\n", "NUL"),
        (b'Child Unique ID,Date of Referral\nA1,"2024-01-05\nB2,2024-01-06\n', "quotation mark"),
        (b"Child Unique ID,Date of Referral\nA1\x81,2024-01-06\n", "neither UTF-8 nor Windows-1252"),
        ("Child Unique ID,Date of Referral\né,2024-01-06\né".encode()[:-1], "middle of a letter"),
    ],
)
def test_hostile_csv_is_refused(tmp_path, content, cause):
    """The message names the file and the cause, in one line."""
    with pytest.raises(UnreadableExtract, match=f"^list_3.csv cannot be read: .*{cause}[^\n]*$"):
        annex_a.read(csv_folder(tmp_path, list_3=content))


def test_xml_entities_in_a_sheet_are_refused(tmp_path):
    """Excel declares no entities; whoever does means harm."""
    path = workbook(tmp_path, List_3=[REFERRALS, ASHA])
    path = with_cells(path, replace=b"<worksheet ", by=b'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet ')
    with pytest.raises(UnreadableExtract, match="entities"):
        annex_a.read(path)


@pytest.mark.parametrize("place", [b'"XFD1048576"', b'"xfd1048576"', b"'XFD1048576'"])
def test_stray_cell_far_away_is_refused(tmp_path, place):
    """One cell in the last corner would make the reader reserve memory for all cells between."""
    path = with_cells(
        workbook(tmp_path, List_3=[REFERRALS, ASHA]),
        replace=b"</sheetData>",
        by=b'<row r="1048576"><c r=%b><v>1</v></c></row></sheetData>' % place,
    )
    with pytest.raises(UnreadableExtract, match="spans 1048576 rows and 16384 columns"):
        annex_a.read(path)


def test_damaged_sheet_gives_nothing_away(tmp_path):
    """A parser's own message may quote the text around the damage; ours does not."""
    path = workbook(tmp_path, List_3=[REFERRALS, ASHA])
    path = with_cells(path, replace=b"</sheetData>", by=b"<c><Zebedee</sheetData>")
    with pytest.raises(UnreadableExtract) as refusal:
        annex_a.read(path)
    assert ("Zebedee" in str(refusal.value), refusal.value.__cause__, refusal.value.__suppress_context__) == (
        False,
        None,
        True,
    )


def test_workbook_without_any_list_is_refused(tmp_path):
    """A workbook about something else is refused with advice."""
    with pytest.raises(UnreadableExtract, match="no list of Annex A"):
        annex_a.read(workbook(tmp_path, Budget=[["Cost centre", "Sum"], ["1", "2"]]))


def test_folder_without_csv_is_refused(tmp_path):
    """An empty folder is no extract."""
    with pytest.raises(UnreadableExtract, match="no CSV file"):
        annex_a.read(csv_folder(tmp_path))


# --- recognising


def test_annex_a_is_recognised(tmp_path):
    """A workbook by its tabs or headers, a folder by the headers of its files."""
    assert annex_a.recognise(workbook(tmp_path, Sheet1=[REFERRALS, ASHA]))
    assert annex_a.recognise(csv_folder(tmp_path, anything=",".join(REFERRALS)))


def test_damaged_annex_a_is_recognised_by_its_name(tmp_path):
    """So that reading it can say what is wrong."""
    (tmp_path / "Annex_A_2024.xlsx").write_bytes(b"damaged")
    assert annex_a.recognise(tmp_path / "Annex_A_2024.xlsx")


def test_others_are_not_recognised(tmp_path):
    """Other workbooks, other folders, lock files, damage without a name, and nothing at all."""
    (tmp_path / "damaged.xlsx").write_bytes(b"damaged")
    assert not annex_a.recognise(workbook(tmp_path, Budget=[["Cost centre", "Sum"], ["1", "2"]]))
    assert not annex_a.recognise(csv_folder(tmp_path, episodes="CHILD,DECOM,RNE\n1,01/01/2024,S\n"))
    assert not annex_a.recognise(tmp_path / "damaged.xlsx")
    assert not annex_a.recognise(tmp_path / "~$Annex_A.xlsx")
    assert not annex_a.recognise(tmp_path / "absent.xlsx")


# --- days


def test_day_of_the_extract_comes_from_the_caller_first(tmp_path):
    """The argument goes before the name."""
    path = workbook(tmp_path, name="Annex_A_2024_Jan.xlsx", List_3=[REFERRALS, ASHA])
    assert annex_a.read(path, as_at=date(2024, 2, 1)).as_at == date(2024, 2, 1)


def test_day_of_the_extract_comes_from_the_name(tmp_path):
    """Without an argument the file's name decides."""
    path = workbook(tmp_path, name="Annex_A_2024_Jan.xlsx", List_3=[REFERRALS, ASHA])
    assert annex_a.read(path).as_at == date(2024, 1, 31)


def test_day_of_a_folder_comes_from_its_files(tmp_path):
    """A folder whose name states no day has the day that all its files state."""
    rows = ",".join(REFERRALS)
    path = csv_folder(tmp_path, **{"list_3_2024-01-31": rows, "list_1_2024-01-31": "Child ID,Date of contact"})
    assert annex_a.read(path).as_at == date(2024, 1, 31)


def test_day_of_the_extract_is_not_guessed(tmp_path):
    """Records alone state no day."""
    assert annex_a.read(workbook(tmp_path, List_3=[REFERRALS, ASHA])).as_at is None


def test_latest_date_passes_over_the_future_and_birthdays():
    """The newest event counts up to the given day, in either spelling of dates."""
    rows = pd.DataFrame(
        {
            "date_of_birth": ["2024-01-30", "2024-01-30", "2024-01-30"],
            "date_of_referral": ["2024-01-05", "06/01/2024", "2204-01-07"],
        },
        dtype="str",
    )
    assert annex_a.latest_date({"list_3": rows}, not_after=date(2024, 6, 1)) == date(2024, 1, 6)


def test_latest_date_of_nothing_is_none():
    """No event, no day."""
    assert annex_a.latest_date({}, not_after=date(2024, 6, 1)) is None


# --- writing


def frame(**columns: list[str | None]) -> pd.DataFrame:
    """Make a frame of text."""
    return pd.DataFrame({name: pd.array(values, dtype="str") for name, values in columns.items()})


def test_workbook_has_real_dates_and_numbers(tmp_path):
    """Dates and counts are written as Excel's own, identifiers as text, under Ofsted's titles."""
    rows = frame(child_unique_id=["007"], date_of_referral=["2024-01-05"], number_of_referrals_in_last_12_months=["2"])
    annex_a.write(tmp_path / "out.xlsx", {"list_3": rows})
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["List 3"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Child Unique ID", "Date of Referral", "Number of Referrals in Last 12 Months"],
        ["007", datetime(2024, 1, 5), 2],
    ]


def test_csv_dates_can_be_spelled_as_ofsted_does(tmp_path):
    """Real dates are respelled, everything else stays as it is."""
    rows = frame(child_unique_id=["A1", "B2", "C3"], date_of_referral=["2024-01-05", "soon", None])
    annex_a.write(tmp_path / "out", {"list_3": rows}, date_format="%d/%m/%Y")
    written = (tmp_path / "out" / "list_3.csv").read_text(encoding="utf-8-sig")
    assert written.splitlines() == ["Child Unique ID,Date of Referral", "A1,05/01/2024", "B2,soon", "C3,"]


def test_column_that_annex_a_does_not_have_is_our_mistake(tmp_path):
    """The writer leaves nothing out silently."""
    with pytest.raises(ValueError, match="list_3 has no column postcode"):
        annex_a.write(tmp_path / "out", {"list_3": frame(child_unique_id=["A1"], postcode=["x"])})


def test_cell_too_long_for_excel_is_not_cut(tmp_path):
    """Excel would cut it silently; nothing is left behind under the file's name."""
    with pytest.raises(ValueError, match="list_3, row 1: child_unique_id is too long"):
        annex_a.write(tmp_path / "out.xlsx", {"list_3": frame(child_unique_id=["x" * 40_000])})
    assert list(tmp_path.iterdir()) == []


def test_lists_have_a_person_and_a_date():
    """Every list has two keys, its person and the date that defines it; care leavers have no such date."""
    kinds = {each.number: [key.holds for key in each.keys] for each in LISTS}
    assert kinds.pop(9) == ["text"]
    assert set(map(tuple, kinds.values())) == {("text", "date")}


# --- promises


def test_notes_repeat_no_cell(tmp_path):
    """Whatever is wrong with a list, the notes hold counts, letters and titles, never what stands in a cell."""
    canary = ["Zebedee", "Zebedee", "Zebedee", "Zebedee", "Zebedee", "Zebedee"]
    extract = annex_a.read(
        workbook(
            tmp_path,
            List_1=[canary, canary],
            List_3=[[*REFERRALS[:4], "Gender", "Zebedee"], canary, ["Total Zebedee"]],
            List_5=[["Zebedee"], ["Child ID", "Zebedee", "Team"], canary],
            Notes=[canary],
        )
    )
    assert not [note.code for note in extract.notes if "Zebedee" in note.message]


def test_page_for_data_engineers_is_complete():
    """The reference page names every column by Ofsted's title and every note and rule by its code."""
    root = Path(__file__).parents[4]
    page = (root / "docs" / "reference" / "formats" / "annex-a.md").read_text(encoding="utf-8")
    source = (root / "flows" / "sources" / "annex_a.py").read_text(encoding="utf-8")
    stated = set(re.findall(r'"([a-z]+(?:_[a-z0-9]+)+)"', source)) - {"annex_a", "latest_date"}
    assert {code for code in stated if f"`{code}`" not in page} == set()
    assert {column.title for each in LISTS for column in each.columns if column.title not in page} == set()
