"""How the rules of DfE's returns are declared."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from expectations.contract import Dataset, Severity, rule


def return_rule(
    format: str,
    code: str,
    dataset: type[Dataset],
    *fields: str,
    beside: tuple[type[Dataset], ...] = (),
    last_year: tuple[type[Dataset], ...] = (),
    since: int | None = None,
    until: int | None = None,
) -> Callable[[Callable[..., pd.Series]], Callable[..., pd.Series]]:
    """
    Declare a rule of a return, which fails in rows of one dataset and may look at others of the same return, or of
    the return of the year before.

    Whatever DfE's class, the row is loaded and shown: a row that could not be counted is held back by the rules of its
    dataset (decision 1).
    `since` and `until` are the first and the last collection year of a rule, or of a version of it, that is not in all
    the lists that we hold (2023 to 2026 of the census, 2025 of the SSDA903); an older return is judged by the oldest.
    """

    def declare(fails: Callable[..., pd.Series]) -> Callable[..., pd.Series]:
        declaration = rule(
            code,
            Severity.WARNING,
            fields=fields,
            formats=(format,),
            since=since,
            until=until,
            beside=beside,
            last_year=last_year,
        )
        dataset.declare(declaration(fails))
        return fails

    return declare


census_rule = partial(return_rule, "cin_census")
looked_after_rule = partial(return_rule, "ssda903")
