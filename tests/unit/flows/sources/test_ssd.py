"""The SSD's tables as text: which names are known, what stands for nothing, what is left out."""

import csv
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from flows.sources import formats, ssd
from flows.sources.extract import UnreadableExtract
from flows.sources.ssd_tables import TABLES, table_named

SPECIFICATION = Path(__file__).parents[5] / "shared/data/reference/ssd_data_objects_specification.csv"
LEFT_OUT = {
    *("family", "mother", "cla_previous_permanence", "send", "ehcp_requests", "ehcp_assessment", "ehcp_named_plan"),
    *("ehcp_active_plans", "sen_need", "voice_of_child", "s251_finance", "version_log", "api_data_staging"),
}


def write_table(folder: Path, name: str, text: str) -> None:
    """Write a table as it is drawn, without the spaces."""
    folder.mkdir(exist_ok=True)
    lines = [",".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    (folder / name).write_text("\n".join(lines) + "\n")


def contacts(folder: Path, *rows: str, header: str = "cont_contact_id|cont_person_id|cont_contact_date") -> Path:
    """Write a table of contacts."""
    write_table(folder, "ssd_contacts.csv", "\n".join([header, *rows]))
    return folder


@pytest.mark.parametrize("name", ["ssd_contacts", "contacts", "SSD_Contacts", "dbo.ssd_contacts"])
def test_a_table_is_known_by_name(name):
    """With the prefix and without, in capitals, and behind the name of a schema."""
    assert table_named(name) is TABLES["contacts"]


@pytest.mark.parametrize("header", ["contact_id,person_id,contact_date", "CONT_CONTACT_ID,Person_ID,cont_contact_date"])
def test_a_field_is_known_with_its_prefix_and_without(tmp_path, header):
    """`cont_person_id` and `person_id` are one field."""
    (tmp_path / "contacts.csv").write_text(f"{header}\n1,A1,2024-02-03\n")
    assert formats.recognise(tmp_path).name == "ssd"
    assert list(ssd.read(tmp_path).records["contacts"])[:3] == [
        "cont_contact_id",
        "cont_person_id",
        "cont_contact_date",
    ]


def test_another_table_of_the_same_name_is_not_the_ssd(tmp_path):
    """A name alone decides nothing."""
    (tmp_path / "contacts.csv").write_text("name,telephone\nOak,1\n")
    assert formats.recognise(tmp_path) is None


def test_cells_do_not_decide_what_divides_them(tmp_path):
    """The first line does, since the table's fields are known."""
    (tmp_path / "assessment_factors.csv").write_text("cinf_assessment_id,cinf_assessment_factors_json\n7,;;;;\n")
    assert formats.recognise(tmp_path).name == "ssd"
    rows = ssd.read(tmp_path).records["assessment_factors"]
    assert rows["cinf_assessment_factors_json"].tolist() == [";;;;"]
    (tmp_path / "assessment_factors.csv").write_text('cinf_assessment_id;cinf_assessment_factors_json\n"7";"1A, 2B"\n')
    rows = ssd.read(tmp_path).records["assessment_factors"]
    assert rows["cinf_assessment_factors_json"].tolist() == ["1A, 2B"]


def test_stand_ins_are_absent_and_counted(tmp_path):
    """Each kind of them has a note with its number."""
    write_table(
        tmp_path,
        "cin_episodes.csv",
        """
        cine_referral_id | cine_person_id | cine_referral_date      | cine_close_date         | cine_referral_worker_id
        1                | A1             | 2024-01-05 00:00:00.000 | 1900-01-01 00:00:00.000 | -1
        2                | A2             | 2024-01-06              | 9999-12-31              | NULL
        3                | A3             | 2024-01-07              | 99991231                | PLACEHOLDER_DATA
        4                | A4             | 2024-01-08              | PLACEHOLDER_DATE        | 7
        """,
    )
    extract = ssd.read(tmp_path)
    rows = extract.records["cin_episodes"]
    assert rows["cine_close_date"].isna().all()
    assert rows["cine_referral_worker_id"].dropna().tolist() == ["7"]
    counted = sorted((note.code, note.message.split(": ")[1][:8]) for note in extract.notes if "absent" in note.message)
    assert counted == [
        ("no_worker", "1 values"),
        ("null_text", "1 values"),
        ("placeholder", "1 values"),
        ("placeholder", "1 values"),
        ("sentinel_date", "3 values"),
    ]


def test_what_no_dataset_is_about_is_left_out_by_name(tmp_path):
    """A plan of another authority goes with its visits and reviews; a review without a day was not held."""
    write_table(
        tmp_path,
        "cp_plans.csv",
        """
        cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date | cppl_cp_plan_ola
        P1              | A1             | 2024-01-05              | N
        P2              | A2             | 2024-01-05              | Y
        """,
    )
    write_table(
        tmp_path,
        "cp_reviews.csv",
        """
        cppr_person_id | cppr_cp_plan_id | cppr_cp_review_date
        A1             | P1              | 2024-04-02
        A1             | P1              |
        A2             | P2              | 2024-04-03
        """,
    )
    extract = ssd.read(tmp_path)
    assert extract.dropped == {
        "cp_plans": {"plan_of_another_authority": 1},
        "cp_reviews": {"not_held": 1, "plan_of_another_authority": 1},
    }
    assert extract.records["cp_reviews"]["source_line"].tolist() == [2]


def test_the_day_is_that_of_the_last_event(tmp_path):
    """A copy that was not refreshed describes the day on which it stopped, and a slip of the pen describes nothing."""
    folder = contacts(tmp_path / "ssd", "1|A1|2024-02-03", "2|A1|03/05/2024", "3|A2|2204-01-01")
    assert ssd.latest_date(ssd.read(folder).records, not_after=date(2024, 12, 1)) == date(2024, 5, 3)


def test_a_name_may_state_the_day(tmp_path):
    """As everywhere."""
    assert ssd.read(contacts(tmp_path / "SSD 2024-05-31", "1|A1|2024-02-03")).as_at == date(2024, 5, 31)


def test_it_is_complete_since_the_first_closure(tmp_path):
    """How many years the tables hold is a setting of the script; without a closure nothing is claimed."""
    folder = contacts(tmp_path / "ssd", "1|A1|2024-02-03")
    assert ssd.read(folder).covers_from == date.max
    header = "cine_person_id|cine_referral_date|cine_close_date\n"
    write_table(folder, "cin_episodes.csv", header + "A1|2019-01-01|2022-02-01\nA2|2020-01-01|2021-06-03")
    assert ssd.read(folder).covers_from == date(2021, 6, 3)


@pytest.mark.parametrize(
    ("files", "cause"),
    [
        ({"contacts.csv": "person_id,contact_date", "ssd_contacts.csv": "person_id,contact_date"}, "two of its files"),
        ({"contacts.csv": "person_id,contact_date", "cp_plans.csv": "cppl_person_id"}, "no column"),
        ({"contacts.csv": "person_id,contact_date,cont_person_id"}, "more than once"),
        ({"readme.csv": "a,b"}, "no file of it"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path, files, cause):
    """The message names the file and the cause."""
    for name, header in files.items():
        (tmp_path / name).write_text(header + "\n")
    with pytest.raises(UnreadableExtract, match=cause) as refused:
        ssd.read(tmp_path)
    assert "\n" not in str(refused.value)


def test_rows_that_are_no_record_are_counted(tmp_path):
    """Blank rows, the header once more, and rows with more cells than the header."""
    (tmp_path / "contacts.csv").write_text(
        "person_id,contact_date\nA1,2024-01-01\n,\nperson_id,contact_date\nA2,2024-01-02,9\n"
    )
    extract = ssd.read(tmp_path)
    assert extract.dropped == {"contacts": {"blank_row": 1, "repeated_header": 1, "too_many_cells": 1}}
    assert "line 5" in next(note.message for note in extract.notes if note.code == "too_many_cells")


def test_writing_refuses_what_is_not_taken(tmp_path):
    """A misspelt table or field is a mistake of the caller's."""
    with pytest.raises(ValueError, match="no table"):
        ssd.write(tmp_path, {"contact": pd.DataFrame()})
    with pytest.raises(ValueError, match="no column cont_colour"):
        ssd.write(tmp_path, {"contacts": pd.DataFrame({"cont_colour": ["red"]})})


@pytest.mark.shared_data
def test_fields_are_the_specification_s():
    """Every table and field that is taken is in the specification; the tables that are not are known."""
    if not SPECIFICATION.exists():
        pytest.skip(f"{SPECIFICATION.name} is not beside the repository")
    with SPECIFICATION.open(encoding="utf-8-sig", newline="") as file:
        fields = {(row["object_name"].strip(), row["field_name"].strip()) for row in csv.DictReader(file)}
    taken = {(f"ssd_{table.name}", column) for table in TABLES.values() for column in table.columns}
    assert not taken - fields
    assert {name.removeprefix("ssd_") for name, _ in fields} - TABLES.keys() == LEFT_OUT
    assert all(table.key_columns <= set(table.columns) for table in TABLES.values())
