"""The gate: what stops a whole extract, so that a wrong or half-delivered one never reaches a figure."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping

from flows.judging import Judged
from flows.settings import Settings
from flows.sources.extract import Extract
from warehouse import overview


@dataclass(frozen=True)
class Stop:
    """Why an extract was stopped: a code, and a sentence with counts."""

    code: str
    reason: str


def gate(
    connection: Connection,
    settings: Settings,
    entry: RowMapping,
    extract: Extract,
    sections: list[Judged],
    *,
    whole: bool = True,
) -> list[Stop]:
    """
    Return what stops the extract; nothing where it may pass. A person may have let it through (`accepted`).

    Extracts of a format that are not `whole` hold some of its sections each, so that none can be missing.
    """
    stops = [*_wrong_authority(entry, extract), *_nothing_delivered(extract, sections), *_critical_findings(sections)]
    if entry["state"] != "accepted":
        stops += _held_back(settings, sections)
        stops += _fall_in_rows(connection, settings, entry, extract, sections, whole=whole)
    return stops


def _wrong_authority(entry: RowMapping, extract: Extract) -> Iterator[Stop]:
    if extract.authority_code != entry["authority_code"]:
        yield Stop(
            "wrong_authority",
            f"It is authority {extract.authority_code}'s, and arrived in the inbox of {entry['authority_code']}.",
        )


def _nothing_delivered(extract: Extract, sections: list[Judged]) -> Iterator[Stop]:
    if not sections:
        why = [f"{note.message}." for note in extract.notes if note.code == "list_refused"]
        yield Stop("nothing_delivered", " ".join(["It holds nothing that can be loaded.", *why]))


def _critical_findings(sections: list[Judged]) -> Iterator[Stop]:
    for judged in sections:
        for finding in judged.outcome.critical:
            yield Stop(finding.rule, f"{judged.section.dataset}: {finding.message} ({finding.failed:,} rows)")


def _held_back(settings: Settings, sections: list[Judged]) -> Iterator[Stop]:
    """Too many rows held back says that the delivery is wrong, not the rows."""
    for judged in sections:
        if judged.rows_in < settings.gate.minimum_rows:
            continue
        if judged.rows_held > settings.gate.quarantined_share * judged.rows_in:
            yield Stop(
                "quarantined_share",
                f"{judged.section.name}: {judged.rows_held:,} of {judged.rows_in:,} rows would be held back, more "
                f"than {settings.gate.quarantined_share:.0%}.",
            )


def _fall_in_rows(
    connection: Connection,
    settings: Settings,
    entry: RowMapping,
    extract: Extract,
    sections: list[Judged],
    *,
    whole: bool,
) -> Iterator[Stop]:
    """Far fewer rows than the delivery before says that part of it is missing."""
    rows_before = overview.rows_before if whole else overview.rows_of_sections_before
    before = rows_before(connection, entry["authority_code"], entry["format"], extract.as_at)
    for judged in sections:
        rows = before.get(judged.section.name, 0)
        if rows >= settings.gate.minimum_rows and judged.rows_in < (1 - settings.gate.fall_in_rows) * rows:
            yield Stop(
                "fall_in_rows",
                f"{judged.section.name}: {judged.rows_in:,} rows after {rows:,} in the delivery before, a fall of "
                f"more than {settings.gate.fall_in_rows:.0%}.",
            )
    if not whole:
        return
    for name in before.keys() - {judged.section.name for judged in sections}:
        if before[name] >= settings.gate.minimum_rows:
            yield Stop("section_missing", f"{name} is missing; the delivery before held {before[name]:,} rows.")
