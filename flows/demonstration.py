"""The demonstration: an invented authority, its extracts, and the real flow on them."""

import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from flows.initialising import initialise
from flows.settings import PROJECT_FILE

CODE = "999"
NAME = "Sampleton (invented)"
POPULATION = """\
population = { 2020 = 50100, 2021 = 50300, 2022 = 50500, 2023 = 50700, 2024 = 50900 }
population_vintage = "invented"
"""

logger = logging.getLogger("lodestar")


def demonstrate(folder: Path) -> Iterator[str]:
    """Make the demonstration anew in a folder, run the nightly flow on it, and yield what a person should know."""
    from flows.nightly import nightly
    from flows.sample.authority import write_sample
    from flows.telling import tell_person

    if (folder / PROJECT_FILE).exists():
        shutil.rmtree(folder)
    list(initialise(folder, code=CODE, name=NAME, inbox="extracts", warehouse="sqlite:///warehouse.db", alert_url=""))
    _adapt(folder / PROJECT_FILE)
    logger.info("Inventing three census years and three monthly Annex A workbooks of %s ...", NAME)
    started = time.perf_counter()
    yield from write_sample(
        folder / "extracts", children=1600, first_year=2022, last_year=2024, months=3, mess=0.002, seed=7
    )
    logger.info("Extracts invented in %.0f s; now the real flow on them.", time.perf_counter() - started)
    started = time.perf_counter()
    summary = nightly(folder)
    yield from tell_person(summary)
    yield f"The run took {time.perf_counter() - started:.0f} s."
    yield f"Warehouse   {folder / 'warehouse.db'} (any tool that reads SQLite; start with the view published_metric)"
    for page in summary.pages:
        yield f"Page        {page}"
    yield f'Next        "lodestar status --project {folder}", "lodestar quarantine list --project {folder}"'


def _adapt(file: Path) -> None:
    """Give the invented authority an invented population, and take files at once: nobody is still writing them."""
    text = file.read_text()
    text = text.replace("quiet_seconds = 30", "quiet_seconds = 0")
    text = text.replace('inbox = "extracts"\n', 'inbox = "extracts"\n' + POPULATION)
    file.write_text(text)
