"""An export is read by its mapping, or refused in words that say what to map."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from flows.sources.extract import UnreadableExtract
from flows.sources.mappings import reading, writing
from flows.sources.mappings.checking import checked
from flows.sources.mappings.declaration import Mapping, MappingDeclaration
from transforms.conform import mapped

COLUMNS = {"Person ID": "child_id", "ReferralDate": "referral_date", "Need": "primary_need"}


def mapping(**table) -> Mapping:
    """Return a mapping of referrals."""
    declared = {"tables": {"referrals": {"columns": COLUMNS} | table}}
    return checked(
        MappingDeclaration.model_validate(declared), name="mosaic", file="mappings/mosaic.toml", taken=frozenset()
    )


def export(folder: Path, text: str, name: str = "referrals 2024-03-31.csv") -> Path:
    """Write an export."""
    file = folder / name
    file.write_text(text)
    return file


def test_rows_come_with_the_place_they_stand_at(tmp_path: Path):
    """Below a title, in any order of columns, whatever the capitals and signs of a header."""
    file = export(tmp_path, "Referrals of March\n\nNEED,person_id,Referral date\nN1,000123,01/02/2024\n")
    extract = reading.read(file, mapping())
    rows = mapped.conform(extract.records, mapping().tables)["mosaic.referrals"]
    assert rows[["child_id", "referral_date", "primary_need", "source_line"]].to_numpy().tolist() == [
        ["000123", "01/02/2024", "N1", 4]
    ]
    assert extract.as_at == date(2024, 3, 31)
    assert extract.dropped == {"referrals": {"above_header": 2}}


def test_a_missing_column_is_named_with_the_closest_one(tmp_path: Path):
    """The mapping claims the file by its name, so that what is wrong with it is said."""
    file = export(tmp_path, "Person ID,CINreferralDate,Need\n1,01/02/2024,N1\n")
    by_name = mapping(files=["*referrals*"])
    assert not reading.recognise(file, by_name)
    assert reading.claims(file, by_name)
    with pytest.raises(UnreadableExtract) as caught:
        reading.read(file, by_name)
    assert str(caught.value) == (
        "referrals 2024-03-31.csv cannot be read: it has no column 'ReferralDate'. Closest: 'CINreferralDate'. "
        "Map it in mappings/mosaic.toml"
    )


def test_a_column_that_may_be_empty_may_be_missing(tmp_path: Path):
    """Where the name says whose the file is; the rows are loaded without it, and it is said."""
    file = export(tmp_path, "Person ID,ReferralDate,Needs\n1,01/02/2024,N1\n")
    (note, further) = reading.read(file, mapping(files=["*referrals*"])).notes
    assert note.code == "missing_column"
    assert "it has no column 'Need'. Closest: 'Needs'. Map it in mappings/mosaic.toml." in note.message
    assert further.code == "extra_columns"
    assert not reading.recognise(file, mapping()), "by headers alone, all of them must be there"


@pytest.mark.parametrize("name", ["plans.csv", "referrals.pdf", "~$referrals.csv"])
def test_other_files_are_left_to_other_formats(tmp_path: Path, name: str):
    """A name that does not fit, or is no export at all."""
    file = export(tmp_path, "Person ID,ReferralDate,Need\n1,01/02/2024,N1\n", name)
    assert not reading.recognise(file, mapping(files=["*referrals*"]))
    assert reading.recognise(file, mapping()) == (name == "plans.csv")


def test_a_column_that_stands_twice_is_refused(tmp_path: Path):
    """Which of the two would be meant is not guessed."""
    file = export(tmp_path, "Person ID,ReferralDate,Need,Need\n1,01/02/2024,N1,N2\n")
    with pytest.raises(UnreadableExtract, match="its column Need stands more than once"):
        reading.read(file, mapping())


def test_the_day_of_the_extract_may_stand_in_a_column(tmp_path: Path):
    """One day in all rows; two, or none, are refused without naming a value."""
    of_column = mapping(as_at_column="Run on", dates=["dd/mm/yyyy"])
    header = "Person ID,ReferralDate,Need,Run on\n"
    file = export(tmp_path, header + "1,01/02/2024,N1,05/03/2024 06:00\n2,01/02/2024,N1,05/03/2024\n")
    assert reading.read(file, of_column).as_at == date(2024, 3, 5)
    for days, said in ((("05/03/2024", "06/03/2024"), "2 different days"), (("", "03/2024"), "no day")):
        file = export(tmp_path, header + "".join(f"1,01/02/2024,N1,{day}\n" for day in days))
        with pytest.raises(UnreadableExtract, match=said):
            reading.read(file, of_column)


def test_rows_that_do_not_fit_the_header_are_left_out_and_counted(tmp_path: Path):
    """Too many cells, nothing at all, the header once more, a last line cut off."""
    text = "Person ID,ReferralDate,Need\n1,01/02/2024,N1\n2,02/02/2024,N1,x\n\nPerson ID,ReferralDate,Need\n3,03/0"
    extract = reading.read(export(tmp_path, text), mapping())
    assert extract.dropped["referrals"] == {
        "too_many_cells": 1, "blank_row": 1, "repeated_header": 1, "cut_off_row": 1
    }  # fmt: skip
    assert extract.records["referrals"]["Person ID"].tolist() == ["1"]


def test_what_would_be_read_as_another_value_is_not_written(tmp_path: Path):
    """A system whose N2 means N1 has no way to say N2."""
    turned = mapping(codes={"primary_need": {"N2": "N1"}})
    rows = pd.DataFrame({"child_id": ["1"], "referral_date": ["2024-02-01"], "primary_need": ["N2"]}, dtype="str")
    with pytest.raises(ValueError, match="a value of primary_need would be read as another"):
        writing.write(tmp_path / "referrals.csv", turned, {"referrals": rows})
