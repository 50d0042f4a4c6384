"""Laws over every metric."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import literal
from sqlalchemy.dialects import mssql, postgresql, sqlite

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from transforms.ages import AGE_BANDS
from transforms.dimensions.dim_date import dim_date
from warehouse import publication
from warehouse.engine import connect
from warehouse.ledger_tables import metric_definition, metric_value
from warehouse.members import seed
from warehouse.metrics import METRICS, SUBJECTS, Population, measure, statements
from warehouse.metrics.calculation import COLUMNS
from warehouse.metrics.definition import (
    ChildrenAtAnyPoint,
    Counted,
    Definition,
    DistinctCount,
    Distribution,
    Events,
    Percentile,
    Rate,
    Stock,
)
from warehouse.metrics.examples import examples
from warehouse.metrics.formula import formula
from warehouse.metrics.pages import pages
from warehouse.schema import create_warehouse

ROOT = Path(__file__).parents[2]
PROMISED = {
    *("FD01", "FD05", "FD05r", "FD06", "FD07", "FD08", "FD11"),
    *(f"AS0{number}" for number in (*range(1, 7), 8)),
    *(f"SP0{number}" for number in range(1, 8)),
    *("CI01", "CI03"),
    *(f"CP0{number}" for number in range(1, 9)),
}
DIALECTS = {
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.dialect(),
    "mssql": mssql.dialect(deprecate_large_types=True),
}

every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
every_counted_metric = pytest.mark.parametrize(
    "metric", [pytest.param(each, id=code) for code, each in METRICS.items() if isinstance(each, Counted)]
)


def statement(metric: Counted) -> statements.Statement:
    authority, day = literal(1), literal(20250331)
    if isinstance(metric, DistinctCount):
        return statements.distinct(metric, authority=authority, first_day=day, last_day=day)
    if isinstance(metric, Percentile):
        return statements.values(metric, authority=authority, first_day=day, last_day=day)
    if isinstance(metric, ChildrenAtAnyPoint):
        return statements.children_at_any_point(metric, authority=authority, days=[20250331])
    if isinstance(metric, Stock):
        return statements.stocks([metric], authority=authority, days=[20250331])
    assert isinstance(metric, Events)
    return statements.events([metric], authority=authority, first_day=day, last_day=day)


def test_every_promised_metric_is_there():
    """The catalogue of the first release, each with one definition or more."""
    assert {metric.catalogue_id for metric in METRICS.values()} >= PROMISED


def test_every_metric_belongs_to_one_subject():
    """Pages are made by subject."""
    assert sorted(METRICS) == sorted(each.code for definitions in SUBJECTS.values() for each in definitions)


@every_metric
def test_every_metric_is_explained(metric: Definition):
    """A sentence at least, and words that fit into the warehouse."""
    assert metric.description.endswith(".")
    lengths = {
        "metric_code": metric.code,
        "catalogue_id": metric.catalogue_id,
        "label": metric.label,
        "source": str(metric.source),
        "unit": metric.unit,
        "polarity": str(metric.polarity),
    }
    for column, text in lengths.items():
        assert 0 < len(text) <= metric_definition.c[column].type.length


@every_metric
def test_every_metric_names_datasets_that_exist(metric: Definition):
    """What a figure needs in full is a dataset, one of its columns, or a dataset by one of its columns."""
    assert metric.datasets
    for name in metric.datasets:
        dataset, *column = re.split(r"\.| by ", name)
        assert dataset in DATASETS
        assert set(column) <= DATASETS[dataset].columns.keys()


@every_metric
def test_every_metric_has_an_example(metric: Definition):
    """A figure is explained by a drawing at its edges."""
    assert metric.code in examples(ROOT / "tests" / "spec")


@every_metric
def test_every_metric_can_be_printed(metric: Definition):
    """The formula shows no parameter that is not named, and is the same each time."""
    printed = formula(metric)
    assert "SELECT" in printed
    assert printed == formula.__wrapped__(metric)


@every_counted_metric
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_compiles_for_every_database(metric: Counted, dialect: str):
    """SQL Server has no boolean literals and no subquery within an aggregate."""
    text = str(statement(metric).compile(dialect=DIALECTS[dialect], compile_kwargs={"literal_binds": True}))
    assert " IS 0" not in text
    assert " IS 1" not in text
    assert "sum(CASE" not in text
    if dialect == "mssql":
        assert "true" not in text.split()
        assert "false" not in text.split()


@pytest.fixture(scope="module")
def nothing_happened() -> pd.DataFrame:
    """Return the figures of an authority with two covered years and a half in which nothing happened."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.connect() as connection, connection.begin():
        bands = pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"])
        seed(connection, age_bands=bands, calendar=dim_date())
        return measure(
            connection,
            authority_key=1,
            definitions=METRICS.values(),
            coverage={
                name: [(date(2022, 4, 1), date(2025, 9, 30))]
                for definition in METRICS.values()
                for name in definition.datasets
            },
            as_at=date(2025, 9, 30),
            population=Population({year: 50_000 for year in range(2020, 2026)}, "drawn"),
        )


@every_metric
def test_nothing_is_zero_or_not_available(metric: Definition, nothing_happened: pd.DataFrame):
    """A count of nothing is a real zero, a share of nothing is z; only shares of members have no row at all."""
    figures = nothing_happened.loc[nothing_happened["metric_code"] == metric.code]
    if isinstance(metric, Distribution):
        assert figures.empty
        return
    assert len(figures)
    if metric.unit in ("count", "children"):
        assert (figures["value_presented"] == "0").all()
    elif isinstance(metric, Rate):
        assert (figures["value_presented"] == "0.0").all()
    else:
        assert (figures["value_presented"] == "z").all()
        assert figures["value"].isna().all()


def test_a_figure_is_given_once(nothing_happened: pd.DataFrame):
    """Metric, version, cut, member and period say which figure it is."""
    assert not nothing_happened.duplicated(list(publication.KEY)).any()


def test_figures_have_the_columns_of_the_table(nothing_happened: pd.DataFrame):
    """All that the table needs, but what only a publication knows."""
    of_publication = {
        "metric_value_id",
        "authority_code",
        "load_id",
        "first_publication_id",
        "last_publication_id",
    }
    assert set(nothing_happened) == set(COLUMNS) == set(metric_value.columns.keys()) - of_publication


def test_the_pages_are_current():
    """The reference is made from the definitions; make it anew after a change."""
    folder = ROOT / "docs" / "reference" / "metrics"
    committed = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.md")}
    made = pages(ROOT / "tests" / "spec")
    stale = sorted(name for name in made.keys() | committed.keys() if made.get(name) != committed.get(name))
    assert not stale, "run: python -m warehouse.metrics.pages docs/reference/metrics"
