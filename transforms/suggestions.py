"""
Which code a text that stands for none was probably meant for: a hint for the person who corrects it.

A likeness is never used for a figure. What is returned names codes and says nothing of the text.
"""

from collections.abc import Collection
from difflib import get_close_matches
from functools import cache

import pandas as pd

from expectations.codes.wording import met
from expectations.contract import CodeSet
from transforms.spellings import words_of

ALIKE = 0.75  # of difflib's ratio: a slip of the pen or two, not another word
MOST_TEXTS = 50  # different texts of a column; comparing one takes some milliseconds
SHORTEST, LONGEST = 4, 80  # characters; what is shorter is like many codes, what is longer is a sentence


def suggest(codes: type[CodeSet], texts: pd.Series, *, among: Collection[str]) -> pd.Series:
    """
    Return for each text the code and label that it is most like, if the code is `among` those that are admitted.

    It is missing for a text that is like none, and for rare texts where there are many.
    """
    commonest = texts.value_counts().index[:MOST_TEXTS]
    closest = {text: _closest(codes, text) for text in commonest}
    named = {text: f"{member.value} {member.label}" for text, member in closest.items() if member in among}
    return texts.map(named).astype("str")


def _closest(codes: type[CodeSet], text: str) -> CodeSet | None:
    if not SHORTEST <= len(text) <= LONGEST:
        return None
    wordings = _wordings(codes)
    found = get_close_matches(words_of(text), wordings, n=1, cutoff=ALIKE)
    return wordings[found[0]] if found else None


@cache
def _wordings(codes: type[CodeSet]) -> dict[str, CodeSet]:
    declared = {words_of(text): member for member in codes for text in (member.label, *member.spellings)}
    return {words_of(text): codes(code) for code, texts in met(codes.__name__).items() for text in texts} | declared
