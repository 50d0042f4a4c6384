"""
One child under several identifiers: which of them are the same child's, on what evidence.

The crosswalk follows from what the extracts say and from nothing else, so any order of arrival gives the same one,
and evidence that is taken back splits again what it had joined (decision 10).
"""

from transforms.crosswalk.evidence import Contradiction, Evidence
from transforms.crosswalk.resolution import Crosswalk, crosswalk
from transforms.crosswalk.statements import adoptions, former_numbers, known_identifiers, links, space_of, still_said

__all__ = [
    "Contradiction",
    "Crosswalk",
    "Evidence",
    "adoptions",
    "crosswalk",
    "former_numbers",
    "known_identifiers",
    "links",
    "space_of",
    "still_said",
]
