"""Publish: measure the newest load, audit the figures, and release at once what passes."""

import logging
from collections.abc import Mapping

import pandas as pd
from sqlalchemy import Connection

from expectations.audit import audit_metrics
from expectations.findings import Outcome
from flows.counts import plural
from flows.run import Run, utc_now
from flows.settings import AuthoritySettings
from flows.steps import step
from flows.summary import PublicationResult
from warehouse import conformed, ledger, overview
from warehouse import publication as publications
from warehouse.changes import changes_since_published
from warehouse.metrics import METRICS, Population, measure
from warehouse.metrics.definition import AnyPoint, ChildrenAtAnyPoint, DistinctCount
from warehouse.metrics.dependency import flows_of, standing_on
from warehouse.metrics.population import published_population
from warehouse.restating import Reason, record_restatements, restated

NOT_ADDING_UP = {
    definition.code
    for definition in METRICS.values()
    if isinstance(definition, DistinctCount | ChildrenAtAnyPoint | AnyPoint)
}

FLOWS = flows_of(METRICS.values())

logger = logging.getLogger("lodestar")


@step
def publish(run: Run, authority: AuthoritySettings) -> PublicationResult | None:
    """
    Publish the newest load's figures if they are not published yet and pass the audit.

    A metric with figures that fail is withheld with all that is worked out from it: its last figures stand, marked.
    Where a check could not be made, or nothing passes, nothing is published: the last publication stands.
    """
    with run.engine.connect() as connection:
        newest = ledger.latest_load(connection, authority.code)
        if newest is None:
            return None
        population = population_of(connection, authority)
        stands_on = {"definitions": METRICS.values(), "basis": population.basis}
        if not publications.is_due(connection, authority.code, newest.load_id, **stands_on):
            return None
        values = measure(
            connection,
            authority_key=overview.authority_key(connection, authority.code),
            definitions=METRICS.values(),
            coverage=conformed.covered_intervals(conformed.coverage(connection, authority.code)),
            as_at=newest.as_at,
            population=population,
        )
        standing = publications.standing_values(connection, authority.code)
        changes = changes_since_published(connection, authority.code)
    restatements = restated(values, standing, changes, METRICS.values())
    outcome = audit_metrics(
        values,
        standing,
        counting_children=NOT_ADDING_UP,
        flows=FLOWS,
        without_reason=restatements[restatements["reason"] == Reason.UNEXPLAINED],
    )
    withheld = withheld_by(outcome, values)
    with run.writing_for(authority.code) as connection:
        ledger.record_audit(connection, authority.code, newest.load_id, outcome.findings, utc_now())
        released = None
        if not withheld or not set(values["metric_code"]) <= withheld.keys():
            released = publications.publish(
                connection,
                authority_code=authority.code,
                load_id=newest.load_id,
                run_id=run.run_id,
                as_at=newest.as_at,
                values=values,
                now=utc_now(),
                standing=standing,
                withheld=withheld,
                **stands_on,
            )
        if released is not None:
            told = restatements[~restatements["metric_code"].isin(list(withheld))]
            record_restatements(connection, authority.code, released.publication_id, told)
    result = _result(authority.code, released, outcome, withheld)
    run.summary.publications.append(result)
    return result


def population_of(connection: Connection, authority: AuthoritySettings) -> Population:
    """Return what rates stand on: the population of the settings, else the published one, else none."""
    own = Population(authority.population, authority.population_vintage)
    return own if own.persons else published_population(connection, authority.code) or own


def withheld_by(outcome: Outcome, values: pd.DataFrame) -> dict[str, str]:
    """
    Return the metrics that may not be published, each with the first reason.

    They are those with a figure that failed a critical check, and those worked out from them; all of them, where a
    check could not be made.
    """
    withheld: dict[str, str] = {}
    for found in outcome.critical:
        failed = values["metric_code"].iloc[found.row_numbers].unique()
        whose = standing_on(failed, METRICS.values()) if len(failed) else values["metric_code"].unique()
        for code in whose:
            withheld.setdefault(code, f"{found.rule}: {found.message}")
    return withheld


def _result(authority_code: str, released, outcome: Outcome, withheld: Mapping[str, str]) -> PublicationResult:
    reasons = tuple(f"{found.rule}: {found.message} ({found.failed:,} figures)" for found in outcome.critical)
    if reasons:
        logger.error("%s: %s withheld: %s", authority_code, plural(len(withheld), "metric"), " ".join(reasons))
    if released is None:
        return PublicationResult(authority_code, None, withheld=reasons)
    logger.info(
        "%s: publication %s, %s figures, %s new",
        *(authority_code, released.publication_id, f"{released.total:,}", f"{released.new:,}"),
    )
    return PublicationResult(
        authority_code,
        released.publication_id,
        released.total,
        released.new,
        withheld=reasons,
        metrics_withheld=len(withheld),
    )
