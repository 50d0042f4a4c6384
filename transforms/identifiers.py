"""Identifiers as an authority writes them, where a spreadsheet has taken their zeros."""

import re

import pandas as pd

_DIGITS = re.compile(r"\s*([0-9]+)\s*")


def padded(identifiers: pd.Series, width: int | None) -> pd.Series:
    """
    Return identifiers of digits with the leading zeros that make up the width; all as they are where there is none.

    Only the authority can say that its identifiers have one width: `123` and `000123` are two children otherwise.
    """
    if width is None:
        return identifiers
    lacking = {
        text: found[1].zfill(width) for text in identifiers.dropna().unique() if (found := _DIGITS.fullmatch(text))
    }
    return identifiers.map(lambda text: lacking.get(text, text), na_action="ignore").astype("str")
