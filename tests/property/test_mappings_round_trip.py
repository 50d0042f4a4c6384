"""
What is written in a system's own words, and read back by its mapping, is the same: for every dataset.

The default suite draws few examples; `pytest -m campaign` draws 1,000 of each dataset.
"""

import tempfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.contract import DATASETS, Context, Dataset
from expectations.invention import invent
from flows.sources.extract import PROVENANCE
from flows.sources.mappings import reading, writing
from flows.sources.mappings.checking import checked
from flows.sources.mappings.declaration import Mapping, MappingDeclaration
from transforms.conform import mapped
from transforms.parsing import parse

FORMATS = {"dd/mm/yyyy": "%d/%m/%Y", "yyyymmdd": "%Y%m%d", "dd-mon-yyyy": "%d-%b-%Y", "dd.mm.yyyy": "%d.%m.%Y"}


@st.composite
def mappings(draw, dataset: type[Dataset]) -> tuple[Mapping, str]:
    """Draw a system's words for a dataset: its headers, codes that may be ours with other meanings, one date format."""
    headers = {f"{draw(st.sampled_from(['Case', 'FACT_', 'ü']))} {name}": name for name in dataset.columns}
    codes = {}
    for column in dataset.columns.values():
        if column.is_code:
            ours = [member.value for member in column.type]
            codes[column.name] = dict(zip(draw(st.permutations(ours)), ours, strict=True))
        elif column.type is bool:
            codes[column.name] = {"Progressed": "false", "NFA": "true"}
    written = draw(st.sampled_from(sorted(FORMATS)))
    declared = MappingDeclaration.model_validate(
        {"dates": [written], "tables": {dataset.name: {"columns": headers, "codes": codes}}}
    )
    return checked(declared, name="system", file="mappings/system.toml", taken=frozenset()), FORMATS[written]


def typed(dataset: type[Dataset], text: pd.DataFrame, mapping: Mapping | None = None) -> pd.DataFrame:
    """Return rows as the judge would read them."""
    wordings = mapping.tables[dataset.name].section.wordings if mapping else None
    rows = text.drop(columns=list(PROVENANCE), errors="ignore")
    return parse(dataset, rows, year=None, statutory=False, pseudonymise=lambda names: names, wordings=wordings).frame


def assert_same(dataset: type[Dataset], drawn: st.DataObject) -> None:
    """Write, read, conform, compare value by value."""
    mapping, date_format = drawn.draw(mappings(dataset))
    seed, rows = drawn.draw(st.integers(0, 10**6)), drawn.draw(st.integers(0, 6))
    suffix = drawn.draw(st.sampled_from([".csv", ".csv", ".xlsx"]))
    invented = invent(dataset, rows, seed=seed, context=Context("system", date(2025, 1, 31)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export 2025-01-31{suffix}"
        writing.write(path, mapping, {dataset.name: invented}, date_format=date_format)
        assert reading.recognise(path, mapping)
        extract = reading.read(path, mapping)
    assert (extract.as_at, extract.dropped) == (date(2025, 1, 31), {})
    back = mapped.conform(extract.records, mapping.tables)[f"system.{dataset.name}"]
    pd.testing.assert_frame_equal(typed(dataset, back, mapping), typed(dataset, invented))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(DATASETS)), st.data())
def test_an_export_comes_back_as_it_was(name: str, drawn: st.DataObject):
    """Codes that are ours with other meanings, days in the system's format, any dataset."""
    assert_same(DATASETS[name], drawn)


@pytest.mark.campaign
@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(sorted(DATASETS)), st.data())
def test_a_thousand_exports_come_back_as_they_were(name: str, drawn: st.DataObject):
    """The same, 1,000 times."""
    assert_same(DATASETS[name], drawn)
