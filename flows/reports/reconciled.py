"""Our figures beside those that others state of the same: tables of the quality page, lines of `why`."""

from collections.abc import Iterator

import pandas as pd
from sqlalchemy import Connection, select

from flows.counts import number
from flows.reports.figures import PERIOD_LABELS
from flows.reports.pages import Table, of_the_first
from warehouse.engine import read_frame
from warehouse.reconciling import Verdict, published_reconciliation

MOST_SHOWN = 40
QUIET = (Verdict.AGREES, Verdict.NOT_STATED)


def compared(connection: Connection, authority_code: str) -> pd.DataFrame:
    """Return an authority's figures that others state too: a row for each, with its verdict."""
    every = published_reconciliation().subquery("found")
    return read_frame(connection, select(every).where(every.c.authority_code == authority_code))


def counted(found: pd.DataFrame) -> Table | None:
    """Count what the comparison came to, by who states the other figure."""
    if found.empty:
        return None
    counts = found.groupby(["source", "verdict"]).size()
    order = list(Verdict)
    rows = sorted(counts.items(), key=lambda counted: (counted[0][0], order.index(Verdict(counted[0][1]))))
    return Table(
        caption="Figures beside those of others",
        columns=("Whose", "Verdict", "What it says", "Figures"),
        numbers=frozenset({"Figures"}),
        rows=[
            (source, verdict.replace("_", " ").capitalize(), Verdict(verdict).meaning, number(count))
            for (source, verdict), count in rows
        ],
    )


def differing(found: pd.DataFrame) -> Table | None:
    """Show where figures differ: what has no known reason first, then the newest."""
    found = found[~found["verdict"].isin([str(verdict) for verdict in QUIET])]
    if found.empty:
        return None
    shown = found.assign(explained=found["verdict"] != Verdict.UNEXPLAINED).sort_values(
        ["explained", "period_end", "metric_code"], ascending=[True, False, True]
    )
    return Table(
        caption=of_the_first("Differences", shown=MOST_SHOWN, of=len(found)),
        columns=("Metric", "Of it", "Period", "Whose", "Ours", "Theirs", "Difference", "Why"),
        numbers=frozenset({"Ours", "Theirs", "Difference"}),
        rows=[
            (
                row["label"],
                _of_it(row),
                PERIOD_LABELS[row["period_type"]](row["period_end"].date()),
                row["source"],
                *(_number(row, name) for name in ("ours", "theirs", "difference")),
                Verdict(row["verdict"]).meaning,
            )
            for row in shown.head(MOST_SHOWN).to_dict("records")
        ],
    )


def beside_lines(connection: Connection, authority_code: str, metric: str, asked: pd.DataFrame) -> Iterator[str]:
    """Yield what others state of one figure, and whether ours agrees."""
    found = compared(connection, authority_code)
    of_figure = found[
        (found["metric_code"] == metric)
        & (found["cut_name"] == "")
        & (found["period_type"] == asked["period_type"][0])
        & (found["period_end"] == asked["period_end"][0])
    ]
    for row in of_figure.to_dict("records"):
        what = "" if row["part"] == "value" else f" ({row['part']})"
        stated = _number(row, "theirs") or "no figure"
        yield f"  Beside       {row['source']}{what}: {stated}; {Verdict(row['verdict']).meaning}"


def _of_it(row: dict) -> str:
    part = "" if row["part"] == "value" else row["part"]
    return ", ".join(filter(None, (row["cut_value"], part)))


def _number(row: dict, name: str) -> str:
    if pd.isna(row[name]):
        return ""
    places = row["decimal_places"] if row["part"] == "value" else 0
    return f"{row[name]:,.{places}f}"
