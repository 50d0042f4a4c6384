"""Looked-after children of an invented authority: coherent in themselves, with its episodes of need, over the years."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from expectations.contract import DATASETS, Context
from expectations.sections import Sections
from flows.sample.authority import invent, write_sample
from flows.sample.looked_after import looked_after, unique_pupil_number
from flows.sample.ssda903 import learned_too_late, ssda903_records
from flows.sources import cin_census, ssda903
from transforms.conform.episodes_of_care import repair
from transforms.conform.merging import combine
from transforms.conform.ssda903 import SECTIONS, conform
from transforms.parsing import parse

YEARS = (2023, 2024, 2025)


@pytest.fixture(scope="module")
def histories():
    """A small authority."""
    return invent(children=250, first_year=YEARS[0], last_year=YEARS[-1], months=0, seed=11)


@pytest.fixture(scope="module")
def cared_for(histories):
    """Its looked-after children."""
    return looked_after(histories, seed=13)


def parsed(records, year):
    """Return each section of a return, typed, with its rows as they were delivered."""
    for name, text in conform(records).items():
        dataset = DATASETS[SECTIONS[name].dataset]
        yield (
            SECTIONS[name],
            dataset,
            parse(dataset, text, year=year, statutory=False, pseudonymise=lambda names: names),
        )


def test_care_lies_within_an_episode_of_need(histories, cared_for):
    """And each child is in one episode of care at a time, from the first day to the last."""
    needs = histories.referrals.set_index("child_id")[["referral_date", "closure_date"]]
    for care in cared_for:
        theirs = needs.loc[[care.child_id]]
        last = pd.Timestamp(care.ends or care.starts)
        assert ((theirs["referral_date"] < pd.Timestamp(care.starts)) & ~(theirs["closure_date"] < last)).any()
        assert all((one.end, one.ended) == (other.start, "X1") for one, other in pairwise(care.episodes))
        assert care.episodes[0].why == "S" and care.ends and care.episodes[-1].ended != "X1"
        assert all(care.starts < held < care.ends for held in care.reviews)


def test_the_same_seed_gives_the_same(histories, cared_for):
    """Down to the last row."""
    assert looked_after(histories, seed=13) == cared_for


@pytest.mark.parametrize("year", [2018, *YEARS])
def test_every_row_passes_every_rule(cared_for, year):
    """Nothing unreadable, no code of another year, no row that DfE's rules find fault with in the return."""
    sections = [(dataset, found) for _, dataset, found in parsed(ssda903_records(cared_for, year), year)]
    side_by_side = Sections({dataset.name: found.frame for dataset, found in sections})
    context = Context(format="ssda903", as_at=date(year, 3, 31), collection_year=year, sections=side_by_side)
    for dataset, found in sections:
        marks = [*found.unreadable.values(), *found.unknown.values()]
        assert not any(mark.any() for mark in marks), dataset.name
        assert not found.frame.duplicated(list(dataset.grain)).any(), dataset.name
        for rule in dataset.rules_in(year):
            if rule.applies(context, frozenset(found.delivered)):
                assert not rule.failing(context.rows_of(dataset), context).any(), (dataset.name, rule.code)


def test_what_a_return_learned_too_late_the_repair_makes_good(cared_for):
    """The returns of three years together: as many episodes come back as were ended late, and no two overlap."""
    statements, coverage = [], []
    for year in YEARS:
        as_at = date(year, 3, 31)
        records = ssda903_records(cared_for, year)
        section, dataset, found = next(part for part in parsed(records, year) if part[1].name == "episodes_of_care")
        said = found.frame.assign(section=section.name, as_at=pd.Timestamp(as_at).as_unit("s"), extract_id=str(year))
        statements.append(said[[*dataset.columns, "section", "as_at", "extract_id"]])
        first, last = (pd.Timestamp(day).as_unit("s") for day in section.window(as_at))
        coverage.append(
            {
                **{"section": section.name, "dataset": dataset.name, "format": "ssda903", "extract_id": str(year)},
                **{"as_at": last, "issued_at": last, "covers_from": first, "covers_to": last},
                **{"withdraws": section.withdraws.value, "complete": section.complete.value},
                "columns": sorted(found.delivered),
            }
        )
    newest = pd.concat(statements).sort_values("as_at").drop_duplicates(list(dataset.grain), keep="last")
    covered = pd.DataFrame(coverage)
    _, counts = repair(combine(dataset, newest.reset_index(drop=True), covered), covered)
    expected = learned_too_late(cared_for, YEARS[0], YEARS[-1])
    assert (counts, expected > 0) == ({"reinstated": expected}, True)


def test_a_pupil_number_has_its_check_letter():
    """8 x 2 + 5 x 3 + 2 x 4 + 1 x 13 = 52, which leaves 6 when divided by 23: the seventh letter (DfE's rule 1510)."""
    assert unique_pupil_number(1) == "G852000000001"
    assert len({unique_pupil_number(number) for number in range(50)}) == 50


def test_the_sample_has_a_return_for_each_year(tmp_path: Path):
    """The last as XML; the census has the same pupil numbers, and the answer file says what must come of it."""
    lines = list(
        write_sample(
            tmp_path / "x",
            **{"children": 60, "first_year": 2023, "last_year": 2024, "months": 0, "mess": 0, "seed": 5},
            with_looked_after=True,
        )
    )
    answers = json.loads((tmp_path / "x_looked_after.json").read_text())
    returns = [ssda903.read(tmp_path / "x" / name) for name in ("SSDA903_2023", "SSDA903_2024.xml")]
    assert [{kind: len(rows) for kind, rows in extract.records.items()} for extract in returns] == list(
        answers["rows"].values()
    )
    assert any(line.startswith("SSDA903_2024: ") for line in lines)
    census = cin_census.read(tmp_path / "x" / "CIN_Census_2023.xml").records["children"]
    header = returns[0].records["header"]
    in_care = header["CHILD"].isin(returns[0].records["episodes"]["CHILD"])  # the others have left care long ago
    numbers = set(header.loc[in_care, "UPN"]) - {"UN1"}
    assert numbers and numbers <= set(census["UPN"].dropna())
    assert answers["with_another_identifier"] >= answers["with_another_identifier_and_a_pupil_number"] > 0
