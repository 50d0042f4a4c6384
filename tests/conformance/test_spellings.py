"""The spellings that the sector has met, against the classes that its list states for them."""

import pytest

from tests.conformance import spellings
from tests.conformance.spelling_reasons import NOT_LISTED
from tests.conformance.spellings import MAPPED, PAGE, Spelling

LEAST = 0.945  # of the spellings for which the list states one class

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(
        not spellings.LIST.exists(), reason="the sector's list of spellings is not beside the repository"
    ),
]


@pytest.fixture(scope="module")
def found() -> list[Spelling]:
    """Read the whole list once."""
    return spellings.spellings()


def test_most_spellings_are_read_as_their_class(found):
    """Nearly 95 of 100 spellings for which the list states one class are read as it."""
    clear = [each for each in found if each.is_clear]
    assert len(clear) > 8_000
    assert sum(each.outcome == MAPPED for each in clear) / len(clear) >= LEAST


def test_the_rest_has_reasons(found):
    """No spelling is unmapped merely because nobody has listed it."""
    assert not [each for each in found if each.outcome == NOT_LISTED]


def test_the_page_is_what_was_measured(found):
    """The page in the repository is that of the code sets as they are."""
    assert PAGE.read_text(encoding="utf-8") == spellings.page(found)
