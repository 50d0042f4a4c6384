"""Years of an authority linked, from published counts to what the censuses say."""

from pathlib import Path

import pandas as pd
import pytest

from flows.sample.calibrated.chain import NoPublishedYear, Picture, pictures, with_following_year
from flows.sample.calibrated.compact import published_counts
from flows.sample.calibrated.targets import Targets
from flows.sample.census import census_records

SHARED = Path(__file__).parents[6] / "shared" / "data" / "dfe_children_in_need"


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


def test_only_the_first_year_needs_a_past(years: list[Picture]):
    """Later ones have the referrals of the year before them."""
    assert years[0].past is not None
    assert all(picture.past is None for picture in years[1:])


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


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="DfE's published files are not beside the repository")
def test_southampton_2014_to_2024_comes_out_as_published():
    """Eleven years, each count taken from the frames: equal to the published one, or the contradiction is noted."""
    from flows.sample.calibrated.counting import counted
    from flows.sources.published import read_folder

    published = read_folder(SHARED)
    targets = Targets.of(published.figures, published.areas, authority_code="852")
    history, compared, wrong = None, 0, []
    for picture in pictures(targets, first_year=2014, last_year=2024, seed=7):
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
