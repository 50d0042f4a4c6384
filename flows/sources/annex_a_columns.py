"""
The lists of Ofsted's Annex A: their columns by official title, and the other titles that case systems write.

Ofsted: Inspecting local authority children's services, annex A, child-level data.
The lists that are loaded are declared in full, of the others only what is needed to recognise them.
"""

import re
from dataclasses import dataclass, field

from flows.sources.headers import Heading, plain


def _named(title: str) -> str:
    return plain(re.sub(r"\(Y/N\)", "", title)).replace(" ", "_")


@dataclass(frozen=True)
class Title(Heading):
    """
    A column of a list.

    `key`: without it no row of the list can be placed. `shared`: many lists have it, so it tells none apart.
    """

    holds: str = "text"  # text, date or number; what the writer makes of it
    key: bool = False
    shared: bool = False


@dataclass(frozen=True)
class AnnexAList:
    """One list: its number, what Ofsted calls it, words that name it on a tab, and its columns in Ofsted's order."""

    number: int
    title: str
    words: tuple[str, ...]
    columns: tuple[Title, ...]
    loaded: bool = True
    name: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"list_{self.number}")

    @property
    def keys(self) -> tuple[Title, ...]:
        """The columns without which the list cannot be loaded."""
        return tuple(column for column in self.columns if column.key)

    @property
    def sheet(self) -> str:
        """The name of the tab in Ofsted's workbook."""
        return f"List {self.number}"


def _title(title: str, *aliases: str, holds: str = "text", key: bool = False, shared: bool = False) -> Title:
    return Title(_named(title), title, aliases, holds=holds, key=key, shared=shared)


def _date(title: str, *aliases: str, key: bool = False, shared: bool = False) -> Title:
    return _title(title, *aliases, holds="date", key=key, shared=shared)


def _number(title: str, *aliases: str, shared: bool = False) -> Title:
    return _title(title, *aliases, holds="number", shared=shared)


CHILD = _title(
    "Child Unique ID",
    "Child ID",
    "Child unique reference",
    "Unique ID",
    "Unique reference",
    "Child reference",
    "Child reference number",
    "LAchildID",
    "LA child ID",
    "Person ID",
    "Client ID",
    "Mosaic ID",
    key=True,
    shared=True,
)
BIRTH_DATE = _date("Date of Birth", "DOB", "Child date of birth", "Birth date", shared=True)
_WHO = (
    CHILD,
    _title("Gender", "Sex", "Child gender", "Child sex", "Sex / gender", shared=True),
    _title("Ethnicity", "Child ethnicity", "Ethnic origin", "Ethnic group", shared=True),
    BIRTH_DATE,
    _number("Age of Child (Years)", "Age", "Age of child", "Child age", "Age in years", "Age (years)", shared=True),
)
_DISABILITY = _title(
    "Does the Child have a Disability",
    "Disability",
    "Disabled",
    "Child has a disability",
    "Disability (Y/N)",
    "Is the child disabled",
    shared=True,
)
_WHOSE = (
    _title("Allocated Team", "Team", "Team name", "Allocated team name", "Current allocated team", shared=True),
    _title(
        "Allocated Worker",
        "Worker",
        "Worker name",
        "Social worker",
        "Allocated social worker",
        "Allocated worker name",
        "Case worker",
        "Current allocated worker",
        shared=True,
    ),
)

LISTS: tuple[AnnexAList, ...] = (
    AnnexAList(
        1,
        "Contacts",
        ("contact",),
        (
            *_WHO,
            _date("Date of Contact", "Contact start date", "Contact received date", "Date contact received", key=True),
            _title("Contact Source", "Source", "Contact source group", "Who made the contact"),
        ),
    ),
    AnnexAList(
        2,
        "Early Help assessments",
        ("early help", "eh"),
        (
            *_WHO,
            _date("Assessment start date", key=True),
            _date("Assessment completion date", "Assessment completed date"),
            _title("Organisation completing assessment", "Organisation", key=True),
        ),
        loaded=False,
    ),
    AnnexAList(
        3,
        "Referrals",
        ("referral",),
        (
            *_WHO,
            _date(
                "Date of Referral",
                "Referral start date",
                "Referral received date",
                "Date referral received",
                "Date of referral to children's social care",
                key=True,
            ),
            _title("Referral Source", "Source", "Source of referral", "Referral source group"),
            _title("Referral NFA?", "NFA", "Referral outcome NFA", "Did the referral result in no further action"),
            _number(
                "Number of Referrals in Last 12 Months",
                "Referrals in last 12 months",
                "Number of referrals in previous 12 months",
            ),
            *_WHOSE,
        ),
    ),
    AnnexAList(
        4,
        "Assessments",
        ("assessment",),
        (
            *_WHO,
            _DISABILITY,
            _date(
                "Continuous Assessment Start Date",
                "Assessment start date",
                "Single assessment start date",
                "Actual start date of assessment",
                key=True,
            ),
            _title(
                "Child Seen During Continuous Assessment",
                "Child seen",
                "Child seen during assessment",
                "Child seen during single assessment",
            ),
            _date(
                "Continuous Assessment Date of Authorisation",
                "Assessment date of authorisation",
                "Single assessment date of authorisation",
                "Date of authorisation",
                "Authorisation date of assessment",
            ),
            _title(
                "Was the child assessed as requiring LA children's social care support?",
                "Child assessed as requiring children's social care support",
                "Child assessed as requiring social care support",
                "Assessed as requiring LA children's social care support",
                "Was the child assessed as requiring LA social care support",
            ),
            *_WHOSE,
        ),
    ),
    AnnexAList(
        5,
        "Section 47 enquiries and initial child protection conferences",
        ("section 47", "initial child protection conference", "strategy discussion"),
        (
            *_WHO,
            _DISABILITY,
            _date(
                "Strategy discussion initiating Section 47 Enquiry Start Date",
                "Strategy discussion initiating Section 47 Enquiry",
                "Strategy discussion date",
                "Strategy discussion start date",
                "Section 47 enquiry start date",
                "Section 47 start date",
                "Section 47 date",
                key=True,
            ),
            _title(
                "Was an Initial Child Protection Conference deemed unnecessary?",
                "ICPC unnecessary",
                "ICPC not required",
                "ICPC deemed not required",
            ),
            _date("Date of Initial Child Protection Conference", "ICPC date held", "Date ICPC held"),
            _title(
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                "ICPC resulted in CPP",
                "ICPC result in CP plan",
                "ICPC outcome CPP",
            ),
            _number(
                "Number of Section 47 Enquiries in the last 12 months",
                "Section 47 enquiries in the last 12 months",
                "Number of S47s in the last 12 months",
            ),
            _number("Number of ICPCs in the last 12 months", "ICPCs in the last 12 months"),
            *_WHOSE,
        ),
    ),
    AnnexAList(
        6,
        "Children in need",
        ("child in need", "children in need"),
        (
            *_WHO,
            _DISABILITY,
            _date("CIN Start Date", "CIN episode start date", "Date CIN started", key=True),
            _title("Primary Need Code", "Primary need", "Category of need", "Need code", "Primary category of need"),
            _date("Date Child Was Last Seen", "Child last seen date", "Last seen", "Date last seen"),
            _date("CIN Closure Date", "CIN end date", "Closure date", "Date of closure", "CIN episode end date"),
            _title("Reason for Closure", "CIN closure reason", "Closure reason", "CIN reason for closure"),
            _title("Case Status", "Status", "Current case status"),
            *_WHOSE,
        ),
    ),
    AnnexAList(
        7,
        "Child protection plans",
        ("child protection",),
        (
            *_WHO,
            _DISABILITY,
            _date(
                "Child Protection Plan Start Date",
                "Child protection start date",
                "Plan start date",
                "Date child became subject of a CPP",
                key=True,
            ),
            _title("Initial Category of Abuse", "Initial category", "Initial abuse category", "CPP initial category"),
            _title("Latest Category of Abuse", "Latest category", "Latest abuse category", "CPP latest category"),
            _date(
                "Date of the Last Statutory Visit",
                "Last visit date",
                "Latest statutory visit date",
                "Date of last CP visit",
                "Date of last statutory CP visit",
            ),
            _title("Was the Child Seen Alone?", "Seen alone", "Child seen alone at last visit"),
            _date(
                "Date of latest review conference",
                "Date of last review conference",
                "Date of latest CP review conference",
                "Date of latest review child protection conference",
                "Date of last CP review conference",
            ),
            _date("Child Protection Plan End Date", "Child protection end date", "Plan end date"),
            _title(
                "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
                "EPO or police protection in last 6 months",
                "Subject to EPO or police powers in last 6 months",
                "Subject to Emergency Protection Order or Police Protection in last 6 months",
            ),
            _number(
                "Number of Previous Child Protection Plans",
                "Previous child protection plans",
                "Number of previous CP plans in this authority",
            ),
            *_WHOSE,
        ),
    ),
    AnnexAList(
        8,
        "Children looked after",
        ("looked after", "lac", "cla", "children in care"),
        (
            *_WHO,
            _date("Date Started to be Looked After", key=True),
            _title("Child's Legal Status", "Legal status"),
            _title("Placement Type"),
            _title("Placement Provider"),
            _title("Placement postcode"),
            _date("Date Ceased to be Looked After"),
        ),
        loaded=False,
    ),
    AnnexAList(
        9,
        "Care leavers",
        ("care leaver", "leaving care"),
        (
            *_WHO,
            _title("Eligibility Category", key=True),
            _title("Allocated Personal Advisor", "Personal adviser"),
            _title("LA in Touch"),
            _title("Type of Accommodation"),
            _title("Suitability of Accommodation"),
            _title("Activity Status"),
        ),
        loaded=False,
    ),
    AnnexAList(
        10,
        "Adoption: children",
        ("adoption", "adopted"),
        (
            *_WHO,
            _title("Family identifier", shared=True),
            _date("Date the Child Entered Care", key=True),
            _date("Date of Decision that Child Should be Placed for Adoption"),
            _date("Date of Placement Order"),
            _date("Date of Matching Child and Prospective Adopters"),
            _date("Date Placed for Adoption"),
        ),
        loaded=False,
    ),
    AnnexAList(
        11,
        "Adoption: prospective adopters",
        ("adopter",),
        (
            _title("Individual adopter identifier", key=True),
            _title("Family identifier", shared=True),
            _date("Date enquiry received"),
            _date("Date Stage 1 started"),
            _date("Date Stage 2 started"),
            _date("Date of leaving adoption process"),
        ),
        loaded=False,
    ),
)

LOADED: dict[str, AnnexAList] = {each.name: each for each in LISTS if each.loaded}
