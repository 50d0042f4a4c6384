"""
What the scorecard says of each metric: the newest figure, what it is made of, its last twelve months, its changes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from flows.reports.benchmarks import NOTHING, Benchmarks
from flows.reports.comparison import Comparison, compare
from flows.reports.figures import Change, Figure, change
from flows.reports.pages import Table, short_day
from flows.reports.publications import Definition, Published
from flows.reports.trend import Line, status, trend
from transforms.periods import add_months, month_end, month_label
from warehouse.metrics import METRICS, SUBJECTS

OTHER = "Other measures"
POLARITY = {
    "high is good": "A higher figure is better.",
    "low is good": "A lower figure is better.",
    "neutral": "Neither higher nor lower is better in itself.",
}

HEADLINE = ("month", "at_date", "rolling_12_months", "financial_year", "year_to_date", "quarter")
BESIDE = ("rolling_12_months", "financial_year")
LONGER = ("quarter", "year_to_date", "rolling_12_months", "financial_year")
SHARES = ("rolling_12_months", "financial_year", "year_to_date", "quarter", "month", "at_date")
LAST_YEAR = {"month": "On the same month last year", "at_date": "On the same day last year"}
BEFORE = {
    "month": "On the month before",
    "at_date": "On the end of the month before",
    "quarter": "On the quarter before",
}


@dataclass(frozen=True)
class Measure:
    """
    One metric as the page shows it; `shares` is filled for metrics that are the shares of a whole.

    `withheld` says why figures of an earlier load are shown.
    """

    definition: Definition
    figure: Figure | None = None
    beside: Figure | None = None
    changes: tuple[tuple[str, Change], ...] = ()
    line: Line | None = None
    longer: Table | None = None
    shares: Table | None = None
    comparison: Comparison | None = None
    note: str = ""
    withheld: str = ""

    @property
    def polarity(self) -> str:
        """Which way is better, as a sentence."""
        return POLARITY.get(self.definition.polarity, "")


class History:
    """The figures of one metric, found by period."""

    def __init__(self, figures: Iterable[Figure]):
        self.by_type: dict[str, list[Figure]] = defaultdict(list)
        for figure in figures:
            self.by_type[figure.period_type].append(figure)
        self._at = {
            (figure.period_type, figure.period_start, _months(figure)): figure
            for figures in self.by_type.values()
            for figure in figures
        }

    def latest(self, period_type: str) -> Figure | None:
        """Return the newest figure of a kind of period."""
        return max(self.by_type.get(period_type, ()), key=lambda figure: figure.period_end, default=None)

    def headline(self, order: tuple[str, ...] = HEADLINE) -> Figure | None:
        """Return the newest figure of the most telling kind of period that has any value at all."""
        kinds = [kind for kind in order if self.by_type.get(kind)]
        telling = [kind for kind in kinds if any(figure.available for figure in self.by_type[kind])]
        return self.latest((telling or kinds)[0]) if kinds else None

    def like(self, figure: Figure, start: date | None) -> Figure | None:
        """Return the figure of an equally long period that starts on a day."""
        return self._at.get((figure.period_type, start, _months(figure))) if start else None

    def last_twelve_months(self, figure: Figure) -> list[tuple[str, date, Figure | None]]:
        """
        Return label, last day and figure of the periods of the twelve months that end with a figure.

        Months that are not known are in the list, without a figure; years go back as far as there are any.
        """
        if figure.period_type == "month":
            starts = [add_months(figure.period_start, -back) for back in range(11, -1, -1)]
            return [(month_label(start), month_end(start), self.like(figure, start)) for start in starts]
        first = date.min if figure.period_type == "financial_year" else add_months(figure.period_end, -12)
        return [
            (short_day(other.period_end) if other.period_type == "at_date" else other.period, other.period_end, other)
            for other in sorted(self.by_type[figure.period_type], key=lambda other: other.period_end)
            if first < other.period_end <= figure.period_end
        ]


def subjects(published: Published, benchmarks: Benchmarks = NOTHING) -> dict[str, list[Measure]]:
    """Return the measures by subject, in the order of the catalogue; subjects without any are left out."""
    found: dict[str, list[Measure]] = {subject: [] for subject in (*SUBJECTS, OTHER)}
    newest: dict[str, date] = {}
    for figures in published.totals.values():
        for figure in figures:
            newest[figure.period_type] = max(newest.get(figure.period_type, date.min), figure.period_end)
    for definition in sorted(published.definitions, key=_place):
        measure = _measure(definition, published, newest, benchmarks)
        found[_subject(definition)].append(
            replace(measure, withheld=published.withheld.get(definition.metric_code, ""))
        )
    return {subject: measures for subject, measures in found.items() if measures}


def _place(definition: Definition) -> tuple[int, str, str]:
    """Return where a metric stands in the catalogue; one that has left it comes last in its subject."""
    place = list(METRICS).index(definition.metric_code) if definition.metric_code in METRICS else len(METRICS)
    return place, definition.catalogue_id, definition.metric_code


def _subject(definition: Definition) -> str:
    """Return the subject of a metric; one that has left the catalogue stays with those numbered like it."""
    codes = {listed.code: subject for subject, members in SUBJECTS.items() for listed in members}
    series = {listed.catalogue_id[:2]: subject for subject, members in SUBJECTS.items() for listed in members}
    return codes.get(definition.metric_code) or series.get(definition.catalogue_id[:2], OTHER)


def _measure(definition: Definition, published: Published, newest: dict[str, date], benchmarks: Benchmarks) -> Measure:
    code = definition.metric_code
    if code in published.members:
        return _shares(definition, published.members[code])
    history = History(published.totals.get(code, ()))
    figure = history.headline()
    comparison = compare(definition, benchmarks)
    if figure is None:
        return Measure(definition, comparison=comparison, note="z: the extracts do not cover a whole period yet.")
    behind = figure.period_end < newest[figure.period_type]
    return Measure(
        definition,
        figure=figure,
        beside=next(filter(None, (history.latest(kind) for kind in BESIDE if kind != figure.period_type)), None),
        changes=tuple(_changes(figure, history)),
        line=trend(definition, history.last_twelve_months(figure), benchmarks),
        longer=_longer(history, figure),
        comparison=comparison,
        note="The newest period that the extracts cover in full for this measure." if behind else "",
    )


def _changes(figure: Figure, history: History) -> Iterable[tuple[str, Change]]:
    last_year = history.like(figure, figure.same_period_last_year_start)
    missing = "there is no figure for a year before"
    yield LAST_YEAR.get(figure.period_type, "On a year before"), change(figure, last_year, missing=missing)
    if figure.period_type in BEFORE:
        before = history.like(figure, figure.previous_period_start)
        yield BEFORE[figure.period_type], change(figure, before, missing="there is no figure for the period before")


def _longer(history: History, headline: Figure) -> Table | None:
    figures = [history.latest(kind) for kind in LONGER if kind != headline.period_type]
    rows = []
    for figure in filter(None, figures):
        _, compared = next(iter(_changes(figure, history)))
        rows.append(
            (
                figure.period,
                figure.words,
                figure.base,
                figure.reason or status(figure),
                compared.sentence,
            )
        )
    if not rows:
        return None
    return Table(
        caption="Longer periods, the newest of each kind",
        columns=("Period", "Value", "Cases", "Status", "On a year before"),
        numbers=frozenset({"Value", "Cases"}),
        rows=rows,
    ).without_empty_columns()


def _shares(definition: Definition, by_member: dict[str, list[Figure]]) -> Measure:
    """Show the shares of a whole in its newest period, largest first."""
    histories = {member: History(figures) for member, figures in by_member.items()}
    headlines = {member: history.headline(SHARES) for member, history in histories.items()}
    kind = min((figure.period_type for figure in headlines.values()), key=SHARES.index)
    newest = max(history.latest(kind).period_end for history in histories.values() if history.latest(kind))
    current = {
        member: figure
        for member, history in histories.items()
        if (figure := history.latest(kind)) and figure.period_end == newest
    }
    figure = next(iter(current.values()))
    largest_first = sorted(current, key=lambda member: (-(current[member].value or 0), member))
    rows = []
    for member in largest_first:
        last_year = histories[member].like(current[member], current[member].same_period_last_year_start)
        compared = change(current[member], last_year, missing="there is no figure for a year before")
        rows.append((member, current[member].words, current[member].base, compared.sentence))
    return Measure(
        definition,
        figure=figure,
        shares=Table(
            caption=f"{definition.label}, {figure.period}",
            columns=("Group", "Share", "Cases", "On a year before"),
            numbers=frozenset({"Share", "Cases"}),
            rows=rows,
        ),
    )


def _months(figure: Figure) -> int:
    """How long a period is: years to date of one year all start on the same day."""
    start, end = figure.period_start, figure.period_end
    return (end.year - start.year) * 12 + end.month - start.month
