"""Whatever rows the checks of a dataset let through, no law of our own work is broken in what is made of them."""

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.contract import DATASETS, NOT_DELIVERED, Context
from expectations.invention import invent_typed
from expectations.star import audit_star
from expectations.working_days import Calendar
from transforms.dimensions.dim_child import dim_child
from transforms.facts import SHAPED, shape

CALENDAR = Calendar()
CHILDREN = [f"child {number}" for number in range(6)]
DAYS = pd.date_range("2023-11-01", "2024-04-30")
ROWS = 25


def entangled(name: str, chance: np.random.Generator) -> pd.DataFrame:
    """Return rows of few children and few days, so that they follow, precede, overlap and miss one another."""
    dataset = DATASETS[name]
    rows = invent_typed(dataset, ROWS, seed=int(chance.integers(1 << 30)), context=Context("annex_a", DAYS[-1].date()))
    days = [column for column in rows if pd.api.types.is_datetime64_dtype(rows[column].dtype)]
    drawn = {
        column: pd.Series(chance.choice(DAYS, len(rows)), index=rows.index).astype("datetime64[s]") for column in days
    }
    rows = rows.assign(
        child_id=pd.Series(chance.choice(CHILDREN, len(rows)), index=rows.index, dtype="str"),
        **{column: values.where(rows[column].notna()) for column, values in drawn.items()},
    )
    rows = rows.fillna({column: NOT_DELIVERED for column in dataset.grain if dataset.columns[column].optional})
    if dataset.defining_date and dataset.ends:
        rows = rows[~(rows[dataset.ends] < rows[dataset.defining_date])]  # held back: an error
    return rows.drop_duplicates(list(dataset.grain)).reset_index(drop=True)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 1 << 30))
def test_no_law_of_ours_is_broken(seed):
    """Orders of days that no system would allow, steps without the ones before: only warnings."""
    chance = np.random.default_rng(seed)
    datasets = {name: entangled(name, chance) for name in sorted(SHAPED)}
    children = dim_child(datasets["children"].assign(as_at=pd.Timestamp("2024-04-30")))
    outcome = audit_star(
        children, shape(datasets, CALENDAR), {name: len(rows) for name, rows in datasets.items()}, CALENDAR
    )
    assert [(found.rule, found.failed) for found in outcome.critical] == []
