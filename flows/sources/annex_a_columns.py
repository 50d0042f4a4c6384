"""
The lists of Ofsted's Annex A: their columns by official title, and the other titles that case systems write.

Ofsted: Inspecting local authority children's services, annex A, child-level data.
"""

from flows.sources.annex_a_care_columns import CARE_LISTS
from flows.sources.annex_a_titles import DISABILITY, WHO, WHOSE, AnnexAList, day, number, title

LISTS: tuple[AnnexAList, ...] = (
    AnnexAList(
        1,
        "Contacts",
        ("contact",),
        (
            *WHO,
            day("Date of Contact", "Contact start date", "Contact received date", "Date contact received", key=True),
            title("Contact Source", "Source", "Contact source group", "Who made the contact"),
        ),
    ),
    AnnexAList(
        2,
        "Early Help assessments",
        ("early help", "eh"),
        (
            *WHO,
            day("Assessment start date", "Early help assessment start date", key=True),
            day(
                "Assessment completion date",
                "Assessment completed date",
                "Early help assessment completion date",
                "Date assessment completed",
            ),
            title(
                "Organisation completing assessment",
                "Organisation",
                "Organisation completing the early help assessment",
                "Lead organisation",
            ),
        ),
    ),
    AnnexAList(
        3,
        "Referrals",
        ("referral",),
        (
            *WHO,
            day(
                "Date of Referral",
                "Referral start date",
                "Referral received date",
                "Date referral received",
                "Date of referral to children's social care",
                key=True,
            ),
            title("Referral Source", "Source", "Source of referral", "Referral source group"),
            title("Referral NFA?", "NFA", "Referral outcome NFA", "Did the referral result in no further action"),
            number(
                "Number of Referrals in Last 12 Months",
                "Referrals in last 12 months",
                "Number of referrals in previous 12 months",
            ),
            *WHOSE,
        ),
    ),
    AnnexAList(
        4,
        "Assessments",
        ("assessment",),
        (
            *WHO,
            DISABILITY,
            day(
                "Continuous Assessment Start Date",
                "Assessment start date",
                "Single assessment start date",
                "Actual start date of assessment",
                key=True,
            ),
            title(
                "Child Seen During Continuous Assessment",
                "Child seen",
                "Child seen during assessment",
                "Child seen during single assessment",
            ),
            day(
                "Continuous Assessment Date of Authorisation",
                "Assessment date of authorisation",
                "Single assessment date of authorisation",
                "Date of authorisation",
                "Authorisation date of assessment",
                "Assessment completion date",
                "Assessment completed date",
                "Date assessment completed",
            ),
            title(
                "Was the child assessed as requiring LA children's social care support?",
                "Child assessed as requiring children's social care support",
                "Child assessed as requiring social care support",
                "Assessed as requiring LA children's social care support",
                "Was the child assessed as requiring LA social care support",
            ),
            *WHOSE,
        ),
    ),
    AnnexAList(
        5,
        "Section 47 enquiries and initial child protection conferences",
        ("section 47", "initial child protection conference", "strategy discussion"),
        (
            *WHO,
            DISABILITY,
            day(
                "Strategy discussion initiating Section 47 Enquiry Start Date",
                "Strategy discussion initiating Section 47 Enquiry",
                "Strategy discussion date",
                "Strategy discussion start date",
                "Section 47 enquiry start date",
                "Section 47 start date",
                "Section 47 date",
                key=True,
            ),
            title(
                "Was an Initial Child Protection Conference deemed unnecessary?",
                "ICPC unnecessary",
                "ICPC not required",
                "ICPC deemed not required",
            ),
            day("Date of Initial Child Protection Conference", "ICPC date held", "Date ICPC held"),
            title(
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                "ICPC resulted in CPP",
                "ICPC result in CP plan",
                "ICPC outcome CPP",
            ),
            number(
                "Number of Section 47 Enquiries in the last 12 months",
                "Section 47 enquiries in the last 12 months",
                "Number of S47s in the last 12 months",
            ),
            number("Number of ICPCs in the last 12 months", "ICPCs in the last 12 months"),
            *WHOSE,
        ),
    ),
    AnnexAList(
        6,
        "Children in need",
        ("child in need", "children in need"),
        (
            *WHO,
            DISABILITY,
            day("CIN Start Date", "CIN episode start date", "Date CIN started", key=True),
            title("Primary Need Code", "Primary need", "Category of need", "Need code", "Primary category of need"),
            day("Date Child Was Last Seen", "Child last seen date", "Last seen", "Date last seen"),
            day("CIN Closure Date", "CIN end date", "Closure date", "Date of closure", "CIN episode end date"),
            title("Reason for Closure", "CIN closure reason", "Closure reason", "CIN reason for closure"),
            title("Case Status", "Status", "Current case status"),
            *WHOSE,
        ),
    ),
    AnnexAList(
        7,
        "Child protection plans",
        ("child protection",),
        (
            *WHO,
            DISABILITY,
            day(
                "Child Protection Plan Start Date",
                "Child protection start date",
                "Plan start date",
                "Date child became subject of a CPP",
                key=True,
            ),
            title("Initial Category of Abuse", "Initial category", "Initial abuse category", "CPP initial category"),
            title("Latest Category of Abuse", "Latest category", "Latest abuse category", "CPP latest category"),
            day(
                "Date of the Last Statutory Visit",
                "Last visit date",
                "Latest statutory visit date",
                "Date of last CP visit",
                "Date of last statutory CP visit",
            ),
            title("Was the Child Seen Alone?", "Seen alone", "Child seen alone at last visit"),
            day(
                "Date of latest review conference",
                "Date of last review conference",
                "Date of latest CP review conference",
                "Date of latest review child protection conference",
                "Date of last CP review conference",
            ),
            day("Child Protection Plan End Date", "Child protection end date", "Plan end date"),
            title(
                "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
                "EPO or police protection in last 6 months",
                "Subject to EPO or police powers in last 6 months",
                "Subject to Emergency Protection Order or Police Protection in last 6 months",
            ),
            number(
                "Number of Previous Child Protection Plans",
                "Previous child protection plans",
                "Number of previous CP plans in this authority",
            ),
            *WHOSE,
        ),
    ),
    *CARE_LISTS,
)

BY_NAME: dict[str, AnnexAList] = {each.name: each for each in LISTS}
