"""Rules of DfE's SSDA903 about episodes of care: when and why they begin, and how one follows another."""

import pandas as pd

from expectations.codes import ReasonEpisodeCeased, ReasonForNewEpisode
from expectations.contract import UNMAPPED, Context
from expectations.datasets.looked_after import EpisodesOfCare, LookedAfterChildren
from expectations.rules.being_looked_after import ADOPTED, GOES_ON, ceased, periods
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import beside_some, birthday, following, of_child, previous

FIRST_DAY = pd.Timestamp("1991-10-14")  # the Children Act 1989 in force
STARTED = ReasonForNewEpisode.STARTED.value
CHANGED_STATUS = {ReasonForNewEpisode.LEGAL_STATUS.value}
CHANGED_PLACEMENT = {ReasonForNewEpisode.PLACEMENT_AND_CARER.value, ReasonForNewEpisode.PLACEMENT.value}
CHANGED_BOTH = {ReasonForNewEpisode.EVERYTHING.value, ReasonForNewEpisode.LEGAL_STATUS_AND_PLACEMENT.value}
FOR_GOOD = {ReasonEpisodeCeased.E2.value, ReasonEpisodeCeased.E15.value}  # died, or found to be an adult
WHERE = ["placement", "placement_postcode", "placement_urn", "placement_provider"]
STATUS = ["legal_status"]
NEEDS = {f"N{number}" for number in range(1, 9)}


@looked_after_rule("141", EpisodesOfCare, "start_date")
def start_invalid(episodes: pd.DataFrame) -> pd.Series:
    """The day the episode began is missing or is not a date."""
    return episodes["start_date"].isna()


@looked_after_rule("143", EpisodesOfCare, "start_reason")
def start_reason_invalid(episodes: pd.DataFrame) -> pd.Series:
    """The reason for the new episode is not in the code list."""
    return episodes["start_reason"] == UNMAPPED


@looked_after_rule("145", EpisodesOfCare, "primary_need")
def need_invalid(episodes: pd.DataFrame) -> pd.Series:
    """
    The category of need is not in the code list.

    The SSDA903 has N1 to N8; the census also has N0 and N9, which are read.
    """
    return episodes["primary_need"].notna() & ~episodes["primary_need"].isin(NEEDS)


@looked_after_rule("149", EpisodesOfCare, "end_reason")
def end_reason_invalid(episodes: pd.DataFrame) -> pd.Series:
    """The reason why the episode ceased is not in the code list."""
    return episodes["end_reason"] == UNMAPPED


@looked_after_rule("199", EpisodesOfCare, "start_date", "end_reason", beside=(EpisodesOfCare,))
def adopted_before(episodes: pd.DataFrame) -> pd.Series:
    """
    An earlier episode of the child in the return ended with adoption.

    An adoption in an earlier year cannot be seen; an adopted child has another identifier in most returns.
    """
    earlier = episodes.loc[episodes["end_reason"].isin(ADOPTED), ["child", "start_date"]]
    return beside_some(
        episodes[["child", "start_date"]],
        earlier,
        on="child",
        when=lambda pairs: pairs["start_date_other"] < pairs["start_date"],
    )


@looked_after_rule("302", EpisodesOfCare, "start_date", beside=(EpisodesOfCare, LookedAfterChildren))
def began_before_birth(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child's first episode began before the child was born."""
    is_first = previous(episodes)["start_date"].isna()
    return is_first & (episodes["start_date"] < of_child(episodes, context, "birth_date"))


@looked_after_rule("352", EpisodesOfCare, "start_date", "start_reason", beside=(EpisodesOfCare, LookedAfterChildren))
def started_as_an_adult(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child started to be looked after at the age of 18 or over."""
    adult = birthday(of_child(episodes, context, "birth_date"), 18) <= episodes["start_date"]
    return (episodes["start_reason"] == STARTED) & adult


@looked_after_rule("353", EpisodesOfCare, "start_date")
def began_before_the_act(episodes: pd.DataFrame) -> pd.Series:
    """The episode began before 14 October 1991."""
    return episodes["start_date"] < FIRST_DAY


@looked_after_rule("355", EpisodesOfCare, "start_date", "end_date")
def lasted_no_day(episodes: pd.DataFrame) -> pd.Series:
    """The episode began and ceased on the same day."""
    return episodes["start_date"] == episodes["end_date"]


@looked_after_rule("357", EpisodesOfCare, "start_date", "start_reason", beside=(EpisodesOfCare,))
def first_without_start(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child's first episode began in the year, but not because the child started to be looked after (S)."""
    is_first = previous(episodes)["start_date"].isna()
    in_the_year = episodes["start_date"] >= context.year_start
    return is_first & in_the_year & (episodes["start_reason"] != STARTED)


@looked_after_rule("385", EpisodesOfCare, "end_date")
def ceased_after_the_year(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The episode ceased after the end of the collection year."""
    return episodes["end_date"] > context.year_end


@looked_after_rule("388", EpisodesOfCare, "end_date", "end_reason", beside=(EpisodesOfCare,))
def goes_on_in_no_episode(episodes: pd.DataFrame) -> pd.Series:
    """
    The episode ceased because a new one begins (X1), but none begins on the same day.

    One public validator also marks episodes that ceased for another reason where one begins on the same day, which 431
    finds in the later of both.
    """
    ended = episodes["end_date"]
    return (episodes["end_reason"] == GOES_ON) & ended.notna() & (following(episodes)["start_date"] != ended)


@looked_after_rule("431", EpisodesOfCare, "start_date", "start_reason", beside=(EpisodesOfCare,))
def started_anew_on_the_same_day(episodes: pd.DataFrame) -> pd.Series:
    """The child started to be looked after on the day on which the previous episode ceased."""
    ended = previous(episodes, "end_date")["end_date"]
    return (episodes["start_reason"] == STARTED) & (episodes["start_date"] == ended)


@looked_after_rule("432", EpisodesOfCare, "start_reason", beside=(EpisodesOfCare,))
def begins_anew_without_start(episodes: pd.DataFrame) -> pd.Series:
    """The child had ceased to be looked after with the previous episode, but this one is no start (S)."""
    return ceased(previous(episodes, "end_reason")) & (episodes["start_reason"] != STARTED)


@looked_after_rule("433", EpisodesOfCare, "start_date", "start_reason", beside=(EpisodesOfCare,))
def goes_on_on_another_day(episodes: pd.DataFrame) -> pd.Series:
    """The reason for the new episode is a change, but it does not begin on the day on which the previous one ceased."""
    before = previous(episodes, "end_date")
    is_change = episodes["start_reason"].isin(CHANGED_STATUS | CHANGED_PLACEMENT | CHANGED_BOTH)
    return is_change & before["start_date"].notna() & (before["end_date"] != episodes["start_date"])


@looked_after_rule("434", EpisodesOfCare, "start_reason", *STATUS, *WHERE, beside=(EpisodesOfCare,))
def status_did_not_change(episodes: pd.DataFrame) -> pd.Series:
    """Only the legal status changed by the reason for the new episode (L), but it did not, or the placement did too."""
    unchanged, changed = unlike_before(episodes)
    return episodes["start_reason"].isin(CHANGED_STATUS) & (unchanged(STATUS) | changed(WHERE))


@looked_after_rule("435", EpisodesOfCare, "start_reason", *STATUS, *WHERE, beside=(EpisodesOfCare,))
def placement_did_not_change(episodes: pd.DataFrame) -> pd.Series:
    """
    Only the placement changed by the reason for the new episode (P, T), but it did not, or the legal status did too.

    A placement is another one where its type, postcode, provider or Ofsted's number is.
    """
    unchanged, changed = unlike_before(episodes)
    return episodes["start_reason"].isin(CHANGED_PLACEMENT) & (changed(STATUS) | unchanged(WHERE))


@looked_after_rule("436", EpisodesOfCare, "start_reason", *STATUS, *WHERE, beside=(EpisodesOfCare,))
def not_both_changed(episodes: pd.DataFrame) -> pd.Series:
    """Legal status and placement changed by the reason for the new episode (U, B), but one of them did not."""
    unchanged, _ = unlike_before(episodes)
    return episodes["start_reason"].isin(CHANGED_BOTH) & (unchanged(STATUS) | unchanged(WHERE))


@looked_after_rule("437", EpisodesOfCare, "end_reason", beside=(EpisodesOfCare,))
def episodes_after_the_last(episodes: pd.DataFrame) -> pd.Series:
    """The child died (E2) or was found to be 18 or over (E15), but there are further episodes."""
    return episodes["end_reason"].isin(FOR_GOOD) & following(episodes)["start_date"].notna()


@looked_after_rule("501", EpisodesOfCare, "start_date", "end_date", beside=(EpisodesOfCare,))
def began_before_the_last_ceased(episodes: pd.DataFrame) -> pd.Series:
    """The episode began before the previous one ceased."""
    return episodes["start_date"] < previous(episodes, "end_date")["end_date"]


@looked_after_rule("504", EpisodesOfCare, "primary_need", beside=(EpisodesOfCare,))
def need_changed(episodes: pd.DataFrame) -> pd.Series:
    """
    The category of need is not that with which the period of being looked after began.

    It is compared with the first episode of the period in the return; one public validator compares with the previous.
    """
    need = episodes["primary_need"]
    at_first = need.groupby(periods(episodes)).transform("first")
    return need.notna() & at_first.notna() & (need != at_first)


def unlike_before(episodes: pd.DataFrame):
    """Return two questions about columns: are they all as in the previous episode, and is any of them not."""
    before = previous(episodes, *STATUS, *WHERE)
    there = before["start_date"].notna()

    def unchanged(columns: list[str]) -> pd.Series:
        return there & (episodes[columns].fillna("") == before[columns].fillna("")).all(axis=1)

    return unchanged, lambda columns: there & ~unchanged(columns)
