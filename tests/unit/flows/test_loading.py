"""Which day a load describes."""

from datetime import date

import pandas as pd

from flows.loading import as_at_of


def covered(**days: str) -> pd.DataFrame:
    """Return what extracts cover, each written as dataset and day."""
    return pd.DataFrame({"dataset": list(days), "as_at": pd.to_datetime(list(days.values()))})


def test_the_day_is_that_of_what_figures_are_made_of():
    """A register of November does not settle the referrals of March."""
    assert as_at_of(covered(referrals="2025-03-31", children="2025-02-28", audits="2025-11-30")) == date(2025, 3, 31)


def test_where_nothing_else_arrived_a_register_has_the_day():
    """It is loaded too, though no figure is made of it."""
    assert as_at_of(covered(audits="2025-11-30", supervisions="2025-10-31")) == date(2025, 11, 30)
