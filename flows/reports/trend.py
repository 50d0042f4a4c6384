"""
A metric's last twelve months, or its years: drawn as a line, summed up, and as a table.

Where enough months are known, the range in which they normally lie is drawn behind the line; where England's figure
can be compared with a month or a year, it is drawn through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from flows.counts import plural
from flows.reports.benchmarks import Benchmarks, Comparator, NormalRange
from flows.reports.drawing import Point, line
from flows.reports.figures import Figure
from flows.reports.pages import Table
from flows.reports.publications import Definition
from transforms.periods import financial_year_label, month_label

Period = tuple[str, date, Figure | None]


@dataclass(frozen=True)
class Line:
    """The line with what stands beside it; `normal` explains the band, `england` the dashed line: empty without."""

    drawing: Markup
    first: str
    last: str
    extremes: str
    heading: str
    table: Table
    normal: str = ""
    outside: str = ""
    others: str = ""
    england: str = ""


def trend(definition: Definition, periods: Sequence[Period], benchmarks: Benchmarks) -> Line | None:
    """Draw the periods of a metric; None if fewer than two have a figure."""
    known = [figure for _, _, figure in periods if figure and figure.available]
    if len(known) < 2:
        return None
    normal = benchmarks.ranges.get((definition.metric_code, known[0].period_type))
    england = _england(definition, periods, known[-1], benchmarks)
    lowest, highest = (pick(known, key=lambda figure: figure.value) for pick in (min, max))
    (first, *_), (last, *_) = periods[0], periods[-1]
    extremes = f"Lowest {lowest.words} {lowest.when}, highest {highest.words} {highest.when}."
    gaps, provisional = len(periods) - len(known), sum(figure.is_provisional for figure in known)
    words = _normal_words(normal, known) | {"england": _england_words(england)}
    notes = [
        *words.values(),
        f"{plural(gaps, 'period has', 'periods have')} no figure." if gaps else "",
        f"{plural(provisional, 'figure is', 'figures are')} provisional." if provisional else "",
        "Every value is in the table that follows.",
    ]
    return Line(
        drawing=line(
            [
                Point(end.toordinal(), figure.value if figure else None, _is_provisional(figure), side(figure, normal))
                for _, end, figure in periods
            ],
            band=(normal.lower_limit, normal.upper_limit) if normal else None,
            dashed=[
                Point(end.toordinal(), each and each.england_value)
                for (_, end, _), each in zip(periods, england, strict=False)
            ],
            name=f"line-{definition.metric_code}",
            title=f"{definition.label}, {first} to {last}",
            description=" ".join(filter(None, [extremes, *notes])),
        ),
        first=first,
        last=last,
        extremes=extremes,
        heading="Years in a table" if known[0].period_type == "financial_year" else "Last twelve months in a table",
        table=_table(definition, periods, known[0], normal),
        **words,
    )


def side(figure: Figure | None, normal: NormalRange | None) -> str:
    """
    Say whether a figure lies above or below its normal range; empty where it does not, or cannot be judged.

    Provisional figures are not judged: what is late with its recording is not unusual.
    """
    if figure is None or normal is None or not figure.available or figure.is_provisional:
        return ""
    return normal.side(figure.value)


def _is_provisional(figure: Figure | None) -> bool:
    return bool(figure and figure.is_provisional)


def _normal_words(normal: NormalRange | None, known: Sequence[Figure]) -> dict[str, str]:
    """Say what the band is, which months lie outside it, and how far authorities differ."""
    if normal is None:
        return {}
    months = f"{plural(normal.months, 'month')}, {month_label(normal.first_month)} to {month_label(normal.last_month)}"
    limits = normal.between(normal.lower_limit, normal.upper_limit)
    sides = [(figure, side(figure, normal)) for figure in known]
    found = [f"{figure.period} ({figure.words}, {place})" for figure, place in sides if place]
    judged = "final figure" if any(figure.is_provisional for figure in known) else "figure"
    words = {
        "normal": f"Normal range of this authority's own months: {limits} ({months}).",
        "outside": f"Outside it: {', '.join(found)}." if found else f"Every {judged} shown lies within it.",
    }
    if normal.published_lower_quartile is not None and normal.published_upper_quartile is not None:
        quartiles = normal.between(normal.published_lower_quartile, normal.published_upper_quartile)
        words["others"] = f"The middle half of all authorities, {_year(normal)}: {quartiles}."
    return words


def _year(normal: NormalRange) -> str:
    end = date(normal.published_year, 3, 31)
    return f"31 March {end.year}" if normal.period_type == "at_date" else financial_year_label(end)


def _england(
    definition: Definition, periods: Sequence[Period], figure: Figure, benchmarks: Benchmarks
) -> list[Comparator | None]:
    """
    Return what England's figure is in each period; nothing where it cannot be compared with a period like `figure`'s.

    Years have the figure of their own year. Months have the newest one throughout, and only percentages, and rates
    of twelve months, scaled to a year or taken on a day: a month's count is no part of England's year.
    """
    published = benchmarks.england(definition.metric_code)
    if not published or figure.is_count:
        return []
    if figure.period_type == "financial_year":
        by_year = {each.published_year: each for each in published}
        return [by_year.get(end.year) for _, end, _ in periods]
    is_of_a_year = figure.is_annualised or figure.period_type in ("at_date", "rolling_12_months")
    is_rate = figure.unit.startswith("per ") and is_of_a_year
    return [published[-1]] * len(periods) if figure.unit == "percent" or is_rate else []


def _england_words(england: Sequence[Comparator | None]) -> str:
    by_year = {each.published_when: each.words(each.england_value) for each in england if each}
    return f"England: {', '.join(f'{words} ({year})' for year, words in by_year.items())}." if by_year else ""


def _table(definition: Definition, periods: Sequence[Period], known: Figure, normal: NormalRange | None) -> Table:
    (first, *_), (last, *_) = periods[0], periods[-1]
    return Table(
        caption=f"{definition.label}: {first} to {last}",
        columns=("Period", (value := _value_column(known)), "Cases", "Status"),
        numbers=frozenset({value, "Cases"}),
        rows=[_row(label, figure, side(figure, normal)) for label, _, figure in periods],
    ).without_empty_columns()


def _row(label: str, figure: Figure | None, place: str) -> tuple[str, ...]:
    if figure is None:
        return label, "Not available", "", "z: not covered in full by the extracts"
    words = figure.shown if figure.available and figure.unit != "percent" else figure.words
    return label, words, figure.base, figure.reason or status(figure) or (f"Outside, {place}" if place else "")


def _value_column(figure: Figure) -> str:
    """Name the column of values with their unit, so that the cells stay narrow."""
    return "Value" if figure.unit in ("count", "percent") else f"Value, {figure.unit}"


def status(figure: Figure) -> str:
    """Whether a figure is provisional, as a word."""
    return "Provisional" if figure.is_provisional else ""
