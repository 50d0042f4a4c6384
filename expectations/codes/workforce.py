"""Codes of the children's social work workforce census (layout of 2022)."""

from expectations.contract import CodeSet, code


class WorkforceStanding(CodeSet):
    """Whether a worker of the census was in post on 30 September, or left in the year before it."""

    IN_POST = code("IN_POST", "In post on 30 September")
    LEFT = code("LEFT", "Left during the year")


class WorkerRole(CodeSet):
    """The role that a social worker has in the organisation."""

    SENIOR_MANAGER = code("1", "Senior manager")
    MIDDLE_MANAGER = code("2", "Middle manager")
    FIRST_LINE_MANAGER = code("3", "First line manager")
    SENIOR_PRACTITIONER = code("4", "Senior practitioner", spellings=("Senior Practicioner",))
    CASE_HOLDER = code("5", "Case holder")
    WITHOUT_CASES = code("6", "Qualified without cases")


class QualificationLevel(CodeSet):
    """The level of the entry qualification in social work."""

    UNDERGRADUATE = code("1", "Undergraduate", spellings=("Under-graduate",))
    POSTGRADUATE = code("2", "Postgraduate", spellings=("Post-graduate",))
    OTHER = code("3", "Other")


class StartOrigin(CodeSet):
    """Where a worker was before the present role."""

    NEWLY_QUALIFIED = code("1", "Newly qualified social worker", group="Newly qualified")
    OTHER_AUTHORITY = code("2", "Social worker in another local authority in England", group="Social work")
    OUTSIDE_ENGLAND = code("3", "Social worker outside England", group="Social work")
    AGENCY = code("4", "Agency or consultancy in social work in England", group="Social work")
    NOT_AN_AUTHORITY = code("5", "Other social work in England, not for a local authority", group="Social work")
    SOCIAL_CARE = code("6", "Other social care role in England", group="Outside social work")
    ELSEWHERE = code("7", "No social care role, or none in England; career break", group="Outside social work")
    OTHER = code("8", "Other", group="Other")
    NOT_KNOWN = code("9", "Not known", group="Not known")
    NOT_YET_COLLECTED = code("10", "Not yet collected", group="Not known")


class LeaverDestination(CodeSet):
    """Where a worker who left went."""

    OTHER_AUTHORITY = code("1", "Social worker in another local authority in England", group="Social work")
    OUTSIDE_ENGLAND = code("2", "Social worker outside England", group="Social work")
    AGENCY = code("3", "Agency or consultancy in social work in England", group="Social work")
    NOT_AN_AUTHORITY = code("4", "Other social work in England, not for a local authority", group="Social work")
    SOCIAL_CARE = code("5", "Other social care role in England", group="Outside social work")
    ELSEWHERE = code("6", "No social care role, or none in England; career break", group="Outside social work")
    OTHER = code("7", "Other", group="Other")
    NOT_KNOWN = code("8", "Not known", group="Not known")
    NOT_YET_COLLECTED = code("9", "Not yet collected", group="Not known")


class LeavingReason(CodeSet):
    """Why a worker left."""

    RESIGNATION = code("1", "Resignation")
    VOLUNTARY_REDUNDANCY = code("2", "Voluntary redundancy", group="Redundancy")
    COMPULSORY_REDUNDANCY = code("3", "Compulsory redundancy", group="Redundancy")
    DISMISSED = code("4", "Dismissed")
    RETIRED = code("5", "Retired")
    DECEASED = code("6", "Deceased")
    MOVED_WITHIN = code("7", "Moved to another role within the authority")
    OTHER = code("8", "Other")
    NOT_KNOWN = code("9", "Not known", group="Not known")
    NOT_YET_COLLECTED = code("10", "Not yet collected", group="Not known")


class WorkerAbsence(CodeSet):
    """Why a worker was absent on 30 September."""

    PARENTAL = code("MAT", "Maternity or paternity leave")
    OTHER_PAID = code("OTH", "Other paid authorised absence")
    PUBLIC_DUTY = code("PUB", "Paid absence for public duties")
    SICKNESS = code("SIC", "Sick leave")
    TRAINING = code("TRN", "Training")
    UNAUTHORISED = code("UNA", "Unauthorised absence")
    UNPAID = code("UNP", "Unpaid authorised absence")


class KnowledgeAndSkills(CodeSet):
    """The stage of a worker under the child and family knowledge and skills statements."""

    FIRST_YEAR = code("1", "Assessed and supported year in employment", spellings=("ASYE", "AYSE"))
    PRACTITIONER = code("2", "Frontline practitioner")
    SUPERVISOR = code("3", "Practice supervisor")
    LEADER = code("4", "Practice leader")
