"""How many children live in an authority."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from warehouse.published.tables import Area, PopulationEstimate, Release


@dataclass(frozen=True)
class Population:
    """
    Persons aged 0 to 17 at the middle of each calendar year, for one authority.

    Estimates are revised, so a rate says by `vintage` which release it stands on, such as "mid-2023, ONS 2024".
    """

    persons: Mapping[int, int]
    vintage: str

    @property
    def basis(self) -> str:
        """What a publication says it stands on: other persons or another vintage make figures due again."""
        return f"{dict(self.persons)} {self.vintage}"


def published_population(connection: Connection, authority_code: str) -> Population | None:
    """
    Return the newest vintage of an authority's population that was loaded as published; None where there is none.

    One vintage for all years: two of them would put a step between two years that nobody lived through.
    """
    estimate = PopulationEstimate
    rows = connection.execute(
        select(estimate.year, estimate.persons, estimate.vintage, estimate.release_key)
        .join(Area, Area.area_key == estimate.area_key)
        .join(Release, Release.release_key == estimate.release_key)
        .where(Area.old_code == authority_code)
        .order_by(Release.edition.desc(), Release.release_code.desc(), estimate.year)
    ).all()
    newest = [row for row in rows if row.release_key == rows[0].release_key]
    return Population({row.year: row.persons for row in newest}, newest[0].vintage) if newest else None
