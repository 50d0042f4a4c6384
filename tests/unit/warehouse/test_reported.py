"""Reported figures beside our own."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql

from expectations.datasets import ReportedFigures
from warehouse.conformed import table_of
from warehouse.engine import connect, reading, writing
from warehouse.ledger_tables import metric_value, publication, publication_pointer
from warehouse.reported import know_measures, reported_figure_comparison
from warehouse.schema import create_warehouse
from warehouse.views import create_views

JUNE = {"period_type": "month", "period_start": date(2025, 6, 1), "period_end": date(2025, 6, 30)}
FIGURE = {
    **{"authority_code": "852", "definition_version": 1, "cut_name": "", "cut_value": "", "value_presented": ""},
    **{"decimal_places": 1, "unit": "percent", "is_provisional": False, "is_annualised": False},
    **{"population_vintage": "", "as_at": date(2025, 7, 1), "load_id": 1, "first_publication_id": 1},
}
REPORTED = {
    **{"authority_code": "852", "section": "register.reported_figures", "area": "own", "decimal_places": 1},
    **{"as_at": date(2025, 7, 5), "extract_id": "x", "measure": "R", "period": "June 2025", "measure_key": "r", **JUNE},
}


@pytest.fixture
def compared(tmp_path):
    """Return the comparison of what is reported with what is published, by measure."""
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)

    def of(figures: list[dict], reported: list[dict]) -> dict[str, dict]:
        with writing(engine) as connection:
            create_views(connection)
            know_measures(connection, {"r": "re_referrals", "s": "children_in_need"})
            know_measures(connection, {"r": "re_referrals", "s": "children_in_need"})
            for number in (1, 2):
                connection.execute(
                    publication.insert().values(
                        publication_id=number, authority_code="852", load_id=1, run_id="r", as_at=date(2025, 7, 1),
                        published_at=datetime(2025, 7, 1), values_total=1, values_new=1, definitions_hash="",
                    )
                )  # fmt: skip
            connection.execute(
                publication_pointer.insert().values(
                    authority_code="852", publication_id=2, moved_at=datetime(2025, 7, 1)
                )
            )
            for figure in figures:
                connection.execute(metric_value.insert().values({**FIGURE, **figure}))
            for row in reported:
                connection.execute(table_of(ReportedFigures).insert().values({**REPORTED, **row}))
        with reading(engine) as connection:
            rows = connection.execute(sa.text("select * from reported_figure_comparison")).mappings()
            return {f"{row['measure']} {row['area']}": dict(row) for row in rows}

    return of


def test_a_figure_stands_beside_ours(compared):
    """Both values, their parts, the difference, and whether ours rounds to theirs: to the places that they state."""
    ours = {**JUNE, "metric_code": "re_referrals", "numerator": 17, "denominator": 80, "value": 21.25}
    agreeing = compared([ours], [{"value": 21.3, "numerator": 17, "denominator": 80}])["R own"]
    assert (agreeing["our_value"], agreeing["our_numerator"], agreeing["agrees"]) == (21.25, 17, 1)
    assert agreeing["difference"] == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("places", "value", "agrees"), [(1, 21.2, 1), (1, 21.4, 0), (0, 21, 1), (2, 21.3, 0), (2, 21.25, 1)]
)
def test_places_decide_what_agrees(compared, places, value, agrees):
    """A whole number agrees with what rounds to it."""
    ours = {**JUNE, "metric_code": "re_referrals", "value": 21.25}
    assert compared([ours], [{"value": value, "decimal_places": places}])["R own"]["agrees"] == agrees


def test_sql_server_compares_keys_with_other_text():
    """Keys have a collation of their own there, and two are not compared."""
    said = str(reported_figure_comparison().compile(dialect=mssql.dialect()))
    assert "reported.authority_code COLLATE DATABASE_DEFAULT" in said
    assert "reported.period_type COLLATE DATABASE_DEFAULT" in said
    assert "COLLATE" not in str(reported_figure_comparison())


def test_a_stock_is_compared_at_the_months_end(compared):
    """Ours is of a day, theirs of the month."""
    day = {"period_type": "at_date", "period_start": date(2025, 6, 30), "period_end": date(2025, 6, 30)}
    ours = {**day, "metric_code": "children_in_need", "value": 1500}
    found = compared([ours], [{"measure": "S", "measure_key": "s", "value": 1510, "decimal_places": 0}])["S own"]
    assert (found["difference"], found["agrees"]) == (10, 0)


def test_what_has_no_counterpart_is_shown_alone(compared):
    """A measure that is none of ours, another authority's figure, and one that a later publication closed."""
    closed = {**JUNE, "metric_code": "re_referrals", "value": 20, "last_publication_id": 1}
    rows = compared(
        [closed], [{"value": 20}, {"area": "England", "value": 21}, {"measure": "T", "measure_key": "t", "value": 1}]
    )
    assert {key: row["agrees"] for key, row in rows.items()} == {"R own": None, "R England": None, "T own": None}
    assert rows["R own"]["metric_code"] == "re_referrals"
    assert rows["T own"]["metric_code"] is None


def test_our_own_code_as_an_area_is_our_area(compared):
    """A scorecard of a region names every authority."""
    ours = {**JUNE, "metric_code": "re_referrals", "value": 21.25}
    rows = compared([ours], [{"area": "852", "value": 21.3}, {"area": "851", "value": 21.3}])
    assert (rows["R 852"]["agrees"], rows["R 851"]["agrees"]) == (1, None)
