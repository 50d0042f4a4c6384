"""Rules of DfE's SSDA903 about placements: their type, provider, place, and the reason why they changed."""

import pandas as pd

from expectations.codes import Placement, PlacementProvider, ReasonForNewEpisode
from expectations.contract import UNMAPPED, Context
from expectations.datasets.looked_after import EpisodesOfCare, LookedAfterChildren, UnaccompaniedAsylumSeekingChildren
from expectations.rules.being_looked_after import GOES_ON, SHORT_BREAKS, ceased, long_term, periods
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import absent, birthday, following, in_order, missing_among, of_child, previous, some_given

TEMPORARY = Placement.values_of("Temporary")
FOR_ADOPTION = Placement.values_of("Placed for adoption")
FOSTER = Placement.values_of("Foster")
WITH_CURRENT_CARER = {Placement.A3.value, Placement.A5.value}
UNDER_PLACEMENT_ORDER = {Placement.A5.value, Placement.A6.value}
LONG_TERM_FOSTER = {Placement.U1.value, Placement.U4.value}
OTHER = {member.value for member in Placement if member.value.startswith("Z")}
WITHOUT_PROVIDER = TEMPORARY | OTHER
WITHOUT_NUMBER = WITHOUT_PROVIDER | {member.value for member in map(Placement, ("P1", "P2", "P3", "R1", "R2", "R5"))}
NUMBER_MAY_BE = WITHOUT_NUMBER | {Placement.H5.value}  # registered with Ofsted since October 2023
OUTSIDE_ENGLAND = "XXXXXXX"  # in place of Ofsted's number
NEW_PLACEMENT = {member.value for member in map(ReasonForNewEpisode, ("P", "T", "B", "U"))}
KEPT_CARER = {member.value for member in map(ReasonForNewEpisode, ("S", "T", "U"))}
CARER_CODED_SINCE = pd.Timestamp("2015-04-01")
MOST_CARER_HOLIDAYS = 2  # in any twelve months

YOUNGEST = {  # code -> placement, years, and the first return whose list has it so
    "371": (Placement.K3, "in supported accommodation (K3)", 16, 2025),
    "372": (Placement.R5, "in youth custody or prison (R5)", 10, None),
    "373": (Placement.S1, "at a school (S1)", 4, None),
    "374": (Placement.P3, "in residential employment (P3)", 14, None),
}
LONGEST = {  # code -> temporary placement and days
    "375": (Placement.T1, "A temporary stay in hospital (T1)", 42),
    "376": (Placement.T3, "A temporary placement during the holiday of the foster carer (T3)", 21),
    "379": (Placement.T4, "A temporary placement for no stated reason (T4)", 7),
}
NEVER_PROVIDES = {  # code -> provider and placements
    "527": (PlacementProvider.PR1, "The authority itself (PR1)", {"P1", "R2", "R5"}),
    "528": (PlacementProvider.PR2, "Another authority (PR2)", {"P1", "R2", "R5"}),
    "529": (PlacementProvider.PR3, "Other public provision (PR3)", {"P1", "K1", "K2"} | FOR_ADOPTION | FOSTER),
    "530": (PlacementProvider.PR4, "Private provision (PR4)", {"P1"}),
    "531": (PlacementProvider.PR5, "A voluntary provider (PR5)", {"P1"}),
    "550": (PlacementProvider.PR0, "A parent (PR0)", frozenset(Placement) - {"P1"}),
}


@looked_after_rule("146", EpisodesOfCare, "placement")
def placement_invalid(episodes: pd.DataFrame) -> pd.Series:
    """The type of placement is not in the code list."""
    return episodes["placement"] == UNMAPPED


@looked_after_rule("178", EpisodesOfCare, "placement_provider")
def provider_invalid(episodes: pd.DataFrame) -> pd.Series:
    """The provider of the placement is not in the code list."""
    return episodes["placement_provider"] == UNMAPPED


@looked_after_rule("1009", EpisodesOfCare, "placement_change_reason")
def change_reason_invalid(episodes: pd.DataFrame) -> pd.Series:
    """The reason for the change of placement is not in the code list."""
    return episodes["placement_change_reason"] == UNMAPPED


@looked_after_rule("213", EpisodesOfCare, "placement", "placement_provider")
def provider_not_required(episodes: pd.DataFrame) -> pd.Series:
    """There is a provider, but the placement is a temporary or another one (T, Z), of which none is given."""
    return episodes["placement"].isin(WITHOUT_PROVIDER) & episodes["placement_provider"].notna()


@looked_after_rule("214", EpisodesOfCare, "legal_status", "placement_postcode", "placement_urn")
def place_of_short_breaks(episodes: pd.DataFrame) -> pd.Series:
    """The place is given by postcode or Ofsted's number, which is not required of short-term breaks (V3, V4)."""
    return ~long_term(episodes) & some_given(episodes, ("placement_postcode", "placement_urn"))


@looked_after_rule("217", EpisodesOfCare, "start_date", "start_reason", "placement")
def kept_carer_for_another_reason(episodes: pd.DataFrame) -> pd.Series:
    """
    The child is placed for adoption with the current foster carer (A3, A5), but the reason is not S, T or U.

    It is asked of episodes that began on or after 1 April 2015, as by the public validators.
    """
    asked = episodes["placement"].isin(WITH_CURRENT_CARER) & (episodes["start_date"] >= CARER_CODED_SINCE)
    return asked & ~episodes["start_reason"].isin(KEPT_CARER)


@looked_after_rule("218", EpisodesOfCare, "legal_status", "placement", "placement_urn")
def number_missing(episodes: pd.DataFrame) -> pd.Series:
    """
    Ofsted's number of the provider is missing.

    Placements with parents or in employment, in residential care, hospitals and custody, temporary and other ones and
    short-term breaks have none; of semi-independent living (H5) it depends on the day. One outside England has XXXXXXX.
    """
    required = ~absent(episodes["placement"]) & ~episodes["placement"].isin(NUMBER_MAY_BE)
    return required & long_term(episodes) & episodes["placement_urn"].isna()


@looked_after_rule("222", EpisodesOfCare, "placement", "placement_urn")
def number_not_required(episodes: pd.DataFrame) -> pd.Series:
    """There is a number of Ofsted's, but the placement is of a type that has none."""
    number = episodes["placement_urn"]
    return episodes["placement"].isin(WITHOUT_NUMBER) & number.notna() & (number.str.upper() != OUTSIDE_ENGLAND)


@looked_after_rule(
    *("225", EpisodesOfCare, "end_reason", "placement", "placement_change_reason"), beside=(EpisodesOfCare,)
)
def change_reason_missing(episodes: pd.DataFrame) -> pd.Series:
    """The child moves with the next episode, no temporary placement on either side, and no reason is given."""
    after = following(episodes, "start_reason", "placement")
    moves = (episodes["end_reason"] == GOES_ON) & after["start_reason"].isin(NEW_PLACEMENT)
    temporary = episodes["placement"].isin(TEMPORARY) | after["placement"].isin(TEMPORARY)
    return moves & ~temporary & episodes["placement_change_reason"].isna()


@looked_after_rule("226", EpisodesOfCare, "placement", "placement_change_reason", beside=(EpisodesOfCare,))
def change_reason_not_required(episodes: pd.DataFrame) -> pd.Series:
    """A reason for the change of placement is given with a temporary placement, or with the one before it."""
    given = some_given(episodes, ["placement_change_reason"])
    before = some_given(previous(episodes, "placement_change_reason"), ["placement_change_reason"])
    return episodes["placement"].isin(TEMPORARY) & (given | before)


@looked_after_rule("336", EpisodesOfCare, "placement", beside=(EpisodesOfCare,))
def no_foster_placement_before(episodes: pd.DataFrame) -> pd.Series:
    """
    The child is placed for adoption with the current foster carer (A3, A5), but was in no foster placement before.

    The episode before may be one of foster care or of placement for adoption; without one in the return nobody knows.
    """
    before = previous(episodes, "placement")["placement"]
    asked = episodes["placement"].isin(WITH_CURRENT_CARER) & ~absent(before)
    return asked & ~before.isin(FOSTER | FOR_ADOPTION)


@looked_after_rule("377", EpisodesOfCare, "child_id", "placement")
def too_many_carer_holidays(episodes: pd.DataFrame) -> pd.Series:
    """The child had more than two temporary placements during holidays of the foster carer (T3) in the year."""
    holidays = episodes["placement"] == Placement.T3.value
    return holidays & (holidays.groupby(episodes["child_id"]).transform("sum") > MOST_CARER_HOLIDAYS)


@looked_after_rule("378", EpisodesOfCare, "legal_status", "placement")
def with_parents_under_section_20(episodes: pd.DataFrame) -> pd.Series:
    """The child is placed with parents (P1) under a single period of accommodation under section 20 (V2)."""
    return (episodes["placement"] == Placement.P1.value) & (episodes["legal_status"] == "V2")


@looked_after_rule("380", EpisodesOfCare, "start_reason", "placement")
def starts_in_a_temporary_placement(episodes: pd.DataFrame) -> pd.Series:
    """
    The child started to be looked after (S) in a temporary placement.

    One public validator also marks changes other than of placement and carer (P, B).
    """
    return (episodes["start_reason"] == "S") & episodes["placement"].isin(TEMPORARY)


@looked_after_rule("381", EpisodesOfCare, "end_reason", "placement")
def ends_in_a_temporary_placement(episodes: pd.DataFrame) -> pd.Series:
    """The child ceased to be looked after in a temporary placement."""
    return ceased(episodes) & episodes["placement"].isin(TEMPORARY)


@looked_after_rule("382", EpisodesOfCare, "legal_status", "placement")
def temporary_during_short_breaks(episodes: pd.DataFrame) -> pd.Series:
    """A short-term break (V3, V4) is spent in a temporary placement."""
    return episodes["legal_status"].isin(SHORT_BREAKS) & episodes["placement"].isin(TEMPORARY)


@looked_after_rule("383", EpisodesOfCare, "placement", beside=(EpisodesOfCare,))
def back_in_another_placement(episodes: pd.DataFrame) -> pd.Series:
    """
    After a temporary placement the child was not back in the placement before it.

    The placements around one temporary placement or several in a row are compared by type, within a period of being
    looked after; one public validator also wants the reason P for the return.
    """
    ordered, temporary = in_order(episodes), episodes["placement"].isin(TEMPORARY)
    normal = ordered["placement"].where(~temporary[ordered.index] & (ordered["placement"] != UNMAPPED))
    grouped = normal.groupby(periods(episodes)[ordered.index])
    before, after = grouped.ffill().reindex(episodes.index), grouped.bfill().reindex(episodes.index)
    return temporary & before.notna() & after.notna() & (before != after)


@looked_after_rule("384", EpisodesOfCare, "legal_status", "placement")
def long_term_foster_care_of_short_breaks(episodes: pd.DataFrame) -> pd.Series:
    """A short-term break (V3, V4) is spent in a long-term foster placement (U1, U4)."""
    return episodes["legal_status"].isin(SHORT_BREAKS) & episodes["placement"].isin(LONG_TERM_FOSTER)


@looked_after_rule(
    *("392b", EpisodesOfCare, "legal_status", "home_postcode", "placement_postcode"), beside=(EpisodesOfCare,)
)
def postcode_missing(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """
    The postcode of the home or of the placement is missing.

    It is not asked of short-term breaks, nor of children who are or were unaccompanied asylum seekers as far as the
    return says so.
    """
    missing = episodes["home_postcode"].isna() | episodes["placement_postcode"].isna()
    if UnaccompaniedAsylumSeekingChildren.name in context.sections:
        missing &= missing_among(episodes["child"], context.rows_of(UnaccompaniedAsylumSeekingChildren)["child"])
    return missing & long_term(episodes)


@looked_after_rule("392d", EpisodesOfCare, "placement", "home_postcode", "placement_postcode")
def placed_at_home(episodes: pd.DataFrame) -> pd.Series:
    """The postcodes of home and placement are the same, but the child is not placed with parents (P1)."""
    home, placed = (episodes[name].str.replace(" ", "").str.upper() for name in ("home_postcode", "placement_postcode"))
    return (home == placed) & (episodes["placement"] != Placement.P1.value)


@looked_after_rule("398", EpisodesOfCare, "legal_status", "home_postcode", "placement_postcode")
def postcode_of_short_breaks(episodes: pd.DataFrame) -> pd.Series:
    """There are postcodes, from which DfE makes the distance, but the episode is a short-term break (V3, V4)."""
    return ~long_term(episodes) & some_given(episodes, ("home_postcode", "placement_postcode"))


@looked_after_rule("408", EpisodesOfCare, "legal_status", "placement")
def placed_without_placement_order(episodes: pd.DataFrame) -> pd.Series:
    """The child is placed for adoption under a placement order (A5, A6), but the legal status is none (E1)."""
    return episodes["placement"].isin(UNDER_PLACEMENT_ORDER) & (episodes["legal_status"] != "E1")


@looked_after_rule("526", EpisodesOfCare, "placement", "placement_provider")
def provider_missing(episodes: pd.DataFrame) -> pd.Series:
    """The provider of the placement is missing; only temporary and other placements (T, Z) have none."""
    placement = episodes["placement"]
    return placement.notna() & ~placement.isin(WITHOUT_PROVIDER) & episodes["placement_provider"].isna()


def _too_young(code: str, placement: Placement, where: str, years: int, since: int | None) -> None:
    def fails(episodes: pd.DataFrame, context: Context) -> pd.Series:
        old_enough = birthday(of_child(episodes, context, "birth_date"), years)
        return (episodes["placement"] == placement.value) & (episodes["start_date"] < old_enough)

    fails.__doc__ = f"The child is placed {where} and was under {years} when the episode began."
    beside = (EpisodesOfCare, LookedAfterChildren)
    looked_after_rule(code, EpisodesOfCare, "start_date", "placement", beside=beside, since=since)(fails)


def _too_long(code: str, placement: Placement, what: str, days: int) -> None:
    def fails(episodes: pd.DataFrame, context: Context) -> pd.Series:
        lasted = episodes["end_date"].fillna(context.told_until) - episodes["start_date"]
        return (episodes["placement"] == placement.value) & (lasted.dt.days > days)

    fails.__doc__ = f"{what} lasts longer than {days} days."
    looked_after_rule(code, EpisodesOfCare, "start_date", "end_date", "placement")(fails)


def _never_provides(code: str, provider: PlacementProvider, who: str, placements: frozenset[str]) -> None:
    def fails(episodes: pd.DataFrame) -> pd.Series:
        return (episodes["placement_provider"] == provider.value) & episodes["placement"].isin(placements)

    fails.__doc__ = f"{who} is given as the provider of a placement of a type that it cannot provide."
    looked_after_rule(code, EpisodesOfCare, "placement", "placement_provider")(fails)


for _code, _told in YOUNGEST.items():
    _too_young(_code, *_told)
for _code, _told in LONGEST.items():
    _too_long(_code, *_told)
for _code, _told in NEVER_PROVIDES.items():
    _never_provides(_code, *_told)
