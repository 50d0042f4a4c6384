"""Figures that were published before and are now others, and why: a table of the quality page, lines of `why`."""

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd
from sqlalchemy import Connection

from flows.counts import plural
from flows.reports.figures import PERIOD_LABELS
from flows.reports.pages import Table, day, of_the_first
from warehouse.restating import PERIOD, Reason, restatements

SHOWN_FOR = timedelta(days=28)  # before the newest publication that restates anything
MOST_SHOWN = 40
FIGURE = ["publication_id", *PERIOD]


def restated(connection: Connection, authority_code: str) -> Table | None:
    """
    Show which figures were restated lately, and why.

    What was settled when it was published comes first, then whole years, then what moved most; of many, the first.
    """
    found = restatements(connection, authority_code)
    if found.empty:
        return None
    recent = found[found["published_at"] >= found["published_at"].max() - SHOWN_FOR]
    figures = (
        recent.drop_duplicates(FIGURE)
        .assign(moved=lambda rows: (rows["value"] - rows["value_before"]).abs())
        .assign(in_part=lambda rows: ~rows["period_type"].isin(["financial_year", "at_date"]))
        .sort_values(["is_provisional_before", "in_part", "moved"], ascending=[True, True, False])
    )
    reasons = dict(list(recent.groupby(FIGURE)))
    shown = [
        (
            row["label"],
            _period(row),
            row["value_presented_before"] + (" (provisional)" if row["is_provisional_before"] else ""),
            row["value_presented"],
            day(row["published_at"]),
            "; ".join(_words(reasons[tuple(row[name] for name in FIGURE)])),
        )
        for row in figures.head(MOST_SHOWN).to_dict("records")
    ]
    return Table(
        caption=of_the_first("Restated figures", shown=MOST_SHOWN, of=len(figures)),
        columns=("Metric", "Period", "Before", "Now", "Since", "Why"),
        numbers=frozenset({"Before", "Now"}),
        rows=shown,
    )


def restated_lines(connection: Connection, authority_code: str, metric: str, asked: pd.DataFrame) -> Iterator[str]:
    """Yield what became of one figure from publication to publication."""
    found = restatements(connection, authority_code)
    of_figure = found[
        (found["metric_code"] == metric)
        & (found["period_type"] == asked["period_type"][0])
        & (found["period_end"] == asked["period_end"][0])
    ]
    for number, rows in of_figure.groupby("publication_id", sort=False):
        first = rows.iloc[0]
        yield (
            f"  Restated     by publication {number}, {day(first['published_at'])}: "
            f"{first['value_presented_before']} became {first['value_presented']}. {'; '.join(_words(rows))}"
        )


def _period(row: dict) -> str:
    return PERIOD_LABELS[row["period_type"]](row["period_end"].date())


def _words(rows: pd.DataFrame) -> Iterator[str]:
    for reason, count in zip(rows["reason"], rows["rows"], strict=True):
        yield Reason(reason).meaning + (f" ({plural(int(count), 'row')})" if count else "")
