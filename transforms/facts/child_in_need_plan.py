"""Child in need plans."""

import pandas as pd

from transforms.facts.child_event import CHILD, with_age_band

KEY = ["child_id", "start_date"]


def fact_child_in_need_plan(child_in_need_plans: pd.DataFrame, children: pd.DataFrame) -> pd.DataFrame:
    """Return child in need plans with the age of the child at the start."""
    return (
        child_in_need_plans.sort_values(KEY, ignore_index=True)
        .assign(event_date=lambda plans: plans["start_date"])
        .pipe(with_age_band, children)
    )[[*CHILD, "start_date", "end_date"]]
