"""Rules of DfE's census about child in need plans, child protection plans and their reviews."""

import pandas as pd

from expectations.contract import Context
from expectations.datasets.child_protection import (
    ChildInNeedPlans,
    ChildProtectionPlanReviews,
    ChildProtectionPlans,
    Section47Enquiries,
)
from expectations.datasets.children import Children
from expectations.datasets.front_door import Referrals
from expectations.rules.declaring import census_rule
from expectations.sections import NOBODY
from expectations.shapes import (
    among,
    beside_some,
    inside,
    more_than_one,
    of_child,
    of_episode,
    outside,
    starts_during_another,
    value_of,
)


@census_rule("4000", ChildInNeedPlans, "start_date", beside=(Referrals,))
def child_in_need_plan_after_no_further_action(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The child in need plan belongs to a referral that led to no further action."""
    return of_episode(plans, context, "no_further_action")


@census_rule("4001", ChildInNeedPlans, "end_date", beside=(ChildProtectionPlans,))
def both_plans_current(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The child in need plan is current while a child protection plan in the same episode is."""
    protection = context.rows_of(ChildProtectionPlans)
    return plans["end_date"].isna() & among(plans["episode"], protection.loc[protection["end_date"].isna(), "episode"])


@census_rule("4004", ChildInNeedPlans, "end_date", beside=(ChildInNeedPlans,))
def more_than_one_child_in_need_plan(plans: pd.DataFrame) -> pd.Series:
    """The child has more than one current child in need plan."""
    return more_than_one(plans["end_date"].isna(), plans["child"])


@census_rule("4008", ChildInNeedPlans, "start_date", beside=(Children,))
def child_in_need_plan_starts_after_death(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The child in need plan starts after the child's date of death."""
    return plans["start_date"] > of_child(plans, context, "death_date")


@census_rule("4009Q", ChildInNeedPlans, "end_date", beside=(Children,))
def child_in_need_plan_ends_after_death(plans: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child in need plan ends after the child's date of death, or has not ended although the child died.

    DfE's text asks for an end on or before the death, so that a plan without an end fails too.
    """
    return _goes_on_after_death(plans, context)


@census_rule("4010", ChildInNeedPlans, "start_date")
def child_in_need_plan_starts_late(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The start of the child in need plan is missing or after the census year."""
    return plans["start_date"].isna() | (plans["start_date"] > context.year_end)


@census_rule("4012Q", ChildInNeedPlans, "start_date", "end_date")
def child_in_need_plan_of_one_day(plans: pd.DataFrame) -> pd.Series:
    """The child in need plan starts and ends on the same day."""
    return plans["start_date"] == plans["end_date"]


@census_rule("4013", ChildInNeedPlans, "end_date")
def child_in_need_plan_ends_outside_the_year(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The child in need plan ended outside the census year."""
    return outside(plans["end_date"], context.year_start, context.year_end)


@census_rule("4014", ChildInNeedPlans, "start_date", "end_date", beside=(ChildInNeedPlans,))
def child_in_need_plans_overlap(plans: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child in need plan starts while another one of the child is current, or on the day it ends.

    As in DfE's text, the day of the end is not free; one public validator lets it be.
    """
    return starts_during_another(plans, on="child", ends="end_date", still_open=context.year_end)


@census_rule("4016", ChildInNeedPlans, "start_date", beside=(ChildProtectionPlans,))
def child_in_need_plan_during_protection(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The child in need plan starts while the child is subject of a child protection plan."""
    return _starts_during(plans, context.rows_of(ChildProtectionPlans), context)


@census_rule("4017", ChildProtectionPlans, "start_date", beside=(ChildInNeedPlans,))
def protection_during_child_in_need_plan(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The child protection plan starts while the child has a child in need plan that does not end on that day."""
    return _starts_during(plans, context.rows_of(ChildInNeedPlans), context)


@census_rule("2883", ChildProtectionPlans, "start_date", beside=(Referrals, Section47Enquiries))
def more_plans_than_conferences(plans: pd.DataFrame, context: Context) -> pd.Series:
    """
    In the whole return, more child protection plans start in the census year than initial conferences are held in it.

    It fails in every plan that starts in the year.
    """
    year = context.year_start, context.year_end
    held = sum(
        context.rows_of(dataset)["conference_date"].between(*year).sum() for dataset in (Referrals, Section47Enquiries)
    )
    started = plans["start_date"].between(*year)
    return started & (started.sum() > held)


@census_rule("2885", ChildProtectionPlans, "start_date", beside=(Referrals, Section47Enquiries))
def plan_starts_on_no_conference(plans: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child protection plan starts in the census year on another day than an initial conference of its episode.

    The conference is that of a section 47 enquiry or, in an episode without an enquiry, that of the case; one public
    validator takes the one of the case beside an enquiry too.
    """
    enquiries = context.rows_of(Section47Enquiries)
    conference_of_case = of_episode(plans, context, "conference_date")
    after_enquiry = beside_some(
        plans[["episode", "start_date"]],
        enquiries[["episode", "conference_date"]],
        on="episode",
        when=lambda pairs: pairs["start_date"] == pairs["conference_date"],
    )
    without_enquiry = ~among(plans["episode"], enquiries["episode"]) & (plans["start_date"] == conference_of_case)
    starts_in_year = plans["start_date"].between(context.year_start, context.year_end)
    return starts_in_year & (plans["episode"] != NOBODY) & ~after_enquiry & ~without_enquiry


@census_rule("8720", ChildProtectionPlans, "start_date")
def plan_starts_late(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The start of the child protection plan is missing or after the census year."""
    return plans["start_date"].isna() | (plans["start_date"] > context.year_end)


@census_rule("8832", ChildProtectionPlans, "start_date", beside=(Referrals,))
def plan_after_no_further_action(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The child protection plan belongs to a referral that led to no further action."""
    return of_episode(plans, context, "no_further_action")


@census_rule("8915", ChildProtectionPlans, "start_date", beside=(Children,))
def plan_starts_after_death(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The child protection plan starts after the child's date of death."""
    return plans["start_date"] > of_child(plans, context, "death_date")


@census_rule("8920", ChildProtectionPlans, "end_date", beside=(Children,))
def plan_ends_after_death(plans: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child protection plan ends after the child's date of death, or has not ended although the child died.

    DfE's text asks for an end on or before the death, so that a plan without an end fails too.
    """
    return _goes_on_after_death(plans, context)


@census_rule("8940", ChildProtectionPlans, "start_date", "end_date", beside=(ChildProtectionPlans,))
def plans_overlap(plans: pd.DataFrame, context: Context) -> pd.Series:
    """The child protection plan starts while another one of the child is current, or on the day it ends."""
    return starts_during_another(plans, on="child", ends="end_date", still_open=context.year_end)


@census_rule("4003", ChildProtectionPlanReviews, "review_date", beside=(ChildProtectionPlans, ChildInNeedPlans))
def review_during_child_in_need_plan(reviews: pd.DataFrame, context: Context) -> pd.Series:
    """
    The review was held during a child in need plan of the same episode, and not on the day the protection plan ended.

    The first and the last day of the plan belong to it. A plan without an end is not looked at, as in DfE's text; the
    public validators let the last day be, and one of them the first.
    """
    protection = context.rows_of(ChildProtectionPlans)
    episode = value_of(reviews["event"], protection["event"], protection["episode"].astype("Int64"))
    ended = value_of(reviews["event"], protection["event"], protection["end_date"])
    held = reviews[["review_date"]].assign(episode=episode.fillna(NOBODY).astype("int64"))
    during = beside_some(
        held,
        context.rows_of(ChildInNeedPlans)[["episode", "start_date", "end_date"]],
        on="episode",
        when=lambda pairs: pairs["review_date"].between(pairs["start_date"], pairs["end_date"]),
    )
    return during & (reviews["review_date"] != ended)


@census_rule("8842Q", ChildProtectionPlanReviews, "review_date")
def review_without_date(reviews: pd.DataFrame) -> pd.Series:
    """
    The date of the review is missing or cannot be read.

    An empty element is no row: it is counted among the rows that were left out (`empty_element`).
    """
    return reviews["review_date"].isna()


def _goes_on_after_death(plans: pd.DataFrame, context: Context) -> pd.Series:
    died = of_child(plans, context, "death_date")
    return (plans["end_date"] > died) | (plans["end_date"].isna() & died.notna())


def _starts_during(plans: pd.DataFrame, others: pd.DataFrame, context: Context) -> pd.Series:
    """Plans that start during another kind of plan of the child, whose last day is free for what follows."""
    return beside_some(
        plans[["child", "start_date"]],
        others[["child", "start_date", "end_date"]],
        on="child",
        when=lambda pairs: (
            inside(pairs, "start_date", "start_date_other", "end_date", still_open=context.year_end)
            & (pairs["start_date"] != pairs["end_date"])
        ),
    )
