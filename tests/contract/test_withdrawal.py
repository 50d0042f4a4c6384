"""Whatever a format declares of a section: rows in a newer window are taken back, those outside it stay."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from flows.sources.formats import FORMATS
from transforms.conform.merging import combine
from transforms.conform.section import Covers, Section, Spans

OLDER, NEWER = date(2024, 3, 31), date(2025, 3, 31)
DATED = [
    (form.name, replace(section, spans=Spans.MONTHS))  # what a newer extract covers is given here, not found in rows
    for form in FORMATS.values()
    for section in form.sections.values()
    if DATASETS[section.dataset].defining_date
]
SECTIONS = [(form, section) for form, section in DATED if section.withdraws is not Covers.NOTHING]
SILENT = [(form, section) for form, section in DATED if section.withdraws is Covers.NOTHING]


def _rows_said_once(form: str, section: Section, days: dict[str, tuple[str, str | None]]):
    """Combine rows that the older extract holds and the newer one lacks; return the live and the count withdrawn."""
    dataset = DATASETS[section.dataset]
    kinds = {date: "datetime64[s]", bool: "boolean", int: "Int64"}
    begins, ends = dataset.defining_date, dataset.ends
    filled = {date: "2020-01-01", int: 1, bool: True}
    keys = [name for name in dataset.grain if name != begins]
    rows = pd.DataFrame(
        [
            {name: filled.get(dataset.columns[name].type, row) for name in keys}
            | {begins: first}
            | ({ends: last} if ends else {})
            for row, (first, last) in days.items()
        ],
        columns=list(dataset.columns),
    ).astype({name: kinds.get(column.type, "str") for name, column in dataset.columns.items()})
    statements = rows.assign(section=section.name, as_at=pd.Timestamp(OLDER), extract_id="older").astype(
        {"as_at": "datetime64[s]"}
    )
    first, last = section.window(NEWER)
    coverage = pd.DataFrame(
        {
            "section": section.name,
            "dataset": section.dataset,
            "format": form,
            "as_at": pd.to_datetime([OLDER, NEWER]),
            "issued_at": pd.to_datetime([OLDER, NEWER]),
            "extract_id": ["older", "newer"],
            "covers_from": pd.to_datetime([section.window(OLDER)[0], first]),
            "covers_to": pd.to_datetime([OLDER, last]),
            "withdraws": section.withdraws.value,
            "complete": section.complete.value,
            "columns": [tuple(dataset.columns)] * 2,
        }
    )
    combined = combine(dataset, statements, coverage)
    left = set(combined.rows[begins])
    return {name for name, (first, _) in days.items() if pd.Timestamp(first) in left}, combined.withdrawn


def _around(section: Section) -> dict[str, tuple[str, str | None]]:
    """Return rows that ended before the newer window, were open into it, began in it, and begin after it."""
    first, last = (pd.Timestamp(day) for day in section.window(NEWER))
    day = pd.Timedelta(days=1)
    return {
        "before": (str((first - 41 * day).date()), str((first - day).date())),
        "into": (str((first - 40 * day).date()), str(first.date())),
        "in": (str(first.date()), str(last.date())),
        "after": (str((last + day).date()), str((last + 9 * day).date())),
    }


@pytest.mark.parametrize(("form", "section"), SECTIONS, ids=[section.name for _, section in SECTIONS])
def test_what_a_newer_extract_covers_and_lacks_is_withdrawn(form, section):
    """Events by the day they began; episodes by any day on which they were open."""
    live, withdrawn = _rows_said_once(form, section, _around(section))
    open_in_window = section.withdraws is Covers.EPISODES and DATASETS[section.dataset].ends is not None
    gone = {"in", "into"} if open_in_window else {"in"}
    assert live == {"before", "into", "in", "after"} - gone
    assert withdrawn == len(gone)


@pytest.mark.parametrize(("form", "section"), SILENT, ids=[section.name for _, section in SILENT])
def test_a_section_that_may_leave_rows_out_takes_nothing_back(form, section):
    """Absence says nothing where the format is not bound to contain the row."""
    live, withdrawn = _rows_said_once(form, section, _around(section))
    assert (live, withdrawn) == ({"before", "into", "in", "after"}, 0)
