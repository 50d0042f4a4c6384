"""Rules of DfE's SSDA903 about children who are missing, or away from placement without authorisation."""

import pandas as pd

from expectations.contract import UNMAPPED, Context
from expectations.datasets.looked_after import AbsencesFromPlacement, EpisodesOfCare, LookedAfterChildren
from expectations.rules.being_looked_after import ceased
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import beside_some, first_of_each, of_child, outside, previous, value_of

STARTED = "S"


@looked_after_rule("1004", AbsencesFromPlacement, "start_date")
def start_invalid(absences: pd.DataFrame) -> pd.Series:
    """The day on which the absence began is missing or is not a date."""
    return absences["start_date"].isna()


@looked_after_rule("1006", AbsencesFromPlacement, "absence_type")
def type_invalid(absences: pd.DataFrame) -> pd.Series:
    """The type of absence is not in the code list."""
    return absences["absence_type"] == UNMAPPED


@looked_after_rule("564", AbsencesFromPlacement, "absence_type", "start_date")
def type_without_start(absences: pd.DataFrame) -> pd.Series:
    """The child was missing or away, but the day on which the absence began is blank."""
    return absences["absence_type"].notna() & absences["start_date"].isna()


@looked_after_rule("565", AbsencesFromPlacement, "absence_type", "start_date")
def start_without_type(absences: pd.DataFrame) -> pd.Series:
    """There is a day on which the absence began, but not whether the child was missing or away."""
    return absences["absence_type"].isna() & absences["start_date"].notna()


@looked_after_rule("566", AbsencesFromPlacement, "absence_type", "end_date")
def end_without_type(absences: pd.DataFrame) -> pd.Series:
    """There is a day on which the absence ended, but not whether the child was missing or away."""
    return absences["absence_type"].isna() & absences["end_date"].notna()


@looked_after_rule("570", AbsencesFromPlacement, "start_date")
def began_after_the_year(absences: pd.DataFrame, context: Context) -> pd.Series:
    """The absence began after the end of the collection year."""
    return absences["start_date"] > context.year_end


@looked_after_rule("571", AbsencesFromPlacement, "end_date")
def ended_outside_the_year(absences: pd.DataFrame, context: Context) -> pd.Series:
    """The absence ended before or after the collection year."""
    return outside(absences["end_date"], context.year_start, context.year_end)


@looked_after_rule("574", AbsencesFromPlacement, "start_date", "end_date", beside=(AbsencesFromPlacement,))
def began_during_another(absences: pd.DataFrame) -> pd.Series:
    """The absence began before the previous one ended, or the previous one has no end."""
    before = previous(absences, "end_date")
    still = before["end_date"].isna() | (absences["start_date"] < before["end_date"])
    return before["start_date"].notna() & still


@looked_after_rule("575", AbsencesFromPlacement, "start_date", "end_date", beside=(EpisodesOfCare,))
def outlasted_the_placement(absences: pd.DataFrame, context: Context) -> pd.Series:
    """The placement from which the child went missing ended, but the absence has no end."""
    episodes = context.rows_of(EpisodesOfCare)
    return absences["end_date"].isna() & began_in_some(absences, episodes[episodes["end_date"].notna()])


@looked_after_rule("577", AbsencesFromPlacement, "start_date", "end_date", beside=(EpisodesOfCare,))
def outlasted_being_looked_after(absences: pd.DataFrame, context: Context) -> pd.Series:
    """The child ceased to be looked after since, but the absence has no end."""
    episodes = context.rows_of(EpisodesOfCare)
    ceased_since = beside_some(
        absences[["child", "start_date"]],
        episodes.loc[ceased(episodes), ["child", "end_date"]],
        on="child",
        when=lambda pairs: pairs["end_date"] >= pairs["start_date"],
    )
    return absences["end_date"].isna() & ceased_since


@looked_after_rule("578", AbsencesFromPlacement, "start_date", beside=(EpisodesOfCare,))
def began_after_ceasing(absences: pd.DataFrame, context: Context) -> pd.Series:
    """The absence began after the child had ceased to be looked after, and in no later episode."""
    episodes = context.rows_of(EpisodesOfCare)
    had_ceased = beside_some(
        absences[["child", "start_date"]],
        episodes.loc[ceased(episodes), ["child", "end_date"]],
        on="child",
        when=lambda pairs: pairs["end_date"] < pairs["start_date"],
    )
    return had_ceased & ~began_in_some(absences, episodes)


@looked_after_rule("581", AbsencesFromPlacement, "start_date", beside=(EpisodesOfCare,))
def began_before_starting(absences: pd.DataFrame, context: Context) -> pd.Series:
    """
    The absence began before the child started to be looked after.

    It is judged where the child's first episode in the return is such a start (S): others began before.
    """
    firsts = first_of_each(context.rows_of(EpisodesOfCare))
    firsts = firsts[firsts["start_reason"] == STARTED]
    return absences["start_date"] < value_of(absences["child"], firsts["child"], firsts["start_date"])


@looked_after_rule("586", AbsencesFromPlacement, "start_date", beside=(LookedAfterChildren,))
def began_before_birth(absences: pd.DataFrame, context: Context) -> pd.Series:
    """The absence began before the child was born."""
    return absences["start_date"] < of_child(absences, context, "birth_date")


def began_in_some(absences: pd.DataFrame, episodes: pd.DataFrame) -> pd.Series:
    """Absences that began in one of some episodes, whose first and last day belong to it; one may still be open."""
    return beside_some(
        absences[["child", "start_date"]],
        episodes[["child", "start_date", "end_date"]],
        on="child",
        when=lambda pairs: (
            (pairs["start_date"] >= pairs["start_date_other"]) & ~(pairs["start_date"] > pairs["end_date"])
        ),
    )
