"""A real authority's published years, counted again in the histories and in the records of a census."""

from pathlib import Path

import pandas as pd
import pytest

from flows.sample.calibrated.chain import Picture, pictures
from flows.sample.calibrated.counting import counted
from flows.sample.calibrated.targets import Targets, YearTargets
from flows.sample.census import census_records

SHARED = Path(__file__).parents[6] / "shared" / "data" / "dfe_children_in_need"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the published statistics are not beside the repository"),
]


@pytest.fixture(scope="module")
def targets() -> Targets:
    """Southampton's published counts."""
    from flows.sources.published import read_folder

    published = read_folder(SHARED)
    return Targets.of(published.figures, published.areas, authority_code="852")


@pytest.fixture(scope="module")
def years(targets: Targets) -> list[Picture]:
    """What the censuses of 2014 to 2024 say."""
    return list(pictures(targets, first_year=2014, last_year=2024, seed=7))


@pytest.fixture(scope="module")
def census(years: list[Picture]) -> dict[str, pd.DataFrame]:
    """The records of the census of 2024, made after those before it."""
    return census_records(years[-1].histories, 2024)


@pytest.fixture
def year(targets: Targets) -> YearTargets:
    """What was published for the year ending March 2024."""
    return targets.years[2024]


def _in_year(days: pd.Series) -> pd.Series:
    return days.between("2023-04-01", "2024-03-31")


def test_every_year_comes_out_as_published(targets: Targets, years: list[Picture]):
    """Eleven years, each count taken from the frames: equal to the published one, or the contradiction is noted."""
    history, compared, wrong = None, 0, []
    for picture in years:
        own = picture.histories
        before = [frame for frame in (history, picture.past and picture.past.referrals) if frame is not None]
        counts = counted(picture.year, own.referrals, own.disabilities, pd.concat(before))
        noted = {note.measure: note.kept for note in picture.contradictions if note.year == picture.year}
        for measure, count in counts.items():
            stated = targets.years[picture.year].count(measure)
            compared += stated is not None
            if stated is not None and count not in (stated, noted.get(measure)):
                wrong.append((picture.year, measure, stated, count))
        history = pd.concat([*before, own.referrals]).drop_duplicates(["child_id", "referral_date"], keep="last")
    assert wrong == []
    assert compared > 700


def test_assessments_and_factors(census: dict[str, pd.DataFrame], year: YearTargets):
    """Tables C2 and C3."""
    episode = ["LAchildID", "CINreferralDate"]
    assert _in_year(census["assessments"]["AssessmentAuthorisationDate"]).sum() == year.count(
        "c2.Assessments_completed"
    )
    factors = census["assessment_factors"].drop_duplicates([*episode, "AssessmentFactors"])
    assert len(factors.drop_duplicates(episode)) == year.count("c3.Episodes_with_assessment_factor")
    by_code = factors["AssessmentFactors"].value_counts()
    assert by_code["16A"] == year.count("c3.Neglect")
    assert by_code["3B"] == year.count("c3.Domestic_Abuse_parent")


def test_enquiries_and_conferences(census: dict[str, pd.DataFrame], year: YearTargets):
    """Table C4; a conference that followed no enquiry stands in the episode."""
    enquiries = census["section_47"]
    made = enquiries[_in_year(enquiries["S47ActualStartDate"])]
    assert (len(made), made["LAchildID"].nunique()) == (
        year.count("c4.Section47"),
        year.count("c4.Section47_child"),
    )
    held = pd.concat(
        [records[["LAchildID", "DateOfInitialCPC"]].dropna() for records in (enquiries, census["cin_details"])]
    )
    assert (len(held), held["LAchildID"].nunique()) == (year.count("c4.ICPC"), year.count("c4.ICPC_child"))


@pytest.mark.parametrize(
    ("records", "prefix", "element"),
    [("child_protection_plans", "d1.CPP_", "CPP{}Date"), ("cin_plan_dates", "b7.CINPlan_", "CINPlan{}Date")],
)
def test_plans(census: dict[str, pd.DataFrame], year: YearTargets, records: str, prefix: str, element: str):
    """Tables D1 and B7: plans and children, started, ended, open on 31 March and at any point."""
    names = {"start": element.format("start"), "end": element.format("end")}
    plans = census[records].rename(columns=str.lower)
    started = plans[_in_year(plans[names["start"].lower()])]
    ended = plans[_in_year(plans[names["end"].lower()])]
    still_open = plans[plans[names["end"].lower()].isna()]
    ever = pd.concat([ended, still_open])
    for name, rows in {"start": started, "end": ended, "anypoint": ever}.items():
        assert len(rows) == year.count(f"{prefix}{name}")
        assert rows["lachildid"].nunique() == year.count(f"{prefix}child_{name}")
    assert len(still_open) == year.count(f"{prefix}At31")
