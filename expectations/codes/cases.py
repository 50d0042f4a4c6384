"""Codes that describe a case (CIN census specification; Annex A's groups are marked local)."""

from expectations.contract import CodeSet, code


class ReferralSource(CodeSet):
    """
    Who made the contact or referral.

    The groups are the eleven of DfE's table C5; Annex A names only the groups, which are local codes here.
    """

    FAMILY_MEMBER = code("1A", "Individual: family member, relative or carer", group="Individual")
    ACQUAINTANCE = code("1B", "Individual: acquaintance", group="Individual")
    SELF = code("1C", "Individual: self", group="Individual")
    OTHER_INDIVIDUAL = code("1D", "Individual: other", group="Individual")
    SCHOOLS = code("2A", "Schools", group="Schools", spellings=("b) Schools", "School"))
    EDUCATION_SERVICES = code(
        "2B",
        "Education services",
        group="Education services",
        spellings=("c) Education Services", "Education"),
    )
    GENERAL_PRACTITIONER = code("3A", "Health services: general practitioner", group="Health services")
    HEALTH_VISITOR = code("3B", "Health services: health visitor", group="Health services")
    SCHOOL_NURSE = code("3C", "Health services: school nurse", group="Health services")
    OTHER_PRIMARY_HEALTH = code("3D", "Health services: other primary health services", group="Health services")
    EMERGENCY_DEPARTMENT = code("3E", "Health services: accident and emergency", group="Health services")
    OTHER_HEALTH = code("3F", "Health services: other", group="Health services")
    HOUSING = code("4", "Housing", group="Housing", spellings=("e) Housing", "LA Housing or housing association"))
    LA_SOCIAL_CARE = code("5A", "Local authority: social care", group="Local authority services")
    LA_OTHER_INTERNAL = code("5B", "Local authority: other internal", group="Local authority services")
    LA_EXTERNAL = code("5C", "Local authority: external", group="Local authority services")
    LA_EARLY_HELP = code("5D", "Local authority: early help", group="Local authority services", since=2023)
    POLICE = code("6", "Police", group="Police", spellings=("g) Police",))
    OTHER_LEGAL = code(
        "7",
        "Other legal agency",
        group="Other legal agency",
        spellings=("h) Other legal agency", "Other legal agency including courts, probation, immigration"),
    )
    OTHER = code("8", "Other", group="Other", spellings=("i) Other",))
    ANONYMOUS = code("9", "Anonymous", group="Anonymous", spellings=("j) Anonymous",))
    UNKNOWN = code("10", "Unknown", group="Unknown", spellings=("k) Unknown",))
    INDIVIDUAL = code(
        "1",
        "Individual (not stated which)",
        group="Individual",
        local=True,
        spellings=("a) Individual", "Individual"),
    )
    HEALTH_SERVICES = code(
        "3",
        "Health services (not stated which)",
        group="Health services",
        local=True,
        spellings=("d) Health Services", "Health services", "Health"),
    )
    LA_SERVICES = code(
        "5",
        "Local authority services (not stated which)",
        group="Local authority services",
        local=True,
        spellings=("f) LA Services", "LA services", "Local authority services"),
    )


class PrimaryNeed(CodeSet):
    """The main reason why a child needs services, judged at (first) assessment."""

    N1 = code("N1", "Abuse or neglect", spellings=("a) Abuse or neglect",))
    N2 = code("N2", "Child's disability or illness", spellings=("b) Child's disability", "Child's disability"))
    N3 = code(
        "N3",
        "Parent's disability or illness",
        spellings=(
            "c) Parents illness or disability",
            "Parental illness or disability",
            "Parental disability or illness",
        ),
    )
    N4 = code("N4", "Family in acute stress", spellings=("d) Family in acute stress",))
    N5 = code("N5", "Family dysfunction", spellings=("e) Family dysfunction",))
    N6 = code("N6", "Socially unacceptable behaviour", spellings=("f) Socially unacceptable behaviour",))
    N7 = code("N7", "Low income", spellings=("g) Low income",))
    N8 = code("N8", "Absent parenting", spellings=("h) Absent parenting",))
    N9 = code("N9", "Cases other than children in need", spellings=("i) Not CIN", "Not CIN"))
    N0 = code("N0", "Not stated", spellings=("j) Not stated",))


class ClosureReason(CodeSet):
    """Why an episode of need ended; RC9 since the 2023 census."""

    RC1 = code("RC1", "Adopted", spellings=("a) Adopted",))
    RC2 = code("RC2", "Died", spellings=("b) Died",))
    RC3 = code("RC3", "Child arrangements order", spellings=("c) Residence Order", "Residence order"))
    RC4 = code("RC4", "Special guardianship order", spellings=("d) Special Guardianship Order",))
    RC5 = code(
        "RC5",
        "Transferred to services of another local authority",
        spellings=("e) Transfer to another LA", "Transfer to another LA"),
    )
    RC6 = code(
        "RC6",
        "Transferred to adult social care services",
        spellings=("f) Transfer to Adult Social Services", "Transfer to adult social services"),
    )
    RC7 = code(
        "RC7",
        "Services ceased for any other reason, including child no longer in need",
        spellings=("g) 'Other' incl. Child no longer in need", "Other incl. Child no longer in need"),
    )
    RC8 = code(
        "RC8",
        "Case closed after assessment, no further action",
        spellings=("h) Child not in need after assessment", "Case closed after assessment"),
    )
    RC9 = code("RC9", "Case closed after assessment, referred to early help", since=2023)


class CategoryOfAbuse(CodeSet):
    """The category under which a child protection plan is held."""

    NEG = code("NEG", "Neglect", spellings=("a) Neglect",))
    PHY = code("PHY", "Physical abuse", spellings=("b) Physical Abuse", "Physical"))
    SAB = code("SAB", "Sexual abuse", spellings=("c) Sexual Abuse", "Sexual"))
    EMO = code("EMO", "Emotional abuse", spellings=("d) Emotional Abuse", "Emotional"))
    MUL = code("MUL", "Multiple", spellings=("e) Multiple", "Multiple/not recommended"))


class CaseStatus(CodeSet):
    """Annex A list 6: the state of the case, in Ofsted's five classes."""

    LOOKED_AFTER = code("LAC", "Looked after child", local=True, spellings=("a) Looked after child",))
    CHILD_PROTECTION = code(
        "CPP", "Child protection plan", local=True, spellings=("b) Child Protection plan", "b) CPP")
    )
    CHILD_IN_NEED = code("CIN", "Child in need plan", local=True, spellings=("c) Child in need plan", "c) CIN plan"))
    OPEN_ASSESSMENT = code("ASSESSMENT", "Open assessment", local=True, spellings=("d) Open assessment",))
    CLOSED = code("CLOSED", "Closed episode", local=True, spellings=("e) Closed episode", "Closed"))


class AssessmentFactor(CodeSet):
    """Factors identified at the end of assessment; 21 stands alone (rule 8869)."""

    F1A = code("1A", "Alcohol misuse: child")
    F1B = code("1B", "Alcohol misuse: parent or carer")
    F1C = code("1C", "Alcohol misuse: other person in the household")
    F2A = code("2A", "Drug misuse: child")
    F2B = code("2B", "Drug misuse: parent or carer")
    F2C = code("2C", "Drug misuse: other person in the household")
    F3A = code("3A", "Domestic abuse: child")
    F3B = code("3B", "Domestic abuse: parent or carer")
    F3C = code("3C", "Domestic abuse: other person in the household")
    F4A = code("4A", "Mental health: child")
    F4B = code("4B", "Mental health: parent or carer")
    F4C = code("4C", "Mental health: other person in the household")
    F5A = code("5A", "Learning disability: child")
    F5B = code("5B", "Learning disability: parent or carer")
    F5C = code("5C", "Learning disability: other person in the household")
    F6A = code("6A", "Physical disability or illness: child")
    F6B = code("6B", "Physical disability or illness: parent or carer")
    F6C = code("6C", "Physical disability or illness: other person in the household")
    F7A = code("7A", "Young carer")
    F8B = code("8B", "Privately fostered: overseas children who intend to return")
    F8C = code("8C", "Privately fostered: overseas children who intend to stay")
    F8D = code("8D", "Privately fostered: UK children in educational placements")
    F8E = code("8E", "Privately fostered: UK children making alternative family arrangements")
    F8F = code("8F", "Privately fostered: other")
    F9A = code("9A", "Unaccompanied asylum-seeking child")
    F10A = code("10A", "Going or being missing")
    F11A = code("11A", "Child sexual exploitation")
    F12A = code("12A", "Trafficking")
    F13A = code("13A", "Gangs")
    F14A = code("14A", "Socially unacceptable behaviour")
    F15A = code("15A", "Self-harm")
    F16A = code("16A", "Neglect")
    F17A = code("17A", "Emotional abuse")
    F18A = code("18A", "Physical abuse (not split)", until=2021)
    F18B = code("18B", "Physical abuse: child on child", since=2021)
    F18C = code("18C", "Physical abuse: adult on child", since=2021)
    F19A = code("19A", "Sexual abuse (not split)", until=2021)
    F19B = code("19B", "Sexual abuse: child on child", since=2021)
    F19C = code("19C", "Sexual abuse: adult on child", since=2021)
    F20 = code("20", "Other")
    F21 = code("21", "No factors identified")
    F22A = code("22A", "Female genital mutilation")
    F23A = code("23A", "Abuse linked to faith or belief")
    F24A = code("24A", "Child criminal exploitation", since=2022)
