"""Published statistics, each table declared once: what it holds, what its numbers are made of, what must add up."""

from expectations.published import children_in_need, looked_after, national, workforce
from expectations.published.declaration import Measure, PublishedTable

TABLES: tuple[PublishedTable, ...] = (
    *national.TABLES,
    *children_in_need.TABLES,
    children_in_need.POPULATION_TABLE,
    *looked_after.TABLES,
    *workforce.TABLES,
)
MEASURES: dict[str, Measure] = {measure.code: measure for table in TABLES for measure in table.figures}

__all__ = ["MEASURES", "TABLES", "Measure", "PublishedTable"]
