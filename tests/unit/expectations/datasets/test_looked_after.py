"""The SSDA903's rules, row by row."""

import pytest

from expectations.datasets import (
    AbsencesFromPlacement,
    Adoptions,
    CareLeaverOutcomes,
    DeprivationOfLibertyOrders,
    EpisodesOfCare,
    LookedAfterChildren,
    LookedAfterHealth,
    LookedAfterReviews,
    PlacementForAdoptionDecisions,
    PreviousPermanenceArrangements,
    SocialWorkerEpisodes,
)

CHILD = {"child_id": "A1"}
HEADER = {
    **CHILD,
    **{"sex": "2", "birth_date": "01/05/2006", "ethnicity": "WBRI", "upn": "UN1", "is_mother": "1"},
    "first_child_birth_date": "01/02/2023",
}
EPISODE = {
    **CHILD,
    **{"start_date": "01/05/2022", "start_reason": "S", "legal_status": "C2", "primary_need": "N1", "placement": "U4"},
    **{"placement_provider": "PR1", "end_date": "10/09/2023", "end_reason": "X1", "placement_change_reason": "CARPL"},
    **{"home_postcode": "ZZ1 1AA", "placement_postcode": "ZZ2 2BB", "placement_urn": "1234567"},
}
HEALTH = {**CHILD, "sdq_score": "12", "no_sdq_reason": None, "intervention_received": "1", "intervention_offered": None}
LEAVER = {**CHILD, "in_touch": "YES", "activity": "F1", "accommodation": "B1", "suitability": "1"}
ADOPTION = {
    **CHILD,
    **{"decision_date": "01/05/2022", "matching_date": "01/05/2023", "by_former_foster_carer": "0"},
    **{"number_of_adopters": "2", "adopters_sex": "MF", "adopters_legal_status": "L11"},
}
DECISION = {**CHILD, "decision_date": "01/05/2022", "reversal_date": "01/05/2023", "reversal_reason": "RD1"}
ARRANGEMENT = {**CHILD, "arrangement": "P1", "authority": "852", "order_date": "01/05/2015"}
ABSENCE = {**CHILD, "absence_type": "M", "start_date": "01/05/2023", "end_date": "02/05/2023"}
ALLOCATION = {
    **CHILD,
    **{"worker": "SW1", "start_date": "01/05/2023", "end_date": "02/05/2023", "change_reason": "LEFTRL"},
}
ORDER = {**CHILD, "start_date": "01/05/2023", "end_date": "02/05/2023"}
NONE, ROW, VALUE = "none", "row", "value"


@pytest.mark.parametrize(
    ("dataset", "good"),
    [
        (LookedAfterChildren, HEADER),
        (EpisodesOfCare, EPISODE),
        (LookedAfterReviews, {**CHILD, "review_date": "01/05/2023", "participation": "PN1"}),
        (LookedAfterHealth, HEALTH),
        (CareLeaverOutcomes, LEAVER),
        (Adoptions, ADOPTION),
        (PlacementForAdoptionDecisions, DECISION),
        (PreviousPermanenceArrangements, ARRANGEMENT),
        (AbsencesFromPlacement, ABSENCE),
        (SocialWorkerEpisodes, ALLOCATION),
        (DeprivationOfLibertyOrders, ORDER),
    ],
)
def test_a_sound_row_passes(objections, dataset, good):
    """Of every table."""
    assert objections(dataset, good) == {}


@pytest.mark.parametrize(
    ("dataset", "good", "change", "rules"),
    [
        (LookedAfterChildren, HEADER, {"first_child_birth_date": None}, {"611": NONE}),
        (LookedAfterChildren, HEADER, {"is_mother": "0"}, {"612": NONE}),
        (LookedAfterChildren, HEADER, {"sex": "1"}, {"174": NONE}),
        (LookedAfterChildren, HEADER, {"first_child_birth_date": "01/02/2003"}, {"621": NONE}),
        (EpisodesOfCare, EPISODE, {"end_reason": None}, {"148": NONE}),
        (EpisodesOfCare, EPISODE, {"end_date": None}, {"148": NONE}),
        (EpisodesOfCare, EPISODE, {"end_date": "01/05/2021"}, {"356": ROW}),
        (EpisodesOfCare, EPISODE, {"start_date": None}, {"required:start_date": ROW}),
        (EpisodesOfCare, EPISODE, {"placement": "Q9"}, {"unknown:placement": VALUE}),
        (
            EpisodesOfCare,
            EPISODE,
            {"start_date": "01/07/2024", "end_date": None, "end_reason": None},
            {"354": NONE},
        ),
        (
            LookedAfterReviews,
            {**CHILD, "participation": "PN1"},
            {"review_date": "01/07/2024"},
            {"reviewed_after_the_year": NONE},
        ),
        (LookedAfterHealth, HEALTH, {"sdq_score": "55"}, {"unreadable:sdq_score": VALUE}),
        (LookedAfterHealth, HEALTH, {"no_sdq_reason": "SDQ2"}, {"197a": NONE}),
        (LookedAfterHealth, HEALTH, {"intervention_offered": "1"}, {"158": NONE}),
        (CareLeaverOutcomes, LEAVER, {"activity": None}, {"345": NONE}),
        (Adoptions, ADOPTION, {"matching_date": "01/05/2021"}, {"333": NONE}),
        (PlacementForAdoptionDecisions, DECISION, {"reversal_reason": None}, {"119": NONE}),
        (PlacementForAdoptionDecisions, DECISION, {"reversal_date": "01/05/2021"}, {"522": NONE}),
        (PreviousPermanenceArrangements, ARRANGEMENT, {"arrangement": "Z1"}, {"635": NONE}),
        (AbsencesFromPlacement, ABSENCE, {"end_date": "01/04/2023"}, {"567": ROW}),
        (SocialWorkerEpisodes, ALLOCATION, {"end_date": "01/04/2023"}, {"ended_before_it_began": ROW}),
        (DeprivationOfLibertyOrders, ORDER, {"end_date": "01/04/2023"}, {"ended_before_it_began": ROW}),
    ],
)
def test_what_is_wrong_is_found(objections, dataset, good, change, rules):
    """One row that fails for each rule."""
    assert objections(dataset, {**good, **change}) == rules


def test_the_next_one_may_not_begin_while_one_lasts(objections):
    """A missing end is found at the next beginning."""
    first = {**EPISODE, "end_date": None, "end_reason": None}
    assert objections(EpisodesOfCare, first, {**first, "start_date": "10/09/2023"}) == {"142": NONE}
