"""
The few shapes that most rules have, each as a function that returns true for the rows that fail or belong together.

Keys are the numbers that `Sections` gives: a row without one belongs to nothing, and is true for none of them.
A date that is missing is before, after and inside nothing.
"""

from collections.abc import Callable, Sequence

import pandas as pd

from expectations.contract import UNMAPPED, Context
from expectations.sections import NOBODY

_DESCRIBED_IN = {"cin_census": "children", "ssda903": "looked_after_children"}


def outside(days: pd.Series, first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    """Days that are given and lie outside a window, whose first and last day belong to it."""
    return days.notna() & ~days.between(first, last)


def absent(codes: pd.Series) -> pd.Series:
    """Codes that are missing, or in no list."""
    return codes.isna() | (codes == UNMAPPED)


def malformed(texts: pd.Series, pattern: str) -> pd.Series:
    """Texts that are given and do not have a form."""
    return texts.notna() & ~texts.str.fullmatch(pattern).fillna(False).astype(bool)


def birthday(birth_dates: pd.Series, years: int) -> pd.Series:
    """Return the day on which each is so many years old; 29 February becomes the 28th in most years."""
    return birth_dates + pd.DateOffset(years=years)


def some_given(rows: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Rows that say something in any of some columns."""
    return rows[list(columns)].notna().any(axis=1)


def all_given(rows: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Rows that say something in each of some columns."""
    return rows[list(columns)].notna().all(axis=1)


def among(keys: pd.Series, others: pd.Series) -> pd.Series:
    """Keys that others have too: there is such a row in another section."""
    return keys.isin(others) & (keys != NOBODY)


def missing_among(keys: pd.Series, others: pd.Series) -> pd.Series:
    """Keys that no others have, although they could be looked up."""
    return ~keys.isin(others) & (keys != NOBODY)


def value_of(keys: pd.Series, others: pd.Series, values: pd.Series) -> pd.Series:
    """What another section says under the same key; the first where it says so twice, nothing where it does not."""
    first = ~others.duplicated() & (others != NOBODY)
    places = pd.Index(others[first]).get_indexer(keys)
    return pd.Series(values[first].array.take(places, allow_fill=True), index=keys.index)


def of_child(rows: pd.DataFrame, context: Context, column: str) -> pd.Series:
    """What the same return says about the child of each row."""
    children = context.sections.rows(_DESCRIBED_IN[context.format])
    return value_of(rows["child"], children["child"], children[column])


def of_episode(rows: pd.DataFrame, context: Context, column: str) -> pd.Series:
    """What the same return says about the episode of need in which each row happened."""
    referrals = context.sections.rows("referrals")
    return value_of(rows["episode"], referrals["episode"], referrals[column])


def more_than_one(is_open: pd.Series, keys: pd.Series) -> pd.Series:
    """Rows that are open where another row with the same key is open too."""
    return is_open & (keys != NOBODY) & (is_open.groupby(keys).transform("sum") > 1)


def repeated(keys: Sequence[pd.Series], restated: Sequence[pd.Series]) -> pd.Series:
    """Rows that have the same keys as another one, or as a row that was left out because it says the same."""
    rows, others = pd.concat(keys, axis=1), pd.concat(restated, axis=1)
    again = rows.duplicated(keep=False)
    if len(others):
        again |= pd.MultiIndex.from_frame(rows).isin(pd.MultiIndex.from_frame(others))
    return again & rows.notna().all(axis=1)


def beside_some(
    rows: pd.DataFrame, others: pd.DataFrame, *, on: str, when: Callable[[pd.DataFrame], pd.Series]
) -> pd.Series:
    """
    Rows beside which some row with the same number stands that meets a condition.

    `when` takes the pairs; a column that both rows have ends in `_other` for the second.
    Where `others` are the same rows, none is beside itself.
    """
    known = others[(others[on] != NOBODY) & others[on].isin(rows[on])]
    if others is rows:
        known = known[known[on].duplicated(keep=False)]
    asked = rows[rows[on].isin(known[on])]
    pairs = asked.assign(place=asked.index).merge(known.assign(place=known.index), on=on, suffixes=("", "_other"))
    if others is rows:
        pairs = pairs[pairs["place"] != pairs["place_other"]]
    return pd.Series(rows.index.isin(pairs.loc[when(pairs), "place"]), index=rows.index)


def starts_during_another(rows: pd.DataFrame, *, on: str, ends: str, still_open: pd.Timestamp) -> pd.Series:
    """Rows that start while another with the same number goes on, whose first and last day belong to it."""
    times = rows[[on, "start_date", ends]]
    return beside_some(
        times,
        times,
        on=on,
        when=lambda pairs: inside(pairs, "start_date", "start_date_other", f"{ends}_other", still_open=still_open),
    )


def inside(pairs: pd.DataFrame, day: str, begins: str, ends: str, *, still_open: pd.Timestamp) -> pd.Series:
    """Pairs in which a day falls into a time, its first and last day included; without an end it is still open."""
    return pairs[day].between(pairs[begins], pairs[ends].fillna(still_open))


def in_order(rows: pd.DataFrame, *, by: str = "start_date") -> pd.DataFrame:
    """Return the rows of which child and day are known, child by child in the order of the days."""
    known = rows[(rows["child"] != NOBODY) & rows[by].notna()]
    return known.sort_values(["child", by], kind="stable")


def previous(rows: pd.DataFrame, *columns: str, by: str = "start_date", step: int = 1) -> pd.DataFrame:
    """Return what the child's row before says, in the order of the days, with that day; nothing where there is none."""
    ordered = in_order(rows, by=by)
    said = ordered.groupby("child")[list(dict.fromkeys((by, *columns)))].shift(step)
    return said.reindex(rows.index)


def following(rows: pd.DataFrame, *columns: str, by: str = "start_date") -> pd.DataFrame:
    """Return what the child's row after says, in the order of the days, with that day; nothing where there is none."""
    return previous(rows, *columns, by=by, step=-1)


def first_of_each(rows: pd.DataFrame, *, by: str = "start_date") -> pd.DataFrame:
    """Return the first row of each child, in the order of the days."""
    return in_order(rows, by=by).drop_duplicates("child", keep="first")


def last_of_each(rows: pd.DataFrame, *, by: str = "start_date") -> pd.DataFrame:
    """Return the last row of each child, in the order of the days."""
    return in_order(rows, by=by).drop_duplicates("child", keep="last")


def stretches(rows: pd.DataFrame, *, ends: str, still_open: pd.Timestamp) -> pd.Series:
    """Return one number for the rows of a child that go on from one another without a day between them."""
    ordered = in_order(rows)
    child = ordered["child"]
    reached = ordered[ends].fillna(still_open).groupby(child).cummax().groupby(child).shift()
    goes_on = ordered["start_date"] <= reached
    return (~goes_on).cumsum().reindex(rows.index)
