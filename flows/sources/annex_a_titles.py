"""How a list of Ofsted's Annex A is declared, and the columns that most lists share."""

import re
from dataclasses import dataclass, field

from flows.sources.headers import Heading, Headings, plain


def _named(title: str) -> str:
    return plain(re.sub(r"\(Y/N\)", "", title)).replace(" ", "_")


@dataclass(frozen=True)
class Title(Heading):
    """
    A column of a list.

    `key`: without it no row of the list can be placed. `shared`: many lists have it, so it tells none apart.
    """

    holds: str = "text"  # text, date or number; what the writer makes of it
    key: bool = False
    shared: bool = False


@dataclass(frozen=True)
class AnnexAList:
    """One list: its number, what Ofsted calls it, words that name it on a tab, and its columns in Ofsted's order."""

    number: int
    title: str
    words: tuple[str, ...]
    columns: tuple[Title, ...]
    name: str = field(init=False)
    headings: Headings = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"list_{self.number}")
        object.__setattr__(self, "headings", Headings(self.columns))

    @property
    def keys(self) -> tuple[Title, ...]:
        """The columns without which the list cannot be loaded."""
        return tuple(column for column in self.columns if column.key)

    @property
    def sheet(self) -> str:
        """The name of the tab in Ofsted's workbook."""
        return f"List {self.number}"


def title(official: str, *aliases: str, holds: str = "text", key: bool = False, shared: bool = False) -> Title:
    """Declare a column of text under Ofsted's title, with other titles in use."""
    return Title(_named(official), official, aliases, holds=holds, key=key, shared=shared)


def day(official: str, *aliases: str, key: bool = False, shared: bool = False) -> Title:
    """Declare a column of dates."""
    return title(official, *aliases, holds="date", key=key, shared=shared)


def number(official: str, *aliases: str, shared: bool = False) -> Title:
    """Declare a column of whole numbers."""
    return title(official, *aliases, holds="number", shared=shared)


CHILD = title(
    "Child Unique ID",
    "Child ID",
    "Child unique reference",
    "Unique ID",
    "Unique reference",
    "Child reference",
    "Child reference number",
    "LAchildID",
    "LA child ID",
    "Person ID",
    "Client ID",
    "Mosaic ID",
    key=True,
    shared=True,
)
BIRTH_DATE = day("Date of Birth", "DOB", "Child date of birth", "Birth date", shared=True)
WHO = (
    CHILD,
    title("Gender", "Sex", "Child gender", "Child sex", "Sex / gender", shared=True),
    title("Ethnicity", "Child ethnicity", "Ethnic origin", "Ethnic group", shared=True),
    BIRTH_DATE,
    number("Age of Child (Years)", "Age", "Age of child", "Child age", "Age in years", "Age (years)", shared=True),
)
DISABILITY = title(
    "Does the Child have a Disability",
    "Disability",
    "Disabled",
    "Child has a disability",
    "Disability (Y/N)",
    "Is the child disabled",
    shared=True,
)
WHOSE = (
    title("Allocated Team", "Team", "Team name", "Allocated team name", "Current allocated team", shared=True),
    title(
        "Allocated Worker",
        "Worker",
        "Worker name",
        "Social worker",
        "Allocated social worker",
        "Allocated worker name",
        "Case worker",
        "Current allocated worker",
        shared=True,
    ),
)
