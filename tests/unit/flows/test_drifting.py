"""Findings about columns: which changes are told, and of which columns."""

from flows.drifting import _findings
from flows.sources.formats import FORMATS
from transforms.drift import Change, Drift

CENSUS = FORMATS["cin_census"]


def told(kind: str, *drifts: Drift) -> list[str]:
    """Return the rules of what is told of changes in a kind of record of the census."""
    return [found["rule"] for found in _findings(CENSUS, kind, list(drifts), since="CIN_Census_2023.xml")]


def test_codes_of_letters_and_of_digits_are_of_one_kind():
    """Referral sources are 6 and 1A: a year that happens to have other ones is no change; a date that turns is."""
    source = Drift(Change.CHANGED_TYPE, "column 'ReferralSource' held numbers", "ReferralSource")
    referral_date = Drift(Change.CHANGED_TYPE, "column 'CINreferralDate' held dates", "CINreferralDate")
    assert told("cin_details", source) == []
    assert told("cin_details", source, referral_date) == ["drift:changed_type"]


def test_a_lost_code_is_told():
    """That the values are codes does not excuse that the column is gone."""
    source = Drift(Change.MISSING, "column 'ReferralSource' is missing", "ReferralSource")
    assert told("cin_details", source) == ["drift:figures_lack_a_column"]
