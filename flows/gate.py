"""The gate: what stops a whole extract, so that a wrong or half-delivered one never reaches a figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, RowMapping

from flows.counts import plural
from flows.judging import Judged
from flows.settings import Settings
from flows.sources.extract import Extract
from transforms.periods import financial_year
from warehouse import overview

EMPTIED = 10  # rows; a section of fewer may come to none by itself


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
    today: date,
    whole: bool = True,
) -> list[Stop]:
    """
    Return what stops the extract; nothing where it may pass. A person may have let it through (`accepted`).

    Extracts of a format that are not `whole` hold some of its sections each, so that none can be missing.
    """
    stops = beyond_a_person(entry, extract, sections, today=today)
    if entry["state"] != "accepted":
        records_before = overview.records_before if whole else overview.records_of_sections_before
        day, before = records_before(
            connection, entry["authority_code"], entry["format"], extract.as_at, but=entry["extract_id"]
        )
        if extract.collection_year:
            before = _in_as_many_days(before, day, extract.as_at)
        stops += _nothing_left(before, sections) or [
            *_held_back(settings, sections),
            *_fall_in_rows(settings, before, sections, whole=whole),
            *_cut_off(sections),
        ]
    return stops


def beyond_a_person(entry: RowMapping, extract: Extract, sections: list[Judged], *, today: date) -> list[Stop]:
    """Return what stops the extract, whoever has looked at it: nobody can answer for it."""
    return [
        *_wrong_authority(entry, extract),
        *_from_the_future(extract, today),
        *_nothing_delivered(extract, sections),
        *_critical_findings(sections),
    ]


def _wrong_authority(entry: RowMapping, extract: Extract) -> Iterator[Stop]:
    if extract.authority_code != entry["authority_code"]:
        yield Stop(
            "wrong_authority",
            f"It is authority {extract.authority_code}'s, and arrived in the inbox of {entry['authority_code']}. "
            f"Move it to the inbox of {extract.authority_code}.",
        )


def _from_the_future(extract: Extract, today: date) -> Iterator[Stop]:
    """What is yet to happen would count as not having happened; a day's grace, since clocks and zones differ."""
    if extract.as_at > today + timedelta(days=1):
        yield Stop(
            "future",
            f"It describes {extract.as_at:%d %B %Y}, a day yet to come. Correct the date in it, or deliver it then.",
        )


def _nothing_delivered(extract: Extract, sections: list[Judged]) -> Iterator[Stop]:
    if not sections:
        why = [f"{note.message}." for note in extract.notes if note.code == "list_refused"]
        yield Stop("nothing_delivered", " ".join(["It holds nothing that can be loaded.", *why]))


def _critical_findings(sections: list[Judged]) -> Iterator[Stop]:
    for judged in sections:
        for finding in judged.outcome.critical:
            yield Stop(finding.rule, f"{judged.section.dataset}: {finding.message} ({plural(finding.failed, 'row')})")


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
    settings: Settings, before: Mapping[str, int], sections: list[Judged], *, whole: bool
) -> Iterator[Stop]:
    """Far fewer rows than the delivery before, or none at all, says that part of it is missing."""
    for judged in sections:
        records, rows = _records(judged), before.get(judged.section.name, 0)
        if not records and rows >= EMPTIED:
            yield Stop("emptied", f"{judged.section.name} is empty; the delivery before held {plural(rows, 'row')}.")
        elif rows >= settings.gate.minimum_rows and records < (1 - settings.gate.fall_in_rows) * rows:
            yield Stop(
                "fall_in_rows",
                f"{judged.section.name}: {records:,} rows after {rows:,} in the delivery before, a fall of "
                f"more than {settings.gate.fall_in_rows:.0%}.",
            )
    if not whole:
        return
    for name in before.keys() - {judged.section.name for judged in sections}:
        if before[name] >= settings.gate.minimum_rows:
            yield Stop("section_missing", f"{name} is missing; the delivery before held {before[name]:,} rows.")


def _nothing_left(before: Mapping[str, int], sections: list[Judged]) -> list[Stop]:
    """An extract of which nothing counts says that nothing happened: it would take back what earlier ones told."""
    if not sections or any(len(judged.accepted) for judged in sections):
        return []
    held = sum(judged.rows_held for judged in sections)
    why = f"all of its {held:,} rows would be held back" if held else "there is no record in it"
    rows = sum(before.values())
    instead = f"; the delivery before held {plural(rows, 'row')}" if rows else ""
    return [Stop("nothing_left", f"Nothing of it can be loaded: {why}{instead}.")]


def _in_as_many_days(before: Mapping[str, int], day: date, as_at: date) -> Mapping[str, int]:
    """Return a share of the records where a return tells of fewer days of its year than the one before did."""
    share = _days_of_year(as_at) / _days_of_year(day)
    return before if share >= 1 else {section: int(rows * share) for section, rows in before.items()}


def _days_of_year(as_at: date) -> int:
    """Count the days of the reporting year, which begins on 1 April, up to a day."""
    return (as_at - date(financial_year(as_at) - 1, 4, 1)).days + 1


def _cut_off(sections: list[Judged]) -> Iterator[Stop]:
    """A last line that breaks off says that lines after it are missing."""
    for judged in sections:
        if judged.dropped.get("cut_off_row"):
            yield Stop("cut_off", f"{judged.section.name}: the last line breaks off, so the file was cut short.")


def _records(judged: Judged) -> int:
    return judged.rows_in - sum(judged.dropped.values())
