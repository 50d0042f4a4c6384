"""The SSD's JSON fields: lists of codes, and objects whose keys are codes or flags."""

import json
import re

import pandas as pd

LONGEST = 20_000  # characters; the specification allows 4,000

_YES = frozenset(["y", "yes", "1", "true"])
_CODES = re.compile(r"[0-9]{1,2}[A-Z]?(?:\s*[,;|]\s*[0-9]{1,2}[A-Z]?)*", re.IGNORECASE)


def codes_in(text: str) -> list[str]:
    """
    Return the codes that a field states: `["1A", "2B"]`, `{"1A": "Yes", "2B": "No"}`, or `1A, 2B` without brackets.

    A text that is none of these is returned as it is, one unknown code, so that it is counted and shown.
    """
    plain = text.strip()
    if not plain:
        return []
    if _CODES.fullmatch(plain):
        return [code.strip() for code in re.split("[,;|]", plain)]
    if len(plain) > LONGEST:
        return [plain[:LONGEST]]
    try:
        stated = json.loads(plain)
    except (ValueError, RecursionError):
        return [plain]
    if isinstance(stated, dict):
        return [key.strip() for key, value in stated.items() if _is_yes(value)]
    if isinstance(stated, list) and all(isinstance(code, str | int) for code in stated):
        return list(dict.fromkeys(str(code).strip() for code in stated if str(code).strip()))
    return [] if stated is None else [plain]


def exploded(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a row for each code that a JSON column states; a row that states none has no row."""
    codes = {text: codes_in(text) for text in rows[column].dropna().unique()}
    lists = rows[column].map(codes, na_action="ignore")
    apart = rows.assign(**{column: lists}).explode(column, ignore_index=True)
    stated = apart[apart[column].notna()].reset_index(drop=True)
    return stated.assign(**{column: stated[column].astype("str"), "row_number": range(len(stated))})


def _is_yes(value: object) -> bool:
    return value is True or str(value).strip().casefold() in _YES
