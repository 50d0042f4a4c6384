"""What the rules of the SSDA903 mean by being looked after, told from the episodes of the same return."""

import pandas as pd

from expectations.codes import LegalStatus, ReasonEpisodeCeased
from expectations.contract import Context
from expectations.datasets.looked_after import EpisodesOfCare
from expectations.shapes import absent, among, in_order, previous, stretches

SHORT_BREAKS = LegalStatus.values_of("Short-term breaks")
ADOPTED = ReasonEpisodeCeased.values_of("Adopted")
GOES_ON = ReasonEpisodeCeased.X1.value


def long_term(episodes: pd.DataFrame) -> pd.Series:
    """Episodes other than those of a series of short-term breaks."""
    return ~episodes["legal_status"].isin(SHORT_BREAKS)


def ceased(episodes: pd.DataFrame) -> pd.Series:
    """Episodes with which the child ceased to be looked after, by their reason."""
    return ~absent(episodes["end_reason"]) & (episodes["end_reason"] != GOES_ON)


def adopted_in_the_year(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """Episodes that ended in the year because the child was adopted."""
    in_the_year = episodes["end_date"].between(context.year_start, context.year_end)
    return episodes["end_reason"].isin(ADOPTED) & in_the_year


def ever_looked_after(keys: pd.Series, context: Context) -> pd.Series:
    """Children who have an episode in the return that is no short-term break."""
    episodes = context.rows_of(EpisodesOfCare)
    return among(keys, episodes.loc[long_term(episodes), "child"])


def looked_after_on(keys: pd.Series, context: Context, day: pd.Timestamp) -> pd.Series:
    """Children looked after at the end of a day, short-term breaks apart."""
    episodes = context.rows_of(EpisodesOfCare)
    goes_on = episodes["end_date"].isna() | (episodes["end_date"] > day)
    return among(keys, episodes.loc[long_term(episodes) & (episodes["start_date"] <= day) & goes_on, "child"])


def looked_after_all_year(keys: pd.Series, context: Context) -> pd.Series:
    """Children looked after on every day of the year up to 31 March, short-term breaks apart."""
    episodes = context.rows_of(EpisodesOfCare)
    episodes = in_order(episodes[long_term(episodes)])
    stretch = stretches(episodes, ends="end_date", still_open=context.told_until)
    since = episodes["start_date"].groupby(stretch).transform("min")
    goes_on = episodes["end_date"].isna() | (episodes["end_date"] > context.told_until)
    return among(keys, episodes.loc[(since <= context.year_start) & goes_on, "child"])


def periods(episodes: pd.DataFrame) -> pd.Series:
    """Return one number for the episodes of a period: each but the first begins where the one before ended with X1."""
    before = previous(episodes, "end_date", "end_reason")
    goes_on = (before["end_reason"] == GOES_ON) & (before["end_date"] == episodes["start_date"])
    return (~goes_on[in_order(episodes).index]).cumsum().reindex(episodes.index)
