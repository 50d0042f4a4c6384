"""Writes the extracts of an invented authority: a census for each year, then monthly Annex A workbooks."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from flows.sample.annex_a import annex_a_records
from flows.sample.calibrated.chain import Picture, pictures, published_years, with_following_year
from flows.sample.calibrated.compact import published_counts
from flows.sample.calibrated.joining import as_annex_a_tells
from flows.sample.calibrated.targets import Targets
from flows.sample.census import census_records
from flows.sample.history import Authority, Histories
from flows.sample.looked_after import Care, looked_after, pupil_numbers
from flows.sample.mess import Spoiler
from flows.sample.registers import write_registers
from flows.sample.ssd import ssd_records
from flows.sample.ssda903 import learned_too_late, ssda903_records
from flows.sources import annex_a, cin_census, ssd, ssda903

CODE = "999"


def invent(*, children: int, first_year: int, last_year: int, months: int, seed: int) -> Histories:
    """Return histories that begin two years before the first census, so that repeats have a past."""
    last = (pd.Timestamp(last_year, 3, 31) + pd.offsets.MonthEnd(months)).date()
    first = date(first_year - 3, 4, 1)
    return Authority(seed=seed, referrals_a_year=round(children * 1.25), first=first, last=last).histories()


def write_sample(
    folder: Path,
    *,
    children: int,
    first_year: int,
    last_year: int,
    months: int,
    mess: float,
    seed: int,
    registers: bool = False,
    with_looked_after: bool = False,
    with_case_system: bool = False,
) -> Iterator[str]:
    """
    Write the extracts and an answer file that states every planted fault; yield a line for each.

    `children` is about the number of children referred in a year, `mess` the share of rows to spoil. `registers` adds
    a workforce census, some local registers and a scorecard, which nothing is planted in.
    With looked-after children there is an SSDA903 for each year, too, and a second answer file; with a case system
    the SSD of the last day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    histories = invent(children=children, first_year=first_year, last_year=last_year, months=months, seed=seed)
    cared_for = looked_after(histories, seed=seed + 2, late=mess > 0) if with_looked_after else []
    spoiler = Spoiler(share=mess, random=np.random.default_rng(seed + 1))
    for year in range(first_year, last_year + 1):
        file = folder / f"CIN_Census_{year}.xml"
        told = census_records(histories, year, pupil_numbers=pupil_numbers(cared_for))
        records = spoiler.spoil_census(told, file=file.name)
        cin_census.write(file, records, authority_code=CODE, reference_date=date(year, 3, 31), collection_year=year)
        yield f"{file.name}: {len(records['children']):,} children, {len(records['cin_details']):,} episodes."
    for as_at in pd.date_range(pd.Timestamp(last_year, 4, 30), periods=months, freq="ME"):
        file = folder / f"Annex_A_{as_at:%Y-%m-%d}.xlsx"
        records = spoiler.spoil_annex_a(annex_a_records(histories, as_at), file=file.name)
        annex_a.write(file, records)
        yield f"{file.name}: {sum(map(len, records.values())):,} rows in {len(records)} lists."
    if registers:
        last = pd.Timestamp(last_year, 3, 31) + pd.offsets.MonthEnd(months)
        yield from write_registers(folder, histories, authority_code=CODE, as_at=last, seed=seed)
    if with_looked_after:
        yield from _write_looked_after(folder, cared_for, first_year, last_year, spoiler)
    if with_case_system:
        last = pd.Timestamp(last_year, 3, 31) + pd.offsets.MonthEnd(months)
        tables = ssd_records(histories, last)
        ssd.write(folder / f"SSD_{last:%Y-%m-%d}", tables)
        yield f"SSD_{last:%Y-%m-%d}: {sum(map(len, tables.values())):,} rows in {len(tables)} tables."
    answers = folder.parent / f"{folder.name}_planted_faults.json"
    answers.write_text(json.dumps(spoiler.answers, indent=2) + "\n")
    yield f"{len(spoiler.answers)} planted faults, stated in {answers}."


def _write_looked_after(
    folder: Path, cared_for: list[Care], first_year: int, last_year: int, spoiler: Spoiler
) -> Iterator[str]:
    """Write an SSDA903 for each year, the last as XML, and what the warehouse must make of them."""
    rows = {}
    for year in range(first_year, last_year + 1):
        told = ssda903_records(cared_for, year)
        as_xml = year == last_year and "header" in told
        name = f"SSDA903_{year}"
        file = folder / (f"{name}.xml" if as_xml else name)
        records = spoiler.spoil_ssda903(told, file=file.name)
        if year > first_year:
            late = {"file": file.name, "records": "episodes", "rule": "502", "held": "shown"}
            spoiler.answers.extend([late] * learned_too_late(cared_for, year - 1, year))
        (ssda903.write_xml if as_xml else ssda903.write)(file, records)
        rows[year] = {kind: len(table) for kind, table in records.items()}
        yield f"{name}: {rows[year].get('header', 0):,} looked-after children, {sum(rows[year].values()):,} rows."
    otherwise = [care for care in cared_for if care.identifier != care.child_id]
    stated = {
        "looked_after_children": len(cared_for),
        "with_another_identifier": len(otherwise),
        "with_another_identifier_and_a_pupil_number": sum(care.upn is not None for care in otherwise),
        "rows": rows,
        "repairs": {"reinstated": learned_too_late(cared_for, first_year, last_year)},
    }
    answers = folder.parent / f"{folder.name}_looked_after.json"
    answers.write_text(json.dumps(stated, indent=2) + "\n")
    yield f"Who is known by another identifier, and what must be repaired, is counted in {answers}."


def published_targets(authority_code: str, published: Path | None) -> Targets:
    """
    Return an authority's published counts: out of a folder of DfE's files, or of the table that comes with Lodestar.

    Raises `UnknownAuthority` where neither has it.
    """
    if published is None:
        return Targets.of(*published_counts(), authority_code=authority_code)
    from flows.sources.published import read_folder

    found = read_folder(published)
    own = found.figures[found.figures["release"].str.startswith(("children_in_need", "population"))]
    return Targets.of(own, found.areas, authority_code=authority_code)


def write_published_sample(
    folder: Path, targets: Targets, *, first_year: int, last_year: int, months: int, mess: float, seed: int
) -> Iterator[str]:
    """
    Write extracts that add up to an authority's published counts; yield a line for each.

    The answer file beside the folder states every planted fault, the counts that the extracts come to without
    them, by year and measure, and the published ones that contradict others, with what was kept instead.
    """
    spoiler = Spoiler(share=mess, random=np.random.default_rng(seed + 1))
    expected, last = {}, None
    published = published_years(targets, first_year=first_year, last_year=last_year)
    if published[-1] < last_year:
        last_year = published[-1]
        yield f"Nothing was published after {last_year}: the sample ends there."
    following = with_following_year(targets, last_year) if months else targets
    for picture in pictures(following, first_year=first_year, last_year=last_year + bool(months), seed=seed):
        folder.mkdir(parents=True, exist_ok=True)
        if picture.year > last_year:
            yield from _write_workbooks(folder, last, picture, months=months, spoiler=spoiler)
            continue
        if picture.past is not None:
            yield _write_census(folder, picture.past, picture.year - 1, targets, Spoiler(0, spoiler.random))
        yield _write_census(folder, picture.histories, picture.year, targets, spoiler)
        expected[picture.year] = picture.expected
        last = picture
    answers = folder.parent / f"{folder.name}_answers.json"
    stated = {
        "authority": targets.authority_code,
        "seed": seed,
        "planted_faults": spoiler.answers,
        "expected": expected,
        "contradictions": [asdict(contradiction) for contradiction in last.contradictions],
    }
    answers.write_text(json.dumps(stated, indent=1) + "\n")
    yield (
        f"{len(spoiler.answers)} planted faults, {sum(map(len, expected.values())):,} expected counts and "
        f"{len(last.contradictions)} published figures that contradict others, stated in {answers}."
    )


def _write_census(folder: Path, histories: Histories, year: int, targets: Targets, spoiler: Spoiler) -> str:
    file = folder / f"CIN_Census_{year}.xml"
    records = spoiler.spoil_census(census_records(histories, year), file=file.name)
    cin_census.write(
        file,
        records,
        authority_code=targets.authority_code,
        reference_date=date(year, 3, 31),
        collection_year=year,
    )
    return f"{file.name}: {len(records['children']):,} children, {len(records['cin_details']):,} episodes."


def _write_workbooks(
    folder: Path, last: Picture, following: Picture, *, months: int, spoiler: Spoiler
) -> Iterator[str]:
    """Write a workbook for the end of each month after the last census, out of that year and an invented one."""
    until = pd.Timestamp(last.year, 3, 31)
    histories = as_annex_a_tells(last.histories, following.histories, until=until)
    for as_at in pd.date_range(pd.Timestamp(last.year, 4, 30), periods=months, freq="ME"):
        file = folder / f"Annex_A_{as_at:%Y-%m-%d}.xlsx"
        records = spoiler.spoil_annex_a(annex_a_records(histories, as_at), file=file.name)
        annex_a.write(file, records)
        yield f"{file.name}: {sum(map(len, records.values())):,} rows in {len(records)} lists."
