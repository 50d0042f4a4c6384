"""Let through an extract that the gate stopped, or that was withdrawn: a person has looked at it, and it is right."""

from pathlib import Path

from flows.archive import Archive
from flows.extracts import the_one
from flows.gate import beyond_a_person
from flows.opened import opened
from flows.replaying import judged_again
from flows.run import Run, utc_now
from flows.settings import SettingsError
from flows.sources.formats import formats_of
from warehouse import ledger
from warehouse.engine import reading, writing


def accept_extract(project: Path, number: str) -> str:
    """
    Have a stopped or withdrawn extract judged again by the next run, whatever its number of rows.

    A person can answer for rows that are fewer, not for another authority's data: raises `SettingsError`, with the
    reason, for what stays stopped, and unless exactly one fits.
    """
    settings, engine = opened(project)
    with reading(engine) as connection:
        entry = the_one(connection, number, "stopped", "withdrawn")
    archive = Archive(settings.path(settings.archive))
    run = Run(settings, engine, archive, formats=formats_of(settings.project), run_id="")
    _, _, extract, sections = judged_again(run, entry)
    called = f"{entry['extract_id'][:12]} ({entry['file_name']})"
    if stops := beyond_a_person(entry, extract, sections, today=utc_now().date()):
        reasons = " ".join(stop.reason for stop in stops)
        raise SettingsError(f"{called} cannot be let through: {reasons} Nothing was changed.")
    with writing(engine) as connection:
        ledger.set_extract_state(connection, entry["extract_id"], state="accepted")
    return f"{called} is judged again by the next run, and loaded whatever its number of rows."
