"""Child protection plans and the plans that the same child had before."""

import pandas as pd

from transforms.facts.child_event import CASE, days_between, in_episode, with_age_band, with_case_holder

KEY = ["child_id", "start_date"]
REVIEWS_DUE_AFTER_MONTHS = 3  # DfE table D6
LONG_PLAN_DAYS = 730  # DfE tables D5 and D7: two years or more; their shorter bands are calendar months
REPEAT_WITHIN_MONTHS = 24


def fact_child_protection_plan(
    child_protection_plans: pd.DataFrame, referrals: pd.DataFrame, children: pd.DataFrame
) -> pd.DataFrame:
    """Return plans with their duration and the plan before, among those that we hold of the child."""
    return (
        child_protection_plans.sort_values(KEY, ignore_index=True)
        .pipe(in_episode, referrals, on="start_date")
        .pipe(with_case_holder, referrals)
        .merge(_previous_plans(child_protection_plans), how="left", on=KEY)
        .assign(
            event_date=lambda plans: plans["start_date"],
            three_months_date=lambda plans: plans["start_date"] + pd.DateOffset(months=REVIEWS_DUE_AFTER_MONTHS),
            six_months_date=lambda plans: plans["start_date"] + pd.DateOffset(months=6),
            twelve_months_date=lambda plans: plans["start_date"] + pd.DateOffset(months=12),
            two_years_date=lambda plans: plans["start_date"] + pd.DateOffset(days=LONG_PLAN_DAYS),
            duration_days=lambda plans: days_between(plans["start_date"], plans["end_date"]),
            is_second_within_24_months=lambda plans: (
                plans["previous_plan_end_date"] >= plans["start_date"] - pd.DateOffset(months=REPEAT_WITHIN_MONTHS)
            ),
        )
        .pipe(with_age_band, children)
    )[
        [
            *CASE,
            "start_date",
            "end_date",
            "initial_category",
            "latest_category",
            "three_months_date",
            "six_months_date",
            "twelve_months_date",
            "two_years_date",
            "previous_plan_end_date",
            "number_of_previous_plans",
            "number_of_previous_plans_held",
            "duration_days",
            "is_second_within_24_months",
        ]
    ]


def _previous_plans(plans: pd.DataFrame) -> pd.DataFrame:
    """
    Return, for each plan, how many plans of the child had ended by its start, and when the last of them ended.

    A plan that ends on the day on which the next one starts is over on that day, and so counts as previous.
    """
    starts = plans[KEY].assign(day=plans["start_date"], turn=1)
    # On one day, plans that started earlier end first, then plans start, then plans of a single day end.
    ends = (
        plans.loc[plans["end_date"].notna(), [*KEY, "end_date"]]
        .assign(turn=lambda ended: 2 * (ended["end_date"] == ended["start_date"]))
        .assign(day=lambda ended: ended["end_date"])
    )
    happenings = pd.concat([starts, ends]).sort_values(["child_id", "day", "turn"], ignore_index=True)
    of_child = happenings.assign(has_ended=happenings["turn"] != 1).groupby("child_id")
    return happenings.assign(
        number_of_previous_plans_held=of_child["has_ended"].cumsum().astype("Int64"),
        previous_plan_end_date=of_child["end_date"].ffill(),
    ).loc[happenings["turn"] == 1, [*KEY, "number_of_previous_plans_held", "previous_plan_end_date"]]
