"""Why a spelling of the sector's list is not read as the class that the list states for it."""

import re
from typing import TYPE_CHECKING

from expectations.codes.wording import wordings
from expectations.contract import CodeSet
from transforms.spellings import LONGEST

if TYPE_CHECKING:
    from tests.conformance.spellings import Spelling

TWO_CLASSES = "stands under two classes of the list"
NOTHING_SAID = "says that nothing is recorded, and is read as missing"
CONTRADICTION = "its own code, its words or DfE's grouping are of another class than the list states"
FILED_WRONGLY = "filed in the list under a class that its words deny"
TWO_CODES = "names two codes"
MESSAGE = "a message of the exporting system"
NUMBER = "a bare number, which means one thing here and another there"
ABBREVIATION = "an abbreviation of one system"
PROSE = "a sentence about one case, or longer than a code can be"
OTHER_QUESTION = "answers another question than yes or no"
TOO_GENERAL = "too general for a code on which figures stand"
NOT_LISTED = "not listed yet"

ABBREVIATIONS = frozenset(
    wordings(
        """
        ceop | cmht | cpn | edt | ewo | fire | hosp | hous | hv | idva | iraq | lado | marac | nhs | ofsted | pct |
        pol | prob | sen | son | wife | angus | greek | iraqi | polish | refuge | unk | anon | ward
        """
    )
)  # that mean one thing everywhere, or are words in capitals
DISABILITIES = frozenset(
    wordings(
        """
        autism | vision | uasc | aut | beh | comm | con | dda | hand | hear | inc | ld | mob | pc | vis | nobt | refu
        """
    )
)  # by their codes in the census, and answers
OTHER_ANSWERS = frozenset({"Unborn", "CLA", "Non-CLA", "Offered and Declined (by YP)", "No Visit - new in last month"})
TWO_HEADINGS = frozenset({"Chinese or other ethnic group"})

SAYS = {  # words that tell who refers; a text with those of another group, and none of its own, is filed wrongly
    "Individual": r"individual|\bneighbours?\b|friend|relative|family member",
    "Police": r"police|policing|\bpol\b",
    "Other legal agency": r"legal|court|cafcass|probation|solicitor|lawyer|advocate|prison|immigration|\bprob\b|border",
    "Health services": r"health|nurs(e|ing)|hosp|medical|midwi|clinic|\bgp\b|camhs|\bcpn\b|ambulance|therap",
    "Housing": r"housing|\bhous\b|hostel|landlord|sheltered|warden",
    "Schools": r"education|school|college|nurser|early years",
    "Education services": r"education|school|college|nurser|early years",
    "Local authority services": r"social|early help|local authority|council|\bl\W?a\b|internal|\bssd\b|youth|adults?\b",
    "Other": r"\bfire|benefits? agency|volunt|children.?s cent|independ",
}
MISFILED = {  # by the list, as their words and the rest of the list show
    "CareEndReason": wordings(
        """
        UnPlanned to parent/other parent resp | With parent, relative or other person with no PR |
        Age assessment determined child is aged 18 or over and E5, E6 and E7 do not apply e.g. an unaccompanied asylum
        seeking child who
        """
    ),
    "ClosureReason": wordings("DCT Transfer to Adult Services | Referred to Other Agency"),
    "Ethnicity": wordings("KURDISH | OKRD - Kurdish"),
    "LegalStatusClass": wordings(
        """
        On remand or committed for trial or sentence | Interim S.O. S38(1) CA'89 | Interim Supervision Order |
        Sup. Ord S31 with Dir | Supervision Order | Supervsn Order S31(1)B CA'89 | Secure Accommodation S25(1)
        """
    ),
    "PermanencePlan": wordings("Long term fostering/SGO"),
    "PlacementAuthority": wordings("Carlisle | Wycombe District | Medway (B) | Torbay (B)"),
    "PlacementClass": wordings(
        """
        U6 - Residential Accommodation not subject to children's homes regulations | Other residential settings |
        K2 - Residential Accommodation not subject to children's homes regulations | Secure units, homes and hostels |
        H5 - Young Offender Institution or Prison | With Parent Relative/Friend Care Ord |
        With Parent/Relative/Friend (Not CO)
        """
    ),
    "PrimaryNeed": wordings("Child in need (other) | O_CIN Other Child in Need"),
}
GENERAL = {
    "ClosureReason": wordings("School | Not required"),
    "PrimaryNeed": wordings("Multiple | Other | Other1"),
    "ReferralSource": wordings(
        """
        Emergency Service | Emergency Services | Other Agencies | Worker | You | Web | In Person | WARD | Resident |
        Internal | Sorted | Wired | Provider | Support Worker | Support Officer | Consultant | Other Service User |
        Rapid Response | Primary Link | Previous Employee | Pathway/Leaving Care | Service Provider
        """
    ),
}
CLOSED_AFTER_ASSESSMENT = {"h) Child not in need after assessment"}


def _is_abbreviation(spelling: "Spelling") -> bool:
    token = spelling.text.strip("() ")
    is_short = " " not in token and (token.isupper() or len(token) < 3) and len(token) <= 6
    known = token.casefold() in (DISABILITIES if spelling.kind.startswith("YesNo") else ABBREVIATIONS)
    return is_short and not known and not _begins_with(spelling)


def _names_two_codes(spelling: "Spelling") -> bool:
    codes = {member.value for member in spelling.column.type if len(member.value) > 1 and not member.local}
    return len(set(re.findall(r"[A-Z0-9]+", spelling.text)) & codes) > 1 or spelling.text in TWO_HEADINGS


def _begins_with(spelling: "Spelling") -> CodeSet | None:
    """Return the member whose code the text begins with."""
    token = re.match(r"[A-Za-z]{0,2}[0-9]+[A-Za-z]?", spelling.text)
    return next((member for member in spelling.column.type if token and member.value == token[0].upper()), None)


def _begins_with_another_code(spelling: "Spelling") -> bool:
    member = _begins_with(spelling)
    return member is not None and member.group not in spelling.wider


def _is_filed_wrongly(spelling: "Spelling") -> bool:
    text = " ".join(spelling.text.split())
    if text in MISFILED.get(spelling.kind, ()):
        return True
    if spelling.kind == "ClosureReason" and "Services ceased" in str(spelling.stated):
        return bool(re.search(r"(closed after|following( C&F)?|prior to( C&F)?) assess", text, re.IGNORECASE))
    if spelling.kind != "ReferralSource":
        return False
    said = {group for group, words in SAYS.items() if re.search(words, text, re.IGNORECASE)}
    return bool(said) and not said & spelling.wider


def _is_prose(spelling: "Spelling") -> bool:
    return len(spelling.text) > LONGEST or bool(re.search(r"\b(Dad|dated)\b", spelling.text))


REASONS = (
    (
        MESSAGE,
        lambda it: bool(
            re.search(r"is not mapped|#MULTI|DO NOT USE|XXXX|opened.* in error|^Error|Not Mapped", it.text)
        ),
    ),
    (NUMBER, lambda it: not re.search(r"[A-Za-z]", it.text)),
    (OTHER_QUESTION, lambda it: it.column.type is bool or it.text in OTHER_ANSWERS),
    (TWO_CODES, _names_two_codes),
    (CONTRADICTION, _begins_with_another_code),
    (FILED_WRONGLY, _is_filed_wrongly),
    (ABBREVIATION, _is_abbreviation),
    (PROSE, _is_prose),
    (
        TOO_GENERAL,
        lambda it: (
            " ".join(it.text.split()) in GENERAL.get(it.kind, ())
            or (
                it.kind == "ClosureReason"
                and it.classes == CLOSED_AFTER_ASSESSMENT
                and "assess" not in it.text.casefold()
            )
        ),
    ),
)
