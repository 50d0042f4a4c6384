"""
What arrived and what became of it: functions over the ledger's tables.

Each takes the caller's connection, so that data and its completion mark commit together, and the time as `now`.
Times are UTC; one with another time zone is converted, since the tables keep none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from expectations.findings import Finding
from warehouse.ledger_tables import audit_finding, extract, extract_section, finding, load, load_dataset, quarantine
from warehouse.runs import (
    LeaseLost,
    abandon_stale_runs,
    acquire_lease,
    finish_run,
    has_died,
    heartbeat,
    release_lease,
    renew_lease,
    start_run,
    this_process,
    utc,
)

__all__ = [
    "LeaseLost",
    "Load",
    "RowsUnaccounted",
    "SectionAccount",
    "UnknownExtract",
    "abandon_stale_runs",
    "acquire_lease",
    "conformed_beside",
    "extract_known",
    "extracts_like_those_held",
    "extracts_to_conform",
    "extracts_to_load",
    "finish_run",
    "has_died",
    "heartbeat",
    "latest_load",
    "load_again",
    "record_audit",
    "record_findings",
    "record_load",
    "record_sections",
    "register_extract",
    "release_lease",
    "renew_lease",
    "set_extract_state",
    "start_run",
    "this_process",
    "withdraw_extract",
    "withdrawn_rows",
]

WAITING = ("archived", "accepted")  # accepted: the gate stopped it, and a person let it through


class RowsUnaccounted(Exception):
    """A section's rows are not all loaded, quarantined or dropped: nothing may be kept."""

    def __init__(self, account: "SectionAccount") -> None:
        super().__init__(
            f"{account.section}: {account.rows_in} rows came in, and {account.rows_loaded} loaded + "
            f"{account.rows_quarantined} quarantined + {account.rows_dropped} dropped = {account.rows_out}. "
            "Nothing of the extract was kept. This is a fault in Lodestar, please report it."
        )


class UnknownExtract(LookupError):
    """The ledger has no such extract."""

    def __init__(self, extract_id: str) -> None:
        super().__init__(f"The ledger has no extract {extract_id[:12]}. Nothing was changed.")


@dataclass(frozen=True)
class SectionAccount:
    """The fate of the rows of one section of one extract, and what the section delivered and covers."""

    section: str
    dataset: str
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    columns: Sequence[str]
    dropped_by: Mapping[str, int] = field(default_factory=dict)
    covers_from: date | None = None
    covers_to: date | None = None
    withdraws: str = "nothing"
    complete: str = "nothing"

    @property
    def rows_dropped(self) -> int:
        """Rows left out, each by a named rule."""
        return sum(self.dropped_by.values())

    @property
    def rows_out(self) -> int:
        """Rows whose fate is known."""
        return self.rows_loaded + self.rows_quarantined + self.rows_dropped


@dataclass(frozen=True)
class Load:
    """A load of one authority's partition of the star."""

    load_id: int
    authority_code: str
    run_id: str
    as_at: date
    loaded_at: datetime
    content_hash: str
    table_rows: dict[str, int]


# --- Extracts


def register_extract(
    connection: Connection,
    *,
    extract_id: str,
    format: str,
    file_name: str,
    size_bytes: int,
    archive_path: str,
    run_id: str,
    now: datetime,
    authority_code: str | None = None,
) -> bool:
    """Note that an extract is in the archive; false, and nothing changes, where its content is known already."""
    if extract_known(connection, extract_id):
        return False
    connection.execute(
        extract.insert().values(
            extract_id=extract_id,
            authority_code=authority_code,
            format=format,
            file_name=file_name[-400:],
            size_bytes=size_bytes,
            archived_at=utc(now),
            issued_at=utc(now),  # until reading it shows when it was made
            archive_path=archive_path,
            state="archived",
            run_id=run_id,
        )
    )
    return True


def extract_known(connection: Connection, extract_id: str) -> bool:
    """Whether content with this SHA-256 arrived before."""
    return connection.scalar(sa.select(extract.c.extract_id).where(extract.c.extract_id == extract_id)) is not None


def set_extract_state(
    connection: Connection, extract_id: str, *, state: str, reason: str | None = None, **facts: Any
) -> None:
    """
    Say what became of an extract: archived, conformed, stopped, accepted, unreadable or withdrawn.

    `facts` are columns that reading it filled: as_at, collection_year, issued_at, authority_code, format.
    """
    facts = {name: utc(value) if isinstance(value, datetime) else value for name, value in facts.items()}
    stated = {"state": state, "reason": None if reason is None else _shortened(reason), **facts}
    if connection.execute(extract.update().where(extract.c.extract_id == extract_id).values(stated)).rowcount != 1:
        raise UnknownExtract(extract_id)


def extracts_to_conform(connection: Connection, authority_code: str | None = None) -> list[str]:
    """Return the extracts that are archived (or let through by a person) and not yet judged, as they arrived."""
    return _extracts(connection, authority_code, extract.c.state.in_(WAITING))


def extracts_to_load(connection: Connection, authority_code: str) -> list[str]:
    """Return the extracts of an authority that are conformed and in no load yet."""
    return _extracts(connection, authority_code, extract.c.state == "conformed", extract.c.load_id.is_(None))


def _extracts(connection: Connection, authority_code: str | None, *conditions: sa.ColumnElement[bool]) -> list[str]:
    if authority_code is not None:
        conditions += (extract.c.authority_code == authority_code,)
    ordered = sa.select(extract.c.extract_id).order_by(extract.c.archived_at, extract.c.extract_id)
    return list(connection.scalars(ordered.where(*conditions)))


def conformed_beside(connection: Connection, extract_id: str) -> list[str]:
    """Return the other conformed extracts of an extract's authority, those of its format first."""
    own = sa.select(extract.c.authority_code, extract.c.format).where(extract.c.extract_id == extract_id).subquery()
    return list(
        connection.scalars(
            sa.select(extract.c.extract_id)
            .join(own, extract.c.authority_code == own.c.authority_code)
            .where(extract.c.state == "conformed", extract.c.extract_id != extract_id)
            .order_by(sa.case((extract.c.format == own.c.format, 0), else_=1), extract.c.as_at, extract.c.extract_id)
        )
    )


def extracts_like_those_held(connection: Connection, authority_code: str) -> list[sa.RowMapping]:
    """Return an authority's conformed extracts of the formats of which anything is held still, the oldest first."""
    theirs = (extract.c.authority_code == authority_code, extract.c.state == "conformed")
    formats = sa.select(extract.c.format).join_from(extract, quarantine).where(*theirs, quarantine.c.state == "held")
    return list(
        connection.execute(
            sa.select(extract)
            .where(*theirs, extract.c.format.in_(formats))
            .order_by(extract.c.as_at, extract.c.issued_at, extract.c.extract_id)
        ).mappings()
    )


def withdraw_extract(connection: Connection, extract_id: str, *, reason: str) -> None:
    """Take an extract's rows out of the accounting and the quarantine; it stays known, as withdrawn."""
    for table in (extract_section, quarantine):
        connection.execute(table.delete().where(table.c.extract_id == extract_id))
    set_extract_state(connection, extract_id, state="withdrawn", reason=reason, load_id=None)


def load_again(connection: Connection, extract_ids: Iterable[str]) -> None:
    """Have the next run load extracts that were loaded before."""
    connection.execute(extract.update().where(extract.c.extract_id.in_(list(extract_ids))).values(load_id=None))


# --- Sections and findings


def record_sections(connection: Connection, extract_id: str, accounts: Iterable[SectionAccount]) -> None:
    """
    Keep the row accounting of an extract's sections, in place of what was kept before.

    Raises `RowsUnaccounted` for the first section whose rows do not add up.
    """
    rows = []
    for account in accounts:
        fates = (account.rows_loaded, account.rows_quarantined, *account.dropped_by.values())
        if account.rows_in != account.rows_out or min(fates) < 0:
            raise RowsUnaccounted(account)
        plain = {
            "dropped_by": dict(account.dropped_by),
            "columns": list(account.columns),
            "withdraws": str(account.withdraws),
            "complete": str(account.complete),
        }
        rows.append(asdict(account) | plain | {"extract_id": extract_id, "rows_dropped": account.rows_dropped})
    connection.execute(extract_section.delete().where(extract_section.c.extract_id == extract_id))
    if rows:
        connection.execute(extract_section.insert(), rows)


def record_findings(connection: Connection, extract_id: str, findings: Iterable[Mapping[str, Any]]) -> None:
    """
    Keep the outcome of each check on each section of an extract, in place of what was kept before.

    Each has section, rule, dataset, severity, state, message, evaluated and failed: counts, never a value.
    """
    connection.execute(finding.delete().where(finding.c.extract_id == extract_id))
    rows = [{**found, "message": _shortened(found["message"]), "extract_id": extract_id} for found in findings]
    if rows:
        connection.execute(finding.insert(), rows)


def record_audit(
    connection: Connection, authority_code: str, load_id: int, findings: Iterable[Finding], now: datetime
) -> None:
    """Keep what was found in a load and its figures, each in place of what the same rule found before."""
    findings = list(findings)
    same = audit_finding.c.rule.in_([found.rule for found in findings])
    connection.execute(audit_finding.delete().where(audit_finding.c.load_id == load_id, same))
    known = {"load_id": load_id, "authority_code": authority_code, "audited_at": utc(now)}
    rows = [
        known
        | {
            "rule": found.rule,
            "severity": str(found.severity),
            "state": str(found.state),
            "message": _shortened(found.message),
            "evaluated": int(found.evaluated),
            "failed": int(found.failed),
        }
        for found in findings
    ]
    if rows:
        connection.execute(audit_finding.insert(), rows)


# --- Loads


def record_load(
    connection: Connection,
    *,
    authority_code: str,
    run_id: str,
    now: datetime,
    as_at: date,
    content_hash: str,
    table_rows: Mapping[str, int],
    extract_ids: Iterable[str],
    live_rows: Mapping[str, int] | None = None,
    withdrawn_rows: Mapping[str, int] | None = None,
) -> int:
    """
    Note a load, and that it is the first to include these extracts; return its number.

    `live_rows` and `withdrawn_rows` say by dataset what is so, and what a newer extract took back.
    """
    load_id = (connection.scalar(sa.select(sa.func.max(load.c.load_id))) or 0) + 1
    connection.execute(
        load.insert().values(
            load_id=load_id,
            authority_code=authority_code,
            run_id=run_id,
            as_at=as_at,
            loaded_at=utc(now),
            content_hash=content_hash,
            table_rows=dict(table_rows),
        )
    )
    withdrawn_rows = withdrawn_rows or {}
    accounts = [
        {"load_id": load_id, "dataset": name, "rows_live": rows, "rows_withdrawn": withdrawn_rows.get(name, 0)}
        for name, rows in (live_rows or {}).items()
    ]
    if accounts:
        connection.execute(load_dataset.insert(), accounts)
    included = [{"included": extract_id} for extract_id in extract_ids]
    if included:
        first = extract.update().where(extract.c.extract_id == sa.bindparam("included"), extract.c.load_id.is_(None))
        connection.execute(first.values(load_id=load_id), included)
    return load_id


def latest_load(connection: Connection, authority_code: str) -> Load | None:
    """Return the newest load of an authority; None where there is none yet."""
    newest = sa.select(load).where(load.c.authority_code == authority_code).order_by(load.c.load_id.desc()).limit(1)
    found = connection.execute(newest).mappings().first()
    return None if found is None else Load(**found)


def withdrawn_rows(connection: Connection, load_id: int) -> dict[str, tuple[int, int]]:
    """Return the live and the withdrawn rows of a load, for each dataset of which any were withdrawn."""
    part = load_dataset.c
    found = connection.execute(
        sa.select(part.dataset, part.rows_live, part.rows_withdrawn)
        .where(part.load_id == load_id, part.rows_withdrawn > 0)
        .order_by(part.dataset)
    )
    return {name: (live, withdrawn) for name, live, withdrawn in found}


def _shortened(text: str, length: int = 500) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
