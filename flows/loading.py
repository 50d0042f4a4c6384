"""Load: shape what an authority's extracts say together, and replace its partition of the star."""

import logging
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pandas as pd
from sqlalchemy import Connection

from expectations.contract import DATASETS
from expectations.star import audit_star
from expectations.working_days import calendar
from flows.counts import plural
from flows.identifying import identify
from flows.judging import pseudonymiser
from flows.run import Run, utc_now
from flows.settings import AuthoritySettings
from flows.steps import step
from flows.summary import LoadResult
from transforms.ages import AGE_BANDS
from transforms.conform.merging import combine
from transforms.conform.repairing import LEFT, REPAIRS
from transforms.crosswalk import Crosswalk
from transforms.dimensions.bridge_child_identifier import bridge_child_identifier
from transforms.dimensions.dim_child import dim_child
from transforms.dimensions.dim_date import dim_date
from transforms.facts import SHAPED, shape
from warehouse import conformed, ledger
from warehouse.changes import record_changes, rows_counted
from warehouse.crosswalk import store_crosswalk
from warehouse.loading import LoadingError, content_hash, load_star
from warehouse.repairs import record_repairs

logger = logging.getLogger("lodestar")


@dataclass(frozen=True)
class Live:
    """What is so, of everything that an authority's extracts said; what was taken back, and what was repaired."""

    crosswalk: Crosswalk
    children: pd.DataFrame
    as_at: date
    datasets: dict[str, pd.DataFrame] = field(default_factory=dict)
    withdrawn: dict[str, int] = field(default_factory=dict)
    repairs: dict[str, dict[str, int]] = field(default_factory=dict)


@step
def load(run: Run, authority: AuthoritySettings) -> LoadResult | None:
    """Load what was conformed since the last load, in one transaction; nothing to load, nothing done."""
    with run.engine.connect() as connection:
        waiting = ledger.extracts_to_load(connection, authority.code)
        if not waiting:
            return None
        before = ledger.latest_load(connection, authority.code)
        live = what_is_live(connection, authority.code)
    facts = shape(live.datasets, calendar())
    live_rows = {name: len(frame) for name, frame in live.datasets.items()}
    outcome = audit_star(live.children, facts, live_rows, calendar())
    if broken := outcome.critical:
        said = " ".join(f"{found.rule}: {found.message} ({plural(found.failed, 'row')})" for found in broken)
        raise LoadingError(f"The star was not loaded: {said} The warehouse still holds the load before.")
    digest = content_hash(live.children, facts)
    changed = before is None or before.content_hash != digest
    pseudonymise = pseudonymiser(run.settings.secret(run.settings.privacy.pseudonym_key))
    with run.writing_for(authority.code) as connection:
        counted = rows_counted(connection, authority.code)
        load_id = ledger.record_load(
            connection,
            authority_code=authority.code,
            run_id=run.run_id,
            now=utc_now(),
            as_at=live.as_at,
            content_hash=digest,
            table_rows={name: len(frame) for name, frame in facts.items()},
            extract_ids=waiting,
            live_rows=live_rows,
            withdrawn_rows=live.withdrawn,
        )
        ledger.record_audit(connection, authority.code, load_id, outcome.failed, utc_now())
        record_repairs(connection, load_id, live.repairs)
        loaded = load_star(
            connection,
            authority_code=authority.code,
            authority_name=authority.name,
            children=live.children,
            facts=facts,
            calendar=None if run.has_calendar else _days(),
            age_bands=pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"]),
            load_id=load_id,
        )
        record_changes(connection, authority.code, load_id, counted)
        store_crosswalk(
            connection,
            authority_code=authority.code,
            authority_name=authority.name,
            identifiers=bridge_child_identifier(live.crosswalk, pseudonymise),
            contradictions=live.crosswalk.contradictions,
            load_id=load_id,
        )
    run.has_calendar = True
    repairs = [repair for counts in live.repairs.values() for repair in counts.items()]
    result = LoadResult(
        authority.code,
        load_id,
        rows=sum(loaded.rows.values()),
        changed=changed,
        withdrawn_by={name: count for name, count in live.withdrawn.items() if count},
        repaired_by={rule: count for rule, count in repairs if rule not in LEFT},
        identifiers_joined=live.crosswalk.joined,
        contradictions=len(live.crosswalk.contradictions),
    )
    run.summary.loads.append(result)
    logger.info("%s: load %s, %s rows in %s facts", authority.code, load_id, f"{result.rows:,}", len(loaded.rows))
    return result


def what_is_live(connection: Connection, authority_code: str) -> Live:
    """Combine everything that an authority's extracts said, each child under the one identifier that names it."""
    covered = conformed.coverage(connection, authority_code)
    one_child = identify(connection, authority_code, covered)
    datasets, withdrawn, repairs = {}, {}, {}
    for name in sorted(conformed.stated(connection, authority_code) | {"children"}):
        statements = one_child.rekey(conformed.statements(connection, authority_code, DATASETS[name]))
        if name == "children":
            children = dim_child(statements)
        if statements.empty:
            continue
        combined = combine(DATASETS[name], statements, covered)
        if name in REPAIRS:
            combined, repairs[name] = REPAIRS[name](combined, covered)
        datasets[name] = combined.rows
        withdrawn[name] = combined.withdrawn
    return Live(one_child, children, as_at_of(covered), datasets, withdrawn, repairs)


def as_at_of(covered: pd.DataFrame) -> date:
    """
    Return the newest day that anything figures are made of describes.

    A register of a later day does not make the months of a census look settled.
    """
    shaped = covered[covered["dataset"].isin(SHAPED)]
    return (covered if shaped.empty else shaped)["as_at"].max().date()


@cache
def _days() -> pd.DataFrame:
    return dim_date()
