"""Published statistics beside our own figures, from files to what pages read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.benchmarks import load_benchmarks
from flows.nightly import nightly
from flows.opened import looking_at
from flows.reports.publications import audit
from flows.sample.authority import CODE
from warehouse.published.reading import comparators, normal_ranges
from warehouse.reconciling import kept, reconciled

PLACE = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "old_la_code,new_la_code,la_name"
)
ENGLAND = "Reporting year,National,E92000001,England,,,,,"
SAMPLETON = f"Reporting year,Local authority,E92000001,England,E12000008,South East,{CODE},E06000999,Sampleton"
REFERRALS = f"""\
{PLACE},category,Referrals,Referrals_rate,Re_referrals,Re_referrals_percent,No_Further_Action,\
No_Further_Action_percent,Not_in_Need,Not_in_Need_percent,Referrals_child,Referrals_child_rate,Re_referrals_child,\
Re_referrals_child_percent
2024,{ENGLAND},Referrals,621880,518.3,139080,22.4,38920,6.3,188300,30.3,551060,459.3,115550,21
2024,{SAMPLETON},Referrals,60,600,12,20,3,5,6,10,55,550,c,c
"""
POPULATION = f"{PLACE},age_group,population_estimate\n2023,{SAMPLETON},Children aged 0 to 17 years,1000\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Published referrals of England and of the sample authority, and its population."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "c1_referrals.csv").write_text(REFERRALS)
    (folder / "population.csv").write_text(POPULATION)
    return folder


def test_published_figures_come_beside_ours_and_rates_appear(
    extracts: Path, make_project: Callable[..., Path], folder: Path
):
    """Without a population there are no rates; benchmarks bring one, and the next run publishes again with it."""
    project = make_project(*sorted(extracts.iterdir()))
    settings = project / "lodestar.toml"
    lines = settings.read_text().splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if not line.startswith("population")))
    first = nightly(project)
    assert first.publications[0].publication_id == 1
    with looking_at(project) as (_, connection):
        assert comparators(connection, CODE).empty
        ranges = normal_ranges(connection, CODE)["metric_code"]
        assert len(ranges)
        assert not ranges.str.endswith("_rate").any()

    said = list(load_benchmarks(project, folder))
    assert [line.split()[0] for line in said] == ["loaded", "loaded", "compared"]

    second = nightly(project)
    assert second.publications[0].publication_id == 2
    assert nightly(project).publications == []
    with looking_at(project) as (_, connection):
        rows = comparators(connection, CODE).set_index(["metric_code", "year"])
        assert normal_ranges(connection, CODE)["metric_code"].str.endswith("_rate").any()
    referrals, rate = rows.loc["referrals", 2024], rows.loc["referral_rate", 2024]
    assert (referrals["published_value"], referrals["england_value"]) == (60, 621_880)
    assert referrals["our_value"] > 0
    assert rate["our_denominator"] == 1000
    assert rate["our_value"] == pytest.approx(referrals["our_value"] * 10)
    assert rows.loc[("children_re_referred_share", 2024), "published_symbol"] == "c"
    with looking_at(project) as (_, connection):
        found = reconciled(connection, CODE).set_index(["metric_code", "part"])
        assert found.reset_index().equals(kept(connection, CODE).set_index(["metric_code", "part"]).reset_index())
        audited = {row["rule"]: row["failed"] for row in audit(connection, 1)}
    assert found.loc[("referrals", "value"), "verdict"] == "unexplained"  # what is published here was invented
    assert audited["published_differs"] == (found["verdict"] == "unexplained").sum()
    assert "Beside others" in next((project / "reports").glob("quality-*.html")).read_text()
