"""A warehouse with a few published figures, drawn small."""

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from warehouse.base import metadata
from warehouse.engine import connect
from warehouse.metrics import METRICS
from warehouse.publication import publish
from warehouse.published.loading import Contents, Edition, load_contents
from warehouse.schema import create_warehouse
from warehouse.views import VIEWS, create_views

SERVER = os.environ.get("LODESTAR_TEST_DATABASE_URL")
NEEDS_SERVER = pytest.mark.skipif(not SERVER, reason="set LODESTAR_TEST_DATABASE_URL to test a database server")
NOW = datetime(2025, 7, 1)
AREAS = pd.DataFrame(
    {
        "area_code": ["E92", "E12", "E01", "E02", "E03"],
        "old_code": ["", "", "852", "850", "851"],
        "area_name": ["England", "South", "Avon", "Brook", "Cliff"],
        "level": ["national", "regional", "authority", "authority", "authority"],
        "region_code": ["", "", "E12", "E12", "E12"],
    }
)
SHARE, COUNT, PART = "c1.Re_referrals_percent", "c1.Referrals", "c1.Re_referrals"
MEASURES = pd.DataFrame(
    {
        "measure_code": [SHARE, COUNT, PART],
        "label": ["Re-referrals", "Referrals", "Re-referrals within 12 months"],
        "unit": ["percent", "count", "count"],
        "decimal_places": [1, 0, 0],
        "polarity": ["low is good", "neutral", "neutral"],
        "is_compared": [True, True, False],
        "table_code": "c1",
        "publication": "children_in_need",
        "of": [PART, "", ""],
        "per": [COUNT, "", ""],
    }
)


@pytest.fixture(params=["sqlite", pytest.param("server", marks=NEEDS_SERVER)])
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Yield a connection to an empty warehouse with its views."""
    engine = connect(SERVER if request.param == "server" else "sqlite://")
    _drop_all(engine)
    create_warehouse(engine)
    with engine.connect() as connection:
        transaction = connection.begin()
        create_views(connection)
        yield connection
        transaction.rollback()
    _drop_all(engine)
    engine.dispose()


def _drop_all(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for view in reversed(VIEWS):
            connection.execute(sa.text(f"DROP VIEW IF EXISTS {view.table.name}"))
        metadata.drop_all(connection)


def drawn(drawing: str) -> pd.DataFrame:
    """Return figures drawn as: area, measure, year, value; a symbol is no value."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines() if line]
    frame = pd.DataFrame(rows, columns=["area_code", "measure_code", "year", "shown"], dtype="str")
    value = pd.to_numeric(frame["shown"], errors="coerce").astype("float64")
    symbol = frame["shown"].where(value.isna(), "")
    return frame.assign(year=frame["year"].astype("int64"), value=value, symbol=symbol)


def contents(drawing: str, *, edition: int = 2024, **options) -> Contents:
    """Return a file that says what is drawn."""
    figures = drawn(drawing)
    areas = options.pop("areas", AREAS)
    return Contents(
        **{
            "release": Edition(f"children_in_need_{edition}", "children_in_need", edition, "DfE", "OGL"),
            "table_code": "c1",
            "file_name": f"c1_{edition}.csv",
            "sha256": "0" * 64,
            "cells": len(figures),
            "dropped": 0,
            "derived": 0,
            "areas": areas,
            "measures": MEASURES,
            "figures": figures,
            **options,
        }
    )


@pytest.fixture
def load(connection: Connection) -> Callable[..., bool]:
    """Load a file that says what is drawn."""

    def load_drawn(drawing: str, **options) -> bool:
        return load_contents(connection, contents(drawing, **options), now=NOW)

    return load_drawn


@pytest.fixture
def load_neighbours(connection: Connection) -> Callable[..., bool]:
    """Load a version of the statistical neighbours: authority -> its neighbours, the closest first."""

    def load(model: str, neighbours: dict[str, list[str]]) -> bool:
        pairs = [(area, place, other) for area, others in neighbours.items() for place, other in enumerate(others, 1)]
        frame = pd.DataFrame(pairs, columns=["area_code", "place", "neighbour_code"]).assign(closeness="Close")
        said = contents(
            "",
            release=Edition(f"statistical_neighbours_{model}", "statistical_neighbours", int(model[:4]), "DfE", "OGL"),
            table_code="statistical_neighbours",
            measures=MEASURES.iloc[:0],
            neighbours=frame,
        )
        return load_contents(connection, said, now=NOW)

    return load


def ours(drawing: str) -> pd.DataFrame:
    """Return our figures drawn as: metric, period type, last day, numerator, denominator."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["metric_code", "period_type", "end", "above", "below"])
    end = pd.to_datetime(frame["end"]).astype("datetime64[s]")
    months = frame["period_type"].map({"month": 1, "financial_year": 12, "at_date": 0}).astype("int64")
    starts = [last + pd.Timedelta(days=1) - pd.DateOffset(months=n) for last, n in zip(end, months, strict=True)]
    start = pd.Series(starts).astype("datetime64[s]").mask(months == 0, end)
    before = (start - pd.DateOffset(months=1)).mask(months == 0, end - pd.offsets.MonthEnd())
    above, below = frame["above"].astype("float64"), pd.to_numeric(frame["below"], errors="coerce").astype("float64")
    value = above.where(below.isna(), 100 * above / below)
    return frame[["metric_code", "period_type"]].assign(
        definition_version=1,
        cut_name="",
        cut_value="",
        period_start=start,
        period_end=end,
        numerator=above,
        denominator=below,
        value=value,
        value_presented=value.map("{:.1f}".format),
        decimal_places=1,
        unit=below.isna().map({True: "count", False: "percent"}),
        is_provisional=False,
        is_annualised=False,
        population_vintage="",
        previous_period_start=before.astype("datetime64[s]"),
        same_period_last_year_start=(start - pd.DateOffset(years=1)).astype("datetime64[s]"),
        as_at=pd.Timestamp(2025, 7, 1),
    )


@pytest.fixture
def release(connection):
    """Publish figures as drawn; `changed` are columns set by hand."""

    def publish_drawn(drawing: str, *, load_id: int = 1, changed: dict | None = None) -> int:
        return publish(
            connection,
            authority_code="852",
            load_id=load_id,
            run_id="run",
            as_at=date(2025, 7, 1),
            values=ours(drawing).assign(**(changed or {})),
            definitions=tuple(METRICS[code] for code in ("referrals", "re_referrals", "children_in_need")),
            now=datetime(2025, 7, 2, 5, 30),
        ).publication_id

    return publish_drawn
