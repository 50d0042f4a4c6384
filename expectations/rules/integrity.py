"""Rules of the SSDA903 that hold its tables together: each child is described in the header, and once in a table."""

import pandas as pd

from expectations.contract import Context, Dataset
from expectations.datasets.looked_after import (
    AbsencesFromPlacement,
    Adoptions,
    CareLeaverOutcomes,
    EpisodesOfCare,
    LookedAfterChildren,
    LookedAfterHealth,
    LookedAfterReviews,
    PlacementForAdoptionDecisions,
    PreviousPermanenceArrangements,
    UnaccompaniedAsylumSeekingChildren,
)
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import missing_among, of_child, repeated

IN_THE_HEADER = {
    "INT01": Adoptions,
    "INT02": PlacementForAdoptionDecisions,
    "INT03": EpisodesOfCare,
    "INT04": AbsencesFromPlacement,
    "INT05": LookedAfterHealth,
    "INT06": CareLeaverOutcomes,
    "INT07": PreviousPermanenceArrangements,
    "INT08": LookedAfterReviews,
    "INT09": UnaccompaniedAsylumSeekingChildren,
}
LIKE_THE_HEADER = {
    "INT15": (CareLeaverOutcomes, "birth_date"),
    "INT18": (UnaccompaniedAsylumSeekingChildren, "birth_date"),
    "INT21": (UnaccompaniedAsylumSeekingChildren, "sex"),
}
ONCE = {
    "INT31": Adoptions,
    "INT32": LookedAfterChildren,
    "INT33": LookedAfterHealth,
    "INT34": CareLeaverOutcomes,
    "INT35": PreviousPermanenceArrangements,
    "INT36": UnaccompaniedAsylumSeekingChildren,
}


def not_in_the_header(rows: pd.DataFrame, context: Context) -> pd.Series:
    """The child is not in the header."""
    return missing_among(rows["child"], context.rows_of(LookedAfterChildren)["child"])


def _unlike_the_header(code: str, dataset: type[Dataset], column: str) -> None:
    def fails(rows: pd.DataFrame, context: Context) -> pd.Series:
        said, header = rows[column], of_child(rows, context, column)
        return said.notna() & header.notna() & (said != header)

    fails.__doc__ = f"The {column.replace('_', ' ')} is another one than in the header."
    looked_after_rule(code, dataset, column, beside=(LookedAfterChildren,))(fails)


def _more_than_once(code: str, dataset: type[Dataset]) -> None:
    def fails(rows: pd.DataFrame, context: Context) -> pd.Series:
        return repeated([rows["child_id"]], [context.restated_of(dataset)["child_id"]])

    fails.__doc__ = "The child is more than once in the table, which describes each once."
    looked_after_rule(code, dataset, "child_id", beside=(dataset,))(fails)


for _code, _dataset in IN_THE_HEADER.items():
    looked_after_rule(_code, _dataset, "child_id", beside=(LookedAfterChildren,))(not_in_the_header)
for _code, (_dataset, _column) in LIKE_THE_HEADER.items():
    _unlike_the_header(_code, _dataset, _column)
for _code, _dataset in ONCE.items():
    _more_than_once(_code, _dataset)
