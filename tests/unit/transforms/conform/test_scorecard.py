"""Scorecards in the dataset's words."""

import pandas as pd

from transforms.conform.scorecard import NAME, conform, measure_key


def test_unit_period_and_area_are_spelled_out():
    """A sign of per cent is a unit; a period that cannot be read stays as it is written."""
    rows = pd.DataFrame(
        {
            "measure": ["Re-referrals (12m)", "Visits", "Visits"],
            "period": ["June 2025", "as at 1 June 2025", "soon"],
            "value": ["12.50%", "7", "0.142857142857143"],
            "unit": [None, "No", None],
        },
        dtype="str",
    )
    said = conform({"reported_figures": rows})[NAME]
    assert said["value"].tolist() == ["12.50", "7", "0.142857142857143"]
    assert said["decimal_places"].tolist() == ["2", "0", "6"]
    assert said["unit"].fillna("").tolist() == ["percent", "No", ""]
    assert said["period_type"].fillna("").tolist() == ["month", "at_date", ""]
    assert said["period_start"].tolist() == ["2025-06-01", "2025-06-01", "soon"]
    assert said["period_end"].tolist() == ["2025-06-30", "2025-06-01", "soon"]
    assert set(said["area"]) == {"own"}
    assert said["measure_key"].tolist()[0] == measure_key("RE REFERRALS 12m")
