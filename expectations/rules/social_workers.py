"""Rules of DfE's SSDA903 about the social workers of looked-after children (since 2024)."""

import pandas as pd

from expectations.contract import Context
from expectations.datasets.looked_after import EpisodesOfCare, SocialWorkerEpisodes
from expectations.rules.being_looked_after import long_term, looked_after_all_year
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import absent, all_given, following, missing_among, outside, previous

SINCE = 2024


@looked_after_rule("SW01STG1", EpisodesOfCare, "end_date", beside=(SocialWorkerEpisodes,), since=SINCE)
def no_social_worker(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child is looked after on 31 March, short-term breaks apart, but no social worker is given."""
    still = episodes["end_date"].isna() & long_term(episodes)
    return still & missing_among(episodes["child"], context.rows_of(SocialWorkerEpisodes)["child"])


@looked_after_rule("SW03STG1", SocialWorkerEpisodes, "worker", "start_date", "change_reason", since=SINCE)
def allocation_incomplete(allocations: pd.DataFrame) -> pd.Series:
    """The social worker, the day of the allocation or its reason is missing."""
    return ~all_given(allocations, ("worker", "start_date", "change_reason"))


@looked_after_rule("SW04STG1", SocialWorkerEpisodes, "start_date", since=SINCE)
def start_invalid(allocations: pd.DataFrame) -> pd.Series:
    """The day of the allocation is missing or is not a date."""
    return allocations["start_date"].isna()


@looked_after_rule("SW06STG2", SocialWorkerEpisodes, "start_date", since=SINCE)
def allocated_after_the_year(allocations: pd.DataFrame, context: Context) -> pd.Series:
    """
    The case was allocated after the end of the year.

    An allocation from before the year belongs into it as long as it lasts; whether it does is asked by SW07STG2.
    """
    return allocations["start_date"] > context.year_end


@looked_after_rule("SW07STG2", SocialWorkerEpisodes, "end_date", since=SINCE)
def ended_outside_the_year(allocations: pd.DataFrame, context: Context) -> pd.Series:
    """The allocation ended before or after the year."""
    return outside(allocations["end_date"], context.year_start, context.year_end)


@looked_after_rule("SW09STG2", SocialWorkerEpisodes, "start_date", "end_date", since=SINCE)
def lasted_no_day(allocations: pd.DataFrame) -> pd.Series:
    """The allocation began and ended on the same day."""
    return allocations["start_date"] == allocations["end_date"]


@looked_after_rule(
    *("SW10STG2", SocialWorkerEpisodes, "start_date", "end_date"), beside=(SocialWorkerEpisodes,), since=SINCE
)
def began_during_another(allocations: pd.DataFrame) -> pd.Series:
    """The allocation began before the previous one ended."""
    return allocations["start_date"] < previous(allocations, "end_date")["end_date"]


@looked_after_rule(
    *("SW11STG2", SocialWorkerEpisodes, "start_date", "end_date"), beside=(SocialWorkerEpisodes,), since=SINCE
)
def ended_without_successor(allocations: pd.DataFrame, context: Context) -> pd.Series:
    """The allocation ended before 31 March, and no other follows."""
    ended = allocations["end_date"] < context.year_end
    return ended & following(allocations)["start_date"].isna()


@looked_after_rule("SW12STG2", SocialWorkerEpisodes, "start_date", beside=(EpisodesOfCare,), since=SINCE)
def none_when_the_year_began(allocations: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child was looked after throughout the year up to 31 March, but the first allocation begins after 1 April.

    Of a child looked after for a part of the year the return does not say since when there should have been a worker.
    """
    late = allocations["start_date"] > context.year_start
    is_first = previous(allocations)["start_date"].isna()
    return late & is_first & looked_after_all_year(allocations["child"], context)


@looked_after_rule("SW13STG1", SocialWorkerEpisodes, "change_reason", since=SINCE)
def reason_invalid(allocations: pd.DataFrame) -> pd.Series:
    """The reason for the change of social worker is missing or not in the code list."""
    return absent(allocations["change_reason"])


@looked_after_rule("SW15STG2", SocialWorkerEpisodes, "change_reason", since=SINCE)
def reason_missing(allocations: pd.DataFrame) -> pd.Series:
    """The reason for the change of social worker is missing."""
    return allocations["change_reason"].isna()


@looked_after_rule(
    *("SW108STG2", SocialWorkerEpisodes, "start_date", "end_date"), beside=(SocialWorkerEpisodes,), since=SINCE
)
def another_began_before_the_end(allocations: pd.DataFrame) -> pd.Series:
    """A later allocation has begun, but this one has no end."""
    return allocations["end_date"].isna() & following(allocations)["start_date"].notna()
