"""
From a figure back to what it stands on: its definition, publication and load, the extracts, and what is wrong in them.

Codes and counts only; which rows they are, `lodestar quarantine list` says.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.audit import TOTAL
from expectations.contract import Severity
from flows.counts import plural
from flows.opened import looking_at
from flows.publishing import population_of
from flows.reports.deliveries import Deliveries, deliveries
from flows.reports.figures import PERIOD_LABELS, Figure
from flows.reports.overview import touches
from flows.reports.pages import day, moment
from flows.reports.publications import Published, current_publication, unpublished_load
from flows.reports.reconciled import beside_lines
from flows.reports.restated import restated_lines
from flows.settings import AuthoritySettings, SettingsError
from flows.toml_files import did_you_mean
from warehouse import conformed
from warehouse.ledger_tables import metric_value
from warehouse.metrics import METRICS, PeriodType
from warehouse.metrics.definition import Definition, Distribution, Rate
from warehouse.metrics.periods import Coverage, covered, days_at, months_between
from warehouse.publication import held_in

FIRST_YEAR = 2000  # no extract reaches further back


def why(project: Path, metric: str, period: str, *, authority: str = "") -> Iterator[str]:
    """
    Yield what an authority's current publication has of a metric in a period, and what that stands on.

    `period` is written as on the pages (Sep 2025, 2024-25, Quarter 1 2024-25, 12 months to Mar 2025), or as 2025-09
    for a month and 2025-09-30 for a day. Raises `SettingsError` for a metric or period that there is not.
    """
    definition = metric_named(metric)
    with looking_at(project) as (settings, connection):
        yield from explained(connection, settings.chosen(authority)[0], definition, period)


def explained(
    connection: Connection, authority: AuthoritySettings, definition: Definition, period: str
) -> Iterator[str]:
    """Yield the same of one authority's metric."""
    published = current_publication(connection, authority.code, with_values=False)
    if published is None:
        raise SettingsError(f"Nothing has been published of {authority.code} yet.")
    asked = _period(definition, period, published)
    row = _value(connection, authority.code, definition, asked, published)
    yield f"{definition.catalogue_id} {definition.label} ({definition.code}), {authority.code} {authority.name}"
    yield from _of_the_figure(row) if row else _of_its_absence(connection, authority, definition, asked, published)
    if definition.code in published.withheld:
        yield f"  Withheld     its newer figures: {published.withheld[definition.code]}"
    yield from beside_lines(connection, authority.code, definition.code, asked)
    yield from restated_lines(connection, authority.code, definition.code, asked)
    yield f"  Definition   version {row['definition_version'] if row else definition.version}, {definition.source}"
    yield f"  Stands on    {', '.join(definition.datasets)}"
    yield from _publication(connection, authority.code, published)
    yield from _extracts(deliveries(connection, authority.code), definition, asked, published.load_id)


def metric_named(name: str) -> Definition:
    """Return a metric by its code, or by a number of the catalogue that only one has."""
    if name in METRICS:
        return METRICS[name]
    numbered = [each for each in METRICS.values() if each.catalogue_id.casefold() == name.casefold()]
    if len(numbered) == 1:
        return numbered[0]
    if numbered:
        codes = ", ".join(each.code for each in numbered)
        raise SettingsError(f"{name} is the number of several metrics: {codes}. Name one of them.")
    raise SettingsError(f'There is no metric "{name}".{did_you_mean(name, METRICS)}')


def _period(definition: Definition, words: str, published: Published) -> pd.DataFrame:
    """Return the one period, among all that a metric can have, that a person's words name."""
    last = (published.as_at.year - 1970) * 12 + published.as_at.month - 1
    first = (FIRST_YEAR - 1970) * 12
    types = definition.period_types
    periods = days_at(first, last + 12, published.as_at) if PeriodType.AT_DATE in types else None
    periods = months_between(first, last + 12, types) if periods is None else periods
    named = [words.casefold() in _names(each) for each in periods.itertuples()]
    found = periods[named].reset_index(drop=True)
    if len(found) != 1:
        kinds = ", ".join(str(kind).replace("_", " ") for kind in types)
        raise SettingsError(
            f'{definition.code} has no period "{words}". It is published for: {kinds}. Write it as on the pages, or '
            "2025-09 for a month, 2025-09-30 for a day."
        )
    return found


def _names(period) -> set[str]:
    end = period.period_end.date()
    names = {PERIOD_LABELS[period.period_type](end).casefold()}
    if period.period_type == PeriodType.MONTH:
        names.add(f"{end:%Y-%m}")
    if period.period_type == PeriodType.AT_DATE:
        names.add(str(end))
    return names


def _value(
    connection: Connection, authority_code: str, definition: Definition, asked: pd.DataFrame, published: Published
) -> RowMapping | None:
    """Return the value of the whole, in the publication that readers see."""
    value = metric_value.c
    stands = sa.select(metric_value).where(
        value.authority_code == authority_code,
        value.metric_code == definition.code,
        value.cut_name == TOTAL,
        value.period_type == asked["period_type"][0],
        value.period_end == asked["period_end"][0].date(),
        held_in(published.publication_id),
    )
    return connection.execute(stands).mappings().first()


def _of_the_figure(row: RowMapping) -> Iterator[str]:
    figure = Figure.of(row)
    marks = {"provisional": figure.is_provisional, "annualised": figure.is_annualised}
    marked = ", ".join(word for word, is_so in marks.items() if is_so)
    yield f"  Figure       {figure.words_and_base} {figure.when}" + (f" ({marked})" if marked else "")
    if figure.reason:
        yield f"  No value     {figure.reason}"
    if figure.numerator is not None and figure.denominator is not None:
        yield f"  Counted      numerator {figure.numerator:,.0f}, denominator {figure.denominator:,.0f}"
    yield f"  Unchanged    since publication {row['first_publication_id']}, measured on load {row['load_id']}"


def _of_its_absence(
    connection: Connection,
    authority: AuthoritySettings,
    definition: Definition,
    asked: pd.DataFrame,
    published: Published,
) -> Iterator[str]:
    if isinstance(definition, Distribution):
        yield f"  Figure       none of the whole: it is published by {definition.by.label.lower()} only"
        return
    yield f"  Figure       none for {PERIOD_LABELS[asked['period_type'][0]](asked['period_end'][0].date())}"
    coverage = conformed.covered_intervals(conformed.coverage(connection, authority.code))
    reasons = list(_gaps(definition, asked, coverage, published))
    if isinstance(definition, Rate) and not population_of(connection, authority).persons:
        reasons.append("no population is known, and a rate is never guessed")
    for reason in reasons or ["what it needs is there now; the next publication may have it"]:
        yield f"  Absent       {reason}"


def _gaps(definition: Definition, asked: pd.DataFrame, coverage: Coverage, published: Published) -> Iterator[str]:
    """Say which days that the figure needs no extract covers in full."""
    needed = {"lookback_months": definition.lookback_months, "follow_up_days": definition.follow_up_days}
    if covered(asked, coverage, [], as_at=published.as_at, **needed).empty:
        waits = (
            f", and {plural(definition.follow_up_days, 'day')} to wait after it" if definition.follow_up_days else ""
        )
        yield f"the newest extract describes {day(published.as_at)}: the period is not over by then{waits}"
    for dataset in definition.datasets:
        if covered(asked, coverage, [dataset], as_at=date.max, **needed).empty:
            windows = ", ".join(f"{first} to {last}" for first, last in coverage.get(dataset, ()))
            yield f"{dataset} is not covered in full; it is covered {windows or 'on no day'}"


def _publication(connection: Connection, authority_code: str, published: Published) -> Iterator[str]:
    rolled_back = (
        f"; a person went back to it from {published.latest_publication_id}" if published.is_rolled_back else ""
    )
    yield (
        f"  Publication  {published.publication_id}, as at {day(published.as_at)}, published "
        f"{moment(published.published_at)}, of load {published.load_id}{rolled_back}"
    )
    behind = unpublished_load(connection, authority_code)
    if behind is not None and behind.is_withheld:
        why = "; ".join(f"{row['rule']}: {row['message']}" for row in behind.critical) or "it is not measured yet"
        yield f"  Withheld     the figures of load {behind.load_id}, as at {day(behind.as_at)}: {why}"


def _extracts(delivered: Deliveries, definition: Definition, asked: pd.DataFrame, load_id: int) -> Iterator[str]:
    """Show what had been loaded of the period by then, and what is wrong there with what the figure stands on."""
    datasets = {name.partition(" by ")[0].partition(".")[0] for name in definition.datasets}
    start, end = asked["period_start"][0].date(), asked["period_end"][0].date()
    told = {
        (section.extract_id, section.section): section
        for delivery in delivered.extracts
        if delivery.load_id is not None and delivery.load_id <= load_id
        for section in delivery.sections
        if section.dataset in datasets and section.tells_of(start, end)
    }
    if not told:
        yield "  Extracts     none tells of the period"
    for section in told.values():
        yield (
            f"  Extract      {delivered.by_id[section.extract_id].file_name}, {section.section}: "
            f"{plural(section.rows_in, 'row')} = {section.rows_loaded:,} loaded + {section.rows_quarantined:,} "
            f"quarantined + {section.rows_dropped:,} dropped"
        )
    wrong = [
        found
        for found in delivered.in_order(each for each in delivered.findings if each.needs_attention)
        if (found.extract_id, found.section) in told
        and definition in touches(found.dataset, found.rule, severity=Severity(found.severity)).counts
    ]
    for found in wrong:
        yield (
            f"  Finding      {found.severity} {found.rule} in {found.section} of "
            f"{delivered.by_id[found.extract_id].file_name}: {found.failed:,} of {plural(found.evaluated, 'row')}. "
            f"{found.message}"
        )
    if told and not wrong:
        yield "  Findings     none on what it stands on"
