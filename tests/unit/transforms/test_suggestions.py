"""Which code an unknown text was probably meant for."""

import pandas as pd
import pytest

from expectations.codes import PrimaryNeed, ReferralSource
from transforms.suggestions import MOST_TEXTS, suggest


def suggested(codes, *texts: str, among: frozenset[str] | None = None) -> list[str | None]:
    """Return the suggestions for texts."""
    found = suggest(codes, pd.Series(texts, dtype="str"), among=codes.values_in() if among is None else among)
    return found.astype(object).where(found.notna(), None).tolist()


@pytest.mark.parametrize(
    ("codes", "text", "suggestion"),
    [
        pytest.param(PrimaryNeed, "Abuse or neglct", "N1 Abuse or neglect", id="a slip of the pen"),
        pytest.param(PrimaryNeed, "Familly dysfunctions", "N5 Family dysfunction", id="two slips"),
        pytest.param(ReferralSource, "Polcie", "6 Police", id="letters swapped"),
        pytest.param(ReferralSource, "See case note", None, id="like none"),
        pytest.param(ReferralSource, "GX", None, id="too short to be like anything"),
        pytest.param(PrimaryNeed, "abuse or neglct " * 20, None, id="prose"),
    ],
)
def test_what_is_alike_is_suggested(codes, text, suggestion):
    """Code and label of the list, never anything of the text."""
    assert suggested(codes, text) == [suggestion]


def test_only_codes_that_would_be_admitted_are_suggested():
    """Annex A's `Health services` is no code of the census: suggesting it would send a person in a circle."""
    assert suggested(ReferralSource, "Helth services", among=ReferralSource.values_in(2024, statutory=True)) == [None]


def test_the_commonest_texts_come_first():
    """Of thousands of different texts only the commonest are compared, so that the hint costs next to nothing."""
    rare = [f"note number {number}" for number in range(MOST_TEXTS)]
    assert suggested(ReferralSource, *rare, "Polcie", "Polcie")[-2:] == ["6 Police", "6 Police"]
