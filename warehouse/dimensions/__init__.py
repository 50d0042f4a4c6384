"""The dimensions of the star."""

from warehouse.dimensions.calendar import DateDimension
from warehouse.dimensions.codes import (
    AgeBand,
    AssessmentFactorDimension,
    CategoryOfAbuseDimension,
    ClosureReasonDimension,
    NeedDimension,
    SourceDimension,
)
from warehouse.dimensions.people import Authority, Child, Team, Worker

__all__ = [
    "AgeBand",
    "AssessmentFactorDimension",
    "Authority",
    "CategoryOfAbuseDimension",
    "Child",
    "ClosureReasonDimension",
    "DateDimension",
    "NeedDimension",
    "SourceDimension",
    "Team",
    "Worker",
]
