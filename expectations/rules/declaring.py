"""How DfE's rules of the children in need census are declared."""

from collections.abc import Callable

import pandas as pd

from expectations.contract import Dataset, Severity, rule


def census_rule(
    code: str,
    dataset: type[Dataset],
    *fields: str,
    beside: tuple[type[Dataset], ...] = (),
    since: int | None = None,
    until: int | None = None,
) -> Callable[[Callable[..., pd.Series]], Callable[..., pd.Series]]:
    """
    Declare a rule of the census, which fails in rows of one dataset and may look at others of the same return.

    Whatever DfE's class, the row is loaded and shown: a row that could not be counted is held back by the rules of its
    dataset (decision 1).
    `since` and `until` are the first and the last collection year of a rule, or of a version of it, that is not in all
    the lists that we hold (2023 to 2026); a return from before 2023 is judged by the oldest.
    """

    def declare(fails: Callable[..., pd.Series]) -> Callable[..., pd.Series]:
        declaration = rule(
            code, Severity.WARNING, fields=fields, formats=("cin_census",), since=since, until=until, beside=beside
        )
        dataset.declare(declaration(fails))
        return fails

    return declare
