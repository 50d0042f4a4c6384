"""Rows of a dataset as an extract would deliver them, and the rules that object to them."""

from datetime import date

import pandas as pd
import pytest

from expectations.contract import Context, Dataset
from expectations.findings import State
from expectations.validation import validate
from transforms.parsing import parse

CONTEXT = Context("annex_a", date(2024, 6, 30))


@pytest.fixture
def objections():
    """Return the rules that object to rows, with what becomes of them: the row held, its value held, or nothing."""

    def judge(dataset: type[Dataset], *rows: dict[str, str | None]) -> dict[str, str]:
        text = pd.DataFrame(list(rows), dtype="str").assign(row_number=range(len(rows)))
        parsed = parse(dataset, text, year=None, statutory=False, pseudonymise=lambda names: names)
        outcome = validate(dataset, parsed, CONTEXT)
        return {finding.rule: finding.held for finding in outcome.findings if finding.state is State.FAILED}

    return judge
