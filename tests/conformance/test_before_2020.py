"""A sample of the conformance campaign: ten authority-years before 2020."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared" / "data" / "dfe_children_in_need"
BY_YEAR = {2014: 3, 2016: 3, 2018: 4}
SEED = 11

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not SHARED.is_dir(), reason="DfE's published files are not beside the repository"),
]


@pytest.mark.parametrize("year", BY_YEAR)
def test_recomputed_figures_are_the_published_ones(year: int, tmp_path: Path):
    """Figures recomputed from generated extracts are DfE's, but for those that contradict each other as published."""
    from tests.conformance.authority_years import run_batch
    from tests.conformance.campaign import authority_codes, published_figures
    from tests.conformance.page import UNEXPLAINED, judged, misprinted_figures, noted_frame

    codes = authority_codes(year, seed=SEED)[: BY_YEAR[year]]
    published = published_figures()
    batch = run_batch(tmp_path, published, year=year, authorities=codes, seed=SEED)
    outcomes = judged(batch.compared, noted_frame(batch.contradictions), misprinted_figures(published))
    wrong = outcomes.loc[outcomes["outcome"] == UNEXPLAINED, ["authority", "measure", "published", "own"]]
    assert batch.trouble == []
    assert wrong.to_dict("records") == []
    assert outcomes["agrees"].mean() > 0.95
    assert len(outcomes) > 80 * len(codes)
