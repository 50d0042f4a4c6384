"""What stands beside a figure."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection

from transforms.ages import AGE_BANDS
from transforms.dimensions.dim_date import dim_date
from warehouse.dimensions import Authority
from warehouse.engine import connect, insert_frame
from warehouse.facts import Contact
from warehouse.members import seed
from warehouse.metrics import METRICS, Population, measure
from warehouse.metrics.calculation import COLUMNS
from warehouse.schema import create_warehouse

AS_AT = date(2025, 6, 12)
COVERAGE = {"contacts": [(date(2023, 4, 1), AS_AT)]}
POPULATION = Population({2023: 40_000, 2024: 50_000, 2025: 0}, "ONS 2024")


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """Yield a warehouse in which one contact was received on the last day of a year, another on the next."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.connect() as connection, connection.begin():
        bands = pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"])
        seed(connection, age_bands=bands, calendar=dim_date())
        insert_frame(
            connection,
            Authority,
            pd.DataFrame({"authority_key": [1, 2], "authority_code": ["852", "825"], "authority_name": ["A", "B"]}),
        )
        insert_frame(
            connection,
            Contact,
            pd.DataFrame(
                {
                    "authority_key": [1, 1, 2],
                    "child_durable_key": -1,
                    "contact_date_key": [20240331, 20240401, 20240401],
                    "referral_source_key": [1, 1, 1],
                }
            ),
        )
        yield connection
    engine.dispose()


def measured(connection: Connection, *codes: str, **options) -> pd.DataFrame:
    return measure(
        connection,
        **{
            "authority_key": 1,
            "definitions": [METRICS[code] for code in codes],
            "coverage": COVERAGE,
            "as_at": AS_AT,
            "population": POPULATION,
        }
        | options,
    )


def by_type(figures: pd.DataFrame, column: str) -> dict[str, set]:
    return figures.groupby("period_type")[column].agg(set).to_dict()


def test_each_authority_counts_its_own(connection):
    """The contact of the other authority is not ours."""
    years = measured(connection, "contacts").query("period_type == 'financial_year' and cut_name == ''")
    assert years["numerator"].tolist() == [1, 1]


def test_parts_of_a_year_are_annualised(connection):
    """Months, quarters and years to date are; whole years are not, nor are counts."""
    assert by_type(measured(connection, "contact_rate"), "is_annualised") == {
        "month": {True},
        "quarter": {True},
        "year_to_date": {True},
        "financial_year": {False},
        "rolling_12_months": {False},
    }
    assert not measured(connection, "contacts")["is_annualised"].any()


def test_a_rate_takes_the_population_of_the_year_before(connection):
    """The year that ends in March 2025 stands on the middle of 2024; without children there is no rate."""
    years = measured(connection, "contact_rate").query("period_type == 'financial_year'")
    assert years["denominator"].tolist() == [40_000, 50_000]
    assert set(years["population_vintage"]) == {"ONS 2024"}
    months = measured(connection, "contact_rate").query("period_type == 'month'")
    assert months["period_end"].max() == pd.Timestamp(2025, 3, 31)


def test_without_any_population_there_is_no_rate(connection):
    """Neither none at all nor an empty one is taken for a number."""
    assert measured(connection, "contact_rate", population=None).empty
    assert measured(connection, "contact_rate", population=Population({}, "")).empty


def test_the_newest_month_is_provisional(connection):
    """On 12 June May ended 12 days ago: contacts of May are still arriving; those of April are there."""
    months = measured(connection, "contacts").query("period_type == 'month' and cut_name == ''")
    provisional = months.set_index("period_start")["is_provisional"]
    assert provisional[pd.Timestamp(2025, 5, 1)]
    assert not provisional[pd.Timestamp(2025, 4, 1)]
    assert pd.Timestamp(2025, 6, 1) not in provisional.index


def test_a_metric_without_coverage_has_no_figures(connection):
    """No extract of referrals, no figure; the frame has its columns all the same."""
    figures = measured(connection, "referrals", "re_referrals", "children_in_need", "episodes_of_need_at_any_point")
    assert figures.empty
    assert tuple(figures.columns) == COLUMNS


def test_measuring_together_changes_nothing(connection):
    """Metrics over the same rows share a statement; alone they say the same."""
    together = measured(connection, "contacts", "contact_rate")
    apart = pd.concat([measured(connection, "contacts"), measured(connection, "contact_rate")], ignore_index=True)
    pd.testing.assert_frame_equal(together, apart)
