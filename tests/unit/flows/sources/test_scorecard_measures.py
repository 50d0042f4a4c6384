"""Which measures are which metrics."""

import pytest

from flows.sources.scorecard_measures import measures_of
from flows.toml_files import SettingsError


def test_our_own_names_are_known(tmp_path):
    """Code and label, however they are typed."""
    measures = measures_of(tmp_path)
    assert measures["re referrals"] == "re_referrals"
    assert measures["contacts per 10 000 children"] == "contact_rate"


def test_what_is_declared_comes_first(tmp_path):
    """A council's own name, even where it is the name of another metric of ours."""
    (tmp_path / "scorecards.toml").write_text('[measures]\n"CSC 04" = "re_referrals"\n"Contacts" = "referrals"\n')
    measures = measures_of(tmp_path)
    assert (measures["csc 04"], measures["contacts"]) == ("re_referrals", "referrals")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[measures]\n"A" = "re_referral"\n', 'no metric "re_referral". Did you mean "re_referrals"?'),
        ('[measure]\n"A" = "re_referrals"\n', 'unknown key "measure". Did you mean "measures"?'),
        ('[measures]\n"A b" = "contacts"\n"a-B" = "referrals"\n', '"A b" is there twice'),
    ],
)
def test_a_mistake_is_said_in_words_that_help(tmp_path, text, said):
    """With the file, and what was probably meant."""
    (tmp_path / "scorecards.toml").write_text(text)
    with pytest.raises(SettingsError) as refused:
        measures_of(tmp_path)
    assert said in str(refused.value)
    assert "scorecards.toml" in str(refused.value)
