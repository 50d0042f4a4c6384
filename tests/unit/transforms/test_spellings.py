"""Which code a delivered text stands for."""

from pathlib import Path

import pytest

from expectations.codes import (
    CareEndReason,
    CaseStatus,
    CategoryOfAbuse,
    ClosureReason,
    Disability,
    Ethnicity,
    LegalStatusClass,
    PlacementAuthority,
    PlacementClass,
    PrimaryNeed,
    ReferralSource,
    Sex,
    YesNoUnknown,
    wording,
)
from expectations.codes.wording import met
from expectations.contract import CodeSet
from transforms.spellings import spellings_of, words_of


@pytest.mark.parametrize(
    ("codes", "text", "code"),
    [
        pytest.param(PrimaryNeed, "N1", "N1", id="the code"),
        pytest.param(PrimaryNeed, " n1 ", "N1", id="the code in small letters"),
        pytest.param(PrimaryNeed, "Abuse or neglect", "N1", id="the label"),
        pytest.param(PrimaryNeed, "ABUSE  OR\xa0NEGLECT.", "N1", id="the label, untidy"),
        pytest.param(PrimaryNeed, "Parental illness/disability", "N3", id="another wording"),
        pytest.param(PrimaryNeed, "Child’s disability", "N2", id="a curly apostrophe"),
        pytest.param(PrimaryNeed, "a) Abuse or neglect", "N1", id="behind a letter"),
        pytest.param(PrimaryNeed, "N1 - Abuse or Neglect", "N1", id="code and label"),
        pytest.param(PrimaryNeed, "N1 – Abuse or Neglect", "N1", id="code and label with a long dash"),
        pytest.param(PrimaryNeed, "N5: household at odds", "N5", id="code and words of their own"),
        pytest.param(PrimaryNeed, "Low income [N7]", "N7", id="label and code"),
        pytest.param(PrimaryNeed, "Low income: debts", "N7", id="label and detail"),
        pytest.param(ReferralSource, "q) 6: Police", "6", id="letter, code and label"),
        pytest.param(ReferralSource, "b) 1B: Individual", "1B", id="letter, code and group"),
        pytest.param(ReferralSource, "j) 3D: Health services", "3D", id="letter, code and group of services"),
        pytest.param(ReferralSource, "t) 9: Anonymous", "9", id="a code of one digit"),
        pytest.param(ReferralSource, "6.0", "6", id="a code that a spreadsheet took for a number"),
        pytest.param(ReferralSource, "31) Police", "6", id="a number of the authority's own"),
        pytest.param(ReferralSource, "d) Health Services", "3", id="a group alone"),
        pytest.param(ReferralSource, "Health services - GP", "3A", id="group and member"),
        pytest.param(ReferralSource, "Other legal agency, including courts", "7", id="with examples"),
        pytest.param(Ethnicity, "a) WBRI", "WBRI", id="letter and code"),
        pytest.param(Ethnicity, "WBRI - White British", "WBRI", id="code of letters and label"),
        pytest.param(Ethnicity, "a) White", "WHITE", id="a group behind a letter"),
        pytest.param(Ethnicity, "Asian or Asian British / Indian", "AIND", id="group and background"),
        pytest.param(Ethnicity, "B1 Mixed - White and Black Caribbean", "MWBC", id="old code, group and background"),
        pytest.param(Ethnicity, "White (Polish)", "WHITE", id="group and detail"),
        pytest.param(Ethnicity, "BOTH", "BOTH", id="a code that is a word"),
        pytest.param(Disability, "NONE", "NONE", id="a code that elsewhere means nothing"),
        pytest.param(Sex, "1 - Male", "M", id="an old code and its label"),
        pytest.param(Sex, "c) Not stated/recorded (or unborn)", "U", id="Annex A's own words"),
        pytest.param(YesNoUnknown, "a) Yes", "Y", id="yes"),
        pytest.param(YesNoUnknown, "0 - No", "N", id="no"),
        pytest.param(ClosureReason, "g) 'Other' incl. Child no longer in need", "RC7", id="quoted"),
        pytest.param(CaseStatus, "CIN plan", "CIN", id="status"),
        pytest.param(CategoryOfAbuse, "Neglect, Emotional abuse", "MUL", id="two categories"),
        pytest.param(CategoryOfAbuse, "Multiple: Neglect, Physical abuse", "MUL", id="two categories said twice"),
        pytest.param(CategoryOfAbuse, "Neglect / neglect", "NEG", id="one category said twice"),
        pytest.param(PlacementClass, "U4", "FOSTER", id="a code of another list"),
        pytest.param(PlacementClass, "d) U4: Foster placement - long term", "FOSTER", id="that code and its words"),
        pytest.param(CareEndReason, "E45 - former carer was a friend", "SGO", id="that code and other words"),
        pytest.param(PlacementAuthority, "852 - Southampton", "852", id="number and name of an authority"),
        pytest.param(ReferralSource, "POLI - Police", "6", id="behind capitals of the system's own"),
        pytest.param(LegalStatusClass, "CLA - E1 - Placement order", "PLACEMENT", id="capitals, code and words"),
        pytest.param(ReferralSource, "District nurse", "3", id="met in exports"),
    ],
)
def test_what_is_certain_is_understood(codes, text, code):
    """A code, its label or its wordings, alone or together, in whatever writing."""
    assert spellings_of(codes).meaning(text) == code


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        pytest.param(PrimaryNeed, "N1 - Low income", id="the label of another code"),
        pytest.param(PrimaryNeed, "N1; N4", id="two codes"),
        pytest.param(PrimaryNeed, "N1 - Abuse [N7]", id="two codes at both ends"),
        pytest.param(PrimaryNeed, "N1c - Low income", id="a subdivision of another code"),
        pytest.param(PrimaryNeed, "N11", id="a longer code"),
        pytest.param(PrimaryNeed, "PSRMEM - Support with memory and cognition", id="a code of adult care"),
        pytest.param(PrimaryNeed, "Abuse or neglct", id="a slip of the pen"),
        pytest.param(ReferralSource, "10 High Street", id="a house number"),
        pytest.param(ReferralSource, "7 - Police", id="an old code with the label of another"),
        pytest.param(ReferralSource, "Education - Grange Park", id="a heading that may cover a school"),
        pytest.param(ReferralSource, "Anonymous/Not known", id="two labels"),
        pytest.param(ReferralSource, "Councillor", id="filed here under one code, there under another"),
        pytest.param(Ethnicity, "both parents", id="a word that is also a code"),
        pytest.param(Ethnicity, "White and Maltese", id="begins like a group"),
        pytest.param(Ethnicity, "WBRI/BCRB", id="two ethnicities"),
        pytest.param(Sex, "Indeterminate", id="two meanings in use"),
        pytest.param(Sex, "2 - Male", id="the label of another old code"),
        pytest.param(YesNoUnknown, "N-A", id="not available"),
        pytest.param(YesNoUnknown, "Yes/No", id="both answers"),
        pytest.param(CategoryOfAbuse, "Neglect, bullying", id="one category and something else"),
        pytest.param(PrimaryNeed, "N1C - Low income", id="capitals that divide another code"),
        pytest.param(LegalStatusClass, "V4 - Short breaks", id="a status that Ofsted's classes leave out"),
        pytest.param(ReferralSource, "District nurse, or so she said", id="more than what was met"),
        pytest.param(ClosureReason, "Case closed", id="too general for a code on which figures stand"),
        pytest.param(CategoryOfAbuse, "", id="nothing"),
        pytest.param(CategoryOfAbuse, "neglect " * 100, id="prose"),
    ],
)
def test_what_might_mean_two_means_nothing(codes, text):
    """No likeness, no first guess: a wrong code would be worse than an unknown one."""
    assert spellings_of(codes).meaning(text) is None


@pytest.mark.parametrize("codes", CodeSet.__subclasses__(), ids=lambda codes: codes.__name__)
def test_every_code_is_understood_as_written(codes):
    """A code means itself, alone and with its own label, whatever spellings others have."""
    assert [spellings_of(codes).meaning(member.value) for member in codes] == list(codes)
    assert [spellings_of(codes).meaning(f"{member.value} - {member.label}") for member in codes] == list(codes)


@pytest.mark.parametrize("codes", CodeSet.__subclasses__(), ids=lambda codes: codes.__name__)
def test_every_declared_spelling_is_understood(codes):
    """No two members of a code set claim the same wording, so each wording works."""
    claimed = {wording: member for member in codes for wording in (member.label, *member.spellings)}
    assert {wording: spellings_of(codes).meaning(wording) for wording in claimed} == claimed


@pytest.mark.parametrize("codes", CodeSet.__subclasses__(), ids=lambda codes: codes.__name__)
def test_every_wording_met_is_understood(codes):
    """What was met means what its file says, stands there once, and is longer than nothing."""
    found = [(text, code) for code, texts in met(codes.__name__).items() for text in texts]
    assert [(text, spellings_of(codes).meaning(text)) for text, _ in found] == found
    assert len({words_of(text) for text, _ in found} - {""}) == len(found)


def test_every_file_of_wordings_belongs_to_a_code_set():
    """A file that no code set reads would be lost silently."""
    folder = Path(wording.__file__).parent / "met"
    assert {file.stem for file in folder.iterdir()} <= {codes.__name__ for codes in CodeSet.__subclasses__()}
