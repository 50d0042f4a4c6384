"""Load: shape what an authority's extracts say together, and replace its partition of the star."""

import logging
from datetime import date
from functools import cache

import pandas as pd

from expectations.contract import DATASETS
from flows.run import Run, utc_now
from flows.settings import AuthoritySettings
from flows.steps import step
from flows.summary import LoadResult
from transforms.ages import AGE_BANDS
from transforms.conform.merging import combine
from transforms.conform.repairing import LEFT, REPAIRS
from transforms.dimensions.dim_child import dim_child
from transforms.dimensions.dim_date import dim_date
from transforms.facts import SHAPED, shape
from transforms.working_days import Calendar
from warehouse import conformed, ledger
from warehouse.loading import content_hash, load_star
from warehouse.repairs import record_repairs

logger = logging.getLogger("lodestar")


@step
def load(run: Run, authority: AuthoritySettings) -> LoadResult | None:
    """Load what was conformed since the last load, in one transaction; nothing to load, nothing done."""
    with run.engine.connect() as connection:
        waiting = ledger.extracts_to_load(connection, authority.code)
        if not waiting:
            return None
        before = ledger.latest_load(connection, authority.code)
        children, datasets, withdrawn, repairs, as_at = _live(connection, authority.code)
    facts = shape(datasets, _calendar())
    digest = content_hash(children, facts)
    changed = before is None or before.content_hash != digest
    with run.writing_for(authority.code) as connection:
        load_id = ledger.record_load(
            connection,
            authority_code=authority.code,
            run_id=run.run_id,
            now=utc_now(),
            as_at=as_at,
            content_hash=digest,
            table_rows={name: len(frame) for name, frame in facts.items()},
            extract_ids=waiting,
        )
        record_repairs(connection, load_id, repairs)
        loaded = load_star(
            connection,
            authority_code=authority.code,
            authority_name=authority.name,
            children=children,
            facts=facts,
            calendar=None if run.has_calendar else _days(),
            age_bands=pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"]),
            load_id=load_id,
        )
    run.has_calendar = True
    repaired_by = {rule: count for counts in repairs.values() for rule, count in counts.items() if rule not in LEFT}
    result = LoadResult(authority.code, load_id, sum(loaded.rows.values()), withdrawn, changed, repaired_by)
    run.summary.loads.append(result)
    logger.info("%s: load %s, %s rows in %s facts", authority.code, load_id, f"{result.rows:,}", len(loaded.rows))
    return result


def _live(
    connection, authority_code: str
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], int, dict[str, dict[str, int]], date]:
    """
    Return the child versions, the live rows of each dataset, how many were withdrawn and repaired, and the as-at date.

    The figures describe the newest day that anything they are made of describes: a register of another day does not
    make the months of a census look settled.
    """
    covered = conformed.coverage(connection, authority_code)
    datasets, withdrawn, repairs = {}, 0, {}
    for name in sorted(conformed.stated(connection, authority_code) | {"children"}):
        statements = conformed.statements(connection, authority_code, DATASETS[name])
        if name == "children":
            children = dim_child(statements)
        if statements.empty:
            continue
        combined = combine(DATASETS[name], statements, covered)
        if name in REPAIRS:
            combined, repairs[name] = REPAIRS[name](combined, covered)
        datasets[name] = combined.rows
        withdrawn += combined.withdrawn
    return children, datasets, withdrawn, repairs, _as_at(covered)


def _as_at(covered: pd.DataFrame) -> date:
    shaped = covered[covered["dataset"].isin(SHAPED)]
    return (covered if shaped.empty else shaped)["as_at"].max().date()


@cache
def _calendar() -> Calendar:
    return Calendar()


@cache
def _days() -> pd.DataFrame:
    return dim_date()
