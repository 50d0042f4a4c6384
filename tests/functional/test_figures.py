"""The figures that come out are those of the histories that went in, counted independently of the pipeline."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.annex_a import annex_a_records
from flows.sample.authority import CODE, invent, write_sample
from flows.sample.history import BANK_HOLIDAYS, Histories
from flows.sources import annex_a
from warehouse.ledger_tables import metric_value

YEARS = {"first_year": 2023, "last_year": 2024}
SIZE = {"children": 150, "months": 1, "seed": 11}


@pytest.fixture(scope="module")
def histories() -> Histories:
    """What happened in the invented authority."""
    return invent(**YEARS, **SIZE)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Path]) -> pd.DataFrame:
    """What the pipeline publishes from the extracts that tell of it."""
    folder = tmp_path_factory.mktemp("figures")
    list(write_sample(folder / "made", **YEARS, **SIZE, mess=0))
    project = new_project(folder / "project", *sorted((folder / "made").iterdir()))
    nightly(project)
    with looking_at(project) as (_, connection):
        rows = connection.execute(
            sa.select(metric_value).where(metric_value.c.authority_code == CODE, metric_value.c.cut_name == "")
        ).mappings()
        return pd.DataFrame(list(rows))


def figure(published: pd.DataFrame, code: str, *, year: int | None = None, day: date | None = None) -> tuple:
    """Return numerator and denominator of a financial year, or on a day."""
    chosen = published[published["metric_code"] == code]
    if year is not None:
        chosen = chosen[(chosen["period_type"] == "financial_year") & (chosen["period_end"] == date(year, 3, 31))]
    else:
        chosen = chosen[(chosen["period_type"] == "at_date") & (chosen["period_end"] == day)]
    (row,) = chosen.to_dict("records")
    return row["numerator"], row["denominator"]


def in_year(days: pd.Series, year: int) -> pd.Series:
    return days.between(pd.Timestamp(year - 1, 4, 1), pd.Timestamp(year, 3, 31))


def working_days(start: pd.Series, end: pd.Series) -> np.ndarray:
    """Count working days in (start, end] with numpy's own calendar, not with ours."""
    day = pd.Timedelta(days=1)
    first, last = (start + day).to_numpy().astype("datetime64[D]"), (end + day).to_numpy().astype("datetime64[D]")
    return np.busday_count(first, last, holidays=BANK_HOLIDAYS)


@pytest.mark.parametrize("year", [2023, 2024])
def test_referrals_of_a_year(histories: Histories, published: pd.DataFrame, year: int):
    """FD05 and FD11: every referral of the year, and those without further action."""
    made = histories.referrals[in_year(histories.referrals["referral_date"], year)]
    assert figure(published, "referrals", year=year)[0] == len(made)
    assert figure(published, "referrals_no_further_action", year=year) == (made["no_further_action"].sum(), len(made))


def test_re_referrals_of_a_year(histories: Histories, published: pd.DataFrame):
    """FD08: referred before, within twelve calendar months; the year before is in the first census."""
    made = histories.referrals.sort_values(["child_id", "referral_date"])
    before = made.groupby("child_id")["referral_date"].shift()
    again = before >= made["referral_date"] - pd.DateOffset(months=12)
    this_year = in_year(made["referral_date"], 2024)
    assert figure(published, "re_referrals", year=2024) == ((again & this_year).sum(), this_year.sum())


@pytest.mark.parametrize("year", [2023, 2024])
def test_assessments_of_a_year(histories: Histories, published: pd.DataFrame, year: int):
    """AS01 and AS04: authorised in the year, of these within 45 working days of the start."""
    done = histories.assessments[in_year(histories.assessments["authorisation_date"], year)]
    in_time = working_days(done["start_date"], done["authorisation_date"]) <= 45
    assert figure(published, "assessments_completed", year=year)[0] == len(done)
    assert figure(published, "assessments_within_45_working_days", year=year) == (in_time.sum(), len(done))


@pytest.mark.parametrize("year", [2023, 2024])
def test_enquiries_and_conferences_of_a_year(histories: Histories, published: pd.DataFrame, year: int):
    """SP01, SP03 and SP05: enquiries by their start, conferences by the day held, in 15 working days of the start."""
    enquiries = histories.enquiries
    held = enquiries[in_year(enquiries["conference_date"], year)]
    in_time = working_days(held["start_date"], held["conference_date"]) <= 15
    assert figure(published, "section_47_enquiries", year=year)[0] == in_year(enquiries["start_date"], year).sum()
    assert figure(published, "conferences", year=year)[0] == len(held)
    assert figure(published, "conferences_within_15_working_days", year=year) == (in_time.sum(), len(held))


@pytest.mark.parametrize("day", [date(2023, 3, 31), date(2024, 3, 31), date(2024, 4, 30)])
def test_open_on_a_day(histories: Histories, published: pd.DataFrame, day: date):
    """CI01 and CP01: begun by the day and not ended by it; what ends on the day is no longer open."""
    needs = histories.referrals[~histories.referrals["no_further_action"].astype(bool)]
    for code, episodes, begins, ends in (
        ("children_in_need", needs, "referral_date", "closure_date"),
        ("child_protection_plans", histories.plans, "start_date", "end_date"),
    ):
        is_open = (episodes[begins] <= pd.Timestamp(day)) & (episodes[ends] > pd.Timestamp(day))
        assert figure(published, code, day=day)[0] == is_open.sum()


@pytest.mark.parametrize(
    ("part", "column", "absent", "present"),
    [
        ("list_6", "cin_closure_date", "children_in_need", "referrals"),
        ("list_6", None, "children_in_need", "referrals"),
        ("list_7", "child_protection_plan_end_date", "child_protection_plans", "child_protection_plans_started"),
        ("list_3", "referral_nfa", "referrals_no_further_action", "assessments_completed"),
    ],
)
def test_what_was_not_delivered_is_absent(
    histories: Histories,
    make_project: Callable[..., Path],
    part: str,
    column: str | None,
    absent: str,
    present: str,
):
    """A column or a list that is missing says nothing; it must not look like none, and costs only what needs it."""
    records = annex_a_records(histories, pd.Timestamp(2024, 4, 30))
    records = {
        name: rows.drop(columns=[column]) if name == part and column else rows
        for name, rows in records.items()
        if name != part or column
    }
    project = make_project()
    annex_a.write(project / "extracts" / "Annex_A_2024-04-30.xlsx", records)
    nightly(project)
    with looking_at(project) as (_, connection):
        published = set(connection.scalars(sa.select(metric_value.c.metric_code)))
    assert absent not in published
    assert present in published


@pytest.mark.parametrize("year", [2023, 2024])
def test_plans_of_a_year(histories: Histories, published: pd.DataFrame, year: int):
    """CP02 and CP04: plans that started and ended, and those that were not the child's first."""
    plans = histories.plans
    started = plans[in_year(plans["start_date"], year)]
    assert figure(published, "child_protection_plans_started", year=year)[0] == len(started)
    assert figure(published, "child_protection_plans_ended", year=year)[0] == in_year(plans["end_date"], year).sum()
    assert figure(published, "second_or_subsequent_plans", year=year) == (
        (started["number_of_previous_plans"] > 0).sum(),
        len(started),
    )
