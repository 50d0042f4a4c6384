"""Rules of DfE's SSDA903 that compare a return with that of the year before."""

import pandas as pd

from expectations.contract import UNMAPPED, Context, Dataset
from expectations.datasets.looked_after import (
    AbsencesFromPlacement,
    CareLeaverOutcomes,
    EpisodesOfCare,
    LookedAfterChildren,
    PlacementForAdoptionDecisions,
    SocialWorkerEpisodes,
    UnaccompaniedAsylumSeekingChildren,
)
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import among, last_of_each, missing_among, previous, some_given, value_of

UNKNOWN_NUMBERS = frozenset({"UN1", "UN2", "UN3", "UN4", "UN5"})
NOT_OF_SCHOOL_AGE = "UN1"
LEAVER_ITEMS = ("in_touch", "activity", "accommodation")
HEADER = {"last_year": (LookedAfterChildren,)}
EPISODES = {"last_year": (EpisodesOfCare,)}
DECISIONS = {"last_year": (PlacementForAdoptionDecisions,)}
WORKERS = {"last_year": (SocialWorkerEpisodes,), "since": 2025}

AS_BEFORE = {"202": "sex", "203": "birth_date", "204": "ethnicity", "624": "first_child_birth_date"}
GOES_ON_AS = {
    "503A": "start_reason",
    "503B": "legal_status",
    "503C": "primary_need",
    "503D": "placement",
    "503E": "placement_provider",
    "503F": "placement_urn",
}
ALLOCATION_GOES_ON_AS = {"SW16aSTG2": "worker", "SW16bSTG2": "start_date", "SW16cSTG2": "change_reason"}


@looked_after_rule("207", LookedAfterChildren, "is_mother", **HEADER)
def no_mother_any_more(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child was a mother in last year's return, and is none in this."""
    was_mother = said_last_year(children, context, LookedAfterChildren, "is_mother")
    return was_mother.fillna(False).astype(bool) & ~children["is_mother"].fillna(False)


@looked_after_rule("208", LookedAfterChildren, "upn", **HEADER)
def pupil_number_changed(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    The pupil number is another one than in last year's return.

    It may become known, and a child of whom none was expected (UN1) or none was said may have another reason for none.
    """
    now, before = children["upn"], said_last_year(children, context, LookedAfterChildren, "upn")
    became_known = before.isin(UNKNOWN_NUMBERS) & ~now.isin(UNKNOWN_NUMBERS)
    grew_up = (before == NOT_OF_SCHOOL_AGE) & now.isin(UNKNOWN_NUMBERS)
    return now.notna() & before.notna() & (now.str.upper() != before.str.upper()) & ~became_known & ~grew_up


@looked_after_rule("626", LookedAfterChildren, "is_mother", "first_child_birth_date", **HEADER)
def mother_since_before(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child is a mother of a child born before the year, but was none in last year's return."""
    was_mother = said_last_year(children, context, LookedAfterChildren, "is_mother")
    earlier = children["first_child_birth_date"] < context.year_start
    return children["is_mother"].fillna(False) & earlier & (was_mother == False)  # noqa: E712 - blank says nothing


@looked_after_rule(
    *("205A", LookedAfterChildren, "child_id"),
    beside=(EpisodesOfCare, UnaccompaniedAsylumSeekingChildren),
    last_year=(UnaccompaniedAsylumSeekingChildren,),
)
def no_asylum_seeker_any_more(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child was an unaccompanied asylum seeker in last year's return and is none in this, but the status never ceased.

    Who was one for a part of the year is one in its return, and who has no episode in it need not be (1014).
    """
    before = context.last_year_of(UnaccompaniedAsylumSeekingChildren)
    went_on = before.loc[before["end_date"].isna(), "child"]
    now = context.rows_of(UnaccompaniedAsylumSeekingChildren)["child"]
    here = among(children["child"], context.rows_of(EpisodesOfCare)["child"])
    return here & among(children["child"], went_on) & missing_among(children["child"], now)


@looked_after_rule(
    *("205B", UnaccompaniedAsylumSeekingChildren, "end_date"), last_year=(UnaccompaniedAsylumSeekingChildren,)
)
def asylum_seeker_again(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child is an unaccompanied asylum seeker, but by last year's return had ceased to be one before the year."""
    ceased = said_last_year(children, context, UnaccompaniedAsylumSeekingChildren, "end_date")
    return ceased < context.year_start


@looked_after_rule(
    *("205D", UnaccompaniedAsylumSeekingChildren, "child_id"),
    last_year=(LookedAfterChildren, UnaccompaniedAsylumSeekingChildren),
)
def no_asylum_seeker_before(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child is an unaccompanied asylum seeker, but was in last year's return and none there."""
    known = context.last_year_of(LookedAfterChildren)["child"]
    seeking = context.last_year_of(UnaccompaniedAsylumSeekingChildren)["child"]
    return among(children["child"], known) & missing_among(children["child"], seeking)


@looked_after_rule("502", EpisodesOfCare, "start_date", **EPISODES)
def open_episode_begins_otherwise(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child's first episode does not begin on the day of the episode with which last year's return ended open."""
    was_open = open_last_year(context, EpisodesOfCare)
    began = value_of(episodes["child"], was_open["child"], was_open["start_date"])
    return is_first(episodes) & began.notna() & (episodes["start_date"] != began)


@looked_after_rule("562", EpisodesOfCare, "start_date", **EPISODES)
def unknown_last_year(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The episode began before the year, but is not in last year's return."""
    known = pd.MultiIndex.from_frame(context.last_year_of(EpisodesOfCare)[["child_id", "start_date"]])
    theirs = pd.MultiIndex.from_frame(episodes[["child_id", "start_date"]])
    return (episodes["start_date"] < context.year_start) & ~theirs.isin(known)


@looked_after_rule("NoE", EpisodesOfCare, "start_date", **EPISODES)
def child_unknown_last_year(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The episode began before the year, but last year's return has no episode of the child."""
    known = context.last_year_of(EpisodesOfCare)["child"]
    return (episodes["start_date"] < context.year_start) & missing_among(episodes["child"], known)


@looked_after_rule("1010", CareLeaverOutcomes, *LEAVER_ITEMS, beside=(EpisodesOfCare,), **EPISODES)
def leaver_still_open_last_year(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """The young person is given as a care leaver without an episode, but last year's return ended with an open one."""
    away = missing_among(leavers["child"], context.rows_of(EpisodesOfCare)["child"])
    was_open = open_last_year(context, EpisodesOfCare)["child"]
    return some_given(leavers, LEAVER_ITEMS) & away & among(leavers["child"], was_open)


@looked_after_rule("559", PlacementForAdoptionDecisions, "decision_date", **DECISIONS)
def decision_unknown_last_year(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """The decision for adoption was made before the year, but last year's return has none of the child."""
    before = context.last_year_of(PlacementForAdoptionDecisions)
    known = before.loc[before["decision_date"].notna(), "child"]
    return (decisions["decision_date"] < context.year_start) & missing_among(decisions["child"], known)


@looked_after_rule("560", PlacementForAdoptionDecisions, "decision_date", **DECISIONS)
def decision_has_another_day(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """The child's first decision for adoption has another day than the one that stood in last year's return."""
    before = last_of_each(context.last_year_of(PlacementForAdoptionDecisions), by="decision_date")
    stood = before[before["reversal_date"].isna()]
    day = value_of(decisions["child"], stood["child"], stood["decision_date"])
    first = previous(decisions, by="decision_date")["decision_date"].isna()
    return first & day.notna() & (decisions["decision_date"] != day)


@looked_after_rule("561", PlacementForAdoptionDecisions, "decision_date", **DECISIONS)
def decision_was_reversed(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """The decision for adoption is that of last year's return, in which it was reversed."""
    before = context.last_year_of(PlacementForAdoptionDecisions)
    reversed_then = before.loc[some_given(before, ("reversal_date", "reversal_reason")), ["child_id", "decision_date"]]
    theirs = pd.MultiIndex.from_frame(decisions[["child_id", "decision_date"]])
    return decisions["decision_date"].notna() & theirs.isin(pd.MultiIndex.from_frame(reversed_then))


@looked_after_rule(
    *("576", LookedAfterChildren, "child_id"), beside=(AbsencesFromPlacement,), last_year=(AbsencesFromPlacement,)
)
def open_absence_lost(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child was missing when last year's return ended, but no absence in this begins on that day."""
    before, now = context.last_year_of(AbsencesFromPlacement), context.rows_of(AbsencesFromPlacement)
    was_open = before[before["end_date"].isna() & before["start_date"].notna()]
    theirs = pd.MultiIndex.from_frame(was_open[["child_id", "start_date"]])
    lost = ~theirs.isin(pd.MultiIndex.from_frame(now[["child_id", "start_date"]]))
    return among(children["child"], was_open.loc[lost, "child"])


def said_last_year(rows: pd.DataFrame, context: Context, dataset: type[Dataset], column: str) -> pd.Series:
    """What last year's return says about the child of each row."""
    before = context.last_year_of(dataset)
    return value_of(rows["child"], before["child"], before[column])


def open_last_year(context: Context, dataset: type[Dataset]) -> pd.DataFrame:
    """Return the last row of each child in last year's return, where it has no end."""
    latest = last_of_each(context.last_year_of(dataset))
    return latest[latest["end_date"].isna()]


def is_first(rows: pd.DataFrame) -> pd.Series:
    """The child's first row of this return, in the order of the days."""
    return rows["start_date"].notna() & previous(rows)["start_date"].isna()


def _as_before(code: str, column: str) -> None:
    def fails(children: pd.DataFrame, context: Context) -> pd.Series:
        now, before = children[column], said_last_year(children, context, LookedAfterChildren, column)
        read = now.notna() & before.notna() & (now != UNMAPPED) & (before != UNMAPPED)
        return read & (now != before)

    fails.__doc__ = f"The {column.replace('_', ' ')} is another one than in last year's return."
    looked_after_rule(code, LookedAfterChildren, column, **HEADER)(fails)


def _goes_on_as(code: str, column: str) -> None:
    def fails(episodes: pd.DataFrame, context: Context) -> pd.Series:
        was_open = open_last_year(context, EpisodesOfCare)
        began = value_of(episodes["child"], was_open["child"], was_open["start_date"])
        before = value_of(episodes["child"], was_open["child"], was_open[column])
        same = is_first(episodes) & (episodes["start_date"] == began)
        return same & (episodes[column].fillna("") != before.fillna(""))

    what = column.replace("_", " ").replace("urn", "URN")
    fails.__doc__ = f"The {what} of the episode that was open when last year's return ended is another one there."
    looked_after_rule(code, EpisodesOfCare, "start_date", column, **EPISODES)(fails)


def _allocation_goes_on_as(code: str, column: str) -> None:
    def fails(allocations: pd.DataFrame, context: Context) -> pd.Series:
        was_open = open_last_year(context, SocialWorkerEpisodes)
        before = value_of(allocations["child"], was_open["child"], was_open[column])
        return is_first(allocations) & before.notna() & (allocations[column] != before)

    what = column.replace("_", " ")
    fails.__doc__ = f"The {what} of the first allocation is not that of the one open when last year's return ended."
    looked_after_rule(code, SocialWorkerEpisodes, *dict.fromkeys(("start_date", column)), **WORKERS)(fails)


for _code, _column in AS_BEFORE.items():
    _as_before(_code, _column)
for _code, _column in GOES_ON_AS.items():
    _goes_on_as(_code, _column)
for _code, _column in ALLOCATION_GOES_ON_AS.items():
    _allocation_goes_on_as(_code, _column)
