"""Datasets whose live rows may contradict one another, and the rules that decide then."""

from collections.abc import Callable

import pandas as pd

from transforms.conform import episodes_of_care
from transforms.conform.merging import Combined

Repair = Callable[[Combined, pd.DataFrame], tuple[Combined, dict[str, int]]]

REPAIRS: dict[str, Repair] = {"episodes_of_care": episodes_of_care.repair}
"""By dataset: from what is live and what the extracts cover to what is so, and how many rows each rule concerned."""

MEANINGS: dict[str, dict[str, str]] = {"episodes_of_care": episodes_of_care.RULES}
"""What each rule of a dataset does, in words."""

LEFT = episodes_of_care.LEFT
"""Rules that only count what they leave as it is."""
