"""
What a validation finds: counts, and the numbers of the rows, never what is in them.

Both kinds of thing that can be judged, the rows of an extract and the metric values of a publication, are judged
into the same `Outcome`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

import numpy as np

from expectations.contract import Severity

Held = Literal["row", "value", "none"]
NO_ROWS = np.empty(0, dtype="int64")


class State(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"  # another format or year, a column not delivered, or no rows
    ERROR = "error"  # it could not be judged: our mistake, never the data's


@dataclass(frozen=True)
class Finding:
    """
    The outcome of one check.

    `evaluated` and `failed` count rows, `row_numbers` are those that failed; `held` says whether such a row is
    held back ("row"), loaded without the value ("value"), or loaded as it is ("none").
    """

    dataset: str
    rule: str
    severity: Severity
    state: State
    message: str
    evaluated: int = 0
    failed: int = 0
    columns: tuple[str, ...] = ()
    row_numbers: np.ndarray = field(default_factory=NO_ROWS.copy, compare=False, repr=False)
    held: Held = "none"

    @property
    def stops(self) -> bool:
        """Whether nothing may be loaded: a critical check failed, or one that holds rows back was not judged."""
        failed_critically = self.state is State.FAILED and self.severity is Severity.CRITICAL
        not_judged = self.state is State.ERROR and self.severity.rank <= Severity.ERROR.rank
        return failed_critically or not_judged


@dataclass(frozen=True)
class Outcome:
    """All findings of one validation, in the order of the checks."""

    findings: tuple[Finding, ...]

    @property
    def critical(self) -> tuple[Finding, ...]:
        """The findings that stop the partition."""
        return tuple(finding for finding in self.findings if finding.stops)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The findings that say something, worst first."""
        said = (finding for finding in self.findings if finding.state in (State.FAILED, State.ERROR))
        return tuple(sorted(said, key=lambda finding: finding.severity.rank))

    @property
    def passed(self) -> bool:
        """Whether nothing stops the partition; rows may be held back nevertheless."""
        return not self.critical

    @cached_property
    def rows_to_quarantine(self) -> dict[int, list[tuple[str, str]]]:
        """Rows that are not loaded: row number -> rules and reasons."""
        return _reasons(finding for finding in self.findings if finding.held == "row")

    @cached_property
    def values_held(self) -> dict[int, list[tuple[str, str]]]:
        """Rows loaded without one of their values: row number -> rules and reasons."""
        held = _reasons(finding for finding in self.findings if finding.held == "value")
        return {number: reasons for number, reasons in held.items() if number not in self.rows_to_quarantine}


def _reasons(findings: Iterable[Finding]) -> dict[int, list[tuple[str, str]]]:
    reasons: dict[int, list[tuple[str, str]]] = {}
    for finding in findings:
        for number in finding.row_numbers.tolist():
            reasons.setdefault(number, []).append((finding.rule, finding.message))
    return dict(sorted(reasons.items()))
