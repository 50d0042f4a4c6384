"""
What an invented authority keeps beside its returns: a workforce census, some registers, and somebody's scorecard.

Small on purpose: a few dozen rows of each, so that a sample costs no more than before.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from expectations.datasets import Audits, EstablishmentPosts, ReportedFigures, Supervisions
from flows.sample.history import TEAMS, WORKERS, Histories
from flows.sources import workforce_census
from flows.sources.register_writing import write

AUDITS_A_MONTH = 12
GRADES = ("Outstanding", "Good", "Requires improvement", "Inadequate")
MONTHS = 3


def write_registers(
    folder: Path, histories: Histories, *, authority_code: str, as_at: pd.Timestamp, seed: int
) -> Iterator[str]:
    """Write them as they were on a day, the last of a month; yield a line for each."""
    random = np.random.default_rng(seed + 2)
    year = as_at.year - (as_at.month < 10)
    census = _workforce(random, year)
    workforce_census.write(folder / f"CSWW_{year}.xml", census, authority_code=authority_code, year=year)
    yield f"CSWW_{year}.xml: {len(census['workers'])} workers."
    months = pd.date_range(end=as_at, periods=MONTHS, freq="ME")
    for dataset, suffix, rows in (
        (Audits, "csv", _audits(random, histories, months)),
        (EstablishmentPosts, "xlsx", _establishment(random, as_at)),
        (Supervisions, "csv", _supervisions(random, months)),
        (ReportedFigures, "xlsx", _scorecard(histories, months)),
    ):
        word = dataset.known_as or dataset.name.split("_")[0]
        file = folder / f"{word.capitalize()}_{as_at:%Y-%m-%d}.{suffix}"
        write(file, dataset, rows.astype("str"))
        yield f"{file.name}: {len(rows)} rows."


def _workforce(random: np.random.Generator, year: int) -> dict[str, pd.DataFrame]:
    count = len(WORKERS)
    agency, full_time = random.random(count) < 0.15, random.random(count) < 0.8
    workers = pd.DataFrame(
        {
            "SWENo": [f"ZZ{number:010d}" for number in range(count)],
            "AgencyWorker": np.where(agency, "1", "0"),
            "FTE30": np.where(full_time, "1", "0.6"),
            "OrgRole": random.choice(["3", "4", "5"], count, p=[0.1, 0.2, 0.7]),
            "Cases30": random.integers(0, 25, count).astype("str"),
            "RoleStartDate": [f"{year - 1 - back}-03-01" for back in random.integers(0, 6, count)],
            "WorkingDaysLost": random.integers(0, 20, count).astype("str"),
            "QualLevel": random.choice(["1", "2"], count),
        }
    )
    vacancies = pd.DataFrame({"NumberOfVacancies": ["7.5"], "NoAgencyFTE": ["4.2"], "NoAgencyHeadcount": ["5"]})
    return {"workers": workers.assign(FTE=workers["FTE30"]), "vacancies": vacancies}


def _audits(random: np.random.Generator, histories: Histories, months: pd.DatetimeIndex) -> pd.DataFrame:
    children = histories.referrals["child_id"].drop_duplicates().tail(AUDITS_A_MONTH).tolist()
    due = [(child, month) for month in months for child in children]
    completed = random.random(len(due)) < 0.85
    return pd.DataFrame(
        {
            "child_id": [child for child, _ in due],
            "cohort": "Year of the Child",
            "due_date": [f"{month:%d/%m/%Y}" for _, month in due],
            "completed_date": [
                f"{month:%d/%m/%Y}" if done else None for (_, month), done in zip(due, completed, strict=True)
            ],
            "grade": np.where(completed, random.choice(GRADES, len(due), p=[0.1, 0.45, 0.35, 0.1]), None),
            "moderated": np.where(completed & (random.random(len(due)) < 0.3), "Yes", "No"),
        }
    )


def _establishment(random: np.random.Generator, as_at: pd.Timestamp) -> pd.DataFrame:
    vacant = random.integers(0, 4, len(TEAMS)) / 2
    return pd.DataFrame(
        {
            "snapshot_date": f"{as_at:%Y-%m-%d}",
            "team": TEAMS,
            "role": "Social worker",
            "established_fte": "9",
            "filled_fte": 9 - vacant,
            "vacant_fte": vacant,
        }
    )


def _supervisions(random: np.random.Generator, months: pd.DatetimeIndex) -> pd.DataFrame:
    due = [(worker, month) for month in months for worker in WORKERS[:20]]
    held = random.random(len(due)) < 0.9
    return pd.DataFrame(
        {
            "worker": [worker for worker, _ in due],
            "due_date": [f"{month:%d/%m/%Y}" for _, month in due],
            "held_date": [f"{month:%d/%m/%Y}" if was else None for (_, month), was in zip(due, held, strict=True)],
        }
    )


def _scorecard(histories: Histories, months: pd.DatetimeIndex) -> pd.DataFrame:
    """Return referrals of each month as they are, and a measure that no metric of ours is."""
    referred = histories.referrals["referral_date"].dt.to_period("M").value_counts()
    rows = [
        ("Referrals", f"{month:%B %Y}", referred.get(month.to_period("M"), 0), None, None, None) for month in months
    ]
    rows += [("Calls answered within a minute", f"{month:%B %Y}", "87.5", "%", "35", "40") for month in months]
    return pd.DataFrame(rows, columns=["measure", "period", "value", "unit", "numerator", "denominator"])
