"""Codes of the local registers; no statutory list holds them."""

from expectations.codes.wording import wordings
from expectations.contract import CodeSet, code


class AuditGrade(CodeSet):
    """The grade of a case audit, in Ofsted's four words."""

    OUTSTANDING = code("OUTSTANDING", "Outstanding", local=True, spellings=("1 - Outstanding",))
    GOOD = code("GOOD", "Good", local=True, spellings=("2 - Good",))
    REQUIRES_IMPROVEMENT = code(
        "REQUIRES_IMPROVEMENT",
        "Requires improvement to be good",
        local=True,
        spellings=wordings("RI | RITBG | Requires improvement | Requiring improvement | 3 - Requires improvement"),
    )
    INADEQUATE = code("INADEQUATE", "Inadequate", local=True, spellings=("4 - Inadequate",))


class Rating(CodeSet):
    """A rating of urgency or risk by colour."""

    RED = code("R", "Red", local=True)
    AMBER = code("A", "Amber", local=True, spellings=("Yellow",))
    GREEN = code("G", "Green", local=True)


class RecommendationStatus(CodeSet):
    """How far a recommendation has come."""

    OPEN = code("OPEN", "Open", local=True, spellings=wordings("In progress | Ongoing | On track | Not started"))
    COMPLETED = code("COMPLETED", "Completed", local=True, spellings=wordings("Complete | Closed | Done | Implemented"))
    NOT_ACCEPTED = code("NOT_ACCEPTED", "Not accepted", local=True, spellings=wordings("Rejected | Declined"))


class AgencyCover(CodeSet):
    """Why an agency worker is engaged."""

    VACANCY = code("VACANCY", "Covers a vacancy", local=True, spellings=wordings("Vacancy | Vacant post"))
    ABSENCE = code(
        "ABSENCE",
        "Covers an absence",
        local=True,
        spellings=wordings("Absence | Sickness | Maternity | Maternity cover | Sickness cover"),
    )
    ADDITIONAL = code(
        "ADDITIONAL",
        "Additional to establishment",
        local=True,
        spellings=wordings("Additional | Supernumerary | Over establishment | Project | Extra capacity"),
    )
