"""Contacts: one row for each child, day and source."""

import pandas as pd

from transforms.facts.child_event import CHILD, with_age_band

KEY = ["child_id", "contact_date", "source"]


def fact_contact(contacts: pd.DataFrame, children: pd.DataFrame) -> pd.DataFrame:
    """Return contacts with the age of the child on the day."""
    return (
        contacts.sort_values(KEY, ignore_index=True)
        .assign(event_date=lambda contacts: contacts["contact_date"])
        .pipe(with_age_band, children)
        .rename(columns={"source": "referral_source"})
    )[[*CHILD, "contact_date", "referral_source"]]
