"""Rules of DfE's SSDA903 about adoptions (AD1) and about decisions that a child should be placed for adoption."""

import pandas as pd

from expectations.codes import AdoptersLegalStatus, AdoptersSex, LegalStatus, Placement
from expectations.contract import UNMAPPED, Context
from expectations.datasets.looked_after import (
    Adoptions,
    CareLeaverOutcomes,
    EpisodesOfCare,
    LookedAfterChildren,
    PlacementForAdoptionDecisions,
)
from expectations.rules.being_looked_after import (
    ADOPTED,
    adopted_in_the_year,
    ceased,
    long_term,
    looked_after_all_year,
)
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import (
    all_given,
    among,
    first_of_each,
    following,
    last_of_each,
    missing_among,
    of_child,
    previous,
    some_given,
    value_of,
)

FOR_ADOPTION = Placement.values_of("Placed for adoption")
WITH_CURRENT_CARER = {Placement.A3.value, Placement.A5.value}
WITH_ANOTHER_CARER = {Placement.A4.value, Placement.A6.value}
ORDERS = LegalStatus.values_of("Adoption")
ADOPTION_ITEMS = (
    *("decision_date", "matching_date", "by_former_foster_carer"),
    *("number_of_adopters", "adopters_sex", "adopters_legal_status"),
)
LEAVER_ITEMS = ("in_touch", "activity", "accommodation")
ONE_ADOPTER = {AdoptersSex.M1.value, AdoptersSex.F1.value}
SAME_SEX, TWO_SEXES = {AdoptersSex.MM.value, AdoptersSex.FF.value}, {AdoptersSex.MF.value}
SEXES_OF = {  # code -> legal status, in words, and the sexes of adopters that go with it
    "514": (AdoptersLegalStatus.L0, "a single adopter (L0)", ONE_ADOPTER),
    "517": (AdoptersLegalStatus.L3, "an unmarried couple of different sexes (L3)", TWO_SEXES),
    "518": (AdoptersLegalStatus.L4, "an unmarried couple of the same sex (L4)", SAME_SEX),
    "519": (AdoptersLegalStatus.L2, "civil partners (L2)", SAME_SEX | TWO_SEXES),
    "520": (AdoptersLegalStatus.L11, "a married couple of different sexes (L11)", TWO_SEXES),
    "524": (AdoptersLegalStatus.L12, "a married couple of the same sex (L12)", SAME_SEX),
}


@looked_after_rule("134", Adoptions, *ADOPTION_ITEMS, beside=(CareLeaverOutcomes,))
def adoption_of_care_leaver(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """There are details of an adoption for a young person who is given as a care leaver."""
    leavers = context.rows_of(CareLeaverOutcomes)
    described = leavers.loc[some_given(leavers, LEAVER_ITEMS), "child"]
    return some_given(adoptions, ADOPTION_ITEMS) & among(adoptions["child"], described)


@looked_after_rule("151", Adoptions, *ADOPTION_ITEMS)
def adoption_incomplete(adoptions: pd.DataFrame) -> pd.Series:
    """Some details of the adoption are given and others left blank."""
    return some_given(adoptions, ADOPTION_ITEMS) & ~all_given(adoptions, ADOPTION_ITEMS)


@looked_after_rule("176", Adoptions, "adopters_sex")
def adopters_sex_invalid(adoptions: pd.DataFrame) -> pd.Series:
    """The sex of the adopters is not in the code list."""
    return adoptions["adopters_sex"] == UNMAPPED


@looked_after_rule("177", Adoptions, "adopters_legal_status")
def adopters_status_invalid(adoptions: pd.DataFrame) -> pd.Series:
    """The legal status of the adopters is not in the code list."""
    return adoptions["adopters_legal_status"] == UNMAPPED


@looked_after_rule("187", Adoptions, *ADOPTION_ITEMS, beside=(EpisodesOfCare,))
def adopted_while_looked_after(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """There are details of an adoption, but the child was looked after throughout the year up to 31 March."""
    return some_given(adoptions, ADOPTION_ITEMS) & looked_after_all_year(adoptions["child"], context)


@looked_after_rule("331", Adoptions, "matching_date", beside=(EpisodesOfCare,))
def matched_after_placing(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """The child was matched with adopters after the episode began that ended with the adoption."""
    episodes = context.rows_of(EpisodesOfCare)
    adopted = episodes[episodes["end_reason"].isin(ADOPTED)]
    return adoptions["matching_date"] > value_of(adoptions["child"], adopted["child"], adopted["start_date"])


@looked_after_rule("334", Adoptions, "decision_date", beside=(EpisodesOfCare,))
def decided_before_being_looked_after(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """
    The decision for adoption was made before the latest period of being looked after began.

    The period is told by the last episode in the return that is a start (S).
    """
    episodes = context.rows_of(EpisodesOfCare)
    starts = last_of_each(episodes[episodes["start_reason"] == "S"])
    return adoptions["decision_date"] < value_of(adoptions["child"], starts["child"], starts["start_date"])


@looked_after_rule("335", Adoptions, "by_former_foster_carer", beside=(EpisodesOfCare,))
def another_carer_than_placed_with(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """Whether the adopters were the foster carers disagrees with the placement out of which the child was adopted."""
    episodes = context.rows_of(EpisodesOfCare)
    adopted = episodes[episodes["end_reason"].isin(ADOPTED)]
    placement = value_of(adoptions["child"], adopted["child"], adopted["placement"])
    by_carer = adoptions["by_former_foster_carer"]
    return (placement.isin(WITH_CURRENT_CARER) & ~by_carer) | (placement.isin(WITH_ANOTHER_CARER) & by_carer)


@looked_after_rule("511", Adoptions, "number_of_adopters", "adopters_sex")
def two_adopters_with_the_sex_of_one(adoptions: pd.DataFrame) -> pd.Series:
    """There are two adopters, but the sex is that of one."""
    return (adoptions["number_of_adopters"] == 2) & adoptions["adopters_sex"].isin(ONE_ADOPTER)


@looked_after_rule("521", Adoptions, "decision_date", beside=(EpisodesOfCare,))
def adoption_decided_after_placing(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """The decision for adoption was made after the child was placed for adoption."""
    placed = placed_first(context)
    return adoptions["decision_date"] > value_of(adoptions["child"], placed["child"], placed["start_date"])


@looked_after_rule("523", Adoptions, "decision_date", beside=(PlacementForAdoptionDecisions,))
def decided_on_another_day(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """The decision for adoption has another day than each decision that the child should be placed for adoption."""
    decisions = context.rows_of(PlacementForAdoptionDecisions)
    decisions = decisions[decisions["decision_date"].notna()]
    same = adoptions[["child", "decision_date"]].merge(decisions[["child", "decision_date"]].drop_duplicates())
    agrees = pd.MultiIndex.from_frame(adoptions[["child", "decision_date"]]).isin(pd.MultiIndex.from_frame(same))
    return adoptions["decision_date"].notna() & among(adoptions["child"], decisions["child"]) & ~agrees


@looked_after_rule("525", Adoptions, *ADOPTION_ITEMS, beside=(PlacementForAdoptionDecisions,))
def adopted_after_reversal(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """There are details of an adoption, but the child's latest decision for it has been reversed."""
    latest = last_of_each(context.rows_of(PlacementForAdoptionDecisions), by="decision_date")
    reversed_last = latest.loc[latest["reversal_date"].notna(), "child"]
    return some_given(adoptions, ADOPTION_ITEMS) & among(adoptions["child"], reversed_last)


@looked_after_rule("582", Adoptions, "matching_date", beside=(EpisodesOfCare,))
def matched_on_the_day_of_adoption(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """The child was matched with the adopters on the day of the adoption."""
    episodes = context.rows_of(EpisodesOfCare)
    adopted = episodes[episodes["end_reason"].isin(ADOPTED)]
    return adoptions["matching_date"] == value_of(adoptions["child"], adopted["child"], adopted["end_date"])


@looked_after_rule("602", Adoptions, *ADOPTION_ITEMS, beside=(EpisodesOfCare,))
def no_episode_ends_with_adoption(adoptions: pd.DataFrame, context: Context) -> pd.Series:
    """There are details of an adoption, but no episode of the child ended with one in the year."""
    episodes = context.rows_of(EpisodesOfCare)
    adopted = episodes.loc[adopted_in_the_year(episodes, context), "child"]
    return some_given(adoptions, ADOPTION_ITEMS) & missing_among(adoptions["child"], adopted)


@looked_after_rule("601", EpisodesOfCare, "end_date", "end_reason", beside=(Adoptions,))
def adopted_without_details(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child was adopted in the year, but the details of the adoption are not complete."""
    adoptions = context.rows_of(Adoptions)
    complete = adoptions.loc[all_given(adoptions, ADOPTION_ITEMS), "child"]
    return adopted_in_the_year(episodes, context) & missing_among(episodes["child"], complete)


@looked_after_rule("551", EpisodesOfCare, "placement", beside=(PlacementForAdoptionDecisions,))
def placed_without_decision(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """The child is placed for adoption (A3 to A6), but there is no date of a decision for it."""
    return episodes["placement"].isin(FOR_ADOPTION) & undecided(episodes, context)


@looked_after_rule("553", EpisodesOfCare, "legal_status", beside=(PlacementForAdoptionDecisions,))
def placement_order_without_decision(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """There is a placement order (E1), but no date of a decision that the child should be placed for adoption."""
    return (episodes["legal_status"] == LegalStatus.E1.value) & undecided(episodes, context)


@looked_after_rule("555", EpisodesOfCare, "legal_status", beside=(PlacementForAdoptionDecisions,))
def freeing_order_without_decision(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """There is a freeing order (D1), but no date of a decision that the child should be placed for adoption."""
    return (episodes["legal_status"] == LegalStatus.D1.value) & undecided(episodes, context)


@looked_after_rule(
    *("557", EpisodesOfCare, "end_reason", "legal_status", "placement"), beside=(PlacementForAdoptionDecisions,)
)
def left_without_reversal(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child was to be adopted and left care otherwise, but the end of that decision is not given with its reason.

    To be adopted was who was placed for adoption (A3 to A6), or under a placement or freeing order, when leaving.
    """
    decisions = context.rows_of(PlacementForAdoptionDecisions)
    ended = all_given(decisions, ("reversal_date", "reversal_reason"))
    settled = among(episodes["child"], decisions["child"]) & ~among(episodes["child"], decisions.loc[~ended, "child"])
    to_be_adopted = episodes["placement"].isin(FOR_ADOPTION) | episodes["legal_status"].isin(ORDERS)
    return to_be_adopted & ceased(episodes) & ~episodes["end_reason"].isin(ADOPTED) & ~settled


@looked_after_rule("115", PlacementForAdoptionDecisions, "decision_date")
def decision_date_invalid(decisions: pd.DataFrame) -> pd.Series:
    """The day of the decision for adoption is missing or is not a date."""
    return decisions["decision_date"].isna()


@looked_after_rule("117", PlacementForAdoptionDecisions, "decision_date", "reversal_date", beside=(EpisodesOfCare,))
def decided_too_late(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """The decision for adoption, or its reversal, is after the collection year or after the child's latest episode."""
    episodes = context.rows_of(EpisodesOfCare)
    latest = last_of_each(episodes[episodes["end_reason"] != "X1"])
    ended = value_of(decisions["child"], latest["child"], latest["end_date"])
    late = [
        (decisions[day] > context.year_end) | (decisions[day] > ended) for day in ("decision_date", "reversal_date")
    ]
    return late[0] | late[1]


@looked_after_rule("118", PlacementForAdoptionDecisions, "reversal_date", beside=(EpisodesOfCare,))
def reversed_too_early(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """The decision for adoption was reversed before the collection year, or before the child was looked after."""
    episodes = context.rows_of(EpisodesOfCare)
    firsts = first_of_each(episodes[long_term(episodes)])
    began = value_of(decisions["child"], firsts["child"], firsts["start_date"])
    return (decisions["reversal_date"] < context.year_start) | (decisions["reversal_date"] < began)


@looked_after_rule("120", PlacementForAdoptionDecisions, "reversal_reason")
def reversal_reason_invalid(decisions: pd.DataFrame) -> pd.Series:
    """The reason why the decision for adoption was reversed is not in the code list."""
    return decisions["reversal_reason"] == UNMAPPED


@looked_after_rule("184", PlacementForAdoptionDecisions, "decision_date", beside=(LookedAfterChildren,))
def decided_before_birth(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """The decision for adoption was made before the child was born."""
    return decisions["decision_date"] < of_child(decisions, context, "birth_date")


@looked_after_rule("552", PlacementForAdoptionDecisions, "decision_date", beside=(EpisodesOfCare,))
def decided_after_placing(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child was placed for adoption before the decision for it.

    It is asked of the child's first decision, and of the first placement for adoption in the return.
    """
    return decided_after(decisions, placed_first(context))


@looked_after_rule("554", PlacementForAdoptionDecisions, "decision_date", beside=(EpisodesOfCare,))
def decided_after_placement_order(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """
    The placement order (E1) was made before the decision for adoption.

    It is asked of the child's first decision, and of the first episode under the order in the return.
    """
    return decided_after(decisions, first_under(context, LegalStatus.E1))


@looked_after_rule("556", PlacementForAdoptionDecisions, "decision_date", beside=(EpisodesOfCare,))
def decided_after_freeing_order(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """
    The freeing order (D1) was made before the decision for adoption.

    It is asked of the child's first decision, and of the first episode under the order in the return.
    """
    return decided_after(decisions, first_under(context, LegalStatus.D1))


@looked_after_rule("558", PlacementForAdoptionDecisions, "reversal_date", beside=(EpisodesOfCare,))
def reversed_before_adoption(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """The child was adopted, but the latest decision for adoption is reversed."""
    episodes = context.rows_of(EpisodesOfCare)
    adopted = among(decisions["child"], episodes.loc[episodes["end_reason"].isin(ADOPTED), "child"])
    is_latest = following(decisions, by="decision_date")["decision_date"].isna()
    return decisions["reversal_date"].notna() & adopted & is_latest


@looked_after_rule("563", PlacementForAdoptionDecisions, "decision_date", "reversal_date", "reversal_reason")
def reversed_without_decision(decisions: pd.DataFrame) -> pd.Series:
    """The child should no longer be placed for adoption, but the day of the decision that it should is blank."""
    return some_given(decisions, ("reversal_date", "reversal_reason")) & decisions["decision_date"].isna()


@looked_after_rule(
    *("579", PlacementForAdoptionDecisions, "decision_date", "reversal_date"), beside=(PlacementForAdoptionDecisions,)
)
def decided_during_another(decisions: pd.DataFrame) -> pd.Series:
    """The decision for adoption was made before the previous one was reversed, or the previous one never was."""
    before = previous(decisions, "reversal_date", by="decision_date")
    still = before["reversal_date"].isna() | (decisions["decision_date"] < before["reversal_date"])
    return before["decision_date"].notna() & still


@looked_after_rule(
    *("583", PlacementForAdoptionDecisions, "decision_date", "reversal_date"), beside=(PlacementForAdoptionDecisions,)
)
def decided_again_without_reversal(decisions: pd.DataFrame) -> pd.Series:
    """There is a later decision for adoption, but this one has not been reversed."""
    again = following(decisions, by="decision_date")["decision_date"].notna()
    return again & decisions["reversal_date"].isna()


@looked_after_rule("1003", PlacementForAdoptionDecisions, "decision_date", beside=(EpisodesOfCare,))
def decided_before_starting(decisions: pd.DataFrame, context: Context) -> pd.Series:
    """
    The decision for adoption was made before the child started to be looked after.

    That is told by the first start (S) in the return, where it has one.
    """
    episodes = context.rows_of(EpisodesOfCare)
    starts = first_of_each(episodes[episodes["start_reason"] == "S"])
    return decisions["decision_date"] < value_of(decisions["child"], starts["child"], starts["start_date"])


def undecided(episodes: pd.DataFrame, context: Context) -> pd.Series:
    """Episodes of children of whom the return has no date of a decision for adoption."""
    decisions = context.rows_of(PlacementForAdoptionDecisions)
    return missing_among(episodes["child"], decisions.loc[decisions["decision_date"].notna(), "child"])


def placed_first(context: Context) -> pd.DataFrame:
    """Return the first episode of each child in a placement for adoption."""
    episodes = context.rows_of(EpisodesOfCare)
    return first_of_each(episodes[episodes["placement"].isin(FOR_ADOPTION)])


def first_under(context: Context, status: LegalStatus) -> pd.DataFrame:
    """Return the first episode of each child under a legal status."""
    episodes = context.rows_of(EpisodesOfCare)
    return first_of_each(episodes[episodes["legal_status"] == status.value])


def decided_after(decisions: pd.DataFrame, episodes: pd.DataFrame) -> pd.Series:
    """First decisions that were made after an episode of the child began, of which there is one at most."""
    is_first = previous(decisions, by="decision_date")["decision_date"].isna()
    began = value_of(decisions["child"], episodes["child"], episodes["start_date"])
    return is_first & (decisions["decision_date"] > began)


def _other_sexes(code: str, status: AdoptersLegalStatus, who: str, sexes: set[str]) -> None:
    def fails(adoptions: pd.DataFrame) -> pd.Series:
        others = {member.value for member in AdoptersSex} - sexes
        return (adoptions["adopters_legal_status"] == status.value) & adoptions["adopters_sex"].isin(others)

    fails.__doc__ = f"The legal status of the adopters is that of {who}, but their sex is another one."
    looked_after_rule(code, Adoptions, "adopters_sex", "adopters_legal_status")(fails)


for _code, _told in SEXES_OF.items():
    _other_sexes(_code, *_told)
