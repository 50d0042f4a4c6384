"""
Codes of Annex A's lists 8 to 11: children looked after, care leavers, adoption.

Ofsted asks in classes wider than the codes of the SSDA903 return; the return's own codes are spellings of the class.
A period of short breaks (V3, V4) is in none of them: such children are not on list 8.
"""

from expectations.codes.wording import wordings
from expectations.contract import CodeSet, code


class LegalStatusClass(CodeSet):
    """Annex A list 8: the legal status of a looked-after child, in Ofsted's seven classes."""

    INTERIM_CARE_ORDER = code("ICO", "Interim care order", local=True, spellings=("a) Interim care orders", "C1"))
    FULL_CARE_ORDER = code("FCO", "Full care order", local=True, spellings=("b) Full care orders", "Care order", "C2"))
    FREED_FOR_ADOPTION = code("FREED", "Freed for adoption", local=True, spellings=("Freeing order", "D1"))
    PLACEMENT_ORDER = code("PLACEMENT", "Placement order granted", local=True, spellings=("Placement order", "E1"))
    SECTION_20 = code(
        "SECTION_20",
        "Accommodated under section 20",
        local=True,
        spellings=wordings("e) Accommodated under S20 | Single period of accommodation under section 20 | V2"),
    )
    PROTECTION = code(
        "PROTECTION",
        "Detained on child protection grounds",
        local=True,
        spellings=wordings(
            """
            f) Detained on child protection grounds in LA accommodation |
            f) Detained on child protection grounds in LA accomodation | Emergency protection order | EPO |
            Police protection | Under police protection | Child assessment order | L1 | L2 | L3
            """
        ),
    )
    YOUTH_JUSTICE = code(
        "YOUTH_JUSTICE",
        "Youth justice legal status",
        local=True,
        spellings=wordings(
            """
            g) Youth justice legal Statuses | Youth justice legal statuses | J1: Remanded to LA or youth detention |
            J2: LA accommodation under PACE | On remand | Youth rehabilitation order | J1 | J2 | J3 | J4
            """
        ),
    )


class PermanencePlan(CodeSet):
    """Annex A list 8: the plan for the child's permanence."""

    FAMILY = code("FAMILY", "Return to family", local=True, spellings=("a) Return to family",))
    ADOPTION = code("ADOPTION", "Adoption", local=True, spellings=("b) Adoption",))
    GUARDIANSHIP = code(
        "GUARDIANSHIP",
        "Special guardianship or child arrangements order",
        local=True,
        spellings=wordings("c) SGO/CAO | SGO | CAO | Special guardianship order | Child arrangements order"),
    )
    SUPPORTED_LIVING = code(
        "SUPPORTED_LIVING",
        "Supported living in the community",
        local=True,
        spellings=("d) Supported living in the community",),
    )
    RESIDENTIAL = code(
        "RESIDENTIAL",
        "Long-term residential placement",
        local=True,
        spellings=("e) Long-term residential placement", "Long term residential"),
    )
    FOSTERING = code("FOSTERING", "Long-term fostering", local=True, spellings=("f) Long-term fostering",))
    OTHER = code("OTHER", "Other", local=True, spellings=("g) Other",))


class PermanencePlanOption(CodeSet):
    """SSD, care plan: the options for permanence that a plan may name side by side."""

    REMAIN = code("REMAINSUP", "Remain with the birth family, with shared care or short breaks", local=True)
    RETURN_IN_A_MONTH = code("RETURN1M", "Return to the birth family within a month", local=True)
    RETURN_IN_SIX_MONTHS = code("RETURN6M", "Return to the birth family within six months", local=True)
    RETURN_LATER = code("RETURNEV", "Eventual return to the birth family", local=True)
    RELATIVES = code("LTRELFR", "Long-term placement with relatives or friends", local=True)
    FOSTERING = code("LTFOST18", "Long-term placement with foster carers", local=True)
    RESIDENTIAL = code("RESPLMT", "Residential placement until independence", local=True)
    SUPPORTED_LIVING = code("SUPPLIV", "Supported living in the community", local=True)
    ADOPTION = code("ADOPTION", "Adoption", local=True)
    OTHER = code("OTHERPLN", "Other plan", local=True)


class CareEndReason(CodeSet):
    """Annex A list 8: why a child ceased to be looked after, in Ofsted's fourteen classes."""

    ADOPTED = code("ADOPTED", "Adopted", local=True, spellings=wordings("a) Adopted | E11 | E12 | E1"))
    DIED = code("DIED", "Died", local=True, spellings=("b) Died", "E2"))
    OTHER_AUTHORITY = code(
        "OTHER_LA",
        "Care taken over by another local authority",
        local=True,
        spellings=wordings("c) Care taken by another LA | Care taken over by another LA in the UK | E3"),
    )
    RETURNED_HOME = code(
        "HOME",
        "Returned home to live with parents or relatives",
        local=True,
        spellings=wordings("d) Returned home to live with parents or relatives | E4 | E4A | E4B"),
    )
    NO_RESPONSIBILITY = code(
        "RELATIVES",
        "Left to live with someone without parental responsibility",
        local=True,
        spellings=wordings(
            """
            e) Left care to live with parents, relatives or other person with no parental responsibility |
            Aged 18 or over and remained with current carers | E13 | E17
            """
        ),
    )
    CHILD_ARRANGEMENTS = code(
        "CAO",
        "Child arrangements or residence order granted",
        local=True,
        spellings=wordings("f) Residence order granted | Residence order | Child arrangements order | E41 | E41A"),
    )
    SPECIAL_GUARDIANSHIP = code(
        "SGO",
        "Special guardianship order",
        local=True,
        spellings=wordings(
            "g) Special Guardianship Orders | Special guardianship | E42 | E43 | E44 | E45 | E46 | E47 | E48"
        ),
    )
    INDEPENDENT = code(
        "INDEPENDENT",
        "Moved into independent living",
        local=True,
        spellings=("h) Moved into independent living", "E5", "E6"),
    )
    ADULT_SERVICES = code(
        "ADULT_SERVICES",
        "Transferred to residential care funded by adult social services",
        local=True,
        spellings=("i) Transferred to residential care funded by adult social services", "E7"),
    )
    CUSTODY = code("CUSTODY", "Sentenced to custody", local=True, spellings=("j) Sentenced to custody", "E9"))
    REMAND_ENDED = code(
        "REMAND_ENDED",
        "Accommodation on remand ended",
        local=True,
        spellings=("k) Accommodation on remand ended", "E14"),
    )
    AGE_ASSESSED = code(
        "AGE_ASSESSED",
        "Age assessment determined child was 18 or over",
        local=True,
        spellings=("l) Age assessment determined child was 18 or over", "E15"),
    )
    ABROAD = code("ABROAD", "Child moved abroad", local=True, spellings=("m) Child moved abroad", "E16"))
    OTHER = code(
        "OTHER", "Care ceased for any other reason", local=True, spellings=("n) Care ceased for any other reason", "E8")
    )


class PlacementClass(CodeSet):
    """Annex A list 8: where the child lives, in Ofsted's fifteen classes."""

    FOSTER = code(
        "FOSTER",
        "Foster placement",
        local=True,
        spellings=wordings("a) Foster placement | U1 | U2 | U3 | U4 | U5 | U6 | F1 | F2 | F3 | F4 | F5 | F6 | Q1 | Q2"),
    )
    ADOPTION = code(
        "ADOPTION",
        "Placed for adoption",
        local=True,
        spellings=wordings("b) Placed for adoption | A1 | A2 | A3 | A4 | A5 | A6"),
    )
    PARENTS = code("PARENTS", "Placed with parents", local=True, spellings=("c) Placed with parents", "P1"))
    INDEPENDENT = code("INDEPENDENT", "Independent living", local=True, spellings=("d) Independent living", "P2"))
    EMPLOYMENT = code("EMPLOYMENT", "Residential employment", local=True, spellings=("e) Residential employment", "P3"))
    ACCOMMODATION = code(
        "ACCOMMODATION",
        "Residential accommodation not subject to children's homes regulations",
        local=True,
        spellings=("f) Residential accommodation", "H5"),
    )
    SECURE_HOME = code(
        "SECURE_HOME",
        "Secure children's home",
        local=True,
        spellings=wordings("g) Secure Children's Homes | Secure unit | Secure children's homes | K1 | H1 | H2"),
    )
    CHILDRENS_HOME = code(
        "CHILDRENS_HOME",
        "Children's home",
        local=True,
        spellings=wordings("h) Children's Homes | Children's homes | K2 | H3 | H4"),
    )
    CARE_HOME = code("CARE_HOME", "Residential care home", local=True, spellings=("i) Residential Care Home", "R1"))
    HEALTH = code(
        "HEALTH", "NHS or health trust", local=True, spellings=wordings("j) NHS/Health Trust | NHS/Health Trust | R2")
    )
    FAMILY_CENTRE = code(
        "FAMILY_CENTRE",
        "Family centre or mother and baby unit",
        local=True,
        spellings=("k) Family Centre or Mother and Baby Unit", "R3"),
    )
    CUSTODY = code(
        "CUSTODY",
        "Young offender institution",
        local=True,
        spellings=wordings("l) Young Offender Institution | Young offender institution or prison | R5"),
    )
    SCHOOL = code("SCHOOL", "Residential school", local=True, spellings=("m) Residential school", "S1"))
    OTHER = code("OTHER", "Other placement", local=True, spellings=("n) Other placements", "Other placements", "Z1"))
    TEMPORARY = code(
        "TEMPORARY",
        "Temporary placement",
        local=True,
        spellings=wordings("o) Temporary placement | T0 | T1 | T2 | T3 | T4"),
    )


class PlacementProviderClass(CodeSet):
    """Annex A list 8: who provides the placement."""

    OWN = code("OWN", "Own local authority", local=True, spellings=wordings("a) Own LA | Own LA | Own provision | PR1"))
    PRIVATE = code("PRIVATE", "Private", local=True, spellings=wordings("b) Private | Private provision | PR4"))
    OTHER = code("OTHER", "Other", local=True, spellings=wordings("c) Other | PR0 | PR2 | PR3 | PR5"))


class PlacementLocation(CodeSet):
    """Annex A list 8: whether the placement lies within the authority's boundary."""

    IN = code("IN", "Inside the authority", local=True, spellings=wordings("a) In | In | Yes | Y | Inside LA boundary"))
    OUT = code(
        "OUT", "Outside the authority", local=True, spellings=wordings("b) Out | Out | No | N | Outside LA boundary")
    )


class AdoptionReversalReason(CodeSet):
    """Annex A list 10: why a child is no longer to be placed for adoption."""

    NEEDS_CHANGED = code(
        "RD1", "The child's needs changed", spellings=wordings("a) Child's needs changed | Child's needs changed")
    )
    NO_PLACEMENT_ORDER = code(
        "RD2",
        "The court did not make a placement order",
        spellings=wordings("b) Court did not make a PO | Court did not make a placement order"),
    )
    NO_ADOPTERS = code(
        "RD3",
        "Prospective adopters could not be found",
        spellings=wordings("c) Prospective adopters cannot be found | No adopters found"),
    )
    OTHER = code("RD4", "Any other reason", spellings=wordings("d) Any other reason | Other | Other reason"))


class AdopterLeavingReason(CodeSet):
    """Annex A list 11: why a prospective adopter left the process."""

    WITHDREW = code(
        "1", "Adopter withdrew", local=True, spellings=wordings("a) Withdrew | Adopter withdrew from process")
    )
    ON_HOLD = code("2", "Process put on hold", local=True, spellings=wordings("b) Process on hold | On hold"))
    REFUSED = code("3", "Application refused", local=True, spellings=wordings("c) Application refused | Refused"))
