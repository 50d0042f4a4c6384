"""Whatever happened: the figures out of the database are those that one would count by hand."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from transforms.ages import AGE_BANDS, age_band
from transforms.dimensions.dim_date import dim_date
from warehouse.dimensions import Authority, Child
from warehouse.engine import connect, insert_frame
from warehouse.facts import AssessmentFactorBridge, ChildProtectionPlan, ChildProtectionPlanReview, Referral
from warehouse.members import seed
from warehouse.metrics import METRICS, measure
from warehouse.metrics.periods import date_key
from warehouse.schema import create_warehouse

FIRST, AS_AT = date(2023, 4, 1), date(2025, 5, 14)
COVERAGE = {name: [(FIRST, AS_AT)] for definition in METRICS.values() for name in definition.datasets}
CHILDREN = pd.DataFrame(
    {
        "child_key": [1, 2, 3, 4],
        "sex": ["Female", "Male", "Female", "Unknown"],
        "birth_date": pd.to_datetime(["2012-02-29", "2024-06-15", None, "2006-01-01"]),
        "expected_birth_date": pd.to_datetime([None, None, "2024-11-30", None]),
        "disability": ["Yes", "No", "Unknown", "No"],
    }
)
SINCE = pd.Timestamp(2024, 10, 15)  # on which the fourth child was found to have a disability
BANDS = (
    "3 months or less",
    "More than 3 months to 6 months",
    "More than 6 months to less than 1 year",
    "1 year to less than 2 years",
    "2 years or more",
)
DAYS = st.dates(FIRST - timedelta(days=400), AS_AT + timedelta(days=20))


@st.composite
def episodes(draw: st.DrawFn) -> pd.DataFrame:
    """Return episodes of the four children: start, end or none, and three answers."""
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(1, 4),
                DAYS,
                st.none() | st.integers(-2, 900),
                st.sampled_from([True, False, None]),
                st.booleans(),
                st.booleans(),
            ),
            max_size=25,
            unique_by=lambda row: row[:2],
        )
    )
    frame = pd.DataFrame(rows, columns=["child", "start", "lasted", "nothing_done", "again", "no_need"])
    start = pd.to_datetime(frame["start"]).astype("datetime64[s]")
    lasted = pd.to_timedelta(frame["lasted"].astype("float64"), unit="D")
    end = (start + lasted).astype("datetime64[s]")
    return frame.assign(start=start, end=end, no_need=frame["no_need"].astype("bool") & end.notna())


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """Yield a warehouse that knows four children and nothing that happened to them."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.connect() as connection:
        with connection.begin():
            seed(
                connection,
                age_bands=pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"]),
                calendar=dim_date(),
            )
            insert_frame(
                connection,
                Authority,
                pd.DataFrame({"authority_key": [1], "authority_code": ["852"], "authority_name": ["Drawn"]}),
            )
            insert_frame(connection, Child, _children())
        yield connection
    engine.dispose()


def _children() -> pd.DataFrame:
    """Return the children; the fourth has a second version, with another disability."""
    first = pd.DataFrame(
        {
            "child_key": CHILDREN["child_key"],
            "child_durable_key": CHILDREN["child_key"],
            "authority_key": 1,
            "child_id": CHILDREN["child_key"].astype("str"),
            "valid_from": pd.Timestamp(1900, 1, 1),
            "valid_to": pd.Timestamp(2200, 1, 1),
            "is_current": True,
            "is_inferred": False,
            "birth_date_key": date_key(CHILDREN["birth_date"]).fillna(-1).astype("int64"),
            "expected_birth_date_key": date_key(CHILDREN["expected_birth_date"]).fillna(-1).astype("int64"),
            "death_date_key": -2,
            "sex": CHILDREN["sex"],
            "ethnicity": "Unknown",
            "ethnic_group": "Unknown",
            "disability": CHILDREN["disability"],
        }
    )
    second = first.tail(1).assign(child_key=5, valid_from=SINCE, disability="Yes")
    return pd.concat([first.assign(valid_to=first["valid_to"].where(first["child_key"] < 4, SINCE)), second])


def _key(days: pd.Series) -> pd.Series:
    return date_key(days).fillna(-2).astype("int64")


def _of_child(rows: pd.DataFrame) -> dict[str, object]:
    return {"authority_key": 1, "child_durable_key": rows["child"], "child_key": rows["child"]}


def _referrals(rows: pd.DataFrame) -> pd.DataFrame:
    steps = ("assessment_start", "assessment_authorisation", "section_47_enquiry", "conference", "plan_start")
    return pd.DataFrame(
        {
            **_of_child(rows),
            "referral_date_key": _key(rows["start"]),
            "closure_date_key": _key(rows["end"]),
            **{f"first_{step}_date_key": -2 for step in steps},
            "three_months_date_key": _key(rows["start"] + pd.DateOffset(months=3)),
            "six_months_date_key": _key(rows["start"] + pd.DateOffset(months=6)),
            "twelve_months_date_key": _key(rows["start"] + pd.DateOffset(months=12)),
            "two_years_date_key": _key(rows["start"] + pd.DateOffset(months=24)),
            "previous_referral_date_key": -2,
            "is_no_further_action": rows["nothing_done"].astype("boolean"),
            "is_re_referral_within_12_months": rows["again"],
            "is_closed_as_not_in_need": rows["no_need"],
            "is_not_in_need_by_year_end": _found_in_time(rows),
        }
    )


def _found_in_time(rows: pd.DataFrame) -> pd.Series:
    """Say whether a case was closed as not in need by the 31 March after it started."""
    closed_in = rows["end"].dt.to_period("Y-MAR")
    return rows["no_need"] & (closed_in <= rows["start"].dt.to_period("Y-MAR"))


def _plans(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            **_of_child(rows),
            "start_date_key": _key(rows["start"]),
            "end_date_key": _key(rows["end"]),
            "three_months_date_key": _key(rows["start"] + pd.DateOffset(months=3)),
            "six_months_date_key": _key(rows["start"] + pd.DateOffset(months=6)),
            "twelve_months_date_key": _key(rows["start"] + pd.DateOffset(months=12)),
            "two_years_date_key": _key(rows["start"] + pd.Timedelta(days=730)),
            "previous_plan_end_date_key": -2,
            "number_of_previous_plans_held": 0,
            "duration_days": (rows["end"] - rows["start"]).dt.days.astype("Int64"),
            "is_second_within_24_months": rows["again"],
        }
    )


def _reviews(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one review for each plan, late from its 100th day and remembered until its 400th, or never late."""
    late = rows["again"]
    return pd.DataFrame(
        {
            **_of_child(rows),
            "plan_start_date_key": _key(rows["start"]),
            "sequence": 1,
            "due_date_key": _key(rows["start"]),
            "held_date_key": -2,
            "plan_end_date_key": _key(rows["end"]),
            "late_from_date_key": _key((rows["start"] + pd.Timedelta(days=100)).where(late)),
            "late_until_date_key": _key(
                (rows["start"] + pd.Timedelta(days=400)).where(late & rows["nothing_done"].eq(True))
            ),
        }
    )


def _factors(rows: pd.DataFrame) -> pd.DataFrame:
    """Return an assessment for each row, in one of two episodes of the child, with one factor or none identified."""
    return pd.DataFrame(
        {
            **_of_child(rows),
            "start_date_key": _key(rows["start"]),
            "assessment_factor_key": rows["again"].map({True: 1, False: 2}),
            "authorisation_date_key": _key(rows["end"]),
            "referral_date_key": rows["no_need"].map({True: 20230401, False: 20240401}),
            "is_identified": ~rows["nothing_done"].eq(True),
        }
    )


def figures(connection: Connection, *codes: str, **facts: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that the database finds in some rows."""
    tables = {
        "referrals": Referral,
        "factors": AssessmentFactorBridge,
        "plans": ChildProtectionPlan,
        "reviews": ChildProtectionPlanReview,
    }
    transaction = connection.begin()
    try:
        for name, rows in facts.items():
            insert_frame(connection, tables[name], rows)
        return measure(
            connection,
            authority_key=1,
            definitions=[METRICS[code] for code in codes],
            coverage=COVERAGE,
            as_at=AS_AT,
        )
    finally:
        transaction.rollback()


def by_hand(figures: pd.DataFrame, count) -> list[float]:
    """Return what counting by hand finds for each figure: `count` takes first and last day."""
    return [float(count(start, end)) for start, end in zip(figures["period_start"], figures["period_end"], strict=True)]


def total(figures: pd.DataFrame, code: str) -> pd.DataFrame:
    return figures.loc[(figures["metric_code"] == code) & (figures["cut_name"] == "")]


once = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@once
@given(rows=episodes())
def test_counts_are_what_one_counts(connection, rows):
    """Referrals, and the children referred, in every month, quarter, year, year to date and twelve months."""
    found = figures(connection, "referrals", "children_referred", referrals=_referrals(rows))
    referrals, children = total(found, "referrals"), total(found, "children_referred")
    assert len(referrals) == 25 + 8 + 25 + 2 + 14
    inside = lambda start, end: rows.loc[rows["start"].between(start, end), "child"]  # noqa: E731
    assert referrals["numerator"].tolist() == by_hand(referrals, lambda *days: len(inside(*days)))
    assert children["numerator"].tolist() == by_hand(children, lambda *days: inside(*days).nunique())


@once
@given(rows=episodes())
def test_percentages_are_what_one_counts(connection, rows):
    """No further action: what is not stated is below the line only, and where nothing is below there is no value."""
    found = total(
        figures(connection, "referrals_no_further_action", referrals=_referrals(rows)), "referrals_no_further_action"
    )
    inside = lambda start, end: rows.loc[rows["start"].between(start, end), "nothing_done"]  # noqa: E731
    assert found["numerator"].tolist() == by_hand(found, lambda *days: inside(*days).eq(True).sum())
    assert found["denominator"].tolist() == by_hand(found, lambda *days: len(inside(*days)))
    assert (found["value"].isna() == (found["denominator"] == 0)).all()
    assert ((found["value_presented"] == "z") == (found["denominator"] == 0)).all()


@once
@given(rows=episodes())
def test_stocks_are_what_one_counts(connection, rows):
    """Open on the day: started on or before it, and not ended by its end; those that led to nothing never were."""
    found = figures(connection, "children_in_need", referrals=_referrals(rows))
    cases = rows.loc[~rows["nothing_done"].eq(True)]
    is_open = lambda day: (cases["start"] <= day) & (cases["end"].isna() | (cases["end"] > day))  # noqa: E731
    stock = total(found, "children_in_need")
    assert stock["period_end"].max() == pd.Timestamp(AS_AT)
    assert stock["numerator"].tolist() == by_hand(stock, lambda _, day: is_open(day).sum())
    people = cases.merge(CHILDREN, left_on="child", right_on="child_key", how="left").set_axis(cases.index)
    bands_of_open_ones = cache(lambda day: _band(people, day)[is_open(day)])
    for band in found.loc[found["cut_name"] == "age_band", "cut_value"].unique():
        of_band = found.loc[(found["cut_name"] == "age_band") & (found["cut_value"] == band)]
        counted = by_hand(of_band, lambda _, day, band=band: (bands_of_open_ones(day) == band).sum())
        assert of_band["numerator"].tolist() == counted


def _band(people: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    on = pd.Series(day, index=people.index).astype("datetime64[s]")
    return age_band(people["birth_date"], people["expected_birth_date"], on).fillna("Unknown")


@once
@given(rows=episodes())
def test_episodes_of_need_are_what_one_counts(connection, rows):
    """Started: not found to be without need by the end of its year. Ended: not closed for that reason, ever."""
    codes = ("episodes_of_need_started", "episodes_of_need_ended", "children_ending_an_episode_of_need")
    found = figures(connection, *codes, "referrals_assessed_as_not_in_need", referrals=_referrals(rows))
    cases = rows.loc[~rows["nothing_done"].eq(True)]
    counted = {
        "episodes_of_need_started": lambda *days: (cases["start"].between(*days) & ~_found_in_time(cases)).sum(),
        "episodes_of_need_ended": lambda *days: (cases["end"].between(*days) & ~cases["no_need"]).sum(),
        "children_ending_an_episode_of_need": lambda *days: cases.loc[
            cases["end"].between(*days) & ~cases["no_need"], "child"
        ].nunique(),
        "referrals_assessed_as_not_in_need": lambda *days: (
            cases["start"].between(*days) & _found_in_time(cases)
        ).sum(),
    }
    for code, count in counted.items():
        assert total(found, code)["numerator"].tolist() == by_hand(total(found, code), count)


@once
@given(rows=episodes())
def test_durations_are_what_one_counts(connection, rows):
    """Of what is open on the day, and of what ended in the period; members add up to the whole."""
    rows = rows.loc[~(rows["end"] < rows["start"]) & ~rows["nothing_done"].eq(True)]
    open_ones, ended_ones = "children_in_need_by_duration", "episodes_of_need_ended_by_duration"
    found = figures(connection, open_ones, ended_ones, referrals=_referrals(rows))
    is_open = lambda day: (rows["start"] <= day) & (rows["end"].isna() | (rows["end"] > day))  # noqa: E731
    ended = lambda *days: rows["end"].between(*days) & ~rows["no_need"]  # noqa: E731
    bands_of_open_ones = cache(lambda day: _lasted(rows["start"], pd.Series(day, index=rows.index))[is_open(day)])
    bands_at_end = _lasted(rows["start"], rows["end"])
    for band in found["cut_value"].unique():
        of_band = found.loc[found["cut_value"] == band]
        stock, flow = (of_band.loc[of_band["metric_code"] == code] for code in (open_ones, ended_ones))
        assert stock["numerator"].tolist() == by_hand(
            stock, lambda _, day, band=band: (bands_of_open_ones(day) == band).sum()
        )
        assert flow["numerator"].tolist() == by_hand(
            flow, lambda *days, band=band: (ended(*days) & (bands_at_end == band)).sum()
        )


def _lasted(start: pd.Series, end: pd.Series) -> pd.Series:
    three, six, year, two_years = (start + pd.DateOffset(months=months) for months in (3, 6, 12, 24))
    place = 4 - ((end <= three).astype(int) + (end <= six) + (end < year) + (end < two_years))
    return place.map(dict(enumerate(BANDS)))


@once
@given(rows=episodes())
def test_disabilities_are_those_of_the_day(connection, rows):
    """The first child's all along, the fourth's once it was known."""
    found = figures(connection, "children_in_need_with_a_disability", referrals=_referrals(rows))
    cases = rows.loc[~rows["nothing_done"].eq(True)]
    is_open = lambda day: (cases["start"] <= day) & (cases["end"].isna() | (cases["end"] > day))  # noqa: E731
    disabled = lambda day: cases["child"].eq(1) | (cases["child"].eq(4) & (day >= SINCE))  # noqa: E731
    assert found["numerator"].tolist() == by_hand(found, lambda _, day: (is_open(day) & disabled(day)).sum())
    assert found["denominator"].tolist() == by_hand(found, lambda _, day: is_open(day).sum())


@once
@given(rows=episodes())
def test_at_any_point_is_what_overlaps(connection, rows):
    """Open at the end or ended within in need; without what was found not to be in need by the end."""
    rows = rows.loc[~(rows["end"] < rows["start"])]
    found = figures(
        connection,
        "episodes_of_need_at_any_point",
        "children_in_need_at_any_point",
        referrals=_referrals(rows.assign(nothing_done=False)),
    )
    overlapping = lambda start, end: rows.loc[  # noqa: E731
        (rows["start"] <= end)
        & (rows["end"].isna() | (rows["end"] >= start))
        & ~(rows["no_need"] & (rows["end"] <= end)),
        "child",
    ]
    of_episodes = total(found, "episodes_of_need_at_any_point")
    of_children = total(found, "children_in_need_at_any_point")
    assert set(of_episodes["period_type"]) == {"financial_year", "year_to_date", "rolling_12_months"}
    assert of_episodes["numerator"].tolist() == by_hand(of_episodes, lambda *days: len(overlapping(*days)))
    assert len(of_children) == 2
    assert of_children["numerator"].tolist() == by_hand(of_children, lambda *days: overlapping(*days).nunique())


@once
@given(rows=episodes())
def test_shares_of_a_stock_are_what_one_counts(connection, rows):
    """Plans of two years and more, and plans without a late review, of those that are open."""
    found = figures(
        connection,
        "child_protection_plans_open_two_years_or_more",
        "child_protection_plans_reviewed_in_time",
        plans=_plans(rows),
        reviews=_reviews(rows),
    )
    is_open = lambda day: (rows["start"] <= day) & (rows["end"].isna() | (rows["end"] > day))  # noqa: E731
    long = total(found, "child_protection_plans_open_two_years_or_more")
    lasted = lambda day: is_open(day) & ((day - rows["start"]).dt.days >= 730)  # noqa: E731
    assert long["numerator"].tolist() == by_hand(long, lambda _, day: lasted(day).sum())
    assert long["denominator"].tolist() == by_hand(long, lambda _, day: is_open(day).sum())
    reviewed = total(found, "child_protection_plans_reviewed_in_time")
    judged = lambda day: is_open(day) & (rows["start"] + pd.DateOffset(months=3) <= day)  # noqa: E731
    age = lambda day: (day - rows["start"]).dt.days  # noqa: E731
    late = lambda day: (  # noqa: E731
        rows["again"] & (age(day) >= 100) & ~(rows["nothing_done"].eq(True) & (age(day) >= 400))
    )
    assert reviewed["numerator"].tolist() == by_hand(reviewed, lambda _, day: (judged(day) & ~late(day)).sum())
    assert reviewed["denominator"].tolist() == by_hand(reviewed, lambda _, day: judged(day).sum())


@once
@given(rows=episodes())
def test_members_add_up_to_the_total(connection, rows):
    """Every referral and every case has one member in each cut, known or not."""
    found = figures(connection, "referrals", "re_referrals", "children_in_need", referrals=_referrals(rows))
    period = ["metric_code", "period_type", "period_start", "period_end"]
    sums = found.pivot_table(index=period, columns="cut_name", values="numerator", aggfunc="sum")
    for cut in sums.columns.drop(""):
        with_cut = sums[cut].notna()
        assert (sums.loc[with_cut, cut] == sums.loc[with_cut, ""]).all()


@once
@given(rows=episodes())
def test_different_episodes_are_what_one_counts(connection, rows):
    """An episode counts once in a period, and once for each of its factors; shares are shares of the episodes."""
    counts, shares = "episodes_with_assessment_factors", "episodes_by_assessment_factor"
    found = figures(connection, counts, shares, factors=_factors(rows))
    known = rows.loc[~rows["nothing_done"].eq(True)]
    episodes_of = lambda cases, *days: cases.loc[  # noqa: E731
        cases["end"].between(*days), ["child", "no_need"]
    ].drop_duplicates()
    whole = total(found, counts)
    assert whole["numerator"].tolist() == by_hand(whole, lambda *days: len(episodes_of(known, *days)))
    for factor, again in (("Alcohol misuse: child", True), ("Alcohol misuse: parent or carer", False)):
        of_factor = known.loc[known["again"] == again]
        members = found.loc[found["cut_value"] == factor]
        assert members["numerator"].tolist() == by_hand(
            members, lambda *days, of=of_factor: len(episodes_of(of, *days))
        )
        shared = members.loc[members["metric_code"] == shares]
        assert shared["denominator"].tolist() == by_hand(shared, lambda *days: len(episodes_of(known, *days)))


@once
@given(rows=episodes())
def test_durations_of_plans_are_what_one_counts(connection, rows):
    """Two years are 730 days; each plan that is open, and each that ended, is in one band."""
    rows = rows.loc[~(rows["end"] < rows["start"])]
    codes = ("child_protection_plans_by_duration", "child_protection_plans_ended_by_duration")
    found = figures(connection, *codes, plans=_plans(rows))
    is_open = lambda day: (rows["start"] <= day) & (rows["end"].isna() | (rows["end"] > day))  # noqa: E731
    stock, ended = (found.loc[(found["metric_code"] == code) & (found["cut_value"] == BANDS[4])] for code in codes)
    long = lambda end: (end - rows["start"]).dt.days >= 730  # noqa: E731
    assert stock["numerator"].tolist() == by_hand(
        stock, lambda _, day: (is_open(day) & long(pd.Series(day, index=rows.index))).sum()
    )
    assert ended["numerator"].tolist() == by_hand(
        ended, lambda *days: (rows["end"].between(*days) & long(rows["end"])).sum()
    )
    by_period = found.groupby(["metric_code", "period_type", "period_start", "period_end"])
    assert (by_period["numerator"].sum() == by_period["denominator"].max()).all()


@once
@given(rows=episodes())
def test_children_with_plans_are_what_one_counts(connection, rows):
    """A child counts once, in a year as in a month, and at any point of the year."""
    rows = rows.loc[~(rows["end"] < rows["start"])]
    codes = ("children_starting_a_child_protection_plan", "children_ending_a_child_protection_plan")
    found = figures(connection, *codes, "children_with_a_child_protection_plan_at_any_point", plans=_plans(rows))
    starting, ending = (total(found, code) for code in codes)
    children = lambda inside: rows.loc[inside, "child"].nunique()  # noqa: E731
    assert starting["numerator"].tolist() == by_hand(starting, lambda *days: children(rows["start"].between(*days)))
    assert ending["numerator"].tolist() == by_hand(ending, lambda *days: children(rows["end"].between(*days)))
    any_point = total(found, "children_with_a_child_protection_plan_at_any_point")
    assert any_point["numerator"].tolist() == by_hand(
        any_point,
        lambda start, end: children((rows["start"] <= end) & (rows["end"].isna() | (rows["end"] >= start))),
    )
