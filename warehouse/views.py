"""
The views that reporting tools read, and nothing else.

Each shows, for every authority, the publication that readers are pointed to: never a mixture of two.
"""

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, extract, func, select, text
from sqlalchemy.sql.ddl import CreateView

from warehouse.ledger_tables import (
    metric_definition,
    metric_value,
    publication,
    publication_pointer,
    withheld_metric,
)
from warehouse.publication import held_in
from warehouse.published import normal_range
from warehouse.published.views import VIEWS as BESIDE_PUBLISHED
from warehouse.reconciling import VIEWS as RECONCILED
from warehouse.reported import VIEWS as BESIDE_REPORTED
from warehouse.restating import VIEWS as RESTATED

SMALLEST_BASE = 10  # below it, a change in per cent says more about chance than about children
PERCENT = "percent"


def published_metric() -> Select:
    """
    Return every figure of the current publications, with the words that explain it.

    Where `withheld_reason` is not empty, the figure is an earlier load's: what was measured since failed a check.
    """
    value, definition = metric_value.c, metric_definition.c
    return (
        select(
            value.authority_code,
            value.metric_code,
            definition.catalogue_id,
            definition.label,
            value.cut_name,
            value.cut_value,
            value.period_type,
            value.period_start,
            value.period_end,
            value.numerator,
            value.denominator,
            value.value,
            value.value_presented,
            value.decimal_places,
            value.unit,
            definition.polarity,
            value.is_provisional,
            value.is_annualised,
            value.population_vintage,
            value.previous_period_start,
            value.same_period_last_year_start,
            definition.source,
            definition.description,
            value.definition_version,
            value.as_at.label("measured_as_at"),
            publication.c.as_at,
            publication.c.published_at,
            publication.c.publication_id,
            publication.c.load_id,
            withheld_metric.c.reason.label("withheld_reason"),
        )
        .join_from(
            metric_value,
            publication_pointer,
            (publication_pointer.c.authority_code == value.authority_code)
            & held_in(publication_pointer.c.publication_id),
        )
        .join(publication, publication.c.publication_id == publication_pointer.c.publication_id)
        .join(
            metric_definition,
            (definition.metric_code == value.metric_code) & (definition.definition_version == value.definition_version),
        )
        .outerjoin(
            withheld_metric,
            (withheld_metric.c.publication_id == publication.c.publication_id)
            & (withheld_metric.c.metric_code == value.metric_code),
        )
    )


_metric = CreateView(published_metric(), "published_metric")
PUBLISHED_METRIC = _metric.table


def published_metric_comparison() -> Select:
    """
    Return every figure beside the period before and the same period last year.

    The change of a percentage is in percentage points. Other figures also change in per cent, unless the base is
    below 10. Both have the same version of the definition; where one is absent, there is no change.
    """
    now = PUBLISHED_METRIC.alias("figure")
    # The table itself, not the view: an outer join with a view would first work out the view for everything.
    before, last_year = metric_value.alias("before_it"), metric_value.alias("last_year")
    return select(*now.c, *_change(now, before, "previous"), *_change(now, last_year, "last_year")).select_from(
        now.outerjoin(before, _same_figure(now, before) & (before.c.period_start == now.c.previous_period_start))
        # Years to date all begin on 1 April: the month in which they end tells them apart.
        .outerjoin(
            last_year,
            _same_figure(now, last_year)
            & (last_year.c.period_start == now.c.same_period_last_year_start)
            & (extract("month", last_year.c.period_end) == extract("month", now.c.period_end)),
        )
    )


def _same_figure(now: FromClause, then: FromClause) -> ColumnElement[bool]:
    return and_(
        held_in(now.c.publication_id, then),
        *(
            then.c[name] == now.c[name]
            for name in (
                "authority_code",
                "metric_code",
                "definition_version",
                "cut_name",
                "cut_value",
                "period_type",
            )
        ),
    )


def _change(now: FromClause, then: FromClause, name: str) -> list[ColumnElement]:
    base = func.coalesce(then.c.numerator, then.c.denominator)
    in_percent = (now.c.unit != PERCENT) & (base >= SMALLEST_BASE) & (then.c.value > 0)
    change = now.c.value - then.c.value
    return [
        then.c.value.label(f"{name}_value"),
        then.c.value_presented.label(f"{name}_value_presented"),
        then.c.numerator.label(f"{name}_numerator"),
        then.c.denominator.label(f"{name}_denominator"),
        change.label(f"change_on_{name}"),
        case((now.c.unit == PERCENT, "percentage points"), else_=now.c.unit).label(f"change_on_{name}_unit"),
        case((in_percent, change * 100.0 / then.c.value)).label(f"change_on_{name}_percent"),
    ]


_comparison = CreateView(published_metric_comparison(), "published_metric_comparison")
PUBLISHED_METRIC_COMPARISON = _comparison.table


def published_scorecard() -> Select:
    """Return the totals of the latest period of each kind, with their changes."""
    figure = PUBLISHED_METRIC_COMPARISON.c
    place = func.row_number().over(
        partition_by=(figure.authority_code, figure.metric_code, figure.period_type),
        order_by=(figure.period_end.desc(), figure.definition_version.desc()),
    )
    totals = select(PUBLISHED_METRIC_COMPARISON, place.label("place")).where(figure.cut_name == "").subquery("total")
    return select(*(column for column in totals.c if column.name != "place")).where(totals.c.place == 1)


_scorecard = CreateView(published_scorecard(), "published_scorecard")
PUBLISHED_SCORECARD = _scorecard.table

VIEWS = (
    _metric,
    _comparison,
    _scorecard,
    *BESIDE_PUBLISHED,
    *normal_range.VIEWS,
    *BESIDE_REPORTED,
    *RESTATED,
    *RECONCILED,
)


def create_views(connection: Connection) -> None:
    """Create the views, replacing those of an earlier version, in the caller's transaction."""
    for view in reversed(VIEWS):
        connection.execute(text(f"DROP VIEW IF EXISTS {view.table.name}"))
    for view in VIEWS:
        connection.execute(view)
