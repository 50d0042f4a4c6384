"""Lists 8 to 11 of Ofsted's Annex A: children looked after, care leavers, adoption and adopters."""

from flows.sources.annex_a_titles import CHILD, DISABILITY, WHO, WHOSE, AnnexAList, day, number, title

_FAMILY = title("Family identifier", "Family ID", "Family reference", shared=True)

_LOOKED_AFTER = (
    *WHO,
    title(
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
        "UASC within the last 12 months",
        "UASC in last 12 months",
    ),
    DISABILITY,
    day(
        "Date Started to be Looked After",
        "Looked after start date",
        "Date became looked after",
        "LAC start date",
        "CLA start date",
        key=True,
    ),
    title("Child's Category of Need", "Category of need", "Primary need", "Primary need code", "Need code"),
    title(
        "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
        "Second or subsequent period of being looked after within the last 12 months",
        "Second or subsequent period of care in last 12 months",
    ),
    day("Start date of current legal status", "Legal status start date", "Date of current legal status"),
    title("Child's Legal Status", "Legal status", "Current legal status"),
    day(
        "Date of Latest Statutory Review", "Latest statutory review date", "Date of last LAC review", "Last review date"
    ),
    day(
        "Date of Last Social Work Visit",
        "Last social work visit",
        "Date of last statutory visit",
        "Latest statutory visit date",
        "Last visit date",
    ),
    title("What is the permanence plan for this child?", "Permanence plan"),
    day(
        "Date of Last IRO Visit / Contact to the Child",
        "Date of last IRO visit",
        "Last IRO contact",
        "Last IRO visit or contact",
    ),
    day("Date of Last Health Assessment", "Last health assessment", "Latest health assessment date"),
    day("Date of Last Dental Check", "Last dental check", "Latest dental check date"),
    number(
        "Number of Placements in the Last 12 months",
        "Placements in last 12 months",
        "Number of placements in previous 12 months",
    ),
    day("Date Ceased to be Looked After", "Looked after end date", "LAC end date", "CLA end date"),
    title("Reason Ceased to be Looked After", "Reason ceased", "LAC end reason", "CLA end reason"),
    day(
        "Start Date of Most Recent Placement",
        "Placement start date",
        "Current placement start date",
        "Most recent placement start date",
    ),
    title("Placement Type", "Type of placement"),
    title("Placement Provider", "Provider of placement"),
    title("Placement postcode"),
    title("URN of Placement", "Placement URN", "Ofsted URN"),
    title("Placement Location", "Location of placement"),
    title("LA of Placement", "Placement LA", "Local authority where placed"),
    number(
        "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
        "Missing episodes in last 12 months",
        "Number of missing episodes in last 12 months",
    ),
    number(
        "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
        "Absent episodes in last 12 months",
        "Number of absent episodes in last 12 months",
    ),
    title(
        "Was the child offered a Return Interview after their last missing episode (Y/N)?",
        "Return interview offered",
        "Return home interview offered",
    ),
    title(
        "Did the child accept a Return Interview after their last missing episode (Y/N)?",
        "Return interview accepted",
        "Return home interview accepted",
    ),
    *WHOSE,
)

_CARE_LEAVERS = (
    *WHO,
    title(
        "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
        "UASC or formerly UASC",
        "Former UASC",
    ),
    DISABILITY,
    *WHOSE,
    title("Allocated Personal Advisor", "Allocated personal adviser", "Personal adviser", "Personal advisor"),
    title("Eligibility Category", "Leaving care eligibility", "Care leaver eligibility"),
    day(
        "Latest Pathway Plan Review Date",
        "Latest pathway plan date",
        "Pathway plan review date",
        "Date of latest pathway plan review",
    ),
    title("LA in Touch", "In touch"),
    day("Latest Date of Contact", "Latest contact date", "Date of last contact"),
    title("Type of Accommodation", "Accommodation type", "Accommodation"),
    title("Suitability of Accommodation", "Accommodation suitability", "Accommodation suitable"),
    title("Activity Status", "Activity", "Main activity"),
)

_ADOPTION = (
    CHILD,
    _FAMILY,
    *WHO[1:],
    DISABILITY,
    day("Date the Child Entered Care", "Date entered care", "Date started to be looked after"),
    day(
        "Date of Decision that Child Should be Placed for Adoption",
        "Adoption decision date",
        "Date of ADM decision",
        "ADM decision date",
        key=True,
    ),
    day("Date of Placement Order", "Placement order date"),
    day("Date of Matching Child and Prospective Adopters", "Date matched", "Date of match"),
    day("Date Placed for Adoption", "Adoption placement date"),
    day("Date of Adoption Order", "Adoption order date", shared=True),
    day(
        "Date of Decision that Child Should No Longer be Placed for Adoption",
        "Date of decision no longer adoption",
        "Adoption decision reversed date",
    ),
    title(
        "Reason Why Child No Longer Placed for Adoption",
        "Reason no longer adoption",
        "Adoption decision reversed reason",
    ),
    day(
        "Date the child was placed for fostering in FFA or concurrent planning placement",
        "Date placed in FFA or concurrent planning placement",
        "Date of FFA or concurrent planning placement",
    ),
)

_ADOPTERS = (
    title("Individual adopter identifier", "Adopter ID", "Individual adopter ID", "Adopter reference", key=True),
    _FAMILY,
    *WHO[1:3],
    title("Disability", "Adopter disability", "Does the adopter have a disability", shared=True),
    title("Is the (prospective) adopter fostering for adoption?", "Fostering for adoption"),
    day("Date enquiry received", "Enquiry date", "Date of enquiry", key=True),
    day("Date Stage 1 started", "Stage 1 start date"),
    day("Date Stage 1 ended", "Stage 1 end date"),
    day("Date Stage 2 started", "Stage 2 start date"),
    day("Date Stage 2 ended", "Stage 2 end date"),
    day("Date application submitted", "Application date", "Application submitted date"),
    day("Date application approved", "Approval date", "Application approved date"),
    day(
        "Date adopter matched with child(ren)", "Date adopter matched with child", "Date adopter matched with children"
    ),
    day(
        "Date child/children placed with adopter(s)",
        "Date child placed with adopters",
        "Date children placed with adopters",
        "Date children placed with adopter",
        "Date child placed with adopter",
    ),
    number("No. of children placed", "Children placed"),
    day("Date of Adoption Order", "Adoption order date", shared=True),
    day("Date of leaving adoption process", "Date left adoption process"),
    title("Reason for leaving adoption process", "Reason left adoption process"),
)

CARE_LISTS = (
    AnnexAList(8, "Children looked after", ("looked after", "lac", "cla", "children in care"), _LOOKED_AFTER),
    AnnexAList(9, "Care leavers", ("care leaver", "leaving care"), _CARE_LEAVERS),
    AnnexAList(10, "Adoption: children", ("adoption", "adopted"), _ADOPTION),
    AnnexAList(11, "Adoption: prospective adopters", ("adopter",), _ADOPTERS),
)
