"""LAIT beside the tables that it comes from."""

import pandas as pd

from expectations.published.agreement import agreement

AREAS = pd.DataFrame({"area_code": ["E08000901", "E08000991", "E06000902"], "old_code": ["901", "901", "902"]})


def test_authorities_meet_by_their_number(figures):
    """A code that changed in between does not part them."""
    drawn = figures("""
        lait.RevCP                            E08000991 2024 25.0
        d6.Reviewed_within_timescales_percent E08000901 2024 25
        lait.RevCP                            E06000902 2024 30.0
        d6.Reviewed_within_timescales_percent E06000902 2024 31
    """)
    row = agreement(drawn, AREAS).set_index("lait").loc["lait.RevCP"]
    assert (row["compared"], row["equal"], row["from_counts"]) == (2, 1, 0)
    assert row["differing"].to_numpy().tolist() == [["902", 2024, 30.0, 31.0]]
