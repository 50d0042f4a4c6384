"""What a definition must state."""

import pytest

from warehouse.facts import Referral
from warehouse.metrics.catalogue import METRICS, catalogue
from warehouse.metrics.cuts import NEED, SEX, TEAM
from warehouse.metrics.definition import Count, DfE, Distribution, Local
from warehouse.metrics.front_door import REFERRALS
from warehouse.metrics.periods import PeriodType


def a_count(**options):
    stated = {
        "code": "drawn",
        "catalogue_id": "FD05",
        "label": "Drawn",
        "description": "Drawn.",
        "fact": Referral,
        "period": Referral.referral_date_key,
        "source": Local("drawn"),
    }
    return Count(**stated | options)


def test_a_metric_without_description_cannot_be_declared():
    """A figure that nobody explains is not published."""
    with pytest.raises(TypeError, match="drawn needs a description"):
        a_count(description="  ")


def test_a_description_loses_its_indentation():
    """It is written indented in the code and printed without."""
    assert a_count(description="\n        One.\n\n        Two.\n    ").description == "One.\n\nTwo."


def test_a_code_is_plain():
    """Codes stand in file names and addresses."""
    with pytest.raises(TypeError, match="no code"):
        a_count(code="Drawn metric")


def test_two_cuts_of_one_name_are_refused():
    """Their members would be mixed up."""
    with pytest.raises(TypeError, match="two cuts"):
        a_count(cuts=(SEX, SEX))


def test_a_distribution_needs_the_cut_in_what_it_distributes():
    """Referrals are not cut by team, so they cannot be shared out by team."""
    with pytest.raises(TypeError, match="not cut"):
        Distribution(
            code="drawn",
            catalogue_id="FD05",
            label="Drawn",
            description="Drawn.",
            of=REFERRALS,
            by=TEAM,
            source=Local("drawn"),
        )


def test_two_metrics_of_one_code_are_refused():
    """A figure has one definition."""
    with pytest.raises(TypeError, match="two metrics"):
        catalogue([a_count(), a_count()])


def test_the_datasets_are_those_of_the_fact():
    """Unless a metric says that it needs more."""
    assert a_count().datasets == Referral.datasets
    assert a_count(datasets=("referrals", "assessments")).datasets == ("referrals", "assessments")


def test_what_is_counted_must_have_been_delivered():
    """A condition on the closing date needs closing dates: a missing column must not look like open cases."""
    closed = a_count(conditions=(Referral.closure_date_key > 0,))
    assert closed.datasets == (*Referral.datasets, "referrals.closure_date")


def test_a_source_that_is_not_confirmed_says_so():
    """General knowledge is labelled until somebody has read it."""
    assert str(DfE("Children in need", table="C1")) == "DfE: Children in need, table C1"
    assert str(DfE("Children in need", confirmed=False)).endswith("(to be confirmed)")


def test_what_months_share_has_rates_for_whole_years_alone():
    """Twelve times the children of a month are no year's children: nothing is annualised that does not add up."""
    whole_years = (PeriodType.FINANCIAL_YEAR, PeriodType.ROLLING_12_MONTHS)
    assert METRICS["children_with_a_conference_rate"].period_types == whole_years
    assert METRICS["child_protection_plans_at_any_point_rate"].period_types == whole_years
    assert METRICS["conference_rate"].period_types == METRICS["conferences"].period_types


def test_what_tells_things_apart_must_have_been_delivered():
    """Episodes cannot be told apart without referrals."""
    assert "referrals" in METRICS["episodes_with_assessment_factors"].datasets


def test_a_derived_metric_takes_its_periods_from_what_it_is_derived_from():
    """There is no second place in which they could differ."""
    assert METRICS["referral_rate"].period_types == REFERRALS.period_types
    assert METRICS["referrals_by_need"].cuts == (NEED,)
