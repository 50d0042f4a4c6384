"""Census files and schemas that others published: ours must read the ones and satisfy the others."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from flows.sources import cin_census
from transforms.conform.cin_census import SECTIONS, conform

SHARED = Path(__file__).parents[2].parent / "shared" / "data"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the published samples are not beside the repository"),
]

ROWS = {
    "BAR_cin_2022.xml": {"children": 1, "disabilities": 2, "assessment_factors": 2},
    "CIN_Census_2024.xml": {"children": 2, "disabilities": 3, "assessment_factors": 3},
    "CIN_Census_2026.xml": {"children": 2, "disabilities": 3, "assessment_factors": 3, "pre_proceedings": 1},
}
NOTES = {
    "BAR_cin_2022.xml": set(),
    "CIN_Census_2024.xml": {"year_disagrees", "stray_text"},
    "CIN_Census_2026.xml": {"year_disagrees", "stray_text"},
}


@pytest.mark.parametrize("name", ROWS)
def test_published_samples_are_read_whole(name):
    """As many rows as the file has elements, each of which reaches a dataset."""
    path = SHARED / "samples" / name
    extract = cin_census.read(path)
    counts = {kind: len(rows) for kind, rows in extract.records.items()}
    assert {kind: counts[kind] for kind in ROWS[name]} == ROWS[name]
    assert counts["reviews"] == path.read_text().count("<CPPreviewDate>")
    assert {note.code for note in extract.notes} == NOTES[name]
    assert extract.dropped == {}
    assert sum(map(len, conform(extract.records).values())) == sum(counts.values())


@pytest.mark.parametrize("name", ROWS)
def test_published_samples_are_written_back_the_same(name, tmp_path):
    """Except for what no layout has a place for."""
    first = cin_census.read(SHARED / "samples" / name)
    year = int(name[-8:-4]) if name != "CIN_Census_2024.xml" else 2025  # it has Sex, as from 2025
    path = tmp_path / name
    cin_census.write(path, first.records, authority_code="201", reference_date=first.as_at, collection_year=year)
    again = cin_census.read(path)
    for kind, rows in first.records.items():
        columns = list(cin_census.COLUMNS[kind])
        pd.testing.assert_frame_equal(rows[columns], again.records[kind][columns])


def records_of(year: int) -> dict[str, pd.DataFrame]:
    """Two invented children with everything that the schema of the year has a place for."""
    sex = {"Sex": "F"} if year >= 2025 else {"GenderCurrent": "2"}
    child = {"LAchildID": "Asha", **sex, "Ethnicity": "WBRI"}
    referral = {"LAchildID": "Asha", "CINreferralDate": "2016-05-02"}
    details = {**referral, "ReferralSource": "1A", "PrimaryNeedCode": "N1", "ReferralNFA": "0"}
    assessment = {**referral, "AssessmentActualStartDate": "2016-05-03"}
    plan = {**referral, "CPPstartDate": "2016-06-20"}
    abuse = {"InitialCategoryOfAbuse": "NEG", "LatestCategoryOfAbuse": "EMO", "NumberOfPreviousCPP": "0"}
    born = {"UPNunknown": "UN1", "PersonBirthDate": "2015-03-27", "PersonDeathDate": "2016-09-01"}
    unborn = {"LAchildID": "Ben", "ExpectedPersonBirthDate": "2017-01-01"}
    closed = {"CINclosureDate": "2016-09-01", "ReasonForClosure": "RC2", "DateOfInitialCPC": "2016-06-15"}
    rows = {
        "children": [{**child, **born}, {**child, **unborn}],
        "disabilities": [{"LAchildID": "Asha", "Disability": code} for code in ("HAND", "HEAR")],
        "cin_details": [{**details, **closed}, {**details, "LAchildID": "Ben"}],
        "assessments": [
            {**assessment, "AssessmentInternalReviewDate": "2016-05-20"},
            {**assessment, "LAchildID": "Ben", "AssessmentAuthorisationDate": "2016-06-01"},
        ],
        "assessment_factors": [{**assessment, "AssessmentFactors": code} for code in ("1C", "16A")],
        "section_47": [
            {**referral, "S47ActualStartDate": "2016-06-01", "InitialCPCtarget": "2016-06-22", "ICPCnotRequired": "0"},
            {**referral, "S47ActualStartDate": "2016-07-01", "DateOfInitialCPC": "2016-07-06", "ICPCnotRequired": "1"},
        ],
        "child_protection_plans": [{**plan, **abuse, "CPPendDate": "2016-09-01"}],
        "reviews": [{**plan, "CPPreviewDate": day} for day in ("2016-07-12", "2016-08-27")],
    }
    if year >= 2022:
        rows["cin_plan_dates"] = [{**referral, "CINPlanStartDate": "2016-05-20", "CINPlanEndDate": "2016-06-20"}]
    return {kind: pd.DataFrame(frame, dtype="str") for kind, frame in rows.items()}


@pytest.mark.parametrize("year", [2017, 2022, 2024, 2025, 2026])
def test_what_we_write_satisfies_the_schema_of_its_year(year, tmp_path):
    """Order and names of elements, in each layout."""
    path = tmp_path / "census.xml"
    cin_census.write(
        path, records_of(year), authority_code="201", reference_date=date(year, 3, 31), collection_year=year
    )
    schema = etree.XMLSchema(etree.parse(SHARED / "reference" / f"CIN_schema_{year}.xsd"))
    schema.assertValid(etree.parse(path))


def test_every_section_has_rows_in_some_sample():
    """The samples exercise everything that we conform."""
    seen = set()
    for name in ROWS:
        conformed = conform(cin_census.read(SHARED / "samples" / name).records)
        seen |= {section for section, rows in conformed.items() if len(rows)}
    assert seen == SECTIONS.keys()
