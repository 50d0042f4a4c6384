"""Laws of reading text."""

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.codes import Ethnicity, PrimaryNeed, ReferralSource
from expectations.contract import UNMAPPED
from expectations.datasets.front_door import Referrals
from transforms.parsing import Fate, parse, reading_of
from transforms.spellings import spellings_of

UNHURRIED = settings(deadline=None, max_examples=60)  # a slow machine fails no law
WRITTEN = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y"]
WORDS = ["#REF!", "#VALUE!", "N/A", "nan", "Null", "Team A", "x" * 1_000, "not recorded", "x\ty"]
COLUMNS = [name for name in Referrals.columns if name != "worker"]


def read(text: pd.DataFrame):
    return parse(Referrals, text, year=None, statutory=False)


@UNHURRIED
@given(st.lists(st.dates(date(1900, 1, 2), date(2100, 12, 31)), min_size=1), st.sampled_from(WRITTEN))
def test_a_written_day_is_read_back(days, written):
    """Whatever the format, the day that was written is the day that is read."""
    text = pd.Series([f"{day:{written}}" for day in days], dtype="str")
    assert read(text.to_frame("referral_date")).frame["referral_date"].dt.date.tolist() == days


@UNHURRIED
@given(st.lists(st.text() | st.none(), min_size=1))
def test_any_text_has_one_fate_in_every_column(texts):
    """Nothing raises; a text is a value, missing or unreadable, and a code that is unknown is marked as unmapped."""
    result = read(pd.DataFrame({name: pd.Series(texts, dtype="str") for name in COLUMNS}))
    assert len(result.frame) == len(texts)
    for name in COLUMNS:
        assert not (result.unreadable[name] & result.frame[name].notna()).any()
    for name, unknown in result.unknown.items():
        assert (result.frame[name].eq(UNMAPPED).fillna(False) == unknown).all()


@UNHURRIED
@given(st.lists(st.text(st.sampled_from("ab#!/nulNULA -\u00a0\u00e9\x01\n"), max_size=5) | st.sampled_from(WORDS)))
def test_texts_of_a_column_are_read_as_each_alone(texts):
    """Texts that are told at a glance to stay as they are, and those that are looked at one by one."""
    column = Referrals.columns["team"]
    result = read(pd.DataFrame({"team": pd.Series(texts, dtype="str")}))
    alone = [reading_of(column, text) for text in texts]
    values = result.frame["team"]
    assert values.astype(object).where(values.notna(), None).tolist() == [value for value, _ in alone]
    assert result.unreadable["team"].tolist() == [fate is Fate.UNREADABLE for _, fate in alone]


@UNHURRIED
@given(
    st.sampled_from([*ReferralSource, *PrimaryNeed, *Ethnicity]),
    st.sampled_from(["{0}", "{1}", "{0} - {1}", "{0}: {1}", "c) {0}", "{1} [{0}]", " {1}. "]),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_a_code_is_understood_in_every_writing(member, writing, case):
    """Code and label, alone or together, in capitals or not, stand for the same member."""
    assert spellings_of(type(member)).meaning(case(writing.format(member.value, member.label))) is member


@UNHURRIED
@given(st.data())
def test_two_codes_together_are_never_one(data):
    """The code of one need with the label of another is unknown."""
    first, second = data.draw(st.lists(st.sampled_from(list(PrimaryNeed)), min_size=2, max_size=2, unique=True))
    text = pd.Series([f"{first.value} - {second.label}"], dtype="str").to_frame("primary_need")
    assert read(text).frame["primary_need"].tolist() == [UNMAPPED]
