"""A query, and what was said to it: whether it is explained, or asked again and why."""

from dataclasses import dataclass
from datetime import date

from expectations.explanations import Explanation
from flows.counts import number, plural
from flows.reports.pages import day


@dataclass(frozen=True)
class Query:
    """
    Rows of one dataset and one year that a rule asks about: they are loaded, and a person corrects or explains them.

    `rows` failed in the newest extracts, over all their sections; `explanation` is what was last said to it, in this
    year or before.
    """

    dataset: str
    rule: str
    year: int
    message: str
    rows: int
    explanation: Explanation | None
    today: date | None

    @property
    def is_explained(self) -> bool:
        """Whether nobody need be asked."""
        said = self.explanation
        return said is not None and said.stands(year=self.year, rows=self.rows, today=self.today)

    @property
    def answer(self) -> str:
        """What was said to it, without the reason in words; nothing where nobody has."""
        said = self.explanation
        if said is None:
            return ""
        rows = plural(said.rows_explained, "row")
        return f"explained for {rows}: {said.reason_code}, {said.owner}, until {day(said.until)}"

    @property
    def asked_again(self) -> str:
        """Why it is asked although it was explained once; nothing where it is explained, or never was."""
        said = self.explanation
        if said is None or self.is_explained:
            return ""
        explained = f"Explained until {day(said.until)} for {plural(said.rows_explained, 'row')}"
        if self.year != said.collection_year:
            return f"{explained} of {said.collection_year}, now {number(self.rows)} of {self.year}."
        if self.rows > said.rows_explained:
            return f"{explained}, now {number(self.rows)}."
        return f"{explained}; that day is over."
