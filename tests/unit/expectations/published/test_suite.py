"""The checks of published figures."""

from expectations.findings import State
from expectations.published import MEASURES
from expectations.published.suite import validate_figures

SOUND = """
    d6.CPP_At31_3Months                   E06000901 2024 200
    d6.Reviewed_within_timescales         E06000901 2024 50
    d6.Reviewed_within_timescales_percent E06000901 2024 25
"""
MONTHS = "April May June July August September October November December January February March".split()  # noqa: SIM905


def failed(figures):
    outcome = validate_figures(figures, measures=MEASURES)
    assert not [finding for finding in outcome.findings if finding.state is State.ERROR]
    return {finding.rule: finding.failed for finding in outcome.failed}


def months(figures, *, total: int):
    lines = [f"c6.{month} E06000901 2024 10" for month in MONTHS]
    return figures("\n".join([*lines, f"c6.Referrals E06000901 2024 {total}"]))


def test_sound_figures_pass(figures):
    """Every check is judged, none fails."""
    assert failed(figures(SOUND)) == {}


def test_a_wrong_percentage_is_found(figures):
    """It is a warning: what DfE published is loaded as it is."""
    assert failed(figures(SOUND.replace("2024 25", "2024 25.1"))) == {"percentage_is_its_counts": 1}


def test_a_percentage_beyond_100_is_found(figures):
    """Whatever its counts say."""
    assert failed(figures("b2.Autism_percent E06000901 2024 100.1")) == {"percentage_range": 1}


def test_parts_that_do_not_add_up_are_found_at_their_total(figures):
    """Twelve months of ten referrals are 120."""
    assert failed(months(figures, total=120)) == {}
    assert failed(months(figures, total=121)) == {"parts_add_up:c6.Referrals:0": 1}


def test_parts_are_not_judged_where_one_is_suppressed(figures):
    """The sum is not known."""
    drawn = months(figures, total=500)
    drawn.loc[0, ["value", "shown", "symbol"]] = [float("nan"), "c", "c"]
    assert failed(drawn) == {}


def test_parts_that_need_not_add_up_are_a_note(figures):
    """A conference before its enquiry is in no band."""
    drawn = figures("""
        c4.ICPC                E06000901 2024 50
        c4.Duration_0-10_days  E06000901 2024 10
        c4.Duration_11-15_days E06000901 2024 10
        c4.Duration_16-20_days E06000901 2024 10
        c4.Duration_21+_days   E06000901 2024 10
    """)
    (finding,) = validate_figures(drawn, measures=MEASURES).failed
    assert (finding.severity, finding.evaluated, finding.failed) == ("note", 1, 1)


def test_two_figures_for_the_same_thing_stop_everything(figures):
    """The reader lets the first through only; here it is made sure."""
    outcome = validate_figures(figures(SOUND + SOUND), measures=MEASURES)
    assert [finding.rule for finding in outcome.critical] == ["grain"]


def test_a_measure_that_nobody_declared_stops_everything(figures):
    """A figure without a definition is none."""
    outcome = validate_figures(figures("e9.Unheard_of E06000901 2024 1"), measures=MEASURES)
    assert [finding.rule for finding in outcome.critical] == ["unknown_measure"]
