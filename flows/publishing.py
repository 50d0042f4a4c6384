"""Publish: measure the newest load, audit the figures, and release them all at once, or none."""

import logging

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
from warehouse.metrics import METRICS, Population, measure
from warehouse.metrics.definition import AnyPoint, ChildrenAtAnyPoint, DistinctCount
from warehouse.metrics.population import published_population

NOT_ADDING_UP = {
    definition.code
    for definition in METRICS.values()
    if isinstance(definition, DistinctCount | ChildrenAtAnyPoint | AnyPoint)
}

logger = logging.getLogger("lodestar")


@step
def publish(run: Run, authority: AuthoritySettings) -> PublicationResult | None:
    """
    Publish the newest load's figures if they are not published yet and pass the audit.

    Figures that fail are withheld, all of them; the last good publication stays what readers see.
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
    outcome = audit_metrics(values, standing, counting_children=NOT_ADDING_UP)
    with run.writing_for(authority.code) as connection:
        ledger.record_audit(connection, authority.code, newest.load_id, outcome.findings, utc_now())
        released = None
        if not outcome.critical:
            released = publications.publish(
                connection,
                authority_code=authority.code,
                load_id=newest.load_id,
                run_id=run.run_id,
                as_at=newest.as_at,
                values=values,
                now=utc_now(),
                standing=standing,
                **stands_on,
            )
    result = _result(authority.code, released, outcome)
    run.summary.publications.append(result)
    return result


def population_of(connection: Connection, authority: AuthoritySettings) -> Population:
    """Return what rates stand on: the population of the settings, else the published one, else none."""
    own = Population(authority.population, authority.population_vintage)
    return own if own.persons else published_population(connection, authority.code) or own


def _result(authority_code: str, released, outcome: Outcome) -> PublicationResult:
    if outcome.critical:
        reasons = tuple(
            f"{found.rule}: {found.message} ({plural(found.failed, 'figure')})" for found in outcome.critical
        )
        logger.error("%s: publication withheld: %s", authority_code, " ".join(reasons))
        return PublicationResult(authority_code, None, withheld=reasons)
    if released is None:
        return PublicationResult(authority_code, None)
    logger.info(
        "%s: publication %s, %s figures, %s new",
        *(authority_code, released.publication_id, f"{released.total:,}", f"{released.new:,}"),
    )
    return PublicationResult(authority_code, released.publication_id, released.total, released.new)
