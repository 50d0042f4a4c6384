"""Children, in versions."""

import pandas as pd

from expectations.codes import Ethnicity, Sex, YesNoUnknown
from expectations.contract import UNMAPPED, CodeSet
from transforms.history import versions

UNKNOWN = "Unknown"

NOT_STATED: dict[str, CodeSet] = {
    "sex": Sex.NOT_STATED,
    "ethnicity": Ethnicity.NOBT,
    "disability": YesNoUnknown.UNKNOWN,
}
"""Codes which say that a value is not known (yet): a known value corrects them, whenever it comes."""

DATES = ["birth_date", "expected_birth_date", "death_date"]
TIES = ["order", "section", "extract_id"]  # of one day the census (section cin_census) is believed before Annex A

_ETHNICITIES = {member.value: member for member in Ethnicity}
_GROUPS = {code: member.group for code, member in _ETHNICITIES.items()}
_DETAILED = {code: code for code, member in _ETHNICITIES.items() if not member.local}
_GROUP_CODES = {member.group: code for code, member in _ETHNICITIES.items() if member.local}


def dim_child(children: pd.DataFrame) -> pd.DataFrame:
    """
    Return the versions of every child, from all statements ever made (dataset children, with section and as_at).

    Sex, ethnicity and disability have a history; dates are corrected in all versions by the newest statement.
    """
    statements = (
        children.sort_values(["as_at", *(name for name in TIES if name in children)], kind="stable")
        .assign(**{name: _known(children[name], code) for name, code in NOT_STATED.items()})
        .assign(
            ethnic_group=lambda said: said["ethnicity"].map(_GROUPS).astype("str"),
            ethnicity=lambda said: said["ethnicity"].map(_DETAILED).astype("str"),
        )
    )
    attributes = ["sex", "ethnicity", "ethnic_group", "disability"]
    by_day = statements.groupby(["child_id", "as_at"], as_index=False)[attributes].last()
    silent = _silent(children)
    return (
        versions(by_day, keys=["child_id"], attributes=attributes, at="as_at")
        .merge(statements.groupby("child_id", as_index=False)[DATES].last(), on="child_id", validate="m:1")
        .merge(silent, on="child_id", validate="m:1")
        .assign(
            ethnicity=lambda known: _ethnicity(known).fillna(known["ethnicity_silent"]),
            ethnic_group=lambda known: known["ethnic_group"].fillna(
                known["ethnicity_silent"].map(_GROUPS).fillna(UNKNOWN).astype("str")
            ),
            sex=lambda known: _labels(known["sex"].fillna(known["sex_silent"]), Sex),
            disability=lambda known: _labels(known["disability"].fillna(known["disability_silent"]), YesNoUnknown),
        )
    )[
        [
            *("child_id", "valid_from", "valid_to", "is_current"),
            *("sex", "ethnicity", "ethnic_group", "disability"),
            *DATES,
        ]
    ]


def _known(codes: pd.Series, not_stated: CodeSet) -> pd.Series:
    return codes.astype("str").mask(codes.isin([not_stated.value, UNMAPPED]))


def _silent(children: pd.DataFrame) -> pd.DataFrame:
    """Return, for each child, what to say where nothing is known: that it was not stated, or nothing at all."""
    said = {f"{name}_silent": children[name].eq(code.value).fillna(False) for name, code in NOT_STATED.items()}
    ever_said = children[["child_id"]].assign(**said).groupby("child_id", as_index=False).any()
    return ever_said.assign(
        **{
            f"{name}_silent": ever_said[f"{name}_silent"].map({True: code.value, False: UNKNOWN}).astype("str")
            for name, code in NOT_STATED.items()
        }
    )


def _ethnicity(known: pd.DataFrame) -> pd.Series:
    """Return the code in detail, unless a newer statement names only another group: then that group's."""
    is_of_group = known["ethnicity"].map(_GROUPS).astype("str") == known["ethnic_group"]
    return known["ethnicity"].where(is_of_group, known["ethnic_group"].map(_GROUP_CODES).astype("str"))


def _labels(codes: pd.Series, code_set: type[CodeSet]) -> pd.Series:
    return codes.map({member.value: member.label for member in code_set}).fillna(UNKNOWN).astype("str")
