"""The worked examples of mappings, each with small exports in its system's own words: kept, judged, conformed."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
import xlsxwriter

from flows.conforming import conform
from flows.opened import looking_at
from flows.pulling import pull
from flows.run import open_run
from flows.sources.mappings import EXAMPLES
from flows.summary import ExitCode, Summary
from warehouse.ledger_tables import extract, extract_section, quarantine

CSV_EXPORTS = {
    "liquidlogic": {
        "dim_person 2024-03-31": """
            DIM_PERSON_ID,BIRTH_DTTM,DEATH_DTTM,GENDER_MAIN_CODE,ETHNICITY_MAIN_CODE,UPN
            000101,2014-05-06 00:00:00.000,NULL,F,WBRI,A123456789012
            000102,2011-01-02 00:00:00.000,NULL,I,Not Recorded,NULL""",
        "fact_referrals 2024-03-31": """
            DIM_PERSON_ID,REFRL_START_DTTM,DIM_LOOKUP_CONT_SORC_ID_DESC,DIM_LOOKUP_CATEGORY_OF_NEED_CODE,\
OUTCOME_NFA_FLAG,REFRL_END_DTTM,DIM_LOOKUP_REFRL_ENDRSN_ID_CODE,DIM_DEPARTMENT_ID_DESC,DIM_WORKER_ID_DESC
            000101,2023-06-01 09:30:00.000,Ambulance Service,N1,N,NULL,NULL,North,A Worker
            000102,2023-07-03 10:00:00.000,Other Local Authority,N4,N,2023-11-01 00:00:00.000,RC8,North,A Worker""",
        "fact_single_assessment 2024-03-31": """
            DIM_PERSON_ID,START_DTTM,FORM_END_DATE,SEEN_FLAG,COMPLETED_BY_DEPT_NAME,COMPLETED_BY_USER_NAME
            000101,2023-06-02 09:00:00.000,14/07/2023,Y,North,A Worker""",
        "fact_s47 2024-03-31": """
            DIM_PERSON_ID,START_DTTM,DUE_DTTM,ACTUAL_MEETING_DTTM,OUTCOME_NFA_FLAG,OUTCOME_CP_FLAG,\
COMPLETED_BY_DEPT_NAME,COMPLETED_BY_USER_NAME
            000101,2023-06-05 09:00:00.000,2023-06-26,2023-06-23 14:00:00.000,N,Y,North,A Worker""",
        "fact_cp_plan 2024-03-31": """
            DIM_PERSON_ID,START_DTTM,END_DTTM,INIT_CATEGORY_DESC,CP_CATEGORY_DESC
            000101,2023-06-23 00:00:00.000,NULL,Neglect,Emotional Abuse""",
        "fact_care_episodes 2024-03-31": """
            DIM_PERSON_ID,CARE_START_DATE,CARE_REASON_CODE,LEGAL_STATUS_CODE,CIN_903_CODE,PLACEMENT_TYPE_CODE,\
CARE_END_DATE,CARE_REASON_END_CODE
            000101,2023-09-01 00:00:00.000,S,C1,N1,U6,NULL,NULL""",
    },
    "mosaic": {
        "cin_referrals 31-03-2024": """
            PERSON_ID,DATE_OF_BIRTH,GENDER,FULL_ETHNICITY_CODE,REFERRAL_DATE,SOURCE_OF_REFERRAL,\
NEED_CODE_CATEGORY_CODE,OUTCOME,CLOSURE_DATE,CLOSURE_REASON,RESPONSIBLE_TEAM,RESPONSIBLE_WORKER
            201,06/05/2014,F,WBRI,01/06/2023,SCH,N1,Child and family assessment,,,North,A Worker
            202,02/01/2011,M,BCRB,03/07/2023,POL,N4,No further action,05/07/2023,ASSESSED_NFA,North,A Worker""",
        "child and family assessments 31-03-2024": """
            SUBJECT_COMPOUND_ID,STARTED_ON,COMPLETED_ON,CHILD_SEEN,RESPONSIBLE_TEAM,ASSIGNEE
            201,02/06/2023 09:00,14/07/2023 17:00,Yes,North,A Worker""",
        "section_47 31-03-2024": """
            SUBJECT_COMPOUND_ID,STARTED_ON,CP_CONFERENCE_ACTUAL_DATE,NEXT_ACTION,RESPONSIBLE_TEAM,ASSIGNEE
            201,05/06/2023,23/06/2023,Initial child protection conference,North,A Worker
            202,05/07/2023,,No further action,North,A Worker""",
        "registrations 31-03-2024": """
            PERSON_ID,REGISTRATION_START_DATE,DEREGISTRATION_DATE,INITIAL_CATEGORY,LATEST_CATEGORY
            201,23/06/2023,,Neglect,Neglect""",
        "cla_summaries 31-03-2024": """
            PERSON_ID,START_DATE,REASON_FOR_NEW_EPISODE,LEGAL_STATUS,NEED_CODE_CATEGORY_CODE,PLACEMENT_TYPE,\
END_DATE,REASON_EPISODE_CEASED
            201,01/09/2023,S,S20,N1,U6,01/12/2023,E4A""",
    },
    "eclipse": {
        "personview_20240331": """
            PERSONID,DATEOFBIRTH,DIEDDATE,SEX,ETHNICITYCODE
            301,2014-05-06,,FEMALE,WBRI
            302,2011-01-02,,INDETERMINATE,AIND""",
        "child_referral_20240331": """
            PERSONID,CINCensus_DateOfReferral,CINCensus_ReferralSource,CINCensus_primaryNeedCategory,\
AnnexAReturn_nextSteps_agreed,EPISODE_ENDDATE,ENDREASON,TEAMNAME
            301,2023-06-01,External e.g. from another local authority,Abuse or neglect,Assessment,,,North
            302,2023-07-03,School Nurse,Family in acute stress,Signpost,2023-07-05,\
Child moved permanently from area,North""",
        "child_assessment_20240331": """
            ANSWERFORSUBJECTID,DATESTARTED,DATECOMPLETED,CHILDSEEN,TEAMNAME
            301,2023-06-02,2023-07-14,Yes,North""",
        "section_47_20240331": """
            ANSWERFORSUBJECTID,CINCensus_startDateOfSection47,CINCensus_dateOfInitialConference,\
CINCensus_conferenceNotRequired,TEAMNAME
            301,2023-06-05,2023-06-23,No,North""",
        "cp_classification_20240331": """
            PERSONID,STARTDATE,ENDDATE,FIRSTCATEGORY,LATESTCATEGORY
            301,2023-06-23,,Physical Abuse,Neglect""",
        "claepisodeofcareview_20240331": """
            PERSONID,EOCSTARTDATE,EOCSTARTREASONCODE,LEGALSTATUSCODE,CATEGORYOFNEED,PLACEMENTTYPECODE,EOCENDDATE,\
EOCENDREASONCODE
            301,2023-09-01,S,C2,Abuse or neglect,U4,,""",
    },
    "paris": {
        "referrals": """
            REPORT_DATE,PARIS_ID,REF_DATE,REF_SOURCE,NEED_CATEGORY,REF_OUTCOME,DISCHARGE_DATE,DISCHARGE_REASON,\
TEAM_NAME,STAFF_NAME
            31-MAR-2024,401,01-JUN-2023,HOSP,CWD,ACCEPTED,(null),(null),North,A Worker
            31-MAR-2024,402,03-JUL-2023,RELATIVE,N4,NFA,05-JUL-2023,RC8,North,A Worker""",
        "assessments": """
            REPORT_DATE,PARIS_ID,ASSESS_START,ASSESS_SIGNED_OFF,CHILD_SEEN_YN,TEAM_NAME,STAFF_NAME
            31-MAR-2024,401,02-JUN-2023,14-JUL-2023,Y,North,A Worker""",
        "s47": """
            REPORT_DATE,PARIS_ID,STRATEGY_DATE,ICPC_DATE,ICPC_NOT_REQD_YN,TEAM_NAME
            31-MAR-2024,401,05-JUN-2023,23-JUN-2023,N,North""",
        "cp_plans": """
            REPORT_DATE,PARIS_ID,REG_DATE,DEREG_DATE,CATEGORY_INITIAL,CATEGORY_CURRENT
            31-MAR-2024,401,23-JUN-2023,(null),NEG,NEG""",
        "lac_episodes": """
            REPORT_DATE,PARIS_ID,EPISODE_START,RNE,LEGAL_STATUS,CIN_CODE,PLACEMENT_CODE,EPISODE_END,REC
            31-MAR-2024,401,01-SEP-2023,S,V2,N2,U6,(null),(null)""",
        "missing": """
            REPORT_DATE,PARIS_ID,MISSING_FROM,MISSING_TO
            31-MAR-2024,401,01-OCT-2023,02-OCT-2023""",
    },
}
CAREDIRECTOR = {
    "Referrals": """
        Person Id,DOB,Stated Gender,Ethnicity,Date/Time of Referral,Source of Referral,Presenting Need,Outcome,\
Case Closed Date,Closure Reason,Responsible Team,Responsible User
        501,06/05/2014,Female,White British,01/06/2023,Internal - Early Help Hub,Domestic Abuse,\
Progress to Assessment,,,North,A Worker
        502,02/01/2011,Male,Indian,03/07/2023,Police,Low income,Closed - NFA,05/07/2023,RC8,North,A Worker""",
    "Assessments": """
        Person Id,Start Date,Date Authorised,Child Seen,Responsible Team,Responsible User
        501,02/06/2023,14/07/2023,Yes,North,A Worker""",
    "Section 47": """
        Person Id,Strategy Discussion Date,Initial Conference Date,Conference Required,Responsible Team
        501,05/06/2023,23/06/2023,Yes,North""",
    "CP Plans": """
        Person Id,Start Date,End Date,Initial Category,Current Category,Responsible Team
        501,23/06/2023,,Sexual,Neglect,North""",
    "LAC Episodes": """
        Person Id,Episode Start Date,Reason for New Episode,Legal Status,Placement Type,Category of Need,\
Episode End Date,Reason Episode Ceased
        501,01/09/2023,S,C1,U6,N1,,""",
}
SHARED = ("referrals", "assessments", "section_47_enquiries", "child_protection_plans", "episodes_of_care")


def lines(export: str) -> list[str]:
    """Return the lines of a drawn export."""
    return [line.strip() for line in export.strip().splitlines()]


def write_workbook(path: Path) -> None:
    """Write CareDirector's sheets, a title above each header, days as real dates of Excel."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, export in CAREDIRECTOR.items():
            sheet = workbook.add_worksheet(name)
            sheet.write(0, 0, f"View: {name}")
            for line, text in enumerate(lines(export), start=2):
                for place, cell in enumerate(text.split(",")):
                    if cell[2:3] == "/" and cell[5:6] == "/":
                        sheet.write_datetime(line, place, pd.to_datetime(cell, format="%d/%m/%Y"), day)
                    else:
                        sheet.write(line, place, cell)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Path]) -> tuple[Path, Summary]:
    """A project with all five examples, and one night's exports of each system."""
    project = new_project(tmp_path_factory.mktemp("mappings") / "project")
    (project / "mappings").mkdir()
    for example in EXAMPLES.glob("*.toml"):
        (project / "mappings" / example.name).write_text(example.read_text())
    for system, exports in CSV_EXPORTS.items():
        (project / "extracts" / system).mkdir()
        for name, export in exports.items():
            (project / "extracts" / system / f"{name}.csv").write_text("\n".join(lines(export)) + "\n")
    write_workbook(project / "extracts" / "CareDirector views 31 March 2024.xlsx")
    with open_run(project) as run:  # without the load: no authority has five systems that all cover the same
        for authority in run.authorities():
            pull(run, authority)
            for extract_id in run.extracts_to_conform(authority):
                conform(run, extract_id)
    return project, run.summary


def test_every_export_is_read_whole_by_its_own_mapping(night: tuple[Path, Summary]):
    """Every file is conformed as of its day; no row and no value is held back."""
    project, summary = night
    assert summary.exit_code is ExitCode.SUCCESS
    assert summary.not_recognised == []
    with looking_at(project) as (_, connection):
        arrived = connection.execute(sa.select(extract.c.format, extract.c.file_name, extract.c.as_at)).all()
        held = connection.execute(sa.select(quarantine.c.section, quarantine.c.rule)).all()
    by_format = pd.DataFrame(arrived, columns=["format", "file", "as_at"]).groupby("format")["file"].nunique()
    assert by_format.to_dict() == {"caredirector": 1} | {system: len(each) for system, each in CSV_EXPORTS.items()}
    assert {str(as_at) for _, _, as_at in arrived} == {"2024-03-31"}
    assert held == []


def test_every_row_has_one_fate(night: tuple[Path, Summary]):
    """In every section: rows in = loaded + quarantined + dropped; what is dropped stood above a header."""
    part = extract_section.c
    with looking_at(night[0]) as (_, connection):
        sections = connection.execute(
            sa.select(part.rows_in, part.rows_loaded, part.rows_quarantined, part.rows_dropped, part.dropped_by)
        ).all()
    assert all(rows_in == sum(fates) for rows_in, *fates, _ in sections)
    assert {rule for *_, dropped in sections for rule in dropped} == {"above_header"}
    assert sum(loaded for _, loaded, *_ in sections) == 40


@pytest.mark.parametrize(("dataset", "rows"), zip(SHARED, (10, 5, 6, 5, 5), strict=True))
def test_all_systems_say_the_same_in_their_own_words(night: tuple[Path, Summary], dataset: str, rows: int):
    """Five systems' referrals, assessments, enquiries, plans and episodes stand in one table each, in our codes."""
    with looking_at(night[0]) as (_, connection):
        said = pd.read_sql(sa.text(f"SELECT * FROM conformed_{dataset}"), connection)
    assert len(said) == rows
    assert not (said == "?").any(axis=None)


def test_a_report_that_asks_the_opposite_is_turned_round(night: tuple[Path, Summary]):
    """CareDirector's view asks whether a conference is required; the dataset says whether it is not."""
    with looking_at(night[0]) as (_, connection):
        said = connection.execute(
            sa.text("SELECT section, conference_not_required FROM conformed_section_47_enquiries")
        ).all()
    assert ("caredirector.section_47_enquiries", 0) in [(section, int(answer)) for section, answer in said]
