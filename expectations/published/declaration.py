"""
How a published table is declared: once, for the reader, for the checks and for the documentation.

A wide table has a column per measure. A long table has a row per breakdown, and a measure per breakdown and column.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

PLACE = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
COUNTRY = PLACE[:5]  # of a table about England alone
POPULATION = "population.aged_0_to_17"

SYMBOLS = {
    "c": "suppressed, because few children are behind it",
    "x": "not available",
    "z": "not applicable",
    "u": "of low reliability",
    "k": "not zero, but rounds to zero",
    "low": "not zero, but rounds to zero (the older word for k)",
}
SPELLINGS_OF_SYMBOLS = {":": "x"}  # statistics before 2020


class Unit(StrEnum):
    """What a published number counts in."""

    COUNT = "count"
    PERCENT = "percent"
    RATE = "rate"  # per 10,000 children aged 0 to 17 in the middle of the year before
    DAYS = "days"
    NUMBER = "number"  # anything else: full-time equivalents, averages


class Polarity(StrEnum):
    """Which direction is good; published for LAIT's measures only."""

    HIGH = "High"
    LOW = "Low"
    NEITHER = "-"


@dataclass(frozen=True)
class Measure:
    """
    One published number: its column as DfE's 2024 file spells it, and what it is made of.

    `of` and `per` name columns of the same table: a percentage is `of` divided by `per`, a rate is `of` per 10,000
    children of the year before.
    `aliases` are the column's names in other releases; an `optional` column is missing from some of them.
    `sum_of` marks a measure that is not published but follows from counts that are.
    """

    column: str
    unit: Unit
    label: str
    decimal_places: int
    of: str = ""
    per: str = ""
    aliases: tuple[str, ...] = ()
    optional: bool = False
    sum_of: tuple[str, ...] = ()
    code: str = ""
    polarity: Polarity | None = None

    @property
    def derived(self) -> bool:
        """Whether it is computed by us, because only its parts are published."""
        return bool(self.sum_of) or self.column.startswith("Within_")


def _label(column: str) -> str:
    words = column.replace("_", " ").replace("+", " or more").strip()
    return words[:1].upper() + words[1:]


def count(column: str, label: str = "", *, aliases: tuple[str, ...] = (), sum_of: tuple[str, ...] = ()) -> Measure:
    """Declare a whole number of episodes, events or children."""
    return Measure(column, Unit.COUNT, label or _label(column), 0, aliases=aliases, sum_of=sum_of)


def percent(
    column: str,
    label: str = "",
    *,
    of: str = "",
    per: str = "",
    decimal_places: int = 1,
    aliases: tuple[str, ...] = (),
) -> Measure:
    """Declare a percentage: 100 × `of` / `per`, rounded half up; without them where its numerator is not published."""
    return Measure(column, Unit.PERCENT, label or _label(column), decimal_places, of=of, per=per, aliases=aliases)


def rate(
    column: str, label: str = "", *, of: str, per: str = "", decimal_places: int = 1, optional: bool = False
) -> Measure:
    """Declare a rate per 10,000 children: of the column `per`, else aged 0 to 17 in the middle of the year before."""
    return Measure(column, Unit.RATE, label or _label(column), decimal_places, of=of, per=per, optional=optional)


def days(column: str, label: str = "") -> Measure:
    """Declare a number of working days."""
    return Measure(column, Unit.DAYS, label or _label(column), 0)


def number(column: str, label: str = "", *, decimal_places: int = 1) -> Measure:
    """Declare a number that is none of the others."""
    return Measure(column, Unit.NUMBER, label or _label(column), decimal_places)


@dataclass(frozen=True)
class Parts:
    """
    Counts that add up to a total.

    `loosely` says why they may fall short of it in some places: it is then no finding where they do.
    """

    of: str
    are: tuple[str, ...]
    loosely: str = ""


@dataclass(frozen=True)
class Member:
    """
    One row of a breakdown: what the breakdown columns say, and its name in a measure's code.

    `total` names the member whose count is the denominator of its percentage.
    """

    breakdown: tuple[str, ...]
    slug: str
    total: str = ""
    unit: Unit | None = None  # where its columns hold something else than counts and percentages


@dataclass(frozen=True)
class PublishedTable:
    """
    One file of a publication.

    `code` begins the code of each measure; `context` are further columns that say nothing that the table's title
    does not; `breakdown` are the columns that `members` list the values of.
    `edition` is what to add to the last year in the file to get the year in which it was published.
    """

    name: str
    title: str
    publication: str
    measures: tuple[Measure, ...]
    code: str = ""
    parts: tuple[Parts, ...] = ()
    place: tuple[str, ...] = PLACE
    context: tuple[str, ...] = ("category",)
    breakdown: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    derived: tuple[Measure, ...] = ()
    edition: int = 0

    @property
    def prefix(self) -> str:
        """What the codes of its measures begin with."""
        return self.code or self.name

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that every release of the file has."""
        said = [measure.column for measure in self.measures if not measure.optional]
        return (*self.place, *self.context, *self.breakdown, *said)

    @cached_property
    def spellings(self) -> dict[str, str]:
        """The names that columns have in some release -> the name in the declaration."""
        known = {name: name for name in (*self.place, *self.context, *self.breakdown)}
        for measure in self.measures:
            known |= dict.fromkeys((measure.column, *measure.aliases), measure.column)
        return known

    @cached_property
    def figures(self) -> tuple[Measure, ...]:
        """Every measure that comes out of the file or follows from it, with its code, parts named by code."""
        return tuple(self._coded())

    def _coded(self) -> Iterator[Measure]:
        if not self.members:
            for measure in (*self.measures, *self.derived):
                yield replace(
                    measure,
                    code=self.code_of(measure.column),
                    of=measure.of and self.code_of(measure.of),
                    per=measure.per and self.code_of(measure.per),
                    sum_of=tuple(self.code_of(column) for column in measure.sum_of),
                )
            return
        for member in self.members:
            for measure in self.measures:
                made = measure.unit in (Unit.PERCENT, Unit.RATE) and not member.unit
                of = self.code_of(measure.of, member) if made and measure.of else ""
                per = self.code_of(measure.per, member) if made and measure.per else ""
                total = next((other for other in self.members if other.slug == member.total), None)
                if of and total and measure.unit is Unit.PERCENT:
                    per = self.code_of(measure.of, total)
                yield replace(
                    measure,
                    code=self.code_of(measure.column, member),
                    label=f"{', '.join(member.breakdown)}: {measure.label.lower()}",
                    unit=member.unit or measure.unit,
                    decimal_places=1 if member.unit else measure.decimal_places,
                    of=of if per or measure.unit is Unit.RATE else "",
                    per=per,
                )

    def code_of(self, column: str, member: Member | None = None) -> str:
        """Return the code of the measure in a column, for a long table of a breakdown's member."""
        if member is None:
            return f"{self.prefix}.{column}"
        return f"{self.prefix}.{member.slug}{SUFFIXES.get(column, '.' + column)}"


SUFFIXES = {  # of the columns of long tables; another column's name stands behind a full stop
    "number": "",
    "population_estimate": "",
    "population": "_population",
    "children_count": "",
    "care_leaver_count": "",
    "rate": "_rate",
    "rate_per_10000": "_rate",
    "percent": "_percent",
    "percentage": "_percent",
    "children_percent": "_percent",
    "care_leaver_percent": "_percent",
}
