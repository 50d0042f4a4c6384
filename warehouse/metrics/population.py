"""How many children live in an authority."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Population:
    """
    Persons aged 0 to 17 at the middle of each calendar year, for one authority.

    Estimates are revised, so a rate says by `vintage` which release it stands on, such as "mid-2023, ONS 2024".
    """

    persons: Mapping[int, int]
    vintage: str
