"""
Figures explained by drawings: small tables of what happened, and the figure that follows.

The rows go the whole way that real extracts go after they were read: shaped, loaded, measured.
"""

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection, select

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from expectations.working_days import Calendar
from transforms.ages import AGE_BANDS
from transforms.dimensions.dim_child import dim_child
from transforms.dimensions.dim_date import dim_date
from transforms.facts import shape
from warehouse.dimensions import Authority
from warehouse.engine import connect
from warehouse.loading import load_star, seed
from warehouse.metrics import Population, measure
from warehouse.metrics.definition import Definition
from warehouse.metrics.periods import PeriodType
from warehouse.schema import create_warehouse

HEADERS = {
    "born": ("children", "birth_date"),
    "expected": ("children", "expected_birth_date"),
    "sex": ("children", "sex"),
    "ethnicity": ("children", "ethnicity"),
    "disability": ("children", "disability"),
    "described": ("children", "as_at"),
    "contact": ("contacts", "contact_date"),
    "contact source": ("contacts", "source"),
    "referred": ("referrals", "referral_date"),
    "source": ("referrals", "source"),
    "need": ("referrals", "primary_need"),
    "no further action": ("referrals", "no_further_action"),
    "closed": ("referrals", "closure_date"),
    "reason": ("referrals", "closure_reason"),
    "team": ("referrals", "team"),
    "conference without enquiry": ("referrals", "conference_date"),
    "assessment started": ("assessments", "start_date"),
    "authorised": ("assessments", "authorisation_date"),
    "factor": ("assessment_factors", "factor"),
    "section 47 started": ("section_47_enquiries", "start_date"),
    "conference held": ("section_47_enquiries", "conference_date"),
    "conference not required": ("section_47_enquiries", "conference_not_required"),
    "plan followed": ("section_47_enquiries", "plan_outcome"),
    "child in need plan started": ("child_in_need_plans", "start_date"),
    "child in need plan ended": ("child_in_need_plans", "end_date"),
    "plan started": ("child_protection_plans", "start_date"),
    "plan ended": ("child_protection_plans", "end_date"),
    "initial category": ("child_protection_plans", "initial_category"),
    "latest category": ("child_protection_plans", "latest_category"),
    "previous plans": ("child_protection_plans", "number_of_previous_plans"),
    "review held": ("child_protection_plan_reviews", "review_date"),
}
"""What the columns of a drawing stand for."""

LATE_ENOUGH = date(2026, 12, 31)
POPULATION = Population({2025: 40_000}, "mid-2025")
YEAR, DAY = "2025-26", "2026-03-31"
DTYPES = {date: "datetime64[s]", int: "Int64", bool: "boolean"}

Spec = Callable[..., None]


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """Return the calendar with the bank holidays of England and Wales."""
    return Calendar()


class DrawnWarehouse:
    """A warehouse that holds the calendar, the codes, and the drawing that was loaded last."""

    def __init__(self, connection: Connection, calendar: Calendar) -> None:
        self.connection = connection
        self.calendar = calendar
        self.age_bands = pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"])
        self.drawing = ""
        with connection.begin():
            seed(connection, age_bands=self.age_bands, calendar=dim_date())

    def load(self, drawing: str) -> int:
        """Load a drawing in place of the one before; return the key of its authority."""
        if drawing != self.drawing:
            datasets = drawn(drawing)
            with self.connection.begin():
                load_star(
                    self.connection,
                    authority_code="852",
                    authority_name="Drawn",
                    children=dim_child(datasets["children"]),
                    facts=shape(datasets, self.calendar),
                    calendar=None,
                    age_bands=self.age_bands,
                    load_id=1,
                )
            self.drawing = drawing
        with self.connection.begin():
            return self.connection.scalar(select(Authority.authority_key).where(Authority.authority_code == "852"))


@pytest.fixture(scope="session")
def drawn_warehouse(calendar: Calendar) -> Iterator[DrawnWarehouse]:
    """Yield a warehouse in memory."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.connect() as connection:
        yield DrawnWarehouse(connection, calendar)
    engine.dispose()


@pytest.fixture
def metric_spec(drawn_warehouse: DrawnWarehouse) -> Spec:
    """
    Return the checker of a drawing.

    `period` is a month (2025-06), a financial year (2025-26) or a day (2026-03-31); `cut` one member of a cut;
    `expected` reads "1 of 2" for shares, "3" for counts, "34 working days", "z" where there is nothing to divide
    by and "absent" where there is no figure; `shown` is the rounded figure.
    """

    def check(
        definition: Definition,
        drawing: str,
        expected: str,
        *,
        period: str = "",
        cut: tuple[str, str] = ("", ""),
        shown: str | None = None,
        as_at: str = "",
        covered_from: str = "2015-01-01",
    ) -> None:
        period = period or (DAY if PeriodType.AT_DATE in definition.period_types else YEAR)
        today = date.fromisoformat(as_at) if as_at else _as_at(period)
        authority_key = drawn_warehouse.load(drawing)
        with drawn_warehouse.connection.begin():
            figures = measure(
                drawn_warehouse.connection,
                authority_key=authority_key,
                definitions=[definition],
                coverage={name: [(date.fromisoformat(covered_from), today)] for name in definition.datasets},
                as_at=today,
                population=POPULATION,
            )
        found = figures.loc[_is_of(figures, cut, *_period(period))]
        assert len(found) <= 1
        assert _said(found) == expected
        if shown is not None:
            assert found["value_presented"].item() == shown

    return check


def _is_of(figures: pd.DataFrame, cut: tuple[str, str], kind: str, start: pd.Timestamp) -> pd.Series:
    of_cut = (figures["cut_name"] == cut[0]) & (figures["cut_value"] == cut[1])
    return of_cut & (figures["period_type"] == kind) & (figures["period_start"] == start)


def drawn(drawing: str) -> dict[str, pd.DataFrame]:
    """Return the datasets that a drawing shows; a cell left empty says nothing."""
    lines = [line.strip() for line in drawing.strip().splitlines() if not set(line.strip()) <= set("-+|= ")]
    headers, *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    found: dict[str, list[dict[str, str]]] = {"children": []}
    for cells in rows:
        row = dict(zip(headers, cells, strict=True))
        said: dict[str, dict[str, str]] = {"children": {}}
        for header in headers:
            if header != "child" and row[header]:
                dataset, column = HEADERS[header]
                said.setdefault(dataset, {})[column] = row[header]
        if "child_protection_plan_reviews" in said:
            said["child_protection_plan_reviews"]["plan_start_date"] = row["plan started"]
        if "assessment_factors" in said:
            said["assessment_factors"]["assessment_start_date"] = row["assessment started"]
        if "contacts" in said:
            said["contacts"].setdefault("source", "6")
        for dataset, values in said.items():
            found.setdefault(dataset, []).append({"child_id": row["child"], **values})
    return {name: _typed(name, pd.DataFrame(rows)) for name, rows in found.items()}


def _typed(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    dataset = DATASETS[name]
    typed = pd.DataFrame(index=rows.index)
    for column in dataset.columns.values():
        values = rows[column.name] if column.name in rows else pd.Series(pd.NA, index=rows.index)
        if column.type is bool:
            values = values.map({"yes": True, "no": False})
        typed[column.name] = values.astype(DTYPES.get(column.type, "str"))
    if not dataset.history:
        return typed.drop_duplicates(list(dataset.grain), ignore_index=True)
    said_on = rows["as_at"] if "as_at" in rows else pd.Series(str(LATE_ENOUGH), index=rows.index)
    typed["as_at"] = said_on.fillna(str(LATE_ENOUGH)).astype("datetime64[s]")
    return typed.drop_duplicates([*dataset.grain, "as_at"], ignore_index=True)


def _period(period: str) -> tuple[str, pd.Timestamp]:
    if len(period) == 10:
        return "at_date", pd.Timestamp(period)
    year, _, part = period.partition("-")
    if int(part) == (int(year) + 1) % 100 and int(part) > 12:
        return "financial_year", pd.Timestamp(int(year), 4, 1)
    return "month", pd.Timestamp(f"{period}-01")


def _as_at(period: str) -> date:
    """Return a day late enough, or the day itself where it does not end a month."""
    kind, start = _period(period)
    return start.date() if kind == "at_date" and not start.is_month_end else LATE_ENOUGH


def _said(found: pd.DataFrame) -> str:
    if found.empty:
        return "absent"
    figure = found.iloc[0]
    if figure["value_presented"] == "z":
        return "z"
    if figure["unit"] == "percent":
        return f"{figure['numerator']:.0f} of {figure['denominator']:.0f}"
    return figure["value_presented"] if figure["unit"] in ("count", "children") else _with_unit(figure)


def _with_unit(figure: pd.Series) -> str:
    return f"{figure['value_presented']} {figure['unit']}"
