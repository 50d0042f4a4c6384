"""Codes that describe a child (CIN census specification; Annex A's groups are marked local)."""

from expectations.codes.wording import wordings
from expectations.contract import CodeSet, code


class Sex(CodeSet):
    """Sex as recorded; GenderCurrent 0, 1, 2, 9 up to the 2024 census, M, F, U since."""

    MALE = code("M", "Male", spellings=wordings("1 | Male | a) Male | 1 - Male | Boy"))
    FEMALE = code("F", "Female", spellings=wordings("2 | Female | b) Female | 2 - Female | Girl"))
    NOT_STATED = code(
        "U",
        "Not stated or unborn",
        spellings=wordings(
            """
            0 | 9 | c) Not stated/recorded | c) Not stated/recorded (or unborn) | Not stated | Not stated/recorded |
            Not known | Not recorded | Unknown | Unborn | Unspecified | I | Unborn/unknown |
            Unknown/unborn | Not recorded/unborn | Not stated/unborn | Unknown/not recorded/unborn | Not specified |
            Sex not recorded | Sex not stated | Gender unspecified | Gender not recorded | Withheld
            """
        ),
    )
    NEITHER = code(
        "N",
        "Neither",
        local=True,
        spellings=wordings("d) Neither | Non-binary | Non binary | Neither male nor female | Unable to classify"),
    )


class YesNoUnknown(CodeSet):
    """An answer that may honestly be unknown."""

    YES = code("Y", "Yes", spellings=wordings("a) Yes | Yes | 1 | true | T | Seen alone | Child seen alone"))
    NO = code("N", "No", spellings=wordings("b) No | No | 0 | false | F | Not seen | Child not seen | No disability"))
    UNKNOWN = code(
        "U",
        "Unknown",
        spellings=wordings(
            """
            c) Unknown | Unknown | Not known | Not applicable | c) Not applicable | Not recorded | Not stated |
            Not obtained | Not yet obtained | Information not yet obtained | Refused | Information refused
            """
        ),
    )


class Ethnicity(CodeSet):
    """The census's twenty codes in DfE's six published groups."""

    WBRI = code(
        "WBRI",
        "White British",
        group="White",
        spellings=wordings(
            """
            White - British | White: British | White: English, Welsh, Scottish, Northern Irish or British |
            White: English/Welsh/Scottish/Northern Irish/British | English/Welsh/Scottish/Northern Irish/British |
            White English | White Scottish | White Welsh | A1 | WENG | WSCO | WWEL | WCOR | WOWB
            """
        ),
    )
    WIRI = code("WIRI", "White Irish", group="White", spellings=("White - Irish", "Irish", "A2"))
    WIRT = code(
        "WIRT",
        "Traveller of Irish heritage",
        group="White",
        spellings=wordings(
            """
            White - Traveller of Irish Heritage | Irish Traveller | White Irish Traveller | Traveller of Irish descent
            """
        ),
    )
    WOTH = code(
        "WOTH",
        "Any other White background",
        group="White",
        spellings=wordings(
            """
            White - Other | White Other | OWBG | Any other White | Other White background | White: any other |
            White: any other background | White European | White Eastern European | White Western European | A3 | WEUR
            | WEEU | WWEU | WOTW | WALB | WBOS | WCRO | WGRE | WGRK | WGRC | WITA | WKOS | WPOR | WSER | WTUK | WTUR |
            WTUC
            """
        ),
    )
    WROM = code(
        "WROM",
        "Gypsy/Roma",
        group="White",
        spellings=wordings(
            """
            White - Gypsy/Roma | Gypsy / Roma | Gypsy | Roma | Romany | Gypsy or Roma | Gypsy/Romany | Roma/Roma Gypsy
            """
        ),
    )
    MWBC = code("MWBC", "White and Black Caribbean", group="Mixed", spellings=("White/Black Caribbean", "B1"))
    MWBA = code("MWBA", "White and Black African", group="Mixed", spellings=("White/Black African", "B2"))
    MWAS = code("MWAS", "White and Asian", group="Mixed", spellings=wordings("White/Asian | B3 | MWAP | MWAI | MWAO"))
    MOTH = code(
        "MOTH",
        "Any other mixed background",
        group="Mixed",
        spellings=wordings(
            """
            Mixed - Other | Mixed Other | Any other mixed | Other mixed | Other mixed background | Mixed: any other |
            Mixed: any other background | Any other mixed/multiple ethnic background |
            Any other mixed or multiple ethnic background | B4 | MABL | MACH | MAOE | MBCH | MBOE | MCOE | MWCH | MWOE
            | MOTM
            """
        ),
    )
    AIND = code(
        "AIND", "Indian", group="Asian or Asian British", spellings=("Asian - Indian", "Indian or British Indian", "C1")
    )
    APKN = code(
        "APKN",
        "Pakistani",
        group="Asian or Asian British",
        spellings=wordings("Asian - Pakistani | Pakistani or British Pakistani | C2 | AKPA | AMPK | AOPK"),
    )
    ABAN = code(
        "ABAN",
        "Bangladeshi",
        group="Asian or Asian British",
        spellings=("Asian - Bangladeshi", "Bangladeshi or British Bangladeshi", "C3"),
    )
    AOTH = code(
        "AOTH",
        "Any other Asian background",
        group="Asian or Asian British",
        spellings=wordings(
            """
            Any other Asian | Other Asian | Other Asian background | Asian: other | Asian: any other |
            Asian: any other background | Asian or Asian British: any other | AAFR | AKAO | ANEP | ASLT | ASNL | ASRO
            | AOTA
            """
        ),
    )
    BCRB = code("BCRB", "Black Caribbean", group="Black or Black British", spellings=("Caribbean", "D1"))
    BAFR = code(
        "BAFR",
        "Black African",
        group="Black or Black British",
        spellings=wordings("African | D2 | BANN | BCON | BGHA | BNGN | BSLN | BSOM | BSUD | BAOF"),
    )
    BOTH = code(
        "BOTH",
        "Any other Black background",
        group="Black or Black British",
        spellings=wordings(
            """
            Any other Black | Other Black | Other Black background | Black: other | Black: any other |
            Black: any other background | Black or Black British: any other |
            Any other Black, Black British or Caribbean background | Any other Black/African/Caribbean background | D3
            | BEUR | BNAM | BOTB
            """
        ),
    )
    CHNE = code(
        "CHNE",
        "Chinese",
        group="Asian or Asian British",
        spellings=wordings("Chinese or other ethnic group: Chinese | CHKC | CMAL | CSNG | CTWN | COCH"),
    )
    OOTH = code(
        "OOTH",
        "Any other ethnic group",
        group="Other ethnic group",
        spellings=wordings(
            """
            Any other ethnic groups | Any other group | Other ethnic background | Any other ethnic background | Arab |
            Chinese or other ethnic group: any other ethnic group | OAFG | OARA | OEGY | OFIL | OIRN | OIRQ | OJPN |
            OKOR | OKRD | OLAM | OLEB | OLIB | OMAL | OMRC | OPOL | OTHA | OVIE | OYEM | OOEG
            """
        ),
    )
    REFU = code(
        "REFU",
        "Information refused",
        group="Not stated",
        spellings=wordings(
            """
            Refused | Refused to say | Refused to disclose | Refused to give | Declined | Declined to say |
            Prefer not to say | Preferred not to say | Did not wish to reply
            """
        ),
    )
    NOBT = code(
        "NOBT",
        "Information not yet obtained",
        group="Not stated",
        spellings=wordings(
            """
            Not obtained | Not known | Unknown | c) Unknown | f) Not stated | Not stated | Not recorded |
            Not yet obtained | Information not obtained | Info not obtained | Info not yet obtained |
            Information not yet available | Not stated/not yet obtained | Not yet known | Not asked | No information |
            Unborn
            """
        ),
    )
    WHITE = code(
        "WHITE",
        "White (background not stated)",
        group="White",
        local=True,
        spellings=("a) White", "White", "Gypsy or Irish Traveller"),
    )
    MIXED = code(
        "MIXED",
        "Mixed (background not stated)",
        group="Mixed",
        local=True,
        spellings=wordings(
            """
            b) Mixed | Mixed | Mixed ethnicity | Mixed heritage | Dual heritage | Mixed race | Mixed/dual heritage |
            Mixed/dual background | Mixed/multiple ethnic group | Mixed/multiple ethnic groups |
            Mixed or multiple ethnic groups
            """
        ),
    )
    ASIAN = code(
        "ASIAN",
        "Asian (background not stated)",
        group="Asian or Asian British",
        local=True,
        spellings=wordings(
            """
            c) Asian or Asian British | Asian or Asian British | Asian | Asian/Asian British | Asian British
            """
        ),
    )
    BLACK = code(
        "BLACK",
        "Black (background not stated)",
        group="Black or Black British",
        local=True,
        spellings=wordings(
            """
            d) Black or Black British | Black or Black British | Black | Black/Black British | Black British |
            Black/African/Caribbean/Black British | Black, Black British, Caribbean or African
            """
        ),
    )
    OTHER = code(
        "OTHER",
        "Other ethnic group (not stated)",
        group="Other ethnic group",
        local=True,
        spellings=("e) Other ethnic group", "Other ethnic group", "Other ethnic groups"),
    )


class Disability(CodeSet):
    """Disability of a child in need; NONE stands alone (rule 8790)."""

    NONE = code("NONE", "No disability", spellings=("None", "No disabilities"))
    MOB = code("MOB", "Mobility")
    HAND = code("HAND", "Hand function", spellings=("Hand",))
    PC = code("PC", "Personal care")
    INC = code("INC", "Incontinence")
    COMM = code("COMM", "Communication")
    LD = code("LD", "Learning", spellings=("Learning disability",))
    HEAR = code("HEAR", "Hearing")
    VIS = code("VIS", "Vision")
    BEH = code("BEH", "Behaviour")
    CON = code("CON", "Consciousness")
    AUT = code(
        "AUT", "Autism or Asperger syndrome", spellings=("Autism", "Autistic spectrum", "Autism/Asperger syndrome")
    )
    DDA = code(
        "DDA",
        "Other disability under the Equality Act",
        spellings=wordings("Other | Other disability | Other disability under DDA | Other DDA"),
    )


class UPNUnknownReason(CodeSet):
    """Why a child has no unique pupil number."""

    UN1 = code("UN1", "Child is not of school age and has no number")
    UN2 = code("UN2", "Child has never attended a maintained school in England")
    UN3 = code("UN3", "Child is educated outside of England")
    UN4 = code("UN4", "Number is newly requested")
    UN5 = code("UN5", "Sources collating numbers are unavailable")
    UN6 = code("UN6", "Identification is not complete")
    UN7 = code("UN7", "Referral with no further action")
