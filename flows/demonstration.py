"""
The demonstration: a city of invented children that adds up to published figures, and the real flow on its extracts.
"""

import json
import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from flows.initialising import initialise
from flows.settings import PROJECT_FILE

NAME = "Southampton (invented children)"
FIRST_YEAR, LAST_YEAR = 2022, 2024
HEADLINES = (  # in the order in which a manager asks
    "referrals",
    "re_referrals",
    "assessments_within_45_working_days",
    "section_47_enquiries",
    "conferences_within_15_working_days",
    "children_in_need",
    "child_protection_plans",
    "second_or_subsequent_plans",
    "child_protection_plans_reviewed_in_time",
)

logger = logging.getLogger("lodestar")


def demonstrate(folder: Path) -> Iterator[str]:
    """Make the demonstration anew in a folder, run the nightly flow on it, and yield what a person should know."""
    from flows.benchmarks import load_compact
    from flows.nightly import nightly
    from flows.sample.authority import published_targets, write_published_sample
    from flows.sample.calibrated.compact import CITY
    from flows.telling import tell_person

    if (folder / PROJECT_FILE).exists():
        shutil.rmtree(folder)
    list(initialise(folder, code=CITY, name=NAME, inbox="extracts", warehouse="sqlite:///warehouse.db", alert_url=""))
    _adapt(folder / PROJECT_FILE)
    logger.info("Inventing children whose histories add up to what was published about Southampton ...")
    started = time.perf_counter()
    yield from write_published_sample(
        folder / "extracts",
        published_targets(CITY, None),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        months=3,
        mess=0.002,
        seed=7,
    )
    logger.info(
        "Extracts invented in %.0f s; now the published figures to compare with.", time.perf_counter() - started
    )
    yield from (line for line in load_compact(folder) if line.startswith(("loaded", "refused")))
    started = time.perf_counter()
    summary = nightly(folder)
    yield from tell_person(summary)
    yield f"The run took {time.perf_counter() - started:.0f} s."
    yield from _beside_the_published(folder, CITY)
    yield f"Warehouse   {folder / 'warehouse.db'} (any tool that reads SQLite; start with the view published_metric)"
    for page in summary.pages:
        yield f"Page        {page}"
    yield f'Next        "lodestar status --project {folder}", "lodestar quarantine list --project {folder}"'
    yield "No child in it exists. The published figures are DfE's, under the Open Government Licence v3.0."


def _adapt(file: Path) -> None:
    """Nobody is still writing these files, and the quality page may name the teams."""
    from flows.sample.history import TEAMS

    settings = file.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0")
    inbox = 'inbox = "extracts"\n'
    file.write_text(settings.replace(inbox, f"{inbox}teams = {json.dumps(TEAMS)}\n"))


def _beside_the_published(folder: Path, authority_code: str) -> Iterator[str]:
    """Yield headlines of the last census year, as they came out of the extracts and as they were published."""
    from flows.opened import looking_at
    from warehouse.published.reading import comparators

    with looking_at(folder) as (_, connection):
        found = comparators(connection, authority_code)
    of_year = found[found["year"] == LAST_YEAR].drop_duplicates("metric_code").set_index("metric_code")
    yield f"Year ending 31 March {LAST_YEAR}: out of the extracts, and as published (what differs lies in quarantine)"
    for metric in of_year.reindex(HEADLINES).dropna(subset=["label"]).itertuples():
        yield f"  {metric.label:<75} {metric.our_value_presented:>8} {metric.published_shown:>8}"
