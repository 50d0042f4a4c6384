"""Read an authority's current publication: what readers may see, exactly as it was released."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from expectations.contract import Severity
from flows.reports.figures import Figure
from warehouse.ledger_tables import (
    audit_finding,
    load,
    metric_definition,
    metric_value,
    publication,
    publication_pointer,
    withheld_metric,
)

FAILED = ("failed", "error")
NEVER_SHOWN = ("team", "worker")  # cuts by who did the work are for managers' lists, not for this page


@dataclass(frozen=True)
class Definition:
    """What a metric is, in words."""

    metric_code: str
    definition_version: int
    catalogue_id: str
    label: str
    description: str
    source: str
    unit: str
    polarity: str


@dataclass
class Published:
    """
    One publication with its values.

    `latest_publication_id` is a newer one where a person has rolled back.
    `totals` holds each metric's figures; `members` those of metrics that exist only as the shares of a cut, by
    member of the cut. `withheld` says, by metric, why figures of an earlier load are shown.
    """

    publication_id: int
    load_id: int
    as_at: date
    published_at: datetime
    latest_publication_id: int
    definitions: list[Definition] = field(default_factory=list)
    totals: dict[str, list[Figure]] = field(default_factory=dict)
    members: dict[str, dict[str, list[Figure]]] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)

    @property
    def is_rolled_back(self) -> bool:
        """Whether a person has made an earlier publication the current one."""
        return self.latest_publication_id > self.publication_id


@dataclass(frozen=True)
class Unpublished:
    """
    A load of which nothing was published, and what the audit of its figures found.

    Without a critical finding the figures were the same as those published before, or are still to be measured.
    """

    load_id: int
    as_at: date
    is_audited: bool
    critical: tuple[Mapping[str, Any], ...]

    @property
    def is_withheld(self) -> bool:
        """Whether readers see older figures because of it."""
        return bool(self.critical) or not self.is_audited


def unpublished_load(connection: Connection, authority_code: str) -> Unpublished | None:
    """Return the authority's newest load if nothing has been published of it or of a later one."""
    published = sa.select(sa.func.coalesce(sa.func.max(publication.c.load_id), 0)).where(
        publication.c.authority_code == authority_code
    )
    query = (
        sa.select(load.c["load_id", "as_at"])
        .where(load.c.authority_code == authority_code, load.c.load_id > published.scalar_subquery())
        .order_by(load.c.load_id.desc())
        .limit(1)
    )
    newest = connection.execute(query).mappings().first()
    if newest is None:
        return None
    found = audit(connection, newest["load_id"])
    critical = tuple(row for row in found if row["severity"] == Severity.CRITICAL and row["state"] in FAILED)
    measured = any("." not in row["rule"] for row in found)  # rules with a dot are of the load, before any figure
    return Unpublished(**newest, is_audited=measured, critical=critical)


def newest_audited_load(connection: Connection, authority_code: str) -> int | None:
    """Return the newest load whose figures were audited."""
    query = sa.select(sa.func.max(audit_finding.c.load_id)).where(audit_finding.c.authority_code == authority_code)
    return connection.scalar(query)


def audit(connection: Connection, load_id: int) -> list[Mapping[str, Any]]:
    """Return what the audit of a load's figures said, gravest first, then by how many figures failed."""
    query = sa.select(audit_finding.c["rule", "severity", "state", "message", "evaluated", "failed"]).where(
        audit_finding.c.load_id == load_id
    )
    found = connection.execute(query).mappings().all()
    return sorted(found, key=lambda row: (Severity(row["severity"]).rank, -row["failed"], row["rule"]))


def current_publication(connection: Connection, authority_code: str, *, with_values: bool = True) -> Published | None:
    """Return what the authority's pointer points at, with every value of it; None before the first publication."""
    latest = sa.select(sa.func.max(publication.c.publication_id)).where(publication.c.authority_code == authority_code)
    query = (
        sa.select(
            publication.c["publication_id", "load_id", "as_at", "published_at"],
            latest.scalar_subquery().label("latest_publication_id"),
        )
        .join_from(publication_pointer, publication)
        .where(publication_pointer.c.authority_code == authority_code)
    )
    found = connection.execute(query).mappings().first()
    if found is None:
        return None
    published = Published(**found)
    if with_values:
        _read_values(connection, authority_code, published)
    published.definitions = _definitions(connection, published)
    published.withheld = _withheld(connection, published.publication_id)
    return published


def _withheld(connection: Connection, publication_id: int) -> dict[str, str]:
    marks = sa.select(withheld_metric.c.metric_code, withheld_metric.c.reason)
    return dict(connection.execute(marks.where(withheld_metric.c.publication_id == publication_id)).all())


def _read_values(connection: Connection, authority_code: str, published: Published) -> None:
    totals: dict[str, list[Figure]] = defaultdict(list)
    members: dict[str, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(_values(authority_code, published.publication_id)).mappings():
        if row["cut_name"] == "":
            totals[row["metric_code"]].append(Figure.of(row))
        else:
            members[row["metric_code"]][row["cut_value"]].append(Figure.of(row))
    published.totals = dict(totals)
    published.members = {code: dict(by_member) for code, by_member in members.items()}


def _values(authority_code: str, publication_id: int) -> sa.Select:
    """Select the totals, and the cuts of those metrics only that have no total."""
    holds = sa.and_(
        metric_value.c.authority_code == authority_code,
        metric_value.c.first_publication_id <= publication_id,
        sa.or_(
            metric_value.c.last_publication_id.is_(None),
            metric_value.c.last_publication_id >= publication_id,
        ),
    )
    with_total = sa.select(metric_value.c.metric_code).where(holds, metric_value.c.cut_name == "").distinct()
    return (
        sa.select(metric_value)
        .where(
            holds,
            sa.or_(
                metric_value.c.cut_name == "",
                sa.and_(metric_value.c.cut_name.not_in(NEVER_SHOWN), metric_value.c.metric_code.not_in(with_total)),
            ),
        )
        .order_by(metric_value.c.period_end, metric_value.c.period_start)
    )


def _definitions(connection: Connection, published: Published) -> list[Definition]:
    """Return each metric's definition in the version that was published; the newest where it has no value."""
    used = {code: figures[-1].definition_version for code, figures in published.totals.items()} | {
        code: next(iter(by_member.values()))[-1].definition_version for code, by_member in published.members.items()
    }
    query = sa.select(metric_definition.c[*Definition.__dataclass_fields__]).order_by(
        metric_definition.c.definition_version
    )
    chosen: dict[str, Definition] = {}
    for row in connection.execute(query).mappings():
        definition = Definition(**row)
        if definition.definition_version <= used.get(definition.metric_code, definition.definition_version):
            chosen[definition.metric_code] = definition
    return sorted(chosen.values(), key=lambda definition: (definition.catalogue_id, definition.metric_code))
