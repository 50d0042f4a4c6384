"""Every identifier under which a child is known."""

from collections.abc import Callable

import pandas as pd

from transforms.crosswalk import Crosswalk
from transforms.history import FOR_EVER, SINCE_EVER

UPN_TYPES = ("upn", "former_upn")
KEY = ["child_id", "identifier_type", "identifier"]
_COLUMNS = [*KEY, "evidence", "confidence", "valid_from", "valid_to", "last_stated"]


def bridge_child_identifier(crosswalk: Crosswalk, pseudonymise: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    """
    Return one row for each child, identifier type and identifier, with the evidence that it is the child's.

    Pupil numbers are keyed hashes: nothing in the star needs the number, and equal numbers have equal hashes.
    Those of a child with an adoption in the record are left out, lest a number that was carried over lead from one
    identity to the other. An identity ends with the day of its adoption order.
    """
    known = crosswalk.identifiers
    identifiers = known.assign(
        identifier_type=known["space"],
        valid_from=known["first_stated"],
        valid_to=known.groupby("child_id")["adopted_on"].transform("min"),
    )
    return (
        pd.concat([identifiers[_COLUMNS], *(_numbers(known, name, pseudonymise) for name in UPN_TYPES)])
        .fillna({"valid_from": SINCE_EVER, "valid_to": FOR_EVER})
        .sort_values([*KEY, "valid_from"])
        .groupby(KEY, as_index=False)
        .agg(
            {
                "evidence": "first",
                "confidence": "first",
                "valid_from": "min",
                "valid_to": "max",
                "last_stated": "max",
            }
        )
    )


def _numbers(known: pd.DataFrame, name: str, pseudonymise: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    stated = known[known[name].notna() & ~known["is_adopted_or_beside"]]
    return stated.assign(
        identifier_type=name,
        identifier=pseudonymise(stated[name]),
        evidence="stated",
        confidence="certain",
        valid_from=stated[f"{name}_since"],
        valid_to=pd.Series(pd.NaT, index=stated.index, dtype="datetime64[s]"),
        last_stated=stated[f"{name}_until"],
    )[_COLUMNS]
