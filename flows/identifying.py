"""Identify: which identifiers of an authority are one child's, from everything that its extracts said."""

import pandas as pd
from sqlalchemy import Connection

from expectations.contract import DATASETS
from transforms.crosswalk import Crosswalk, adoptions, crosswalk, former_numbers, known_identifiers, links, still_said
from warehouse import conformed

CHILDREN = ("children", "looked_after_children")
ADOPTED = ("adoption_decisions", "periods_of_care", "episodes_of_care", "adoptions")
LINKED = "linked_identifiers"


def identify(connection: Connection, authority_code: str, covered: pd.DataFrame) -> Crosswalk:
    """Return the crosswalk of an authority's identifiers, as the conformed store stands."""
    said = {
        name: conformed.statements(connection, authority_code, DATASETS[name]) for name in (*CHILDREN, *ADOPTED, LINKED)
    }
    told_of_links = set(covered.loc[covered["dataset"] == LINKED, "extract_id"])
    children = said["children"]
    linked = still_said(said[LINKED], children[children["extract_id"].isin(told_of_links)])
    return crosswalk(
        known_identifiers(
            conformed.stated_identifiers(
                connection, authority_code, datasets=conformed.stated(connection, authority_code)
            ),
            pd.concat([children, former_numbers(linked)], ignore_index=True),
            said["looked_after_children"],
        ),
        links(linked),
        adoptions(*(said[name] for name in ADOPTED)),
    )
