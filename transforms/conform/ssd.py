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
from transforms.conform.ssd_names import KINDS, NAMES

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")
MONTHS = 72

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
