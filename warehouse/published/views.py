"""
Views that set an authority's figures beside the published ones; made with the others by `warehouse.views`.

Of several releases the newest that states a figure is taken, also where it states a symbol: an older release would
show what its publisher has since withheld.
"""

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    SelectBase,
    and_,
    cast,
    exists,
    extract,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql.ddl import CreateView

from warehouse.ledger_tables import metric_definition, metric_value, publication_pointer
from warehouse.metrics.counterparts import COUNTERPARTS, Counterpart
from warehouse.publication import held_in
from warehouse.published.comparators import SPREAD
from warehouse.published.tables import Area, Comparator, PublishedFigure, PublishedMeasure, Release

COMPARED: tuple[Counterpart, ...] = tuple(
    {each.metric: each for each in reversed(COUNTERPARTS) if each.compare == "value" and not each.cut_name}.values()
)
"""The counterparts of whole metrics: those whose published value stands beside ours."""

DESCRIBED = ("label", "unit", "decimal_places", "polarity")
PUBLISHED = (
    "published_year",
    "measure_code",
    "release",
    "published_value",
    "published_shown",
    "published_symbol",
    "england_value",
    "region_name",
    "region_value",
    "neighbour_mean",
    "neighbour_median",
    "neighbours_counted",
    "neighbour_model",
    "rank",
    "ranked_of",
    "quartile_band",
    *SPREAD,
)


def metric_counterpart() -> SelectBase:
    """Return which published measure each metric must equal, and for which kind of period."""
    return union_all(
        *(
            select(
                literal(each.metric).label("metric_code"),
                literal(each.period_type).label("period_type"),
                literal(each.measure).label("measure_code"),
            )
            for each in sorted(COMPARED, key=lambda each: each.metric)
        )
    )


_counterpart = CreateView(metric_counterpart(), "metric_counterpart")
METRIC_COUNTERPART = _counterpart.table


def published_comparator() -> Select:
    """Return what is published about each authority that we publish for, by metric and year."""
    figure, by, counterpart = PublishedFigure, Comparator, METRIC_COUNTERPART.c
    region = Area.__table__.alias("region")
    return (
        select(
            publication_pointer.c.authority_code,
            Area.area_code,
            Area.area_name,
            counterpart.metric_code,
            counterpart.period_type,
            figure.year.label("published_year"),
            func.max(figure.year)
            .over(partition_by=(publication_pointer.c.authority_code, counterpart.metric_code))
            .label("latest_published_year"),
            counterpart.measure_code,
            Release.release_code.label("release"),
            figure.value.label("published_value"),
            figure.shown.label("published_shown"),
            figure.symbol.label("published_symbol"),
            by.england.label("england_value"),
            region.c.area_name.label("region_name"),
            by.region.label("region_value"),
            by.neighbour_mean,
            by.neighbour_median,
            by.neighbours_counted,
            by.neighbour_model,
            by.rank,
            by.ranked_of,
            by.quartile_band,
            *(getattr(by, name) for name in SPREAD),
        )
        .select_from(publication_pointer)
        .join(Area, and_(Area.old_code == publication_pointer.c.authority_code, Area.level == "authority"))
        .join(figure, figure.area_key == Area.area_key)
        .join(PublishedMeasure, PublishedMeasure.measure_key == figure.measure_key)
        .join(METRIC_COUNTERPART, counterpart.measure_code == PublishedMeasure.measure_code)
        .join(Release, Release.release_key == figure.release_key)
        .outerjoin(by, _same_figure(by, figure, PublishedFigure.release_key == by.release_key))
        .outerjoin(region, region.c.area_code == Area.region_code)
        .where(~_restated())
    )


def _same_figure(one, other, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(*(getattr(one, name) == getattr(other, name) for name in ("area_key", "measure_key", "year")), *more)


def _restated() -> ColumnElement[bool]:
    newer = PublishedFigure.__table__.alias("newer_figure")
    release = Release.__table__.alias("newer_release")
    return exists(
        select(newer.c.year)
        .join_from(newer, release, release.c.release_key == newer.c.release_key)
        .where(
            _same_figure(newer.c, PublishedFigure),
            release.c.edition > Release.edition,
        )
    )


_comparator = CreateView(published_comparator(), "published_comparator")
PUBLISHED_COMPARATOR = _comparator.table


def _newest_definitions() -> FromClause:
    newest, other = metric_definition.alias("newest"), metric_definition.alias("other")
    newer = exists(
        select(other.c.metric_code).where(
            other.c.metric_code == newest.c.metric_code, other.c.definition_version > newest.c.definition_version
        )
    )
    return select(newest).where(~newer).subquery("definition")


_DEFINITION = _newest_definitions()


def published_metric_comparator() -> SelectBase:
    """
    Return our figure of each year beside the published ones of that year, whichever of them there are.

    Where ours is newer than all that is published, the latest published year stands beside it, and says so.
    """
    return union_all(_of_the_same_year(), _of_the_latest_year())


def _of_the_same_year() -> Select:
    published, ours = PUBLISHED_COMPARATOR.alias("published"), metric_value.alias("ours")
    same_year = _ours_of(published, ours) & (_year_of(ours) == published.c.published_year)
    beside = _described(published).outerjoin(ours, same_year)
    return _beside(published, ours, published.c.published_year).select_from(beside)


def _of_the_latest_year() -> Select:
    published, ours = PUBLISHED_COMPARATOR.alias("published"), metric_value.alias("ours")
    newer = _ours_of(published, ours) & (_year_of(ours) > published.c.published_year)
    return (
        _beside(published, ours, _year_of(ours))
        .select_from(_described(published).join(ours, newer))
        .where(published.c.published_year == published.c.latest_published_year)
    )


def _year_of(ours: FromClause) -> ColumnElement[int]:
    return cast(extract("year", ours.c.period_end), Integer)


def _described(published: FromClause) -> FromClause:
    pointer = publication_pointer
    return published.join(pointer, pointer.c.authority_code == published.c.authority_code).join(
        _DEFINITION, _DEFINITION.c.metric_code == published.c.metric_code
    )


def _ours_of(published: FromClause, ours: FromClause) -> ColumnElement[bool]:
    """Return the condition that a figure is the total of a year that ends on 31 March, or of that day."""
    return and_(
        ours.c.authority_code == published.c.authority_code,
        ours.c.metric_code == published.c.metric_code,
        ours.c.period_type == published.c.period_type,
        ours.c.cut_name == "",
        extract("month", ours.c.period_end) == 3,
        extract("day", ours.c.period_end) == 31,
        held_in(publication_pointer.c.publication_id, ours),
    )


def _beside(published: FromClause, ours: FromClause, year: ColumnElement[int]) -> Select:
    return select(
        published.c.authority_code,
        published.c.area_code,
        published.c.area_name,
        published.c.metric_code,
        *(_DEFINITION.c[name] for name in DESCRIBED),
        published.c.period_type,
        year.label("year"),
        ours.c.value.label("our_value"),
        ours.c.value_presented.label("our_value_presented"),
        ours.c.numerator.label("our_numerator"),
        ours.c.denominator.label("our_denominator"),
        ours.c.is_provisional.label("our_is_provisional"),
        *(published.c[name] for name in PUBLISHED),
    )


_metric_comparator = CreateView(published_metric_comparator(), "published_metric_comparator")
PUBLISHED_METRIC_COMPARATOR = _metric_comparator.table


VIEWS = (_counterpart, _comparator, _metric_comparator)
