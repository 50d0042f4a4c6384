"""What was taken back, and which identifiers are one child's, as tables of counts for the quality page."""

from sqlalchemy import Connection

from flows.counts import number
from flows.reports.pages import Table
from transforms.crosswalk import Contradiction, Evidence
from warehouse import crosswalk, ledger


def withdrawn(connection: Connection, authority_code: str) -> Table | None:
    """Show, by dataset, how many rows a newer extract covers and no longer contains."""
    newest = ledger.latest_load(connection, authority_code)
    taken_back = ledger.withdrawn_rows(connection, newest.load_id) if newest else {}
    if not taken_back:
        return None
    return Table(
        caption="Rows that newer extracts took back",
        columns=("Dataset", "Withdrawn", "Live"),
        numbers=frozenset({"Withdrawn", "Live"}),
        rows=[(name, number(gone), number(live)) for name, (live, gone) in taken_back.items()],
    )


def joined(connection: Connection, authority_code: str) -> Table | None:
    """Show how many identifiers are one more of a child known by another, by the evidence for it."""
    found = crosswalk.further_identifiers(connection, authority_code)
    if not found:
        return None
    return Table(
        caption="Further identifiers of children known by another",
        columns=("Evidence", "What it says", "Confidence", "Identifiers"),
        numbers=frozenset({"Identifiers"}),
        rows=[(kind.value, kind.label, kind.confidence, number(found[kind])) for kind in Evidence if kind in found],
    )


def contradictions(connection: Connection, authority_code: str) -> Table | None:
    """Show what was not joined although something says that it is one child, by rule."""
    found = crosswalk.contradictions_by_rule(connection, authority_code)
    if not found:
        return None
    return Table(
        caption="Not joined",
        columns=("Rule", "What was found", "Times"),
        numbers=frozenset({"Times"}),
        rows=[(rule.value, rule.message, number(found[rule])) for rule in Contradiction if rule in found],
    )
