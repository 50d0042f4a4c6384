"""Adding up counts to periods."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from warehouse.metrics.periods import IN_PERIODS, PeriodType, months_between
from warehouse.metrics.tally import Counts, distinct_in_periods, in_periods, percentile, share

APRIL = (2024 - 1970) * 12 + 3


def counted(*rows: tuple[str, str, int, int]) -> Counts:
    frame = pd.DataFrame(rows, columns=["cut_name", "cut_value", "period_key", "numerator"])
    return Counts.of(frame.assign(denominator=frame["numerator"]))


def test_months_add_up_to_the_quarter_and_the_year():
    """A year is added up from the months that are published."""
    periods = months_between(APRIL, APRIL + 11, IN_PERIODS)
    tally = in_periods(counted(*(("", "", key, 3) for key in (202404, 202406, 202503))), periods)
    by_type = pd.Series(tally.numerator[0]).groupby(periods["period_type"]).sum()
    assert by_type["month"] == by_type["quarter"] == by_type["financial_year"] == 9


def test_a_member_without_rows_in_a_period_has_a_zero():
    """Every member that occurs anywhere has a figure in every period, and the total comes first."""
    periods = months_between(APRIL, APRIL + 1, [PeriodType.MONTH])
    tally = in_periods(counted(("", "", 202404, 1), ("sex", "Female", 202404, 1)), periods)
    assert tally.members["cut_value"].tolist() == ["", "Female"]
    assert tally.numerator.tolist() == [[1, 0], [1, 0]]


def test_nothing_counted_is_zero():
    """Where nothing happened in a covered period, the total is a real zero."""
    periods = months_between(APRIL, APRIL + 1, [PeriodType.MONTH])
    assert in_periods(counted(), periods).numerator.tolist() == [[0, 0]]


def test_rows_outside_the_periods_are_not_counted():
    """Another metric may have asked for more months."""
    periods = months_between(APRIL, APRIL, [PeriodType.MONTH])
    assert in_periods(counted(("", "", 202403, 5), ("", "", 202405, 5)), periods).numerator.tolist() == [[0]]


def test_a_child_counts_once_in_each_period():
    """Twice in April, once in June: one child in April, none in May, one in the quarter."""
    periods = months_between(APRIL, APRIL + 2, [PeriodType.MONTH, PeriodType.QUARTER])
    pairs = pd.DataFrame({"period_key": [202404, 202406, 202406], "child": [1, 1, 2]})
    found = dict(
        zip(
            zip(periods["period_type"], periods["first"] - APRIL, strict=True),
            distinct_in_periods(pairs, periods).numerator[0],
            strict=True,
        )
    )
    assert found == {("month", 0): 1, ("month", 1): 0, ("month", 2): 2, ("quarter", 0): 2}


def test_a_thing_counts_once_for_each_member():
    """One episode with neglect twice and gangs once: one in all, one for each factor; another child's with gangs."""
    periods = months_between(APRIL, APRIL + 1, [PeriodType.MONTH, PeriodType.ROLLING_12_MONTHS])
    periods = pd.concat([periods, periods.head(1).assign(period_type="both", last=APRIL + 1)], ignore_index=True)
    found = pd.DataFrame(
        {
            "period_key": [202404, 202405, 202405, 202405],
            "child": [1, 1, 1, 2],
            "referral_date_key": [20240402, 20240402, 20240402, 20240402],
            "by_factor": ["Neglect", "Neglect", "Gangs", "Gangs"],
        }
    )
    tally = distinct_in_periods(found, periods, ["factor"])
    assert tally.members["cut_value"].tolist() == ["", "Gangs", "Neglect"]
    assert periods["period_type"].tolist() == ["month", "month", "both"]
    assert tally.numerator.tolist() == [[1, 2, 2], [0, 2, 2], [1, 1, 1]]


def test_a_child_with_two_episodes_has_two():
    """What tells things apart is every column but the month and the members."""
    periods = months_between(APRIL, APRIL, [PeriodType.MONTH])
    found = pd.DataFrame({"period_key": [202404] * 3, "child": [1, 1, 1], "referral_date_key": [1, 2, 2]})
    assert distinct_in_periods(found, periods).numerator.tolist() == [[2]]
    assert distinct_in_periods(found.drop(columns="referral_date_key"), periods).numerator.tolist() == [[1]]


def test_a_share_stands_in_the_periods_of_both():
    """The part looks back further, so its first period comes later; the whole is that of the same period."""
    whole = in_periods(
        counted(("", "", 202404, 4), ("", "", 202405, 5)), months_between(APRIL, APRIL + 1, [PeriodType.MONTH])
    )
    part = in_periods(counted(("", "", 202405, 2)), months_between(APRIL + 1, APRIL + 1, [PeriodType.MONTH]))
    found = share(part, whole)
    assert (found.numerator.tolist(), found.denominator.tolist()) == ([[2]], [[5]])


def test_no_children_at_all():
    """No pair of month and child gives zeros."""
    periods = months_between(APRIL, APRIL, [PeriodType.MONTH])
    pairs = pd.DataFrame({"period_key": pd.Series(dtype="int64"), "child": pd.Series(dtype="int64")})
    assert distinct_in_periods(pairs, periods).numerator.tolist() == [[0]]


@pytest.mark.parametrize("share", [Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)])
@pytest.mark.parametrize("values", [[3], [1, 2], [0, 0, 5], [1, 4, 4, 9, 12], [0, 7, 7, 7, 30, 31]])
def test_the_percentile_is_that_of_numpy(share, values):
    """From a histogram comes what NumPy's default, linear interpolation, finds in the values."""
    distinct, times = np.unique(values, return_counts=True)
    assert percentile(distinct, times, share) == np.percentile(values, float(share) * 100)


def test_no_values_no_percentile():
    """Nothing happened, so nothing lies in the middle."""
    assert np.isnan(percentile(np.array([]), np.array([]), Fraction(1, 2)))
