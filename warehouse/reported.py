"""
Figures that somebody else reports beside our own: which measure is which metric, and the view that compares them.

Our figures are those of the publication that readers see; a reported one is the newest statement of it.
"""

from collections.abc import Mapping

from sqlalchemy import Column, Connection, Select, String, Table, and_, case, delete, func, insert, or_, select
from sqlalchemy.sql.ddl import CreateView

from expectations.datasets import ReportedFigures
from warehouse.base import metadata
from warehouse.conformed import table_of
from warehouse.engine import key_text, ordinary_text
from warehouse.ledger_tables import metric_definition, metric_value, publication_pointer
from warehouse.publication import held_in

OWN_AREA = "own"  # the area of a figure of a scorecard that does not say whose it is
HALF = 0.5 + 1e-6  # of the last decimal place; binary fractions are not quite what they say

reported_measure = Table(
    "reported_measure",
    metadata,
    Column("measure_key", key_text(200), primary_key=True, comment="Words of the measure's name."),
    Column("metric_code", String(80), nullable=False, comment="The metric that it is."),
    comment="Which measures of scorecards are which of our metrics.",
)


def know_measures(connection: Connection, measures: Mapping[str, str]) -> None:
    """Write down the codes of metrics by the words of the measures that they are called; the same again, nothing."""
    if dict(connection.execute(select(reported_measure)).tuples().all()) == measures:
        return
    connection.execute(delete(reported_measure))
    rows = [{"measure_key": key, "metric_code": code} for key, code in sorted(measures.items())]
    connection.execute(insert(reported_measure), rows)


def reported_figure_comparison() -> Select:
    """
    Return every reported figure, and beside it ours of the same metric and period.

    A month's figure is set beside ours at the month's end where ours is a stock. `agrees` is 1 where ours rounds to
    what is reported, 0 where it does not, and empty where there is nothing to compare.
    """
    reported, figure = table_of(ReportedFigures).alias("reported"), metric_value.alias("figure")
    difference = reported.c.value - figure.c.value
    return select(
        reported.c.authority_code,
        reported.c.area,
        reported.c.measure,
        reported_measure.c.metric_code,
        metric_definition.c.label,
        reported.c.period_type,
        reported.c.period_start,
        reported.c.period_end,
        reported.c.value.label("reported_value"),
        reported.c.numerator.label("reported_numerator"),
        reported.c.denominator.label("reported_denominator"),
        reported.c.decimal_places.label("reported_decimal_places"),
        reported.c.target,
        figure.c.value.label("our_value"),
        figure.c.value_presented.label("our_value_presented"),
        figure.c.numerator.label("our_numerator"),
        figure.c.denominator.label("our_denominator"),
        difference.label("difference"),
        case((figure.c.value.is_(None), None), (func.abs(difference) <= _tolerance(reported), 1), else_=0).label(
            "agrees"
        ),
        reported.c.as_at.label("reported_as_at"),
        publication_pointer.c.publication_id,
    ).select_from(
        reported.outerjoin(reported_measure, reported_measure.c.measure_key == reported.c.measure_key)
        .outerjoin(
            publication_pointer, publication_pointer.c.authority_code == ordinary_text(reported.c.authority_code)
        )
        .outerjoin(figure, _same_figure(reported, figure))
        .outerjoin(
            metric_definition,
            and_(
                metric_definition.c.metric_code == figure.c.metric_code,
                metric_definition.c.definition_version == figure.c.definition_version,
            ),
        )
    )


def _same_figure(reported, figure):
    same_period = and_(
        figure.c.period_type == ordinary_text(reported.c.period_type), figure.c.period_start == reported.c.period_start
    )
    at_its_end = and_(figure.c.period_type == "at_date", reported.c.period_type == "month")
    return and_(
        held_in(publication_pointer.c.publication_id, figure),
        figure.c.authority_code == ordinary_text(reported.c.authority_code),
        or_(reported.c.area == OWN_AREA, reported.c.area == reported.c.authority_code),
        figure.c.metric_code == reported_measure.c.metric_code,
        figure.c.cut_name == "",
        figure.c.period_end == reported.c.period_end,
        or_(same_period, at_its_end),
    )


def _tolerance(reported):
    """Return half of the last decimal place that is reported."""
    places = reported.c.decimal_places
    return case(*((places == count, HALF / 10**count) for count in range(1, 7)), else_=HALF)


_comparison = CreateView(reported_figure_comparison(), "reported_figure_comparison")
VIEWS = (_comparison,)
