"""
Figures that were published before and are now others, and why.

What loads changed since (warehouse.changes) is set beside each figure of a whole that a publication restates. What
explains nothing is named as such: nobody guesses.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select, and_, delete, select
from sqlalchemy.sql.ddl import CreateView

from warehouse.changes import Changes, Kind, looks_at, parts_counted, published_loads
from warehouse.engine import insert_frame, read_frame
from warehouse.ledger_tables import (
    load_change,
    metric_definition,
    metric_value,
    publication,
    publication_pointer,
    restatement,
)
from warehouse.metrics.definition import Definition

PERIOD = ["metric_code", "period_type", "period_start", "period_end"]
PARTS = ["numerator", "denominator", "value"]


class Reason(StrEnum):
    """Why a figure is another than the one published before."""

    DEFINITION = "definition"
    POPULATION = "population"
    LATE_ENTRY = Kind.LATE_ENTRY
    NO_LONGER_THERE = Kind.NO_LONGER_THERE
    CORRECTED = Kind.CORRECTED
    NO_NEW_EXTRACT = "no_new_extract"
    BESIDE_THE_FACT = "beside_the_fact"
    UNEXPLAINED = "unexplained"

    @property
    def meaning(self) -> str:
        """What it says, in words."""
        return _MEANINGS[self]


_MEANINGS = {
    Reason.DEFINITION: "the definition has another version",
    Reason.POPULATION: "the population is another, or of another vintage",
    Reason.LATE_ENTRY: "rows of the period that were not there",
    Reason.NO_LONGER_THERE: "rows of the period that are no longer there: withdrawn, held back, or now another child's",
    Reason.CORRECTED: "rows of the period that say something else in what the metric counts by",
    Reason.NO_NEW_EXTRACT: "no extract arrived since: extracts were judged again, let through or taken back by people",
    Reason.BESIDE_THE_FACT: "it also looks at records beside those it counts, and only these can have changed",
    Reason.UNEXPLAINED: "no row that it counts has changed: tell whoever looks after Lodestar",
}


def restated(
    values: pd.DataFrame, standing: pd.DataFrame, changes: Changes, definitions: Iterable[Definition]
) -> pd.DataFrame:
    """
    Return the figures of wholes that differ from those that stand: one row for each reason, with the rows behind it.

    The rows are those of the facts that lie in the period and that the metric counts by something that changed; of a
    reason that has none, 0. A figure that is new, or that is no longer there, is not restated.
    """
    figures = _beside(values, standing)
    if figures.empty:
        return figures[PERIOD].assign(reason="", rows=0)
    by_code = {each.code: each for each in definitions}
    found = [
        reason
        for code, of_metric in figures.groupby("metric_code", sort=False)
        for reason in _reasons(by_code[code], of_metric, changes)
    ]
    return pd.concat(found, ignore_index=True)


def _beside(values: pd.DataFrame, standing: pd.DataFrame) -> pd.DataFrame:
    wanted = [*PERIOD, *PARTS, "definition_version", "population_vintage"]
    now, before = (frame.loc[frame["cut_name"] == "", wanted] for frame in (values, standing))
    both = now.merge(before, on=PERIOD, suffixes=("", "_before"))
    same = [
        np.isclose(*(both[column].astype("float64") for column in (name, f"{name}_before")), equal_nan=True)
        for name in PARTS
    ]
    return both[~np.all(same, axis=0)]


def _reasons(definition: Definition, figures: pd.DataFrame, changes: Changes) -> Iterator[pd.DataFrame]:
    """Yield the figures of one metric that have a reason, reason by reason."""
    rows = changes.rows(definition, figures)
    another = figures["definition_version"] != figures["definition_version_before"]
    population = figures["population_vintage"] != figures["population_vintage_before"]
    if definition.unit == "per 10,000":
        population |= figures["denominator"] != figures["denominator_before"]
    explained = another | population | np.any(list(rows.values()), axis=0)
    judged_again = pd.Series(not changes.has_new_extract, index=figures.index) & np.any(list(rows.values()), axis=0)
    beside = any(looks_at(part).beside for part in parts_counted([definition]))
    marks = {
        Reason.DEFINITION: another,
        Reason.POPULATION: population,
        **{Reason(kind): counts > 0 for kind, counts in rows.items()},
        Reason.NO_NEW_EXTRACT: judged_again,
        Reason.BESIDE_THE_FACT if beside else Reason.UNEXPLAINED: ~explained,
    }
    for reason, is_so in marks.items():
        found = np.asarray(is_so, dtype=bool)
        yield figures.loc[found, PERIOD].assign(
            reason=str(reason), rows=rows.get(reason, np.zeros(len(found), int))[found]
        )


def record_restatements(connection: Connection, authority_code: str, publication_id: int, found: pd.DataFrame) -> None:
    """Keep why a publication restates figures, and forget the changes of which every figure has now been told."""
    rows = found.assign(publication_id=publication_id, authority_code=authority_code)
    insert_frame(connection, restatement, rows.reset_index(drop=True))
    last, by_metric = published_loads(connection, authority_code)
    told = (load_change.c.authority_code == authority_code) & (
        load_change.c.load_id <= min([last, *by_metric.values()])
    )
    connection.execute(delete(load_change).where(told))


def published_restatement() -> Select:
    """
    Return every figure that a publication restated, before and after, once for each reason.

    Publications later than the one that readers see are left out.
    """
    before, after, why = metric_value.alias("before_it"), metric_value.alias("figure"), restatement.c
    same = [
        [figure.c[name] == why[name] for name in ("authority_code", *PERIOD)] + [figure.c.cut_name == ""]
        for figure in (before, after)
    ]
    return (
        select(
            why.authority_code,
            why.publication_id,
            publication.c.as_at,
            publication.c.published_at,
            why.metric_code,
            metric_definition.c.label,
            why.period_type,
            why.period_start,
            why.period_end,
            after.c.unit,
            *(before.c[name].label(f"{name}_before") for name in (*PARTS, "value_presented", "is_provisional")),
            *(after.c[name] for name in (*PARTS, "value_presented", "is_provisional")),
            why.reason,
            why.rows,
        )
        .select_from(restatement)
        .join(publication, publication.c.publication_id == why.publication_id)
        .join(
            publication_pointer,
            and_(
                publication_pointer.c.authority_code == why.authority_code,
                publication_pointer.c.publication_id >= why.publication_id,
            ),
        )
        .join(before, and_(*same[0], before.c.last_publication_id == why.publication_id - 1))
        .join(after, and_(*same[1], after.c.first_publication_id == why.publication_id))
        .join(
            metric_definition,
            and_(
                metric_definition.c.metric_code == why.metric_code,
                metric_definition.c.definition_version == after.c.definition_version,
            ),
        )
    )


_restatement = CreateView(published_restatement(), "published_restatement")
PUBLISHED_RESTATEMENT = _restatement.table
VIEWS = (_restatement,)


def restatements(connection: Connection, authority_code: str) -> pd.DataFrame:
    """Return what the publications up to the one that readers see restated of an authority, the newest first."""
    every = published_restatement().where(restatement.c.authority_code == authority_code)
    newest_first = (restatement.c.publication_id.desc(), restatement.c.metric_code, restatement.c.period_end.desc())
    return read_frame(connection, every.order_by(*newest_first, restatement.c.reason))
