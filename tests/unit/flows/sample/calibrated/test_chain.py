"""Years of an authority linked, from published counts to what the censuses say."""

import pandas as pd
import pytest

from flows.sample.calibrated.chain import NoPublishedYear, Picture, pictures, with_following_year
from flows.sample.calibrated.compact import published_counts
from flows.sample.calibrated.proofs import NOT_REACHED, reason
from flows.sample.calibrated.targets import Targets, YearTargets
from flows.sample.census import census_records


@pytest.fixture(scope="module")
def rutland() -> Targets:
    """The smallest county in England."""
    return Targets.of(*published_counts(), authority_code="857")


@pytest.fixture(scope="module")
def years(rutland: Targets) -> list[Picture]:
    """Rutland's censuses of 2022 to 2024."""
    return list(pictures(rutland, first_year=2022, last_year=2024, seed=7))


def test_expected_counts_are_the_published_ones_or_noted(rutland: Targets, years: list[Picture]):
    """Nothing differs from what was published but for what contradicts itself."""
    noted = {(note.year, note.measure): note.kept for note in years[-1].contradictions}
    for picture in years:
        for measure, count in picture.expected.items():
            published = rutland.years[picture.year].count(measure)
            assert published is None or count in (published, noted.get((picture.year, measure))), measure


def test_no_history_breaks_what_contradictions_are_proved_by(years: list[Picture]):
    """Its own counts keep every relation by which published ones are said to contradict each other."""
    for picture in years:
        own = YearTargets(picture.year, picture.expected)
        assert {measure: why for measure in own.counts if (why := reason(measure, own)) != NOT_REACHED} == {}


def test_only_the_first_year_needs_a_past(years: list[Picture]):
    """Later ones have the referrals of the year before them."""
    assert years[0].past is not None
    assert all(picture.past is None for picture in years[1:])


def test_a_year_without_re_referrals_still_has_a_past(rutland: Targets):
    """Episodes that were open when it began: the year before was covered, and held nothing that ended."""
    counts = rutland.years[2022].counts | {"c1.Re_referrals": 0, "c1.Re_referrals_child": 0}
    targets = Targets("857", "Rutland", {2022: YearTargets(2022, counts)})
    (picture,) = pictures(targets, first_year=2022, last_year=2022, seed=7)
    assert picture.expected["c1.Re_referrals"] == 0
    assert len(picture.past.referrals) > 0
    assert picture.past.referrals["closure_date"].isna().all()


def test_what_no_arrangement_comes_to_is_noted():
    """Thirty referrals in March cannot be of two children who were in need thirty times."""
    counts = {"c1.Referrals": 30, "c1.Referrals_child": 2, "c1.Re_referrals_child": 2, "c1.No_Further_Action": 0}
    counts |= {"c1.Not_in_Need": 0, "b1.Started_episodes": 30, "c6.March": 30}
    targets = Targets("999", "Sampleton", {2022: YearTargets(2022, counts)})
    (picture,) = pictures(targets, first_year=2022, last_year=2022, seed=7)
    noted = {note.measure: (note.published, note.kept) for note in picture.contradictions}
    assert picture.expected["c1.Referrals_child"] > 2
    assert noted["c1.Referrals_child"] == (2, picture.expected["c1.Referrals_child"])


def test_what_is_open_at_the_end_of_a_year_is_in_the_next_census(years: list[Picture]):
    """Each open episode of 2022 stands in 2023 under the same child and date."""
    before, after = (picture.histories.referrals for picture in years[:2])
    still_open = before[before["fate"] == "open"]
    assert len(still_open.merge(after, on=["child_id", "referral_date"])) == len(still_open)


def test_every_record_has_its_child(years: list[Picture]):
    """In the census that is written."""
    for picture in years:
        records = census_records(picture.histories, picture.year)
        children = set(records["children"]["LAchildID"])
        assert all(set(frame["LAchildID"]) <= children for frame in records.values())


def test_the_same_seed_tells_the_same_story(rutland: Targets, years: list[Picture]):
    """Whatever was made before."""
    (again,) = pictures(rutland, first_year=2022, last_year=2022, seed=7)
    pd.testing.assert_frame_equal(again.histories.referrals, years[0].histories.referrals)
    pd.testing.assert_frame_equal(again.histories.assessments, years[0].histories.assessments)


def test_a_year_after_the_last_one_is_like_it(rutland: Targets):
    """For the months that Annex A tells of after the last census."""
    extended = with_following_year(rutland, 2024)
    assert extended.years[2025].counts == rutland.years[2024].counts
    assert extended.years[2025].year == 2025


def test_years_without_figures_are_refused(rutland: Targets):
    """With what to do about it."""
    with pytest.raises(NoPublishedYear, match="Choose other years"):
        list(pictures(rutland, first_year=2001, last_year=2003, seed=7))
