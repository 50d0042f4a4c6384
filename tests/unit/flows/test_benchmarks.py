"""A folder of published statistics into the warehouse."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from expectations.published import MEASURES
from flows.benchmarks import described, list_benchmarks, load_benchmarks
from flows.doctor import examine
from flows.initialising import initialise
from flows.publishing import population_of
from flows.settings import AuthoritySettings, SettingsError, load_settings
from flows.sources.published.tidying import RULES
from warehouse.engine import connect
from warehouse.metrics import METRICS
from warehouse.metrics.population import Population
from warehouse.published.tables import Comparator, PublishedFigure
from warehouse.published.views import COMPARED

PLACE = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "old_la_code,new_la_code,la_name"
)
ENGLAND = "Reporting year,National,E92000001,England,,,,,"
AVON = "Reporting year,Local authority,E92000001,England,E12000008,South East,852,E06000045,Avon"
BROOK = "Reporting year,Local authority,E92000001,England,E12000008,South East,850,E10000014,Brook"
POPULATIONS = f"""\
{PLACE},age_group,population_estimate
2023,{ENGLAND},Children aged 0 to 17 years,11998646
2023,{AVON},Children aged 0 to 17 years,50373
2022,{AVON},Children aged 0 to 17 years,49871
2023,{BROOK},Children aged 0 to 17 years,
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A new project without a warehouse and without a population."""
    folder = tmp_path / "project"
    list(initialise(folder, code="852", name="Avon", inbox="in", warehouse="sqlite:///w.db", alert_url=""))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a population file, and one that is nobody's statistics."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "population_2023.csv").write_text("\ufeff" + POPULATIONS, encoding="utf-8")
    (folder / "shopping.csv").write_text("what,how many\nbread,2\n")
    return folder


def count(project: Path, table: type) -> int:
    engine = connect(load_settings(project).warehouse_url)
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_each_file_is_told_of_in_a_line(project, folder):
    """Cells in = loaded + dropped; what was dropped and what was refused with their reasons."""
    said = list(load_benchmarks(project, folder))
    assert said[:2] == [
        "loaded     population_2023.csv of population_2024: 4 cells = 3 loaded + 1 dropped",
        f"dropped    1 cells of population_2023.csv: {RULES['empty_cell']}",
    ]
    assert said[2].startswith("refused    shopping.csv: its columns are those of no published table")
    assert count(project, PublishedFigure) == 3


def test_loading_again_changes_nothing(project, folder):
    """Each file is recognised, and comparators are not made again."""
    list(load_benchmarks(project, folder))
    again = list(load_benchmarks(project, folder))
    assert [line.split()[0] for line in again] == ["unchanged", "dropped", "refused"]
    assert count(project, PublishedFigure) == 3
    assert count(project, Comparator) == 0  # a population is a count: nobody is ranked by it


def test_what_is_loaded_is_listed(project, folder):
    """Release, publisher, licence, files."""
    list(load_benchmarks(project, folder))
    said = list(list_benchmarks(project))
    assert said[0] == "population_2024  Department for Education, Open Government Licence v3.0"
    assert said[1].endswith("population_2023.csv: 4 cells = 3 loaded + 1 dropped")


def test_a_folder_that_is_not_there_is_said(project, tmp_path):
    """Nothing is created for it."""
    with pytest.raises(SettingsError, match="There is no folder"):
        list(load_benchmarks(project, tmp_path / "nowhere"))
    assert not (project / "w.db").exists()


def test_doctor_takes_a_published_population(project, folder):
    """Before it was loaded the population is missing."""

    def population() -> tuple[bool, str]:
        return next((check.passed, check.says) for check in examine(project) if check.name.startswith("population"))

    assert population()[0] is False
    list(load_benchmarks(project, folder))
    assert population() == (True, "population from benchmarks: 2 years, ONS mid-2023 (population_2024).")


def test_the_settings_population_wins(project, folder):
    """What a project states itself is not replaced by what was published."""
    list(load_benchmarks(project, folder))
    engine = connect(load_settings(project).warehouse_url)
    avon = AuthoritySettings(code="852", name="Avon", inbox=Path("in"))
    own = avon.model_copy(update={"population": {2023: 50_000}, "population_vintage": "ours"})
    with engine.connect() as connection:
        assert population_of(connection, own) == Population({2023: 50_000}, "ours")
        published = population_of(connection, avon)
        assert published == Population({2022: 49_871, 2023: 50_373}, "ONS mid-2023 (population_2024)")
        nobody = avon.model_copy(update={"code": "999"})
        assert population_of(connection, nobody) == Population({}, "")


def test_a_project_without_benchmarks_stands_on_what_it_stood_on():
    """The basis of a publication is worded as before, so that nothing is published again for nothing."""
    assert Population({2023: 1000}, "invented").basis == "{2023: 1000} invented"
    assert Population({}, "").basis == "{} "


def test_polarity_is_our_metrics_or_else_laits():
    """A re-referral is bad for us, and so in every table that publishes it."""
    polarity = described(MEASURES).set_index("measure_code")["polarity"]
    assert polarity["c1.Re_referrals_percent"] == METRICS["re_referrals"].polarity == "low is good"
    assert polarity["c6.April"] == "neutral"


def test_every_metric_that_is_compared_exists_and_so_does_its_measure():
    """A counterpart that is misspelled would silently compare with nothing."""
    assert {each.metric for each in COMPARED} <= METRICS.keys()
    assert {each.measure for each in COMPARED} <= MEASURES.keys()
