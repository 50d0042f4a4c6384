"""Reviews of child protection plans: when each was due, and when it was held."""

import pandas as pd

from transforms.facts.child_event import CHILD, never, with_age_band

PLAN = ["child_id", "plan_start_date"]
FIRST_DUE_MONTHS = 3  # Working Together; DfE table D6
NEXT_DUE_MONTHS = 6
REMEMBERED_MONTHS = 12  # lateness counts against a plan for a year


def fact_child_protection_plan_review(
    child_protection_plans: pd.DataFrame, child_protection_plan_reviews: pd.DataFrame, children: pd.DataFrame
) -> pd.DataFrame:
    """
    Return one row for each review held within a plan, and one for the review that was due next.

    The first review is due three calendar months after the start, each next one six months after the one before
    was held. A plan that ended by then needed no other. A review outside its plan is none (rule 8841).
    """
    plans = child_protection_plans[["child_id", "start_date", "end_date"]].rename(
        columns={"start_date": "plan_start_date", "end_date": "plan_end_date"}
    )
    return (
        pd.concat([_held(plans, child_protection_plan_reviews), _not_yet_held(plans)])
        .sort_values([*PLAN, "held_date"], na_position="last", ignore_index=True)
        .pipe(_with_due_date)
        .loc[
            lambda reviews: (
                reviews["held_date"].notna()
                | reviews["plan_end_date"].isna()
                | (reviews["plan_end_date"] > reviews["due_date"])
            )
        ]
        .reset_index(drop=True)
        .pipe(_with_lateness)
        .assign(event_date=lambda reviews: reviews["due_date"])
        .pipe(with_age_band, children)
    )[
        [
            *CHILD,
            "plan_start_date",
            "sequence",
            "due_date",
            "held_date",
            "plan_end_date",
            "late_from_date",
            "late_until_date",
        ]
    ]


def _held(plans: pd.DataFrame, reviews: pd.DataFrame) -> pd.DataFrame:
    return (
        plans.merge(reviews[[*PLAN, "review_date"]], on=PLAN)
        .loc[
            lambda reviews: (
                (reviews["review_date"] > reviews["plan_start_date"])
                & (reviews["plan_end_date"].isna() | (reviews["review_date"] <= reviews["plan_end_date"]))
            )
        ]
        .rename(columns={"review_date": "held_date"})
    )


def _not_yet_held(plans: pd.DataFrame) -> pd.DataFrame:
    return plans.assign(held_date=never)


def _with_due_date(reviews: pd.DataFrame) -> pd.DataFrame:
    of_plan = reviews.groupby(PLAN)
    first_due = reviews["plan_start_date"] + pd.DateOffset(months=FIRST_DUE_MONTHS)
    next_due = of_plan["held_date"].shift() + pd.DateOffset(months=NEXT_DUE_MONTHS)
    return reviews.assign(sequence=of_plan.cumcount().astype("Int64") + 1, due_date=next_due.fillna(first_due))


def _with_lateness(reviews: pd.DataFrame) -> pd.DataFrame:
    in_time = reviews["held_date"] <= reviews["due_date"]
    settled = reviews["held_date"].fillna(reviews["plan_end_date"])
    return reviews.assign(
        late_from_date=(reviews["due_date"] + pd.DateOffset(days=1)).mask(in_time),
        late_until_date=settled + pd.DateOffset(months=REMEMBERED_MONTHS),
    )
