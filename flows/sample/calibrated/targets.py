"""What DfE published about an authority: the counts that invented histories have to add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class YearTargets:
    """
    The published counts of one authority for one year ending 31 March.

    `counts` has them by the code of the measure, such as `c1.Referrals`; what was suppressed or not published
    is not in it.
    """

    year: int
    counts: Mapping[str, float]

    def count(self, measure: str) -> int | None:
        """Return a published count; None where there is none."""
        value = self.counts.get(measure)
        return None if value is None else round(value)

    def counts_of(self, table: str, columns: Iterable[str]) -> list[int | None]:
        """Return the counts of several columns of a table, in their order."""
        return [self.count(f"{table}.{column}") for column in columns]


@dataclass(frozen=True)
class Targets:
    """The published counts of one authority, by year."""

    authority_code: str
    authority_name: str
    years: Mapping[int, YearTargets]

    @classmethod
    def of(cls, figures: pd.DataFrame, areas: pd.DataFrame, *, authority_code: str) -> "Targets":
        """
        Pick an authority's counts out of published figures.

        `figures` has measure, area_code, year and value; `areas` has area_code, old_code and name. Raises
        `UnknownAuthority` if they hold none of it.
        """
        own = areas[areas["old_code"] == authority_code]
        known = figures[figures["area_code"].isin(own["area_code"]) & figures["value"].notna()]
        if known.empty:
            raise UnknownAuthority(authority_code)
        years = {
            int(year): YearTargets(int(year), dict(zip(rows["measure"], rows["value"], strict=True)))
            for year, rows in known.groupby("year")
        }
        return cls(authority_code, str(own["name"].iloc[-1]), years)


class UnknownAuthority(LookupError):
    """No figure of that authority is among the published ones."""

    def __init__(self, authority_code: str) -> None:
        super().__init__(
            f"No published figure of authority {authority_code} is at hand. Nothing was written. "
            'Give the folder of DfE\'s files with "--published FOLDER".'
        )


@dataclass(frozen=True)
class Contradiction:
    """A published figure that was not kept, and the sum of published figures by which not all can be true."""

    year: int
    measure: str
    published: int
    kept: int
    reason: str
