"""Child protection plans in the making: their bands of days, and what came over from last year."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from flows.sample.calibrated.days import as_days
from flows.sample.calibrated.openings import Episodes

SHORTEST = np.array([1, 95, 187, 369, 733])
LONGEST = np.array([86, 178, 362, 727, 1300])
"""Days of each band of DfE's tables D5 and D7, kept three days from any boundary, whatever the months."""

GAP = 5  # days between two plans of a child
_FIELDS = (
    "episode",
    "band",
    "start",
    "end",
    "start_low",
    "start_high",
    "enquiry_low",
    "is_second",
    "is_repeat",
    "carried",
)


@dataclass
class Spells:
    """
    Plans in the making, as arrays side by side.

    `start` is `NEVER` while it is open, between `start_low` and `start_high`, on which day the plan starts: that is
    settled with its conference. `end` is `NEVER` for a plan open on 31 March, -1 while it is open when it ends.
    `carried` is the place among last year's plans, or -1. `is_second`: a plan of the child ended earlier in the year;
    `is_repeat`: that one started in it too.
    """

    columns: dict[str, list[np.ndarray]] = field(default_factory=lambda: {name: [] for name in _FIELDS})

    def add(self, episode: np.ndarray, **values: object) -> None:
        """Add plans; what is not said about them is -1."""
        for name in _FIELDS:
            value = episode if name == "episode" else values.get(name, -1)
            self.columns[name].append(np.broadcast_to(np.asarray(value, dtype="int64"), len(episode)).copy())

    def frame(self) -> pd.DataFrame:
        """Return one row for each plan."""
        return pd.DataFrame(
            {name: np.concatenate(parts) if parts else np.empty(0, "int64") for name, parts in self.columns.items()}
        )


@dataclass(frozen=True)
class Carried:
    """Last year's open plans whose episodes are still there, as arrays."""

    place: np.ndarray
    episode: np.ndarray
    start: np.ndarray

    @classmethod
    def of(cls, plans: pd.DataFrame | None, episodes: Episodes) -> "Carried":
        """Keep the plans that this year's episodes can hold, one for each child."""
        if plans is None or not len(plans):
            empty = np.empty(0, "int64")
            return cls(empty, empty, empty)
        episode, start = episodes.places(plans), as_days(plans["start_date"])
        held = (episode >= 0) & (episodes.last[episode] >= episodes.year.first) & (start >= episodes.first[episode])
        place = np.flatnonzero(held)
        _, firsts = np.unique(episodes.child[episode[place]], return_index=True)
        place = place[np.sort(firsts)]
        return cls(place, episode[place], start[place])
