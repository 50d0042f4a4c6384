"""Which figures stand on which rows and columns of the datasets: what a finding touches."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from expectations.contract import DATASETS
from warehouse.metrics.catalogue import METRICS
from warehouse.metrics.definition import Definition, columns_behind


@dataclass(frozen=True)
class Touched:
    """The metrics that something touches: in what they count, or only in how they are cut."""

    counts: tuple[Definition, ...] = ()
    cuts: tuple[Definition, ...] = ()


def touched(dataset: str, columns: Collection[str], *, whole_rows: bool) -> Touched:
    """
    Return the metrics that stand on some columns of a dataset; on its rows as such, where whole rows are missing.

    A row whose defining date is in doubt may count in another period, so that date is as good as the row.
    """
    declared = DATASETS.get(dataset)
    whole_rows = whole_rows or (declared is not None and declared.defining_date in columns)
    wanted = frozenset(f"{dataset}.{name}" for name in columns)
    counts = tuple(each for each in METRICS.values() if stands_on(each, dataset, wanted, whole_rows=whole_rows))
    cuts = tuple(each for each in METRICS.values() if each not in counts and wanted & _split_by(each))
    return Touched(counts, cuts)


def stands_on(definition: Definition, dataset: str, columns: frozenset[str], *, whole_rows: bool) -> bool:
    """Return whether what a metric counts stands on columns, as `dataset.column`, or on rows of the dataset."""
    needed = _counted_from(definition)
    return bool(columns & needed) or (whole_rows and any(name.partition(".")[0] == dataset for name in needed))


@cache
def _counted_from(definition: Definition) -> frozenset[str]:
    """Return the datasets and the columns, `dataset by column` among them, without which there is no figure."""
    return frozenset(name.replace(" by ", ".") for name in definition.datasets)


@cache
def _split_by(definition: Definition) -> frozenset[str]:
    columns = [cut.column(definition.fact) for cut in definition.cuts]
    return frozenset(name.replace(" by ", ".") for name in columns_behind(definition.fact, *columns))
