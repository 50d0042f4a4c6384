"""Identify: which identifiers of an authority are one child's, from everything that its extracts said."""

import pandas as pd
from sqlalchemy import Connection

from expectations.contract import DATASETS
from transforms.conform.merging import combine
from transforms.crosswalk import Crosswalk, adoptions, crosswalk, known_identifiers, links
from warehouse import conformed

CHILDREN = ("children", "looked_after_children")
ADOPTED = ("adoption_decisions", "periods_of_care", "episodes_of_care", "adoptions")
LINKED = "linked_identifiers"


def identify(connection: Connection, authority_code: str, covered: pd.DataFrame) -> Crosswalk:
    """Return the crosswalk of an authority's identifiers, as the conformed store stands."""
    said = {
        name: conformed.statements(connection, authority_code, DATASETS[name])
        for name in (*CHILDREN, *ADOPTED, LINKED)
        if name in DATASETS
    }
    linked = said.get(LINKED)
    return crosswalk(
        known_identifiers(
            conformed.stated_identifiers(connection, authority_code, datasets=set(covered["dataset"])),
            *(said[name] for name in CHILDREN),
        ),
        # A link that a newer extract no longer contains was taken back.
        links(None if linked is None else combine(DATASETS[LINKED], linked, covered).rows),
        adoptions(*(said[name] for name in ADOPTED)),
    )
