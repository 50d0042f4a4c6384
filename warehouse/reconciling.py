"""
Our figures beside those that others state of the same: whether they agree, and if not, which known reason holds.

Nothing is averaged and nothing corrected: both figures stand, with their difference and one verdict. A difference that
no known reason covers, and that is larger than the tolerance, is for somebody to explain.
"""

from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, extract, or_, select
from sqlalchemy.sql.ddl import CreateView

from expectations.audit import SCORECARD
from warehouse.engine import insert_frame, read_frame
from warehouse.ledger_tables import extract as delivered
from warehouse.ledger_tables import (
    metric_definition,
    metric_value,
    publication_pointer,
    reconciliation,
)
from warehouse.metrics.counterparts import AT_DATE, COUNTERPARTS, COUNTERPARTS_OF_MONTHS, MONTH, YEAR
from warehouse.published.tables import Area, PublishedFigure, PublishedMeasure, Release
from warehouse.reported import HALF, reported_figure_comparison

CENSUS = "cin_census"
TOLERANCE_OF_COUNTS = 0.01  # of what the other states
TOLERANCE_OF_PERCENTAGES = 1.0  # percentage points
FIGURE = ["metric_code", "cut_name", "cut_value", "period_type", "period_end"]
PARTS = ["value", "numerator", "denominator"]
TIMES = {"percent": 100, "per 10,000": 10_000}
SAME = 1e-6  # binary fractions are not quite what they say
COLUMNS = [column.name for column in reconciliation.columns][2:]  # without its number and the authority


class Verdict(StrEnum):
    """What there is to say of two figures, the first that holds."""

    NOT_STATED = "not_stated"
    AGREES = "agrees"
    ROUNDING = "rounding"
    CONTRADICTS_ITSELF = "contradicts_itself"
    POPULATION = "population"
    RESTATED_SINCE = "restated_since"
    PROVISIONAL = "provisional"
    NOT_THE_CENSUS = "not_the_census"
    WITHIN_TOLERANCE = "within_tolerance"
    UNEXPLAINED = "unexplained"

    @property
    def meaning(self) -> str:
        """What it says, in words."""
        return _MEANINGS[self]


_MEANINGS = {
    Verdict.NOT_STATED: "a symbol stands in place of the other figure: suppressed, not available, not applicable",
    Verdict.AGREES: "ours rounds to the other",
    Verdict.ROUNDING: "the counts are the same, and the other was rounded in another way",
    Verdict.CONTRADICTS_ITSELF: "the other figure is not what its own counts give",
    Verdict.POPULATION: "the counts are the same, and the populations are not: another vintage",
    Verdict.RESTATED_SINCE: "an earlier publication of ours agreed; ours was restated since",
    Verdict.PROVISIONAL: "ours is provisional: events of the period are still arriving",
    Verdict.NOT_THE_CENSUS: "no census of that year has been loaded: ours is made of local extracts",
    Verdict.WITHIN_TOLERANCE: "no known reason, and a small difference",
    Verdict.UNEXPLAINED: "no known reason, and more than a small difference",
}


def reconciled(connection: Connection, authority_code: str) -> pd.DataFrame:
    """Return each figure that readers see for which another is at hand, with the columns of `reconciliation`."""
    both = [_with_published(connection, authority_code), _with_reported(connection, authority_code)]
    return pd.concat([each for each in both if len(each)] or both, ignore_index=True)[COLUMNS]


def record_reconciliation(connection: Connection, authority_code: str, found: pd.DataFrame) -> None:
    """Keep what the figures of an authority came to, in place of what was kept before."""
    connection.execute(delete(reconciliation).where(reconciliation.c.authority_code == authority_code))
    insert_frame(connection, reconciliation, found.assign(authority_code=authority_code))


def kept(connection: Connection, authority_code: str) -> pd.DataFrame:
    """Return what is kept of an authority."""
    columns = [reconciliation.c[name] for name in COLUMNS]
    return read_frame(connection, select(*columns).where(reconciliation.c.authority_code == authority_code))


# --- Published statistics


def _with_published(connection: Connection, authority_code: str) -> pd.DataFrame:
    """Set ours beside what DfE publishes of the same year, day or month, whole and by its parts and cuts."""
    published = _published(connection, authority_code)
    if published.empty:
        return published.reindex(columns=COLUMNS)
    ours = _ours(connection, authority_code, _of_years())
    both = published.merge(ours, on=FIGURE)
    both = both.assign(ours=np.select([both["part"] == part for part in PARTS], [both[part] for part in PARTS], np.nan))
    census_years = connection.scalars(
        select(delivered.c.collection_year).where(
            delivered.c.authority_code == authority_code, delivered.c.format == CENSUS, delivered.c.state == "conformed"
        )
    ).all()
    both = both.assign(is_census=both["year"].isin(census_years))
    return _judged(both[both["stands"]], both[~both["stands"]])


def _published(connection: Connection, authority_code: str) -> pd.DataFrame:
    """Return the published figures that a metric of ours must equal, of each the newest statement."""
    rows = read_frame(
        connection,
        select(
            PublishedMeasure.measure_code.label("measure"),
            PublishedMeasure.decimal_places.label("places"),
            PublishedFigure.year,
            PublishedFigure.value.label("theirs"),
            PublishedFigure.numerator.label("their_numerator"),
            PublishedFigure.denominator.label("their_denominator"),
            Release.release_code.label("source"),
            Release.edition,
        )
        .join_from(PublishedFigure, Area, Area.area_key == PublishedFigure.area_key)
        .join(PublishedMeasure, PublishedMeasure.measure_key == PublishedFigure.measure_key)
        .join(Release, Release.release_key == PublishedFigure.release_key)
        .where(Area.old_code == authority_code, Area.level == "authority"),
    )
    newest = rows.sort_values("edition").drop_duplicates(["measure", "year"], keep="last")
    counterparts = pd.DataFrame([asdict(each) for each in (*COUNTERPARTS, *COUNTERPARTS_OF_MONTHS)]).rename(
        columns={"metric": "metric_code", "compare": "part"}
    )
    both = newest.merge(counterparts, on="measure")
    month = both["month"].where(both["month"] > 0, 3)
    first = pd.to_datetime({"year": both["year"] - (month > 3), "month": month, "day": 1})
    return both.assign(period_end=(first + pd.offsets.MonthEnd(0)).astype("datetime64[s]"))


def _of_years() -> ColumnElement[bool]:
    """Return the condition that a figure is of a kind of period for which anything is published."""
    value = metric_value.c
    on_31_march = (extract("month", value.period_end) == 3) & (extract("day", value.period_end) == 31)
    by_month = value.metric_code.in_({each.metric for each in COUNTERPARTS_OF_MONTHS})
    return or_(
        value.period_type == YEAR,
        and_(value.period_type == AT_DATE, on_31_march),
        and_(value.period_type == MONTH, by_month),
    )


def _ours(connection: Connection, authority_code: str, wanted: ColumnElement[bool]) -> pd.DataFrame:
    """Return our figures as readers see them (`stands`), and as earlier publications stated them."""
    value = metric_value.c
    shown = connection.scalar(
        select(publication_pointer.c.publication_id).where(publication_pointer.c.authority_code == authority_code)
    )
    rows = read_frame(
        connection,
        select(
            *(
                value[name]
                for name in (*FIGURE, "period_start", *PARTS, "unit", "is_provisional", "definition_version")
            ),
            value.first_publication_id,
            value.last_publication_id,
        ).where(value.authority_code == authority_code, wanted, value.first_publication_id <= (shown or 0)),
    )
    return rows.assign(stands=rows["last_publication_id"].fillna(shown or 0) >= (shown or 0))


# --- Somebody else's scorecard


def _with_reported(connection: Connection, authority_code: str) -> pd.DataFrame:
    """Set ours beside the figures of scorecards of which it is known which metric they are."""
    stated = reported_figure_comparison().subquery("stated")
    reported = read_frame(
        connection,
        select(stated).where(stated.c.authority_code == authority_code, stated.c.our_value.is_not(None)),
    )
    if reported.empty:
        return reported.reindex(columns=COLUMNS)
    metrics = sorted(reported["metric_code"].unique())
    ours = _ours(
        connection, authority_code, and_(metric_value.c.metric_code.in_(metrics), metric_value.c.cut_name == "")
    )
    # A month's figure is set beside ours at the month's end where ours is a stock.
    stocks = set(ours.loc[ours["period_type"] == "at_date", "metric_code"])
    theirs = reported.assign(
        period_type=reported["period_type"].mask(reported["metric_code"].isin(stocks), "at_date"),
        cut_name="",
        cut_value="",
        part="value",
        source=SCORECARD,
        theirs=reported["reported_value"],
        their_numerator=reported["reported_numerator"],
        their_denominator=reported["reported_denominator"],
        places=reported["reported_decimal_places"].fillna(0),
        is_census=True,
    )
    both = theirs.drop(columns="period_start").merge(ours.assign(ours=ours["value"]), on=FIGURE)
    return _judged(both[both["stands"]], both[~both["stands"]])


# --- Judging


def _judged(standing: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Give each pair its difference, its tolerance and the first verdict that holds."""
    key = ["source", "measure", "part", *FIGURE]
    agreed_once = before[_agree(before)][key].drop_duplicates().assign(agreed_once=True)
    rows = standing.merge(agreed_once, how="left", on=key)
    of_rows = {verdict: test(rows).to_numpy(dtype=bool) for verdict, test in _TESTS.items()}
    return rows.assign(
        difference=rows["ours"] - rows["theirs"],
        tolerance=_tolerance(rows),
        verdict=np.select(list(of_rows.values()), list(map(str, of_rows)), default=str(Verdict.UNEXPLAINED)),
    ).reindex(columns=COLUMNS)


def _agree(rows: pd.DataFrame) -> pd.Series:
    return _within(rows, HALF)


def _within(rows: pd.DataFrame, units: float, *, of: str = "ours") -> pd.Series:
    """Return whether a figure differs from the other by so many units of the other's last decimal place."""
    return (rows[of] - rows["theirs"]).abs() <= units / 10.0 ** rows["places"].astype("float64")


def _counts_agree(rows: pd.DataFrame) -> pd.Series:
    return (rows["part"] == "value") & (rows["numerator"] == rows["their_numerator"])


def _contradicts_itself(rows: pd.DataFrame) -> pd.Series:
    ratio = rows["their_numerator"] / rows["their_denominator"].where(rows["their_denominator"] > 0)
    given = rows.assign(given=ratio * rows["unit"].map(TIMES))
    return (rows["part"] == "value") & given["given"].notna() & ~_within(given, HALF, of="given")


def _tolerance(rows: pd.DataFrame) -> pd.Series:
    share = TOLERANCE_OF_COUNTS * rows["theirs"].abs()
    return share.mask((rows["unit"] == "percent") & (rows["part"] == "value"), TOLERANCE_OF_PERCENTAGES)


_TESTS: dict[Verdict, Callable[[pd.DataFrame], pd.Series]] = {
    Verdict.NOT_STATED: lambda rows: rows["theirs"].isna() | rows["ours"].isna(),
    Verdict.AGREES: _agree,
    Verdict.ROUNDING: lambda rows: _counts_agree(rows) & _within(rows, 1.0 + SAME),
    Verdict.CONTRADICTS_ITSELF: _contradicts_itself,
    Verdict.POPULATION: lambda rows: (rows["unit"] == "per 10,000") & _counts_agree(rows),
    Verdict.RESTATED_SINCE: lambda rows: rows["agreed_once"].notna(),
    Verdict.PROVISIONAL: lambda rows: rows["is_provisional"],
    Verdict.NOT_THE_CENSUS: lambda rows: ~rows["is_census"],
    Verdict.WITHIN_TOLERANCE: lambda rows: (rows["ours"] - rows["theirs"]).abs() <= _tolerance(rows) + SAME,
}


# --- What reporting tools read


def published_reconciliation() -> Select:
    """Return every figure that was set beside another, with the label of its metric."""
    return select(
        reconciliation.c.authority_code,
        *(reconciliation.c[name] for name in COLUMNS),
        metric_definition.c.label,
        metric_definition.c.unit,
        metric_definition.c.decimal_places,
    ).join_from(
        reconciliation,
        metric_definition,
        and_(
            metric_definition.c.metric_code == reconciliation.c.metric_code,
            metric_definition.c.definition_version == reconciliation.c.definition_version,
        ),
    )


_reconciliation = CreateView(published_reconciliation(), "published_reconciliation")
PUBLISHED_RECONCILIATION = _reconciliation.table
VIEWS = (_reconciliation,)
