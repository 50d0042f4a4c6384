"""Rules of DfE's SSDA903 about legal statuses: at which age, how long and beside what they may hold."""

import pandas as pd

from expectations.codes import LegalStatus, Placement
from expectations.contract import UNMAPPED, Context
from expectations.datasets.looked_after import EpisodesOfCare, LookedAfterChildren
from expectations.rules.being_looked_after import SHORT_BREAKS
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import birthday, of_child, stretches

YOUTH_JUSTICE = LegalStatus.values_of("Youth justice")
CRIMINAL_RESPONSIBILITY = 10  # years
SHORT_BREAK_LIMIT, SHORT_BREAKS_LIMIT = 17, 75  # days of one, and of all in a year
LAST_FREEING, FIRST_PLACEMENT_ORDER = pd.Timestamp("2005-12-31"), pd.Timestamp("2005-12-01")


@looked_after_rule("144", EpisodesOfCare, "legal_status")
def status_invalid(episodes: pd.DataFrame) -> pd.Series:
    """The legal status is not in the code list."""
    return episodes["legal_status"] == UNMAPPED


@looked_after_rule("358", EpisodesOfCare, "start_date", "legal_status", beside=(EpisodesOfCare, LookedAfterChildren))
def too_young_for_youth_justice(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child has a legal status of youth justice (J1 to J3) and was under 10 when the episode began."""
    ten = birthday(of_child(episodes, context, "birth_date"), CRIMINAL_RESPONSIBILITY)
    return episodes["legal_status"].isin(YOUTH_JUSTICE) & (episodes["start_date"] < ten)


@looked_after_rule(
    "359", EpisodesOfCare, "end_date", "legal_status", "placement", beside=(EpisodesOfCare, LookedAfterChildren)
)
def looked_after_beyond_18(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """
    The episode went on after the 18th birthday, and is no single period under section 20 (V2) in a children's home.

    Children's homes are K2 here, as in the public validators.
    """
    grown = birthday(of_child(episodes, context, "birth_date"), 18)
    allowed = (episodes["legal_status"] == LegalStatus.V2.value) & (episodes["placement"] == Placement.K2.value)
    return (episodes["end_date"].fillna(context.told_until) > grown) & ~allowed


@looked_after_rule("361", EpisodesOfCare, "start_date", "end_date", "legal_status", beside=(EpisodesOfCare,))
def police_protection_too_long(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """Police protection (L1) lasted longer than 72 hours, through all episodes that follow one another."""
    return held_longer(episodes, context, LegalStatus.L1, days=3)


@looked_after_rule("362", EpisodesOfCare, "start_date", "end_date", "legal_status", beside=(EpisodesOfCare,))
def emergency_protection_too_long(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """An emergency protection order (L2) lasted longer than 21 days, through all episodes that follow one another."""
    return held_longer(episodes, context, LegalStatus.L2, days=21)


@looked_after_rule("363", EpisodesOfCare, "start_date", "end_date", "legal_status", beside=(EpisodesOfCare,))
def assessment_order_too_long(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """A child assessment order (L3) lasted longer than 7 days, through all episodes that follow one another."""
    return held_longer(episodes, context, LegalStatus.L3, days=7)


@looked_after_rule("364", EpisodesOfCare, "start_date", "end_date", "legal_status", beside=(EpisodesOfCare,))
def police_custody_too_long(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child was accommodated under PACE (J2) for longer than 21 days.

    DfE's message names no limit; that of the public validators is taken.
    """
    return held_longer(episodes, context, LegalStatus.J2, days=21)


@looked_after_rule("365", EpisodesOfCare, "start_date", "end_date", "legal_status")
def short_break_too_long(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """A single short-term break (V3) lasted longer than 17 days."""
    lasted = episodes["end_date"].fillna(context.told_until) - episodes["start_date"]
    return (episodes["legal_status"] == LegalStatus.V3.value) & (lasted.dt.days > SHORT_BREAK_LIMIT)


@looked_after_rule("366", EpisodesOfCare, "start_reason", "legal_status")
def moved_during_a_short_break(episodes: pd.DataFrame) -> pd.Series:
    """A short-term break (V3) begins with a change and not with its start (S): a child cannot move during one."""
    return (episodes["legal_status"] == LegalStatus.V3.value) & (episodes["start_reason"] != "S")


@looked_after_rule("367", EpisodesOfCare, "child_id", "start_date", "end_date", "legal_status")
def short_breaks_too_long(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child had more than 75 days of short-term breaks (V3) in the year.

    The return tells of one year, so that any twelve months are these.
    """
    first, last = context.year_start, context.told_until
    days = (episodes["end_date"].fillna(last).clip(upper=last) - episodes["start_date"].clip(lower=first)).dt.days
    counted = days.where((episodes["legal_status"] == LegalStatus.V3.value) & (days > 0))
    return counted.notna() & (counted.groupby(episodes["child_id"]).transform("sum") > SHORT_BREAKS_LIMIT)


@looked_after_rule("426", EpisodesOfCare, "child_id", "legal_status")
def both_kinds_of_short_breaks(episodes: pd.DataFrame) -> pd.Series:
    """The child has short-term breaks of both kinds in one year: single ones (V3) and by agreement (V4)."""
    breaks = episodes["legal_status"].where(episodes["legal_status"].isin(SHORT_BREAKS))
    return breaks.notna() & (breaks.groupby(episodes["child_id"]).transform("nunique") > 1)


@looked_after_rule("445", EpisodesOfCare, "start_date", "legal_status")
def freed_after_2005(episodes: pd.DataFrame) -> pd.Series:
    """A freeing order (D1) begins after December 2005."""
    return (episodes["legal_status"] == LegalStatus.D1.value) & (episodes["start_date"] > LAST_FREEING)


@looked_after_rule("446", EpisodesOfCare, "start_date", "legal_status")
def placement_order_before_2005(episodes: pd.DataFrame) -> pd.Series:
    """A placement order (E1) begins before December 2005."""
    return (episodes["legal_status"] == LegalStatus.E1.value) & (episodes["start_date"] < FIRST_PLACEMENT_ORDER)


@looked_after_rule("451", EpisodesOfCare, "end_date", "end_reason", "legal_status")
def still_freed(episodes: pd.DataFrame) -> pd.Series:
    """The child is still freed for adoption (D1), although no freeing order can be had since 30 December 2005."""
    still = episodes["end_date"].isna() & episodes["end_reason"].isna()
    return still & (episodes["legal_status"] == LegalStatus.D1.value)


def held_longer(episodes: pd.DataFrame, context: Context, status: LegalStatus, *, days: int) -> pd.Series:
    """Episodes under a legal status that held longer in one go, whatever else changed on the way."""
    under = episodes[episodes["legal_status"] == status.value]
    stretch = stretches(under, ends="end_date", still_open=context.told_until)
    until = under["end_date"].fillna(context.told_until).groupby(stretch).transform("max")
    since = under["start_date"].groupby(stretch).transform("min")
    return ((until - since).dt.days > days).reindex(episodes.index, fill_value=False)
