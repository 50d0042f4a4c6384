"""Codes of Annex A's list 9: the support of young people who leave care, mostly those of the SSDA903's table OC3."""

from expectations.codes.wording import wordings
from expectations.contract import CodeSet, code


class CareLeaverEligibility(CodeSet):
    """What the Children (Leaving Care) Act entitles a young person to."""

    RELEVANT = code("RELEVANT", "Relevant child", local=True, spellings=("a) Relevant", "Relevant"))
    FORMER_RELEVANT = code(
        "FORMER_RELEVANT",
        "Former relevant child",
        local=True,
        spellings=("b) Former relevant", "Former relevant", "FR"),
    )
    QUALIFYING = code(
        "QUALIFYING",
        "Qualifying care leaver",
        local=True,
        spellings=("c) Qualifying", "Qualifying", "Qualifying child"),
    )
    ELIGIBLE = code("ELIGIBLE", "Eligible child", local=True, spellings=("d) Eligible", "Eligible"))
    OTHER = code("OTHER", "Other", local=True, spellings=("e) Other",))


class CareLeaverContact(CodeSet):
    """Whether the authority is in touch with a care leaver."""

    IN_TOUCH = code("YES", "In touch", local=True, spellings=wordings("a) In touch | a) Yes | Yes | Y"))
    NOT_IN_TOUCH = code(
        "NO",
        "Not in touch",
        local=True,
        spellings=wordings(
            """
            b) Not in touch | b) No | No | N | d) Refu | Refu | Young person refuses contact | e) NREQ | NREQ |
            Young person no longer requires services
            """
        ),
    )
    NOT_RECORDED = code("NOT_RECORDED", "Not recorded", local=True, spellings=("c) Not recorded",))
    EXCLUDED = code(
        "EXCLUDED",
        "Not to be counted: died, abroad or returned home",
        local=True,
        spellings=wordings(
            """
            d) Exclude | Exclude | c) Died | Died | f) Rhom | Rhom | Deported |
            Young person returned to live with parents for 6 months or more
            """
        ),
    )


class CareLeaverAccommodation(CodeSet):
    """Where a care leaver lives (SSDA903 ACCOM, whose 1 or 2 behind the letter once said whether it is suitable)."""

    PARENTS = code("B", "With parents or relatives", spellings=wordings("a) With parents or relatives | B1 | B2"))
    COMMUNITY_HOME = code(
        "C",
        "Community home or other residential care",
        spellings=wordings("b) Community home | Community home | C1 | C2"),
    )
    SEMI_INDEPENDENT = code(
        "D",
        "Semi-independent, transitional accommodation",
        spellings=wordings("c) Semi-independent transitional accommodation | Semi-independent | D1 | D2"),
    )
    SUPPORTED_LODGINGS = code("E", "Supported lodgings", spellings=wordings("d) Supported lodgings | E1 | E2"))
    ABROAD = code("G", "Gone abroad", spellings=wordings("e) Gone abroad | Abroad | G1 | G2"))
    DEPORTED = code("H", "Deported", spellings=wordings("f) Deported | H1 | H2"))
    ORDINARY_LODGINGS = code(
        "K",
        "Ordinary lodgings without formal support",
        spellings=wordings("g) Ordinary lodgings | Ordinary lodgings | K1 | K2"),
    )
    NOT_KNOWN = code("R", "Residence not known", spellings=wordings("h) Residence not known | R1 | R2"))
    HOMELESS = code(
        "S",
        "No fixed abode or homeless",
        spellings=wordings("i) No fixed abode / homeless | No fixed abode | Homeless | NFA/homeless | S1 | S2"),
    )
    FOYER = code(
        "T",
        "Foyer or similar supported accommodation",
        spellings=wordings("j) Foyers | Foyer | Foyers | Foyers and similar supported accommodation | T1 | T2"),
    )
    INDEPENDENT = code("U", "Independent living", spellings=wordings("k) Independent living | U1 | U2 | U3"))
    EMERGENCY = code("V", "Emergency accommodation", spellings=wordings("l) Emergency accommodation | V1 | V2"))
    BED_AND_BREAKFAST = code("W", "Bed and breakfast", spellings=wordings("m) Bed and breakfast | B&B | W1 | W2"))
    CUSTODY = code("X", "In custody", spellings=wordings("n) In custody | Custody | X1 | X2"))
    FOSTER_CARER = code(
        "Z",
        "With former foster carer",
        spellings=wordings("o) With Former Foster Carer | With former foster carers | Staying put | Z1 | Z2"),
    )
    OTHER = code("Y", "Other accommodation", spellings=wordings("p) Other accommodation | Y1 | Y2"))


class AccommodationSuitability(CodeSet):
    """Whether a care leaver's accommodation is considered suitable."""

    SUITABLE = code(
        "1",
        "Suitable",
        spellings=wordings("a) Suitable | Accommodation is considered suitable | Yes | Y | True"),
    )
    UNSUITABLE = code(
        "2",
        "Not suitable",
        spellings=wordings(
            """
            b) Not suitable | b) Unsuitable | Unsuitable | Accommodation is considered unsuitable | No | N | False
            """
        ),
    )
    NOT_RECORDED = code("0", "Not in touch or not recorded", spellings=("c) Not in touch or not recorded",))


class CareLeaverActivity(CodeSet):
    """What a care leaver does (SSDA903 ACTIV, with F3 and P3 of Annex A for training and employment together)."""

    F1 = code("F1", "Full time in higher education", group="Education", spellings=("full time higher",))
    P1 = code("P1", "Part time in higher education", group="Education", spellings=("part time higher",))
    F2 = code("F2", "Full time in education other than higher", group="Education", spellings=("full time not higher",))
    P2 = code("P2", "Part time in education other than higher", group="Education", spellings=("part time not higher",))
    F3 = code("F3", "Full time in training or employment", group="Training or employment")
    P3 = code("P3", "Part time in training or employment", group="Training or employment")
    F4 = code(
        "F4",
        "Full time in an apprenticeship",
        group="Training or employment",
        spellings=wordings("Young person engaged full time in an apprenticeship | full time apprenticeship"),
    )
    P4 = code(
        "P4",
        "Part time in an apprenticeship",
        group="Training or employment",
        spellings=wordings("Young person engaged part time in an apprenticeship | part time apprenticeship"),
    )
    F5 = code(
        "F5",
        "Full time in training or employment, not an apprenticeship",
        group="Training or employment",
        spellings=("Young person engaged full time in training or employment (not apprenticeship)",),
    )
    P5 = code(
        "P5",
        "Part time in training or employment, not an apprenticeship",
        group="Training or employment",
        spellings=("Young person engaged part time in training or employment (not apprenticeship)",),
    )
    G4 = code(
        "G4",
        "Not in education, employment or training: illness or disability",
        group="Not in education, employment or training",
        spellings=wordings(
            "Not in education, employment or training - illness or disability | NEET - illness or disability | "
            "NEET illness/disability | illness or disability"
        ),
    )
    G5 = code(
        "G5",
        "Not in education, employment or training: other",
        group="Not in education, employment or training",
        spellings=wordings("Not in education, employment or training - other | NEET - other"),
    )
    G6 = code(
        "G6",
        "Not in education, employment or training: pregnancy or parenting",
        group="Not in education, employment or training",
        spellings=wordings(
            "Not in education, employment or training - pregnancy or parenting | NEET - pregnancy or parenting | "
            "pregnancy or parenting"
        ),
    )
