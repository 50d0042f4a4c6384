"""The view of the range in which an authority's own months normally lie; made with the others by `warehouse.views`."""

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.sql.ddl import CreateView

from warehouse.dimensions import DateDimension
from warehouse.ledger_tables import metric_definition, metric_value, publication_pointer
from warehouse.metrics.periods import PeriodType
from warehouse.publication import held_in
from warehouse.published.views import DESCRIBED, PUBLISHED_COMPARATOR

FEWEST_MONTHS = 12  # below it, limits would follow every new month
LIMIT_FACTOR = 2.66  # XmR charts: 3 / 1.128, three standard deviations from the average moving range of two
COMPARABLE_UNITS = ("percent", "per 10,000", "working days")  # of a month with a year; a year's count is not a month's
PERCENT = "percent"
MONTH, AT_DATE = str(PeriodType.MONTH), str(PeriodType.AT_DATE)


def published_metric_normal_range() -> Select:
    """
    Return the process limits (XmR) of each metric's complete months, and the published middle half beside them.

    The average plus and minus 2.66 times the average difference between a month and the next; a month without a
    figure before it has no difference. A stock is taken at the ends of months.
    """
    month = _months().subquery("month")
    published = PUBLISHED_COMPARATOR.alias("published")
    limits = (
        select(
            *(month.c[name] for name in ("authority_code", "metric_code", "definition_version", "period_type", "unit")),
            func.count().label("months"),
            func.min(month.c.period_start).label("first_month"),
            func.max(month.c.period_end).label("last_month"),
            func.avg(month.c.value).label("average"),
            func.avg(month.c.moving_range).label("average_moving_range"),
        )
        .group_by(
            *(month.c[name] for name in ("authority_code", "metric_code", "definition_version", "period_type", "unit"))
        )
        .having(func.count() >= FEWEST_MONTHS)
        .subquery("limits")
    )
    lower = limits.c.average - LIMIT_FACTOR * limits.c.average_moving_range
    upper = limits.c.average + LIMIT_FACTOR * limits.c.average_moving_range
    comparable = or_(limits.c.period_type == AT_DATE, limits.c.unit.in_(COMPARABLE_UNITS))
    definition = metric_definition.c
    return (
        select(
            limits.c.authority_code,
            limits.c.metric_code,
            *(definition[name] for name in DESCRIBED),
            limits.c.period_type,
            limits.c.months,
            limits.c.first_month,
            limits.c.last_month,
            limits.c.average,
            limits.c.average_moving_range,
            case((lower < 0, 0.0), else_=lower).label("lower_limit"),
            case(((limits.c.unit == PERCENT) & (upper > 100), 100.0), else_=upper).label("upper_limit"),
            published.c.published_year,
            published.c.lower_quartile.label("published_lower_quartile"),
            published.c.upper_quartile.label("published_upper_quartile"),
            published.c.release,
        )
        .join_from(
            limits,
            metric_definition,
            (definition.metric_code == limits.c.metric_code)
            & (definition.definition_version == limits.c.definition_version),
        )
        .outerjoin(
            published,
            and_(
                comparable,
                published.c.authority_code == limits.c.authority_code,
                published.c.metric_code == limits.c.metric_code,
                published.c.published_year == published.c.latest_published_year,
            ),
        )
    )


def _months() -> Select:
    """Return the totals of complete months and ends of months, with the difference from the month before."""
    value = metric_value.c
    in_order = {
        "partition_by": (value.authority_code, value.metric_code, value.definition_version, value.period_type),
        "order_by": value.period_start,
    }
    follows = func.lag(value.period_start).over(**in_order) == value.previous_period_start
    change = func.abs(value.value - func.lag(value.value).over(**in_order))
    return (
        select(
            value.authority_code,
            value.metric_code,
            value.definition_version,
            value.period_type,
            value.unit,
            value.period_start,
            value.period_end,
            value.value,
            case((follows, change)).label("moving_range"),
        )
        .join_from(
            metric_value,
            publication_pointer,
            (publication_pointer.c.authority_code == value.authority_code)
            & held_in(publication_pointer.c.publication_id),
        )
        .join(DateDimension, DateDimension.date == value.period_end)
        .where(
            DateDimension.is_month_end,
            ~value.is_provisional,
            value.cut_name == "",
            value.value.is_not(None),
            value.period_type.in_((MONTH, AT_DATE)),
        )
    )


_normal_range = CreateView(published_metric_normal_range(), "published_metric_normal_range")
PUBLISHED_METRIC_NORMAL_RANGE = _normal_range.table

VIEWS = (_normal_range,)
