"""How many enquiries and conferences a year has, and how long the conferences took that followed an enquiry."""

from dataclasses import dataclass

import numpy as np

from flows.sample.calibrated.durations import QUARTILES, drawn, fitted
from flows.sample.calibrated.targets import YearTargets

BANDS = {
    "Duration_0-10_days": (2, 10),
    "Duration_11-15_days": (11, 15),
    "Duration_16-20_days": (16, 20),
    "Duration_21+_days": (21, 45),
}
"""DfE's table C4, in working days from the start of the enquiry; few conferences follow within a day or two."""

PERCENTILES = ("Duration_25th_Percentile", "Duration_median", "Duration_75th_Percentile")
SHARES = (20, 60, 9, 11)  # England, year ending March 2024, per cent
ENQUIRIES_PER_EPISODE = 0.35  # national order of size, where nothing was published
CONFERENCES_PER_ENQUIRY = 0.33
MORE_TRIED = 30  # conferences, where neither their number nor the bands were published


@dataclass(frozen=True)
class ConferenceCounts:
    """Enquiries and conferences of a year, and how long the conferences took that followed an enquiry."""

    enquiries: int
    enquired_children: int
    conferences: int
    conferred_children: int
    durations: np.ndarray

    @classmethod
    def of(cls, targets: YearTargets, number_of_episodes: int, random: np.random.Generator) -> "ConferenceCounts":
        """Work out the counts: what was not published is of the usual size."""
        enquiries = targets.count("c4.Section47")
        enquiries = round(ENQUIRIES_PER_EPISODE * number_of_episodes) if enquiries is None else enquiries
        bands = targets.counts_of("c4", BANDS)
        conferences = targets.count("c4.ICPC")
        if conferences is None:
            known = sum(count or 0 for count in bands)
            conferences = known or round(CONFERENCES_PER_ENQUIRY * enquiries)
        published = dict(zip(QUARTILES, targets.counts_of("c4", PERCENTILES), strict=True))
        longest = max(BANDS["Duration_21+_days"][1], (published[QUARTILES[2]] or 0) + 20)
        low = 0 if (published[QUARTILES[0]] or 5) <= 5 else BANDS["Duration_0-10_days"][0]
        counts, limits = fitted(
            bands,
            _totals(bands, conferences, is_published=targets.count("c4.ICPC") is not None),
            SHARES,
            bands=[_limits(low, longest), _limits(0, longest), _limits(0, longest + 100)],
            percentiles=published,
            random=random,
        )
        children = targets.count("c4.Section47_child")
        conferences = max(conferences, int(counts.sum())) if targets.count("c4.ICPC") is None else conferences
        conferred = targets.count("c4.ICPC_child")
        return cls(
            enquiries=enquiries,
            enquired_children=min(round(0.87 * enquiries) if children is None else children, enquiries),
            conferences=conferences,
            conferred_children=min(conferences if conferred is None else conferred, conferences),
            durations=drawn(counts, limits, published, random),
        )


def _limits(shortest: int, longest: int) -> list[tuple[int, int]]:
    return [(shortest, 10), *list(BANDS.values())[1:3], (21, longest)]


def _totals(bands: list[int | None], conferences: int, *, is_published: bool) -> list[int]:
    """Return how many conferences may have followed an enquiry, the likeliest number first."""
    known = sum(count or 0 for count in bands)
    if None not in bands and known <= conferences:
        return [known]
    fewer = range(conferences, known - 1, -1)
    return [*fewer] if is_published else [conferences, *range(max(known, 1), known + MORE_TRIED)]
