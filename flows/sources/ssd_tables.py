"""
The tables of the Standard Safeguarding Dataset and the fields of them that Lodestar takes.

What is not named here is never asked of a database: the names of children, parents and professionals, addresses in
full, offences, comments. `docs/reference/formats/ssd.md` says which tables are left out and why.
"""

from dataclasses import dataclass
from functools import cached_property

SCHEMA_PREFIX = "ssd_"


@dataclass(frozen=True)
class Table:
    """
    One table: the prefix of its fields, the fields in the specification's order, and those that it must have.

    `fields` and `keys` are written without the prefix.
    """

    name: str
    prefix: str
    fields: tuple[str, ...]
    keys: frozenset[str]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The fields in full, as the specification spells them: `cine_referral_date`."""
        return tuple(f"{self.prefix}_{field}" for field in self.fields)

    @cached_property
    def key_columns(self) -> frozenset[str]:
        """The fields in full by which the table is known."""
        return frozenset(f"{self.prefix}_{field}" for field in self.keys)

    def column(self, heading: str) -> str | None:
        """Return the field that a heading stands for, with its prefix or without; None for one that is not taken."""
        name = heading.strip().casefold()
        return next((column for column in (name, f"{self.prefix}_{name}") if column in self.columns), None)


def _table(name: str, prefix: str, fields: str, *, keys: str) -> Table:
    return Table(name, prefix, tuple(fields.split()), frozenset(keys.split()))


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "person",
            "pers",
            "person_id sex ethnicity dob common_child_id legacy_id upn_unknown send_flag expected_dob death_date "
            "is_mother",
            keys="person_id dob",
        ),
        _table(
            "address",
            "addr",
            "person_id address_type address_start_date address_end_date address_postcode",
            keys="person_id address_start_date",
        ),
        _table("disability", "disa", "person_id disability_code", keys="person_id disability_code"),
        _table(
            "immigration_status",
            "immi",
            "person_id immigration_status immigration_status_start_date immigration_status_end_date",
            keys="person_id immigration_status",
        ),
        _table(
            "linked_identifiers",
            "link",
            "person_id identifier_type identifier_value valid_from_date valid_to_date",
            keys="person_id identifier_type identifier_value",
        ),
        _table(
            "contacts",
            "cont",
            "contact_id person_id contact_date contact_source_code contact_source_desc",
            keys="person_id contact_date",
        ),
        _table(
            "early_help_episodes",
            "earl",
            "episode_id person_id episode_start_date episode_end_date episode_organisation episode_worker_id",
            keys="person_id episode_start_date",
        ),
        _table(
            "cin_episodes",
            "cine",
            "referral_id person_id referral_date cin_primary_need_code referral_source_code referral_source_desc "
            "referral_nfa close_reason close_date referral_team referral_worker_id",
            keys="person_id referral_date",
        ),
        _table(
            "cin_assessments",
            "cina",
            "assessment_id person_id referral_id assessment_start_date assessment_child_seen assessment_auth_date "
            "assessment_team assessment_worker_id",
            keys="person_id assessment_start_date",
        ),
        _table(
            "assessment_factors",
            "cinf",
            "assessment_id assessment_factors_json",
            keys="assessment_id assessment_factors_json",
        ),
        _table(
            "cin_plans",
            "cinp",
            "cin_plan_id referral_id person_id cin_plan_start_date cin_plan_end_date cin_plan_team cin_plan_worker_id",
            keys="person_id cin_plan_start_date",
        ),
        _table(
            "cin_visits",
            "cinv",
            "cin_visit_id person_id cin_visit_date cin_visit_seen cin_visit_seen_alone cin_visit_bedroom",
            keys="cin_visit_id person_id cin_visit_date",
        ),
        _table(
            "s47_enquiry",
            "s47e",
            "s47_enquiry_id referral_id person_id s47_start_date s47_end_date s47_nfa s47_completed_by_worker_id "
            "s47_completed_by_team",
            keys="person_id s47_start_date",
        ),
        _table(
            "initial_cp_conference",
            "icpc",
            "icpc_id s47_enquiry_id person_id referral_id icpc_transfer_in icpc_target_date icpc_date "
            "icpc_outcome_cp_flag icpc_team icpc_worker_id",
            keys="person_id icpc_date",
        ),
        _table(
            "cp_plans",
            "cppl",
            "cp_plan_id referral_id person_id cp_plan_start_date cp_plan_end_date cp_plan_initial_category cp_plan_ola "
            "cp_plan_latest_category",
            keys="person_id cp_plan_start_date",
        ),
        _table(
            "cp_visits",
            "cppv",
            "cp_visit_id person_id cp_plan_id cp_visit_date cp_visit_seen cp_visit_seen_alone cp_visit_bedroom",
            keys="cp_visit_id person_id cp_visit_date",
        ),
        _table(
            "cp_reviews",
            "cppr",
            "cp_review_id person_id cp_plan_id cp_review_due cp_review_date cp_review_outcome_continue_cp "
            "cp_review_quorate cp_review_participation",
            keys="person_id cp_plan_id cp_review_date",
        ),
        _table(
            "cla_episodes",
            "clae",
            "cla_episode_id person_id cla_episode_start_date cla_episode_start_reason cla_primary_need_code "
            "cla_episode_ceased_date cla_episode_ceased_reason cla_id cla_placement_id entered_care_date "
            "cla_last_iro_contact_date",
            keys="person_id cla_episode_start_date",
        ),
        _table(
            "cla_placement",
            "clap",
            "cla_placement_id cla_placement_start_date cla_placement_type cla_placement_urn cla_placement_distance "
            "cla_id cla_placement_provider cla_placement_postcode cla_placement_end_date cla_placement_change_reason "
            "person_id",
            keys="person_id cla_placement_start_date",
        ),
        _table(
            "legal_status",
            "lega",
            "legal_status_id person_id legal_status legal_status_start_date legal_status_end_date",
            keys="person_id legal_status legal_status_start_date",
        ),
        _table(
            "cla_reviews",
            "clar",
            "cla_review_id cla_id cla_review_due_date cla_review_date cla_review_cancelled cla_review_participation",
            keys="cla_id cla_review_date",
        ),
        _table(
            "cla_visits",
            "clav",
            "cla_visit_id cla_id person_id cla_visit_date cla_visit_seen cla_visit_seen_alone",
            keys="cla_visit_id person_id cla_visit_date",
        ),
        _table(
            "cla_health",
            "clah",
            "health_check_id person_id health_check_type health_check_date health_check_status",
            keys="person_id health_check_type health_check_date",
        ),
        _table(
            "cla_immunisations",
            "clai",
            "person_id immunisations_status immunisations_status_date",
            keys="person_id immunisations_status",
        ),
        _table(
            "cla_substance_misuse",
            "clas",
            "substance_misuse_id person_id substance_misuse_date intervention_received",
            keys="person_id substance_misuse_date",
        ),
        _table(
            "cla_convictions",
            "clac",
            "cla_conviction_id person_id cla_conviction_date",
            keys="person_id cla_conviction_date",
        ),
        _table(
            "cla_care_plan",
            "lacp",
            "person_id cla_care_plan_start_date cla_care_plan_end_date cla_care_plan_json",
            keys="person_id cla_care_plan_json",
        ),
        _table(
            "sdq_scores",
            "csdq",
            "person_id sdq_completed_date sdq_reason sdq_score",
            keys="person_id sdq_completed_date",
        ),
        _table(
            "missing",
            "miss",
            "person_id missing_episode_start_date missing_episode_type missing_episode_end_date missing_rhi_offered "
            "missing_rhi_accepted",
            keys="person_id missing_episode_start_date",
        ),
        _table(
            "care_leavers",
            "clea",
            "person_id care_leaver_eligibility care_leaver_in_touch care_leaver_latest_contact "
            "care_leaver_accommodation care_leaver_accom_suitable care_leaver_activity pathway_plan_review_date "
            "care_leaver_personal_advisor care_leaver_allocated_team care_leaver_worker_id",
            keys="person_id care_leaver_eligibility",
        ),
        _table(
            "permanence",
            "perm",
            "person_id cla_id adm_decision_date placement_order_date placed_for_adoption_date matched_date "
            "placed_ffa_cp_date decision_reversed_date decision_reversed_reason permanence_order_date "
            "permanence_order_type",
            keys="person_id adm_decision_date",
        ),
        _table(
            "pre_proceedings",
            "prep",
            "person_id pre_pro_decision_date initial_pre_pro_meeting_date pre_pro_outcome pre_pro_letter_date "
            "care_pro_letter_date pre_pro_meetings_num",
            keys="person_id pre_pro_decision_date",
        ),
        _table(
            "involvements",
            "invo",
            "involvements_id professional_id professional_role_id professional_team involvement_start_date "
            "involvement_end_date worker_change_reason person_id",
            keys="person_id professional_id involvement_start_date",
        ),
        _table(
            "professionals",
            "prof",
            "professional_id professional_job_title professional_caseload professional_department "
            "full_time_equivalency agency_worker_flag",
            keys="professional_id professional_job_title",
        ),
        _table(
            "department",
            "dept",
            "team_id team_name team_parent_id team_parent_name",
            keys="team_id team_name",
        ),
    )
}
"""The tables by name, without `ssd_`."""


def table_named(name: str) -> Table | None:
    """Return the table that a name stands for: `ssd_contacts`, `Contacts`, `dbo.ssd_contacts`; None for another."""
    return TABLES.get(name.strip().casefold().rpartition(".")[2].removeprefix(SCHEMA_PREFIX))
