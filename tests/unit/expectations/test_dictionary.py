"""The data dictionary."""

from pathlib import Path

import pytest

from expectations.contract import DATASETS
from expectations.dictionary import pages, write

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.parametrize("name", pages())
def test_the_committed_page_is_the_generated_one(name):
    """Whoever changes a declaration writes the pages again: `make docs`."""
    assert (REFERENCE / name).read_text(encoding="utf-8") == pages()[name]


def test_every_column_of_every_dataset_is_described():
    """Each dataset has its table, each column its line."""
    text = pages()["datasets.md"]
    for dataset in DATASETS.values():
        section = text.partition(f"\n## {dataset.name}\n")[2].partition("\n## ")[0]
        assert [name for name in dataset.columns if f"| `{name}` |" not in section] == []


def test_personal_columns_are_marked():
    """A reader sees at once what must not leave."""
    text = pages()["datasets.md"]
    assert "The authority's own identifier. *Personal.*" in text
    assert "a keyed hash in the warehouse. *Personal, pseudonymous.*" in text


def test_rules_are_explained_in_their_own_words():
    """The message of the rule is its documentation."""
    assert "| `8925` | error | row |  | The child protection plan ends before it starts. |" in pages()["rules.md"]


def test_pages_are_written_into_the_folder(tmp_path):
    """A folder that is not there yet is made."""
    written = write(tmp_path / "reference")
    assert sorted(path.name for path in written) == ["datasets.md", "rules.md"]
