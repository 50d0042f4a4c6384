CREATE TABLE schema_version (
	version INTEGER NOT NULL, 
	applied_at DATETIME NOT NULL, 
	CONSTRAINT pk_schema_version PRIMARY KEY (version)
);
CREATE TABLE local_dataset (
	dataset VARCHAR(100) NOT NULL, 
	grain JSON NOT NULL, 
	columns JSON NOT NULL, 
	declared_at DATETIME NOT NULL, 
	CONSTRAINT pk_local_dataset PRIMARY KEY (dataset)
);
CREATE TABLE run (
	run_id VARCHAR(36) NOT NULL, 
	started_at DATETIME NOT NULL, 
	heartbeat_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	state VARCHAR(20) NOT NULL, 
	process VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_run PRIMARY KEY (run_id)
);
CREATE TABLE lease (
	name VARCHAR(100) NOT NULL, 
	run_id VARCHAR(36) NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_lease PRIMARY KEY (name)
);
CREATE TABLE extract (
	extract_id VARCHAR(64) NOT NULL, 
	authority_code VARCHAR(10), 
	format VARCHAR(40) NOT NULL, 
	file_name VARCHAR(400) NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	as_at DATE, 
	collection_year INTEGER, 
	issued_at DATETIME NOT NULL, 
	archived_at DATETIME NOT NULL, 
	archive_path VARCHAR(400) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	reason VARCHAR(500), 
	run_id VARCHAR(36) NOT NULL, 
	load_id INTEGER, 
	CONSTRAINT pk_extract PRIMARY KEY (extract_id)
);
CREATE INDEX ix_extract_load_id ON extract (load_id);
CREATE INDEX ix_extract_authority_code ON extract (authority_code);
CREATE TABLE offer (
	authority_code VARCHAR(10) NOT NULL, 
	offer_id VARCHAR(64) NOT NULL, 
	mark VARCHAR(64) NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	extract_ids JSON, 
	CONSTRAINT pk_offer PRIMARY KEY (authority_code, offer_id)
);
CREATE TABLE load (
	load_id INTEGER NOT NULL, 
	authority_code VARCHAR(10) NOT NULL, 
	run_id VARCHAR(36) NOT NULL, 
	as_at DATE NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	content_hash VARCHAR(64) NOT NULL, 
	table_rows JSON NOT NULL, 
	CONSTRAINT pk_load PRIMARY KEY (load_id)
);
CREATE INDEX ix_load_authority_code ON load (authority_code);
CREATE TABLE load_repair (
	load_id INTEGER NOT NULL, 
	dataset VARCHAR(100) NOT NULL, 
	rule VARCHAR(100) NOT NULL, 
	rows INTEGER NOT NULL, 
	CONSTRAINT pk_load_repair PRIMARY KEY (load_id, dataset, rule)
);
CREATE TABLE audit_finding (
	load_id INTEGER NOT NULL, 
	rule VARCHAR(100) NOT NULL, 
	authority_code VARCHAR(10) NOT NULL, 
	severity VARCHAR(20) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	message VARCHAR(500) NOT NULL, 
	evaluated INTEGER NOT NULL, 
	failed INTEGER NOT NULL, 
	audited_at DATETIME NOT NULL, 
	CONSTRAINT pk_audit_finding PRIMARY KEY (load_id, rule)
);
CREATE INDEX ix_audit_finding_authority_code ON audit_finding (authority_code);
CREATE TABLE publication (
	publication_id INTEGER NOT NULL, 
	authority_code VARCHAR(10) NOT NULL, 
	load_id INTEGER NOT NULL, 
	run_id VARCHAR(36) NOT NULL, 
	as_at DATE NOT NULL, 
	published_at DATETIME NOT NULL, 
	values_total INTEGER NOT NULL, 
	values_new INTEGER NOT NULL, 
	definitions_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_publication PRIMARY KEY (publication_id)
);
CREATE INDEX ix_publication_authority_code ON publication (authority_code);
CREATE TABLE metric_definition (
	metric_code VARCHAR(80) NOT NULL, 
	definition_version INTEGER NOT NULL, 
	catalogue_id VARCHAR(10) NOT NULL, 
	label VARCHAR(300) NOT NULL, 
	description TEXT NOT NULL, 
	formula TEXT NOT NULL, 
	source VARCHAR(200) NOT NULL, 
	unit VARCHAR(30) NOT NULL, 
	polarity VARCHAR(20) NOT NULL, 
	decimal_places INTEGER NOT NULL, 
	CONSTRAINT pk_metric_definition PRIMARY KEY (metric_code, definition_version)
);
CREATE TABLE conformed_adoption_decisions (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	family_id VARCHAR(100), 
	care_start_date DATE, 
	decision_date DATE NOT NULL, 
	placement_order_date DATE, 
	fostering_to_adopt_date DATE, 
	match_date DATE, 
	placement_date DATE, 
	adoption_order_date DATE, 
	reversal_date DATE, 
	reversal_reason VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_adoption_decisions PRIMARY KEY (authority_code, section, child_id, decision_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_prospective_adopters (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	adopter_id VARCHAR(100) NOT NULL, 
	family_id VARCHAR(100), 
	sex VARCHAR(20), 
	ethnicity VARCHAR(20), 
	disability VARCHAR(20), 
	fostering_for_adoption VARCHAR(20), 
	enquiry_date DATE NOT NULL, 
	stage_1_start_date DATE, 
	stage_1_end_date DATE, 
	stage_2_start_date DATE, 
	stage_2_end_date DATE, 
	application_date DATE, 
	approval_date DATE, 
	match_date DATE, 
	placement_date DATE, 
	children_placed INTEGER, 
	adoption_order_date DATE, 
	leaving_date DATE, 
	leaving_reason VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_prospective_adopters PRIMARY KEY (authority_code, section, adopter_id, enquiry_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_assessments (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	referral_date DATE, 
	start_date DATE NOT NULL, 
	internal_review_date DATE, 
	authorisation_date DATE, 
	child_seen VARCHAR(20), 
	support_required VARCHAR(20), 
	team VARCHAR(100), 
	worker VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_assessments PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_assessment_factors (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	assessment_start_date DATE NOT NULL, 
	factor VARCHAR(20) NOT NULL, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_assessment_factors PRIMARY KEY (authority_code, section, child_id, assessment_start_date, factor)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_periods_of_care (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	unaccompanied_asylum_seeker VARCHAR(20), 
	primary_need VARCHAR(20), 
	second_period VARCHAR(20), 
	legal_status_start_date DATE, 
	legal_status VARCHAR(20), 
	placement_start_date DATE, 
	placement_type VARCHAR(20), 
	placement_provider VARCHAR(20), 
	placement_postcode VARCHAR(10), 
	placement_urn VARCHAR(20), 
	placement_location VARCHAR(20), 
	placement_authority VARCHAR(20), 
	placements_in_last_12_months INTEGER, 
	permanence_plan VARCHAR(20), 
	latest_review_date DATE, 
	last_visit_date DATE, 
	last_reviewing_officer_contact_date DATE, 
	last_health_assessment_date DATE, 
	last_dental_check_date DATE, 
	missing_in_last_12_months INTEGER, 
	absent_in_last_12_months INTEGER, 
	return_interview_offered VARCHAR(20), 
	return_interview_accepted VARCHAR(20), 
	end_date DATE, 
	end_reason VARCHAR(20), 
	team VARCHAR(100), 
	worker VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_periods_of_care PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_care_leaver_statuses (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	unaccompanied_asylum_seeker VARCHAR(20), 
	eligibility VARCHAR(20), 
	pathway_plan_review_date DATE, 
	in_touch VARCHAR(20), 
	latest_contact_date DATE, 
	accommodation VARCHAR(20), 
	suitability VARCHAR(20), 
	activity VARCHAR(20), 
	team VARCHAR(100), 
	worker VARCHAR(100), 
	personal_adviser VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_care_leaver_statuses PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_linked_identifiers (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	identifier_type VARCHAR(48) NOT NULL, 
	identifier_value VARCHAR(48) NOT NULL, 
	valid_from_date DATE, 
	valid_to_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_linked_identifiers PRIMARY KEY (authority_code, section, child_id, identifier_type, identifier_value)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_child_circumstances (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	education_health_and_care_plan VARCHAR(20), 
	is_mother VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_child_circumstances PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_immigration_statuses (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	status VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_immigration_statuses PRIMARY KEY (authority_code, section, child_id, status, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_addresses (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	address_type VARCHAR(48) NOT NULL, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	postcode VARCHAR(15), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_addresses PRIMARY KEY (authority_code, section, child_id, address_type, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_early_help_episodes (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	organisation VARCHAR(200), 
	worker VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_early_help_episodes PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_involvements (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	involvement_id VARCHAR(48) NOT NULL, 
	worker VARCHAR(100), 
	role VARCHAR(200), 
	team VARCHAR(100), 
	start_date DATE, 
	end_date DATE, 
	change_reason VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_involvements PRIMARY KEY (authority_code, section, child_id, involvement_id)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_professionals (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	worker VARCHAR(100) NOT NULL, 
	job_title VARCHAR(200), 
	department VARCHAR(200), 
	caseload INTEGER, 
	full_time_equivalent DOUBLE, 
	is_agency VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_professionals PRIMARY KEY (authority_code, section, worker, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_teams (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	team VARCHAR(48) NOT NULL, 
	team_name VARCHAR(255), 
	parent VARCHAR(48), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_teams PRIMARY KEY (authority_code, section, team)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_section_47_enquiries (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	referral_date DATE, 
	start_date DATE NOT NULL, 
	conference_target_date DATE, 
	conference_date DATE, 
	conference_not_required BOOLEAN, 
	plan_outcome VARCHAR(20), 
	enquiries_in_last_12_months INTEGER, 
	conferences_in_last_12_months INTEGER, 
	team VARCHAR(100), 
	worker VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_section_47_enquiries PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_child_in_need_plans (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	referral_date DATE, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_child_in_need_plans PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_child_protection_plans (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	referral_date DATE, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	initial_category VARCHAR(20), 
	latest_category VARCHAR(20), 
	number_of_previous_plans INTEGER, 
	last_visit_date DATE, 
	seen_alone VARCHAR(20), 
	emergency_protection VARCHAR(20), 
	latest_review_date DATE, 
	team VARCHAR(100), 
	worker VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_child_protection_plans PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_child_protection_plan_reviews (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	plan_start_date DATE NOT NULL, 
	review_date DATE NOT NULL, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_child_protection_plan_reviews PRIMARY KEY (authority_code, section, child_id, plan_start_date, review_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_children (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	birth_date DATE, 
	expected_birth_date DATE, 
	death_date DATE, 
	sex VARCHAR(20), 
	ethnicity VARCHAR(20), 
	disability VARCHAR(20), 
	upn VARCHAR(13), 
	former_upn VARCHAR(100), 
	upn_unknown VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_children PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_child_disabilities (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	disability VARCHAR(20) NOT NULL, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_child_disabilities PRIMARY KEY (authority_code, section, child_id, disability)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_early_help_assessments (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	completion_date DATE, 
	organisation VARCHAR(200), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_early_help_assessments PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_contacts (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	contact_date DATE NOT NULL, 
	source VARCHAR(20) NOT NULL, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_contacts PRIMARY KEY (authority_code, section, child_id, contact_date, source)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_referrals (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	referral_date DATE NOT NULL, 
	source VARCHAR(20), 
	no_further_action BOOLEAN, 
	primary_need VARCHAR(20), 
	closure_date DATE, 
	closure_reason VARCHAR(20), 
	conference_date DATE, 
	referrals_in_last_12_months INTEGER, 
	last_seen_date DATE, 
	case_status VARCHAR(20), 
	team VARCHAR(100), 
	worker VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_referrals PRIMARY KEY (authority_code, section, child_id, referral_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_pre_proceedings (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	referral_date DATE, 
	start_date DATE NOT NULL, 
	letter_before_proceedings_date DATE, 
	family_meeting_offered BOOLEAN, 
	family_meeting_facilitated BOOLEAN, 
	first_meeting_date DATE, 
	review_meetings INTEGER, 
	decision_date DATE, 
	outcome VARCHAR(10), 
	court_application_date DATE, 
	initial_letter_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_pre_proceedings PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_looked_after_children (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	sex VARCHAR(20), 
	birth_date DATE, 
	ethnicity VARCHAR(20), 
	upn VARCHAR(13), 
	is_mother BOOLEAN, 
	first_child_birth_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_looked_after_children PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_episodes_of_care (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	start_reason VARCHAR(20), 
	legal_status VARCHAR(20), 
	primary_need VARCHAR(20), 
	placement VARCHAR(20), 
	placement_provider VARCHAR(20), 
	end_date DATE, 
	end_reason VARCHAR(20), 
	placement_change_reason VARCHAR(20), 
	home_postcode VARCHAR(8), 
	placement_postcode VARCHAR(8), 
	placement_urn VARCHAR(10), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_episodes_of_care PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_looked_after_reviews (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	review_date DATE NOT NULL, 
	participation VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_looked_after_reviews PRIMARY KEY (authority_code, section, child_id, review_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_unaccompanied_asylum_seeking_children (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	birth_date DATE, 
	sex VARCHAR(20), 
	end_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_unaccompanied_asylum_seeking_children PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_looked_after_health (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	sdq_score INTEGER, 
	no_sdq_reason VARCHAR(20), 
	convicted BOOLEAN, 
	health_surveillance_up_to_date BOOLEAN, 
	immunisations_up_to_date BOOLEAN, 
	teeth_checked BOOLEAN, 
	health_assessed BOOLEAN, 
	substance_misuse BOOLEAN, 
	intervention_received BOOLEAN, 
	intervention_offered BOOLEAN, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_looked_after_health PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_care_leaver_outcomes (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	birth_date DATE, 
	in_touch VARCHAR(20), 
	activity VARCHAR(20), 
	accommodation VARCHAR(20), 
	suitability VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_care_leaver_outcomes PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_adoptions (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	decision_date DATE, 
	matching_date DATE, 
	by_former_foster_carer BOOLEAN, 
	number_of_adopters INTEGER, 
	adopters_sex VARCHAR(20), 
	adopters_legal_status VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_adoptions PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_placement_for_adoption_decisions (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	decision_date DATE NOT NULL, 
	reversal_date DATE, 
	reversal_reason VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_placement_for_adoption_decisions PRIMARY KEY (authority_code, section, child_id, decision_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_previous_permanence_arrangements (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	arrangement VARCHAR(20), 
	authority VARCHAR(4), 
	order_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_previous_permanence_arrangements PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_absences_from_placement (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	absence_type VARCHAR(20) NOT NULL, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_absences_from_placement PRIMARY KEY (authority_code, section, child_id, absence_type, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_social_worker_episodes (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	worker VARCHAR(100), 
	start_date DATE NOT NULL, 
	end_date DATE, 
	change_reason VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_social_worker_episodes PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_deprivation_of_liberty_orders (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_deprivation_of_liberty_orders PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_care_episodes (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	start_reason VARCHAR(20), 
	primary_need VARCHAR(20), 
	period_start_date DATE, 
	end_date DATE, 
	end_reason VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_care_episodes PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_placements (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	placement_id VARCHAR(48) NOT NULL, 
	start_date DATE, 
	placement VARCHAR(20), 
	provider VARCHAR(20), 
	postcode VARCHAR(10), 
	urn VARCHAR(20), 
	miles_from_home DOUBLE, 
	end_date DATE, 
	change_reason VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_placements PRIMARY KEY (authority_code, section, child_id, placement_id)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_legal_statuses (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	legal_status_id VARCHAR(48) NOT NULL, 
	legal_status VARCHAR(20), 
	start_date DATE, 
	end_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_legal_statuses PRIMARY KEY (authority_code, section, child_id, legal_status_id)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_permanence_plans (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	option VARCHAR(20) NOT NULL, 
	end_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_permanence_plans PRIMARY KEY (authority_code, section, child_id, start_date, option)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_health_checks (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	check_type VARCHAR(100) NOT NULL, 
	check_date DATE NOT NULL, 
	status VARCHAR(48), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_health_checks PRIMARY KEY (authority_code, section, child_id, check_type, check_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_immunisation_statuses (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	up_to_date VARCHAR(20), 
	status_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_immunisation_statuses PRIMARY KEY (authority_code, section, child_id, as_at)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_strengths_and_difficulties_scores (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	completed_date DATE NOT NULL, 
	score INTEGER, 
	no_score_reason VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_strengths_and_difficulties_scores PRIMARY KEY (authority_code, section, child_id, completed_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_substance_misuses (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	found_date DATE NOT NULL, 
	intervention_received VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_substance_misuses PRIMARY KEY (authority_code, section, child_id, found_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_convictions (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	offence_date DATE NOT NULL, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_convictions PRIMARY KEY (authority_code, section, child_id, offence_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_missing_episodes (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	absence_type VARCHAR(20) NOT NULL, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	return_interview_offered VARCHAR(20), 
	return_interview_accepted VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_missing_episodes PRIMARY KEY (authority_code, section, child_id, absence_type, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_audits (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	cohort VARCHAR(100) NOT NULL, 
	due_date DATE NOT NULL, 
	completed_date DATE, 
	grade VARCHAR(20), 
	moderated BOOLEAN, 
	moderated_grade VARCHAR(20), 
	worker VARCHAR(100), 
	team VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_audits PRIMARY KEY (authority_code, section, child_id, cohort, due_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_backlog_items (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	snapshot_date DATE NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	work VARCHAR(100) NOT NULL, 
	rating VARCHAR(20), 
	waiting_since DATE, 
	team VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_backlog_items PRIMARY KEY (authority_code, section, snapshot_date, child_id, work)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_scrutiny_recommendations (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	recommendation_id VARCHAR(100) NOT NULL, 
	meeting_date DATE, 
	recommendation VARCHAR(2000), 
	status VARCHAR(20), 
	due_date DATE, 
	completed_date DATE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_scrutiny_recommendations PRIMARY KEY (authority_code, section, recommendation_id)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_survey_results (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	survey VARCHAR(100) NOT NULL, 
	survey_date DATE NOT NULL, 
	cohort VARCHAR(100) NOT NULL, 
	theme VARCHAR(100) NOT NULL, 
	cohort_size INTEGER, 
	responses INTEGER, 
	positive_responses INTEGER, 
	mean_score DOUBLE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_survey_results PRIMARY KEY (authority_code, section, survey, survey_date, cohort, theme)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_placement_costs (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	weekly_cost DOUBLE, 
	health_contribution DOUBLE, 
	education_contribution DOUBLE, 
	placement_type VARCHAR(100), 
	provider VARCHAR(200), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_placement_costs PRIMARY KEY (authority_code, section, child_id, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_reported_figures (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	measure VARCHAR(200), 
	measure_key VARCHAR(200) NOT NULL, 
	area VARCHAR(60) NOT NULL, 
	period VARCHAR(100), 
	period_type VARCHAR(20) NOT NULL, 
	period_start DATE NOT NULL, 
	period_end DATE, 
	value DOUBLE, 
	decimal_places INTEGER, 
	unit VARCHAR(20), 
	numerator DOUBLE, 
	denominator DOUBLE, 
	target DOUBLE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_reported_figures PRIMARY KEY (authority_code, section, measure_key, area, period_type, period_start)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_establishment_posts (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	snapshot_date DATE NOT NULL, 
	team VARCHAR(100) NOT NULL, 
	role VARCHAR(100) NOT NULL, 
	established_fte DOUBLE, 
	filled_fte DOUBLE, 
	agency_fte DOUBLE, 
	vacant_fte DOUBLE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_establishment_posts PRIMARY KEY (authority_code, section, snapshot_date, team, role)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_agency_assignments (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	worker VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	team VARCHAR(100), 
	role VARCHAR(100), 
	fte DOUBLE, 
	cover VARCHAR(20), 
	weekly_cost DOUBLE, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_agency_assignments PRIMARY KEY (authority_code, section, worker, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_sickness_absences (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	worker VARCHAR(100) NOT NULL, 
	start_date DATE NOT NULL, 
	end_date DATE, 
	working_days_lost DOUBLE, 
	team VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_sickness_absences PRIMARY KEY (authority_code, section, worker, start_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_supervisions (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	worker VARCHAR(100) NOT NULL, 
	due_date DATE NOT NULL, 
	held_date DATE, 
	team VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_supervisions PRIMARY KEY (authority_code, section, worker, due_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_child_in_need_visits (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	visit_id VARCHAR(48) NOT NULL, 
	visit_date DATE, 
	seen VARCHAR(20), 
	seen_alone VARCHAR(20), 
	bedroom_seen VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_child_in_need_visits PRIMARY KEY (authority_code, section, child_id, visit_id)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_child_protection_visits (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	visit_id VARCHAR(48) NOT NULL, 
	plan_start_date DATE, 
	visit_date DATE, 
	seen VARCHAR(20), 
	seen_alone VARCHAR(20), 
	bedroom_seen VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_child_protection_visits PRIMARY KEY (authority_code, section, child_id, visit_id)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_looked_after_visits (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	visit_id VARCHAR(48) NOT NULL, 
	visit_date DATE, 
	seen VARCHAR(20), 
	seen_alone VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_looked_after_visits PRIMARY KEY (authority_code, section, child_id, visit_id)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_initial_child_protection_conferences (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	conference_date DATE NOT NULL, 
	target_date DATE, 
	enquiry_start_date DATE, 
	transfer_in VARCHAR(20), 
	plan_outcome VARCHAR(20), 
	team VARCHAR(100), 
	worker VARCHAR(100), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_initial_child_protection_conferences PRIMARY KEY (authority_code, section, child_id, conference_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_review_conferences (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	plan_start_date DATE, 
	review_date DATE NOT NULL, 
	due_date DATE, 
	plan_continues VARCHAR(20), 
	quorate VARCHAR(20), 
	participation VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_review_conferences PRIMARY KEY (authority_code, section, child_id, review_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_care_plan_reviews (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	review_date DATE NOT NULL, 
	due_date DATE, 
	participation VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_care_plan_reviews PRIMARY KEY (authority_code, section, child_id, review_date)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_social_workers (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	worker VARCHAR(100) NOT NULL, 
	census_date DATE NOT NULL, 
	standing VARCHAR(20) NOT NULL, 
	agency BOOLEAN, 
	role VARCHAR(20), 
	fte DOUBLE, 
	fte_30_september DOUBLE, 
	cases_30_september INTEGER, 
	role_start_date DATE, 
	start_origin VARCHAR(20), 
	role_end_date DATE, 
	leaver_destination VARCHAR(20), 
	leaving_reason VARCHAR(20), 
	working_days_lost DOUBLE, 
	absent_30_september BOOLEAN, 
	absence_reason VARCHAR(20), 
	contract_weeks DOUBLE, 
	qualification_level VARCHAR(20), 
	qualification_institution VARCHAR(200), 
	step_up_graduate BOOLEAN, 
	frontline_graduate BOOLEAN, 
	knowledge_and_skills VARCHAR(20), 
	birth_date DATE, 
	sex VARCHAR(20), 
	ethnicity VARCHAR(20), 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_social_workers PRIMARY KEY (authority_code, section, worker, census_date, standing)
)
 WITHOUT ROWID

;
CREATE TABLE conformed_social_work_vacancies (
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	census_date DATE NOT NULL, 
	vacancies_fte DOUBLE, 
	agency_cover_fte DOUBLE, 
	agency_cover_headcount INTEGER, 
	as_at DATE NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_conformed_social_work_vacancies PRIMARY KEY (authority_code, section, census_date)
)
 WITHOUT ROWID

;
CREATE TABLE dim_date (
	date_key INTEGER NOT NULL, 
	date DATE, 
	month_start_key INTEGER NOT NULL, 
	quarter_start_key INTEGER NOT NULL, 
	financial_year INTEGER NOT NULL, 
	financial_year_start_key INTEGER NOT NULL, 
	month_name VARCHAR(20) NOT NULL, 
	day_of_week INTEGER NOT NULL, 
	is_month_end BOOLEAN NOT NULL, 
	is_bank_holiday BOOLEAN NOT NULL, 
	is_working_day BOOLEAN NOT NULL, 
	working_day_index INTEGER, 
	CONSTRAINT pk_dim_date PRIMARY KEY (date_key)
);
CREATE INDEX ix_dim_date_month_start_key ON dim_date (month_start_key);
CREATE TABLE dim_referral_source (
	referral_source_key INTEGER NOT NULL, 
	code VARCHAR(20) NOT NULL, 
	label VARCHAR(200) NOT NULL, 
	group_label VARCHAR(200) NOT NULL, 
	sort_order INTEGER NOT NULL, 
	CONSTRAINT pk_dim_referral_source PRIMARY KEY (referral_source_key)
);
CREATE TABLE dim_primary_need (
	primary_need_key INTEGER NOT NULL, 
	code VARCHAR(20) NOT NULL, 
	label VARCHAR(200) NOT NULL, 
	group_label VARCHAR(200) NOT NULL, 
	sort_order INTEGER NOT NULL, 
	CONSTRAINT pk_dim_primary_need PRIMARY KEY (primary_need_key)
);
CREATE TABLE dim_closure_reason (
	closure_reason_key INTEGER NOT NULL, 
	code VARCHAR(20) NOT NULL, 
	label VARCHAR(200) NOT NULL, 
	group_label VARCHAR(200) NOT NULL, 
	sort_order INTEGER NOT NULL, 
	CONSTRAINT pk_dim_closure_reason PRIMARY KEY (closure_reason_key)
);
CREATE TABLE dim_category_of_abuse (
	category_of_abuse_key INTEGER NOT NULL, 
	code VARCHAR(20) NOT NULL, 
	label VARCHAR(200) NOT NULL, 
	group_label VARCHAR(200) NOT NULL, 
	sort_order INTEGER NOT NULL, 
	CONSTRAINT pk_dim_category_of_abuse PRIMARY KEY (category_of_abuse_key)
);
CREATE TABLE dim_assessment_factor (
	assessment_factor_key INTEGER NOT NULL, 
	code VARCHAR(20) NOT NULL, 
	label VARCHAR(200) NOT NULL, 
	group_label VARCHAR(200) NOT NULL, 
	sort_order INTEGER NOT NULL, 
	CONSTRAINT pk_dim_assessment_factor PRIMARY KEY (assessment_factor_key)
);
CREATE TABLE dim_age_band (
	age_band_key INTEGER NOT NULL, 
	label VARCHAR(40) NOT NULL, 
	from_age INTEGER, 
	to_age INTEGER, 
	CONSTRAINT pk_dim_age_band PRIMARY KEY (age_band_key)
);
CREATE TABLE dim_authority (
	authority_key INTEGER NOT NULL, 
	authority_code VARCHAR(10) NOT NULL, 
	authority_name VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_dim_authority PRIMARY KEY (authority_key), 
	CONSTRAINT uq_dim_authority_authority_code UNIQUE (authority_code)
);
CREATE TABLE child_identifier_contradiction (
	contradiction_id INTEGER NOT NULL, 
	authority_code VARCHAR(10) NOT NULL, 
	load_id INTEGER NOT NULL, 
	rule VARCHAR(40) NOT NULL, 
	one_space VARCHAR(20), 
	one_identifier VARCHAR(100), 
	other_space VARCHAR(20), 
	other_identifier VARCHAR(100), 
	CONSTRAINT pk_child_identifier_contradiction PRIMARY KEY (contradiction_id)
);
CREATE INDEX ix_child_identifier_contradiction_authority_code ON child_identifier_contradiction (authority_code);
CREATE TABLE dim_area (
	area_key INTEGER NOT NULL, 
	area_code VARCHAR(12) NOT NULL, 
	former_area_code VARCHAR(12) NOT NULL, 
	old_code VARCHAR(10) NOT NULL, 
	area_name VARCHAR(200) NOT NULL, 
	level VARCHAR(20) NOT NULL, 
	region_code VARCHAR(12) NOT NULL, 
	first_year INTEGER NOT NULL, 
	last_year INTEGER NOT NULL, 
	CONSTRAINT pk_dim_area PRIMARY KEY (area_key), 
	CONSTRAINT uq_dim_area_area_code UNIQUE (area_code)
);
CREATE INDEX ix_dim_area_old_code ON dim_area (old_code);
CREATE TABLE dim_published_measure (
	measure_key INTEGER NOT NULL, 
	measure_code VARCHAR(200) NOT NULL, 
	label VARCHAR(400) NOT NULL, 
	unit VARCHAR(30) NOT NULL, 
	decimal_places INTEGER NOT NULL, 
	polarity VARCHAR(20) NOT NULL, 
	is_compared BOOLEAN NOT NULL, 
	table_code VARCHAR(100) NOT NULL, 
	publication VARCHAR(100) NOT NULL, 
	CONSTRAINT pk_dim_published_measure PRIMARY KEY (measure_key), 
	CONSTRAINT uq_dim_published_measure_measure_code UNIQUE (measure_code)
);
CREATE TABLE dim_release (
	release_key INTEGER NOT NULL, 
	release_code VARCHAR(100) NOT NULL, 
	publication VARCHAR(100) NOT NULL, 
	edition INTEGER NOT NULL, 
	publisher VARCHAR(200) NOT NULL, 
	licence VARCHAR(200) NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	comparators_digest VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_dim_release PRIMARY KEY (release_key), 
	CONSTRAINT uq_dim_release_release_code UNIQUE (release_code)
);
CREATE TABLE reported_measure (
	measure_key VARCHAR(200) NOT NULL, 
	metric_code VARCHAR(80) NOT NULL, 
	CONSTRAINT pk_reported_measure PRIMARY KEY (measure_key)
);
CREATE TABLE alert (
	alert_id INTEGER NOT NULL, 
	problem_key VARCHAR(200) NOT NULL, 
	authority_code VARCHAR(10) NOT NULL, 
	owner VARCHAR(100), 
	severity VARCHAR(20) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	details TEXT NOT NULL, 
	count INTEGER NOT NULL, 
	told_severity VARCHAR(20) NOT NULL, 
	told_count INTEGER NOT NULL, 
	opened_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	recovered_at DATETIME, 
	times_opened INTEGER NOT NULL, 
	CONSTRAINT pk_alert PRIMARY KEY (alert_id), 
	CONSTRAINT ck_alert_state CHECK (state in ('open', 'recovered')), 
	CONSTRAINT uq_alert_problem_key UNIQUE (problem_key)
);
CREATE TABLE alert_channel (
	channel VARCHAR(50) NOT NULL, 
	failing_since DATETIME, 
	CONSTRAINT pk_alert_channel PRIMARY KEY (channel)
);
CREATE TABLE extract_section (
	extract_id VARCHAR(64) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	dataset VARCHAR(100) NOT NULL, 
	rows_in INTEGER NOT NULL, 
	rows_loaded INTEGER NOT NULL, 
	rows_quarantined INTEGER NOT NULL, 
	rows_dropped INTEGER NOT NULL, 
	dropped_by JSON NOT NULL, 
	columns JSON NOT NULL, 
	covers_from DATE, 
	covers_to DATE, 
	withdraws VARCHAR(20) NOT NULL, 
	complete VARCHAR(20) NOT NULL, 
	CONSTRAINT pk_extract_section PRIMARY KEY (extract_id, section), 
	CONSTRAINT fk_extract_section_extract_id FOREIGN KEY(extract_id) REFERENCES extract (extract_id)
);
CREATE TABLE delivered_column (
	extract_id VARCHAR(64) NOT NULL, 
	kind VARCHAR(100) NOT NULL, 
	number INTEGER NOT NULL, 
	header VARCHAR(200) NOT NULL, 
	place INTEGER NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	rows INTEGER NOT NULL, 
	filled INTEGER NOT NULL, 
	dates INTEGER NOT NULL, 
	numbers INTEGER NOT NULL, 
	CONSTRAINT pk_delivered_column PRIMARY KEY (extract_id, kind, number), 
	CONSTRAINT fk_delivered_column_extract_id FOREIGN KEY(extract_id) REFERENCES extract (extract_id)
);
CREATE TABLE extract_observation (
	extract_id VARCHAR(64) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	measured VARCHAR(20) NOT NULL, 
	"column" VARCHAR(100) NOT NULL, 
	code VARCHAR(100) NOT NULL, 
	dataset VARCHAR(100) NOT NULL, 
	count INTEGER NOT NULL, 
	"of" INTEGER NOT NULL, 
	CONSTRAINT pk_extract_observation PRIMARY KEY (extract_id, section, measured, "column", code), 
	CONSTRAINT fk_extract_observation_extract_id FOREIGN KEY(extract_id) REFERENCES extract (extract_id)
);
CREATE TABLE finding (
	extract_id VARCHAR(64) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	rule VARCHAR(100) NOT NULL, 
	dataset VARCHAR(100) NOT NULL, 
	severity VARCHAR(20) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	message VARCHAR(500) NOT NULL, 
	evaluated INTEGER NOT NULL, 
	failed INTEGER NOT NULL, 
	CONSTRAINT pk_finding PRIMARY KEY (extract_id, section, rule), 
	CONSTRAINT fk_finding_extract_id FOREIGN KEY(extract_id) REFERENCES extract (extract_id)
);
CREATE TABLE quarantine (
	quarantine_id INTEGER NOT NULL, 
	extract_id VARCHAR(64) NOT NULL, 
	authority_code VARCHAR(10) NOT NULL, 
	section VARCHAR(100) NOT NULL, 
	dataset VARCHAR(100) NOT NULL, 
	rule VARCHAR(100) NOT NULL, 
	reason VARCHAR(500) NOT NULL, 
	held VARCHAR(10) NOT NULL, 
	source_file VARCHAR(400) NOT NULL, 
	source_sheet VARCHAR(200) NOT NULL, 
	source_line INTEGER NOT NULL, 
	row_number INTEGER NOT NULL, 
	record JSON NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	CONSTRAINT pk_quarantine PRIMARY KEY (quarantine_id), 
	CONSTRAINT fk_quarantine_extract_id FOREIGN KEY(extract_id) REFERENCES extract (extract_id)
);
CREATE INDEX ix_quarantine_extract_id ON quarantine (extract_id);
CREATE TABLE load_dataset (
	load_id INTEGER NOT NULL, 
	dataset VARCHAR(100) NOT NULL, 
	rows_live INTEGER NOT NULL, 
	rows_withdrawn INTEGER NOT NULL, 
	CONSTRAINT pk_load_dataset PRIMARY KEY (load_id, dataset), 
	CONSTRAINT fk_load_dataset_load_id FOREIGN KEY(load_id) REFERENCES load (load_id)
);
CREATE TABLE publication_pointer (
	authority_code VARCHAR(10) NOT NULL, 
	publication_id INTEGER NOT NULL, 
	moved_at DATETIME NOT NULL, 
	CONSTRAINT pk_publication_pointer PRIMARY KEY (authority_code), 
	CONSTRAINT fk_publication_pointer_publication_id FOREIGN KEY(publication_id) REFERENCES publication (publication_id)
);
CREATE TABLE withheld_metric (
	publication_id INTEGER NOT NULL, 
	metric_code VARCHAR(80) NOT NULL, 
	reason VARCHAR(500) NOT NULL, 
	CONSTRAINT pk_withheld_metric PRIMARY KEY (publication_id, metric_code), 
	CONSTRAINT fk_withheld_metric_publication_id FOREIGN KEY(publication_id) REFERENCES publication (publication_id)
);
CREATE TABLE metric_value (
	metric_value_id INTEGER NOT NULL, 
	authority_code VARCHAR(10) NOT NULL, 
	metric_code VARCHAR(80) NOT NULL, 
	definition_version INTEGER NOT NULL, 
	cut_name VARCHAR(60) NOT NULL, 
	cut_value VARCHAR(200) NOT NULL, 
	period_type VARCHAR(30) NOT NULL, 
	period_start DATE NOT NULL, 
	period_end DATE NOT NULL, 
	numerator FLOAT, 
	denominator FLOAT, 
	value FLOAT, 
	value_presented VARCHAR(30) NOT NULL, 
	decimal_places INTEGER NOT NULL, 
	unit VARCHAR(30) NOT NULL, 
	is_provisional BOOLEAN NOT NULL, 
	is_annualised BOOLEAN NOT NULL, 
	population_vintage VARCHAR(60) NOT NULL, 
	previous_period_start DATE, 
	same_period_last_year_start DATE, 
	as_at DATE NOT NULL, 
	load_id INTEGER NOT NULL, 
	first_publication_id INTEGER NOT NULL, 
	last_publication_id INTEGER, 
	CONSTRAINT pk_metric_value PRIMARY KEY (metric_value_id), 
	CONSTRAINT uq_metric_value_key UNIQUE (authority_code, metric_code, definition_version, cut_name, cut_value, period_type, period_start, period_end, first_publication_id), 
	CONSTRAINT fk_metric_value_first_publication_id FOREIGN KEY(first_publication_id) REFERENCES publication (publication_id)
);
CREATE INDEX ix_metric_value_lookup ON metric_value (authority_code, metric_code, period_type, cut_name, period_start);
CREATE TABLE dim_child (
	child_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	authority_key INTEGER NOT NULL, 
	child_id VARCHAR(100) NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_inferred BOOLEAN NOT NULL, 
	birth_date_key INTEGER NOT NULL, 
	expected_birth_date_key INTEGER NOT NULL, 
	death_date_key INTEGER NOT NULL, 
	sex VARCHAR(40) NOT NULL, 
	ethnicity VARCHAR(20) NOT NULL, 
	ethnic_group VARCHAR(60) NOT NULL, 
	disability VARCHAR(20) NOT NULL, 
	CONSTRAINT pk_dim_child PRIMARY KEY (child_key), 
	CONSTRAINT fk_dim_child_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key)
);
CREATE INDEX ix_dim_child_authority_key ON dim_child (authority_key);
CREATE INDEX ix_dim_child_child_durable_key ON dim_child (child_durable_key);
CREATE TABLE dim_team (
	team_key INTEGER NOT NULL, 
	authority_key INTEGER NOT NULL, 
	team_name VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_dim_team PRIMARY KEY (team_key), 
	CONSTRAINT fk_dim_team_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key)
);
CREATE INDEX ix_dim_team_authority_key ON dim_team (authority_key);
CREATE TABLE dim_worker (
	worker_key INTEGER NOT NULL, 
	authority_key INTEGER NOT NULL, 
	worker_pseudonym VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_dim_worker PRIMARY KEY (worker_key), 
	CONSTRAINT fk_dim_worker_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key)
);
CREATE INDEX ix_dim_worker_authority_key ON dim_worker (authority_key);
CREATE TABLE bridge_child_identifier (
	authority_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	identifier_type VARCHAR(20) NOT NULL, 
	identifier VARCHAR(100) NOT NULL, 
	evidence VARCHAR(20) NOT NULL, 
	confidence VARCHAR(20) NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE NOT NULL, 
	last_stated DATE, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_bridge_child_identifier PRIMARY KEY (authority_key, child_durable_key, identifier_type, identifier), 
	CONSTRAINT fk_bridge_child_identifier_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key)
);
CREATE TABLE published_file (
	file_key INTEGER NOT NULL, 
	release_key INTEGER NOT NULL, 
	table_code VARCHAR(100) NOT NULL, 
	file_name VARCHAR(400) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	content_hash VARCHAR(64) NOT NULL, 
	cells INTEGER NOT NULL, 
	figures INTEGER NOT NULL, 
	derived INTEGER NOT NULL, 
	dropped INTEGER NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	CONSTRAINT pk_published_file PRIMARY KEY (file_key), 
	CONSTRAINT uq_published_file_table UNIQUE (release_key, table_code), 
	CONSTRAINT fk_published_file_release_key FOREIGN KEY(release_key) REFERENCES dim_release (release_key)
);
CREATE TABLE fact_comparator (
	measure_key INTEGER NOT NULL, 
	area_key INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	release_key INTEGER NOT NULL, 
	england FLOAT, 
	region FLOAT, 
	neighbour_mean FLOAT, 
	neighbour_median FLOAT, 
	neighbours_counted INTEGER NOT NULL, 
	neighbour_model VARCHAR(100) NOT NULL, 
	rank INTEGER, 
	ranked_of INTEGER NOT NULL, 
	quartile_band VARCHAR(1) NOT NULL, 
	minimum FLOAT, 
	lower_quartile FLOAT, 
	median FLOAT, 
	upper_quartile FLOAT, 
	maximum FLOAT, 
	CONSTRAINT pk_fact_comparator PRIMARY KEY (measure_key, area_key, year, release_key), 
	CONSTRAINT fk_fact_comparator_measure_key FOREIGN KEY(measure_key) REFERENCES dim_published_measure (measure_key), 
	CONSTRAINT fk_fact_comparator_area_key FOREIGN KEY(area_key) REFERENCES dim_area (area_key), 
	CONSTRAINT fk_fact_comparator_release_key FOREIGN KEY(release_key) REFERENCES dim_release (release_key)
)
 WITHOUT ROWID

;
CREATE TABLE alert_event (
	event_id INTEGER NOT NULL, 
	alert_id INTEGER NOT NULL, 
	event VARCHAR(20) NOT NULL, 
	happened_at DATETIME NOT NULL, 
	severity VARCHAR(20) NOT NULL, 
	count INTEGER NOT NULL, 
	snoozed_until DATE, 
	handled_by VARCHAR(100), 
	CONSTRAINT pk_alert_event PRIMARY KEY (event_id), 
	CONSTRAINT ck_alert_event_event CHECK (event in ('opened', 'worse', 'reminder', 'acknowledged', 'snoozed', 'recovered')), 
	CONSTRAINT fk_alert_event_alert_id FOREIGN KEY(alert_id) REFERENCES alert (alert_id)
);
CREATE INDEX ix_alert_event_alert_id ON alert_event (alert_id);
CREATE TABLE alert_message (
	alert_message_id INTEGER NOT NULL, 
	alert_id INTEGER NOT NULL, 
	message_id VARCHAR(36) NOT NULL, 
	event VARCHAR(20) NOT NULL, 
	severity VARCHAR(20) NOT NULL, 
	count INTEGER NOT NULL, 
	subject VARCHAR(300) NOT NULL, 
	body TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	channel VARCHAR(50) NOT NULL, 
	digest_id VARCHAR(36), 
	claimed_at DATETIME, 
	delivered_at DATETIME, 
	attempts INTEGER NOT NULL, 
	last_error VARCHAR(100), 
	CONSTRAINT pk_alert_message PRIMARY KEY (alert_message_id), 
	CONSTRAINT ck_alert_message_event CHECK (event in ('opened', 'worse', 'reminder', 'recovered')), 
	CONSTRAINT fk_alert_message_alert_id FOREIGN KEY(alert_id) REFERENCES alert (alert_id), 
	CONSTRAINT uq_alert_message_message_id UNIQUE (message_id)
);
CREATE INDEX ix_alert_message_alert_id ON alert_message (alert_id);
CREATE TABLE fact_assessment (
	authority_key INTEGER NOT NULL, 
	start_date_key INTEGER NOT NULL, 
	authorisation_date_key INTEGER NOT NULL, 
	referral_date_key INTEGER NOT NULL, 
	due_soon_date_key INTEGER NOT NULL, 
	overdue_date_key INTEGER NOT NULL, 
	working_days_from_start INTEGER, 
	working_days_from_referral INTEGER, 
	child_seen VARCHAR(20) NOT NULL, 
	support_required VARCHAR(20) NOT NULL, 
	team_key INTEGER NOT NULL, 
	worker_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	child_key INTEGER NOT NULL, 
	age_band_key INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_fact_assessment PRIMARY KEY (authority_key, start_date_key, child_durable_key), 
	CONSTRAINT fk_fact_assessment_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key), 
	CONSTRAINT fk_fact_assessment_start_date_key FOREIGN KEY(start_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_assessment_authorisation_date_key FOREIGN KEY(authorisation_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_assessment_referral_date_key FOREIGN KEY(referral_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_assessment_due_soon_date_key FOREIGN KEY(due_soon_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_assessment_overdue_date_key FOREIGN KEY(overdue_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_assessment_team_key FOREIGN KEY(team_key) REFERENCES dim_team (team_key), 
	CONSTRAINT fk_fact_assessment_worker_key FOREIGN KEY(worker_key) REFERENCES dim_worker (worker_key), 
	CONSTRAINT fk_fact_assessment_child_key FOREIGN KEY(child_key) REFERENCES dim_child (child_key), 
	CONSTRAINT fk_fact_assessment_age_band_key FOREIGN KEY(age_band_key) REFERENCES dim_age_band (age_band_key)
);
CREATE INDEX ix_fact_assessment_child_key ON fact_assessment (child_key);
CREATE TABLE fact_assessment_factor (
	authority_key INTEGER NOT NULL, 
	start_date_key INTEGER NOT NULL, 
	assessment_factor_key INTEGER NOT NULL, 
	authorisation_date_key INTEGER NOT NULL, 
	referral_date_key INTEGER NOT NULL, 
	is_identified BOOLEAN NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	child_key INTEGER NOT NULL, 
	age_band_key INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_fact_assessment_factor PRIMARY KEY (authority_key, start_date_key, assessment_factor_key, child_durable_key), 
	CONSTRAINT fk_fact_assessment_factor_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key), 
	CONSTRAINT fk_fact_assessment_factor_start_date_key FOREIGN KEY(start_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_assessment_factor_assessment_factor_key FOREIGN KEY(assessment_factor_key) REFERENCES dim_assessment_factor (assessment_factor_key), 
	CONSTRAINT fk_fact_assessment_factor_authorisation_date_key FOREIGN KEY(authorisation_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_assessment_factor_referral_date_key FOREIGN KEY(referral_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_assessment_factor_child_key FOREIGN KEY(child_key) REFERENCES dim_child (child_key), 
	CONSTRAINT fk_fact_assessment_factor_age_band_key FOREIGN KEY(age_band_key) REFERENCES dim_age_band (age_band_key)
);
CREATE INDEX ix_fact_assessment_factor_child_key ON fact_assessment_factor (child_key);
CREATE TABLE fact_section_47_enquiry (
	authority_key INTEGER NOT NULL, 
	start_date_key INTEGER NOT NULL, 
	conference_date_key INTEGER NOT NULL, 
	overdue_date_key INTEGER NOT NULL, 
	is_conference_not_required BOOLEAN, 
	days_to_conference INTEGER, 
	working_days_to_conference INTEGER, 
	team_key INTEGER NOT NULL, 
	worker_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	child_key INTEGER NOT NULL, 
	age_band_key INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_fact_section_47_enquiry PRIMARY KEY (authority_key, start_date_key, child_durable_key), 
	CONSTRAINT fk_fact_section_47_enquiry_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key), 
	CONSTRAINT fk_fact_section_47_enquiry_start_date_key FOREIGN KEY(start_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_section_47_enquiry_conference_date_key FOREIGN KEY(conference_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_section_47_enquiry_overdue_date_key FOREIGN KEY(overdue_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_section_47_enquiry_team_key FOREIGN KEY(team_key) REFERENCES dim_team (team_key), 
	CONSTRAINT fk_fact_section_47_enquiry_worker_key FOREIGN KEY(worker_key) REFERENCES dim_worker (worker_key), 
	CONSTRAINT fk_fact_section_47_enquiry_child_key FOREIGN KEY(child_key) REFERENCES dim_child (child_key), 
	CONSTRAINT fk_fact_section_47_enquiry_age_band_key FOREIGN KEY(age_band_key) REFERENCES dim_age_band (age_band_key)
);
CREATE INDEX ix_fact_section_47_enquiry_child_key ON fact_section_47_enquiry (child_key);
CREATE TABLE fact_initial_child_protection_conference (
	authority_key INTEGER NOT NULL, 
	held_date_key INTEGER NOT NULL, 
	section_47_enquiry_date_key INTEGER NOT NULL, 
	working_days_from_section_47 INTEGER, 
	plan_outcome VARCHAR(20) NOT NULL, 
	team_key INTEGER NOT NULL, 
	worker_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	child_key INTEGER NOT NULL, 
	age_band_key INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_fact_initial_child_protection_conference PRIMARY KEY (authority_key, held_date_key, child_durable_key), 
	CONSTRAINT fk_fact_initial_child_protection_conference_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key), 
	CONSTRAINT fk_fact_initial_child_protection_conference_held_date_key FOREIGN KEY(held_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_initial_child_protection_conference_section_47_enquiry_date_key FOREIGN KEY(section_47_enquiry_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_initial_child_protection_conference_team_key FOREIGN KEY(team_key) REFERENCES dim_team (team_key), 
	CONSTRAINT fk_fact_initial_child_protection_conference_worker_key FOREIGN KEY(worker_key) REFERENCES dim_worker (worker_key), 
	CONSTRAINT fk_fact_initial_child_protection_conference_child_key FOREIGN KEY(child_key) REFERENCES dim_child (child_key), 
	CONSTRAINT fk_fact_initial_child_protection_conference_age_band_key FOREIGN KEY(age_band_key) REFERENCES dim_age_band (age_band_key)
);
CREATE INDEX ix_fact_initial_child_protection_conference_child_key ON fact_initial_child_protection_conference (child_key);
CREATE TABLE fact_child_protection_plan (
	authority_key INTEGER NOT NULL, 
	start_date_key INTEGER NOT NULL, 
	end_date_key INTEGER NOT NULL, 
	initial_category_key INTEGER NOT NULL, 
	latest_category_key INTEGER NOT NULL, 
	three_months_date_key INTEGER NOT NULL, 
	six_months_date_key INTEGER NOT NULL, 
	twelve_months_date_key INTEGER NOT NULL, 
	two_years_date_key INTEGER NOT NULL, 
	previous_plan_end_date_key INTEGER NOT NULL, 
	number_of_previous_plans INTEGER, 
	number_of_previous_plans_held INTEGER NOT NULL, 
	duration_days INTEGER, 
	is_second_within_24_months BOOLEAN NOT NULL, 
	team_key INTEGER NOT NULL, 
	worker_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	child_key INTEGER NOT NULL, 
	age_band_key INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_fact_child_protection_plan PRIMARY KEY (authority_key, start_date_key, child_durable_key), 
	CONSTRAINT fk_fact_child_protection_plan_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key), 
	CONSTRAINT fk_fact_child_protection_plan_start_date_key FOREIGN KEY(start_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_end_date_key FOREIGN KEY(end_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_initial_category_key FOREIGN KEY(initial_category_key) REFERENCES dim_category_of_abuse (category_of_abuse_key), 
	CONSTRAINT fk_fact_child_protection_plan_latest_category_key FOREIGN KEY(latest_category_key) REFERENCES dim_category_of_abuse (category_of_abuse_key), 
	CONSTRAINT fk_fact_child_protection_plan_three_months_date_key FOREIGN KEY(three_months_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_six_months_date_key FOREIGN KEY(six_months_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_twelve_months_date_key FOREIGN KEY(twelve_months_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_two_years_date_key FOREIGN KEY(two_years_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_previous_plan_end_date_key FOREIGN KEY(previous_plan_end_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_team_key FOREIGN KEY(team_key) REFERENCES dim_team (team_key), 
	CONSTRAINT fk_fact_child_protection_plan_worker_key FOREIGN KEY(worker_key) REFERENCES dim_worker (worker_key), 
	CONSTRAINT fk_fact_child_protection_plan_child_key FOREIGN KEY(child_key) REFERENCES dim_child (child_key), 
	CONSTRAINT fk_fact_child_protection_plan_age_band_key FOREIGN KEY(age_band_key) REFERENCES dim_age_band (age_band_key)
);
CREATE INDEX ix_fact_child_protection_plan_child_key ON fact_child_protection_plan (child_key);
CREATE TABLE fact_child_protection_plan_review (
	authority_key INTEGER NOT NULL, 
	plan_start_date_key INTEGER NOT NULL, 
	sequence INTEGER NOT NULL, 
	due_date_key INTEGER NOT NULL, 
	held_date_key INTEGER NOT NULL, 
	plan_end_date_key INTEGER NOT NULL, 
	late_from_date_key INTEGER NOT NULL, 
	late_until_date_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	child_key INTEGER NOT NULL, 
	age_band_key INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_fact_child_protection_plan_review PRIMARY KEY (authority_key, plan_start_date_key, sequence, child_durable_key), 
	CONSTRAINT fk_fact_child_protection_plan_review_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key), 
	CONSTRAINT fk_fact_child_protection_plan_review_plan_start_date_key FOREIGN KEY(plan_start_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_review_due_date_key FOREIGN KEY(due_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_review_held_date_key FOREIGN KEY(held_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_review_plan_end_date_key FOREIGN KEY(plan_end_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_review_late_from_date_key FOREIGN KEY(late_from_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_review_late_until_date_key FOREIGN KEY(late_until_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_protection_plan_review_child_key FOREIGN KEY(child_key) REFERENCES dim_child (child_key), 
	CONSTRAINT fk_fact_child_protection_plan_review_age_band_key FOREIGN KEY(age_band_key) REFERENCES dim_age_band (age_band_key)
);
CREATE INDEX ix_fact_child_protection_plan_review_child_key ON fact_child_protection_plan_review (child_key);
CREATE TABLE fact_child_in_need_plan (
	authority_key INTEGER NOT NULL, 
	start_date_key INTEGER NOT NULL, 
	end_date_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	child_key INTEGER NOT NULL, 
	age_band_key INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_fact_child_in_need_plan PRIMARY KEY (authority_key, start_date_key, child_durable_key), 
	CONSTRAINT fk_fact_child_in_need_plan_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key), 
	CONSTRAINT fk_fact_child_in_need_plan_start_date_key FOREIGN KEY(start_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_in_need_plan_end_date_key FOREIGN KEY(end_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_child_in_need_plan_child_key FOREIGN KEY(child_key) REFERENCES dim_child (child_key), 
	CONSTRAINT fk_fact_child_in_need_plan_age_band_key FOREIGN KEY(age_band_key) REFERENCES dim_age_band (age_band_key)
);
CREATE INDEX ix_fact_child_in_need_plan_child_key ON fact_child_in_need_plan (child_key);
CREATE TABLE fact_contact (
	authority_key INTEGER NOT NULL, 
	contact_date_key INTEGER NOT NULL, 
	referral_source_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	child_key INTEGER NOT NULL, 
	age_band_key INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_fact_contact PRIMARY KEY (authority_key, contact_date_key, referral_source_key, child_durable_key), 
	CONSTRAINT fk_fact_contact_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key), 
	CONSTRAINT fk_fact_contact_contact_date_key FOREIGN KEY(contact_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_contact_referral_source_key FOREIGN KEY(referral_source_key) REFERENCES dim_referral_source (referral_source_key), 
	CONSTRAINT fk_fact_contact_child_key FOREIGN KEY(child_key) REFERENCES dim_child (child_key), 
	CONSTRAINT fk_fact_contact_age_band_key FOREIGN KEY(age_band_key) REFERENCES dim_age_band (age_band_key)
);
CREATE INDEX ix_fact_contact_child_key ON fact_contact (child_key);
CREATE TABLE fact_referral (
	authority_key INTEGER NOT NULL, 
	referral_date_key INTEGER NOT NULL, 
	referral_source_key INTEGER NOT NULL, 
	primary_need_key INTEGER NOT NULL, 
	closure_reason_key INTEGER NOT NULL, 
	closure_date_key INTEGER NOT NULL, 
	first_assessment_start_date_key INTEGER NOT NULL, 
	first_assessment_authorisation_date_key INTEGER NOT NULL, 
	first_section_47_enquiry_date_key INTEGER NOT NULL, 
	first_conference_date_key INTEGER NOT NULL, 
	first_plan_start_date_key INTEGER NOT NULL, 
	three_months_date_key INTEGER NOT NULL, 
	six_months_date_key INTEGER NOT NULL, 
	twelve_months_date_key INTEGER NOT NULL, 
	two_years_date_key INTEGER NOT NULL, 
	previous_referral_date_key INTEGER NOT NULL, 
	is_no_further_action BOOLEAN, 
	is_re_referral_within_12_months BOOLEAN NOT NULL, 
	is_closed_as_not_in_need BOOLEAN NOT NULL, 
	is_not_in_need_by_year_end BOOLEAN NOT NULL, 
	working_days_to_first_assessment INTEGER, 
	team_key INTEGER NOT NULL, 
	worker_key INTEGER NOT NULL, 
	child_durable_key INTEGER NOT NULL, 
	child_key INTEGER NOT NULL, 
	age_band_key INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	CONSTRAINT pk_fact_referral PRIMARY KEY (authority_key, referral_date_key, child_durable_key), 
	CONSTRAINT fk_fact_referral_authority_key FOREIGN KEY(authority_key) REFERENCES dim_authority (authority_key), 
	CONSTRAINT fk_fact_referral_referral_date_key FOREIGN KEY(referral_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_referral_source_key FOREIGN KEY(referral_source_key) REFERENCES dim_referral_source (referral_source_key), 
	CONSTRAINT fk_fact_referral_primary_need_key FOREIGN KEY(primary_need_key) REFERENCES dim_primary_need (primary_need_key), 
	CONSTRAINT fk_fact_referral_closure_reason_key FOREIGN KEY(closure_reason_key) REFERENCES dim_closure_reason (closure_reason_key), 
	CONSTRAINT fk_fact_referral_closure_date_key FOREIGN KEY(closure_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_first_assessment_start_date_key FOREIGN KEY(first_assessment_start_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_first_assessment_authorisation_date_key FOREIGN KEY(first_assessment_authorisation_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_first_section_47_enquiry_date_key FOREIGN KEY(first_section_47_enquiry_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_first_conference_date_key FOREIGN KEY(first_conference_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_first_plan_start_date_key FOREIGN KEY(first_plan_start_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_three_months_date_key FOREIGN KEY(three_months_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_six_months_date_key FOREIGN KEY(six_months_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_twelve_months_date_key FOREIGN KEY(twelve_months_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_two_years_date_key FOREIGN KEY(two_years_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_previous_referral_date_key FOREIGN KEY(previous_referral_date_key) REFERENCES dim_date (date_key), 
	CONSTRAINT fk_fact_referral_team_key FOREIGN KEY(team_key) REFERENCES dim_team (team_key), 
	CONSTRAINT fk_fact_referral_worker_key FOREIGN KEY(worker_key) REFERENCES dim_worker (worker_key), 
	CONSTRAINT fk_fact_referral_child_key FOREIGN KEY(child_key) REFERENCES dim_child (child_key), 
	CONSTRAINT fk_fact_referral_age_band_key FOREIGN KEY(age_band_key) REFERENCES dim_age_band (age_band_key)
);
CREATE INDEX ix_fact_referral_child_key ON fact_referral (child_key);
CREATE TABLE fact_published_figure (
	measure_key INTEGER NOT NULL, 
	area_key INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	release_key INTEGER NOT NULL, 
	file_key INTEGER NOT NULL, 
	value FLOAT, 
	shown VARCHAR(40) NOT NULL, 
	symbol VARCHAR(5) NOT NULL, 
	numerator FLOAT, 
	denominator FLOAT, 
	CONSTRAINT pk_fact_published_figure PRIMARY KEY (measure_key, area_key, year, release_key), 
	CONSTRAINT fk_fact_published_figure_measure_key FOREIGN KEY(measure_key) REFERENCES dim_published_measure (measure_key), 
	CONSTRAINT fk_fact_published_figure_area_key FOREIGN KEY(area_key) REFERENCES dim_area (area_key), 
	CONSTRAINT fk_fact_published_figure_release_key FOREIGN KEY(release_key) REFERENCES dim_release (release_key), 
	CONSTRAINT fk_fact_published_figure_file_key FOREIGN KEY(file_key) REFERENCES published_file (file_key)
)
 WITHOUT ROWID

;
CREATE TABLE fact_population (
	area_key INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	release_key INTEGER NOT NULL, 
	file_key INTEGER NOT NULL, 
	vintage VARCHAR(60) NOT NULL, 
	persons INTEGER NOT NULL, 
	CONSTRAINT pk_fact_population PRIMARY KEY (area_key, year, release_key), 
	CONSTRAINT fk_fact_population_area_key FOREIGN KEY(area_key) REFERENCES dim_area (area_key), 
	CONSTRAINT fk_fact_population_release_key FOREIGN KEY(release_key) REFERENCES dim_release (release_key), 
	CONSTRAINT fk_fact_population_file_key FOREIGN KEY(file_key) REFERENCES published_file (file_key)
);
CREATE TABLE bridge_statistical_neighbour (
	release_key INTEGER NOT NULL, 
	area_key INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	neighbour_area_key INTEGER NOT NULL, 
	closeness VARCHAR(60) NOT NULL, 
	file_key INTEGER NOT NULL, 
	CONSTRAINT pk_bridge_statistical_neighbour PRIMARY KEY (release_key, area_key, place), 
	CONSTRAINT fk_bridge_statistical_neighbour_release_key FOREIGN KEY(release_key) REFERENCES dim_release (release_key), 
	CONSTRAINT fk_bridge_statistical_neighbour_area_key FOREIGN KEY(area_key) REFERENCES dim_area (area_key), 
	CONSTRAINT fk_bridge_statistical_neighbour_neighbour_area_key FOREIGN KEY(neighbour_area_key) REFERENCES dim_area (area_key), 
	CONSTRAINT fk_bridge_statistical_neighbour_file_key FOREIGN KEY(file_key) REFERENCES published_file (file_key)
);
INSERT INTO schema_version VALUES (2, '2026-11-30 22:00:00.000000');
