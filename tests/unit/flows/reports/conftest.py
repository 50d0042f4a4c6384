from datetime import date, datetime, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from flows.reports.benchmarks import Benchmarks
from transforms.periods import add_months, month_end
from warehouse import ledger_tables as ledger
from warehouse.base import metadata
from warehouse.crosswalk import ChildIdentifier, child_identifier_contradiction
from warehouse.dimensions import Authority

NIGHT = datetime(2025, 10, 1, 5, 31)
AUTHORITY = {"authority_code": "999", "authority_name": "Sampleton (invented)", "today": NIGHT.date()}


class Warehouse:
    """A ledger in memory, filled one fact at a time; everything not named is as usual."""

    now = NIGHT

    def __init__(self, connection):
        self.connection = connection

    def _add(self, table, usual, parts):
        self.connection.execute(sa.insert(table).values(usual | parts))

    def extract(self, extract_id, **parts):
        self._add(
            ledger.extract,
            {
                "extract_id": extract_id,
                "authority_code": "999",
                "format": "annex_a",
                "file_name": f"{extract_id}.xlsx",
                "size_bytes": 1000,
                "as_at": date(2025, 9, 30),
                "issued_at": NIGHT,
                "archived_at": NIGHT,
                "archive_path": extract_id,
                "state": "conformed",
                "run_id": "run",
            },
            parts,
        )

    def section(self, extract_id, section="annex_a.list_3.referrals", **parts):
        self._add(
            ledger.extract_section,
            {
                "extract_id": extract_id,
                "section": section,
                "dataset": "referrals",
                "rows_in": 100,
                "rows_loaded": 100,
                "rows_quarantined": 0,
                "rows_dropped": 0,
                "dropped_by": {},
                "columns": ["child_id"],
                "withdraws": "nothing",
                "complete": "events",
            },
            parts,
        )

    def finding(self, extract_id, rule, **parts):
        self._add(
            ledger.finding,
            {
                "extract_id": extract_id,
                "section": "annex_a.list_3.referrals",
                "rule": rule,
                "dataset": "referrals",
                "severity": "error",
                "state": "failed",
                "message": "The case closes before it opens.",
                "evaluated": 100,
                "failed": 3,
            },
            parts,
        )

    def held(self, extract_id, rule, **parts):
        self._add(
            ledger.quarantine,
            {
                "extract_id": extract_id,
                "authority_code": "999",
                "section": "annex_a.list_3.referrals",
                "dataset": "referrals",
                "rule": rule,
                "reason": "The case closes before it opens.",
                "held": "row",
                "source_file": f"{extract_id}.xlsx",
                "source_sheet": "List 3",
                "source_line": 7,
                "row_number": 6,
                "record": {"child_id": "CANARY-1", "birth_date": "2012-02-29"},
                "state": "held",
            },
            parts,
        )

    def load(self, load_id, **parts):
        self._add(
            ledger.load,
            {
                "load_id": load_id,
                "authority_code": "999",
                "run_id": "run",
                "as_at": date(2025, 9, 30),
                "loaded_at": NIGHT,
                "content_hash": "0",
                "table_rows": {},
            },
            parts,
        )

    def audited(self, load_id, rule="percentage_range", **parts):
        self._add(
            ledger.audit_finding,
            {
                "load_id": load_id,
                "rule": rule,
                "authority_code": "999",
                "severity": "critical",
                "state": "failed",
                "message": "A percentage lies outside 0 to 100.",
                "evaluated": 900,
                "failed": 2,
                "audited_at": NIGHT,
            },
            parts,
        )

    def withheld(self, publication_id, metric_code, reason):
        mark = {"publication_id": publication_id, "metric_code": metric_code, "reason": reason}
        self._add(ledger.withheld_metric, mark, {})

    def publish(self, publication_id, *, load_id=1, point=True, **parts):
        self._add(
            ledger.publication,
            {
                "publication_id": publication_id,
                "authority_code": "999",
                "load_id": load_id,
                "run_id": "run",
                "as_at": date(2025, 9, 30),
                "published_at": NIGHT,
                "values_total": 1,
                "values_new": 1,
                "definitions_hash": "0",
            },
            parts,
        )
        if point:
            pointer = ledger.publication_pointer
            code = parts.get("authority_code", "999")
            self.connection.execute(sa.delete(pointer).where(pointer.c.authority_code == code))
            self._add(pointer, {"authority_code": code, "publication_id": publication_id, "moved_at": NIGHT}, {})

    def metric(self, metric_code, **parts):
        self._add(
            ledger.metric_definition,
            {
                "metric_code": metric_code,
                "definition_version": 1,
                "catalogue_id": "FD05",
                "label": metric_code.replace("_", " ").capitalize(),
                "description": "What is counted, in words.",
                "formula": "select 1",
                "source": "DfE: Children in need, table C1",
                "unit": "count",
                "polarity": "neutral",
                "decimal_places": 0,
            },
            parts,
        )

    def value(self, metric_code, value, *, month="2025-09", **parts):
        """Add the figure of a month, or, with `period_type="at_date"`, of its last day."""
        start = date.fromisoformat(f"{month}-01")
        end = month_end(start)
        if parts.get("period_type") == "at_date":
            start = end
        usual = {
            "authority_code": "999",
            "metric_code": metric_code,
            "definition_version": 1,
            "cut_name": "",
            "cut_value": "",
            "period_type": "month",
            "period_start": start,
            "period_end": end,
            "numerator": value,
            "value": value,
            "value_presented": "z" if value is None else f"{value:.{parts.get('decimal_places', 0)}f}",
            "decimal_places": 0,
            "unit": "count",
            "is_provisional": False,
            "is_annualised": False,
            "population_vintage": "",
            "previous_period_start": start.replace(day=1) - timedelta(days=1)
            if start == end
            else add_months(start, -1),
            "same_period_last_year_start": add_months(start, -12),
            "as_at": date(2025, 9, 30),
            "load_id": 1,
            "first_publication_id": 1,
        }
        self._add(ledger.metric_value, usual, parts)

    def share(self, metric_code, numerator, denominator, **parts):
        """Add a percentage."""
        value = 100 * numerator / denominator if denominator else None
        self.value(
            metric_code,
            value,
            **{"numerator": numerator, "denominator": denominator, "unit": "percent", "decimal_places": 1} | parts,
        )


@pytest.fixture
def warehouse():
    """A warehouse with an empty ledger and no children."""
    engine = sa.create_engine("sqlite://")
    names = {*vars(ledger), Authority.__tablename__, ChildIdentifier.__tablename__, child_identifier_contradiction.name}
    metadata.create_all(engine, tables=[table for table in metadata.sorted_tables if table.name in names])
    with engine.connect() as connection:
        yield Warehouse(connection)
    engine.dispose()


def comparator(metric_code="re_referrals", **parts):
    """Make a row of what `warehouse.published.reading.comparators` returns; everything not named is as usual."""
    usual = {
        "unit": "percent",
        "decimal_places": 1,
        "polarity": "low is good",
        "period_type": "financial_year",
        "year": 2024,
        "our_value": 24.83,
        "our_value_presented": "24.8",
        "our_numerator": 1012,
        "our_denominator": 4076,
        "our_is_provisional": False,
        "release": "children_in_need_2024",
        "published_value": 24.8,
        "published_shown": "24.8",
        "published_symbol": "",
        "england_value": 22.4,
        "region_name": "South East",
        "region_value": 26.9,
        "neighbour_mean": 22.25,
        "neighbour_median": 21.7,
        "neighbours_counted": 9,
        "neighbour_model": "statistical_neighbours_2025-05",
        "rank": 123,
        "ranked_of": 149,
        "quartile_band": "D",
        "minimum": 7.4,
        "lower_quartile": 17.7,
        "median": 20.6,
        "upper_quartile": 23.6,
        "maximum": 45.4,
    }
    row = usual | parts
    return {"metric_code": metric_code, "published_year": row["year"]} | row


def normal_range(metric_code="re_referrals", **parts):
    """Make a row of what `warehouse.published.reading.normal_ranges` returns; everything not named is as usual."""
    usual = {
        "unit": "percent",
        "decimal_places": 1,
        "period_type": "month",
        "months": 24,
        "first_month": date(2023, 10, 1),
        "last_month": date(2025, 9, 30),
        "lower_limit": 18.04,
        "upper_limit": 25.96,
        "published_year": 2024,
        "published_lower_quartile": 17.7,
        "published_upper_quartile": 23.6,
    }
    return {"metric_code": metric_code} | usual | parts


@pytest.fixture
def benchmarks():
    """Make benchmarks of rows, as they would be read."""

    def made(*comparators, ranges=()):
        return Benchmarks.of(pd.DataFrame(list(comparators)), pd.DataFrame(list(ranges)))

    made.comparator, made.normal_range = comparator, normal_range
    return made


@pytest.fixture
def authority():
    """The invented authority's code and name, and the day on which its pages are written."""
    return dict(AUTHORITY)
