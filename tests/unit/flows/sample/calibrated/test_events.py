"""What is placed within the episodes of a year adds up to the published counts, by an independent count."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from expectations.working_days import Calendar
from flows.sample.calibrated.chain import differences
from flows.sample.calibrated.events import YearEvents, events_of_year
from flows.sample.calibrated.targets import Contradiction, YearTargets

FIRST, LAST = pd.Timestamp(2023, 4, 1), pd.Timestamp(2024, 3, 31)
COUNTS = {
    "c2.Assessments_completed": 300,
    **{"c2.Same_day": 10, "c2.1-10_days": 40, "c2.11-20_days": 50, "c2.21-30_days": 50, "c2.31-40_days": 60},
    **{"c2.41-45_days": 60, "c2.46-50_days": 10, "c2.51-60_days": 8, "c2.61+_days": 12},
    **{"c2.25th_Percentile_days": 16, "c2.Median_days": 30, "c2.75th_Percentile_days": 41},
    **{"c3.Episodes_with_assessment_factor": 200, "c3.Neglect": 90, "c3.Domestic_Abuse_parent": 150, "c3.Gangs": 4},
    **{"c4.Section47": 120, "c4.Section47_child": 105, "c4.ICPC": 44, "c4.ICPC_child": 42},
    **{"c4.Duration_0-10_days": 8, "c4.Duration_11-15_days": 25, "c4.Duration_16-20_days": 5},
    **{"c4.Duration_21+_days": 4, "c4.Duration_median": 13},
    **{"d1.CPP_start": 38, "d1.CPP_child_start": 37, "d1.CPP_end": 40, "d1.CPP_child_end": 39},
    **{"d1.CPP_anypoint": 70, "d1.CPP_child_anypoint": 67, "d1.CPP_At31": 30},
    **{"d2.Neglect_Initial": 20, "d2.Physical_Initial": 3, "d2.Sexual_Initial": 2, "d2.Emotional_Initial": 13},
    **{"d2.Multiple_Initial": 0, "d2.Neglect_Latest": 19, "d2.Physical_Latest": 2, "d2.Sexual_Latest": 2},
    **{"d2.Emotional_Latest": 15, "d2.Multiple_Latest": 0, "d3.CPP_subsequent": 9},
    **{"d4.Neglect_Initial": 16, "d4.Physical_Initial": 2, "d4.Sexual_Initial": 1, "d4.Emotional_Initial": 11},
    **{"d4.Multiple_Initial": 0, "d4.Neglect_Latest": 15, "d4.Physical_Latest": 2, "d4.Sexual_Latest": 2},
    **{"d4.Emotional_Latest": 11, "d4.Multiple_Latest": 0},
    **{"d5.3_months_or_less": 9, "d5.more_than_3_months_6_months": 7, "d5.more_than_6_months_less_than_1_year": 8},
    **{"d5.1_year_less_than_2_years": 5, "d5.2_years_or_more": 1},
    **{"d6.CPP_At31_3Months": 21, "d6.Reviewed_within_timescales": 17},
    **{"d7.3_months_or_less": 7, "d7.more_than_3_months_6_months": 6, "d7.more_than_6_months_less_than_1_year": 15},
    **{"d7.1_year_less_than_2_years": 10, "d7.2_years_or_more": 2},
    **{"b7.CINPlan_start": 90, "b7.CINPlan_child_start": 86, "b7.CINPlan_end": 95, "b7.CINPlan_child_end": 92},
    **{"b7.CINPlan_anypoint": 160, "b7.CINPlan_child_anypoint": 152, "b7.CINPlan_At31": 65},
}
FLOWS = ("start", "child_start", "end", "child_end", "anypoint", "child_anypoint", "At31")
Made = tuple[YearEvents, pd.DataFrame, list[Contradiction]]


@pytest.fixture(scope="module")
def make() -> Callable[..., Made]:
    """Invent episodes and place the events of a year in them."""

    def make(counts: dict[str, float] = COUNTS, *, year: int = 2024, size: int = 300, seed: int = 1) -> Made:
        targets, random = YearTargets(year, counts), np.random.default_rng(seed)
        referrals = _referrals(year, size, random)
        events = events_of_year(targets, referrals=referrals, opening_plans=None, random=random)
        return events, referrals, differences(events.expected, targets)

    return make


@pytest.fixture(scope="module")
def made(make: Callable[..., Made]) -> Made:
    """A year of a small authority."""
    return make()


@pytest.fixture
def events(made: Made) -> YearEvents:
    """Its events."""
    return made[0]


def _referrals(year: int, size: int, random: np.random.Generator) -> pd.DataFrame:
    """Episodes that began in the year and before it, half of them closed in it."""
    first, last = pd.Timestamp(year - 1, 4, 1), pd.Timestamp(year, 3, 31)
    referred = [first + pd.Timedelta(days=int(day)) for day in random.integers(0, 365, size)]
    referred += [first - pd.Timedelta(days=int(day) + 1) for day in random.exponential(500, size)]
    rows = pd.DataFrame({"child_id": [f"C{number}" for number in range(2 * size)], "referral_date": referred})
    closes = random.random(len(rows)) < 0.5
    since = rows["referral_date"].clip(lower=first)
    closure = since + pd.to_timedelta((random.random(len(rows)) * ((last - since).dt.days + 1)).astype(int), "D")
    rows["closure_date"] = closure.where(closes).astype("datetime64[s]")
    rows["fate"] = np.where(closes, "ended", "open")
    rows["referral_date"] = rows["referral_date"].astype("datetime64[s]")
    return rows


def _in_year(dates: pd.Series) -> pd.Series:
    return dates.between(FIRST, LAST)


def _flows(plans: pd.DataFrame, prefix: str) -> dict[str, int]:
    started, ended = plans[_in_year(plans["start_date"])], plans[_in_year(plans["end_date"])]
    now = plans[plans["end_date"].isna()]
    ever = pd.concat([ended, now])
    return {
        f"{prefix}{name}": count
        for name, count in zip(
            FLOWS,
            (
                len(started),
                started["child_id"].nunique(),
                len(ended),
                ended["child_id"].nunique(),
                len(ever),
                ever["child_id"].nunique(),
                len(now),
            ),
            strict=True,
        )
    }


def test_nothing_is_noted_where_the_figures_agree(made: Made):
    """The invented counts of this page can all be true together."""
    assert made[2] == []


def test_what_it_says_to_expect_is_what_was_published(events: YearEvents):
    """The events state their own counts, for the answer file."""
    assert {measure: events.expected[measure] for measure in COUNTS} == COUNTS


def test_plans_at_any_point_of_the_year(events: YearEvents):
    """Child protection plans and children, started, ended and open (D1)."""
    assert _flows(events.plans, "d1.CPP_").items() <= COUNTS.items()


def test_child_in_need_plans(events: YearEvents):
    """The same of child in need plans (B7)."""
    assert _flows(events.needs_plans, "b7.CINPlan_").items() <= COUNTS.items()


def test_no_child_is_on_both_kinds_of_plan_at_once(events: YearEvents):
    """DfE's rules 4001 and 4016."""
    both = events.needs_plans.merge(events.plans, on="child_id", suffixes=("", "_protection"))
    ends = both["end_date"].fillna(LAST + pd.Timedelta(days=1))
    ends_protection = both["end_date_protection"].fillna(LAST + pd.Timedelta(days=1))
    assert not ((both["start_date"] < ends_protection) & (both["start_date_protection"] < ends)).any()


def test_plans_of_a_child_follow_each_other(events: YearEvents):
    """The next one starts after the one before has ended."""
    for plans in (events.plans, events.needs_plans):
        ordered = plans.sort_values(["child_id", "start_date"])
        before = ordered.groupby("child_id")["end_date"].shift()
        is_next = ordered["child_id"].duplicated()
        assert (ordered["start_date"] > before)[is_next].all()


def test_everything_lies_within_its_episode(made: Made):
    """Nothing happens before the referral or after the closure."""
    events, referrals, _ = made
    dates = {
        "assessments": ["start_date", "authorisation_date"],
        "enquiries": ["start_date", "conference_date"],
        "conferences": ["conference_date"],
        "plans": ["start_date", "end_date"],
        "reviews": ["start_date", "review_date"],
        "needs_plans": ["start_date", "end_date"],
    }
    for name, columns in dates.items():
        rows = getattr(events, name).merge(referrals, how="left", on=["child_id", "referral_date"])
        for column in columns:
            known = rows[rows[column].notna()]
            assert (known[column] >= known["referral_date"]).all()
            assert (known[column] <= known["closure_date"].fillna(LAST)).all()


def test_assessments_by_working_days(events: YearEvents):
    """Bands and quartiles of the assessments authorised in the year (C2)."""
    done = events.assessments[_in_year(events.assessments["authorisation_date"])]
    days = Calendar().working_days_between(done["start_date"], done["authorisation_date"]).astype(int)
    edges = [-1, 0, 10, 20, 30, 40, 45, 50, 60, 1000]
    assert pd.cut(days, edges).value_counts(sort=False).tolist() == [10, 40, 50, 50, 60, 60, 10, 8, 12]
    assert [round(days.quantile(share)) for share in (0.25, 0.5, 0.75)] == [16, 30, 41]


def test_assessments_of_an_episode_do_not_overlap(events: YearEvents):
    """The next one starts after the one before was authorised."""
    ordered = events.assessments.sort_values(["child_id", "start_date"])
    before = ordered.groupby("child_id")["authorisation_date"].shift()
    assert not (ordered["start_date"] <= before).any()


def test_factors_are_counted_by_episode(events: YearEvents):
    """So many episodes with any factor, so many with each (C3)."""
    episodes = events.factors.drop_duplicates(["child_id", "referral_date", "factor"])
    assert len(episodes.drop_duplicates(["child_id", "referral_date"])) == 200
    assert episodes["factor"].value_counts()[["16A", "3B", "13A"]].tolist() == [90, 150, 4]


def test_conferences_by_working_days(events: YearEvents):
    """Two of the 44 conferences followed no enquiry (C4)."""
    held = events.enquiries[events.enquiries["conference_date"].notna()]
    days = Calendar().working_days_between(held["start_date"], held["conference_date"]).astype(int)
    assert pd.cut(days, [-1, 10, 15, 20, 1000]).value_counts(sort=False).tolist() == [8, 25, 5, 4]
    assert len(events.conferences) == 2
    children = pd.concat([held["child_id"], events.conferences["child_id"]])
    assert children.nunique() == 42
    assert len(events.enquiries) == 120
    assert events.enquiries["child_id"].nunique() == 105


def test_no_conference_on_a_day_off(events: YearEvents):
    """Neither at a weekend (rule 8875) nor on a bank holiday."""
    held = pd.concat([events.enquiries["conference_date"].dropna(), events.conferences["conference_date"]])
    day_before = held - pd.Timedelta(days=1)
    assert (Calendar().working_days_between(day_before, held) == 1).all()


def test_plans_start_at_a_conference(events: YearEvents):
    """Every plan of the year, where there are enough conferences."""
    started = events.plans[_in_year(events.plans["start_date"])]
    held = pd.concat(
        [
            events.enquiries[["child_id", "conference_date"]],
            events.conferences[["child_id", "conference_date"]],
        ]
    ).rename(columns={"conference_date": "start_date"})
    assert len(started.merge(held, on=["child_id", "start_date"])) == 38


def test_reviews_in_time(events: YearEvents):
    """First within three months, then every six; four of 21 plans had a late one within the year (D6)."""
    last = LAST
    plans = events.plans[events.plans["end_date"].isna()]
    in_time = 0
    for plan in plans[plans["start_date"] + pd.DateOffset(months=3) <= last].itertuples():
        held = events.reviews[
            (events.reviews["child_id"] == plan.child_id) & (events.reviews["start_date"] == plan.start_date)
        ]["review_date"].tolist()
        due = plan.start_date + pd.DateOffset(months=3)
        late = []
        for day in held:
            late.append(day > due)
            due = day + pd.DateOffset(months=6)
        in_time += not any(late) and due >= last
    assert in_time == 17


def test_next_year_carries_on(make: Callable[..., Made]):
    """Plans open on 31 March are there in the next year, with the same start and all their reviews."""
    events, referrals, _ = make()
    still = referrals[referrals["fate"] == "open"].reset_index(drop=True)
    next_year = _referrals(2025, 300, np.random.default_rng(9)).assign(
        child_id=lambda rows: "N" + rows["child_id"].astype(str)
    )
    everything = pd.concat([still, next_year[next_year["referral_date"] > LAST]], ignore_index=True)
    later = events_of_year(
        YearTargets(2025, COUNTS),
        referrals=everything,
        opening_plans=events.closing,
        random=np.random.default_rng(3),
    )
    kept = events.closing.plans.merge(later.plans, on=["child_id", "start_date"])
    assert len(kept) >= 25
    reviews = events.closing.reviews.merge(kept[["child_id", "start_date"]])
    assert len(reviews.merge(later.reviews, on=["child_id", "start_date", "review_date"])) == len(reviews)


def test_suppressed_categories_leave_room_for_plans_that_are_started_and_open(make: Callable[..., Made]):
    """All that started are of neglect but one; what else is open had better be of neglect too."""
    few = COUNTS | {"d2.Neglect_Initial": 37, "d2.Emotional_Initial": 1, "d2.Physical_Initial": 0}
    few |= {"d2.Sexual_Initial": 0, "d4.Physical_Initial": 1, "d4.Sexual_Initial": 0}
    suppressed = {measure for measure in few if measure in ("d4.Neglect_Initial", "d4.Emotional_Initial")}
    events, _, missing = make({measure: count for measure, count in few.items() if measure not in suppressed})
    assert not [note for note in missing if note.measure.startswith(("d2", "d4"))]
    assert events.expected["d4.Neglect_Initial"] + events.expected["d4.Emotional_Initial"] == 29


def test_second_enquiries_that_are_scarce_begin_before_the_year(make: Callable[..., Made]):
    """Two children had a second conference, nobody a second enquiry in the year."""
    scarce = COUNTS | {"c4.Section47_child": 120, "c4.Duration_21+_days": 6}
    events, _, missing = make(scarce)
    assert not [note for note in missing if note.measure.startswith("c4")]
    assert (events.enquiries["start_date"] < FIRST).any()


def test_more_children_with_a_conference_than_with_an_enquiry(make: Callable[..., Made]):
    """42 had a conference, two of them twice, and 39 an enquiry in the year: three had theirs before it."""
    _, _, missing = make(COUNTS | {"c4.Section47": 50, "c4.Section47_child": 39, "c4.Duration_21+_days": 6})
    assert not [note for note in missing if note.measure.startswith("c4")]


def test_conferences_that_took_more_than_a_year(make: Callable[..., Made]):
    """They follow enquiries of the year before, in episodes that are old enough."""
    bands = {f"c4.{band}": 0 for band in ("Duration_0-10_days", "Duration_11-15_days", "Duration_16-20_days")}
    two = {"c4.ICPC": 2, "c4.ICPC_child": 2, "c4.Duration_21+_days": 2}
    percentiles = {"c4.Duration_25th_Percentile": 233, "c4.Duration_median": 255, "c4.Duration_75th_Percentile": 276}
    _, _, missing = make(COUNTS | bands | two | percentiles)
    assert missing == []


def test_children_with_three_plans_and_more(make: Callable[..., Made]):
    """161 child in need plans of 73 children."""
    many = COUNTS | {"b7.CINPlan_start": 130, "b7.CINPlan_end": 134, "b7.CINPlan_At31": 27, "b7.CINPlan_anypoint": 161}
    many |= {"b7.CINPlan_child_start": 60, "b7.CINPlan_child_end": 66, "b7.CINPlan_child_anypoint": 73}
    events, _, missing = make(many)
    assert missing == []
    assert _flows(events.needs_plans, "b7.CINPlan_").items() <= many.items()
    assert events.needs_plans.groupby("child_id").size().max() >= 3
    rows = events.needs_plans.sort_values(["child_id", "start_date"])
    assert not (rows["start_date"] <= rows.groupby("child_id")["end_date"].shift()).any()


def test_a_suppressed_number_of_plans_gives_way_to_a_published_band(make: Callable[..., Made]):
    """No plan is open for six months to a year, and none ended sooner: those that started were few."""
    counts = {measure: count for measure, count in COUNTS.items() if measure[:3] not in ("d1.", "d2.", "d4.", "d6.")}
    none = {"d5.more_than_6_months_less_than_1_year": 0, "d7.3_months_or_less": 0}
    none |= {"d7.more_than_3_months_6_months": 0, "d7.more_than_6_months_less_than_1_year": 0}
    _, _, missing = make(counts | none)
    assert not [note for note in missing if note.measure in none]


@pytest.mark.parametrize("counts", [{}, {"d1.CPP_At31": 0, "c4.ICPC": 0}, {"c2.Assessments_completed": 9}])
@pytest.mark.parametrize("size", [1, 2, 40])
def test_odd_figures_never_stop_it(make: Callable[..., Made], counts: dict[str, float], size: int):
    """Nothing published, nothing there, or more than fits: what was not kept is noted."""
    events, _, missing = make(counts, size=size)
    noted = {note.measure: note.kept for note in missing}
    assert all(events.expected[measure] == noted.get(measure, count) for measure, count in counts.items())


def test_more_than_fits_is_noted(make: Callable[..., Made]):
    """Counts of a big authority in a handful of episodes."""
    events, _, missing = make(COUNTS, size=12)
    noted = {note.measure: note.kept for note in missing}
    assert noted
    assert all(events.expected[measure] == noted.get(measure, count) for measure, count in COUNTS.items())


def test_the_same_seed_gives_the_same_events(make: Callable[..., Made]):
    """Row by row."""
    one, other = make(seed=4)[0], make(seed=4)[0]
    for name in ("assessments", "factors", "enquiries", "conferences", "plans", "reviews", "needs_plans"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_child_in_need_plans_are_collected_since_2022(make: Callable[..., Made]):
    """The census of 2021 has none."""
    assert make(year=2021)[0].needs_plans.empty


def test_child_in_need_plans_where_all_episodes_are_new():
    """How many plans started was not published: all of them may have."""
    targets = YearTargets(2024, {"b7.CINPlan_anypoint": 6, "b7.CINPlan_child_anypoint": 6, "b1.At31_episodes": 11})
    random = np.random.default_rng(1)
    referrals = _referrals(2024, 12, random)
    new = referrals[referrals["referral_date"] >= FIRST]
    events = events_of_year(targets, referrals=new, opening_plans=None, random=random)
    assert differences(events.expected, targets) == []
