"""Read from the ledger what was delivered and what became of it: counts only, never a row."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy import Connection

from expectations.contract import Severity
from expectations.explanations import Explanation
from flows.reports.queries import Query
from transforms.periods import financial_year
from warehouse.explanations import explanations
from warehouse.ledger_tables import extract, extract_section, finding, quarantine

REFUSED = ("stopped", "unreadable")
BY_SEVERITY = [severity.value for severity in Severity]


@dataclass(frozen=True)
class Section:
    """Row accounting of one section of one extract."""

    extract_id: str
    section: str
    dataset: str
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    rows_dropped: int
    dropped_by: Mapping[str, int]
    covers_from: date | None = None
    covers_to: date | None = None

    def tells_of(self, start: date, end: date) -> bool:
        """Whether it covers any day of a period; without a window nobody knows, and it may."""
        return (self.covers_from or date.min) <= end and (self.covers_to or date.max) >= start

    @property
    def unaccounted(self) -> int:
        """Rows that are neither loaded nor held back nor left out by a named rule: must be 0."""
        named = sum(self.dropped_by.values())
        return abs(self.rows_in - self.rows_loaded - self.rows_quarantined - self.rows_dropped) + abs(
            self.rows_dropped - named
        )


@dataclass(frozen=True)
class Finding:
    """What a rule found in one section of one extract."""

    extract_id: str
    section: str
    rule: str
    dataset: str
    severity: str
    state: str
    message: str
    evaluated: int
    failed: int

    @property
    def needs_attention(self) -> bool:
        """Whether rows failed, or the rule itself could not be judged."""
        return self.state in ("failed", "error")

    @property
    def is_query(self) -> bool:
        """Whether rows failed that are loaded all the same: a person may explain them."""
        return self.state == "failed" and self.severity == Severity.WARNING


@dataclass(frozen=True)
class Held:
    """How many rows, or single values, one rule holds back in one section of one extract."""

    extract_id: str
    section: str
    rule: str
    held: str
    state: str
    entries: int


@dataclass(frozen=True)
class Extract:
    """One delivery."""

    extract_id: str
    file_name: str
    format: str
    as_at: date | None
    state: str
    reason: str | None
    issued_at: datetime
    archived_at: datetime
    load_id: int | None = None  # the first that included it
    collection_year: int | None = None  # of yearly returns
    sections: tuple[Section, ...] = ()

    @property
    def order(self) -> tuple[date, datetime, str]:
        """Where it stands among the deliveries of its format: a newer one has the last word."""
        return self.as_at or date.min, self.issued_at, self.extract_id

    @property
    def year(self) -> int:
        """The year ending 31 March that it is of."""
        return self.collection_year or financial_year(self.as_at or self.archived_at.date())

    def is_replaced_by(self, other: "Extract") -> bool:
        """Whether another extract was accepted that says the same or newer; an unreadable one has no as-at date."""
        if other.state in REFUSED or other.format != self.format:
            return False
        return other.order > self.order if self.as_at else other.archived_at > self.archived_at


@dataclass(frozen=True)
class Totals:
    """Row accounting added up."""

    rows_in: int = 0
    loaded: int = 0
    quarantined: int = 0
    dropped: int = 0
    unaccounted: int = 0

    @classmethod
    def of(cls, sections: Iterable[Section]) -> "Totals":
        """Add up sections."""
        sections = list(sections)
        return cls(
            sum(section.rows_in for section in sections),
            sum(section.rows_loaded for section in sections),
            sum(section.rows_quarantined for section in sections),
            sum(section.rows_dropped for section in sections),
            sum(section.unaccounted for section in sections),
        )


@dataclass(frozen=True)
class Deliveries:
    """Everything that an authority delivered, newest first."""

    extracts: list[Extract] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    today: date | None = None

    @cached_property
    def by_id(self) -> dict[str, Extract]:
        """The extracts by number."""
        return {delivery.extract_id: delivery for delivery in self.extracts}

    @cached_property
    def latest(self) -> dict[str, str]:
        """The newest extract for each section, whether it was loaded or stopped."""
        places = {(section.section, delivery.extract_id) for delivery in self.extracts for section in delivery.sections}
        places |= {(found.section, found.extract_id) for found in self.findings}
        return dict(sorted(places, key=lambda place: self.by_id[place[1]].order))

    @property
    def latest_sections(self) -> list[Section]:
        """The accounting of the newest extract of each section, as far as it was loaded."""
        return [
            section
            for delivery in self.extracts
            for section in delivery.sections
            if self.latest[section.section] == section.extract_id
        ]

    @property
    def open_findings(self) -> list[Finding]:
        """What needs attention in the newest extract of each section and is not explained, gravest first."""
        return self.in_order(found for found in self._newest_findings if not self._is_explained(found))

    @property
    def explained_findings(self) -> list[Finding]:
        """What a person explained in the newest extracts, so that nobody need be asked."""
        return self.in_order(found for found in self._newest_findings if self._is_explained(found))

    @cached_property
    def queries(self) -> dict[tuple[str, str, int], Query]:
        """Warnings of the newest extracts, by dataset, rule and year."""
        together: dict[tuple[str, str, int], list[Finding]] = {}
        for found in self._newest_findings:
            if found.is_query:
                together.setdefault(self._place(found), []).append(found)
        return {
            place: Query(
                *place, found[0].message, sum(each.failed for each in found), self._said_to(*place), self.today
            )
            for place, found in sorted(together.items())
        }

    def query_of(self, found: Finding) -> Query | None:
        """The query to which a finding belongs; None where it is none, or not of the newest extracts."""
        return self.queries.get(self._place(found)) if found.is_query and self._is_latest(found) else None

    @property
    def earlier_findings(self) -> list[Finding]:
        """What needed attention in extracts that a newer one has followed."""
        return self.in_order(found for found in self.findings if found.needs_attention and not self._is_latest(found))

    @property
    def passed(self) -> int:
        """How many checks the newest extracts passed."""
        return sum(found.state == "passed" and self._is_latest(found) for found in self.findings)

    @property
    def open_by_severity(self) -> dict[str, int]:
        """How many findings are open, by severity, gravest first."""
        counts = Counter(found.severity for found in self.open_findings)
        return {severity: counts[severity] for severity in BY_SEVERITY if counts[severity]}

    @property
    def refused(self) -> list[Extract]:
        """Extracts that were stopped or could not be read, and that no newer one of their format has replaced."""
        return [
            delivery
            for delivery in self.extracts
            if delivery.state in REFUSED and not any(delivery.is_replaced_by(other) for other in self.extracts)
        ]

    def rows_held(self, held: str = "row") -> int:
        """How many rows (or values) are held back now, over all extracts."""
        return sum(entry.entries for entry in self.held if entry.held == held and entry.state == "held")

    @staticmethod
    def in_order(findings: Iterable[Finding]) -> list[Finding]:
        """Return findings gravest first, then those that concern most rows."""
        return sorted(
            findings,
            key=lambda found: (BY_SEVERITY.index(found.severity), -found.failed, found.section, found.rule),
        )

    @property
    def _newest_findings(self) -> list[Finding]:
        return [found for found in self.findings if found.needs_attention and self._is_latest(found)]

    def _is_latest(self, found: Finding) -> bool:
        return self.latest[found.section] == found.extract_id

    def _is_explained(self, found: Finding) -> bool:
        query = self.query_of(found)
        return query is not None and query.is_explained

    def _place(self, found: Finding) -> tuple[str, str, int]:
        return found.dataset, found.rule, self.by_id[found.extract_id].year

    def _said_to(self, dataset: str, rule: str, year: int) -> Explanation | None:
        said = [
            each
            for each in self.explanations
            if (each.dataset, each.rule) == (dataset, rule) and each.collection_year <= year
        ]
        return max(said, key=lambda each: each.collection_year, default=None)


def deliveries(connection: Connection, authority_code: str, *, today: date | None = None) -> Deliveries:
    """
    Return what the ledger holds of an authority's deliveries; the rows themselves are not read.

    What persons explained is open all the same unless `today` says on which day to look.
    """
    theirs = extract.c.authority_code == authority_code
    sections: dict[str, list[Section]] = {}
    for row in connection.execute(
        sa.select(extract_section.c[*Section.__dataclass_fields__])
        .join(extract)
        .where(theirs)
        .order_by(extract_section.c.section)
    ).mappings():
        sections.setdefault(row["extract_id"], []).append(Section(**row))
    columns = [name for name in Extract.__dataclass_fields__ if name != "sections"]
    extracts = [
        Extract(**row, sections=tuple(sections.get(row["extract_id"], ())))
        for row in connection.execute(sa.select(extract.c[*columns]).where(theirs)).mappings()
    ]
    return Deliveries(
        extracts=sorted(extracts, key=lambda delivery: (delivery.archived_at.date(), delivery.order), reverse=True),
        findings=[
            Finding(**row)
            for row in connection.execute(
                sa.select(finding.c[*Finding.__dataclass_fields__]).join(extract).where(theirs)
            ).mappings()
        ],
        held=_held(connection, authority_code),
        explanations=explanations(connection, authority_code) if today else [],
        today=today,
    )


def _held(connection: Connection, authority_code: str) -> list[Held]:
    by = quarantine.c["extract_id", "section", "rule", "held", "state"]
    query = (
        sa.select(*by, sa.func.count().label("entries"))
        .where(quarantine.c.authority_code == authority_code)
        .group_by(*by)
        .order_by(*by)
    )
    return [Held(**row) for row in connection.execute(query).mappings()]
