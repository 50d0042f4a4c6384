"""
Queries that a person answers instead of correcting: DfE asks to "amend or provide a reason".

An answer is about how many rows a rule found in one dataset and one collection year, never about a record.
What a person wrote as the reason may name a child: it is no part of what is here, and stays in the warehouse.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Reason(StrEnum):
    """Why rows stay as they are; a closed list of our own, since it is shown where free text must not be."""

    label: str

    AS_HAPPENED = "as_happened", "The records are right: it happened so"
    NEVER_RECORDED = "never_recorded", "It was not recorded at the time, and nobody can say it any more"
    HELD_ELSEWHERE = "held_elsewhere", "Somebody else holds it, such as another authority"
    SYSTEM = "system", "The case system cannot hold it, or cannot export it"
    BEING_CORRECTED = "being_corrected", "The records are being corrected"

    def __new__(cls, value: str, label: str) -> "Reason":
        """Keep the label beside the code."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """
    What was said to a query: for how many rows, why, whose it is, and until which day it need not be asked again.

    `collection_year` is the year ending 31 March that the rows are of, as of a census.
    """

    dataset: str
    rule: str
    collection_year: int
    rows_explained: int
    reason_code: str
    owner: str
    until: date

    def stands(self, *, year: int, rows: int, today: date) -> bool:
        """Whether it still answers the query: of the same year, for no more rows, and its last day is not over."""
        return year == self.collection_year and rows <= self.rows_explained and today <= self.until
