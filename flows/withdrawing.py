"""Take back an extract that was loaded and should not have been: another authority's workbook, a wrong export."""

from pathlib import Path

from flows.extracts import the_one
from flows.opened import looking_at
from flows.replaying import judged_again, record_again
from flows.run import open_run, utc_now
from flows.settings import SettingsError
from warehouse import conformed, ledger, overview


def withdraw_extract(project: Path, number: str) -> str:
    """
    Take a conformed extract's statements back, in one transaction, and return what was done.

    The store keeps of each record what was said last, so what the extract had replaced is said again by the other
    extracts of its format, from the archive. The next run loads and publishes what then stands.
    Raises `SettingsError`, and nothing is changed, unless exactly one extract fits and others of its authority stand.
    """
    with looking_at(project) as (_, connection):
        entry = the_one(connection, number, "conformed")
    with open_run(project, command="extracts withdraw") as run, run.leased(entry["authority_code"]):
        with run.engine.connect() as connection:
            beside = ledger.conformed_beside(connection, entry["extract_id"])
            others = [overview.extract_entry(connection, extract_id) for extract_id in beside]
        if not others:
            raise SettingsError(
                f"{entry['extract_id'][:12]} is all that {entry['authority_code']} has. Deliver the right extract and "
                "run first; then withdraw this one. Nothing was changed."
            )
        again = [judged_again(run, other) for other in others if other["format"] == entry["format"]]
        with run.writing_for(entry["authority_code"]) as connection:
            unsaid = conformed.unsay(connection, entry["extract_id"])
            reason = f"Withdrawn by a person on {utc_now():%d %B %Y %H:%M} UTC."
            ledger.withdraw_extract(connection, entry["extract_id"], reason=reason)
            record_again(run, connection, entry["authority_code"], again)
            ledger.load_again(connection, beside[:1])
    return (
        f"{entry['extract_id'][:12]} ({entry['file_name']}) is withdrawn: {unsaid:,} statements were taken back, and "
        f"{len(again):,} other extracts of its kind said theirs again. The next run loads and publishes what stands; "
        "until then readers see the last publication."
    )
