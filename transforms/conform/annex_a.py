"""
Ofsted's Annex A in the datasets' words.

Lists 1 to 9 cover the six months before the day of the extract: contacts, early help, referrals, enquiries and
assessments of these months, and every child in need, every plan and every period of care that was open in them.
Lists 10 and 11 cover twelve months of decisions and enquiries.
Each list but the last, which is about adults, also describes its children. List 6 is about the same episodes of
need as list 3, but says other things.
"""

import pandas as pd

from transforms.conform.section import Covers, Section

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")
MONTHS = 6
MONTHS_OF_ADOPTION = 12

_CHILD = {"child_unique_id": "child_id"}
_CHILDREN = {
    **_CHILD,
    "gender": "sex",
    "ethnicity": "ethnicity",
    "date_of_birth": "birth_date",
    "does_the_child_have_a_disability": "disability",
}
_UNDISABLED = {theirs: ours for theirs, ours in _CHILDREN.items() if ours != "disability"}
_ALLOCATED = {"allocated_team": "team", "allocated_worker": "worker"}

NAMES: dict[str, dict[str, str]] = {
    "annex_a.list_1.contacts": {
        **_CHILD,
        "date_of_contact": "contact_date",
        "contact_source": "source",
    },
    "annex_a.list_2.early_help_assessments": {
        **_CHILD,
        "assessment_start_date": "start_date",
        "assessment_completion_date": "completion_date",
        "organisation_completing_assessment": "organisation",
    },
    "annex_a.list_3.referrals": {
        **_CHILD,
        "date_of_referral": "referral_date",
        "referral_source": "source",
        "referral_nfa": "no_further_action",
        "number_of_referrals_in_last_12_months": "referrals_in_last_12_months",
        **_ALLOCATED,
    },
    "annex_a.list_4.assessments": {
        **_CHILD,
        "continuous_assessment_start_date": "start_date",
        "child_seen_during_continuous_assessment": "child_seen",
        "continuous_assessment_date_of_authorisation": "authorisation_date",
        "was_the_child_assessed_as_requiring_la_childrens_social_care_support": "support_required",
        **_ALLOCATED,
    },
    "annex_a.list_5.section_47_enquiries": {
        **_CHILD,
        "strategy_discussion_initiating_section_47_enquiry_start_date": "start_date",
        "was_an_initial_child_protection_conference_deemed_unnecessary": "conference_not_required",
        "date_of_initial_child_protection_conference": "conference_date",
        "did_the_initial_child_protection_conference_result_in_a_child_protection_plan": "plan_outcome",
        "number_of_section_47_enquiries_in_the_last_12_months": "enquiries_in_last_12_months",
        "number_of_icpcs_in_the_last_12_months": "conferences_in_last_12_months",
        **_ALLOCATED,
    },
    "annex_a.list_6.referrals": {
        **_CHILD,
        "cin_start_date": "referral_date",
        "primary_need_code": "primary_need",
        "date_child_was_last_seen": "last_seen_date",
        "cin_closure_date": "closure_date",
        "reason_for_closure": "closure_reason",
        "case_status": "case_status",
        **_ALLOCATED,
    },
    "annex_a.list_7.child_protection_plans": {
        **_CHILD,
        "child_protection_plan_start_date": "start_date",
        "initial_category_of_abuse": "initial_category",
        "latest_category_of_abuse": "latest_category",
        "date_of_the_last_statutory_visit": "last_visit_date",
        "was_the_child_seen_alone": "seen_alone",
        "date_of_latest_review_conference": "latest_review_date",
        "child_protection_plan_end_date": "end_date",
        "subject_to_emergency_protection_order_or_protected_under_police_powers_in_last_six_months": (
            "emergency_protection"
        ),
        "number_of_previous_child_protection_plans": "number_of_previous_plans",
        **_ALLOCATED,
    },
    "annex_a.list_7.child_protection_plan_reviews": {
        **_CHILD,
        "child_protection_plan_start_date": "plan_start_date",
        "date_of_latest_review_conference": "review_date",
    },
    "annex_a.list_8.periods_of_care": {
        **_CHILD,
        "unaccompanied_asylum_seeking_child_uasc_within_the_last_12_months": "unaccompanied_asylum_seeker",
        "date_started_to_be_looked_after": "start_date",
        "childs_category_of_need": "primary_need",
        "is_this_a_second_or_subsequent_period_of_being_a_looked_after_child_within_the_last_12_months": (
            "second_period"
        ),
        "start_date_of_current_legal_status": "legal_status_start_date",
        "childs_legal_status": "legal_status",
        "date_of_latest_statutory_review": "latest_review_date",
        "date_of_last_social_work_visit": "last_visit_date",
        "what_is_the_permanence_plan_for_this_child": "permanence_plan",
        "date_of_last_iro_visit_contact_to_the_child": "last_reviewing_officer_contact_date",
        "date_of_last_health_assessment": "last_health_assessment_date",
        "date_of_last_dental_check": "last_dental_check_date",
        "number_of_placements_in_the_last_12_months": "placements_in_last_12_months",
        "date_ceased_to_be_looked_after": "end_date",
        "reason_ceased_to_be_looked_after": "end_reason",
        "start_date_of_most_recent_placement": "placement_start_date",
        "placement_type": "placement_type",
        "placement_provider": "placement_provider",
        "placement_postcode": "placement_postcode",
        "urn_of_placement": "placement_urn",
        "placement_location": "placement_location",
        "la_of_placement": "placement_authority",
        "number_of_episodes_the_child_has_been_missing_from_their_placement_in_the_last_12_months": (
            "missing_in_last_12_months"
        ),
        "number_of_episodes_the_child_has_been_absent_from_their_placement_in_the_last_12_months": (
            "absent_in_last_12_months"
        ),
        "was_the_child_offered_a_return_interview_after_their_last_missing_episode": "return_interview_offered",
        "did_the_child_accept_a_return_interview_after_their_last_missing_episode": "return_interview_accepted",
        **_ALLOCATED,
    },
    "annex_a.list_9.care_leaver_statuses": {
        **_CHILD,
        "unaccompanied_asylum_seeking_child_uasc_or_formerly_uasc_if_18_or_over": "unaccompanied_asylum_seeker",
        "allocated_personal_advisor": "personal_adviser",
        "eligibility_category": "eligibility",
        "latest_pathway_plan_review_date": "pathway_plan_review_date",
        "la_in_touch": "in_touch",
        "latest_date_of_contact": "latest_contact_date",
        "type_of_accommodation": "accommodation",
        "suitability_of_accommodation": "suitability",
        "activity_status": "activity",
        **_ALLOCATED,
    },
    "annex_a.list_10.adoption_decisions": {
        **_CHILD,
        "family_identifier": "family_id",
        "date_the_child_entered_care": "care_start_date",
        "date_of_decision_that_child_should_be_placed_for_adoption": "decision_date",
        "date_of_placement_order": "placement_order_date",
        "date_of_matching_child_and_prospective_adopters": "match_date",
        "date_placed_for_adoption": "placement_date",
        "date_of_adoption_order": "adoption_order_date",
        "date_of_decision_that_child_should_no_longer_be_placed_for_adoption": "reversal_date",
        "reason_why_child_no_longer_placed_for_adoption": "reversal_reason",
        "date_the_child_was_placed_for_fostering_in_ffa_or_concurrent_planning_placement": "fostering_to_adopt_date",
    },
    "annex_a.list_11.prospective_adopters": {
        "individual_adopter_identifier": "adopter_id",
        "family_identifier": "family_id",
        "gender": "sex",
        "ethnicity": "ethnicity",
        "disability": "disability",
        "is_the_prospective_adopter_fostering_for_adoption": "fostering_for_adoption",
        "date_enquiry_received": "enquiry_date",
        "date_stage_1_started": "stage_1_start_date",
        "date_stage_1_ended": "stage_1_end_date",
        "date_stage_2_started": "stage_2_start_date",
        "date_stage_2_ended": "stage_2_end_date",
        "date_application_submitted": "application_date",
        "date_application_approved": "approval_date",
        "date_adopter_matched_with_child_ren": "match_date",
        "date_child_children_placed_with_adopter_s": "placement_date",
        "no_of_children_placed": "children_placed",
        "date_of_adoption_order": "adoption_order_date",
        "date_of_leaving_adoption_process": "leaving_date",
        "reason_for_leaving_adoption_process": "leaving_reason",
    },
    "annex_a.list_1.children": _UNDISABLED,
    "annex_a.list_2.children": _UNDISABLED,
    "annex_a.list_3.children": _UNDISABLED,
    "annex_a.list_4.children": _CHILDREN,
    "annex_a.list_5.children": _CHILDREN,
    "annex_a.list_6.children": _CHILDREN,
    "annex_a.list_7.children": _CHILDREN,
    "annex_a.list_8.children": _CHILDREN,
    "annex_a.list_9.children": _CHILDREN,
    "annex_a.list_10.children": _CHILDREN,
}
"""What each section calls the columns of its list."""

_EVENTS = {"withdraws": Covers.EVENTS, "complete": Covers.EVENTS}
_COVERAGE = {
    "annex_a.list_1.contacts": _EVENTS,
    "annex_a.list_2.early_help_assessments": _EVENTS,
    "annex_a.list_3.referrals": _EVENTS,
    # Practice differs on assessments that started before the window and are still open: absence is no withdrawal.
    "annex_a.list_4.assessments": {"withdraws": Covers.EVENTS, "complete": Covers.EPISODES},
    "annex_a.list_5.section_47_enquiries": _EVENTS,
    # A referral without further action stands in list 3 and never in list 6: absence is no withdrawal.
    "annex_a.list_6.referrals": {"complete": Covers.EPISODES},
    "annex_a.list_7.child_protection_plans": {"withdraws": Covers.EPISODES, "complete": Covers.EPISODES},
    "annex_a.list_8.periods_of_care": {"withdraws": Covers.EPISODES, "complete": Covers.EPISODES},
    "annex_a.list_10.adoption_decisions": _EVENTS,
    "annex_a.list_11.prospective_adopters": _EVENTS,
    # Every child with an episode is described; but a child who is not described is not taken back.
    "annex_a.list_6.children": {"complete": Covers.EPISODES},
    # Nothing for the rest: the latest review only, care leavers, whom nothing dates, and children who are in one
    # list and not in another.
}


def _list(section: str) -> str:
    return section.split(".")[1]


SECTIONS: dict[str, Section] = {
    name: Section(
        name=name,
        dataset=name.rpartition(".")[2],
        columns=tuple(names.values()),
        months=MONTHS_OF_ADOPTION if _list(name) in ("list_10", "list_11") else MONTHS,
        **_COVERAGE.get(name, {}),
    )
    for name, names in NAMES.items()
}


def conform(records: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """
    Return, per section of the lists that were read, its rows as text under the dataset's names, with provenance.

    Every row of a list stands once in its main section and once among the children.
    A column that the list lacks is lacking in the section too: an absent column says nothing, an empty one does.
    """
    sections = {name: _section(records[_list(name)], NAMES[name]) for name in NAMES if _list(name) in records}
    latest = sections.pop("annex_a.list_7.child_protection_plan_reviews", None)
    if latest is not None and "review_date" in latest:
        reviewed = latest.dropna(subset=["review_date"]).reset_index(drop=True)
        sections["annex_a.list_7.child_protection_plan_reviews"] = reviewed
    return sections


def _section(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    present = {theirs: ours for theirs, ours in names.items() if theirs in rows.columns}
    return rows[[*present, *PROVENANCE]].rename(columns=present).reset_index(drop=True)
