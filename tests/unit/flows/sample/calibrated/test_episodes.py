"""A year's children, referrals and episodes add up to what was published."""

import numpy as np
import pandas as pd
import pytest

from flows.sample.calibrated.amounts import MONTHS
from flows.sample.calibrated.children import People
from flows.sample.calibrated.counting import counted
from flows.sample.calibrated.episodes import YearEpisodes, _Year, episodes_of_year
from flows.sample.calibrated.targets import YearTargets


def first_year(targets: YearTargets, *, seed: int = 7) -> YearEpisodes:
    """Make a year without one before it."""
    random = np.random.default_rng(seed)
    return episodes_of_year(targets, opening=None, earlier=None, random=random, first_number=1)


def next_year(targets: YearTargets, before: YearEpisodes, *, on_plan: int = 0) -> YearEpisodes:
    """Make the year after a year; the first open episodes have a child protection plan."""
    is_open = before.referrals["fate"] == "open"
    opening = before.referrals[is_open].reset_index(drop=True)
    return episodes_of_year(
        targets,
        opening=opening.assign(plan_open=opening.index < on_plan),
        earlier=before.referrals[~is_open],
        random=np.random.default_rng(8),
        first_number=before.next_number,
        known=People(before.children, before.disabilities),
    )


def differences(targets: YearTargets, year: YearEpisodes, history: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Return published and recounted where they differ."""
    counts = counted(targets.year, year.referrals, year.disabilities, history)
    return {
        measure: (round(value), counts[measure])
        for measure, value in targets.counts.items()
        if counts[measure] != round(value)
    }


@pytest.mark.parametrize("seed", range(5))
def test_ten_referrals_add_up(ten_referrals: YearTargets, seed: int):
    """Every published count comes out again, counted from the rows."""
    year = first_year(ten_referrals, seed=seed)
    assert differences(ten_referrals, year, year.past) == {}


def test_the_same_seed_makes_the_same_year(ten_referrals: YearTargets):
    """Frame by frame."""
    one, other = first_year(ten_referrals), first_year(ten_referrals)
    pd.testing.assert_frame_equal(one.referrals, other.referrals)
    pd.testing.assert_frame_equal(one.children, other.children)


def test_no_referral_falls_into_an_open_episode(ten_referrals: YearTargets, inside_open_episodes):
    """A child is referred again only when the case is closed."""
    assert inside_open_episodes(first_year(ten_referrals).referrals) == 0


def test_every_child_is_there_once(ten_referrals: YearTargets):
    """Also those of the referrals of the year before."""
    year = first_year(ten_referrals)
    referred = set(year.referrals["child_id"]) | set(year.past["child_id"])
    assert sorted(year.children["child_id"]) == sorted(referred)


def test_nobody_is_referred_before_conception(ten_referrals: YearTargets):
    """Born at most nine months after the referral."""
    year = first_year(ten_referrals)
    rows = year.referrals.merge(year.children, on="child_id")
    assert (rows["birth_date"] - rows["referral_date"] < pd.Timedelta(days=270)).all()


def test_the_next_year_begins_with_what_was_open(ten_referrals: YearTargets, inside_open_episodes):
    """Episodes open on 31 March continue, end, or are closed as not in need; none is lost."""
    before = first_year(ten_referrals)
    targets = YearTargets(2025, ten_referrals.counts)
    year = next_year(targets, before)
    key = ["child_id", "referral_date"]
    opened = before.referrals[before.referrals["fate"] == "open"]
    assert len(opened.merge(year.referrals, on=key)) == len(opened)
    history = pd.concat([before.past, before.referrals])
    assert differences(targets, year, history) == {}
    assert inside_open_episodes(year.referrals) == 0


def test_the_excess_of_the_stock_is_closed_as_not_in_need(ten_referrals: YearTargets):
    """Last year's stock of 9 gives the 4 that are needed; the other 5 are cleared with RC8."""
    before = first_year(ten_referrals)
    counts = dict(ten_referrals.counts) | {"b1.At31_episodes": 5, "b1.Anypoint_episodes": 11, "b1.Anypoint_child": 9}
    counts |= {"b4.1_year_less_than_2_years": 1, "b4.2years+": 0, "b3.N1_Abuse_or_neglect": 4}
    counts |= {"b3.N2_Childs_disability_or_illness": 1}
    targets = YearTargets(2025, counts)
    year = next_year(targets, before)
    cleared = year.referrals[year.referrals["fate"] == "cleared"]
    assert len(cleared) >= 5
    assert (cleared["closure_reason"] == "RC8").all()
    assert differences(targets, year, pd.concat([before.past, before.referrals])) == {}


def test_an_episode_with_a_plan_stays_open_until_january(ten_referrals: YearTargets):
    """Whatever becomes of it."""
    before = first_year(ten_referrals)
    year = next_year(YearTargets(2025, ten_referrals.counts), before, on_plan=6)
    opened = before.referrals[before.referrals["fate"] == "open"].head(6)
    rows = opened[["child_id", "referral_date"]].merge(year.referrals, on=["child_id", "referral_date"])
    assert len(rows) == 6
    assert (rows["closure_date"].isna() | (rows["closure_date"] >= pd.Timestamp(2025, 1, 1))).all()


def test_children_are_the_same_in_the_next_year(ten_referrals: YearTargets):
    """Birth date, sex and ethnicity are not stated anew."""
    before = first_year(ten_referrals)
    year = next_year(YearTargets(2025, ten_referrals.counts), before)
    both = before.children.merge(year.children, on="child_id", suffixes=("", "_later"))
    assert len(both) >= 9
    for column in ("birth_date", "sex", "ethnicity"):
        assert (both[column] == both[f"{column}_later"]).all()


@pytest.mark.parametrize("counts", [{}, {"c1.Referrals": 0, "b1.At31_episodes": 0}], ids=["nothing", "zeros"])
def test_a_year_without_figures_is_empty(counts: dict[str, float]):
    """Nothing published, nobody invented."""
    year = first_year(YearTargets(2022, counts))
    assert len(year.referrals) == len(year.children) == len(year.past) == 0


def test_referrals_alone_are_enough():
    """Everything else is then of the usual size."""
    targets = YearTargets(2018, {"c1.Referrals": 100})
    year = first_year(targets)
    assert differences(targets, year, year.past) == {}
    assert (year.referrals["fate"] == "open").sum() > 20


def test_children_who_are_referred_again_and_again():
    """12,209 referrals of 2016 concerned 5,737 children of Wakefield, 3,520 of them re-referred; here a tenth."""
    counts = {"c1.Referrals": 1221, "c1.Referrals_child": 574, "c1.Re_referrals": 825, "c1.Re_referrals_child": 352}
    counts |= {"c1.No_Further_Action": 378, "c1.Not_in_Need": 15, "b1.Ended_episodes": 715, "b1.At31_episodes": 224}
    months = (133, 133, 150, 122, 107, 87, 89, 86, 75, 84, 73, 82)
    counts |= {f"c6.{name}": count for name, count in zip(MONTHS, months, strict=True)}
    targets = YearTargets(2016, counts)
    year = first_year(targets)
    assert differences(targets, year, year.past) == {}


def test_an_arrangement_that_adds_up_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch):
    """Eight of the children had a second episode, all but one of them after one open since the year before."""
    draws = []
    arrange = _Year.arrange
    monkeypatch.setattr(_Year, "arrange", lambda year, *, hurry: draws.append(hurry) or arrange(year, hurry=hurry))
    counts = {"c1.Referrals": 100, "c1.Referrals_child": 90, "c1.Re_referrals": 20, "c1.Re_referrals_child": 18}
    counts |= {"b1.Started_episodes": 80, "b1.Started_child": 79, "b1.At31_episodes": 60, "b1.Ended_episodes": 70}
    counts |= {"b1.Anypoint_episodes": 130, "b1.Anypoint_child": 122}
    targets = YearTargets(2024, counts)
    year = first_year(targets)
    assert differences(targets, year, year.past) == {}
    assert len(draws) == 1


def test_of_contradicting_figures_the_total_is_kept(ten_referrals: YearTargets):
    """Months that add up to 9 cannot be those of 10 referrals."""
    none = {f"c6.{month}": 0 for month in ("September", "December", "March")}
    targets = YearTargets(2024, dict(ten_referrals.counts) | none | {"c6.January": 1})
    year = first_year(targets)
    assert differences(targets, year, year.past) == {"c6.April": (1, 2)}


def test_where_referrals_contradict_table_b1_not_in_need_gives_way(ten_referrals: YearTargets):
    """Ten referrals, two without further action, and six episodes started: two were no need, and not one."""
    fewer = {"b1.Started_episodes": 6, "b1.Started_child": 5, "b1.Ended_episodes": 6, "b1.Anypoint_child": 14}
    targets = YearTargets(2024, dict(ten_referrals.counts) | fewer)
    year = first_year(targets)
    assert differences(targets, year, year.past) == {"c1.Not_in_Need": (1, 2)}


def test_suppressed_months_leave_room_for_open_episodes(ten_referrals: YearTargets):
    """Four episodes were open for three months or less, and nobody was referred in January."""
    recent = {"b4.3_months_or_less": 4, "b4.more_than_6_months_less_than_1_year": 0, "b4.1_year_less_than_2_years": 1}
    months = {measure: count for measure, count in ten_referrals.counts.items() if not measure.startswith("c6.")}
    targets = YearTargets(2024, months | recent | {"c6.January": 0, "b1.Anypoint_child": 14, "b5.2years+": 1})
    year = first_year(targets)
    assert differences(targets, year, year.past) == {}


def test_a_year_without_published_referrals_has_those_of_its_open_episodes():
    """Two of 32 open episodes had lasted for less than a year."""
    counts = {"b1.At31_episodes": 32, "b1.Ended_episodes": 10, "b4.1_year_less_than_2_years": 30, "b4.2years+": 0}
    targets = YearTargets(2017, counts)
    year = first_year(targets)
    assert differences(targets, year, year.past) == {}


def test_suppressed_durations_give_way_before_a_published_one():
    """Nobody was referred since December but in January, and no episode was open for three to six months."""
    counts = {"c1.Referrals": 21, "c1.No_Further_Action": 0, "b1.Started_episodes": 12, "b1.At31_episodes": 26}
    none = {"b4.more_than_3_months_6_months": 0, "c6.December": 0, "c6.February": 0, "c6.March": 0}
    targets = YearTargets(2020, counts | none | {"b1.Ended_episodes": 14, "c6.May": 0})
    year = first_year(targets)
    assert differences(targets, year, year.past) == {}
