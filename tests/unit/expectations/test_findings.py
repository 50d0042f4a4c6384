"""What follows from findings."""

import numpy as np
import pytest

from expectations.contract import Severity
from expectations.findings import Finding, Outcome, State


def finding(rule: str, severity=Severity.ERROR, state=State.FAILED, rows=(), held="none") -> Finding:
    return Finding(
        dataset="referrals",
        rule=rule,
        severity=severity,
        state=state,
        message=f"Message of {rule}.",
        evaluated=10,
        failed=len(rows),
        row_numbers=np.array(rows, dtype="int64"),
        held=held,
    )


def test_a_row_is_quarantined_with_all_its_reasons():
    """A row that fails two rules is held back once, for both reasons."""
    outcome = Outcome((finding("first", rows=[3, 1], held="row"), finding("second", rows=[3], held="row")))
    assert outcome.rows_to_quarantine == {
        1: [("first", "Message of first.")],
        3: [("first", "Message of first."), ("second", "Message of second.")],
    }


def test_a_value_of_a_quarantined_row_is_not_held_again():
    """Where the row is held back, its unknown code is held with it."""
    outcome = Outcome((finding("row", rows=[1], held="row"), finding("value", rows=[1, 2], held="value")))
    assert list(outcome.values_held) == [2]


def test_a_shown_row_is_not_held():
    """A warning that holds nothing back leaves every row and value where it is."""
    outcome = Outcome((finding("shown", Severity.WARNING, rows=[1, 2]),))
    assert not outcome.rows_to_quarantine
    assert not outcome.values_held


@pytest.mark.parametrize(
    ("severity", "state", "stops"),
    [
        (Severity.CRITICAL, State.FAILED, True),
        (Severity.CRITICAL, State.PASSED, False),
        (Severity.CRITICAL, State.NOT_APPLICABLE, False),
        (Severity.ERROR, State.FAILED, False),
        (Severity.ERROR, State.ERROR, True),
        (Severity.WARNING, State.FAILED, False),
        (Severity.WARNING, State.ERROR, False),
    ],
)
def test_what_stops_a_partition(severity, state, stops):
    """A critical failure stops, and so does a check that would hold rows back but could not be judged."""
    outcome = Outcome((finding("rule", severity, state),))
    assert bool(outcome.critical) is stops
    assert outcome.passed is not stops


def test_failed_findings_come_worst_first():
    """What a person reads begins with what is worst."""
    outcome = Outcome((finding("mild", Severity.WARNING), finding("bad", Severity.CRITICAL), finding("middling")))
    assert [found.rule for found in outcome.failed] == ["bad", "middling", "mild"]
