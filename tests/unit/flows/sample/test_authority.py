"""Extracts that add up to an authority's published counts, and the answer file beside them."""

import json
from pathlib import Path

import pytest

from flows.sample.authority import published_targets, write_published_sample
from flows.sources import cin_census


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rutland's censuses of 2023 and 2024 and a workbook of April 2024, with faults."""
    folder = tmp_path_factory.mktemp("sample") / "extracts"
    targets = published_targets("857", None)
    list(write_published_sample(folder, targets, first_year=2023, last_year=2024, months=1, mess=0.02, seed=7))
    return folder


def test_a_census_for_each_year_one_before_and_a_workbook(folder: Path):
    """The census before the first has the referrals that make some later ones re-referrals."""
    names = sorted(file.name for file in folder.iterdir())
    censuses = ["CIN_Census_2022.xml", "CIN_Census_2023.xml", "CIN_Census_2024.xml"]
    assert names == ["Annex_A_2024-04-30.xlsx", *censuses]


def test_the_census_names_the_authority(folder: Path):
    """By DfE's code."""
    assert cin_census.read_header(folder / "CIN_Census_2024.xml").authority_code == "857"


def test_the_answer_file_states_faults_counts_and_contradictions(folder: Path):
    """By year and measure; no child is named."""
    answers = json.loads((folder.parent / "extracts_answers.json").read_text())
    assert set(answers["expected"]) == {"2023", "2024"}
    published = published_targets("857", None).years[2024]
    assert answers["expected"]["2024"]["c1.Referrals"] == published.count("c1.Referrals")
    assert answers["expected"]["2024"]["c4.Section47"] == published.count("c4.Section47")
    assert answers["planted_faults"]
    assert all({"published", "kept", "reason"} <= set(note) for note in answers["contradictions"])
