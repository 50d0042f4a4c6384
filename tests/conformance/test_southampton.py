"""Southampton's referrals of 2019 against 2018: the rise that its scrutiny panel was told of."""

from pathlib import Path

import pandas as pd
import pytest

SHARED = Path(__file__).parents[3] / "shared" / "data" / "dfe_children_in_need"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="DfE's published files are not beside the repository"),
]


def test_southampton_s_referrals_rose_by_120_per_cent(tmp_path: Path):
    """
    January to July 2019 had 2,921 referrals, the same months of 2018 had 1,328: +120.0% (119.95).

    Three censuses arrive one after the other, and each month is read as it was known after its own census.
    """
    from flows.nightly import nightly
    from flows.sample.calibrated.chain import pictures
    from flows.sample.calibrated.targets import Targets
    from tests.conformance.authority_years import make_project, own_figures, write_census
    from tests.conformance.campaign import published_figures

    published = published_figures()
    target = Targets.of(published.figures, published.areas, authority_code="852")
    make_project(tmp_path, {"852": target}, years=range(2018, 2021))
    months: dict[pd.Timestamp, float] = {}
    for picture in pictures(target, first_year=2018, last_year=2020, seed=7):
        write_census(tmp_path / "852", picture.histories, picture.year, "852")
        nightly(tmp_path)
        own = own_figures(tmp_path, "852")
        monthly = own[(own["metric_code"] == "referrals") & (own["period_type"] == "month") & (own["cut_name"] == "")]
        for month in monthly.itertuples():
            months.setdefault(pd.Timestamp(month.period_start), month.numerator)

    def january_to_july(year: int) -> float:
        return sum(months[pd.Timestamp(year, month, 1)] for month in range(1, 8))

    assert (january_to_july(2018), january_to_july(2019)) == (1328, 2921)
    assert round(100 * (2921 / 1328 - 1), 2) == 119.95
