"""Drift: how the columns of an extract differ from those of the last extract of the same kind, as findings."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, RowMapping

from expectations.contract import DATASETS, Severity
from flows.sources.extract import PROVENANCE, Extract
from flows.sources.formats import Format
from transforms.drift import Change, DeliveredColumn, Drift, drift
from transforms.profile import Profile, profile
from warehouse.delivered import columns_before, record_columns
from warehouse.dimensions import Child
from warehouse.facts import FACTS
from warehouse.metrics import METRICS

GONE = (Change.MISSING, Change.RENAMED)


def find_drift(
    connection: Connection, form: Format, entry: RowMapping, extract: Extract, *, issued_at: datetime
) -> list[dict]:
    """
    Return, as findings, what changed in the columns of each kind of record, and keep the columns for the next time.

    All are notes but one: a column that is not read any more and that figures stand on is a warning, which is alerted.
    """
    delivered = {kind: columns_of(extract, kind) for kind in extract.records}
    record_columns(connection, entry["extract_id"], {kind: [*map(_row, each)] for kind, each in delivered.items()})
    found = []
    for kind, columns in delivered.items():
        file, before = columns_before(connection, entry, kind, as_at=extract.as_at, issued_at=issued_at)
        if before:
            found += _findings(form, kind, drift([*map(_column, before)], columns), since=file)
    return found


def columns_of(extract: Extract, kind: str) -> tuple[DeliveredColumn, ...]:
    """Return the columns of a kind of record: as the reader says, or else those that have a value."""
    if kind in extract.columns:
        return extract.columns[kind]
    records = extract.records[kind]
    profiles = {name: profile(records[name].tolist()) for name in records if name not in PROVENANCE}
    return tuple(DeliveredColumn(name, name=name, profile=held) for name, held in profiles.items() if held.filled)


def _row(column: DeliveredColumn) -> dict:
    return {
        "header": column.shown or column.header,
        "place": column.place,
        "name": column.name,
        **asdict(column.profile),
    }


def _column(row: RowMapping) -> DeliveredColumn:
    held = Profile(**{name: row[name] for name in Profile.__dataclass_fields__})
    return DeliveredColumn(row["header"], row["place"], row["name"], held)


def _findings(form: Format, kind: str, drifts: list[Drift], *, since: str) -> Iterator[dict]:
    """Yield one finding for each kind of change, and a warning of its own for what figures stand on."""
    section = next(section for section, of_kind in form.kinds.items() if of_kind == kind)
    grouped: dict[tuple[str, Severity], list[Drift]] = {}
    for each in drifts:
        if each.change is Change.CHANGED_TYPE and _is_code(form, kind, each.name):
            continue  # codes of digits and of letters are of one kind; a code in no list is held and alerted anyway
        stands = each.change in GONE and each.name and _figures_stand_on(form, kind, each.name)
        rule = "figures_lack_a_column" if stands else each.change.value
        grouped.setdefault((rule, Severity.WARNING if stands else Severity.NOTE), []).append(each)
    for (rule, severity), changes in grouped.items():
        yield {
            "section": section,
            "dataset": form.sections[section].dataset,
            "rule": f"drift:{rule}",
            "severity": severity.value,
            "state": "failed",
            "message": f"Since {since}: {'; '.join(each.message for each in changes)}.",
            "evaluated": len(changes),
            "failed": len(changes),
        }


def _figures_stand_on(form: Format, kind: str, name: str) -> bool:
    """Whether a column of the format is one of a dataset's that a figure needs."""
    return any(f"{dataset}.{ours}" in columns_behind_figures() for dataset, ours in _ours(form, kind, name))


def _is_code(form: Format, kind: str, name: str) -> bool:
    """Whether a column of the format holds codes of a list."""
    return any(DATASETS[dataset].columns[ours].is_code for dataset, ours in _ours(form, kind, name))


def _ours(form: Format, kind: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the dataset and the column of ours that a format's column of a kind of record becomes, in each section."""
    for section, of_kind in form.kinds.items():
        if of_kind == kind:
            for theirs, ours in form.names.get(section, {}).items():
                if theirs == name:
                    yield form.sections[section].dataset, ours


@cache
def columns_behind_figures() -> frozenset[str]:
    """Return the columns, as `dataset.column`, that facts and metrics say they stand on, or that figures are cut by."""
    needed = {name for fact in FACTS for names in (fact.datasets, *fact.stands_on.values()) for name in names}
    needed |= {name.replace(" by ", ".") for metric in METRICS.values() for name in metric.datasets}
    teams = {f"{name}.team" for name in needed if "." not in name}
    of_a_child = set(Child.__table__.columns.keys())
    cuts = {f"children.{name}" for name in DATASETS["children"].columns if {name, f"{name}_key"} & of_a_child}
    return frozenset(needed | teams | cuts)
