"""
The children in need census in the datasets' words.

A census of year N covers 1 April N-1 to 31 March N: every episode of need that was open on any of these days,
with everything that happened in it.
"""

import pandas as pd

from transforms.conform.section import Covers, Section

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")

KINDS: dict[str, str] = {
    "cin_census.children": "children",
    "cin_census.child_disabilities": "disabilities",
    "cin_census.referrals": "cin_details",
    "cin_census.assessments": "assessments",
    "cin_census.assessment_factors": "assessment_factors",
    "cin_census.child_in_need_plans": "cin_plan_dates",
    "cin_census.section_47_enquiries": "section_47",
    "cin_census.child_protection_plans": "child_protection_plans",
    "cin_census.child_protection_plan_reviews": "reviews",
    "cin_census.pre_proceedings": "pre_proceedings",
}
"""Which of the reader's kinds of record each section is made of."""

NAMES: dict[str, dict[str, str]] = {
    "cin_census.children": {
        "LAchildID": "child_id",
        "PersonBirthDate": "birth_date",
        "ExpectedPersonBirthDate": "expected_birth_date",
        "PersonDeathDate": "death_date",
        "sex": "sex",  # Sex from 2025, GenderCurrent before
        "Ethnicity": "ethnicity",
        "disability": "disability",  # whether any disability is listed
        "UPN": "upn",
        "FormerUPN": "former_upn",
        "UPNunknown": "upn_unknown",
    },
    "cin_census.child_disabilities": {
        "LAchildID": "child_id",
        "Disability": "disability",
    },
    "cin_census.referrals": {
        "LAchildID": "child_id",
        "CINreferralDate": "referral_date",
        "ReferralSource": "source",
        "ReferralNFA": "no_further_action",
        "PrimaryNeedCode": "primary_need",
        "CINclosureDate": "closure_date",
        "ReasonForClosure": "closure_reason",
        "DateOfInitialCPC": "conference_date",
    },
    "cin_census.assessments": {
        "LAchildID": "child_id",
        "CINreferralDate": "referral_date",
        "AssessmentActualStartDate": "start_date",
        "AssessmentInternalReviewDate": "internal_review_date",
        "AssessmentAuthorisationDate": "authorisation_date",
    },
    "cin_census.assessment_factors": {
        "LAchildID": "child_id",
        "AssessmentActualStartDate": "assessment_start_date",
        "AssessmentFactors": "factor",
    },
    "cin_census.child_in_need_plans": {
        "LAchildID": "child_id",
        "CINreferralDate": "referral_date",
        "CINPlanStartDate": "start_date",
        "CINPlanEndDate": "end_date",
    },
    "cin_census.section_47_enquiries": {
        "LAchildID": "child_id",
        "CINreferralDate": "referral_date",
        "S47ActualStartDate": "start_date",
        "InitialCPCtarget": "conference_target_date",
        "DateOfInitialCPC": "conference_date",
        "ICPCnotRequired": "conference_not_required",
    },
    "cin_census.child_protection_plans": {
        "LAchildID": "child_id",
        "CINreferralDate": "referral_date",
        "CPPstartDate": "start_date",
        "CPPendDate": "end_date",
        "InitialCategoryOfAbuse": "initial_category",
        "LatestCategoryOfAbuse": "latest_category",
        "NumberOfPreviousCPP": "number_of_previous_plans",
    },
    "cin_census.child_protection_plan_reviews": {
        "LAchildID": "child_id",
        "CPPstartDate": "plan_start_date",
        "CPPreviewDate": "review_date",
    },
    "cin_census.pre_proceedings": {
        "LAchildID": "child_id",
        "CINreferralDate": "referral_date",
        "PPStartDate": "start_date",
        "LBPSentDate": "letter_before_proceedings_date",
        "FGDMMeetingOffer": "family_meeting_offered",
        "FGDMMeetingFac": "family_meeting_facilitated",
        "InitialPPMeetingDate": "first_meeting_date",
        "ReviewMeetingsCount": "review_meetings",
        "StepDecisionDate": "decision_date",
        "PPOutcome": "outcome",
        "CourtAppDate": "court_application_date",
        "LetterInitCPDate": "initial_letter_date",
    },
}
"""What each section calls the census's elements."""

_EPISODES = {"withdraws": Covers.EPISODES, "complete": Covers.EPISODES}
_EVENTS = {"withdraws": Covers.EVENTS, "complete": Covers.EVENTS}
_COVERAGE = {
    # Every child with an episode is described; but a child who is not described is not taken back.
    "cin_census.children": {"complete": Covers.EPISODES},
    "cin_census.assessment_factors": {"complete": Covers.EPISODES},  # those of every assessment
    "cin_census.referrals": _EPISODES,
    "cin_census.assessments": _EPISODES,
    "cin_census.child_in_need_plans": _EPISODES,
    "cin_census.child_protection_plans": _EPISODES,
    # Withdrawn by their start, but complete beyond it: an earlier enquiry whose conference falls in the year is there.
    "cin_census.section_47_enquiries": {**_EVENTS, "complete": Covers.EPISODES},
    "cin_census.child_protection_plan_reviews": _EVENTS,
}

SECTIONS: dict[str, Section] = {
    name: Section(
        name=name,
        dataset=name.removeprefix("cin_census."),
        columns=tuple(names.values()),
        months=12,
        **_COVERAGE.get(name, {}),
    )
    for name, names in NAMES.items()
}


def conform(records: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """
    Return, per section, every row that was read, as text under the dataset's names, with its provenance.

    A kind of record that the census of its year does not collect makes no section: it is unknown, not none.
    Codes stay as they were written (a sex of `1` as well as of `M`): the code sets know the spellings.
    """
    records = {**records, "children": _with_sex_and_disability(records["children"], records["disabilities"])}
    return {section: _section(records[kind], NAMES[section]) for section, kind in KINDS.items() if kind in records}


def _section(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    return rows[[*names, *PROVENANCE]].rename(columns=names).reset_index(drop=True)


def _with_sex_and_disability(children: pd.DataFrame, disabilities: pd.DataFrame) -> pd.DataFrame:
    """
    Add what the census states in more than one way.

    A list that holds only NONE says that the child has no disability; no list at all says nothing.
    Children are matched by their place in the file, since an identifier may be missing or given twice.
    """
    stated = disabilities.dropna(subset=["Disability"])
    any_disability = stated["Disability"].str.upper().ne("NONE").groupby(stated["child_number"]).any()
    return children.assign(
        sex=children["Sex"].fillna(children["GenderCurrent"]),
        disability=children["child_number"]
        .map(any_disability.map({True: "Yes", False: "No"}).astype("str"))
        .astype("str"),
    )
