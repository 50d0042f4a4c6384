"""Rules of what only a case system tells, row by row: around the cases, in care, on visits."""

import pytest

from expectations.datasets import (
    Addresses,
    CareEpisodes,
    CarePlanReviews,
    ChildInNeedVisits,
    ChildProtectionVisits,
    EarlyHelpEpisodes,
    ImmigrationStatuses,
    InitialChildProtectionConferences,
    Involvements,
    LegalStatuses,
    LookedAfterVisits,
    MissingEpisodes,
    PermanencePlans,
    Placements,
)

CHILD = {"child_id": "A1"}
DAYS = {"start_date": "01/05/2023", "end_date": "02/05/2023"}
VISIT = {**CHILD, "visit_id": "V1", "visit_date": "01/05/2023", "seen": "Y", "seen_alone": "N"}
PLAN_VISIT = {**VISIT, "plan_start_date": "01/04/2023"}
EPISODE = {**CHILD, **DAYS, "start_reason": "S", "end_reason": "E4A"}
PLACEMENT = {**CHILD, **DAYS, "placement_id": "P1", "placement": "U6", "provider": "PR1"}
STATUS = {**CHILD, **DAYS, "legal_status_id": "L1", "legal_status": "C2"}
PLAN = {**CHILD, **DAYS, "option": "ADOPTION"}
MISSING = {
    **CHILD,
    **DAYS,
    **{"absence_type": "Missing", "return_interview_offered": "Y", "return_interview_accepted": "N"},
}
INVOLVEMENT = {**CHILD, **DAYS, "involvement_id": "I1", "worker": "W1"}
IMMIGRATION = {**CHILD, **DAYS, "status": "UASC"}
ADDRESS = {**CHILD, **DAYS, "address_type": "Home", "postcode": "ZZ1 1AA"}
EARLY_HELP = {**CHILD, **DAYS, "organisation": "Oak", "worker": "W1"}
CONFERENCE = {**CHILD, "conference_date": "01/05/2023", "plan_outcome": "Y"}
REVIEW = {**CHILD, "review_date": "01/05/2023", "participation": "PN1"}
NONE, ROW, VALUE = "none", "row", "value"
BACKWARDS, LATER = {"end_date": "01/04/2023"}, "01/07/2034"


@pytest.mark.parametrize(
    ("dataset", "good", "change", "rules"),
    [
        (CareEpisodes, EPISODE, BACKWARDS, {"ceased_before_it_began": ROW}),
        (CareEpisodes, EPISODE, {"end_reason": None}, {"ceased_without_reason_or_day": NONE}),
        (Placements, PLACEMENT, BACKWARDS, {"ended_before_it_began": ROW}),
        (Placements, PLACEMENT, {"placement": "Q9"}, {"unknown:placement": VALUE}),
        (LegalStatuses, STATUS, BACKWARDS, {"ended_before_it_began": ROW}),
        (PermanencePlans, PLAN, BACKWARDS, {"ended_before_it_began": ROW}),
        (MissingEpisodes, MISSING, BACKWARDS, {"ended_before_it_began": ROW}),
        (
            MissingEpisodes,
            MISSING,
            {"return_interview_offered": "N", "return_interview_accepted": "Y"},
            {"accepted_not_offered": NONE},
        ),
        (MissingEpisodes, MISSING, {"start_date": LATER, "end_date": None}, {"missing_in_future": NONE}),
        (Involvements, INVOLVEMENT, BACKWARDS, {"ended_before_it_began": ROW}),
        (ImmigrationStatuses, IMMIGRATION, BACKWARDS, {"ended_before_it_began": ROW}),
        (Addresses, ADDRESS, BACKWARDS, {"left_before_arriving": ROW}),
        (EarlyHelpEpisodes, EARLY_HELP, BACKWARDS, {"ends_before_it_starts": ROW}),
        (ChildInNeedVisits, VISIT, {"visit_date": LATER}, {"visit_in_future": NONE}),
        (LookedAfterVisits, VISIT, {"visit_date": LATER}, {"visit_in_future": NONE}),
        (ChildProtectionVisits, PLAN_VISIT, {"visit_date": LATER}, {"visit_in_future": NONE}),
        (ChildProtectionVisits, PLAN_VISIT, {"visit_date": "01/03/2023"}, {"visit_before_plan": NONE}),
        (InitialChildProtectionConferences, CONFERENCE, {"conference_date": LATER}, {"conference_in_future": NONE}),
        (CarePlanReviews, REVIEW, {"review_date": LATER}, {"review_in_future": NONE}),
    ],
)
def test_a_sound_row_passes_and_what_is_wrong_is_found(objections, dataset, good, change, rules):
    """One row that passes and one that fails for each rule."""
    assert objections(dataset, good) == {}
    assert objections(dataset, {**good, **change}) == rules
