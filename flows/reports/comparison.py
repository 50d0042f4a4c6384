"""
An authority's figure beside the published ones: England, region, statistical neighbours, rank and quartile band.

All are of the latest year that both have. Nothing is filled in: what was not published is said not to be.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import mode

from markupsafe import Markup

from flows.counts import number, plural
from flows.reports.benchmarks import NOT_PUBLISHED, Benchmarks, Comparator
from flows.reports.pages import Table
from flows.reports.publications import Definition
from flows.reports.strip import Mark, Spread, strip

NEIGHBOURS = 10  # in every version of DfE's model
BANDS = {
    "A": "Band A: in the best quarter of authorities.",
    "B": "Band B: in the second quarter of authorities, counted from the best.",
    "C": "Band C: in the third quarter of authorities, counted from the best.",
    "D": "Band D: in the fourth quarter of authorities, counted from the best.",
}
HEADLINE_RATES = (
    "referral_rate",
    "assessment_rate",
    "section_47_enquiry_rate",
    "conference_rate",
    "children_in_need_rate",
    "child_in_need_plan_rate",
    "child_protection_plan_rate",
)
NO_HEADLINE = (
    "assessment_duration_p25",
    "assessment_duration_p75",
    "conference_duration_p25",
    "conference_duration_p75",
)
FIRST_HAS = {
    "high is good": "First has the highest figure, which is best.",
    "low is good": "First has the lowest figure, which is best.",
}
BY_SIZE = "First has the highest figure, which is neither better nor worse in itself: there is no band."
A_TOTAL = "a total, not to be set beside one authority"


@dataclass(frozen=True)
class Comparison:
    """What the page says of one metric beside others; `drawing` and `range` are missing without published figures."""

    heading: str
    drawing: Markup | None
    range: str
    position: tuple[str, ...]
    table: Table
    is_count: bool


@dataclass(frozen=True)
class Line:
    """One line of the overview: a metric, its figure, and those to read it beside; `when` only if of another year."""

    metric_code: str
    label: str
    value: str
    england: str
    neighbours: str
    band: str
    when: str = ""


@dataclass(frozen=True)
class Overview:
    """The table at the top: lines of one year, which is the newest that most metrics have."""

    year: int
    lines: tuple[Line, ...]


def compare(definition: Definition, benchmarks: Benchmarks) -> Comparison | None:
    """Set a metric beside its published counterpart; None where it has none, or nothing was loaded."""
    found = benchmarks.newest(definition.metric_code)
    if found is None:
        return None
    position = tuple(_position(found))
    spread = "" if found.minimum is None else _range(found)
    table = _table(found)
    return Comparison(
        heading=f"Beside others, {found.published_when}",
        drawing=_drawing(definition, found, [spread, *position]),
        range=spread,
        position=position,
        table=table,
        is_count=found.is_count,
    )


def overview(definitions: Iterable[Definition], benchmarks: Benchmarks) -> Overview | None:
    """
    Return a line for each metric that a manager looks at first and that has a counterpart; None where none has.

    These are the percentages and durations of which higher or lower is better, and the rates that say how much there
    is to do. Counts are left to their rates: England's count is a total.
    """
    pairs = [(definition, benchmarks.newest(definition.metric_code)) for definition in definitions]
    found = [(definition, comparator) for definition, comparator in pairs if comparator and _is_headline(comparator)]
    if not found:
        return None
    year = mode(comparator.published_year for _, comparator in found)
    return Overview(year, tuple(_line(definition, comparator, year) for definition, comparator in found))


def _is_headline(found: Comparator) -> bool:
    if found.is_count or found.metric_code in NO_HEADLINE:
        return False
    return found.polarity != "neutral" or found.metric_code in HEADLINE_RATES


def _line(definition: Definition, found: Comparator, year: int) -> Line:
    """Make a line; the metric's label says per what, or in what unit, and the cells stay narrow."""
    value = _own(found) if found.ours or not found.published else f"{_published(found)} (as published)"
    years = [found.published_when] if found.published_year != year else []
    if found.ours and found.year != found.published_year:
        years.append(f"this authority {found.when}")
    return Line(
        metric_code=definition.metric_code,
        label=definition.label,
        value=value,
        england=_other(found, found.england_value),
        neighbours=_other(found, found.neighbour_mean) if found.neighbour_model else "Not known",
        band=found.quartile_band or ("Neutral" if found.polarity == "neutral" else "No band"),
        when=", ".join(years),
    )


def _percent(found: Comparator) -> str:
    """The sign that stays with every number; other units are said once."""
    return "%" if found.unit == "percent" else ""


def _own(found: Comparator) -> str:
    return f"{found.ours}{_percent(found)}" if found.ours else "Not available"


def _published(found: Comparator) -> str:
    return f"{found.published}{_percent(found)}" if found.published else NOT_PUBLISHED


def _other(found: Comparator, value: float | None) -> str:
    return NOT_PUBLISHED if value is None else f"{found.shown(value)}{_percent(found)}"


def _table(found: Comparator) -> Table:
    """Put ours beside every published figure, with notes; the unit is in the head, so that cells stay narrow."""
    basis = [
        "" if found.year == found.published_year else found.when,
        _base(found),
        "provisional" if found.our_is_provisional else "",
    ]
    total = A_TOTAL if found.is_count else ""
    region = f"{found.region_name} (region)" if found.region_name else "Region"
    coverage = f"{found.neighbours_counted or 0} of {NEIGHBOURS} had a figure" if found.neighbour_model else ""
    model = _model(found.neighbour_model) if found.neighbour_model else "no neighbours are loaded"
    figure = "Figure" if found.is_count or found.unit == "percent" else f"Figure, {found.unit}"
    return Table(
        caption=f"{found.published_when}, release {found.release_words}",
        columns=("Whose", figure, "Note"),
        numbers=frozenset({figure}),
        rows=[
            ("This authority, our figure", _own(found), _joined(*basis)),
            ("This authority, as published", _published(found), found.why_absent),
            ("England", _other(found, found.england_value), total),
            (region, _other(found, found.region_value), total),
            ("Neighbours, mean", _of_neighbours(found, found.neighbour_mean), _joined(coverage, "as in LAIT")),
            ("Neighbours, median", _of_neighbours(found, found.neighbour_median), model),
        ],
    ).without_empty_columns()


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _base(found: Comparator) -> str:
    """What our figure is made of: 412 of 488; 412 in a population of 50,900."""
    above, below = found.our_numerator, found.our_denominator
    if above is None or below is None or found.is_count:
        return ""
    return f"{number(above)} {'in a population of' if found.unit.startswith('per ') else 'of'} {number(below)}"


def _of_neighbours(found: Comparator, value: float | None) -> str:
    if found.neighbour_model and not found.neighbours_counted:
        return "No neighbour has a figure"
    return _other(found, value) if found.neighbour_model else "Not known"


def _model(release: str) -> str:
    """Which version of the neighbours' model: statistical_neighbours_2025-05 is the model of 2025-05."""
    return f"model of {release.rpartition('_')[2]}"


def _position(found: Comparator) -> Iterable[str]:
    """Say the rank, what first means, and the band in words."""
    if found.rank is None or not found.ranked_of:
        why = f": for this authority, {found.why_absent}" if found.why_absent else " are known"
        yield f"No rank and no band{why}."
        return
    yield f"{ordinal(found.rank)} of {plural(found.ranked_of, 'authority', 'authorities')}. {_first(found)}"
    if found.quartile_band and not found.is_count:
        yield BANDS[found.quartile_band]
    if found.is_count:
        yield "Counts follow the size of an authority; rates and percentages compare better."
    if found.our_value is not None and found.published_value is not None and _differs(found):
        stands = "Rank and band are those" if found.quartile_band and not found.is_count else "The rank is that"
        yield f"{stands} of the published figure, which is not the same as ours."


def _differs(found: Comparator) -> bool:
    return found.ours != found.published and found.year == found.published_year


def _first(found: Comparator) -> str:
    if not found.is_count:
        return FIRST_HAS.get(found.polarity, BY_SIZE)
    return "First has the lowest count." if found.polarity == "low is good" else "First has the highest count."


def ordinal(place: int) -> str:
    """Return a place as people say it: 1st, 22nd, 113th."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{number(place)}{ending}"


def _range(found: Comparator) -> str:
    """Say in words what the strip shows of all authorities."""
    neighbours = " Neighbours: their mean." if found.neighbour_mean is not None else ""
    return (
        f"Line: the lowest to the highest of {plural(found.ranked_of or 0, 'authority', 'authorities')}, "
        f"{found.between(found.minimum, found.maximum)}. Band: the middle half, "
        f"{found.between(found.lower_quartile, found.upper_quartile)}; notch: the median, "
        f"{found.words(found.median)}.{neighbours}"
    )


def _drawing(definition: Definition, found: Comparator, words: list[str]) -> Markup | None:
    if found.minimum is None:
        return None
    marks = list(_marks(found))
    ends = {name: found.shown(getattr(found, name)) for name in ("minimum", "maximum")}
    percent = _percent(found)
    return strip(
        Spread(
            lowest=found.minimum,
            lower_quartile=found.lower_quartile,
            median=found.median,
            upper_quartile=found.upper_quartile,
            highest=found.maximum,
            lowest_shown=ends["minimum"] + percent,
            highest_shown=ends["maximum"] + percent,
        ),
        marks,
        name=f"strip-{definition.metric_code}",
        title=f"{definition.label} beside all authorities, {found.published_when}",
        description=" ".join(filter(None, [*(f"{mark.label}." for mark in marks), *words])),
    )


def _marks(found: Comparator) -> Iterable[Mark]:
    """
    Return what is marked on the strip.

    The authority's own mark is our figure if it is of the year of the others, otherwise the published one. A count of
    England or of a region is a total of authorities, and would press all of them into a corner.
    """
    is_ours = found.our_value is not None and found.year == found.published_year
    marked = [
        ("own", "This authority", found.our_value, found.ours)
        if is_ours
        else ("own", "This authority, as published", found.published_value, found.published)
    ]
    if not found.is_count:
        marked.append(("england", "England", found.england_value, found.shown(found.england_value)))
        marked.append(("region", "Region", found.region_value, found.shown(found.region_value)))
    marked.append(("neighbours", "Neighbours", found.neighbour_mean, found.shown(found.neighbour_mean)))
    percent = _percent(found)
    for kind, label, value, words in marked:
        if value is not None:
            yield Mark(kind, f"{label} {words}{percent}", value)
