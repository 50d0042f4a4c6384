"""Rules of DfE's SSDA903 about young people who left care (OC3)."""

import pandas as pd

from expectations.codes import CareLeaverAccommodation, CareLeaverActivity, CareLeaverTouch, ReasonEpisodeCeased
from expectations.contract import UNMAPPED, Context
from expectations.datasets.looked_after import (
    AbsencesFromPlacement,
    Adoptions,
    CareLeaverOutcomes,
    EpisodesOfCare,
    LookedAfterHealth,
    LookedAfterReviews,
    PlacementForAdoptionDecisions,
    PreviousPermanenceArrangements,
)
from expectations.rules.being_looked_after import ceased, long_term, looked_after_all_year, looked_after_on
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import among, beside_some, birthday, last_of_each, missing_among, outside, some_given

LEAVER_ITEMS = ("in_touch", "activity", "accommodation")
NOT_ASKED = {CareLeaverTouch.DIED.value, CareLeaverTouch.RHOM.value}
TRAINING_OR_EMPLOYMENT = {CareLeaverActivity.F3.value, CareLeaverActivity.P3.value}
APPRENTICE_OR_NOT = {member.value for member in map(CareLeaverActivity, ("F4", "P4", "F5", "P5"))}
ONLY_OF_THE_LOOKED_AFTER = (
    *(PlacementForAdoptionDecisions, AbsencesFromPlacement, LookedAfterReviews),
    *(Adoptions, PreviousPermanenceArrangements, LookedAfterHealth),
)


@looked_after_rule("131", CareLeaverOutcomes, "in_touch")
def touch_invalid(leavers: pd.DataFrame) -> pd.Series:
    """Whether the authority is in touch is not in the code list."""
    return leavers["in_touch"] == UNMAPPED


@looked_after_rule("132", CareLeaverOutcomes, "activity", until=2021)
def activity_invalid_up_to_2021(leavers: pd.DataFrame) -> pd.Series:
    """The activity is not in the code list, which had training and employment in one (F3, P3)."""
    return leavers["activity"].isin({UNMAPPED, *APPRENTICE_OR_NOT})


@looked_after_rule("132", CareLeaverOutcomes, "activity", since=2022)
def activity_invalid(leavers: pd.DataFrame) -> pd.Series:
    """The activity is not in the code list, which tells apprenticeships (F4, P4) from other training or employment."""
    return leavers["activity"].isin({UNMAPPED, *TRAINING_OR_EMPLOYMENT})


@looked_after_rule("133", CareLeaverOutcomes, "accommodation", "suitability")
def accommodation_invalid(leavers: pd.DataFrame) -> pd.Series:
    """The accommodation is not in the code list, or does not say whether it is suitable (1 or 2)."""
    accommodation = leavers["accommodation"]
    return (accommodation == UNMAPPED) | (accommodation.notna() & leavers["suitability"].isna())


@looked_after_rule("187", CareLeaverOutcomes, *LEAVER_ITEMS, beside=(EpisodesOfCare,))
def left_while_looked_after(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """The young person is given as a care leaver, but was looked after throughout the year up to 31 March."""
    return some_given(leavers, LEAVER_ITEMS) & looked_after_all_year(leavers["child"], context)


@looked_after_rule("344", CareLeaverOutcomes, *LEAVER_ITEMS)
def details_of_who_is_gone(leavers: pd.DataFrame) -> pd.Series:
    """The young person died or returned home for six months, but activity or accommodation is completed."""
    return leavers["in_touch"].isin(NOT_ASKED) & some_given(leavers, ("activity", "accommodation"))


@looked_after_rule("347", CareLeaverOutcomes, "birth_date", "accommodation")
def foyer_under_18(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """The young person lives in a foyer (T), but is under 18 on 31 March."""
    under_18 = birthday(leavers["birth_date"], 18) > context.year_end
    return (leavers["accommodation"] == CareLeaverAccommodation.FOYER.value) & under_18


@looked_after_rule("391", CareLeaverOutcomes, "birth_date", *LEAVER_ITEMS)
def of_another_age(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """
    The young person was at no time of the year 17 to 21 years old.

    One public validator finds those who are too young only.
    """
    born, first, last = leavers["birth_date"], context.year_start, context.year_end
    other_age = (birthday(born, 17) > last) | (birthday(born, 22) <= first)
    return some_given(leavers, LEAVER_ITEMS) & other_age


@looked_after_rule("1000", CareLeaverOutcomes, *LEAVER_ITEMS, beside=(EpisodesOfCare,))
def died_in_care(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """The young person died in care, and is given as a care leaver."""
    episodes = context.rows_of(EpisodesOfCare)
    died = episodes.loc[episodes["end_reason"] == ReasonEpisodeCeased.E2.value, "child"]
    return some_given(leavers, LEAVER_ITEMS) & among(leavers["child"], died)


@looked_after_rule("1007", CareLeaverOutcomes, "birth_date", *LEAVER_ITEMS, beside=(EpisodesOfCare,))
def still_looked_after(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """The young person is 17 or 18 on 31 March and still looked after, but is given as a care leaver."""
    asked = some_given(leavers, LEAVER_ITEMS) & aged_17_or_18(leavers, context)
    return asked & looked_after_on(leavers["child"], context, context.told_until)


@looked_after_rule("1011", CareLeaverOutcomes, *LEAVER_ITEMS, beside=(EpisodesOfCare,))
def care_was_transferred(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """Another authority took over the care with the final episode (E3), but the young person is given as a leaver."""
    finals = last_of_each(context.rows_of(EpisodesOfCare))
    transferred = finals.loc[finals["end_reason"] == ReasonEpisodeCeased.E3.value, "child"]
    return some_given(leavers, LEAVER_ITEMS) & among(leavers["child"], transferred)


@looked_after_rule("1016", CareLeaverOutcomes, "birth_date", *LEAVER_ITEMS, beside=(EpisodesOfCare,))
def left_after_the_birthday(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """The young person turned 17 or 18 in the year and left care after that birthday, but is given as a leaver."""
    seventeen, eighteen = (birthday(leavers["birth_date"], years) for years in (17, 18))
    turned = eighteen.where(eighteen <= context.year_end, seventeen)
    episodes = context.rows_of(EpisodesOfCare)
    left_later = beside_some(
        leavers[["child"]].assign(turned=turned),
        episodes.loc[ceased(episodes) & long_term(episodes), ["child", "end_date"]],
        on="child",
        when=lambda pairs: pairs["end_date"] > pairs["turned"],
    )
    return some_given(leavers, LEAVER_ITEMS) & aged_17_or_18(leavers, context) & left_later


@looked_after_rule("3001", CareLeaverOutcomes, "birth_date", "accommodation")
def foster_carer_at_17(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """The young person turned 17 in the year, but lives with a former foster carer (Z)."""
    seventeen = birthday(leavers["birth_date"], 17)
    with_carer = leavers["accommodation"] == CareLeaverAccommodation.FOSTER_CARER.value
    return with_carer & seventeen.notna() & ~outside(seventeen, context.year_start, context.year_end)


def aged_17_or_18(leavers: pd.DataFrame, context: Context) -> pd.Series:
    """Young people who are 17 or 18 on 31 March."""
    born = leavers["birth_date"]
    return (birthday(born, 17) <= context.year_end) & (birthday(born, 19) > context.year_end)


def of_leaver_without_episode(rows: pd.DataFrame, context: Context) -> pd.Series:
    """The child is a care leaver without an episode in the year, of whom nothing else should be returned."""
    leavers, episodes = context.rows_of(CareLeaverOutcomes), context.rows_of(EpisodesOfCare)
    return among(rows["child"], leavers["child"]) & missing_among(rows["child"], episodes["child"])


for _dataset in ONLY_OF_THE_LOOKED_AFTER:
    _beside = (CareLeaverOutcomes, EpisodesOfCare)
    looked_after_rule("1012", _dataset, "child_id", beside=_beside)(of_leaver_without_episode)
