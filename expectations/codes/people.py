"""Codes that describe a child (CIN census specification; Annex A's groups are marked local)."""

from expectations.contract import CodeSet, code


class Sex(CodeSet):
    """Sex as recorded; GenderCurrent 0, 1, 2, 9 up to the 2024 census, M, F, U since."""

    MALE = code("M", "Male", spellings=("1", "Male", "a) Male", "1 - Male"))
    FEMALE = code("F", "Female", spellings=("2", "Female", "b) Female", "2 - Female"))
    NOT_STATED = code(
        "U",
        "Not stated or unborn",
        spellings=(
            "0",
            "9",
            "c) Not stated/recorded",
            "c) Not stated/recorded (or unborn)",
            "Not stated",
            "Not stated/recorded",
            "Not known",
            "Not recorded",
            "Unknown",
            "Unborn",
            "Unspecified",
            "Indeterminate",
            "I",
        ),
    )
    NEITHER = code("N", "Neither", local=True, spellings=("d) Neither", "Non-binary", "Non binary"))


class YesNoUnknown(CodeSet):
    """An answer that may honestly be unknown."""

    YES = code("Y", "Yes", spellings=("a) Yes", "Yes", "1", "true", "T"))
    NO = code("N", "No", spellings=("b) No", "No", "0", "false", "F"))
    UNKNOWN = code(
        "U",
        "Unknown",
        spellings=("c) Unknown", "Unknown", "Not known", "Not applicable", "c) Not applicable"),
    )


class Ethnicity(CodeSet):
    """The census's twenty codes in DfE's six published groups."""

    WBRI = code("WBRI", "White British", group="White", spellings=("White - British", "White: British"))
    WIRI = code("WIRI", "White Irish", group="White", spellings=("White - Irish",))
    WIRT = code(
        "WIRT",
        "Traveller of Irish heritage",
        group="White",
        spellings=("White - Traveller of Irish Heritage",),
    )
    WOTH = code(
        "WOTH",
        "Any other White background",
        group="White",
        spellings=("White - Other", "White Other", "OWBG"),
    )
    WROM = code("WROM", "Gypsy/Roma", group="White", spellings=("White - Gypsy/Roma", "Gypsy / Roma"))
    MWBC = code("MWBC", "White and Black Caribbean", group="Mixed")
    MWBA = code("MWBA", "White and Black African", group="Mixed")
    MWAS = code("MWAS", "White and Asian", group="Mixed")
    MOTH = code("MOTH", "Any other mixed background", group="Mixed", spellings=("Mixed - Other", "Mixed Other"))
    AIND = code("AIND", "Indian", group="Asian or Asian British", spellings=("Asian - Indian",))
    APKN = code("APKN", "Pakistani", group="Asian or Asian British", spellings=("Asian - Pakistani",))
    ABAN = code("ABAN", "Bangladeshi", group="Asian or Asian British", spellings=("Asian - Bangladeshi",))
    AOTH = code("AOTH", "Any other Asian background", group="Asian or Asian British")
    BCRB = code("BCRB", "Black Caribbean", group="Black or Black British", spellings=("Caribbean",))
    BAFR = code("BAFR", "Black African", group="Black or Black British", spellings=("African",))
    BOTH = code("BOTH", "Any other Black background", group="Black or Black British")
    CHNE = code("CHNE", "Chinese", group="Asian or Asian British")
    OOTH = code("OOTH", "Any other ethnic group", group="Other ethnic group")
    REFU = code("REFU", "Information refused", group="Not stated", spellings=("Refused",))
    NOBT = code(
        "NOBT",
        "Information not yet obtained",
        group="Not stated",
        spellings=(
            "Not obtained",
            "Not known",
            "Unknown",
            "c) Unknown",
            "f) Not stated",
            "Not stated",
            "Not recorded",
        ),
    )
    WHITE = code("WHITE", "White (background not stated)", group="White", local=True, spellings=("a) White", "White"))
    MIXED = code("MIXED", "Mixed (background not stated)", group="Mixed", local=True, spellings=("b) Mixed", "Mixed"))
    ASIAN = code(
        "ASIAN",
        "Asian (background not stated)",
        group="Asian or Asian British",
        local=True,
        spellings=("c) Asian or Asian British", "Asian or Asian British", "Asian"),
    )
    BLACK = code(
        "BLACK",
        "Black (background not stated)",
        group="Black or Black British",
        local=True,
        spellings=("d) Black or Black British", "Black or Black British", "Black"),
    )
    OTHER = code(
        "OTHER",
        "Other ethnic group (not stated)",
        group="Other ethnic group",
        local=True,
        spellings=("e) Other ethnic group", "Other ethnic group"),
    )


class Disability(CodeSet):
    """Disability of a child in need; NONE stands alone (rule 8790)."""

    NONE = code("NONE", "No disability")
    MOB = code("MOB", "Mobility")
    HAND = code("HAND", "Hand function")
    PC = code("PC", "Personal care")
    INC = code("INC", "Incontinence")
    COMM = code("COMM", "Communication")
    LD = code("LD", "Learning")
    HEAR = code("HEAR", "Hearing")
    VIS = code("VIS", "Vision")
    BEH = code("BEH", "Behaviour")
    CON = code("CON", "Consciousness")
    AUT = code("AUT", "Autism or Asperger syndrome")
    DDA = code("DDA", "Other disability under the Equality Act")


class UPNUnknownReason(CodeSet):
    """Why a child has no unique pupil number."""

    UN1 = code("UN1", "Child is not of school age and has no number")
    UN2 = code("UN2", "Child has never attended a maintained school in England")
    UN3 = code("UN3", "Child is educated outside of England")
    UN4 = code("UN4", "Number is newly requested")
    UN5 = code("UN5", "Sources collating numbers are unavailable")
    UN6 = code("UN6", "Identification is not complete")
    UN7 = code("UN7", "Referral with no further action")
