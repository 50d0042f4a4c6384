"""
Ofsted's Annex A in the datasets' words.

Lists 1 to 7 cover the six months before the day of the extract: contacts, referrals, enquiries and assessments
of these months, and every child in need and every plan that was open in them.
Each list also describes its children. List 6 is about the same episodes of need as list 3, but says other things.
"""

import pandas as pd

from transforms.conform.section import Covers, Section

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")
MONTHS = 6

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
    "annex_a.list_1.children": _UNDISABLED,
    "annex_a.list_3.children": _UNDISABLED,
    "annex_a.list_4.children": _CHILDREN,
    "annex_a.list_5.children": _CHILDREN,
    "annex_a.list_6.children": _CHILDREN,
    "annex_a.list_7.children": _CHILDREN,
}
"""What each section calls the columns of its list."""

_EVENTS = {"withdraws": Covers.EVENTS, "complete": Covers.EVENTS}
_COVERAGE = {
    "annex_a.list_1.contacts": _EVENTS,
    "annex_a.list_3.referrals": _EVENTS,
    # Practice differs on assessments that started before the window and are still open: absence is no withdrawal.
    "annex_a.list_4.assessments": {"withdraws": Covers.EVENTS, "complete": Covers.EPISODES},
    "annex_a.list_5.section_47_enquiries": _EVENTS,
    # A referral without further action stands in list 3 and never in list 6: absence is no withdrawal.
    "annex_a.list_6.referrals": {"complete": Covers.EPISODES},
    "annex_a.list_7.child_protection_plans": {"withdraws": Covers.EPISODES, "complete": Covers.EPISODES},
    # Every child with an episode is described; but a child who is not described is not taken back.
    "annex_a.list_6.children": {"complete": Covers.EPISODES},
    # Nothing for the rest: the latest review only, and children who are in one list and not in another.
}

SECTIONS: dict[str, Section] = {
    name: Section(
        name=name,
        dataset=name.rpartition(".")[2],
        columns=tuple(names.values()),
        months=MONTHS,
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


def _list(section: str) -> str:
    return section.split(".")[1]


def _section(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    present = {theirs: ours for theirs, ours in names.items() if theirs in rows.columns}
    return rows[[*present, *PROVENANCE]].rename(columns=present).reset_index(drop=True)
