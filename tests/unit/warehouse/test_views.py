"""What reporting tools read."""

from collections.abc import Iterator
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection, select
from sqlalchemy.dialects import mssql, postgresql, sqlite

from warehouse.engine import connect, read_frame
from warehouse.metrics.front_door import RE_REFERRALS, REFERRALS
from warehouse.publication import publish, rollback
from warehouse.schema import create_warehouse
from warehouse.views import PUBLISHED_METRIC, PUBLISHED_METRIC_COMPARISON, PUBLISHED_SCORECARD, VIEWS, create_views


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Yield a connection to an empty warehouse with its views."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.connect() as connection, connection.begin():
        create_views(connection)
        yield connection
    engine.dispose()


def figures(drawing: str) -> pd.DataFrame:
    """Return figures drawn as: metric, period type, first and last day, numerator, denominator, cut member."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["metric_code", "period_type", "start", "end", "above", "below", "member"])
    start, end = (pd.to_datetime(frame[name]).astype("datetime64[s]") for name in ("start", "end"))
    numerator = frame["above"].astype("float64")
    denominator = pd.to_numeric(frame["below"], errors="coerce")
    percent = denominator.notna()
    at_date = frame["period_type"] == "at_date"
    value = numerator.where(~percent, 100 * numerator / denominator)
    return pd.DataFrame(
        {
            "metric_code": frame["metric_code"],
            "definition_version": 1,
            "cut_name": frame["member"].map(lambda member: "sex" if member else ""),
            "cut_value": frame["member"],
            "period_type": frame["period_type"],
            "period_start": start,
            "period_end": end,
            "numerator": numerator,
            "denominator": denominator,
            "value": value,
            "value_presented": value.map(lambda number: f"{number:.1f}"),
            "decimal_places": 1,
            "unit": percent.map({True: "percent", False: "count"}),
            "is_provisional": False,
            "is_annualised": False,
            "population_vintage": "",
            "previous_period_start": (start - pd.DateOffset(months=1))
            .mask(at_date, start - pd.offsets.MonthBegin() - pd.Timedelta(days=1))
            .mask(frame["period_type"] == "year_to_date"),
            "same_period_last_year_start": start - pd.DateOffset(years=1),
            "as_at": pd.Timestamp(2025, 7, 1),
        }
    )


def release(connection: Connection, drawing: str, *, load_id: int = 1) -> int:
    return publish(
        connection,
        authority_code="852",
        load_id=load_id,
        run_id="run",
        as_at=date(2025, 7, 1),
        values=figures(drawing),
        definitions=(REFERRALS, RE_REFERRALS),
        now=datetime(2025, 7, 2, 5, 30),
    ).publication_id


TWO_JUNES = """
    referrals    | month | 2024-06-01 | 2024-06-30 | 40 |    |
    referrals    | month | 2025-05-01 | 2025-05-31 |  9 |    |
    referrals    | month | 2025-06-01 | 2025-06-30 | 50 |    |
    re_referrals | month | 2024-06-01 | 2024-06-30 |  8 | 40 |
    re_referrals | month | 2025-06-01 | 2025-06-30 | 15 | 50 |
    """


def row(connection: Connection, view, **where: object) -> pd.Series:
    statement = select(view).where(*(view.c[name] == value for name, value in where.items()))
    found = read_frame(connection, statement)
    assert len(found) == 1
    return found.iloc[0]


def test_a_figure_comes_with_the_words_that_explain_it(connection):
    """Name, unit, polarity and source stand beside the number."""
    release(connection, TWO_JUNES)
    figure = row(connection, PUBLISHED_METRIC, metric_code="re_referrals", period_start=date(2025, 6, 1))
    assert figure["label"] == RE_REFERRALS.label
    assert figure["catalogue_id"] == "FD08"
    assert figure["polarity"] == "low is good"


def test_readers_see_one_publication_only(connection):
    """After a change the new figure is shown alone, after a rollback the old one."""
    first = release(connection, "referrals | month | 2025-06-01 | 2025-06-30 | 50 | |")
    release(connection, "referrals | month | 2025-06-01 | 2025-06-30 | 51 | |", load_id=2)
    assert row(connection, PUBLISHED_METRIC)["numerator"] == 51
    rollback(connection, "852", first, datetime(2025, 7, 3))
    assert row(connection, PUBLISHED_METRIC)["numerator"] == 50


def test_a_count_is_compared_with_last_year_in_per_cent(connection):
    """From 40 to 50 is 10 more, or 25 per cent."""
    release(connection, TWO_JUNES)
    june = row(connection, PUBLISHED_METRIC_COMPARISON, metric_code="referrals", period_start=date(2025, 6, 1))
    assert (june["last_year_value"], june["change_on_last_year"], june["change_on_last_year_percent"]) == (40, 10, 25)


def test_a_small_base_has_no_change_in_per_cent(connection):
    """From 9 to 50 is 41 more; in per cent it would say nothing."""
    release(connection, TWO_JUNES)
    june = row(connection, PUBLISHED_METRIC_COMPARISON, metric_code="referrals", period_start=date(2025, 6, 1))
    assert june["change_on_previous"] == 41
    assert pd.isna(june["change_on_previous_percent"])


def test_a_percentage_changes_in_points(connection):
    """From 20 to 30 per cent is 10 percentage points, never 50 per cent."""
    release(connection, TWO_JUNES)
    june = row(connection, PUBLISHED_METRIC_COMPARISON, metric_code="re_referrals", period_start=date(2025, 6, 1))
    assert june["change_on_last_year"] == pytest.approx(10)
    assert june["change_on_last_year_unit"] == "percentage points"
    assert pd.isna(june["change_on_last_year_percent"])


def test_without_an_earlier_figure_there_is_no_change(connection):
    """The figure itself is shown all the same."""
    release(connection, TWO_JUNES)
    june = row(connection, PUBLISHED_METRIC_COMPARISON, metric_code="referrals", period_start=date(2024, 6, 1))
    assert june["numerator"] == 40
    assert pd.isna(june["change_on_last_year"])


def test_a_year_to_date_is_compared_with_the_same_months(connection):
    """All years to date begin on 1 April: June's is compared with June's, not with May's."""
    release(
        connection,
        """
        referrals | year_to_date | 2024-04-01 | 2024-05-31 | 30 | |
        referrals | year_to_date | 2024-04-01 | 2024-06-30 | 70 | |
        referrals | year_to_date | 2025-04-01 | 2025-06-30 | 77 | |
        """,
    )
    june = row(connection, PUBLISHED_METRIC_COMPARISON, period_start=date(2025, 4, 1))
    assert (june["last_year_value"], june["change_on_last_year_percent"]) == (70, 10)


def test_members_are_compared_with_the_same_member(connection):
    """Girls with girls."""
    release(
        connection,
        """
        referrals | month | 2024-06-01 | 2024-06-30 | 20 | | Female
        referrals | month | 2024-06-01 | 2024-06-30 | 20 | | Male
        referrals | month | 2025-06-01 | 2025-06-30 | 30 | | Female
        """,
    )
    girls = row(connection, PUBLISHED_METRIC_COMPARISON, period_start=date(2025, 6, 1))
    assert girls["change_on_last_year_percent"] == 50


def test_the_scorecard_shows_the_latest_total_of_each_kind_of_period(connection):
    """One row for the month and one for the year; members and older periods are left out."""
    release(
        connection,
        """
        referrals | month          | 2025-05-01 | 2025-05-31 | 40 | |
        referrals | month          | 2025-06-01 | 2025-06-30 | 50 | |
        referrals | month          | 2025-06-01 | 2025-06-30 | 30 | | Female
        referrals | financial_year | 2024-04-01 | 2025-03-31 | 99 | |
        """,
    )
    card = read_frame(connection, select(PUBLISHED_SCORECARD))
    assert dict(zip(card["period_type"], card["numerator"], strict=True)) == {"month": 50, "financial_year": 99}


def test_the_views_can_be_made_again(connection):
    """A newer version replaces them in the same transaction."""
    create_views(connection)
    assert read_frame(connection, select(PUBLISHED_SCORECARD)).empty


@pytest.mark.parametrize(
    "dialect", [sqlite.dialect(), postgresql.dialect(), mssql.dialect()], ids=lambda each: each.name
)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.table.name)
def test_the_views_can_be_made_in_every_database(view, dialect):
    """Nothing in them belongs to one database, and no parameter is left open."""
    text = str(view.compile(dialect=dialect))
    assert text.lstrip().startswith(f"CREATE VIEW {view.table.name} AS")
    assert "?" not in text
    assert "%(" not in text
