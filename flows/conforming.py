"""Conform: read an archived extract, judge every row, and accept what passes, in one transaction."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, RowMapping

from expectations.contract import DATASETS, Context, Severity
from flows.drifting import find_drift
from flows.gate import Stop, gate
from flows.judging import Delivered, Judged, judge, pseudonymiser
from flows.run import Run, StepFailed, described, utc_now
from flows.sources.extract import Extract, UnreadableExtract
from flows.sources.formats import Format
from flows.steps import step
from flows.summary import ExtractResult
from flows.watching import watch
from transforms.conform.section import Covers
from transforms.identifiers import padded
from warehouse import conformed, ledger, overview, quarantine

SEVERITY_OF_NOTES = {
    "list_refused": Severity.ERROR,
    "too_many_cells": Severity.ERROR,
    "cut_off_row": Severity.ERROR,
    "formula_without_value": Severity.WARNING,
    "duplicate_header": Severity.WARNING,
    "missing_column": Severity.WARNING,
    "unknown_element": Severity.WARNING,
    "repeated_element": Severity.WARNING,
    "stray_text": Severity.WARNING,
    "year_disagrees": Severity.WARNING,
}  # what the reader could not take costs rows, or values; all else is a note

logger = logging.getLogger("lodestar")


@step
def conform(run: Run, extract_id: str) -> ExtractResult:
    """Judge one archived extract and accept its rows into the conformed store; bad input ends here, not the run."""
    with run.engine.connect() as connection:
        entry = overview.extract_entry(connection, extract_id)
    try:
        return _conform(run, entry)
    except UnreadableExtract as error:
        part = "" if error.file == Path(entry["file_name"]).name else f"{error.file}: "
        return _unreadable(run, entry, f"{part}{error.cause}")
    except ledger.LeaseLost:
        raise
    except Exception as error:
        run.fail(entry["authority_code"], f"{entry['file_name']} was not judged: {described(error)}")
        return ExtractResult(entry["authority_code"], entry["file_name"], entry["format"], entry["state"])


def judge_archived(run: Run, entry: RowMapping) -> tuple[Format, Extract, list[Judged]]:
    """
    Return an archived extract and its sections, judged; nothing is written.

    Raises `UnreadableExtract`, and `StepFailed` where the declaration of its format is gone.
    """
    form = run.formats.get(entry["format"])
    if form is None:
        raise StepFailed(
            f"it was read by {_declaration(entry['format'])}, which is not there any more. Put the file back."
        )
    extract = _read(run, form, entry)
    context = Context(
        format=form.name,
        as_at=extract.as_at,
        collection_year=extract.collection_year,
        noted=frozenset(note.code for note in extract.notes),
    )
    pseudonymise = pseudonymiser(run.settings.secret(run.settings.privacy.pseudonym_key))
    delivered = _delivered(run, form, entry, extract)
    last_year = _last_year(run, form, entry, extract)
    return form, extract, judge(delivered, context, pseudonymise=pseudonymise, last_year=last_year)


def _conform(run: Run, entry: RowMapping) -> ExtractResult:
    form, extract, sections = judge_archived(run, entry)
    with run.writing_for(entry["authority_code"]) as connection:
        today = utc_now().date()
        stops = gate(connection, run.settings, entry, extract, sections, today=today, whole=form.whole)
        drifts = record(connection, form, entry, extract, sections, stops)
    result = _result(form, entry, extract, sections, stops, drifts)
    run.summary.extracts.append(result)
    fates = f"{result.loaded:,} loaded, {result.quarantined:,} quarantined, {result.dropped:,} dropped"
    logger.info(
        "%s: %s rows in, %s", result.file_name, f"{result.rows_in:,}", "none loaded: stopped" if stops else fates
    )
    return result


def _declaration(format_name: str) -> str:
    """Return the file of the project that declares a format."""
    local = format_name.removeprefix("register.local_")
    return f"mappings/{format_name}.toml" if local == format_name else f"registers/{local}.toml"


def _read(run: Run, form: Format, entry: RowMapping) -> Extract:
    """Read from the archive, under the name by which people know the file."""
    with run.archive.open_for_reading(entry["archive_path"], entry["file_name"]) as path:
        extract = form.read(path)
    as_at = day_described(form, extract, arrived=entry["archived_at"].date())
    return replace(extract, as_at=as_at, authority_code=extract.authority_code or entry["authority_code"])


def day_described(form: Format, extract: Extract, *, arrived: date) -> date:
    """
    Return the day that an extract describes: as it says, else the newest day that its rows name, else its arrival's.

    A yearly return that arrives before its year has ended describes the year so far. One whose rows name no day of
    that year is not of it, whatever its name says, and goes on describing a day yet to come.
    """
    year_goes_on = extract.collection_year and extract.covers_from and extract.as_at > arrived + timedelta(days=1)
    if extract.as_at and not year_goes_on:
        return extract.as_at
    newest = form.latest_date(extract.records, not_after=arrived) or arrived
    return extract.as_at if year_goes_on and newest < extract.covers_from else newest


def _delivered(run: Run, form: Format, entry: RowMapping, extract: Extract) -> list[Delivered]:
    width = run.settings.authority(entry["authority_code"]).identifier_width
    texts = {name: _of_width(text, width) for name, text in form.conform(extract.records).items()}
    dropped = form.dropped_by_section(extract.dropped)
    return [Delivered(form.sections[name], text, dropped.get(name, {})) for name, text in texts.items()]


def _last_year(run: Run, form: Format, entry: RowMapping, extract: Extract) -> list[Delivered]:
    """
    Return the return of the year before, for the rules that ask for it; nothing where none was conformed.

    It is read from the archive as it was delivered: the store keeps what was said last of each thing.
    """
    datasets = {DATASETS[section.dataset] for section in form.sections.values()}
    if extract.collection_year is None or not any(rule.last_year for dataset in datasets for rule in dataset.rules):
        return []
    with run.engine.connect() as connection:
        before = overview.return_of(connection, entry["authority_code"], form.name, extract.collection_year - 1)
    try:
        return [] if before is None else _delivered(run, form, before, _read(run, form, before))
    except UnreadableExtract:  # by today's reader: it is told of where it is itself read again
        return []


def _of_width(text: pd.DataFrame, width: int | None) -> pd.DataFrame:
    return text.assign(child_id=padded(text["child_id"], width)) if width and "child_id" in text else text


def record(
    connection: Connection,
    form: Format,
    entry: RowMapping,
    extract: Extract,
    sections: list[Judged],
    stops: list[Stop],
) -> list[dict]:
    """
    Write the findings, the accounting, the quarantine and the accepted rows: all of it, or nothing.

    Returns the findings on what changed in the columns.
    """
    extract_id = entry["extract_id"]
    drifts = find_drift(connection, form, entry, extract, issued_at=extract.issued_at or entry["issued_at"])
    ledger.record_findings(
        connection, extract_id, [*_notes(extract), *drifts, *(row for judged in sections for row in _findings(judged))]
    )
    ledger.set_extract_state(
        connection,
        extract_id,
        state="stopped" if stops else "conformed",
        reason=" ".join(stop.reason for stop in stops) or None,
        as_at=extract.as_at,
        collection_year=extract.collection_year,
        issued_at=extract.issued_at or entry["issued_at"],
    )
    if stops:
        return drifts
    ledger.record_sections(
        connection, extract_id, [*_left_out(form, extract), *(_account(judged, extract) for judged in sections)]
    )
    quarantine.let_go(connection, extract_id)
    for judged in sections:
        quarantine.hold(connection, _entries(entry, judged))
        conformed.merge(
            connection,
            authority_code=entry["authority_code"],
            section=judged.section.name,
            dataset=DATASETS[judged.section.dataset],
            rows=judged.accepted,
            as_at=extract.as_at,
            extract_id=extract_id,
        )
    watch(connection, extract_id, extract, sections)
    quarantine.supersede(connection, entry["authority_code"])
    return drifts


def _findings(judged: Judged) -> Iterator[dict]:
    for found in judged.outcome.findings:
        yield {
            "section": judged.section.name,
            "dataset": judged.section.dataset,
            "rule": found.rule,
            "severity": found.severity.value,
            "state": found.state.value,
            "message": found.message,
            "evaluated": found.evaluated,
            "failed": found.failed,
        }


def _notes(extract: Extract) -> Iterator[dict]:
    """Return what the reader noted, as findings: one for each kind of note in each part of the extract."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for note in extract.notes:
        grouped.setdefault((note.section, note.code), []).append(note.message)
    for (section, code), messages in grouped.items():
        yield {
            "section": section,
            "dataset": extract.format,
            "rule": f"reader:{code}",
            "severity": SEVERITY_OF_NOTES.get(code, Severity.NOTE).value,
            "state": "failed",
            "message": "; ".join(messages),
            "evaluated": len(messages),
            "failed": len(messages),
        }


def _left_out(form: Format, extract: Extract) -> Iterator[ledger.SectionAccount]:
    """Account for the rows of a list that could not be loaded at all."""
    for section, rules in form.dropped_by_section(extract.dropped).items():
        if form.kinds[section] not in extract.records:
            yield ledger.SectionAccount(
                section=section,
                dataset=form.sections[section].dataset,
                rows_in=sum(rules.values()),
                rows_loaded=0,
                rows_quarantined=0,
                columns=(),
                dropped_by=rules,
            )


def _account(judged: Judged, extract: Extract) -> ledger.SectionAccount:
    section = judged.section
    defining_date = DATASETS[section.dataset].defining_date
    days = judged.accepted[defining_date] if defining_date else None
    covers_from, covers_to = section.window(extract.as_at, days)
    covers_from = max(covers_from, extract.covers_from or covers_from)
    if covers_from > covers_to:
        covers_from, section = covers_to, replace(section, withdraws=Covers.NOTHING, complete=Covers.NOTHING)
    return ledger.SectionAccount(
        section=section.name,
        dataset=section.dataset,
        rows_in=judged.rows_in,
        rows_loaded=len(judged.accepted),
        rows_quarantined=judged.rows_held,
        dropped_by=judged.dropped,
        columns=judged.delivered,
        covers_from=covers_from,
        covers_to=covers_to,
        withdraws=section.withdraws.value,
        complete=section.complete.value,
    )


def _entries(entry: RowMapping, judged: Judged):
    return judged.held.assign(
        extract_id=entry["extract_id"],
        authority_code=entry["authority_code"],
        section=judged.section.name,
        dataset=judged.section.dataset,
    )


def _unreadable(run: Run, entry: RowMapping, cause: str) -> ExtractResult:
    with run.writing_for(entry["authority_code"]) as connection:
        ledger.set_extract_state(connection, entry["extract_id"], state="unreadable", reason=cause)
    result = ExtractResult(entry["authority_code"], entry["file_name"], entry["format"], "unreadable", cause)
    run.summary.extracts.append(result)
    logger.error("%s cannot be read: %s", entry["file_name"], cause)
    return result


def _result(
    form: Format,
    entry: RowMapping,
    extract: Extract,
    sections: list[Judged],
    stops: list[Stop],
    drifts: list[dict],
) -> ExtractResult:
    held = Counter(rule for judged in sections for rule in judged.held.loc[judged.held["held"] == "row", "rule"])
    left_out = sum((Counter(part.dropped_by) for part in _left_out(form, extract)), Counter())
    dropped = sum((Counter(judged.dropped) for judged in sections), left_out)
    return ExtractResult(
        authority_code=entry["authority_code"],
        file_name=entry["file_name"],
        format=entry["format"],
        state="stopped" if stops else "conformed",
        reason=" ".join(stop.reason for stop in stops),
        rows_in=sum(judged.rows_in for judged in sections) + left_out.total(),
        loaded=0 if stops else sum(len(judged.accepted) for judged in sections),
        quarantined=sum(judged.rows_held for judged in sections),
        dropped=dropped.total(),
        quarantined_by=dict(held),
        dropped_by=dict(dropped),
        values_held=sum(int((judged.held["held"] == "value").sum()) for judged in sections),
        remarks=(*(f"{found['section']}: {found['message']}" for found in drifts), *_remarks(extract)),
    )


def _remarks(extract: Extract) -> Iterator[str]:
    """Say what the reader could not take: missing columns, which may be many, in one line for each list."""
    noted = [note for note in extract.notes if note.code in SEVERITY_OF_NOTES]
    yield from (note.message for note in noted if note.code != "missing_column")
    for section, count in Counter(note.section for note in noted if note.code == "missing_column").items():
        yield f"{section} lacks {count} of its columns; the quality page names them"
