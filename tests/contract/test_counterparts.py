"""Laws over what is compared with published statistics."""

from collections import Counter

import pytest
from sqlalchemy import BindParameter
from sqlalchemy.sql import visitors

from expectations.published import MEASURES
from expectations.published.declaration import Unit
from warehouse.base import CodeDimension
from warehouse.metrics import METRICS
from warehouse.metrics.counterparts import COUNTERPARTS, COUNTERPARTS_OF_MONTHS, Counterpart, measures_of
from warehouse.metrics.definition import Cut, Definition, Rate

ALL = (*COUNTERPARTS, *COUNTERPARTS_OF_MONTHS)
every_counterpart = pytest.mark.parametrize("counterpart", ALL, ids=[f"{each.measure}={each.metric}" for each in ALL])


@every_counterpart
def test_every_counterpart_is_a_figure_of_ours(counterpart: Counterpart):
    """A metric, a kind of period for which it is made, and a member that its cut can have."""
    metric = METRICS[counterpart.metric]
    assert counterpart.period_type in metric.period_types
    if counterpart.cut_name:
        cut = next(cut for cut in metric.cuts if cut.name == counterpart.cut_name)
        assert counterpart.cut_value in members(metric, cut)


@every_counterpart
def test_every_counterpart_is_a_published_measure(counterpart: Counterpart):
    """Declared, and of the same unit: nobody compares a count with a percentage."""
    metric, unit = METRICS[counterpart.metric], MEASURES[counterpart.measure].unit
    if counterpart.compare != "value":
        assert unit == Unit.COUNT
        assert metric.unit == "percent"
    elif isinstance(metric, Rate):
        assert unit == Unit.RATE
    else:
        assert (unit == Unit.PERCENT) == (metric.unit == "percent")


def test_a_figure_is_compared_with_a_measure_once():
    """The same comparison twice would count twice."""
    assert Counter(ALL).most_common(1)[0][1] == 1


def test_the_months_of_a_year():
    """Each month of the calendar once."""
    assert sorted(each.month for each in COUNTERPARTS_OF_MONTHS) == list(range(1, 13))


def test_the_measures_of_a_metric_begin_with_its_own_value():
    """The numbers above and below the line come after it; members of cuts are not the metric."""
    assert measures_of("re_referrals") == ("c1.Re_referrals_percent", "c1.Re_referrals")
    assert measures_of("referrals") == ("c1.Referrals",)
    assert measures_of("contacts") == ()


def members(metric: Definition, cut: Cut) -> set[str]:
    """Return the members that a cut can have: those of its dimension, or the words of its own expression."""
    if cut.member is None:
        words = visitors.iterate(cut.column(metric.fact))
        return {word.value for word in words if isinstance(word, BindParameter) and isinstance(word.value, str)}
    dimension = cut.member.class_
    assert issubclass(dimension, CodeDimension)
    name = "group" if cut.member.key == "group_label" else "label"
    return {getattr(code, name) for code in dimension.codes} | {"Unknown"}
