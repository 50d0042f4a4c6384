"""Codes that describe a case (CIN census specification; Annex A's groups are marked local)."""

from expectations.codes.wording import wordings
from expectations.contract import CodeSet, code


class ReferralSource(CodeSet):
    """
    Who made the contact or referral.

    The groups are the eleven of DfE's table C5; Annex A names only the groups, which are local codes here.
    """

    FAMILY_MEMBER = code(
        "1A",
        "Individual: family member, relative or carer",
        group="Individual",
        spellings=wordings(
            """
            Family member/relative/carer | Individual: family member/relative/carer | Individual: family member |
            Individual: family/relative/carer | Family member | Family | Family/relative | Relative | Other relative |
            Parent | Parent/carer | Parents/carers | Carer | Mother | Father | Step-mother | Step-father | Grandparent
            | Grandparents | Grandmother | Grandfather | Aunt | Uncle | Brother | Sister | Sibling
            """
        ),
    )
    ACQUAINTANCE = code(
        "1B",
        "Individual: acquaintance",
        group="Individual",
        spellings=wordings(
            """
            Acquaintance | Neighbour | Friend | Neighbour/friend | Friend or neighbour |
            Individual: neighbour | Individual: friend | Individual: neighbour/friend |
            Individual: acquaintance, including neighbours and child minders
            """
        ),
    )
    SELF = code(
        "1C",
        "Individual: self",
        group="Individual",
        spellings=wordings("Self | Self-referral | Self-referred | Individual: self-referral"),
    )
    OTHER_INDIVIDUAL = code(
        "1D",
        "Individual: other",
        group="Individual",
        spellings=wordings(
            """
            Other individual | Other individuals | Individual: other individual | Member of public |
            Member of the public | Individual: member of the public | General public | MP | Member of Parliament |
            Elected member | Stranger
            """
        ),
    )
    SCHOOLS = code(
        "2A",
        "Schools",
        group="Schools",
        spellings=wordings(
            """
            b) Schools | School | Primary school | Secondary school | Special school | Academy | Education: school |
            Education: schools | School staff
            """
        ),
    )
    EDUCATION_SERVICES = code(
        "2B",
        "Education services",
        group="Education services",
        spellings=wordings(
            """
            c) Education Services | Education | Education service | Education: education services | Other education |
            Other education services | Education: other | Education department | Education welfare |
            Education welfare officer | Education welfare service | Education: education welfare |
            Educational psychologist | Educational psychology
            """
        ),
    )
    GENERAL_PRACTITIONER = code(
        "3A",
        "Health services: general practitioner",
        group="Health services",
        spellings=wordings(
            """
            General practitioner | GP | GP practice | GP surgery | Health services: GP | Health: GP |
            Health: general practitioner
            """
        ),
    )
    HEALTH_VISITOR = code(
        "3B",
        "Health services: health visitor",
        group="Health services",
        spellings=("Health visitor", "Health: health visitor", "Health visiting"),
    )
    SCHOOL_NURSE = code(
        "3C",
        "Health services: school nurse",
        group="Health services",
        spellings=("School nurse", "Health: school nurse", "School nursing"),
    )
    OTHER_PRIMARY_HEALTH = code(
        "3D",
        "Health services: other primary health services",
        group="Health services",
        spellings=wordings(
            """
            Other primary health services | Other primary health | Health services: other primary |
            Health: other primary health services | Health: primary
            """
        ),
    )
    EMERGENCY_DEPARTMENT = code(
        "3E",
        "Health services: accident and emergency",
        group="Health services",
        spellings=wordings(
            """
            A&E | A and E | A&E department | Accident and emergency | Accident and emergency department |
            Emergency department | Casualty | Hospital A&E | Hospital: A&E | Health services: A&E |
            Health services: A&E (emergency department) | Health: A&E | Health: accident and emergency |
            A&E (emergency department)
            """
        ),
    )
    OTHER_HEALTH = code(
        "3F",
        "Health services: other",
        group="Health services",
        spellings=wordings(
            """
            Other health services | Other health | Health services: other, such as a hospice | Health: other | Hospice
            """
        ),
    )
    HOUSING = code(
        "4",
        "Housing",
        group="Housing",
        spellings=wordings(
            """
            e) Housing | LA Housing or housing association | LA housing | Local authority housing |
            Housing association | Housing department | Housing service | Housing services |
            Housing or housing association | Housing: LA housing or housing association |
            Housing: local authority or housing association | Housing: local authority housing or housing association
            | Housing: housing association | Housing: local authority
            """
        ),
    )
    LA_SOCIAL_CARE = code(
        "5A",
        "Local authority: social care",
        group="Local authority services",
        spellings=wordings(
            """
            LA services: social care | LA: social care | Local authority services: social care |
            Local authority social care
            """
        ),
    )
    LA_OTHER_INTERNAL = code(
        "5B",
        "Local authority: other internal",
        group="Local authority services",
        spellings=wordings(
            """
            LA services: other internal | LA: other internal | Local authority services: other internal |
            Other internal | Other internal department | Youth offending service | Youth offending team |
            Youth justice service | YOT | YOS | LA services: YOT | LA services: YOS
            """
        ),
    )
    LA_EXTERNAL = code(
        "5C",
        "Local authority: external",
        group="Local authority services",
        spellings=wordings(
            """
            LA services: external | LA: external | Local authority services: external | External LA |
            External local authority | Other LA | Other local authority | Another LA | Another local authority
            """
        ),
    )
    LA_EARLY_HELP = code(
        "5D",
        "Local authority: early help",
        group="Local authority services",
        since=2023,
        spellings=wordings(
            """
            LA services: early help | LA: early help | Local authority services: early help | Early help |
            Early help service | Early help services | Early help team
            """
        ),
    )
    POLICE = code("6", "Police", group="Police", spellings=("g) Police", "Police service", "Police force"))
    OTHER_LEGAL = code(
        "7",
        "Other legal agency",
        group="Other legal agency",
        spellings=wordings(
            """
            h) Other legal agency | Other legal agency including courts, probation, immigration | Other legal |
            Legal agency | Legal: other | Court | Courts | Family court | Probation | Probation service |
            Prison | Prisons | Immigration | Solicitor | Solicitors |
            Other legal agency: courts, probation, immigration, Cafcass, prison
            """
        ),
    )
    OTHER = code(
        "8",
        "Other",
        group="Other",
        spellings=wordings(
            """
            i) Other | Other agency | Voluntary organisation | Voluntary organisations | Voluntary agency |
            Voluntary sector | Charity | NSPCC | Children's centre | Children's centres | Independent agency |
            Independent agency provider | Independent agency providers
            """
        ),
    )
    ANONYMOUS = code(
        "9",
        "Anonymous",
        group="Anonymous",
        spellings=wordings("j) Anonymous | Anonymous referral | Anonymous referrer | Anonymous caller"),
    )
    UNKNOWN = code(
        "10", "Unknown", group="Unknown", spellings=wordings("k) Unknown | Not known | Source unknown | Unknown source")
    )
    INDIVIDUAL = code(
        "1",
        "Individual (not stated which)",
        group="Individual",
        local=True,
        spellings=wordings(
            """
            a) Individual | Individual | Individuals | Family/friend/neighbour | Relative/friend/neighbour
            """
        ),
    )
    HEALTH_SERVICES = code(
        "3",
        "Health services (not stated which)",
        group="Health services",
        local=True,
        spellings=wordings(
            """
            d) Health Services | Health services | Health | Health service | Hospital | Hospital staff | Midwife |
            Midwifery | Health: midwife | Health: midwifery | Health: hospital | Community midwife | Hospital midwife
            | CAMHS | Health: CAMHS | Mental health services | Adult mental health | Paediatrician |
            Community paediatrician | Dentist | Health visitor or school nurse
            """
        ),
    )
    LA_SERVICES = code(
        "5",
        "Local authority services (not stated which)",
        group="Local authority services",
        local=True,
        spellings=wordings(
            """
            f) LA Services | LA services | Local authority services | LA | Local authority | Social care |
            Social services | Social worker | Children's social care | Adult social care | Adults social care |
            LA services: children's social care | LA services: adult social care | Council | Emergency duty team
            """
        ),
    )


class PrimaryNeed(CodeSet):
    """The main reason why a child needs services, judged at (first) assessment."""

    N1 = code(
        "N1",
        "Abuse or neglect",
        spellings=wordings(
            """
            a) Abuse or neglect | Abuse and neglect | Abuse/neglect | Child abuse or neglect | Child abuse/neglect |
            Abuse or neglect of the child
            """
        ),
    )
    N2 = code(
        "N2",
        "Child's disability or illness",
        spellings=wordings(
            """
            b) Child's disability | Child's disability | Child's disability/illness | Child's illness or disability |
            Child's illness/disability | Child disability | Child disability or illness | Disabled child |
            Child with a disability | Disability or illness of the child
            """
        ),
    )
    N3 = code(
        "N3",
        "Parent's disability or illness",
        spellings=wordings(
            """
            c) Parents illness or disability | Parental illness or disability | Parental disability or illness |
            Parental illness/disability | Parental disability/illness | Parent's illness or disability |
            Parent's illness/disability | Parent's disability/illness | Parent illness or disability |
            Parent illness/disability | Parent disability or illness | Parental illness | Parental disability
            """
        ),
    )
    N4 = code(
        "N4",
        "Family in acute stress",
        spellings=("d) Family in acute stress", "Family in acute distress", "Acute family stress"),
    )
    N5 = code(
        "N5", "Family dysfunction", spellings=("e) Family dysfunction", "Family dysfunctional", "Dysfunctional family")
    )
    N6 = code(
        "N6",
        "Socially unacceptable behaviour",
        spellings=wordings(
            """
            f) Socially unacceptable behaviour | Socially unacceptable | Unacceptable behaviour |
            Social unacceptable behaviour | Child's socially unacceptable behaviour
            """
        ),
    )
    N7 = code(
        "N7",
        "Low income",
        spellings=wordings("g) Low income | Family on a low income | Family with low income | Low family income"),
    )
    N8 = code(
        "N8",
        "Absent parenting",
        spellings=wordings("h) Absent parenting | Absent parents | Absent parent | Parents absent"),
    )
    N9 = code(
        "N9",
        "Cases other than children in need",
        spellings=wordings(
            """
            i) Not CIN | Not CIN | Cases other than child in need | Case other than child in need |
            Case other than children in need | Other than children in need | Not child in need | Not children in need
            | Not a child in need
            """
        ),
    )
    N0 = code(
        "N0",
        "Not stated",
        spellings=wordings(
            """
            j) Not stated | Need not stated | Need code not stated | Not specified | Not known | No need code recorded
            | Primary need not stated
            """
        ),
    )


class ClosureReason(CodeSet):
    """Why an episode of need ended; RC9 since the 2023 census."""

    RC1 = code(
        "RC1",
        "Adopted",
        spellings=wordings("a) Adopted | Adoption | Child adopted | Adoption order granted | Adoption order made"),
    )
    RC2 = code(
        "RC2",
        "Died",
        spellings=wordings(
            """
            b) Died | Child died | Died or deceased | Deceased | Death | Death of child | Child deceased
            """
        ),
    )
    RC3 = code(
        "RC3",
        "Child arrangements order",
        spellings=wordings(
            """
            c) Residence Order | Residence order | Residence order granted | Child arrangement order |
            Child arrangements order granted | Child arrangements order made | CAO
            """
        ),
    )
    RC4 = code(
        "RC4",
        "Special guardianship order",
        spellings=wordings(
            """
            d) Special Guardianship Order | Special guardianship | Special guardianship order granted |
            Special guardianship order made | SGO
            """
        ),
    )
    RC5 = code(
        "RC5",
        "Transferred to services of another local authority",
        spellings=wordings(
            """
            e) Transfer to another LA | Transfer to another LA | Transfer to another local authority |
            Transfer to other LA | Transfer to other local authority | Transferred to another LA |
            Transferred to another local authority | Transferred to other LA | Transferred to other local authority |
            Transferred to services of another LA | Case transferred to another LA |
            Case transferred to another local authority
            """
        ),
    )
    RC6 = code(
        "RC6",
        "Transferred to adult social care services",
        spellings=wordings(
            """
            f) Transfer to Adult Social Services | Transfer to adult social services | Transfer to adult services |
            Transfer to adult social care | Transferred to adult services | Transferred to adult social services |
            Transferred to adult social care
            """
        ),
    )
    RC7 = code(
        "RC7",
        "Services ceased for any other reason, including child no longer in need",
        spellings=wordings(
            """
            g) 'Other' incl. Child no longer in need | Other incl. Child no longer in need | Other | Other reason |
            Any other reason | Ceased for any other reason | Closed for any other reason |
            Services ceased for any other reason | Services ceased for any other reason, including no longer in need |
            Child no longer in need | No longer in need | No longer a child in need
            """
        ),
    )
    RC8 = code(
        "RC8",
        "Case closed after assessment, no further action",
        spellings=wordings(
            """
            h) Child not in need after assessment | Case closed after assessment | Case closed after assessment, NFA |
            Case closed after assessment, no further action required | Closed after assessment, no further action |
            Closed after assessment, NFA | No further action after assessment | NFA after assessment |
            Not in need after assessment
            """
        ),
    )
    RC9 = code(
        "RC9",
        "Case closed after assessment, referred to early help",
        since=2023,
        spellings=(
            "Case closed after assessment, early help",
            "Closed after assessment, referred to early help",
            "Referred to early help after assessment",
        ),
    )


class CategoryOfAbuse(CodeSet):
    """The category under which a child protection plan is held."""

    NEG = code(
        "NEG", "Neglect", spellings=wordings("a) Neglect | Neglect only | Neglect abuse | Likelihood of neglect")
    )
    PHY = code(
        "PHY",
        "Physical abuse",
        spellings=wordings(
            """
            b) Physical Abuse | Physical | Physical abuse only | Physical only | Physical injury | Physical harm |
            Likelihood of physical abuse
            """
        ),
    )
    SAB = code(
        "SAB",
        "Sexual abuse",
        spellings=wordings(
            """
            c) Sexual Abuse | Sexual | Sexual abuse only | Sexual only | Sexual harm | Likelihood of sexual abuse
            """
        ),
    )
    EMO = code(
        "EMO",
        "Emotional abuse",
        spellings=wordings(
            """
            d) Emotional Abuse | Emotional | Emotional abuse only | Emotional only | Emotional harm |
            Likelihood of emotional abuse
            """
        ),
    )
    MUL = code(
        "MUL",
        "Multiple",
        spellings=wordings(
            """
            e) Multiple | Multiple/not recommended | Multiple abuse | Multiple categories | More than one category
            """
        ),
    )


class CaseStatus(CodeSet):
    """Annex A list 6: the state of the case, in Ofsted's five classes."""

    LOOKED_AFTER = code(
        "LAC",
        "Looked after child",
        local=True,
        spellings=wordings(
            """
            a) Looked after child | CLA | Looked after | Looked after children | Child looked after |
            Children looked after | In care | LAC plan
            """
        ),
    )
    CHILD_PROTECTION = code(
        "CPP",
        "Child protection plan",
        local=True,
        spellings=wordings(
            """
            b) Child Protection plan | b) CPP | CP | CP plan | Child protection | On a child protection plan |
            Subject to a child protection plan | Subject of a child protection plan
            """
        ),
    )
    CHILD_IN_NEED = code(
        "CIN",
        "Child in need plan",
        local=True,
        spellings=wordings("c) Child in need plan | c) CIN plan | Child in need | Children in need | CIN plan"),
    )
    OPEN_ASSESSMENT = code(
        "ASSESSMENT",
        "Open assessment",
        local=True,
        spellings=wordings(
            """
            d) Open assessment | Open for assessment | Under assessment | In assessment | Assessment in progress |
            Assessment open
            """
        ),
    )
    CLOSED = code(
        "CLOSED",
        "Closed episode",
        local=True,
        spellings=wordings(
            """
            e) Closed episode | Closed | Closed case | Case closed | Episode closed | Closed CIN episode
            """
        ),
    )


class AssessmentFactor(CodeSet):
    """Factors identified at the end of assessment, grouped as in DfE's table C3; 21 stands alone (rule 8869)."""

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
    F8B = code("8B", "Privately fostered: overseas children who intend to return", group="Privately fostered")
    F8C = code("8C", "Privately fostered: overseas children who intend to stay", group="Privately fostered")
    F8D = code("8D", "Privately fostered: UK children in educational placements", group="Privately fostered")
    F8E = code(
        "8E", "Privately fostered: UK children making alternative family arrangements", group="Privately fostered"
    )
    F8F = code("8F", "Privately fostered: other", group="Privately fostered")
    F9A = code("9A", "Unaccompanied asylum-seeking child")
    F10A = code("10A", "Going or being missing")
    F11A = code("11A", "Child sexual exploitation")
    F12A = code("12A", "Trafficking")
    F13A = code("13A", "Gangs")
    F14A = code("14A", "Socially unacceptable behaviour")
    F15A = code("15A", "Self-harm")
    F16A = code("16A", "Neglect")
    F17A = code("17A", "Emotional abuse")
    F18A = code("18A", "Physical abuse (not split)")
    F18B = code("18B", "Physical abuse: child on child", since=2021)
    F18C = code("18C", "Physical abuse: adult on child", since=2021)
    F19A = code("19A", "Sexual abuse (not split)")
    F19B = code("19B", "Sexual abuse: child on child", since=2021)
    F19C = code("19C", "Sexual abuse: adult on child", since=2021)
    F20 = code("20", "Other")
    F21 = code("21", "No factors identified")
    F22A = code("22A", "Female genital mutilation")
    F23A = code("23A", "Abuse linked to faith or belief")
    F24A = code("24A", "Child criminal exploitation", since=2022)
