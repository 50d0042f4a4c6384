"""Social workers as DfE's workforce census describes them on 30 September."""

from datetime import date
from decimal import Decimal

import pandas as pd

from expectations.codes import (
    Ethnicity,
    KnowledgeAndSkills,
    LeaverDestination,
    LeavingReason,
    QualificationLevel,
    Sex,
    StartOrigin,
    WorkerAbsence,
    WorkerRole,
    WorkforceStanding,
)
from expectations.contract import Dataset, Severity, column, rule

DAYS_OF_A_YEAR = 366


class SocialWorkers(Dataset):
    """
    Children's social workers in post on 30 September, and those who left in the year before.

    A worker who left and came back within the year has two rows: one that left, one in post.
    The registration number enters the warehouse only as a keyed hash.
    """

    grain = ("worker", "census_date", "standing")
    defining_date = "census_date"

    worker: str = column(
        personal=True,
        pseudonymous=True,
        description="The worker, by the number of the register of Social Work England.",
    )
    census_date: date = column(description="The 30 September that the census describes.")
    standing: WorkforceStanding = column(description="In post on that day, or left in the year before.")
    agency: bool = column(description="Whether an agency supplies the worker.")
    role: WorkerRole | None = column(description="Role in the organisation.")
    fte: Decimal | None = column(minimum=0, maximum=1, description="Full-time equivalent (the census's FTE).")
    fte_30_september: Decimal | None = column(
        minimum=0, maximum=1, description="Full-time equivalent on 30 September (the census's FTE30)."
    )
    cases_30_september: int | None = column(
        minimum=0, maximum=9999, description="Cases held on 30 September; each child is one."
    )
    role_start_date: date | None = column(description="The day the role began.")
    start_origin: StartOrigin | None = column(description="Where the worker was before.")
    role_end_date: date | None = column(description="The day the worker left; empty while in post.")
    leaver_destination: LeaverDestination | None = column(description="Where the worker went.")
    leaving_reason: LeavingReason | None = column(description="Why the worker left.")
    working_days_lost: Decimal | None = column(
        minimum=0, maximum=DAYS_OF_A_YEAR, description="Working days lost to sickness in the year."
    )
    absent_30_september: bool | None = column(description="Whether the worker was absent on 30 September.")
    absence_reason: WorkerAbsence | None = column(description="Why the worker was absent that day.")
    contract_weeks: Decimal | None = column(minimum=0, description="Length of an agency worker's contract, in weeks.")
    qualification_level: QualificationLevel | None = column(description="Level of the entry qualification.")
    qualification_institution: str | None = column(
        personal=True, length=200, description="Where it was obtained; free text."
    )
    step_up_graduate: bool | None = column(description="Whether the worker came through Step Up to Social Work.")
    frontline_graduate: bool | None = column(description="Whether the worker came through Frontline.")
    knowledge_and_skills: KnowledgeAndSkills | None = column(
        description="Stage under the knowledge and skills statements."
    )
    birth_date: date | None = column(personal=True, description="The worker's day of birth.")
    sex: Sex | None = column(personal=True, description="As recorded.")
    ethnicity: Ethnicity | None = column(personal=True, description="As the worker states it.")

    @rule("role_ends_before_it_starts", Severity.ERROR, fields=("role_start_date", "role_end_date"))
    def ends_before_it_starts(workers: pd.DataFrame) -> pd.Series:
        """The role ends before it starts."""
        return workers["role_end_date"] < workers["role_start_date"]

    @rule("left_outside_the_year", Severity.WARNING, fields=("role_end_date",))
    def left_outside_the_year(workers: pd.DataFrame) -> pd.Series:
        """The role ended outside the year to 30 September: the worker is no leaver of this census."""
        year_before = workers["census_date"] - pd.DateOffset(years=1)
        return (workers["role_end_date"] <= year_before) | (workers["role_end_date"] > workers["census_date"])

    @rule("cases_without_fte", Severity.WARNING, fields=("cases_30_september", "fte_30_september"))
    def cases_without_fte(workers: pd.DataFrame) -> pd.Series:
        """The worker holds cases with a full-time equivalent of 0, which DfE leaves out of the average caseload."""
        return (workers["cases_30_september"] > 0) & (workers["fte_30_september"] == 0)

    @rule("absent_without_reason", Severity.WARNING, fields=("absent_30_september", "absence_reason"))
    def absent_without_reason(workers: pd.DataFrame) -> pd.Series:
        """The worker is absent on 30 September, and no reason is given."""
        return workers["absent_30_september"].fillna(False) & workers["absence_reason"].isna()


class SocialWorkVacancies(Dataset):
    """
    Vacant posts of social workers on 30 September, and the agency workers who cover them.

    The census states them for the whole authority, not by role.
    """

    grain = ("census_date",)
    defining_date = "census_date"

    census_date: date = column(description="The 30 September that the census describes.")
    vacancies_fte: Decimal | None = column(minimum=0, description="Vacant posts, full-time equivalents.")
    agency_cover_fte: Decimal | None = column(
        minimum=0, description="Agency workers who cover vacancies, full-time equivalents."
    )
    agency_cover_headcount: int | None = column(minimum=0, description="Agency workers who cover vacancies, persons.")

    @rule("more_cover_than_vacancies", Severity.WARNING, fields=("vacancies_fte", "agency_cover_fte"))
    def more_cover_than_vacancies(vacancies: pd.DataFrame) -> pd.Series:
        """More full-time equivalents cover vacancies than there are vacancies."""
        return vacancies["agency_cover_fte"] > vacancies["vacancies_fte"]
