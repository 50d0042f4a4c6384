"""A warehouse with a few published figures, drawn small."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from warehouse.base import metadata
from warehouse.engine import connect
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
SHARE, REFERRALS, RE_REFERRALS = "c1.Re_referrals_percent", "c1.Referrals", "c1.Re_referrals"
MEASURES = pd.DataFrame(
    {
        "measure_code": [SHARE, REFERRALS, RE_REFERRALS],
        "label": ["Re-referrals", "Referrals", "Re-referrals within 12 months"],
        "unit": ["percent", "count", "count"],
        "decimal_places": [1, 0, 0],
        "polarity": ["low is good", "neutral", "neutral"],
        "is_compared": [True, True, False],
        "table_code": "c1",
        "publication": "children_in_need",
        "of": [RE_REFERRALS, "", ""],
        "per": [REFERRALS, "", ""],
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
