"""Rules of DfE's SSDA903 about the reason why an episode of care ceased, beside age, placement and absence."""

import pandas as pd

from expectations.codes import Placement, ReasonEpisodeCeased
from expectations.contract import Context
from expectations.datasets.looked_after import AbsencesFromPlacement, EpisodesOfCare, LookedAfterChildren
from expectations.rules.being_looked_after import ADOPTED, ceased
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import beside_some, birthday, of_child

AGED = {"beside": (EpisodesOfCare, LookedAfterChildren)}
GUARDIANSHIP = ReasonEpisodeCeased.values_of("Special guardianship")
INDEPENDENT = ReasonEpisodeCeased.values_of("Independent living")
TO_FORMER_CARER = {ReasonEpisodeCeased.E45.value, ReasonEpisodeCeased.E46.value}
FOSTER = Placement.values_of("Foster")
FOR_ADOPTION = Placement.values_of("Placed for adoption")
ANY_OTHER_REASON = ReasonEpisodeCeased.E8.value


@looked_after_rule("386", EpisodesOfCare, "end_date", "end_reason", **AGED)
def adopted_as_an_adult(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child was adopted after reaching the age of 18."""
    return episodes["end_reason"].isin(ADOPTED) & (eighteenth(episodes, context) <= episodes["end_date"])


@looked_after_rule("387", EpisodesOfCare, "end_date", "end_reason", **AGED)
def independent_under_14(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child moved into independent living (E5, E6) under the age of 14."""
    young = episodes["end_date"] < birthday(of_child(episodes, context, "birth_date"), 14)
    return episodes["end_reason"].isin(INDEPENDENT) & young


@looked_after_rule("389", EpisodesOfCare, "end_date", "end_reason", **AGED)
def adult_care_under_16(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child was transferred to adult social care (E7) under the age of 16."""
    young = episodes["end_date"] < birthday(of_child(episodes, context, "birth_date"), 16)
    return (episodes["end_reason"] == ReasonEpisodeCeased.E7.value) & young


@looked_after_rule("390", EpisodesOfCare, "end_reason", "placement")
def adopted_without_placement(episodes: pd.DataFrame) -> pd.Series:
    """The child was adopted, but not out of a placement for adoption (A3 to A6)."""
    return episodes["end_reason"].isin(ADOPTED) & ~episodes["placement"].isin(FOR_ADOPTION)


@looked_after_rule("407", EpisodesOfCare, "end_date", "end_reason", **AGED)
def guardianship_of_an_adult(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """A special guardianship order was made after the child reached the age of 18."""
    return episodes["end_reason"].isin(GUARDIANSHIP) & (eighteenth(episodes, context) <= episodes["end_date"])


@looked_after_rule("460", EpisodesOfCare, "end_date", "end_reason", **AGED)
def stayed_with_carers_under_18(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child remained with the carers as an adult (E17), but is under 18."""
    stayed = episodes["end_reason"] == ReasonEpisodeCeased.E17.value
    return stayed & (episodes["end_date"] < eighteenth(episodes, context))


@looked_after_rule("516", EpisodesOfCare, "end_reason", "placement")
def guardianship_to_no_foster_carer(episodes: pd.DataFrame) -> pd.Series:
    """A special guardianship order to the former foster carer (E45, E46) ends no foster placement (U1 to U6)."""
    return episodes["end_reason"].isin(TO_FORMER_CARER) & ~episodes["placement"].isin(FOSTER)


@looked_after_rule("580", EpisodesOfCare, "end_date", "end_reason", beside=(EpisodesOfCare, AbsencesFromPlacement))
def ceased_while_missing(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child ceased to be looked after while missing, but the reason is not E8.

    Missing is who had not been back before that day; one public validator asks it on the 18th birthday only.
    """
    asked = episodes[ceased(episodes) & (episodes["end_reason"] != ANY_OTHER_REASON)]
    missing = beside_some(
        asked[["child", "end_date"]],
        context.rows_of(AbsencesFromPlacement)[["child", "start_date", "end_date"]],
        on="child",
        when=lambda pairs: (pairs["start_date"] <= pairs["end_date"]) & ~(pairs["end_date_other"] < pairs["end_date"]),
    )
    return missing.reindex(episodes.index, fill_value=False)


def eighteenth(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The 18th birthday of the child of each episode."""
    return birthday(of_child(episodes, context, "birth_date"), 18)
