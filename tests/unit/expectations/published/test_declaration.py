"""Declarations of published tables: laws that hold for every one of them."""

import pytest

from expectations.published import MEASURES, TABLES
from expectations.published.declaration import POPULATION, Unit


def test_every_measure_has_a_code_of_its_own():
    """Two measures with one code would be one series."""
    assert sum(len(table.figures) for table in TABLES) == len(MEASURES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_a_measure_is_made_of_is_declared(table):
    """Numerators, denominators and parts are measures of the same table."""
    codes = {measure.code for measure in table.figures}
    for measure in table.figures:
        assert {name for name in (measure.of, measure.per, *measure.sum_of) if name} <= codes
    columns = {measure.column for measure in table.measures}
    for parts in table.parts:
        assert {parts.of, *parts.are} <= columns


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_name_means_two_columns(table):
    """A release that spells a column anew cannot be misread."""
    said = [name for measure in table.measures for name in (measure.column, *measure.aliases)]
    assert len(said) == len(set(said))


def test_the_population_behind_rates_is_declared():
    """Rates per 10,000 children stand on it."""
    assert MEASURES[POPULATION].unit is Unit.COUNT


def test_two_measures_and_their_shares_follow_from_published_counts():
    """DfE publishes the bands, and LAIT what they come to."""
    derived = [measure.code for measure in MEASURES.values() if measure.derived]
    assert derived == [
        "c2.Within_45_days",
        "c2.Within_45_days_percent",
        "c4.Within_15_days",
        "c4.Within_15_days_percent",
    ]
