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


class ReportedPeriod(CodeSet):
    """Kinds of period for which a figure is reported: those for which we publish ours."""

    MONTH = code("month", "Month")
    QUARTER = code("quarter", "Quarter")
    YEAR_TO_DATE = code("year_to_date", "Year to date")
    FINANCIAL_YEAR = code("financial_year", "Financial year")
    ROLLING_12_MONTHS = code("rolling_12_months", "Twelve months")
    AT_DATE = code("at_date", "Day")


class ReportedUnit(CodeSet):
    """What a reported figure counts in."""

    PERCENT = code("percent", "Per cent", local=True, spellings=wordings("% | Percentage | pct"))
    PER_10000 = code(
        "per_10000", "Per 10,000 children", local=True, spellings=wordings("per 10,000 | per 10000 | Rate per 10,000")
    )
    PER_1000 = code(
        "per_1000", "Per 1,000 children", local=True, spellings=wordings("per 1,000 | per 1000 | Rate per 1,000")
    )
    NUMBER = code("number", "Number", local=True, spellings=wordings("Count | No | Volume | Children"))
    DAYS = code("days", "Days", local=True, spellings=("Working days",))


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
