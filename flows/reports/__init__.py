"""Pages for people: the scorecard of an authority's figures, the quality of its extracts, and the way to both."""

from flows.reports.benchmarks import read_benchmarks
from flows.reports.quality import write_quality
from flows.reports.scorecard import write_index, write_scorecard

__all__ = ["read_benchmarks", "write_index", "write_quality", "write_scorecard"]
