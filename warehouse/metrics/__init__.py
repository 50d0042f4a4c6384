"""
The figures: what each is (a module for each subject), how it is counted (statements, tally) and shown.

`METRICS` holds every definition by code, `SUBJECTS` groups them for pages, `measure` calculates them.
"""

from warehouse.metrics.calculation import measure
from warehouse.metrics.catalogue import METRICS, SUBJECTS
from warehouse.metrics.periods import Coverage, PeriodType
from warehouse.metrics.population import Population

__all__ = ["METRICS", "SUBJECTS", "Coverage", "PeriodType", "Population", "measure"]
