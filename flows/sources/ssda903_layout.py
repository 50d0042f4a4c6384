"""The tables of the SSDA903: their columns, by which of them each is known, and since when it is collected."""

TABLES: dict[str, tuple[str, ...]] = {
    "header": ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    "episodes": (
        *("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE"),
        *("HOME_POST", "PL_POST", "URN"),
    ),
    "reviews": ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"),
    "uasc": ("CHILD", "DOB", "SEX", "DUC"),
    "oc2": (
        *("CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK"),
        *("HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"),
    ),
    "oc3": ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"),
    "ad1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "placed_adoption": ("CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"),
    "prev_perm": ("CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"),
    "missing": ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
    "social_worker": ("CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"),
    "dolo": ("CHILD", "DOB", "DOLO_START", "DOLO_END"),
}
"""DfE's tables and their columns, in its order."""

KEYS: dict[str, frozenset[str]] = {
    "header": frozenset({"CHILD", "ETHNIC", "UPN"}),
    "episodes": frozenset({"CHILD", "DECOM", "RNE", "LS"}),
    "reviews": frozenset({"CHILD", "REVIEW", "REVIEW_CODE"}),
    "uasc": frozenset({"CHILD", "DUC"}),
    "oc2": frozenset({"CHILD", "CONVICTED", "HEALTH_ASSESSMENT"}),
    "oc3": frozenset({"CHILD", "IN_TOUCH", "ACTIV", "ACCOM"}),
    "ad1": frozenset({"CHILD", "DATE_INT", "DATE_MATCH"}),
    "placed_adoption": frozenset({"CHILD", "DATE_PLACED"}),
    "prev_perm": frozenset({"CHILD", "PREV_PERM"}),
    "missing": frozenset({"CHILD", "MISSING", "MIS_START"}),
    "social_worker": frozenset({"CHILD", "SW_ID", "SW_DECOM"}),
    "dolo": frozenset({"CHILD", "DOLO_START"}),
}
"""The columns by which a table is known, whatever its file is called."""

SINCE: dict[str, int] = {"social_worker": 2024, "dolo": 2027}
"""The first year, ending 31 March, of the tables that were not there in 2017; no column of a table ever changed."""


def tables_in(year: int) -> frozenset[str]:
    """Return the tables that the return of a year has."""
    return frozenset(kind for kind in TABLES if SINCE.get(kind, 0) <= year)
