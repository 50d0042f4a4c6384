"""A figure is called contradicted only with the sum of published counts that shows it."""

import pytest

from flows.sample.calibrated.proofs import NOT_REACHED, RELATIONS, reason
from flows.sample.calibrated.targets import YearTargets


def targets(**counts: float) -> YearTargets:
    """Return published counts; a double underscore stands for the dot of a measure."""
    return YearTargets(2024, {measure.replace("__", "."): count for measure, count in counts.items()})


REFERRALS = {"c1__Referrals": 9_729, "c1__No_Further_Action": 508, "c1__Not_in_Need": 72}


def test_the_sum_is_stated():
    """North Yorkshire could not say so more clearly."""
    found = reason("c1.Not_in_Need", targets(**REFERRALS, b1__Started_episodes=8_466))
    assert found.startswith(
        "c1.Referrals 9,729 exceeds c1.No_Further_Action 508 + c1.Not_in_Need 72 + b1.Started_episodes 8,466 = 9,046: "
    )


def test_figures_that_agree_prove_nothing():
    """Nor do those that have no part in what is broken."""
    agreeing = targets(**REFERRALS, b1__Started_episodes=9_149, b1__Started_child=9_200)
    assert reason("c1.Not_in_Need", agreeing) == NOT_REACHED
    assert reason("b1.Started_child", agreeing).startswith("b1.Started_child 9,200 exceeds b1.Started_episodes 9,149")


def test_what_was_suppressed_may_be_anything():
    """Parts that fall short prove nothing while one is not known; parts that exceed the total do."""
    short = targets(d1__CPP_At31=20, d5__3_months_or_less=8, d5__2_years_or_more=0)
    assert reason("d5.2_years_or_more", short) == NOT_REACHED
    over = targets(d1__CPP_At31=7, d5__3_months_or_less=8)
    assert reason("d5.3_months_or_less", over) == "d5.3_months_or_less 8 exceeds d1.CPP_At31 7: the parts are the total"


BANDS = {"c4__Duration_0-10_days": 27, "c4__Duration_11-15_days": 54, "c4__Duration_16-20_days": 10}


@pytest.mark.parametrize(
    ("days", "proof"),
    [
        # The 28th of 108 takes 11 days at least and the 27th none at least: three quarters of the way, 8.25.
        (8, NOT_REACHED),
        (7, "so that c4.Duration_25th_Percentile is 8 to 14, not 7"),
    ],
)
def test_bands_rule_percentiles_out(days: int, proof: str):
    """The first quartile lies between the 27th and the 28th of 108 conferences."""
    published = targets(**BANDS, **{"c4__Duration_21+_days": 17}, c4__Duration_25th_Percentile=days)
    assert reason("c4.Duration_25th_Percentile", published).endswith(proof)


def test_every_relation_names_what_it_compares():
    """And none compares a figure with itself."""
    assert all(relation.less and relation.more and relation.because for relation in RELATIONS)
    assert not [relation for relation in RELATIONS if set(relation.less) & set(relation.more)]
