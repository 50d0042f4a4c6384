"""Laws of figures, each broken once."""

import pandas as pd
import pytest

from expectations.audit import audit_metrics
from expectations.contract import Severity
from expectations.findings import State

COLUMNS = {
    "authority_code": "201",
    "metric_code": "referrals",
    "definition_version": 1,
    "cut_name": "",
    "cut_value": "",
    "period_type": "month",
    "period_start": pd.Timestamp(2024, 4, 1),
    "period_end": pd.Timestamp(2024, 4, 30),
    "numerator": 40.0,
    "denominator": None,
    "value": 40.0,
    "unit": "count",
}


def figures(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([COLUMNS | row for row in rows], columns=list(COLUMNS))


def count(number: float, **other) -> dict:
    return {"numerator": number, "value": number, **other}


def percentage(numerator: float, denominator: float, **other) -> dict:
    value = 100 * numerator / denominator if denominator else None
    return {
        "metric_code": "assessments_in_time",
        "unit": "percent",
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
        **other,
    }


def months(*numbers: float, first: str = "2024-04-01") -> list[dict]:
    starts = pd.date_range(first, periods=len(numbers), freq="MS")
    return [
        count(number, period_start=start, period_end=start + pd.offsets.MonthEnd())
        for number, start in zip(numbers, starts, strict=True)
    ]


def broken(values: pd.DataFrame, previous: pd.DataFrame | None = None, **options) -> list[str]:
    return [finding.rule for finding in audit_metrics(values, previous, **options).failed]


def test_sound_figures_pass():
    """A count, a percentage and a percentage of nothing break no law."""
    outcome = audit_metrics(figures(count(40), percentage(30, 40), percentage(0, 0, metric_code="of_nothing")))
    assert outcome.passed
    assert {finding.state for finding in outcome.findings} == {State.PASSED}


def test_a_percentage_of_140_is_found():
    """A percentage above 100 is withheld, and the metric is named."""
    outcome = audit_metrics(figures(count(40), percentage(30, 40) | {"value": 140.0}))
    assert [finding.rule for finding in outcome.critical] == ["percentage_range", "value_is_the_ratio"]
    assert outcome.critical[0].message == "A percentage lies outside 0 to 100: assessments_in_time."
    assert outcome.critical[0].row_numbers.tolist() == [1]


@pytest.mark.parametrize(
    ("rows", "rules"),
    [
        ([percentage(56, 40)], ["percentage_range", "numerator_within_denominator"]),
        ([percentage(-1, 40)], ["percentage_range", "negative"]),
        ([count(-3)], ["negative"]),
        ([percentage(30, 40) | {"value": 75.1}], ["value_is_the_ratio"]),
        ([percentage(30, 40) | {"value": None}], ["value_is_the_ratio"]),
        ([percentage(0, 0) | {"value": 0.0}], ["value_is_the_ratio"]),
        ([count(40), count(40)], ["key"]),
        ([count(float("inf"))], ["not_finite"]),
    ],
)
def test_a_broken_law_is_found(rows, rules):
    """Each arithmetical law is critical."""
    outcome = audit_metrics(figures(*rows))
    assert [finding.rule for finding in outcome.failed] == rules
    assert {finding.severity for finding in outcome.failed} == {Severity.CRITICAL}


class TestFlows:
    """The stock at the end of a month is that of a month before, and what entered, without what left."""

    def audited(self, *stock: float, started: float = 5, ended: float = 3, **options) -> list[str]:
        days = pd.date_range("2024-03-31", periods=len(stock), freq="ME")
        at = [
            count(number, metric_code="plans", period_type="at_date", period_start=day, period_end=day)
            for number, day in zip(stock, days, strict=True)
        ]
        month = {"period_start": pd.Timestamp(2024, 4, 1), "period_end": pd.Timestamp(2024, 4, 30)}
        flows = [count(started, metric_code="started", **month), count(ended, metric_code="ended", **month)]
        return broken(figures(*at, *flows), flows={"plans": ("started", "ended")}, **options)

    def test_a_stock_that_its_flows_explain(self):
        """30 plans, 5 started, 3 ended: 32."""
        assert self.audited(30, 32) == []

    def test_a_stock_that_they_belie(self):
        """33 are not."""
        assert self.audited(30, 33) == ["stock_and_flow"]

    def test_without_the_month_before_nothing_is_said(self):
        """The first stock that is known stands on nothing."""
        assert self.audited(33) == []


class TestCuts:
    """Members of a cut make up the total."""

    def cut(self, **members: float) -> list[dict]:
        return [count(number, cut_name="sex", cut_value=name) for name, number in members.items()]

    def test_members_add_up(self):
        """25 girls and 15 boys are 40 children."""
        assert broken(figures(count(40), *self.cut(F=25, M=15))) == []

    def test_members_do_not_add_up(self):
        """25 girls and 14 boys are not."""
        assert broken(figures(count(40), *self.cut(F=25, M=14))) == ["cuts_add_up"]

    def test_each_cut_for_itself(self):
        """Two cuts of one total are not added together."""
        ages = [count(40, cut_name="age_band", cut_value="0 to 17")]
        assert broken(figures(count(40), *self.cut(F=25, M=15), *ages)) == []

    def test_denominators_add_up_too(self):
        """The parts of a percentage are counts."""
        by_sex = [
            percentage(20, 25, cut_name="sex", cut_value="F"),
            percentage(10, 14, cut_name="sex", cut_value="M"),
        ]
        assert broken(figures(percentage(30, 40), *by_sex)) == ["cuts_add_up"]

    def test_overlapping_cuts_may_exceed_the_total(self):
        """A child counts once in all and once in each team: more than the total, if told so; never less."""
        values = figures(count(40), *self.cut(F=25, M=20))
        assert broken(values) == ["cuts_add_up"]
        assert broken(values, overlapping=["sex"]) == []
        assert broken(values, counting_children=["referrals"]) == []
        assert broken(figures(count(40), *self.cut(F=25, M=14)), overlapping=["sex"]) == ["cuts_add_up"]

    def test_a_distribution_has_no_total(self):
        """Shares of a whole stand without a figure for the whole."""
        assert broken(figures(percentage(30, 40, cut_name="sex", cut_value="F"))) == []


class TestMonths:
    """Months make up quarters and years."""

    def quarter(self, number: float, start: str = "2024-04-01") -> dict:
        return count(number, period_type="quarter", period_start=pd.Timestamp(start))

    def year(self, number: float) -> dict:
        return count(number, period_type="financial_year", period_start=pd.Timestamp(2024, 4, 1))

    def test_months_add_up(self):
        """Twelve months, four quarters, one financial year from April to March."""
        quarters = [
            self.quarter(30 + 9 * place, start)
            for place, start in enumerate(["2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01"])
        ]
        values = [10, 10, 10, 13, 13, 13, 16, 16, 16, 19, 19, 19]
        assert broken(figures(*months(*values), *quarters, self.year(174))) == []

    def test_a_quarter_that_does_not_add_up(self):
        """10, 10 and 11 are not 30."""
        assert broken(figures(*months(10, 10, 11), self.quarter(30))) == ["months_add_up"]

    def test_a_year_that_does_not_add_up(self):
        """The year counts what a month has lost."""
        assert broken(figures(*months(*[10] * 11, 9), self.year(120))) == ["months_add_up"]

    def test_a_year_without_all_months_is_not_judged(self):
        """Eleven months say nothing about twelve."""
        assert broken(figures(*months(*[10] * 11), self.year(120))) == []

    def test_children_may_come_twice(self):
        """A child with a plan in two months is one child of the quarter, if told so; a fourth month's is none."""
        values = figures(*months(10, 10, 10), self.quarter(22))
        assert broken(values, counting_children=["referrals"]) == []
        for impossible in (9, 31):
            values = figures(*months(10, 10, 10), self.quarter(impossible))
            assert broken(values, counting_children=["referrals"]) == ["months_add_up"]


class TestBesideTheLastPublication:
    """What moved far, or is gone, is published and looked at."""

    def test_no_change(self):
        """The same figures again are no news."""
        assert broken(figures(count(40), percentage(30, 40)), figures(count(40), percentage(30, 40))) == []

    @pytest.mark.parametrize(
        ("before", "now", "rules"),
        [
            (count(40), count(61), ["count_movement"]),
            (count(40), count(19), ["count_movement"]),
            (count(40), count(60), []),
            (count(19), count(60), []),
            (percentage(30, 40), percentage(23, 40), ["percentage_movement"]),
            (percentage(30, 40), percentage(24, 40), []),
            (percentage(3, 4), percentage(1, 4), []),
        ],
    )
    def test_movement(self, before, now, rules):
        """More than half of a count from 20, more than 15 points of a percentage from 20: a warning."""
        outcome = audit_metrics(figures(now), figures(before))
        assert [finding.rule for finding in outcome.failed] == rules
        assert outcome.passed

    def test_a_figure_that_is_gone(self):
        """A total that was published and is missing now is a warning that names the metric."""
        outcome = audit_metrics(figures(count(40)), figures(count(40), percentage(30, 40)))
        (finding,) = outcome.failed
        assert (finding.rule, finding.severity, finding.failed) == ("no_longer_there", Severity.WARNING, 1)
        assert finding.message.endswith(": assessments_in_time.")

    def test_a_new_definition_is_another_figure(self):
        """A figure is not compared with that of an earlier version of its definition."""
        assert broken(figures(count(90, definition_version=2)), figures(count(40))) == ["no_longer_there"]

    def test_the_first_publication_has_nothing_before_it(self):
        """Without a publication before there is nothing to compare."""
        assert broken(figures(count(40)), figures()) == []


def test_dates_may_be_dates():
    """Figures come from a database, with dates rather than timestamps."""
    values = figures(*months(10, 10, 11), count(30, period_type="quarter"))
    values = values.assign(
        period_start=[start.date() for start in values["period_start"]],
        period_end=[end.date() for end in values["period_end"]],
    )
    assert broken(values) == ["months_add_up"]


def test_no_figures_at_all():
    """Nothing measured breaks no law."""
    assert audit_metrics(figures()).passed


def test_a_figure_restated_without_a_reason_is_looked_at():
    """It is published; the metric is named, and a figure that is restated with a reason is not."""
    before = figures(count(40), count(41, metric_code="contacts"))
    now = figures(count(42), count(43, metric_code="contacts"))
    unexplained = now[now["metric_code"] == "contacts"]
    outcome = audit_metrics(now, before, without_reason=unexplained)
    assert outcome.passed
    assert [finding.message for finding in outcome.failed] == [
        "A figure published before is now another, and nothing that it is made of has changed: contacts."
    ]
    assert broken(now, before, without_reason=unexplained[:0]) == []
