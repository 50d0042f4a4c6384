"""What is proposed for a file: a mapping that holds, and no value of anybody's."""

import tomllib
from pathlib import Path

import pytest
import xlsxwriter

from expectations.contract import DATASETS
from flows.mapping import proposed
from flows.settings import SettingsError
from flows.sources.mappings import EXAMPLES, reading
from flows.sources.mappings.declaration import load_mapping
from flows.sources.mappings.known_names import known_names
from flows.sources.mappings.proposing import propose
from transforms.conform import mapped

REFERRALS = """Printed for Canary Worker
Person ID,Child Name,DOB,Gender,Referral Date,Referral Source,Referal Outcome NFA,Primary Need,Closure Dte,Canary Child
CANARY1,Canary Child,03/04/2012,Female,01/02/2024,Police,Yes,Abuse or neglect,12/03/2024,
CANARY2,Canary Child,03/05/2012,Male,02/02/2024,Aunt Canary,No,N2 Canary,12/25/2024,
CANARY3,Canary Child,03/05/2012,Male,02/02/2024,School,No,Low income: Canary,12-Mar-2024,
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export of referrals, with a title, a column of names, a remark beside the headers and odd values."""
    file = tmp_path / "Referrals March 2024.csv"
    file.write_text(REFERRALS)
    return file


def test_the_headers_say_which_dataset_and_columns_they_are(export: Path):
    """Known names are certain; a slip of the pen is marked for a person; the children get a table of their own."""
    toml = propose(export).toml
    assert "[tables.referrals]" in toml
    assert 'columns."Referral Date" = "referral_date"\n' in toml
    assert 'columns."Closure Dte" = "closure_date" # 94% alike: check' in toml
    assert 'rows_of = "referrals"' in toml
    assert 'columns."DOB" = "birth_date"\n' in toml
    assert '# not mapped: "Child Name"' in toml


def test_no_value_is_shown_that_is_no_known_wording(export: Path):
    """Names, identifiers, days of birth and free text are counted at most."""
    toml = propose(export).toml
    assert "Canary" not in toml
    assert "CANARY" not in toml
    assert "2012" not in toml
    assert '# codes.source."Police" = "6" # read so without this line; rows: 1' in toml
    assert "# 1 other values of source (rows: 1) are read as no code: add them." in toml
    assert "# not mapped: 1 more, whose headers may say something else and are not shown" in toml


def test_the_formats_of_the_days_are_those_seen(export: Path):
    """A month that stands first is told and never read."""
    toml = propose(export).toml
    assert 'dates = ["dd/mm/yyyy", "dd-mon-yyyy"]' in toml
    assert "# closure_date: 1 values have the month first." in toml


def test_what_is_proposed_loads(export: Path, tmp_path: Path):
    """The file is then recognised and read by the mapping."""
    output = tmp_path / "mappings" / "ours.toml"
    said = proposed(export, dataset="", example="", output=output)
    assert said.remarks[-1].endswith('is written and holds. Check every line, then run "lodestar doctor".')
    mapping = load_mapping(output)
    assert reading.recognise(export, mapping)
    sections = mapped.conform(reading.read(export, mapping).records, mapping.tables)
    assert {name: len(rows) for name, rows in sections.items()} == {"ours.referrals": 3, "ours.children": 3}
    with pytest.raises(SettingsError, match="is there already and was left as it is"):
        proposed(export, dataset="", example="", output=output)


def test_each_sheet_gets_a_table(tmp_path: Path):
    """Known by the sheet's name, unless that may be a person's."""
    file = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(str(file)) as workbook:
        for name, header in (("Section 47", "Strategy discussion date"), ("Canary Child", "Date of Referral")):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, ["Child ID", header, "Team", "DOB"])
            sheet.write_row(1, 0, ["1", "2024-02-01", "North", "2014-05-06"])
    toml = propose(file).toml
    tables = tomllib.loads(toml)["tables"]
    assert [*tables] == ["section_47_enquiries", "children", "referrals", "children_2"]
    assert tables["children_2"]["rows_of"] == "referrals"
    assert 'sheet = "Section 47"' in toml
    assert "Canary" not in toml


@pytest.mark.parametrize(
    ("dataset", "text", "said"),
    [
        ("referalls", REFERRALS, 'There is no dataset "referalls". Did you mean "referrals"?'),
        ("", "Canary,12\nChild,13\n", "has two headers of any dataset that Lodestar knows"),
    ],
)
def test_what_cannot_be_proposed_is_said_without_a_value(tmp_path: Path, dataset: str, text: str, said: str):
    """A dataset that there is not, a file without headers."""
    file = tmp_path / "export.csv"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        propose(file, dataset=dataset)
    assert said in str(caught.value)
    assert "Canary" not in str(caught.value)


def test_every_column_is_known_by_its_own_name():
    """And a referral's date by those of the census, of Annex A, and of the examples."""
    names = known_names()
    assert len(names) >= 28
    assert all(column in names[name][column] for name in names for column in DATASETS[name].columns)
    assert {"CINreferralDate", "Date of Referral", "REFRL_START_DTTM"} <= names["referrals"]["referral_date"]


def test_an_example_is_shown():
    """Or those that there are."""
    assert proposed(None, dataset="", example="mosaic", output=None).toml == (EXAMPLES / "mosaic.toml").read_text()
    with pytest.raises(SettingsError, match='Did you mean "mosaic"'):
        proposed(None, dataset="", example="mosac", output=None)
