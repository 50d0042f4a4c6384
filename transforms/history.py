"""History out of statements: what was known when, as intervals without gaps (type 2 dimensions)."""

from collections.abc import Sequence

import pandas as pd

from expectations.contract import UNMAPPED

SINCE_EVER = pd.Timestamp(1900, 1, 1)
FOR_EVER = pd.Timestamp(9999, 12, 31)


def versions(statements: pd.DataFrame, *, keys: Sequence[str], attributes: Sequence[str], at: str) -> pd.DataFrame:
    """
    Collapse statements about a subject, each made on a day, into versions of it.

    Each version holds from `valid_from` up to but not including `valid_to`; the first since ever, the last for ever.
    A value that becomes known corrects the past, and one that is no longer stated is still believed:
    only a change from one known value to another starts a version. Unmapped codes are not known.
    Of several statements on one day the last in order of the values counts, so the order of the rows never matters.
    """
    keys, attributes = list(keys), list(attributes)
    known = statements[attributes].mask(statements[attributes] == UNMAPPED)
    by_day = (
        statements[[*keys, at]]
        .join(known)
        .sort_values([*keys, at, *attributes])
        .groupby([*keys, at], as_index=False)[attributes]
        .last()
    )
    believed = by_day.groupby(keys)[attributes].ffill()
    believed = by_day[keys].join(believed).groupby(keys)[attributes].bfill()
    earlier = believed.groupby([by_day[key] for key in keys]).shift()
    changed = (believed != earlier) & ~(believed.isna() & earlier.isna())
    is_first = ~by_day.duplicated(keys)
    starts = by_day[[*keys, at]].join(believed).loc[is_first | changed.any(axis="columns")]
    valid_from = starts[at].mask(is_first.loc[starts.index], SINCE_EVER).astype("datetime64[s]")
    valid_to = valid_from.groupby([starts[key] for key in keys]).shift(-1)
    return starts.assign(
        valid_from=valid_from,
        valid_to=valid_to.fillna(FOR_EVER).astype("datetime64[s]"),
        is_current=valid_to.isna(),
    ).reset_index(drop=True)[[*keys, "valid_from", "valid_to", "is_current", *attributes]]
