"""
The Standard Safeguarding Dataset in the datasets' words.

Its tables hold about six years up to the day on which they are made: every contact, enquiry, visit and review of these
years, and every case, plan, assessment, placement and involvement that was open on any of their days.
A person's identifier is the authority's own, the one of the census.
"""

import pandas as pd

from transforms.conform.section import Covers, Section
from transforms.conform.ssd_joins import identifiers_of_persons, joined, periods_of_care
from transforms.conform.ssd_json import exploded

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")
MONTHS = 72

KINDS: dict[str, str] = {
    "ssd.children": "person",
    "ssd.child_circumstances": "person",
    "ssd.identifiers_of_persons": "person",
    "ssd.linked_identifiers": "linked_identifiers",
    "ssd.child_disabilities": "disability",
    "ssd.immigration_statuses": "immigration_status",
    "ssd.addresses": "address",
    "ssd.contacts": "contacts",
    "ssd.early_help_episodes": "early_help_episodes",
    "ssd.referrals": "cin_episodes",
    "ssd.assessments": "cin_assessments",
    "ssd.assessment_factors": "assessment_factors",
    "ssd.child_in_need_plans": "cin_plans",
    "ssd.child_in_need_visits": "cin_visits",
    "ssd.section_47_enquiries": "s47_enquiry",
    "ssd.initial_child_protection_conferences": "initial_cp_conference",
    "ssd.child_protection_plans": "cp_plans",
    "ssd.child_protection_visits": "cp_visits",
    "ssd.child_protection_plan_reviews": "cp_reviews",
    "ssd.review_conferences": "cp_reviews",
    "ssd.care_episodes": "cla_episodes",
    "ssd.periods_of_care": "cla_episodes",
    "ssd.placements": "cla_placement",
    "ssd.legal_statuses": "legal_status",
    "ssd.permanence_plans": "cla_care_plan",
    "ssd.care_plan_reviews": "cla_reviews",
    "ssd.looked_after_visits": "cla_visits",
    "ssd.health_checks": "cla_health",
    "ssd.immunisation_statuses": "cla_immunisations",
    "ssd.substance_misuses": "cla_substance_misuse",
    "ssd.convictions": "cla_convictions",
    "ssd.strengths_and_difficulties_scores": "sdq_scores",
    "ssd.missing_episodes": "missing",
    "ssd.care_leaver_statuses": "care_leavers",
    "ssd.adoption_decisions": "permanence",
    "ssd.pre_proceedings": "pre_proceedings",
    "ssd.involvements": "involvements",
    "ssd.professionals": "professionals",
    "ssd.teams": "department",
}
"""Which table each section is made of; the first of a table's sections holds its rows one for one."""

NAMES: dict[str, dict[str, str]] = {
    "ssd.children": {
        "pers_person_id": "child_id",
        "pers_dob": "birth_date",
        "pers_expected_dob": "expected_birth_date",
        "pers_death_date": "death_date",
        "pers_sex": "sex",
        "pers_ethnicity": "ethnicity",
        "upn": "upn",
        "pers_upn_unknown": "upn_unknown",
    },
    "ssd.child_circumstances": {
        "pers_person_id": "child_id",
        "pers_send_flag": "education_health_and_care_plan",
        "pers_is_mother": "is_mother",
    },
    "ssd.identifiers_of_persons": {
        "pers_person_id": "child_id",
        "identifier_type": "identifier_type",
        "identifier_value": "identifier_value",
    },
    "ssd.linked_identifiers": {
        "link_person_id": "child_id",
        "link_identifier_type": "identifier_type",
        "link_identifier_value": "identifier_value",
        "link_valid_from_date": "valid_from_date",
        "link_valid_to_date": "valid_to_date",
    },
    "ssd.child_disabilities": {"disa_person_id": "child_id", "disa_disability_code": "disability"},
    "ssd.immigration_statuses": {
        "immi_person_id": "child_id",
        "immi_immigration_status": "status",
        "immi_immigration_status_start_date": "start_date",
        "immi_immigration_status_end_date": "end_date",
    },
    "ssd.addresses": {
        "addr_person_id": "child_id",
        "addr_address_type": "address_type",
        "addr_address_start_date": "start_date",
        "addr_address_end_date": "end_date",
        "addr_address_postcode": "postcode",
    },
    "ssd.contacts": {"cont_person_id": "child_id", "cont_contact_date": "contact_date", "source": "source"},
    "ssd.early_help_episodes": {
        "earl_person_id": "child_id",
        "earl_episode_start_date": "start_date",
        "earl_episode_end_date": "end_date",
        "earl_episode_organisation": "organisation",
        "earl_episode_worker_id": "worker",
    },
    "ssd.referrals": {
        "cine_person_id": "child_id",
        "cine_referral_date": "referral_date",
        "source": "source",
        "cine_referral_nfa": "no_further_action",
        "cine_cin_primary_need_code": "primary_need",
        "cine_close_date": "closure_date",
        "cine_close_reason": "closure_reason",
        "conference_date": "conference_date",
        "cine_referral_team": "team",
        "cine_referral_worker_id": "worker",
    },
    "ssd.assessments": {
        "cina_person_id": "child_id",
        "referral_date": "referral_date",
        "cina_assessment_start_date": "start_date",
        "cina_assessment_auth_date": "authorisation_date",
        "cina_assessment_child_seen": "child_seen",
        "cina_assessment_team": "team",
        "cina_assessment_worker_id": "worker",
    },
    "ssd.assessment_factors": {
        "child_id": "child_id",
        "assessment_start_date": "assessment_start_date",
        "cinf_assessment_factors_json": "factor",
    },
    "ssd.child_in_need_plans": {
        "cinp_person_id": "child_id",
        "referral_date": "referral_date",
        "cinp_cin_plan_start_date": "start_date",
        "cinp_cin_plan_end_date": "end_date",
    },
    "ssd.child_in_need_visits": {
        "cinv_person_id": "child_id",
        "cinv_cin_visit_id": "visit_id",
        "cinv_cin_visit_date": "visit_date",
        "cinv_cin_visit_seen": "seen",
        "cinv_cin_visit_seen_alone": "seen_alone",
        "cinv_cin_visit_bedroom": "bedroom_seen",
    },
    "ssd.section_47_enquiries": {
        "s47e_person_id": "child_id",
        "referral_date": "referral_date",
        "s47e_s47_start_date": "start_date",
        "conference_target_date": "conference_target_date",
        "conference_date": "conference_date",
        "conference_not_required": "conference_not_required",
        "plan_outcome": "plan_outcome",
        "s47e_s47_completed_by_team": "team",
        "s47e_s47_completed_by_worker_id": "worker",
    },
    "ssd.initial_child_protection_conferences": {
        "icpc_person_id": "child_id",
        "icpc_icpc_date": "conference_date",
        "icpc_icpc_target_date": "target_date",
        "enquiry_start_date": "enquiry_start_date",
        "icpc_icpc_transfer_in": "transfer_in",
        "icpc_icpc_outcome_cp_flag": "plan_outcome",
        "icpc_icpc_team": "team",
        "icpc_icpc_worker_id": "worker",
    },
    "ssd.child_protection_plans": {
        "cppl_person_id": "child_id",
        "referral_date": "referral_date",
        "cppl_cp_plan_start_date": "start_date",
        "cppl_cp_plan_end_date": "end_date",
        "cppl_cp_plan_initial_category": "initial_category",
        "cppl_cp_plan_latest_category": "latest_category",
    },
    "ssd.child_protection_visits": {
        "cppv_person_id": "child_id",
        "cppv_cp_visit_id": "visit_id",
        "plan_start_date": "plan_start_date",
        "cppv_cp_visit_date": "visit_date",
        "cppv_cp_visit_seen": "seen",
        "cppv_cp_visit_seen_alone": "seen_alone",
        "cppv_cp_visit_bedroom": "bedroom_seen",
    },
    "ssd.child_protection_plan_reviews": {
        "cppr_person_id": "child_id",
        "plan_start_date": "plan_start_date",
        "cppr_cp_review_date": "review_date",
    },
    "ssd.review_conferences": {
        "cppr_person_id": "child_id",
        "plan_start_date": "plan_start_date",
        "cppr_cp_review_date": "review_date",
        "cppr_cp_review_due": "due_date",
        "cppr_cp_review_outcome_continue_cp": "plan_continues",
        "cppr_cp_review_quorate": "quorate",
        "cppr_cp_review_participation": "participation",
    },
    "ssd.care_episodes": {
        "clae_person_id": "child_id",
        "clae_cla_episode_start_date": "start_date",
        "clae_cla_episode_start_reason": "start_reason",
        "clae_cla_primary_need_code": "primary_need",
        "clae_entered_care_date": "period_start_date",
        "clae_cla_episode_ceased_date": "end_date",
        "clae_cla_episode_ceased_reason": "end_reason",
    },
    "ssd.periods_of_care": {
        "clae_person_id": "child_id",
        "start_date": "start_date",
        "clae_cla_primary_need_code": "primary_need",
        "clap_cla_placement_start_date": "placement_start_date",
        "clap_cla_placement_type": "placement_type",
        "clap_cla_placement_provider": "placement_provider",
        "clap_cla_placement_postcode": "placement_postcode",
        "clap_cla_placement_urn": "placement_urn",
        "clae_cla_last_iro_contact_date": "last_reviewing_officer_contact_date",
        "end_date": "end_date",
        "end_reason": "end_reason",
    },
    "ssd.placements": {
        "clap_person_id": "child_id",
        "clap_cla_placement_id": "placement_id",
        "clap_cla_placement_start_date": "start_date",
        "clap_cla_placement_type": "placement",
        "clap_cla_placement_provider": "provider",
        "clap_cla_placement_postcode": "postcode",
        "clap_cla_placement_urn": "urn",
        "clap_cla_placement_distance": "miles_from_home",
        "clap_cla_placement_end_date": "end_date",
        "clap_cla_placement_change_reason": "change_reason",
    },
    "ssd.legal_statuses": {
        "lega_person_id": "child_id",
        "lega_legal_status_id": "legal_status_id",
        "lega_legal_status": "legal_status",
        "lega_legal_status_start_date": "start_date",
        "lega_legal_status_end_date": "end_date",
    },
    "ssd.permanence_plans": {
        "lacp_person_id": "child_id",
        "lacp_cla_care_plan_start_date": "start_date",
        "lacp_cla_care_plan_json": "option",
        "lacp_cla_care_plan_end_date": "end_date",
    },
    "ssd.care_plan_reviews": {
        "child_id": "child_id",
        "clar_cla_review_date": "review_date",
        "clar_cla_review_due_date": "due_date",
        "clar_cla_review_participation": "participation",
    },
    "ssd.looked_after_visits": {
        "clav_person_id": "child_id",
        "clav_cla_visit_id": "visit_id",
        "clav_cla_visit_date": "visit_date",
        "clav_cla_visit_seen": "seen",
        "clav_cla_visit_seen_alone": "seen_alone",
    },
    "ssd.health_checks": {
        "clah_person_id": "child_id",
        "clah_health_check_type": "check_type",
        "clah_health_check_date": "check_date",
        "clah_health_check_status": "status",
    },
    "ssd.immunisation_statuses": {
        "clai_person_id": "child_id",
        "clai_immunisations_status": "up_to_date",
        "clai_immunisations_status_date": "status_date",
    },
    "ssd.substance_misuses": {
        "clas_person_id": "child_id",
        "clas_substance_misuse_date": "found_date",
        "clas_intervention_received": "intervention_received",
    },
    "ssd.convictions": {"clac_person_id": "child_id", "clac_cla_conviction_date": "offence_date"},
    "ssd.strengths_and_difficulties_scores": {
        "csdq_person_id": "child_id",
        "csdq_sdq_completed_date": "completed_date",
        "csdq_sdq_score": "score",
        "csdq_sdq_reason": "no_score_reason",
    },
    "ssd.missing_episodes": {
        "miss_person_id": "child_id",
        "miss_missing_episode_type": "absence_type",
        "miss_missing_episode_start_date": "start_date",
        "miss_missing_episode_end_date": "end_date",
        "miss_missing_rhi_offered": "return_interview_offered",
        "miss_missing_rhi_accepted": "return_interview_accepted",
    },
    "ssd.care_leaver_statuses": {
        "clea_person_id": "child_id",
        "clea_care_leaver_eligibility": "eligibility",
        "clea_pathway_plan_review_date": "pathway_plan_review_date",
        "clea_care_leaver_in_touch": "in_touch",
        "clea_care_leaver_latest_contact": "latest_contact_date",
        "clea_care_leaver_accommodation": "accommodation",
        "clea_care_leaver_accom_suitable": "suitability",
        "clea_care_leaver_activity": "activity",
        "clea_care_leaver_allocated_team": "team",
        "clea_care_leaver_worker_id": "worker",
        "clea_care_leaver_personal_advisor": "personal_adviser",
    },
    "ssd.adoption_decisions": {
        "perm_person_id": "child_id",
        "perm_adm_decision_date": "decision_date",
        "perm_placement_order_date": "placement_order_date",
        "perm_placed_ffa_cp_date": "fostering_to_adopt_date",
        "perm_matched_date": "match_date",
        "perm_placed_for_adoption_date": "placement_date",
        "adoption_order_date": "adoption_order_date",
        "perm_decision_reversed_date": "reversal_date",
        "perm_decision_reversed_reason": "reversal_reason",
    },
    "ssd.pre_proceedings": {
        "prep_person_id": "child_id",
        "prep_pre_pro_decision_date": "start_date",
        "prep_pre_pro_letter_date": "letter_before_proceedings_date",
        "prep_initial_pre_pro_meeting_date": "first_meeting_date",
        "prep_pre_pro_meetings_num": "review_meetings",
        "outcome": "outcome",
        "prep_care_pro_letter_date": "initial_letter_date",
    },
    "ssd.involvements": {
        "invo_person_id": "child_id",
        "invo_involvements_id": "involvement_id",
        "invo_professional_id": "worker",
        "invo_professional_role_id": "role",
        "invo_professional_team": "team",
        "invo_involvement_start_date": "start_date",
        "invo_involvement_end_date": "end_date",
        "invo_worker_change_reason": "change_reason",
    },
    "ssd.professionals": {
        "prof_professional_id": "worker",
        "prof_professional_job_title": "job_title",
        "prof_professional_department": "department",
        "prof_professional_caseload": "caseload",
        "prof_full_time_equivalency": "full_time_equivalent",
        "prof_agency_worker_flag": "is_agency",
    },
    "ssd.teams": {"dept_team_id": "team", "dept_team_name": "team_name", "dept_team_parent_id": "parent"},
}
"""What each section calls the fields of its table, and those that follow from other tables."""

_EPISODES = {"withdraws": Covers.EPISODES, "complete": Covers.EPISODES}
_EVENTS = {"withdraws": Covers.EVENTS, "complete": Covers.EVENTS}
_COVERAGE = {
    # Every child with an episode is described; but a child who is not described is not taken back.
    "ssd.children": {"complete": Covers.EPISODES},
    "ssd.contacts": _EVENTS,
    "ssd.early_help_episodes": _EPISODES,
    "ssd.referrals": _EPISODES,
    "ssd.assessments": _EPISODES,
    "ssd.assessment_factors": {"withdraws": Covers.EVENTS, "complete": Covers.EPISODES},  # those of every assessment
    "ssd.child_in_need_plans": _EPISODES,
    "ssd.child_in_need_visits": _EVENTS,
    # Withdrawn by their start, but complete beyond it: an earlier enquiry whose conference falls in the years is there.
    "ssd.section_47_enquiries": {"withdraws": Covers.EVENTS, "complete": Covers.EPISODES},
    "ssd.initial_child_protection_conferences": _EVENTS,
    "ssd.child_protection_plans": _EPISODES,
    "ssd.child_protection_visits": _EVENTS,
    "ssd.child_protection_plan_reviews": _EVENTS,
    "ssd.review_conferences": _EVENTS,
    "ssd.care_episodes": _EPISODES,
    "ssd.periods_of_care": _EPISODES,
    "ssd.placements": _EPISODES,
    "ssd.legal_statuses": _EPISODES,
    "ssd.permanence_plans": _EPISODES,
    "ssd.care_plan_reviews": _EVENTS,
    "ssd.looked_after_visits": _EVENTS,
    "ssd.health_checks": _EVENTS,
    "ssd.substance_misuses": _EVENTS,
    "ssd.convictions": _EVENTS,
    "ssd.strengths_and_difficulties_scores": _EVENTS,
    "ssd.missing_episodes": _EPISODES,
    "ssd.immigration_statuses": _EPISODES,
    "ssd.addresses": _EPISODES,
    "ssd.involvements": _EPISODES,
    "ssd.adoption_decisions": _EVENTS,
    "ssd.pre_proceedings": _EVENTS,
}

SECTIONS: dict[str, Section] = {
    name: Section(
        name=name,
        dataset="linked_identifiers" if name == "ssd.identifiers_of_persons" else name.removeprefix("ssd."),
        columns=tuple(names.values()),
        months=MONTHS,
        **_COVERAGE.get(name, {}),
    )
    for name, names in NAMES.items()
}


def conform(records: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """
    Return, per section of the tables that were read, its rows as text under the dataset's names, with provenance.

    A column that a table lacks is lacking in the section too: an absent column says nothing, an empty one does.
    """
    tables = joined(records)
    return {
        section: _renamed(_rows(section, tables[table], tables), NAMES[section])
        for section, table in KINDS.items()
        if table in tables
    }


def _rows(section: str, rows: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a section's rows: its table's one for one, but for those that say several things or together say one."""
    match section:
        case "ssd.identifiers_of_persons":
            return identifiers_of_persons(rows)
        case "ssd.periods_of_care":
            return periods_of_care(rows, tables.get("cla_placement"))
        case "ssd.assessment_factors":
            return exploded(rows, "cinf_assessment_factors_json")
        case "ssd.permanence_plans":
            return exploded(rows, "lacp_cla_care_plan_json")
    return rows


def _renamed(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    known = {theirs: ours for theirs, ours in names.items() if theirs in rows}
    return rows[[*known, *PROVENANCE]].rename(columns=known).reset_index(drop=True)
