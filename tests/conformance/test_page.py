"""What the campaign says of its results, on invented ones."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.conformance import campaign
from tests.conformance.page import EXPLAINED, UNEXPLAINED, judged

PUBLISHED = {"c1.Referrals": 60, "c1.No_Further_Action": 6, "c1.No_Further_Action_percent": 11, "c4.Section47": 20}
OWN = {"c1.Referrals": 60, "c1.No_Further_Action": 6, "c1.No_Further_Action_percent": 10, "c4.Section47": 21}


@pytest.fixture
def page(tmp_path: Path, monkeypatch) -> str:
    """The page of a campaign of one authority-year, which was done before and has no time to do more."""
    figures = pd.DataFrame(
        [
            {"release": "r", "measure": name, "area_code": "E06000999", "year": 2024, "value": float(value)}
            for name, value in PUBLISHED.items()
        ]
    )
    areas = pd.DataFrame([{"area_code": "E06000999", "old_code": "999", "level": "authority"}])
    monkeypatch.setattr(campaign, "published_figures", lambda: SimpleNamespace(figures=figures, areas=areas))
    compared = pd.DataFrame(
        [
            {"measure": name, "metric_code": "m", "cut_value": "", "published": value, "own": OWN[name]}
            for name, value in PUBLISHED.items()
        ]
    ).assign(agrees=lambda rows: rows["published"] == rows["own"], authority="999", year=2024)
    cost = {"children": 1_000, "rows": 5_000, "generating": 1.0, "running": 4.0, "megabytes": 300.0, "trouble": ""}
    cost |= {"revision": "abc1234"}
    results = tmp_path / "results"
    results.mkdir()
    compared.to_csv(results / "2024_999.csv", index=False)
    pd.DataFrame([cost]).to_csv(results / "2024_999.cost.csv", index=False)
    columns = ["authority", "year", "measure", "published", "kept", "reason"]
    pd.DataFrame(columns=columns).to_csv(results / "2024_999.noted.csv", index=False)
    monkeypatch.setattr(campaign, "RESULTS", results)
    monkeypatch.setattr(campaign, "SHARED", tmp_path)
    monkeypatch.setattr(campaign, "PAGE", tmp_path / "conformance.md")
    monkeypatch.setattr("sys.argv", ["campaign", "--minutes", "0", "--years", "2024", "2024"])
    campaign.main()
    return (tmp_path / "conformance.md").read_text()


def test_every_figure_is_exact_explained_or_unexplained(page: str):
    """A percentage that its own counts contradict is explained; a count that differs without a reason is not."""
    assert "1 of 1 authority-years compared, 4 figures:\n**2 exact, 1 explained, 1 unexplained.**" in page
    assert "| c4.Section47 | m | 1 | 0 | 0 | 1 |" in page
    assert "the published percentage is not that of its published counts" in page
    assert "| 999 | 2024 | c4.Section47 | m |" in page
    assert "| 999 | 2024 | c1.No_Further_Action_percent 11, ours 10 | the published percentage is not" in page


def test_the_page_says_what_it_is_of(page: str):
    """Which code, when, how long, how much memory."""
    assert f"Written {date.today():%d %B %Y}" in page
    assert "Revision of the code: abc1234." in page
    assert "It took 0.0 hours of one core, 20% of it generating:" in page
    assert "at most 300 MB" in page


@pytest.mark.parametrize(("own", "outcome"), [(813, EXPLAINED), (814, UNEXPLAINED)])
def test_only_the_count_that_was_noted_is_explained(own: int, outcome: str):
    """The pipeline has to arrive at the count of the history, also where that is not the published one."""
    compared = {"authority": "383", "year": 2014, "measure": "c2.1-10_days", "published": 791, "own": own}
    noted = {"authority": "383", "year": 2014, "measure": "c2.1-10_days", "published": 791, "kept": 813}
    noted |= {"reason": "the parts are the total"}
    outcomes = judged(pd.DataFrame([compared | {"agrees": False}]), pd.DataFrame([noted]), set())
    assert list(outcomes["outcome"]) == [outcome]
