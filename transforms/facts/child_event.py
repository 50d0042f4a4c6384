"""What every fact about a child shares: how old the child was, who held the case, which referral opened it."""

import pandas as pd

from expectations.codes import YesNoUnknown
from transforms.ages import age_band

CHILD = ["child_id", "event_date", "age_band"]
CASE = [*CHILD, "team", "worker"]

_ANSWERS = {answer.value: answer.label for answer in YesNoUnknown}


def in_words(answers: pd.Series) -> pd.Series:
    """Return Yes, No or Unknown; what was not delivered, or in no list, is Unknown."""
    return answers.map(_ANSWERS).fillna(YesNoUnknown.UNKNOWN.label).astype("str")


def days_between(start: pd.Series, end: pd.Series) -> pd.Series:
    """Return the calendar days from start to end, negative if the end comes first."""
    return (end - start).dt.days.astype("Int64")


def never(rows: pd.DataFrame) -> pd.Series:
    """Return a date that has not happened, for each row; a bare NaT would make the column one of nanoseconds."""
    return pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")


def with_age_band(events: pd.DataFrame, children: pd.DataFrame) -> pd.DataFrame:
    """Add the age band on the day of the event; missing for a child whom no extract describes."""
    known = births(children)
    place = pd.Index(known["child_id"]).get_indexer(events["child_id"])
    born, expected = (
        pd.Series(known[name].array.take(place, allow_fill=True), index=events.index)
        for name in ("birth_date", "expected_birth_date")
    )
    return events.assign(age_band=age_band(born, expected, events["event_date"]))


def births(children: pd.DataFrame) -> pd.DataFrame:
    """
    Return one row for each child: its identifier, birth date and expected birth date.

    A frame that keeps every statement says when each was made; the newest that gives a date is believed.
    """
    if children["child_id"].is_unique:
        return children[["child_id", "birth_date", "expected_birth_date"]]
    order = [name for name in ("as_at", "birth_date", "expected_birth_date") if name in children]
    return children.sort_values(order).groupby("child_id", as_index=False)[["birth_date", "expected_birth_date"]].last()


def with_case_holder(events: pd.DataFrame, referrals: pd.DataFrame) -> pd.DataFrame:
    """Fill team and worker from the referral that opened the episode, where the event itself names none."""
    holders = events[["child_id", "referral_date"]].merge(
        referrals[["child_id", "referral_date", "team", "worker"]],
        how="left",
        on=["child_id", "referral_date"],
    )
    return events.assign(
        team=events["team"].fillna(holders["team"].set_axis(events.index)),
        worker=events["worker"].fillna(holders["worker"].set_axis(events.index)),
    )


def in_episode(events: pd.DataFrame, referrals: pd.DataFrame, *, on: str) -> pd.DataFrame:
    """
    Fill `referral_date` with the referral whose episode the event belongs to.

    The referral that the extract itself names is kept. Otherwise it is the latest on or before the event,
    unless its episode closed before the event. A referral without further action opens no episode.
    """
    opening = (
        referrals.loc[~referrals["no_further_action"].fillna(False), ["child_id", "referral_date", "closure_date"]]
        .rename(columns={"referral_date": "opened", "closure_date": "closed"})
        .sort_values(["opened", "child_id"])
    )
    latest = (
        pd.merge_asof(
            events[["child_id", on]].assign(place=range(len(events))).sort_values([on, "place"]),
            opening,
            left_on=on,
            right_on="opened",
            by="child_id",
        )
        .sort_values("place")
        .set_axis(events.index)
    )
    was_open = latest["closed"].isna() | (latest["closed"] >= latest[on])
    return events.assign(referral_date=events["referral_date"].fillna(latest["opened"].where(was_open)))
