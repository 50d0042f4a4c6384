"""What an invented authority keeps beside its returns."""

from pathlib import Path

import pandas as pd
import pytest

from flows.sample.authority import CODE, invent
from flows.sample.registers import write_registers
from flows.sources.formats import recognise

JUNE = pd.Timestamp(2024, 6, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registers of a very small authority on 30 June 2024."""
    folder = tmp_path_factory.mktemp("registers")
    histories = invent(children=12, first_year=2024, last_year=2024, months=3, seed=7)
    lines = list(write_registers(folder, histories, authority_code=CODE, as_at=JUNE, seed=7))
    assert len(lines) == len(list(folder.iterdir())) == 5
    return folder


def test_every_file_is_recognised_and_read(folder: Path):
    """As the format for which it is written, as it was on the day, or on the 30 September before."""
    forms = {file.name: recognise(file) for file in folder.iterdir()}
    assert {name: form.name for name, form in forms.items()} == {
        "CSWW_2023.xml": "workforce_census",
        "Audits_2024-06-30.csv": "register.audits",
        "Establishment_2024-06-30.xlsx": "register.establishment_posts",
        "Supervisions_2024-06-30.csv": "register.supervisions",
        "Scorecard_2024-06-30.xlsx": "register.reported_figures",
    }
    for file in folder.iterdir():
        extract = forms[file.name].read(file)
        assert str(extract.as_at) in ("2024-06-30", "2023-09-30")
        assert all(len(rows) for rows in extract.records.values())


def test_the_same_seed_gives_the_same_registers(folder: Path, tmp_path: Path):
    """Byte for byte, where the format has no time of writing."""
    histories = invent(children=12, first_year=2024, last_year=2024, months=3, seed=7)
    list(write_registers(tmp_path, histories, authority_code=CODE, as_at=JUNE, seed=7))
    for name in ("CSWW_2023.xml", "Audits_2024-06-30.csv", "Supervisions_2024-06-30.csv"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
