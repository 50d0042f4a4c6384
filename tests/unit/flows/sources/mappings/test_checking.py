"""A mapping is checked against its dataset before anything is read by it."""

from pathlib import Path

import pytest

from flows.sources.mappings import EXAMPLES
from flows.sources.mappings.declaration import load_mapping, load_mappings
from flows.toml_files import SettingsError

REFERRALS = '[tables.referrals]\ncolumns = { Id = "child_id", Received = "referral_date", Need = "primary_need" }\n'


def mistakes(folder: Path, text: str, name: str = "mosaic") -> str:
    """Return what is said about a mapping that does not hold."""
    (folder / "mappings").mkdir(exist_ok=True)
    file = folder / "mappings" / f"{name}.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_mapping(file, taken=frozenset({"annex_a"}))
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[tables.referals]\ncolumns = { Id = 'child_id' }", 'unknown dataset "referals". Did you mean "referrals"?'),
        (REFERRALS.replace("referral_date", "referal_date"), 'Did you mean "referral_date"?'),
        (REFERRALS.replace("Id =", '"Child" = "child_id", Id ='), '"Child", "Id" are all mapped to child_id.'),
        (REFERRALS.replace('Id = "child_id", ', ""), "no column is mapped to child_id, which every row of referrals"),
        (REFERRALS + 'codes.primary_need.ABUSE = "N11"', '"ABUSE" = "N11": there is no such code. Did you mean "N1"?'),
        (REFERRALS + 'codes.primary_need.ABUSE = "Abuse or negect"', 'Did you mean "N1" (Abuse or neglect)?'),
        (REFERRALS + 'codes.primry_need.ABUSE = "N1"', 'has no column "primry_need". Did you mean "primary_need"?'),
        (REFERRALS + 'codes.source.POL = "6"', "no column is mapped to source. Add it under columns."),
        (REFERRALS + 'codes.referral_date.X = "6"', "referral_date is no column of codes or answers."),
        (REFERRALS + 'codes.primary_need = { A = "N1", a = "N2" }', '"a" is given two meanings: N1, N2.'),
        (REFERRALS + 'constants.source = "nonsense"', 'source = "nonsense" cannot be read.'),
        (REFERRALS + 'constants.primary_need = "N1"', "primary_need is also mapped from a column."),
        (REFERRALS + 'dates = ["mm/dd/yyyy"]', "the month never stands first here"),
        (REFERRALS + 'dates = ["dd/mm/yy"]', "a year needs four figures"),
        (REFERRALS + 'covers = "episodes"', "needs months"),
        (REFERRALS + "months = 6", 'months says nothing without covers = "events" or "episodes".'),
        (REFERRALS + 'file = ["*.csv"]', 'unknown key "tables.referrals.file". Did you mean "files"?'),
        (REFERRALS.replace("Need", "ID"), '"Id", "ID" are one header to a reader'),
        (REFERRALS + 'rows_of = "referal"', 'there is no other table "referal".'),
        (
            REFERRALS + '[tables.contacts]\ncolumns = { Id = "child_id", Received = "contact_date" }',
            "tables.referrals and tables.contacts could both take a file with the same headers.",
        ),
        ("columns = 1", 'unknown key "columns"'),
        ("tables = [", "is not valid TOML"),
    ],
)
def test_a_mistake_is_said_in_words_that_help(tmp_path: Path, written: str, said: str):
    """Unknown datasets, columns, codes and keys with what was probably meant; what is missing; what stands twice."""
    message = mistakes(tmp_path, written)
    assert said in message
    assert "mappings/mosaic.toml" in message


def test_every_mistake_is_said_at_once(tmp_path: Path):
    """A line for each, so that a person corrects the file once."""
    text = REFERRALS.replace("primary_need", "primary_nead") + 'dates = ["mm/dd/yyyy"]\ncodes.sauce.X = "1"\n'
    assert len(mistakes(tmp_path, text).splitlines()) == 3


def test_a_mapping_does_not_take_the_name_of_a_format(tmp_path: Path):
    """The name stands in the ledger: `annex_a.toml` would pass for Annex A."""
    assert "annex_a is the name of another format" in mistakes(tmp_path, REFERRALS, name="annex_a")


def test_all_mappings_of_a_project_are_checked(tmp_path: Path):
    """The mistakes of each file are said together; a project without the folder has no mapping."""
    assert load_mappings(tmp_path) == []
    mistakes(tmp_path, "[tables.referals]\ncolumns = { Id = 'child_id' }", name="one")
    mistakes(tmp_path, "[tables.contact]\ncolumns = { Id = 'child_id' }", name="two")
    with pytest.raises(SettingsError, match=r"(?s)one\.toml: .*two\.toml: "):
        load_mappings(tmp_path)


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.toml")), ids=lambda file: file.stem)
def test_the_examples_hold(example: Path):
    """Every column and code of the examples is one of its dataset; each has five subjects at least."""
    mapping = load_mapping(example)
    assert len({table.section.dataset for table in mapping.tables.values()}) >= 5
