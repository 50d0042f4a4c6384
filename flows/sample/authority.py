"""Writes the extracts of an invented authority: a census for each year, then monthly Annex A workbooks."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from flows.sample.annex_a import annex_a_records
from flows.sample.census import census_records
from flows.sample.history import Authority, Histories
from flows.sample.mess import Spoiler
from flows.sources import annex_a, cin_census

CODE = "999"


def invent(*, children: int, first_year: int, last_year: int, months: int, seed: int) -> Histories:
    """Return histories that begin two years before the first census, so that repeats have a past."""
    last = (pd.Timestamp(last_year, 3, 31) + pd.offsets.MonthEnd(months)).date()
    first = date(first_year - 3, 4, 1)
    return Authority(seed=seed, referrals_a_year=round(children * 1.25), first=first, last=last).histories()


def write_sample(
    folder: Path, *, children: int, first_year: int, last_year: int, months: int, mess: float, seed: int
) -> Iterator[str]:
    """
    Write the extracts and an answer file that states every planted fault; yield a line for each.

    `children` is about the number of children referred in a year, `mess` the share of rows to spoil.
    """
    folder.mkdir(parents=True, exist_ok=True)
    histories = invent(children=children, first_year=first_year, last_year=last_year, months=months, seed=seed)
    spoiler = Spoiler(share=mess, random=np.random.default_rng(seed + 1))
    for year in range(first_year, last_year + 1):
        file = folder / f"CIN_Census_{year}.xml"
        records = spoiler.spoil_census(census_records(histories, year), file=file.name)
        cin_census.write(file, records, authority_code=CODE, reference_date=date(year, 3, 31), collection_year=year)
        yield f"{file.name}: {len(records['children']):,} children, {len(records['cin_details']):,} episodes."
    for as_at in pd.date_range(pd.Timestamp(last_year, 4, 30), periods=months, freq="ME"):
        file = folder / f"Annex_A_{as_at:%Y-%m-%d}.xlsx"
        records = spoiler.spoil_annex_a(annex_a_records(histories, as_at), file=file.name)
        annex_a.write(file, records)
        yield f"{file.name}: {sum(map(len, records.values())):,} rows in {len(records)} lists."
    answers = folder.parent / f"{folder.name}_planted_faults.json"
    answers.write_text(json.dumps(spoiler.answers, indent=2) + "\n")
    yield f"{len(spoiler.answers)} planted faults, stated in {answers}."
