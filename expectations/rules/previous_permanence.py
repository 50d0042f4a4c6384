"""Rules of DfE's SSDA903 about permanence arrangements that a child had before being looked after."""

import pandas as pd

from expectations.codes import PlacementAuthority
from expectations.contract import UNMAPPED, Context
from expectations.datasets.looked_after import EpisodesOfCare, PreviousPermanenceArrangements
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import among, first_of_each, missing_among, some_given, value_of

COLLECTED_SINCE = pd.Timestamp("2016-04-01")  # of children who started to be looked after from then on
AUTHORITIES = PlacementAuthority.values_in() - {PlacementAuthority.CONFIDENTIAL.value}
ITEMS = ("arrangement", "authority", "order_date")


@looked_after_rule("630", EpisodesOfCare, "start_date", "start_reason", beside=(PreviousPermanenceArrangements,))
def arrangement_missing(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child started to be looked after in the year, but whether there was a permanence arrangement before is not said.

    One public validator also wants its day and authority.
    """
    arrangements = context.rows_of(PreviousPermanenceArrangements)
    told = arrangements.loc[arrangements["arrangement"].notna(), "child"]
    started = (episodes["start_reason"] == "S") & (episodes["start_date"] >= context.year_start)
    return started & missing_among(episodes["child"], told)


@looked_after_rule("631", PreviousPermanenceArrangements, "arrangement")
def arrangement_invalid(arrangements: pd.DataFrame) -> pd.Series:
    """The previous arrangement is not in the code list."""
    return arrangements["arrangement"] == UNMAPPED


@looked_after_rule("632", PreviousPermanenceArrangements, "order_date", beside=(EpisodesOfCare,))
def ordered_after_the_start(arrangements: pd.DataFrame, context: Context) -> pd.Series:
    """
    The order of the previous arrangement was not made before the first episode of the child in the return.

    A day that cannot be read is found in reading (`unreadable:order_date`).
    """
    firsts = first_of_each(context.rows_of(EpisodesOfCare))
    return arrangements["order_date"] >= value_of(arrangements["child"], firsts["child"], firsts["start_date"])


@looked_after_rule("633", PreviousPermanenceArrangements, "authority")
def authority_invalid(arrangements: pd.DataFrame) -> pd.Series:
    """The authority of the previous arrangement is neither one of England by DfE's number nor another country."""
    authority = arrangements["authority"]
    return authority.notna() & ~authority.isin(AUTHORITIES)


@looked_after_rule("634", PreviousPermanenceArrangements, *ITEMS, beside=(EpisodesOfCare,))
def arrangement_before_2016(arrangements: pd.DataFrame, context: Context) -> pd.Series:
    """
    There is a previous arrangement, but no episode of the child began on or after 1 April 2016.

    One public validator asks for one that began in the year.
    """
    episodes = context.rows_of(EpisodesOfCare)
    since = episodes.loc[episodes["start_date"] >= COLLECTED_SINCE, "child"]
    before = among(arrangements["child"], episodes["child"]) & missing_among(arrangements["child"], since)
    return some_given(arrangements, ITEMS) & before
