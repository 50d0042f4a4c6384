"""
Codes of the SSDA903, the yearly return on looked-after children.

The years are those of DfE's specifications 2017 to 2026. Where a specification was only known by its codes, the label
says so.
"""

from expectations.contract import CodeSet, code


class ReasonForNewEpisode(CodeSet):
    """RNE: what changed, so that an episode of care begins."""

    STARTED = code("S", "Started to be looked after")
    LEGAL_STATUS = code("L", "Change of legal status only")
    PLACEMENT_AND_CARER = code("P", "Change of placement and carer")
    PLACEMENT = code("T", "Change of placement, same carer")
    EVERYTHING = code("B", "Change of legal status, placement and carer")
    LEGAL_STATUS_AND_PLACEMENT = code("U", "Change of legal status and placement, same carer")


class LegalStatus(CodeSet):
    """LS: on which ground the child is looked after."""

    C1 = code("C1", "Interim care order", group="Care order")
    C2 = code("C2", "Full care order", group="Care order")
    D1 = code("D1", "Freeing order granted", group="Adoption")
    E1 = code("E1", "Placement order granted", group="Adoption")
    V2 = code("V2", "Single period of accommodation under section 20", group="Voluntary agreement")
    V3 = code("V3", "Series of short-term breaks, individual episodes recorded", group="Short-term breaks")
    V4 = code("V4", "Series of short-term breaks, agreements recorded", group="Short-term breaks")
    L1 = code("L1", "Under police protection and in local authority accommodation", group="Child protection")
    L2 = code("L2", "Emergency protection order", group="Child protection")
    L3 = code("L3", "Under child assessment order and in local authority accommodation", group="Child protection")
    J1 = code("J1", "Remanded to local authority accommodation or youth detention", group="Youth justice")
    J2 = code("J2", "Placed in local authority accommodation under PACE 1984", group="Youth justice")
    J3 = code("J3", "Sentenced to a youth rehabilitation order", group="Youth justice")


class Placement(CodeSet):
    """PLACE: where the child lives."""

    A3 = code("A3", "Placed for adoption with consent, with the current foster carer", group="Placed for adoption")
    A4 = code("A4", "Placed for adoption with consent, not with the current foster carer", group="Placed for adoption")
    A5 = code(
        "A5", "Placed for adoption with a placement order, with the current foster carer", group="Placed for adoption"
    )
    A6 = code(
        "A6",
        "Placed for adoption with a placement order, not with the current foster carer",
        group="Placed for adoption",
    )
    H5 = code("H5", "Semi-independent living not subject to children's homes regulations", group="Other", until=2024)
    K1 = code("K1", "Secure children's home", group="Residential")
    K2 = code("K2", "Children's home subject to children's homes regulations", group="Residential")
    K3 = code("K3", "Supported accommodation", group="Residential", since=2025)
    P1 = code("P1", "With own parents or other person with parental responsibility", group="Community")
    P2 = code("P2", "Independent living", group="Community", until=2024)
    P3 = code("P3", "Residential employment", group="Community")
    R1 = code("R1", "Residential care home", group="Residential")
    R2 = code("R2", "NHS, health trust or other establishment providing medical care", group="Residential")
    R3 = code("R3", "Family centre or mother and baby unit", group="Residential")
    R5 = code("R5", "Young offender institution", group="Residential")
    S1 = code("S1", "Residential school", group="Residential")
    T0 = code("T0", "Temporary move of any kind", group="Temporary")
    T1 = code("T1", "Temporary period in hospital", group="Temporary")
    T2 = code("T2", "Temporary absence on holiday", group="Temporary")
    T3 = code("T3", "Temporary accommodation while the foster carer is on holiday", group="Temporary")
    T4 = code("T4", "Temporary accommodation of seven days or less", group="Temporary")
    U1 = code("U1", "Foster placement with relative or friend, long term", group="Foster")
    U2 = code("U2", "Foster placement with relative or friend who is also an approved adopter", group="Foster")
    U3 = code("U3", "Foster placement with relative or friend, not long term", group="Foster")
    U4 = code("U4", "Foster placement with other carer, long term", group="Foster")
    U5 = code("U5", "Foster placement with other carer who is also an approved adopter", group="Foster")
    U6 = code("U6", "Foster placement with other carer, not long term", group="Foster")
    Z1 = code("Z1", "Other placement", group="Other")
    Z11 = code("Z11", "Other placement, Z11", group="Other", since=2026)
    Z12 = code("Z12", "Other placement, Z12", group="Other", since=2026)
    Z13 = code("Z13", "Other placement, Z13", group="Other", since=2026)
    Z14 = code("Z14", "Other placement, Z14", group="Other", since=2026)


class PlacementProvider(CodeSet):
    """PLACE_PROVIDER: who provides the placement."""

    PR0 = code("PR0", "Parents or other persons with parental responsibility")
    PR1 = code("PR1", "Own provision, by the local authority")
    PR2 = code("PR2", "Other local authority")
    PR3 = code("PR3", "Other public provision")
    PR4 = code("PR4", "Private provision")
    PR5 = code("PR5", "Voluntary or third sector")


class ReasonEpisodeCeased(CodeSet):
    """REC: why an episode of care ended; X1 where another begins on the same day."""

    X1 = code("X1", "A new episode begins on the same day", group="Still looked after")
    E11 = code("E11", "Adopted, application unopposed", group="Adopted")
    E12 = code("E12", "Adopted, consent dispensed with by the court", group="Adopted")
    E2 = code("E2", "Died", group="Died")
    E3 = code("E3", "Care taken over by another authority in the UK", group="Another authority")
    E4A = code("E4A", "Returned to parents or relatives, planned", group="Returned home")
    E4B = code("E4B", "Returned to parents or relatives, not planned", group="Returned home")
    E13 = code("E13", "Left to live with someone without parental responsibility", group="Returned home")
    E41 = code("E41", "Residence or child arrangements order", group="Child arrangements order")
    E43 = code("E43", "Special guardianship to former foster carers", group="Special guardianship", until=2018)
    E44 = code("E44", "Special guardianship to others", group="Special guardianship", until=2018)
    E45 = code(
        "E45",
        "Special guardianship to former foster carer, relative or friend",
        group="Special guardianship",
        since=2019,
    )
    E46 = code(
        "E46",
        "Special guardianship to former foster carer, neither relative nor friend",
        group="Special guardianship",
        since=2019,
    )
    E47 = code(
        "E47",
        "Special guardianship to relative or friend, no former foster carer",
        group="Special guardianship",
        since=2019,
    )
    E48 = code(
        "E48", "Special guardianship to another, no former foster carer", group="Special guardianship", since=2019
    )
    E5 = code("E5", "Independent living with formal support", group="Independent living")
    E6 = code("E6", "Independent living without formal support", group="Independent living")
    E7 = code("E7", "Residential care funded by adult social care", group="Adult social care")
    E9 = code("E9", "Sentenced to custody", group="Custody")
    E14 = code("E14", "Accommodation on remand ended", group="Remand ended")
    E15 = code("E15", "Age assessment found the child to be 18 or over", group="Age assessment")
    E16 = code("E16", "Moved abroad", group="Moved abroad")
    E17 = code("E17", "Aged 18 or over and remained with current carers", group="Stayed with carers")
    E8 = code("E8", "Any other reason", group="Other")


class ReasonForPlacementChange(CodeSet):
    """REASON_PLACE_CHANGE: why the placement ended while the child stays looked after."""

    CARPL = code("CARPL", "Change to or implementation of the care plan")
    CLOSE = code("CLOSE", "Resignation or closure of provision")
    ALLEG = code("ALLEG", "Allegation")
    STAND = code("STAND", "Standards of care concern")
    APPRR = code("APPRR", "Approval removed")
    CREQB = code("CREQB", "Carer requests end because of the child's behaviour")
    CREQO = code("CREQO", "Carer requests end for another reason")
    CHILD = code("CHILD", "Child requests end")
    LAREQ = code("LAREQ", "Responsible or area authority requests end")
    PLACE = code("PLACE", "Change in the status of the placement only")
    CUSTOD = code("CUSTOD", "Custody arrangement", since=2019)
    OTHER = code("OTHER", "Other")


class ReviewParticipation(CodeSet):
    """REVIEW_CODE: how the child took part in a review."""

    PN0 = code("PN0", "Aged under four", group="Too young")
    PN1 = code("PN1", "Attended and spoke", group="Took part")
    PN2 = code("PN2", "Attended, an advocate spoke", group="Took part")
    PN3 = code("PN3", "Attended and conveyed views without words", group="Took part")
    PN4 = code("PN4", "Attended without conveying views", group="Did not take part")
    PN5 = code("PN5", "Did not attend, an advocate spoke", group="Took part")
    PN6 = code("PN6", "Did not attend, conveyed views otherwise", group="Took part")
    PN7 = code("PN7", "Neither attended nor conveyed views", group="Did not take part")


class AbsenceType(CodeSet):
    """MISSING: missing from care, or away without authorisation."""

    M = code("M", "Missing from care", spellings=("Missing",))
    A = code("A", "Away from placement without authorisation", spellings=("Away",))


class NoSDQReason(CodeSet):
    """SDQ_REASON: why there is no score of the strengths and difficulties questionnaire."""

    SDQ1 = code("SDQ1", "Under 4 or over 17 at the date of the latest assessment")
    SDQ2 = code("SDQ2", "Carer refused to complete it")
    SDQ3 = code("SDQ3", "Not possible because of the severity of the child's disability")
    SDQ4 = code("SDQ4", "Other")
    SDQ5 = code("SDQ5", "Child or young person refuses")


class CareLeaverTouch(CodeSet):
    """IN_TOUCH: whether the authority is in touch with a young person who left care."""

    YES = code("YES", "In touch")
    NO = code("NO", "Not in touch")
    DIED = code("DIED", "Died after leaving care")
    REFU = code("REFU", "Refuses contact")
    NREQ = code("NREQ", "No longer requires services")
    RHOM = code("RHOM", "Returned home for six months or more")


class PreviousPermanence(CodeSet):
    """PREV_PERM: which permanence arrangement had broken down before the child was looked after."""

    P1 = code("P1", "Adoption")
    P2 = code("P2", "Special guardianship order")
    P3 = code("P3", "Residence or child arrangements order")
    P4 = code("P4", "Not known which")
    Z1 = code("Z1", "None")


class ReasonForSocialWorkerChange(CodeSet):
    """SW_REASON (since 2024): why the social worker changed."""

    MANAGE = code("MANAGE", "Management decision", since=2024)
    FCONTA = code("FCONTA", "First contact with a social worker", since=2024)
    LEFTRL = code("LEFTRL", "Social worker left the role", since=2024)
    ORGRST = code("ORGRST", "Organisational restructure", since=2024)
    TSPROC = code("TSPROC", "Transfer as part of a planned process", since=2024)
    ABSENC = code("ABSENC", "Absence of the social worker", since=2024)
    CHCHAN = code("CHCHAN", "Child requested a change", since=2024)
    PCCHAN = code("PCCHAN", "Parent or carer requested a change", since=2024)
    SWDIED = code("SWDIED", "Social worker died", since=2024)
    OTHERS = code("OTHERS", "Other", since=2024)


class AdoptersSex(CodeSet):
    """SEX_ADOPTR: one adopter or two, and of which sex."""

    M1 = code("M1", "One man")
    F1 = code("F1", "One woman")
    MM = code("MM", "Two men")
    FF = code("FF", "Two women")
    MF = code("MF", "A man and a woman")


class AdoptersLegalStatus(CodeSet):
    """LS_ADOPTR: how the adopters live together."""

    L0 = code("L0", "Single adopter")
    L11 = code("L11", "Married couple of different sexes")
    L12 = code("L12", "Married couple of the same sex")
    L2 = code("L2", "Civil partners")
    L3 = code("L3", "Unmarried couple of different sexes")
    L4 = code("L4", "Unmarried couple of the same sex")
