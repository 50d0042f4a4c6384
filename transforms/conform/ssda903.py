"""
The SSDA903 in the datasets' words.

A return of year N covers 1 April N-1 to 31 March N: every episode of care that was open on any of these days, with the
reviews held and the absences begun in it. Its identifiers (CHILD) are kept apart from those of the other extracts
until evidence says that they are the same child's: no dataset of this return is one of theirs.
"""

import pandas as pd

from transforms.conform.section import Covers, Section

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")

KINDS: dict[str, str] = {
    "ssda903.looked_after_children": "header",
    "ssda903.episodes_of_care": "episodes",
    "ssda903.looked_after_reviews": "reviews",
    "ssda903.unaccompanied_asylum_seeking_children": "uasc",
    "ssda903.looked_after_health": "oc2",
    "ssda903.care_leaver_outcomes": "oc3",
    "ssda903.adoptions": "ad1",
    "ssda903.placement_for_adoption_decisions": "placed_adoption",
    "ssda903.previous_permanence_arrangements": "prev_perm",
    "ssda903.absences_from_placement": "missing",
    "ssda903.social_worker_episodes": "social_worker",
    "ssda903.deprivation_of_liberty_orders": "dolo",
}
"""Which table each section is made of."""

_CHILD = {"CHILD": "child_id"}
NAMES: dict[str, dict[str, str]] = {
    "ssda903.looked_after_children": {
        **_CHILD,
        "SEX": "sex",
        "DOB": "birth_date",
        "ETHNIC": "ethnicity",
        "UPN": "upn",
        "MOTHER": "is_mother",
        "MC_DOB": "first_child_birth_date",
    },
    "ssda903.episodes_of_care": {
        **_CHILD,
        "DECOM": "start_date",
        "RNE": "start_reason",
        "LS": "legal_status",
        "CIN": "primary_need",
        "PLACE": "placement",
        "PLACE_PROVIDER": "placement_provider",
        "DEC": "end_date",
        "REC": "end_reason",
        "REASON_PLACE_CHANGE": "placement_change_reason",
        "HOME_POST": "home_postcode",
        "PL_POST": "placement_postcode",
        "URN": "placement_urn",
    },
    "ssda903.looked_after_reviews": {**_CHILD, "REVIEW": "review_date", "REVIEW_CODE": "participation"},
    "ssda903.unaccompanied_asylum_seeking_children": {**_CHILD, "DOB": "birth_date", "SEX": "sex", "DUC": "end_date"},
    "ssda903.looked_after_health": {
        **_CHILD,
        "SDQ_SCORE": "sdq_score",
        "SDQ_REASON": "no_sdq_reason",
        "CONVICTED": "convicted",
        "HEALTH_CHECK": "health_surveillance_up_to_date",
        "IMMUNISATIONS": "immunisations_up_to_date",
        "TEETH_CHECK": "teeth_checked",
        "HEALTH_ASSESSMENT": "health_assessed",
        "SUBSTANCE_MISUSE": "substance_misuse",
        "INTERVENTION_RECEIVED": "intervention_received",
        "INTERVENTION_OFFERED": "intervention_offered",
    },
    "ssda903.care_leaver_outcomes": {
        **_CHILD,
        "DOB": "birth_date",
        "IN_TOUCH": "in_touch",
        "ACTIV": "activity",
        "ACCOM": "accommodation",
        "suitability": "suitability",
    },
    "ssda903.adoptions": {
        **_CHILD,
        "DATE_INT": "decision_date",
        "DATE_MATCH": "matching_date",
        "FOSTER_CARE": "by_former_foster_carer",
        "NB_ADOPTR": "number_of_adopters",
        "SEX_ADOPTR": "adopters_sex",
        "LS_ADOPTR": "adopters_legal_status",
    },
    "ssda903.placement_for_adoption_decisions": {
        **_CHILD,
        "DATE_PLACED": "decision_date",
        "DATE_PLACED_CEASED": "reversal_date",
        "REASON_PLACED_CEASED": "reversal_reason",
    },
    "ssda903.previous_permanence_arrangements": {
        **_CHILD,
        "PREV_PERM": "arrangement",
        "LA_PERM": "authority",
        "DATE_PERM": "order_date",
    },
    "ssda903.absences_from_placement": {
        **_CHILD,
        "MISSING": "absence_type",
        "MIS_START": "start_date",
        "MIS_END": "end_date",
    },
    "ssda903.social_worker_episodes": {
        **_CHILD,
        "SW_ID": "worker",
        "SW_DECOM": "start_date",
        "SW_DEC": "end_date",
        "SW_REASON": "change_reason",
    },
    "ssda903.deprivation_of_liberty_orders": {**_CHILD, "DOLO_START": "start_date", "DOLO_END": "end_date"},
}
"""What each section calls the return's columns."""

_EPISODES = {"withdraws": Covers.EPISODES, "complete": Covers.EPISODES}
_EVENTS = {"withdraws": Covers.EVENTS, "complete": Covers.EVENTS}
_COVERAGE = {
    "ssda903.looked_after_children": {"complete": Covers.EPISODES},
    "ssda903.episodes_of_care": _EPISODES,
    "ssda903.looked_after_reviews": _EVENTS,
    "ssda903.absences_from_placement": _EPISODES,
    "ssda903.social_worker_episodes": _EPISODES,
    "ssda903.deprivation_of_liberty_orders": _EPISODES,
}

SECTIONS: dict[str, Section] = {
    name: Section(
        name=name,
        dataset=name.removeprefix("ssda903."),
        columns=tuple(names.values()),
        months=12,
        **_COVERAGE.get(name, {}),
    )
    for name, names in NAMES.items()
}


def conform(records: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the text of each section that the return has, under the datasets' column names."""
    return {name: _renamed(_split(records[kind], kind), NAMES[name]) for name, kind in KINDS.items() if kind in records}


def _renamed(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    known = {column: name for column, name in names.items() if column in rows}
    return rows[[*known, *(column for column in PROVENANCE if column in rows)]].rename(columns=known)


def _split(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """
    Say apart what OC3 says in one code: `B1` is accommodation B, and suitable (1) or not (2).

    A 0 stands for a young person of whom nothing is known, and is no code.
    """
    if kind != "oc3":
        return rows
    if "ACTIV" in rows:
        rows = rows.assign(ACTIV=rows["ACTIV"].mask(rows["ACTIV"].str.strip() == "0"))
    if "ACCOM" not in rows:
        return rows
    accommodation = rows["ACCOM"].mask(rows["ACCOM"].str.strip() == "0")
    return rows.assign(suitability=accommodation.str.strip().str.extract(r"^[A-Za-z]([12])$")[0].astype("str"))
