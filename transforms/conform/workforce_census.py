"""
The workforce census in the datasets' words.

A census of 30 September describes every worker in post on that day and every one who left in the year before it.
"""

import pandas as pd

from transforms.conform.section import Covers, Section

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")

KINDS: dict[str, str] = {
    "workforce_census.social_workers": "workers",
    "workforce_census.social_work_vacancies": "vacancies",
}
"""Which of the reader's kinds of record each section is made of."""

NAMES: dict[str, dict[str, str]] = {
    "workforce_census.social_workers": {
        "SWENo": "worker",
        "ReferenceDate": "census_date",
        "standing": "standing",
        "AgencyWorker": "agency",
        "OrgRole": "role",
        "FTE": "fte",
        "FTE30": "fte_30_september",
        "Cases30": "cases_30_september",
        "RoleStartDate": "role_start_date",
        "StartOrigin": "start_origin",
        "RoleEndDate": "role_end_date",
        "LeaverDestination": "leaver_destination",
        "ReasonLeave": "leaving_reason",
        "WorkingDaysLost": "working_days_lost",
        "Absat30Sept": "absent_30_september",
        "ReasonAbsence": "absence_reason",
        "ContractWeeks": "contract_weeks",
        "QualLevel": "qualification_level",
        "QualInst": "qualification_institution",
        "StepUpGrad": "step_up_graduate",
        "FrontlineGrad": "frontline_graduate",
        "CFKSSstatus": "knowledge_and_skills",
        "PersonBirthDate": "birth_date",
        "GenderCurrent": "sex",
        "Ethnicity": "ethnicity",
    },
    "workforce_census.social_work_vacancies": {
        "ReferenceDate": "census_date",
        "NumberOfVacancies": "vacancies_fte",
        "NoAgencyFTE": "agency_cover_fte",
        "NoAgencyHeadcount": "agency_cover_headcount",
    },
}
"""What each section calls the census's elements."""

SECTIONS: dict[str, Section] = {
    name: Section(
        name=name,
        dataset=name.removeprefix("workforce_census."),
        columns=tuple(names.values()),
        months=12,  # only one day of them is a census day
        withdraws=Covers.EVENTS,
        complete=Covers.EVENTS,
    )
    for name, names in NAMES.items()
}


def conform(records: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the text of each section under the datasets' column names; who has an end date has left."""
    workers = records["workers"]
    left = workers["RoleEndDate"].notna().map({True: "LEFT", False: "IN_POST"}).astype("str")
    records = {**records, "workers": workers.assign(standing=left)}
    return {
        name: records[kind][[*NAMES[name], *PROVENANCE]].rename(columns=NAMES[name]) for name, kind in KINDS.items()
    }
