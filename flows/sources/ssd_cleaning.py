"""
What the SSD's scripts write where there is nothing, and rows that are no record of this authority's children.

Every value that is taken for absent and every row that is left out is counted under a name.
"""

import re
from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from flows.sources.extract import Note
from flows.sources.ssd_tables import Table
from transforms.conform.ssd_json import codes_in
from transforms.parsing import TRUE

MEANINGS = {
    "sentinel_date": "a date such as 1900-01-01 or 9999-12-31 stands for none",
    "placeholder": "a placeholder of the SSD's script stands for a value",
    "null_text": "the word NULL stands for nothing",
    "no_worker": "the worker -1 is nobody",
    "no_distance": "the distance 999.9 is not known",
}
"""What each kind of stand-in means."""

_STAND_IN = re.compile(
    r"(?P<sentinel_date>(?:1900-01-01|9999-12-31|19000101|99991231|01/01/1900|31/12/9999)(?:[ T]00:00:00(?:\.0+)?)?)"
    r"|(?P<placeholder>placeholder_dat[ae])|(?P<null_text>null)|(?P<no_worker>-1)|(?P<no_distance>999\.90*)"
)
_LIKELY = r"(?i)^\s*(1900|9999|999[.]9|01/01/1900|31/12/9999|placeholder|null|-1)"  # one look in place of Python's many
_ONLY_IN = {
    "no_worker": re.compile(r".*(?:worker_id|professional_id|personal_advisor)"),
    "no_distance": re.compile(r"clap_cla_placement_distance"),
}
"""The fields in which a number stands for nothing; elsewhere it is a number."""


def without_stand_ins(table: Table, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """Return the rows with nothing where a stand-in was, and a note for each kind of them in each column."""
    cleaned, notes = {}, []
    for name in table.columns:
        kinds = _stand_ins(rows[name]) if name in rows else {}
        for code in dict.fromkeys(kinds.values()):
            count = int(rows[name].isin([text for text, kind in kinds.items() if kind == code]).sum())
            message = f"table {table.name}, {name}: {count:,} values are taken for absent: {MEANINGS[code]}"
            notes.append(Note(code, message, table.name))
        if kinds:
            cleaned[name] = rows[name].mask(rows[name].isin(kinds))
    return rows.assign(**cleaned), notes


def _stand_ins(texts: pd.Series) -> dict[str, str]:
    """Return the texts of a column that stand for nothing, and of which kind each is."""
    different = pc.unique(pa.array(texts.array, pa.large_string()))
    candidates = different.filter(pc.match_substring_regex(different, _LIKELY)).to_pylist()
    found = {text: _STAND_IN.fullmatch(text.strip().casefold()) for text in candidates}
    kinds = {text: match.lastgroup for text, match in found.items() if match}
    return {
        text: kind for text, kind in kinds.items() if kind not in _ONLY_IN or _ONLY_IN[kind].fullmatch(str(texts.name))
    }


def left_out(records: Mapping[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], dict[str, dict[str, int]]]:
    """
    Return the tables without the rows that no dataset is about, and how many rows which rule left out.

    A plan of another authority is not this authority's, nor are its visits and reviews.
    A review that was cancelled or has no day was not held; a conference without a day neither.
    A permanence record without a decision for adoption is no adoption decision; a list without a code says nothing.
    """
    kept, dropped = dict(records), {}
    for name, rules in _rules(records).items():
        fate = pd.Series("", index=records[name].index)
        for rule, doomed in rules.items():
            fate = fate.mask((fate == "") & doomed, rule)
        dropped[name] = {rule: int(count) for rule, count in fate[fate != ""].value_counts().items()}
        kept[name] = records[name][fate == ""].reset_index(drop=True)
    return kept, dropped


def _rules(records: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, pd.Series]]:
    """Return, by table, the rules that leave rows out and the rows that each is about; the first rule counts."""
    plans = _column(records, "cp_plans", "cppl_cp_plan_id")
    others = plans[_is_yes(_column(records, "cp_plans", "cppl_cp_plan_ola"))].dropna()
    rules = {
        "cp_plans": {"plan_of_another_authority": _is_yes(_column(records, "cp_plans", "cppl_cp_plan_ola"))},
        "cp_visits": {"plan_of_another_authority": _column(records, "cp_visits", "cppv_cp_plan_id").isin(others)},
        "cp_reviews": {
            "plan_of_another_authority": _column(records, "cp_reviews", "cppr_cp_plan_id").isin(others),
            "not_held": _column(records, "cp_reviews", "cppr_cp_review_date").isna(),
        },
        "cla_reviews": {
            "cancelled": _is_yes(_column(records, "cla_reviews", "clar_cla_review_cancelled")),
            "not_held": _column(records, "cla_reviews", "clar_cla_review_date").isna(),
        },
        "initial_cp_conference": {"not_held": _column(records, "initial_cp_conference", "icpc_icpc_date").isna()},
        "assessment_factors": {
            "no_factors": _states_none(_column(records, "assessment_factors", "cinf_assessment_factors_json"))
        },
        "cla_care_plan": {"no_plan": _states_none(_column(records, "cla_care_plan", "lacp_cla_care_plan_json"))},
        "permanence": {"no_adoption_decision": _column(records, "permanence", "perm_adm_decision_date").isna()},
    }
    return {name: found for name, found in rules.items() if name in records}


def _column(records: Mapping[str, pd.DataFrame], name: str, column: str) -> pd.Series:
    """Return a column of a table; nothing in every row where the table or the column is lacking."""
    rows = records.get(name, pd.DataFrame())
    return rows[column] if column in rows else pd.Series(None, index=rows.index, dtype="str")


def _states_none(texts: pd.Series) -> pd.Series:
    empty = {text for text in texts.dropna().unique() if not codes_in(text)}
    return texts.isna() | texts.isin(empty)


def _is_yes(texts: pd.Series) -> pd.Series:
    return texts.str.strip().str.casefold().isin(TRUE)
